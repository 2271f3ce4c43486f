//! The patch from one text to another.

use super::lines::{Edit, edits, lines};
use super::patch::{FilePatch, Hunk, Line};

/// Lines of context around a change.
pub(super) const CONTEXT: usize = 3;

impl FilePatch {
    /// The patch that turns one text into another; none where nothing changes.
    ///
    /// `old` is none for a text that is created and `new` for one that is removed. A text without a
    /// single line cannot be created or removed by a patch, and gives none.
    ///
    /// ```
    /// use handbook::diff::FilePatch;
    /// let patch = FilePatch::between("content/a.md", Some("one\n"), Some("two")).unwrap();
    /// assert_eq!(patch.apply(Some("one\n")).unwrap().as_deref(), Some("two"));
    /// ```
    #[must_use]
    pub fn between(path: &str, old: Option<&str>, new: Option<&str>) -> Option<Self> {
        let before = lines(old.unwrap_or_default());
        let after = lines(new.unwrap_or_default());
        let changes = edits(&before, &after);
        let mut hunks = Vec::new();
        let mut rest = changes.as_slice();
        while !rest.is_empty() {
            // Changes whose lines of context meet or touch share a hunk.
            let together = 1 + rest
                .windows(2)
                .take_while(|pair| pair[1].old.start - pair[0].old.end <= 2 * CONTEXT)
                .count();
            let (group, later) = rest.split_at(together);
            hunks.push(hunk(&before, &after, group));
            rest = later;
        }
        (!hunks.is_empty()).then(|| Self {
            old: old.map(|_| path.to_owned()),
            new: new.map(|_| path.to_owned()),
            hunks,
        })
    }
}

/// The hunk of some neighbouring changes.
fn hunk(old: &[&str], new: &[&str], group: &[Edit]) -> Hunk {
    let (first, last) = (&group[0], &group[group.len() - 1]);
    let lead = first.old.start.min(CONTEXT);
    let trail = (old.len() - last.old.end).min(CONTEXT);
    let old_range = first.old.start - lead..last.old.end + trail;
    let new_range = first.new.start - lead..last.new.end + trail;
    let mut found = Vec::with_capacity(old_range.len() + new_range.len());
    let mut at = old_range.start;
    for edit in group {
        found.extend(old[at..edit.old.start].iter().map(|&line| Line::Context(line.to_owned())));
        found.extend(old[edit.old.clone()].iter().map(|&line| Line::Deleted(line.to_owned())));
        found.extend(new[edit.new.clone()].iter().map(|&line| Line::Inserted(line.to_owned())));
        at = edit.old.end;
    }
    found.extend(old[at..old_range.end].iter().map(|&line| Line::Context(line.to_owned())));
    let start = |range: &std::ops::Range<usize>| (range.start + usize::from(!range.is_empty())) as u32;
    Hunk {
        old_start: start(&old_range),
        old_count: old_range.len() as u32,
        new_start: start(&new_range),
        new_count: new_range.len() as u32,
        lines: found,
    }
}
