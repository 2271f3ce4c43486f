//! The handbook's data files: YAML, checked against the schema of the same name.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::schema::Schema;
use super::yaml::{Node, parse_yaml};
use crate::diagnostic::{Code, Diagnostic, SourceText, Span, Warned};
use crate::model::{Instrument, MemberState, Organisation, Reference, Source, Term, TreatyStatus};
use crate::source::SourceTree;

/// A data file as a tree with places, kept for the checks across files.
#[derive(Clone, Debug)]
pub struct DataFile {
    /// Its text.
    pub text: Arc<SourceText>,
    /// Its content.
    pub node: Node,
}

/// Reference data in types, and the files it was read from by path.
#[derive(Clone, Debug, Default)]
pub struct ReferenceTexts {
    /// The data.
    pub reference: Reference,
    /// The files, by path relative to the text's folder.
    pub files: BTreeMap<String, DataFile>,
}

/// The schemas of a handbook, by name (`annex`, `instruments`, …).
pub(super) type Schemas = BTreeMap<String, Schema>;

/// Compiles every `schemas/<name>.schema.json`.
pub(super) fn schemas(tree: &SourceTree, diagnostics: &mut Vec<Diagnostic>) -> Schemas {
    let compiled: Vec<(String, Result<Schema, Diagnostic>)> = tree
        .data
        .par_iter()
        .filter_map(|(path, text)| {
            let name = path.strip_prefix("schemas/")?.strip_suffix(".schema.json")?;
            Some((name.to_owned(), Schema::compile(text)))
        })
        .collect();
    let mut schemas = Schemas::new();
    for (name, schema) in compiled {
        match schema {
            Ok(schema) => drop(schemas.insert(name, schema)),
            Err(finding) => diagnostics.push(finding),
        }
    }
    schemas
}

/// Reads every data file under `reference/`, checks it against its schema and types it.
pub(super) fn read(
    tree: &SourceTree,
    schemas: &Schemas,
    diagnostics: &mut Vec<Diagnostic>,
) -> ReferenceTexts {
    let read: Vec<(String, Warned<Option<DataFile>>)> = tree
        .data
        .par_iter()
        .filter(|(path, _)| path.starts_with("reference/") && !path.ends_with(".json"))
        .map(|(path, text)| (path.clone(), data_file(path, text, schemas)))
        .collect();
    let mut files = BTreeMap::new();
    for (path, file) in read {
        if let Some(file) = file.drain_into(diagnostics) {
            files.insert(path, file);
        }
    }
    let reference = typed(&files, diagnostics);
    ReferenceTexts { reference, files }
}

fn data_file(path: &str, text: &Arc<SourceText>, schemas: &Schemas) -> Warned<Option<DataFile>> {
    let (node, mut diagnostics) = parse_yaml(text, 0..text.text().len());
    let Some(node) = node else { return Warned { value: None, diagnostics } };
    let name = schema_name(path);
    match schemas.get(name) {
        Some(schema) => diagnostics.extend(schema.check(&node, text)),
        None => diagnostics.push(
            Diagnostic::new(
                Code::E0313,
                text,
                Span::default(),
                format!("there is no schema `schemas/{name}.schema.json` for this file"),
            )
            .help("write one, or move the file out of `reference/`"),
        ),
    }
    // A file that broke its schema is not used further: its findings are enough.
    let broken = diagnostics.iter().any(|finding| finding.severity == crate::diagnostic::Severity::Error);
    let file = DataFile { text: Arc::clone(text), node };
    Warned { value: (!broken).then_some(file), diagnostics }
}

/// `reference/treaty-status/xa.yaml` has the schema `treaty-status`, `reference/states.yaml` `states`.
fn schema_name(path: &str) -> &str {
    let inner = path.strip_prefix("reference/").unwrap_or(path);
    match inner.split_once('/') {
        Some((folder, _)) => folder,
        None => inner.rsplit_once('.').map_or(inner, |(stem, _)| stem),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct StatesFile {
    organisation: Organisation,
    states: Vec<MemberState>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Lists {
    instruments: Vec<Instrument>,
    terms: Vec<Term>,
    sources: Vec<Source>,
}

fn typed(files: &BTreeMap<String, DataFile>, diagnostics: &mut Vec<Diagnostic>) -> Reference {
    let mut treaty_status = BTreeMap::new();
    for (path, file) in files {
        if path.starts_with("reference/treaty-status/")
            && let Some(status) = from_node::<TreatyStatus>(file, diagnostics)
        {
            treaty_status.insert(status.state.clone(), status);
        }
    }
    let mut one = Typist { files, diagnostics };
    let states: StatesFile = one.read("reference/states.yaml");
    Reference {
        organisation: states.organisation,
        states: states.states,
        instruments: one.read::<Lists>("reference/instruments.yaml").instruments,
        treaty_status,
        terms: one.read::<Lists>("reference/glossary.yaml").terms,
        sources: one.read::<Lists>("reference/sources.yaml").sources,
        evidence: one.read("reference/evidence.yaml"),
        layout: one.read("reference/annex-layout.yaml"),
        forms: one.read("reference/forms.yaml"),
    }
}

struct Typist<'a> {
    files: &'a BTreeMap<String, DataFile>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Typist<'_> {
    fn read<T: DeserializeOwned + Default>(&mut self, path: &str) -> T {
        self.files.get(path).and_then(|file| from_node(file, self.diagnostics)).unwrap_or_default()
    }
}

/// Types a file that its schema accepted. A schema that is laxer than the program needs is
/// reported: nothing is skipped in silence.
fn from_node<T: DeserializeOwned>(file: &DataFile, diagnostics: &mut Vec<Diagnostic>) -> Option<T> {
    match serde_json::from_value(file.node.to_json()) {
        Ok(value) => Some(value),
        Err(error) => {
            diagnostics.push(unusable(&file.text, &error));
            None
        }
    }
}

/// The finding for data that its schema accepts and the program cannot use.
pub(super) fn unusable(text: &Arc<SourceText>, error: &serde_json::Error) -> Diagnostic {
    Diagnostic::new(
        Code::E0313,
        text,
        Span::default(),
        format!("the schema accepts this file, but the program cannot use it: {error}"),
    )
    .help("make the schema demand what the program needs; see the formats in the documentation")
}
