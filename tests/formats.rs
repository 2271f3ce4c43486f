//! How findings are printed, and how commands end.

use crate::support::{Finding, Handbook, repository};

/// A handbook with findings in every script, on lines that begin in it.
fn spoilt() -> Handbook {
    let handbook = Handbook::region();
    let lines = [
        "พระราชบัญญัติความร่วมมือระหว่างประเทศ ดู[^thai] ที่นี่",
        "ច្បាប់ស្តីពីការបង្ក្រាបអំពើជួញដូរមនុស្ស មើល[^khmer] ទីនេះ",
        "လူကုန်ကူးမှု တားဆီးကာကွယ်ရေး ဥပဒေ[^burmese] ကိုကြည့်ပါ",
        "ກົດໝາຍ ວ່າດ້ວຍ ການຄ້າມະນຸດ[^lao] ເບິ່ງ",
        "Luật phòng, chống mua bán người[^vietnamese] xem",
        "反人口贩运法[^chinese] 见此",
    ];
    for line in lines {
        handbook.append("content/chapters/surrender.md", &format!("\n{line}\n"));
    }
    handbook.run(&["anchors", "update"]);
    handbook
}

#[test]
fn columns_count_characters_in_every_script() {
    let handbook = spoilt();
    let text = handbook.read("content/chapters/surrender.md");
    let findings = handbook.findings();
    assert_eq!(findings.len(), 6, "{findings:#?}");
    for found in findings {
        let line = text.lines().nth(usize::try_from(found.line).unwrap() - 1).unwrap();
        let expected = line[..line.find("[^").unwrap()].chars().count() as u64 + 1;
        assert_eq!((found.code.as_str(), found.column), ("E0203", expected), "{line}");
    }
}

#[test]
fn carets_stand_under_the_place_in_every_script() {
    let run = spoilt().run(&["check"]);
    assert_eq!(run.code, Some(1));
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("carets", run.stderr);
    });
    // The place is the footnote: as many columns before the caret as the letters before it take.
    let lines: Vec<&str> = run.stderr.lines().collect();
    for (excerpt, carets) in
        lines.iter().zip(&lines[1..]).filter(|(_, line)| line.contains('^') && !line.contains("[^"))
    {
        let start = excerpt.find("| ").unwrap() + 2;
        let before = &excerpt[start..excerpt.find("[^").unwrap()];
        let under = &carets[carets.find("| ").unwrap() + 2..carets.find('^').unwrap()];
        // Column by column as terminals count: each character by itself.
        let width: usize = before.chars().filter_map(unicode_width::UnicodeWidthChar::width).sum();
        assert_eq!(width, under.len(), "{excerpt}");
    }
}

