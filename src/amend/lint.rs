//! The rules for the text that an amendment would give, read off the text alone.
//!
//! Characters and lines are judged by the lint of every text ([`crate::source::lint`]), markup by the
//! parser ([`crate::parse::alone`]). Here are the rules that only amendments have: locked fields, the
//! date of verification, marks that would unsettle the signature, names of two scripts.
//!
//! What stands in the text before stays out of the way: a rule is broken only by a line that the
//! amendment brings in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::{Change, Filed, Kind, Refusal, RefusalCode};
use crate::diagnostic::{Code, Diagnostic, Severity, SourceText, Span};
use crate::parse::{self, Node};
use crate::resolve;
use crate::source;

/// So many findings of one text are looked at, and so many refusals told; more would not be read.
const MOST: usize = 50;
/// Where the annexes of the States are.
const ANNEXES: &str = "content/annexes/";
/// The status that only a confirmation sets.
const CONFIRMED: &str = "delegate-confirmed";

/// What the text rules refuse in the outcome of an amendment, in the order of paths and places.
#[must_use]
pub fn lint(filed: &Filed, changes: &[Change]) -> Vec<Refusal> {
    let created = jiff::tz::Offset::UTC.to_datetime(filed.amendment.created).date();
    let mut refusals = in_head(filed);
    for change in changes {
        refusals.extend(lint_change(filed.amendment.kind, created, change));
    }
    refusals
}

/// Look-alike letters in the words of the amendment itself: its title, reasons and sources.
fn in_head(filed: &Filed) -> Vec<Refusal> {
    let source = filed.source();
    let mut at = 0;
    let mut refusals = Vec::new();
    for raw in source.text().split_inclusive('\n') {
        if raw.starts_with("--- ") || raw.starts_with("-----BEGIN") {
            break;
        }
        if let Some((start, word, letter)) = source::look_alike(raw) {
            let (message, remedy) = look_alike(word, letter);
            let span = Span::new(at + start..at + start + word.len());
            refusals.push(Refusal::new(RefusalCode::R0042, message, remedy).at(source, span));
        }
        at += raw.len();
    }
    refusals.truncate(MOST);
    refusals
}

/// What is said of a word with a letter that looks like another, and what to do.
fn look_alike(word: &str, letter: char) -> (String, &'static str) {
    let name = source::character_name(letter);
    (
        format!("the word `{word}` has {name} among Latin letters, which looks like one of them"),
        "type the word anew with one keyboard",
    )
}

/// What the text rules refuse in one changed text. `created` is the day of the amendment.
#[must_use]
pub fn lint_change(kind: Kind, created: Date, change: &Change) -> Vec<Refusal> {
    let Some(after) = &change.after else { return Vec::new() };
    let source = SourceText::new(change.path.as_str(), after.as_str());
    let old: BTreeSet<&str> = change.before.as_deref().unwrap_or("").lines().collect();
    let mut found = Found { source: &source, old, refusals: Vec::new() };
    let is_page = change.path.ends_with(".md");
    found.marks();
    found.names(is_page);
    found.words();
    found.findings(findings(&change.path, &source), || {
        let before = SourceText::new(change.path.as_str(), change.before.as_deref().unwrap_or(""));
        findings(&change.path, &before)
    });
    if is_page && change.path.starts_with(ANNEXES) {
        front_matter(kind, created, change, &source, &mut found.refusals);
    }
    let mut refusals = found.refusals;
    refusals.sort_by_key(|refusal| (refusal.place.as_ref().map(|place| place.span), refusal.code));
    refusals.dedup_by_key(|refusal| (refusal.place.as_ref().map(|place| place.span), refusal.code));
    refusals
}

