//! Which pending amendments clash, before anybody accepts one.

use super::rebase::{ClashReason, Rebase, rebase};
use super::{Refusal, RefusalCode};
use crate::diff::SectionPath;

/// How two changes of one text stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Both can be accepted, in either order, with the same text.
    Independent,
    /// Both can be accepted, but they touch one section and must be read together.
    SameSection,
    /// Both make the same change.
    Same,
    /// They were written for different texts; one must be brought to the other's first.
    OtherBase,
    /// They change lines beside each other.
    Adjacent,
    /// They change the same lines.
    Overlap,
    /// One would put the other under another heading.
    MovesSection,
}

impl Verdict {
    /// Whether only one of the two can be accepted as it stands.
    #[must_use]
    pub fn is_clash(self) -> bool {
        matches!(self, Self::OtherBase | Self::Adjacent | Self::Overlap | Self::MovesSection)
    }

    /// What the verdict says, for readers.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::SameSection => "same section: read together",
            Self::Same => "same change",
            Self::OtherBase => "written for different texts",
            Self::Adjacent => "lines beside each other",
            Self::Overlap => "same lines",
            Self::MovesSection => "would stand under another heading",
        }
    }
}

/// How two changes of one text stand to each other, whichever comes first.
///
/// `base` is the text that both were written for.
#[must_use]
pub fn verdict(path: &str, base: &str, one: &str, other: &str) -> Verdict {
    if one == other {
        return Verdict::Same;
    }
    let (first, second) = (rebase(path, base, one, other), rebase(path, base, other, one));
    let worst = [&first, &second].into_iter().filter_map(clash_of).max();
    if let Some(worst) = worst {
        return worst;
    }
    let again = |found: &Rebase| matches!(found, Rebase::Clean { again, .. } if !again.is_empty());
    if again(&first) || again(&second) { Verdict::SameSection } else { Verdict::Independent }
}

fn clash_of(found: &Rebase) -> Option<Verdict> {
    let Rebase::Clash(views) = found else { return None };
    views.iter().map(|view| Verdict::of(&view.reason)).max()
}

impl Verdict {
    fn of(reason: &ClashReason) -> Self {
        match reason {
            ClashReason::Beside => Self::Adjacent,
            ClashReason::SameLines | ClashReason::Existence => Self::Overlap,
            ClashReason::Misplaced(_) => Self::MovesSection,
        }
    }
}

/// What an amendment makes of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal<'t> {
    /// Path from the handbook's folder.
    pub path: &'t str,
    /// The text it was written for; none where it is created.
    pub before: Option<&'t str>,
    /// The text it yields; none where it is removed.
    pub after: Option<&'t str>,
}

/// Two amendments that touch one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Places of the two in the list that was given, the lesser first.
    pub between: (usize, usize),
    /// The text.
    pub path: String,
    /// How they stand to each other there.
    pub verdict: Verdict,
    /// The sections of the one that the other touches too, or would move, for readers.
    pub sections: Vec<SectionPath>,
}

/// Every two amendments that touch one text, with how they stand to each other.
///
/// `amendments` are the proposals of each; the pairs come in the order of the list, then of paths. Pairs
/// that touch no text in common are left out.
#[must_use]
pub fn clashes(amendments: &[Vec<Proposal<'_>>]) -> Vec<Pair> {
    let mut found = Vec::new();
    for (first, one) in amendments.iter().enumerate() {
        for (second, other) in amendments.iter().enumerate().skip(first + 1) {
            for change in one {
                if let Some(against) = other.iter().find(|against| against.path == change.path) {
                    let (verdict, sections) = pair(change, against);
                    found.push(Pair {
                        between: (first, second),
                        path: change.path.to_owned(),
                        verdict,
                        sections,
                    });
                }
            }
        }
    }
    found
}

fn pair(one: &Proposal<'_>, other: &Proposal<'_>) -> (Verdict, Vec<SectionPath>) {
    if one.before != other.before {
        return (Verdict::OtherBase, Vec::new());
    }
    if one.after == other.after {
        return (Verdict::Same, Vec::new());
    }
    match (one.before, one.after, other.after) {
        (Some(base), Some(first), Some(second)) => {
            let mut sections = match rebase(one.path, base, first, second) {
                Rebase::Clash(views) => views.into_iter().map(|view| view.heading).collect::<Vec<_>>(),
                Rebase::Clean { again, .. } => again.into_iter().map(|again| again.section).collect(),
            };
            sections.dedup();
            (verdict(one.path, base, first, second), sections)
        }
        _ => (Verdict::Overlap, Vec::new()),
    }
}

impl Pair {
    /// The refusal to accept both; none where both can be accepted. `names` are those of the two.
    #[must_use]
    pub fn refusal(&self, names: (&str, &str)) -> Option<Refusal> {
        if !self.verdict.is_clash() {
            return None;
        }
        let (one, other) = names;
        let message = match self.sections.first() {
            Some(section) => {
                format!("`{one}` and `{other}` clash under `{section}`: {}", self.verdict.title())
            }
            None => format!("`{one}` and `{other}` clash: {}", self.verdict.title()),
        };
        let remedy =
            "let the two authors agree on one text, or accept one and return the other to its author";
        let refusal = Refusal::new(RefusalCode::R0117, message, remedy);
        Some(refusal.in_file(&self.path).who("the authors of both"))
    }
}
