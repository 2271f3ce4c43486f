//! The one renderer of findings: for people, for editors, for programs, for GitHub.

use serde::Serialize;

use super::excerpt::human;
use super::visible::visible;
use super::{Diagnostic, Notice, Severity, SourceText, Span};

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Excerpt with caret.
    Human,
    /// `path:line:column: error[E0203]: …`
    Short,
    /// One JSON document.
    Json,
    /// Workflow commands of GitHub.
    Github,
}

/// Whether to paint.
#[derive(Clone, Copy, Debug)]
pub struct Painter {
    /// Colours on: only then does the output hold escape bytes.
    pub colour: bool,
}

/// All findings as text, in the order given, and a last line that counts them.
///
/// Lines and columns count from 1, columns in characters. Without findings the text is empty,
/// but for [`Format::Json`], which always is a whole document. Control and bidirectional
/// characters are written as code points (`<U+202E>`), in JSON as they are.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], format: Format, painter: Painter) -> String {
    if format == Format::Json {
        return json(diagnostics);
    }
    if diagnostics.is_empty() {
        return String::new();
    }
    let mut output: String =
        diagnostics.iter().map(|found| render_notice(&Notice::from(found), format, painter)).collect();
    output.push_str(&Summary::of(diagnostics).to_string());
    output.push('\n');
    output
}

/// One notice as text with a line end, for people and editors; where [`Format::Json`] is asked for,
/// as [`Format::Short`], since the fields of the document are the business of whoever has the object.
#[must_use]
pub fn render_notice(notice: &Notice<'_>, format: Format, painter: Painter) -> String {
    let mut output = match format {
        Format::Human => human(notice, painter) + "\n",
        Format::Github => github(notice),
        Format::Short | Format::Json => short(notice),
    };
    output.push('\n');
    output
}

/// How many findings there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Summary {
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |severity| diagnostics.iter().filter(|found| found.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} {name}{}", if count == 1 { "" } else { "s" }))
            .collect();
        formatter.write_str(&parts.join(", "))
    }
}

/// `path:line:column: error[E0203]: message (help)`
fn short(notice: &Notice<'_>) -> String {
    let place = notice.place.map(|(source, span, _)| {
        let place = source.place(span.start as usize);
        format!("{}:{}:{}: ", visible(source.path()), place.line, place.column)
    });
    let help = match notice.helps.as_slice() {
        [] => String::new(),
        helps => format!(" ({})", visible(&helps.join("; "))),
    };
    format!(
        "{}{}[{}]: {}{help}",
        place.unwrap_or_default(),
        notice.word,
        notice.code,
        visible(notice.message)
    )
}

/// A workflow command (GitHub, "Workflow commands for GitHub Actions", setting an error message).
fn github(notice: &Notice<'_>) -> String {
    let command = match notice.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = notice.place.map(|(source, span, _)| {
        let start = source.place(span.start as usize);
        let end = source.place(span.end as usize);
        // GitHub accepts columns only where the place does not leave its line.
        let columns = if end.line == start.line {
            format!(",col={},endColumn={}", start.column, end.column.max(start.column))
        } else {
            String::new()
        };
        let file = property(&visible(source.path()));
        format!("file={file},line={},endLine={}{columns},", start.line, end.line)
    });
    let mut message = visible(notice.message).into_owned();
    for help in &notice.helps {
        message.push('\n');
        message.push_str(&visible(help));
    }
    format!("::{command} {}title={}::{}", place.unwrap_or_default(), notice.code, command_text(&message))
}

/// Escapes the text of a workflow command.
fn command_text(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    command_text(text).replace(':', "%3A").replace(',', "%2C")
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    diagnostics: Vec<Finding<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    position: Position<'a>,
    label: &'a str,
    labels: Vec<Elsewhere<'a>>,
    help: Option<&'a str>,
}