/// Created files against those that exist: one of the same path (R0027), or one whose path some
/// computer takes for the same (R0025).
#[must_use]
pub fn twins<'a>(existing: impl IntoIterator<Item = &'a str>, changes: &[Change]) -> Vec<Refusal> {
    let normal = icu_normalizer::ComposingNormalizerBorrowed::new_nfc();
    let folded = |path: &str| normal.normalize(path).to_lowercase();
    let removed = |path: &str| changes.iter().any(|change| change.path == path && change.after.is_none());
    let standing: Vec<(String, &str)> =
        existing.into_iter().filter(|path| !removed(path)).map(|path| (folded(path), path)).collect();
    let created = changes.iter().filter(|change| change.before.is_none());
    let twin = |change: &Change| {
        let name = folded(&change.path);
        standing.iter().find(|(other, _)| *other == name).map(|(_, path)| {
            if *path == change.path {
                return Refusal::new(
                    RefusalCode::R0027,
                    format!("`{path}` would be created, and exists already"),
                    "change the text that is there, or choose another name",
                )
                .in_file(path);
            }
            Refusal::new(
                RefusalCode::R0025,
                format!("`{}` and `{path}` are one name on many computers", change.path),
                "choose another name for the new file",
            )
            .in_file(&change.path)
        })
    };
    created.filter_map(twin).collect()
}

/// The rule that a finding of the handbook's own checks breaks.
const fn rule(code: Code) -> RefusalCode {
    match code {
        Code::E0103 | Code::E0105 | Code::E0106 | Code::E0107 | Code::E0108 => RefusalCode::R0038,
        Code::E0102 | Code::E0110 | Code::E0114 => RefusalCode::R0039,
        Code::E0206 | Code::E0207 | Code::E0213 | Code::E0217 | Code::E0221 => RefusalCode::R0040,
        Code::E0214 => RefusalCode::R0041,
        Code::E0301 | Code::E0306 | Code::E0316 => RefusalCode::R0044,
        _ => RefusalCode::R0046,
    }
}

/// A finding of the handbook's own checks as a refusal.
pub(super) fn refusal(found: Diagnostic) -> Refusal {
    let code = rule(found.code);
    let message = match code {
        RefusalCode::R0046 => format!("{} ({})", found.message, found.code),
        _ => found.message,
    };
    let remedy = found.help.unwrap_or_else(|| format!("`handbook explain {}` says what to do", found.code));
    Refusal::new(code, message, remedy).at(&found.source, found.span).label(found.label)
}

/// Everything that the handbook's own checks find in one text by itself.
fn findings(path: &str, source: &Arc<SourceText>) -> Vec<Diagnostic> {
    let text = source.text();
    let mut found = source::lint(source, text.as_bytes());
    if path.ends_with(".md") {
        let page = parse::alone(path, source);
        found.extend(resolve::unsafe_links(&page.value));
        found.extend(page.diagnostics);
    } else if path.ends_with(".yaml") {
        found.extend(parse::parse_yaml(source, 0..text.len()).1);
    }
    found.truncate(MOST);
    found
}

/// What makes two findings the same while lines move: code, words and line.
fn identity(found: &Diagnostic) -> (Code, String, String) {
    let place = found.source.place(found.span.start as usize);
    (found.code, found.message.clone(), found.source.line(place.line).to_owned())
}

struct Found<'a> {
    source: &'a Arc<SourceText>,
    /// The lines that stood there before.
    old: BTreeSet<&'a str>,
    refusals: Vec<Refusal>,
}

