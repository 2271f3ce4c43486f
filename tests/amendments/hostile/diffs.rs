//! Paths that an amendment must not name, and spoilt changes.

use handbook::amend::{Digest, Kind, compose};
use handbook::diff::FilePatch;

use super::super::sample::{ANNEX, CHAPTER, answers, edit, edited_annex, good, moving, sign, text};
use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = paths();
    cases.extend(forms());
    cases.extend(hunks());
    cases.extend(places());
    cases.extend(limits());
    cases
}

/// The good amendment with another path everywhere.
fn at(path: &str) -> String {
    sign(&good().payload().replace(ANNEX, path))
}

/// The good header with other changes.
fn changes(diff: &str) -> String {
    let payload = good().payload();
    let (header, _) = payload.split_once("\n\n").unwrap();
    sign(&format!("{header}\n\n{diff}"))
}

/// The good changes with some words replaced.
fn with(from: &str, to: &str) -> String {
    let diff = good().patch.write();
    assert!(diff.contains(from), "{from:?} is not in\n{diff}");
    changes(&diff.replacen(from, to, 1))
}

fn paths() -> Vec<Case> {
    vec![
        case("path-climbs-inside", "R0020", at("content/../../etc/passwd")),
        case("path-climbs-first", "R0020", at("../content/annexes/xa.md")),
        case("path-climbs-to-policy", "R0020", at("content/../amendments/policy.toml")),
        case("path-point", "R0020", at("content/./annexes/xa.md")),
        case("path-quoted-octal", "R0020", at("\"content/\\056\\056/x.md\"")),
        case("path-backslash", "R0020", at("content\\..\\x.md")),
        case("path-absolute", "R0020", at("/etc/passwd")),
        case("path-drive", "R0020", at("c:/windows/win.ini")),
        case("path-network", "R0020", at("\\\\host\\share\\x.md")),
        case("path-home", "R0020", at("~/.bashrc")),
        case("path-git-hook", "R0020", at(".git/hooks/post-checkout")),
        case("path-git-inside", "R0020", at("content/.git/config")),
        case("path-hidden", "R0020", at("content/.htaccess")),
        case("path-policy", "R0020", at("amendments/policy.toml")),
        case("path-registry", "R0020", at("amendments/registry.toml")),
        case("path-ledger", "R0020", at("amendments/ledger/000001.entry")),
        case("path-theme", "R0020", at("themes/default/page.html")),
        case("path-program", "R0020", at("src/main.rs")),
        case("path-configuration", "R0020", at("book.toml")),
        case("path-anchors", "R0020", at("anchors.tsv")),
        case("path-capitals", "R0020", at("content/annexes/XA.md")),
        case("path-decomposed", "R0020", at("content/annexes/cafe\u{301}.md")),
        case("path-composed", "R0020", at("content/annexes/café.md")),
        case("path-other-script", "R0020", at("content/annexes/х\u{430}.md")),
        case("path-blank", "R0020", at("content/annexes/x a.md")),
        case("path-tab", "R0020", at("content/annexes/x\ta.md")),
        case("path-nul", "R0003", at("content/annexes/x\0.md")),
        case("path-line-end", "R0017", at("content/annexes/x\na.md")),
        case("path-device", "R0020", at("content/con.md")),
        case("path-device-folder", "R0020", at("content/aux/x.md")),
        case("path-last-point", "R0020", at("content/annexes/xa.")),
        case("path-option", "R0020", at("content/-rf")),
        case("path-empty-part", "R0020", at("content//xa.md")),
        case("path-folder", "R0020", at("content/annexes/")),
        case("path-long", "R0020", at(&format!("content/{}.md", "a".repeat(300)))),
        case("path-percent", "R0020", at("content/%2e%2e/x.md")),
        case("path-wildcard", "R0020", at("content/annexes/*.md")),
        case(
            "path-case-twin",
            "R0025",
            sign(&moving().payload().replace("content/chapters/two.md", "content/summary.md")),
        ),
    ]
}

