use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::diagnostic::{Diagnostic, Format, Painter, SourceText, render};

fn read(text: &str) -> (Option<Node>, Vec<Diagnostic>, Arc<SourceText>) {
    let source = SourceText::new("content/a.yaml", text);
    let (node, found) = parse_yaml(&source, 0..text.len());
    (node, found, source)
}

fn clean(text: &str) -> Node {
    let (node, found, _) = read(text);
    assert!(found.is_empty(), "{}", short(&found));
    node.unwrap()
}

fn short(found: &[Diagnostic]) -> String {
    render(found, Format::Short, Painter { colour: false })
}

#[test]
fn plain_words_follow_the_core_schema() {
    let node = clean(
        "[no, on, y, yes, true, False, ~, null, '', \"true\", '1', 1, -2, +3, 0x1f, 0o17, 1.5, 1e3, .5, 1., 007, 12:30, 2009-11-23, 1_000, 18446744073709551615, 99999999999999999999, 0b1, e3, .]",
    );
    assert_eq!(
        node.to_json(),
        json!([
            "no",
            "on",
            "y",
            "yes",
            true,
            false,
            null,
            null,
            "",
            "true",
            "1",
            1,
            -2,
            3,
            31,
            15,
            1.5,
            1000.0,
            0.5,
            1.0,
            "007",
            "12:30",
            "2009-11-23",
            "1_000",
            18_446_744_073_709_551_615_u64,
            "99999999999999999999",
            "0b1",
            "e3",
            "."
        ])
    );
}

#[test]
fn every_key_and_value_knows_its_place() {
    let text = "ชื่อ: ไทย # note\nlist:\n  - a: 1\n    b: 'ข ค'\n  - |\n    two\n    lines\nempty:\nflow: {x: [1, 2]}\n";
    let front = format!("---\n{text}---\n# Page\n");
    let source = SourceText::new("content/a.md", front.as_str());
    let (node, found) = parse_yaml(&source, 4..4 + text.len());
    assert!(found.is_empty());
    let node = node.unwrap();
    let at = |pointer: &str| &front[node.at(pointer).unwrap().span().range()];
    let key = |pointer: &str| &front[node.key_span(pointer).unwrap().range()];
    assert_eq!((key("/ชื่อ"), at("/ชื่อ")), ("ชื่อ", "ไทย"));
    assert_eq!((key("/list/0/b"), at("/list/0/b")), ("b", "'ข ค'"));
    assert_eq!(at("/list/0"), "a: 1\n    b: 'ข ค'");
    assert_eq!(at("/list/1"), "two\n    lines");
    assert_eq!(at("/list"), "- a: 1\n    b: 'ข ค'\n  - |\n    two\n    lines");
    assert_eq!((key("/empty"), at("/empty")), ("empty", "empty"));
    assert_eq!(at("/flow"), "{x: [1, 2]}");
    assert_eq!((key("/flow/x/1"), at("/flow/x/1")), ("2", "2"));
    assert_eq!(at(""), text.trim_end());
    assert!(node.at("/list/9").is_none() && node.at("list").is_none() && node.key_span("/no").is_none());
    assert_eq!(node.get("list").unwrap().items().len(), 2);
    assert_eq!(node.get("ชื่อ").unwrap().as_str(), Some("ไทย"));
    assert!(node.get("empty").unwrap().is_null());
}

#[test]
fn pointers_are_unescaped() {
    let node = clean("a/b: {'c~d': 1}\n");
    assert_eq!(node.at("/a~1b/c~0d").unwrap().to_json(), json!(1));
}

