//! The groups of comparable fields: each names fields that exist, and no field twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::parse::{Node, Parsed};

const LAYOUT: &str = "reference/annex-layout.yaml";

/// Reports fields of groups that the layout does not have, or has in two groups.
pub(super) fn check(parsed: &Parsed, diagnostics: &mut Vec<Diagnostic>) {
    let Some(file) = parsed.data.files.get(LAYOUT) else { return };
    let known: BTreeSet<&str> =
        parsed.data.reference.layout.fields.iter().map(|field| field.key.as_str()).collect();
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let groups = file.node.get("groups").into_iter().flat_map(Node::items);
    for field in groups.filter_map(|group| group.get("fields")).flat_map(Node::items) {
        let Some(key) = field.as_str() else { continue };
        if !known.contains(key) {
            diagnostics.push(
                Diagnostic::new(
                    Code::E0304,
                    &file.text,
                    field.span(),
                    format!("there is no comparable field `{key}`"),
                )
                .suggest(key, known.iter().copied()),
            );
        }
        match seen.get(key) {
            Some(&first) => diagnostics.push(
                Diagnostic::new(Code::E0309, &file.text, field.span(), format!("`{key}` is in two groups"))
                    .also(&file.text, first, "first listed here")
                    .help("a field is compared in one group"),
            ),
            None => drop(seen.insert(key, field.span())),
        }
    }
}
