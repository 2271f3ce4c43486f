//! A legal basis: its name, whether it applies, and what that rests on.

use crate::model::{Basis, BasisStatus};
use crate::render::body::Writer;

impl Writer<'_> {
    /// One basis as an item of the list.
    pub(super) fn route_basis(&mut self, basis: &Basis) {
        self.push(&format!("<li class=\"basis {}\">\n", basis.status.name()));
        self.route_basis_body(basis);
        for with in &basis.with {
            self.push(&format!("<div class=\"basis with {}\">\n", with.status.name()));
            self.route_basis_body(with);
            self.push("</div>\n");
        }
        self.push("</li>\n");
    }

    fn route_basis_body(&mut self, basis: &Basis) {
        self.push("<p class=\"basis-name\"><strong>");
        self.text(&basis.label);
        self.push("</strong>");
        let articles = match basis.articles.as_slice() {
            [] => String::new(),
            [one] => format!(", article\u{a0}{one}"),
            many => format!(", articles\u{a0}{}", many.join(", ")),
        };
        self.text(&articles);
        self.push(&format!(" <span class=\"status {}\">{}", basis.status.name(), sign(&basis.status)));
        self.text(&basis.status_label);
        self.push("</span></p>\n<p class=\"outcome\">");
        if let Some(only) = &basis.only {
            self.push("<em>");
            self.text(only);
            self.push("</em> ");
        }
        self.text(&basis.outcome);
        self.push("</p>\n");
        self.route_lines(&basis.lines);
    }
}

/// A sign before the words, so that a glance tells the outcomes apart without colour.
const fn sign(status: &BasisStatus) -> &'static str {
    match status {
        BasisStatus::Applies => "<span aria-hidden=\"true\">✓\u{a0}</span>",
        BasisStatus::AppliesWithReservation => "<span aria-hidden=\"true\">✓!\u{a0}</span>",
        BasisStatus::Unverified { .. } | BasisStatus::NotEstablished { .. } => {
            "<span aria-hidden=\"true\">?\u{a0}</span>"
        }
        BasisStatus::Barred { .. } | BasisStatus::NotBound { .. } | BasisStatus::NotInForce => {
            "<span aria-hidden=\"true\">✕\u{a0}</span>"
        }
    }
}
