//! `handbook search findable`.

use std::ops::Range;

use camino::Utf8Path;
use serde::Serialize;

use crate::cli::options::{EngineChoice, FindableArguments, FormatChoice};
use crate::cli::run::{Ending, Session};
use crate::diagnostic::visible;
use crate::error::{Error, Result};
use crate::fs;
use crate::model::Passage;
use crate::pipeline;
use crate::search::{Lost, Searcher, Span, Synonyms, TermReport, drawn_spans, lost, occurrences, shards};

/// Lost stretches that are shown to people.
const SHOWN: usize = 100;

/// Longest run of gold words that is asked for.
const LONGEST: usize = 3;

/// Share of a phrase's hits that must be right, for a term.
const PRECISE: f64 = 0.97;

#[derive(Serialize)]
struct Report {
    passages: usize,
    asked: usize,
    lost: Vec<Lost>,
}

#[derive(Serialize)]
struct Terms {
    passages: usize,
    terms: Vec<TermReport>,
    stands_in: usize,
    found: usize,
    precision: f64,
}

/// Tries whether everything in a text is found.
pub(super) fn run(session: &Session<'_>, options: &FindableArguments) -> Result<Ending> {
    match &options.terms {
        Some(terms) => find_terms(session, terms, options),
        None => find_spans(session, options),
    }
}

fn find_spans(session: &Session<'_>, options: &FindableArguments) -> Result<Ending> {
    let text = text(&options.file)?;
    let (passages, spans) = match table(&text, &options.file)? {
        Some(found) => found,
        None => {
            let passages: Vec<Passage> =
                text.lines().enumerate().map(|(at, line)| passage(at, line)).collect();
            let spans = drawn_spans(&passages, options.step);
            (passages, spans)
        }
    };
    let searcher = searcher(options.engine, &passages)?;
    let report =
        Report { passages: passages.len(), asked: spans.len(), lost: lost(&searcher, &passages, &spans)? };
    let json = session.out.format == FormatChoice::Json;
    session.out.result(&if json { to_json(&report) } else { human(&report) });
    Ok(if report.lost.is_empty() { Ending::Clean } else { Ending::Findings })
}

/// The search that is tried, over these passages.
fn searcher(engine: EngineChoice, passages: &[Passage]) -> Result<Searcher> {
    match engine {
        EngineChoice::Server => Searcher::of(passages, &Synonyms::default()),
        EngineChoice::Static => Searcher::of_shards(&shards(passages, &Synonyms::default())),
    }
}

fn text(path: &Utf8Path) -> Result<String> {
    Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned())
}

fn to_json(report: &impl Serialize) -> String {
    serde_json::to_string_pretty(report).unwrap_or_default() + "\n"
}

fn passage(line: usize, text: &str) -> Passage {
    Passage {
        page: format!("line {}", line + 1),
        kind: "chapter".to_owned(),
        text: text.to_owned(),
        ..Passage::default()
    }
}

/// What a table gives: a table of line, count and stretch beside `lines.txt`, or a line's gold words
/// with tabs between. None for a plain text.
fn table(text: &str, path: &Utf8Path) -> Result<Option<(Vec<Passage>, Vec<Span>)>> {
    if !text.contains('\t') {
        return Ok(None);
    }
    let is_spans = text.lines().all(|line| {
        let mut columns = line.splitn(3, '\t');
        let mut number = || columns.next().is_some_and(|column| column.parse::<usize>().is_ok());
        number() && number() && columns.next().is_some()
    });
    if is_spans {
        let lines = self::text(&path.with_file_name("lines.txt"))?;
        let passages: Vec<Passage> = lines.lines().enumerate().map(|(at, line)| passage(at, line)).collect();
        let mut spans = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let mut columns = line.splitn(3, '\t');
            let place = columns.next().and_then(|column| column.parse().ok()).unwrap_or(usize::MAX);
            let span = columns.nth(1).unwrap_or_default();
            if place >= passages.len() {
                return Err(Error::usage(format!("{path}:{}: `lines.txt` has no line {place}", at + 1)));
            }
            spans.push(Span { passage: place, text: span.to_owned() });
        }
        return Ok(Some((passages, spans)));
    }
    // Gold words: where the lines themselves lie beside, with the spaces between the words.
    let beside = path.with_file_name("lines.txt");
    let lines = if fs::exists(&beside) { self::text(&beside)? } else { String::new() };
    let mut lines = lines.lines();
    let mut passages = Vec::new();
    let mut spans = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let words: Vec<&str> = line.split('\t').collect();
        let joined = joined(&words);
        let whole = lines.next().filter(|whole| places(whole, &words).is_some()).unwrap_or(&joined);
        let places = places(whole, &words).unwrap_or_default();
        for length in 1..=LONGEST {
            spans.extend(
                places.windows(length).map(|run| Span {
                    passage: at,
                    text: whole[run[0].start..run[length - 1].end].to_owned(),
                }),
            );
        }
        passages.push(passage(at, whole));
    }
    Ok(Some((passages, spans)))
}

