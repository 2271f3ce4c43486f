//! One entry of the ledger taken in: judged, then its effect.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::actor::{self, standing_words};
use super::case::{Case, Effects};
use super::{accept, decision, intake, redact, root, rounds};
use crate::amend::ledger::{Sealed, Subject};
use crate::amend::policy::{self, Policy};
use crate::amend::progress::Progress;
use crate::amend::record::{GENESIS, POLICY, REGISTRY, Record};
use crate::amend::registry::{self, Person, Registry, Standing};
use crate::amend::{Digest, Event, Listing, Refusal, RefusalCode};

const COPY: &str = "restore the folder `amendments/ledger` from a copy that you trust";

/// Judges the first entry and gives where everything stands after it.
///
/// # Errors
/// Everything against it.
pub fn found(record: &Record, sealed: &Sealed) -> Result<Progress, Vec<Refusal>> {
    let entry = &sealed.entry;
    let no =
        |code, field: &str, message: String| vec![sealed.at_field(Refusal::new(code, message, COPY), field)];
    if entry.event != Event::Found || entry.subject != Subject::Handbook || entry.prev.is_some() {
        return Err(no(
            RefusalCode::R0104,
            "Event",
            "the first entry of a ledger is its founding".to_owned(),
        ));
    }
    let genesis = record.files.get(GENESIS).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let Some(tree) = genesis.as_deref().and_then(Listing::read) else {
        return Err(no(
            RefusalCode::R0101,
            "Tree",
            format!("the list of the founding text, `{GENESIS}`, is missing or altered"),
        ));
    };
    if tree.digest() != entry.tree {
        let refusal = Refusal::new(
            RefusalCode::R0101,
            format!("`{GENESIS}` is not the list that was founded on"),
            COPY,
        );
        return Err(vec![refusal.in_file(GENESIS)]);
    }
    let kept = |digest: Digest, path: &str| {
        record
            .kept(digest, path)
            .ok_or_else(|| no(RefusalCode::R0101, "Sets", format!("the first `{path}` is not kept")))
    };
    let registry = registry::read(&kept(entry.registry, REGISTRY)?, None)?;
    let policy = policy::read(&kept(entry.policy, POLICY)?)?;
    let wanted = vec![(entry.registry, REGISTRY.to_owned()), (entry.policy, POLICY.to_owned())];
    if entry.sets != wanted {
        return Err(no(RefusalCode::R0095, "Sets", "the founding sets registry and policy".to_owned()));
    }
    let mut refusals = Vec::new();
    match signer(&registry, sealed) {
        Ok(person) if !actor::may_add(person, Event::Found) || !policy.root.has(person) => {
            refusals.push(sealed.at_field(
                Refusal::new(
                    RefusalCode::R0064,
                    format!("`{}` may not found a record", person.id),
                    "let the Chair, the chief editor or the secretariat do it",
                ),
                "Actor",
            ));
        }
        Ok(_) => {}
        Err(refusal) => refusals.push(refusal),
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    Ok(Progress {
        seq: entry.seq,
        head: sealed.digest,
        time: entry.time,
        entries: vec![sealed.digest],
        proceedings: BTreeMap::new(),
        rounds: BTreeMap::new(),
        versions: tree.iter().map(|(path, digest)| (path.to_owned(), digest)).collect(),
        tree_digest: tree.digest(),
        tree,
        anchors: entry.anchors,
        first_anchors: entry.anchors,
        persons: registry.persons.iter().map(|person| (person.id.clone(), person.name.clone())).collect(),
        registry: Arc::new(registry),
        registry_digest: entry.registry,
        policy: Arc::new(policy),
        policy_digest: entry.policy,
        files: BTreeSet::from([entry.registry, entry.policy]),
        gone: BTreeSet::new(),
        cited: BTreeSet::new(),
    })
}

/// The person who signed an entry, where the signature holds, the key is that of the actor it names,
/// and it signed at that time.
fn signer<'a>(registry: &'a Registry, sealed: &Sealed) -> Result<&'a Person, Refusal> {
    let entry = &sealed.entry;
    let no = |message: String| sealed.at_field(Refusal::new(RefusalCode::R0094, message, COPY), "Actor");
    let key = sealed.signer.as_ref().map_err(|fault| no(fault.to_string()))?;
    let Some((person, key)) = registry.holder(key) else {
        return Err(no(format!("entry {:06} is signed with a key that was not in the registry", entry.seq)));
    };
    if person.id != entry.actor {
        return Err(no(format!(
            "entry {:06} names `{}` and is signed with the key of `{}`",
            entry.seq,
            crate::diagnostic::visible(&entry.actor),
            person.id
        )));
    }
    match key.standing(entry.time, entry.seq) {
        Standing::Valid => Ok(person),
        standing => Err(sealed.at_field(
            Refusal::new(
                RefusalCode::R0061,
                format!(
                    "the key of `{}` {} at the time of entry {:06}",
                    person.id,
                    standing_words(standing),
                    entry.seq
                ),
                "let somebody else record this, or register a new key",
            ),
            "Actor",
        )),
    }
}

/// Judges the next entry and takes in its effect. Where it is refused nothing changes.
///
/// # Errors
/// Everything against it.
pub fn step(record: &Record, progress: &mut Progress, sealed: &Sealed) -> Result<(), Vec<Refusal>> {
    order(progress, sealed).map_err(|refusal| vec![refusal])?;
    let person = signer(&progress.registry, sealed).map_err(|refusal| vec![refusal])?;
    let mut case = Case { record, progress, sealed, actor: person, refusals: Vec::new() };
    actor::judge(&mut case);
    let effects = judge(&mut case);
    let mut refusals = case.refusals;
    let Some(effects) = effects.filter(|_| refusals.is_empty()) else { return Err(refusals) };
    digests(progress, sealed, &effects, &mut refusals);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    apply(progress, sealed, effects);
    Ok(())
}

