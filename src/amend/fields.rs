//! The plain form of what people sign beside amendments: `Name: value` lines in a fixed order,
//! prose behind `| `, one signature at the end.

use std::fmt::Write as _;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;

use super::refusal::{Refusal, RefusalCode};
use super::signature::Signature;
use crate::diagnostic::SourceText;

/// Where the signature of such a file begins.
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";

/// Reads lines in order. Every fault is one refusal at its line; the first one ends the reading.
pub(super) struct Fields<'a> {
    source: &'a Arc<SourceText>,
    code: RefusalCode,
    lines: Vec<&'a str>,
    at: usize,
}

/// The signed text and the signature of a file.
pub(super) struct Parts<'a> {
    /// What was signed, up to the armour.
    pub(super) payload: &'a str,
    /// The signature, not yet verified.
    pub(super) signature: Signature,
}

/// Splits a file at its signature. The payload holds no such line itself, since each of its lines is
/// a field or begins with `| `.
pub(super) fn split<'a>(source: &'a Arc<SourceText>, code: RefusalCode) -> Result<Parts<'a>, Refusal> {
    let text = source.text();
    let Some(at) = text.find(BEGIN).filter(|&at| at == 0 || text.as_bytes()[at - 1] == b'\n') else {
        return Err(Refusal::new(
            code,
            format!("`{}` is not signed", source.path()),
            "take the file as it was signed",
        )
        .in_file(source.path()));
    };
    let (payload, armour) = text.split_at(at);
    let signature = Signature::read(armour).map_err(|fault| {
        let line = source.place(at).line;
        Refusal::new(
            code,
            format!("the signature cannot be read: {fault}"),
            "take the file as it was signed: send it as an attachment, and paste nothing",
        )
        .at_line(source, line, 1)
    })?;
    Ok(Parts { payload, signature })
}

impl<'a> Fields<'a> {
    /// Starts with the first line of a payload.
    pub(super) fn new(source: &'a Arc<SourceText>, code: RefusalCode, payload: &'a str) -> Self {
        Self { source, code, lines: payload.lines().collect(), at: 0 }
    }

    /// A refusal at the line that is next.
    pub(super) fn fault(&self, message: impl Into<String>) -> Refusal {
        self.fault_at(self.at, message)
    }

    fn fault_at(&self, index: usize, message: impl Into<String>) -> Refusal {
        Refusal::new(self.code, message, "take the file as it was signed; it is never edited by hand")
            .at_line(self.source, index + 1, 1)
    }

    /// The value of a field that must come now.
    pub(super) fn text(&mut self, name: &str) -> Result<&'a str, Refusal> {
        let value = self.optional(name);
        value.ok_or_else(|| match self.lines.first().and_then(|line| other_file(line)) {
            Some((what, remedy)) if self.at == 0 => {
                Refusal::new(self.code, format!("this is {what}"), remedy).at_line(self.source, 1, 1)
            }
            _ => self.fault(format!("the field `{name}` is expected here")),
        })
    }

    /// The value of a field that may come now.
    pub(super) fn optional(&mut self, name: &str) -> Option<&'a str> {
        let value = self.lines.get(self.at)?.strip_prefix(name)?.strip_prefix(": ")?;
        self.at += 1;
        Some(value)
    }

    /// The values of a field that may come several times.
    pub(super) fn repeated(&mut self, name: &str) -> Vec<&'a str> {
        std::iter::from_fn(|| self.optional(name)).collect()
    }

    /// A value in its type; `what` says what is expected.
    pub(super) fn value<T: FromStr>(&mut self, name: &str, what: &str) -> Result<T, Refusal> {
        let at = self.at;
        let text = self.text(name)?;
        text.parse().map_err(|_| self.fault_at(at, format!("`{name}` must be {what}")))
    }

    /// Values of a repeated field in their type.
    pub(super) fn values<T>(
        &mut self,
        name: &str,
        what: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Refusal> {
        let start = self.at;
        let texts = self.repeated(name);
        texts
            .into_iter()
            .enumerate()
            .map(|(index, text)| {
                read(text).ok_or_else(|| self.fault_at(start + index, format!("`{name}` must be {what}")))
            })
            .collect()
    }

    /// Prose under a head line `Name:`, each line behind `| `; empty where there is none.
    pub(super) fn prose(&mut self, name: &str) -> String {
        let mut text = String::new();
        if self.lines.get(self.at).is_some_and(|line| line.strip_suffix(':') == Some(name)) {
            self.at += 1;
            while let Some(line) = self.lines.get(self.at).and_then(|line| line.strip_prefix('|')) {
                text.push_str(line.strip_prefix(' ').unwrap_or(line));
                text.push('\n');
                self.at += 1;
            }
        }
        text
    }

    /// Nothing may be left, and writing what was read must give the same text again.
    pub(super) fn end(&self, payload: &str, written: &str) -> Result<(), Refusal> {
        if self.at < self.lines.len() {
            return Err(self.fault("this line is not expected here"));
        }
        if payload == written {
            return Ok(());
        }
        let same = payload.lines().zip(written.lines()).take_while(|(found, wanted)| found == wanted).count();
        Err(self.fault_at(
            same.min(self.lines.len().saturating_sub(1)),
            "this line is not in the one form in which it is written",
        ))
    }
}

