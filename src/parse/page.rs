//! A whole book's texts to pages, in parallel.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::front_matter::{self, Surroundings};
use super::markdown::{self, Manner};
use super::reference::{self, DataFile, ReferenceTexts};
use super::yaml::{Node, parse_yaml};
use crate::config::{Config, RawHtml};
use crate::diagnostic::{Code, Diagnostic, SourceText, Span, Warned};
use crate::model::{Block, BlockKind, Front, Inline, Page, PageKind, Unit, plain_text};
use crate::source::SourceTree;

/// Everything parsed: pages by path, data, and the front matter of annexes with its places.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Pages by path relative to the text's folder.
    pub pages: BTreeMap<String, Arc<Page>>,
    /// Front matter of annexes, by path.
    pub front_matter: BTreeMap<String, DataFile>,
    /// Reference data and the files it was read from.
    pub data: ReferenceTexts,
}

/// Parses every text of the tree. Each text by itself: the result does not depend on the order.
#[must_use]
pub fn pages(tree: &SourceTree, config: &Config) -> Warned<Parsed> {
    let mut diagnostics = Vec::new();
    let schemas = reference::schemas(tree, &mut diagnostics);
    let data = reference::read(tree, &schemas, &mut diagnostics);
    let surroundings =
        Surroundings { schemas: &schemas, layout: &data.reference.layout, strict: config.is_handbook() };
    let read: Vec<(String, ReadPage)> = tree
        .pages
        .par_iter()
        .map(|(path, text)| (path.clone(), page(path, text, config, &surroundings)))
        .collect();
    let mut parsed = Parsed::default();
    for (path, read) in read {
        let (page, front) = read.drain_into(&mut diagnostics);
        if let Some(front) = front {
            parsed.front_matter.insert(path.clone(), front);
        }
        parsed.pages.insert(path, Arc::new(page));
    }
    parsed.data = data;
    Warned { value: parsed, diagnostics }
}

/// One text by the rules of a handbook and without the rest of it: the blocks of its Markdown, and what
/// is wrong there and in the form of its front matter, such as raw HTML, template syntax, footnotes,
/// nesting, YAML that cannot be read.
#[must_use]
pub fn alone(path: &str, source: &Arc<SourceText>) -> Warned<Page> {
    let mut diagnostics = Vec::new();
    let division = front_matter::divide(source, &mut diagnostics);
    if let Some(range) = division.front {
        diagnostics.extend(parse_yaml(source, range).1);
    }
    let manner = Manner { strict: true, smart_punctuation: false, raw_html: RawHtml::Refuse };
    let body = markdown::parse(source, division.body, manner, &mut diagnostics);
    let page = Page {
        path: path.to_owned(),
        source: Arc::clone(source),
        kind: PageKind::Chapter,
        front: Front::default(),
        title: Vec::new(),
        title_id: None,
        blocks: body.blocks,
        footnotes: body.footnotes,
    };
    Warned { value: page, diagnostics }
}

/// The tree of a page's front matter; none where it has none or where it cannot be read.
#[must_use]
pub fn front_matter(source: &Arc<SourceText>) -> Option<Node> {
    let range = front_matter::divide(source, &mut Vec::new()).front?;
    let (node, faults) = parse_yaml(source, range);
    node.filter(|_| faults.is_empty())
}

/// A page with the front matter that the checks across files need.
type ReadPage = Warned<(Page, Option<DataFile>)>;

/// What sort of page a path is: folders decide, in a handbook.
fn kind(path: &str, config: &Config) -> PageKind {
    match path.split_once('/') {
        Some(("annexes", _)) if config.is_handbook() => PageKind::Annex,
        Some(("reference", _)) if config.is_handbook() => PageKind::Reference,
        _ => PageKind::Chapter,
    }
}

/// Parses one text.
fn page(
    path: &str,
    source: &Arc<SourceText>,
    config: &Config,
    surroundings: &Surroundings<'_>,
) -> Warned<(Page, Option<DataFile>)> {
    let mut diagnostics = Vec::new();
    let kind = kind(path, config);
    let strict = surroundings.strict;
    let division = if strict {
        front_matter::divide(source, &mut diagnostics)
    } else {
        front_matter::Division::default()
    };
    let (front, front_file) =
        front_matter::read(source, division.front, kind, surroundings, &mut diagnostics);
    let manner = Manner { strict, smart_punctuation: config.smart_punctuation, raw_html: config.raw_html() };
    let body = markdown::parse(source, division.body, manner, &mut diagnostics);
    let mut page = Page {
        path: path.to_owned(),
        source: Arc::clone(source),
        kind,
        front,
        title: Vec::new(),
        title_id: None,
        blocks: body.blocks,
        footnotes: body.footnotes,
    };
    take_title(&mut page, strict, &mut diagnostics);
    fill_ids(&mut page, strict, &mut diagnostics);
    if strict {
        check_headings(&page, &mut diagnostics);
        check_typed_numbers(&page, &mut diagnostics);
    }
    Warned { value: (page, front_file), diagnostics }
}

