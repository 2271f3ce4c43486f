//! Ends of lines, and the marks of an unfinished merge.

use std::sync::Arc;

use super::findings::Places;
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};

/// E0102: the first carriage return; one finding a file.
pub(super) fn carriage_return(source: &Arc<SourceText>) -> Option<Diagnostic> {
    let text = source.text();
    let at = text.find('\r')?;
    let count = text.matches('\r').count();
    let message = if text[at..].starts_with("\r\n") {
        let lines = if count == 1 { "line ends" } else { "lines end" };
        format!("{count} {lines} with a carriage return, as Windows writes them")
    } else {
        "a carriage return, U+000D, stands in the text".to_owned()
    };
    Some(
        Diagnostic::new(Code::E0102, source, Span::new(at..at + 1), message)
            .label("the first place in the file")
            .help("save the file with line ends LF (Unix); editors show this setting in the status line"),
    )
}

/// E0114: blanks at the end of a line, or a last line without a line end.
pub(super) fn trailing_blanks(source: &Arc<SourceText>) -> Places<'_> {
    let mut places = Places::new(source);
    let text = source.text();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let content = content.strip_suffix('\r').unwrap_or(content);
        // Nearly every line ends in a letter or a point.
        if content.bytes().next_back().is_none_or(|byte| byte.is_ascii_graphic()) {
            start += line.len();
            continue;
        }
        let kept = content.trim_end_matches(is_blank).len();
        if kept < content.len() {
            places.add(Code::E0114, Span::new(start + kept..start + content.len()), || {
                (
                    "the line ends with blanks".to_owned(),
                    "remove these",
                    "remove the blanks; for a line break inside a paragraph end the line with a backslash",
                )
            });
        }
        start += line.len();
    }
    if !text.is_empty() && !text.ends_with('\n') {
        places.add(Code::E0114, Span::new(text.len()..text.len()), || {
            ("the last line has no line end".to_owned(), "", "end the file with a line end")
        });
    }
    places
}

/// Any space, visible ideographic ones included, and the tab.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        && !matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// E0214: lines that `git merge` leaves. A line of equals signs alone underlines a heading; it
/// only counts between the other marks.
pub(super) fn conflicts(source: &Arc<SourceText>) -> Places<'_> {
    let mut places = Places::new(source);
    let text = source.text();
    // Nearly every text is done with here.
    if !text.contains("<<<<<<<") && !text.contains(">>>>>>>") {
        return places;
    }
    let mut inside = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let mark = |sign: &str| {
            content.strip_prefix(sign).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let found = if mark("<<<<<<<") {
            inside = true;
            true
        } else if mark(">>>>>>>") {
            inside = false;
            true
        } else {
            inside && (mark("|||||||") || content == "=======")
        };
        if found {
            places.add(Code::E0214, Span::new(start..start + 7), || {
                (
                    format!("`{}` is left from a merge that is not finished", &content[..7]),
                    "mark of a merge conflict",
                    "choose one of the two texts between the marks and remove the marks",
                )
            });
        }
        start += line.len();
    }
    places
}
