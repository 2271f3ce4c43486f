//! Who may add which entry.

use super::case::Case;
use crate::amend::registry::{Person, Standing, in_words};
use crate::amend::{Event, Refusal, RefusalCode};

/// Roles whose holders may add an entry of an event. The consents that it needs besides are in the
/// judge of the event.
pub const ACTORS: &[(&[Event], &[&str])] = &[
    (&[Event::Found, Event::Registry, Event::Policy], &["chair", "chief-editor", "secretariat"]),
    (
        &[
            Event::Intake,
            Event::Open,
            Event::Clear,
            Event::Review,
            Event::Accept,
            Event::Return,
            Event::Reject,
            Event::Withdraw,
            Event::Stale,
            Event::Supersede,
            Event::Annotate,
        ],
        &["editor", "chief-editor"],
    ),
    (&[Event::Reopen, Event::Admit, Event::Adopt, Event::RoundExtend], &["chair"]),
    (&[Event::RoundOpen, Event::RoundClose], &["chair", "chief-editor", "secretariat"]),
    (&[Event::Override, Event::Redact, Event::Release], &["chair", "chief-editor"]),
];

/// Whether a person may add an entry of an event.
pub(super) fn may_add(person: &Person, event: Event) -> bool {
    roles(event).iter().any(|name| person.roles.iter().any(|role| role.name() == *name))
}

fn roles(event: Event) -> &'static [&'static str] {
    ACTORS.iter().find(|(events, _)| events.contains(&event)).map_or(&[], |(_, roles)| roles)
}

/// Notes where the actor may not add this entry.
pub(super) fn judge(case: &mut Case<'_>) {
    let event = case.entry().event;
    if !may_add(case.actor, event) {
        let words: Vec<&str> = roles(event).iter().map(|name| in_words(name)).collect();
        let refusal = Refusal::new(
            RefusalCode::R0064,
            format!("`{}` may not record `{event}`", case.actor.id),
            "ask one of those who may",
        )
        .who(format!("a person who is {}", words.join(" or ")));
        case.refuse("Actor", refusal);
    }
}

/// Why a key does not sign, in words.
pub(super) fn standing_words(standing: Standing) -> &'static str {
    match standing {
        Standing::Valid => "is valid",
        Standing::NotYet => "was not valid yet",
        Standing::Expired => "was no longer valid",
        Standing::Revoked => "had been taken back",
    }
}
