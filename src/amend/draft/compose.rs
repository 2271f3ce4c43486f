//! An amendment from answers and edited texts.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::amend::{Amendment, AmendmentId, Bound, Digest, Filed, Kind, Move, Refusal, Seen, SourceLine};
use crate::diff::{FilePatch, Patch};

/// What only a person can say about an amendment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// What it is for.
    pub kind: Kind,
    /// Code of the author's State.
    pub state: Option<String>,
    /// The round it is for.
    pub round: Option<String>,
    /// The author's name in the registry.
    pub author: String,
    /// What it does, in one line.
    pub title: String,
    /// The edition the author read.
    pub base_edition: Option<String>,
    /// The heading a remark is about.
    pub heading: Option<String>,
    /// The suggestion an objection is about.
    pub objects_to: Option<AmendmentId>,
    /// What it rests on in law.
    pub sources: Vec<SourceLine>,
    /// The newest entry of the ledger.
    pub ledger_seen: Option<Seen>,
    /// The amendment it stands in the place of.
    pub supersedes: Option<AmendmentId>,
    /// Now.
    pub created: Timestamp,
    /// Why, in any number of lines.
    pub rationale: String,
}

/// One text before and after the editing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Path from the handbook's folder.
    pub path: String,
    /// The text as it is in the record; none where it is to be created.
    pub before: Option<String>,
    /// The edited text; none where it is to be removed. For a remark, as `before`.
    pub after: Option<String>,
}

/// The amendment that says what the answers say and changes what the edits change.
///
/// Digests, diff and order are computed; the words of title and reasons lose blanks at their ends and
/// get the form that the file demands. The outcome is read by the strict reader before it is given.
///
/// # Errors
/// What the reader refuses, with places in the amendment that would have been written.
pub fn compose(answers: Answers, edits: &[Edit], moves: Vec<Move>) -> Result<Amendment, Vec<Refusal>> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by(|one, other| one.path.cmp(&other.path));
    let mut amendment = Amendment {
        kind: answers.kind,
        state: answers.state,
        round: answers.round,
        author: answers.author,
        title: one_line(&answers.title),
        base_edition: answers.base_edition,
        heading: answers.heading.map(|heading| one_line(&heading)),
        objects_to: answers.objects_to,
        bases: Vec::new(),
        results: Vec::new(),
        moves,
        sources: answers.sources,
        ledger_seen: answers.ledger_seen,
        supersedes: answers.supersedes,
        created: whole_seconds(answers.created),
        rationale: lines(&answers.rationale),
        patch: Patch::default(),
    };
    amendment.moves.sort();
    for edit in edits {
        let bound = |text: &String| Bound { path: edit.path.clone(), digest: Digest::of(text) };
        if amendment.kind == Kind::Remark {
            amendment.bases.extend(edit.before.as_ref().map(bound));
            continue;
        }
        let changed = FilePatch::between(&edit.path, edit.before.as_deref(), edit.after.as_deref());
        if let Some(file) = changed {
            amendment.patch.files.push(file);
            amendment.bases.extend(edit.before.as_ref().map(bound));
            amendment.results.extend(edit.after.as_ref().map(bound));
        }
    }
    Filed::read("draft.amend", amendment.payload().as_bytes()).map(|filed| filed.amendment)
}

/// The front matter of an annex with the date on which it was compared with the law, and with another
/// status where one is given. Nothing else changes.
#[must_use]
pub fn verify_today(annex: &str, day: Date, status: Option<&str>) -> String {
    let end = annex.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map_or(0, |end| end + 5);
    let mut text = String::with_capacity(annex.len());
    for line in annex[..end].split_inclusive('\n') {
        match status {
            _ if line.starts_with("last_verified:") => text.push_str(&format!("last_verified: \"{day}\"\n")),
            Some(status) if line.starts_with("status:") => text.push_str(&format!("status: {status}\n")),
            _ => text.push_str(line),
        }
    }
    text + &annex[end..]
}

fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// Words in one line with single blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines without blanks at their ends, and without empty lines at the start and at the end.
fn lines(text: &str) -> Vec<String> {
    let text =
        text.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    lines[first..last.max(first)].to_vec()
}
