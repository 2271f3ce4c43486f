//! What pasting from a word processor brings along, put right and told.

use std::collections::BTreeSet;

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::source;

/// What was put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FixKind {
    /// A byte-order mark at the start was dropped.
    ByteOrderMark,
    /// Line ends of Windows or of old Macintosh computers became line feeds.
    LineEnds,
    /// A line or paragraph separator, or a line break of a word processor, became a line end.
    Breaks,
    /// A character that cannot be seen, or controls a printer or the direction, was removed.
    Unseen,
    /// A no-break space, or another space of fixed width, became a blank.
    Spaces,
    /// A bullet of a word processor became the `- ` of a list.
    Bullets,
    /// Letters and their marks were composed (Unicode normal form C).
    Composed,
    /// Blanks at the end of a line were removed.
    TrailingBlanks,
    /// A line end was put after the last line, or empty lines after it were removed.
    LastLine,
}

impl FixKind {
    /// Every kind, in the order in which they are made.
    pub const ALL: [Self; 9] = [
        Self::ByteOrderMark,
        Self::LineEnds,
        Self::Breaks,
        Self::Unseen,
        Self::Spaces,
        Self::Bullets,
        Self::Composed,
        Self::TrailingBlanks,
        Self::LastLine,
    ];

    /// What is told of it: "a no-break space became a blank".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ByteOrderMark => "a byte-order mark was dropped",
            Self::LineEnds => "the line end was made a line feed",
            Self::Breaks => "a line break of a word processor was made a line end",
            Self::Unseen => "a character that cannot be seen was removed",
            Self::Spaces => "a no-break space was made a blank",
            Self::Bullets => "a bullet was made the `- ` of a list",
            Self::Composed => "letters and their marks were composed (normal form C)",
            Self::TrailingBlanks => "blanks at the end of the line were removed",
            Self::LastLine => "the end of the text was made one line end",
        }
    }

    /// Whether the rules of the text refuse what this puts right. The others are advice.
    #[must_use]
    pub const fn is_rule(self) -> bool {
        !matches!(self, Self::Spaces | Self::Bullets)
    }
}

/// One thing put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What.
    pub kind: FixKind,
    /// Line of the outcome, from 1.
    pub line: usize,
    /// The character by code point and name, or the words around; may be empty.
    pub what: String,
}

/// An edited text, put right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normalised {
    /// The outcome.
    pub text: String,
    /// What was changed and where, in order of lines.
    pub fixes: Vec<Fix>,
}

/// Puts an edited text right, in the lines that `before` does not have.
///
/// Typographic quotation marks, dashes and ellipses stay: they are good text. Only the kinds in
/// `wanted` are put right; a person may decline each. Doing it twice changes nothing more.
#[must_use]
pub fn normalise(before: Option<&str>, edited: &str, wanted: &[FixKind]) -> Normalised {
    let mut fixes = Vec::new();
    let wants = |kind| wanted.contains(&kind);
    let mut text = edited;
    if wants(FixKind::ByteOrderMark)
        && let Some(rest) = text.strip_prefix('\u{feff}')
    {
        text = rest;
        fixes.push(Fix { kind: FixKind::ByteOrderMark, line: 1, what: source::character_name('\u{feff}') });
    }
    let old: BTreeSet<&str> = before.unwrap_or("").lines().collect();
    let mut lines = Lines { wanted, old, out: String::with_capacity(text.len()), line: 1, fixes };
    for raw in split(text, wanted) {
        lines.line(raw);
    }
    let Lines { mut out, line, mut fixes, .. } = lines;
    if wants(FixKind::LastLine) && !out.is_empty() {
        let kept = out.trim_end_matches('\n').len();
        let (ends, was) =
            (out.len() - kept, before.map(|text| text.len() - text.trim_end_matches('\n').len()));
        if ends != 1 && was != Some(ends) {
            out.truncate(kept);
            if kept > 0 {
                out.push('\n');
            }
            fixes.push(Fix { kind: FixKind::LastLine, line: line.saturating_sub(ends), what: String::new() });
        }
    }
    fixes.sort_by_key(|fix| (fix.line, fix.kind));
    Normalised { text: out, fixes }
}

/// A line as it was typed, and how it ended.
struct Raw<'t> {
    text: &'t str,
    end: &'t str,
}

/// The lines of a text by every sort of line end that is to be put right.
fn split<'t>(text: &'t str, wanted: &[FixKind]) -> Vec<Raw<'t>> {
    let ends = wanted.contains(&FixKind::LineEnds);
    let breaks = wanted.contains(&FixKind::Breaks);
    let mut lines = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let length = match character {
            '\n' => 1,
            '\r' if ends && text[at + 1..].starts_with('\n') => 2,
            '\r' if ends => 1,
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' if breaks => character.len_utf8(),
            _ => {
                at += character.len_utf8();
                continue;
            }
        };
        lines.push(Raw { text: &text[start..at], end: &text[at..at + length] });
        at += length;
        start = at;
    }
    if start < text.len() {
        lines.push(Raw { text: &text[start..], end: "" });
    }
    lines
}

