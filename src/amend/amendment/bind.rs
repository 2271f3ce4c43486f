//! An amendment against the texts it was written for.

use super::patch::misfit;
use super::{Filed, Kind};
use crate::amend::{Digest, Refusal, RefusalCode};
use crate::diagnostic::Span;

/// The texts of a handbook by their digest, as the record keeps every version of them.
pub trait Texts {
    /// The text with this digest; none where there is none.
    fn text(&self, digest: &Digest) -> Option<&str>;
}

impl Texts for std::collections::BTreeMap<Digest, String> {
    fn text(&self, digest: &Digest) -> Option<&str> {
        self.get(digest).map(String::as_str)
    }
}

/// What an amendment makes of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Path from the handbook's folder.
    pub path: String,
    /// The text it was written for; none where it is created.
    pub before: Option<String>,
    /// The text it yields; none where it is removed.
    pub after: Option<String>,
}

impl Filed {
    /// What the amendment makes of exactly the texts it was written for.
    ///
    /// Nothing is searched for and nothing moves: a text counts only by its digest, a hunk only at its
    /// line, and the outcome only if it is the one the author signed for.
    ///
    /// # Errors
    /// R0026 where a text is not known, R0027 where a change does not fit it, R0028 where the outcome
    /// is another than the author signed for.
    pub fn apply(&self, texts: &impl Texts) -> Result<Vec<Change>, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let mut changes = Vec::new();
        for bound in &self.amendment.bases {
            if texts.text(&bound.digest).is_none() {
                refusals.push(self.unknown(&bound.path, bound.digest));
            }
        }
        if !refusals.is_empty() || self.amendment.kind == Kind::Remark {
            return if refusals.is_empty() { Ok(changes) } else { Err(refusals) };
        }
        for file in &self.amendment.patch.files {
            let path = file.path();
            let before = self.amendment.base(path).and_then(|digest| texts.text(&digest));
            match file.apply(before) {
                Ok(after) => {
                    let wanted = self.amendment.result(path);
                    let got = after.as_deref().map(Digest::of);
                    if got != wanted {
                        refusals.push(self.other_result(path));
                    }
                    changes.push(Change { path: path.to_owned(), before: before.map(str::to_owned), after });
                }
                Err(faults) => {
                    refusals.extend(faults.iter().map(|fault| misfit(path, before.unwrap_or(""), fault)));
                }
            }
        }
        if refusals.is_empty() { Ok(changes) } else { Err(refusals) }
    }

    /// Why a signature that does not fit its text may not: the first place that the way of the file
    /// altered, where the text it was written for tells it.
    ///
    /// `R0006` with that place; nothing where every change fits, so that only the header can differ.
    #[must_use]
    pub fn altered(&self, texts: &impl Texts) -> Option<Refusal> {
        let fault = self.amendment.patch.files.iter().find_map(|file| {
            let before = self.amendment.base(file.path()).and_then(|digest| texts.text(&digest));
            match file.apply(before) {
                Err(faults) => faults.into_iter().next().map(|fault| (file.path(), Some(fault))),
                Ok(after) => (after.as_deref().map(Digest::of) != self.amendment.result(file.path()))
                    .then(|| (file.path(), None)),
            }
        });
        let (path, fault) = fault?;
        let message = match &fault {
            Some(fault) => {
                format!("the file was altered on the way: at line {} of `{path}` {}", fault.line, fault.kind)
            }
            None => format!(
                "the file was altered on the way: the words to be put into `{path}` are not those signed"
            ),
        };
        let refusal = Refusal::new(
            RefusalCode::R0006,
            message,
            "ask for the file as an attachment; do not repair it, the signature would not hold",
        );
        Some(refusal.at(&self.source, self.hunk(path, fault.as_ref().map_or(0, |fault| fault.line))))
    }

    /// The header of the hunk that holds a line of the old text, or of the first hunk of the path.
    fn hunk(&self, path: &str, line: u32) -> Span {
        let mut number = self.above + 1;
        let mut found = number;
        for file in &self.amendment.patch.files {
            let mine = file.path() == path;
            if mine {
                found = number + 2;
            }
            number += 2;
            for hunk in &file.hunks {
                if mine && hunk.old_start <= line {
                    found = number;
                }
                number += 1 + hunk.lines.len() + hunk.lines.iter().filter(|line| line.is_bare()).count();
            }
            if mine {
                break;
            }
        }
        self.source.line_span(found)
    }

    fn header_line(&self, name: &str, path: &str) -> Span {
        let found = self.source.text().lines().position(|line| {
            line.strip_prefix(name).is_some_and(|value| value.split(' ').next_back() == Some(path))
        });
        self.source.line_span(found.map_or(1, |at| at + 1))
    }

    fn unknown(&self, path: &str, digest: Digest) -> Refusal {
        Refusal::new(
            RefusalCode::R0026,
            format!("no version of `{path}` in the record has the digest {}…", digest.short()),
            "make the amendment from a text of the record: `handbook amend edit`",
        )
        .at(&self.source, self.header_line("Base: ", path))
    }

    fn other_result(&self, path: &str) -> Refusal {
        Refusal::new(
            RefusalCode::R0028,
            format!("the changes do not give the text of `{path}` that its author signed for"),
            "take the file as it was signed, or have its author make it again",
        )
        .at(&self.source, self.header_line("Result: ", path))
    }
}
