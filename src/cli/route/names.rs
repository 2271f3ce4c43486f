//! States and kinds as people type them.

use crate::error::{Error, Result};
use crate::model::{MemberState, Reference, RouteKind};

/// The State with this code or name; case, blanks and hyphens do not matter.
///
/// # Errors
/// A usage error with the nearest name where there is none.
pub(in crate::cli) fn state<'a>(reference: &'a Reference, typed: &str) -> Result<&'a MemberState> {
    let wanted = plain(typed);
    let names = |state: &'a MemberState| {
        let native = state.native_names.iter().map(|name| name.text.as_str());
        [state.iso2.as_str(), state.name.as_str()].into_iter().chain(native)
    };
    let found = reference.states.iter().find(|state| names(state).any(|name| plain(name) == wanted));
    found.ok_or_else(|| {
        let known = reference.states.iter().flat_map(|state| {
            let shown = format!("{} ({})", state.iso2, state.name);
            [(state.iso2.clone(), shown.clone()), (state.name.clone(), shown)]
        });
        unknown("State", typed, known.collect())
    })
}

/// The kind of request with this id or name.
///
/// # Errors
/// A usage error with the nearest id where there is none.
pub(in crate::cli) fn kind<'a>(reference: &'a Reference, typed: &str) -> Result<&'a RouteKind> {
    let wanted = plain(typed);
    let kinds = &reference.route.kinds;
    let found = kinds.iter().find(|kind| plain(&kind.id) == wanted || plain(&kind.label) == wanted);
    found.ok_or_else(|| {
        let known = kinds
            .iter()
            .flat_map(|kind| [(kind.id.clone(), kind.id.clone()), (kind.label.clone(), kind.id.clone())]);
        unknown("kind of request", typed, known.collect())
    })
}

/// Letters and digits in small letters.
fn plain(text: &str) -> String {
    let text = crate::words::normalise(text);
    text.text().chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The error for a word that nothing is called: the nearest name, else all of them.
fn unknown(what: &str, typed: &str, known: Vec<(String, String)>) -> Error {
    let wanted = plain(typed);
    let nearest = known
        .iter()
        .map(|(name, shown)| (strsim::normalized_damerau_levenshtein(&wanted, &plain(name)), shown))
        .filter(|(score, _)| *score >= 0.5)
        .max_by(|one, other| one.0.total_cmp(&other.0).then_with(|| other.1.cmp(one.1)));
    let help = match nearest {
        Some((_, shown)) => format!("did you mean `{shown}`?"),
        None => {
            let mut all: Vec<&str> = known.iter().map(|(_, shown)| shown.as_str()).collect();
            all.dedup();
            format!("the handbook has {}", all.join(", "))
        }
    };
    Error::usage(format!("there is no {what} `{typed}`; {help}"))
}
