//! `handbook search QUERY`.

use camino::Utf8PathBuf;

use super::{eval, findable, related, speed};
use crate::cli::options::{FormatChoice, SearchAction, SearchArguments};
use crate::cli::paint::{Ink, Paint, shown};
use crate::cli::run::{Ending, Session};
use crate::config::{self, Config};
use crate::diagnostic::{Severity, visible};
use crate::error::{Error, Result};
use crate::fs;
use crate::search::{Answer, AnswerHit, Filters, Found, Page, Query, Searcher, Stage, published_digest};

/// Columns before a snippet.
const INDENT: usize = 4;

/// Searches the index that the last build wrote, or does what else was asked for.
pub(in crate::cli) fn run(session: &Session<'_>, options: &SearchArguments) -> Result<Ending> {
    match &options.action {
        None => ask(session, options),
        Some(SearchAction::Eval(options)) => eval::run(session, options),
        Some(SearchAction::Findable(options)) => findable::run(session, options),
        Some(SearchAction::Related(options)) => related::run(session, options),
        Some(SearchAction::Speed(options)) => speed::run(session, options),
    }
}

/// The configuration and the index that the last build wrote.
pub(super) fn open(session: &Session<'_>) -> Result<(Config, Searcher)> {
    let root = &session.common.root;
    if !fs::is_dir(root) {
        return Err(Error::usage(format!(
            "there is no folder `{root}`; name the handbook's with `-C FOLDER`"
        )));
    }
    let configuration = config::load(root)?;
    let config = configuration.value;
    if configuration.diagnostics.iter().any(|finding| finding.severity == Severity::Error)
        && config.is_handbook()
    {
        return Err(Error::usage("`book.toml` cannot be used; run `handbook check` to see why"));
    }
    let dir = root.join(&config.search_dir);
    if published_digest(&dir)?.is_none() {
        let book = root.join(config::FILE);
        if !fs::exists(&book) {
            return Err(Error::usage(format!(
                "there is no `{}`; go to the handbook's folder or name it with `-C FOLDER`",
                shown(&book)
            )));
        }
        return Err(Error::usage(format!(
            "there is no search index in `{}` yet; run `handbook build` first",
            shown(&dir)
        )));
    }
    let searcher = Searcher::open(&dir)?;
    Ok((config, searcher))
}

fn ask(session: &Session<'_>, options: &SearchArguments) -> Result<Ending> {
    let (config, searcher) = open(session)?;
    let text = options.query.join(" ");
    let query = Query::parse(&text);
    let filters = options.filters();
    let page = Page { offset: 0, limit: options.limit.into() };
    let found = searcher.search(&query, &filters, page)?;
    let answer = Answer::new(&query, &filters, &found);
    if session.out.format == FormatChoice::Json {
        let json = serde_json::to_string_pretty(&answer).unwrap_or_default();
        session.out.result(&format!("{json}\n"));
        return Ok(Ending::Clean);
    }
    let site = shown(&config.site_dir()).to_owned();
    let printer = Printer { site, paint: session.out.paint(), more: found.total > found.hits.len() };
    if session.out.format == FormatChoice::Human {
        let elsewhere = elsewhere(&searcher, &query, &filters, &found)?;
        session.out.result(&printer.human(&answer, elsewhere));
    } else {
        session.out.result(&printer.short(&answer));
        for note in &answer.notes {
            session.out.remark(&format!("note: {}\n", note.text));
        }
        if let Some(better) = &answer.suggestion {
            session.out.remark(&format!("did you mean `{}`?\n", visible(better)));
        }
    }
    Ok(Ending::Clean)
}

/// How many passages there would be without the narrowing, where it left none.
fn elsewhere(searcher: &Searcher, query: &Query, filters: &Filters, found: &Found) -> Result<Option<Found>> {
    if found.stage != Stage::None || *filters == Filters::default() {
        return Ok(None);
    }
    let wider = searcher.search(query, &Filters::default(), Page { offset: 0, limit: 1 })?;
    Ok((wider.stage != Stage::None).then_some(wider))
}

struct Printer {
    site: Utf8PathBuf,
    paint: Paint,
    more: bool,
}

