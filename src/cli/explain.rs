//! `handbook explain`.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde::Serialize;

use super::options::{ExplainArguments, FormatChoice};
use super::paint::{Ink, Paint};
use super::run::{Ending, Session};
use crate::amend::RefusalCode;
use crate::diagnostic::Code;
use crate::error::{Error, Result};

/// Prints the page of a code, or the list of codes.
pub(super) fn run(session: &Session<'_>, options: &ExplainArguments) -> Result<Ending> {
    let out = session.out;
    let text = match (&options.code, out.format) {
        (Some(name), FormatChoice::Json) => json(&Explained::new(known(name)?, true)),
        (Some(name), _) => page(known(name)?, out.paint()),
        (None, FormatChoice::Json) => {
            json(&Topic::all().map(|code| Explained::new(code, false)).collect::<Vec<_>>())
        }
        (None, _) => list(out.paint()),
    };
    out.result(&text);
    Ok(Ending::Clean)
}

/// A code of either kind: of a finding or of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Finding(Code),
    Refusal(RefusalCode),
}

impl Topic {
    fn all() -> impl Iterator<Item = Self> {
        let findings = Code::ALL.iter().copied().map(Self::Finding);
        findings.chain(RefusalCode::ALL.iter().copied().map(Self::Refusal))
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Finding(code) => code.name(),
            Self::Refusal(code) => code.name(),
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Finding(code) => code.title(),
            Self::Refusal(code) => code.title(),
        }
    }

    const fn page(self) -> &'static str {
        match self {
            Self::Finding(code) => code.page(),
            Self::Refusal(code) => code.page(),
        }
    }

    /// `error`, `warning` or `note`; `refusal` for the codes of the rules.
    const fn word(self) -> &'static str {
        match self {
            Self::Finding(code) => code.severity().name(),
            Self::Refusal(_) => "refusal",
        }
    }
}

/// A code as JSON.
#[derive(Serialize)]
struct Explained {
    code: &'static str,
    severity: &'static str,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'static str>,
}

impl Explained {
    fn new(code: Topic, with_page: bool) -> Self {
        Self {
            code: code.name(),
            severity: code.word(),
            title: code.title(),
            page: with_page.then(|| code.page()),
        }
    }
}

fn json(value: &impl Serialize) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}

fn known(name: &str) -> Result<Topic> {
    let wanted = name.to_ascii_uppercase();
    Topic::all().find(|code| code.name() == wanted).ok_or_else(|| {
        let nearest = Topic::all()
            .map(|code| (strsim::damerau_levenshtein(&wanted, code.name()), code))
            .filter(|(distance, _)| *distance <= 2)
            .min();
        Error::usage(match nearest {
            Some((_, code)) => format!(
                "there is no code `{name}`; did you mean `{}` ({})? `handbook explain` lists all",
                code.name(),
                code.title()
            ),
            None => format!("there is no code `{name}`; `handbook explain` lists all codes"),
        })
    })
}

fn list(paint: Paint) -> String {
    let mut text = String::new();
    for code in Topic::all() {
        let ink = if matches!(code.word(), "error" | "refusal") { Ink::Bad } else { Ink::Doubtful };
        text.push_str(&format!(
            "{}  {}{}  {}\n",
            paint.text(Ink::Strong, code.name()),
            paint.text(ink, code.word()),
            " ".repeat("warning".len() - code.word().len()),
            code.title()
        ));
    }
    text.push_str("\n`handbook explain CODE` prints the page of a code.\n");
    text
}

/// The page of a code: its title line from the table of codes, then the page without its own.
fn page(code: Topic, paint: Paint) -> String {
    let title = format!("{} ({}): {}", code.name(), code.word(), code.title());
    let mut text = format!("{}\n", paint.text(Ink::Strong, &title));
    text.push_str(&plain(code.page(), paint));
    text
}

