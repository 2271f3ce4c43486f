//! Who may touch what, and whose consent it needs: `amendments/policy.toml`. What no rule allows is
//! refused.

mod default;
mod limit;
mod need;
mod pattern;
mod read;
mod rule;
mod trial;

pub use default::DEFAULT_POLICY;
pub use limit::{Ground, Limit, Limits};
pub use need::{Need, RolePattern, Scope};
pub use pattern::{Pattern, theme};
pub use read::read;
pub(in crate::amend) use rule::list;
pub use rule::{Policy, Root, Rule, Track};
pub use trial::{Trial, trial};
