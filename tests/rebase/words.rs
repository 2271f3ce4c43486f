//! A rebased text has the author's changes and no other.

use handbook::amend::{Rebase, rebase};
use handbook::diff::{edits, lines};

use crate::diff::{distinct_triple, rounds};
use crate::support::Random;

/// What is deleted and inserted from one text to another, line by line.
fn change(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let (old, new) = (lines(old), lines(new));
    let (mut deleted, mut inserted) = (Vec::new(), Vec::new());
    for edit in edits(&old, &new) {
        deleted.extend(old[edit.old].iter().map(|line| (*line).to_owned()));
        inserted.extend(new[edit.new].iter().map(|line| (*line).to_owned()));
    }
    (deleted, inserted)
}

#[test]
fn a_rebase_carries_the_authors_change_whole() {
    let mut random = Random::seeded(31);
    let mut clean = 0;
    for round in 0..rounds(2_000, 200_000) {
        let (base, current, amended) = distinct_triple(&mut random);
        assert_eq!(
            rebase("a.md", &base, &base, &amended),
            Rebase::Clean { text: amended.clone(), again: Vec::new() },
            "round {round}: nothing moved\n{base}--\n{amended}"
        );
        if let Rebase::Clean { text, .. } = rebase("a.md", &base, &current, &amended) {
            clean += 1;
            // What both changed alike is done already.
            let carried = |from: &str, by: &str, other: &str| {
                let (done, wanted, others) = (change(from, &text), change(&base, by), change(&base, other));
                for (done, wanted, others) in
                    [(&done.0, &wanted.0, &others.0), (&done.1, &wanted.1, &others.1)]
                {
                    let rest: Vec<&String> = wanted.iter().filter(|line| !others.contains(line)).collect();
                    assert_eq!(done.iter().collect::<Vec<_>>(), rest, "round {round}");
                }
            };
            carried(&current, &amended, &current);
            carried(&amended, &current, &amended);
        }
    }
    assert!(clean > 200, "{clean}");
}

/// Two amendments of one text, taken one after the other in either order: where neither clashes, the
/// text is the same.
#[test]
fn the_order_of_two_amendments_does_not_matter() {
    let mut random = Random::seeded(32);
    let mut both = 0;
    for round in 0..rounds(2_000, 1_000_000) {
        let (base, one, other) = distinct_triple(&mut random);
        if let (Rebase::Clean { text: first, .. }, Rebase::Clean { text: second, .. }) =
            (rebase("a.md", &base, &one, &other), rebase("a.md", &base, &other, &one))
        {
            both += 1;
            assert_eq!(first, second, "round {round}\n{base}--\n{one}--\n{other}");
        }
    }
    assert!(both > 200, "{both}");
}
