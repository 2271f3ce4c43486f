//! Diffs that other tools made, as edits of the text as it is.
//!
//! Read with tolerance for the form (`diff -u`, `git diff` with or without `a/` and `b/`, mails of
//! `git format-patch`, any number of context lines), and without any for the place: a hunk counts at
//! exactly the lines that it names. Everything else is computed anew, and told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Edit;
use crate::amend::{Refusal, RefusalCode};
use crate::diagnostic::SourceText;
use crate::diff::check_path;

/// What a foreign diff does to the text as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The texts before and after.
    pub edits: Vec<Edit>,
    /// What of the diff was not taken as it stood, one sentence each.
    pub recomputed: Vec<String>,
}

/// Reads a diff of another tool against the texts as they are, by path from the handbook's folder.
///
/// Such a diff does not say which text it was made from, so that its author must look at the redline
/// before signing: words can fit at the right line of the wrong section.
///
/// # Errors
/// R0020 a path that is no text of the handbook, R0021 a kind of change that is not allowed, R0022 a
/// diff that cannot be read, R0027 a hunk that does not fit at its line. All that can be told at once.
pub fn from_diff(
    name: &str,
    diff: &str,
    current: &BTreeMap<String, String>,
) -> Result<Imported, Vec<Refusal>> {
    let mut told = BTreeSet::new();
    let mut text = diff.strip_prefix('\u{feff}').unwrap_or(diff).to_owned();
    if text.contains("\r\n") {
        text = text.replace("\r\n", "\n");
        told.insert("line ends of Windows were made line feeds".to_owned());
    }
    let source = SourceText::new(name, text.as_str());
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Reader {
        lines: &lines,
        at: 0,
        source: &source,
        current,
        told,
        refusals: Vec::new(),
        edits: BTreeMap::new(),
    };
    reader.all();
    let Reader { told, mut refusals, edits, .. } = reader;
    if edits.is_empty() && refusals.is_empty() {
        refusals.push(
            Refusal::new(
                RefusalCode::R0022,
                "there is no diff here",
                "give the outcome of `diff -u` or `git diff`, which begins with `---` and `+++`",
            )
            .at_line(&source, 1, 1),
        );
    }
    if refusals.is_empty() {
        Ok(Imported { edits: edits.into_values().collect(), recomputed: told.into_iter().collect() })
    } else {
        Err(refusals)
    }
}

struct Reader<'a> {
    lines: &'a [&'a str],
    /// Index of the line to be read next.
    at: usize,
    source: &'a Arc<SourceText>,
    current: &'a BTreeMap<String, String>,
    told: BTreeSet<String>,
    refusals: Vec<Refusal>,
    edits: BTreeMap<String, Edit>,
}

/// A hunk with the index of its header.
struct Hunk<'a> {
    line: usize,
    old_start: usize,
    old_count: usize,
    /// Sign, words and whether a line end follows.
    body: Vec<(char, &'a str, bool)>,
}

impl<'a> Reader<'a> {
    fn refuse(&mut self, line: usize, code: RefusalCode, message: impl Into<String>, remedy: &str) {
        if self.refusals.len() < 50 {
            self.refusals.push(Refusal::new(code, message, remedy).at_line(self.source, line + 1, 1));
        }
    }

    fn tell(&mut self, what: impl Into<String>) {
        self.told.insert(what.into());
    }

    fn all(&mut self) {
        while let Some(line) = self.lines.get(self.at).copied() {
            let next = self.lines.get(self.at + 1).copied().unwrap_or("");
            if line.starts_with("--- ") && next.starts_with("+++ ") {
                self.file();
                continue;
            }
            if let Some(message) = not_allowed(line) {
                self.refuse(
                    self.at,
                    RefusalCode::R0021,
                    message,
                    "leave it out; an amendment changes the words of texts and nothing else",
                );
            } else if line.starts_with("*** ") && next.starts_with("--- ") {
                self.refuse(self.at, RefusalCode::R0021, "this is a context diff", "make it with `diff -u`");
                return;
            } else if !line.trim().is_empty() {
                self.tell("lines outside the changes were left out");
            }
            self.at += 1;
        }
    }

