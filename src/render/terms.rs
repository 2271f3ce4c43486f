//! Terms of the glossary in running text: linked at their first use in a section, with their
//! definition on the spot, and listed at the end of the page.
//!
//! Without script: pointing at a term or reaching it by keyboard shows its definition beside it;
//! following it (the way on a touch screen) shows the entry in the page's own list of terms, which
//! is also what stands on paper.

use std::collections::{BTreeMap, BTreeSet};

use super::body::{Form, Writer};
use crate::model::{Page, PageKind, ReferenceList, TableKey};

/// Account of the terms of one page.
#[derive(Debug, Default)]
pub(super) struct TermAccount {
    /// Address of the glossary; `None` where terms are not linked.
    glossary: Option<String>,
    /// Above zero inside headings and links.
    paused: u32,
    /// Terms linked in this section.
    section: BTreeSet<usize>,
    /// Terms linked on this page, with the anchor of the unit that had each first.
    page: BTreeMap<usize, Option<String>>,
}

impl TermAccount {
    /// An account for a page; terms are linked in chapters and annexes that stand alone.
    pub(super) fn new(pages: &[std::sync::Arc<Page>], page: &Page, form: Form) -> Self {
        let links = form == Form::Page && page.kind != PageKind::Reference;
        let list = pages.iter().find(|page| page.front.lists == Some(ReferenceList::Glossary));
        Self { glossary: list.filter(|_| links).map(|page| page.address()), ..Self::default() }
    }

    /// A new section begins: terms are linked again at their next use.
    pub(super) fn new_section(&mut self) {
        self.section.clear();
    }
}

impl Writer<'_> {
    /// Runs `write` without linking terms: headings and links are no running text.
    pub(super) fn without_terms(&mut self, write: impl FnOnce(&mut Self)) {
        self.terms.paused += 1;
        write(self);
        self.terms.paused -= 1;
    }

    /// Running text, with the terms in it.
    pub(super) fn prose(&mut self, text: &str) {
        if self.terms.glossary.is_none() || self.terms.paused > 0 {
            self.text(text);
            return;
        }
        let book = self.around.book;
        let mut done = 0;
        for (range, term) in book.terms.find(text) {
            if !self.terms.section.insert(term) {
                continue;
            }
            self.text(&text[done..range.start]);
            self.term(term, &text[range.clone()]);
            done = range.end;
        }
        self.text(&text[done..]);
    }

    fn term(&mut self, index: usize, words: &str) {
        let Some(term) = self.around.book.reference.terms.get(index) else {
            self.text(words);
            return;
        };
        self.reads.insert(TableKey::Reference("glossary"));
        let anchor = self.current_unit.clone();
        self.terms.page.entry(index).or_insert(anchor);
        let id = format!("term-{}", term.id);
        self.push(&format!("<span class=\"term\"><a href=\"#{id}\" aria-describedby=\"{id}-text\">"));
        self.text(words);
        self.push("</a><span class=\"definition\" aria-hidden=\"true\">");
        self.text(&term.definition);
        self.push("</span></span>");
    }

    /// The terms linked on this page with their definitions.
    pub(super) fn term_list(&mut self) {
        let Some(glossary) = self.terms.glossary.clone() else { return };
        let used = std::mem::take(&mut self.terms.page);
        if used.is_empty() {
            return;
        }
        self.push("<section class=\"terms\" aria-labelledby=\"terms-title\"><h2 id=\"terms-title\">Terms on this page</h2>\n<dl>\n");
        for (index, anchor) in used {
            let Some(term) = self.around.book.reference.terms.get(index) else { continue };
            self.push(&format!("<div id=\"term-{}\"><dt>", term.id));
            let href = self.site_link(&format!("{glossary}#{}", term.id));
            self.open_link(&href);
            self.text(&term.term);
            self.push(&format!("</a></dt><dd><span id=\"term-{}-text\">", term.id));
            self.text(&term.definition);
            self.push("</span>");
            if let Some(anchor) = anchor {
                self.push(&format!(
                    " <a class=\"backlink\" href=\"#{anchor}\" aria-label=\"Back to the text\">↩</a>"
                ));
            }
            self.push("</dd></div>\n");
        }
        self.push("</dl></section>\n");
    }
}
