//! Running text as HTML: marks, links, footnotes, citations.

use super::body::{Form, Writer, slug};
use super::escape;
use crate::model::{AuthorityKind, Block, BlockKind, Citation, Footnote, Inline, Link, Page, TableKey};
use crate::resolve::{Fault, Target, relative, resolve_link};

impl Writer<'_> {
    pub(super) fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            self.inline(inline);
        }
    }

    fn marked(&mut self, tag: &str, content: &[Inline]) {
        self.push(&format!("<{tag}>"));
        self.inlines(content);
        self.push(&format!("</{tag}>"));
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.prose(text),
            Inline::Emphasis(content) => self.marked("em", content),
            Inline::Strong(content) => self.marked("strong", content),
            Inline::Strikethrough(content) => self.marked("del", content),
            Inline::Code(text) => {
                self.push("<code>");
                escape::push(&mut self.html, text);
                self.push("</code>");
            }
            Inline::Link(link) => self.link(link),
            Inline::Image(image) => {
                let href = match self.target(&image.target) {
                    Ok(Target::File(href) | Target::External(href) | Target::Internal { href, .. }) => href,
                    Err(_) => image.target.clone(),
                };
                self.push("<img src=\"");
                self.attribute(&href);
                self.push("\" alt=\"");
                self.attribute(&image.description);
                if !image.title.is_empty() {
                    self.push("\" title=\"");
                    self.attribute(&image.title);
                }
                self.push("\">");
            }
            Inline::FootnoteReference { label, .. } => self.footnote_reference(label),
            Inline::Citation(citation) => self.citation(citation),
            Inline::HardBreak => self.push("<br>\n"),
            Inline::Html(html) => {
                self.has_html = true;
                self.push(html);
            }
        }
    }

    fn target(&mut self, target: &str) -> Result<Target, Fault> {
        let Self { around, page, reads, .. } = self;
        let is_file = |path: &str| around.files.contains(path);
        resolve_link(&around.book.tables, &is_file, &page.path, target, &mut |key| {
            reads.insert(key);
        })
    }

    fn link(&mut self, link: &Link) {
        let (href, filled) = match self.target(&link.target) {
            Ok(Target::External(href)) => (href.clone(), href),
            Ok(Target::File(href)) => (href, link.target.clone()),
            Ok(Target::Internal { href, text }) => (self.internal(&href), text),
            // A handbook does not get here with such a link; a plain book keeps the words.
            Err(Fault::Scheme(_)) => {
                self.inlines(&link.content);
                return;
            }
            Err(Fault::NoPage(_) | Fault::NoTarget { .. }) => (link.target.clone(), link.target.clone()),
        };
        self.open_link(&href);
        if !link.title.is_empty() {
            self.html.pop();
            self.push(" title=\"");
            self.attribute(&link.title);
            self.push("\">");
        }
        if link.content.is_empty() {
            self.text(&filled)
        } else {
            self.without_terms(|writer| writer.inlines(&link.content));
        }
        self.push("</a>");
    }

    pub(super) fn open_link(&mut self, href: &str) {
        self.push("<a href=\"");
        self.attribute(href);
        self.push("\">");
    }

    /// A relative address inside the site as it is written in this form of the book.
    fn internal(&self, href: &str) -> String {
        if self.form == Form::Page {
            return href.to_owned();
        }
        let own = self.address.clone();
        let (path, id) = href.split_once('#').unwrap_or((href, ""));
        let address = if path.is_empty() { own } else { absolute(&own, path) };
        let page = self.around.book.page_at(&address).map(|(_, page)| page);
        page.map_or_else(|| href.to_owned(), |page| whole_address(page, id))
    }

    /// A link to an address counted from the site's root.
    pub(super) fn site_link(&mut self, address: &str) -> String {
        let (path, id) = address.split_once('#').unwrap_or((address, ""));
        if self.form == Form::Whole {
            let page = self.around.book.page_at(path).map(|(_, page)| page);
            return page.map_or_else(|| address.to_owned(), |page| whole_address(page, id));
        }
        let own = self.address.clone();
        match (path == own, id.is_empty()) {
            (true, false) => format!("#{id}"),
            (_, true) => relative(&own, path),
            (false, false) => format!("{}#{id}", relative(&own, path)),
        }
    }

    fn footnote_reference(&mut self, label: &str) {
        let Some(&number) = self.footnotes.get(label) else {
            self.text(&format!("[^{label}]"));
            return;
        };
        let (note, back, title) = (
            self.id(&format!("fn-{number}")),
            self.id(&format!("fnref-{number}")),
            self.id("footnotes-title"),
        );
        // Only the first reference carries the id that the note leads back to.
        let back = if self.html.contains(&format!("id=\"{back}\"")) {
            String::new()
        } else {
            format!(" id=\"{back}\"")
        };
        self.push(&format!(
            "<sup class=\"footnote-ref\"{back}><a href=\"#{note}\" aria-describedby=\"{title}\">{number}</a></sup>"
        ));
    }

    pub(super) fn footnotes(&mut self, notes: &[Footnote]) {
        if notes.is_empty() {
            return;
        }
        let title = self.id("footnotes-title");
        let level = if self.form == Form::Whole { 3 } else { 2 };
        self.push(&format!(
            "<section class=\"footnotes\" aria-labelledby=\"{title}\"><h{level} id=\"{title}\">Footnotes</h{level}>\n<ol>\n"
        ));
        for (at, note) in notes.iter().enumerate() {
            let number = at + 1;
            let (id, back) = (self.id(&format!("fn-{number}")), self.id(&format!("fnref-{number}")));
            self.push(&format!("<li id=\"{id}\">"));
            if self.is_altered(note.span) {
                self.altered_mark(&format!("Footnote {number}"));
            }
            match note.blocks.as_slice() {
                [Block { kind: BlockKind::Paragraph(content), .. }] => self.inlines(content),
                blocks => self.blocks(blocks),
            }
            self.push(&format!(
                " <a class=\"backlink\" href=\"#{back}\" aria-label=\"Back to the text\">↩</a></li>\n"
            ));
        }
        self.push("</ol></section>\n");
    }

    /// Full at the first use on a page, short after; a title is not repeated inside one citation.
    fn citation(&mut self, citation: &Citation) {
        self.push("<span class=\"citation\">(");
        let mut last: Option<&str> = None;
        for (at, mention) in citation.mentions.iter().enumerate() {
            if at > 0 {
                self.push("; ");
            }
            let repeated = last == Some(&mention.key) && !mention.pinpoint.is_empty();
            last = Some(&mention.key);
            if !repeated {
                self.authority(&mention.key);
            }
            if !mention.pinpoint.is_empty() {
                if !repeated {
                    self.push(", ");
                }
                self.text(&unbroken(&mention.pinpoint));
            }
        }
        self.push(")</span>");
    }

    /// Name of an authority, linked to where it is listed.
    pub(super) fn authority(&mut self, key: &str) {
        self.reads.insert(TableKey::Authority(key.to_owned()));
        let Some(authority) = self.around.book.tables.authorities.get(key) else {
            self.text(key);
            return;
        };
        let first = self.cited.insert(key.to_owned());
        let name = match (first, authority.kind) {
            (false, _) => authority.short.clone(),
            // The title of a document says what it is; its short title in brackets would not help.
            (true, AuthorityKind::Source) => authority.title.clone(),
            (true, _) => authority.full(),
        };
        match &authority.address {
            Some(address) => {
                let href = self.site_link(address);
                self.open_link(&href);
                self.text(&name);
                self.push("</a>");
            }
            None => self.text(&name),
        }
    }
}

/// `art. 18` with a no-break space, so that a provision never stands apart from its number.
fn unbroken(pinpoint: &str) -> String {
    pinpoint.replace(". ", ".\u{a0}")
}

/// Address of a place in the whole book in one document. Anchors of units are unique in the book.
fn whole_address(page: &Page, id: &str) -> String {
    let slug = slug(&page.path);
    // The title of a chapter is the place where the chapter begins.
    if id.is_empty() || page.title_id.as_deref() == Some(id) {
        format!("#{slug}")
    } else if id.starts_with("p-") && id.len() == 8 {
        format!("#{id}")
    } else {
        format!("#{slug}--{id}")
    }
}

/// The address counted from the site's root that `href`, written on the page `own`, names.
fn absolute(own: &str, href: &str) -> String {
    let mut parts: Vec<&str> = own.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "" | "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}