#[test]
fn a_key_used_twice_keeps_the_first() {
    let (node, found, _) = read("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n");
    insta::assert_snapshot!(short(&found), @"
    content/a.yaml:4:3: error[E0306]: the key `c` is used twice (keep one of the two)
    content/a.yaml:5:1: error[E0306]: the key `a` is used twice (keep one of the two)
    2 errors
    ");
    assert_eq!(node.unwrap().to_json(), json!({"a": 1, "b": {"c": 1}}));
}

#[test]
fn what_is_not_plain_data_is_refused() {
    let texts = [
        "a: &x 1\nb: *x\n",
        "a: !!str 1\n",
        "a: 1\n---\nb: 2\n",
        "? [a, b]\n: 1\n",
        "{a: 1}: 2\n",
        "? *x\n: 1\n",
        "%YAML 1.2\n---\na: 1\n",
    ];
    let found: Vec<Diagnostic> = texts.iter().flat_map(|text| read(text).1).collect();
    insta::assert_snapshot!(short(&found), @"
    content/a.yaml:1:4: error[E0301]: an anchor (`&name`) is not used here (take the anchor out, or put the value in quotation marks)
    content/a.yaml:2:4: error[E0301]: an alias (`*name`) is not used here (repeat the value in full)
    content/a.yaml:1:4: error[E0301]: a tag (`!name`) is not used here (take the tag out, or put the value in quotation marks)
    content/a.yaml:2:1: error[E0301]: the text has a second document after a line of three hyphens (keep one document in a file)
    content/a.yaml:1:3: error[E0301]: a key must be a single word or text (put the key in quotation marks)
    content/a.yaml:1:1: error[E0301]: a key must be a single word or text (put the key in quotation marks)
    content/a.yaml:1:3: error[E0301]: a value cannot start with this character (put the value in quotation marks)
    7 errors
    ");
    let deep = "[".repeat(65) + &"]".repeat(65);
    let (node, found, _) = read(&deep);
    assert!(node.is_none() && found.len() == 1);
    let deepest = "[".repeat(64) + &"]".repeat(64);
    assert!(read(&deepest).1.is_empty());
    let (node, found, _) = read(&"[".repeat(100_000));
    assert!(node.is_none() && found.len() == 1);
}

#[test]
fn syntax_in_plain_words() {
    let texts = [
        "note: as at: 2026\n",
        "a: 1\n\tb: 2\n",
        "a:\n\tb: 2\n",
        "a: \"open\nb: 2\n",
        "a: 'open\n",
        "a: \"b\" c\n",
        "a: [1, 2\nb: 3\n",
        "a: {x: 1\nb: 3\n",
        "a: 1\nwords\nb: 2\n",
        "a: @b\n",
        "a: `b`\n",
        "a: %b\n",
        "a: \"\\q\"\n",
        "a: 1\n  b: 2\n",
        "  a: 1\nb: 2\n",
        "a:\n  - 1\n - 2\n",
        "a: - 1\n",
        "- a\nb: 1\n",
        "a: *\n",
        "a: ]\n",
        "a: *nowhere\n",
        "a: >x\n  b\n",
        "ก: ข: ค\n",
        "a: b\u{0}c\n",
        "a: 'b\nc: d'e\n",
    ];
    let mut shown = String::new();
    for text in texts {
        let (node, found, _) = read(text);
        assert!(node.is_none(), "{text:?}");
        shown.push_str(&format!("{text:?}\n"));
        shown.push_str(
            &found
                .first()
                .map(|first| short(std::slice::from_ref(first)))
                .unwrap_or_default()
                .replace("\n1 error\n", "\n"),
        );
    }
    insta::assert_snapshot!(shown, @r#"
    "note: as at: 2026\n"
    content/a.yaml:1:12: error[E0301]: a second colon followed by a blank stands in this value (put the value in quotation marks, or indent this line as far as the key above it)
    "a: 1\n\tb: 2\n"
    content/a.yaml:2:1: error[E0301]: a tab is used where only blanks may stand (indent with blanks)
    "a:\n\tb: 2\n"
    content/a.yaml:2:2: error[E0301]: a tab is used where only blanks may stand (indent with blanks)
    "a: \"open\nb: 2\n"
    content/a.yaml:1:4: error[E0301]: a quotation mark is opened but not closed (close the quotation mark)
    "a: 'open\n"
    content/a.yaml:1:4: error[E0301]: a quotation mark is opened but not closed (close the quotation mark)
    "a: \"b\" c\n"
    content/a.yaml:1:8: error[E0301]: there is text after the closing quotation mark (put the whole value in quotation marks, and write a quotation mark inside it as `\"`)
    "a: [1, 2\nb: 3\n"
    content/a.yaml:2:2: error[E0301]: a second colon followed by a blank stands in this value (put the value in quotation marks, or indent this line as far as the key above it)
    "a: {x: 1\nb: 3\n"
    content/a.yaml:2:2: error[E0301]: a bracket is opened but not closed, or a comma is missing (close the bracket, or put the value in quotation marks)
    "a: 1\nwords\nb: 2\n"
    content/a.yaml:3:1: error[E0301]: a line stands here that is no `key: value` (write a key, a colon, a blank and the value; indent the lines of a longer value)
    "a: @b\n"
    content/a.yaml:1:4: error[E0301]: a value cannot start with this character (put the value in quotation marks)
    "a: `b`\n"
    content/a.yaml:1:4: error[E0301]: a value cannot start with this character (put the value in quotation marks)
    "a: %b\n"
    content/a.yaml:1:4: error[E0301]: a value cannot start with this character (put the value in quotation marks)
    "a: \"\\q\"\n"
    content/a.yaml:1:4: error[E0301]: a backslash stands in double quotation marks without a meaning (write the backslash twice, or use single quotation marks)
    "a: 1\n  b: 2\n"
    content/a.yaml:2:4: error[E0301]: a second colon followed by a blank stands in this value (put the value in quotation marks, or indent this line as far as the key above it)
    "  a: 1\nb: 2\n"
    content/a.yaml:2:1: error[E0301]: the indentation of this line does not fit the lines above it (give keys of one level, and the hyphens of one list, the same number of blanks)
    "a:\n  - 1\n - 2\n"
    content/a.yaml:3:2: error[E0301]: the indentation of this line does not fit the lines above it (give keys of one level, and the hyphens of one list, the same number of blanks)
    "a: - 1\n"
    content/a.yaml:1:4: error[E0301]: the indentation of this line does not fit the lines above it (give keys of one level, and the hyphens of one list, the same number of blanks)
    "- a\nb: 1\n"
    content/a.yaml:2:1: error[E0301]: the indentation of this line does not fit the lines above it (give keys of one level, and the hyphens of one list, the same number of blanks)
    "a: *\n"
    content/a.yaml:1:4: error[E0301]: a value cannot start with this character (put the value in quotation marks)
    "a: ]\n"
    content/a.yaml:1:4: error[E0301]: a bracket is opened but not closed, or a comma is missing (close the bracket, or put the value in quotation marks)
    "a: *nowhere\n"
    content/a.yaml:1:4: error[E0301]: a value cannot start with this character (put the value in quotation marks)
    "a: >x\n  b\n"
    content/a.yaml:1:4: error[E0301]: the text of a value after `|` or `>` must start on the next line (start a new line after the mark and indent it, or put the value in quotation marks)
    "ก: ข: ค\n"
    content/a.yaml:1:5: error[E0301]: a second colon followed by a blank stands in this value (put the value in quotation marks, or indent this line as far as the key above it)
    "a: b\0c\n"
    content/a.yaml:1:5: error[E0301]: a character stands here that cannot be printed (remove the character)
    "a: 'b\nc: d'e\n"
    content/a.yaml:1:4: error[E0301]: a quotation mark is opened but not closed (close the quotation mark)
    "#);
}

#[test]
fn nothing_panics_on_broken_text() {
    let seed = "ก: [1, {a: 'ข', \"b\": |}]\n- - &x *y !t ? : # %\n\ttab\r\n  > \u{feff}\u{0}";
    let characters: Vec<char> = seed.chars().collect();
    let mut state = 7_u64;
    for _ in 0..3000 {
        let mut text = String::new();
        for _ in 0..24 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push(characters[(state >> 33) as usize % characters.len()]);
        }
        let (node, found, source) = read(&text);
        assert!(node.is_some() || !found.is_empty(), "{text:?}");
        for finding in &found {
            assert!(source.text().get(finding.span.range()).is_some(), "{text:?} {finding:?}");
        }
    }
}

#[test]
fn empty_is_null() {
    assert!(clean("").is_null());
    assert!(clean("# only a comment\n").is_null());
    assert!(clean("---\n").is_null());
}

proptest::proptest! {
    /// The other reader of YAML in the tree agrees on whatever JSON can hold.
    #[test]
    fn agrees_with_serde_yaml(value in proptest::collection::btree_map(".{0,12}", proptest::collection::vec(".{0,24}", 0..4), 0..5)) {
        let text = serde_yaml::to_string(&value).unwrap();
        let (node, found, _) = read(&text);
        proptest::prop_assert!(found.is_empty(), "{text}{}", short(&found));
        proptest::prop_assert_eq!(node.unwrap().to_json(), json!(value));
    }
}

/// The texts that are published, where they are there.
#[test]
fn agrees_with_serde_yaml_on_the_content() {
    let root = camino::Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    for path in crate::fs::walk(&root).unwrap_or_default() {
        let text = crate::fs::read_text(&root.join(&path)).unwrap();
        let yaml = match path.extension() {
            Some("yaml") => text.as_str(),
            Some("md") if text.starts_with("---\n") => text[4..].split("\n---\n").next().unwrap(),
            _ => continue,
        };
        let expected: serde_json::Value = serde_yaml::from_str(yaml).unwrap();
        assert_eq!(clean(yaml).to_json(), expected, "{path}");
    }
}