#[test]
fn short_is_one_line_a_finding() {
    let handbook = Handbook::region();
    handbook.edit("content/chapters/surrender.md", "service.md#before-you-ask", "service.md#before-you-aks");
    let run = handbook.run(&["check", "--format", "short"]);
    insta::assert_snapshot!(run.stderr, @"
    content/chapters/surrender.md:13:1: error[E0501]: `anchors.tsv` does not fit 1 unit of this page (run `handbook anchors update`, which keeps the anchors of paragraphs that stayed)
    content/chapters/surrender.md:13:6: error[E0202]: `chapters/service.md` has no place `#before-you-aks` (did you mean `before-you-ask`?)
    2 errors
    ");
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
}

#[test]
fn github_gets_workflow_commands_on_stdout() {
    let handbook = Handbook::region();
    handbook.edit("content/chapters/surrender.md", "service.md#before-you-ask", "service.md#before-you-aks");
    let run = handbook.run(&["check", "--format", "github"]);
    insta::assert_snapshot!(run.stdout, @"
    ::error file=content/chapters/surrender.md,line=13,endLine=13,col=1,endColumn=110,title=E0501::`anchors.tsv` does not fit 1 unit of this page%0Arun `handbook anchors update`, which keeps the anchors of paragraphs that stayed
    ::error file=content/chapters/surrender.md,line=13,endLine=13,col=6,endColumn=35,title=E0202::`chapters/service.md` has no place `#before-you-aks`%0Adid you mean `before-you-ask`?
    2 errors
    ");
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
}

#[test]
fn json_keeps_to_its_schema() {
    let text = std::fs::read_to_string(repository().join("docs/formats/diagnostics.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let clean = Handbook::region();
    let twice = Handbook::region();
    twice.append("content/chapters/service.md", "\n[^address]: Again.\n");
    for (handbook, verb) in
        [(&clean, "check"), (&spoilt(), "check"), (&twice, "check"), (&spoilt(), "build"), (&clean, "build")]
    {
        let run = handbook.run(&[verb, "--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(run.stderr, "");
    }
    let value = serde_json::json!({ "version": 1, "diagnostics": [{}], "summary": {} });
    assert!(!validator.is_valid(&value), "the schema demands something");
}

#[test]
fn exit_codes_are_as_documented() {
    let clean = Handbook::region();
    assert_eq!(clean.run(&["check"]).code, Some(0));
    assert_eq!(clean.run(&["build"]).code, Some(0));
    assert_eq!(clean.run(&["--version"]).code, Some(0));
    assert_eq!(clean.run(&["build", "--help"]).code, Some(0));

    let faulty = spoilt();
    assert_eq!(faulty.run(&["check"]).code, Some(1));
    assert_eq!(faulty.run(&["build"]).code, Some(1));
    assert!(!faulty.root().join("site").exists(), "nothing is built from a faulty text");

    assert_eq!(clean.run(&["chekc"]).code, Some(2));
    assert!(clean.run(&["chekc"]).stderr.contains("check"), "a typo gets a suggestion");
    assert_eq!(clean.run(&["check", "--nonsense"]).code, Some(2));
    assert_eq!(clean.run(&["check", "--as-of", "2026-02-30"]).code, Some(2));
    assert_eq!(clean.run(&["check", "--threads", "many"]).code, Some(2));
    assert_eq!(clean.run(&[]).code, Some(2));
    let misconfigured = Handbook::region();
    misconfigured.edit("book.toml", "[book]", "[book");
    assert_eq!(misconfigured.run(&["check"]).code, Some(2));
    assert_eq!(misconfigured.run(&["build"]).code, Some(2));
    assert_eq!(Handbook::empty().run(&["check"]).code, Some(2), "a folder without a book");

    // A disk that refuses, and a file where a folder must be.
    let mut command = clean.command(&["build"]);
    clean.edit("content/preface.md", "serves", "helps");
    let run = crate::support::Run::of(command.env("HANDBOOK_FAULT", "fail:3").output().unwrap());
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    let blocked = Handbook::region();
    blocked.file("search-index", "in the way");
    assert_eq!(blocked.run(&["build"]).code, Some(3));
    assert_eq!(blocked.read("search-index"), "in the way");
}

#[test]
fn the_folder_of_somebody_else_is_not_replaced() {
    let handbook = Handbook::region();
    handbook.file("site/notes.txt", "mine");
    let run = handbook.run(&["build"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert_eq!(handbook.site().paths().collect::<Vec<_>>(), ["notes.txt"]);
}

#[test]
fn pipes_and_no_color_get_no_escape_bytes() {
    let handbook = spoilt();
    for arguments in [&["check"][..], &["build"], &["check", "--format", "short"], &["--help"], &["chekc"]] {
        for (name, value) in [("TERM", "xterm-256color"), ("NO_COLOR", "1"), ("LANG", "C")] {
            let output = handbook.command(arguments).env(name, value).output().unwrap();
            let escapes = output.stdout.iter().chain(&output.stderr).filter(|byte| **byte == 0x1b).count();
            assert_eq!(escapes, 0, "{arguments:?} {name}={value}");
        }
    }
}

/// On a terminal there is colour, unless the person does not want it. `script` plays the terminal.
#[test]
fn a_terminal_gets_colour_unless_it_is_not_wanted() {
    let handbook = spoilt();
    let on_terminal = |name: &str, value: &str, more: &str| {
        let inner = format!("{} check{more}", env!("CARGO_BIN_EXE_handbook"));
        let mut command = std::process::Command::new("script");
        command.args(["-qec", &inner, "/dev/null"]).current_dir(handbook.root());
        command
            .env_remove("NO_COLOR")
            .env("TERM", "xterm")
            .env("SOURCE_DATE_EPOCH", "1795348800")
            .env(name, value);
        let output = command.stdin(std::process::Stdio::null()).output().expect("`script` of util-linux");
        String::from_utf8_lossy(&output.stdout).contains("\u{1b}[")
    };
    assert!(on_terminal("LANG", "C", ""));
    assert!(!on_terminal("NO_COLOR", "1", ""));
    assert!(!on_terminal("TERM", "dumb", ""));
    assert!(!on_terminal("LANG", "C", " --no-color"));
}

#[test]
fn nothing_changes_a_source_unless_asked() {
    let handbook = Handbook::region();
    handbook.append("content/chapters/surrender.md", "\nA new paragraph.\n");
    handbook.edit("content/SUMMARY.md", "# Reference", "- [Not written yet]()\n\n# Reference");
    let sources = || {
        handbook.tree().only(|path| {
            !path.starts_with("site/") && !path.starts_with("search-index/") && !path.starts_with(".handbook")
        })
    };
    let before = sources();
    for arguments in [
        &["check"][..],
        &["check", "--format", "json"],
        &["build", "--dry-run"],
        &["build"],
        &["anchors", "update", "--dry-run"],
        &["anchors", "show"],
    ] {
        handbook.run(arguments);
        assert_eq!(crate::support::difference(&before, &sources()), [] as [&str; 0], "{arguments:?}");
    }
    // A page that the order names and that is missing is reported, never made.
    handbook.edit("content/SUMMARY.md", "# Reference", "- [New](chapters/new.md)\n\n# Reference");
    let before = sources();
    assert_eq!(handbook.run(&["build"]).code, Some(1));
    assert_eq!(before, sources());
}

#[test]
fn check_and_dry_runs_write_nothing_at_all() {
    let handbook = Handbook::region();
    handbook.append("content/chapters/surrender.md", "\nA new paragraph.\n");
    let before = handbook.tree();
    for arguments in
        [&["check"][..], &["build", "--dry-run"], &["anchors", "update", "--dry-run"], &["anchors", "show"]]
    {
        handbook.run(arguments);
        assert_eq!(before, handbook.tree(), "{arguments:?}");
    }
    let run = handbook.succeed(&["build", "--dry-run"]);
    assert!(run.stdout.starts_with("would write "), "{}", run.stdout);
    let run = handbook.succeed(&["anchors", "update", "--dry-run"]);
    insta::assert_snapshot!(run.stdout, @"would write `anchors.tsv`: 26 anchors kept, 1 new, 0 out of use");
    assert!(Finding::all(&handbook.run(&["check", "--format", "json"]).stdout).len() == 1);
}
