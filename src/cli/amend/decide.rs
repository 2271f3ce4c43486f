//! Decisions on one amendment.

use camino::Utf8PathBuf;

use super::super::acting::{Act, Hand, Stop, amendment, person, reviews, write_new};
use super::super::run::Session;
use super::options::{
    AcceptArguments, ConsentArguments, DecideArguments, OverrideArguments, RejectArguments, ReturnArguments,
};
use super::rebase::counter_draft;
use crate::amend::actions::{self, Desk, Outcome, Rejection, ReviewRequest, draft_review};
use crate::amend::ledger::Subject;
use crate::amend::policy::{Ground, Need};
use crate::amend::registry::{Person, Role};
use crate::amend::{AmendmentId, Decision, Event, Refusal, RefusalCode, SignedReview, Stage};
use crate::clock::full_date;
use crate::error::Error;
use crate::fs;

/// Prepares a decision and records what comes of it.
fn decide(
    session: &Session<'_>,
    options: &DecideArguments,
    act: impl FnOnce(&Desk<'_>, &AmendmentId) -> Outcome,
) -> Act {
    let hand = Hand::of(session, &options.recording)?;
    let id = amendment(&hand.recorded, &options.id)?;
    hand.record(session, act(&hand.desk()?, &id))
}

pub(super) fn open(session: &Session<'_>, options: &DecideArguments) -> Act {
    decide(session, options, |desk, id| actions::open(desk, id, &options.text))
}

pub(super) fn admit(session: &Session<'_>, options: &DecideArguments) -> Act {
    decide(session, options, |desk, id| actions::admit(desk, id, &options.text))
}

pub(super) fn reopen(session: &Session<'_>, options: &DecideArguments) -> Act {
    decide(session, options, |desk, id| actions::reopen(desk, id, &options.text))
}

pub(super) fn stale(session: &Session<'_>, options: &DecideArguments) -> Act {
    decide(session, options, |desk, id| actions::stale(desk, id, &options.text))
}

pub(super) fn give_back(session: &Session<'_>, options: &ReturnArguments) -> Act {
    let decide = &options.decide;
    if let Some(file) = options.counter_draft.as_ref().filter(|file| fs::exists(file)) {
        // Known before the return is recorded, not after.
        return Err(Error::usage(format!("`{file}` is there already; name another file")).into());
    }
    let hand = Hand::of(session, &decide.recording)?;
    let id = amendment(&hand.recorded, &decide.id)?;
    let draft = match &options.counter_draft {
        Some(_) => Some(counter_draft(&hand.recorded, &id, hand.now)?),
        None => None,
    };
    hand.record(session, actions::give_back(&hand.desk()?, &id, options.reason, &decide.text))?;
    if let (Some(file), Some(draft), false) = (&options.counter_draft, draft, hand.is_dry()) {
        write_new(file, draft.as_bytes())?;
        if session.out.for_people() {
            session.out.result(&format!("wrote `{file}`; next: send it to the author with the reason\n"));
        }
    }
    Ok(())
}

pub(super) fn accept(session: &Session<'_>, options: &AcceptArguments) -> Act {
    let decide = &options.decide;
    let hand = Hand::of(session, &decide.recording)?;
    let id = amendment(&hand.recorded, &decide.id)?;
    let answer = match &options.answered_by {
        Some(text) => Some(amendment(&hand.recorded, text)?),
        None => None,
    };
    hand.record(session, actions::accept(&hand.desk()?, &id, answer.as_ref(), &decide.text))
}

pub(super) fn reject(session: &Session<'_>, options: &RejectArguments) -> Act {
    let decide = &options.decide;
    let hand = Hand::of(session, &decide.recording)?;
    let id = amendment(&hand.recorded, &decide.id)?;
    let appeal_until = full_date(&options.appeal_until).ok_or_else(|| {
        Error::usage(format!("`{}` is not a date; write it as 2027-01-31", options.appeal_until))
    })?;
    let step = Step { event: Event::Reject, ground: Some(options.reason), refers: None };
    let reviews = consents(&hand, &id, step, &options.review)?;
    let rejection =
        Rejection { ground: options.reason, reason: &decide.text, appeal_until, reviews: &reviews };
    hand.record(session, actions::reject(&hand.desk()?, &id, rejection))
}

pub(super) fn set_aside(session: &Session<'_>, options: &OverrideArguments) -> Act {
    let decide = &options.decide;
    let need = Need::parse(&options.need).map_err(|why| {
        Stop::from(Refusal::new(
            RefusalCode::R0065,
            format!("`{}`: {why}", options.need),
            "name the requirement as `handbook amend show` prints it",
        ))
    })?;
    let hand = Hand::of(session, &decide.recording)?;
    let id = amendment(&hand.recorded, &decide.id)?;
    let step = Step { event: Event::Override, ground: None, refers: Some(need.to_string()) };
    let reviews = consents(&hand, &id, step, &options.review)?;
    hand.record(session, actions::override_need(&hand.desk()?, &id, &need, &reviews, &decide.text))
}

/// An editor records the withdrawal; anybody else signs consent to it.
pub(super) fn withdraw(session: &Session<'_>, options: &ConsentArguments) -> Act {
    let decide = &options.decide;
    let hand = Hand::of(session, &decide.recording)?;
    let id = amendment(&hand.recorded, &decide.id)?;
    let who = person(&hand.recorded, &hand.keys[0].public())?;
    let step = Step { event: Event::Withdraw, ground: None, refers: None };
    if who.keeps_ledger() && options.output.is_none() {
        let reviews = consents(&hand, &id, step, &options.review)?;
        return hand.record(session, actions::withdraw(&hand.desk()?, &id, &reviews, &decide.text));
    }
    may_consent(&hand, who, &id)?;
    let signed = consent(&hand, 0, &id, &step, &decide.text)?;
    let file = options.output.clone().unwrap_or_else(|| Utf8PathBuf::from(format!("{id}.withdraw.review")));
    if !hand.is_dry() {
        write_new(&file, signed.source.text().as_bytes())?;
    }
    if session.out.for_people() {
        session.out.result(&format!("wrote `{file}`; next: send it to the editors, who record it\n"));
    }
    Ok(())
}

/// Refuses the consent of a person whose consent to a withdrawal does not count.
fn may_consent(hand: &Hand, who: &Person, id: &AmendmentId) -> Act {
    let Some(item) = hand.recorded.progress.proceedings.get(id) else { return Ok(()) };
    let is_focal = item.state.is_some() && who.state == item.state && who.is(&Role::Focal);
    let is_accepted = item.stage == Stage::Accepted;
    if who.id == item.author || is_focal || (is_accepted && who.is(&Role::Chair)) {
        return Ok(());
    }
    let mut able = match &item.state {
        Some(state) => format!("`{}`, or the focal point of {state}", item.author),
        None => format!("`{}`", item.author),
    };
    if is_accepted {
        able.push_str("; with them the Chair");
    }
    Err(Refusal::new(
        RefusalCode::R0064,
        format!("`{}` has no part in the withdrawal of `{id}`", who.id),
        "leave it to those who may; what you think of it can be said in a review",
    )
    .who(able)
    .into())
}

/// A step to which consent is signed.
pub(super) struct Step {
    pub event: Event,
    pub ground: Option<Ground>,
    pub refers: Option<String>,
}

/// The consents that are given: those in files, and one signed with each further key.
pub(super) fn consents(
    hand: &Hand,
    id: &AmendmentId,
    step: Step,
    files: &[Utf8PathBuf],
) -> Act<Vec<SignedReview>> {
    let mut found = reviews(&hand.recorded, files)?;
    for index in 1..hand.keys.len() {
        found.push(consent(hand, index, id, &step, "")?);
    }
    Ok(found)
}

fn consent(hand: &Hand, key: usize, id: &AmendmentId, step: &Step, comment: &str) -> Act<SignedReview> {
    let key = &hand.keys[key];
    let reviewer = person(&hand.recorded, &key.public())?;
    let request = ReviewRequest {
        event: step.event,
        subject: Subject::Amendment(id.clone()),
        reviewer: &reviewer.id,
        decision: Decision::Approve,
        ground: step.ground,
        refers: step.refers.clone(),
        file: None,
        comment,
        created: hand.now,
    };
    let review = draft_review(&hand.recorded.record, &hand.recorded.progress, request)?;
    review.sign(key, &hand.recorded.record.handbook).map_err(|fault| Stop::from(fault.refusal()))
}
