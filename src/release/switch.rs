//! What the edition switch of every page needs: which pages each text has, and what became of each
//! paragraph from one text to the next. Only what is not the same is told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::between::folder;
use super::{Fate, Numbered, Reading, Renumbering};

/// What works with it on the pages.
pub(super) const SCRIPT: &str = include_str!("switch.js");
/// Where it stands in the script.
pub(super) const PLACE: &str = "/*TEXTS*/null";

/// The texts in the order in which they followed each other, and the steps between them. `pages` has
/// the addresses of the pages of each text.
pub(super) fn texts(readings: &[Reading], pages: &[BTreeSet<&str>]) -> Value {
    let names: Vec<Value> = readings
        .iter()
        .map(|reading| {
            let name = &reading.name;
            json!({ "id": name.id, "words": name.words, "folder": name.folder })
        })
        .collect();
    let steps: Vec<Value> = readings
        .windows(2)
        .zip(pages.windows(2))
        .filter_map(|(readings, pages)| {
            let ([old, new], [before, after]) = (readings, pages) else { return None };
            Some(json!({
                "folder": folder(&old.name, &new.name),
                "gone": before.difference(after).collect::<Vec<_>>(),
                "came": after.difference(before).collect::<Vec<_>>(),
                "rows": rows(old, new),
            }))
        })
        .collect();
    json!({ "texts": names, "steps": steps })
}

/// By anchor: what, page and number before, page and number after, the anchor in whose place it stands
/// or that stands in its place, and the beginnings of the digests of its words.
fn rows(old: &Reading, new: &Reading) -> Value {
    let units = |reading: &'_ Reading| -> BTreeMap<String, Numbered> {
        reading.numbered.iter().map(|unit| (unit.anchor.clone(), unit.clone())).collect()
    };
    let (before, after) = (units(old), units(new));
    let map = Renumbering::between(&old.numbered, &new.numbered);
    let mut heirs: BTreeMap<&str, &str> = BTreeMap::new();
    for row in &map.rows {
        if let Fate::Replaced(by) = &row.fate {
            heirs.entry(by).or_insert(&row.anchor);
        }
    }
    let mut rows = serde_json::Map::new();
    for row in map.rows.iter().filter(|row| row.fate != Fate::Same) {
        let place = |unit: Option<&Numbered>| match unit {
            Some(unit) => json!([unit.page, unit.number, unit.words.get(..6)]),
            None => Value::Null,
        };
        let other = match &row.fate {
            Fate::Replaced(by) => by.as_str(),
            Fate::New => heirs.get(row.anchor.as_str()).copied().unwrap_or(""),
            _ => "",
        };
        let told = json!([place(before.get(&row.anchor)), place(after.get(&row.anchor)), other]);
        rows.insert(row.anchor.clone(), told);
    }
    Value::Object(rows)
}