fn forms() -> Vec<Case> {
    let diff = good().patch.write();
    let git = |lines: &str| changes(&format!("diff --git a/{ANNEX} b/{ANNEX}\n{lines}{diff}"));
    let context =
        format!("*** {ANNEX}\n--- {ANNEX}\n***************\n*** 1,2 ****\n! a\n--- 1,2 ----\n! b\n");
    vec![
        case("form-git-header", "R0021", git("")),
        case("form-index-line", "R0021", changes(&format!("index 0123456..89abcde 100644\n{diff}"))),
        case(
            "form-rename",
            "R0021",
            git("similarity index 90%\nrename from content/annexes/xa.md\nrename to content/annexes/xb.md\n"),
        ),
        case(
            "form-rename-out",
            "R0021",
            changes(
                "diff --git a/content/annexes/xa.md b/.git/config\nrename from content/annexes/xa.md\nrename to .git/config\n",
            ),
        ),
        case(
            "form-rename-against-headers",
            "R0021",
            git("rename from content/annexes/xb.md\nrename to content/annexes/xc.md\n"),
        ),
        case(
            "form-copy-in",
            "R0021",
            changes(
                "diff --git a/amendments/policy.toml b/content/chapters/x.md\ncopy from amendments/policy.toml\ncopy to content/chapters/x.md\n",
            ),
        ),
        case("form-executable", "R0021", git("old mode 100644\nnew mode 100755\n")),
        case(
            "form-symlink",
            "R0021",
            changes(
                "diff --git a/content/x.md b/content/x.md\nnew file mode 120000\n--- /dev/null\n+++ b/content/x.md\n@@ -0,0 +1 @@\n+/etc\n\\ No newline at end of file\n",
            ),
        ),
        case(
            "form-write-through-symlink",
            "R0021",
            changes(
                "diff --git a/content/x b/content/x\nnew file mode 120000\n--- /dev/null\n+++ b/content/x\n@@ -0,0 +1 @@\n+../.git\n\\ No newline at end of file\ndiff --git a/content/x/config b/content/x/config\nnew file mode 100644\n--- /dev/null\n+++ b/content/x/config\n@@ -0,0 +1 @@\n+evil\n",
            ),
        ),
        case(
            "form-submodule",
            "R0021",
            changes(
                "diff --git a/content/x b/content/x\nnew file mode 160000\n--- /dev/null\n+++ b/content/x\n@@ -0,0 +1 @@\n+Subproject commit 0123456789012345678901234567890123456789\n",
            ),
        ),
        case(
            "form-binary-literal",
            "R0021",
            changes(
                "diff --git a/content/x.png b/content/x.png\nGIT binary patch\nliteral 4\nLc$}S`0000\n\nliteral 0\nHcmV?d00001\n",
            ),
        ),
        case(
            "form-binary-delta-bomb",
            "R0021",
            changes(&format!("GIT binary patch\ndelta 4294967295\n{}\n", "zzzzzzzzzzzzzz".repeat(5))),
        ),
        case(
            "form-binary-differ",
            "R0021",
            changes(&format!("Binary files a/{ANNEX} and b/{ANNEX} differ\n")),
        ),
        case("form-ed-script", "R0021", changes("12c\nThey are in English.\n.\n")),
        case(
            "form-normal-diff",
            "R0021",
            changes("12c12\n< They are in Ardanian.\n---\n> They are in English.\n"),
        ),
        case("form-context-diff", "R0021", changes(&context)),
        case(
            "form-combined-diff",
            "R0021",
            changes("diff --cc content/annexes/xa.md\n@@@ -1,1 -1,1 +1,1 @@@\n- a\n -b\n++c\n"),
        ),
        case(
            "form-svn",
            "R0021",
            changes(&format!(
                "Index: {ANNEX}\n===================================================================\n{diff}"
            )),
        ),
        case("form-two-paths", "R0021", with("+++ b/content/annexes/xa.md", "+++ b/content/annexes/xb.md")),
        case(
            "form-nowhere",
            "R0021",
            with("--- a/content/annexes/xa.md\n+++ b/content/annexes/xa.md", "--- /dev/null\n+++ /dev/null"),
        ),
        case("form-no-prefix", "R0022", with("--- a/content/annexes/xa.md", "--- content/annexes/xa.md")),
        case(
            "form-times-in-headers",
            "R0020",
            with("--- a/content/annexes/xa.md", "--- a/content/annexes/xa.md\t2026-11-20"),
        ),
        case("form-same-path-twice", "R0023", changes(&format!("{diff}{diff}"))),
        case("form-other-path", "R0018", changes(&diff.replace(ANNEX, "content/annexes/xb.md"))),
        case(
            "form-further-path",
            "R0018",
            changes(&format!("{diff}{}", diff.replace(ANNEX, "content/annexes/xb.md"))),
        ),
        case("form-path-order", "R0014", {
            let edits =
                [edit(ANNEX, &edited_annex()), edit(CHAPTER, &text(CHAPTER).replace("30 days", "60 days"))];
            let both = compose(answers(Kind::Editorial), &edits, vec![]).unwrap();
            let mut turned = both.clone();
            turned.patch.files.reverse();
            sign(&turned.payload())
        }),
        case(
            "form-created-with-lines-before",
            "R0022",
            sign(&moving().payload().replace(
                "--- /dev/null\n+++ b/content/chapters/two.md\n@@ -0,0",
                "--- /dev/null\n+++ b/content/chapters/two.md\n@@ -1,0",
            )),
        ),
        case("form-create-over-existing", "R0027", {
            let file = FilePatch::between(CHAPTER, None, Some("# Another\n")).unwrap();
            let mut amendment = moving();
            amendment.bases.clear();
            amendment.moves.clear();
            amendment.results.retain(|bound| bound.path == "none");
            amendment
                .results
                .push(handbook::amend::Bound { path: CHAPTER.into(), digest: Digest::of("# Another\n") });
            amendment.patch.files = vec![file];
            sign(&amendment.payload())
        }),
        case("form-remove-with-lines-left", "R0027", {
            let mut amendment = moving();
            let shorter: String = text(CHAPTER).split_inclusive('\n').take(6).collect();
            amendment.patch.files[0] = FilePatch::between(CHAPTER, Some(&shorter), None).unwrap();
            sign(&amendment.payload())
        }),
    ]
}

