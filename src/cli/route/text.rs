//! The answer for a terminal: plain text, wrapped at 100 columns.

use unicode_width::UnicodeWidthStr;

use crate::clock;
use crate::model::{
    AuthorityKind, Basis, Book, Evidence, NOT_ESTABLISHED, Route, RouteLine, Side, SourceRef,
};
use crate::resolve::{place, quotes};

/// The widest line.
const WIDTH: usize = 100;

/// Writes one answer.
pub(super) struct Sheet<'a> {
    book: &'a Book,
    confirm: &'a str,
    text: String,
}

impl<'a> Sheet<'a> {
    /// A sheet for answers from this book; `confirm` is its advice to confirm.
    pub(super) const fn new(book: &'a Book, confirm: &'a str) -> Self {
        Self { book, confirm, text: String::new() }
    }

    /// The whole answer.
    pub(super) fn write(mut self, route: &Route) -> String {
        let as_of = clock::long_date(&route.date);
        self.block("", &format!("{} to {}: {}", route.from.name, route.to.name, route.label));
        self.block("", &format!("{} As of {as_of}.", route.description));
        self.text.push('\n');
        self.block("", &route.advice());
        self.title("Legal bases, in the order to try them");
        for (at, basis) in route.bases.iter().enumerate() {
            self.basis(&format!("{}. ", at + 1), basis);
        }
        self.title("Why in this order");
        route.order.iter().for_each(|line| self.line("  - ", line));
        for topic in &route.topics {
            let state = if topic.of == Side::Requesting { &route.from.name } else { &route.to.name };
            self.title(&format!("{} ({state})", topic.title));
            topic.lines.iter().for_each(|line| self.line("  - ", line));
        }
        self.title(&format!("What to read in the annex of {}", route.to.name));
        self.places(&route.headings);
        for target in &route.quotes {
            self.quotes(target);
        }
        self.title("Steps");
        self.places(&route.steps);
        if !self.confirm.is_empty() {
            self.text.push('\n');
            let confirm = self.confirm;
            self.block("", confirm);
        }
        self.text
    }

    fn title(&mut self, words: &str) {
        self.text.push('\n');
        self.block("", &words.to_uppercase());
    }

    fn basis(&mut self, bullet: &str, basis: &Basis) {
        let articles = match basis.articles.as_slice() {
            [] => String::new(),
            [one] => format!(", article {one}"),
            many => format!(", articles {}", many.join(", ")),
        };
        self.block(bullet, &format!("{}{articles}: {}", basis.label, basis.status_label.to_uppercase()));
        let indent = " ".repeat(bullet.len());
        if let Some(only) = &basis.only {
            self.block(&indent, only);
        }
        self.block(&indent, &basis.outcome);
        let bullet = format!("{indent}- ");
        basis.lines.iter().for_each(|line| self.line(&bullet, line));
        for with in &basis.with {
            self.basis(&format!("{indent}+ "), with);
        }
    }

    /// One line of the answer with its evidence, sources and places.
    fn line(&mut self, bullet: &str, line: &RouteLine) {
        let mut text = line.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
        for (at, part) in line.parts.iter().enumerate() {
            if at > 0 {
                text.push_str("; ");
            }
            if let Some(label) = &part.label {
                text.push_str(&format!("{label}: "));
            }
            text.push_str(part.words.as_deref().unwrap_or(NOT_ESTABLISHED));
            if let Some(url) = part.url.as_ref().filter(|url| part.words.as_ref() != Some(url)) {
                text.push_str(&format!(" <{url}>"));
            }
        }
        let statute = line.statute.as_ref().map(|id| self.short(id));
        let provision: Vec<&str> = statute.as_deref().into_iter().chain(line.cite.as_deref()).collect();
        if !provision.is_empty() {
            text.push_str(&format!(" ({})", provision.join(", ")));
        }
        text.push_str(&self.standing(line));
        self.block(bullet, &text);
        let indent = " ".repeat(bullet.len());
        if let Some(note) = &line.note {
            self.block(&indent, &format!("Note: {note}"));
        }
        let places: Vec<String> = line.places.iter().filter_map(|target| self.place(target)).collect();
        if !places.is_empty() {
            self.block(&indent, &format!("See {}.", places.join("; ")));
        }
    }

    /// ` [one source: UNTOC, art. 16(5)]`, and "not established" where the words do not say it.
    fn standing(&self, line: &RouteLine) -> String {
        let says_gap = line.parts.iter().any(|part| part.words.is_none());
        let evidence = match line.evidence {
            Evidence::None if says_gap => String::new(),
            Evidence::None => NOT_ESTABLISHED.to_owned(),
            evidence => self.book.reference.evidence_label(evidence).to_owned(),
        };
        let sources: Vec<String> = line.sources.iter().map(|source| self.source(source)).collect();
        match (evidence.is_empty(), sources.is_empty()) {
            (true, true) => String::new(),
            (false, true) => format!(" [{evidence}]"),
            (true, false) => format!(" [{}]", sources.join("; ")),
            (false, false) => format!(" [{evidence}: {}]", sources.join("; ")),
        }
    }

    /// The short title of an instrument or statute, the id of a document, with the provision.
    fn source(&self, source: &SourceRef) -> String {
        let name = self.short(&source.id);
        source.pinpoint.as_ref().map_or_else(|| name.clone(), |pinpoint| format!("{name}, {pinpoint}"))
    }

    fn short(&self, id: &str) -> String {
        let known = self.book.tables.authorities.get(id).filter(|known| known.kind != AuthorityKind::Source);
        known.map_or_else(|| id.to_owned(), |known| known.short.clone())
    }

    fn place(&self, target: &str) -> Option<String> {
        let place = place(self.book, target, &mut |_| {})?;
        Some(match place.paragraph {
            Some(number) => format!("{} (from {number})", place.name),
            None => place.name,
        })
    }

    fn places(&mut self, targets: &[String]) {
        let places: Vec<String> = targets.iter().filter_map(|target| self.place(target)).collect();
        for place in places {
            self.block("  - ", &place);
        }
    }

    fn quotes(&mut self, target: &str) {
        let Some(name) = place(self.book, target, &mut |_| {}).map(|place| place.name) else { return };
        self.title(&name);
        for quote in quotes(self.book, target, &mut |_| {}) {
            let sources: Vec<String> = quote.sources.iter().map(|source| self.source(source)).collect();
            let sources =
                if sources.is_empty() { String::new() } else { format!(" [{}]", sources.join("; ")) };
            self.block(&format!("  {}  ", quote.paragraph), &format!("{}{sources}", quote.text));
        }
    }

    /// Words after a bullet, wrapped, with the lines below indented as far as the bullet is wide.
    fn block(&mut self, bullet: &str, words: &str) {
        let indent = bullet.width();
        let mut column = indent;
        self.text.push_str(bullet);
        let mut first = true;
        for word in words.split_whitespace() {
            let width = word.width();
            if !first && column + 1 + width > WIDTH {
                self.text.push('\n');
                self.text.push_str(&" ".repeat(indent));
                column = indent;
            } else if !first {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += width;
            first = false;
        }
        self.text.push('\n');
    }
}
