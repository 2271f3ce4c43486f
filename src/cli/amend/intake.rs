//! `amend submit` and `amend intake`.

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;

use super::super::acting::{
    Act, At, Hand, Recording, Stop, for_programs, given, print_json, print_with, recorded, tell, told,
};
use super::super::run::Session;
use crate::amend::Refusal;
use crate::amend::actions::{self, Clash};
use crate::diagnostic::SourceText;
use crate::error::Error;
use crate::fs;
use crate::pipeline::Recorded;

/// Looks at an amendment as an editor would.
pub(super) fn submit(session: &Session<'_>, file: &Utf8Path, at: &At) -> Act {
    let recorded = recorded(session)?;
    let bytes = given(file)?;
    let now = at.moment()?;
    let looked = actions::submit(&recorded.record, &recorded.progress, &bytes, now);
    let (received, clashes, late) = looked.map_err(|refusals| in_this_file(file, refusals))?;
    let mail = recorded.record.config.handbook.as_ref().and_then(|handbook| handbook.mail.clone());
    if for_programs(session) {
        print_json(
            session,
            &json!({
                "version": 1, "id": received.filed.id.to_string(), "late": late, "mail": mail,
                "clashes": clashes.iter().map(clash_value).collect::<Vec<_>>(),
            }),
        );
        return Ok(());
    }
    let mut out = format!("`{}`: an editor would receive it\n", received.filed.id);
    if late {
        out.push_str("its round has closed: it would be recorded as late, and the Chair may admit it\n");
    }
    out.push_str(&clash_words(&recorded, &clashes));
    out.push_str(&match mail {
        Some(mail) => format!("next: send `{file}`, attached to a message, to {mail}\n"),
        None => format!("next: send `{file}`, attached to a message, to the secretariat\n"),
    });
    session.out.result(&out);
    Ok(())
}

/// Receives amendments one after the other; each that is refused leaves the others alone.
pub(super) fn intake(
    session: &Session<'_>,
    files: &[Utf8PathBuf],
    receipts: &Utf8Path,
    recording: &Recording,
) -> Act {
    if fs::exists(receipts) && !fs::is_dir(receipts) {
        return Err(Error::usage(format!(
            "`{receipts}` is a file; name the folder in which the receipts are to be written with `--receipt`"
        ))
        .into());
    }
    if !recording.dry_run {
        // A receipt that finds no place must be known before something is recorded.
        fs::create_dir_all(receipts)?;
    }
    let mut refused = Vec::new();
    let mut failed = None;
    let mut received = Vec::new();
    for file in files {
        match one(session, file, receipts, recording) {
            Ok(document) => received.push(document),
            Err(Stop::Refused(mut refusals)) => {
                if files.len() > 1 {
                    session.out.remark(&format!("`{file}` is refused\n"));
                }
                refused.append(&mut refusals);
            }
            Err(stop) => {
                failed = Some(stop);
                break;
            }
        }
    }
    match failed {
        Some(stop) => Err(stop),
        None if for_programs(session) => match &mut received[..] {
            [one] if files.len() == 1 => {
                print_json(session, one);
                Ok(())
            }
            _ => print_with(session, json!({ "version": 1, "received": received }), &refused),
        },
        None if refused.is_empty() => Ok(()),
        None => Err(refused.into()),
    }
}

fn one(
    session: &Session<'_>,
    file: &Utf8Path,
    receipts: &Utf8Path,
    recording: &Recording,
) -> Act<serde_json::Value> {
    let hand = Hand::of(session, recording)?;
    let bytes = given(file)?;
    let found = actions::intake(&hand.desk()?, &bytes).map_err(|refusals| in_this_file(file, refusals))?;
    hand.write(session, &found.transaction)?;
    let receipt = receipts.join(found.receipt.source.path());
    if !hand.is_dry() {
        let written = fs::write_atomic(&receipt, found.receipt.source.text().as_bytes());
        written.inspect_err(|_| {
            let said = &found.receipt.receipt;
            session.out.remark(&format!(
                "note: {} is received as {}, entry {:06}; only its receipt could not be written: write it with `handbook ledger receipt {} --key FILE --output FILE`\n",
                said.subject, said.docket, said.seq, said.docket
            ));
        })?;
    }
    let more = json!({
        "id": found.receipt.receipt.subject.to_string(), "docket": found.receipt.receipt.docket, "late": found.late,
        "receipt": receipt.as_str(), "clashes": found.clashes.iter().map(clash_value).collect::<Vec<_>>(),
    });
    if session.out.for_people() {
        tell(session, &found.transaction, hand.is_dry(), json!({}));
        let mut out = format!("{} is {}", found.receipt.receipt.subject, found.receipt.receipt.docket);
        if found.late {
            out.push_str(", late: the Chair may admit it");
        }
        out.push('\n');
        out.push_str(&clash_words(&hand.recorded, &found.clashes));
        if !hand.is_dry() {
            out.push_str(&format!("receipt for the author: `{receipt}`\n"));
        }
        session.out.result(&out);
    }
    Ok(told(&found.transaction, hand.is_dry(), more))
}

/// Refusals with the name that the file has here.
fn in_this_file(file: &Utf8Path, refusals: Vec<Refusal>) -> Vec<Refusal> {
    let renamed = |mut refusal: Refusal| {
        if let Some(place) = &mut refusal.place
            && place.source.path() == "the amendment"
        {
            place.source = SourceText::new(file.as_str(), place.source.text());
        }
        refusal
    };
    refusals.into_iter().map(renamed).collect()
}

fn clash_value(clash: &Clash) -> serde_json::Value {
    json!({
        "with": clash.with.to_string(), "path": clash.path, "verdict": clash.verdict.title(),
        "clash": clash.verdict.is_clash(),
        "sections": clash.sections.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn clash_words(recorded: &Recorded, clashes: &[Clash]) -> String {
    clashes
        .iter()
        .map(|clash| {
            let docket =
                recorded.progress.proceedings.get(&clash.with).map_or("", |item| item.docket.as_str());
            let word = if clash.verdict.is_clash() { "clashes with" } else { "meets" };
            let sections: Vec<String> = clash.sections.iter().map(ToString::to_string).collect();
            let place =
                if sections.is_empty() { String::new() } else { format!(" under {}", sections.join("; ")) };
            format!(
                "{word} {docket} ({}) in `{}`{place}: {}\n",
                clash.with,
                clash.path,
                clash.verdict.title()
            )
        })
        .collect()
}
