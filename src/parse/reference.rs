//! The handbook's data files: YAML, checked against the schema of the same name.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::schema::Schema;
use super::yaml::{Node, parse_yaml};
use crate::diagnostic::{Code, Diagnostic, SourceText, Span, Warned};
use crate::model::{
    Instrument, MemberState, Organisation, Reference, Source, StatusDate, Term, TreatyStatus,
};
use crate::source::SourceTree;

/// A data file as a tree with places, kept for the checks across files.
#[derive(Clone, Debug)]
pub struct DataFile {
    /// Its text.
    pub text: Arc<SourceText>,
    /// Its content.
    pub node: Node,
    /// Whether its schema has refused it; then it is not checked further.
    pub refused: bool,
}

/// Reference data in types, and the files it was read from by path.
#[derive(Clone, Debug, Default)]
pub struct ReferenceTexts {
    /// The data.
    pub reference: Reference,
    /// The files, by path relative to the text's folder; those that their schema refused are left
    /// out.
    pub files: BTreeMap<String, DataFile>,
    /// Whether a file could not be used at all: then what it may define is not missed elsewhere.
    pub incomplete: bool,
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
    let mut incomplete = false;
    for (path, file) in read {
        match file.drain_into(diagnostics) {
            Some(file) => drop(files.insert(path, file)),
            None => incomplete = true,
        }
    }
    // A fault in one entry does not take away all others: what can be used is used, so that
    // nothing that depends on it is reported as well.
    let mut typist = Typist { files: &files, diagnostics, incomplete };
    let reference = typist.reference();
    incomplete = typist.incomplete;
    files.retain(|_, file| !file.refused);
    ReferenceTexts { reference, files, incomplete }
}

fn data_file(path: &str, text: &Arc<SourceText>, schemas: &Schemas) -> Warned<Option<DataFile>> {
    let (node, mut diagnostics) = parse_yaml(text, 0..text.text().len());
    // What stands after a fault of YAML is not read.
    let Some(node) = node.filter(|_| diagnostics.is_empty()) else {
        return Warned { value: None, diagnostics };
    };
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
    let refused = diagnostics.iter().any(|finding| finding.severity == crate::diagnostic::Severity::Error);
    Warned { value: Some(DataFile { text: Arc::clone(text), node, refused }), diagnostics }
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
    dates: Vec<StatusDate>,
}

struct Typist<'a> {
    files: &'a BTreeMap<String, DataFile>,
    diagnostics: &'a mut Vec<Diagnostic>,
    incomplete: bool,
}

impl Typist<'_> {
    fn reference(&mut self) -> Reference {
        let states: StatesFile = self.read("reference/states.yaml");
        Reference {
            organisation: states.organisation,
            states: states.states,
            instruments: self.read::<Lists>("reference/instruments.yaml").instruments,
            treaty_status: self.treaty_status(),
            terms: self.read::<Lists>("reference/glossary.yaml").terms,
            sources: self.read::<Lists>("reference/sources.yaml").sources,
            evidence: self.read("reference/evidence.yaml"),
            layout: self.read("reference/annex-layout.yaml"),
            route: self.read("reference/route.yaml"),
            forms: self.read("reference/forms.yaml"),
            status_dates: self.read::<Lists>("reference/status-dates.yaml").dates,
        }
    }

    fn treaty_status(&mut self) -> BTreeMap<String, TreatyStatus> {
        let files = self.files;
        let of_states = files.iter().filter(|(path, _)| path.starts_with("reference/treaty-status/"));
        of_states
            .filter_map(|(_, file)| self.typed::<TreatyStatus>(file))
            .map(|status| (status.state.clone(), status))
            .collect()
    }

    fn read<T: DeserializeOwned + Default>(&mut self, path: &str) -> T {
        let files = self.files;
        files.get(path).and_then(|file| self.typed(file)).unwrap_or_default()
    }

    /// Types a file. A schema that is laxer than the program needs is reported: nothing is skipped
    /// in silence.
    fn typed<T: DeserializeOwned>(&mut self, file: &DataFile) -> Option<T> {
        match serde_yaml::from_str(file.text.text()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.incomplete = true;
                if !file.refused {
                    self.diagnostics.push(unusable(&file.text, &error));
                }
                None
            }
        }
    }
}

/// The finding for data that its schema accepts and the program cannot use.
pub(super) fn unusable(text: &Arc<SourceText>, error: &impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(
        Code::E0313,
        text,
        Span::default(),
        format!("the schema accepts this file, but the program cannot use it: {error}"),
    )
    .help("make the schema demand what the program needs; see the formats in the documentation")
}
