//! The docket: one row an amendment.

use jiff::Timestamp;
use serde::Serialize;

use crate::model::{AmendmentView, RecordView};

/// A row of the docket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The editors' short number.
    pub docket: String,
    /// Its id.
    pub id: String,
    /// Code of its State.
    pub state: Option<String>,
    /// Its kind.
    pub kind: String,
    /// Where it stands.
    pub stage: String,
    /// Whether it came late.
    pub late: bool,
    /// Its round.
    pub round: Option<String>,
    /// What it does.
    pub title: String,
    /// Id of its author.
    pub author: String,
    /// Whole days since its intake.
    pub age_days: i64,
    /// Whole days until its round closes; negative after that.
    pub days_to_close: Option<i64>,
    /// Requirements that are met, and all of them.
    pub met: usize,
    /// Number of requirements.
    pub needs: usize,
    /// Ids of the persons who could meet what is not met.
    pub awaited: Vec<String>,
    /// Short numbers of amendments that it clashes with.
    pub clashes: Vec<String>,
    /// How its author's key is kept; empty where that is not known.
    pub assurance: String,
    /// The States whose files it touches, by their codes.
    pub touches: Vec<String>,
    /// That it rests on a key which others may have held, in words; empty where it does not.
    pub doubt: String,
}

/// The rows of a record at a time, in the order of intake.
#[must_use]
pub fn rows(view: &RecordView, now: Timestamp) -> Vec<Row> {
    view.amendments.iter().map(|amendment| row(amendment, now)).collect()
}

fn row(amendment: &AmendmentView, now: Timestamp) -> Row {
    let (met, needs) = amendment.met();
    let mut clashes: Vec<String> =
        amendment.neighbours.iter().filter(|other| other.clash).map(|other| other.docket.clone()).collect();
    clashes.dedup();
    let days = |from: Timestamp, to: Timestamp| (to.as_second() - from.as_second()).div_euclid(86_400);
    let closes = amendment.closes.as_ref().and_then(|day| format!("{day}T23:59:59Z").parse().ok());
    Row {
        docket: amendment.docket.clone(),
        id: amendment.id.clone(),
        state: amendment.state.clone(),
        kind: amendment.kind.clone(),
        stage: amendment.stage.clone(),
        late: amendment.late,
        round: amendment.round.clone(),
        title: amendment.title.clone(),
        author: amendment.author.clone(),
        age_days: amendment.received.parse().map_or(0, |received| days(received, now)),
        days_to_close: closes.map(|closes| days(now, closes)),
        met,
        needs,
        awaited: amendment.awaited().into_iter().map(str::to_owned).collect(),
        clashes,
        assurance: amendment.assurance.clone(),
        touches: amendment.touches.clone(),
        doubt: amendment.doubt.clone(),
    }
}