/// Moves the first-level heading that opens the page to its title.
fn take_title(page: &mut Page, strict: bool, diagnostics: &mut Vec<Diagnostic>) {
    let is_title = |block: &Block| matches!(&block.kind, BlockKind::Heading(heading) if heading.level == 1);
    if page.blocks.first().is_some_and(is_title)
        && let BlockKind::Heading(heading) = page.blocks.remove(0).kind
    {
        page.title = heading.content;
        page.title_id = (!heading.id.is_empty()).then_some(heading.id);
    } else if strict {
        let line = page.source.text()[..].lines().next().map_or(0, str::len);
        diagnostics.push(
            Diagnostic::new(
                Code::E0211,
                &page.source,
                Span::new(0..line),
                "the page does not begin with its title",
            )
            .help("begin the text with one line `# Title`"),
        );
    }
    if strict {
        for extra in page.blocks.iter().filter(|block| is_title(block)) {
            diagnostics.push(
                Diagnostic::new(
                    Code::E0211,
                    &page.source,
                    first_line(&page.source, extra.span),
                    "the page has a second title",
                )
                .help("a page has one `# Title`; begin its sections with `##`"),
            );
        }
    }
}

/// Gives headings without an id one made of their words, as mdBook does; a handbook demands ids,
/// so that a renamed heading keeps its links.
fn fill_ids(page: &mut Page, strict: bool, diagnostics: &mut Vec<Diagnostic>) {
    let mut used: BTreeMap<String, u32> = BTreeMap::new();
    let source = Arc::clone(&page.source);
    for block in &mut page.blocks {
        let BlockKind::Heading(heading) = &mut block.kind else { continue };
        if heading.id.is_empty() {
            let words = slug(&plain_text(&heading.content));
            if strict {
                diagnostics.push(
                    Diagnostic::new(
                        Code::E0218,
                        &source,
                        first_line(&source, block.span),
                        "the heading has no id",
                    )
                    .help(format!("write an id that stays when the words change: `{{#{words}}}`")),
                );
            }
            let count = used.entry(words.clone()).or_default();
            heading.id = if *count == 0 { words } else { format!("{words}-{count}") };
            *count += 1;
        }
    }
}

/// The words of a heading as an id: small letters and digits of any script, hyphens between.
fn slug(words: &str) -> String {
    let mut id = String::new();
    for letter in words.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() || letter == '_' || letter == '-' {
            id.push(letter);
        } else if letter.is_whitespace() {
            id.push('-');
        }
    }
    id
}

/// Headings go down one level at a time.
fn check_headings(page: &Page, diagnostics: &mut Vec<Diagnostic>) {
    let mut above = 1;
    for block in &page.blocks {
        let BlockKind::Heading(heading) = &block.kind else { continue };
        if heading.level > above + 1 {
            let help = format!("use `{}` here", "#".repeat(usize::from(above) + 1));
            diagnostics.push(
                Diagnostic::new(
                    Code::E0212,
                    &page.source,
                    first_line(&page.source, block.span),
                    format!("a heading of level {} follows one of level {above}", heading.level),
                )
                .help(help),
            );
        }
        above = heading.level;
    }
}

/// The program numbers paragraphs: a typed `3.14` or `XA.7` would be wrong after the next insertion.
fn check_typed_numbers(page: &Page, diagnostics: &mut Vec<Diagnostic>) {
    for (span, unit) in page.units() {
        let content = match unit {
            Unit::Paragraph(content) => content,
            Unit::Item(item) => match item.blocks.first() {
                Some(Block { kind: BlockKind::Paragraph(content), .. }) => content,
                _ => continue,
            },
            Unit::Table(_) => continue,
        };
        let Some(Inline::Text(words)) = content.first() else { continue };
        let Some(number) = typed_number(words) else { continue };
        // The span of an item begins with its marker.
        let text = page.source.text().get(span.range()).unwrap_or("");
        let Some(at) = text.find(number) else { continue };
        let start = span.range().start + at;
        diagnostics.push(
            Diagnostic::new(
                Code::E0219,
                &page.source,
                Span::new(start..start + number.len()),
                format!("the number `{number}` is typed by hand"),
            )
            .help("remove it: the program numbers the paragraphs; link to a heading to refer to one"),
        );
    }
}

/// The paragraph number with which a text begins: `1.3`, `XA.7`. A measure such as `2.5 metres` is
/// none: after a number a sentence begins, with a capital or in a script that has none.
fn typed_number(words: &str) -> Option<&str> {
    let (first, rest) = words.split_once(char::is_whitespace)?;
    let number = first.trim_end_matches(['.', ')']);
    let (label, ordinal) = number.split_once('.')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_label = digits(label)
        || ((1..=2).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_uppercase()));
    let next = rest.trim_start().chars().next()?;
    (is_label && ordinal.split('.').all(digits) && next.is_alphabetic() && !next.is_lowercase())
        .then_some(number)
}

/// The first line of a block, for carets that should not cover a whole page.
fn first_line(source: &Arc<SourceText>, span: Span) -> Span {
    let range = span.range();
    let text = source.text().get(range.clone()).unwrap_or("");
    let end = text.find('\n').unwrap_or(text.len());
    Span::new(range.start..range.start + end)
}

#[cfg(test)]
mod tests {
    use super::typed_number;

    #[test]
    fn numbers_of_paragraphs_and_measures() {
        for text in ["1.3 Requests", "XA.7 The", "4.12. A", "P.3) B", "1.2.3 ประเทศ"] {
            assert!(typed_number(text).is_some(), "{text}");
        }
        for text in ["2.5 metres", "1. One", "18 States", "U.N. Charter", "e.g. This", "3.14", "1.x Y"] {
            assert!(typed_number(text).is_none(), "{text}");
        }
    }
}