    fn file(&mut self) {
        let header = self.at;
        let named = |line: &'a str| {
            let name = &line[4..];
            name.split('\t').next().unwrap_or(name).trim_end()
        };
        let (old, new) = (named(self.lines[header]), named(self.lines[header + 1]));
        self.at += 2;
        let mut hunks = Vec::new();
        while self.lines.get(self.at).is_some_and(|line| line.starts_with("@@ -")) {
            match self.hunk() {
                Some(hunk) => hunks.push(hunk),
                None => return,
            }
        }
        if let Some(extra) = self.lines.get(self.at)
            && extra.starts_with(['+', '-', ' '])
            && !extra.starts_with("--- ")
            && !extra.trim_end().eq("--")
        {
            self.refuse(
                self.at,
                RefusalCode::R0022,
                "there are more lines than `@@` promises",
                "make the diff again; do not edit it by hand",
            );
        }
        let Some(path) = self.path(header, old, new) else { return };
        let before =
            self.edits.get(&path).map_or_else(|| self.current.get(&path).cloned(), |edit| edit.after.clone());
        if self.edits.contains_key(&path) {
            self.refuse(
                header,
                RefusalCode::R0023,
                format!("`{path}` is changed twice"),
                "make one diff of it",
            );
            return;
        }
        if old == "/dev/null" && before.is_some() {
            self.refuse(
                header,
                RefusalCode::R0027,
                format!("`{path}` would be created and exists"),
                "make the diff from the text as it is",
            );
            return;
        }
        if let Some(after) = self.applied(before.as_deref().unwrap_or(""), &hunks) {
            let removed = new == "/dev/null" && after.is_empty();
            self.edits.insert(path.clone(), Edit { path, before, after: (!removed).then_some(after) });
        }
    }

    /// The text of the handbook that two names of a diff mean.
    fn path(&mut self, line: usize, old: &str, new: &str) -> Option<String> {
        if old.starts_with('"') || new.starts_with('"') {
            self.refuse(
                line,
                RefusalCode::R0020,
                "the path is in quotation marks",
                "name a file of the text",
            );
            return None;
        }
        let names = [new, old].map(|name| (name != "/dev/null").then_some(name));
        for name in names.into_iter().flatten() {
            let plain = name.strip_prefix("./").unwrap_or(name);
            let stripped = plain.split_once('/').map_or("", |(_, rest)| rest);
            for candidate in [stripped, plain] {
                if self.current.contains_key(candidate) {
                    if names
                        .iter()
                        .flatten()
                        .any(|other| other.split_once('/').map_or(*other, |(_, rest)| rest) != stripped)
                    {
                        self.tell(format!("the diff names two files; it was taken for `{candidate}`"));
                    }
                    return Some(candidate.to_owned());
                }
            }
        }
        for name in names.into_iter().flatten() {
            let end = name.rsplit('/').next().unwrap_or(name);
            let mut like = self.current.keys().filter(|path| path.rsplit('/').next() == Some(end));
            if let (Some(path), None) = (like.next(), like.next()) {
                let path = path.clone();
                self.tell(format!("the diff names `{name}`; it was taken for `{path}`"));
                return Some(path);
            }
        }
        let created = new.strip_prefix("b/").unwrap_or(new);
        match check_path(created) {
            Ok(()) if old == "/dev/null" => Some(created.to_owned()),
            Ok(()) => {
                self.refuse(
                    line,
                    RefusalCode::R0020,
                    format!("there is no text `{created}`"),
                    "name a file of the text, as `handbook check` does",
                );
                None
            }
            Err((_, why)) => {
                self.refuse(
                    line,
                    RefusalCode::R0020,
                    why.to_string(),
                    "name a file of the text, as `handbook check` does",
                );
                None
            }
        }
    }

    fn hunk(&mut self) -> Option<Hunk<'a>> {
        let line = self.at;
        let Some((old_start, mut old_left, mut new_left)) = spans(self.lines[line]) else {
            self.refuse(
                line,
                RefusalCode::R0022,
                "the line of a hunk cannot be read",
                "make the diff again; do not edit it by hand",
            );
            self.at += 1;
            return None;
        };
        let mut hunk = Hunk { line, old_start, old_count: old_left, body: Vec::new() };
        self.at += 1;
        if !self.lines[line].ends_with(" @@") {
            self.tell("words after `@@` were left out");
        }
        while old_left > 0 || new_left > 0 {
            let Some(text) = self.lines.get(self.at).copied() else {
                self.refuse(line, RefusalCode::R0022, "the diff is cut off", "make the diff again");
                return None;
            };
            let sign = text.chars().next().unwrap_or(' ');
            let (old, new) = match sign {
                ' ' => (1, 1),
                '-' => (1, 0),
                '+' => (0, 1),
                '\\' => {
                    self.bare(&mut hunk);
                    continue;
                }
                _ => {
                    self.refuse(
                        self.at,
                        RefusalCode::R0022,
                        "the line should begin with a blank, `-` or `+`",
                        "make the diff again; a program has wrapped or changed its lines",
                    );
                    return None;
                }
            };
            if old > old_left || new > new_left {
                self.refuse(
                    self.at,
                    RefusalCode::R0022,
                    "there are more lines than `@@` promises",
                    "make the diff again; do not edit it by hand",
                );
                return None;
            }
            old_left -= old;
            new_left -= new;
            hunk.body.push((sign, text.get(1..).unwrap_or(""), true));
            self.at += 1;
        }
        if self.lines.get(self.at).is_some_and(|text| text.starts_with('\\')) {
            self.bare(&mut hunk);
        }
        Some(hunk)
    }

    fn bare(&mut self, hunk: &mut Hunk<'a>) {
        if let Some(last) = hunk.body.last_mut() {
            last.2 = false;
        }
        self.at += 1;
    }

    /// The text after the hunks; nothing where one does not fit.
    fn applied(&mut self, before: &str, hunks: &[Hunk<'a>]) -> Option<String> {
        let old: Vec<&str> = before.split_inclusive('\n').collect();
        let mut after = String::with_capacity(before.len());
        let mut at = 0;
        let faults = self.refusals.len();
        for hunk in hunks {
            let start = if hunk.old_count == 0 { hunk.old_start } else { hunk.old_start.saturating_sub(1) };
            if start < at || start > old.len() {
                self.refuse(
                    hunk.line,
                    RefusalCode::R0023,
                    "the hunk is out of order or past the end of the text",
                    "make the diff again from the text as it is",
                );
                return None;
            }
            if hunk.old_count == 0 && !before.is_empty() {
                self.refuse(
                    hunk.line,
                    RefusalCode::R0027,
                    "the hunk has no line of the text around it, so its place is a guess",
                    "make the diff with three lines of context: `diff -U3`",
                );
                continue;
            }
            after.extend(old[at..start].iter().copied());
            at = start;
            let mut misfit = None;
            for (sign, words, ended) in &hunk.body {
                let whole = if *ended { format!("{words}\n") } else { (*words).to_owned() };
                if *sign != '+' {
                    let stands = old.get(at).copied().unwrap_or("");
                    if stands.strip_suffix('\n').unwrap_or(stands) != *words {
                        misfit.get_or_insert((at + 1, stands.trim_end().to_owned()));
                    }
                    at += 1;
                    if *sign == ' ' {
                        after.push_str(stands);
                    }
                } else {
                    after.push_str(&whole);
                }
            }
            at = at.min(old.len());
            if let Some((line, stands)) = misfit {
                self.refuse(
                    hunk.line,
                    RefusalCode::R0027,
                    format!("the hunk does not fit: line {line} of the text reads `{}`", shown(&stands)),
                    "make the diff again from the text as it is; nothing is searched for elsewhere",
                );
            }
        }
        after.extend(old[at..].iter().copied());
        (self.refusals.len() == faults).then_some(after)
    }
}