fn hunks() -> Vec<Case> {
    let header = good().patch.write().lines().find(|line| line.starts_with("@@")).unwrap().to_owned();
    let head = |to: &str| with(&header, to);
    let lines = format!("--- a/{ANNEX}\n+++ b/{ANNEX}\n");
    let one = |hunk: &str| changes(&format!("{lines}{hunk}"));
    vec![
        case("hunk-number-64-bits", "R0022", head("@@ -18446744073709551616,7 +18446744073709551616,7 @@")),
        case("hunk-number-128-bits", "R0022", head(&format!("@@ -{0},7 +{0},7 @@", "9".repeat(39)))),
        case("hunk-number-negative", "R0022", head("@@ --1,7 +2,7 @@")),
        case("hunk-number-nought-first", "R0022", head("@@ -02,7 +02,7 @@")),
        case(
            "hunk-number-count-of-one",
            "R0022",
            one("@@ -5,1 +5,1 @@\n-last_verified: \"2026-11-01\"\n+last_verified: \"2026-11-20\"\n"),
        ),
        case("hunk-number-hexadecimal", "R0022", head("@@ -0x2,7 +0x2,7 @@")),
        case("hunk-zero-length", "R0022", one("@@ -5,0 +5,0 @@\n")),
        case("hunk-count-too-long", "R0022", with("@@ -2,", "@@ -2,9")),
        case(
            "hunk-count-too-short",
            "R0022",
            with(" ---\n # Ardania\n", " ---\n # Ardania\n+An extra line.\n"),
        ),
        case(
            "hunk-extra-line-at-end",
            "R0022",
            changes(&format!("{}+An extra line.\n", good().patch.write())),
        ),
        case("hunk-extra-context-at-end", "R0022", changes(&format!("{} one more\n", good().patch.write()))),
        case("hunk-words-after-header", "R0022", head(&format!("{header} ## Channel"))),
        case("hunk-no-header", "R0022", head("They are in Ardanian.")),
        case("hunk-none", "R0022", one("")),
        case("hunk-only-plus-header", "R0022", changes(&format!("+++ b/{ANNEX}\n@@ -5 +5 @@\n-a\n+b\n"))),
        case("hunk-header-alone", "R0022", changes(&format!("--- a/{ANNEX}\n@@ -5 +5 @@\n-a\n+b\n"))),
        case(
            "hunk-without-context",
            "R0022",
            one("@@ -12 +12 @@\n-They are in Ardanian.\n+They are in English.\n"),
        ),
        case("hunk-too-much-context", "R0022", {
            let patched = "@@ -1,9 +1,9 @@\n ---\n iso2: XA\n name: Ardania\n status: draft\n-last_verified: \"2026-11-01\"\n+last_verified: \"2026-11-20\"\n ---\n # Ardania\n\n ## Channel {#channel}\n";
            one(patched)
        }),
        case(
            "hunk-order-of-signs",
            "R0022",
            with(
                "-last_verified: \"2026-11-01\"\n+last_verified: \"2026-11-20\"",
                "+last_verified: \"2026-11-20\"\n-last_verified: \"2026-11-01\"",
            ),
        ),
        case(
            "hunk-deletes-and-inserts-the-same",
            "R0022",
            with("+last_verified: \"2026-11-20\"", "+last_verified: \"2026-11-01\""),
        ),
        case(
            "hunk-changes-nothing",
            "R0022",
            one("@@ -2,3 +2,3 @@\n iso2: XA\n name: Ardania\n status: draft\n"),
        ),
        case(
            "hunk-no-newline-in-the-middle",
            "R0022",
            with(
                "+last_verified: \"2026-11-20\"\n",
                "+last_verified: \"2026-11-20\"\n\\ No newline at end of file\n",
            ),
        ),
        case(
            "hunk-no-newline-in-other-words",
            "R0022",
            with(
                "+last_verified: \"2026-11-20\"\n",
                "+last_verified: \"2026-11-20\"\n\\ Kein Zeilenumbruch am Dateiende\n",
            ),
        ),
        case(
            "hunk-wrapped-lines",
            "R0022",
            with("+They are in Ardanian or English.", "+They are in\nArdanian or English."),
        ),
        case(
            "hunk-space-stuffed",
            "R0006",
            changes(&good().patch.write().lines().map(|line| format!(" {line}\n")).collect::<String>()),
        ),
        case(
            "hunk-quoted-by-mail",
            "R0022",
            changes(&good().patch.write().lines().map(|line| format!("> {line}\n")).collect::<String>()),
        ),
        case("hunk-carriage-return", "R0003", with("or English.", "or\rEnglish.")),
        case("hunk-control", "R0003", with("or English.", "or \u{7}English.")),
        case(
            "hunk-overlap",
            "R0023",
            one(
                "@@ -3,5 +3,5 @@\n name: Ardania\n status: draft\n-last_verified: \"2026-11-01\"\n+last_verified: \"2026-11-20\"\n ---\n # Ardania\n@@ -6,5 +6,5 @@\n ---\n # Ardania\n\n-## Channel {#channel}\n+## Channels {#channel}\n\n",
            ),
        ),
        case(
            "hunk-backwards",
            "R0023",
            one(
                "@@ -17,5 +17,5 @@\n\n They are in Ardanian.\n\n-The chancery answers within 30 days. It may refuse where the person is a national.\n+The chancery answers within 60 days. It may refuse where the person is a national.\n\n@@ -2,6 +2,6 @@\n iso2: XA\n name: Ardania\n status: draft\n-last_verified: \"2026-11-01\"\n+last_verified: \"2026-11-20\"\n ---\n # Ardania\n",
            ),
        ),
        case(
            "hunk-twice",
            "R0023",
            changes(
                &(good().patch.write()
                    + &good()
                        .patch
                        .write()
                        .lines()
                        .skip(2)
                        .map(|line| format!("{line}\n"))
                        .collect::<String>()),
            ),
        ),
        case("hunk-new-line-number", "R0023", head("@@ -2,14 +3,14 @@")),
        case("trailing-words", "R0024", changes(&format!("{}Kind regards\n", good().patch.write()))),
        case("trailing-blank-line", "R0022", changes(&format!("{}\n", good().patch.write()))),
        case("trailing-mail-signature", "R0022", changes(&format!("{}--\n2.40.1\n", good().patch.write()))),
        case(
            "trailing-fake-diff",
            "R0023",
            changes(&format!(
                "{}--- a/{ANNEX}\n+++ b/{ANNEX}\n@@ -1 +1 @@\n----\n+***\n",
                good().patch.write()
            )),
        ),
    ]
}

