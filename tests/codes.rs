//! The page of every code shows what brings it and what does not; both are tried.

use std::fmt::Write as _;

use handbook::diagnostic::Code;

use crate::support::{Finding, Handbook};

/// The files that a page shows under a heading, with their bytes.
fn example(page: &str, heading: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut under = "";
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            under = title;
        }
        let fence = &line[..line.len() - line.trim_start_matches('`').len()];
        if fence.len() < 3 {
            continue;
        }
        let inner = lines.by_ref().take_while(|inner| *inner != fence);
        let text: String = inner.flat_map(|inner| [inner, "\n"]).collect();
        let Some(words) = line[fence.len()..].strip_prefix("file ") else { continue };
        if under == heading {
            let (path, escaped) = words.strip_suffix(" escaped").map_or((words, false), |path| (path, true));
            files.push((path.to_owned(), if escaped { unescaped(&text) } else { text.into_bytes() }));
        }
    }
    files
}

/// `\x{80}` is a byte, `\u{202E}` a character.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend(&rest.as_bytes()[..at]);
        let code = rest[at..].get(3..).and_then(|inner| inner.split_once('}')).map(|(code, _)| code);
        let number = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        match (rest[at..].get(..3), number) {
            (Some("\\x{"), Some(number)) => bytes.push(u8::try_from(number).unwrap()),
            (Some("\\u{"), Some(number)) => {
                bytes.extend(char::from_u32(number).unwrap().to_string().as_bytes());
            }
            _ => {
                bytes.push(b'\\');
                rest = &rest[at + 1..];
                continue;
            }
        }
        rest = &rest[at + code.unwrap().len() + 4..];
    }
    bytes.extend(rest.as_bytes());
    bytes
}

/// The base handbook with the files of an example over it.
fn laid_over(files: &[(String, Vec<u8>)]) -> Handbook {
    let handbook = Handbook::from_dir("tests/fixtures/base");
    for (path, bytes) in files {
        handbook.file(path, bytes);
    }
    handbook
}

/// The command that finds it.
fn check(code: Code) -> &'static [&'static str] {
    if code == Code::E0801 { &["check", "--search"] } else { &["check"] }
}

#[test]
fn every_code_is_brought_by_its_wrong_example_and_not_by_its_right_one() {
    let mut wrong = String::new();
    for code in Code::ALL {
        for (heading, expected) in [("Wrong", vec![code.name()]), ("Right", vec![])] {
            let files = example(code.page(), heading);
            if files.is_empty() {
                let _ = writeln!(wrong, "{code}: nothing under `{heading}`");
                continue;
            }
            let findings = laid_over(&files).findings_of(check(*code));
            let mut codes: Vec<&str> = findings
                .iter()
                .map(|found| found.code.as_str())
                .filter(|found| *found != "E0501" || *code == Code::E0501)
                .collect();
            codes.sort_unstable();
            codes.dedup();
            if codes != expected {
                let _ = writeln!(wrong, "{code}, {heading}: {findings:#?}");
            }
            if findings.iter().any(|found| found.code == code.name() && found.help.is_empty()) {
                let _ = writeln!(wrong, "{code}: no help in {findings:#?}");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What people read of each code's example, one file a code.
#[test]
fn what_people_read_of_every_code() {
    for code in Code::ALL {
        let handbook = laid_over(&example(code.page(), "Wrong"));
        if *code != Code::E0501 && handbook.root().join("book.toml").exists() {
            handbook.run(&["anchors", "update"]);
        }
        let run = handbook.run(check(*code));
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(code.name(), run.stderr);
        });
    }
}

/// Messages are for lawyers: short, and in whole words.
#[test]
fn messages_are_short_and_plain() {
    let mut wrong = String::new();
    for code in Code::ALL {
        let findings: Vec<Finding> = laid_over(&example(code.page(), "Wrong")).findings_of(check(*code));
        for found in findings.iter().filter(|found| found.code == code.name()) {
            for text in [&found.message, &found.help] {
                let words = text.split_whitespace().count();
                if words > 25 {
                    let _ = writeln!(wrong, "{code}: {words} words: {text}");
                }
                if text.ends_with('.')
                    || text.contains("Some(")
                    || text.contains("::")
                    || text.contains("Option<")
                {
                    let _ = writeln!(wrong, "{code}: {text}");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A terminal receives nothing but plain lines, whatever stands in a text.
#[test]
fn no_raw_character_of_a_text_reaches_the_terminal() {
    for code in [Code::E0105, Code::E0106, Code::E0108, Code::E0102] {
        for format in ["human", "short", "github"] {
            let run = laid_over(&example(code.page(), "Wrong")).run(&["check", "--format", format]);
            let text = run.stdout + &run.stderr;
            let bad = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!text.contains(bad), "{code} {format}: {text:?}");
        }
    }
}
