//! `handbook figures`.

use std::fmt::Write as _;

use serde::Serialize;

use super::options::{FiguresArguments, FormatChoice};
use super::paint::{Ink, Paint};
use super::run::{Ending, Session};
use crate::diagnostic::visible;
use crate::error::Result;
use crate::model::Book;
use crate::pipeline::figures::{
    ByEvidence, Counts, Figures, LONG_SENTENCE, TracedUnit, UncitedUnit, draw, figures, uncited,
};
use crate::pipeline::{self, Strictness};

/// The JSON document.
#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    figures: Figures,
    #[serde(skip_serializing_if = "Option::is_none")]
    draw: Option<Draw>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uncited: Option<Vec<UncitedUnit>>,
}

#[derive(Serialize)]
struct Draw {
    seed: String,
    units: Vec<TracedUnit>,
}

/// Counts the book and prints what was counted.
pub(super) fn run(session: &Session<'_>, options: &FiguresArguments) -> Result<Ending> {
    let outcome = pipeline::read(&session.common.root, &session.clock, Strictness::Draft)?;
    let Some(checked) = outcome.value.as_ref().filter(|_| outcome.errors() == 0) else {
        session.out.findings(&outcome);
        return Ok(session.out.ending(&outcome));
    };
    let book: &Book = &checked.book;
    let document = Document {
        figures: figures(book),
        draw: options
            .draw
            .map(|count| Draw { seed: options.seed.clone(), units: draw(book, count, &options.seed) }),
        uncited: options.uncited.then(|| uncited(book)),
    };
    if session.out.format == FormatChoice::Json {
        session.out.result(&format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default()));
    } else {
        session.out.result(&Printer { paint: session.out.paint() }.document(&document, book));
    }
    Ok(Ending::Clean)
}

struct Printer {
    paint: Paint,
}

impl Printer {
    fn document(&self, document: &Document, book: &Book) -> String {
        let figures = &document.figures;
        let mut text = self.pages(figures);
        text.push_str(&self.evidence(figures, book));
        text.push_str(&self.fill(figures));
        text.push_str(&self.facts(figures, book));
        text.push_str(&self.long(figures));
        if let Some(draw) = &document.draw {
            text.push_str(&self.draw(draw, book));
        }
        if let Some(units) = &document.uncited {
            text.push_str(&self.uncited(units));
        }
        text
    }

    fn title(&self, title: &str) -> String {
        format!("{}\n", self.paint.text(Ink::Strong, title))
    }

    fn pages(&self, figures: &Figures) -> String {
        let head = [
            "page",
            "words",
            "+cites",
            "units",
            "cited",
            "uncited",
            "groups",
            "mentions",
            "authorities",
            "sentences",
            "words each",
            "ease",
            "long",
        ];
        let row = |name: &str, counts: &Counts| {
            let (units, citations, reading) = (&counts.units, &counts.citations, &counts.reading);
            let mut row = vec![name.to_owned()];
            row.extend(
                [
                    counts.words,
                    counts.words_with_citations,
                    units.all,
                    units.cited,
                    units.uncited,
                    citations.groups,
                    citations.mentions,
                    citations.authorities,
                    reading.sentences,
                ]
                .map(|number| number.to_string()),
            );
            row.extend([format!("{:.1}", reading.average_words), format!("{:.1}", reading.reading_ease)]);
            row.push(reading.long_sentences.to_string());
            row
        };
        let mut rows: Vec<Vec<String>> =
            figures.pages.iter().map(|page| row(&page.path, &page.counts)).collect();
        rows.push(row("all", &figures.all));
        format!(
            "{}{}words: UAX 29, citations left out, then spelt out in their short form; ease: Flesch reading ease, \
             206.835 - 1.015 words/sentences - 84.6 syllables/words (R. Flesch, Journal of Applied Psychology 32, \
             1948); long: sentences of more than {LONG_SENTENCE} words\n\n",
            self.title("Pages"),
            table(&head, &rows),
        )
    }

    fn evidence(&self, figures: &Figures, book: &Book) -> String {
        let citations = &figures.all.citations;
        let kinds = citations.by_kind;
        let rows = [
            with_name("citations", citations.by_evidence),
            with_name("units, by their strongest", figures.all.units.by_strongest),
        ];
        format!(
            "{}instruments {}, statutes {}, documents {}\n{}\n",
            self.title("Citations by kind and evidence"),
            kinds.instrument,
            kinds.statute,
            kinds.document,
            table(&scale(book, &[""]), &rows),
        )
    }

