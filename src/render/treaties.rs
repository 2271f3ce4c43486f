//! The list of a reference page: treaty status, as a grid for a date and as tables with dates.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::body::{Form, Surroundings, Writer};
use super::generated::{GeneratedFile, GeneratedPage, below, write};
use crate::clock;
use crate::model::{Evidence, Page, Reference, StatusDate, TableKey};
use crate::resolve::open_points::status_row;
use crate::resolve::relative;
use crate::resolve::treaties::{self, Answer, LEGEND, StateStatus, Status};

/// The theme's script that works the grid out for any date.
const SCRIPT: &str = "scripts/status.js";

/// A page for each date that the data name.
pub(super) fn pages(around: Surroundings<'_>, page: &Page) -> Vec<GeneratedPage> {
    let dates = around.book.reference.status_dates.iter();
    dates
        .filter_map(|entry| Some((entry, clock::full_date(&entry.date)?)))
        .map(|(entry, date)| {
            let title = format!("Treaty status on {}", clock::long(date));
            write(around, page, below(&page.address(), &entry.date), title, |writer| {
                writer.status_date(entry, date);
            })
        })
        .collect()
}

/// The data for the script.
pub(super) fn files(around: Surroundings<'_>, page: &Page) -> Vec<GeneratedFile> {
    let json = serde_json::to_string(&data(&around.book.reference)).unwrap_or_default();
    // The two line ends that older scripts do not allow inside a text.
    let json = json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    let bytes = format!("window.handbookTreatyStatus = {json};\n").into_bytes();
    vec![GeneratedFile { address: data_address(page), bytes }]
}

fn data_address(page: &Page) -> String {
    let address = page.address();
    format!("{}-data.js", address.strip_suffix(".html").unwrap_or(&address))
}

/// Events of States and instruments as the script needs them.
fn data(reference: &Reference) -> Value {
    let states = reference.states.iter().map(|state| {
        let membership = state
            .membership
            .iter()
            .map(|event| json!({ "event": event.event, "date": event.date, "evidence": event.evidence }));
        json!({ "iso2": state.iso2, "name": state.name, "membership": membership.collect::<Vec<_>>() })
    });
    let tracked = treaties::tracked(reference);
    let instruments = tracked.iter().filter_map(|id| reference.instrument(id));
    let instruments = instruments.map(|known| {
        json!({ "id": known.id, "short": known.short, "adopted": known.adopted, "evidence": known.evidence })
    });
    let entries: BTreeMap<&str, Value> = reference
        .treaty_status
        .iter()
        .map(|(state, status)| {
            let entries: BTreeMap<&str, Value> = status
                .entries
                .iter()
                .map(|entry| {
                    let events = entry.events.iter().map(
                        |event| json!({ "kind": event.kind, "date": event.date, "evidence": event.evidence }),
                    );
                    let entry_data = json!({
                        "events": events.collect::<Vec<_>>(),
                        "as_of": entry.as_of,
                        "evidence": entry.evidence,
                        "reservations": entry.reservations.len(),
                    });
                    (entry.instrument.as_str(), entry_data)
                })
                .collect();
            (state.as_str(), json!(entries))
        })
        .collect();
    let labels: BTreeMap<&str, &str> = [
        Evidence::TwoSources,
        Evidence::OneSource,
        Evidence::OpeningOnly,
        Evidence::Unverified,
        Evidence::None,
    ]
    .into_iter()
    .map(|evidence| (evidence.name(), reference.evidence_label(evidence)))
    .collect();
    json!({
        "states": states.collect::<Vec<_>>(),
        "instruments": instruments.collect::<Vec<_>>(),
        "entries": entries,
        "evidence": labels,
    })
}

