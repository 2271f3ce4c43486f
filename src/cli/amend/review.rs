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
    let id = amendment(&recorded, &options.id)?;
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
        decision: match options.decision {
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
            None => format!("{reviewer} signs it with `handbook amend sign {file} --key FILE`"),
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
