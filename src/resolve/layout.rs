//! The layout of annexes: fields stand under headings that exist, groups name fields that exist, and
//! no field twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::parse::{DataFile, Node, Parsed};

const LAYOUT: &str = "reference/annex-layout.yaml";

/// Reports what does not fit together in the layout.
pub(super) fn check(parsed: &Parsed, diagnostics: &mut Vec<Diagnostic>) {
    let Some(file) = parsed.data.files.get(LAYOUT) else { return };
    headings(file, diagnostics);
    groups(parsed, file, diagnostics);
}

/// Fields under headings that no annex has would be printed nowhere.
fn headings(file: &DataFile, diagnostics: &mut Vec<Diagnostic>) {
    let list = |name: &str| file.node.get(name).into_iter().flat_map(Node::items);
    let headings: BTreeSet<&str> = list("headings").filter_map(|entry| entry.get("id")?.as_str()).collect();
    for heading in list("fields").filter_map(|entry| entry.get("heading")) {
        let id = heading.as_str().unwrap_or_default();
        if !headings.contains(id) {
            diagnostics.push(
                Diagnostic::new(
                    Code::E0304,
                    &file.text,
                    heading.span(),
                    format!("the layout has no heading `{id}`"),
                )
                .suggest(id, headings.iter().copied()),
            );
        }
    }
}

/// Fields of groups that the layout does not have, or has in two groups.
fn groups(parsed: &Parsed, file: &DataFile, diagnostics: &mut Vec<Diagnostic>) {
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
