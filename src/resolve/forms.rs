//! Checks of the model forms: every step, question, form, field of an annex, page and authority
//! that they name must exist, and a form must not have a field twice.

use std::collections::{BTreeMap, BTreeSet};

use super::authorities;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Citation, Mention, Reference, Tables};
use crate::parse::{DataFile, Node, Parsed};

/// The file that the forms are written in.
const PATH: &str = "reference/forms.yaml";

/// Reports what the forms name and nothing defines.
pub(super) fn check(parsed: &Parsed, tables: &Tables, diagnostics: &mut Vec<Diagnostic>) {
    let Some(file) = parsed.data.files.get(PATH) else { return };
    let reference = &parsed.data.reference;
    let mut checker = Checker { file, reference, tables, names: names(&file.node), diagnostics };
    for list in ["steps", "questions", "follow_up", "forms", "checklists"] {
        checker.unique(list_of(&file.node, list), &BTreeMap::new());
    }
    checker.annex_heading(&file.node);
    for form in list_of(&file.node, "forms") {
        checker.form(form);
    }
    for entry in list_of(&file.node, "steps").iter().chain(list_of(&file.node, "checklists")) {
        checker.sources(list_of(entry, "sources"));
    }
}

fn list_of<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).map_or(&[], Node::items)
}

fn id_of(node: &Node) -> Option<(&str, Span)> {
    let id = node.get("id")?;
    Some((id.as_str()?, id.span()))
}

/// Ids by list.
fn names(root: &Node) -> BTreeMap<&'static str, BTreeSet<String>> {
    ["steps", "questions", "forms", "checklists"]
        .into_iter()
        .map(|list| {
            let ids = list_of(root, list).iter().filter_map(|entry| Some(id_of(entry)?.0.to_owned()));
            (list, ids.collect())
        })
        .collect()
}

