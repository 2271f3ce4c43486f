//! An amendment brought to the text as it is now, or a clash that people must settle.

use std::ops::Range;
use std::sync::Arc;

use super::guard::{Four, Misplaced, Sections, guard};
use super::{Refusal, RefusalCode, verified};
use crate::diagnostic::SourceText;
use crate::diff::{Origin, Region, SectionPath, regions, visible};

/// What becomes of an amendment whose text has moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rebase {
    /// Its change stands in the text as it is now, in the place its author saw.
    Clean {
        /// The text that results. It is not what the author signed: people must accept it anew.
        text: String,
        /// What else has changed in the sections it touches; the focal point reads these again.
        again: Vec<ReviewAgain>,
    },
    /// It cannot be brought there with certainty; never empty.
    Clash(Vec<ClashView>),
}

/// Lines that have changed in a section that an amendment touches, since it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewAgain {
    /// The section.
    pub section: SectionPath,
    /// The lines as the author saw them.
    pub base: Part,
    /// The lines as they are now.
    pub current: Part,
}

/// A place where an amendment and the text as it is now cannot be brought together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClashView {
    /// Why.
    pub reason: ClashReason,
    /// The section in the text that the author wrote for.
    pub heading: SectionPath,
    /// The same section in the words of its headings.
    pub titles: String,
    /// What the author started from.
    pub base: Part,
    /// What it is now.
    pub current: Part,
    /// What the author proposed.
    pub proposed: Part,
}

/// Why an amendment cannot be brought to the text as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClashReason {
    /// The same lines have changed.
    SameLines,
    /// Lines right beside have changed, with no unchanged line between.
    Beside,
    /// The change cannot be placed with certainty.
    Misplaced(Misplaced),
    /// The text has been created or removed since.
    Existence,
}

impl ClashView {
    /// The refusal to accept the amendment as it stands; `current` is the text as it is now.
    #[must_use]
    pub fn refusal(&self, current: &Arc<SourceText>) -> Refusal {
        let path = current.path();
        let heading = if self.titles.is_empty() {
            self.heading.to_string()
        } else {
            visible(&self.titles).into_owned()
        };
        let (code, message) = match &self.reason {
            ClashReason::SameLines => (
                RefusalCode::R0110,
                format!(
                    "these lines of `{path}` have changed since the amendment was written, under `{heading}`"
                ),
            ),
            ClashReason::Beside => (
                RefusalCode::R0111,
                format!("lines right beside have changed since the amendment was written, under `{heading}`"),
            ),
            ClashReason::Misplaced(Misplaced::OtherSection { written_under, would_stand_under }) => (
                RefusalCode::R0112,
                format!(
                    "written under `{written_under}`, the change would now stand under `{would_stand_under}`"
                ),
            ),
            ClashReason::Misplaced(Misplaced::HeadingTwice(path)) => (
                RefusalCode::R0113,
                format!(
                    "`{path}` stands more than once in the text, so the place of the change is not certain"
                ),
            ),
            ClashReason::Misplaced(Misplaced::LinesTwice(path)) => (
                RefusalCode::R0114,
                format!(
                    "the same lines stand more than once in the text, so the place under `{path}` is not certain"
                ),
            ),
            ClashReason::Existence => (
                RefusalCode::R0115,
                format!("`{path}` was created or removed since the amendment was written"),
            ),
        };
        let remedy = "put the words into a copy of the text as it is now, and make a new amendment of it; `handbook amend show` has all three texts beside each other";
        let refusal = Refusal::new(code, message, remedy);
        let refusal = match self.reason {
            ClashReason::Existence => refusal.in_file(path),
            _ => refusal.at_line(current, self.current.line as usize, 1),
        };
        refusal.who("the author of the amendment, or the focal point of the State")
    }
}

impl ReviewAgain {
    /// The refusal to accept the rebased text before somebody has read the section again.
    #[must_use]
    pub fn refusal(&self, current: &Arc<SourceText>) -> Refusal {
        let message = format!("`{}` has changed elsewhere since the amendment was written", self.section);
        let remedy = "read the whole section as it would stand, and confirm the amendment on that text";
        Refusal::new(RefusalCode::R0116, message, remedy)
            .at_line(current, self.current.line as usize, 1)
            .who("the focal point of the State")
    }
}

/// Some lines of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Number of the first line, counted from 1; of the line after it where there is none.
    pub line: u32,
    /// The lines as they stand in the text.
    pub text: String,
}

impl Part {
    fn of(lines: &[&str], range: &Range<usize>) -> Self {
        Self { line: range.start as u32 + 1, text: lines[range.clone()].concat() }
    }
}

/// Brings a changed text to the text as it is now.
///
/// `path` tells Markdown from YAML; `base` is the text that the author wrote for, `amended` what the
/// author made of it, `current` the text as it is now. Lines are merged three ways; then every changed
/// place must pass the section guard. Where both sides have moved the date of verification of an annex,
/// the later one stands: each amendment of an annex moves it, and would clash with each other one. A clean result is a proposal for people to accept, never
/// accepted by itself.
///
/// ```
/// use handbook::amend::{Rebase, rebase};
/// let base = "## A\n\none\n\n## B\n\ntwo\n";
/// let current = "## A\n\none\n\n## B\n\ntwo\n\n## C\n\nthree\n";
/// let Rebase::Clean { text, again } = rebase("a.md", base, current, "## A\n\n1\n\n## B\n\ntwo\n") else {
///     panic!("no clash");
/// };
/// assert_eq!(text, "## A\n\n1\n\n## B\n\ntwo\n\n## C\n\nthree\n");
/// assert!(again.is_empty());
/// ```
#[must_use]
pub fn rebase(path: &str, base: &str, current: &str, amended: &str) -> Rebase {
    match verified::one_day(path, [base, current, amended]) {
        Some([base, current, amended]) => brought(path, &base, &current, &amended),
        None => brought(path, base, current, amended),
    }
}