/// Words as a text: with a space where two of Latin letters or digits meet.
fn joined(words: &[&str]) -> String {
    let mut text = String::new();
    for word in words {
        let latin = |letter: char| letter.is_ascii_alphanumeric();
        if text.ends_with(latin) && word.starts_with(latin) {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

/// Where these words stand in a text, one after the other; none where one of them is missing.
fn places(text: &str, words: &[&str]) -> Option<Vec<Range<usize>>> {
    let mut end = 0;
    let place = |word: &&str| {
        let start = end + text[end..].find(word)?;
        end = start + word.len();
        Some(start..end)
    };
    words.iter().map(place).collect()
}

fn human(report: &Report) -> String {
    let mut out = String::new();
    for lost in report.lost.iter().take(SHOWN) {
        out.push_str(&format!("{}: {}\n", visible(&lost.passage), visible(&lost.text)));
    }
    if report.lost.len() > SHOWN {
        out.push_str(&format!("and {} more\n", report.lost.len() - SHOWN));
    }
    out.push_str(&format!(
        "{} stretches of {} passages were asked for; {} are not found\n",
        report.asked,
        report.passages,
        report.lost.len()
    ));
    out
}

fn find_terms(session: &Session<'_>, terms: &Utf8Path, options: &FindableArguments) -> Result<Ending> {
    let list = text(terms)?;
    let list = list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let passages = pipeline::texts(&options.file)?;
    let searcher = searcher(options.engine, &passages)?;
    let mut reports = Vec::new();
    for term in list {
        // What follows a tab is a remark: where the term was read.
        let term = term.split('\t').next().unwrap_or_default();
        reports.push(occurrences(&searcher, &passages, term)?);
    }
    let sum = |count: fn(&TermReport) -> usize| reports.iter().map(count).sum::<usize>();
    let report = Terms {
        passages: passages.len(),
        stands_in: sum(|term| term.stands_in),
        found: sum(|term| term.found),
        precision: sum(|term| term.right) as f64 / sum(|term| term.hits).max(1) as f64,
        terms: reports,
    };
    let json = session.out.format == FormatChoice::Json;
    session.out.result(&if json { to_json(&report) } else { human_terms(&report) });
    let missed = report.found < report.stands_in || (report.precision < PRECISE && report.found > 0);
    Ok(if missed { Ending::Findings } else { Ending::Clean })
}

fn human_terms(report: &Terms) -> String {
    let mut out = String::new();
    for term in &report.terms {
        out.push_str(&format!(
            "{:>6} of {:>6} found, {:>6} of {:>6} hits right  {}\n",
            term.found,
            term.stands_in,
            term.right,
            term.hits,
            visible(&term.term)
        ));
        for missed in term.missed.iter().take(3) {
            out.push_str(&format!("       not found: {}\n", visible(missed)));
        }
    }
    out.push_str(&format!(
        "{} terms in {} paragraphs: {} of {} occurrences found, precision {:.4}\n",
        report.terms.len(),
        report.passages,
        report.found,
        report.stands_in,
        report.precision
    ));
    out
}
