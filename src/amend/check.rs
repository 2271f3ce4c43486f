//! What `handbook check` proves of a recorded handbook.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::judge::is_page;
use super::ledger::SignedReceipt;
use super::policy::{Limit, Need, Policy, Trial, trial};
use super::progress::Progress;
use super::record::{ALLOWED_SIGNERS, ANCHORS, GENESIS, POLICY, REGISTRY, Record, round_path};
use super::registry::allowed_signers;
use super::replay::{prefix, replay};
use super::{Digest, Event, Kind, Listing, Refusal, RefusalCode, registry};

/// Proves the record and that the text follows from it:
///
/// 1. every entry of the ledger: number, chain, time, signature, the actor's role and key at that
///    time, the step, its consents, the texts it names;
/// 2. the text is the founding text and the accepted amendments in their order, byte for byte, and
///    `anchors.tsv` is the one that the last entry names;
/// 3. the ledger holds every entry that editions and receipts keep word of;
/// 4. amendments, reviews and texts are those that the ledger names, and there are no others;
/// 5. registry, policy, rounds and `allowed_signers` are those of the ledger.
///
/// Actions start from a record that is proved. The characters and the form of the text are the
/// business of the other checks.
///
/// # Errors
/// Everything that was found.
pub fn prove(record: &Record, receipts: &[SignedReceipt]) -> Result<Progress, Vec<Refusal>> {
    let mut refusals = prefix(record, receipts);
    let missing = missing(record);
    if !missing.is_empty() {
        // What is not there cannot be followed; the rest would be told wrongly.
        refusals.extend(missing);
        return Err(refusals);
    }
    match replay(record) {
        Err(found) => {
            refusals.extend(found);
            Err(refusals)
        }
        Ok(progress) => {
            refusals.extend(files(record, &progress));
            if refusals.is_empty() { Ok(progress) } else { Err(refusals) }
        }
    }
}

/// What `handbook check` says of a recorded handbook: [`prove`], and that the policy can work with the
/// persons there are. Before the first round somebody may still be missing.
///
/// # Errors
/// Everything that was found.
pub fn check(record: &Record, receipts: &[SignedReceipt]) -> Result<Progress, Vec<Refusal>> {
    let progress = prove(record, receipts)?;
    let begun = !progress.rounds.is_empty();
    let found = policy_test(record, &progress);
    let refusals: Vec<Refusal> =
        found.into_iter().filter(|refusal| begun || refusal.code != RefusalCode::R0054).collect();
    if refusals.is_empty() { Ok(progress) } else { Err(refusals) }
}

/// Texts that the entries name and that are neither kept nor taken out.
fn missing(record: &Record) -> Vec<Refusal> {
    let mut named: Vec<(Digest, &str)> = Vec::new();
    for sealed in &record.ledger {
        let entry = &sealed.entry;
        if entry.event != Event::Redact {
            named.extend(entry.results.iter().filter_map(|(digest, path)| Some(((*digest)?, path.as_str()))));
            named.extend(entry.sets.iter().map(|(digest, path)| (*digest, path.as_str())));
        }
        if entry.seq == 1 {
            named.push((entry.anchors, ANCHORS));
        }
    }
    let genesis = record.files.get(GENESIS).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    // A list that is not the one that was founded on names nothing: the replay says that it was altered.
    let bound = record.ledger.first().map(|sealed| sealed.entry.tree);
    let founding = genesis.as_deref().and_then(Listing::read).filter(|list| Some(list.digest()) == bound);
    let founding = founding.unwrap_or_default();
    named.extend(founding.iter().map(|(path, digest)| (digest, path)));
    named.sort_unstable();
    named.dedup_by_key(|(digest, _)| *digest);
    named.retain(|(digest, _)| record.texts.get(*digest).is_none() && !record.gone.contains(digest));
    let refusal = |(digest, path): (Digest, &str)| {
        file(
            RefusalCode::R0101,
            &super::record::text_path(digest),
            format!("the text {}…, a version of `{path}`, is missing", digest.short()),
            "restore the folder `amendments/texts` from a copy",
        )
    };
    named.into_iter().map(refusal).collect()
}

/// Whether the files are those that the ledger leads to.
fn files(record: &Record, progress: &Progress) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    texts(record, progress, &mut refusals);
    settings(record, progress, &mut refusals);
    filed(record, progress, &mut refusals);
    kept(record, progress, &mut refusals);
    refusals
}

