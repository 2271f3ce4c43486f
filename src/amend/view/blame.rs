//! Who changed a line, and on what authority.

use serde::Serialize;

use crate::amend::progress::Progress;
use crate::amend::record::Record;
use crate::amend::{AmendmentId, Event, Texts as _};
use crate::diff::{edits, lines};

/// A line of a text with the amendment that it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Blamed {
    /// Number of the line, from 1.
    pub line: usize,
    /// The line without its end.
    pub text: String,
    /// Number of the entry that brought it; 1 for the founding text.
    pub seq: u64,
    /// Ledger time of that entry.
    pub time: String,
    /// The amendment; none for the founding text.
    pub amendment: Option<String>,
    /// Its short number.
    pub docket: Option<String>,
    /// Its State.
    pub state: Option<String>,
    /// Id of its author.
    pub author: Option<String>,
    /// Its sources, title and provision.
    pub sources: Vec<String>,
    /// Ids of those who approved: whoever signed the acceptance, and the reviewers.
    pub approvers: Vec<String>,
    /// The edition in which it first appeared; none while it is in none.
    pub edition: Option<String>,
}

/// The lines of a text of the record with where each comes from; `None` where the record has no such
/// text. `only` asks for one line.
#[must_use]
pub fn blame(record: &Record, progress: &Progress, path: &str, only: Option<usize>) -> Option<Vec<Blamed>> {
    let digest = progress.tree.get(path)?;
    let now = record.texts.text(&digest)?;
    let owners = owners(record, path, now);
    let found = lines(now).into_iter().zip(owners).enumerate();
    Some(
        found
            .filter(|(at, _)| only.is_none_or(|line| line == at + 1))
            .map(|(at, (text, seq))| blamed(record, progress, at + 1, text, seq))
            .collect(),
    )
}

/// A text of the record after an entry that changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Number of the entry.
    pub seq: u64,
    /// The text; empty where the entry removed it, or its words were taken out of the record.
    pub text: String,
}

/// What became of a text by the entries after one and up to another: 1 is the first entry.
#[must_use]
pub fn steps(record: &Record, path: &str, after: u64, until: u64) -> Vec<Step> {
    let within = versions(record, path).into_iter().filter(|(seq, _)| *seq > after && *seq <= until);
    within.map(|(seq, text)| Step { seq, text: text.unwrap_or("").to_owned() }).collect()
}

/// Where what an entry brought comes from, without a line of text.
#[must_use]
pub fn came_from(record: &Record, progress: &Progress, seq: u64) -> Blamed {
    blamed(record, progress, 0, "", seq)
}

/// The entries that changed a text, each with the text after it.
fn versions<'a>(record: &'a Record, path: &str) -> Vec<(u64, Option<&'a str>)> {
    let named = |sealed: &crate::amend::ledger::Sealed| {
        sealed.entry.results.iter().find(|(_, known)| known == path).map(|(digest, _)| *digest)
    };
    record
        .ledger
        .iter()
        .filter_map(|sealed| {
            let digest = named(sealed)?;
            Some((sealed.entry.seq, digest.and_then(|digest| record.texts.text(&digest))))
        })
        .collect()
}

/// For each line of the newest text the entry that brought it.
fn owners(record: &Record, path: &str, now: &str) -> Vec<u64> {
    let versions = versions(record, path);
    let founding = founding(record, path);
    let mut text = founding.unwrap_or("");
    let mut owners: Vec<u64> = vec![1; lines(text).len()];
    for (seq, next) in versions {
        let next = next.unwrap_or("");
        owners = carried(text, next, &owners, seq);
        text = next;
    }
    if text != now {
        // A version in between was taken out of the record: what cannot be followed is its newest.
        let last = owners.last().copied().unwrap_or(1);
        owners = carried(text, now, &owners, last);
    }
    owners
}

fn founding<'a>(record: &'a Record, path: &str) -> Option<&'a str> {
    let list = record.files.get(crate::amend::record::GENESIS)?;
    let list = crate::amend::Listing::read(std::str::from_utf8(list).ok()?)?;
    record.texts.text(&list.get(path)?)
}

fn carried(old: &str, new: &str, owners: &[u64], seq: u64) -> Vec<u64> {
    let (old, new) = (lines(old), lines(new));
    let mut next = Vec::with_capacity(new.len());
    let mut at = 0;
    for edit in edits(&old, &new) {
        next.extend_from_slice(owners.get(at..edit.old.start).unwrap_or_default());
        next.extend(std::iter::repeat_n(seq, edit.new.len()));
        at = edit.old.end;
    }
    next.extend_from_slice(owners.get(at..).unwrap_or_default());
    next.resize(new.len(), seq);
    next
}

fn blamed(record: &Record, progress: &Progress, line: usize, text: &str, seq: u64) -> Blamed {
    let sealed = record.ledger.iter().find(|sealed| sealed.entry.seq == seq);
    let id: Option<&AmendmentId> = sealed.and_then(|sealed| sealed.entry.subject.amendment());
    let item = id.and_then(|id| progress.proceedings.get(id));
    let sources =
        id.and_then(|id| record.filed.get(id)).map_or(&[][..], |received| &received.filed.amendment.sources);
    let mut approvers: Vec<String> = Vec::new();
    if let (Some(sealed), Some(item)) = (sealed, item) {
        let recorded = item.reviews.iter().map(|(_, digest)| digest);
        for digest in recorded.chain(&sealed.entry.reviews) {
            if let Some(review) = record.reviews.get(digest) {
                approvers.push(review.review.reviewer.clone());
            }
        }
        approvers.push(sealed.entry.actor.clone());
        approvers.dedup();
    }
    let released = item.and_then(|item| {
        let mut entries = record.ledger.iter().filter(|sealed| item.entries.contains(&sealed.entry.seq));
        entries.find(|sealed| sealed.entry.event == Event::Release)
    });
    Blamed {
        line,
        text: text.trim_end_matches('\n').to_owned(),
        seq,
        time: sealed.map(|sealed| sealed.entry.time.to_string()).unwrap_or_default(),
        amendment: id.map(ToString::to_string),
        docket: item.map(|item| item.docket.clone()),
        state: item.and_then(|item| item.state.clone()),
        author: item.map(|item| item.author.clone()),
        sources: sources
            .iter()
            .map(|source| match &source.provision {
                Some(provision) => format!("{}, {provision}", source.title),
                None => source.title.clone(),
            })
            .collect(),
        approvers,
        edition: released.and_then(|sealed| sealed.entry.refers.clone()),
    }
}
