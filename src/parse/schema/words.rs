//! Requirements of a schema in plain words.

use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::json;

/// What a string is called.
pub(super) const TEXT: &str = "a text";

/// The types that are allowed, in plain words.
pub(super) fn types(kind: &TypeKind) -> impl Iterator<Item = &'static str> + use<> {
    let types: Vec<JsonType> = match kind {
        TypeKind::Single(single) => vec![*single],
        TypeKind::Multiple(several) => several.iter().collect(),
    };
    // "Or empty" reads best at the end.
    let (empty, rest): (Vec<JsonType>, Vec<JsonType>) =
        types.into_iter().partition(|kind| *kind == JsonType::Null);
    rest.into_iter().chain(empty).map(|kind| match kind {
        JsonType::Null => "empty (`null`)",
        JsonType::Boolean => "`true` or `false`",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => TEXT,
        JsonType::Array => "a list",
        JsonType::Object => "a group of keys with values",
    })
}

/// `a text, a list or empty`
pub(super) fn either(types: &[&str]) -> String {
    let mut types = types.to_vec();
    types.dedup();
    match types.split_last() {
        None => "something else".to_owned(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// What a value must be, after its name: "must be a date such as 2026-11-21".
pub(super) fn requirement(kind: &Kind) -> String {
    match kind {
        Kind::Pattern { pattern } => match like(pattern) {
            Some(words) => format!("must be {words}"),
            None => "does not have the form that is wanted here".to_owned(),
        },
        Kind::Format { format } => match format.as_str() {
            "date" => "must be a date such as 2026-11-21".to_owned(),
            "date-time" => "must be a date with a time such as 2026-11-21T09:00:00Z".to_owned(),
            "uri" | "iri" => "must be a web address such as https://example.org/page".to_owned(),
            "email" | "idn-email" => "must be an e-mail address".to_owned(),
            other => format!("must be written as {other}"),
        },
        Kind::MinLength { limit: 1 } => "must not be empty".to_owned(),
        Kind::MinLength { limit } => format!("must have at least {}", plural(*limit, "character")),
        Kind::MaxLength { limit } => format!("must have at most {}", plural(*limit, "character")),
        Kind::MinItems { limit } => format!("must have at least {}", plural(*limit, "value")),
        Kind::MaxItems { limit } => format!("must have at most {}", plural(*limit, "value")),
        Kind::AdditionalItems { limit } => format!("must have at most {}", plural(*limit as u64, "value")),
        Kind::MinProperties { limit } => format!("must have at least {}", plural(*limit, "key")),
        Kind::MaxProperties { limit } => format!("must have at most {}", plural(*limit, "key")),
        Kind::Minimum { limit } => format!("must be {limit} or more"),
        Kind::Maximum { limit } => format!("must be {limit} or less"),
        Kind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
        Kind::OneOfMultipleValid { .. } => "fits more than one of the allowed forms".to_owned(),
        Kind::Contains => "lacks a value that the list must hold".to_owned(),
        _ => "does not have the form that is wanted here".to_owned(),
    }
}

fn plural(count: u64, name: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}

/// What a pattern means, found by trying it: words, examples it must accept, examples it must not.
const MEANINGS: &[(&str, &[&str], &[&str])] = &[
    ("a date such as 2026-11-21", &["2026-11-21"], &["2026-11", "th-s5"]),
    (
        "a year, a month or a date such as 2026, 2026-11 or 2026-11-21",
        &["2026", "2026-11", "2026-11-21"],
        &["th-s5"],
    ),
    ("a year such as 2026", &["2026"], &["2026-11", "th-s5", "x"]),
    ("a web address that starts with https:// or http://", &["https://example.org/a"], &["example"]),
    ("two capital letters such as XA", &["XA", "ZZ"], &["XAB", "xa", "X1"]),
    ("an id of small letters, digits and hyphens such as `xa-s5`", &["xa-s5", "a"], &["XA", "a b"]),
];

/// What a pattern stands for in plain words, where it is one of the usual ones.
fn like(pattern: &str) -> Option<&'static str> {
    let validator = jsonschema::options().offline().build(&json!({ "pattern": pattern })).ok()?;
    let accepts = |example: &&str| validator.is_valid(&json!(example));
    let fits = |(_, yes, no): &&(_, &[&str], &[&str])| yes.iter().all(accepts) && !no.iter().any(accepts);
    MEANINGS.iter().find(fits).map(|(words, _, _)| *words)
}
