//! Lines of the answer, made from facts, contacts and statements.

use serde_json::Value;

use super::compose::Pair;
use crate::model::{
    Contact, Evidence, Fact, FieldRule, RouteLine, RoutePart, Side, SourceRef, Statement, ValuePart,
    value_parts,
};

/// A line without label, value, sources or places.
pub(super) const fn empty() -> RouteLine {
    RouteLine {
        label: None,
        parts: Vec::new(),
        statute: None,
        cite: None,
        sources: Vec::new(),
        evidence: Evidence::None,
        note: None,
        places: Vec::new(),
    }
}

/// A part with words or, with `None`, a gap.
pub(super) fn part(label: Option<&str>, words: Option<String>) -> RoutePart {
    RoutePart { label: label.map(str::to_owned), words, url: None }
}

pub(super) fn whole(sources: &[String]) -> Vec<SourceRef> {
    sources.iter().map(|id| SourceRef::whole(id)).collect()
}

/// A statement of the rules with the States' names filled in.
pub(super) fn statement(pair: &Pair<'_>, statement: &Statement) -> RouteLine {
    RouteLine {
        parts: vec![part(None, Some(pair.fill(&statement.text, &[])))],
        sources: statement.sources.clone(),
        evidence: statement.evidence,
        places: statement.places.clone(),
        ..empty()
    }
}

/// A comparable field of one State's annex; a gap where the annex has no value for it.
pub(super) fn field(pair: &Pair<'_>, side: Side, rule: &FieldRule) -> RouteLine {
    let layout = pair.reference.layout.field(&rule.key);
    let label = layout.map_or_else(|| rule.key.replace('_', " "), |field| field.label.clone());
    let places = pair.place(side, &format!("f-{}", rule.key)).into_iter().collect();
    let gap = RouteLine { label: Some(label), parts: vec![part(None, None)], places, ..empty() };
    let (Some(layout), Some(fact)) = (layout, pair.fact(side, &rule.key)) else { return gap };
    let chosen = rule.part.as_ref().map(|key| one_part(fact, key));
    let fact = chosen.as_ref().unwrap_or(fact);
    let established = !fact.value.is_null();
    let parts = if established {
        value_parts(layout, fact).into_iter().map(|part| from_value(part, rule.part.is_some())).collect()
    } else {
        gap.parts
    };
    RouteLine {
        parts,
        statute: fact.statute.clone().filter(|_| established),
        cite: fact.cite.clone().filter(|_| established),
        sources: whole(&fact.sources),
        evidence: if established { fact.evidence } else { Evidence::None },
        note: fact.note.clone(),
        ..RouteLine { label: gap.label, places: gap.places, ..empty() }
    }
}

/// The fact with one part of its value alone, so that it is worded as the layout says.
fn one_part(fact: &Fact, key: &str) -> Fact {
    let value = match &fact.value {
        Value::Object(map) => match map.get(key) {
            Some(value) if !value.is_null() => {
                Value::Object([(key.to_owned(), value.clone())].into_iter().collect())
            }
            _ => Value::Null,
        },
        other => other.clone(),
    };
    Fact { value, ..fact.clone() }
}

fn from_value(part: ValuePart, hide_label: bool) -> RoutePart {
    RoutePart { label: part.label.filter(|_| !hide_label), words: part.words, url: part.url }
}

/// The offices to turn to for these purposes; a gap for each purpose without one.
pub(super) fn contacts(pair: &Pair<'_>, side: Side, purposes: &[String]) -> Vec<RouteLine> {
    let places: Vec<String> = pair.heading_that_prints(side, "contacts").into_iter().collect();
    let known: &[Contact] = pair.annex(side).map_or(&[], |annex| &annex.contacts);
    let mut found: Vec<RouteLine> = known
        .iter()
        .filter_map(|contact| {
            let wanted = |purpose: &&String| contact.purposes.contains(*purpose);
            let names: Vec<&str> = purposes.iter().filter(wanted).map(|id| pair.purpose(id)).collect();
            if names.is_empty() {
                return None;
            }
            let office =
                RoutePart { label: None, words: Some(contact.office.clone()), url: contact.url.clone() };
            Some(RouteLine {
                label: Some(names.join(", ")),
                parts: vec![office, part(Some("Address"), contact.address.clone())],
                sources: whole(&contact.sources),
                evidence: contact.evidence,
                note: contact.note.clone(),
                places: places.clone(),
                ..empty()
            })
        })
        .collect();
    for purpose in purposes {
        if !known.iter().any(|contact| contact.purposes.contains(purpose)) {
            found.push(RouteLine {
                label: Some(pair.purpose(purpose).to_owned()),
                parts: vec![part(None, None)],
                places: places.clone(),
                ..empty()
            });
        }
    }
    found
}
