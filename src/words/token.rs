//! Tokens for searching, cut by character classes alone.
//!
//! A browser's script can do the same with `\p{L}`, `\p{M}`, `\p{N}` and one table of ranges; it
//! needs no dictionary and does not depend on the browser's own. Words of scripts with spaces are
//! whole tokens. A script without spaces gives one token for each cluster (a letter with its marks
//! and stacked letters); search joins neighbours to pairs, see [`bigrams`].

use std::ops::Range;

use super::boundary::STACKERS;
use super::normal::{Normal, normalise};
use super::script::{is_mark, is_unspaced, is_word_character};

/// Longest word in characters; a longer one is cut into several tokens, never dropped.
pub const LONGEST_WORD: usize = 64;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word of a script with spaces, or a number.
    Word,
    /// One cluster of a script without spaces.
    Cluster {
        /// Whether the run of clusters ends here.
        last: bool,
    },
}

/// A token of a text in normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The token's text in normal form.
    pub text: String,
    /// Byte range in the original text.
    pub range: Range<usize>,
    /// Word or cluster.
    pub kind: TokenKind,
}

/// The tokens of a text, in order; the position of a token is its index.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let normal = normalise(text);
    let mut cutter = Cutter { normal: &normal, found: Vec::new(), open: None };
    let mut before = None;
    let mut rest = normal.text().char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        let next = rest.peek().map(|&(_, next)| next);
        cutter.take(at, character, before, next);
        before = Some(character);
    }
    cutter.close(normal.text().len(), true);
    cutter.found
}

/// The pairs of neighbouring clusters: for each token, the text under which search files it.
///
/// A cluster is joined with its neighbour in the same run; the last of a run stands alone, so that
/// every cluster begins exactly one of them. A word is itself.
pub fn bigrams(tokens: &[Token]) -> impl Iterator<Item = String> {
    tokens.iter().enumerate().map(|(index, token)| match (token.kind, tokens.get(index + 1)) {
        (TokenKind::Cluster { last: false }, Some(next)) => format!("{}{}", token.text, next.text),
        _ => token.text.clone(),
    })
}

/// A token that is still growing: where it starts, how many characters it has, of which kind.
struct Open {
    start: usize,
    length: usize,
    unspaced: bool,
}

struct Cutter<'n> {
    normal: &'n Normal,
    found: Vec<Token>,
    open: Option<Open>,
}

impl Cutter<'_> {
    fn take(&mut self, at: usize, character: char, before: Option<char>, next: Option<char>) {
        let unspaced = is_unspaced(character);
        let joins = self.open.is_some();
        let within = before.is_some_and(is_word_character);
        if character == '\'' {
            // Between two letters an apostrophe is part of the word.
            let inside =
                joins && within && next.is_some_and(|next| is_word_character(next) && !is_unspaced(next));
            if inside && self.open.as_ref().is_some_and(|open| !open.unspaced) {
                self.grow();
            } else {
                self.close(at, true);
            }
            return;
        }
        if !is_word_character(character) {
            self.close(at, true);
            return;
        }
        match &self.open {
            Some(open) if open.unspaced => {
                let stacked = before.is_some_and(|before| STACKERS.contains(&before));
                if is_mark(character) || stacked || matches!(character, '\u{0E33}' | '\u{0EB3}') {
                    self.grow();
                } else {
                    self.close(at, !unspaced);
                    self.begin(at, unspaced);
                }
            }
            Some(open) if unspaced && !is_mark(character) => {
                let _ = open;
                self.close(at, true);
                self.begin(at, true);
            }
            Some(open) if open.length >= LONGEST_WORD => {
                self.close(at, true);
                self.begin(at, false);
            }
            Some(_) => self.grow(),
            None => self.begin(at, unspaced),
        }
    }

    fn begin(&mut self, at: usize, unspaced: bool) {
        self.open = Some(Open { start: at, length: 1, unspaced });
    }

    fn grow(&mut self) {
        if let Some(open) = &mut self.open {
            open.length += 1;
        }
    }

    fn close(&mut self, end: usize, last: bool) {
        if let Some(open) = self.open.take() {
            self.found.push(Token {
                text: self.normal.text()[open.start..end].to_owned(),
                range: self.normal.original(open.start..end),
                kind: if open.unspaced { TokenKind::Cluster { last } } else { TokenKind::Word },
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_and_clusters() {
        assert_eq!(cut("Art. 18(15) of the State's law"), ["art", "18", "15", "of", "the", "state's", "law"]);
        assert_eq!(cut("ค้ามนุษย์ 2551"), ["ค้", "า", "ม", "นุ", "ษ", "ย์", "2551"]);
        assert_eq!(cut("มาตรา๖"), ["ม", "า", "ต", "ร", "า", "6"]);
        assert_eq!(cut("ស្តីពី"), ["ស្តី", "ពី"]);
        assert_eq!(cut("น้ำใจ"), ["น้ำ", "ใ", "จ"]);
        assert_eq!(cut("undang-undang ne’ebé 'quoted'"), ["undang", "undang", "ne'ebé", "quoted"]);
        assert_eq!(cut(" … \u{200B} <>"), Vec::<String>::new());
    }

    #[test]
    fn pairs_begin_at_every_cluster() {
        let found: Vec<String> = bigrams(&tokens("ค้า มนุ law")).collect();
        assert_eq!(found, ["ค้า", "า", "มนุ", "นุ", "law"]);
    }

    #[test]
    fn a_run_of_any_length_is_kept() {
        let long = "ก".repeat(5_000);
        assert_eq!(tokens(&long).len(), 5_000);
        let word = "x".repeat(1_000);
        let found = tokens(&word);
        assert_eq!(found.iter().map(|token| token.text.len()).sum::<usize>(), 1_000);
        assert!(found.iter().all(|token| token.text.len() <= LONGEST_WORD));
    }

    #[test]
    fn offsets_count_in_the_original() {
        let text = "x — ﬁnal น\u{0E4D}\u{0E49}\u{0E32}\u{200B}ใจ";
        let found: Vec<&str> = tokens(text).into_iter().map(|token| &text[token.range]).collect();
        assert_eq!(found, ["x", "ﬁnal", "น\u{0E4D}\u{0E49}\u{0E32}", "ใ", "จ"]);
    }
}
