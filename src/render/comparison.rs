//! The list of a reference page: States side by side, as one table, by group and by topic.

use serde_json::json;

use super::body::{Form, Surroundings, Writer};
use super::csv::csv;
use super::generated::{GeneratedFile, GeneratedPage, below, write};
use crate::clock;
use crate::model::{Evidence, Fact, LayoutField, Page, TableKey, value_parts};
use crate::resolve::compare::{self, Cell, ComparisonTable, NOT_SUPPLIED, StateColumn, TopicGroup};
use crate::resolve::relative;

/// The theme's script that narrows the table to chosen States and topics.
const SCRIPT: &str = "scripts/compare.js";

/// The page that says how to supply what is missing; linked where the book has it.
const CONTRIBUTE: &str = "reference/contribute.md";

/// A page a group and a page a topic.
pub(super) fn pages(around: Surroundings<'_>, page: &Page) -> Vec<GeneratedPage> {
    let table = ComparisonTable::of(around.book);
    let mut pages = Vec::new();
    for group in &table.groups {
        let title = format!("Compare States: {}", group.title);
        pages.push(write(around, page, group_address(page, group), title, |writer| {
            writer.group_page(&table, group);
        }));
        for topic in &group.topics {
            let title = format!("Compare States: {}", topic.label);
            pages.push(write(around, page, topic_address(page, topic), title, |writer| {
                writer.topic_page(&table, group, topic);
            }));
        }
    }
    pages
}

/// The whole table for spreadsheets and for programs.
pub(super) fn files(around: Surroundings<'_>, page: &Page) -> Vec<GeneratedFile> {
    let records = ComparisonTable::of(around.book).records();
    let json = json!({ "as_of": around.clock.iso(), "cells": records });
    let heads = [
        "group",
        "topic",
        "label",
        "state",
        "name",
        "standing",
        "value",
        "statute",
        "provision",
        "evidence",
        "sources",
        "note",
        "last_verified",
        "address",
    ];
    let text = |field: Option<&str>| field.unwrap_or_default().to_owned();
    let rows = records.iter().map(|record| {
        vec![
            record.group.to_owned(),
            record.topic.to_owned(),
            record.label.to_owned(),
            record.state.to_owned(),
            record.name.to_owned(),
            record.standing.to_owned(),
            text(record.words.as_deref()),
            text(record.statute),
            text(record.provision),
            record.evidence.name().to_owned(),
            record.sources.join(" "),
            text(record.note),
            text(record.last_verified),
            text(record.address.as_deref()),
        ]
    });
    let heads = heads.map(str::to_owned).to_vec();
    let json = serde_json::to_string_pretty(&json).unwrap_or_default() + "\n";
    vec![
        GeneratedFile { address: file(page, "csv"), bytes: csv(std::iter::once(heads).chain(rows)) },
        GeneratedFile { address: file(page, "json"), bytes: json.into_bytes() },
    ]
}

/// `reference/compare.html` has its files in `reference/compare/`.
fn file(page: &Page, ending: &str) -> String {
    let address = page.address();
    let stem = address.strip_suffix(".html").unwrap_or(&address);
    format!("{stem}/compare.{ending}")
}

fn group_address(page: &Page, group: &TopicGroup<'_>) -> String {
    below(&page.address(), &format!("groups/{}", group.id))
}

fn topic_address(page: &Page, topic: &LayoutField) -> String {
    below(&page.address(), &format!("topics/{}", topic.key.replace('_', "-")))
}