/// Changes that are well formed and do not fit.
fn places() -> Vec<Case> {
    let base = text(ANNEX);
    let bound = |before: &str, after: &str| {
        // The hunks of one text over the digests of another.
        let mut amendment = good();
        amendment.patch.files = vec![FilePatch::between(ANNEX, Some(before), Some(after)).unwrap()];
        amendment.results[0].digest = Digest::of(after);
        sign(&amendment.payload())
    };
    let second = {
        let at = base.rfind("They are in Ardanian.").unwrap();
        let mut text = base.replace("2026-11-01", "2026-11-20");
        text.replace_range(at..at + "They are in Ardanian.".len(), "They are in Ardanian or English.");
        text
    };
    vec![
        case("place-one-line-off", "R0027", bound(&format!("x\n{base}"), &format!("x\n{}", edited_annex()))),
        case(
            "place-hundred-lines-off",
            "R0027",
            bound(
                &format!("{}{base}", "x\n".repeat(100)),
                &format!("{}{}", "x\n".repeat(100), edited_annex()),
            ),
        ),
        case(
            "place-line-9999",
            "R0027",
            bound(&format!("{base}{}", "x\n".repeat(9_970)), &format!("{base}{}y\n", "x\n".repeat(9_970))),
        ),
        case(
            "place-context-differs",
            "R0027",
            bound(
                &base.replace("# Ardania", "# Ardanien"),
                &edited_annex().replace("# Ardania", "# Ardanien"),
            ),
        ),
        case(
            "place-blank-in-context-differs",
            "R0027",
            bound(
                &base.replace("name: Ardania", "name:  Ardania"),
                &edited_annex().replace("name: Ardania", "name:  Ardania"),
            ),
        ),
        case("place-already-applied", "R0027", {
            let mut amendment = good();
            amendment.patch.files = vec![
                FilePatch::between(ANNEX, Some(&base.replace("a national", "a citizen")), Some(base))
                    .unwrap(),
            ];
            sign(&amendment.payload())
        }),
        case("place-other-section", "R0028", {
            let mut amendment = good();
            amendment.patch.files = vec![FilePatch::between(ANNEX, Some(base), Some(&second)).unwrap()];
            sign(&amendment.payload())
        }),
        case("place-other-words", "R0028", sign(&good().payload().replace("or English.", "or French."))),
        case("place-result-of-another", "R0028", {
            let mut amendment = good();
            amendment.results[0].digest = Digest::of("another");
            sign(&amendment.payload())
        }),
        case("place-unknown-base", "R0026", {
            let mut amendment = good();
            amendment.bases[0].digest = Digest::of("nobody's text");
            sign(&amendment.payload())
        }),
        case("place-base-of-another-text", "R0027", {
            let mut amendment = good();
            amendment.bases[0].digest = Digest::of(text(CHAPTER));
            sign(&amendment.payload())
        }),
        case("place-nothing-changes", "R0029", {
            let mut amendment = good();
            amendment.results = amendment.bases.clone();
            sign(&amendment.payload())
        }),
        case(
            "place-removes-another-text",
            "R0027",
            sign(
                &moving()
                    .payload()
                    .replace("-It says what is asked.", "-It says what was asked.")
                    .replace("-- It says what is asked.", "-- It says what was asked."),
            ),
        ),
    ]
}

