//! A large record, made as people would: each amendment is received, opened, cleared by the State,
//! noted and accepted.

use handbook::amend::actions::{self, Desk, Transaction};
use handbook::amend::ledger::Subject;
use handbook::amend::progress::Progress;
use handbook::amend::record::Record;
use handbook::amend::{Answers, Decision, Edit, Event, Kind, Refusal, Seen, SourceKind, SourceLine, compose};

use super::office::{ANNEX, Office, key, namespace};

/// A record with so many amendments, five entries each, and where everything stands in it.
pub(crate) fn many(wanted: usize) -> (Office, Progress) {
    let mut office = Office::open();
    let (mut record, mut progress) = office.record();
    let mut now = office.now;
    let step = |record: &Record,
                progress: &_,
                now,
                actor: &str,
                action: &dyn Fn(&Desk<'_>) -> Result<Transaction, Vec<Refusal>>| {
        let key = key(actor);
        action(&Desk { record, progress, actor, key: &key, now })
            .unwrap_or_else(|refusals| panic!("{refusals:#?}"))
    };
    for number in 0..wanted {
        now = now.checked_add(jiff::SignedDuration::from_secs(60)).unwrap();
        let text = String::from_utf8(record.content[ANNEX].to_vec()).unwrap();
        let date = jiff::tz::Offset::UTC.to_datetime(now).date();
        let at = text.find("last_verified: \"").unwrap() + 16;
        let mut after = text.clone();
        after.replace_range(at..at + 10, &date.to_string());
        let line = after.find("\n1. ").unwrap();
        let end = line + 1 + after[line + 1..].find('\n').unwrap();
        after.replace_range(line + 1..end, &format!("1. {number} copies of the request."));
        let amendment = compose(
            Answers {
                kind: Kind::Annex,
                state: Some("XA".into()),
                round: Some("2030-R1".into()),
                author: "xa-delegate-1".into(),
                title: format!("Change {number}"),
                base_edition: None,
                heading: None,
                objects_to: None,
                sources: vec![SourceLine {
                    kind: SourceKind::Act,
                    title: "Act".into(),
                    provision: None,
                    place: None,
                    in_force: None,
                }],
                ledger_seen: Some(Seen { seq: u32::try_from(progress.seq).unwrap(), digest: progress.head }),
                supersedes: None,
                created: now,
                rationale: "Because.".into(),
            },
            &[Edit { path: ANNEX.into(), before: Some(text), after: Some(after) }],
            Vec::new(),
        )
        .unwrap();
        let file = amendment.signed(&key("xa-delegate-1"), &namespace()).unwrap();
        let id = amendment.id();
        let mut done = Vec::new();
        let mut take = |transaction: Transaction, record: &mut Record, progress: &mut _| {
            *record = transaction.record.clone();
            *progress = transaction.progress.clone();
            done.push(transaction.files);
        };
        let transaction = step(&record, &progress, now, "editor-1", &|desk| {
            actions::intake(desk, file.as_bytes()).map(|intake| intake.transaction)
        });
        take(transaction, &mut record, &mut progress);
        let transaction = step(&record, &progress, now, "editor-1", &|desk| actions::open(desk, &id, ""));
        take(transaction, &mut record, &mut progress);
        let request = actions::ReviewRequest {
            event: Event::Clear,
            subject: Subject::Amendment(id.clone()),
            reviewer: "xa-focal",
            decision: Decision::Approve,
            ground: None,
            refers: None,
            file: None,
            comment: "",
            created: now,
        };
        let review = actions::draft_review(&record, &progress, request)
            .unwrap()
            .sign(&key("xa-focal"), "inner-sea")
            .unwrap();
        let transaction =
            step(&record, &progress, now, "editor-1", &|desk| actions::record_review(desk, &review));
        take(transaction, &mut record, &mut progress);
        let transaction =
            step(&record, &progress, now, "editor-1", &|desk| actions::annotate(desk, 1, "A note."));
        take(transaction, &mut record, &mut progress);
        let transaction =
            step(&record, &progress, now, "editor-1", &|desk| actions::accept(desk, &id, None, ""));
        take(transaction, &mut record, &mut progress);
        for files in done {
            for (path, bytes) in files {
                match bytes {
                    Some(bytes) => drop(office.files.insert(path, bytes.into())),
                    None => drop(office.files.remove(&path)),
                }
            }
        }
    }
    (office, progress)
}