struct Checker<'a> {
    file: &'a DataFile,
    reference: &'a Reference,
    tables: &'a Tables,
    names: BTreeMap<&'static str, BTreeSet<String>>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Ids of one list, which must not be among `before` either.
    fn unique(&mut self, entries: &[Node], before: &BTreeMap<String, Span>) {
        let mut seen = before.clone();
        for (id, span) in entries.iter().filter_map(id_of) {
            let Some(first) = seen.insert(id.to_owned(), span) else { continue };
            self.diagnostics.push(
                Diagnostic::new(Code::E0309, &self.file.text, span, format!("`{id}` is listed twice"))
                    .also(&self.file.text, first, "first listed here")
                    .help("each entry of the list, and each field of a form, needs an id of its own"),
            );
        }
    }

    fn form(&mut self, form: &Node) {
        let fields = list_of(form, "fields");
        let included = form.get("includes").and_then(Node::as_str);
        let before = included
            .and_then(|id| list_of(&self.file.node, "forms").iter().find(|form| is(form, id)))
            .map(|form| list_of(form, "fields").iter().filter_map(id_of))
            .into_iter()
            .flatten()
            .map(|(id, span)| (id.to_owned(), span))
            .collect();
        self.unique(fields, &before);
        self.known(form.get("includes"), "forms", "form");
        self.known(form.get("checklist"), "checklists", "checklist");
        self.chapter(form.get("chapter"));
        self.cited(list_of(form, "basis"));
        for fact in list_of(form, "facts") {
            self.fact(fact);
        }
        for field in fields {
            self.known(field.get("step"), "steps", "step");
            self.known(field.get("condition"), "questions", "question");
            self.sources(list_of(field, "sources"));
            for offer in list_of(field, "offers") {
                self.fact(offer);
            }
        }
    }

    /// A value that must be an id of the list.
    fn known(&mut self, value: Option<&Node>, list: &'static str, word: &str) {
        let Some((value, id)) = value.and_then(|value| Some((value, value.as_str()?))) else { return };
        let names = self.names.get(list);
        if names.is_some_and(|names| names.contains(id)) {
            return;
        }
        let finding = self
            .missing(value.span(), format!("there is no {word} `{id}`"))
            .suggest(id, names.into_iter().flatten().map(String::as_str));
        self.diagnostics.push(finding);
    }

    fn missing(&self, span: Span, message: String) -> Diagnostic {
        Diagnostic::new(Code::E0320, &self.file.text, span, message)
    }

    /// A comparable field of the annexes, and a part of it.
    fn fact(&mut self, fact: &Node) {
        let Some((node, key)) = fact.get("field").and_then(|node| Some((node, node.as_str()?))) else {
            return;
        };
        let Some(field) = self.reference.layout.field(key) else {
            let known = self.reference.layout.fields.iter().map(|field| field.key.as_str());
            let finding =
                self.missing(node.span(), format!("annexes have no field `{key}`")).suggest(key, known);
            self.diagnostics.push(finding);
            return;
        };
        let Some((node, part)) = fact.get("part").and_then(|node| Some((node, node.as_str()?))) else {
            return;
        };
        if !field.parts.0.iter().any(|(known, _)| known == part) {
            let known = field.parts.0.iter().map(|(known, _)| known.as_str());
            let finding = self
                .missing(node.span(), format!("the field `{key}` has no part `{part}`"))
                .suggest(part, known);
            self.diagnostics.push(finding);
        }
    }

    fn annex_heading(&mut self, root: &Node) {
        let Some((node, id)) = root.get("demands_heading").and_then(|node| Some((node, node.as_str()?)))
        else {
            return;
        };
        let headings = &self.reference.layout.headings;
        if !headings.iter().any(|heading| heading.id == id) {
            let finding = self
                .missing(node.span(), format!("annexes have no heading `{{#{id}}}`"))
                .suggest(id, headings.iter().map(|heading| heading.id.as_str()));
            self.diagnostics.push(finding);
        }
    }

    /// `chapters/mla.md#contents`: the page and the heading on it.
    fn chapter(&mut self, value: Option<&Node>) {
        let Some((node, target)) = value.and_then(|node| Some((node, node.as_str()?))) else { return };
        let (path, id) = target.split_once('#').unwrap_or((target, ""));
        let finding = match self.tables.pages.get(path) {
            None => self
                .missing(node.span(), format!("there is no page `{path}` in the book"))
                .suggest(path, self.tables.pages.keys().map(String::as_str)),
            Some(page) if !id.is_empty() && !page.targets.contains_key(id) => self
                .missing(node.span(), format!("the page `{path}` has no heading `{{#{id}}}`"))
                .suggest(id, page.targets.keys().map(String::as_str)),
            Some(_) => return,
        };
        self.diagnostics.push(finding);
    }

    /// Sources with their provisions. That each is known is checked for all data alike.
    fn sources(&mut self, sources: &[Node]) {
        for source in sources {
            if id_of(source).is_some_and(|(id, _)| self.tables.authorities.contains_key(id)) {
                self.cited(std::slice::from_ref(source));
            }
        }
    }

    /// Authorities with their provisions, held against the same table as the citations of the text.
    fn cited(&mut self, authorities: &[Node]) {
        let mention = |source: &Node| {
            let (key, span) = id_of(source)?;
            let pinpoint = source.get("pinpoint").and_then(Node::as_str).unwrap_or_default();
            Some(Citation {
                span,
                mentions: vec![Mention { span, key: key.to_owned(), pinpoint: pinpoint.to_owned() }],
            })
        };
        let citations: Vec<Citation> = authorities.iter().filter_map(mention).collect();
        authorities::check(
            &self.tables.authorities,
            self.reference,
            false,
            &self.file.text,
            &citations,
            self.diagnostics,
        );
    }
}

fn is(entry: &Node, id: &str) -> bool {
    id_of(entry).is_some_and(|(own, _)| own == id)
}
