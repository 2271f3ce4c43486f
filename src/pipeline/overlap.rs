//! Runs of words that the text shares with other texts: what was copied and not written.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hasher as _};
use std::ops::Range;
use std::sync::Arc;

use camino::Utf8Path;
use rayon::prelude::*;
use serde::Serialize;

use crate::diagnostic::SourceText;
use crate::error::Result;
use crate::fs;
use crate::model::Book;
use crate::parse::{Node, parse_yaml};
use crate::words::{dictionary_words, normalise};

/// Endings of the files that are compared.
const ENDINGS: [&str; 3] = [".md", ".txt", ".yaml"];

/// A run of words that stands in the book and in another text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Path of the book's file, relative to the folder that was searched.
    pub path: String,
    /// Line on which the run begins, from 1.
    pub line: usize,
    /// Its words that belong to no title or name.
    pub words: usize,
    /// The run as the book writes it.
    pub text: String,
    /// Path of the other file.
    pub other: String,
    /// Line of the other file.
    pub other_line: usize,
}

/// Finds every run of `least` words or more that a file under `ours` shares with one under
/// `theirs`. Words of `names` (titles, offices) do not count, but do not end a run either.
///
/// Words are cut in every script, compared without case and marks of punctuation. A run does not
/// go on over the end of a paragraph, a list item, a cell or a value.
///
/// # Errors
/// When a folder or a file cannot be read.
pub fn overlap(ours: &Utf8Path, theirs: &Utf8Path, least: usize, names: &[String]) -> Result<Vec<Run>> {
    let least = least.max(1);
    let other = read(theirs)?;
    let mut index: HashMap<u64, Vec<(usize, usize)>> = HashMap::new();
    for (text, piece) in other.iter().enumerate() {
        for (at, window) in piece.keys.windows(least).enumerate() {
            index.entry(hash(window)).or_default().push((text, at));
        }
    }
    let names = Names::new(names);
    let found: Vec<Vec<Run>> = read(ours)?
        .par_iter()
        .map(|piece| Comparison { piece, other: &other, index: &index, least, names: &names }.runs())
        .collect();
    Ok(found.into_iter().flatten().collect())
}

/// Titles of authorities, names and addresses of offices, names of organisations and States in the
/// book's data.
#[must_use]
pub fn names(book: &Book) -> Vec<String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for authority in book.tables.authorities.values() {
        names.extend([authority.title.clone(), authority.short.clone()]);
        names.extend(authority.native.iter().map(|(title, _)| title.clone()));
    }
    let reference = &book.reference;
    names.insert(reference.organisation.name.clone());
    names.extend(reference.states.iter().map(|state| state.name.clone()));
    let native = reference.states.iter().flat_map(|state| &state.native_names);
    names.extend(native.map(|name| name.text.clone()));
    names.extend(reference.instruments.iter().flat_map(|found| found.synonyms.iter().cloned()));
    for annex in book.pages.iter().filter_map(|page| page.front.annex.as_ref()) {
        names.extend(annex.contacts.iter().map(|contact| contact.office.clone()));
        names.extend(annex.contacts.iter().filter_map(|contact| contact.address.clone()));
        for field in &annex.fields {
            // Offices, units and titles of statutes stand in maps; other values are plain words.
            if field.fact.value.is_object() {
                strings(&field.fact.value, &mut names);
            }
        }
        names.extend(annex.statutes.iter().filter_map(|statute| statute.number.clone()));
        names.extend(annex.sources.iter().filter_map(|source| source.publisher.clone()));
    }
    names.into_iter().collect()
}

fn strings(value: &serde_json::Value, names: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => drop(names.insert(text.clone())),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, names)),
        serde_json::Value::Object(map) => map.values().for_each(|item| strings(item, names)),
        _ => {}
    }
}

/// A paragraph, a cell, a value: the words in it, and where they stand.
struct Piece {
    source: Arc<SourceText>,
    /// Words in normal form, as hashes.
    keys: Vec<u64>,
    /// The words as written with the blanks and marks between them.
    text: String,
    /// Where each word stands in `text`.
    places: Vec<Range<usize>>,
    /// Byte offset in the file.
    offset: usize,
    /// Whether `text` is as long as what stands in the file, so that every word has a line.
    is_exact: bool,
}

impl Piece {
    fn new(source: &Arc<SourceText>, text: &str, offset: usize, is_exact: bool) -> Option<Self> {
        let places = dictionary_words(text);
        let keys = places.iter().map(|place| word_key(&text[place.clone()])).collect();
        let source = Arc::clone(source);
        (!places.is_empty()).then(|| Self { source, keys, text: text.to_owned(), places, offset, is_exact })
    }

    /// Line of a word. In a folded value lines are not the file's own, so the value's line counts.
    fn line(&self, word: usize) -> usize {
        let start = if self.is_exact { self.places[word].start } else { 0 };
        self.source.place(self.offset + start).line
    }
}

