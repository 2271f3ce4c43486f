//! What the rest of the book needs of one page: computed page by page, in parallel, so that an
//! edited page redoes its own facts and the merged tables only.

use std::collections::{BTreeMap, BTreeSet};

use super::anchors::Fingerprint;
use crate::diagnostic::{Code, Diagnostic, Span, Warned};
use crate::model::{
    BlockKind, Citation, Image, Inline, Link, Page, PageKind, TermMatcher, Unit, plain_text, visit_each,
};

/// The facts of one page.
#[derive(Clone, Debug, Default)]
pub struct PageFacts {
    /// Ids on the page with the words that stand there.
    pub targets: BTreeMap<String, String>,
    /// Ids of the second-level and deeper headings, in order, with their places.
    pub headings: Vec<(String, Span)>,
    /// Fingerprint and place of each unit, in order.
    pub units: Vec<(Fingerprint, Span)>,
    /// Links as written.
    pub links: Vec<Link>,
    /// Images as written.
    pub images: Vec<Image>,
    /// Citations as written.
    pub citations: Vec<Citation>,
    /// Terms of the glossary in running text: index of the unit, index of the term.
    pub terms: BTreeSet<(Option<usize>, usize)>,
}

impl PageFacts {
    /// The unit in which a place of the text stands: what is nested, and what stands between
    /// units, belongs to the unit before it.
    #[must_use]
    pub fn unit_at(&self, offset: u32) -> Option<usize> {
        self.units.partition_point(|(_, span)| span.start <= offset).checked_sub(1)
    }
}

/// Gathers the facts of a page; reports ids that are used twice.
#[must_use]
pub(super) fn of(page: &Page, terms: &TermMatcher) -> Warned<PageFacts> {
    let mut facts = PageFacts::default();
    let mut diagnostics = Vec::new();
    let mut places: BTreeMap<String, Span> = BTreeMap::new();
    if let Some(id) = &page.title_id {
        facts.targets.insert(id.clone(), page.title_text());
    }
    for block in &page.blocks {
        let BlockKind::Heading(heading) = &block.kind else { continue };
        if let Some(&first) = places.get(&heading.id) {
            diagnostics.push(
                Diagnostic::new(
                    Code::E0205,
                    &page.source,
                    block.span,
                    format!("the id `{}` is used twice", heading.id),
                )
                .also(&page.source, first, "first used here")
                .help("give each heading of a page an id of its own"),
            );
            continue;
        }
        places.insert(heading.id.clone(), block.span);
        facts.targets.insert(heading.id.clone(), plain_text(&heading.content));
        facts.headings.push((heading.id.clone(), block.span));
    }
    facts.units = page.units().map(|(span, unit)| (fingerprint(page, span, unit), span)).collect();
    page.visit_inlines(&mut |content| {
        visit_each(content, &mut |inline| match inline {
            Inline::Link(link) => facts.links.push(link.clone()),
            Inline::Image(image) => facts.images.push(image.clone()),
            Inline::Citation(citation) => facts.citations.push(citation.clone()),
            _ => {}
        });
    });
    add_generated_targets(page, &mut facts);
    if page.kind != PageKind::Reference {
        find_terms(page, terms, &mut facts);
    }
    Warned { value: facts, diagnostics }
}

/// Terms in the words of blocks, links left out; headings are no running text.
fn find_terms(page: &Page, terms: &TermMatcher, facts: &mut PageFacts) {
    fn visit(content: &[Inline], found: &mut impl FnMut(&str)) {
        for inline in content {
            match inline {
                Inline::Text(text) => found(text),
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => {
                    visit(inner, found)
                }
                _ => {}
            }
        }
    }
    for block in &page.blocks {
        // An item of a list is a unit of its own; its blocks know where they stand.
        let parts: Vec<(u32, &crate::model::Block)> = match &block.kind {
            BlockKind::Heading(_) => continue,
            BlockKind::List { items, .. } => items
                .iter()
                .flat_map(|item| item.blocks.iter().map(|block| (item.span.start, block)))
                .collect(),
            _ => vec![(block.span.start, block)],
        };
        for (start, part) in parts {
            let unit = facts.unit_at(start);
            part.visit_inlines(&mut |content| {
                visit(content, &mut |text| {
                    facts.terms.extend(terms.find(text).into_iter().map(|(_, term)| (unit, term)));
                });
            });
        }
    }
}

/// Fields of an annex, its statutes and sources can be linked to as well.
fn add_generated_targets(page: &Page, facts: &mut PageFacts) {
    let Some(annex) = &page.front.annex else { return };
    for field in &annex.fields {
        facts.targets.entry(format!("f-{}", field.key)).or_insert_with(|| field.key.clone());
    }
    for statute in &annex.statutes {
        facts.targets.entry(statute.id.clone()).or_insert_with(|| statute.short.clone());
    }
    for source in &annex.sources {
        facts.targets.entry(source.id.clone()).or_insert_with(|| source.title.clone());
    }
}

/// The fingerprint of a unit's source text. The marker of a list item does not count: an item
/// keeps its anchor when the items before it are renumbered.
fn fingerprint(page: &Page, span: Span, unit: Unit<'_>) -> Fingerprint {
    let text = page.source.text().get(span.range()).unwrap_or("");
    let text = match unit {
        Unit::Item(_) => {
            let text = text.trim_start();
            let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
            text[digits..].trim_start_matches(['-', '*', '+', '.', ')'])
        }
        Unit::Paragraph(_) | Unit::Table(_) => text,
    };
    Fingerprint::of(text)
}
