//! What the way of a file may have changed without harm, and what it has spoilt.

use std::sync::Arc;

use crate::amend::{Refusal, RefusalCode};
use crate::diagnostic::{SourceText, Span};

/// Most bytes of an amendment.
pub(super) const MOST_BYTES: usize = 2 * 1024 * 1024;

/// A change that the way of a file made, and that was undone without loss: neither a carriage return
/// nor a byte-order mark can stand in an amendment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Import {
    /// A byte-order mark at the start was dropped.
    ByteOrderMark,
    /// So many lines ended in carriage return and line feed; the carriage returns were dropped.
    LineEnds(usize),
}

/// The text of a file as it was written, and what was undone to get it.
pub(super) fn import(path: &str, bytes: &[u8]) -> Result<(Arc<SourceText>, Vec<Import>), Vec<Refusal>> {
    if bytes.len() > MOST_BYTES {
        let message = format!("the file has {} bytes; an amendment has at most {MOST_BYTES}", bytes.len());
        return Err(vec![
            Refusal::new(RefusalCode::R0001, message, "divide it into several amendments").in_file(path),
        ]);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(vec![not_text(path, bytes)]) };
    let mut imports = Vec::new();
    let text = text.strip_prefix('\u{feff}').map_or(text, |rest| {
        imports.push(Import::ByteOrderMark);
        rest
    });
    let ends = text.matches("\r\n").count();
    let text = if ends > 0 {
        imports.push(Import::LineEnds(ends));
        let mut plain = String::with_capacity(text.len() - ends);
        text.split("\r\n").enumerate().for_each(|(at, piece)| {
            if at > 0 {
                plain.push('\n');
            }
            plain.push_str(piece);
        });
        plain
    } else {
        text.to_owned()
    };
    if let Some(refusal) = spoilt(path, &text) {
        return Err(vec![refusal]);
    }
    Ok((SourceText::new(path, text), imports))
}

/// Bytes that are not UTF-8: the first place.
fn not_text(path: &str, bytes: &[u8]) -> Refusal {
    let valid = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
    let source = SourceText::new(path, String::from_utf8_lossy(bytes).into_owned());
    let (message, remedy) = if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        ("the file is a document of a word processor or an archive", "write the amendment as plain text")
    } else if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        ("the file is in UTF-16", "save it as UTF-8 and sign it again")
    } else {
        (
            "the file has bytes that are no UTF-8",
            "take the file as it was signed, and send it as an attachment",
        )
    };
    let end = (valid + char::REPLACEMENT_CHARACTER.len_utf8()).min(source.text().len());
    Refusal::new(RefusalCode::R0002, message, remedy).at(&source, Span::new(valid..end)).label("here")
}

/// Files that mail programs and browsers make of an amendment.
fn spoilt(path: &str, text: &str) -> Option<Refusal> {
    let refuse = |line: usize, message: &str, remedy: &str| {
        let source = SourceText::new(path, text);
        Some(Refusal::new(RefusalCode::R0002, message, remedy).at_line(&source, line, 1))
    };
    if text.trim().is_empty() {
        return refuse(1, "the file is empty", "choose the file of the amendment");
    }
    if text.starts_with("Handbook-Amendment:") {
        // Quoted-printable cuts lines of more than 76 characters with `=` (RFC 2045, section 6.7).
        let header = text.split("\n\n").next().unwrap_or(text);
        let cut = header
            .lines()
            .position(|line| line.ends_with('=') && matches!(line.len(), 70..=76) && !line.starts_with('|'));
        return cut.and_then(|line| {
            refuse(
                line + 1,
                "the text is in the code of mail (quoted-printable)",
                "save the attachment with the mail program instead of copying the source of the mail",
            )
        });
    }
    let start = text.trim_start();
    let head = start[..floor(start, 400)].to_ascii_lowercase();
    if head.starts_with("<!doctype") || head.starts_with("<html") || head.starts_with("<pre") {
        return refuse(1, "the file is a web page", "save the attachment itself, not the page that shows it");
    }
    let mail =
        ["from ", "return-path:", "received:", "mime-version:", "delivered-to:", "content-type:", "subject:"];
    if mail.iter().any(|begin| head.starts_with(begin))
        || (head.starts_with("from:") && head.contains("\nsubject:"))
    {
        return refuse(1, "the file is a whole mail", "save the attachment of the mail and take that");
    }
    let base64 = |line: &str| {
        line.len() >= 60 && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
    };
    if start.lines().next().is_some_and(base64) {
        return refuse(
            1,
            "the file is in the code of mail (base64)",
            "save the attachment with the mail program instead of copying the source of the mail",
        );
    }
    None
}

/// The greatest place at or before `at` that does not cut a character.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
