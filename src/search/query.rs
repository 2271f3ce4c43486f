//! What a reader asked for.

use std::ops::Range;

use super::hit::{Filters, Note};
use crate::words::{Token, TokenKind, references, tokens};

/// Longest query in characters; the rest is cut off and the answer says so.
pub const LONGEST_QUERY: usize = 512;

/// Most phrases and exclusions of a query; the rest is left out and the answer says so.
pub const MOST_CLAUSES: usize = 16;

/// Most words of a query; the rest is left out and the answer says so. A question in full sentences
/// has some twenty; more than this are not typed by a reader.
pub const MOST_WORDS: usize = 64;

/// One thing that is asked for: a word, a run of an unspaced script, or a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The tokens, in order; one for a word.
    pub tokens: Vec<Token>,
    /// Whether they must stand side by side as they are, because the reader put them in quotes.
    pub phrase: bool,
    /// Whether passages with it are left out.
    pub excluded: bool,
    /// Keys of the provision or decision that it cites, from wide to narrow; empty for other text.
    pub reference: Vec<String>,
}

/// A query, understood.
///
/// Words; `"phrases"`; `-words` and `-"phrases"` to leave out; `state:TH`, `kind:annex`,
/// `lang:th`, `cites:untoc` and `cites:untoc:18` to narrow. Everything else is text to find.
///
/// ```
/// use handbook::search::Query;
/// let query = Query::parse("\"dual criminality\" refusal -tax state:th");
/// assert_eq!(query.clauses().len(), 3);
/// assert_eq!(query.filters().state.as_deref(), Some("th"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    text: String,
    clauses: Vec<Clause>,
    filters: Filters,
    notes: Vec<Note>,
    typing: bool,
}

impl Query {
    /// Understands any text as a query; never fails.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let cut = text.char_indices().nth(LONGEST_QUERY).map_or(text, |(at, _)| &text[..at]);
        if cut.len() < text.len() {
            query.notes.push(Note::Cut);
        }
        query.text = cut.to_owned();
        let mut plain: Option<Range<usize>> = None;
        let mut ends_in_word = false;
        for piece in pieces(cut) {
            let text = &cut[piece.range.clone()];
            ends_in_word = false;
            if piece.quoted || piece.excluded {
                query.add_words(cut, plain.take());
                query.add_phrase(text, &piece);
            } else if query.narrow(text) {
                query.add_words(cut, plain.take());
            } else {
                let start = plain.map_or(piece.range.start, |plain| plain.start);
                plain = Some(start..piece.range.end);
                ends_in_word = true;
            }
        }
        query.add_words(cut, plain);
        query.typing = ends_in_word
            && cut.chars().next_back().is_some_and(char::is_alphanumeric)
            && query.clauses.last().is_some_and(|last| {
                !last.excluded
                    && last.reference.is_empty()
                    && last.tokens.last().is_some_and(|token| token.kind == TokenKind::Word)
            });
        query.limit();
        query
    }

    /// The text as it was typed, cut to [`LONGEST_QUERY`].
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is asked for, in the order typed.
    #[must_use]
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// Narrowing that was typed in the query itself.
    #[must_use]
    pub fn filters(&self) -> &Filters {
        &self.filters
    }

    /// What was left out of the query.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Whether the last word may be unfinished: nothing, not even a space, follows it.
    #[must_use]
    pub fn typing(&self) -> bool {
        self.typing
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clauses.iter().all(|clause| clause.excluded)
    }

    /// The query with its phrases taken apart into words.
    pub(super) fn loosened(&self) -> Self {
        let mut loose = self.clone();
        loose.clauses.clear();
        for clause in &self.clauses {
            if clause.phrase && !clause.excluded {
                loose.clauses.extend(split(&clause.tokens));
            } else {
                loose.clauses.push(clause.clone());
            }
        }
        loose.typing = false;
        loose
    }

    /// Adds a phrase or an exclusion.
    fn add_phrase(&mut self, text: &str, piece: &Piece) {
        let found = tokens(text);
        if !found.is_empty() {
            let phrase = piece.quoted || found.len() > 1;
            let excluded = piece.excluded;
            self.clauses.push(Clause { tokens: found, phrase, excluded, reference: Vec::new() });
        }
    }

    /// Adds each word, each run of clusters and each citation of a stretch of plain text.
    fn add_words(&mut self, cut: &str, range: Option<Range<usize>>) {
        let Some(range) = range else { return };
        let text = &cut[range];
        let found = tokens(text);
        let mut done = 0;
        for reference in references(text, &found) {
            self.clauses.extend(split(&found[done..reference.tokens.start]));
            done = reference.tokens.end;
            self.clauses.push(Clause {
                tokens: found[reference.tokens].to_vec(),
                phrase: false,
                excluded: false,
                reference: reference.keys,
            });
        }
        self.clauses.extend(split(&found[done..]));
    }

    /// Leaves out what is too much.
    fn limit(&mut self) {
        let (mut phrases, mut words) = (0, 0);
        let before = self.clauses.len();
        self.clauses.retain(|clause| {
            let (count, most) = if clause.phrase || clause.excluded {
                (&mut phrases, MOST_CLAUSES)
            } else {
                (&mut words, MOST_WORDS)
            };
            *count += 1;
            *count <= most
        });
        if self.clauses.len() < before {
            self.typing = false;
            self.notes.push(Note::TooMany);
        }
    }

    /// Takes `key:value` as narrowing where the key is one of ours.
    fn narrow(&mut self, text: &str) -> bool {
        let Some((key, value)) = text.split_once(':') else { return false };
        let slot = match key.to_ascii_lowercase().as_str() {
            "state" => &mut self.filters.state,
            "kind" => &mut self.filters.kind,
            "lang" | "language" => &mut self.filters.language,
            "cites" | "instrument" => &mut self.filters.instrument,
            _ => return false,
        };
        if value.is_empty() {
            return false;
        }
        *slot = Some(value.to_owned());
        true
    }
}