/// The beginning of a line, for a message.
fn shown(line: &str) -> String {
    let mut short: String = line.chars().take(60).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

/// Start and counts of `@@ -a,b +c,d @@`.
fn spans(line: &str) -> Option<(usize, usize, usize)> {
    let inner = line.strip_prefix("@@ -")?.split_once(" @@")?.0;
    let (old, new) = inner.split_once(" +")?;
    let span = |text: &str| -> Option<(usize, usize)> {
        let (start, count) = text.split_once(',').unwrap_or((text, "1"));
        let number = |text: &str| text.parse::<u32>().ok().map(|number| number as usize);
        Some((number(start)?, number(count)?))
    };
    let ((old_start, old_count), (_, new_count)) = (span(old)?, span(new)?);
    Some((old_start, old_count, new_count))
}

/// What a diff of git can do and an amendment cannot.
fn not_allowed(line: &str) -> Option<&'static str> {
    let begins = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    if begins(&["rename from", "rename to", "copy from", "copy to"]) {
        Some("the diff moves or copies a file")
    } else if begins(&[
        "old mode",
        "new mode",
        "new file mode 120000",
        "new file mode 160000",
        "new file mode 100755",
    ]) {
        Some("the diff makes a file something other than plain text")
    } else if begins(&["GIT binary patch", "Binary files ", "Subproject commit "]) {
        Some("the diff changes bytes rather than words")
    } else {
        None
    }
}