fn word_key(word: &str) -> u64 {
    hash(normalise(word).text())
}

fn hash<T: std::hash::Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The pieces of every file of a folder, in the order of their paths.
fn read(folder: &Utf8Path) -> Result<Vec<Piece>> {
    let wanted = |path: &str| ENDINGS.iter().any(|ending| path.ends_with(ending));
    let files: Vec<_> = fs::walk(folder)?.into_iter().filter(|path| wanted(path.as_str())).collect();
    let pieces: Vec<Vec<Piece>> = files
        .par_iter()
        .map(|path| {
            let bytes = fs::read(&folder.join(path))?;
            Ok(pieces(&SourceText::new(path.as_str(), String::from_utf8_lossy(&bytes).into_owned())))
        })
        .collect::<Result<_>>()?;
    Ok(pieces.into_iter().flatten().collect())
}

fn pieces(source: &Arc<SourceText>) -> Vec<Piece> {
    let text = source.text();
    let mut found = Vec::new();
    if source.path().ends_with(".yaml") {
        values(source, 0..text.len(), &mut found);
        return found;
    }
    let mut body = 0;
    if let Some(rest) = text.strip_prefix("---\n")
        && let Some(length) = rest.find("\n---\n")
    {
        values(source, 4..4 + length + 1, &mut found);
        body = 4 + length + 5;
    }
    paragraphs(source, body, &mut found);
    found
}

/// The texts among the values of a YAML text; an unreadable one is compared as plain text.
fn values(source: &Arc<SourceText>, range: Range<usize>, found: &mut Vec<Piece>) {
    fn visit(source: &Arc<SourceText>, node: &Node, found: &mut Vec<Piece>) {
        if let Some(text) = node.as_str() {
            found.extend(Piece::new(source, &blanked(text), node.span().range().start, false));
        }
        node.items().iter().for_each(|item| visit(source, item, found));
        node.entries().iter().for_each(|entry| visit(source, &entry.value, found));
    }
    match parse_yaml(source, range.clone()).0 {
        Some(root) => visit(source, &root, found),
        None => paragraphs(source, range.start, found),
    }
}

/// The paragraphs, items and cells of a Markdown text, citations and addresses blanked.
fn paragraphs(source: &Arc<SourceText>, body: usize, found: &mut Vec<Piece>) {
    let text = blanked(&source.text()[body..]);
    let mut start = 0;
    let mut at = 0;
    let mut cut = |end: usize, next: usize, start: &mut usize| {
        if *start < end {
            found.extend(Piece::new(source, &text[*start..end], body + *start, true));
        }
        *start = next;
    };
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let begins =
            trimmed.is_empty() || trimmed.starts_with(['#', '|', '>', '-', '*', '+']) || is_numbered(trimmed);
        if begins {
            cut(at, at, &mut start);
        }
        if trimmed.starts_with('|') {
            for (cell, _) in line.match_indices('|') {
                cut(at + cell, at + cell + 1, &mut start);
            }
        }
        at += line.len();
        if trimmed.starts_with('#') {
            cut(at, at, &mut start);
        }
    }
    cut(text.len(), text.len(), &mut start);
}

fn is_numbered(line: &str) -> bool {
    let rest = line.trim_start_matches(|first: char| first.is_ascii_digit());
    rest.len() < line.len() && (rest.starts_with(". ") || rest.starts_with(") "))
}

/// A text of the same length without citations, heading ids and addresses.
fn blanked(text: &str) -> String {
    let mut blank = text.to_owned();
    let ends = |text: &str, close: &str| match close {
        "" => Some(text.find([' ', '\n', '>', ')']).unwrap_or(text.len())),
        _ => text.find(close).map(|at| at + close.len()),
    };
    for (open, close) in [("[@", "]"), ("{#", "}"), ("](", ")"), ("https://", ""), ("http://", "")] {
        let mut from = 0;
        while let Some(start) = blank[from..].find(open).map(|at| from + at) {
            let Some(length) = ends(&blank[start..], close) else { break };
            let end = start + length;
            blank.replace_range(start..end, &" ".repeat(end - start));
            from = end;
        }
    }
    blank
}

/// Names as sequences of words, by their first.
struct Names {
    by_first: HashMap<u64, Vec<Vec<u64>>>,
}

impl Names {
    fn new(names: &[String]) -> Self {
        let mut by_first: HashMap<u64, Vec<Vec<u64>>> = HashMap::new();
        for name in names {
            let keys: Vec<u64> =
                dictionary_words(name).into_iter().map(|place| word_key(&name[place])).collect();
            if let Some(&first) = keys.first() {
                by_first.entry(first).or_default().push(keys);
            }
        }
        Self { by_first }
    }

