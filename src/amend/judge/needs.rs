//! Each requirement of a rule with its result, explained.

use jiff::Timestamp;

use super::consent::{Binding, Voice, voices};
use crate::amend::candidate::{Candidate, candidate};
use crate::amend::policy::{Need, RolePattern, Scope, theme};
use crate::amend::progress::{Place, Proceeding, Progress};
use crate::amend::record::Record;
use crate::amend::registry::Person;
use crate::amend::{AmendmentId, Decision, Refusal, RefusalCode};

/// The result of a requirement. There is none for *bypassed*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does not apply to this amendment.
    NotApplicable,
    /// It is not met.
    Unsatisfied,
    /// It is met.
    Satisfied,
    /// The Chair and the chief editor have set it aside in public.
    Overridden,
    /// It cannot be said whether it is met.
    Error,
}

impl Status {
    /// Whether an acceptance can go on.
    #[must_use]
    pub const fn lets_pass(self) -> bool {
        matches!(self, Self::NotApplicable | Self::Satisfied | Self::Overridden)
    }

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotApplicable => "not applicable",
            Self::Unsatisfied => "not met",
            Self::Satisfied => "met",
            Self::Overridden => "set aside",
            Self::Error => "cannot be said",
        }
    }
}

/// A requirement and its result.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The requirement, as in the policy.
    pub need: Need,
    /// Its result.
    pub status: Status,
    /// Why, in words.
    pub words: String,
    /// Ids of the persons who could meet it and have not.
    pub who: Vec<String>,
}

/// The requirements of an amendment's rule, each with its result at a ledger time. `actor` is the
/// person who is about to sign the acceptance, which counts as consent to its text.
///
/// # Errors
/// [`RefusalCode::R0063`] where no rule is for the amendment.
pub fn requirements(
    record: &Record,
    progress: &Progress,
    id: &AmendmentId,
    actor: Option<&Person>,
    now: Timestamp,
) -> Result<Vec<Requirement>, Refusal> {
    let (Some(item), Some(received)) = (progress.proceedings.get(id), record.filed.get(id)) else {
        return Err(Refusal::new(
            RefusalCode::R0078,
            format!("the amendment `{id}` is not in the record"),
            "look up its id with `handbook amend list`",
        ));
    };
    let fits = candidate(&record.texts, progress, received);
    weigh(record, progress, (id, item), fits.as_ref(), actor, now)
}

/// [`requirements`] of an amendment whose text is known already.
pub(super) fn weigh(
    record: &Record,
    progress: &Progress,
    (id, item): (&AmendmentId, &Proceeding),
    fits: Result<&Candidate, &Vec<Refusal>>,
    actor: Option<&Person>,
    now: Timestamp,
) -> Result<Vec<Requirement>, Refusal> {
    let Some((rule, places)) = progress.rule(item.kind, &item.paths) else {
        return Err(Refusal::new(
            RefusalCode::R0063,
            format!("no one rule covers all that `{id}` touches"),
            "divide it, or ask for a rule",
        ));
    };
    let sources = record.filed.get(id).map_or(0, |received| received.filed.amendment.sources.len());
    let weighing = Weighing { record, progress, id, item, places: &places, fits, actor, now, sources };
    Ok(rule.needs.iter().map(|need| weighing.need(need)).collect())
}

struct Weighing<'a> {
    record: &'a Record,
    progress: &'a Progress,
    id: &'a AmendmentId,
    item: &'a Proceeding,
    places: &'a [Place],
    fits: Result<&'a Candidate, &'a Vec<Refusal>>,
    actor: Option<&'a Person>,
    now: Timestamp,
    sources: usize,
}

