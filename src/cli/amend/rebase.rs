//! `amend rebase`: an amendment brought to the text as it is now.

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::super::acting::{Act, At, Stop, amendment, recorded, write_new};
use super::super::paint::Paint;
use super::super::run::Session;
use super::print::{redlines, threes};
use crate::amend::view::three_view;
use crate::amend::{
    AmendmentId, Answers, Candidate, Edit, Refusal, RefusalCode, Seen, Stage, candidate, clash_places,
    compose,
};
use crate::model::ThreeView;
use crate::pipeline::Recorded;

/// Writes a draft that rests on the text as it is now; says which sections must be read again.
pub(super) fn rebase(session: &Session<'_>, id: &str, output: Option<&Utf8Path>, at: &At) -> Act {
    let recorded = recorded(session)?;
    let id = amendment(&recorded, id)?;
    waits(&recorded, &id)?;
    let found = match brought(&recorded, &id) {
        Err(stop) => {
            if session.out.for_people() {
                session.out.remark(&threes(session.out.paint(), &clashing(&recorded, &id)));
            }
            return Err(stop);
        }
        Ok(found) => found,
    };
    if found.changes.iter().all(|change| change.before == change.after) {
        return Err(Refusal::new(
            RefusalCode::R0029,
            format!("the text as it is now says already what `{id}` proposes"),
            "there is nothing to bring there; its author can take it back with `handbook amend withdraw`",
        )
        .into());
    }
    let draft = draft(&recorded, &id, &found, at.moment()?)?;
    let file = output.map_or_else(|| Utf8PathBuf::from(format!("{id}.rebased.amend")), Utf8Path::to_owned);
    write_new(&file, draft.as_bytes())?;
    if session.out.for_people() {
        let mut out = redlines(session.out.paint(), &found.changes);
        if !found.rebased {
            out.push_str("the text has not moved; the draft rests on the same text as before\n");
        }
        out.push_str(&format!(
            "wrote `{file}`: it is not what its author signed; next: its author reads and signs it, and sends it\n"
        ));
        session.out.result(&out);
        // Nothing is refused here; the sections are named for whoever reads the draft.
        for again in &found.again {
            let line =
                again.place.as_ref().map_or(0, |place| place.source.place(place.span.start as usize).line);
            session.out.remark(&format!("note: {}, line {line}: {}\n", again.message, again.remedy));
        }
    } else {
        let document = serde_json::json!({
            "version": 1, "id": id.to_string(), "file": file.as_str(), "rebased": found.rebased,
            "read_again": found.again.iter().map(|refusal| refusal.message.clone()).collect::<Vec<_>>(),
        });
        super::super::acting::print_json(session, &document);
    }
    Ok(())
}

/// Only what still waits, or was returned, and changes a text is brought to another one.
fn waits(recorded: &Recorded, id: &AmendmentId) -> Act {
    let Some(item) = recorded.progress.proceedings.get(id) else { return Ok(()) };
    let (message, remedy) = if !item.kind.changes_text() {
        (format!("a {} changes no text", item.kind), "there is nothing to bring to the text as it is now")
    } else if item.stage.is_pending() || item.stage == Stage::Returned {
        return Ok(());
    } else {
        (
            format!("`{id}` is {} and waits for nothing", item.stage),
            "make a new amendment of the text as it is now",
        )
    };
    Err(Refusal::new(RefusalCode::R0080, message, remedy).into())
}

/// What an editor sends back with a return: a draft from the text as it is now, or, where it clashes,
/// the three texts of each place and how to go on.
pub(super) fn counter_draft(recorded: &Recorded, id: &AmendmentId, now: Timestamp) -> Act<String> {
    let clashes = clashing(recorded, id);
    if clashes.is_empty() {
        let found = brought(recorded, id)?;
        return draft(recorded, id, &found, now);
    }
    let item = recorded.progress.proceedings.get(id);
    let docket = item.map_or("", |item| item.docket.as_str());
    let kind = item.map_or(String::new(), |item| item.kind.to_string());
    let path = &clashes[0].path;
    let mut out = format!("{docket} ({id}) clashes with the text as it is now.\n");
    out.push_str(&threes(Paint { colour: false }, &clashes));
    out.push_str(&format!(
        "\nHow to go on: copy `{path}` as it is now, put your words into the copy, and run\n\n    handbook amend new {path} --edited COPY --kind {kind} --supersedes {id} --title \"...\" --key FILE\n\nwith your sources and reasons.\n"
    ));
    Ok(out)
}

/// The places where it clashes with the text as it is now.
fn clashing(recorded: &Recorded, id: &AmendmentId) -> Vec<ThreeView> {
    let Some(received) = recorded.record.filed.get(id) else { return Vec::new() };
    let places = clash_places(&recorded.record.texts, &recorded.progress, received);
    places.iter().map(|(path, clash)| three_view(path, clash)).collect()
}

fn brought(recorded: &Recorded, id: &AmendmentId) -> Act<Candidate> {
    let received = recorded.record.filed.get(id).ok_or_else(|| {
        Stop::from(Refusal::new(
            RefusalCode::R0099,
            format!("the words of `{id}` are not in the record"),
            "they were taken out of it; make a new amendment",
        ))
    })?;
    Ok(candidate(&recorded.record.texts, &recorded.progress, received)?)
}

/// The same amendment for other texts. It takes the place of the old one where that was returned.
fn draft(recorded: &Recorded, id: &AmendmentId, found: &Candidate, now: Timestamp) -> Act<String> {
    let Some(received) = recorded.record.filed.get(id) else { return Ok(String::new()) };
    let old = &received.filed.amendment;
    let returned = recorded.progress.proceedings.get(id).is_some_and(|item| item.stage == Stage::Returned);
    let edits: Vec<Edit> = found
        .changes
        .iter()
        .map(|change| Edit {
            path: change.path.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
        })
        .collect();
    let answers = Answers {
        kind: old.kind,
        state: old.state.clone(),
        round: old.round.clone(),
        author: old.author.clone(),
        title: old.title.clone(),
        base_edition: old.base_edition.clone(),
        heading: old.heading.clone(),
        objects_to: old.objects_to.clone(),
        sources: old.sources.clone(),
        ledger_seen: recorded
            .record
            .head()
            .map(|head| Seen { seq: u32::try_from(head.entry.seq).unwrap_or(u32::MAX), digest: head.digest }),
        supersedes: if returned { Some(id.clone()) } else { old.supersedes.clone() },
        created: now,
        rationale: old.rationale.join("\n"),
    };
    Ok(compose(answers, &edits, old.moves.clone())?.payload())
}