struct Lines<'a> {
    wanted: &'a [FixKind],
    old: BTreeSet<&'a str>,
    out: String,
    line: usize,
    fixes: Vec<Fix>,
}

impl Lines<'_> {
    fn fix(&mut self, kind: FixKind, what: impl Into<String>) {
        self.fixes.push(Fix { kind, line: self.line, what: what.into() });
    }

    fn wants(&self, kind: FixKind) -> bool {
        self.wanted.contains(&kind)
    }

    fn line(&mut self, raw: Raw<'_>) {
        if matches!(raw.end, "\r\n" | "\r") {
            self.fix(FixKind::LineEnds, "");
        } else if !matches!(raw.end, "\n" | "") {
            let name = raw.end.chars().next().map(source::character_name);
            self.fix(FixKind::Breaks, name.unwrap_or_default());
        }
        if self.old.contains(raw.text) {
            self.out.push_str(raw.text);
        } else {
            let line = self.characters(raw.text);
            self.out.push_str(&line);
        }
        if !raw.end.is_empty() {
            self.out.push('\n');
            self.line += 1;
        }
    }

    fn characters(&mut self, line: &str) -> String {
        let mut text = line.to_owned();
        if self.wants(FixKind::Bullets)
            && let Some((mark, rest)) = bullet(&text)
        {
            self.fix(FixKind::Bullets, mark);
            text = rest;
        }
        if self.wants(FixKind::Spaces) {
            let fixed: String = text.chars().map(|c| if is_fixed_space(c) { ' ' } else { c }).collect();
            if let Some(first) = text.chars().find(|c| is_fixed_space(*c)) {
                self.fix(FixKind::Spaces, source::character_name(first));
                text = fixed;
            }
        }
        if self.wants(FixKind::Unseen) {
            text = self.unseen(text);
        }
        if self.wants(FixKind::Composed) {
            let composed = ComposingNormalizerBorrowed::new_nfc().normalize(&text).into_owned();
            if composed != text {
                self.fix(FixKind::Composed, "");
                text = composed;
            }
        }
        if self.wants(FixKind::TrailingBlanks) {
            let kept = text.trim_end_matches(|c: char| c.is_whitespace() && c != '\r').len();
            if kept < text.len() {
                self.fix(FixKind::TrailingBlanks, "");
                text.truncate(kept);
            }
        }
        text
    }

    /// Removes what cannot be seen until nothing is left to remove: two such characters side by side
    /// may each have had a sense only by the other.
    fn unseen(&mut self, mut text: String) -> String {
        loop {
            // A carriage return and the breaks have kinds of their own.
            let keep = |c: char| matches!(c, '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
            let places: Vec<(usize, char)> =
                source::unwanted_characters(&text).filter(|(_, character)| !keep(*character)).collect();
            let Some((_, first)) = places.first() else { return text };
            self.fix(FixKind::Unseen, source::character_name(*first));
            for (at, character) in places.into_iter().rev() {
                text.replace_range(at..at + character.len_utf8(), "");
            }
        }
    }
}

/// Spaces that a word processor puts in: no-break, figure, narrow no-break.
const fn is_fixed_space(character: char) -> bool {
    matches!(character, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// The bullet at the start of a line and the line with `- ` in its place.
fn bullet(line: &str) -> Option<(String, String)> {
    const BULLETS: [char; 9] = ['•', '·', '◦', '▪', '▫', '●', '○', '\u{f0b7}', '\u{f0a7}'];
    let content = line.trim_start_matches([' ', '\t', '\u{a0}']);
    let indent = line[..line.len() - content.len()].chars().filter(|c| *c != '\t').count();
    let mut characters = content.chars();
    let mark = characters.next()?;
    let rest = characters.as_str();
    let spaced = rest.starts_with([' ', '\t', '\u{a0}']);
    let listed = BULLETS.contains(&mark) && (spaced || mark != '·');
    // Word's second level is the letter `o` and a tab; its dash is an en dash and a tab.
    if listed || (matches!(mark, 'o' | '–' | '-') && rest.starts_with('\t')) {
        let rest = rest.trim_start_matches([' ', '\t', '\u{a0}']);
        let indent = if mark == 'o' || mark == '◦' { 2.max(indent) } else { indent };
        return (!rest.is_empty()).then(|| (mark.to_string(), format!("{}- {rest}", " ".repeat(indent))));
    }
    None
}
