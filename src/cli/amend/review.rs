//! `amend clear`, `amend review`, `amend import-review`.

use camino::Utf8PathBuf;
use serde_json::json;

use super::super::acting::{
    Act, Hand, Recording, Stop, amendment, for_programs, person, print_json, recorded, reviews, write_new,
};
use super::super::run::Session;
use super::options::{ClearArguments, DecisionChoice, ReviewArguments};
use crate::amend::actions::{self, ReviewRequest, draft_review};
use crate::amend::judge::unheard;
use crate::amend::ledger::Subject;
use crate::amend::{AmendmentId, Decision, Event, Refusal, RefusalCode, SigningKey};
use crate::error::Error;
use crate::pipeline::Recorded;

/// A focal point signs that the State stands behind the text.
pub(super) fn clear(session: &Session<'_>, options: &ClearArguments) -> Act {
    let recorded = recorded(session)?;
    let id = amendment(&recorded, &options.id)?;
    let key = options.signing.passphrase.open(&options.signing.key[0])?;
    let decision = if options.decline { Decision::Decline } else { Decision::Approve };
    let request = ReviewRequest {
        event: Event::Clear,
        subject: Subject::Amendment(id.clone()),
        reviewer: &person(&recorded, &key.public())?.id,
        decision,
        ground: None,
        refers: None,
        file: None,
        comment: &options.text,
        created: options.signing.at.moment()?,
    };
    write(session, &recorded, &id, request, Some(&key), options.output.clone())
}

/// Signs an opinion, or writes the file for somebody else to sign.
pub(super) fn review(session: &Session<'_>, options: &ReviewArguments) -> Act {
    let recorded = recorded(session)?;
    let (Some(id), Some(decision)) = (&options.id, options.decision) else {
        return again(session, options, &recorded);
    };
    let id = amendment(&recorded, id)?;
    let key = match &options.key {
        Some(file) => Some(options.passphrase.open(file)?),
        None => None,
    };
    let reviewer = match (&key, &options.ask) {
        (Some(key), _) => person(&recorded, &key.public())?.id.clone(),
        (None, asked) => asked.clone().unwrap_or_default(),
    };
    let request = ReviewRequest {
        event: options.step.event(),
        subject: Subject::Amendment(id.clone()),
        reviewer: &reviewer,
        decision: match decision {
            DecisionChoice::Approve => Decision::Approve,
            DecisionChoice::Refuse => Decision::Decline,
        },
        ground: options.reason,
        refers: options.refers.clone(),
        file: None,
        comment: &options.text,
        created: options.at.moment()?,
    };
    write(session, &recorded, &id, request, key.as_ref(), options.output.clone())
}