impl Writer<'_> {
    /// The grid for the date of the run, its legend, and a table an instrument.
    pub(super) fn treaty_status(&mut self) {
        self.reads.insert(TableKey::Reference("treaty-status"));
        let date = self.around.clock.date();
        let parent = self.page.address();
        self.generated_heading(2, "grid", "All States and treaties at a glance");
        let reference = &self.around.book.reference;
        if self.form == Form::Page {
            self.push(&format!(
                "<div id=\"status-form\" class=\"status-form\" data-date=\"{date}\" hidden></div>\n"
            ));
        }
        self.grid(date, &parent);
        self.legend();
        if self.form == Form::Page && !reference.status_dates.is_empty() {
            self.push("<p>The same table for other days:</p>\n<ul class=\"status-dates\">\n");
            for entry in &reference.status_dates {
                self.push("<li>");
                let href = self.site_link(&below(&parent, &entry.date));
                self.open_link(&href);
                self.text(&clock::long_date(&entry.date));
                self.push("</a>, ");
                self.text(&entry.label);
                self.source_links(&entry.sources);
                self.push("</li>\n");
            }
            self.push("</ul>\n");
        }
        self.treaty_tables();
        if self.form == Form::Page {
            for address in [data_address(self.page), SCRIPT.to_owned()] {
                let source = relative(&self.address, &address);
                self.push("<script src=\"");
                self.attribute(&source);
                self.push("\" defer></script>\n");
            }
        }
    }

    /// The body of the page for one date.
    fn status_date(&mut self, entry: &StatusDate, date: Date) {
        self.reads.insert(TableKey::Reference("treaty-status"));
        let parent = self.page.address();
        self.push("<p>");
        self.text(&format!("{}: {}.", clock::long(date), entry.label));
        self.source_links(&entry.sources);
        self.push("</p>\n");
        self.grid(date, &parent);
        self.legend();
        self.push("<p>");
        let href = self.site_link(&format!("{parent}#as-of={}", entry.date));
        self.open_link(&href);
        self.push("All dates and their sources, and the table for any other day</a></p>\n");
    }

    /// States by instruments on a date. The script rewrites it: keep the two alike.
    fn grid(&mut self, date: Date, parent: &str) {
        let reference = &self.around.book.reference;
        let tracked = treaties::tracked(reference);
        let statuses: Vec<Status> = tracked.iter().map(|id| treaties::as_of(reference, id, date)).collect();
        let Some(first) = statuses.first() else { return };
        self.push("<div class=\"table broad status-grid\" role=\"region\" tabindex=\"0\" aria-label=\"Treaty status by State\">");
        self.push(&format!(
            "<table><caption>As at <span class=\"as-of\">{}</span></caption>\n",
            clock::long(date)
        ));
        self.push("<thead><tr><th scope=\"col\">Treaty</th>");
        for state in &first.states {
            let name = reference.state(&state.state).map_or(state.state.as_str(), |known| &known.name);
            self.push(&format!("<th scope=\"col\" data-state=\"{}\"><abbr title=\"", state.state));
            self.attribute(name);
            self.push(&format!("\">{}</abbr>{}</th>", state.state, outside_sign(state.member.answer)));
        }
        self.push("<th scope=\"col\" class=\"sum\">Consented</th><th scope=\"col\" class=\"sum\">Source seen</th><th scope=\"col\" class=\"sum\">In force</th></tr></thead>\n<tbody>\n");
        for status in &statuses {
            self.push(&format!("<tr data-instrument=\"{}\"><th scope=\"row\">", status.instrument));
            let href = self.details(parent, &status.instrument);
            self.open_link(&href);
            self.text(&status.short);
            self.push("</a></th>");
            for state in &status.states {
                self.grid_cell(status, state, parent);
            }
            let sum = &status.sum;
            self.push(&format!(
                "<td class=\"sum\" data-label=\"Consented\">{}</td><td class=\"sum\" data-label=\"Source seen\">{}</td><td class=\"sum\" data-label=\"In force\">{}</td></tr>\n",
                unbroken(&sum.consented_words()),
                unbroken(&sum.seen_words()),
                unbroken(&sum.in_force_words())
            ));
        }
        self.push("</tbody></table></div>\n<p class=\"status-counted\">");
        self.text(&treaties::counted(reference, &first.states, &clock::long(date)));
        self.push("</p>\n");
    }

    fn grid_cell(&mut self, status: &Status, state: &StateStatus, parent: &str) {
        let reference = &self.around.book.reference;
        let name = reference.state(&state.state).map_or(state.state.as_str(), |known| &known.name);
        let words = state.words(reference);
        self.push(&format!("<td data-state=\"{}\" title=\"", state.state));
        self.attribute(&format!("{name}: {words}"));
        self.push(&format!("\"><a data-label=\"{}\" href=\"", state.state));
        let row = status_row(&status.instrument, &state.state);
        let href = self.details(parent, &row);
        self.attribute(&href);
        self.push("\"><span class=\"mark\">");
        self.text(&state.sign());
        self.push("</span>");
        if state.reservations > 0 {
            self.push("<sup class=\"reserved\">r</sup>");
        }
        self.push("<span class=\"unseen\"> ");
        self.text(&words);
        if state.reservations > 0 {
            self.push("; reservations on record");
        }
        self.push("</span></a></td>");
    }

    /// Address of a place in the tables with the dates.
    fn details(&mut self, parent: &str, id: &str) -> String {
        if self.form == Form::Whole {
            return format!("#{}", self.id(id));
        }
        self.site_link(&format!("{parent}#{id}"))
    }

    fn legend(&mut self) {
        self.push("<dl class=\"status-legend\">\n");
        let more = [
            ("( )", "no document was seen for it"),
            ("r", "a reservation or declaration is on record"),
            ("*", "no member of the organisation on that day, not counted"),
        ];
        let marks = LEGEND.iter().map(|(_, sign, words)| (*sign, *words));
        for (sign, words) in marks.chain(more) {
            self.push("<div><dt>");
            self.text(sign);
            self.push("</dt><dd>");
            self.text(words);
            self.push("</dd></div>\n");
        }
        self.push("</dl>\n<p>A record shows what was done by its own date. After that date the handbook says “not established” instead of “no step”. “Source seen” counts the consents for which a document was read.</p>\n");
    }

    /// One table an instrument: what each State has done about it, with dates.
    fn treaty_tables(&mut self) {
        let reference = &self.around.book.reference;
        for instrument in &reference.instruments {
            let entries: Vec<_> = reference
                .states
                .iter()
                .filter_map(|state| {
                    Some((state, reference.treaty_status.get(&state.iso2)?.entry(&instrument.id)?))
                })
                .collect();
            if entries.is_empty() {
                continue;
            }
            self.generated_heading(2, &instrument.id, &instrument.short);
            self.push("<div class=\"table treaty-dates\" role=\"region\" tabindex=\"0\" aria-label=\"");
            self.attribute(&format!("Status of {}", instrument.short));
            self.push("\"><table>\n<thead><tr><th scope=\"col\">State</th><th scope=\"col\">Signed</th><th scope=\"col\">Consent</th><th scope=\"col\">In force</th><th scope=\"col\">Reservations, evidence</th></tr></thead>\n<tbody>\n");
            for (state, entry) in entries {
                let id = self.id(&status_row(&instrument.id, &state.iso2));
                self.push(&format!("<tr id=\"{id}\"><th scope=\"row\">"));
                self.text(&state.name);
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
    }
}

/// A sum breaks only before its bracket.
fn unbroken(sum: &str) -> String {
    sum.replace(" of ", "\u{a0}of\u{a0}").replace("? ", "?\u{a0}")
}

/// What stands behind a State that is not counted.
fn outside_sign(member: Answer) -> &'static str {
    if member == Answer::Yes { "" } else { "<span class=\"outside\">*</span>" }
}
