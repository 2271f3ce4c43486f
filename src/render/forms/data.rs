//! The annexes' data for the script of the forms: one classic script, so that it loads from disk.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::body::Surroundings;
use super::super::generated::GeneratedFile;
use super::demands::{annexes, under};
use crate::clock;
use crate::model::{
    Annex, BilateralTreaty, Book, Contact, Fact, FactChoice, FormLibrary, LayoutField, Page, value_parts,
};

/// Address of the data that goes with the list of forms at `parent`.
pub(super) fn address(parent: &str) -> String {
    let stem = parent.strip_suffix(".html").unwrap_or(parent);
    format!("{stem}-data.js")
}

/// The files that go with the list: the data of all annexes that forms show.
pub(in super::super) fn files(around: Surroundings<'_>, page: &Page) -> Vec<GeneratedFile> {
    let text = serde_json::to_string(&data(around)).unwrap_or_default();
    // What ends a line in a script or opens a tag never stands bare.
    let text = text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    let bytes = format!("window.handbookForms = {text};\n").into_bytes();
    vec![GeneratedFile { address: address(&page.address()), bytes }]
}

fn data(around: Surroundings<'_>) -> Value {
    let book = around.book;
    let library = &book.reference.forms;
    let mut states = Map::new();
    for page in annexes(book) {
        if let Some(annex) = page.front.annex.as_deref() {
            states.insert(annex.state.clone(), state(book, library, page, annex));
        }
    }
    json!({
        "book": {
            "title": around.config.title,
            "short": around.config.short_title(),
            "edition": format!("Draft, as of {}", around.clock.long()),
            "confirm": around.config.handbook.as_ref().map(|handbook| handbook.confirm.as_str()),
        },
        "states": states,
    })
}

fn state(book: &Book, library: &FormLibrary, page: &Page, annex: &Annex) -> Value {
    let label = book.tables.pages.get(&page.path).map(|entry| entry.name()).unwrap_or_default();
    let demands: Vec<Value> = library
        .demands_heading
        .iter()
        .flat_map(|heading| under(book, page, heading))
        .map(|demand| json!({"number": demand.number, "address": demand.address, "text": demand.text}))
        .collect();
    let offices: BTreeSet<&str> =
        library.forms.iter().flat_map(|form| &form.offices).map(String::as_str).collect();
    let treaties: BTreeSet<&str> = library.forms.iter().filter_map(|form| form.treaties.as_deref()).collect();
    json!({
        "name": annex.name,
        "label": label,
        "address": page.address(),
        "verified": clock::long_date(&annex.last_verified),
        "demands": demands,
        "facts": facts(book, library, page, annex),
        "offices": annex.contacts.iter()
            .filter(|contact| contact.purposes.iter().any(|purpose| offices.contains(purpose.as_str())))
            .map(|contact| office(book, contact))
            .collect::<Vec<_>>(),
        "treaties": annex.bilateral.iter()
            .filter(|treaty| treaty.partner_iso2.is_some() && treaties.contains(treaty.kind.as_str()))
            .map(|treaty| bilateral(book, treaty))
            .collect::<Vec<_>>(),
    })
}

/// The values that any form shows or offers, by field and part.
fn facts(book: &Book, library: &FormLibrary, page: &Page, annex: &Annex) -> Map<String, Value> {
    let offers =
        library.forms.iter().flat_map(|form| &form.fields).flat_map(|field| &field.offers).map(|o| &o.fact);
    let wanted: BTreeSet<&FactChoice> =
        library.forms.iter().flat_map(|form| &form.facts).chain(offers).collect();
    let mut facts = Map::new();
    for choice in wanted {
        let Some(field) = book.reference.layout.field(&choice.field) else { continue };
        let Some(found) = annex.fields.iter().find(|found| found.key == choice.field) else { continue };
        facts.insert(choice.key(), fact(book, page, field, &found.fact, choice));
    }
    facts
}

fn fact(book: &Book, page: &Page, field: &LayoutField, fact: &Fact, choice: &FactChoice) -> Value {
    let chosen = match &choice.part {
        Some(part) => {
            let value = fact.value.get(part).cloned().unwrap_or_default();
            Fact { value: Value::Object(Map::from_iter([(part.clone(), value)])), ..fact.clone() }
        }
        None => fact.clone(),
    };
    let words: Vec<String> = value_parts(field, &chosen)
        .into_iter()
        .filter_map(|part| {
            let words = part.words?;
            // A part that was asked for by name needs no label of its own.
            Some(match part.label.filter(|_| choice.part.is_none()) {
                Some(label) => format!("{label}: {words}"),
                None => words,
            })
        })
        .collect();
    json!({
        "label": field.label,
        "words": (!words.is_empty()).then(|| words.join("; ")),
        "provision": provision(book, fact),
        "evidence": evidence(book, fact.evidence),
        "note": fact.note,
        "address": format!("{}#f-{}", page.address(), field.key),
    })
}

/// Statute and provision in words.
fn provision(book: &Book, fact: &Fact) -> Option<String> {
    let short = fact.statute.as_ref().map(|id| super::demands::cited(book, id, fact.cite.as_deref()));
    short.or_else(|| fact.cite.clone())
}

fn evidence(book: &Book, evidence: crate::model::Evidence) -> Value {
    json!([evidence.name(), book.reference.evidence_label(evidence)])
}

fn office(book: &Book, contact: &Contact) -> Value {
    json!({
        "for": contact.purposes,
        "office": contact.office,
        "address": contact.address,
        "url": contact.url,
        "evidence": evidence(book, contact.evidence),
    })
}

fn bilateral(book: &Book, treaty: &BilateralTreaty) -> Value {
    json!({
        "with": treaty.partner_iso2,
        "kind": treaty.kind,
        "signed": treaty.signed.as_deref().map(clock::long_date),
        "inForce": treaty.in_force.as_deref().map(clock::long_date),
        "evidence": evidence(book, treaty.evidence),
        "note": treaty.note,
    })
}
