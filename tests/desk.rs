//! The desk of those who keep a record: what is told, and what is found before something is recorded.

use crate::support::Handbook;

const AT: &str = "2026-11-22T20:00:00Z";

fn demo() -> Handbook {
    let handbook = Handbook::region();
    handbook.succeed(&["demo", "demo"]);
    handbook
}

/// The rows of `amend list` with these options.
fn listed(demo: &Handbook, options: &[&str]) -> Vec<serde_json::Value> {
    let mut all = vec!["-C", "demo", "amend", "list", "--format", "json"];
    all.extend(options);
    let listed: serde_json::Value = serde_json::from_str(&demo.succeed(&all).stdout).unwrap();
    listed["amendments"].as_array().unwrap().clone()
}

/// An amendment by an editor, signed, in the file `one.amend`.
fn by_editor(demo: &Handbook, path: &str, kind: &str, change: impl Fn(&str) -> String) {
    demo.file("copy.md", change(&demo.read(&format!("demo/{path}"))));
    let new = ["amend", "new", path, "--edited", "copy.md", "--kind", kind, "--title", "A misprint"];
    let mut all = vec!["-C", "demo"];
    all.extend(new);
    all.extend(["--key", "demo/keys/editor-1", "--output", "one.amend", "--at", AT]);
    demo.succeed(&all);
    demo.succeed(&["-C", "demo", "amend", "sign", "one.amend", "--key", "demo/keys/editor-1"]);
}

#[test]
fn a_state_is_shown_what_others_propose_to_its_text() {
    let demo = demo();
    by_editor(&demo, "content/annexes/xa.md", "corrigendum", |text| {
        text.replace("Ardania lies on the Inner Sea", "Ardania is on the Inner Sea")
    });
    demo.succeed(&["-C", "demo", "amend", "intake", "one.amend", "--key", "demo/keys/editor-2", "--at", AT]);
    for verb in ["list", "status"] {
        let own = demo.succeed(&["-C", "demo", "amend", verb, "--state", "XA"]).stdout;
        assert!(own.contains("A misprint") && own.contains("to the text of XA, by `editor-1`"), "{own}");
        let other = demo.succeed(&["-C", "demo", "amend", verb, "--state", "XB"]).stdout;
        assert!(!other.contains("A misprint"), "{other}");
    }
}

#[test]
fn a_place_for_receipts_is_found_before_something_is_recorded() {
    let demo = demo();
    by_editor(&demo, "content/chapters/service.md", "editorial", |text| {
        text.replace("Seal it.", "Seal the request.")
    });
    let before = demo.tree();
    demo.file("taken", "a file");
    let intake = |receipts: &str| {
        let mut all = vec!["-C", "demo", "amend", "intake", "one.amend", "--key", "demo/keys/editor-2"];
        all.extend(["--at", AT, "--receipt", receipts]);
        demo.run(&all)
    };
    let refused = intake("taken");
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("`taken` is a file"), "{}", refused.stderr);
    let entries = |tree: &crate::support::Tree| {
        tree.files().filter(|(path, _)| path.contains("amendments/ledger")).count()
    };
    assert_eq!(entries(&before), entries(&demo.tree()), "nothing was recorded");
    // A receipt of this name is a folder: the entry is recorded, and what is missing is told.
    let id = demo.read("one.amend");
    assert!(id.contains("Kind: editorial"));
    let shown = demo.succeed(&["-C", "demo", "amend", "submit", "one.amend", "--at", AT]).stdout;
    let id = shown.split('`').nth(1).unwrap();
    demo.file(&format!("receipts/{id}.receipt/x"), "x");
    let half = intake("receipts");
    assert_ne!(half.code, Some(0));
    assert!(
        half.stderr.contains("is received as") && half.stderr.contains("handbook ledger receipt"),
        "{}",
        half.stderr
    );
    assert_eq!(entries(&before) + 1, entries(&demo.tree()));
}

