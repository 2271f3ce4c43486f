//! What became of every paragraph that an edition ever had, up to a text of today.

use std::collections::BTreeMap;

use super::redirects::collapse;
use super::{EditionId, Fate, Numbered, Renumbering, Shelf};
use crate::amend::Refusal;

/// Where a paragraph of an edition is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Now {
    /// It is in the text.
    Here(Numbered),
    /// It is gone, and this one stands in its place.
    Replaced(Numbered),
    /// It is gone, and nothing stands in its place.
    Gone,
}

/// A paragraph that an edition had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// As the last edition that has it shows it.
    pub was: Numbered,
    /// That edition.
    pub edition: EditionId,
    /// Where it is now.
    pub now: Now,
}

/// What became of every paragraph of the editions, by anchor, in a text with the paragraphs `now`. The text
/// comes after the first `before` of the editions and before the others.
///
/// Follows the maps of the editions one after the other, so that a paragraph that replaced another one and was
/// itself replaced is followed to the last.
///
/// # Errors
/// Where paragraphs replace each other in a circle; no maps of editions do.
pub fn whereabouts(
    shelf: &Shelf,
    before: usize,
    now: &[Numbered],
) -> Result<BTreeMap<String, Former>, Refusal> {
    let editions = &shelf.editions;
    let before = before.min(editions.len());
    let mut last: BTreeMap<String, (&EditionId, Numbered)> = BTreeMap::new();
    let mut steps: Vec<Renumbering> = Vec::new();
    // Those after the text first, so that what the ones before it say counts.
    for (at, edition) in
        editions.iter().enumerate().skip(before).chain(editions.iter().enumerate().take(before))
    {
        let units = edition.numbered();
        let id = &edition.manifest.edition;
        last.extend(units.iter().map(|unit| (unit.anchor.clone(), (id, unit.clone()))));
        if at >= before || at + 1 == before {
            steps.push(Renumbering::between(&units, now));
        } else if let Some(next) = editions.get(at + 1) {
            steps.push(next.renumbering.clone());
        }
    }
    let here: BTreeMap<&str, &Numbered> = now.iter().map(|unit| (unit.anchor.as_str(), unit)).collect();
    let mut heirs: BTreeMap<String, String> = BTreeMap::new();
    for row in steps.iter().flat_map(|step| &step.rows) {
        match &row.fate {
            _ if here.contains_key(row.anchor.as_str()) => {}
            Fate::Replaced(by) => drop(heirs.insert(row.anchor.clone(), by.clone())),
            Fate::Repealed => drop(heirs.remove(&row.anchor)),
            _ => {}
        }
    }
    let heirs = collapse(&heirs)?;
    let found = last.into_iter().map(|(anchor, (edition, was))| {
        let now =
            match (here.get(anchor.as_str()), heirs.get(&anchor).and_then(|heir| here.get(heir.as_str()))) {
                (Some(unit), _) => Now::Here((*unit).clone()),
                (None, Some(unit)) => Now::Replaced((*unit).clone()),
                (None, None) => Now::Gone,
            };
        (anchor, Former { was, edition: edition.clone(), now })
    });
    Ok(found.collect())
}
