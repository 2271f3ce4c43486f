//! `handbook round`: rounds of work.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::acting::{
    AS_TEXT, Act, Hand, Recording, Stop, ended, for_programs, given_text, print_json, recorded,
};
use super::paint::Ink;
use super::run::{Ending, Session};
use crate::amend::record::round_path;
use crate::amend::view::{SummaryRow, summary, view};
use crate::amend::{Refusal, RefusalCode, actions};
use crate::error::{Error, Result};
use crate::fs;
use crate::pipeline::Recorded;
use crate::render::escape;

/// What to do with rounds.
#[derive(Debug, Args)]
pub(super) struct RoundArguments {
    #[command(subcommand)]
    pub action: RoundAction,
}

/// Actions on rounds.
#[derive(Debug, Subcommand)]
pub(super) enum RoundAction {
    /// Set up a round from the file with its dates
    Open {
        /// The round's file, as docs/formats/round.md describes it
        file: Utf8PathBuf,
        /// On what decision
        #[arg(long, default_value = "", value_name = "TEXT")]
        text: String,
        #[command(flatten)]
        recording: Recording,
    },
    /// Give a round more time (the Chair)
    Extend {
        /// The round
        round: String,
        /// Which timetable
        #[arg(long, value_enum)]
        track: TrackChoice,
        /// The new last day
        #[arg(long, value_name = "DATE")]
        closes: String,
        /// Day by which the rapporteurs summarise, where it moves too
        #[arg(long, value_name = "DATE")]
        summary_by: Option<String>,
        /// Last day for objections, where it moves too
        #[arg(long, value_name = "DATE")]
        review_closes: Option<String>,
        /// First day of the adoption, where it moves too
        #[arg(long, value_name = "DATE")]
        not_before: Option<String>,
        /// Why
        #[arg(long, default_value = "", value_name = "TEXT")]
        text: String,
        #[command(flatten)]
        recording: Recording,
    },
    /// Close a round after its last day
    Close {
        /// The round
        round: String,
        /// Remark
        #[arg(long, default_value = "", value_name = "TEXT")]
        text: String,
        #[command(flatten)]
        recording: Recording,
    },
    /// Record that the meeting adopted the conclusions (the Chair)
    Adopt {
        /// The round
        round: String,
        /// The minutes: date, document, item
        #[arg(long, value_name = "TEXT")]
        minutes: String,
        /// Remark
        #[arg(long, default_value = "", value_name = "TEXT")]
        text: String,
        #[command(flatten)]
        recording: Recording,
    },
    /// The round in a table: text, number, State, clause, kind, proposal, reason, outcome
    Summary {
        /// The round
        round: String,
        /// Only texts whose path has this in it, for example chapters/extradition
        #[arg(long, value_name = "PART")]
        text: Option<String>,
        /// Write the table as a page to this file
        #[arg(long, value_name = "FILE")]
        html: Option<Utf8PathBuf>,
        /// Write the table with commas to this file
        #[arg(long, value_name = "FILE")]
        csv: Option<Utf8PathBuf>,
    },
}

/// The two timetables of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TrackChoice {
    /// National law
    Annex,
    /// Suggestions on chapters
    Chapter,
}

/// Runs an action on rounds.
pub(super) fn run(session: &Session<'_>, arguments: &RoundArguments) -> Result<Ending> {
    let act = match &arguments.action {
        RoundAction::Open { file, text, recording } => open(session, file, text, recording),
        RoundAction::Extend { round, text, recording, .. } => {
            extend(session, &arguments.action, round, text, recording)
        }
        RoundAction::Close { round, text, recording } => close(session, round, text, recording),
        RoundAction::Adopt { round, minutes, text, recording } => {
            adopt(session, round, minutes, text, recording)
        }
        RoundAction::Summary { round, text, html, csv } => {
            summarise(session, round, text.as_deref(), html.as_ref(), csv.as_ref())
        }
    };
    ended(session, act)
}

