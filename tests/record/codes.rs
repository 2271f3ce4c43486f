//! Every code of the record is brought by something, and what people then read is plain and short.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use handbook::amend::actions::{self, Desk, Outcome, Rejection};
use handbook::amend::ledger::{SignedReceipt, Subject, entry_path};
use handbook::amend::policy::{DEFAULT_POLICY, Ground};
use handbook::amend::{
    AmendmentId, Decision, Digest, Event, Kind, Namespace, Purpose, Refusal, RefusalCode, render_refusals,
};
use handbook::diagnostic::{Format, Painter, SourceText};

use crate::support::office::{self, ANNEX, CHAPTER, Office, key};

/// A record with an amendment that waits, one under review, one accepted.
struct Bases {
    office: Office,
    waiting: AmendmentId,
    open: AmendmentId,
    accepted: AmendmentId,
}

impl Bases {
    fn new() -> Self {
        let mut office = Office::open();
        let accepted = office.intake(office.annex("Two copies", "Three copies"));
        office.accept_annex(&accepted);
        let open = office.intake(office.suggestion("after forty days", "after thirty days"));
        office.act("editor-1", |desk| actions::open(desk, &open, "")).unwrap();
        let waiting = office.intake(office.suggestion("Seal it.", "Seal it well."));
        Self { office, waiting, open, accepted }
    }

