//! Checks across data files: sources, States, instruments and statutes that are named must exist,
//! and no id may have two meanings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::number::file_stem;
use crate::clock;
use crate::diagnostic::{Code, Diagnostic, Severity, SourceText, Span};
use crate::model::{Page, PageKind, Reference};
use crate::parse::{DataFile, Entry, Node, Parsed};

/// Where each id of the data is defined, in the order of the files.
pub(super) type IdPlaces = BTreeMap<String, Vec<(Arc<SourceText>, Span)>>;

/// The lists whose entries define ids that can be cited.
const DEFINING: &[(&str, &str)] =
    &[("reference/instruments.yaml", "instruments"), ("reference/sources.yaml", "sources")];

/// Gathers where ids are defined.
pub(super) fn places(parsed: &Parsed) -> IdPlaces {
    let mut places = IdPlaces::new();
    let mut gather = |file: &DataFile, list: &str| {
        for entry in file.node.get(list).into_iter().flat_map(Node::items) {
            if let Some(id) = entry.get("id")
                && let Some(name) = id.as_str()
            {
                places.entry(name.to_owned()).or_default().push((Arc::clone(&file.text), id.span()));
            }
        }
    };
    for (path, list) in DEFINING {
        if let Some(file) = parsed.data.files.get(*path) {
            gather(file, list);
        }
    }
    for file in parsed.front_matter.values() {
        gather(file, "statutes");
        gather(file, "sources");
    }
    places
}

/// Reports what does not fit together.
pub(super) fn check(parsed: &Parsed, diagnostics: &mut Vec<Diagnostic>) {
    let reference = &parsed.data.reference;
    let known = Known {
        sources: reference.sources.iter().map(|source| source.id.as_str()).collect(),
        instruments: reference.instruments.iter().map(|instrument| instrument.id.as_str()).collect(),
        states: reference.states.iter().map(|state| state.iso2.as_str()).collect(),
        incomplete: parsed.data.incomplete,
    };
    for (path, file) in &parsed.data.files {
        let mut walker = Walker { file, known: &known, own: BTreeSet::new(), statutes: None, diagnostics };
        walker.node(&file.node);
        if path.starts_with("reference/treaty-status/") {
            walker.treaty_status(path);
        }
    }
    for (path, file) in &parsed.front_matter {
        annex(path, file, &known, diagnostics);
    }
    unique(parsed, diagnostics);
    layout(parsed, diagnostics);
    dates(parsed, diagnostics);
}

/// Front matter of one annex.
fn annex(path: &str, file: &DataFile, known: &Known<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let ids = |list: &str| -> BTreeSet<String> {
        let entries = file.node.get(list).into_iter().flat_map(Node::items);
        entries.filter_map(|entry| entry.get("id")?.as_str().map(str::to_owned)).collect()
    };
    let statutes = ids("statutes");
    let mut walker = Walker { file, known, own: ids("sources"), statutes: Some(&statutes), diagnostics };
    walker.node(&file.node);
    if let Some(state) = file.node.get("iso2") {
        walker.same_state(path, state);
        walker.state(state);
    }
}

struct Known<'a> {
    sources: BTreeSet<&'a str>,
    instruments: BTreeSet<&'a str>,
    states: BTreeSet<&'a str>,
    /// Whether more may be known than stands here.
    incomplete: bool,
}

