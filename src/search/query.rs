//! What a reader asked for.

use super::hit::{Filters, Note};
use crate::words::{Token, TokenKind, tokens};

/// Longest query in characters; the rest is cut off and the answer says so.
pub const LONGEST_QUERY: usize = 256;

/// Most words, phrases and exclusions of a query together; the rest is left out and the answer says so.
pub const MOST_CLAUSES: usize = 16;

/// One thing that is asked for: a word, a run of an unspaced script, or a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The tokens, in order; one for a word.
    pub tokens: Vec<Token>,
    /// Whether they must stand side by side as they are, because the reader put them in quotes.
    pub phrase: bool,
    /// Whether passages with it are left out.
    pub excluded: bool,
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
        let mut ends_in_word = false;
        for piece in pieces(cut) {
            ends_in_word = query.take(&piece) && !piece.quoted;
        }
        query.typing = ends_in_word
            && cut.chars().next_back().is_some_and(char::is_alphanumeric)
            && query.clauses.last().is_some_and(|last| {
                !last.excluded && last.tokens.last().is_some_and(|token| token.kind == TokenKind::Word)
            });
        if query.clauses.len() > MOST_CLAUSES {
            query.clauses.truncate(MOST_CLAUSES);
            query.typing = false;
            query.notes.push(Note::TooMany);
        }
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
                loose.add_words(&clause.tokens);
            } else {
                loose.clauses.push(clause.clone());
            }
        }
        loose.typing = false;
        loose
    }

    /// Adds one piece of the text; returns whether it was text to find.
    fn take(&mut self, piece: &Piece<'_>) -> bool {
        if !piece.quoted && !piece.excluded && self.narrow(piece.text) {
            return false;
        }
        let found = tokens(piece.text);
        if found.is_empty() {
            return false;
        }
        if piece.quoted || piece.excluded {
            self.clauses.push(Clause {
                phrase: piece.quoted || found.len() > 1,
                tokens: found,
                excluded: piece.excluded,
            });
        } else {
            self.add_words(&found);
        }
        true
    }

    /// Adds each word, and each run of clusters, as a clause.
    fn add_words(&mut self, found: &[Token]) {
        let mut run: Vec<Token> = Vec::new();
        for token in found {
            run.push(token.clone());
            if token.kind != (TokenKind::Cluster { last: false }) {
                let tokens = std::mem::take(&mut run);
                self.clauses.push(Clause { tokens, phrase: false, excluded: false });
            }
        }
        if !run.is_empty() {
            self.clauses.push(Clause { tokens: run, phrase: false, excluded: false });
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

/// A piece of a query's text: a quoted phrase, or what stands between spaces.
#[derive(Debug, PartialEq, Eq)]
struct Piece<'q> {
    text: &'q str,
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
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|character: char| character.is_whitespace() || character.is_control());
        let Some(first) = rest.chars().next() else { return found };
        let mut excluded = false;
        if matches!(first, '-' | '\u{2212}') {
            let after = &rest[first.len_utf8()..];
            excluded =
                after.chars().next().is_some_and(|next| next.is_alphanumeric() || closing(next).is_some());
            rest = after;
            if !excluded {
                continue;
            }
        }
        let Some(mark) = rest.chars().next() else { return found };
        if let Some(close) = closing(mark) {
            let inner = &rest[mark.len_utf8()..];
            let end = inner.find(close).unwrap_or(inner.len());
            found.push(Piece { text: &inner[..end], quoted: true, excluded });
            rest = inner[end..].strip_prefix(close).unwrap_or("");
        } else {
            let end = rest
                .find(|character: char| character.is_whitespace() || closing(character).is_some())
                .unwrap_or(rest.len());
            found.push(Piece { text: &rest[..end], quoted: false, excluded });
            rest = &rest[end..];
        }
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
        assert_eq!(shown("art. 18(15)"), ["art", "18", "15"]);
        assert_eq!(shown("ค้ามนุษย์2551 law"), ["ค้|า|ม|นุ|ษ|ย์", "2551", "law"]);
        assert_eq!(shown("\"unclosed phrase"), ["\"unclosed|phrase\""]);
        assert_eq!(shown("\"\" - \u{0} <>"), Vec::<String>::new());
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
        let query = Query::parse(&"word ".repeat(2_000));
        assert_eq!(query.clauses().len(), MOST_CLAUSES);
        assert_eq!(query.notes(), [Note::Cut, Note::TooMany]);
        assert_eq!(query.text().chars().count(), LONGEST_QUERY);
    }
}
