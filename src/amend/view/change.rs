//! What becomes of a text, marked for reading.

use crate::amend::Change;
use crate::diff::{Mark, Outline, Redline, WeightyKind, redline};
use crate::model::{ChangeView, PassageView, RunView, WeightyView};

/// Unchanged lines shown around a changed place.
const AROUND: usize = 2;

/// The redline of a change; a text that is not there counts as empty.
#[must_use]
pub fn redlined(change: &Change) -> Redline {
    redline(change.before.as_deref().unwrap_or(""), change.after.as_deref().unwrap_or(""))
}

/// A change as people read it: the changed places with their headings, and what may turn the meaning.
#[must_use]
pub fn change_view(change: &Change) -> ChangeView {
    let found = redlined(change);
    let new = change.after.as_deref().unwrap_or("");
    let outline = Outline::of(&change.path, if new.is_empty() { found.old() } else { new });
    let passages = found
        .passages(AROUND)
        .into_iter()
        .map(|passage| PassageView {
            line: passage.new_line + 1,
            heading: outline.titles(passage.new_line + AROUND).join(" › "),
            runs: passage
                .runs
                .into_iter()
                .map(|(mark, text)| RunView { mark: mark_name(mark).to_owned(), text })
                .collect(),
        })
        .collect();
    let words = |text: &str, range: &Option<std::ops::Range<usize>>| {
        range.clone().and_then(|range| text.get(range)).unwrap_or("").to_owned()
    };
    let weighty = found
        .weighty()
        .iter()
        .map(|term| WeightyView {
            kind: match term.kind {
                WeightyKind::Number => "number",
                WeightyKind::Date => "date",
                WeightyKind::Negation => "negation",
                WeightyKind::Modal => "obligation",
            }
            .to_owned(),
            old: words(found.old(), &term.old),
            new: words(found.new_text(), &term.new),
        })
        .collect();
    ChangeView {
        path: change.path.clone(),
        what: match (&change.before, &change.after) {
            (None, _) => "created",
            (_, None) => "removed",
            _ => "changed",
        }
        .to_owned(),
        words: found.changed_words(),
        passages,
        weighty,
    }
}

const fn mark_name(mark: Mark) -> &'static str {
    match mark {
        Mark::Same => "same",
        Mark::Deleted => "deleted",
        Mark::Inserted => "inserted",
        Mark::MovedAway(_) => "moved-away",
        Mark::MovedHere(_) => "moved-here",
    }
}
