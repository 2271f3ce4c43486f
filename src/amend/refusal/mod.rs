//! What a rule refused: the permanent codes, the object, and how it is shown.

mod code;
mod refused;
mod show;

pub use code::RefusalCode;
pub use refused::Refusal;
pub use show::render_refusals;