/// Markdown as text for a terminal: headings, paragraphs and lists as lines, code indented.
fn plain(markdown: &str, paint: Paint) -> String {
    let mut writer =
        Writer { paint, out: String::new(), pieces: Vec::new(), ink: Ink::Plain, lists: Vec::new() };
    let mut in_title = false;
    let mut code: Option<String> = None;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => in_title = true,
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => in_title = false,
            _ if in_title => {}
            Event::Start(Tag::Heading { .. }) => {
                writer.flush();
                writer.ink = Ink::Strong;
            }
            Event::End(TagEnd::Heading(_)) => {
                writer.block();
                writer.ink = Ink::Plain;
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                writer.flush();
                // A text that itself is indented keeps its blanks; the fence's language is not shown.
                let (CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) = kind;
                code = Some(String::new());
            }
            Event::End(TagEnd::CodeBlock) => writer.code(&code.take().unwrap_or_default()),
            Event::Text(text) => match &mut code {
                Some(code) => code.push_str(&text),
                None => writer.push(&text),
            },
            Event::Code(text) => writer.push(&format!("`{text}`")),
            Event::SoftBreak | Event::HardBreak => writer.push(" "),
            Event::Start(Tag::List(first)) => {
                writer.flush();
                if writer.lists.is_empty() {
                    writer.out.push('\n');
                }
                writer.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                writer.flush();
                writer.lists.pop();
            }
            Event::Start(Tag::Item) => writer.flush(),
            Event::End(TagEnd::Item) => writer.item(),
            Event::End(TagEnd::Paragraph) if writer.lists.is_empty() => writer.block(),
            Event::End(TagEnd::TableCell) => writer.push("  "),
            Event::End(TagEnd::TableRow | TagEnd::TableHead) => writer.block(),
            _ => {}
        }
    }
    writer.flush();
    writer.out
}

struct Writer {
    paint: Paint,
    out: String,
    pieces: Vec<String>,
    ink: Ink,
    /// Open lists, innermost last: the next number, or none for points.
    lists: Vec<Option<u64>>,
}

impl Writer {
    fn push(&mut self, text: &str) {
        self.pieces.push(text.to_owned());
    }

    fn take(&mut self) -> String {
        std::mem::take(&mut self.pieces).concat()
    }

    /// What is left over as a block or as an item.
    fn flush(&mut self) {
        if self.pieces.iter().all(|piece| piece.trim().is_empty()) {
            self.pieces.clear();
        } else if self.lists.is_empty() {
            self.block();
        } else {
            self.item();
        }
    }

    fn block(&mut self) {
        let text = self.take();
        self.out.push('\n');
        self.out.push_str(&self.paint.lines(&[(self.ink, text.trim())], 0));
        self.out.push('\n');
    }

    fn item(&mut self) {
        let text = self.take();
        if text.trim().is_empty() {
            return;
        }
        let depth = self.lists.len().saturating_sub(1) * 2;
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        let indent = depth + mark.len();
        let lines = self.paint.paragraph(text.trim(), indent);
        self.out.push_str(&format!("{}{mark}{lines}\n", " ".repeat(depth)));
    }

    fn code(&mut self, code: &str) {
        self.out.push('\n');
        for line in code.trim_end_matches('\n').split('\n') {
            let line = self.paint.text(Ink::Faint, line);
            self.out.push_str(&if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_plain_text() {
        let text = plain(
            "# E0203\n\nA note `[^1]` has\nno text.\n\n## Wrong\n\n```markdown\nOne[^1]\n\n  two\n```\n\nDo:\n\n- write it\n- or *remove* it\n\n1. first\n2. second\n",
            Paint { colour: false },
        );
        assert_eq!(
            text,
            "\nA note `[^1]` has no text.\n\nWrong\n\n    One[^1]\n\n      two\n\nDo:\n\n- write it\n- or remove it\n\n1. first\n2. second\n"
        );
    }

    #[test]
    fn unknown_codes_name_the_nearest() {
        assert_eq!(known("e0203").ok(), Some(Topic::Finding(Code::E0203)));
        assert_eq!(known("r0015").ok(), Some(Topic::Refusal(RefusalCode::R0015)));
        for (wrong, nearest) in [("E203", "`E0203`"), ("E0230", "`E0203`"), ("O0203", "`E0203`")] {
            let message = known(wrong).unwrap_err().to_string();
            assert!(message.contains(nearest), "{message}");
        }
        assert!(known("footnote").unwrap_err().to_string().contains("lists all codes"));
    }

    #[test]
    fn every_page_can_be_printed() {
        for code in Topic::all() {
            assert!(page(code, Paint { colour: false }).starts_with(code.name()));
        }
    }
}
