//! Whether the rules of the route name only what exists.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{PageKind, Reference, Tables};
use crate::parse::{DataFile, Entry, Node, Parsed};
use crate::resolve::links;

/// Path of the rules.
const RULES: &str = "reference/route.yaml";

/// Reports instruments, fields, parts, headings, values and places that do not exist. Sources are
/// checked with those of all other data.
pub(in crate::resolve) fn check(parsed: &Parsed, tables: &Tables, diagnostics: &mut Vec<Diagnostic>) {
    let Some(file) = parsed.data.files.get(RULES) else { return };
    let mut checker = Checker { file, reference: &parsed.data.reference, tables, diagnostics };
    for kind in file.node.get("kinds").into_iter().flat_map(Node::items) {
        for key in ["headings", "quotes"] {
            for id in kind.get(key).into_iter().flat_map(Node::items) {
                checker.heading(id);
            }
        }
        for place in kind.get("steps").into_iter().flat_map(Node::items) {
            checker.place(place);
        }
        checker.contacts(kind);
        checker.node(kind);
    }
    checker.twice("id", &file.node.get("kinds").into_iter().flat_map(Node::items).collect::<Vec<_>>());
}

struct Checker<'a> {
    file: &'a DataFile,
    reference: &'a Reference,
    tables: &'a Tables,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Every map and list, for the keys that mean the same everywhere in the rules.
    fn node(&mut self, node: &Node) {
        for Entry { key, value, .. } in node.entries() {
            match key.as_str() {
                "instrument" => self.instrument(value),
                "field" | "key" => self.field(node, value),
                "places" => value.items().iter().for_each(|place| self.place(place)),
                "topics" => self.twice("id", &value.items().iter().collect::<Vec<_>>()),
                _ => {}
            }
            self.node(value);
        }
        for item in node.items() {
            self.node(item);
        }
    }

    fn report(&mut self, code: Code, at: &Node, message: String, wrong: &str, known: Vec<&str>) {
        let finding = Diagnostic::new(code, &self.file.text, at.span(), message).suggest(wrong, known);
        self.diagnostics.push(finding);
    }

    fn instrument(&mut self, value: &Node) {
        let id = value.as_str().unwrap_or_default();
        if self.reference.instrument(id).is_none() {
            let known = self.reference.instruments.iter().map(|known| known.id.as_str()).collect();
            self.report(Code::E0315, value, format!("there is no instrument `{id}`"), id, known);
        }
    }

    /// A comparable field, with the part and the values that stand beside it.
    fn field(&mut self, around: &Node, value: &Node) {
        let key = value.as_str().unwrap_or_default();
        let reference = self.reference;
        let Some(field) = reference.layout.field(key) else {
            let known = reference.layout.fields.iter().map(|known| known.key.as_str()).collect();
            self.report(Code::E0302, value, format!("annexes have no field `{key}`"), key, known);
            return;
        };
        if let Some(part) = around.get("part")
            && let Some(name) = part.as_str()
            && !field.parts.0.iter().any(|(known, _)| known == name)
        {
            let known = field.parts.0.iter().map(|(known, _)| known.as_str()).collect();
            self.report(Code::E0302, part, format!("the field `{key}` has no part `{name}`"), name, known);
        }
        for list in ["values", "serves", "bars"] {
            for item in around.get(list).into_iter().flat_map(Node::items) {
                let word = item.as_str().unwrap_or_default();
                if !field.values.contains_key(word) {
                    let known = field.values.keys().map(String::as_str).collect();
                    let message = format!("the field `{key}` never has the value `{word}`");
                    self.report(Code::E0304, item, message, word, known);
                }
            }
        }
    }

    fn heading(&mut self, value: &Node) {
        let id = value.as_str().unwrap_or_default();
        let headings = &self.reference.layout.headings;
        if !headings.iter().any(|heading| heading.id == id) {
            let known = headings.iter().map(|heading| heading.id.as_str()).collect();
            self.report(Code::E0202, value, format!("annexes have no heading `#{id}`"), id, known);
        }
    }

    /// A place in a chapter. Not in an annex: rules hold for all States alike.
    fn place(&mut self, value: &Node) {
        let target = value.as_str().unwrap_or_default();
        let (path, id) = target.split_once('#').unwrap_or((target, ""));
        let pages = &self.tables.pages;
        let Some(entry) = pages.get(path).filter(|entry| entry.kind != PageKind::Annex) else {
            let known = pages.iter().filter(|(_, entry)| entry.kind != PageKind::Annex);
            let known = known.map(|(path, _)| path.as_str()).collect();
            let message = format!("there is no page `{path}` in the book that all States share");
            self.report(Code::E0201, value, message, path, known);
            return;
        };
        if !id.is_empty() && !entry.targets.contains_key(id) {
            let known = links::ids(entry);
            let known = known.iter().map(String::as_str).collect();
            self.report(Code::E0202, value, format!("`{path}` has no place `#{id}`"), id, known);
        }
    }

    /// Purposes of contacts need words for readers.
    fn contacts(&mut self, kind: &Node) {
        let reference = self.reference;
        for topic in kind.get("topics").into_iter().flat_map(Node::items) {
            for purpose in topic.get("contacts").into_iter().flat_map(Node::items) {
                let name = purpose.as_str().unwrap_or_default();
                if !reference.route.purposes.contains_key(name) {
                    let known = reference.route.purposes.keys().map(String::as_str).collect();
                    let message = format!("`purposes` has no words for `{name}`");
                    self.report(Code::E0302, purpose, message, name, known);
                }
            }
        }
    }

    fn twice(&mut self, key: &str, items: &[&Node]) {
        let mut seen = BTreeSet::new();
        for id in items.iter().filter_map(|item| item.get(key)) {
            let name = id.as_str().unwrap_or_default();
            if !seen.insert(name) {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::E0309,
                        &self.file.text,
                        id.span(),
                        format!("`{name}` is listed twice"),
                    )
                    .help("each entry of the list needs an id of its own"),
                );
            }
        }
    }
}