fn open(session: &Session<'_>, file: &Utf8PathBuf, reason: &str, recording: &Recording) -> Act {
    let hand = Hand::of(session, recording)?;
    let text = given_text(file, AS_TEXT)?;
    hand.record(session, actions::open_round(&hand.desk()?, &text, reason))
}

fn extend(
    session: &Session<'_>,
    action: &RoundAction,
    round: &str,
    reason: &str,
    recording: &Recording,
) -> Act {
    let RoundAction::Extend { track, closes, summary_by, review_closes, not_before, .. } = action else {
        return Ok(());
    };
    let hand = Hand::of(session, recording)?;
    let old = file_of(&hand.recorded, round)?;
    let table = match track {
        TrackChoice::Annex => "[track.annex]",
        TrackChoice::Chapter => "[track.chapter]",
    };
    let mut text = with_day(&old, table, "closes", closes)?;
    for (table, key, day) in [
        ("[chapter.review]", "summary_by", summary_by),
        ("[chapter.review]", "review_closes", review_closes),
        ("[adoption]", "not_before", not_before),
    ] {
        if let Some(day) = day {
            text = with_day(&text, table, key, day)?;
        }
    }
    hand.record(session, actions::extend_round(&hand.desk()?, &text, reason))
}

fn file_of(recorded: &Recorded, round: &str) -> Act<String> {
    let bytes = recorded.record.files.get(&round_path(round));
    bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).ok_or_else(|| unknown(recorded, round))
}

fn unknown(recorded: &Recorded, round: &str) -> Stop {
    let known: Vec<&str> = recorded.progress.rounds.keys().map(String::as_str).collect();
    let known = if known.is_empty() { "there is none yet".to_owned() } else { known.join(", ") };
    Refusal::new(
        RefusalCode::R0070,
        format!("the round `{}` is not in the record", crate::diagnostic::visible(round)),
        format!("name one of the rounds: {known}"),
    )
    .into()
}

/// The text of a round with another day in one of its tables.
fn with_day(text: &str, table: &str, key: &str, day: &str) -> Result<String> {
    if crate::clock::full_date(day).is_none() {
        return Err(Error::usage(format!("`{day}` is not a date; write it as 2026-12-31")));
    }
    let mut inside = false;
    let mut found = false;
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            if line.trim_start().starts_with('[') {
                inside = line.trim_start().starts_with(table);
            }
            let is_key = line.split('=').next().is_some_and(|word| word.trim() == key);
            if !(inside && is_key) {
                return line.to_owned();
            }
            found = true;
            let comment = line.find('#').map_or("", |at| &line[at..]);
            format!("{key} = {day}{}{comment}", if comment.is_empty() { "" } else { " " })
        })
        .collect();
    if !found {
        return Err(Error::usage(format!("the round has no `{key}` under `{table}`")));
    }
    Ok(lines.join("\n") + "\n")
}

fn close(session: &Session<'_>, round: &str, reason: &str, recording: &Recording) -> Act {
    let hand = Hand::of(session, recording)?;
    hand.record(session, actions::close_round(&hand.desk()?, round, reason))
}

fn adopt(session: &Session<'_>, round: &str, minutes: &str, reason: &str, recording: &Recording) -> Act {
    let hand = Hand::of(session, recording)?;
    hand.record(session, actions::adopt(&hand.desk()?, round, minutes, reason))
}

