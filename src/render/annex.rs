//! What the program prints in an annex: fields, contacts, statutes, treaties, sources.

use super::body::Writer;
use crate::clock;
use crate::model::{
    Annex, Contact, Evidence, Fact, LayoutField, Statute, TableKey, TreatyEntry, TreatyEvent, value_parts,
};

impl Writer<'_> {
    /// The fields that belong under a heading, and the contacts.
    pub(super) fn annex_fields(&mut self, heading: &str) {
        let Some(annex) = &self.page.front.annex else { return };
        let layout = &self.around.book.reference.layout;
        self.reads.insert(TableKey::Reference("annex-layout"));
        let fields: Vec<(&LayoutField, &Fact)> = layout
            .fields
            .iter()
            .filter(|field| field.heading == heading)
            .filter_map(|field| {
                Some((field, &annex.fields.iter().find(|found| found.key == field.key)?.fact))
            })
            .collect();
        if !fields.is_empty() {
            self.push("<dl class=\"facts\">\n");
            for (field, fact) in fields {
                self.field(field, fact);
            }
            self.push("</dl>\n");
        }
        if self.prints(heading, "contacts") && !annex.contacts.is_empty() {
            self.push("<dl class=\"facts contacts\">\n");
            for contact in &annex.contacts {
                self.contact(contact);
            }
            self.push("</dl>\n");
        }
    }

    /// The lists that end a section.
    pub(super) fn annex_lists(&mut self, heading: &str) {
        let Some(annex) = &self.page.front.annex else { return };
        for (name, write) in [
            ("treaty-status", Self::state_treaties as fn(&mut Self, &Annex)),
            ("bilateral", Self::bilateral),
            ("statutes", Self::statutes),
            ("sources", Self::annex_sources),
        ] {
            if self.prints(heading, name) {
                write(self, annex);
            }
        }
    }

    fn prints(&self, heading: &str, list: &str) -> bool {
        let headings = &self.around.book.reference.layout.headings;
        headings.iter().any(|known| known.id == heading && known.prints.iter().any(|name| name == list))
    }

    fn field(&mut self, field: &LayoutField, fact: &Fact) {
        let id = self.id(&format!("f-{}", field.key));
        self.push(&format!("<div class=\"fact\" id=\"{id}\"><dt>"));
        self.text(&field.label);
        self.push("</dt><dd>");
        let parts = value_parts(field, fact);
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.push("; ");
            }
            if let Some(label) = &part.label {
                self.push("<span class=\"key\">");
                self.text(label);
                self.push(":</span> ");
            }
            match &part.words {
                Some(words) => {
                    self.push("<span class=\"value\">");
                    self.linked(words, part.url.as_deref());
                    self.push("</span>");
                }
                None => self.missing(),
            }
        }
        self.provision(fact);
        self.standing(fact.evidence, &fact.sources);
        self.note(fact.note.as_deref());
        self.push("</dd></div>\n");
    }

    pub(super) fn missing(&mut self) {
        self.push("<span class=\"value missing\">not established</span>");
    }

    /// Words, linked where there is an address that a browser may open.
    pub(super) fn linked(&mut self, words: &str, url: Option<&str>) {
        match url.filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
            Some(url) => {
                self.open_link(url);
                self.text(words);
                self.push("</a>");
            }
            None => self.text(words),
        }
    }

    /// The provision, with the short title of its statute where it names one.
    fn provision(&mut self, fact: &Fact) {
        if fact.cite.is_none() && fact.statute.is_none() {
            return;
        }
        self.push(" <span class=\"cite\">");
        if let Some(statute) = &fact.statute {
            self.authority(statute);
            if fact.cite.is_some() {
                self.push(", ");
            }
        }
        if let Some(cite) = &fact.cite {
            self.text(cite);
        }
        self.push("</span>");
    }

    /// How well it is established, and by which documents.
    pub(super) fn standing(&mut self, evidence: Evidence, sources: &[String]) {
        if evidence == Evidence::None {
            return;
        }
        self.reads.insert(TableKey::Reference("evidence"));
        let label = self.around.book.reference.evidence_label(evidence).to_owned();
        self.push(&format!(" <span class=\"evidence {}\">", evidence.name()));
        self.text(&label);
        self.push("</span>");
        self.source_links(sources);
    }

    pub(super) fn source_links(&mut self, sources: &[String]) {
        if sources.is_empty() {
            return;
        }
        self.push(" <span class=\"sources\">");
        for (at, id) in sources.iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            self.reads.insert(TableKey::Authority(id.clone()));
            let authority = self.around.book.tables.authorities.get(id);
            match authority.and_then(|authority| authority.address.as_deref()) {
                Some(address) => {
                    let href = self.site_link(address);
                    self.open_link(&href);
                    self.text(id);
                    self.push("</a>");
                }
                None => self.text(id),
            }
        }
        self.push("</span>");
    }

    pub(super) fn note(&mut self, note: Option<&str>) {
        if let Some(note) = note {
            self.push("<p class=\"fact-note\">");
            self.text(note);
            self.push("</p>");
        }
    }

    fn contact(&mut self, contact: &Contact) {
        self.push("<div class=\"fact\"><dt>");
        self.text(&contact.purposes.join(", "));
        self.push("</dt><dd><span class=\"value\">");
        self.linked(&contact.office, contact.url.as_deref());
        self.push("</span>");
        if let Some(address) = &contact.address {
            self.push(" <span class=\"address\">");
            self.text(address);
            self.push("</span>");
        }
        self.standing(contact.evidence, &contact.sources);
        self.note(contact.note.as_deref());
        self.push("</dd></div>\n");
    }

    fn statutes(&mut self, annex: &Annex) {
        self.list_title("Statutes");
        self.push("<dl class=\"entries statutes\">\n");
        for statute in &annex.statutes {
            self.statute(statute);
        }
        self.push("</dl>\n");
    }

    fn statute(&mut self, statute: &Statute) {
        let id = self.id(&statute.id);
        self.push(&format!("<div class=\"entry\" id=\"{id}\"><dt>"));
        self.linked(&statute.title_en, statute.url.as_deref());
        self.native_title(statute);
        self.push("</dt><dd><p>");
        let mut facts = Vec::new();
        facts.extend(statute.number.clone());
        match &statute.in_force {
            Some(date) => facts.push(format!("in force {}", clock::long_date(date))),
            None => facts.push("entry into force not established".to_owned()),
        }
        if !statute.amendments.is_empty() {
            facts.push(format!("legislative amendments: {}", statute.amendments.join("; ")));
        }
        self.text(&facts.join("; "));
        self.standing(statute.evidence, &statute.sources);
        self.push("</p>");
        if !statute.provisions.is_empty() {
            self.push("<ul>\n");
            for provision in &statute.provisions {
                self.push("<li><span class=\"key\">");
                self.text(&provision.label);
                self.push(":</span> ");
                self.text(&provision.text);
                self.push("</li>\n");
            }
            self.push("</ul>\n");
        }
        self.note(statute.note.as_deref());
        self.push("</dd></div>\n");
    }

    /// The title in the State's language, where it differs.
    pub(super) fn native_title(&mut self, statute: &Statute) {
        if let (Some(title), Some(language)) = (&statute.title_native, &statute.lang)
            && *title != statute.title_en
        {
            self.push(&format!(" <span class=\"native\" lang=\"{}\">", super::escape::escape(language)));
            super::escape::push(&mut self.html, title);
            self.push("</span>");
        }
    }

    fn bilateral(&mut self, annex: &Annex) {
        self.list_title("Treaties and arrangements with single States");
        if annex.bilateral.is_empty() {
            self.push("<p>None found in the material read; this does not mean that none exists.</p>\n");
            return;
        }
        self.open_table("Treaties and arrangements with single States");
        self.push("<thead><tr><th scope=\"col\">Partner</th><th scope=\"col\">Kind</th><th scope=\"col\">Signed</th><th scope=\"col\">In force</th><th scope=\"col\">Evidence</th></tr></thead>\n<tbody>\n");
        for treaty in &annex.bilateral {
            self.push("<tr><th scope=\"row\">");
            self.text(&treaty.partner);
            self.push("</th><td>");
            self.text(match treaty.kind.as_str() {
                "mla" => "mutual legal assistance",
                "extradition" => "extradition",
                "tip-mou" => "memorandum on trafficking",
                other => other,
            });
            self.push("</td><td>");
            self.date_or_missing(treaty.signed.as_deref());
            self.push("</td><td>");
            self.date_or_missing(treaty.in_force.as_deref());
            self.push("</td><td>");
            self.standing(treaty.evidence, &treaty.sources);
            self.note(treaty.note.as_deref());
            self.push("</td></tr>\n");
        }
        self.push("</tbody></table></div>\n");
    }

    pub(super) fn date_or_missing(&mut self, date: Option<&str>) {
        match date {
            Some(date) => self.text(&clock::long_date(date)),
            None => self.missing(),
        }
    }

    fn state_treaties(&mut self, annex: &Annex) {
        self.reads.insert(TableKey::Reference("treaty-status"));
        let reference = &self.around.book.reference;
        let Some(status) = reference.treaty_status.get(&annex.state) else { return };
        self.list_title("Treaty status");
        self.open_table(&format!("Treaty status of {}", annex.name));
        self.push("<thead><tr><th scope=\"col\">Instrument</th><th scope=\"col\">Signed</th><th scope=\"col\">Consent</th><th scope=\"col\">In force</th><th scope=\"col\">Reservations, evidence</th></tr></thead>\n<tbody>\n");
        for entry in &status.entries {
            self.push("<tr><th scope=\"row\">");
            self.authority_short(&entry.instrument);
            self.push("</th><td>");
            self.signature(entry);
            self.push("</td><td>");
            self.event(entry.consent(), true);
            self.push("</td><td>");
            self.event(entry.event("in-force"), false);
            self.push("</td><td>");
            self.treaty_remarks(entry);
            self.push("</td></tr>\n");
        }
        self.push("</tbody></table></div>\n");
    }

    /// Short title of an instrument, linked, without counting as a citation.
    pub(super) fn authority_short(&mut self, id: &str) {
        self.reads.insert(TableKey::Authority(id.to_owned()));
        let Some(authority) = self.around.book.tables.authorities.get(id) else {
            self.text(id);
            return;
        };
        match &authority.address {
            Some(address) => {
                let href = self.site_link(address);
                self.open_link(&href);
                self.text(&authority.short);
                self.push("</a>");
            }
            None => self.text(&authority.short),
        }
    }

    /// When a State signed. One that acceded had no need to: accession is consent without a
    /// signature (Vienna Convention on the Law of Treaties, articles 11 and 15).
    pub(super) fn signature(&mut self, entry: &TreatyEntry) {
        match (entry.event("signature"), entry.consent()) {
            (None, Some(consent)) if consent.kind == "accession" => self.push("not needed (acceded)"),
            (signature, _) => self.event(signature, false),
        }
    }

    pub(super) fn event(&mut self, event: Option<&TreatyEvent>, kind: bool) {
        let Some(event) = event else {
            self.missing();
            return;
        };
        self.text(&clock::long_date(&event.date));
        if kind {
            self.text(&format!(" ({})", event.kind));
        }
        if matches!(event.evidence, Evidence::Unverified | Evidence::OpeningOnly) {
            let label = self.around.book.reference.evidence_label(event.evidence).to_owned();
            self.push(&format!(" <span class=\"evidence {}\">", event.evidence.name()));
            self.text(&label);
            self.push("</span>");
        }
    }

    pub(super) fn treaty_remarks(&mut self, entry: &TreatyEntry) {
        for reservation in &entry.reservations {
            self.push("<p class=\"fact-note\">");
            let kind = match reservation.kind.as_str() {
                "to-check" => "To be checked",
                "declaration" => "Declaration",
                _ => "Reservation",
            };
            self.text(&format!("{kind}, article {}: {}", reservation.article, reservation.summary));
            self.push("</p>");
        }
        self.standing(entry.evidence, &entry.sources);
        if let Some(date) = &entry.as_of {
            self.text(&format!(" Record seen as of {}.", clock::long_date(date)));
        }
        self.note(entry.note.as_deref());
    }

    fn annex_sources(&mut self, annex: &Annex) {
        self.list_title("Documents");
        self.push("<dl class=\"entries sources\">\n");
        for source in &annex.sources {
            let id = self.id(&source.id);
            self.push(&format!("<div class=\"entry\" id=\"{id}\"><dt>"));
            self.linked(&source.title, source.url.as_deref());
            self.push("</dt><dd>");
            let mut facts = vec![source.id.clone()];
            facts.extend(source.publisher.clone());
            facts.push(source.doc_date.as_deref().map_or_else(|| "undated".to_owned(), clock::long_date));
            facts.push(format!("read on {}", clock::long_date(&source.accessed)));
            self.text(&facts.join("; "));
            self.note(source.note.as_deref());
            self.push("</dd></div>\n");
        }
        self.push("</dl>\n");
    }

    /// A title above a generated list: no heading, so that the headings of all annexes are alike.
    pub(super) fn list_title(&mut self, title: &str) {
        self.push("<p class=\"list-title\">");
        self.text(title);
        self.push("</p>\n");
    }
}