/// Number, chain and time.
fn order(progress: &Progress, sealed: &Sealed) -> Result<(), Refusal> {
    let entry = &sealed.entry;
    let wanted = progress.seq + 1;
    if entry.seq != wanted {
        let message = if entry.seq > wanted {
            format!("entry {wanted:06} is missing before entry {:06}", entry.seq)
        } else {
            format!("there are two entries with the number {:06}", entry.seq)
        };
        return Err(sealed.at_field(Refusal::new(RefusalCode::R0091, message, COPY), "Seq"));
    }
    if entry.prev != Some(progress.head) {
        let message =
            format!("entry {:06} does not follow from entry {:06} as it is", entry.seq, progress.seq);
        return Err(sealed.at_field(Refusal::new(RefusalCode::R0092, message, COPY), "Prev"));
    }
    if entry.time < progress.time {
        let message = format!(
            "entry {:06} has the time {}, before that of the entry before it, {}",
            entry.seq, entry.time, progress.time
        );
        return Err(sealed.at_field(
            Refusal::new(
                RefusalCode::R0093,
                message,
                format!(
                    "set the clock of the machine right and record it again; if it is right, entry {:06} was recorded with a time that had not come: `handbook explain R0093` says what to do",
                    progress.seq
                ),
            ),
            "Time",
        ));
    }
    Ok(())
}

fn judge(case: &mut Case<'_>) -> Option<Effects> {
    match case.entry().event {
        Event::Found => {
            case.no(
                RefusalCode::R0104,
                "Event",
                "the record is founded already; a second founding is not supported",
                "change registry and policy through entries of the ledger",
            );
            None
        }
        Event::Intake => intake::intake(case),
        Event::Admit => intake::admit(case),
        Event::Open => intake::open(case),
        Event::Clear | Event::Review => intake::review(case),
        Event::Accept => accept::accept(case),
        Event::Return => decision::give_back(case),
        Event::Reject => decision::reject(case),
        Event::Withdraw => decision::withdraw(case),
        Event::Reopen => decision::reopen(case),
        Event::Stale => decision::stale(case),
        Event::Supersede => decision::supersede(case),
        Event::Override => accept::set_aside(case),
        Event::Release => decision::release(case),
        Event::Redact => redact::redact(case),
        Event::Annotate => annotate(case),
        Event::RoundOpen => rounds::open(case),
        Event::RoundExtend => rounds::extend(case),
        Event::RoundClose => rounds::close(case),
        Event::Adopt => rounds::adopt(case),
        Event::Registry => root::registry(case),
        Event::Policy => root::policy(case),
    }
}

/// A note to an earlier entry, which itself is never changed.
fn annotate(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&[]);
    case.reason();
    match case.entry().subject {
        Subject::Entry(seq) if (1..=case.progress.seq).contains(&seq) => Some(Effects::default()),
        _ => {
            case.no(
                RefusalCode::R0078,
                "Subject",
                "the note is to no earlier entry",
                "name an entry of the ledger",
            );
            None
        }
    }
}

/// The digests that the entry carries are those that follow.
fn digests(progress: &Progress, sealed: &Sealed, effects: &Effects, refusals: &mut Vec<Refusal>) {
    let entry = &sealed.entry;
    let mut no = |field: &str, what: &str| {
        let message = format!("entry {:06} names another {what} than follows from it", entry.seq);
        refusals.push(sealed.at_field(Refusal::new(RefusalCode::R0095, message, COPY), field));
    };
    let tree = if effects.results.is_empty() {
        progress.tree_digest
    } else {
        let mut tree = progress.tree.clone();
        for (digest, path) in &effects.results {
            tree.set(path, *digest);
        }
        tree.digest()
    };
    if entry.tree != tree {
        no("Tree", "text");
    }
    if entry.anchors != progress.anchors && effects.results.is_empty() {
        no("Anchors", "map of anchors");
    }
    if entry.policy != effects.policy.as_ref().map_or(progress.policy_digest, |(_, digest)| *digest) {
        no("Policy", "policy");
    }
    if entry.registry != effects.registry.as_ref().map_or(progress.registry_digest, |(_, digest)| *digest) {
        no("Registry", "registry");
    }
}

fn apply(progress: &mut Progress, sealed: &Sealed, effects: Effects) {
    let entry = &sealed.entry;
    progress.seq = entry.seq;
    progress.head = sealed.digest;
    progress.time = entry.time;
    progress.entries.push(sealed.digest);
    if let Some((id, item)) = effects.item {
        progress.proceedings.insert(id, item);
    }
    for (digest, path) in effects.results {
        progress.tree.set(&path, digest);
        if let Some(digest) = digest {
            progress.versions.insert((path, digest));
        }
    }
    progress.tree_digest = entry.tree;
    progress.anchors = entry.anchors;
    if let Some((id, standing)) = effects.round {
        progress.rounds.insert(id, standing);
    }
    if let Some((registry, digest)) = effects.registry {
        let persons = registry.persons.iter().map(|person| (person.id.clone(), person.name.clone()));
        progress.persons.extend(persons);
        progress.registry = registry;
        progress.registry_digest = digest;
    }
    if let Some((policy, digest)) = effects.policy {
        progress.policy = Arc::<Policy>::clone(&policy);
        progress.policy_digest = digest;
    }
    progress.cited.extend(&entry.reviews);
    progress.files.extend(effects.files);
    progress.gone.extend(effects.gone);
}