impl Writer<'_> {
    /// Writes the whole table; in the whole book a table a group, which fits on paper.
    pub(super) fn comparison(&mut self) {
        let table = ComparisonTable::of(self.around.book);
        self.compared(&table);
        if self.form == Form::Whole {
            for group in &table.groups {
                self.generated_heading(2, group.id, group.title);
                self.group_table(&table, group);
            }
            return;
        }
        self.generated_heading(2, "table", "The table");
        self.push("<div id=\"compare-form\" class=\"compare-form\" hidden></div>\n");
        self.whole_table(&table);
        self.generated_heading(2, "smaller", "Smaller tables and files");
        self.push("<p>One group of topics, the States below each other:</p>\n<ul>\n");
        for group in &table.groups {
            self.push("<li>");
            let href = self.site_link(&group_address(self.page, group));
            self.open_link(&href);
            self.text(group.title);
            self.push("</a></li>\n");
        }
        self.push("</ul>\n<p>One topic with sources and remarks: follow its name in the table. The whole table as a file: ");
        for (ending, words) in [("csv", "CSV for spreadsheets"), ("json", "JSON for programs")] {
            let href = self.site_link(&file(self.page, ending));
            self.push("<a download href=\"");
            self.attribute(&href);
            self.push(&format!("\">{words}</a>{}", if ending == "csv" { ", " } else { ".</p>\n" }));
        }
        let source = relative(&self.address, SCRIPT);
        self.push("<script src=\"");
        self.attribute(&source);
        self.push("\" defer></script>\n");
    }

    /// Notes what a comparison reads.
    fn compared(&mut self, table: &ComparisonTable<'_>) {
        self.reads.insert(TableKey::Reference("annex-layout"));
        self.reads.insert(TableKey::Reference("states"));
        let pages = &self.around.book.pages;
        let annexes = pages.iter().filter(|page| page.front.annex.is_some() && !table.states.is_empty());
        self.reads.extend(annexes.map(|page| TableKey::Page(page.path.clone())));
    }

    /// Topics by States.
    fn whole_table(&mut self, table: &ComparisonTable<'_>) {
        self.push("<div class=\"table compare\" role=\"region\" tabindex=\"0\" aria-label=\"States side by side\"><table>\n<thead><tr><th scope=\"col\">Topic</th>");
        for column in &table.states {
            self.push(&format!("<th scope=\"col\" data-state=\"{}\">", column.state.iso2));
            self.state_name(column);
            self.push("</th>");
        }
        self.push("</tr></thead>\n");
        for group in &table.groups {
            let span = table.states.len() + 1;
            self.push(&format!(
                "<tbody>\n<tr class=\"group\"><th colspan=\"{span}\" scope=\"rowgroup\"><span>"
            ));
            self.text(group.title);
            self.push("</span></th></tr>\n");
            for topic in &group.topics {
                self.push(&format!("<tr data-topic=\"{}\"><th scope=\"row\">", topic.key));
                self.topic_name(topic);
                self.push("</th>");
                for column in &table.states {
                    self.cell_of(column, topic, &column.state.name);
                }
                self.push("</tr>\n");
            }
            self.push("</tbody>\n");
        }
        self.push("</table></div>\n");
    }

    /// States by the topics of a group.
    fn group_table(&mut self, table: &ComparisonTable<'_>, group: &TopicGroup<'_>) {
        self.push("<div class=\"table compare\" role=\"region\" tabindex=\"0\" aria-label=\"");
        self.attribute(group.title);
        self.push("\"><table>\n<thead><tr><th scope=\"col\">State</th>");
        for topic in &group.topics {
            self.push("<th scope=\"col\">");
            self.topic_name(topic);
            self.push("</th>");
        }
        self.push("</tr></thead>\n<tbody>\n");
        for column in &table.states {
            self.push("<tr><th scope=\"row\">");
            self.state_name(column);
            self.push("</th>");
            for topic in &group.topics {
                self.cell_of(column, topic, &topic.label);
            }
            self.push("</tr>\n");
        }
        self.push("</tbody></table></div>\n");
    }

    pub(super) fn state_name(&mut self, column: &StateColumn<'_>) {
        match &column.annex {
            Some((_, address)) => {
                let href = self.site_link(address);
                self.open_link(&href);
                self.text(&column.state.name);
                self.push("</a>");
            }
            None => self.text(&column.state.name),
        }
    }

    fn topic_name(&mut self, topic: &LayoutField) {
        if self.form == Form::Whole {
            self.text(&topic.label);
            return;
        }
        let href = self.site_link(&topic_address(self.page, topic));
        self.open_link(&href);
        self.text(&topic.label);
        self.push("</a>");
    }

    /// A cell: value, provision, evidence, date. `label` names it where the table falls apart into
    /// cards.
    fn cell_of(&mut self, column: &StateColumn<'_>, topic: &LayoutField, label: &str) {
        self.push(&format!("<td data-state=\"{}\" data-label=\"", column.state.iso2));
        self.attribute(label);
        self.push("\">");
        match column.cell(topic) {
            Cell::Value(fact) => {
                self.cell_value(column, topic, fact);
                self.cell_provision(column, fact);
                self.push("<span class=\"standing\">");
                self.standing(fact.evidence, &[]);
                if let Some((annex, _)) = &column.annex {
                    self.text(&format!(" {}", clock::long_date(&annex.last_verified)));
                }
                self.push("</span>");
            }
            Cell::NotEstablished(_) => {
                self.push("<span class=\"value missing\">not established</span>");
                self.supply(column, topic);
            }
            Cell::NotSupplied => {
                self.push("<span class=\"value missing\">");
                self.text(NOT_SUPPLIED);
                self.push("</span>");
                self.supply(column, topic);
            }
        }
        self.push("</td>");
    }

    /// The value, linked to where it stands in the annex.
    fn cell_value(&mut self, column: &StateColumn<'_>, topic: &LayoutField, fact: &Fact) {
        if let Some(address) = column.address(topic) {
            let href = self.site_link(&address);
            self.push("<a class=\"value\" href=\"");
            self.attribute(&href);
            self.push("\">");
        }
        for (at, part) in value_parts(topic, fact).iter().enumerate() {
            if at > 0 {
                self.push("; ");
            }
            if let Some(label) = &part.label {
                self.push("<span class=\"part\">");
                self.text(label);
                self.push(":</span> ");
            }
            self.text(part.words.as_deref().unwrap_or("not established"));
        }
        if column.annex.is_some() {
            self.push("</a>");
        }
    }

    fn cell_provision(&mut self, column: &StateColumn<'_>, fact: &Fact) {
        let statute = column.annex.as_ref().and_then(|(annex, _)| compare::statute(annex, fact));
        let words: Vec<&str> = statute.into_iter().chain(fact.cite.as_deref()).collect();
        if !words.is_empty() {
            self.push("<span class=\"cite\">");
            self.text(&words.join(", "));
            self.push("</span>");
        }
    }

    /// How a delegate fills an empty cell.
    fn supply(&mut self, column: &StateColumn<'_>, topic: &LayoutField) {
        let Some(entry) = self.around.book.tables.pages.get(CONTRIBUTE) else { return };
        self.reads.insert(TableKey::Page(CONTRIBUTE.to_owned()));
        let href = self.site_link(&entry.address);
        self.push(" <a class=\"supply\" href=\"");
        self.attribute(&href);
        self.push("\">Supply it<span class=\"unseen\">: ");
        self.text(&format!("{}, {}", topic.label, column.state.name));
        self.push("</span></a>");
    }

    fn group_page(&mut self, table: &ComparisonTable<'_>, group: &TopicGroup<'_>) {
        self.compared(table);
        self.group_table(table, group);
        let keys: Vec<&str> = group.topics.iter().map(|topic| topic.key.as_str()).collect();
        self.back(&format!("topics={}", keys.join(",")));
    }

    /// One topic in all States, with sources and remarks.
    fn topic_page(&mut self, table: &ComparisonTable<'_>, group: &TopicGroup<'_>, topic: &LayoutField) {
        self.compared(table);
        self.push("<p>Group: ");
        let href = self.site_link(&group_address(self.page, group));
        self.open_link(&href);
        self.text(group.title);
        self.push("</a></p>\n");
        self.push("<div class=\"table compare one\" role=\"region\" tabindex=\"0\" aria-label=\"");
        self.attribute(&topic.label);
        self.push("\"><table>\n<thead><tr><th scope=\"col\">State</th><th scope=\"col\">Value and provision</th><th scope=\"col\">Evidence and sources</th><th scope=\"col\">Last verified</th></tr></thead>\n<tbody>\n");
        for column in &table.states {
            self.topic_row(column, topic);
        }
        self.push("</tbody></table></div>\n");
        self.back(&format!("topics={}", topic.key));
    }

    fn topic_row(&mut self, column: &StateColumn<'_>, topic: &LayoutField) {
        self.push("<tr><th scope=\"row\">");
        self.state_name(column);
        self.push("</th><td data-label=\"Value and provision\">");
        let cell = column.cell(topic);
        let fact = match cell {
            Cell::Value(fact) | Cell::NotEstablished(fact) => Some(fact),
            Cell::NotSupplied => None,
        };
        match cell {
            Cell::Value(fact) => {
                self.cell_value(column, topic, fact);
                self.cell_provision(column, fact);
            }
            Cell::NotEstablished(_) => self.missing(),
            Cell::NotSupplied => {
                self.push("<span class=\"value missing\">");
                self.text(NOT_SUPPLIED);
                self.push("</span>");
            }
        }
        if !cell.is_filled() {
            self.supply(column, topic);
        }
        self.note(fact.and_then(|fact| fact.note.as_deref()));
        self.push("</td><td data-label=\"Evidence and sources\">");
        match fact.filter(|fact| fact.evidence != Evidence::None) {
            Some(fact) => self.standing(fact.evidence, &fact.sources),
            None => self.push("—"),
        }
        self.push("</td><td data-label=\"Last verified\">");
        match &column.annex {
            Some((annex, _)) => self.text(&clock::long_date(&annex.last_verified)),
            None => self.push("—"),
        }
        self.push("</td></tr>\n");
    }

    /// The way back to the whole table, narrowed to what this page shows.
    fn back(&mut self, choice: &str) {
        let href = self.site_link(&format!("{}#{choice}", self.page.address()));
        self.push("<p>");
        self.open_link(&href);
        self.push("All topics and States</a></p>\n");
    }
}
