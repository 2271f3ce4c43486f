//! The book that a text in memory makes: its next map of anchors, and what is wrong with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::record::Files;
use super::{Refusal, RefusalCode};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity, SourceText};
use crate::{parse, resolve, source};

/// The map of anchors that follows for a text from the map before, and the errors in the text.
pub(super) fn resolved(
    config: &Config,
    content: &Files,
    anchors: &[u8],
    today: Date,
) -> (String, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let files: BTreeMap<String, Arc<[u8]>> = content
        .iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix("content/")?.to_owned(), Arc::clone(bytes))))
        .collect();
    let tree = source::from_files(config, &files).drain_into(&mut diagnostics);
    let parsed = parse::pages(&tree, config).drain_into(&mut diagnostics);
    let map = SourceText::new(super::record::ANCHORS, String::from_utf8_lossy(anchors).into_owned());
    let found = resolve::book(&parsed, &tree, config, &map, today).drain_into(&mut diagnostics);
    // That the old map does not fit the new text is why there is a next one.
    diagnostics.retain(|finding| finding.severity == Severity::Error && finding.code != Code::E0501);
    (found.anchors.format(), diagnostics)
}

/// Errors that a change brings into the text, as refusals.
pub(super) fn new_errors(before: impl FnOnce() -> Vec<Diagnostic>, after: &[Diagnostic]) -> Vec<Refusal> {
    if after.is_empty() {
        return Vec::new();
    }
    let before = before();
    let known = |finding: &Diagnostic| {
        before.iter().any(|old| {
            old.code == finding.code
                && old.message == finding.message
                && old.source.path() == finding.source.path()
        })
    };
    after
        .iter()
        .filter(|finding| !known(finding))
        .map(|finding| {
            let help = finding.help.clone();
            let help = help.unwrap_or_else(|| format!("see `handbook explain {}`", finding.code));
            Refusal::new(RefusalCode::R0046, format!("{} ({})", finding.message, finding.code), help)
                .at(&finding.source, finding.span)
        })
        .collect()
}