    fn fill(&self, figures: &Figures) -> String {
        let rows: Vec<Vec<String>> = figures
            .fill
            .iter()
            .map(|row| {
                let name = if row.state.is_empty() { "all" } else { &row.state };
                let share = (row.filled * 100).checked_div(row.fields).unwrap_or(0);
                vec![
                    name.to_owned(),
                    row.filled.to_string(),
                    row.fields.to_string(),
                    format!("{share} %"),
                    row.supported.to_string(),
                    row.partly.to_string(),
                ]
            })
            .collect();
        let head = ["State", "filled", "of", "share", "from a document", "some part missing"];
        format!("{}{}\n", self.title("Comparable fields of annexes"), table(&head, &rows))
    }

    fn facts(&self, figures: &Figures, book: &Book) -> String {
        let rows: Vec<Vec<String>> = figures
            .facts
            .iter()
            .map(|row| {
                let mut cells = with_name(row.sort, row.by_evidence);
                cells.insert(1, row.all.to_string());
                cells
            })
            .collect();
        format!("{}{}\n", self.title("Facts by evidence"), table(&scale(book, &["", "all"]), &rows))
    }

    fn long(&self, figures: &Figures) -> String {
        let mut text = self.title(&format!("Sentences of more than {LONG_SENTENCE} words"));
        for sentence in &figures.long_sentences {
            let _ = write!(
                text,
                "{}:{} {} ({} words)\n    {}\n",
                sentence.path,
                sentence.line,
                sentence.number,
                sentence.words,
                self.paint.paragraph(&visible(&sentence.text), 4)
            );
        }
        if figures.long_sentences.is_empty() {
            text.push_str("none\n");
        }
        text
    }

    fn draw(&self, draw: &Draw, book: &Book) -> String {
        let mut text =
            format!("\n{}", self.title(&format!("{} units drawn with seed {}", draw.units.len(), draw.seed)));
        for unit in &draw.units {
            let _ = write!(
                text,
                "\n{}  {}  {} ({})\n    {}\n",
                self.paint.text(Ink::Strong, &unit.number),
                unit.anchor,
                unit.page,
                unit.heading,
                self.paint.paragraph(&visible(&unit.text), 4)
            );
            for citation in &unit.citations {
                let provision = if citation.provision.is_empty() {
                    String::new()
                } else {
                    format!(", {}", citation.provision)
                };
                let read = citation.read.as_ref().map_or_else(String::new, |read| format!(", read: {read}"));
                let _ = write!(
                    text,
                    "  - {} {}: {}{provision}\n    {}{read}; {}\n",
                    citation.kind,
                    citation.key,
                    visible(&citation.title),
                    book.reference.evidence_label(citation.evidence),
                    citation.url.as_deref().unwrap_or("no address")
                );
            }
        }
        text
    }

    fn uncited(&self, units: &[UncitedUnit]) -> String {
        let mut text = format!("\n{}", self.title(&format!("{} units without a citation", units.len())));
        for unit in units {
            let _ = write!(
                text,
                "{}:{} {} [{}]\n    {}\n",
                unit.path,
                unit.line,
                unit.number,
                unit.heading,
                self.paint.paragraph(&visible(&unit.text), 4)
            );
        }
        text
    }
}

/// Head of a table by evidence.
fn scale<'b>(book: &'b Book, first: &[&'b str]) -> Vec<&'b str> {
    use crate::model::Evidence::{None, OneSource, OpeningOnly, TwoSources, Unverified};
    let labels = [TwoSources, OneSource, OpeningOnly, Unverified, None];
    first.iter().copied().chain(labels.map(|evidence| book.reference.evidence_label(evidence))).collect()
}

fn with_name(name: &str, found: ByEvidence) -> Vec<String> {
    let mut row = vec![name.to_owned()];
    let counts = [found.two_sources, found.one_source, found.opening_only, found.unverified, found.none];
    row.extend(counts.map(|count| count.to_string()));
    row
}

/// A table in columns: the first from the left, numbers from the right.
fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(head.get(column).map(|cell| cell.chars().count())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let mut text = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut line = String::new();
        for (column, (cell, width)) in cells.zip(&widths).enumerate() {
            let _ = match column {
                0 => write!(line, "{cell:width$}"),
                _ => write!(line, "  {cell:>width$}"),
            };
        }
        text.push_str(line.trim_end());
        text.push('\n');
    };
    line(&mut head.iter().copied());
    for row in rows {
        line(&mut row.iter().map(String::as_str));
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = vec![vec!["annexe".to_owned(), "7".to_owned()], vec!["é".to_owned(), "1234".to_owned()]];
        assert_eq!(super::table(&["", "all"], &rows), "         all\nannexe     7\né       1234\n");
    }
}