#[test]
fn a_moment_that_has_not_come_is_told_when_it_is_recorded_and_after() {
    let demo = demo();
    let note = |at: &str| {
        demo.run(&[
            "-C",
            "demo",
            "ledger",
            "annotate",
            "1",
            "--text",
            "So.",
            "--key",
            "demo/keys/editor-1",
            "--at",
            at,
        ])
    };
    let far = note("2999-01-01T00:00:00Z");
    assert_ne!(far.code, Some(0), "no key lasts so long");
    assert!(far.stderr.contains("lies ahead of the clock of this machine"), "{}", far.stderr);
    assert_eq!(note(AT).code, Some(0));
    for verb in [&["check"][..], &["ledger", "verify"]] {
        let run = |day: &str| {
            let mut all = vec!["-C", "demo", "--as-of", day];
            all.extend(verb);
            demo.run(&all)
        };
        let early = run("2026-11-01");
        assert!(early.stderr.contains("which has not come on 2026-11-01"), "{}", early.stderr);
        let late = run("2026-11-23");
        assert!(!late.stderr.contains("which has not come"), "{}", late.stderr);
    }
    let back = note("2026-11-22T19:00:00Z");
    assert!(back.stderr.contains("R0093") && back.stderr.contains("explain R0093"), "{}", back.stderr);
}

#[test]
fn the_map_of_anchors_of_a_record_is_left_alone_and_nothing_unseen_lies_by_the_text() {
    let demo = demo();
    let page = "demo/content/chapters/service.md";
    let text = demo.read(page);
    demo.file(page, text.replace("Seal it.", "Seal it with wax."));
    let run = demo.run(&["-C", "demo", "check"]);
    assert!(run.stderr.contains("E0501") && run.stderr.contains("belongs to the record"), "{}", run.stderr);
    assert!(!run.stderr.contains("anchors update"), "{}", run.stderr);
    let anchors = demo.read("demo/anchors.tsv");
    let update = demo.run(&["-C", "demo", "anchors", "update"]);
    assert!(update.code == Some(1) && update.stderr.contains("R0097"), "{}", update.stderr);
    assert_eq!(demo.read("demo/anchors.tsv"), anchors);
    demo.file(page, text);
    demo.succeed(&["-C", "demo", "check"]);
    demo.file("demo/content/annexes/.xa.md", "x").file("demo/content/.hidden/x.md", "x");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc", demo.root().join("demo/content/etc")).unwrap();
    let cut = ["release", "cut", "2099.1", "--draft", "--key", "demo/keys/chair", "--at", AT];
    for verb in [&["check"][..], &["ledger", "verify"], &cut] {
        let mut all = vec!["-C", "demo"];
        all.extend(verb);
        let run = demo.run(&all);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        for path in ["content/annexes/.xa.md", "content/.hidden", if cfg!(unix) { "content/etc" } else { "" }]
        {
            assert!(run.stderr.contains(path), "{path}: {}", run.stderr);
        }
    }
}

#[test]
fn a_fork_is_told_where_it_parts_whichever_copy_is_longer() {
    let demo = demo();
    let note = |folder: &str, text: &str| {
        demo.succeed(&[
            "-C",
            folder,
            "ledger",
            "annotate",
            "1",
            "--text",
            text,
            "--key",
            "demo/keys/editor-1",
            "--at",
            AT,
        ]);
    };
    demo.tree().write(&demo.root().join("other"));
    let last = demo.succeed(&["-C", "demo", "ledger", "verify"]).stdout;
    let entries: u64 = last.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
    note("demo", "The one.");
    for text in ["The other.", "And more.", "And more yet."] {
        note("other/demo", text);
    }
    for (folder, against) in [("demo", "other/demo"), ("other/demo", "demo")] {
        let run = demo.run(&["-C", folder, "ledger", "verify", "--against", against]);
        assert!(run.stderr.contains("two ledgers"), "{}", run.stderr);
        assert!(run.stderr.contains(&format!("as entry {:06}", entries + 1)), "{}", run.stderr);
    }
}

#[test]
fn who_has_no_part_in_a_withdrawal_is_told_at_once() {
    let demo = demo();
    let rows = listed(&demo, &["--state", "XA", "--stage", "submitted"]);
    let row = rows.iter().find(|row| row["state"] == "XA").unwrap();
    let id = row["id"].as_str().unwrap();
    let consent = |key: &str| {
        let key = format!("demo/keys/{key}");
        demo.run(&[
            "-C",
            "demo",
            "amend",
            "withdraw",
            id,
            "--key",
            &key,
            "--output",
            "taken-back.review",
            "--at",
            AT,
        ])
    };
    for stranger in ["xb-focal", "chair"] {
        let run = consent(stranger);
        assert!(run.code == Some(1) && run.stderr.contains("R0064"), "{}", run.stderr);
        assert!(!demo.root().join("taken-back.review").exists());
    }
    assert_eq!(consent("xa-focal").code, Some(0));
}

