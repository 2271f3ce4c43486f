//! Texts: what a hit shows.
//!
//! A block is a JSON list with a row for each passage: anchor, text, address of the page, its title,
//! headings, breaks. Page, title and headings are 0 where they are those of the row before. Breaks
//! are where a long text of a script without spaces may be cut, as distances in UTF-16 units; they
//! are left out where there are none.

use serde_json::{Value, json};

use crate::model::Passage;
use crate::search::snippet::{inner_breaks, shown_whole};

/// About how many bytes a block has before it is compressed.
const BLOCK: usize = 24_000;

/// The blocks, each with the number of its first passage.
pub(super) fn blocks(passages: &[Passage]) -> Vec<(usize, Vec<u8>)> {
    let mut blocks = Vec::new();
    let mut rows: Vec<Value> = Vec::new();
    let (mut first, mut size) = (0, 0);
    let mut before: Option<&Passage> = None;
    for (index, passage) in passages.iter().enumerate() {
        rows.push(row(before, passage));
        before = Some(passage);
        size += passage.text.len() + 40;
        if size >= BLOCK || index + 1 == passages.len() {
            blocks.push((first, Value::Array(std::mem::take(&mut rows)).to_string().into_bytes()));
            (first, size, before) = (index + 1, 0, None);
        }
    }
    blocks
}

fn row(before: Option<&Passage>, passage: &Passage) -> Value {
    let or_same = |same: bool, value: Value| if same { json!(0) } else { value };
    let same = |part: fn(&Passage) -> &str| before.is_some_and(|before| part(before) == part(passage));
    let mut row = vec![
        json!(passage.anchor),
        json!(passage.text),
        or_same(same(|passage| &passage.page), json!(passage.page)),
        or_same(same(|passage| &passage.page_title), json!(passage.page_title)),
        or_same(before.is_some_and(|before| before.headings == passage.headings), json!(passage.headings)),
    ];
    let breaks = if shown_whole(&passage.text) { Vec::new() } else { distances(&passage.text) };
    if !breaks.is_empty() {
        row.push(json!(breaks));
    }
    Value::Array(row)
}

/// The inner breaks of a text, each as the distance from the one before in UTF-16 units.
fn distances(text: &str) -> Vec<usize> {
    let mut last = 0;
    inner_breaks(text)
        .into_iter()
        .map(|at| {
            let distance = text[last..at].encode_utf16().count();
            last = at;
            distance
        })
        .collect()
}

/// Reads a block; none where it is damaged.
pub(super) fn read(block: &[u8]) -> Option<Vec<Passage>> {
    let rows: Vec<Vec<Value>> = serde_json::from_slice(block).ok()?;
    let mut last = Passage::default();
    let mut passages = Vec::new();
    for row in rows {
        let text = |at: usize, same: &str| match row.get(at)? {
            Value::String(text) => Some(text.clone()),
            _ => Some(same.to_owned()),
        };
        let passage = Passage {
            anchor: text(0, "")?,
            text: text(1, "")?,
            page: text(2, &last.page)?,
            page_title: text(3, &last.page_title)?,
            headings: match row.get(4)? {
                Value::Array(_) => serde_json::from_value(row[4].clone()).ok()?,
                _ => last.headings.clone(),
            },
            ..Passage::default()
        };
        last = passage.clone();
        passages.push(passage);
    }
    Some(passages)
}
