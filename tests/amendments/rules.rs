//! Every rule of the file, the signature and the text: it refuses something, in plain words, and has a
//! page that `handbook explain` prints.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use handbook::amend::{Change, KeyFile, Refusal, RefusalCode, Rounds, check_whole, render_refusals};
use handbook::diagnostic::{Format, Painter};

use super::hostile;
use crate::support::Handbook;

/// The rules of this part: those of rights, the record and clashes are tried with those.
fn rules() -> impl Iterator<Item = RefusalCode> {
    RefusalCode::ALL.iter().copied().filter(|code| code.name() < "R0050")
}

fn brought() -> BTreeMap<RefusalCode, Refusal> {
    let mut brought = hostile::brought();
    let key = KeyFile::make("", "open sesame", Rounds::FEWEST).unwrap();
    let wrong = key.open("sesame").unwrap_err();
    brought.insert(wrong.code, wrong);
    brought
}

#[test]
fn every_rule_refuses_something_in_plain_words() {
    let brought = brought();
    let mut faults = String::new();
    for code in rules() {
        let Some(refusal) = brought.get(&code) else {
            let _ = writeln!(faults, "{code}: nothing brings it");
            continue;
        };
        for words in [&refusal.message, &refusal.remedy] {
            let count = words.split_whitespace().count();
            if count > 30 || words.ends_with('.') || words.contains("Some(") || words.contains("::") {
                let _ = writeln!(faults, "{code}, {count} words: {words}");
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// What people read of each rule, one file a code.
#[test]
fn what_people_read_of_every_rule() {
    for (code, refusal) in brought() {
        let shown = render_refusals(&[refusal], Format::Human, Painter { colour: false });
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(code.name(), shown);
        });
    }
}

#[test]
fn every_rule_is_explained() {
    let handbook = Handbook::empty();
    for code in rules() {
        let run = handbook.run(&["explain", &code.name().to_lowercase()]);
        assert_eq!(run.code, Some(0));
        assert!(run.stdout.starts_with(&format!("{code} (refusal): {}\n", code.title())), "{}", run.stdout);
    }
    let run = handbook.run(&["explain", "R0909"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("did you mean"), "{}", run.stderr);
}

/// What only the whole handbook shows: links between pages, citations, fields by their schemas, the
/// order of the book.
#[test]
fn the_whole_handbook_is_checked_with_the_change_in_it() {
    let handbook = Handbook::region();
    let config = handbook::config::parse(handbook.root(), &handbook.read("book.toml")).value;
    let tree = handbook::source::load(&config).unwrap().value;
    let today = jiff::civil::date(2026, 11, 22);
    let path = "content/chapters/surrender.md";
    let before = handbook.read(path);
    let with = |path: &str, before: Option<&str>, after: Option<String>| {
        let change = Change { path: path.to_owned(), before: before.map(str::to_owned), after };
        let refusals = check_whole(&tree, &config, &[change], today);
        refusals.iter().map(|refusal| refusal.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(with(path, Some(&before), Some(before.clone())), [] as [&str; 0]);
    assert_eq!(with(path, Some(&before), Some(format!("{before}\nMore words.\n"))), [] as [&str; 0]);
    for (words, code) in [
        ("See [this](nowhere.md).", "E0201"),
        ("See [@no-such-act, s. 1].", "E0401"),
        ("See [this](#nothing).", "E0202"),
    ] {
        let found = with(path, Some(&before), Some(format!("{before}\n{words}\n")));
        assert!(found.iter().any(|message| message.contains(code)), "{words}: {found:?}");
    }
    let annex = "content/annexes/xa.md";
    let text = handbook.read(annex);
    let found = with(annex, Some(&text), Some(text.replace("value: 60", "value: many")));
    assert!(!found.is_empty());
    assert!(with(path, Some(&before), None).iter().any(|message| message.contains("E0104")));
}