fn file(code: RefusalCode, path: &str, message: String, remedy: &str) -> Refusal {
    Refusal::new(code, message, remedy).in_file(path)
}

/// Point 2.
fn texts(record: &Record, progress: &Progress, refusals: &mut Vec<Refusal>) {
    let digests: Vec<(&String, Digest)> =
        record.content.par_iter().map(|(path, bytes)| (path, Digest::of(bytes))).collect();
    for (path, digest) in &digests {
        match progress.tree.get(path) {
            Some(known) if known == *digest => {}
            Some(known) => refusals.push(changed(record, &progress.policy, path, known)),
            None if is_litter(path) => refusals.push(file(
                RefusalCode::R0096,
                path,
                format!("`{path}` is no part of the text"),
                "remove it; the computer left it when the folder was looked at",
            )),
            None => refusals.push(file(
                RefusalCode::R0096,
                path,
                format!("`{path}` was added outside an amendment"),
                &format!("propose it with `{}`, then move it away", proposing(&progress.policy, path, true)),
            )),
        }
    }
    let there: BTreeSet<&str> = digests.iter().map(|(path, _)| path.as_str()).collect();
    for (path, known) in progress.tree.iter().filter(|(path, _)| !there.contains(path)) {
        refusals.push(file(
            RefusalCode::R0096,
            path,
            format!("`{path}` was removed outside an amendment"),
            &format!("restore it: its text is `amendments/texts/{}`", known.hex()),
        ));
    }
    if Digest::of(&record.anchors) != progress.anchors {
        refusals.push(file(
            RefusalCode::R0097,
            ANCHORS,
            format!("`{ANCHORS}` is not the one that the last entry names"),
            "restore it from a copy; only an accepted amendment changes it",
        ));
    }
}

/// Whether it is a file that a system leaves in each folder that is looked at.
fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    ["thumbs.db", "desktop.ini"].contains(&name.to_lowercase().as_str())
}

/// The first line that differs from the text of the record.
fn changed(record: &Record, policy: &Policy, path: &str, known: Digest) -> Refusal {
    let now = record.content.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let source = crate::diagnostic::SourceText::new(path, now.unwrap_or_default());
    let was = record.texts.get(known).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let was = was.unwrap_or_default();
    let same = source.text().lines().zip(was.lines()).take_while(|(now, was)| now == was).count();
    Refusal::new(
        RefusalCode::R0096,
        format!("`{path}` was changed outside an amendment"),
        format!(
            "make an amendment of the change with `{}`, which shows it word by word; then copy `amendments/texts/{}` over `{path}`",
            proposing(policy, path, false),
            known.hex()
        ),
    )
    .at_line(&source, same + 1, 1)
}

/// The command that makes an amendment of a text as it lies in the folder, of a kind that the policy
/// lets touch it: prose is mended as `editorial`, data and the law of a State are not.
fn proposing(policy: &Policy, path: &str, is_new: bool) -> String {
    let fits = |kind: &Kind| {
        policy
            .rule(*kind, path)
            .is_some_and(|(rule, _)| is_page(path) || !rule.limits.contains(&Limit::NoFrontMatter))
    };
    let kinds = [Kind::Reference, Kind::Editorial, Kind::Corrigendum, Kind::Annex, Kind::Structure];
    let kind = if is_new { None } else { kinds.into_iter().find(fits) };
    let kind = kind.unwrap_or(Kind::Structure);
    let asks = policy
        .rule(kind, path)
        .is_some_and(|(rule, _)| rule.needs.iter().any(|need| matches!(need, Need::Sources(_))));
    let source = if kind.needs_source() || asks { " --source \"act | TITLE | PROVISION\"" } else { "" };
    format!("handbook amend new {path} --edited {path} --kind {kind} --title \"...\"{source}")
}

