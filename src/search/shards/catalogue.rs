//! The catalogue: what a script must know before it can look anything up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::lexicon::{ENDINGS, INSTEAD, LONG_ENDINGS};
use crate::model::Passage;
use crate::search::column::{Column, Columns};
use crate::search::schema::{power, standing};
use crate::search::synonyms::Expression;
use crate::words::{fold, tables};

/// Name of the catalogue's file without its ending; the names of all others are digests.
pub(in crate::search) const CATALOGUE: &str = "catalogue";

/// Version of the format; the script refuses another.
pub(super) const FORMAT: u32 = 5;

/// Blocks in order, each with what comes first in it and the name of its file.
pub(super) type Directory<T> = Vec<(T, String)>;

/// The catalogue.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Catalogue {
    pub(super) format: u32,
    /// Code of the length of each passage.
    pub(super) lengths: Vec<u8>,
    /// Printed number of each passage.
    pub(super) numbers: Vec<String>,
    pub(super) lexicon: Directory<String>,
    pub(super) postings: Directory<String>,
    /// By number of the first passage.
    pub(super) texts: Directory<usize>,
    pub(super) columns: Vec<Values>,
    /// Expressions that have synonyms.
    pub(super) expressions: Vec<Expression>,
    /// Codes of States, and the expressions that point to them.
    pub(super) states: Vec<String>,
    pub(super) pointers: Vec<Expression>,
    /// What a script alone needs.
    pub(super) tables: Value,
    pub(super) patterns: Vec<String>,
    /// Code point of the zero of each script's digits.
    pub(super) zeros: Vec<u32>,
}

/// What a script needs to know of words beside the rules, in the order in which it takes them.
pub(super) fn script_tables() -> Value {
    let tables = tables();
    let folded = ['đ', 'ð', 'ø', 'ł', 'ħ', 'ı', 'æ', 'œ', 'þ']
        .map(|letter| (letter.to_string(), fold(letter.encode_utf8(&mut [0; 4])).into_owned()));
    json!([
        tables.function_words,
        tables.provisions,
        tables.parts,
        // Words between two numbers of provisions.
        ["and", "or", "to", "và", "dan", "e"],
        // Pairs of characters that readers cannot tell from one, or from two others.
        {
            "\u{E4D}\u{E32}": "\u{E33}", "\u{ECD}\u{EB2}": "\u{EB3}", "\u{EAB}\u{E99}": "\u{EDC}",
            "\u{EAB}\u{EA1}": "\u{EDD}", "\u{17D2}\u{178A}": "\u{17D2}\u{178F}",
            "\u{1025}\u{103A}": "\u{1009}\u{103A}",
        },
        // Characters that are brought to others, the native digits apart.
        { "ß": "ss", "ẞ": "ss", "ς": "σ" },
        // Latin letters that no rule of Unicode takes apart.
        BTreeMap::from(folded),
        // The sixteen powers between two powers of two, for the lengths.
        (0..16).map(power).collect::<Vec<_>>(),
        // Endings, each with 1 where only a word of some length may lose it.
        ENDINGS.iter().map(|ending| (ending, 0)).chain(LONG_ENDINGS.iter().map(|ending| (ending, 1))).collect::<Vec<_>>(),
        INSTEAD,
        // What stands before the colon of a filter, with the number of its column.
        { "state": 0, "kind": 1, "lang": 2, "language": 2, "cites": 3, "instrument": 3 },
    ])
}

