//! The folder of the text, read in parallel into texts with ids and findings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::lint;
use super::summary::{Entry, Summary};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourceText, Span, Warned};
use crate::error::Result;
use crate::fs;

/// Name of the file that orders the book.
const SUMMARY: &str = "SUMMARY.md";

/// Everything read from the handbook's folder; nothing is parsed yet but the order.
#[derive(Clone, Debug)]
pub struct SourceTree {
    /// The order of the book.
    pub summary: Summary,
    /// `SUMMARY.md` itself, for findings about the order.
    pub summary_text: Arc<SourceText>,
    /// The pages that the order names and that exist, by path relative to the text's folder.
    pub pages: BTreeMap<String, Arc<SourceText>>,
    /// Data files (`.yaml`, `.json`), by path relative to the text's folder; none in a plain book.
    pub data: BTreeMap<String, Arc<SourceText>>,
    /// Other files, copied to the site as they are.
    pub assets: Vec<Asset>,
}

/// A file that goes to the site unchanged.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Path relative to the text's folder.
    pub path: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// Reads the folder that `config` names.
///
/// # Errors
/// When a file or folder that is there cannot be read. What is missing or malformed is a finding.
pub fn load(config: &Config) -> Result<Warned<SourceTree>> {
    let folder = config.source_dir();
    let files: Vec<String> = if fs::is_dir(&folder) {
        fs::walk(&folder)?.into_iter().map(|path| path.as_str().replace('\\', "/")).collect()
    } else {
        Vec::new()
    };
    let read: BTreeMap<String, Loaded> = files
        .into_par_iter()
        .filter(|path| !outside_text(config, path))
        .map(|path| {
            let bytes = fs::read(&config.source_dir().join(&path))?;
            Ok((path.clone(), Loaded::new(config, &path, &bytes)))
        })
        .collect::<Result<_>>()?;
    Ok(arrange(config, read))
}

/// Makes the tree of files in memory, by path relative to the text's folder: a text that is not
/// written yet is judged as one that is.
#[must_use]
pub fn from_files(config: &Config, files: &BTreeMap<String, Arc<[u8]>>) -> Warned<SourceTree> {
    let read = files
        .par_iter()
        .filter(|(path, _)| !outside_text(config, path))
        .map(|(path, bytes)| (path.clone(), Loaded::new(config, path, bytes)))
        .collect();
    arrange(config, read)
}

fn arrange(config: &Config, mut read: BTreeMap<String, Loaded>) -> Warned<SourceTree> {
    let mut diagnostics = Vec::new();
    let strict = config.is_handbook();
    let summary_text = match read.remove(SUMMARY) {
        Some(Loaded::Text(text, findings)) => {
            if strict {
                diagnostics.extend(findings);
            }
            text
        }
        _ => {
            let text = SourceText::new(format!("{}/{SUMMARY}", config.src), "");
            diagnostics.push(
                Diagnostic::new(
                    Code::E0704,
                    &text,
                    Span::default(),
                    format!("`{}/{SUMMARY}` does not exist", config.src),
                )
                .help("this file lists the pages of the book in order; `handbook init` writes a first one"),
            );
            text
        }
    };
    let summary = Summary::parse(&summary_text).drain_into(&mut diagnostics);
    let mut tree = SourceTree {
        summary,
        summary_text,
        pages: BTreeMap::new(),
        data: BTreeMap::new(),
        assets: Vec::new(),
    };
    let listed = tree.listed(&read, &mut diagnostics);
    for (path, loaded) in read {
        match loaded {
            Loaded::Asset(bytes) => tree.assets.push(Asset { path, bytes }),
            Loaded::Text(text, findings) => {
                let is_page = path.ends_with(".md");
                if strict {
                    diagnostics.extend(findings);
                    check_name(&path, &text, &mut diagnostics);
                }
                if is_page && listed.contains(&path) {
                    tree.pages.insert(path, text);
                } else if is_page && strict {
                    diagnostics.push(
                        Diagnostic::new(
                            Code::E0109,
                            &text,
                            Span::default(),
                            format!("`{path}` is not in `{SUMMARY}`"),
                        )
                        .help(
                            "list it there, or move the file out of the text's folder: it is not published",
                        ),
                    );
                } else if !is_page {
                    tree.data.insert(path, text);
                }
            }
        }
    }
    Warned { value: tree, diagnostics }
}

enum Loaded {
    Text(Arc<SourceText>, Vec<Diagnostic>),
    Asset(Arc<[u8]>),
}

impl Loaded {
    fn new(config: &Config, path: &str, bytes: &[u8]) -> Self {
        let is_data = config.is_handbook() && is_data(path);
        if !path.ends_with(".md") && !is_data {
            return Self::Asset(bytes.into());
        }
        let text =
            SourceText::new(format!("{}/{path}", config.src), String::from_utf8_lossy(bytes).into_owned());
        let findings = lint::lint(&text, bytes);
        Self::Text(text, findings)
    }
}

fn is_data(path: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| path.ends_with(ending))
}

/// A book whose text lies beside its output must not publish its own output.
fn outside_text(config: &Config, path: &str) -> bool {
    config.src.as_str() == "."
        && [&config.build_dir, &config.search_dir].iter().any(|dir| path.starts_with(dir.as_str()))
}

impl SourceTree {
    /// The pages named by the order; reports those that are missing or named twice.
    fn listed(&self, read: &BTreeMap<String, Loaded>, diagnostics: &mut Vec<Diagnostic>) -> BTreeSet<String> {
        let mut listed: BTreeMap<String, &Entry> = BTreeMap::new();
        for entry in self.summary.entries() {
            let Some(path) = &entry.path else { continue };
            if let Some(first) = listed.get(path) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::E0112,
                        &self.summary_text,
                        entry.span,
                        format!("`{path}` is named twice"),
                    )
                    .also(&self.summary_text, first.span, "first named here")
                    .help("a page stands in one place of the book; link to it from the other"),
                );
                continue;
            }
            if !read.contains_key(path) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::E0104,
                        &self.summary_text,
                        entry.span,
                        format!("`{path}` does not exist"),
                    )
                    .suggest(path, read.keys().map(String::as_str).filter(|known| known.ends_with(".md"))),
                );
            }
            listed.insert(path.clone(), entry);
        }
        listed.into_keys().collect()
    }
}

/// Paths of a handbook travel by mail, on sticks and over Windows: small letters and digits only.
fn check_name(path: &str, text: &Arc<SourceText>, diagnostics: &mut Vec<Diagnostic>) {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-/".contains(&byte);
    if !path.bytes().all(allowed) {
        diagnostics.push(
            Diagnostic::new(
                Code::E0113,
                text,
                Span::default(),
                format!("the file name `{path}` has characters that are not allowed"),
            )
            .help("use small letters `a` to `z`, digits, `.`, `_` and `-`"),
        );
    }
}