fn summarise(
    session: &Session<'_>,
    round: &str,
    part: Option<&str>,
    html: Option<&Utf8PathBuf>,
    csv: Option<&Utf8PathBuf>,
) -> Act {
    let recorded = recorded(session)?;
    if !recorded.progress.rounds.contains_key(round) {
        return Err(unknown(&recorded, round));
    }
    let all = view(&recorded.record, &recorded.progress, recorded.progress.time);
    let mut rows = summary(&all, round);
    rows.retain(|row| part.is_none_or(|part| row.path.contains(part)));
    let mut written = Vec::new();
    if let Some(file) = html {
        fs::write_atomic(file, page(round, &rows).as_bytes())?;
        written.push(file);
    }
    if let Some(file) = csv {
        fs::write_atomic(file, table(&rows).as_bytes())?;
        written.push(file);
    }
    if for_programs(session) {
        print_json(
            session,
            &json!({ "version": 1, "round": round, "rows": rows, "files": written.iter().map(|file| file.as_str()).collect::<Vec<_>>() }),
        );
        return Ok(());
    }
    let paint = session.out.paint();
    let mut out = String::new();
    for rows in rows.chunk_by(|one, other| one.path == other.path) {
        out.push_str(&format!("{}\n", paint.text(Ink::Strong, &rows[0].path)));
        for row in rows {
            let state = row.state.as_deref().unwrap_or("editors");
            out.push_str(&format!("  {}  {state}, {}: {}\n", row.docket, row.kind, row.proposal));
            out.push_str(&format!("      {}\n", paint.paragraph(&row.disposition, 6)));
        }
    }
    let open = rows.iter().filter(|row| {
        row.disposition.starts_with("submitted") || row.disposition.starts_with("under-review")
    });
    out.push_str(&format!("{} rows, {} without a decision\n", rows.len(), open.count()));
    for file in written {
        out.push_str(&format!("wrote `{file}`\n"));
    }
    session.out.result(&out);
    Ok(())
}

const COLUMNS: [&str; 8] =
    ["Text", "Number", "State", "Clause", "Kind", "Proposal", "Justification", "Outcome"];

fn cells(row: &SummaryRow) -> [&str; 8] {
    [
        &row.path,
        &row.docket,
        row.state.as_deref().unwrap_or(""),
        &row.clause,
        &row.kind,
        &row.proposal,
        &row.justification,
        &row.disposition,
    ]
}

/// The table by RFC 4180. A cell that a spreadsheet would take for a formula begins with `'`.
fn table(rows: &[SummaryRow]) -> String {
    let cell = |text: &str| {
        let guard = if text.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    };
    let mut out = format!("{}\r\n", COLUMNS.map(cell).join(","));
    for row in rows {
        out.push_str(&format!("{}\r\n", cells(row).map(cell).join(",")));
    }
    out
}

fn page(round: &str, rows: &[SummaryRow]) -> String {
    let head: String = COLUMNS.iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
    let body: String = rows
        .iter()
        .map(|row| {
            let cells: String = cells(row).iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
            format!("<tr>{cells}</tr>\n")
        })
        .collect();
    let round = escape(round);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Summary of round {round}</title>\n\
         <style>body{{font:10pt/1.4 sans-serif}}table{{border-collapse:collapse;width:100%}}th,td{{border:1px solid #555;\
         padding:3pt;text-align:left;vertical-align:top;overflow-wrap:anywhere}}thead{{display:table-header-group}}\
         @page{{size:A4 landscape;margin:12mm}}</style>\n</head>\n<body>\n<h1>Summary of round {round}</h1>\n\
         <table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_changed_in_its_own_table_only() {
        let text = "id = \"R1\"\n[track.annex]\nopens = 2026-09-01\ncloses = 2026-12-15 # end\n[track.chapter]\ncloses = 2026-11-30\n";
        let new = with_day(text, "[track.annex]", "closes", "2026-12-31").unwrap();
        assert_eq!(new, text.replace("2026-12-15", "2026-12-31"));
        assert!(with_day(text, "[adoption]", "not_before", "2026-12-31").is_err());
        assert!(with_day(text, "[track.annex]", "closes", "soon").is_err());
    }

    #[test]
    fn cells_cannot_become_formulas_or_markup() {
        let row = SummaryRow {
            path: "content/a.md".into(),
            docket: "R1/XA/001".into(),
            state: None,
            clause: "=SUM(A1)".into(),
            kind: "remark".into(),
            proposal: "say \"this\"".into(),
            justification: "<b>".into(),
            disposition: "accepted".into(),
            id: "XA".into(),
        };
        let csv = table(std::slice::from_ref(&row));
        assert!(csv.contains("\"'=SUM(A1)\"") && csv.contains("\"say \"\"this\"\"\""), "{csv}");
        assert!(page("R1", &[row]).contains("<td>&lt;b&gt;</td>"));
    }
}
