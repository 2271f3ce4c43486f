//! The list of a reference page: authorities with the paragraphs that cite them, and a page for
//! each instrument and for the statutes of each State.

use std::collections::BTreeMap;

use super::body::{Surroundings, Writer, slug};
use super::generated::{GeneratedFile, GeneratedPage, below, write};
use crate::clock;
use crate::model::{
    Annex, Authority, AuthorityKind, Instrument, Page, PageKind, PinpointKey, Place, Statute, TableKey,
};

type Citing = BTreeMap<PinpointKey, Vec<Place>>;

impl<'a> Writer<'a> {
    /// Writes authorities with the paragraphs that cite them: the table of authorities.
    pub(super) fn authorities(&mut self) {
        let book = self.around.book;
        self.generated_heading(2, "instruments", "Instruments");
        self.push("<dl class=\"entries authorities\">\n");
        for instrument in &book.reference.instruments {
            let Some(authority) = book.tables.authorities.get(&instrument.id) else { continue };
            self.summary(authority, Some(&below(&self.page.address(), &instrument.id)));
        }
        self.push("</dl>\n");
        self.generated_heading(2, "statutes", "Statutes");
        for annex in annexes(self.around) {
            if annex.statutes.is_empty() {
                continue;
            }
            let state = annex.state.to_lowercase();
            self.generated_heading(3, &format!("statutes-{state}"), &annex.name);
            self.push("<dl class=\"entries authorities\">\n");
            let address = below(&self.page.address(), &format!("statutes-{state}"));
            for statute in &annex.statutes {
                let Some(authority) = book.tables.authorities.get(&statute.id) else { continue };
                self.summary(authority, Some(&format!("{address}#{}", statute.id)));
            }
            self.push("</dl>\n");
        }
        self.generated_heading(2, "documents", "Documents");
        self.push("<dl class=\"entries authorities\">\n");
        for source in &book.reference.sources {
            let Some(authority) = book.tables.authorities.get(&source.id) else { continue };
            if authority.kind == AuthorityKind::Source {
                self.summary(authority, authority.address.as_deref());
            }
        }
        self.push("</dl>\n");
    }

    /// One line of the table: title, number of citations, provisions with their paragraphs.
    fn summary(&mut self, authority: &Authority, address: Option<&str>) {
        let book = self.around.book;
        self.reads.insert(TableKey::Cited(authority.id.clone()));
        let cited = book.tables.cited.get(&authority.id);
        if cited.is_none() && authority.kind != AuthorityKind::Instrument {
            return;
        }
        let id = self.id(&authority.id);
        self.push(&format!("<div class=\"entry\" id=\"{id}\"><dt>"));
        match address {
            Some(address) => {
                let href = self.site_link(address);
                self.open_link(&href);
                self.text(&authority.title);
                self.push("</a>");
            }
            None => self.text(&authority.title),
        }
        self.push("</dt><dd>");
        match cited {
            Some(cited) => self.provisions(cited),
            None => self.push("<p class=\"fact-note\">Not cited in this handbook.</p>"),
        }
        self.push("</dd></div>\n");
    }

    /// Provisions in natural order, each with the paragraphs that cite it.
    fn provisions(&mut self, cited: &Citing) {
        self.push("<ul class=\"locators\">\n");
        for (pinpoint, places) in cited {
            self.push("<li>");
            if pinpoint.0.is_empty() {
                self.push("<span class=\"key\">as a whole:</span> ");
            } else {
                self.push("<span class=\"key\">");
                self.text(&format!("{}:", pinpoint.0.replace(". ", ".\u{a0}")));
                self.push("</span> ");
            }
            self.locators(places);
            self.push("</li>\n");
        }
        self.push("</ul>\n");
    }