#[test]
fn what_pasting_left_on_each_line_is_one_finding_and_a_remark_changes_no_words() {
    let demo = demo();
    let text = demo.read("demo/content/chapters/service.md");
    demo.file("copy.md", text.replace("Seal it.", "Seal the request.").replace('\n', "\r\n"));
    let new = |kind: &str, more: &[&str]| {
        let mut all =
            vec!["-C", "demo", "amend", "new", "content/chapters/service.md", "--edited", "copy.md"];
        all.extend(["--kind", kind, "--title", "So", "--key", "demo/keys/editor-1", "--at", AT, "--dry-run"]);
        all.extend(more);
        demo.run(&all)
    };
    let refused = new("editorial", &[]);
    assert_eq!(refused.stderr.matches("refused[R0141]").count(), 1, "{}", refused.stderr);
    let lines = text.lines().count();
    assert!(refused.stderr.contains(&format!("and at {} more places", lines - 1)), "{}", refused.stderr);
    let mended = new("editorial", &["--fix"]);
    assert_eq!(mended.code, Some(0), "{}", mended.stderr);
    assert_eq!(mended.stdout.matches("mended: ").count(), 1, "{}", mended.stdout);
    let remark = new("remark", &[]);
    assert!(remark.code == Some(2) && remark.stderr.contains("changes no words"), "{}", remark.stderr);
    let number = demo.run(&["-C", "demo", "ledger", "show", "x"]);
    assert!(number.code == Some(2) && number.stderr.contains("for example 14"), "{}", number.stderr);
}

#[test]
fn what_rests_on_a_key_in_doubt_is_told_by_check_list_and_show() {
    let demo = demo();
    let row = &listed(&demo, &["--stage", "accepted"])[0];
    let (id, author) = (row["id"].as_str().unwrap(), row["author"].as_str().unwrap());
    assert!(!demo.succeed(&["-C", "demo", "check"]).stdout.contains("in doubt"));
    let revoked = demo.succeed(&[
        "-C",
        "demo",
        "registry",
        "revoke",
        "--public",
        &format!("demo/keys/{author}.pub"),
        "--compromised-since",
        "1",
        "--text",
        "A key was seen by others",
        "--key",
        "demo/keys/chair",
        "--key",
        "demo/keys/secretariat",
        "--at",
        AT,
    ]);
    assert!(revoked.stderr.contains(id), "{}", revoked.stderr);
    let check = demo.succeed(&["-C", "demo", "check"]).stdout;
    assert!(check.contains("in doubt"), "{check}");
    assert!(demo.succeed(&["-C", "demo", "ledger", "verify"]).stdout.contains("in doubt"));
    for arguments in [&["amend", "list"][..], &["amend", "show", id], &["amend", "status"]] {
        let mut all = vec!["-C", "demo"];
        all.extend(arguments);
        let told = demo.succeed(&all).stdout;
        let words = format!("it was signed with a key of `{author}`");
        assert!(told.contains("in doubt: ") && told.contains(&words), "{arguments:?} {told}");
    }
    demo.succeed(&["-C", "demo", "build"]);
    let page = demo.read(&format!("demo/site/amendments/{id}.html"));
    assert!(page.contains("It was signed with a key of"), "{page}");
}

#[cfg(unix)]
#[test]
fn an_empty_variable_does_not_hide_the_other_editor() {
    let demo = demo();
    let mut command = demo.command(&[
        "-C",
        "demo",
        "amend",
        "edit",
        "content/chapters/service.md",
        "--kind",
        "editorial",
        "--title",
        "So",
        "--key",
        "demo/keys/editor-1",
        "--at",
        AT,
        "--dry-run",
    ]);
    let ran = command.env("VISUAL", " ").env("EDITOR", "sed -i s/Seal/Close/").output().unwrap();
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(out.contains("{+Close+}"), "{out}{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn a_return_is_not_recorded_where_its_file_has_no_place() {
    let demo = demo();
    let id = listed(&demo, &["--stage", "under-review"])[0]["id"].as_str().unwrap().to_owned();
    demo.file("back.txt", "mine");
    let before = demo.tree();
    let mut command = vec!["-C", "demo", "amend", "return", &id, "--reason", "clash", "--text", "Overtaken."];
    command.extend(["--counter-draft", "back.txt", "--key", "demo/keys/editor-2", "--at", AT]);
    let run = demo.run(&command);
    assert!(run.code == Some(2) && run.stderr.contains("`back.txt` is there already"), "{}", run.stderr);
    assert!(before == demo.tree(), "nothing is recorded and nothing is written over");
}
