//! The verbs of amendments as people type them, and the guides that tell of them.

use crate::support::{Handbook, Run, repository};

/// A handbook of an invented region with a record to try everything on.
fn demo() -> Handbook {
    let handbook = Handbook::region();
    handbook.succeed(&["demo", "demo"]);
    handbook
}

/// Runs the program on the demonstration.
fn in_demo(demo: &Handbook, arguments: &[&str]) -> Run {
    let mut all = vec!["-C", "demo"];
    all.extend(arguments);
    demo.run(&all)
}

#[test]
fn a_demonstration_is_proved_and_built_and_the_same_every_time() {
    let handbook = demo();
    handbook.succeed(&["demo", "again"]);
    let read = |folder: &str| crate::support::Tree::read(&handbook.root().join(folder));
    assert!(read("demo") == read("again"), "the same text gives the same bytes");
    let refused = handbook.run(&["demo", "demo"]);
    assert_eq!(refused.code, Some(2), "{}", refused.stderr);
    let run = handbook.succeed(&["check", "-C", "demo"]);
    assert!(run.stdout.contains("the record holds: "), "{}", run.stdout);
    handbook.succeed(&["build", "-C", "demo"]);
    let page = |path: &str| handbook.read(&format!("demo/site/{path}"));
    let annex = page("annexes/xa.html");
    assert!(annex.contains("id=\"amendments\"") && annex.contains("<ins>"), "{annex}");
    assert!(page("amendments.html").contains("Waiting for a decision"));
    assert!(page("process.html").contains("two") || page("process.html").contains("2 different persons"));
    assert!(page("index.html").contains("href=\"amendments.html\""));
}

#[test]
fn a_founding_handbook_has_no_pages_of_amendments() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    let site = handbook.site();
    for (path, bytes) in site.files().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        assert!(!html.contains("amendments.html") && !html.contains("process.html"), "{path}");
    }
    assert!(site.get("amendments.html").is_none());
    let refused = handbook.run(&["amend", "list"]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.stderr.contains("refused[R0104]") && refused.stderr.contains("who can:"),
        "{}",
        refused.stderr
    );
}