impl Weighing<'_> {
    fn need(&self, need: &Need) -> Requirement {
        let (status, words, who) = match need {
            Need::Persons { role, at_least } => self.persons(role, *at_least),
            Need::Sources(count) => {
                let status =
                    if self.sources >= *count as usize { Status::Satisfied } else { Status::Unsatisfied };
                let word = if self.sources == 1 { "source is" } else { "sources are" };
                (status, format!("{} {word} named", self.sources), vec![self.item.author.clone()])
            }
            Need::NoClash => match self.fits {
                Ok(candidate) if candidate.rebased => (
                    Status::Satisfied,
                    "the text has moved; the amendment follows without a clash".to_owned(),
                    Vec::new(),
                ),
                Ok(_) => (Status::Satisfied, "the text is as its author knew it".to_owned(), Vec::new()),
                Err(refusals) => {
                    let why = refusals.first().map_or_else(String::new, |refusal| refusal.message.clone());
                    (Status::Unsatisfied, why, vec![self.item.author.clone()])
                }
            },
            Need::NoObjections => self.objections(),
            Need::Adopted => self.adopted(),
        };
        let overridden = !status.lets_pass() && self.item.overrides.contains(&need.to_string());
        let (status, words) = if overridden {
            (Status::Overridden, format!("{words}; set aside by the Chair and the chief editor"))
        } else {
            (status, words)
        };
        let who = if status.lets_pass() { Vec::new() } else { who };
        Requirement { need: need.clone(), status, words, who }
    }

    /// Different persons with this role approve, for every State and theme that is touched.
    fn persons(&self, role: &RolePattern, at_least: u32) -> (Status, String, Vec<String>) {
        let Ok(candidate) = self.fits else {
            return (
                Status::Error,
                "there is no text to approve as long as the amendment does not fit".to_owned(),
                Vec::new(),
            );
        };
        let binding = Binding::to_text(self.progress, &self.item.paths, candidate.results());
        let mut approving = voices(self.record, self.progress, &self.item.reviews, &binding);
        if let Some(actor) = self.actor {
            approving.retain(|voice| voice.person.id != actor.id);
            approving.push(Voice { person: actor, decision: Decision::Approve });
        }
        let mut words = Vec::new();
        let mut who = Vec::new();
        let mut met = true;
        let mut places: Vec<(Option<&str>, &str)> = Vec::new();
        for (state, path) in self.places {
            let state = if role.scope == Scope::State { state.as_deref() } else { None };
            let theme = if role.scope == Scope::Theme { theme(path) } else { "" };
            if !places.contains(&(state, theme)) {
                places.push((state, theme));
            }
        }
        for (state, theme) in places {
            let holds = |person: &Person| {
                person.roles.iter().any(|held| role.covers(held, person.state.as_deref(), state, theme))
            };
            let by: Vec<&str> = approving
                .iter()
                .filter(|voice| voice.decision == Decision::Approve && voice.person.id != self.item.author)
                .filter(|voice| holds(voice.person))
                .map(|voice| voice.person.id.as_str())
                .collect();
            let declined = approving
                .iter()
                .filter(|voice| voice.decision == Decision::Decline && holds(voice.person))
                .map(|voice| voice.person.id.as_str());
            let declined: Vec<&str> = declined.collect();
            met &= by.len() >= at_least as usize;
            let place = state.unwrap_or(theme);
            let place = if place.is_empty() { String::new() } else { format!(" for {place}") };
            let mut said = match by.len() {
                0 => format!("nobody has approved as {}{place}", role.words()),
                _ => format!("approved by {} as {}{place}", by.join(", "), role.words()),
            };
            if !declined.is_empty() {
                said.push_str(&format!("; {} declined", declined.join(", ")));
            }
            words.push(said);
            let able = self.progress.registry.persons.iter().filter(|person| holds(person));
            who.extend(
                able.filter(|person| person.id != self.item.author && !by.contains(&person.id.as_str()))
                    .map(|person| person.id.clone()),
            );
        }
        let (void, unruled) = self.void(&binding);
        let asked = |names: Vec<&str>| -> Vec<String> {
            names.into_iter().filter(|name| who.iter().any(|able| able == name)).map(str::to_owned).collect()
        };
        let (void, unruled) = (asked(void), asked(unruled));
        if !void.is_empty() {
            words.push(format!("{} approved an earlier text", void.join(", ")));
        }
        if !unruled.is_empty() {
            words.push(format!(
                "{} approved this text before the registry or the policy changed",
                unruled.join(", ")
            ));
        }
        if !met && who.is_empty() {
            words.push("nobody is left who could, since its author does not count".to_owned());
        }
        (if met { Status::Satisfied } else { Status::Unsatisfied }, words.join("; "), who)
    }

    /// Persons whose last review approves another text, and those whose last review approves this text
    /// under other rules.
    fn void(&self, binding: &Binding) -> (Vec<&str>, Vec<&str>) {
        let (mut void, mut unruled): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for (_, digest) in &self.item.reviews {
            let Some(review) = self.record.reviews.get(digest) else { continue };
            let name = review.review.reviewer.as_str();
            void.retain(|known| *known != name);
            unruled.retain(|known| *known != name);
            if review.review.decision == Decision::Approve && !binding.holds(review) {
                if binding.lapsed(review) { &mut unruled } else { &mut void }.push(name);
            }
        }
        (void, unruled)
    }

    fn objections(&self) -> (Status, String, Vec<String>) {
        let open: Vec<String> = self.progress.objections(self.id).map(ToString::to_string).collect();
        if !open.is_empty() {
            let authors =
                self.progress.objections(self.id).filter_map(|id| self.progress.proceedings.get(id));
            let who = authors.map(|item| item.author.clone()).collect();
            return (Status::Unsatisfied, format!("objections stand: {}", open.join(", ")), who);
        }
        let round = self.item.round.as_ref().and_then(|round| self.progress.rounds.get(round));
        match round {
            None => (Status::Error, "its round is not in the record".to_owned(), Vec::new()),
            Some(standing) if standing.round.review_is_over(self.now) => {
                (Status::Satisfied, "the time for objections is over and none stands".to_owned(), Vec::new())
            }
            Some(standing) => {
                let last = standing.round.review.map(|review| review.review_closes.to_string());
                let last = last.unwrap_or_default();
                (Status::Unsatisfied, format!("objections are possible until {last}"), Vec::new())
            }
        }
    }

    fn adopted(&self) -> (Status, String, Vec<String>) {
        let round = self.item.round.as_ref().and_then(|round| self.progress.rounds.get(round));
        match round.and_then(|standing| standing.adopted) {
            Some(seq) => {
                (Status::Satisfied, format!("the meeting has adopted the round, entry {seq}"), Vec::new())
            }
            None => {
                let chairs = self.progress.registry.holders(&crate::amend::registry::Role::Chair, None);
                let who = chairs.map(|person| person.id.clone()).collect();
                (Status::Unsatisfied, "the meeting has not adopted the round".to_owned(), who)
            }
        }
    }
}

impl Requirement {
    /// The refusal of an acceptance because of this requirement.
    #[must_use]
    pub fn refusal(&self, rule: &str) -> Refusal {
        let refusal = Refusal::new(
            RefusalCode::R0065,
            format!("the rule `{rule}` asks that {}: {}", self.need.words(), self.words),
            match self.need {
                Need::Sources(_) => "have its author name a source, in a new amendment that takes its place",
                Need::NoClash => "return it to its author with the text as it is now",
                Need::NoObjections => {
                    "wait for the end of the review, or have the objections withdrawn or decided"
                }
                Need::Adopted => "wait for the meeting, then record its decision",
                Need::Persons { .. } if self.who.is_empty() => {
                    "have another person entered in the registry with this role, or return it and let somebody else of the State propose it"
                }
                Need::Persons { .. } => "ask one of them for a signed review of the text as it is now",
            },
        );
        if self.who.is_empty() { refusal } else { refusal.who(self.who.join(", ")) }
    }
}
