//! Pages made without publishing them: one amendment for print, and the whole site with amendments in
//! place that were not adopted.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8Path;

use super::record::{Depth, Recorded};
use super::road::{Checked, Outcome, Strictness, render, with_record};
use crate::amend::{AmendmentId, Refusal, candidate};
use crate::clock::Clock;
use crate::diagnostic::{Code, SourceText, Span, sort};
use crate::diff::{edits, lines};
use crate::error::Result;
use crate::site::Site;
use crate::{parse, resolve, source};

/// One page of the site with its style sheet in it, for a file that stands alone; `None` where the
/// site cannot be made or has no such page.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn page(root: &Utf8Path, clock: &Clock, address: &str) -> Result<Option<String>> {
    let outcome = with_record(root, clock, Strictness::Draft, Depth::Ledger)?;
    let errors = outcome.errors();
    let Some(checked) = outcome.value.filter(|_| errors == 0) else { return Ok(None) };
    let site = render(&checked, clock)?.value.site;
    let text = |path: &str| site.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let Some(html) = text(address) else { return Ok(None) };
    let style = text("styles/handbook.css").unwrap_or_default();
    let style = format!("<style>\n{}\n</style>", style.replace("</", "<\\/"));
    let standing: Vec<String> = html
        .lines()
        .filter(|line| !line.trim_start().starts_with("<script"))
        .map(|line| if line.contains("rel=\"stylesheet\"") { style.clone() } else { line.to_owned() })
        .collect();
    Ok(Some(standing.join("\n") + "\n"))
}

/// Builds the site with amendments in place, in the order given, into a folder of its own; gives the
/// number of its files. Every page says that it is a preview.
///
/// # Errors
/// When a file cannot be read or written. The inner result holds what speaks against an amendment: it
/// does not fit the text.
pub fn with_amendments(
    recorded: &Recorded,
    clock: &Clock,
    ids: &[AmendmentId],
    output: &Utf8Path,
) -> Result<std::result::Result<Outcome<usize>, Vec<Refusal>>> {
    let mut record = recorded.record.clone();
    let mut progress = recorded.progress.clone();
    let mut dockets = Vec::new();
    for id in ids {
        let (Some(item), Some(received)) = (progress.proceedings.get(id), record.filed.get(id)) else {
            continue;
        };
        dockets.push(item.docket.clone());
        let changes = match candidate(&record.texts, &progress, received) {
            Ok(found) => found.changes,
            Err(refusals) => return Ok(Err(refusals)),
        };
        for change in changes {
            let digest = change.after.as_ref().map(|text| record.texts.keep(text.as_bytes()));
            progress.tree.set(&change.path, digest);
            match change.after {
                Some(text) => drop(record.content.insert(change.path, Arc::from(text.into_bytes()))),
                None => drop(record.content.remove(&change.path)),
            }
        }
    }
    let mut view = recorded.view(clock);
    view.preview = dockets;
    view.altered = all_altered(&recorded.record.content, &record.content);
    let mut diagnostics = Vec::new();
    let config = (*record.config).clone();
    let files: BTreeMap<String, Arc<[u8]>> = record
        .content
        .iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix("content/")?.to_owned(), Arc::clone(bytes))))
        .collect();
    let tree = source::from_files(&config, &files).drain_into(&mut diagnostics);
    let anchors_text = SourceText::new(super::ANCHORS, String::from_utf8_lossy(&record.anchors).into_owned());
    let parsed = parse::pages(&tree, &config).drain_into(&mut diagnostics);
    let resolved =
        resolve::book(&parsed, &tree, &config, &anchors_text, clock.date()).drain_into(&mut diagnostics);
    // Acceptance brings the anchors up to date; a preview has no use for them.
    diagnostics.retain(|finding| finding.code != Code::E0501);
    let checked = Checked {
        config,
        book: Arc::new(resolved.book),
        anchors: resolved.anchors,
        anchors_text,
        assets: tree.assets,
        record: Some(view),
        recorded: None,
    };
    let mut outcome = Outcome { value: None, diagnostics, refusals: Vec::new(), times: Vec::new() };
    let site: Site = render(&checked, clock)?.drain_into(&mut outcome.diagnostics).site;
    sort(&mut outcome.diagnostics);
    if outcome.errors() == 0 {
        site.write(output)?;
        outcome.value = Some(site.len());
    }
    Ok(Ok(outcome))
}

/// Where the texts of a preview are not those of the record, by path.
fn all_altered(
    recorded: &BTreeMap<String, Arc<[u8]>>,
    previewed: &BTreeMap<String, Arc<[u8]>>,
) -> BTreeMap<String, Vec<Span>> {
    let text = |bytes: Option<&Arc<[u8]>>| {
        bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    };
    previewed
        .iter()
        .filter(|(path, bytes)| recorded.get(*path) != Some(bytes))
        .map(|(path, bytes)| (path.clone(), altered(&text(recorded.get(path)), &text(Some(bytes)))))
        .collect()
}

/// The lines of `new` that are not those of `old`, as ranges without blank lines at their ends, and an
/// empty range where lines are gone.
fn altered(old: &str, new: &str) -> Vec<Span> {
    let (old, new) = (lines(old), lines(new));
    let starts: Vec<usize> = std::iter::once(0)
        .chain(new.iter().scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        }))
        .collect();
    let is_blank = |line: &&str| line.trim().is_empty();
    let mut found = Vec::new();
    for edit in edits(&old, &new) {
        let lines = &new[edit.new.clone()];
        let head = lines.iter().take_while(|line| is_blank(line)).count();
        if head < lines.len() {
            let tail = lines.iter().rev().take_while(|line| is_blank(line)).count();
            found.push(Span::new(starts[edit.new.start + head]..starts[edit.new.end - tail]));
        } else if !old[edit.old].iter().all(is_blank) {
            found.push(Span::new(starts[edit.new.start]..starts[edit.new.start]));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_altered_is_found_without_the_blank_lines_around_it() {
        let old = "# A\n\none\n\ntwo\n\nthree\n";
        let told = |new: &str| -> Vec<String> {
            let spans = altered(old, new);
            spans.iter().map(|span| format!("{} {:?}", span.start, &new[span.range()])).collect()
        };
        assert_eq!(told(old), [""; 0]);
        assert_eq!(told("# A\n\none\n\n2\n\nthree\n"), ["10 \"2\\n\""]);
        assert_eq!(told("# A\n\none\n\ntwo\n\nand\n\nthree\n"), ["15 \"and\\n\""]);
        assert_eq!(told("# A\n\none\n\nthree\n"), ["10 \"\""]);
        assert_eq!(told("# A\n\n\none\n\ntwo\n\nthree\n"), [""; 0], "a blank line is no change of text");
        assert_eq!(told(""), ["0 \"\""]);
    }
}