fn brought(path: &str, base: &str, current: &str, amended: &str) -> Rebase {
    let found = regions(base, current, amended);
    let (base, current, amended) =
        (Sections::of(path, base), Sections::of(path, current), Sections::of(path, amended));
    let view = |region: &Region, reason: ClashReason| ClashView {
        reason,
        heading: base.touched(&region.base)[0].clone(),
        titles: base.titles(&region.base),
        base: Part::of(&base.lines, &region.base),
        current: Part::of(&current.lines, &region.ours),
        proposed: Part::of(&amended.lines, &region.theirs),
    };
    let conflicts: Vec<ClashView> = found
        .iter()
        .filter(|region| region.origin == Origin::Conflict)
        .map(|region| view(region, reason(&base.lines, &current.lines, &amended.lines, region)))
        .collect();
    if !conflicts.is_empty() {
        return Rebase::Clash(conflicts);
    }
    let (text, places) = merged(&found, &current.lines, &amended.lines);
    let result = Sections::of(path, &text);
    let four = Four { base: &base, current: &current, amended: &amended, merged: &result };
    let misplaced: Vec<ClashView> = found
        .iter()
        .zip(&places)
        .filter_map(|(region, place)| {
            guard(&four, region, place).map(|fault| view(region, ClashReason::Misplaced(fault)))
        })
        .collect();
    if !misplaced.is_empty() {
        return Rebase::Clash(misplaced);
    }
    let again = review_again(&found, &base, &current);
    Rebase::Clean { text, again }
}

/// As [`rebase`], for a text that may not exist in one of the three.
///
/// The outer `None` of a result is a text that the amendment removes.
///
/// # Errors
///
/// The places that clash; never empty.
pub fn rebase_change(
    path: &str,
    base: Option<&str>,
    current: Option<&str>,
    amended: Option<&str>,
) -> Result<(Option<String>, Vec<ReviewAgain>), Vec<ClashView>> {
    if base == current || amended == current {
        return Ok((amended.map(str::to_owned), Vec::new()));
    }
    if let (Some(base), Some(current), Some(amended)) = (base, current, amended) {
        return match rebase(path, base, current, amended) {
            Rebase::Clean { text, again } => Ok((Some(text), again)),
            Rebase::Clash(views) => Err(views),
        };
    }
    let part = |text: Option<&str>| Part { line: 1, text: text.unwrap_or_default().to_owned() };
    Err(vec![ClashView {
        reason: ClashReason::Existence,
        heading: SectionPath::default(),
        titles: String::new(),
        base: part(base),
        current: part(current),
        proposed: part(amended),
    }])
}

/// The merged text, and the lines of it that each stretch gives.
fn merged(found: &[Region], current: &[&str], amended: &[&str]) -> (String, Vec<Range<usize>>) {
    let mut text = String::new();
    let mut places = Vec::with_capacity(found.len());
    let mut at = 0;
    for region in found {
        let taken = match region.origin {
            Origin::Theirs => &amended[region.theirs.clone()],
            _ => &current[region.ours.clone()],
        };
        text.extend(taken.iter().copied());
        places.push(at..at + taken.len());
        at += taken.len();
    }
    (text, places)
}

/// Whether both sides changed the same lines, or lines beside each other.
fn reason(base: &[&str], current: &[&str], amended: &[&str], region: &Region) -> ClashReason {
    let base = &base[region.base.clone()];
    let changed = |side: &[&str]| {
        let edits = crate::diff::edits(base, side);
        edits
            .into_iter()
            .flat_map(|edit| edit.old.start..edit.old.end.max(edit.old.start + 1))
            .collect::<Vec<_>>()
    };
    let ours = changed(&current[region.ours.clone()]);
    let theirs = changed(&amended[region.theirs.clone()]);
    if ours.iter().any(|line| theirs.contains(line)) { ClashReason::SameLines } else { ClashReason::Beside }
}

/// The meaning guard: what has changed in a section that the author changes elsewhere.
fn review_again(found: &[Region], base: &Sections<'_>, current: &Sections<'_>) -> Vec<ReviewAgain> {
    let touched: Vec<SectionPath> = found
        .iter()
        .filter(|region| region.origin == Origin::Theirs)
        .flat_map(|region| base.touched(&region.base))
        .map(SectionPath::whole)
        .collect();
    let mut again = Vec::new();
    for region in found.iter().filter(|region| region.origin == Origin::Ours) {
        // What is only inserted stands where it stands now, what is only removed where it stood.
        let there = if region.base.is_empty() { Vec::new() } else { base.touched(&region.base) };
        let here = if region.ours.is_empty() { Vec::new() } else { current.touched(&region.ours) };
        let mut sections: Vec<SectionPath> = there.into_iter().chain(here).map(SectionPath::whole).collect();
        sections.dedup();
        let together =
            sections.into_iter().find(|one| touched.iter().any(|other| one.holds(other) || other.holds(one)));
        if let Some(section) = together {
            again.push(ReviewAgain {
                section,
                base: Part::of(&base.lines, &region.base),
                current: Part::of(&current.lines, &region.ours),
            });
        }
    }
    again
}
