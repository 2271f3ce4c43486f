//! The list of a reference page: the forms with links to their pages, and the checklists.

use super::super::body::Writer;
use super::super::generated::below;
use crate::model::{Checklist, ModelForm, Need, TableKey, TermSource};

impl Writer<'_> {
    /// Writes checklists and model forms.
    pub(in super::super) fn forms(&mut self) {
        self.reads.insert(TableKey::Reference("forms"));
        let library = &self.around.book.reference.forms;
        self.generated_heading(2, "forms", "Model forms");
        self.push("<dl class=\"entries forms\">\n");
        for form in &library.forms {
            self.form_entry(form);
        }
        self.push("</dl>\n");
        self.generated_heading(2, "checklists", "Checklists");
        for checklist in &library.checklists {
            self.generated_heading(3, &checklist.id, &checklist.title);
            self.checklist(checklist);
        }
    }

    fn form_entry(&mut self, form: &ModelForm) {
        let library = &self.around.book.reference.forms;
        let id = self.id(&form.id);
        self.push(&format!("<div class=\"entry\" id=\"{id}\"><dt>"));
        let href = self.site_link(&below(&self.page.address(), &form.id));
        self.open_link(&href);
        self.text(&form.title);
        self.push("</a></dt><dd><p>");
        self.text(&form.introduction);
        self.push("</p><p class=\"fact-note\">");
        let fields = library.fields(form);
        let count = |need: Need| fields.iter().filter(|field| field.need == need).count();
        self.text(&format!(
            "{} fields: {} always required, {} on a condition, {} good practice",
            fields.len(),
            count(Need::Must),
            count(Need::If),
            count(Need::Good),
        ));
        self.push("</p></dd></div>\n");
    }

    /// A checklist with boxes to tick.
    pub(super) fn checklist(&mut self, checklist: &Checklist) {
        self.push("<ul class=\"checklist\">\n");
        for (at, item) in checklist.items.iter().enumerate() {
            let id = self.id(&format!("{}-{}", checklist.id, at + 1));
            self.push(&format!(
                "<li class=\"task\"><input type=\"checkbox\" class=\"task-box\" id=\"{id}\"> <label for=\"{id}\">"
            ));
            self.text(item);
            self.push("</label></li>\n");
        }
        self.push("</ul>\n<p class=\"fact-note\">");
        self.form_sources(&checklist.sources);
        self.weak_evidence(checklist.evidence);
        self.push("</p>\n");
    }

    /// Sources in brackets, each with its provision: the full title at its first use on the page.
    pub(super) fn form_sources(&mut self, sources: &[TermSource]) {
        if sources.is_empty() {
            return;
        }
        self.push("<span class=\"citation\">(");
        let mut last: Option<&str> = None;
        for (at, source) in sources.iter().enumerate() {
            if at > 0 {
                self.push("; ");
            }
            let repeated = last == Some(&source.id) && source.pinpoint.is_some();
            last = Some(&source.id);
            if !repeated {
                self.authority_short(&source.id);
            }
            if let Some(pinpoint) = &source.pinpoint {
                if !repeated {
                    self.push(", ");
                }
                self.text(&pinpoint.replace(". ", ".\u{a0}"));
            }
        }
        self.push(")</span>");
    }

    /// The mark of evidence where it is weaker than a source that was read.
    pub(super) fn weak_evidence(&mut self, evidence: crate::model::Evidence) {
        use crate::model::Evidence;
        if matches!(evidence, Evidence::OpeningOnly | Evidence::Unverified) {
            self.standing(evidence, &[]);
        }
    }
}
