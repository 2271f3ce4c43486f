//! Receiving an amendment, letting a late one in, beginning its review, and opinions on it.

use super::case::{Case, Effects};
use super::consent::{Binding, other_text, reviewer};
use super::rights;
use crate::amend::candidate::candidate;
use crate::amend::progress::{Proceeding, Progress};
use crate::amend::registry::{Person, Role};
use crate::amend::{Event, Refusal, RefusalCode, Stage};

/// An amendment is received.
pub(super) fn intake(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Docket", "Late", "Filed"]);
    let entry = case.entry();
    let Some(id) = entry.subject.amendment() else {
        case.no(
            RefusalCode::R0095,
            "Subject",
            "an intake is of an amendment",
            "restore the entry from a copy",
        );
        return None;
    };
    let stage = match Stage::Draft.after(Event::Intake) {
        Ok(stage) => stage,
        Err(refusal) => {
            case.refuse("Event", refusal);
            return None;
        }
    };
    let docket = entry.docket.clone().unwrap_or_default();
    if docket.is_empty() || case.progress.proceedings.values().any(|item| item.docket == docket) {
        case.no(
            RefusalCode::R0095,
            "Docket",
            format!("the short number `{docket}` is missing or was given before"),
            "restore the entry from a copy",
        );
    }
    if let Some(stub) = case.record.redacted.get(id) {
        // Its words are gone; the entry that took them out vouches for its bones.
        if entry.filed != Some(stub.filed) {
            case.no(
                RefusalCode::R0099,
                "Filed",
                format!("what stands for `{id}` names another file than the one that was received"),
                "restore the folder `amendments/filed` from a copy",
            );
        }
        let mut paths: Vec<String> =
            stub.bases.iter().chain(&stub.results).map(|bound| bound.path.clone()).collect();
        paths.sort_unstable();
        paths.dedup();
        let item = Proceeding {
            kind: stub.kind,
            state: stub.state.clone(),
            round: stub.round.clone(),
            author: stub.author.clone(),
            paths,
            objects_to: None,
            filed: stub.filed,
            intake: entry.seq,
            docket,
            stage,
            late: entry.late,
            reopened: 0,
            reviews: Vec::new(),
            overrides: Vec::new(),
            effect: None,
            entries: vec![entry.seq],
            redacted: true,
        };
        return Some(Effects { item: Some((id.clone(), item)), ..Effects::default() });
    }
    let Some(received) = case.record.filed.get(id) else {
        case.no(
            RefusalCode::R0099,
            "Subject",
            format!("the file of `{id}` is missing from the record"),
            "restore the folder `amendments/filed` from a copy",
        );
        return None;
    };
    if entry.filed != Some(received.digest) {
        case.no(
            RefusalCode::R0099,
            "Filed",
            format!("the file of `{id}` is not the one that was received"),
            "restore the folder `amendments/filed` from a copy",
        );
    }
    let found = rights::admission(case.record, case.progress, received, entry.time, entry.seq);
    case.refuse_all(found.refusals);
    if found.late != entry.late {
        let words = if found.late { "came late" } else { "came in time" };
        case.no(
            RefusalCode::R0095,
            "Late",
            format!("by the round's dates `{id}` {words}, and the entry says otherwise"),
            "restore the entry from a copy",
        );
    }
    let amendment = &received.filed.amendment;
    let item = Proceeding {
        kind: amendment.kind,
        state: amendment.state.clone(),
        round: amendment.round.clone(),
        author: amendment.author.clone(),
        paths: amendment.paths().into_iter().map(str::to_owned).collect(),
        objects_to: amendment.objects_to.clone(),
        filed: received.digest,
        intake: entry.seq,
        docket,
        stage,
        late: found.late,
        reopened: 0,
        reviews: Vec::new(),
        overrides: Vec::new(),
        effect: None,
        entries: vec![entry.seq],
        redacted: false,
    };
    Some(Effects { item: Some((id.clone(), item)), ..Effects::default() })
}

/// The Chair lets a late amendment in.
pub(super) fn admit(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&[]);
    let (id, mut item) = case.item()?;
    case.reason();
    if !item.late {
        case.no(RefusalCode::R0085, "Event", format!("`{id}` is not late"), "go on with its review");
    }
    item.late = false;
    Some(Effects { item: Some((id, item)), ..Effects::default() })
}