    /// Links to paragraphs by their numbers.
    pub(super) fn locators(&mut self, places: &[Place]) {
        let book = self.around.book;
        for (at, place) in places.iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            let Some(page) = book.pages.get(place.page) else { continue };
            let entry = book.tables.pages.get(&page.path);
            let unit = place.unit.and_then(|unit| entry?.units.get(unit));
            let (address, words) = match unit {
                Some(unit) => (format!("{}#{}", page.address(), unit.anchor), unit.number.to_string()),
                None => (page.address(), page.title_text()),
            };
            let href = self.site_link(&address);
            self.open_link(&href);
            self.text(&words);
            self.push("</a>");
        }
    }

    fn instrument_page(&mut self, instrument: &'a Instrument) {
        let book = self.around.book;
        self.push("<dl class=\"entries\"><div class=\"entry\"><dt>");
        self.linked(&instrument.title, instrument.url.as_deref());
        self.push("</dt><dd>");
        self.instrument_facts(instrument);
        let others: Vec<&str> =
            instrument.synonyms.iter().map(String::as_str).filter(|name| *name != instrument.short).collect();
        if !others.is_empty() {
            self.push("<p class=\"fact-note\">Also called: ");
            self.text(&others.join(", "));
            self.push("</p>");
        }
        self.push("</dd></div></dl>\n");
        self.reads.insert(TableKey::Cited(instrument.id.clone()));
        let empty = Citing::new();
        let cited = book.tables.cited.get(&instrument.id).unwrap_or(&empty);
        self.generated_heading(2, "articles", "Articles and where they are cited");
        self.articles(instrument, cited);
        self.generated_heading(2, "states", "States bound");
        self.states_bound(instrument);
    }

    /// Each listed article with its subject and the paragraphs that cite it; then citations of the
    /// whole and of what is not listed, so that none is dropped.
    fn articles(&mut self, instrument: &Instrument, cited: &Citing) {
        let mut rest: Vec<(&PinpointKey, &Vec<Place>)> = cited.iter().collect();
        if !instrument.articles.is_empty() {
            self.open_table(&format!("Articles of {}", instrument.short));
            self.push("<thead><tr><th scope=\"col\">Article</th><th scope=\"col\">Subject</th><th scope=\"col\">Cited in</th></tr></thead>\n<tbody>\n");
            for article in &instrument.articles {
                let belongs = |key: &PinpointKey| first_number(&key.0) == first_number(&article.number);
                let mut own: Vec<(&PinpointKey, &Vec<Place>)> = Vec::new();
                rest.retain(|(key, places)| {
                    if belongs(key) {
                        own.push((key, places));
                    }
                    !belongs(key)
                });
                let id = self.id(&format!("art-{}", slug(&article.number)));
                self.push(&format!("<tr id=\"{id}\"><th scope=\"row\">"));
                self.text(&article.number);
                self.push("</th><td>");
                self.text(&article.subject);
                self.standing(article.evidence, &[]);
                self.push("</td><td>");
                self.cited_list(&own);
                self.push("</td></tr>\n");
            }
            self.push("</tbody></table></div>\n");
        }
        if !rest.is_empty() {
            self.list_title("Other citations");
            self.cited_list(&rest);
        }
    }

    fn cited_list(&mut self, cited: &[(&PinpointKey, &Vec<Place>)]) {
        if cited.is_empty() {
            return;
        }
        self.push("<ul class=\"locators\">\n");
        for (pinpoint, places) in cited {
            self.push("<li><span class=\"key\">");
            let words = if pinpoint.0.is_empty() {
                "as a whole".to_owned()
            } else {
                pinpoint.0.replace(". ", ".\u{a0}")
            };
            self.text(&format!("{words}:"));
            self.push("</span> ");
            self.locators(places);
            self.push("</li>\n");
        }
        self.push("</ul>\n");
    }

    fn states_bound(&mut self, instrument: &Instrument) {
        self.reads.insert(TableKey::Reference("treaty-status"));
        let reference = &self.around.book.reference;
        let entries: Vec<_> = reference
            .states
            .iter()
            .filter_map(|state| {
                Some((state, reference.treaty_status.get(&state.iso2)?.entry(&instrument.id)?))
            })
            .collect();
        if entries.is_empty() {
            self.push("<p>The handbook keeps no treaty status for this instrument.</p>\n");
            return;
        }
        self.open_table(&format!("States bound by {}", instrument.short));
        self.push("<thead><tr><th scope=\"col\">State</th><th scope=\"col\">Consent</th><th scope=\"col\">In force</th><th scope=\"col\">Reservations, evidence</th></tr></thead>\n<tbody>\n");
        for (state, entry) in entries {
            self.push("<tr><th scope=\"row\">");
            self.text(&state.name);
            self.push("</th><td>");
            self.event(entry.consent(), true);
            self.push("</td><td>");
            self.event(entry.event("in-force"), false);
            self.push("</td><td>");
            self.treaty_remarks(entry);
            self.push("</td></tr>\n");
        }
        self.push("</tbody></table></div>\n");
    }

    fn statutes_page(&mut self, annex: &'a Annex) {
        self.push("<dl class=\"entries statutes\">\n");
        for statute in &annex.statutes {
            self.statute_citations(statute);
        }
        self.push("</dl>\n");
    }

    fn statute_citations(&mut self, statute: &Statute) {
        let book = self.around.book;
        self.reads.insert(TableKey::Cited(statute.id.clone()));
        self.reads.insert(TableKey::Authority(statute.id.clone()));
        self.push(&format!("<div class=\"entry\" id=\"{}\"><dt>", self.id(&statute.id)));
        let address =
            book.tables.authorities.get(&statute.id).and_then(|authority| authority.address.clone());
        let href = address.map(|address| self.site_link(&address));
        match href {
            Some(href) => {
                self.open_link(&href);
                self.text(&statute.title_en);
                self.push("</a>");
            }
            None => self.text(&statute.title_en),
        }
        self.native_title(statute);
        self.push("</dt><dd>");
        match &statute.in_force {
            Some(date) => {
                self.push("<p class=\"fact-note\">In force ");
                self.text(&clock::long_date(date));
                self.push("</p>");
            }
            None => self.push("<p class=\"fact-note\">Entry into force not established.</p>"),
        }
        match book.tables.cited.get(&statute.id) {
            Some(cited) => self.provisions(cited),
            None => self.push("<p class=\"fact-note\">Not cited in this handbook.</p>"),
        }
        self.push("</dd></div>\n");
    }
}

