//! Refusals as text and as JSON, by the renderer of findings.

use serde::Serialize;

use super::Refusal;
use crate::diagnostic::{Format, Notice, Painter, Severity, render_notice};

/// All refusals as text, in the order given, and a last line that counts them.
///
/// The forms are those of findings ([`crate::diagnostic::render`]), with the word `refused` before
/// the code. No control or bidirectional character of a text is ever printed raw, but in JSON,
/// where it is escaped by the format. Without refusals the text is empty, but for
/// [`Format::Json`], which always is a whole document.
#[must_use]
pub fn render_refusals(refusals: &[Refusal], format: Format, painter: Painter) -> String {
    if format == Format::Json {
        return json(refusals);
    }
    let mut output = String::new();
    for refusal in refusals {
        let who = format!("who can: {}", refusal.who_can());
        let notice = Notice {
            word: "refused",
            severity: Severity::Error,
            code: refusal.code.name(),
            message: &refusal.message,
            place: refusal
                .place
                .as_ref()
                .map(|place| (place.source.as_ref(), place.span, place.message.as_str())),
            labels: &[],
            helps: vec![refusal.remedy.as_str(), who.as_str()],
        };
        output.push_str(&render_notice(&notice, format, painter));
    }
    match refusals.len() {
        0 => {}
        1 => output.push_str("1 refusal\n"),
        count => output.push_str(&format!("{count} refusals\n")),
    }
    output
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    refusals: Vec<Refused<'a>>,
}

#[derive(Serialize)]
struct Refused<'a> {
    code: &'static str,
    title: &'static str,
    message: &'a str,
    place: Option<Position<'a>>,
    who: &'a str,
    remedy: &'a str,
}

/// Lines and columns from 1, columns in characters; the end is the place after the last one.
#[derive(Serialize)]
struct Position<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    excerpt: &'a str,
    label: &'a str,
}

fn json(refusals: &[Refusal]) -> String {
    let refusals = refusals.iter().map(|refusal| Refused {
        code: refusal.code.name(),
        title: refusal.code.title(),
        message: &refusal.message,
        place: refusal.place.as_ref().map(|label| {
            let start = label.source.place(label.span.start as usize);
            let end = label.source.place(label.span.end as usize);
            Position {
                path: label.source.path(),
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
                excerpt: label.source.line(start.line),
                label: &label.message,
            }
        }),
        who: refusal.who_can(),
        remedy: &refusal.remedy,
    });
    let document = Document { version: 1, refusals: refusals.collect() };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::super::RefusalCode;
    use super::*;
    use crate::diagnostic::SourceText;

    const PLAIN: Painter = Painter { colour: false };

    fn two() -> Vec<Refusal> {
        let source = SourceText::new("x.amend", "Handbook-Amendment: 1\nKind: \u{202e}annex\n");
        vec![
            Refusal::new(RefusalCode::R0015, "`Kind` holds `\u{202e}annex`", "choose one of the kinds")
                .at_line(&source, 2, 7)
                .label("not a kind"),
            Refusal::new(RefusalCode::R0030, "the amendment is not signed", "sign it")
                .who("its author, with `handbook amend sign`"),
        ]
    }

    #[test]
    fn for_people_and_for_editors() {
        insta::assert_snapshot!(render_refusals(&two(), Format::Human, PLAIN), @"
        refused[R0015]: `Kind` holds `<U+202E>annex`
         --> x.amend:2:7
          |
        2 | Kind: <U+202E>annex
          |       ^^^^^^^^^^^^^ not a kind
          |
          = help: choose one of the kinds
          = help: who can: the author of the amendment

        refused[R0030]: the amendment is not signed
         |
         = help: sign it
         = help: who can: its author, with `handbook amend sign`

        2 refusals
        ");
        insta::assert_snapshot!(render_refusals(&two(), Format::Short, PLAIN), @"
        x.amend:2:7: refused[R0015]: `Kind` holds `<U+202E>annex` (choose one of the kinds; who can: the author of the amendment)
        refused[R0030]: the amendment is not signed (sign it; who can: its author, with `handbook amend sign`)
        2 refusals
        ");
        insta::assert_snapshot!(render_refusals(&two(), Format::Github, PLAIN), @"
        ::error file=x.amend,line=2,endLine=2,col=7,endColumn=13,title=R0015::`Kind` holds `<U+202E>annex`%0Achoose one of the kinds%0Awho can: the author of the amendment
        ::error title=R0030::the amendment is not signed%0Asign it%0Awho can: its author, with `handbook amend sign`
        2 refusals
        ");
        assert_eq!(render_refusals(&[], Format::Human, PLAIN), "");
    }

    #[test]
    fn for_programs() {
        let value: serde_json::Value =
            serde_json::from_str(&render_refusals(&two(), Format::Json, PLAIN)).unwrap();
        assert_eq!(value["refusals"][0]["code"], "R0015");
        assert_eq!(value["refusals"][0]["place"]["line"], 2);
        assert_eq!(value["refusals"][0]["place"]["column"], 7);
        assert_eq!(value["refusals"][1]["place"], serde_json::Value::Null);
        assert_eq!(value["refusals"][1]["who"], "its author, with `handbook amend sign`");
        assert!(render_refusals(&[], Format::Json, PLAIN).contains("\"refusals\": []"));
    }

    #[test]
    fn a_place_past_the_end_is_the_end() {
        let source = SourceText::new("x", "ก\n");
        for (line, column) in [(1, 1), (1, 2), (1, 9), (2, 1), (7, 7), (0, 0)] {
            let refusal = Refusal::new(RefusalCode::R0015, "m", "r").at_line(&source, line, column);
            let span = refusal.place.as_ref().unwrap().span;
            assert!(source.text().get(span.range()).is_some(), "{span:?}");
            assert!(!render_refusals(&[refusal], Format::Human, PLAIN).is_empty());
        }
    }
}
