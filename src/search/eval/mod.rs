//! Measuring search: how good its answers are, how fast they come, and whether anything is lost.
//!
//! A [`Collection`] holds judged queries; an [`Engine`] answers them; [`measure`] compares. The
//! measures are those of the field: nDCG with linear gain (Järvelin and Kekäläinen 2002), recall,
//! mean reciprocal rank. [`Baseline`] is a plain engine to be measured in the same run.

mod baseline;
mod collection;
mod draw;
mod engine;
mod measure;

pub use baseline::Baseline;
pub use collection::Collection;
pub use draw::draw;
pub use engine::{DEPTH, Engine, Static};
pub use measure::{Asked, Measures, measure, percentile};
