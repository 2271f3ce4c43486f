use std::collections::BTreeMap;

use super::*;
use crate::amend::RefusalCode;

fn all(before: Option<&str>, edited: &str) -> Normalised {
    normalise(before, edited, &FixKind::ALL)
}

fn kinds(normalised: &Normalised) -> Vec<FixKind> {
    normalised.fixes.iter().map(|fix| fix.kind).collect()
}

#[test]
fn what_word_brings_along_is_put_right_and_told() {
    let pasted = "\u{feff}The \u{201c}central authority\u{201d} may\u{a0}refuse \u{2013} or de\u{ad}lay.\r\n•\tFirst\u{b}more \r\no\tSecond\r\ncafe\u{301}\u{200b}\u{202a}\r\n\r\n";
    let fixed = all(None, pasted);
    assert_eq!(
        fixed.text,
        "The \u{201c}central authority\u{201d} may refuse \u{2013} or delay.\n- First\nmore\n  - Second\ncafé\n"
    );
    for kind in FixKind::ALL {
        assert!(kinds(&fixed).contains(&kind), "{kind:?}");
    }
    let again = all(None, &fixed.text);
    assert_eq!((again.text, again.fixes), (fixed.text, vec![]));
}

#[test]
fn lines_of_the_text_and_unwanted_kinds_stay() {
    let before = "old\u{a0}line\nlast\n";
    let fixed = all(Some(before), "old\u{a0}line\nnew\u{a0}line\nlast\n");
    assert_eq!(fixed.text, "old\u{a0}line\nnew line\nlast\n");
    assert_eq!(fixed.fixes.len(), 1);
    assert_eq!(fixed.fixes[0].line, 2);
    assert!(fixed.fixes[0].what.starts_with("U+00A0"));
    assert_eq!(normalise(None, "a\u{a0}b\n", &[]).text, "a\u{a0}b\n");
    assert_eq!(all(None, "").text, "");
    // ZWSP between Khmer letters has a sense.
    assert_eq!(all(None, "ក\u{200b}ក\n").fixes, vec![]);
}

fn current() -> BTreeMap<String, String> {
    let text = "# One\n\nThe first.\n\nThe second.\n";
    BTreeMap::from([
        ("content/chapters/one.md".to_owned(), text.to_owned()),
        ("content/annexes/xa.md".to_owned(), text.replace("One", "Ardania")),
    ])
}

#[test]
fn diffs_of_other_tools_are_taken_at_their_lines() {
    let hunk = "@@ -1,5 +1,5 @@ words\n # One\n \n The first.\n \n-The second.\n+The third.\n";
    for header in [
        "--- a/content/chapters/one.md\n+++ b/content/chapters/one.md\n",
        "diff --git a/content/chapters/one.md b/content/chapters/one.md\nindex 1..2 100644\n--- a/content/chapters/one.md\n+++ b/content/chapters/one.md\n",
        "--- content/chapters/one.md\t2026-01-01 00:00:00\n+++ content/chapters/one.md\t2026-01-02 00:00:00\n",
        "--- one.md\n+++ one-new.md\n",
        "From 1234\nSubject: [PATCH] x\n---\n one.md | 2 +-\n\n--- a/content/chapters/one.md\n+++ b/content/chapters/one.md\n",
    ] {
        for ending in ["\n", "\r\n"] {
            let diff = format!("{header}{hunk}").replace('\n', ending);
            let imported = from_diff("x.diff", &diff, &current()).unwrap_or_else(|why| panic!("{why:#?}"));
            assert_eq!(imported.edits.len(), 1);
            assert_eq!(imported.edits[0].path, "content/chapters/one.md");
            assert_eq!(imported.edits[0].after.as_deref().unwrap(), "# One\n\nThe first.\n\nThe third.\n");
            assert!(imported.recomputed.iter().any(|told| told.contains("words after")));
        }
    }
}

#[test]
fn foreign_diffs_that_do_not_fit_are_refused() {
    let path = "--- a/content/chapters/one.md\n+++ b/content/chapters/one.md\n";
    for (diff, code) in [
        (format!("{path}@@ -2,3 +2,3 @@\n # One\n-\n+x\n The first.\n"), RefusalCode::R0027),
        (format!("{path}@@ -2,0 +3 @@\n+x\n"), RefusalCode::R0027),
        (format!("{path}@@ -9 +9 @@\n-x\n+y\n"), RefusalCode::R0023),
        (format!("{path}@@ -1,2 +1,2 @@\n # One\n"), RefusalCode::R0022),
        (format!("{path}@@ -1 +1 @@\n-# One\n+# Two\n+extra\n"), RefusalCode::R0022),
        ("rename from a\nrename to b\n".to_owned(), RefusalCode::R0021),
        ("*** one.md\n--- two.md\n".to_owned(), RefusalCode::R0021),
        ("nothing\n".to_owned(), RefusalCode::R0022),
        ("--- a/../x\n+++ b/../x\n@@ -1 +1 @@\n-a\n+b\n".to_owned(), RefusalCode::R0020),
        ("--- /dev/null\n+++ b/.git/hooks/x\n@@ -0,0 +1 @@\n+b\n".to_owned(), RefusalCode::R0020),
        (
            "--- a/content/chapters/two.md\n+++ b/content/chapters/two.md\n@@ -1 +1 @@\n-a\n+b\n".to_owned(),
            RefusalCode::R0020,
        ),
    ] {
        let refusals = from_diff("x.diff", &diff, &current()).unwrap_err();
        assert_eq!(refusals[0].code, code, "{diff}\n{refusals:#?}");
    }
}

#[test]
fn the_date_of_verification_is_set_in_the_front_matter_alone() {
    let annex = "---\niso2: XA\nstatus: draft\nlast_verified: \"2026-01-01\"\n---\n# A\n\nlast_verified: x\n";
    let day = "2026-11-20".parse().unwrap();
    assert_eq!(verify_today(annex, day, None), annex.replace("2026-01-01", "2026-11-20"));
    assert_eq!(
        verify_today(annex, day, Some("delegate-confirmed")),
        annex.replace("2026-01-01", "2026-11-20").replace("draft", "delegate-confirmed")
    );
    assert_eq!(verify_today("# A\n", day, None), "# A\n");
}
