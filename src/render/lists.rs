//! The lists of the reference pages, made from the data.

use super::body::Writer;
use crate::clock;
use crate::model::{Instrument, ReferenceList, TableKey};

impl Writer<'_> {
    /// The list that a reference page asks for.
    pub(super) fn reference_list(&mut self, list: ReferenceList) {
        match list {
            ReferenceList::Instruments => self.instruments(),
            ReferenceList::TreatyStatus => self.treaty_status(),
            ReferenceList::Glossary => self.glossary(),
            ReferenceList::Sources => self.sources(),
            ReferenceList::Evidence => self.evidence(),
            ReferenceList::Route => self.route(),
            ReferenceList::Comparison => self.comparison(),
            ReferenceList::Forms => self.forms(),
            ReferenceList::Authorities => self.authorities(),
            ReferenceList::Index => self.index(),
            ReferenceList::Freshness => self.freshness(),
            ReferenceList::OpenPoints => self.open_points(),
        }
    }

    fn open_entry(&mut self, id: &str) {
        let id = self.id(id);
        self.push(&format!("<div class=\"entry\" id=\"{id}\"><dt>"));
    }

    fn instruments(&mut self) {
        self.reads.insert(TableKey::Reference("instruments"));
        let reference = &self.around.book.reference;
        self.push("<dl class=\"entries instruments\">\n");
        for instrument in &reference.instruments {
            self.open_entry(&instrument.id);
            self.linked(&instrument.title, instrument.url.as_deref());
            if instrument.short != instrument.title {
                self.text(&format!(" ({})", instrument.short));
            }
            self.push("</dt><dd>");
            self.instrument(instrument);
            self.push("</dd></div>\n");
        }
        self.push("</dl>\n");
    }

    /// What an instrument is, without its articles.
    pub(super) fn instrument_facts(&mut self, instrument: &Instrument) {
        let mut facts = vec![instrument.kind.replace('-', " ")];
        facts.extend(instrument.adopted.as_deref().map(|date| format!("adopted {}", clock::long_date(date))));
        facts.extend(
            instrument.in_force.as_deref().map(|date| format!("in force {}", clock::long_date(date))),
        );
        facts.extend(instrument.depositary.as_ref().map(|keeper| format!("depositary: {keeper}")));
        facts.extend(instrument.registration.clone());
        self.push("<p>");
        self.text(&facts.join("; "));
        self.standing(instrument.evidence, &instrument.sources);
        self.push("</p>");
        self.note(instrument.status_note.as_deref());
        self.note(instrument.note.as_deref());
        for fact in &instrument.facts {
            self.push("<p class=\"fact-note\">");
            self.text(&fact.fact);
            self.source_links(&fact.sources);
            self.push("</p>");
        }
    }

    fn instrument(&mut self, instrument: &Instrument) {
        self.instrument_facts(instrument);
        if instrument.articles.is_empty() {
            return;
        }
        self.push("<details><summary>Articles");
        let seen = match instrument.articles_seen.as_str() {
            "yes" => "",
            "titles" => " (titles only were read)",
            _ => " (the text was not read)",
        };
        self.text(seen);
        self.push("</summary>\n");
        self.note(instrument.articles_note.as_deref());
        self.open_table(&format!("Articles of {}", instrument.short));
        self.push("<thead><tr><th scope=\"col\">Article</th><th scope=\"col\">Subject</th><th scope=\"col\">Evidence</th></tr></thead>\n<tbody>\n");
        for article in &instrument.articles {
            self.push("<tr><th scope=\"row\">");
            self.text(&article.number);
            self.push("</th><td>");
            self.text(&article.subject);
            self.push("</td><td>");
            self.standing(article.evidence, &[]);
            self.push("</td></tr>\n");
        }
        self.push("</tbody></table></div></details>");
    }

    fn glossary(&mut self) {
        self.reads.insert(TableKey::Reference("glossary"));
        let reference = &self.around.book.reference;
        self.reads.insert(TableKey::Used);
        let used = &self.around.book.tables.used;
        self.push("<dl class=\"entries glossary\">\n");
        for term in &reference.terms {
            self.open_entry(&term.id);
            self.text(&term.term);
            let others: Vec<&str> = term
                .abbreviations
                .iter()
                .chain(&term.synonyms)
                .map(String::as_str)
                .filter(|word| *word != term.term)
                .collect();
            if !others.is_empty() {
                self.push(" <span class=\"others\">");
                self.text(&others.join(", "));
                self.push("</span>");
            }
            self.push("</dt><dd><p>");
            self.text(&term.definition);
            self.standing(term.evidence, &[]);
            let sources: Vec<String> = term.sources.iter().map(|source| source.id.clone()).collect();
            self.source_links(&sources);
            self.push("</p>");
            if !term.see_also.is_empty() {
                self.push("<p class=\"fact-note\">See also ");
                for (at, id) in term.see_also.iter().enumerate() {
                    if at > 0 {
                        self.push(", ");
                    }
                    let name = reference
                        .terms
                        .iter()
                        .find(|other| other.id == *id)
                        .map_or(id.as_str(), |other| &other.term);
                    let href = format!("#{}", self.id(id));
                    self.open_link(&href);
                    self.text(name);
                    self.push("</a>");
                }
                self.push("</p>");
            }
            if let Some(places) = used.get(&term.id) {
                self.push("<p class=\"fact-note\">Used in ");
                self.locators(places);
                self.push("</p>");
            }
            self.push("</dd></div>\n");
        }
        self.push("</dl>\n");
    }

    fn sources(&mut self) {
        self.reads.insert(TableKey::Reference("sources"));
        let reference = &self.around.book.reference;
        self.push("<dl class=\"entries sources\">\n");
        for source in &reference.sources {
            self.open_entry(&source.id);
            self.linked(&source.title, source.url.as_deref());
            self.push("</dt><dd><p>");
            let read = match source.read.as_str() {
                "full" => "the provisions cited were read in full",
                "data" => "a table or record was read",
                "opening" => "only the opening was readable",
                "seed" => "read in full as the project's own starting text",
                _ => "not read; named as the place to check",
            };
            self.text(&format!("{}; {}; {read}", source.id, clock::long_date(&source.date)));
            if let Some(address) = &source.check_against {
                self.push("; check against ");
                self.linked(address, Some(address));
            }
            self.push("</p>");
            self.note(source.note.as_deref());
            self.push("</dd></div>\n");
        }
        self.push("</dl>\n");
    }

    fn evidence(&mut self) {
        self.reads.insert(TableKey::Reference("evidence"));
        let scale = &self.around.book.reference.evidence;
        self.open_table("Scale of evidence");
        self.push("<thead><tr><th scope=\"col\">Printed words</th><th scope=\"col\">Meaning</th></tr></thead>\n<tbody>\n");
        for degree in &scale.scale {
            self.push(&format!("<tr><th scope=\"row\"><span class=\"evidence {}\">", degree.id.name()));
            self.text(&degree.label);
            self.push("</span></th><td>");
            self.text(&degree.meaning);
            self.push("</td></tr>\n");
        }
        self.push("</tbody></table></div>\n");
        self.open_table("Marks of research");
        self.push("<thead><tr><th scope=\"col\">Mark of research</th><th scope=\"col\">Printed as</th><th scope=\"col\">Meaning</th></tr></thead>\n<tbody>\n");
        for mark in &scale.research_marks {
            let label = self.around.book.reference.evidence_label(mark.scale).to_owned();
            self.push("<tr><th scope=\"row\">");
            self.text(&mark.mark);
            self.push("</th><td>");
            self.text(&label);
            self.push("</td><td>");
            self.text(&mark.meaning);
            self.push("</td></tr>\n");
        }
        self.push("</tbody></table></div>\n");
    }
}
