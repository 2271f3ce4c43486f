//! Reading judged queries.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;

use crate::error::{Error, Result};
use crate::model::Passage;
use crate::search::files;

/// Judged queries and the passages they were judged on.
///
/// A folder with `queries.tsv` (id, text) and `qrels.tsv` (query, passage, grade above 0). A
/// collection that brings its own texts has them in `docs.tsv` (id, title, body); without it the
/// passages are those of a handbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collection {
    /// Queries: id and text, in the order of the table.
    pub queries: Vec<(String, String)>,
    /// For each query the addresses of its relevant passages with their grades, above 0.
    pub judgments: BTreeMap<String, BTreeMap<String, f64>>,
}

impl Collection {
    /// The texts in `docs.tsv` of a folder; `None` where there is no such table.
    ///
    /// # Errors
    /// When the table cannot be read or a line has too few columns.
    pub fn documents(dir: &Utf8Path) -> Result<Option<Vec<Passage>>> {
        let path = dir.join("docs.tsv");
        if !files::exists(&path) {
            return Ok(None);
        }
        let passage = |(_, [id, title, text]): (usize, [String; 3])| Passage {
            page: format!("{id}.html"),
            page_title: title,
            anchor: id,
            kind: "chapter".to_owned(),
            text,
            ..Passage::default()
        };
        Ok(Some(rows(&path, 3)?.into_iter().map(passage).collect()))
    }

    /// Reads the queries and judgments of a folder. A judgment names a passage by its printed
    /// number (`4.12`, `TH.7`), by its anchor, or by its address (`reference/terms.html#x`).
    ///
    /// # Errors
    /// When a table cannot be read; when a line has too few columns, names a query or a passage
    /// that is not there, or a grade that is no number. The message names file and line.
    pub fn read(dir: &Utf8Path, passages: &[Passage]) -> Result<Self> {
        let names = Names::of(passages);
        let mut collection = Self::default();
        let mut known = BTreeSet::new();
        let path = dir.join("queries.tsv");
        for (line, [id, text, _]) in rows(&path, 2)? {
            if !known.insert(id.clone()) {
                return Err(wrong(&path, line, format!("there is another query `{id}` above")));
            }
            collection.queries.push((id, text));
        }
        let path = dir.join("qrels.tsv");
        for (line, [query, passage, grade]) in rows(&path, 3)? {
            if !known.contains(&query) {
                return Err(wrong(&path, line, format!("`queries.tsv` has no query `{query}`")));
            }
            let address = names.address(&passage).map_err(|message| wrong(&path, line, message))?;
            let grade: f64 =
                grade.trim().parse().ok().filter(|grade: &f64| grade.is_finite()).ok_or_else(|| {
                    wrong(&path, line, format!("`{grade}` is not a grade; write 1, 2 or 3"))
                })?;
            if grade > 0.0 {
                collection.judgments.entry(query).or_default().insert(address, grade);
            }
        }
        Ok(collection)
    }
}

/// The names by which a judgment may call a passage.
struct Names<'p> {
    passages: BTreeMap<String, Vec<&'p Passage>>,
}

impl<'p> Names<'p> {
    fn of(passages: &'p [Passage]) -> Self {
        let mut names: BTreeMap<String, Vec<&'p Passage>> = BTreeMap::new();
        for passage in passages {
            let all = [passage.number.to_lowercase(), passage.anchor.to_lowercase(), passage.address()];
            for name in BTreeSet::from(all) {
                names.entry(name).or_default().push(passage);
            }
        }
        Self { passages: names }
    }

    fn address(&self, name: &str) -> std::result::Result<String, String> {
        let name = name.trim();
        let found = self.passages.get(name).or_else(|| self.passages.get(&name.to_lowercase()));
        match found.map(Vec::as_slice) {
            Some([passage]) if !name.is_empty() => Ok(passage.address()),
            Some(several) if !name.is_empty() => Err(format!(
                "`{name}` is the name of {} paragraphs; write the address, for example `{}`",
                several.len(),
                several[0].address()
            )),
            _ => Err(format!(
                "there is no paragraph `{name}`; write the number printed beside it, or its anchor"
            )),
        }
    }
}

fn wrong(path: &Utf8Path, line: usize, message: impl std::fmt::Display) -> Error {
    Error::usage(format!("{path}:{line}: {message}"))
}

/// Rows of a table with their lines: the first three columns; missing ones beyond `least` are empty.
/// Empty lines and lines that begin with `#` are left out.
fn rows(path: &Utf8Path, least: usize) -> Result<Vec<(usize, [String; 3])>> {
    let text = String::from_utf8_lossy(&files::read(path)?).into_owned();
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let columns = line.matches('\t').count() + 1;
        if columns < least {
            return Err(wrong(
                path,
                index + 1,
                format!("{columns} columns where {least} belong; between columns stands a tab"),
            ));
        }
        let mut columns = line.splitn(3, '\t');
        found.push((index + 1, std::array::from_fn(|_| columns.next().unwrap_or_default().to_owned())));
    }
    Ok(found)
}
