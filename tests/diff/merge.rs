//! Merges do not depend on sides or order, and agree with those of others.

use handbook::diff::{Merge, Origin, lines, merge, regions};

use super::texts::{changed, distinct_triple, rounds, text};
use crate::support::Random;

fn triple(random: &mut Random) -> (String, String, String) {
    let base = text(random, 30);
    (base.clone(), changed(random, &base, 3), changed(random, &base, 3))
}

fn clean(base: &str, ours: &str, theirs: &str) -> Option<String> {
    match merge(base, ours, theirs) {
        Merge::Clean(text) => Some(text),
        Merge::Clash(conflicts) => {
            assert!(!conflicts.is_empty());
            for conflict in &conflicts {
                assert_ne!(ours[conflict.ours.clone()], theirs[conflict.theirs.clone()]);
                assert!(base.get(conflict.base.clone()).is_some());
            }
            None
        }
    }
}

#[test]
fn neither_side_nor_order_matters() {
    let mut random = Random::seeded(11);
    let mut both = 0;
    for round in 0..rounds(3_000, 1_000_000) {
        let (base, ours, theirs) = triple(&mut random);
        let merged = clean(&base, &ours, &theirs);
        assert_eq!(merged, clean(&base, &theirs, &ours), "round {round}\n{base}--\n{ours}--\n{theirs}");
        assert_eq!(clean(&base, &base, &theirs).as_deref(), Some(&*theirs));
        assert_eq!(clean(&base, &ours, &base).as_deref(), Some(&*ours));
        assert_eq!(clean(&base, &ours, &ours).as_deref(), Some(&*ours));
        both += usize::from(merged.is_some() && ours != base && theirs != base && ours != theirs);
    }
    assert!(both > 300, "{both}");
}

#[test]
fn regions_cover_all_three_texts() {
    let mut random = Random::seeded(12);
    for _ in 0..rounds(1_000, 100_000) {
        let (base, ours, theirs) = triple(&mut random);
        let mut ends = [0; 3];
        for region in regions(&base, &ours, &theirs) {
            assert_eq!([region.base.start, region.ours.start, region.theirs.start], ends);
            ends = [region.base.end, region.ours.end, region.theirs.end];
            let part = |text: &str, range: std::ops::Range<usize>| lines(text)[range].concat();
            let parts = (part(&base, region.base), part(&ours, region.ours), part(&theirs, region.theirs));
            match region.origin {
                Origin::Base => assert!(parts.0 == parts.1 && parts.0 == parts.2),
                Origin::Ours => assert!(parts.0 != parts.1 && parts.0 == parts.2),
                Origin::Theirs => assert!(parts.0 == parts.1 && parts.0 != parts.2),
                Origin::Both => assert!(parts.1 == parts.2),
                Origin::Conflict => assert!(parts.1 != parts.2),
            }
        }
        assert_eq!(ends, [lines(&base).len(), lines(&ours).len(), lines(&theirs).len()]);
    }
}

/// `diffy` merges by the same rules with other code.
#[test]
fn merges_that_are_clean_elsewhere_too_are_the_same() {
    let mut random = Random::seeded(13);
    let (mut same, mut both) = (0, 0);
    for _ in 0..rounds(1_000, 100_000) {
        let (base, ours, theirs) = distinct_triple(&mut random);
        let here = clean(&base, &ours, &theirs);
        let there = diffy::merge(&base, &ours, &theirs).ok();
        if let (Some(here), Some(there)) = (&here, &there) {
            both += 1;
            same += usize::from(here == there);
        }
    }
    assert!(both > 100, "{both}");
    assert_eq!(same, both);
}
