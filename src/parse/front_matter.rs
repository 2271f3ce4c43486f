//! Front matter: the YAML between two `---` lines at the top of a page.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::reference::{DataFile, Schemas, unusable};
use super::yaml::{Node, parse_yaml};
use crate::diagnostic::{Code, Diagnostic, SourceText};
use crate::model::{
    Annex, AnnexField, AnnexLayout, AnnexSource, BilateralTreaty, Contact, Evidence, Fact, Front, NativeName,
    PageKind, ReferenceList, Statute,
};

/// Where front matter and body of a page lie in its text.
#[derive(Clone, Debug, Default)]
pub(super) struct Division {
    /// The YAML between the lines; `None` where the page has no front matter.
    pub front: Option<Range<usize>>,
    /// First byte of the Markdown.
    pub body: usize,
}

/// Finds the front matter of a page.
///
/// A byte-order mark and carriage returns, which are reported where the characters are checked,
/// do not hide it.
pub(super) fn divide(source: &Arc<SourceText>, diagnostics: &mut Vec<Diagnostic>) -> Division {
    let text = source.text();
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut lines = text[mark..].split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---" && line.ends_with('\n')) else {
        return Division { front: None, body: mark };
    };
    let start = mark + first.len();
    let mut at = start;
    for line in lines {
        if line.trim_end_matches(['\n', '\r']) == "---" {
            return Division { front: Some(start..at), body: at + line.len() };
        }
        at += line.len();
    }
    diagnostics.push(
        Diagnostic::new(Code::E0316, source, source.line_span(1), "the front matter is not closed")
            .help("put a line `---` after its last field"),
    );
    let end = title(text, start).unwrap_or(text.len());
    Division { front: Some(start..end), body: end }
}

/// Where the title stands that must have followed the front matter: `# Words` with nothing on the
/// next line. A comment in YAML looks the same, but stands above a field.
fn title(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let found = rest.match_indices("\n# ").find(|(at, _)| {
        let next = rest[at + 1..].find('\n').map(|end| at + 1 + end + 1);
        next.is_none_or(|next| rest[next..].is_empty() || rest[next..].starts_with('\n'))
    });
    found.map(|(at, _)| start + at + 1)
}

/// What the front matter of a page is read with.
pub(super) struct Surroundings<'a> {
    pub schemas: &'a Schemas,
    pub layout: &'a AnnexLayout,
    pub strict: bool,
}

/// Reads the front matter; also hands out its tree for the checks across files.
pub(super) fn read(
    source: &Arc<SourceText>,
    range: Option<Range<usize>>,
    kind: PageKind,
    surroundings: &Surroundings<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Front, Option<DataFile>) {
    let Some(range) = range else {
        if kind == PageKind::Annex && surroundings.strict {
            diagnostics.push(
                Diagnostic::new(
                    Code::E0316,
                    source,
                    source.line_span(1),
                    "an annex begins with front matter",
                )
                .help("put the State's data between two lines `---` at the top of the file"),
            );
        }
        return (Front::default(), None);
    };
    let (node, findings) = parse_yaml(source, range);
    let broken_yaml = !findings.is_empty();
    diagnostics.extend(findings);
    let Some(node) = node else { return (Front::default(), None) };
    if kind == PageKind::Annex {
        let before = diagnostics.len();
        let annex = annex(source, &node, surroundings, diagnostics);
        let refused = diagnostics.len() > before;
        let file = (!broken_yaml).then(|| DataFile { text: Arc::clone(source), node, refused });
        return (Front { annex: annex.map(Arc::new), ..Front::default() }, file);
    }
    (plain(source, &node, kind, diagnostics), None)
}