    fn told<T>(&self, actor: &str, action: impl FnOnce(&Desk<'_>) -> Outcome<T>) -> Vec<Refusal> {
        self.office.try_with(actor, &key(actor), action).err().unwrap_or_default()
    }

    fn intake(&self, text: &str) -> Vec<Refusal> {
        self.told("editor-1", |desk| actions::intake(desk, text.as_bytes()))
    }

    /// What a check says after a change of the files.
    fn changed(&self, change: impl FnOnce(&mut Office)) -> Vec<Refusal> {
        let mut office = self.office.clone();
        change(&mut office);
        office.refusals(&[])
    }

    fn replaced(&self, path: &str, before: &str, after: &str) -> Vec<Refusal> {
        self.changed(|office| {
            let text = office.text(path).replacen(before, after, 1);
            office.files.insert(path.to_owned(), Arc::from(text.as_bytes()));
        })
    }

    fn registry(&self, before: &str, after: &str) -> Vec<Refusal> {
        let text = office::registry().replacen(before, after, 1);
        Office::region().found(&text, None, "chief-1").err().unwrap_or_default()
    }

    fn policy(&self, before: &str, after: &str) -> Vec<Refusal> {
        let text = DEFAULT_POLICY.replacen(before, after, 1);
        let mut office = Office::region();
        match office.found(&office::registry(), Some(&text), "chief-1") {
            Err(refusals) => refusals,
            Ok(transaction) => {
                office.apply(&transaction);
                office
                    .try_with("chair-1", &key("chair-1"), |desk| actions::open_round(desk, office::ROUND, ""))
                    .err()
                    .unwrap_or_default()
            }
        }
    }

    fn reject(&self, id: &AmendmentId, ground: Ground, reason: &str) -> Vec<Refusal> {
        let chief = self.office.said(
            "chief-1",
            Event::Reject,
            Subject::Amendment(id.clone()),
            Decision::Approve,
            |request| {
                request.ground = Some(ground);
            },
        );
        let rejection =
            Rejection { ground, reason, appeal_until: "2030-03-01".parse().unwrap(), reviews: &[chief] };
        self.told("editor-1", |desk| actions::reject(desk, id, rejection))
    }
}

fn scenarios() -> BTreeMap<RefusalCode, Vec<Refusal>> {
    use RefusalCode as R;
    let base = Bases::new();
    let office = &base.office;
    let entry = |event: Event| {
        let (record, _) = office.record();
        entry_path(record.ledger.iter().find(|sealed| sealed.entry.event == event).unwrap().entry.seq)
    };
    let review = |person: &str, id: &AmendmentId| office.review(person, Event::Accept, id);
    let mut stranger = office.annex("lies on", "lies by");
    office::verified(&mut stranger, "2030-01-05");
    let stranger = stranger.signed_with(&key("nobody"), &office::namespace());
    let annex = || {
        let mut draft = office.annex("lies on", "lies by");
        office::verified(&mut draft, "2030-01-05");
        draft
    };
    let mut late = office.clone();
    late.at("2030-04-01T00:00:00Z");
    let mut after = annex();
    after.answers.created = late.now;
    let after = late.intake(after);
    let mut expired = office.clone();
    expired.at("2032-01-01T00:00:00Z");
    let mut redacted = office.clone();
    let chief = office.said(
        "chief-1",
        Event::Redact,
        Subject::Amendment(base.waiting.clone()),
        Decision::Approve,
        |_| {},
    );
    let filed = format!("amendments/filed/2030-R1/XB/{}.amend", base.waiting);
    let kept = redacted.files[&filed].clone();
    redacted.act("chair-1", |desk| actions::redact(desk, &base.waiting, &[], &[chief], "A name.")).unwrap();
    redacted.files.insert(filed.clone(), kept);
    let mut full = office.clone();
    let tight = full.text("amendments/policy.toml");
    let tight = tight
        .replace("version = 1", "version = 2")
        .replace("max_pending_per_state = 40", "max_pending_per_state = 0");
    let agreed = full.said("chief-1", Event::Policy, Subject::Policy, Decision::Approve, |request| {
        request.file = Some(("amendments/policy.toml", &tight));
    });
    full.act("chair-1", |desk| actions::change_policy(desk, &tight, &[agreed], "Too many")).unwrap();
    let mut moved = office.clone();
    let mut confirmation =
        moved.draft("xa-focal", Kind::Confirmation, ANNEX, "status: draft", "status: delegate-confirmed");
    office::verified(&mut confirmation, "2030-01-05");
    let confirmation = moved.intake(confirmation);
    let mut change = moved.annex("lies on", "lies by");
    office::verified(&mut change, "2030-01-05");
    let change = moved.intake(change);
    moved.accept_annex(&change);
    let mut built_on = office.clone();
    let mut next = built_on.annex("Three copies", "Four copies");
    office::verified(&mut next, "2030-01-05");
    let next = built_on.intake(next);
    built_on.accept_annex(&next);
    let receipt = late.receive(&{
        let mut draft = late.suggestion("Wax is not required.", "Wax is welcome.");
        draft.answers.created = late.now;
        draft.signed()
    });
    let own_law = office.clone();
    let mut own = Bases { office: own_law, ..Bases::new() };
    let law = own.office.intake(annex());
    let namespace = Namespace::new(Purpose::Ledger, "inner-sea");
    let with = |mutate: &dyn Fn(&mut office::Draft)| {
        let mut draft = annex();
        mutate(&mut draft);
        base.intake(&draft.signed())
    };
    let round = |text: &str| base.told("chair-1", |desk| actions::open_round(desk, text, ""));
    let forged = |office: &Office| {
        let mut office = office.clone();
        let (record, progress) = office.record();
        let mut entry = record.ledger.last().unwrap().entry.clone();
        entry.seq += 1;
        entry.prev = Some(progress.head);
        entry.event = Event::Annotate;
        entry.subject = Subject::Entry(1);
        entry.reason = "So.\n".into();
        (entry.docket, entry.late, entry.filed, entry.reviews, entry.results) =
            (None, false, None, vec![], vec![]);
        entry.tree = Digest::of("x");
        let sealed = entry.seal(&key("editor-1"), &namespace).unwrap();
        office.files.insert(entry_path(sealed.entry.seq), Arc::from(sealed.source.text().as_bytes()));
        office.refusals(&[])
    };
    let other_prev = |office: &Office| {
        let mut office = office.clone();
        let (record, _) = office.record();
        let mut entry = record.ledger.last().unwrap().entry.clone();
        entry.prev = Some(Digest::of("x"));
        let sealed = entry.seal(&key("editor-1"), &namespace).unwrap();
        office.files.insert(entry_path(sealed.entry.seq), Arc::from(sealed.source.text().as_bytes()));
        office.refusals(&[])
    };
    let mut number =
        office.draft("editor-1", Kind::Editorial, CHAPTER, "after forty days", "after fifty days");
    number.answers.round = None;
    BTreeMap::from([
        (R::R0050, base.registry("version = 1", "version = one")),
        (R::R0051, base.registry("\"chief-editor\"", "\"boss\"")),
        (R::R0052, base.replaced("amendments/allowed_signers", "20311231", "20991231")),
        (R::R0053, base.policy("default = \"deny\"", "default = \"allow\"")),
        (R::R0054, base.policy("\"chief-editor >= 1\", \"chair", "\"chief-editor >= 2\", \"chair")),
        (R::R0055, base.policy("needs = [\"editor >= 1\"]\n", "needs = [\"sources >= 1\"]\n")),
        (R::R0056, base.policy("kinds = [\"remark\"]", "kinds = [\"remark\", \"structure\"]")),
        (
            R::R0057,
            base.policy("paths = [\"content/annexes/{iso2}.md\"]\n", "paths = [\"content/annexes/*.md\"]\n"),
        ),
        (
            R::R0058,
            round(
                &office::ROUND
                    .replace("2030-R1", "2030-R2")
                    .replace("closes = 2030-03-31", "closes = 2029-03-31"),
            ),
        ),
        (R::R0060, base.intake(&stranger)),
        (
            R::R0061,
            expired
                .try_with("editor-1", &key("editor-1"), |desk| actions::annotate(desk, 1, "So."))
                .unwrap_err(),
        ),
        (R::R0062, with(&|draft| draft.answers.author = "xa-delegate-2".into())),
        (
            R::R0063,
            with(&|draft| {
                draft.answers.author = "xb-delegate-1".into();
                draft.answers.state = Some("XB".into());
            }),
        ),
        (R::R0064, base.told("editor-1", |desk| actions::reopen(desk, &base.open, "So."))),
        (R::R0065, base.told("editor-1", |desk| actions::accept(desk, &base.open, None, ""))),
        (R::R0066, {
            let mut said = review("chair-1", &base.open).review;
            said.results[0].0 = Some(Digest::of("x"));
            let said = said.sign(&key("chair-1"), "inner-sea").unwrap();
            base.told("editor-1", |desk| actions::record_review(desk, &said))
        }),
        (R::R0067, {
            let own = review("xb-delegate-1", &base.open);
            base.told("editor-1", |desk| actions::record_review(desk, &own))
        }),
        (R::R0068, base.intake(&number.signed())),
        (R::R0069, {
            let mut draft = full.suggestion("Wax is not required.", "Wax is welcome.");
            draft.answers.created = full.now;
            let text = draft.signed();
            full.try_with("editor-1", &key("editor-1"), |desk| actions::intake(desk, text.as_bytes()))
                .unwrap_err()
        }),
        (R::R0070, with(&|draft| draft.answers.round = Some("2030-R9".into()))),
        (R::R0071, {
            let mut early = Office::founded();
            let later = office::ROUND.replace("opens = 2030-01-01", "opens = 2030-02-01");
            early.act("chair-1", |desk| actions::open_round(desk, &later, "")).unwrap();
            let text = early.annex("lies on", "lies by").signed();
            early
                .try_with("editor-1", &key("editor-1"), |desk| actions::intake(desk, text.as_bytes()))
                .unwrap_err()
        }),
        (R::R0072, base.told("chair-1", |desk| actions::close_round(desk, "2030-R1", ""))),
        (
            R::R0073,
            late.try_with("editor-1", &key("editor-1"), |desk| actions::open(desk, &after, "")).unwrap_err(),
        ),
        (R::R0074, base.intake(&office.text(&filed))),
        (R::R0076, with(&|draft| draft.answers.ledger_seen.as_mut().unwrap().digest = Digest::of("x"))),
        (R::R0077, with(&|draft| draft.answers.supersedes = Some(base.open.clone()))),
        (R::R0078, with(&|draft| draft.answers.supersedes = Some("XA-aaaaaaaaaaaaaaaa".parse().unwrap()))),
        (R::R0079, with(&|draft| draft.answers.created = "2029-06-01T00:00:00Z".parse().unwrap())),
        (R::R0080, base.told("editor-1", |desk| actions::accept(desk, &base.waiting, None, ""))),
        (R::R0081, own.reject(&law, Ground::Clash, "So.")),
        (R::R0082, base.told("editor-1", |desk| actions::give_back(desk, &base.open, Ground::Form, ""))),
        (R::R0083, {
            moved.act("editor-1", |desk| actions::open(desk, &confirmation, "")).unwrap();
            moved
                .try_with("editor-1", &key("editor-1"), |desk| actions::accept(desk, &confirmation, None, ""))
                .unwrap_err()
        }),
        (
            R::R0084,
            built_on
                .try_with("editor-1", &key("editor-1"), |desk| actions::stale(desk, &base.accepted, "So."))
                .unwrap_err(),
        ),
        (R::R0085, base.told("chair-1", |desk| actions::admit(desk, &base.waiting, "So."))),
        (R::R0086, own.reject(&law, Ground::Substance, "So.")),
        (R::R0090, base.replaced(&entry(Event::Accept), "Time: 2030-", "Time: in 2030-")),
        (R::R0091, base.changed(|office| drop(office.files.remove(&entry_path(4))))),
        (R::R0092, other_prev(office)),
        (R::R0093, {
            let mut back = office.clone();
            back.at("2030-01-01T00:00:00Z");
            back.try_with("editor-1", &key("editor-1"), |desk| actions::annotate(desk, 1, "So.")).unwrap_err()
        }),
        (R::R0094, base.replaced(&entry(Event::Accept), "Actor: editor-1", "Actor: editor-2")),
        (R::R0095, forged(office)),
        (R::R0096, base.replaced(CHAPTER, "Seal it.", "Seal the request.")),
        (R::R0097, base.replaced("anchors.tsv", "p-", "p-a")),
        (R::R0098, base.replaced("amendments/policy.toml", "max_files = 32", "max_files = 64")),
        (R::R0099, base.changed(|office| drop(office.files.remove(&filed)))),
        (
            R::R0100,
            base.changed(|office| {
                let path = office.files.keys().find(|path| path.ends_with(".review")).unwrap().clone();
                let text = office.text(&path).replace("approve", "decline");
                office.files.insert(path, Arc::from(text.as_bytes()));
            }),
        ),
        (
            R::R0101,
            base.changed(|office| {
                let digest = Digest::of(office.text(CHAPTER));
                office.files.remove(&format!("amendments/texts/{}", digest.hex()));
            }),
        ),
        (R::R0102, office.refusals(std::slice::from_ref(&receipt.1))),
        (
            R::R0103,
            base.changed(|office| {
                drop(office.files.insert("amendments/notes.txt".into(), Arc::from(b"x".as_slice())))
            }),
        ),
        (R::R0104, office.found(&office::registry(), None, "chief-1").unwrap_err()),
        (R::R0105, redacted.refusals(&[])),
        (R::R0106, base.registry("assurance = \"file\"", "assurance = \"hardware\"")),
        (R::R0107, {
            let text = receipt.1.source.text().replace("/00", "/01");
            vec![SignedReceipt::read(&SourceText::new("my.receipt", text), &namespace).unwrap_err()]
        }),
    ])
}

#[test]
fn every_code_of_the_record_is_brought_and_read() {
    let own: BTreeSet<RefusalCode> =
        RefusalCode::ALL.iter().copied().filter(|code| ("R0050".."R0110").contains(&code.name())).collect();
    let found = scenarios();
    assert_eq!(found.keys().copied().collect::<BTreeSet<_>>(), own, "a scenario for each code");
    let mut wrong = String::new();
    let mut told = String::new();
    for (code, refusals) in &found {
        match refusals.iter().find(|refusal| refusal.code == *code) {
            None => wrong.push_str(&format!(
                "{code}: {:?}\n",
                refusals.iter().map(|refusal| (refusal.code, &refusal.message)).collect::<Vec<_>>()
            )),
            Some(refusal) => told.push_str(&render_refusals(
                std::slice::from_ref(refusal),
                Format::Human,
                Painter { colour: false },
            )),
        }
        for refusal in refusals {
            for text in [&refusal.message, &refusal.remedy] {
                if text.split_whitespace().count() > 40
                    || text.ends_with('.')
                    || text.contains("Some(")
                    || text.is_empty()
                {
                    wrong.push_str(&format!("{code}: {text}\n"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("refusals_of_the_record", told);
    });
}
