//! Expressions that mean the same, gathered from the book's data and from the editors' file.

use camino::Utf8Path;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::fs;
use crate::model::Book;
use crate::search::Synonyms;

/// The editors' file, in the folder of the search index.
pub const SYNONYMS: &str = "synonyms.tsv";

/// The editors' file of words that point to a State, beside it.
pub(super) const STATES: &str = "states.tsv";

/// The synonyms of a book: terms of its glossary, names of instruments, titles of statutes in two
/// languages, names of States, then the groups of the editors' file.
///
/// A term with a qualifier in brackets has an everyday meaning as well, and what the glossary lists
/// beside it are its kinds; it makes no group. Of what stands beside an instrument only names count,
/// which begin with a capital or a digit; the rest are words by which a list is looked through.
///
/// # Errors
/// When the file cannot be read, or a line has no source or fewer than two expressions; the message
/// names file and line.
pub fn synonyms(book: &Book, config: &Config) -> Result<Synonyms> {
    let mut groups = Synonyms::default();
    let reference = &book.reference;
    for term in reference.terms.iter().filter(|term| !term.term.contains('(')) {
        let others = term.abbreviations.iter().chain(&term.synonyms);
        groups.add([&term.term].into_iter().chain(others));
    }
    for instrument in &reference.instruments {
        let is_name =
            |text: &&String| text.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit());
        let names = instrument.synonyms.iter().filter(is_name);
        groups.add([&instrument.short, &instrument.title].into_iter().chain(names));
    }
    for statute in
        book.pages.iter().filter_map(|page| page.front.annex.as_ref()).flat_map(|annex| &annex.statutes)
    {
        groups.add([&statute.title_en].into_iter().chain(&statute.title_native));
    }
    for page in &book.pages {
        let state = book.tables.pages.get(&page.path).and_then(|entry| entry.state.as_ref());
        if let (Some(state), Some(annex)) = (state, &page.front.annex) {
            let titles = annex.statutes.iter().filter(|one| one.title_native.as_ref() != Some(&one.title_en));
            groups.point(state, titles.filter_map(|statute| statute.title_native.clone()));
        }
    }
    for state in &reference.states {
        let names = || [&state.name].into_iter().chain(state.native_names.iter().map(|name| &name.text));
        groups.add(names());
        groups.point(&state.iso2, names());
    }
    let path = config.root.join(&config.search_dir).join(SYNONYMS);
    if fs::exists(&path) {
        for group in read(&config.search_dir.join(SYNONYMS), &fs::read(&path)?)? {
            groups.widen(group);
        }
    }
    let path = config.root.join(&config.search_dir).join(STATES);
    if fs::exists(&path) {
        let file = config.search_dir.join(STATES);
        for (line, group) in pointing(&file, &fs::read(&path)?)? {
            let Some((state, words)) = group.split_first() else { continue };
            if !reference.states.iter().any(|known| known.iso2 == *state) {
                return Err(Error::usage(format!(
                    "{file}:{line}: `{state}` is the code of no State in the list of States; write one of these"
                )));
            }
            groups.point(state, words);
        }
    }
    Ok(groups)
}

/// The groups of the editors' file: a line for each, with tabs between its source and its expressions.
fn read(path: &Utf8Path, bytes: &[u8]) -> Result<Vec<Vec<String>>> {
    let text = String::from_utf8_lossy(bytes);
    let mut groups = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |message: &str| Error::usage(format!("{path}:{}: {message}", index + 1));
        let (source, rest) = line.split_once('\t').unwrap_or((line, ""));
        if source.trim().is_empty() {
            return Err(wrong("the group has no source; write before the first tab where it was read"));
        }
        let group: Vec<String> =
            rest.split('\t').map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
        if group.len() < 2 {
            return Err(wrong("the group has fewer than two expressions; between them stand tabs"));
        }
        groups.push(group);
    }
    Ok(groups)
}

/// The lines of the editors' file of words that point to a State, each with its number: code, words.
fn pointing(path: &Utf8Path, bytes: &[u8]) -> Result<Vec<(usize, Vec<String>)>> {
    let text = String::from_utf8_lossy(bytes);
    let lines =
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|(index, line)| {
            let cells = line.split('\t').map(|text| text.trim().to_owned());
            let group: Vec<String> = cells.filter(|text| !text.is_empty()).collect();
            if group.len() < 2 {
                return Err(Error::usage(format!(
                    "{path}:{}: the line has no word after the code of the State; between them stand tabs",
                    index + 1
                )));
            }
            Ok((index + 1, group))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_needs_a_source_and_two_expressions() {
        let read = |text: &str| read(Utf8Path::new("x.tsv"), text.as_bytes());
        assert_eq!(read("# why\n\na law\tone\ttwo\n").expect("groups"), [["one", "two"]]);
        for (text, place) in
            [("\n\tone\ttwo\n", "x.tsv:2:"), ("a law\tone\n", "x.tsv:1:"), ("a law", "x.tsv:1:")]
        {
            let error = read(text).expect_err("an error").to_string();
            assert!(error.contains(place), "{error}");
        }
    }
}
