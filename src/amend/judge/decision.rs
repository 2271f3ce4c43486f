//! Decisions that end or turn an amendment: return, refusal, withdrawal and the like.

use super::accept::undo;
use super::case::{Case, Effects};
use super::consent::Binding;
use crate::amend::policy::Ground;
use crate::amend::registry::{Person, Role};
use crate::amend::{AmendmentId, Event, Kind, Refusal, RefusalCode, Stage};
use crate::clock::full_date;

/// Back to the author, with a ground and a reason.
pub(super) fn give_back(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Ground"]);
    let (id, item) = case.item()?;
    case.reason();
    match case.entry().ground {
        None => no_ground(case, &Ground::ALL),
        Some(Ground::Substance) if item.kind == Kind::Annex => case.no(
            RefusalCode::R0086,
            "Ground",
            own_law(&id),
            "ask in a remark or return it for `form`, `source-missing` or another ground that is met",
        ),
        Some(_) => {}
    }
    Some(Effects { item: Some((id, item)), ..Effects::default() })
}

fn own_law(id: &AmendmentId) -> String {
    format!("`{id}` is a State's statement of its own law; nobody else judges its substance")
}

fn no_ground(case: &mut Case<'_>, allowed: &[Ground]) {
    let words: Vec<&str> = allowed.iter().map(|ground| ground.name()).collect();
    case.no(
        RefusalCode::R0082,
        "Event",
        "the decision names no ground",
        format!("name one of: {}", words.join(", ")),
    );
}

/// Refused by an editor and the chief editor, on a ground that the rule allows.
pub(super) fn reject(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Ground", "Review", "Appeal-Until"]);
    let (id, item) = case.item()?;
    case.reason();
    let entry = case.entry();
    let allowed =
        case.progress.rule(item.kind, &item.paths).map(|(rule, _)| rule.grounds_for_rejection.clone());
    let allowed = allowed.unwrap_or_default();
    match entry.ground {
        None => no_ground(case, &allowed),
        Some(ground) if !allowed.contains(&ground) => {
            let (code, message) = if item.kind == Kind::Annex && ground == Ground::Substance {
                (RefusalCode::R0086, own_law(&id))
            } else {
                (
                    RefusalCode::R0081,
                    format!("the rule for `{id}` does not allow a refusal for {}", ground.words()),
                )
            };
            let words: Vec<&str> = allowed.iter().map(|ground| ground.name()).collect();
            let remedy = if words.is_empty() {
                "return it with a reason instead".to_owned()
            } else {
                format!("return it with a reason, or name one of: {}", words.join(", "))
            };
            case.no(code, "Ground", message, remedy);
        }
        Some(_) => {}
    }
    let today = jiff::tz::Offset::UTC.to_datetime(entry.time).date();
    match entry.appeal_until.as_deref().and_then(full_date) {
        None => case.no(
            RefusalCode::R0082,
            "Event",
            "the refusal names no day until which an appeal is possible",
            "give a day, for example 2027-01-31",
        ),
        Some(day) if day < today => case.no(
            RefusalCode::R0082,
            "Appeal-Until",
            format!("the last day of an appeal, {day}, is over already"),
            "give a day that leaves the author time",
        ),
        Some(_) => {}
    }
    let persons = case.consenting(Event::Reject, &Binding::none());
    let chief = |person: &&Person| person.is(&Role::ChiefEditor);
    let other = |person: &&Person| person.is(&Role::Editor) || person.is(&Role::ChiefEditor);
    let enough = persons.iter().copied().any(|first| {
        chief(&first) && persons.iter().copied().any(|second| second.id != first.id && other(&second))
    });
    if !enough || persons.iter().any(|person| person.id == item.author) {
        let chief_given = persons.iter().any(|person| person.id != item.author && chief(person));
        let roles: &[Role] =
            if chief_given { &[Role::Editor, Role::ChiefEditor] } else { &[Role::ChiefEditor] };
        let mut who = holders(case, roles, &persons);
        who.retain(|id| *id != item.author);
        missing(
            case,
            "an editor and the chief editor, neither of them its author, refuse an amendment together",
            who,
        );
    }
    Some(Effects { item: Some((id, item)), ..Effects::default() })
}

/// Notes that persons are missing; `who` are those whose signature counts.
fn missing(case: &mut Case<'_>, words: &str, who: Vec<String>) {
    let refusal =
        Refusal::new(RefusalCode::R0065, words, "add the signed review of the person who is missing");
    let refusal = if who.is_empty() { refusal } else { refusal.who(who.join(", ")) };
    case.refuse("Event", refusal);
}

/// Ids of the holders of some roles whose consent is not given yet, each once.
fn holders(case: &Case<'_>, roles: &[Role], given: &[&Person]) -> Vec<String> {
    let persons = &case.progress.registry.persons;
    let asked = persons.iter().filter(|person| roles.iter().any(|role| person.is(role)));
    let still = asked.filter(|person| !given.iter().any(|known| known.id == person.id));
    still.map(|person| person.id.clone()).collect()
}