impl Printer {
    fn human(&self, answer: &Answer, elsewhere: Option<Found>) -> String {
        let mut out = String::new();
        for hit in &answer.hits {
            out.push_str(&self.hit(hit));
        }
        if !answer.near.is_empty() {
            out.push_str(&self.paint.text(Ink::Strong, "With fewer of the words:"));
            out.push_str("\n\n");
            for hit in &answer.near {
                out.push_str(&self.hit(hit));
            }
        }
        out.push_str(&self.paint.paragraph(&self.total(answer), 0));
        out.push('\n');
        if let Some(wider) = elsewhere {
            let states: Vec<&str> = wider.facets.state.iter().map(|facet| facet.id.as_str()).collect();
            let about = if states.is_empty() {
                String::new()
            } else {
                format!(", about the States {}", states.join(", "))
            };
            let sentence = format!("Found without the narrowing: {}{about}.", passages(wider.total));
            out.push_str(&self.paint.paragraph(&sentence, 0));
            out.push('\n');
        }
        for note in &answer.notes {
            out.push_str(&format!("Note: {}.\n", note.text));
        }
        if let Some(better) = &answer.suggestion {
            out.push_str(&format!("Did you mean `{}`?\n", self.paint.text(Ink::Strong, better)));
        }
        out
    }

    fn total(&self, answer: &Answer) -> String {
        let found = passages(answer.total);
        let sentence = match answer.stage {
            Stage::None if answer.query.trim().is_empty() => {
                return "Nothing was asked for.".to_owned();
            }
            Stage::None => return format!("Nothing found for `{}`.", answer.query),
            Stage::All => format!("{found} with all of the words"),
            Stage::Most => format!("No passage has all of the words; {found} with most of them"),
            Stage::Some => format!("No passage has most of the words; {found} with some of them"),
        };
        if self.more {
            format!("{sentence}; {} shown, `--limit` shows more.", answer.hits.len())
        } else {
            format!("{sentence}.")
        }
    }

    fn hit(&self, hit: &AnswerHit) -> String {
        let mut out = String::new();
        if !hit.number.is_empty() {
            out.push_str(&self.paint.text(Ink::Strong, &hit.number));
            out.push_str("  ");
        }
        out.push_str(&self.paint.text(Ink::Strong, &hit.page_title));
        for heading in &hit.headings {
            out.push_str(&self.paint.text(Ink::Faint, &format!(" › {heading}")));
        }
        out.push('\n');
        let runs = runs(hit);
        let ink = |marked: bool| if marked { Ink::Found } else { Ink::Plain };
        let pieces: Vec<(Ink, &str)> =
            runs.iter().map(|(marked, text)| (ink(*marked), text.as_str())).collect();
        let blank = " ".repeat(INDENT);
        out.push_str(&format!("{blank}{}\n", self.paint.lines(&pieces, INDENT)));
        out.push_str(&format!("{blank}{}\n\n", self.paint.text(Ink::Faint, &self.place(hit))));
        out
    }

    /// The file of the finished site with the anchor: a browser opens it as it is.
    fn place(&self, hit: &AnswerHit) -> String {
        format!("{}/{}", self.site, hit.address)
    }

    /// One line a passage: number, place and snippet with tabs between.
    fn short(&self, answer: &Answer) -> String {
        let mut out = String::new();
        for hit in answer.hits.iter().chain(&answer.near) {
            let snippet: String = runs(hit)
                .into_iter()
                .map(|(marked, text)| if marked { format!("[{text}]") } else { text })
                .collect();
            let snippet = snippet.split_whitespace().collect::<Vec<_>>().join(" ");
            let snippet = self.paint.text(Ink::Plain, &snippet);
            let number = if hit.number.is_empty() { "-" } else { &hit.number };
            out.push_str(&format!("{number}\t{}\t{snippet}\n", self.place(hit)));
        }
        out
    }
}

/// The snippet in runs, marked or not; marks with only a blank between them become one.
fn runs(hit: &AnswerHit) -> Vec<(bool, String)> {
    let mut runs: Vec<(bool, String)> = Vec::new();
    for (at, part) in hit.snippet.iter().enumerate() {
        let is_gap = part.text.trim().is_empty()
            && runs.last().is_some_and(|(marked, _)| *marked)
            && hit.snippet.get(at + 1).is_some_and(|next| next.marked);
        let marked = part.marked || is_gap;
        match runs.last_mut() {
            Some((before, text)) if *before == marked => text.push_str(&part.text),
            _ => runs.push((marked, part.text.clone())),
        }
    }
    runs
}

fn passages(count: usize) -> String {
    match count {
        1 => "1 passage".to_owned(),
        _ => format!("{count} passages"),
    }
}
