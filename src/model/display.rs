//! The value of an annex field in words, as the layout prescribes them.

use serde_json::Value;

use super::annex::Fact;
use super::reference::LayoutField;

/// Words for what has no value.
pub const NOT_ESTABLISHED: &str = "not established";

/// One part of a value in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValuePart {
    /// Label of the part, for values that have several.
    pub label: Option<String>,
    /// The words; `None` where the part is not established.
    pub words: Option<String>,
    /// An address that belongs to it.
    pub url: Option<String>,
}

/// The parts of a fact's value: one for a plain value, one a key for a map. Keys that the layout
/// does not label come last, under their own name, so that nothing is hidden.
#[must_use]
pub fn value_parts(field: &LayoutField, fact: &Fact) -> Vec<ValuePart> {
    let Value::Object(map) = &fact.value else {
        return vec![ValuePart { label: None, words: words(field, &fact.value), url: None }];
    };
    let labelled =
        field.parts.0.iter().filter_map(|(key, label)| map.get(key).map(|value| (label.clone(), value)));
    let known = |key: &str| field.parts.0.iter().any(|(known, _)| known == key);
    let rest = map.iter().filter(|(key, _)| !known(key)).map(|(key, value)| (key.replace('_', " "), value));
    labelled
        .chain(rest)
        .map(|(label, value)| ValuePart { label: Some(label), words: words(field, value), url: url(value) })
        .collect()
}

fn words(field: &LayoutField, value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(flag) => Some(if *flag { "yes" } else { "no" }.to_owned()),
        Value::Number(number) => Some(match &field.unit {
            Some(unit) => format!("{number} {unit}"),
            None => number.to_string(),
        }),
        Value::String(text) => Some(field.values.get(text).unwrap_or(text).clone()),
        Value::Array(items) => {
            let words: Vec<String> = items.iter().filter_map(|item| words(field, item)).collect();
            (!words.is_empty()).then(|| words.join(", "))
        }
        Value::Object(map) => {
            let texts =
                map.iter().filter(|(key, _)| *key != "url").filter_map(|(_, value)| words(field, value));
            let words: Vec<String> = texts.collect();
            (!words.is_empty()).then(|| words.join(", "))
        }
    }
}

fn url(value: &Value) -> Option<String> {
    value.get("url").and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(yaml: &str) -> LayoutField {
        serde_yaml::from_str(yaml).expect("a field")
    }

    fn fact(json: &str) -> Fact {
        Fact {
            value: serde_json::from_str(json).expect("json"),
            cite: None,
            statute: None,
            sources: Vec::new(),
            evidence: super::super::Evidence::OneSource,
            note: None,
        }
    }

    #[test]
    fn words_units_and_lists() {
        let months = field("{key: k, label: L, heading: h, unit: months}");
        assert_eq!(value_parts(&months, &fact("24"))[0].words.as_deref(), Some("24 months"));
        let kinds = field("{key: k, label: L, heading: h, values: {a: first, b: second}}");
        assert_eq!(value_parts(&kinds, &fact("[\"a\", \"b\"]"))[0].words.as_deref(), Some("first, second"));
        assert_eq!(value_parts(&kinds, &fact("null"))[0].words, None);
    }

    #[test]
    fn maps_follow_the_layout_and_hide_nothing() {
        let map = field("{key: k, label: L, heading: h, parts: {z: Zed, a: Ay}, values: {x: ex}}");
        let parts = value_parts(&map, &fact("{\"a\": \"x\", \"z\": null, \"other_key\": 1}"));
        let shown: Vec<_> = parts.iter().map(|part| (part.label.as_deref(), part.words.as_deref())).collect();
        assert_eq!(shown, [(Some("Zed"), None), (Some("Ay"), Some("ex")), (Some("other key"), Some("1"))]);
    }
}
