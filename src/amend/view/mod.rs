//! What people see of a record: listings, one amendment with its redline, the process in plain words,
//! who changed a line, a round in a table. Pages and the command line print the same values.

mod amendment;
mod blame;
mod change;
mod docket;
mod earlier;
mod process;
mod summary;
mod whole;

pub use amendment::amendment;
pub use blame::{Blamed, Step, blame, came_from, steps};
pub use change::{change_view, redlined, run_views, text_view, three_view, weighty_views};
pub use docket::{Row, rows};
pub use process::{process, rounds};
pub use summary::{SummaryRow, summary};
pub use whole::{amendment_with_earlier, view};
