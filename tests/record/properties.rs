//! Properties of the record.

use std::collections::BTreeMap;
use std::sync::Arc;

use handbook::amend::actions;
use handbook::amend::record::Record;
use handbook::amend::{Event, RefusalCode, Stage, check, replay};
use proptest::prelude::*;

use crate::support::office::{Office, config};

/// Cases of a property: few by default.
pub(super) fn cases(few: u32) -> ProptestConfig {
    let long = std::env::var("HANDBOOK_FUZZ").is_ok_and(|value| value == "long");
    ProptestConfig {
        cases: if long { few * 50 } else { few },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A record with something of everything.
pub(super) fn full() -> Office {
    let mut office = Office::open();
    let accepted = office.intake(office.annex("Two copies", "Three copies"));
    office.accept_annex(&accepted);
    let waiting = office.intake(office.suggestion("after forty days", "after thirty days"));
    office.act("editor-1", |desk| actions::open(desk, &waiting, "")).unwrap();
    office.approve("rapporteur-1", &waiting);
    let returned = office.intake(office.suggestion("Seal it.", "Seal it well."));
    office.act("editor-1", |desk| actions::open(desk, &returned, "")).unwrap();
    let ground = handbook::amend::policy::Ground::Form;
    office.act("editor-1", |desk| actions::give_back(desk, &returned, ground, "Say how.")).unwrap();
    let longer = crate::support::office::ROUND.replace("closes = 2030-03-31", "closes = 2030-04-05");
    office.act("chair-1", |desk| actions::extend_round(desk, &longer, "Asked for by XA.")).unwrap();
    office.act("editor-1", |desk| actions::annotate(desk, 2, "A note.")).unwrap();
    office
}

fn entries(office: &Office) -> Vec<String> {
    office.files.keys().filter(|path| path.ends_with(".entry")).cloned().collect()
}

/// The number of the first entry that a check refuses.
fn first_refused(office: &Office) -> Option<u64> {
    let refusals = office.refusals(&[]);
    refusals
        .iter()
        .filter_map(|refusal| {
            let path = refusal.place.as_ref()?.source.path().to_owned();
            path.strip_prefix("amendments/ledger/")?.strip_suffix(".entry")?.parse().ok()
        })
        .min()
}

#[test]
fn p7_every_change_of_the_ledger_is_found_at_or_before_its_place() {
    let office = full();
    let paths = entries(&office);
    assert!(paths.len() > 12, "{}", paths.len());
    let mut runner = proptest::test_runner::TestRunner::new(cases(60));
    let count = paths.len();
    runner
        .run(
            &(0..4u8, 0..count, 0..count, any::<prop::sample::Index>(), 1..=255u8),
            |(way, at, other, byte, flip)| {
                let mut changed = office.clone();
                let bytes = changed.files[&paths[at]].clone();
                let place = match way {
                    // Any one byte.
                    0 => {
                        let mut spoilt = bytes.to_vec();
                        let index = byte.index(spoilt.len());
                        spoilt[index] ^= flip;
                        changed.files.insert(paths[at].clone(), Arc::from(spoilt));
                        at
                    }
                    // Two entries change places.
                    1 => {
                        if at == other {
                            return Ok(());
                        }
                        let two = changed.files[&paths[other]].clone();
                        changed.files.insert(paths[at].clone(), two);
                        changed.files.insert(paths[other].clone(), bytes);
                        at.min(other)
                    }
                    // One is gone; the last is the business of receipts.
                    2 => {
                        if at + 1 == count {
                            return Ok(());
                        }
                        changed.files.remove(&paths[at]);
                        at
                    }
                    // One is put in a second time, and those after it move up.
                    _ => {
                        for index in (at..count).rev() {
                            let moved = changed.files[&paths[index]].clone();
                            changed
                                .files
                                .insert(handbook::amend::ledger::entry_path(index as u64 + 2), moved);
                        }
                        at + 1
                    }
                };
                let found = first_refused(&changed);
                // An entry is named by its number, from 1; one that is gone by the one after it.
                let latest = place as u64 + if way == 2 { 2 } else { 1 };
                prop_assert!(
                    found.is_some_and(|found| found <= latest),
                    "way {} at {}: {:?}",
                    way,
                    at,
                    found
                );
                Ok(())
            },
        )
        .unwrap();
}

#[test]
fn p9_no_set_of_signatures_without_the_roles_leads_to_accepted() {
    let mut base = Office::open();
    let id = base.intake(base.suggestion("after forty days", "after thirty days"));
    base.act("editor-1", |desk| actions::open(desk, &id, "")).unwrap();
    base.at("2030-04-11T00:00:00Z");
    let people = crate::support::office::PEOPLE;
    let reviews: BTreeMap<&str, _> = people
        .iter()
        .filter(|(person, _, _)| *person != "xb-delegate-1")
        .map(|(person, _, _)| (*person, base.review(person, Event::Accept, &id)))
        .collect();
    let names: Vec<&str> = reviews.keys().copied().collect();
    let mut runner = proptest::test_runner::TestRunner::new(cases(24));
    runner
        .run(
            &(
                prop::collection::vec(any::<bool>(), names.len()),
                prop::sample::select(vec!["editor-1", "editor-2", "chief-1"]),
            ),
            |(chosen, actor)| {
                let mut office = base.clone();
                let signed: Vec<&str> =
                    names.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(name, _)| *name).collect();
                for name in &signed {
                    office.act("editor-1", |desk| actions::record_review(desk, &reviews[name])).unwrap();
                }
                let with = |name: &str| signed.contains(&name) || actor == name;
                let enough = with("editor-1") && with("editor-2") && with("rapporteur-1") && with("chair-1");
                let refused = office.refused(actor, |desk| actions::accept(desk, &id, None, ""));
                prop_assert_eq!(refused.is_empty(), enough, "{:?} {}: {:?}", signed, actor, refused);
                prop_assert!(enough || refused == [RefusalCode::R0065]);
                Ok(())
            },
        )
        .unwrap();
}

#[test]
fn p10_replay_is_a_function_of_the_files() {
    let office = full();
    let told = |office: &Office| {
        let (record, refusals) = Record::from_files(config(), office.files.clone());
        assert_eq!(refusals, []);
        let progress = replay(&record).unwrap();
        format!(
            "{:?}",
            (progress.seq, progress.head, progress.tree_digest, &progress.proceedings, &progress.tree)
        )
    };
    let expected = told(&office);
    for threads in 1..=8 {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| told(&office)), expected, "{threads} threads");
    }
    // Read from a folder as well, in whatever order its names come.
    let folder = tempfile::tempdir().unwrap();
    let root = camino::Utf8PathBuf::try_from(folder.path().to_owned()).unwrap();
    let book = std::fs::read_to_string(crate::support::repository().join("tests/fixtures/region/book.toml"))
        .unwrap();
    std::fs::write(root.join("book.toml"), book).unwrap();
    for (path, bytes) in office.files.iter().rev() {
        std::fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        std::fs::write(root.join(path), bytes).unwrap();
    }
    let (record, refusals) = Record::load(&root).unwrap().unwrap();
    assert_eq!(refusals, []);
    let progress = check(&record, &[]).unwrap();
    assert_eq!(progress.head, office.record().1.head);
}