/// Signs again what only a change of registry or policy has voided, each in a file of its own.
fn again(session: &Session<'_>, options: &ReviewArguments, recorded: &Recorded) -> Act {
    let Some(file) = &options.key else {
        return Err(Error::usage("name your key with `--key FILE`").into());
    };
    let key = options.passphrase.open(file)?;
    let reviewer = &person(recorded, &key.public())?.id;
    let mut found = actions::lapsed(&recorded.record, &recorded.progress);
    found.retain(|one| one.person == *reviewer);
    let folder = options.output.clone();
    let folder = folder.unwrap_or_else(|| Utf8PathBuf::from(format!("reviews-{:06}", recorded.progress.seq)));
    let created = options.at.moment()?;
    let mut told = Vec::new();
    for one in &found {
        let request = ReviewRequest {
            event: one.event,
            subject: Subject::Amendment(one.id.clone()),
            reviewer,
            decision: Decision::Approve,
            ground: None,
            refers: None,
            file: None,
            comment: &options.text,
            created,
        };
        let review = draft_review(&recorded.record, &recorded.progress, request)?;
        let signed =
            review.sign(&key, &recorded.record.handbook).map_err(|fault| Stop::from(fault.refusal()))?;
        let file = folder.join(format!("{}.{reviewer}.review", one.id));
        write_new(&file, signed.source.text().as_bytes())?;
        told.push(json!({ "id": one.id.to_string(), "docket": one.docket, "file": file.as_str() }));
    }
    if for_programs(session) {
        print_json(session, &json!({ "version": 1, "reviewer": reviewer, "signed": told }));
        return Ok(());
    }
    let mut out = String::new();
    for one in &found {
        let title = recorded.record.filed.get(&one.id).map(|received| &received.filed.amendment.title);
        let title = crate::diagnostic::visible(title.map_or("", String::as_str)).into_owned();
        out.push_str(&format!("signed again: {} {title}\n", one.docket));
    }
    let first = found.iter().map(|one| one.seq).min().unwrap_or(u64::MAX);
    for sealed in recorded.record.ledger.iter().filter(|sealed| sealed.entry.seq > first) {
        let entry = &sealed.entry;
        if matches!(entry.event, Event::Registry | Event::Policy) {
            let reason = entry.reason.split_whitespace().collect::<Vec<_>>().join(" ");
            let reason = crate::diagnostic::visible(&reason).into_owned();
            out.push_str(&format!(
                "what changed: {} by {}, entry {:06}: {reason}\n",
                entry.event, entry.actor, entry.seq
            ));
        }
    }
    out.push_str(&match found.len() {
        0 => format!(
            "no approval of `{reviewer}` was voided by a change of registry or policy; where a text has moved, read it and approve it anew\n"
        ),
        count => format!(
            "wrote {count} of the same texts to `{folder}`; next: send the folder to the editors, who record it with `handbook amend import-review {folder}/*.review --key FILE`\n"
        ),
    });
    session.out.result(&out);
    Ok(())
}

fn write(
    session: &Session<'_>,
    recorded: &Recorded,
    id: &AmendmentId,
    request: ReviewRequest<'_>,
    key: Option<&SigningKey>,
    output: Option<Utf8PathBuf>,
) -> Act {
    let event = request.event;
    let review = draft_review(&recorded.record, &recorded.progress, request)?;
    let reviewer = review.reviewer.clone();
    let person = recorded.progress.registry.person(&reviewer).ok_or_else(|| {
        Stop::from(Refusal::new(
            RefusalCode::R0060,
            format!("there is no person `{}` in the registry", crate::diagnostic::visible(&reviewer)),
            "look the id up with `handbook registry show`",
        ))
    })?;
    if let (Some(item), Event::Clear | Event::Accept) = (recorded.progress.proceedings.get(id), event) {
        let against = unheard(&recorded.progress, item, person, event);
        if !against.is_empty() {
            return Err(against.into());
        }
    }
    let text = match key {
        Some(key) => {
            let signed =
                review.sign(key, &recorded.record.handbook).map_err(|fault| Stop::from(fault.refusal()))?;
            signed.source.text().to_owned()
        }
        None => review.payload(),
    };
    let file = output.unwrap_or_else(|| Utf8PathBuf::from(format!("{id}.{reviewer}.review")));
    write_new(&file, text.as_bytes())?;
    if for_programs(session) {
        print_json(
            session,
            &json!({ "version": 1, "id": id.to_string(), "file": file.as_str(), "reviewer": reviewer, "signed": key.is_some() }),
        );
    } else {
        let next = match key {
            Some(_) => "send it to the editors, who record it with `handbook amend import-review`".to_owned(),
            None => format!(
                "send it to `{reviewer}`, who signs it with `handbook amend sign {file} --key FILE --handbook {}` and sends it back",
                recorded.record.handbook
            ),
        };
        session.out.result(&format!("wrote `{file}`; next: {next}\n"));
    }
    Ok(())
}

/// Records signed reviews, one after the other.
pub(super) fn import(session: &Session<'_>, files: &[Utf8PathBuf], recording: &Recording) -> Act {
    for file in files {
        let hand = Hand::of(session, recording)?;
        for review in reviews(&hand.recorded, std::slice::from_ref(file))? {
            hand.record(session, actions::record_review(&hand.desk()?, &review))?;
        }
    }
    Ok(())
}