struct Walker<'a> {
    file: &'a DataFile,
    known: &'a Known<'a>,
    own: BTreeSet<String>,
    statutes: Option<&'a BTreeSet<String>>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Walker<'_> {
    /// Every map and list, for the keys that mean the same everywhere.
    fn node(&mut self, node: &Node) {
        for Entry { key, value, .. } in node.entries() {
            match key.as_str() {
                "sources" => self.sources(value),
                "statute" => self.statute(value),
                "evidence" => self.evidence(node, value),
                _ => {}
            }
            self.node(value);
        }
        for item in node.items() {
            self.node(item);
        }
    }

    fn sources(&mut self, list: &Node) {
        if self.known.incomplete {
            return;
        }
        for item in list.items() {
            let id = item.as_str().map(|id| (id, item.span())).or_else(|| {
                // Lists that define sources have titles; those that name them may add a pinpoint.
                let id = item.get("id")?;
                item.get("title").is_none().then(|| id.as_str().map(|text| (text, id.span())))?
            });
            let Some((id, span)) = id else { continue };
            if !self.known.sources.contains(id)
                && !self.known.instruments.contains(id)
                && !self.own.contains(id)
            {
                let names: Vec<&str> =
                    self.known.sources.iter().copied().chain(self.own.iter().map(String::as_str)).collect();
                self.diagnostics.push(
                    Diagnostic::new(Code::E0308, &self.file.text, span, format!("there is no source `{id}`"))
                        .suggest(id, names),
                );
            }
        }
    }

    fn statute(&mut self, value: &Node) {
        let (Some(statutes), Some(id)) = (self.statutes, value.as_str()) else { return };
        if !statutes.contains(id) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::E0308,
                    &self.file.text,
                    value.span(),
                    format!("this annex lists no statute `{id}`"),
                )
                .suggest(id, statutes.iter().map(String::as_str)),
            );
        }
    }

    /// A value has evidence and sources to match; no value has none.
    fn evidence(&mut self, fact: &Node, evidence: &Node) {
        // Schemas may have the same rule; one of the two is enough.
        if self.file.refused {
            return;
        }
        let degree = evidence.as_str().unwrap_or_default();
        if let Some(value) = fact.get("value") {
            let fault = match (value.is_null(), degree) {
                (true, "none") => None,
                (true, _) => Some((
                    "there is no value, but evidence for one",
                    "write `evidence: none`, or give the value",
                )),
                (false, "none") => Some((
                    "there is a value, but no evidence",
                    "say how well it is established, or write `value: null`",
                )),
                (false, _) => None,
            };
            if let Some((message, help)) = fault {
                self.diagnostics
                    .push(Diagnostic::new(Code::E0307, &self.file.text, evidence.span(), message).help(help));
            }
        }
        let least = match degree {
            "two-sources" => 2,
            "one-source" | "opening-only" => 1,
            _ => 0,
        };
        let Some(sources) = fact.get("sources") else { return };
        if sources.items().len() < least {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::E0307,
                    &self.file.text,
                    evidence.span(),
                    format!("`{degree}` needs at least {least} in `sources`"),
                )
                .also(&self.file.text, sources.span(), "these are listed")
                .help("add the source, or lower the evidence to what the sources carry"),
            );
        }
    }

    fn treaty_status(&mut self, path: &str) {
        if let Some(state) = self.file.node.get("state") {
            self.same_state(path, state);
            self.state(state);
        }
        for entry in self.file.node.get("entries").into_iter().flat_map(Node::items) {
            let Some(instrument) = entry.get("instrument") else { continue };
            let id = instrument.as_str().unwrap_or_default();
            if !self.known.instruments.contains(id) && !self.known.incomplete {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::E0315,
                        &self.file.text,
                        instrument.span(),
                        format!("there is no instrument `{id}`"),
                    )
                    .suggest(id, self.known.instruments.iter().copied()),
                );
            }
        }
    }

    fn same_state(&mut self, path: &str, state: &Node) {
        let code = state.as_str().unwrap_or_default();
        let stem = file_stem(path);
        if !stem.eq_ignore_ascii_case(code) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::E0310,
                    &self.file.text,
                    state.span(),
                    format!("the file `{stem}` speaks of the State `{code}`"),
                )
                .help(format!("the file of a State is named by its code: `{}`", code.to_lowercase())),
            );
        }
    }

    fn state(&mut self, state: &Node) {
        let code = state.as_str().unwrap_or_default();
        if !self.known.incomplete && !self.known.states.is_empty() && !self.known.states.contains(code) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::E0315,
                    &self.file.text,
                    state.span(),
                    format!("there is no State `{code}` in `reference/states.yaml`"),
                )
                .suggest(code, self.known.states.iter().copied()),
            );
        }
    }
}

/// Entries of one list with the same id, and States listed twice.
fn unique(parsed: &Parsed, diagnostics: &mut Vec<Diagnostic>) {
    let lists = [
        ("reference/glossary.yaml", "terms", "id"),
        ("reference/states.yaml", "states", "iso2"),
        ("reference/evidence.yaml", "scale", "id"),
        ("reference/annex-layout.yaml", "headings", "id"),
        ("reference/annex-layout.yaml", "fields", "key"),
    ];
    for (path, list, key) in lists {
        let Some(file) = parsed.data.files.get(path) else { continue };
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for entry in file.node.get(list).into_iter().flat_map(Node::items) {
            let Some((id, span)) = entry.get(key).and_then(|id| id.as_str().map(|text| (text, id.span())))
            else {
                continue;
            };
            if let Some(&first) = seen.get(id) {
                diagnostics.push(
                    Diagnostic::new(Code::E0309, &file.text, span, format!("`{id}` is listed twice"))
                        .also(&file.text, first, "first listed here")
                        .help("each entry of the list needs an id of its own"),
                );
            } else {
                seen.insert(id, span);
            }
        }
    }
}

