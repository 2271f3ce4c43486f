//! The list of a reference page: the index of terms.

use std::collections::BTreeMap;

use super::body::Writer;
use crate::model::{TableKey, Term};

/// A line of the index.
enum Line<'a> {
    /// A term with its places.
    Term(&'a Term),
    /// Another word for a term: "see".
    See(&'a Term),
}

impl Writer<'_> {
    /// Writes the index of terms: paragraphs in which each term is used, with see and see also.
    pub(super) fn index(&mut self) {
        self.reads.insert(TableKey::Used);
        self.reads.insert(TableKey::Reference("glossary"));
        let book = self.around.book;
        let mut lines: BTreeMap<(String, String), Line<'_>> = BTreeMap::new();
        for term in &book.reference.terms {
            lines.insert((term.term.to_lowercase(), term.term.clone()), Line::Term(term));
            for word in term.abbreviations.iter().chain(&term.synonyms) {
                lines.entry((word.to_lowercase(), word.clone())).or_insert(Line::See(term));
            }
        }
        let mut letter = None;
        self.push("<div class=\"index\">\n");
        for ((sorted, shown), line) in &lines {
            let first =
                sorted.chars().find(|sign| sign.is_alphanumeric()).map(|sign| sign.to_ascii_uppercase());
            if first != letter {
                if letter.is_some() {
                    self.push("</ul>\n");
                }
                letter = first;
                let words = first.map(String::from).unwrap_or_default();
                self.generated_heading(2, &format!("index-{}", words.to_lowercase()), &words);
                self.push("<ul class=\"locators\">\n");
            }
            self.line(shown, line);
        }
        if letter.is_some() {
            self.push("</ul>\n");
        }
        self.push("</div>\n");
    }

    fn line(&mut self, shown: &str, line: &Line<'_>) {
        let book = self.around.book;
        match line {
            Line::See(term) => {
                self.push("<li>");
                self.text(shown);
                self.push(", <em>see</em> ");
                self.term_link(term);
            }
            Line::Term(term) => {
                self.push(&format!("<li id=\"{}\">", self.id(&format!("term-{}", term.id))));
                self.text(shown);
                if let Some(places) = book.tables.used.get(&term.id) {
                    self.push(" ");
                    self.locators(places);
                }
                let others: Vec<&Term> = term
                    .see_also
                    .iter()
                    .filter_map(|id| book.reference.terms.iter().find(|other| other.id == *id))
                    .collect();
                for (at, other) in others.into_iter().enumerate() {
                    self.push(if at == 0 { "; <em>see also</em> " } else { ", " });
                    self.term_link(other);
                }
            }
        }
        self.push("</li>\n");
    }

    fn term_link(&mut self, term: &Term) {
        let href = format!("#{}", self.id(&format!("term-{}", term.id)));
        self.open_link(&href);
        self.text(&term.term);
        self.push("</a>");
    }
}