/// Regular expressions for a script, in the order in which it takes them; the first eight for all of a text.
pub(super) fn script_patterns() -> [String; 22] {
    let tables = tables();
    let class = |ranges: &[(u32, u32)]| {
        let ranges = ranges.iter().map(|(first, last)| format!("\\u{{{first:x}}}-\\u{{{last:x}}}"));
        ranges.collect::<String>()
    };
    let (invisible, young) = (class(tables.invisible), class(tables.young));
    // What stays with the character before it when a text is normalised.
    let more = format!(r"[{invisible}]*(?![{young}])[\p{{M}}\u1160-\u11FF]");
    let part = r"[\p{L}\p{M}\p{N}]";
    // Part of a word of a script without spaces, and of any other.
    let unspaced = format!("(?={part})[{}]", class(tables.unspaced));
    let spaced = format!("(?!{unspaced}){part}");
    let quotes = "\"“”„«「";
    [
        // A stretch that is normalised by itself; the first group where it is ASCII.
        format!(r"([\0-\x7F]+)(?!{more})|[{young}]|[^{invisible}](?:{more})*"),
        // A token: a word of at most 64 characters, or in the first group a cluster; the second
        // group where a cluster of its run follows.
        format!(
            r"{spaced}(?:\p{{M}}|{spaced}|'(?={spaced})){{0,63}}(?:'(?={spaced}))?|({unspaced}(?:[\p{{M}}\u0E33\u0EB3]|(?<=[\u17D2\u1039\u1A60]){part})*)(?=({unspaced})?)"
        ),
        // A part of a query: whether it is left out, what stands in quotation marks of three
        // kinds, or what stands outside.
        format!(
            r#"([-\u2212](?=[\p{{Alphabetic}}\p{{N}}{quotes}]))?(?:["“”„]([^"“”]*)["“”]?|«([^»]*)»?|「([^」]*)」?|((?![-\u2212])[^\p{{White_Space}}\p{{Cc}}{quotes}]+))"#
        ),
        format!("[{invisible}]"),
        format!("[{young}]"),
        // Apostrophes.
        r"[\u2018\u2019\u201B\u02BC\u00B4`\u2032]".to_owned(),
        // Spaces around a text.
        r"^\p{White_Space}+|\p{White_Space}+$".to_owned(),
        // A Latin letter with its marks, or an apostrophe.
        r"(\p{Script=Latin})\p{M}*|'".to_owned(),
        r"^\p{Alphabetic}+$".to_owned(),
        r"[\p{Alphabetic}\p{N}]".to_owned(),
        format!("^{unspaced}"),
        // The ring of SARA AM with a tone mark after it.
        r"^[\u0E4D\u0ECD][\u0E48-\u0E4B\u0EC8-\u0ECB]$".to_owned(),
        // The number of a provision.
        "^[0-9][0-9a-z]{0,5}$".to_owned(),
        // A decision: bracket, year, bracket, court, space, number.
        r"^[\[(]\n[0-9]{4}\n[\])]\p{White_Space}*\n[a-z]{2,8}\n\p{White_Space}*\n[0-9]+$".to_owned(),
        // Between the word and the number of a provision.
        r"^[\p{White_Space}.\u200B]*$".to_owned(),
        // Before a part of a provision in brackets.
        r"^\)? ?\($".to_owned(),
        // A filter, and its value.
        "^([^:]*):([^]+)$".to_owned(),
        // Where a text may be cut.
        r"^\p{White_Space}\P{White_Space}".to_owned(),
        // A year of the Buddhist era.
        "^2(?:4[0-9]{2}|5[0-9]{2}|6[0-3][0-9]|64[0-3])$".to_owned(),
        // A word that may have relatives; where the region begins in which it may lose long
        // endings; a doubled letter at its end.
        "^[a-z]+$".to_owned(),
        "^(?:.*?[aeiouy][^aeiouy]){2}".to_owned(),
        r"(.)\1$".to_owned(),
    ]
}

/// The values of one field: names, sets of them, and the set of each passage.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Values {
    names: Vec<String>,
    sets: Vec<Vec<u32>>,
    of: Vec<u32>,
}

impl Values {
    /// The values that each passage has.
    fn new<'p>(rows: impl Iterator<Item = Vec<&'p String>>) -> Self {
        let mut values = Self::default();
        let mut names: BTreeMap<&str, u32> = BTreeMap::new();
        let mut sets: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        for row in rows {
            let set: Vec<u32> = row
                .into_iter()
                .map(|name| {
                    *names.entry(name).or_insert_with(|| {
                        values.names.push(name.clone());
                        values.names.len() as u32 - 1
                    })
                })
                .collect();
            let number = *sets.entry(set.clone()).or_insert_with(|| {
                values.sets.push(set);
                values.sets.len() as u32 - 1
            });
            values.of.push(number);
        }
        values
    }

    fn column(self) -> Option<Column> {
        let whole = self.sets.iter().flatten().all(|&name| (name as usize) < self.names.len());
        let rows = self.of.iter().map(|&set| self.sets.get(set as usize).cloned());
        let rows = rows.collect::<Option<Vec<_>>>().filter(|_| whole)?;
        Some(Column::new(self.names, rows.into_iter()))
    }
}

/// The columns of passages: State, kind, language, cited instruments, pinpoints, standing.
pub(super) fn values(passages: &[Passage]) -> Vec<Values> {
    let standings: Vec<Option<String>> =
        passages.iter().map(|passage| standing(passage).map(str::to_owned)).collect();
    vec![
        Values::new(passages.iter().map(|passage| passage.state.iter().collect())),
        Values::new(passages.iter().map(|passage| vec![&passage.kind])),
        Values::new(passages.iter().map(|passage| passage.languages.iter().collect())),
        Values::new(passages.iter().map(|passage| passage.cites.iter().collect())),
        Values::new(passages.iter().map(|passage| passage.pinpoints.iter().collect())),
        Values::new(standings.iter().map(|standing| standing.iter().collect())),
    ]
}

/// The columns again; none where one is missing or damaged.
pub(super) fn columns(values: Vec<Values>) -> Option<Columns> {
    let mut columns = values.into_iter().map(Values::column);
    Some(Columns {
        state: columns.next()??,
        kind: columns.next()??,
        language: columns.next()??,
        cites: columns.next()??,
        pinpoints: columns.next()??,
        standing: columns.next()??,
    })
}
