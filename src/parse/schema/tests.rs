use super::*;
use crate::diagnostic::{Code, Format, Painter, SourceText, render};
use crate::parse::yaml::parse_yaml;

const SCHEMA: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": ["name", "status", "verified"],
  "properties": {
    "name": {"type": "string", "minLength": 1, "description": "Name of the State."},
    "status": {"enum": ["draft", "approved"], "description": "Stage of the annex."},
    "verified": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$", "description": "Date of the last check."},
    "from": {"type": ["string", "null"], "pattern": "^\\d{4}(-\\d{2}(-\\d{2})?)?$"},
    "site": {"$ref": "#/$defs/url"},
    "code": {"type": "string", "pattern": "^[A-Z]{2}$"},
    "days": {"type": "integer", "minimum": 0, "maximum": 90},
    "fee": {"type": "string", "pattern": "^\\d+ THB$", "description": "Fee in baht, such as 100 THB."},
    "sources": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"}},
    "offices": {"type": "array", "items": {
      "type": "object", "additionalProperties": false, "required": ["office"],
      "properties": {"office": {"type": "string", "description": "Name of the office."}, "address": {"type": "string"}}}},
    "value": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"enum": ["en", "fr"]}}, {"type": "null"}]},
    "evidence": {"enum": ["one-source", "none"]}
  },
  "allOf": [{"$ref": "#/$defs/shown"}],
  "$defs": {
    "url": {"type": "string", "pattern": "^https?://\\S+$", "description": "Web address."},
    "shown": {
      "if": {"properties": {"evidence": {"const": "one-source"}}, "required": ["evidence"]},
      "then": {"properties": {"sources": {"minItems": 2, "description": "This evidence needs at least two sources."}}}
    }
  }
}"##;

fn check(text: &str) -> String {
    let schema = Schema::compile(&SourceText::new("content/schemas/a.json", SCHEMA)).unwrap();
    let source = SourceText::new("content/a.yaml", text);
    let (node, found) = parse_yaml(&source, 0..text.len());
    assert!(found.is_empty());
    let found = schema.check(&node.unwrap(), &source);
    for finding in &found {
        assert!(source.text().get(finding.span.range()).is_some(), "{finding:?}");
    }
    render(&found, Format::Short, Painter { colour: false })
}

const GOOD: &str = "name: A\nstatus: draft\nverified: \"2026-11-21\"\n";

#[test]
fn good_data_is_clean() {
    let text = format!(
        "{GOOD}from: \"2009-11\"\nsite: https://example.org/a\nvalue: [en]\nsources: [a, b]\nevidence: one-source\n"
    );
    assert_eq!(check(&text), "");
}

