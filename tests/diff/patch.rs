//! Written and read, applied and taken back.

use handbook::diff::{Fault, FaultKind, FilePatch, Patch};

use super::texts::{changed, rounds, text};
use crate::support::Random;

const PATH: &str = "content/annexes/xa.md";

fn patch(old: Option<&str>, new: Option<&str>) -> Option<FilePatch> {
    FilePatch::between(PATH, old, new)
}

#[test]
fn what_is_written_is_read_and_applied_and_taken_back() {
    let mut random = Random::seeded(1);
    for round in 0..rounds(3_000, 1_000_000) {
        let old = text(&mut random, 40);
        let new = if random.below(5) == 0 { text(&mut random, 40) } else { changed(&mut random, &old, 6) };
        let Some(found) = patch(Some(&old), Some(&new)) else {
            assert_eq!(old, new, "round {round}");
            continue;
        };
        let whole = Patch { files: vec![found.clone()] };
        let written = whole.write();
        let read = Patch::read_whole(&written).unwrap_or_else(|faults| panic!("{faults:?}\n{written}"));
        assert_eq!(read, whole, "round {round}:\n{written}");
        assert_eq!(read.write(), written);
        assert_eq!(found.apply(Some(&old)).unwrap().as_deref(), Some(&*new), "round {round}:\n{written}");
        let back = found.reverse();
        assert_eq!(back.apply(Some(&new)).unwrap().as_deref(), Some(&*old), "round {round}:\n{written}");
        assert_eq!(back.reverse(), found);
        let back = Patch { files: vec![back] };
        assert_eq!(Patch::read_whole(&back.write()).unwrap(), back);
        let again = found.apply(Some(&new));
        assert!(again.is_err() || old == new, "round {round}: applied twice\n{written}");
    }
}

#[test]
fn texts_are_created_and_removed() {
    let mut random = Random::seeded(2);
    for _ in 0..rounds(200, 20_000) {
        let new = text(&mut random, 12);
        let Some(create) = patch(None, Some(&new)) else {
            assert_eq!(new, "");
            continue;
        };
        let whole = Patch { files: vec![create.clone()] };
        assert_eq!(Patch::read_whole(&whole.write()).unwrap(), whole);
        assert_eq!(create.apply(None).unwrap().as_deref(), Some(&*new));
        let remove = patch(Some(&new), None).unwrap();
        assert_eq!(remove, create.reverse());
        assert_eq!(remove.apply(Some(&new)).unwrap(), None);
        let other = format!("{new}more\n");
        assert!(remove.apply(Some(&other)).is_err());
        assert!(create.apply(Some(&other)).is_err());
    }
}

fn kinds(result: Result<Option<String>, Vec<Fault>>) -> Vec<FaultKind> {
    result.unwrap_err().into_iter().map(|fault| fault.kind).collect()
}

#[test]
fn a_change_is_never_moved() {
    let base = "1\n2\n3\nsame\n5\n6\n7\n8\n1\n2\n3\nsame\n5\n6\n7\n";
    let new = base.replacen("same", "other", 1);
    let change = patch(Some(base), Some(&new)).unwrap();
    // One line more above: the place with the same lines is elsewhere now.
    assert!(matches!(kinds(change.apply(Some(&format!("0\n{base}"))))[..], [FaultKind::Differs { .. }]));
    assert_eq!(kinds(change.apply(Some(&new))), [FaultKind::AlreadyApplied]);
    assert_eq!(kinds(change.apply(None)), [FaultKind::BaseMissing]);
    assert_eq!(kinds(change.apply(Some("1\n2\n"))), [FaultKind::PastEnd]);
    let bare = patch(Some("a"), Some("b")).unwrap();
    assert_eq!(kinds(bare.apply(Some("a\n"))), [FaultKind::LineEnd]);
    let first = patch(Some(""), Some("a\n")).unwrap();
    assert_eq!(kinds(first.apply(Some("x\ny\n"))), [FaultKind::Context]);
    assert_eq!(kinds(patch(None, Some("a\n")).unwrap().apply(Some("b\n"))), [FaultKind::BaseExists]);
    assert_eq!(kinds(patch(Some("a\n"), None).unwrap().apply(Some("a\nb\n"))), [FaultKind::Context]);
}