/// `label` and `lists`, the fields of pages that are no annexes.
fn plain(source: &Arc<SourceText>, node: &Node, kind: PageKind, diagnostics: &mut Vec<Diagnostic>) -> Front {
    let known: &[&str] = if kind == PageKind::Reference { &["lists"] } else { &["label"] };
    for entry in node.entries() {
        if !known.contains(&entry.key.as_str()) {
            diagnostics.push(
                Diagnostic::new(
                    Code::E0317,
                    source,
                    entry.key_span,
                    format!("this page has no use for `{}`", entry.key),
                )
                .suggest(&entry.key, known.iter().copied()),
            );
        }
    }
    let label = node.get("label").and_then(Node::as_str).map(str::to_owned);
    if let (Some(label), Some(value)) = (&label, node.get("label"))
        && (label.is_empty() || !label.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    {
        diagnostics.push(
            Diagnostic::new(Code::E0305, source, value.span(), "`label` must be letters and digits")
                .help("for example `P`, which numbers the paragraphs P.1, P.2 and so on"),
        );
    }
    let lists = node.get("lists").and_then(|value| {
        let name = value.as_str().unwrap_or_default();
        let found = ReferenceList::ALL.iter().find(|(known, _)| *known == name);
        if found.is_none() {
            diagnostics.push(
                Diagnostic::new(Code::E0304, source, value.span(), format!("there is no list `{name}`"))
                    .suggest(name, ReferenceList::ALL.iter().map(|(known, _)| *known)),
            );
        }
        found.map(|(_, list)| *list)
    });
    Front { label, lists, annex: None }
}

#[derive(Deserialize)]
struct Fixed {
    iso2: String,
    name: String,
    #[serde(default)]
    native_names: Vec<NativeName>,
    #[serde(default)]
    status: String,
    #[serde(default)]
    last_verified: String,
    #[serde(default)]
    confidence: Evidence,
    #[serde(default)]
    contacts: Vec<Contact>,
    #[serde(default)]
    statutes: Vec<Statute>,
    #[serde(default)]
    bilateral: Vec<BilateralTreaty>,
    #[serde(default)]
    sources: Vec<AnnexSource>,
}

fn annex(
    source: &Arc<SourceText>,
    node: &Node,
    surroundings: &Surroundings<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Annex> {
    let before = diagnostics.len();
    match surroundings.schemas.get("annex") {
        Some(schema) => diagnostics.extend(schema.check(node, source)),
        None => diagnostics.push(
            Diagnostic::new(
                Code::E0313,
                source,
                source.line_span(1),
                "there is no schema `schemas/annex.schema.json` for annexes",
            )
            .help("`handbook init` writes one to start from"),
        ),
    }
    let json = node.to_json();
    let fixed: Fixed = match serde_json::from_value(json.clone()) {
        Ok(fixed) => fixed,
        Err(error) => {
            // A front matter that its schema refused has said what is wrong already.
            if diagnostics.len() == before {
                diagnostics.push(unusable(source, &error));
            }
            return None;
        }
    };
    let fields = surroundings
        .layout
        .fields
        .iter()
        .filter_map(|field| {
            let value = json.get(&field.key)?;
            let fact = match serde_json::from_value::<Fact>(value.clone()) {
                Ok(fact) if value.is_object() => fact,
                // A bare value is allowed where the schema allows it, and counts as unverified.
                _ => bare(value),
            };
            Some(AnnexField { key: field.key.clone(), fact })
        })
        .collect();
    Some(Annex {
        state: fixed.iso2,
        name: fixed.name,
        native_names: fixed.native_names,
        status: fixed.status,
        last_verified: fixed.last_verified,
        confidence: fixed.confidence,
        fields,
        contacts: fixed.contacts,
        statutes: fixed.statutes,
        bilateral: fixed.bilateral,
        sources: fixed.sources,
    })
}

fn bare(value: &Value) -> Fact {
    let evidence = if value.is_null() { Evidence::None } else { Evidence::Unverified };
    Fact { value: value.clone(), cite: None, statute: None, sources: Vec::new(), evidence, note: None }
}