/// Each word and each run of clusters as a clause.
fn split(tokens: &[Token]) -> Vec<Clause> {
    tokens
        .split_inclusive(|token| token.kind != (TokenKind::Cluster { last: false }))
        .map(|run| Clause { tokens: run.to_vec(), phrase: false, excluded: false, reference: Vec::new() })
        .collect()
}

/// A piece of a query's text: a quoted phrase, or what stands between spaces.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    range: Range<usize>,
    quoted: bool,
    excluded: bool,
}

/// Quotation marks and what closes them.
fn closing(mark: char) -> Option<&'static [char]> {
    match mark {
        '"' => Some(&['"', '\u{201C}', '\u{201D}']),
        '\u{201C}' | '\u{201D}' | '\u{201E}' => Some(&['\u{201C}', '\u{201D}', '"']),
        '\u{00AB}' => Some(&['\u{00BB}']),
        '\u{300C}' => Some(&['\u{300D}']),
        _ => None,
    }
}

/// Cuts a query at spaces and quotation marks; a mark that is never closed reaches to the end.
fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let blank = |character: char| character.is_whitespace() || character.is_control();
        at = text.len() - text[at..].trim_start_matches(blank).len();
        let Some(first) = text[at..].chars().next() else { return found };
        let mut excluded = false;
        if matches!(first, '-' | '\u{2212}') {
            at += first.len_utf8();
            let next = text[at..].chars().next();
            excluded = next.is_some_and(|next| next.is_alphanumeric() || closing(next).is_some());
            if !excluded {
                continue;
            }
        }
        let Some(mark) = text[at..].chars().next() else { return found };
        let close = closing(mark);
        let start = if close.is_some() { at + mark.len_utf8() } else { at };
        let end = match close {
            Some(close) => text[start..].find(close),
            None => text[start..].find(|character| blank(character) || closing(character).is_some()),
        };
        let end = end.map_or(text.len(), |end| start + end);
        found.push(Piece { range: start..end, quoted: close.is_some(), excluded });
        at = end + close.and_then(|_| text[end..].chars().next()).map_or(0, char::len_utf8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        Query::parse(text)
            .clauses()
            .iter()
            .map(|clause| {
                let words: Vec<&str> = clause.tokens.iter().map(|token| token.text.as_str()).collect();
                let minus = if clause.excluded { "-" } else { "" };
                let quote = if clause.phrase { "\"" } else { "" };
                format!("{minus}{quote}{}{quote}", words.join("|"))
            })
            .collect()
    }

    #[test]
    fn words_phrases_and_exclusions() {
        assert_eq!(shown("dual criminality"), ["dual", "criminality"]);
        assert_eq!(shown("\"Dual Criminality\" -tax"), ["\"dual|criminality\"", "-tax"]);
        assert_eq!(shown("“mutual legal”assistance"), ["\"mutual|legal\"", "assistance"]);
        assert_eq!(shown("-\"political offence\" x"), ["-\"political|offence\"", "x"]);
        assert_eq!(shown("-self-help x - y --z"), ["-\"self|help\"", "x", "y", "-z"]);
        assert_eq!(shown("art. 18(15) of untoc"), ["art|18|15", "of", "untoc"]);
        assert_eq!(shown("18 (15)"), ["18", "15"]);
        assert_eq!(shown("ค้ามนุษย์2551 law"), ["ค้|า|ม|นุ|ษ|ย์", "2551", "law"]);
        assert_eq!(shown("\"unclosed phrase"), ["\"unclosed|phrase\""]);
        assert_eq!(shown("\"\" - \u{0} <>"), Vec::<String>::new());
    }

    #[test]
    fn citations_are_one_clause() {
        let query = Query::parse("UNTOC art. 18 (15) refusal");
        assert_eq!(query.clauses()[1].reference, ["§18", "§18(15)"]);
        assert_eq!(query.clauses().len(), 3);
        assert!(!Query::parse("art. 18").typing());
    }

    #[test]
    fn narrowing_is_told_from_text() {
        let query = Query::parse("state:TH Kind:annex cites:untoc:18(15) note: x");
        assert_eq!(query.filters().state.as_deref(), Some("TH"));
        assert_eq!(query.filters().kind.as_deref(), Some("annex"));
        assert_eq!(query.filters().instrument.as_deref(), Some("untoc:18(15)"));
        assert_eq!(query.clauses().len(), 2);
    }

    #[test]
    fn only_a_bare_last_word_is_unfinished() {
        assert!(Query::parse("dual crim").typing());
        for text in ["dual crim ", "\"dual crim", "dual -crim", "crim?", "ค้า", "x state:TH", ""] {
            assert!(!Query::parse(text).typing(), "{text}");
        }
    }

    #[test]
    fn long_queries_are_cut_and_say_so() {
        let query = Query::parse(&"w \"x y\" ".repeat(2_000));
        assert_eq!(query.clauses().iter().filter(|clause| clause.phrase).count(), MOST_CLAUSES);
        assert_eq!(query.notes(), [Note::Cut, Note::TooMany]);
        assert_eq!(query.text().chars().count(), LONGEST_QUERY);
    }
}
