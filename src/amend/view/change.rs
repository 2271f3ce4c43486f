//! What becomes of a text, marked for reading.

use crate::amend::{Change, ClashView};
use crate::diff::{Mark, Redline, WeightyKind, redline, visible};
use crate::model::{ChangeView, PassageView, RunView, ThreeView, WeightyView};

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
    let what = match (&change.before, &change.after) {
        (None, _) => "created",
        (_, None) => "removed",
        _ => "changed",
    };
    ChangeView { what: what.to_owned(), ..text_view(&change.path, &redlined(change)) }
}

/// A redline as people read it: the changed places with their headings, and what may turn the meaning.
/// `path` tells Markdown from YAML.
#[must_use]
pub fn text_view(path: &str, found: &Redline) -> ChangeView {
    let passages = found.places(path, AROUND).into_iter().map(|place| PassageView {
        line: place.line() as usize,
        heading: place.titles.join(" › "),
        runs: run_views(place.runs()),
    });
    ChangeView {
        path: path.to_owned(),
        what: "changed".to_owned(),
        words: found.changed_words(),
        passages: passages.collect(),
        weighty: weighty_views(found),
    }
}

/// A clash as people read it: three columns, with marks against what the author started from.
#[must_use]
pub fn three_view(path: &str, clash: &ClashView) -> ThreeView {
    let against = |text: &str| run_views(redline(&clash.base.text, text).runs());
    ThreeView {
        path: path.to_owned(),
        heading: match clash.titles.as_str() {
            "" => clash.heading.to_string(),
            titles => titles.to_owned(),
        },
        line: clash.current.line as usize,
        started: against(&clash.base.text),
        now: against(&clash.current.text),
        proposed: against(&clash.proposed.text),
    }
}

/// Stretches of a redline as people read them.
#[must_use]
pub fn run_views(runs: Vec<(Mark, String)>) -> Vec<RunView> {
    let view = |(mark, text)| {
        let (name, moved) = match mark {
            Mark::Same => ("same", 0),
            Mark::Deleted => ("deleted", 0),
            Mark::Inserted => ("inserted", 0),
            Mark::MovedAway(number) => ("moved-away", number),
            Mark::MovedHere(number) => ("moved-here", number),
        };
        RunView { mark: name.to_owned(), text, moved }
    };
    runs.into_iter().map(view).collect()
}

/// What may turn the meaning, in the order of the text.
#[must_use]
pub fn weighty_views(found: &Redline) -> Vec<WeightyView> {
    let words = |text: &str, range: &Option<std::ops::Range<usize>>| {
        visible(range.clone().and_then(|range| text.get(range)).unwrap_or("")).into_owned()
    };
    let view = |term: &crate::diff::Weighty| WeightyView {
        kind: match term.kind {
            WeightyKind::Number => "number",
            WeightyKind::Date => "date",
            WeightyKind::Negation => "negation",
            WeightyKind::Modal => "obligation",
        }
        .to_owned(),
        old: words(found.old(), &term.old),
        new: words(found.new_text(), &term.new),
    };
    found.weighty().iter().map(view).collect()
}
