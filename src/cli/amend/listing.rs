//! `amend list` and `amend status`.

use serde_json::json;

use super::super::acting::{Act, for_programs, person, print_json, recorded};
use super::super::key::public_half;
use super::super::paint::{Ink, Paint};
use super::super::run::Session;
use super::options::ListArguments;
use super::print::kept;
use crate::amend::view::{Row, rows, view};
use crate::error::{Error, Result};
use crate::pipeline::Recorded;

/// The docket.
pub(super) fn list(session: &Session<'_>, options: &ListArguments) -> Act {
    let recorded = recorded(session)?;
    let now = options.at.moment()?.max(recorded.progress.time);
    let all = view(&recorded.record, &recorded.progress, now);
    let mine = match &options.mine {
        Some(file) => Some(person(&recorded, &public_half(file)?)?.id.clone()),
        None => None,
    };
    let state = match &options.state {
        Some(state) => Some(known_state(&recorded, state)?),
        None => None,
    };
    if let Some(round) = options.round.as_ref().filter(|round| !recorded.progress.rounds.contains_key(*round))
    {
        return Err(unknown("round", round, recorded.progress.rounds.keys()).into());
    }
    let persons = &recorded.progress.registry.persons;
    if let Some(person) =
        options.awaiting.as_ref().filter(|name| !persons.iter().any(|person| person.id == **name))
    {
        return Err(unknown("person", person, persons.iter().map(|person| &person.id)).into());
    }
    let mut found = rows(&all, now);
    found.retain(|row| {
        options.stage.is_none_or(|stage| row.stage == stage.name())
            && state.as_ref().is_none_or(|state| is_of(state, row.state.as_ref(), &row.touches))
            && options.round.as_ref().is_none_or(|round| row.round.as_ref() == Some(round))
            && options.awaiting.as_ref().is_none_or(|person| row.awaited.contains(person))
            && mine.as_ref().is_none_or(|author| row.author == *author)
    });
    if for_programs(session) {
        print_json(session, &json!({ "version": 1, "amendments": found }));
        return Ok(());
    }
    let paint = session.out.paint();
    let mut out: String = found.iter().map(|row| line(paint, row)).collect();
    let word = if found.len() == 1 { "amendment" } else { "amendments" };
    out.push_str(&format!("{} {word}\n", found.len()));
    session.out.result(&out);
    Ok(())
}

fn line(paint: Paint, row: &Row) -> String {
    let late = if row.late { ", late" } else { "" };
    let mut out = format!(
        "{}  {}  {}, {}{late}\n",
        paint.text(Ink::Strong, &row.docket),
        paint.text(Ink::Plain, &row.title),
        row.kind,
        row.stage
    );
    let mut facts = vec![row.id.clone(), age(row.age_days)];
    if row.needs > 0 {
        facts.push(format!("{} of {} requirements met", row.met, row.needs));
        facts.extend(row.days_to_close.map(closes));
    }
    facts.extend(by_others(&row.touches, row.state.as_deref(), &row.author));
    facts.extend(kept(&row.assurance).map(|words| format!("signed {words}")));
    out.push_str(&format!("    {}\n", facts.join("; ")));
    if !row.awaited.is_empty() {
        out.push_str(&format!(
            "    {}\n",
            paint.paragraph(&format!("awaited: {}", row.awaited.join(", ")), 4)
        ));
    }
    if !row.clashes.is_empty() {
        let text = format!("clashes with {}", row.clashes.join(", "));
        out.push_str(&format!("    {}\n", paint.text(Ink::Bad, &text)));
    }
    if !row.doubt.is_empty() {
        out.push_str(&format!("    in doubt: {}\n", paint.text(Ink::Bad, &row.doubt)));
    }
    out
}

/// Whether an amendment is a State's business: it is its own, or changes its text.
fn is_of(state: &str, own: Option<&String>, touches: &[String]) -> bool {
    own.is_some_and(|own| own == state) || touches.iter().any(|touched| touched == state)
}