fn limits() -> Vec<Case> {
    let many = |count: usize| {
        let lines: String = (0..count)
            .map(|at| {
                let start = 1 + at * 9;
                format!("@@ -{start},7 +{start},7 @@\n a\n a\n a\n-b\n+c\n a\n a\n a\n")
            })
            .collect();
        changes(&format!("--- a/{ANNEX}\n+++ b/{ANNEX}\n{lines}"))
    };
    let files: String = (0..33)
        .map(|at| {
            format!(
                "--- a/content/chapters/{at:02}.md\n+++ b/content/chapters/{at:02}.md\n@@ -1 +1 @@\n-a\n+b\n"
            )
        })
        .collect();
    vec![
        case("limit-files", "R0001", changes(&files)),
        case("limit-hunks", "R0001", many(2_001)),
        case("limit-hundred-thousand-hunks", "R0001", many(100_000)),
        case("limit-one-long-line", "R0001", with("or English.", &"ก".repeat(700_000))),
        case("limit-unknown-fields", "R0011", {
            let fields: String = (0..60_000).map(|_| "Kindly: annex\n").collect();
            sign(&good().payload().replace("Kind: annex\n", &format!("Kind: annex\n{fields}")))
        }),
        case("limit-long-field", "R0011", {
            let field = "a".repeat(1_500_000);
            sign(&good().payload().replace("Kind: annex\n", &format!("Kind: annex\n{field}: x\n")))
        }),
        case(
            "limit-reasons",
            "R0001",
            sign(
                &good()
                    .payload()
                    .replace("| The practice", &format!("{}| The practice", "| word\n".repeat(1_001))),
            ),
        ),
    ]
}