/// From an edited copy to an accepted text, each step by the person whose it is.
#[test]
fn an_amendment_goes_its_way_by_the_commands_of_the_guides() {
    let demo = demo();
    let run = |arguments: &[&str]| in_demo(&demo, arguments);
    let good = |arguments: &[&str]| {
        let ran = run(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}\n{}{}", ran.stdout, ran.stderr);
        ran
    };
    let path = "content/annexes/xb.md";
    let text = demo.read(&format!("demo/{path}"));
    let edited = text.replacen("language of", "languages of", 1).replacen(".\n", ".\u{a0}\u{ad}\n", 1);
    assert_ne!(text, edited);
    demo.file("copy.md", &edited);
    let at = "2026-11-22T20:00:00Z";
    let new = [
        "amend",
        "new",
        path,
        "--edited",
        "copy.md",
        "--title",
        "One word",
        "--source",
        "act | Act on Requests | s. 2",
        "--rationale",
        "A word was missing.",
        "--round",
        "2026-D3",
        "--key",
        "demo/keys/xb-delegate.pub",
        "--output",
        "one.amend",
        "--at",
        at,
    ];
    let refused = run(&new);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("R0141") && refused.stderr.contains("--fix"), "{}", refused.stderr);
    let mut fixed = new.to_vec();
    fixed.push("--fix");
    let made = good(&fixed);
    assert!(
        made.stdout.contains("[-language-]{+languages+}") || made.stdout.contains("{+"),
        "{}",
        made.stdout
    );
    assert!(made.stdout.contains("mended: "), "{}", made.stdout);
    // What a keyboard or a word processor leaves in the title is put right; without a title there is none.
    let mut titled: Vec<&str> = fixed
        .iter()
        .map(|word| if *word == "One word" { "De\u{301}ja\u{300} vu\u{ad}" } else { word })
        .collect();
    titled.push("--dry-run");
    let told = good(&titled);
    assert!(told.stdout.contains("had left in the title was put right"), "{}", told.stdout);
    let untitled: Vec<&str> = fixed.iter().map(|word| if *word == "One word" { " " } else { word }).collect();
    let refused = run(&untitled);
    assert!(refused.stderr.contains("R0015") && refused.stderr.contains("--title"), "{}", refused.stderr);
    for wrong in [
        &["amend", "list", "--state", "XX"][..],
        &["amend", "status", "--state", "XX"],
        &["amend", "list", "--round", "X"],
        &["amend", "list", "--awaiting", "nobody"],
    ] {
        let named = run(wrong);
        assert!(named.code == Some(2) && named.stderr.contains("there are "), "{wrong:?}: {}", named.stderr);
    }
    good(&["amend", "status", "--state", "xb"]);
    good(&["amend", "check", "one.amend"]);
    assert!(run(&["amend", "submit", "one.amend", "--at", at]).stderr.contains("R0030"), "not signed yet");
    good(&["amend", "sign", "one.amend", "--key", "demo/keys/xb-delegate"]);
    good(&["amend", "submit", "one.amend", "--at", at]);
    let intake =
        ["amend", "intake", "one.amend", "--key", "demo/keys/editor-1", "--receipt", "receipts", "--at", at];
    let mut dry = intake.to_vec();
    dry.push("--dry-run");
    let before = demo.tree();
    good(&dry);
    assert!(before == demo.tree(), "a dry run writes nothing");
    let mut json = intake.to_vec();
    json.extend(["--format", "json"]);
    let received: serde_json::Value = serde_json::from_str(&good(&json).stdout).unwrap();
    let id = received["id"].as_str().unwrap().to_owned();
    assert_eq!(received["entries"][0]["event"], "intake");
    let receipt = received["receipt"].as_str().unwrap().to_owned();
    assert!(run(&intake).stderr.contains("R0074"), "nothing is received twice");
    good(&["amend", "open", &id, "--key", "demo/keys/editor-1", "--at", at]);
    let early = run(&["amend", "accept", &id, "--key", "demo/keys/editor-2", "--at", at]);
    assert_eq!(early.code, Some(1));
    assert!(early.stderr.contains("R0065") && early.stderr.contains("xb-focal"), "{}", early.stderr);
    let foreign = run(&["amend", "open", &id, "--key", "demo/keys/xb-focal", "--at", at]);
    assert!(foreign.stderr.contains("R0064"), "{}", foreign.stderr);
    good(&["amend", "clear", &id, "--key", "demo/keys/xb-focal", "--output", "clear.review", "--at", at]);
    good(&["amend", "import-review", "clear.review", "--key", "demo/keys/editor-1", "--at", at]);
    good(&["amend", "accept", &id, "--key", "demo/keys/editor-2", "--at", at]);
    assert!(demo.read(&format!("demo/{path}")).contains("languages of"));
    good(&["check"]);
    good(&["ledger", "verify", "--receipt", &receipt]);
    let shown: serde_json::Value =
        serde_json::from_str(&good(&["amend", "show", &id, "--format", "json"]).stdout).unwrap();
    assert_eq!(shown["amendment"]["stage"], "accepted");
    let blame = good(&["amend", "blame", path]);
    assert!(blame.stdout.contains("approved by xb-focal, editor-2"), "{}", blame.stdout);
    for verb in [
        &["amend", "list", "--state", "XB"][..],
        &["amend", "status", "--state", "XB"],
        &["round", "summary", "2026-D3", "--html", "summary.html", "--csv", "summary.csv"],
        &["registry", "show"],
        &["registry", "show", "--allowed-signers"],
        &["policy", "show"],
        &["policy", "test"],
        &["ledger", "show"],
        &["ledger", "show", "1"],
        &["amend", "show", &id, "--html", "page.html"],
    ] {
        assert!(!good(verb).stdout.is_empty(), "{verb:?}");
    }
    assert!(demo.read("page.html").contains("One word") && demo.read("page.html").contains("<style>"));
    demo.append(&format!("demo/{path}"), "By hand.\n");
    let by_hand = run(&["check"]);
    assert_eq!(by_hand.code, Some(1));
    assert!(by_hand.stderr.contains("R0096") && by_hand.stderr.contains(path), "{}", by_hand.stderr);
    // The command that the refusal names makes an amendment of it.
    let proposed = format!("handbook amend new {path} --edited {path} --kind editorial --title");
    assert!(by_hand.stderr.contains(&proposed), "{}", by_hand.stderr);
    let edited = format!("demo/{path}");
    let made = good(&[
        "amend",
        "new",
        path,
        "--edited",
        &edited,
        "--kind",
        "editorial",
        "--title",
        "By hand",
        "--author",
        "editor-1",
        "--output",
        "hand.amend",
        "--at",
        at,
    ]);
    assert!(made.stdout.contains("{+By hand."), "{}", made.stdout);
}

