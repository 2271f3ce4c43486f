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

/// A paragraph as an edition shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The edition.
    pub edition: EditionId,
    /// Address of its page there.
    pub page: String,
    /// Its number there.
    pub number: String,
}

/// A paragraph that an edition had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Its anchor.
    pub anchor: String,
    /// As the last edition shows it that has it; for each page on which it stood, by the last that shows it
    /// there, in the order of the editions.
    seen: Vec<Seen>,
    /// Where it is now.
    pub now: Now,
}

impl Former {
    /// Where it stood, told to a reader of a page: there if it ever did, else where it stood last.
    #[must_use]
    pub fn seen_on(&self, page: &str) -> Option<&Seen> {
        self.seen.iter().rev().find(|seen| seen.page == page).or_else(|| self.seen.last())
    }
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
    let mut known: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    let mut steps: Vec<Renumbering> = Vec::new();
    // Those after the text first, so that what the ones before it say counts.
    let (earlier, later) = editions.split_at(before);
    for edition in later.iter().chain(earlier) {
        let units = edition.numbered();
        let next = earlier.iter().find(|next| next.manifest.serial == edition.manifest.serial + 1);
        steps.push(next.map_or_else(|| Renumbering::between(&units, now), |next| next.renumbering.clone()));
        for unit in units {
            let seen = known.entry(unit.anchor).or_default();
            seen.retain(|seen| seen.page != unit.page);
            seen.push(Seen {
                edition: edition.manifest.edition.clone(),
                page: unit.page,
                number: unit.number,
            });
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
    let found = known.into_iter().map(|(anchor, seen)| {
        let heir = heirs.get(&anchor).and_then(|heir| here.get(heir.as_str()));
        let now = match (here.get(anchor.as_str()), heir) {
            (Some(unit), _) => Now::Here((*unit).clone()),
            (None, Some(unit)) => Now::Replaced((*unit).clone()),
            (None, None) => Now::Gone,
        };
        (anchor.clone(), Former { anchor, seen, now })
    });
    Ok(found.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::Shelved;
    use crate::release::manifest::tests::sample;
    use proptest::prelude::*;

    fn shelf(texts: &[Vec<Numbered>]) -> Shelf {
        let mut shelf = Shelf::default();
        let mut before: &[Numbered] = &[];
        for (serial, text) in (1_u16..).zip(texts) {
            let mut manifest = sample();
            manifest.serial = u64::from(serial);
            manifest.edition = format!("2030.{serial}").parse().unwrap();
            shelf.editions.push(Shelved {
                text: manifest.write(),
                manifest,
                signatures: String::new(),
                seal: super::super::Seal::default(),
                renumbering: Renumbering::between(before, text),
                anchors: String::new(),
                changelog: String::new(),
                notice: None,
            });
            before = text;
        }
        shelf
    }

    /// `anchor page` for each paragraph.
    fn text(units: &[&str]) -> Vec<Numbered> {
        let unit = |(at, line): (usize, &&str)| {
            let (anchor, page) = line.split_once(' ').unwrap();
            Numbered {
                anchor: anchor.into(),
                number: format!("1.{at}"),
                page: page.into(),
                words: String::new(),
            }
        };
        units.iter().enumerate().map(unit).collect()
    }

    #[test]
    fn a_paragraph_replaced_twice_is_followed_to_the_last() {
        let texts = [
            text(&["a p", "b p", "c p", "d p"]),
            text(&["a p", "x p", "c p", "d q"]),
            text(&["a p", "y p", "c p", "d q"]),
        ];
        let known = whereabouts(&shelf(&texts[..2]), 2, &texts[2]).unwrap();
        let replaced = |anchor: &str| match &known[anchor].now {
            Now::Replaced(unit) => unit.anchor.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!((replaced("b"), replaced("x")), ("y".to_owned(), "y".to_owned()));
        assert_eq!(known["d"].now, Now::Here(texts[2][3].clone()));
        let on = |page: &str| known["d"].seen_on(page).map(|seen| seen.edition.to_string());
        assert_eq!(
            (on("p"), on("q"), on("z")),
            (Some("2030.1".into()), Some("2030.2".into()), Some("2030.2".into()))
        );
        let back = whereabouts(&shelf(&texts), 0, &texts[0]).unwrap();
        assert_eq!(back["y"].now, Now::Replaced(texts[0][1].clone()), "from a later text to an earlier one");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Any history: every paragraph ever published is there, or its place is known, or it is gone.
        #[test]
        fn nothing_published_is_forgotten(
            history in proptest::collection::vec(proptest::collection::vec((0_u8..14, 0_u8..3), 0..9), 1..6),
            at in 0_usize..6,
        ) {
            let texts: Vec<Vec<Numbered>> = history
                .iter()
                .map(|units| {
                    let mut units = units.clone();
                    let mut known = std::collections::BTreeSet::new();
                    units.retain(|(anchor, _)| known.insert(*anchor));
                    let lines: Vec<String> = units.iter().map(|(anchor, page)| format!("{anchor} {page}")).collect();
                    text(&lines.iter().map(String::as_str).collect::<Vec<_>>())
                })
                .collect();
            let (now, editions) = texts.split_last().unwrap();
            let at = at.min(editions.len());
            let shelf = shelf(editions);
            let Ok(known) = whereabouts(&shelf, at, now) else {
                // Here paragraphs come back after they were gone, which no anchor does in a handbook.
                return Ok(());
            };
            for unit in editions.iter().flatten() {
                let former = &known[&unit.anchor];
                prop_assert_eq!(&former.seen_on(&unit.page).unwrap().page, &unit.page);
                let here = now.iter().find(|now| now.anchor == unit.anchor);
                match &former.now {
                    Now::Here(found) => prop_assert_eq!(Some(found), here),
                    Now::Replaced(by) => prop_assert!(here.is_none() && now.contains(by)),
                    Now::Gone => prop_assert!(here.is_none()),
                }
            }
        }
    }
}
