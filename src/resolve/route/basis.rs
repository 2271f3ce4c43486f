//! A legal basis between two States: what was found, worded by the rules.

use std::collections::BTreeMap;

use super::bilateral::bilateral;
use super::compose::Pair;
use super::instrument::instrument;
use super::lines;
use super::standing::is_weak;
use crate::model::{
    Basis, BasisRule, BasisStatus, Condition, Effect, Evidence, FieldRule, NationalLawRule, RouteLine, Side,
    Start,
};

/// What was found about a basis.
pub(super) struct Finding {
    pub status: BasisStatus,
    pub lines: Vec<RouteLine>,
}

impl Finding {
    /// The finding as a basis of this name.
    pub(super) fn basis(self, pair: &Pair<'_>, label: &str, outcomes: &BTreeMap<String, String>) -> Basis {
        let name = self.status.name();
        let labels = &pair.reference.route.labels;
        let outcome = outcomes.get(name).map(|text| pair.fill(text, self.status.who())).unwrap_or_default();
        Basis {
            label: label.to_owned(),
            instrument: None,
            articles: Vec::new(),
            only: None,
            status_label: labels.get(name).cloned().unwrap_or_else(|| name.replace('-', " ")),
            outcome,
            status: self.status,
            lines: self.lines,
            with: Vec::new(),
        }
    }
}

/// The basis that a rule describes, between the two States.
pub(super) fn basis(pair: &Pair<'_>, rule: &BasisRule) -> Basis {
    match rule {
        BasisRule::Bilateral(rule) => bilateral(pair, rule),
        BasisRule::Instrument(rule) => instrument(pair, rule),
        BasisRule::NationalLaw(rule) => national_law(pair, rule),
    }
}

/// What the conditions of a basis come to.
pub(super) struct Conditions {
    /// The strongest effect.
    pub effect: Effect,
    /// The States whose law leaves the basis open.
    pub who: Vec<String>,
    pub lines: Vec<RouteLine>,
}

impl Default for Conditions {
    fn default() -> Self {
        Self { effect: Effect::None, who: Vec::new(), lines: Vec::new() }
    }
}

/// The conditions that hold for the two States.
pub(super) fn conditions(pair: &Pair<'_>, rules: &[Condition]) -> Conditions {
    let mut found = Conditions::default();
    for rule in rules {
        let value = pair.value(rule.of, &rule.field);
        let holds = match value {
            Some(value) => rule.values.iter().any(|known| known == value),
            None => rule.values.is_empty(),
        };
        if !holds {
            continue;
        }
        match rule.effect {
            Effect::None => {}
            Effect::Qualifies if found.effect == Effect::NotEstablished => {}
            Effect::Qualifies => found.effect = Effect::Qualifies,
            Effect::NotEstablished => {
                found.effect = Effect::NotEstablished;
                found.who.push(pair.code(rule.of).to_owned());
            }
        }
        let mut line = lines::statement(pair, &rule.statement);
        // It rests on the annex as well, and is no better established than what that says.
        if let Some(fact) = pair.fact(rule.of, &rule.field).filter(|_| value.is_some()) {
            line.evidence = line.evidence.max(fact.evidence);
            line.sources.extend(lines::whole(&fact.sources));
        }
        if rule.effect == Effect::NotEstablished {
            line.evidence = Evidence::None;
        }
        line.places.extend(pair.place(rule.of, &format!("f-{}", rule.field)));
        found.lines.push(line);
    }
    found.who.dedup();
    found
}

/// The law of the requested State.
fn national_law(pair: &Pair<'_>, rule: &NationalLawRule) -> Basis {
    let side = Side::Requested;
    let who = || vec![pair.code(side).to_owned()];
    let conditions = conditions(pair, &rule.when);
    let value = pair.value(side, &rule.field);
    let weak = pair.fact(side, &rule.field).is_none_or(|fact| is_weak(fact.evidence));
    let among = |values: &[String]| value.is_some_and(|value| values.iter().any(|known| known == value));
    let status = if among(&rule.serves) {
        match conditions.effect {
            Effect::NotEstablished => BasisStatus::NotEstablished { who: conditions.who },
            _ if weak => BasisStatus::Unverified { who: who() },
            Effect::Qualifies => BasisStatus::AppliesWithReservation,
            Effect::None => BasisStatus::Applies,
        }
    } else if among(&rule.bars) && !weak {
        BasisStatus::Barred { who: who() }
    } else {
        BasisStatus::NotEstablished { who: who() }
    };
    let mut lines = vec![lines::field(pair, side, &FieldRule { key: rule.field.clone(), part: None })];
    if status.serves() || status.is_open() {
        lines.extend(conditions.lines);
    }
    lines.extend(rule.says.iter().map(|says| lines::statement(pair, says)));
    Finding { status, lines }.basis(pair, &rule.label, &pair.reference.route.outcomes.national_law)
}

/// Where to start: the first basis that serves in every case, and what must be settled before it.
pub(super) fn start(bases: &[Basis]) -> Start {
    let every_case = |basis: &&(usize, &Basis)| basis.1.only.is_none();
    let bases: Vec<(usize, &Basis)> = bases.iter().enumerate().collect();
    let first = bases.iter().filter(every_case).find(|(_, basis)| basis.status.serves()).map(|(at, _)| *at);
    let before = bases
        .iter()
        .filter(every_case)
        .filter(|(at, basis)| first.is_none_or(|first| *at < first) && basis.status.is_open())
        .map(|(at, _)| *at)
        .collect();
    Start { first, before }
}