/// Of what `diff` found; nothing is searched for at another place.
#[test]
fn an_amendment_is_made_of_a_diff() {
    let demo = demo();
    let path = "content/annexes/xb.md";
    let said = [
        &["--title", "One word", "--source", "act | Act on Requests | s. 2", "--round", "2026-D3"][..],
        &["--key", "demo/keys/xb-delegate.pub", "--at", "2026-11-22T20:00:00Z", "--output"],
    ]
    .concat();
    let made =
        |how: &[&str], output: &str| demo.run(&[&["-C", "demo", "amend"], how, &said, &[output]].concat());
    let old = format!("demo/{path}");
    let text = demo.read(&old);
    demo.file("copy.md", text.replacen("language of", "languages of", 1));
    let diff = std::process::Command::new("diff")
        .args(["-u", &old, "copy.md"])
        .current_dir(demo.root())
        .output()
        .unwrap();
    demo.file("words.diff", &diff.stdout);
    let from = made(&["from-diff", "words.diff"], "diffed.amend");
    assert_eq!(from.code, Some(0), "{}{}", from.stdout, from.stderr);
    assert!(from.stdout.contains(&format!("it was taken for `{path}`")), "{}", from.stdout);
    made(&["new", path, "--edited", "copy.md"], "new.amend");
    assert_eq!(demo.read("diffed.amend"), demo.read("new.amend"), "one change, one amendment");
    let words = String::from_utf8(diff.stdout).unwrap();
    for (name, diff, code) in [
        ("none.diff", "nothing here\n".to_owned(), "R0022"),
        ("moved.diff", words.replacen("@@ -", "@@ -1", 1), "R0"),
        ("other.diff", words.replace("language", "tongue"), "R0027"),
        ("page.diff", text, "R0022"),
    ] {
        demo.file(name, diff);
        let refused = made(&["from-diff", name], "x.amend");
        assert!(refused.code == Some(1) && refused.stderr.contains(code), "{name}: {}", refused.stderr);
        assert!(!demo.root().join("x.amend").exists(), "{name}");
    }
    assert_eq!(made(&["from-diff", "missing.diff"], "x.amend").code, Some(2));
}

