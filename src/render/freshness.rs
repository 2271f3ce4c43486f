//! The list of a reference page: how fresh and how full the annexes are.

use super::body::Writer;
use crate::clock;
use crate::model::{Evidence, TableKey};
use crate::resolve::compare::{ComparisonTable, NOT_SUPPLIED, StateColumn};
use crate::resolve::freshness::{FreshnessBoard, StateFreshness, board, percent};

/// The degrees that a value can have, strongest first.
const DEGREES: [Evidence; 4] =
    [Evidence::TwoSources, Evidence::OneSource, Evidence::OpeningOnly, Evidence::Unverified];

impl Writer<'_> {
    /// Writes how fresh and how full the annexes are.
    pub(super) fn freshness(&mut self) {
        let Some(handbook) = &self.around.config.handbook else { return };
        let table = ComparisonTable::of(self.around.book);
        let board = board(&table, self.around.clock.date(), handbook.stale_after_months);
        self.reads.insert(TableKey::Reference("annex-layout"));
        self.generated_heading(2, "board", "The annexes");
        self.fill_figure(&board);
        self.open_table("Freshness of the annexes");
        self.push("<thead><tr><th scope=\"col\">State</th><th scope=\"col\">Status</th><th scope=\"col\">Last verified</th><th scope=\"col\">Lowest evidence</th>");
        for degree in DEGREES {
            self.push("<th scope=\"col\" class=\"count\">");
            let label = self.around.book.reference.evidence_label(degree).to_owned();
            self.text(&label);
            self.push("</th>");
        }
        self.push("<th scope=\"col\" class=\"count\">Empty</th><th scope=\"col\" class=\"count\">Filled</th></tr></thead>\n<tbody>\n");
        for (column, row) in table.states.iter().zip(&board.states) {
            self.board_row(column, row, board.limit_months);
        }
        self.push("</tbody></table></div>\n");
        self.generated_heading(2, "empty", "Empty fields");
        self.push("<dl class=\"entries empty-fields\">\n");
        for (column, row) in table.states.iter().zip(&board.states) {
            self.empty_fields(column, row);
        }
        self.push("</dl>\n");
    }

    /// The fill rate of all comparable cells as one figure.
    fn fill_figure(&mut self, board: &FreshnessBoard) {
        let fresh = board.states.iter().filter(|state| !state.stale).count();
        self.push("<p class=\"figure\"><strong>");
        self.text(&format!("{} per cent", percent(board.filled, board.cells)));
        self.push("</strong> ");
        self.text(&format!(
            "of the comparable fields have a value: {} of {}. {fresh} of {} annexes are younger than the limit of {} months on {}.",
            board.filled,
            board.cells,
            board.states.len(),
            board.limit_months,
            self.around.clock.long()
        ));
        self.push("</p>\n");
    }

    fn board_row(&mut self, column: &StateColumn<'_>, row: &StateFreshness, limit: u32) {
        self.push("<tr><th scope=\"row\">");
        self.state_name(column);
        self.push("</th><td>");
        self.text(&row.status.as_deref().unwrap_or(NOT_SUPPLIED).replace('-', " "));
        self.push("</td><td>");
        match &row.last_verified {
            Some(date) => self.text(&clock::long_date(date)),
            None => self.push("—"),
        }
        if let Some(age) = row.age_months {
            let unit = if age == 1 { "month" } else { "months" };
            self.push(&format!(" <span class=\"age\">{age} {unit} of {limit}</span>"));
        }
        if row.stale {
            self.push(" <strong class=\"overdue\">to be verified</strong>");
        }
        self.push("</td><td>");
        match row.lowest_evidence {
            Some(evidence) => self.standing(evidence, &[]),
            None => self.push("—"),
        }
        self.push("</td>");
        for degree in DEGREES {
            let count = row.evidence.get(&degree).copied().unwrap_or(0);
            self.push(&format!("<td class=\"count\">{count}</td>"));
        }
        self.push("<td class=\"count\">");
        let href = format!("#{}", self.id(&empty_id(&row.state)));
        self.open_link(&href);
        self.push(&format!(
            "{}</a></td><td class=\"count\">{} of {} ({}&nbsp;%)</td></tr>\n",
            row.empty.len(),
            row.filled,
            row.cells,
            percent(row.filled, row.cells)
        ));
    }

    fn empty_fields(&mut self, column: &StateColumn<'_>, row: &StateFreshness) {
        let id = self.id(&empty_id(&row.state));
        self.push(&format!("<div class=\"entry\" id=\"{id}\"><dt>"));
        self.text(&row.name);
        self.push("</dt><dd>");
        if row.empty.is_empty() {
            self.text("none");
        }
        let layout = &self.around.book.reference.layout;
        for (at, topic) in row.empty.iter().filter_map(|key| layout.field(key)).enumerate() {
            if at > 0 {
                self.push(", ");
            }
            match column.address(topic) {
                Some(address) => {
                    let href = self.site_link(&address);
                    self.open_link(&href);
                    self.text(&topic.label);
                    self.push("</a>");
                }
                None => self.text(&topic.label),
            }
        }
        self.push("</dd></div>\n");
    }
}

fn empty_id(state: &str) -> String {
    format!("empty-{}", state.to_lowercase())
}
