//! `policy test`: whether the rules can work with the persons there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::need::{Need, RolePattern, Scope};
use super::pattern::{Pattern, theme};
use super::rule::{Policy, Rule, holds};
use crate::amend::Kind;
use crate::amend::refusal::{Refusal, RefusalCode};
use crate::amend::registry::{Key, Person, Registry, Standing};
use crate::diagnostic::SourceText;

/// What a policy is tried with.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Its text, for places.
    pub source: &'a Arc<SourceText>,
    /// The persons.
    pub registry: &'a Registry,
    /// Codes of the handbook's States.
    pub states: &'a BTreeSet<String>,
    /// Paths of the handbook's text.
    pub paths: &'a BTreeSet<String>,
    /// Ledger time and number at which keys must sign.
    pub at: (Timestamp, u64),
}

impl<'a> Trial<'a> {
    /// The persons who have a key that signs.
    fn persons(&self) -> impl Iterator<Item = &'a Person> {
        let (time, seq) = self.at;
        let signs = move |key: &Key| key.standing(time, seq) == Standing::Valid;
        self.registry.persons.iter().filter(move |person| person.keys.iter().any(signs))
    }
}

/// Tries every rule with every path: somebody can send, somebody else can consent; each path has
/// one rule a kind and at least one at all; a place for a State names one annex a State.
///
/// Nobody being there yet to satisfy a rule ([`RefusalCode::R0054`]) is a note before the first
/// round opens and an error after; the rest is an error always.
#[must_use]
pub fn trial(trial: Trial<'_>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let Trial { policy, source, states, paths, .. } = trial;
    let root = trial.persons().filter(|person| policy.root.has(person)).count();
    if root < policy.root.threshold as usize {
        refusals.push(
            Refusal::new(
                RefusalCode::R0054,
                format!(
                    "{} persons must sign a change of registry or policy, and only {root} may",
                    policy.root.threshold
                ),
                "register more persons with these roles, or ask fewer to sign",
            )
            .in_file(source.path())
            .who("the holders of the roles in `[root]`"),
        );
    }
    for rule in &policy.rules {
        staffed(rule, trial, &mut refusals);
        for pattern in rule.paths.iter().filter(|pattern| pattern.is_national()) {
            annexes(rule, pattern, trial, &mut refusals);
        }
        if rule.paths.is_empty() && uses_state(rule) {
            refusals.push(at(
                rule,
                source,
                RefusalCode::R0057,
                format!("the rule `{}` speaks of the State and has no path with `{{iso2}}`", rule.name),
                "give it paths with `{iso2}`, or write `focal:*`",
            ));
        } else if uses_state(rule) && rule.paths.iter().any(|pattern| !pattern.is_national()) {
            refusals.push(at(
                rule,
                source,
                RefusalCode::R0057,
                format!("the rule `{}` speaks of the State and covers paths of no State", rule.name),
                "put those paths into a rule of their own",
            ));
        }
    }
    for path in paths {
        let mut covered = false;
        for kind in Kind::ALL {
            let rules: Vec<&Rule> =
                policy.rules.iter().filter(|rule| rule.covers(kind, path).is_some()).collect();
            covered |= !rules.is_empty();
            if let [first, second, ..] = rules[..] {
                refusals.push(at(
                    second,
                    source,
                    RefusalCode::R0056,
                    format!(
                        "`{path}` is covered for `{kind}` by the rules `{}` and `{}`",
                        first.name, second.name
                    ),
                    "narrow the paths of one of them",
                ));
            }
        }
        if !covered {
            refusals.push(
                Refusal::new(
                    RefusalCode::R0056,
                    format!("no rule covers `{path}`: it could never be changed"),
                    "add its path to a rule",
                )
                .in_file(source.path()),
            );
        }
    }
    for kind in Kind::ALL {
        let pathless: Vec<&Rule> =
            policy.rules.iter().filter(|rule| rule.paths.is_empty() && rule.kinds.contains(&kind)).collect();
        if let [first, second, ..] = pathless[..] {
            refusals.push(at(
                second,
                source,
                RefusalCode::R0056,
                format!("`{kind}` has two rules without paths, `{}` and `{}`", first.name, second.name),
                "keep one of them",
            ));
        }
    }
    states_have_annexes(states, paths, policy, source, &mut refusals);
    refusals
}

fn at(rule: &Rule, source: &Arc<SourceText>, code: RefusalCode, message: String, remedy: &str) -> Refusal {
    Refusal::new(code, message, remedy).at(source, rule.span)
}

fn uses_state(rule: &Rule) -> bool {
    let of_state = |pattern: &RolePattern| pattern.scope == Scope::State;
    rule.by.iter().any(of_state)
        || rule.needs.iter().any(|need| matches!(need, Need::Persons { role, .. } if of_state(role)))
}