/// Notes where not both the Chair and the chief editor, two persons, consent.
pub(super) fn chair_and_chief(case: &mut Case<'_>, event: Event, binding: &Binding) {
    let persons = case.consenting(event, binding);
    let enough = persons.iter().any(|chair| {
        chair.is(&Role::Chair)
            && persons.iter().any(|chief| chief.id != chair.id && chief.is(&Role::ChiefEditor))
    });
    if !enough {
        let has = |role: &Role| persons.iter().any(|person| person.is(role));
        let open: Vec<Role> =
            [Role::Chair, Role::ChiefEditor].into_iter().filter(|role| !has(role)).collect();
        // One person with both roles is still one person.
        let open = if open.is_empty() { vec![Role::Chair, Role::ChiefEditor] } else { open };
        let who = holders(case, &open, &persons);
        missing(case, "the Chair and the chief editor decide this together", who);
    }
}

/// Taken back by its author or the focal point; an accepted one by the focal point and the Chair.
pub(super) fn withdraw(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Review", "Result"]);
    let was = case
        .entry()
        .subject
        .amendment()
        .and_then(|id| case.progress.proceedings.get(id))
        .map(|item| item.stage);
    let (id, mut item) = case.item()?;
    let persons = case.consenting(Event::Withdraw, &Binding::none());
    let focal =
        |person: &&&Person| person.is(&Role::Focal) && item.state.is_some() && person.state == item.state;
    let by_focal = persons.iter().find(focal).is_some();
    let by_author = persons.iter().any(|person| person.id == item.author);
    let mut results = Vec::new();
    if was == Some(Stage::Accepted) {
        case.reason();
        let national_or_author = by_focal || (item.state.is_none() && by_author);
        let by_chair = persons.iter().any(|person| person.is(&Role::Chair));
        if !national_or_author || !by_chair {
            let mut who = match &item.state {
                _ if national_or_author => Vec::new(),
                None => vec![item.author.clone()],
                Some(state) => {
                    let persons = case.progress.registry.holders(&Role::Focal, Some(state));
                    persons.map(|person| person.id.clone()).collect()
                }
            };
            if !by_chair {
                who.extend(holders(case, &[Role::Chair], &persons));
            }
            let first = if item.state.is_some() { "the focal point of its State" } else { "its author" };
            missing(case, &format!("an accepted amendment is taken back by {first} and the Chair"), who);
        }
        results = undo(case, &mut item);
    } else {
        if !by_author && !by_focal {
            let who = item.state.as_ref().map_or_else(
                || format!("`{}`", item.author),
                |state| format!("`{}`, or the focal point of {state}", item.author),
            );
            let refusal = Refusal::new(
                RefusalCode::R0065,
                format!("`{id}` is taken back by its author or the focal point of the State alone"),
                "add their signed review of the withdrawal",
            )
            .who(who);
            case.refuse("Event", refusal);
        }
        if !case.entry().results.is_empty() {
            case.no(
                RefusalCode::R0095,
                "Result",
                "nothing was changed that could go back",
                "restore the entry from a copy",
            );
        }
    }
    Some(Effects { item: Some((id, item)), results, ..Effects::default() })
}

/// Taken up again by the Chair, once.
pub(super) fn reopen(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&[]);
    let (id, mut item) = case.item()?;
    case.reason();
    if item.reopened > 0 {
        case.no(
            RefusalCode::R0085,
            "Event",
            format!("`{id}` was taken up again before"),
            "a refusal is taken up again once; send a new amendment",
        );
    }
    item.reopened += 1;
    Some(Effects { item: Some((id, item)), ..Effects::default() })
}

/// An accepted amendment goes back under review; the text goes back.
pub(super) fn stale(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Result"]);
    let (id, mut item) = case.item()?;
    case.reason();
    let results = undo(case, &mut item);
    item.reviews.clear();
    Some(Effects { item: Some((id, item)), results, ..Effects::default() })
}

/// A successor that names it has been received.
pub(super) fn supersede(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Refers"]);
    let (id, item) = case.item()?;
    let successor = case.entry().refers.as_deref().and_then(|text| text.parse().ok());
    let names_it = successor.as_ref().is_some_and(|successor| {
        case.progress.proceedings.contains_key(successor)
            && case
                .record
                .filed
                .get(successor)
                .is_some_and(|received| received.filed.amendment.supersedes.as_ref() == Some(&id))
    });
    let redacted = successor.is_some_and(|successor| case.record.redacted.contains_key(&successor));
    if !names_it && !redacted {
        case.no(
            RefusalCode::R0077,
            "Refers",
            format!("the entry names no received amendment that takes the place of `{id}`"),
            "restore the entry from a copy",
        );
    }
    Some(Effects { item: Some((id, item)), ..Effects::default() })
}

/// In an edition; only with the consent of the Chair and the chief editor.
pub(super) fn release(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Refers", "Review"]);
    let (id, item) = case.item()?;
    if case.entry().refers.is_none() {
        case.no(
            RefusalCode::R0082,
            "Event",
            "the entry names no edition",
            "name the edition, for example 2026.2",
        );
    }
    chair_and_chief(case, Event::Release, &Binding::none());
    Some(Effects { item: Some((id, item)), ..Effects::default() })
}
