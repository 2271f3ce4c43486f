//! The rules.

use std::fmt;

use super::limit::{Ground, Limit, Limits};
use super::need::{Need, RolePattern};
use super::pattern::{Pattern, theme};
use crate::amend::Kind;
use crate::amend::registry::{Person, Registry, Role};

/// Which of a round's two timetables a rule follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// Amendments and additions on national law and procedure.
    Annex,
    /// Suggestions on chapters.
    Chapter,
    /// None: it is possible at any time.
    Always,
}

impl Track {
    /// The word in the policy and in rounds.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Annex => "annex",
            Self::Chapter => "chapter",
            Self::Always => "always",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Annex, Self::Chapter, Self::Always].into_iter().find(|track| track.name() == text)
    }
}

impl fmt::Display for Track {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One rule: these kinds of amendment to these paths, by these persons, with these consents.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name, for refusals.
    pub name: String,
    /// Kinds of amendment.
    pub kinds: Vec<Kind>,
    /// Paths; empty for kinds that touch none.
    pub paths: Vec<Pattern>,
    /// Timetable.
    pub track: Track,
    /// Who may send it.
    pub by: Vec<RolePattern>,
    /// What must be met before it is accepted.
    pub needs: Vec<Need>,
    /// What it may not do.
    pub limits: Vec<Limit>,
    /// Grounds on which it may be refused.
    pub grounds_for_rejection: Vec<Ground>,
    /// Byte range of its name in the file, for refusals.
    pub span: crate::diagnostic::Span,
}

impl Rule {
    /// Whether it is for this kind of amendment to this path; the State whose file it is.
    #[must_use]
    pub fn covers(&self, kind: Kind, path: &str) -> Option<Option<String>> {
        if !self.kinds.contains(&kind) {
            return None;
        }
        self.paths.iter().find_map(|pattern| pattern.matches(path)).map(|found| found.state)
    }

    /// Whether a person may send it for the file of `state` at `path`.
    #[must_use]
    pub fn admits(&self, person: &Person, state: Option<&str>, path: &str) -> bool {
        self.by.iter().any(|pattern| holds(person, pattern, state, theme(path)))
    }

    /// Who may send it, in words.
    #[must_use]
    pub fn by_words(&self) -> String {
        list(self.by.iter().map(RolePattern::somebody), "or")
    }

    /// The rule in a few sentences, for the published page.
    #[must_use]
    pub fn words(&self) -> String {
        let kinds = list(self.kinds.iter().map(|kind| format!("`{kind}`")), "or");
        let mut text = format!("An amendment of the kind {kinds} may be sent by {}.", self.by_words());
        if !self.paths.is_empty() {
            let paths = list(self.paths.iter().map(|path| format!("`{}`", path.as_str())), "or");
            text.push_str(&format!(" It may touch {paths} and nothing else."));
        }
        text.push_str(match self.track {
            Track::Annex => " It is received while a round is open for national law.",
            Track::Chapter => " It is received while a round is open for suggestions on chapters.",
            Track::Always => " It is received at any time.",
        });
        if !self.limits.is_empty() {
            text.push_str(&format!(" Its limits: {}.", list(self.limits.iter().map(Limit::words), "and")));
        }
        text.push_str(&format!(" It is accepted when {}.", list(self.needs.iter().map(Need::words), "and")));
        if self.grounds_for_rejection.is_empty() {
            text.push_str(" It is never refused; it may be sent back with a reason.");
        } else {
            let grounds =
                list(self.grounds_for_rejection.iter().map(|ground| ground.words().to_owned()), "or");
            text.push_str(&format!(" It may be refused only for {grounds}."));
        }
        text
    }
}

/// Whether a person holds a role that a pattern means.
#[must_use]
pub(in crate::amend) fn holds(
    person: &Person,
    pattern: &RolePattern,
    state: Option<&str>,
    theme: &str,
) -> bool {
    person.roles.iter().any(|role| pattern.covers(role, person.state.as_deref(), state, theme))
}

/// `a`, `a or b`, `a, b or c`.
pub(in crate::amend) fn list(parts: impl Iterator<Item = String>, word: &str) -> String {
    let mut parts: Vec<String> = parts.collect();
    match parts.pop() {
        None => "nobody".to_owned(),
        Some(last) if parts.is_empty() => last,
        Some(last) => format!("{} {word} {last}", parts.join(", ")),
    }
}

/// Who decides on registry and policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Holders of any of these roles.
    pub roles: Vec<Role>,
    /// How many different persons must sign a change.
    pub threshold: u32,
}

impl Root {
    /// The persons who may sign.
    pub fn persons<'a>(&'a self, registry: &'a Registry) -> impl Iterator<Item = &'a Person> + 'a {
        registry.persons.iter().filter(|person| self.has(person))
    }

    /// Whether a person may sign.
    #[must_use]
    pub fn has(&self, person: &Person) -> bool {
        self.roles.iter().any(|role| person.is(role))
    }
}

/// One version of the policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Counts up by one with every change.
    pub version: u32,
    /// Sizes.
    pub limits: Limits,
    /// Who decides on registry and policy.
    pub root: Root,
    /// The rules.
    pub rules: Vec<Rule>,
}

impl Policy {
    /// The rule for a kind of amendment to a path; the State whose file it is.
    #[must_use]
    pub fn rule(&self, kind: Kind, path: &str) -> Option<(&Rule, Option<String>)> {
        self.rules.iter().find_map(|rule| rule.covers(kind, path).map(|state| (rule, state)))
    }

    /// The State whose file it is, by any rule for the files of one State.
    #[must_use]
    pub fn state_of(&self, path: &str) -> Option<String> {
        let patterns = self.rules.iter().flat_map(|rule| &rule.paths);
        patterns.filter_map(|pattern| pattern.matches(path)).find_map(|found| found.state)
    }

    /// The rule for a kind that touches no path.
    #[must_use]
    pub fn rule_without_path(&self, kind: Kind) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.kinds.contains(&kind) && rule.paths.is_empty())
    }

    /// The rule with this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }
}
