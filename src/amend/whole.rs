//! The handbook's own check of the text that an amendment would give.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Change, Refusal};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity, SourceText, Warned, sort};
use crate::parse;
use crate::resolve;
use crate::source::{SourceTree, Summary};

/// What the check of the whole handbook would find wrong after the changes and does not find now:
/// links, citations, fields by their schemas, the order of the book. R0038 to R0046.
///
/// `tree` is the text as it is; `today` the date of the run. Anchors are left out: accepting an
/// amendment brings them up to date.
#[must_use]
pub fn check_whole(tree: &SourceTree, config: &Config, changes: &[Change], today: Date) -> Vec<Refusal> {
    let now = findings(tree, Vec::new(), config, today);
    let (after, read) = overlaid(tree, config, changes);
    let then = findings(&after, read, config, today);
    let known: BTreeSet<(Code, &str, &str)> = now.iter().map(identity).collect();
    let new = then.iter().filter(|found| !known.contains(&identity(found)));
    new.map(|found| super::lint::refusal(found.clone())).collect()
}

/// What makes two findings the same while lines move.
fn identity(found: &Diagnostic) -> (Code, &str, &str) {
    (found.code, found.source.path(), &found.message)
}

fn findings(tree: &SourceTree, mut found: Vec<Diagnostic>, config: &Config, today: Date) -> Vec<Diagnostic> {
    let parsed = parse::pages(tree, config).drain_into(&mut found);
    let anchors = SourceText::new("anchors.tsv", "");
    drop(resolve::book(&parsed, tree, config, &anchors, today).drain_into(&mut found));
    found.retain(|found| {
        found.severity == Severity::Error && !matches!(found.code, Code::E0501 | Code::E0502 | Code::E0503)
    });
    sort(&mut found);
    found
}

/// The text with the changes, and what reading its order anew found.
fn overlaid(tree: &SourceTree, config: &Config, changes: &[Change]) -> (SourceTree, Vec<Diagnostic>) {
    let mut after = tree.clone();
    let mut found = Vec::new();
    let folder = format!("{}/", config.src);
    for change in changes {
        let Some(path) = change.path.strip_prefix(&folder) else { continue };
        let text = change.after.as_ref().map(|text| SourceText::new(change.path.as_str(), text.as_str()));
        match (path, text) {
            ("SUMMARY.md", Some(text)) => {
                let Warned { value, diagnostics } = Summary::parse(&text);
                found.extend(diagnostics);
                after.summary = value;
                after.summary_text = text;
            }
            (_, Some(text)) if path.ends_with(".md") => drop(after.pages.insert(path.to_owned(), text)),
            (_, Some(text)) => drop(after.data.insert(path.to_owned(), text)),
            (_, None) => {
                after.pages.remove(path);
                after.data.remove(path);
            }
        }
    }
    // The order decides what is published: a page it names must be there, and the reverse.
    let named: BTreeSet<String> =
        after.summary.entries().iter().filter_map(|entry| entry.path.clone()).collect();
    for entry in after.summary.entries() {
        if let Some(path) = entry.path.as_ref().filter(|path| !after.pages.contains_key(*path)) {
            found.push(
                Diagnostic::new(
                    Code::E0104,
                    &after.summary_text,
                    entry.span,
                    format!("`{path}` does not exist"),
                )
                .help("change `SUMMARY.md` in the same amendment"),
            );
        }
    }
    after.pages.retain(|path, _| named.contains(path));
    (after, found)
}