/// The places for which the rule must find persons: each State, each theme, or one of neither.
fn places(rule: &Rule, trial: Trial<'_>) -> Vec<(Option<String>, String)> {
    let mut places: BTreeSet<(Option<String>, String)> = BTreeSet::new();
    let by_theme = rule
        .needs
        .iter()
        .any(|need| matches!(need, Need::Persons { role, .. } if role.scope == Scope::Theme));
    for path in trial.paths {
        for pattern in &rule.paths {
            if let Some(found) = pattern.matches(path)
                && found.state.as_ref().is_none_or(|state| trial.states.contains(state))
            {
                let theme = if by_theme { theme(path).to_owned() } else { String::new() };
                places.insert((found.state, theme));
            }
        }
    }
    if rule.paths.is_empty() {
        places.insert((None, String::new()));
    }
    places.into_iter().collect()
}

/// Whether for each place there is an author, and beside each author enough others.
fn staffed(rule: &Rule, trial: Trial<'_>, refusals: &mut Vec<Refusal>) {
    let mut missing: Vec<(String, Vec<String>)> = Vec::new();
    let mut note = |what: String, place: String| match missing.iter_mut().find(|(known, _)| *known == what) {
        Some((_, places)) => places.push(place),
        None => missing.push((what, vec![place])),
    };
    for (state, theme) in places(rule, trial) {
        let place = state.clone().unwrap_or_else(|| theme.clone());
        let authors: Vec<&Person> = trial
            .persons()
            .filter(|person| rule.by.iter().any(|pattern| holds(person, pattern, state.as_deref(), &theme)))
            .collect();
        if authors.is_empty() {
            note(format!("nobody can send: it takes {}", rule.by_words()), place.clone());
        }
        for need in &rule.needs {
            let Need::Persons { role, at_least } = need else { continue };
            let able: Vec<&str> = trial
                .persons()
                .filter(|person| holds(person, role, state.as_deref(), &theme))
                .map(|person| person.id.as_str())
                .collect();
            // The author of the moment never counts; some author must leave enough others.
            let beside_some = authors.iter().any(|author| {
                able.iter().filter(|person| **person != author.id).count() >= *at_least as usize
            });
            let enough = if authors.is_empty() { able.len() >= *at_least as usize } else { beside_some };
            if !enough {
                note(format!("nobody can meet: {}", need.words()), place.clone());
            }
        }
    }
    for (what, places) in missing {
        let places: Vec<String> = places.into_iter().filter(|place| !place.is_empty()).collect();
        let whom = if places.is_empty() { String::new() } else { format!(" ({})", places.join(", ")) };
        refusals.push(
            at(
                rule,
                trial.source,
                RefusalCode::R0054,
                format!("rule `{}`: {what}{whom}", rule.name),
                "register the persons that are missing, or change the rule",
            )
            .who("the holders of the roles in `[root]`"),
        );
    }
}

/// A pattern for a State names exactly one file a State.
fn annexes(rule: &Rule, pattern: &Pattern, trial: Trial<'_>, refusals: &mut Vec<Refusal>) {
    if pattern.as_str().contains('*') {
        refusals.push(at(
            rule,
            trial.source,
            RefusalCode::R0057,
            format!("`{}` names more than one file of a State", pattern.as_str()),
            "name the one file, without `*`",
        ));
        return;
    }
    for path in trial.paths {
        if let Some(state) = pattern.matches(path).and_then(|found| found.state)
            && !trial.states.contains(&state)
        {
            refusals.push(at(
                rule,
                trial.source,
                RefusalCode::R0057,
                format!("`{path}` is the file of `{state}`, which is no State of this handbook"),
                "rename the file, or add the State to content/reference/states.yaml",
            ));
        }
    }
}

/// Each State has the annex that some rule for annexes names.
fn states_have_annexes(
    states: &BTreeSet<String>,
    paths: &BTreeSet<String>,
    policy: &Policy,
    source: &Arc<SourceText>,
    refusals: &mut Vec<Refusal>,
) {
    let rules = policy.rules.iter().filter(|rule| rule.kinds.contains(&Kind::Annex));
    for rule in rules {
        let Some(pattern) = rule.paths.iter().find(|pattern| pattern.is_national()) else { continue };
        for state in states {
            if let Some(path) = pattern.for_state(state)
                && !paths.contains(&path)
            {
                refusals.push(at(
                    rule,
                    source,
                    RefusalCode::R0057,
                    format!("`{}` of {state} would be `{path}`, which is not there", pattern.as_str()),
                    "write the annex, or correct the path",
                ));
            }
        }
    }
}
