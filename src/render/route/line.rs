//! Lines of the answer: value, evidence, sources, and where the handbook says more.

use crate::model::{AuthorityKind, Evidence, RouteLine, SourceRef, TableKey};
use crate::render::body::Writer;
use crate::resolve::place;

impl Writer<'_> {
    /// Lines as a list; nothing where there are none.
    pub(super) fn route_lines(&mut self, lines: &[RouteLine]) {
        if lines.is_empty() {
            return;
        }
        self.push("<ul class=\"route-lines\">\n");
        for line in lines {
            self.route_line(line);
        }
        self.push("</ul>\n");
    }

    fn route_line(&mut self, line: &RouteLine) {
        self.push("<li class=\"line\">");
        if let Some(label) = &line.label {
            self.push("<span class=\"name\">");
            self.text(label);
            self.push(":</span> ");
        }
        let mut says_gap = false;
        for (at, part) in line.parts.iter().enumerate() {
            if at > 0 {
                self.push("; ");
            }
            if let Some(label) = &part.label {
                self.push("<span class=\"part\">");
                self.text(label);
                self.push(":</span> ");
            }
            match &part.words {
                Some(words) => self.linked(words, part.url.as_deref()),
                None => {
                    says_gap = true;
                    self.missing();
                }
            }
        }
        self.route_provision(line);
        if line.evidence == Evidence::None && !says_gap {
            self.push(" ");
            self.missing();
        }
        self.standing(line.evidence, &[]);
        self.route_sources(&line.sources);
        self.note(line.note.as_deref());
        self.route_places(&line.places);
        self.push("</li>\n");
    }

    fn route_provision(&mut self, line: &RouteLine) {
        if line.statute.is_none() && line.cite.is_none() {
            return;
        }
        self.push(" <span class=\"cite\">(");
        if let Some(statute) = &line.statute {
            self.authority_short(statute);
        }
        if let Some(cite) = &line.cite {
            if line.statute.is_some() {
                self.push(", ");
            }
            self.text(cite);
        }
        self.push(")</span>");
    }

    /// What a line rests on: instruments and statutes by short title, documents by id.
    pub(super) fn route_sources(&mut self, sources: &[SourceRef]) {
        if sources.is_empty() {
            return;
        }
        self.push(" <span class=\"sources\">");
        let mut last = None;
        for (at, source) in sources.iter().enumerate() {
            if at > 0 {
                self.push("; ");
            }
            let repeated = last == Some(&source.id) && source.pinpoint.is_some();
            if !repeated {
                self.route_source(&source.id);
            }
            if let Some(pinpoint) = &source.pinpoint {
                if !repeated {
                    self.push(", ");
                }
                self.text(&pinpoint.replace(". ", ".\u{a0}"));
            }
            last = Some(&source.id);
        }
        self.push("</span>");
    }

    fn route_source(&mut self, id: &str) {
        self.reads.insert(TableKey::Authority(id.to_owned()));
        let book = self.around.book;
        let Some(authority) = book.tables.authorities.get(id) else {
            self.text(id);
            return;
        };
        let name = if authority.kind == AuthorityKind::Source { id } else { &authority.short };
        match &authority.address {
            Some(address) => {
                let href = self.site_link(address);
                self.open_link(&href);
                self.text(name);
                self.push("</a>");
            }
            None => self.text(name),
        }
    }

    fn route_places(&mut self, targets: &[String]) {
        if targets.is_empty() {
            return;
        }
        self.push(" <span class=\"places\">See ");
        for (at, target) in targets.iter().enumerate() {
            if at > 0 {
                self.push("; ");
            }
            self.route_place(target, None);
        }
        self.push("</span>");
    }

    /// Places as a list of links.
    pub(super) fn route_place_list(&mut self, tag: &str, targets: &[String]) {
        self.push(&format!("<{tag} class=\"route-places\">\n"));
        for target in targets {
            self.push("<li>");
            self.route_place(target, None);
            self.push("</li>\n");
        }
        self.push(&format!("</{tag}>\n"));
    }

    /// A link to a place of the handbook, named by what stands there, with the number of its first
    /// paragraph; or by other words.
    pub(super) fn route_place(&mut self, target: &str, words: Option<&str>) {
        let book = self.around.book;
        let reads = &mut self.reads;
        let Some(place) = place(book, target, &mut |key| {
            reads.insert(key);
        }) else {
            self.text(words.unwrap_or(target));
            return;
        };
        let href = self.site_link(&place.address);
        self.open_link(&href);
        self.text(words.unwrap_or(&place.name));
        if let (Some(number), None) = (&place.paragraph, words) {
            self.push(" <span class=\"from\">");
            self.text(&format!("({number})"));
            self.push("</span>");
        }
        self.push("</a>");
    }
}