    /// Which words of a piece belong to a name.
    fn mark(&self, keys: &[u64]) -> Vec<bool> {
        let mut marks = vec![false; keys.len()];
        for (at, key) in keys.iter().enumerate() {
            let longest =
                self.by_first.get(key).into_iter().flatten().filter(|name| keys[at..].starts_with(name));
            if let Some(length) = longest.map(Vec::len).max() {
                marks[at..at + length].fill(true);
            }
        }
        marks
    }
}

struct Comparison<'a> {
    piece: &'a Piece,
    other: &'a [Piece],
    index: &'a HashMap<u64, Vec<(usize, usize)>>,
    least: usize,
    names: &'a Names,
}

impl Comparison<'_> {
    fn runs(&self) -> Vec<Run> {
        let keys = &self.piece.keys;
        let marks = self.names.mark(keys);
        let mut runs = Vec::new();
        let mut at = 0;
        while at + self.least <= keys.len() {
            let Some((length, text, place)) = self.longest(at) else {
                at += 1;
                continue;
            };
            let words = marks[at..at + length].iter().filter(|&&named| !named).count();
            if words >= self.least {
                runs.push(self.run(at, length, words, &self.other[text], place));
            }
            at += length;
        }
        runs
    }

    /// The longest run from a word on, with the piece and the word at which it stands there.
    fn longest(&self, at: usize) -> Option<(usize, usize, usize)> {
        let keys = &self.piece.keys[at..];
        let places = self.index.get(&hash(&keys[..self.least]))?;
        let lengths = places.iter().map(|&(text, place)| {
            let theirs = &self.other[text].keys[place..];
            let length = keys.iter().zip(theirs).take_while(|(ours, theirs)| ours == theirs).count();
            (length, text, place)
        });
        // The first of the longest, so that the answer does not depend on anything else.
        lengths
            .filter(|found| found.0 >= self.least)
            .reduce(|best, next| if next.0 > best.0 { next } else { best })
    }

    fn run(&self, at: usize, length: usize, words: usize, other: &Piece, place: usize) -> Run {
        let piece = self.piece;
        let range = piece.places[at].start..piece.places[at + length - 1].end;
        Run {
            path: piece.source.path().to_owned(),
            line: piece.line(at),
            words,
            text: piece.text[range].split_whitespace().collect::<Vec<_>>().join(" "),
            other: other.source.path().to_owned(),
            other_line: other.line(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs of a text against another, each as `line other-line words text`.
    fn compared(ours: &str, theirs: &str, least: usize, names: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let root = camino::Utf8PathBuf::try_from(folder.path().to_owned()).unwrap();
        fs::write_atomic(&root.join("ours/a.md"), ours.as_bytes()).unwrap();
        fs::write_atomic(&root.join("theirs/b.yaml"), theirs.as_bytes()).unwrap();
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let runs = overlap(&root.join("ours"), &root.join("theirs"), least, &names).unwrap();
        runs.iter().map(|run| format!("{} {} {} {}", run.line, run.other_line, run.words, run.text)).collect()
    }

    #[test]
    fn a_run_is_found_across_lines_case_and_citations() {
        let ours = "# T\n\nOne two\nThree, four [@x, art. 2] five six.\n";
        let theirs = "a: null\nb: ['zero ONE two three: four five seven']\n";
        assert_eq!(compared(ours, theirs, 5, &[]), ["3 2 5 One two Three, four five"]);
        assert_eq!(compared(ours, theirs, 6, &[]), Vec::<String>::new());
    }

    #[test]
    fn a_run_ends_with_its_paragraph_item_or_cell() {
        let theirs = "b: one two three four\n";
        for ours in ["one two\n\nthree four\n", "- one two\n- three four\n", "| one two | three four |\n"] {
            assert_eq!(compared(ours, theirs, 4, &[]), Vec::<String>::new(), "{ours}");
        }
        assert_eq!(compared("| x | one two three four |\n", theirs, 4, &[]).len(), 1);
    }

    #[test]
    fn names_do_not_count_and_do_not_end_a_run() {
        let theirs = "b: it signed the Treaty of the Two Seas on one day\n";
        let ours = "It signed the Treaty of the Two Seas on one day.\n";
        assert_eq!(compared(ours, theirs, 6, &["Treaty of the Two Seas"]).len(), 1);
        assert_eq!(compared(ours, theirs, 7, &["Treaty of the Two Seas"]), Vec::<String>::new());
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_words() {
        let theirs = "b: การส่งผู้ร้ายข้ามแดน\n";
        assert_eq!(compared("ว่าด้วย การส่งผู้ร้ายข้ามแดน\n", theirs, 5, &[]).len(), 1);
    }

    #[test]
    fn the_front_matter_is_compared_value_by_value() {
        let theirs = "b: one two three four\n";
        assert_eq!(compared("---\na: one two\nb: three four\n---\n# T\n", theirs, 4, &[]).len(), 0);
        assert_eq!(
            compared("---\na: >-\n  one two\n  three four\n---\n# T\n", theirs, 4, &[]),
            ["3 1 4 one two three four"]
        );
    }
}