impl Found<'_> {
    /// Whether the amendment brings in the line with this place.
    fn is_new(&self, span: Span) -> bool {
        let place = self.source.place(span.start as usize);
        let at_end = span.start as usize == self.source.text().len();
        at_end || !self.old.contains(self.source.line(place.line))
    }

    /// Refuses what was not found before, as often as it was not. The text before is looked at only
    /// where there is something to compare.
    fn findings(&mut self, mut findings: Vec<Diagnostic>, before: impl FnOnce() -> Vec<Diagnostic>) {
        findings.retain(|found| found.severity == Severity::Error);
        if findings.is_empty() {
            return;
        }
        let mut known: BTreeMap<_, usize> = BTreeMap::new();
        for found in &before() {
            *known.entry(identity(found)).or_default() += 1;
        }
        for found in findings {
            match known.get_mut(&identity(&found)) {
                Some(count) if *count > 0 => *count -= 1,
                _ => self.refusals.push(refusal(found)),
            }
        }
    }

    fn refuse(&mut self, code: RefusalCode, span: Span, message: impl Into<String>, remedy: &str) {
        if self.refusals.len() < MOST && self.is_new(span) {
            self.refusals.push(Refusal::new(code, message, remedy).at(self.source, span));
        }
    }

    /// Lines that `git merge` leaves, and lines that a deletion would make look like a signature.
    fn marks(&mut self) {
        let source = self.source;
        let mut at = 0;
        for raw in source.text().split_inclusive('\n') {
            let line = raw.trim_end_matches('\n');
            let span = Span::new(at..at + line.len());
            at += raw.len();
            let conflict = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|sign| {
                line.strip_prefix(sign).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            });
            if conflict {
                self.refuse(
                    RefusalCode::R0041,
                    span,
                    format!(
                        "the line begins with `{}`, as a merge that is not finished leaves it",
                        &line[..7]
                    ),
                    "choose one of the texts between the marks and remove the marks; write headings with `#`",
                );
            }
            let dashes = line.len() - line.trim_start_matches('-').len();
            let rest = &line[dashes..];
            if dashes >= 4 && (rest.starts_with("BEGIN ") || rest.starts_with("END ")) {
                self.refuse(
                    RefusalCode::R0041,
                    span,
                    "the line looks like the edge of a signature",
                    "put words or `>` before it",
                );
            }
        }
    }

    /// Words in which a letter looks like one of another script.
    fn words(&mut self) {
        let source = self.source;
        if source.text().is_ascii() {
            return;
        }
        let mut at = 0;
        for raw in source.text().split_inclusive('\n') {
            if let Some((start, word, letter)) = source::look_alike(raw) {
                let (message, remedy) = look_alike(word, letter);
                let span = Span::new(at + start..at + start + word.len());
                self.refuse(RefusalCode::R0042, span, message, remedy);
            }
            at += raw.len();
        }
    }

    /// Names with letters of two scripts: ids, keys of citations and of data, footnotes, links.
    fn names(&mut self, is_page: bool) {
        let source = self.source;
        let text = source.text();
        for (start, name) in if is_page { names_of_page(text) } else { keys(text) } {
            if let Some((word, [one, other])) = source::mixed(name) {
                let at = start + (word.as_ptr() as usize - name.as_ptr() as usize);
                self.refuse(
                    RefusalCode::R0042,
                    Span::new(at..at + word.len()),
                    format!("the word `{word}` in a name has letters of two scripts, {one} and {other}"),
                    "type the name anew in one script",
                );
            }
        }
    }
}

/// Longer names than this, in bytes, are not looked at; none is.
const LONGEST_NAME: usize = 400;

/// Ids, keys of citations, labels of footnotes and targets of links, with their offsets.
fn names_of_page(text: &str) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    let window = |start: usize| {
        let mut end = (start + LONGEST_NAME).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let near = &text[start..end];
        near.split('\n').next().unwrap_or(near)
    };
    for (begin, end) in [("{#", '}'), ("[@", ']'), ("[^", ']'), ("](", ')')] {
        for (at, _) in text.match_indices(begin) {
            let start = at + begin.len();
            let line = window(start);
            if let Some(length) = line.find(end) {
                // Of a citation the key alone is a name; its pinpoint is words.
                let name = &line[..length];
                let name =
                    if begin == "[@" { name.split([',', ' ', ';']).next().unwrap_or(name) } else { name };
                names.push((start, name));
            }
        }
    }
    let front = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map_or(0, |end| end + 4);
    names.extend(keys(&text[..front]));
    names
}

/// Keys of YAML, with their offsets.
fn keys(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let mut keys = Vec::new();
    for raw in text.split_inclusive('\n') {
        let indent = raw.len() - raw.trim_start_matches([' ', '-']).len();
        if let Some((key, _)) = raw[indent..].split_once(':')
            && !key.contains([' ', '"', '\''])
        {
            keys.push((at + indent, key));
        }
        at += raw.len();
    }
    keys
}