/// An editor begins the review.
pub(super) fn open(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&[]);
    let (id, item) = case.item()?;
    if item.late {
        let refusal = Refusal::new(
            RefusalCode::R0073,
            format!("`{id}` came after its round had closed"),
            "let the Chair admit it, or return it for the next round",
        )
        .who(chairs(case));
        case.refuse("Event", refusal);
    }
    Some(Effects { item: Some((id, item)), ..Effects::default() })
}

fn chairs(case: &Case<'_>) -> String {
    let chairs: Vec<&str> =
        case.progress.registry.holders(&Role::Chair, None).map(|person| person.id.as_str()).collect();
    if chairs.is_empty() { "the Chair".to_owned() } else { chairs.join(", ") }
}

/// A signed opinion on the text as it is now is recorded; `clear` is that of a focal point.
pub(super) fn review(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Review"]);
    let (id, mut item) = case.item()?;
    let entry = case.entry();
    let [digest] = entry.reviews[..] else {
        case.no(
            RefusalCode::R0095,
            "Subject",
            "such an entry records one review",
            "restore the entry from a copy",
        );
        return None;
    };
    let review = match case.review(digest) {
        Ok(review) => review,
        Err(refusal) => {
            case.refuse("Review", refusal);
            return None;
        }
    };
    let person = match reviewer(case.progress, review, entry.time, entry.seq) {
        Ok(person) => Some(person),
        Err(refusal) => {
            case.refuse("Review", refusal);
            None
        }
    };
    let wanted = if entry.event == Event::Clear { Event::Clear } else { Event::Accept };
    let mut fits = review.review.subject == entry.subject && review.review.event == wanted;
    let now = case.progress.texts_at(&item.paths);
    let received = case.record.filed.get(&id);
    if received.is_some_and(|received| case.record.rests_on_gone(received, &now)) {
        // The text that it was signed for is gone on purpose; the digests in the review remain.
    } else if let Some(received) = received {
        match candidate(&case.record.texts, case.progress, received) {
            Ok(candidate) => {
                let binding = Binding::to_text(case.progress, &item.paths, candidate.results());
                fits &= binding.holds(review);
            }
            Err(refusals) => case.refuse_all(refusals),
        }
    } else if !item.redacted {
        fits = false;
    }
    if !fits {
        case.refuse("Review", other_text(review));
    }
    if let Some(person) = person {
        for refusal in unheard(case.progress, &item, person, entry.event) {
            case.refuse("Review", refusal);
        }
    }
    if case.progress.cited.contains(&digest) {
        case.no(
            RefusalCode::R0085,
            "Review",
            "this review is recorded already",
            "there is nothing more to do; `handbook amend show` says what is still awaited",
        );
    }
    item.reviews.push((entry.seq, digest));
    Some(Effects { item: Some((id, item)), ..Effects::default() })
}

/// Why the opinion of a person on an amendment would not count: authors are not heard on what they
/// wrote, and only a focal point of the State clears. Empty where it counts.
#[must_use]
pub fn unheard(progress: &Progress, item: &Proceeding, person: &Person, event: Event) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if person.id == item.author {
        refusals.push(Refusal::new(
            RefusalCode::R0067,
            format!("`{}` is the author, whose own opinion does not count", person.id),
            "ask somebody else",
        ));
    }
    if event == Event::Clear {
        let concerned = concerned(progress, item);
        let may = person.is(&Role::Focal)
            && person.state.as_ref().is_some_and(|state| concerned.iter().any(|known| known == state));
        if !may {
            let states = concerned.join(", ");
            let of = if states.is_empty() { "any State".to_owned() } else { states.clone() };
            let refusal = Refusal::new(
                RefusalCode::R0064,
                format!("`{}` is no focal point of {of}", person.id),
                "ask the focal point of the State whose text it is",
            );
            let named =
                if states.is_empty() { refusal } else { refusal.who(format!("the focal point of {states}")) };
            refusals.push(named);
        }
    }
    refusals
}

/// The States whose files an amendment touches, and its own.
fn concerned(progress: &Progress, item: &Proceeding) -> Vec<String> {
    let mut states: Vec<String> = item.state.iter().cloned().collect();
    if let Some((_, places)) = progress.rule(item.kind, &item.paths) {
        states.extend(places.into_iter().filter_map(|(state, _)| state));
    }
    states.sort_unstable();
    states.dedup();
    states
}