/// Writes prose: `Name:` and each line behind `| `; nothing for an empty text.
pub(super) fn write_prose(output: &mut String, name: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let _ = writeln!(output, "{name}:");
    for line in text.lines() {
        output.push_str(if line.is_empty() { "|" } else { "| " });
        output.push_str(line);
        output.push('\n');
    }
}

/// A time as it is written: RFC 3339 in UTC, whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Second(pub(super) Timestamp);

impl FromStr for Second {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let found: Timestamp = text.parse().map_err(|_| ())?;
        if text.len() == 20 && found.to_string() == text { Ok(Self(found)) } else { Err(()) }
    }
}

/// A time cut to whole seconds.
pub(super) fn whole_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// A text as prose is kept: no blanks at the ends of lines, no empty lines at the end, no control
/// characters.
pub(super) fn tidy(text: &str) -> String {
    let mut tidy = String::new();
    for line in text.trim().lines() {
        let line: String = line
            .chars()
            .map(|c| if c == '\t' { ' ' } else { c })
            .filter(|c| {
                !c.is_control()
                    && !('\u{202a}'..='\u{202e}').contains(c)
                    && !('\u{2066}'..='\u{2069}').contains(c)
            })
            .collect();
        tidy.push_str(line.trim_end());
        tidy.push('\n');
    }
    if tidy == "\n" { String::new() } else { tidy }
}

/// What a file is by its first line, and what is done with it, where a file of another sort is looked for.
pub(super) fn other_file(first: &str) -> Option<(&'static str, &'static str)> {
    Some(match first.split(':').next()? {
        "Handbook-Amendment" => ("an amendment", "let an editor receive it with `handbook amend intake`"),
        "Handbook-Review" => ("a review", "let an editor record it with `handbook amend import-review`"),
        "Handbook-Receipt" => {
            ("a receipt", "hold it against the record with `handbook ledger verify --receipt FILE`")
        }
        "Handbook-Ledger" => ("an entry of the ledger", "leave it in its folder, `amendments/ledger`"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_comes_back_and_times_have_one_form() {
        let mut output = String::new();
        write_prose(&mut output, "Reason", "one\n\n| two\n");
        assert_eq!(output, "Reason:\n| one\n|\n| | two\n");
        let source = SourceText::new("x", output.clone());
        let mut fields = Fields::new(&source, RefusalCode::R0090, &output);
        assert_eq!(fields.prose("Reason"), "one\n\n| two\n");
        assert!(fields.end(&output, &output).is_ok());
        assert_eq!(tidy("  a \t\n\u{202e}b\u{7}\n\n"), "a\nb\n");
        assert_eq!(tidy(" \n "), "");
        assert!("2026-11-21T02:10:00Z".parse::<Second>().is_ok());
        for wrong in
            ["2026-11-21T02:10:00.5Z", "2026-11-21T02:10:00+00:00", "2026-11-21 02:10:00Z", "2026-11-21"]
        {
            assert!(wrong.parse::<Second>().is_err(), "{wrong}");
        }
    }
}