/// Point 5, the files.
fn settings(record: &Record, progress: &Progress, refusals: &mut Vec<Refusal>) {
    let mut wanted =
        vec![(REGISTRY.to_owned(), progress.registry_digest), (POLICY.to_owned(), progress.policy_digest)];
    wanted.extend(progress.rounds.iter().map(|(id, standing)| (round_path(id), standing.digest)));
    for (path, digest) in &wanted {
        let now = record.files.get(path).map(Digest::of);
        if now != Some(*digest) {
            let verb = if now.is_some() { "was changed" } else { "was removed" };
            refusals.push(file(
                RefusalCode::R0098,
                path,
                format!("`{path}` {verb} outside the ledger"),
                &format!("restore it: its text is `amendments/texts/{}`", digest.hex()),
            ));
        }
    }
    let rounds = record.files.keys().filter(|path| path.starts_with("amendments/rounds/"));
    for path in rounds.filter(|path| !wanted.iter().any(|(known, _)| known == *path)) {
        refusals.push(file(
            RefusalCode::R0098,
            path,
            format!("`{path}` was added outside the ledger"),
            "set the round up with `handbook round open`",
        ));
    }
    let wanted = allowed_signers(&progress.registry, &record.handbook);
    if record.files.get(ALLOWED_SIGNERS).is_none_or(|bytes| **bytes != *wanted.as_bytes()) {
        refusals.push(file(
            RefusalCode::R0052,
            ALLOWED_SIGNERS,
            format!("`{ALLOWED_SIGNERS}` is not what follows from the registry"),
            "write it anew with `handbook registry show --allowed-signers`",
        ));
    }
    if let Some(source) = record.file(REGISTRY)
        && let Err(found) = registry::read(&source, Some(&record.states))
    {
        refusals.extend(found);
    }
}

/// Point 4.
fn filed(record: &Record, progress: &Progress, refusals: &mut Vec<Refusal>) {
    for (id, received) in record.filed.iter().filter(|(id, _)| !progress.proceedings.contains_key(id)) {
        let path = received.filed.source().path();
        refusals.push(file(
            RefusalCode::R0103,
            path,
            format!("`{id}` lies in the record and was never received"),
            "move the file away, and receive it with `handbook amend intake`",
        ));
    }
    let redactions: BTreeSet<String> = record
        .ledger
        .iter()
        .filter(|sealed| sealed.entry.event == Event::Redact)
        .map(|sealed| sealed.entry.subject.to_string())
        .collect();
    for (id, stub) in &record.redacted {
        if !redactions.contains(&id.to_string()) {
            refusals.push(file(
                RefusalCode::R0105,
                &stub.path(),
                format!("no entry takes the words of `{id}` out of the record"),
                "restore the amendment from a copy",
            ));
        }
        if let Some(received) = record.filed.get(id) {
            refusals.push(file(
                RefusalCode::R0105,
                received.filed.source().path(),
                format!("the words of `{id}` were taken out of the record and are back"),
                "remove the file; its digest stays in the ledger",
            ));
        }
    }
    let cited: BTreeSet<Digest> =
        record.ledger.iter().flat_map(|sealed| sealed.entry.reviews.iter().copied()).collect();
    for (digest, review) in record.reviews.iter().filter(|(digest, _)| !cited.contains(digest)) {
        refusals.push(file(
            RefusalCode::R0103,
            review.source.path(),
            format!("the review {}… lies in the record and no entry names it", digest.short()),
            "move the file away, and record it with `handbook amend import-review`",
        ));
    }
}

/// No text is kept that the ledger does not name.
fn kept(record: &Record, progress: &Progress, refusals: &mut Vec<Refusal>) {
    let named = progress.named();
    for digest in record.texts.digests().filter(|digest| !named.contains(digest)) {
        let path = super::record::text_path(digest);
        let refusal = if progress.gone.contains(&digest) {
            file(
                RefusalCode::R0105,
                &path,
                format!("the text {}… was taken out of the record and is back", digest.short()),
                "remove the file",
            )
        } else {
            file(
                RefusalCode::R0103,
                &path,
                format!("no entry names the text {}…", digest.short()),
                "move the file away",
            )
        };
        refusals.push(refusal);
    }
}

/// `policy test` with the policy, registry and text as they are.
#[must_use]
pub fn policy_test(record: &Record, progress: &Progress) -> Vec<Refusal> {
    let Some(source) = record.kept(progress.policy_digest, POLICY) else { return Vec::new() };
    let paths: BTreeSet<String> = progress.tree.iter().map(|(path, _)| path.to_owned()).collect();
    trial(Trial {
        policy: &progress.policy,
        source: &Arc::clone(&source),
        registry: &progress.registry,
        states: &record.states,
        paths: &paths,
        at: (progress.time, progress.seq),
    })
}
