//! In a preview of amendments: the blocks of a page that are not as in the record are marked.

use super::body::{Surroundings, Writer};
use super::context::{PlaceContext, PreviewContext};
use super::record;
use crate::diagnostic::Span;
use crate::model::Page;

/// What is altered in the text of a page, and which of it has been marked so far.
#[derive(Debug, Default)]
pub(super) struct Altered<'a> {
    spans: &'a [Span],
    marked: Vec<bool>,
    places: Vec<PlaceContext>,
}

impl<'a> Altered<'a> {
    pub(super) fn of(around: Surroundings<'a>, page: &Page) -> Self {
        let spans = around.record.and_then(|record| record.altered.get(page.source.path()));
        let spans = spans.map_or(&[][..], Vec::as_slice);
        Self { spans, marked: vec![false; spans.len()], places: Vec::new() }
    }

    /// Whether something in the block is altered.
    fn touches(&mut self, block: Span) -> bool {
        let mut touched = false;
        for (span, marked) in self.spans.iter().zip(&mut self.marked) {
            let inside = if span.start == span.end {
                block.start < span.start && span.start < block.end
            } else {
                span.start < block.end && block.start < span.end
            };
            *marked |= inside;
            touched |= inside;
        }
        touched
    }

    /// Whether text was removed before a place, and nothing has said so yet.
    fn is_gap_before(&mut self, place: u32) -> bool {
        let mut found = false;
        for (span, marked) in self.spans.iter().zip(&mut self.marked) {
            if span.start == span.end && span.start <= place && !*marked {
                *marked = true;
                found = true;
            }
        }
        found
    }

    /// What is said of it at the top of the page; nothing where the page is as it was.
    pub(super) fn preview(self, around: &Surroundings<'_>, page: &Page) -> Option<PreviewContext> {
        let record = around.record.filter(|record| !record.preview.is_empty())?;
        let texts = record::texts(page).into_iter().skip(1);
        let data: Vec<String> = texts.filter(|path| record.altered.contains_key(path)).collect();
        let head = self.marked.contains(&false);
        if self.places.is_empty() && data.is_empty() && !head {
            return None;
        }
        Some(PreviewContext { dockets: record.preview.clone(), places: self.places, data, head })
    }
}

impl Writer<'_> {
    /// Says before the block at a place that text was removed there.
    pub(super) fn gap_before(&mut self, place: u32) {
        if self.altered.is_gap_before(place) {
            self.altered_note("Text was removed here", "gone", "Text removed");
        }
    }

    /// Whether a block is altered.
    pub(super) fn is_altered(&mut self, block: Span) -> bool {
        self.altered.touches(block)
    }

    /// Marks the block that follows, or around which it stands, as altered. `name` stands in the list
    /// at the top of the page.
    pub(super) fn altered_mark(&mut self, name: &str) {
        self.altered_note("Changed", "", name);
    }

    fn altered_note(&mut self, words: &str, class: &str, name: &str) {
        let id = self.id(&format!("altered-{}", self.altered.places.len() + 1));
        let space = if class.is_empty() { "" } else { " " };
        self.push(&format!("<p class=\"altered-note{space}{class}\" id=\"{id}\">{words}</p>\n"));
        self.altered.places.push(PlaceContext { href: format!("#{id}"), title: name.to_owned() });
    }
}
