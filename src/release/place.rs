//! The editions on the site: each as frozen, the newest at an address that stays, and the list by
//! which frozen pages learn what came after them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::listing::changelog_path;
use super::mark::{LIST, newest};
use super::shelf::altered;
use super::unpack::unpack;
use super::{Fate, Listed, Reading, Renumbering, Shelf, Shelved, switch};
use crate::amend::Refusal;
use crate::render::InterfaceWords;
use crate::site::{Site, SitePath};

/// What reads the list on frozen pages.
const SCRIPT: &str = include_str!("editions.js");
/// Where the list stands in it.
const PLACE: &str = "/*EDITIONS*/null";

/// Adds every edition to a site: at `e/ID/` byte for byte as frozen, with manifest and signatures
/// beside the pages; the current one at `latest/` as well; the list of editions at the root.
///
/// `archives` holds the `site.zip` of each edition of the shelf, in its order, `offered` what of each is
/// there to take away, by file name; `readings` the same texts taken apart, and the working text after them;
/// `words` is what scripts say.
///
/// # Errors
/// Everything that is not as it was frozen; then the site is not to be published.
pub fn place(
    site: &mut Site,
    shelf: &Shelf,
    archives: &[Vec<u8>],
    offered: &[BTreeMap<String, Vec<u8>>],
    readings: &[Reading],
    words: &InterfaceWords,
) -> Result<(), Vec<Refusal>> {
    let script = script(site, shelf, readings, words);
    let mut refusals = Vec::new();
    let current = shelf.current().map(|edition| &edition.manifest.edition);
    for (edition, archive) in shelf.editions.iter().zip(archives) {
        let id = &edition.manifest.edition;
        let files = match frozen(edition, archive) {
            Ok(files) => files,
            Err(words) => {
                refusals.push(altered(&edition.folder(), format!("the edition {id} was altered: {words}")));
                continue;
            }
        };
        for (path, bytes) in &files {
            put(site, &format!("e/{id}/{path}"), bytes.clone());
            if current == Some(id) {
                put(site, &format!("latest/{path}"), newest(path, bytes, id));
            }
        }
        put(site, &changelog_path(edition), edition.changelog.clone().into_bytes());
        if let Some(notice) = edition.withdrawn() {
            put(site, &format!("e/{id}.withdrawal"), notice.text.clone().into_bytes());
        }
        put(site, &format!("e/{id}/manifest"), edition.text.clone().into_bytes());
        put(site, &format!("e/{id}/manifest.sigs"), edition.signatures.clone().into_bytes());
    }
    for (name, bytes) in offered.iter().flatten() {
        put(site, &format!("e/{name}"), bytes.clone());
    }
    if !shelf.editions.is_empty() {
        put(site, LIST, script.into_bytes());
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// The list of editions with what reads it. `site` holds the pages of the working text alone.
fn script(site: &Site, shelf: &Shelf, readings: &[Reading], words: &InterfaceWords) -> String {
    let filled = |script: &str, place: &str, value: &Value| {
        script.replacen(place, &value.to_string().replace("</", "<\\/"), 1)
    };
    let is_page = |path: &&str| path.ends_with(".html") && !path.starts_with("editions/");
    let frozen = shelf.editions.iter().map(|edition| edition.manifest.site.keys().map(String::as_str));
    let mut pages: Vec<BTreeSet<&str>> = frozen.map(|paths| paths.filter(is_page).collect()).collect();
    pages.push(site.iter().map(|(path, _)| path.as_str()).filter(is_page).collect());
    let said = |mut value: Value, group: &str| {
        if let Some(object) = value.as_object_mut() {
            object.insert("words".to_owned(), json!(words.group(group)));
        }
        value
    };
    let list = filled(SCRIPT, PLACE, &said(list(shelf), "editions"));
    list + &filled(switch::SCRIPT, switch::PLACE, &said(switch::texts(readings, &pages), "switch"))
}

fn put(site: &mut Site, path: &str, bytes: Vec<u8>) {
    if let Some(path) = SitePath::new(path) {
        site.insert(path, bytes);
    }
}

/// The files of an edition's site, each as its manifest has it.
fn frozen(edition: &Shelved, archive: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let files = unpack(archive)?;
    let listed: BTreeMap<String, Listed> =
        files.iter().map(|(path, bytes)| (path.clone(), Listed::of(bytes))).collect();
    let wanted = &edition.manifest.site;
    let wrong = wanted.iter().find(|(path, file)| listed.get(*path) != Some(file));
    match wrong.map(|(path, _)| path).or_else(|| listed.keys().find(|path| !wanted.contains_key(*path))) {
        Some(path) => Err(format!("`{path}` in `site.zip` is not the file that was frozen")),
        None => Ok(files),
    }
}

/// What an edition is, when the one with the serial `current` holds.
pub(super) fn status(edition: &Shelved, current: Option<u64>) -> &'static str {
    let serial = edition.manifest.serial;
    if edition.withdrawn().is_some() {
        "withdrawn"
    } else if !edition.is_signed() {
        "unsigned"
    } else if current.is_some_and(|current| serial < current) {
        "superseded"
    } else if edition.manifest.edition.is_draft() {
        "draft"
    } else {
        "current"
    }
}

/// The list of editions, with what became of each paragraph since.
fn list(shelf: &Shelf) -> Value {
    let current = shelf.current();
    let now = current.map(Shelved::numbered).unwrap_or_default();
    let editions = shelf.editions.iter().map(|edition| {
        let manifest = &edition.manifest;
        // Of one that was withdrawn readers are led to the one that holds, which may be older.
        let goal = current.filter(|current| {
            manifest.serial < current.manifest.serial
                || (edition.withdrawn().is_some() && manifest.serial != current.manifest.serial)
        });
        json!({
            "id": manifest.edition.to_string(),
            "serial": manifest.serial,
            "draft": manifest.edition.is_draft(),
            "date": crate::clock::long(edition.day()),
            "withdrawn": edition.withdrawn().map(|notice| [
                crate::clock::long(notice.withdrawal.day()),
                notice.withdrawal.reason.clone(),
            ]),
            "unsigned": (!edition.is_signed()).then(|| [edition.missing(), manifest.threshold]),
            "pages": goal.map_or_else(|| json!({}), |current| since(edition, current, &now)),
        })
    });
    let id = current.map(|current| current.manifest.edition.to_string());
    json!({ "current": id, "editions": editions.collect::<Vec<_>>() })
}

/// For each page of an older edition: `null` where the current one has no such page, else its
/// paragraphs that are not the same: word, number, page and anchor in the current edition.
fn since(edition: &Shelved, current: &Shelved, now: &[super::Numbered]) -> Value {
    let before = edition.numbered();
    let pages: BTreeMap<&str, &str> =
        before.iter().map(|unit| (unit.anchor.as_str(), unit.page.as_str())).collect();
    let map = Renumbering::between(&before, now);
    let numbers: BTreeMap<&str, &super::Numbered> =
        now.iter().map(|unit| (unit.anchor.as_str(), unit)).collect();
    let mut found: BTreeMap<&str, serde_json::Map<String, Value>> = BTreeMap::new();
    for page in pages.values() {
        found.entry(page).or_default();
    }
    for row in map.rows.iter().filter(|row| row.fate == Fate::New) {
        // What came to a page that this edition has: no anchor of its own says so.
        if let Some(rows) = found.get_mut(row.page.as_str()) {
            rows.insert("+".to_owned(), json!(["new"]));
        }
    }
    for row in &map.rows {
        let Some(page) = pages.get(row.anchor.as_str()) else { continue };
        let (word, heir) = match &row.fate {
            Fate::Same | Fate::New => continue,
            Fate::Moved => ("moved", row.anchor.as_str()),
            Fate::Changed => ("changed", row.anchor.as_str()),
            Fate::MovedAndChanged => ("moved+changed", row.anchor.as_str()),
            Fate::Replaced(by) => ("replaced", by.as_str()),
            Fate::Repealed => ("repealed", ""),
        };
        let entry = match numbers.get(heir) {
            Some(unit) => json!([word, unit.number, unit.page, unit.anchor]),
            None => json!([word]),
        };
        found.entry(page).or_default().insert(row.anchor.clone(), entry);
    }
    let there: BTreeSet<&String> = current.manifest.site.keys().collect();
    let html = edition.manifest.site.keys().filter(|path| path.ends_with(".html"));
    let gone = html.filter(|path| !there.contains(path)).map(|path| (path.clone(), Value::Null));
    let rest = found.into_iter().map(|(page, rows)| (page.to_owned(), Value::Object(rows)));
    Value::Object(rest.chain(gone).collect())
}