/// What an editor does where texts clash, and where a change of the registry voids approvals.
#[test]
fn a_clash_shows_three_texts_and_voided_approvals_are_signed_again_at_once() {
    let demo = demo();
    let at = "2026-11-22T20:00:00Z";
    let run = |arguments: &[&str]| in_demo(&demo, arguments);
    let good = |arguments: &[&str]| {
        let ran = run(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}\n{}{}", ran.stdout, ran.stderr);
        ran
    };
    demo.tree().write(&demo.root().join("before"));
    let listed: serde_json::Value =
        serde_json::from_str(&good(&["amend", "list", "--format", "json"]).stdout).unwrap();
    let rows = listed["amendments"].as_array().unwrap();
    let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap_or("").to_owned();
    let clashing: Vec<&serde_json::Value> =
        rows.iter().filter(|row| text(row, "title").contains("of two that clash")).collect();
    let (first, second) = (text(clashing[0], "id"), text(clashing[1], "id"));
    let focal = format!("demo/keys/{}-focal", text(clashing[0], "state").to_lowercase());
    for id in [&first, &second] {
        good(&["amend", "open", id, "--key", "demo/keys/editor-1", "--at", at]);
    }
    good(&["amend", "clear", &first, "--key", &focal, "--output", "clear.review", "--at", at]);
    good(&["amend", "import-review", "clear.review", "--key", "demo/keys/editor-1", "--at", at]);
    // A new delegate is entered: the clearance was given under another registry.
    good(&["key", "new", "fresh", "--no-passphrase"]);
    let public = demo.read("fresh.pub");
    demo.file(
        "person.toml",
        format!(
            "[[person]]\nid = \"xa-delegate-9\"\nname = \"New Delegate\"\ninstitution = \"Office\"\nstate = \"XA\"\nroles = [\"delegate\"]\nappointed_by = \"Letter 9\"\n[[person.key]]\npub = \"{}\"\nvalid_from = 2026-01-01\nvalid_until = 2027-12-31\nassurance = \"file\"\n",
            public.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
        ),
    );
    let added = good(&[
        "registry",
        "add",
        "--person",
        "person.toml",
        "--text",
        "A new delegate",
        "--key",
        "demo/keys/chair",
        "--key",
        "demo/keys/secretariat",
        "--at",
        at,
    ]);
    assert!(added.stderr.contains("amend review --again"), "{}{}", added.stdout, added.stderr);
    let accept = ["amend", "accept", &first, "--key", "demo/keys/editor-2", "--at", at];
    let void = run(&accept);
    assert!(void.stderr.contains("before the registry or the policy changed"), "{}", void.stderr);
    let again = good(&["amend", "review", "--again", "--key", &focal, "--output", "again", "--at", at]);
    assert!(
        again.stdout.contains("signed again: ") && again.stdout.contains("A new delegate"),
        "{}",
        again.stdout
    );
    let files: Vec<String> = demo
        .tree()
        .files()
        .map(|(path, _)| path.to_owned())
        .filter(|path| path.starts_with("again/"))
        .collect();
    let mut import = vec!["amend", "import-review", "--key", "demo/keys/editor-1", "--at", at];
    import.extend(files.iter().map(String::as_str));
    good(&import);
    let once = good(&["amend", "review", "--again", "--key", &focal, "--at", at]);
    assert!(once.stdout.contains("no approval of"), "{}", once.stdout);
    good(&accept);
    // The other one now clashes with the text.
    let clash = run(&["amend", "rebase", &second]);
    assert_eq!(clash.code, Some(1));
    for words in ["what its author started from", "what it is now", "what was proposed", "R011"] {
        assert!(clash.stderr.contains(words), "{words}: {}", clash.stderr);
        assert!(words == "R011" || good(&["amend", "show", &second]).stdout.contains(words));
    }
    good(&[
        "amend",
        "return",
        &second,
        "--reason",
        "clash",
        "--text",
        "Overtaken.",
        "--counter-draft",
        "back.txt",
        "--key",
        "demo/keys/editor-1",
        "--at",
        at,
    ]);
    let back = demo.read("back.txt");
    assert!(back.contains("what was proposed") && back.contains(&format!("--supersedes {second}")), "{back}");
    good(&["amend", "show", &second, "--html", "page.html"]);
    let page = demo.read("page.html");
    assert!(page.contains("What its author started from") && page.contains("<ins>"), "{page}");
    // An older copy is the beginning of this ledger, and not the other way round.
    good(&[
        "ledger",
        "receipt",
        &first,
        "--key",
        "demo/keys/editor-2",
        "--output",
        "again.receipt",
        "--at",
        at,
    ]);
    good(&["ledger", "verify", "--receipt", "again.receipt"]);
    let foreign = run(&["ledger", "receipt", &first, "--key", &focal, "--output", "x.receipt", "--at", at]);
    assert!(foreign.stderr.contains("R0064"), "{}", foreign.stderr);
    let held = good(&["ledger", "verify", "--against", "before/demo"]);
    assert!(held.stdout.contains("it goes on where `before/demo` ends"), "{}", held.stdout);
    let cut = demo.run(&["-C", "before/demo", "ledger", "verify", "--against", "demo"]);
    assert!(
        cut.code == Some(1) && cut.stderr.contains("R0102") && cut.stderr.contains("`demo`"),
        "{}",
        cut.stderr
    );
    assert_eq!(run(&["ledger", "verify", "--against", "again"]).code, Some(2));
}

