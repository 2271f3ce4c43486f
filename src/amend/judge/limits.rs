//! How much the changes of an amendment may be, apart from who sends it.

use crate::amend::policy::{Limit, Policy};
use crate::amend::{Change, Kind};
use crate::diff::{WeightyKind, edits, lines, redline};

/// Whether a file is a page of prose; any other is data as a whole.
#[must_use]
pub fn is_page(path: &str) -> bool {
    path.ends_with(".md")
}

/// The files that an amendment of the kind `structure` may not change as it does, each with the State
/// whose file it is and the kinds that are for it.
///
/// A file of a State keeps what it says: only where its links lead within the handbook may follow a
/// page that moves. Other data changes only together with a file that is created or removed, as the
/// list of States with the annex of a new one.
pub(super) fn not_by_structure<'c>(
    policy: &Policy,
    changes: &'c [Change],
) -> Vec<(&'c str, Option<String>, Vec<Kind>)> {
    let moves = changes.iter().any(|change| change.before.is_none() || change.after.is_none());
    let mut found = Vec::new();
    for change in changes {
        let (Some(before), Some(after)) = (&change.before, &change.after) else { continue };
        let path = change.path.as_str();
        let kinds: Vec<Kind> = [Kind::Annex, Kind::Reference, Kind::Corrigendum]
            .into_iter()
            .filter(|kind| policy.rule(*kind, path).is_some())
            .collect();
        let state = policy.state_of(path);
        let kept = match &state {
            Some(_) => without_links(before) == without_links(after),
            None => is_page(path) || moves,
        };
        if !kept && !kinds.is_empty() {
            found.push((path, state, kinds));
        }
    }
    found
}

/// A text with the targets of its links to other pages taken out.
fn without_links(text: &str) -> String {
    let mut parts = text.split("](");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let target = part.split(')').next().unwrap_or_default();
        let inner = target.len() < part.len()
            && target.split('#').next().is_some_and(|page| page.ends_with(".md"))
            && !target.contains([':', '\n', ' ']);
        out.push_str("](");
        out.push_str(if inner { &part[target.len()..] } else { part });
    }
    out
}

/// How changes go beyond a limit; `None` where they keep it.
#[must_use]
pub fn beyond(limit: &Limit, changes: &[Change]) -> Option<String> {
    let texts = |change: &Change| {
        (change.before.clone().unwrap_or_default(), change.after.clone().unwrap_or_default())
    };
    match limit {
        Limit::Words(most) => {
            let count: usize = changes
                .iter()
                .map(|change| {
                    let (before, after) = texts(change);
                    redline(&before, &after).changed_words()
                })
                .sum();
            (count > *most as usize).then(|| format!("{count} words are changed"))
        }
        Limit::BlanksOnly(most) => changes.iter().find_map(|change| {
            let (before, after) = texts(change);
            let places = blanks_only(&before, &after);
            (places.len() > *most as usize).then(|| {
                let first = places.first().copied().unwrap_or_default();
                format!(
                    "{} changed places of `{}` differ in blanks and line ends alone, the first at line {first}",
                    places.len(),
                    change.path
                )
            })
        }),
        Limit::NoFrontMatter => changes
            .iter()
            .find(|change| {
                let (before, after) = texts(change);
                if is_page(&change.path) {
                    front_matter(&before) != front_matter(&after)
                } else {
                    before != after
                }
            })
            .map(|change| {
                let path = &change.path;
                if is_page(path) {
                    format!("the data at the top of `{path}` is changed")
                } else {
                    format!("`{path}` is data as a whole, and is changed")
                }
            }),
        Limit::NoNumbers => changes.iter().find_map(|change| {
            let (before, after) = texts(change);
            let marked = redline(&before, &after);
            let touched = marked
                .weighty()
                .iter()
                .find(|term| matches!(term.kind, WeightyKind::Number | WeightyKind::Date))?;
            let old = touched.old.clone().and_then(|range| before.get(range));
            let new = touched.new.clone().and_then(|range| after.get(range));
            let number = old.or(new).unwrap_or_default();
            Some(format!(
                "the number `{}` in `{}` is changed",
                crate::diagnostic::visible(number),
                change.path
            ))
        }),
    }
}

/// The lines of the new text, from 1, at which only blanks and line ends change.
fn blanks_only(before: &str, after: &str) -> Vec<usize> {
    let (old, new) = (lines(before), lines(after));
    let letters = |lines: &[&str]| -> String { lines.concat().split_whitespace().collect() };
    let changed = edits(&old, &new).into_iter();
    changed
        .filter(|edit| letters(&old[edit.old.clone()]) == letters(&new[edit.new.clone()]))
        .map(|edit| edit.new.start + 1)
        .collect()
}

/// The data at the top of a page; empty where there is none.
fn front_matter(text: &str) -> &str {
    let end = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n"));
    end.map_or("", |end| &text[..end + 8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amend::policy::{DEFAULT_POLICY, read};
    use crate::diagnostic::SourceText;

    #[test]
    fn links_follow_a_page_that_moves_and_words_do_not() {
        let policy = read(&SourceText::new("amendments/policy.toml", DEFAULT_POLICY)).unwrap();
        let change = |before: &str, after: &str| Change {
            path: "content/annexes/xa.md".to_owned(),
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
        };
        let touched =
            |before: &str, after: &str| !not_by_structure(&policy, &[change(before, after)]).is_empty();
        let old = "See [the form](../chapters/one.md#form) and [the act](https://law.example/act.md).\n";
        assert!(!touched(old, &old.replace("one.md#form", "two.md#forms")));
        assert!(touched(old, &old.replace("the form", "no form")));
        assert!(touched(old, &old.replace("law.example", "other.example")));
        assert!(touched(old, &old.replace("../chapters/one.md#form", "https://other.example/one.md")));
        assert!(touched("[a](b.md", "[a](c.md"));
        let created = Change { before: None, ..change("", "New.\n") };
        assert_eq!(not_by_structure(&policy, &[created]), []);
    }
}
