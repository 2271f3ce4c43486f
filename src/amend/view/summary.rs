//! A round in a table: one row an amendment and text, in the form in which standards bodies comment.

use serde::Serialize;

use crate::model::{AmendmentView, RecordView};

/// A row of a summary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SummaryRow {
    /// The text.
    pub path: String,
    /// The editors' short number.
    pub docket: String,
    /// Code of the State.
    pub state: Option<String>,
    /// The heading or headings that are changed.
    pub clause: String,
    /// The kind of amendment.
    pub kind: String,
    /// What is proposed.
    pub proposal: String,
    /// Why.
    pub justification: String,
    /// What became of it, with the reason.
    pub disposition: String,
    /// Its id.
    pub id: String,
}

/// The amendments of a round by text, then by their numbers.
#[must_use]
pub fn summary(view: &RecordView, round: &str) -> Vec<SummaryRow> {
    let of_round = view.amendments.iter().filter(|amendment| amendment.round.as_deref() == Some(round));
    let mut rows: Vec<SummaryRow> = of_round
        .flat_map(|amendment| {
            let none = [String::new()];
            let paths = if amendment.paths.is_empty() { &none[..] } else { &amendment.paths };
            paths.iter().map(|path| row(amendment, path)).collect::<Vec<_>>()
        })
        .collect();
    rows.sort();
    rows
}

fn row(amendment: &AmendmentView, path: &str) -> SummaryRow {
    let mut clauses: Vec<&str> = amendment.heading.iter().map(String::as_str).collect();
    let changed = amendment.changes.iter().filter(|change| change.path == path);
    for heading in changed.flat_map(|change| &change.passages).map(|passage| passage.heading.as_str()) {
        if !heading.is_empty() && !clauses.contains(&heading) {
            clauses.push(heading);
        }
    }
    if let Some(id) = &amendment.objects_to {
        clauses.push(id);
    }
    let last = amendment.history.last();
    let reason = last.map_or("", |step| step.reason.as_str());
    let mut disposition = amendment.stage.clone();
    if amendment.late {
        disposition.push_str(", late");
    }
    if !reason.is_empty() {
        disposition.push_str(&format!(": {}", reason.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    SummaryRow {
        path: path.to_owned(),
        docket: amendment.docket.clone(),
        state: amendment.state.clone(),
        clause: clauses.join("; "),
        kind: amendment.kind.clone(),
        proposal: amendment.title.clone(),
        justification: amendment.rationale.join(" "),
        disposition,
        id: amendment.id.clone(),
    }
}