#[test]
fn all_errors_at_their_places_in_plain_words() {
    let text = "\
nam: A
status: drafted
verified: 21.11.2026
from: yesterday
site: example.org
code: Thailand
days: 91
fee: hundred
sources: [a b, x, x]
offices:
  - office: One
    adress: Two
  - address: Three
";
    insta::assert_snapshot!(check(text), @"
    content/a.yaml:1:1: error[E0302]: the key `nam` is not known here (did you mean `name`?)
    content/a.yaml:1:1: error[E0303]: the field `name` is missing (add `name`: Name of the State)
    content/a.yaml:2:9: error[E0304]: `drafted` is not one of the allowed values of `status` (did you mean `draft`?)
    content/a.yaml:3:11: error[E0305]: `verified` must be a date such as 2026-11-21 (Date of the last check)
    content/a.yaml:4:7: error[E0305]: `from` must be a year, a month or a date such as 2026, 2026-11 or 2026-11-21
    content/a.yaml:5:7: error[E0305]: `site` must be a web address that starts with https:// or http:// (Web address)
    content/a.yaml:6:7: error[E0305]: `code` must be two capital letters such as XA
    content/a.yaml:7:7: error[E0305]: `days` must be 90 or less
    content/a.yaml:8:6: error[E0305]: `fee` does not have the form that is wanted here (Fee in baht, such as 100 THB)
    content/a.yaml:9:11: error[E0305]: value 1 of `sources` must be an id of small letters, digits and hyphens such as `xa-s5`
    content/a.yaml:9:19: error[E0305]: `sources` must not hold a value twice (keep one of the two)
    content/a.yaml:12:5: error[E0302]: the key `adress` is not known here (did you mean `address`?)
    content/a.yaml:13:5: error[E0303]: the field `office` is missing in value 2 of `offices` (add `office`: Name of the office)
    13 errors
    ");
}

#[test]
fn wrong_types_say_what_to_write() {
    let text = format!("{GOOD}from: 2009\nsite: true\ncode: [a]\ndays: 1.5\nsources: a\noffices: [1]\n");
    insta::assert_snapshot!(check(&text), @r#"
    content/a.yaml:4:7: error[E0305]: `from` must be a text or empty (`null`) (put it in quotation marks: `"2009"`)
    content/a.yaml:5:7: error[E0305]: `site` must be a text (put it in quotation marks: `"true"`)
    content/a.yaml:6:7: error[E0305]: `code` must be a text
    content/a.yaml:7:7: error[E0305]: `days` must be a whole number
    content/a.yaml:8:10: error[E0305]: `sources` must be a list
    content/a.yaml:9:11: error[E0305]: value 1 of `offices` must be a group of keys with values
    6 errors
    "#);
    insta::assert_snapshot!(check("- a\n"), @"
    content/a.yaml:1:1: error[E0305]: the data must be a group of keys with values
    1 error
    ");
    insta::assert_snapshot!(check("name:\nstatus: [draft]\nverified: \"\"\n"), @"
    content/a.yaml:1:1: error[E0305]: `name` must be a text (Name of the State)
    content/a.yaml:2:9: error[E0304]: a list is not one of the allowed values of `status` (did you mean `draft`?)
    content/a.yaml:3:11: error[E0305]: `verified` must be a date such as 2026-11-21 (Date of the last check)
    3 errors
    ");
}

#[test]
fn of_several_forms_the_nearest_is_meant() {
    insta::assert_snapshot!(check(&format!("{GOOD}value: [en, fe]\n")), @"
    content/a.yaml:4:13: error[E0304]: `fe` is not one of the allowed values of value 2 of `value` (did you mean `fr`?)
    1 error
    ");
    insta::assert_snapshot!(check(&format!("{GOOD}value: 3\n")), @"
    content/a.yaml:4:8: error[E0305]: `value` must be a text, a list or empty (`null`)
    1 error
    ");
}

#[test]
fn evidence_and_value_must_agree() {
    insta::assert_snapshot!(check(&format!("{GOOD}evidence: one-source\nsources: [a]\n")), @"
    content/a.yaml:5:10: error[E0307]: this evidence needs at least two sources (correct the evidence, or the value and its sources)
    1 error
    ");
}

#[test]
fn what_cannot_be_used_as_schema() {
    let trouble = |text: &str| {
        let found = Schema::compile(&SourceText::new("content/schemas/a.json", text)).unwrap_err();
        assert_eq!(found.code, Code::E0313);
        render(&[found], Format::Human, Painter { colour: false })
    };
    insta::assert_snapshot!(trouble("{\n  \"type\": \"object\",\n}\n"), @"
    error[E0313]: the schema is not valid JSON
     --> content/schemas/a.json:3:1
      |
    3 | }
      | ^ trailing comma
      |
      = help: correct the schema in a text editor that checks JSON

    1 error
    ");
    insta::assert_snapshot!(trouble("{\n  \"properties\": {\"a\": {\"type\": \"strin\"}}\n}\n"), @r#"
    error[E0313]: the schema is not valid JSON Schema
     --> content/schemas/a.json:2:24
      |
    2 |   "properties": {"a": {"type": "strin"}}
      |                        ^^^^^^ "strin" is not valid under any of the schemas listed in the 'anyOf' keyword
      |
      = help: correct the schema; its form is described at https://json-schema.org

    1 error
    "#);
    insta::assert_snapshot!(trouble("{\"$ref\": \"https://example.org/other.json\"}\n"), @r#"
    error[E0313]: the schema is not valid JSON Schema
     --> content/schemas/a.json:1:1
      |
    1 | {"$ref": "https://example.org/other.json"}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Resource 'https://example.org/other.json' is not present in a registry and retrieving it failed: Retrieval is disabled, cannot fetch https://example.org/other.json
      |
      = help: correct the schema; its form is described at https://json-schema.org

    1 error
    "#);
    insta::assert_snapshot!(trouble("{\"$ref\": \"file:///etc/passwd\"}\n"), @r#"
    error[E0313]: the schema is not valid JSON Schema
     --> content/schemas/a.json:1:1
      |
    1 | {"$ref": "file:///etc/passwd"}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Resource 'file:///etc/passwd' is not present in a registry and retrieving it failed: Retrieval is disabled, cannot fetch file:///etc/passwd
      |
      = help: correct the schema; its form is described at https://json-schema.org

    1 error
    "#);
}