/// That it changes the text of a State for which its author does not speak.
fn by_others(touches: &[String], own: Option<&str>, author: &str) -> Option<String> {
    let others: Vec<&str> = touches.iter().map(String::as_str).filter(|state| Some(*state) != own).collect();
    (!others.is_empty()).then(|| format!("to the text of {}, by `{author}`", others.join(", ")))
}

fn age(days: i64) -> String {
    match days {
        0 => "received today".to_owned(),
        1 => "received 1 day ago".to_owned(),
        _ => format!("received {days} days ago"),
    }
}

fn closes(days: i64) -> String {
    match days {
        0 => "the round closes today".to_owned(),
        1 => "the round closes in 1 day".to_owned(),
        days if days < 0 => "the round has closed".to_owned(),
        _ => format!("the round closes in {days} days"),
    }
}

/// The code of a State of this handbook, in capitals.
fn known_state(recorded: &Recorded, text: &str) -> Result<String> {
    let states = &recorded.record.states;
    let code = text.to_uppercase();
    if states.contains(&code) { Ok(code) } else { Err(unknown("State", text, states)) }
}

/// To look for what there is not would give an empty list, which reads as if nothing were awaited.
fn unknown<'a>(what: &str, text: &str, known: impl IntoIterator<Item = &'a String>) -> Error {
    let known: Vec<&str> = known.into_iter().map(String::as_str).collect();
    Error::usage(format!(
        "there is no {what} `{}` here; there are {}",
        crate::diagnostic::visible(text),
        known.join(", ")
    ))
}

/// A State's amendments and what is awaited from whom.
pub(super) fn status(session: &Session<'_>, state: Option<&str>) -> Act {
    let recorded = recorded(session)?;
    let state = match state {
        Some(state) => Some(known_state(&recorded, state)?),
        None => None,
    };
    let state = state.as_deref();
    let now = recorded.progress.time;
    let all = view(&recorded.record, &recorded.progress, now);
    let own: Vec<_> = all
        .amendments
        .iter()
        .filter(|amendment| {
            state.is_none_or(|state| is_of(state, amendment.state.as_ref(), &amendment.touches))
        })
        .collect();
    if for_programs(session) {
        print_json(session, &json!({ "version": 1, "state": state, "amendments": own }));
        return Ok(());
    }
    let paint = session.out.paint();
    let mut out = String::new();
    for amendment in &own {
        let late = if amendment.late { ", late" } else { "" };
        let head = format!("{}  {}: {}{late}", amendment.docket, amendment.title, amendment.stage);
        out.push_str(&format!("{}\n", paint.text(Ink::Strong, &head)));
        let others = by_others(&amendment.touches, amendment.state.as_deref(), &amendment.author);
        if let Some(words) = others {
            out.push_str(&format!("    {words}\n"));
        }
        if !amendment.doubt.is_empty() {
            out.push_str(&format!("    in doubt: {}\n", paint.text(Ink::Bad, &amendment.doubt)));
        }
        match amendment.stage.as_str() {
            "returned" | "rejected" => {
                let reason = amendment.history.last().map_or("", |step| step.reason.as_str());
                out.push_str(&format!("    {}\n", paint.paragraph(&format!("the reason: {reason}"), 4)));
                if amendment.stage == "returned" {
                    let author = &amendment.author;
                    out.push_str(&format!(
                        "    {author} may send a new one with `--supersedes {}`\n",
                        amendment.id
                    ));
                }
            }
            _ => {
                for need in amendment.requirements.iter().filter(|need| !need.lets_pass) {
                    let who = if need.who.is_empty() {
                        String::new()
                    } else {
                        format!(" ({})", need.who.join(", "))
                    };
                    out.push_str(&format!(
                        "    {}\n",
                        paint.paragraph(&format!("awaited: {}{who}", need.words), 4)
                    ));
                }
            }
        }
        for other in amendment.neighbours.iter().filter(|other| other.clash) {
            out.push_str(&format!("    clashes with {}: {}\n", other.docket, other.verdict));
        }
    }
    if own.is_empty() {
        out.push_str("no amendments\n");
    }
    session.out.result(&out);
    Ok(())
}
