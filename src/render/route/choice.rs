//! The list of a reference page: every pair of States, to be reached without a script in three
//! choices: requesting State, requested State, kind.

use super::form::form;
use super::pair::pair_address;
use crate::model::TableKey;
use crate::render::body::{Form, Writer};

impl Writer<'_> {
    /// Writes the question as a form and as a list of all pairs.
    pub(in crate::render) fn route(&mut self) {
        self.reads.insert(TableKey::Reference("route"));
        let book = self.around.book;
        let list = self.page.address();
        let Some(form) = form(book, &list, &self.address) else { return };
        if self.form == Form::Page {
            self.push(&form);
            let script = self.site_link("scripts/route.js");
            self.push(&format!("<script src=\"{script}\" defer></script>\n"));
        }
        self.generated_heading(2, "all-pairs", "All pairs of States");
        self.push("<p>Choose the requesting State, then the requested State. The page that opens begins with the kinds of request.</p>\n");
        self.push("<div class=\"route-pairs\">\n");
        let states = &book.reference.states;
        for from in states {
            // In print nothing can be opened.
            let open = if self.form == Form::Whole { " open" } else { "" };
            self.push(&format!("<details{open}><summary>"));
            self.text(&format!("{} asks", from.name));
            self.push("</summary>\n<ul>\n");
            for to in states.iter().filter(|to| to.iso2 != from.iso2) {
                let href = self.site_link(&pair_address(&list, &from.iso2, &to.iso2));
                self.push("<li>");
                self.open_link(&href);
                self.push("<span class=\"unseen\">");
                self.text(&format!("{} to ", from.name));
                self.push("</span>");
                self.text(&to.name);
                self.push("</a></li>\n");
            }
            self.push("</ul></details>\n");
        }
        self.push("</div>\n");
        if self.form == Form::Page {
            self.push("<h3>Kinds of request</h3>\n<dl class=\"route-glossary\">\n");
            for kind in &book.reference.route.kinds {
                self.push("<dt>");
                self.text(&kind.label);
                self.push("</dt><dd>");
                self.text(&kind.description);
                self.push("</dd>\n");
            }
            self.push("</dl>\n");
        }
    }
}