/// A field of the layout is printed under a heading of the layout; elsewhere it would be lost.
fn layout(parsed: &Parsed, diagnostics: &mut Vec<Diagnostic>) {
    let Some(file) = parsed.data.files.get("reference/annex-layout.yaml") else { return };
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

/// Dates in full form must be days of the calendar; the schemas check the form alone.
fn dates(parsed: &Parsed, diagnostics: &mut Vec<Diagnostic>) {
    fn visit(file: &DataFile, node: &Node, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(text) = node.as_str()
            && looks_like_date(text)
            && clock::full_date(text).is_none()
        {
            diagnostics.push(
                Diagnostic::new(Code::E0314, &file.text, node.span(), format!("there is no day `{text}`"))
                    .help("give only the part of the date that the source shows: `2009`, `2009-02` or `2009-02-28`"),
            );
        }
        for Entry { value, .. } in node.entries() {
            visit(file, value, diagnostics);
        }
        for item in node.items() {
            visit(file, item, diagnostics);
        }
    }
    for file in parsed.data.files.values().chain(parsed.front_matter.values()) {
        visit(file, &file.node, diagnostics);
    }
}

fn looks_like_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() })
}

/// Each annex has the headings of the layout in their order; States without an annex are noted,
/// and annexes that nobody has compared with the law for long.
pub(super) fn check_annexes(
    pages: &[Arc<Page>],
    headings: &BTreeMap<String, Vec<(String, Span)>>,
    reference: &Reference,
    today: jiff::civil::Date,
    stale_after_months: u32,
    summary: &Arc<SourceText>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let annexes: Vec<&Arc<Page>> = pages.iter().filter(|page| page.kind == PageKind::Annex).collect();
    for page in &annexes {
        let found = headings.get(&page.path).map_or(&[][..], Vec::as_slice);
        check_headings(page, found, reference, diagnostics);
        check_age(page, today, stale_after_months, diagnostics);
    }
    let present: BTreeSet<&str> = annexes
        .iter()
        .filter_map(|page| page.front.annex.as_ref().map(|annex| annex.state.as_str()))
        .collect();
    let broken = annexes.iter().any(|page| page.front.annex.is_none());
    for state in reference.states.iter().filter(|state| !present.contains(state.iso2.as_str()) && !broken) {
        let mut finding = Diagnostic::new(
            Code::E0311,
            summary,
            Span::default(),
            format!("{} ({}) has no annex in the book", state.name, state.iso2),
        )
        .help(format!("add `annexes/{}.md` to `SUMMARY.md`", state.iso2.to_lowercase()));
        // A book may go out while one State's annex is still awaited, but never silently.
        finding.severity = Severity::Warning;
        diagnostics.push(finding);
    }
}

fn check_headings(
    page: &Page,
    found: &[(String, Span)],
    reference: &Reference,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let wanted: Vec<&str> = reference.layout.headings.iter().map(|heading| heading.id.as_str()).collect();
    let title = page.source.line_span(1);
    let mut last: Option<usize> = None;
    for id in &wanted {
        let place = found.iter().position(|(known, _)| known == id);
        match (place, last) {
            (None, _) => diagnostics.push(
                Diagnostic::new(Code::E0312, &page.source, title, format!("the annex has no heading `{{#{id}}}`"))
                    .help("every annex has the same headings, so that tables and chapters can link to them; say under it that nothing is established"),
            ),
            (Some(place), Some(before)) if place < before => diagnostics.push(
                Diagnostic::new(Code::E0312, &page.source, found[place].1, format!("the heading `{{#{id}}}` is out of order"))
                    .help(format!("the order is `{}`", wanted.join("`, `"))),
            ),
            (Some(place), _) => last = Some(place),
        }
    }
}

fn check_age(page: &Page, today: jiff::civil::Date, limit: u32, diagnostics: &mut Vec<Diagnostic>) {
    let Some(annex) = &page.front.annex else { return };
    let Some(verified) = clock::full_date(&annex.last_verified) else { return };
    let age = clock::months_between(verified, today);
    if i64::from(age) >= i64::from(limit) {
        let at = page.source.text().find("last_verified").unwrap_or(0);
        diagnostics.push(
            Diagnostic::new(
                Code::E0318,
                &page.source,
                Span::new(at..at + "last_verified".len()),
                format!("the annex was last verified {age} months ago"),
            )
            .help(format!("compare it with the law and move the date; the limit is {limit} months")),
        );
    }
}