#[test]
fn a_preview_carries_what_was_not_adopted_and_says_so() {
    let demo = demo();
    let listed =
        demo.succeed(&["amend", "list", "-C", "demo", "--stage", "under-review", "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    let chosen = listed["amendments"].as_array().unwrap().iter().find(|row| row["kind"] == "annex").unwrap();
    let id = chosen["id"].as_str().unwrap();
    demo.succeed(&["amend", "preview", "-C", "demo", id, "--output", "preview"]);
    let home = demo.read("preview/index.html");
    assert!(home.contains("not adopted"), "{home}");
}

#[test]
fn a_key_is_made_shown_and_backed_up() {
    let handbook = Handbook::empty();
    handbook.file("words", "a passphrase of words\n");
    handbook.succeed(&["key", "new", "mine", "--comment", "she@office", "--passphrase-file", "words"]);
    let shown = handbook.succeed(&["key", "show", "mine"]);
    assert!(handbook.read("mine.pub").starts_with(shown.stdout.lines().next().unwrap()), "{}", shown.stdout);
    handbook.succeed(&["key", "backup", "mine", "--output", "safe/mine", "--passphrase-file", "words"]);
    assert_eq!(handbook.read("safe/mine"), handbook.read("mine"));
    assert_eq!(handbook.run(&["key", "new", "mine", "--passphrase-file", "words"]).code, Some(2));
    handbook.file("wrong", "other words\n");
    let wrong = handbook.run(&["key", "backup", "mine", "--output", "x", "--passphrase-file", "wrong"]);
    assert!(wrong.code == Some(1) && wrong.stderr.contains("R0035"), "{}", wrong.stderr);
}

/// The words of a command line, with quotation marks and lines that go on.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    let mut any = false;
    for character in line.chars() {
        match character {
            '"' => {
                quoted = !quoted;
                any = true;
            }
            ' ' | '\n' if !quoted => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            _ => {
                word.push(character);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

/// The command lines of a guide: those in blocks, and those between backticks.
fn commands(guide: &str) -> Vec<String> {
    let mut found = Vec::new();
    let joined = guide.replace("\\\n", " ");
    for line in joined.lines() {
        if let Some(block) =
            line.strip_prefix("    ").map(str::trim_start).filter(|line| line.starts_with("handbook "))
        {
            found.push(block.to_owned());
        }
    }
    let inline = joined.replace('\n', " ");
    found.extend(
        inline
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|code| code.starts_with("handbook "))
            .map(|code| code.split_whitespace().collect::<Vec<_>>().join(" ")),
    );
    found
}

#[test]
fn every_command_of_the_guides_can_be_typed() {
    let mut count = 0;
    for name in ["delegate", "focal-point", "editor", "chair", "founding"] {
        let guide = std::fs::read_to_string(repository().join(format!("docs/guide/{name}.md"))).unwrap();
        for line in commands(&guide) {
            count += 1;
            if let Err(error) = handbook::cli::command().try_get_matches_from(words(&line)) {
                let shown = matches!(
                    error.kind(),
                    clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion
                );
                assert!(shown, "docs/guide/{name}.md: {line}\n{error}");
            }
        }
        assert!(guide.lines().count() <= 75, "docs/guide/{name}.md is one page");
    }
    assert!(count > 25, "{count}");
}