/// The rules for the front matter of an annex.
fn front_matter(
    kind: Kind,
    created: Date,
    change: &Change,
    source: &Arc<SourceText>,
    refusals: &mut Vec<Refusal>,
) {
    let before = change.before.as_ref().map(|text| SourceText::new(change.path.as_str(), text.as_str()));
    let old = before.as_ref().and_then(parse::front_matter);
    let new = parse::front_matter(source);
    let (Some(old), Some(new)) = (old, new) else { return };
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_str).unwrap_or("").to_owned();
    let place = |key: &str| new.get(key).map_or(source.line_span(1), Node::span);
    for key in ["iso2", "name"] {
        if kind != Kind::Structure && new.get(key).map(Node::to_json) != old.get(key).map(Node::to_json) {
            refusals.push(
                Refusal::new(
                    RefusalCode::R0043,
                    format!("the field `{key}` of an annex is locked; it was `{}`", text(&old, key)),
                    format!("put `{key}` back as it was, or ask the editors for an amendment of the kind `structure`"),
                )
                .at(source, place(key))
                .who("an editor"),
            );
        }
    }
    let (was, is) = (text(&old, "status"), text(&new, "status"));
    if is == CONFIRMED && was != CONFIRMED && kind != Kind::Confirmation {
        refusals.push(
            Refusal::new(
                RefusalCode::R0043,
                format!("only a confirmation sets the status `{CONFIRMED}`"),
                format!("put the status back to `{was}`, and let the focal point sign a confirmation"),
            )
            .at(source, place("status"))
            .who("the focal point of the State"),
        );
    }
    if kind == Kind::Confirmation {
        confirmation(change, source, is == CONFIRMED, place("status"), refusals);
    }
    if matches!(kind, Kind::Annex | Kind::Confirmation) {
        let (was, is) = (text(&old, "last_verified"), text(&new, "last_verified"));
        verified(&was, &is, created, source, place("last_verified"), refusals);
    }
}

/// A confirmation changes the date and the status, and nothing else.
fn confirmation(
    change: &Change,
    source: &Arc<SourceText>,
    confirmed: bool,
    status: Span,
    refusals: &mut Vec<Refusal>,
) {
    let before = change.before.as_deref().unwrap_or("");
    let may = |line: &str| line.starts_with("status:") || line.starts_with("last_verified:");
    let mut old = before.lines().filter(|line| !may(line));
    let mut at = 0;
    let mut other = None;
    for raw in source.text().split_inclusive('\n') {
        let line = raw.trim_end_matches('\n');
        if !may(line) && old.next() != Some(line) {
            other = Some(Span::new(at..at + line.len()));
            break;
        }
        at += raw.len();
    }
    if other.is_none() && old.next().is_some() {
        other = Some(Span::new(source.text().len()..source.text().len()));
    }
    if let Some(span) = other {
        refusals.push(
            Refusal::new(
                RefusalCode::R0047,
                "a confirmation says that there is nothing to change, and this line changes",
                "put the change into an amendment of the kind `annex`",
            )
            .at(source, span),
        );
    }
    if !confirmed {
        refusals.push(
            Refusal::new(
                RefusalCode::R0047,
                format!("a confirmation sets the status `{CONFIRMED}`"),
                format!("write `status: {CONFIRMED}`"),
            )
            .at(source, status),
        );
    }
}

/// The date of verification moves forward, and not past the day of the amendment.
fn verified(
    was: &str,
    is: &str,
    created: Date,
    source: &Arc<SourceText>,
    span: Span,
    refusals: &mut Vec<Refusal>,
) {
    // A day more: the author's day may have begun before that of Greenwich.
    let latest = created.tomorrow().unwrap_or(created);
    let Ok(new) = is.parse::<Date>() else { return };
    let moves = was.parse::<Date>().map_or(true, |old| new > old || (new == old && new >= created));
    let message = if new > latest {
        format!("the annex would be verified on {new}, after the amendment was made, on {created}")
    } else if !moves {
        format!("`last_verified` was {was} and does not move forward")
    } else {
        return;
    };
    refusals.push(
        Refusal::new(
            RefusalCode::R0045,
            message,
            format!("write the day on which the annex was compared with the law, for example `last_verified: \"{created}\"`"),
        )
        .at(source, span),
    );
}