impl<'a> Finding<'a> {
    fn of(diagnostic: &'a Diagnostic) -> Self {
        Self {
            code: diagnostic.code.name(),
            severity: diagnostic.severity.name(),
            message: &diagnostic.message,
            position: Position::of(&diagnostic.source, diagnostic.span),
            label: &diagnostic.label,
            labels: (diagnostic.labels.iter())
                .map(|label| Elsewhere {
                    message: &label.message,
                    position: Position::of(&label.source, label.span),
                })
                .collect(),
            help: diagnostic.help.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct Elsewhere<'a> {
    message: &'a str,
    #[serde(flatten)]
    position: Position<'a>,
}

/// Lines and columns from 1; the end is the place after the last character.
#[derive(Serialize)]
struct Position<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> Position<'a> {
    fn of(source: &'a SourceText, span: Span) -> Self {
        let (start, end) = (source.place(span.start as usize), source.place(span.end as usize));
        Self {
            path: source.path(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

/// The findings as one JSON document, indented, with a final line end.
fn json(diagnostics: &[Diagnostic]) -> String {
    let document = Document {
        version: 1,
        diagnostics: diagnostics.iter().map(Finding::of).collect(),
        summary: Summary::of(diagnostics),
    };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;

    const PLAIN: Painter = Painter { colour: false };

    fn thai() -> Vec<Diagnostic> {
        let source = SourceText::new("content/annexes/th.md", "# Thailand\n\nพระราชบัญญัติ ดู[^9] ที่นี่\n");
        let other = SourceText::new("content/preface.md", "one\n\n[^8]: a\n");
        let at = source.text().find("[^9]").unwrap();
        vec![
            Diagnostic::new(Code::E0203, &source, Span::new(at..at + 4), "footnote `9` is not defined")
                .label("used here")
                .also(&source, Span::new(0..10), "on this page")
                .also(&other, Span::new(5..9), "a similar one")
                .help("did you mean `8`?"),
            Diagnostic::new(Code::E0109, &other, Span::new(0..0), "x: 100%"),
        ]
    }

    #[test]
    fn human_puts_the_caret_under_thai() {
        insta::assert_snapshot!(render(&thai(), Format::Human, PLAIN), @"
        error[E0203]: footnote `9` is not defined
         --> content/annexes/th.md:3:17
          |
        1 | # Thailand
          | ---------- on this page
        2 |
        3 | พระราชบัญญัติ ดู[^9] ที่นี่
          |             ^^^^ used here
          |
         ::: content/preface.md:3:1
          |
        3 | [^8]: a
          | ---- a similar one
          |
          = help: did you mean `8`?

        warning[E0109]: x: 100%
         --> content/preface.md:1:1
          |
        1 | one
          | ^

        1 error, 1 warning
        ");
    }

    #[test]
    fn short_is_one_line_each() {
        insta::assert_snapshot!(render(&thai(), Format::Short, PLAIN), @"
        content/annexes/th.md:3:17: error[E0203]: footnote `9` is not defined (did you mean `8`?)
        content/preface.md:1:1: warning[E0109]: x: 100%
        1 error, 1 warning
        ");
    }

    #[test]
    fn github_escapes() {
        insta::assert_snapshot!(render(&thai(), Format::Github, PLAIN), @"
        ::error file=content/annexes/th.md,line=3,endLine=3,col=17,endColumn=21,title=E0203::footnote `9` is not defined%0Adid you mean `8`?
        ::warning file=content/preface.md,line=1,endLine=1,col=1,endColumn=1,title=E0109::x: 100%25
        1 error, 1 warning
        ");
    }

    #[test]
    fn json_is_one_document() {
        let value: serde_json::Value = serde_json::from_str(&render(&thai(), Format::Json, PLAIN)).unwrap();
        assert_eq!(value["version"], 1);
        assert_eq!(value["summary"]["warnings"], 1);
        assert_eq!(value["diagnostics"][0]["line"], 3);
        assert_eq!(value["diagnostics"][0]["column"], 17);
        assert_eq!(value["diagnostics"][0]["end_column"], 21);
        assert_eq!(value["diagnostics"][0]["labels"][1]["path"], "content/preface.md");
        assert!(render(&[], Format::Json, PLAIN).contains("\"errors\": 0"));
    }

    #[test]
    fn carets_in_every_script() {
        let source = SourceText::new("a.md", "ច្បាប់ ដែលX\nဥပဒေ အကြောင်းX\nກົດໝາຍ ວ່າດ້ວຍX\n");
        let found: Vec<Diagnostic> = (source.text().match_indices('X'))
            .map(|(at, _)| Diagnostic::new(Code::E0106, &source, Span::new(at..at + 1), "m"))
            .collect();
        insta::assert_snapshot!(render(&found, Format::Human, PLAIN), @"
        error[E0106]: m
         --> a.md:1:11
          |
        1 | ច្បាប់ ដែលX
          |         ^

        error[E0106]: m
         --> a.md:2:14
          |
        2 | ဥပဒေ အကြောင်းX
          |             ^

        error[E0106]: m
         --> a.md:3:15
          |
        3 | ກົດໝາຍ ວ່າດ້ວຍX
          |            ^

        3 errors
        ");
    }

    #[test]
    fn nothing_raw_reaches_the_terminal() {
        let text = "a\u{1b}[31m\tb\u{202e}c\u{200b}d\r\u{7f}\u{85}\u{e0041}\u{2028}e";
        let source = SourceText::new("a\u{202e}.md", text);
        for (at, character) in text.char_indices() {
            let span = Span::new(at..at + character.len_utf8());
            let found = Diagnostic::new(Code::E0108, &source, span, text).label(text).help(text);
            for format in [Format::Human, Format::Short, Format::Github] {
                let output = render(std::slice::from_ref(&found), format, PLAIN);
                assert!(
                    !output.contains(|c: char| super::super::visible::is_unsafe(c) && c != '\n'),
                    "{output:?}"
                );
            }
        }
        let zero = text.find('\u{200b}').unwrap();
        let found = Diagnostic::new(Code::E0106, &source, Span::new(zero..zero + 3), "m");
        insta::assert_snapshot!(render(&[found], Format::Human, PLAIN), @"
        error[E0106]: m
         --> a<U+202E>.md:1:11
          |
        1 | a<U+001B>[31m    b<U+202E>c<U+200B>d<U+000D><U+007F><U+0085><U+E0041><U+2028>e
          |                            ^^^^^^^^

        1 error
        ");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}X{}", "ที่ดิน ".repeat(100), " ที่ดิน".repeat(100));
        let at = text.find('X').unwrap();
        let source = SourceText::new("a.md", text);
        let found = Diagnostic::new(Code::E0106, &source, Span::new(at..at + 1), "m").label("here");
        insta::assert_snapshot!(render(&[found], Format::Human, PLAIN), @"
        error[E0106]: m
         --> a.md:1:701
          |
        1 | …ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน X ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิน ที่ดิ…
          |                                          ^ here

        1 error
        ");
    }

    #[test]
    fn odd_spans_do_not_panic() {
        for text in ["", "\n", "ก\nข", "a\r\nb", &"ก".repeat(500)] {
            let source = SourceText::new("a.md", text);
            for start in 0..text.len().min(20) + 3 {
                for end in [start, start + 1, start + 4, 4000] {
                    let span = Span::new(start..end);
                    let found = Diagnostic::new(Code::E0106, &source, span, "m")
                        .label("l")
                        .also(&source, span, "also");
                    for format in [Format::Human, Format::Short, Format::Github, Format::Json] {
                        assert!(!render(std::slice::from_ref(&found), format, PLAIN).is_empty());
                    }
                }
            }
        }
    }

    #[test]
    fn only_a_painter_brings_escapes() {
        assert!(render(&thai(), Format::Human, Painter { colour: true }).contains('\u{1b}'));
        assert!(!render(&thai(), Format::Human, PLAIN).contains('\u{1b}'));
    }
}