#[test]
fn p8_random_actions_never_leave_the_table() {
    let base = {
        let mut office = Office::open();
        office.intake(office.suggestion("after forty days", "after thirty days"));
        office
    };
    let mut runner = proptest::test_runner::TestRunner::new(cases(16));
    runner
        .run(&prop::collection::vec((0..7u8, 0..4usize), 1..8), |steps| {
            let mut office = base.clone();
            let id = office.record().1.proceedings.keys().next().unwrap().clone();
            for (step, who) in steps {
                let actor = ["editor-1", "chief-1", "chair-1", "xa-delegate-1"][who];
                let before = office.record().1.proceedings[&id].stage;
                let ground = handbook::amend::policy::Ground::Form;
                let done = office.act(actor, |desk| match step {
                    0 => actions::open(desk, &id, ""),
                    1 => actions::give_back(desk, &id, ground, "So."),
                    2 => actions::reopen(desk, &id, "So."),
                    3 => actions::stale(desk, &id, "So."),
                    4 => actions::accept(desk, &id, None, "So."),
                    5 => actions::admit(desk, &id, "So."),
                    _ => actions::withdraw(desk, &id, &[], "So."),
                });
                // Every action leaves a record that can be checked, or leaves it alone.
                let after = office.record().1.proceedings[&id].stage;
                let listed = Event::ALL.into_iter().any(|event| before.after(event).ok() == Some(after));
                prop_assert!(listed || before == after, "{} to {}", before, after);
                prop_assert!(done.is_ok() || before == after);
                prop_assert!(after != Stage::Accepted);
            }
            Ok(())
        })
        .unwrap();
}