/// The first number in a provision: `art. 18(15)` and `18` have the same.
fn first_number(provision: &str) -> Option<u64> {
    let start = provision.find(|letter: char| letter.is_ascii_digit())?;
    let digits: String = provision[start..].chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn annexes<'a>(around: Surroundings<'a>) -> impl Iterator<Item = &'a Annex> {
    around
        .book
        .pages
        .iter()
        .filter(|page| page.kind == PageKind::Annex)
        .filter_map(|page| page.front.annex.as_deref())
}

/// The pages below it: one an instrument, one for the statutes of each State.
pub(super) fn pages(around: Surroundings<'_>, page: &Page) -> Vec<GeneratedPage> {
    let parent = page.address();
    let instruments = around.book.reference.instruments.iter().map(|instrument| {
        let address = below(&parent, &instrument.id);
        write(around, page, address, instrument.short.clone(), |writer| writer.instrument_page(instrument))
    });
    let statutes = annexes(around).filter(|annex| !annex.statutes.is_empty()).map(|annex| {
        let address = below(&parent, &format!("statutes-{}", annex.state.to_lowercase()));
        write(around, page, address, format!("Statutes of {}", annex.name), |writer| {
            writer.statutes_page(annex)
        })
    });
    instruments.chain(statutes).collect()
}

/// The files that go with it: none.
pub(super) fn files(_around: Surroundings<'_>, _page: &Page) -> Vec<GeneratedFile> {
    Vec::new()
}
