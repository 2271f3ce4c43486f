//! The terms under which a passage is filed.

use std::ops::RangeInclusive;

use super::schema::length_code;
use super::synonyms::{Mention, Thesaurus, group_key};
use crate::model::Passage;
use crate::words::{Token, TokenKind, bigrams, common_era, dictionary_words, references, stem, tokens};

/// Length that a cluster of an unspaced script counts for, in words: a Thai word has some three.
const CLUSTER_LENGTH: f64 = 0.35;

/// Empty positions between the body, the headings and the title of a passage, so that no phrase
/// reaches from one into the next.
pub(super) const GAP: usize = 16;

/// A passage, cut into terms.
pub(super) struct Cut {
    pub(super) title: Zone,
    pub(super) headings: Vec<Zone>,
    pub(super) body: Zone,
    /// Code of the length of the body.
    pub(super) length: u8,
}

impl Cut {
    /// Cuts a passage.
    pub(super) fn of(passage: &Passage, thesaurus: &Thesaurus) -> Self {
        let body = Zone::cut(&passage.text, thesaurus);
        let weight = |token: &Token| if token.kind == TokenKind::Word { 1.0 } else { CLUSTER_LENGTH };
        Self {
            length: length_code(body.tokens.iter().map(weight).sum()),
            title: Zone::cut(&passage.page_title, thesaurus),
            headings: passage.headings.iter().map(|heading| Zone::cut(heading, thesaurus)).collect(),
            body,
        }
    }

    /// All tokens as they stand, with positions: those of the text, the headings, the title.
    pub(super) fn exact(&self) -> Vec<(usize, String)> {
        let mut found = Vec::with_capacity(self.body.tokens.len());
        let mut at = self.body.surface(0, &mut found) + GAP;
        for heading in &self.headings {
            at = heading.surface(at, &mut found) + GAP;
        }
        self.title.surface(at, &mut found);
        found
    }
}

/// One text of a passage, cut.
pub(super) struct Zone {
    pub(super) tokens: Vec<Token>,
    /// Keys with the positions at which they stand, in order.
    pub(super) keys: Vec<(usize, String)>,
    /// Expressions with synonyms.
    pub(super) mentions: Vec<Mention>,
}

impl Zone {
    /// Cuts a text into tokens and files them under their keys.
    pub(super) fn cut(text: &str, thesaurus: &Thesaurus) -> Self {
        let tokens = tokens(text);
        let mut keys = keys(&tokens);
        for (position, token) in tokens.iter().enumerate() {
            keys.extend(common_era(&token.text).map(|year| (position, year)));
        }
        for reference in references(text, &tokens) {
            keys.extend(reference.keys.into_iter().map(|key| (reference.tokens.start, key)));
        }
        keys.extend(compounds(text, &tokens));
        let mentions = thesaurus.find(text, &tokens, true);
        for mention in &mentions {
            keys.push((mention.tokens.start, group_key(mention.group)));
        }
        keys.sort_by_key(|(position, _)| *position);
        Self { tokens, keys, mentions }
    }

    /// Adds the tokens as they stand, from position `at`; returns the position after the last.
    pub(super) fn surface(&self, at: usize, into: &mut Vec<(usize, String)>) -> usize {
        into.extend(bigrams(&self.tokens).enumerate().map(|(index, text)| (at + index, text)));
        at + self.tokens.len()
    }
}

/// Marks the key of a dictionary word, so that it sorts beside the pair with which it begins.
pub(super) const WORD: &str = "\u{1}";

/// Shortest and longest dictionary word in clusters that has a key of its own.
pub(super) const WORD_CLUSTERS: RangeInclusive<usize> = 3..=10;

/// Keys of the dictionary words of unspaced scripts; a word of two clusters has its pair.
fn compounds(text: &str, tokens: &[Token]) -> Vec<(usize, String)> {
    if tokens.iter().all(|token| token.kind == TokenKind::Word) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut next = 0;
    for word in dictionary_words(text) {
        while tokens.get(next).is_some_and(|token| token.range.start < word.start) {
            next += 1;
        }
        let length = tokens[next..].iter().take_while(|token| token.range.end <= word.end).count();
        found.extend(compound(&tokens[next..next + length]).map(|key| (next, key)));
    }
    found
}

/// Key of these clusters as one dictionary word.
pub(super) fn compound(clusters: &[Token]) -> Option<String> {
    let fits = WORD_CLUSTERS.contains(&clusters.len())
        && clusters.iter().all(|token| token.kind != TokenKind::Word)
        && clusters[..clusters.len() - 1]
            .iter()
            .all(|token| token.kind == TokenKind::Cluster { last: false });
    fits.then(|| clusters.iter().map(|token| token.text.as_str()).chain([WORD]).collect())
}

/// The key under which search files each token: the stem of a word, a pair of clusters.
pub(super) fn keys(tokens: &[Token]) -> Vec<(usize, String)> {
    tokens
        .iter()
        .zip(bigrams(tokens))
        .map(|(token, text)| if token.kind == TokenKind::Word { stem(&text) } else { text })
        .enumerate()
        .collect()
}
