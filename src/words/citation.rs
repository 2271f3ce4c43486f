//! Citations in running text: provisions, neutral citations, years of the Buddhist era.

use std::ops::Range;

use super::token::{Token, TokenKind};

/// Words before the number of a provision, in normal form. Statutes and treaties of different
/// languages say article, section, rule or clause for the same thing, and translations mix them.
pub(super) const PROVISIONS: [&str; 33] = [
    "§",
    "art",
    "article",
    "articles",
    "artigo",
    "artigos",
    "artigu",
    "artikulo",
    "arts",
    "dieu",
    "perkara",
    "pasal",
    "reg",
    "regs",
    "regulation",
    "regulations",
    "rule",
    "rules",
    "s",
    "sec",
    "secs",
    "section",
    "sections",
    "seksiyon",
    "seksyen",
    "ss",
    "điều",
    "பிரிவு",
    "ข้อ",
    "มาตรา",
    "ມາດຕາ",
    "ပုဒ်မ",
    "មាត្រា",
];

/// Words between the number of a provision and that of its part.
pub(super) const PARTS: [&str; 12] = [
    "al",
    "ayat",
    "khoản",
    "n",
    "no",
    "para",
    "paragraph",
    "paragraphs",
    "paras",
    "point",
    "subsection",
    "subsections",
];

/// Longest provision word in clusters.
const LONGEST_PROVISION: usize = 6;

/// A citation found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Indices of the tokens it is made of.
    pub tokens: Range<usize>,
    /// Keys under which it is searched, from the widest to the narrowest: `§18`, `§18(15)`.
    pub keys: Vec<String>,
}

/// The citations in a text whose tokens are given.
///
/// `art. 18(15)`, `Article 18, paragraph 15`, `มาตรา ๑๘` and `s 12(1)(a)` are provisions, whatever they
/// are called; `[2008] SGCA 41` is a neutral citation. Provisions in a list are found one by one.
///
/// ```
/// use handbook::words::{references, tokens};
/// let text = "see art. 18(15)";
/// let found = references(text, &tokens(text));
/// assert_eq!(found[0].keys, ["§18", "§18(15)"]);
/// ```
#[must_use]
pub fn references(text: &str, tokens: &[Token]) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        if let Some(reference) = neutral(text, tokens, index) {
            index = reference.tokens.end;
            found.push(reference);
        } else if is_number(&tokens[index])
            && let Some(start) =
                provision_word(text, tokens, index).or_else(|| bare(text, tokens, index).then_some(index))
        {
            index = list(text, tokens, start, index, &mut found);
        } else {
            index += 1;
        }
    }
    found
}

/// The year of the common era for one of the Buddhist era: `2551` gives `2008`.
#[must_use]
pub fn common_era(word: &str) -> Option<String> {
    if word.len() != 4 {
        return None;
    }
    let year: u32 = word.parse().ok()?;
    (2400..=2643).contains(&year).then(|| (year - 543).to_string())
}

/// The text between two neighbouring tokens.
fn gap<'t>(text: &'t str, tokens: &[Token], after: usize) -> &'t str {
    match (tokens.get(after), tokens.get(after + 1)) {
        (Some(one), Some(other)) => text.get(one.range.end..other.range.start).unwrap_or(""),
        _ => "",
    }
}

/// Whether a token is a number, with letters after it at most: `18`, `6a`.
fn is_number(token: &Token) -> bool {
    token.kind == TokenKind::Word
        && token.text.len() <= 6
        && token.text.starts_with(|first: char| first.is_ascii_digit())
        && token.text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Where the provision word before the number at `index` begins.
fn provision_word(text: &str, tokens: &[Token], index: usize) -> Option<usize> {
    if index == 0 {
        return text.get(..tokens[0].range.start)?.trim_end().ends_with('§').then_some(0);
    }
    let between = gap(text, tokens, index - 1);
    if between.trim_end().ends_with('§') {
        return Some(index);
    }
    if !between
        .chars()
        .all(|character| character.is_whitespace() || matches!(character, '.' | '\u{200B}' | '\u{A0}'))
    {
        return None;
    }
    if tokens[index - 1].kind == TokenKind::Word {
        return PROVISIONS.contains(&tokens[index - 1].text.as_str()).then_some(index - 1);
    }
    let mut word = String::new();
    for start in (index.saturating_sub(LONGEST_PROVISION)..index).rev() {
        if tokens[start].kind == TokenKind::Word {
            break;
        }
        word.insert_str(0, &tokens[start].text);
        if PROVISIONS.contains(&word.as_str()) {
            return Some(start);
        }
    }
    None
}

/// Takes the provision at `index` and those listed after it; returns the index after the last.
fn list(text: &str, tokens: &[Token], start: usize, index: usize, found: &mut Vec<Reference>) -> usize {
    let mut start = start;
    let mut index = index;
    loop {
        let (end, keys) = provision(text, tokens, index);
        found.push(Reference { tokens: start..end, keys });
        let joined = gap(text, tokens, end - 1).trim();
        let next = match tokens.get(end).map(|token| token.text.as_str()) {
            Some("and" | "or" | "to" | "và" | "dan" | "e") => end + 1,
            _ if matches!(joined, "," | ";" | "&" | "–" | "-") => end,
            _ => return end,
        };
        if !tokens.get(next).is_some_and(is_number) {
            return end;
        }
        start = next;
        index = next;
    }
}

/// Whether the number at `index` is that of a provision by its part alone: `18(13)`.
fn bare(text: &str, tokens: &[Token], index: usize) -> bool {
    tokens[index].text.len() <= 3
        && gap(text, tokens, index) == "("
        && part(text, tokens, index + 1) == Some(index + 1)
        && is_number(&tokens[index + 1])
}

/// The provision whose number stands at `index`: the index after it, and its keys.
fn provision(text: &str, tokens: &[Token], index: usize) -> (usize, Vec<String>) {
    let mut key = format!("§{}", tokens[index].text);
    let mut keys = vec![key.clone()];
    let mut end = index + 1;
    while let Some(part) = part(text, tokens, end) {
        key = format!("{key}({})", tokens[part].text);
        keys.push(key.clone());
        end = part + 1;
    }
    (end, keys)
}

/// The index of the token at or after `end` that names a part of the provision before it.
fn part(text: &str, tokens: &[Token], end: usize) -> Option<usize> {
    let before = gap(text, tokens, end - 1);
    let token = tokens.get(end)?;
    let closes = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| text.get(token.range.end..).is_some_and(|rest| rest.starts_with(')')))
    };
    if matches!(before, "(" | ")(" | " (" | ") (") && token.text.len() <= 5 && closes(end) {
        return Some(end);
    }
    let named = PARTS.contains(&token.text.as_str()) && before.trim().trim_matches([',', ')']).is_empty();
    (named && tokens.get(end + 1).is_some_and(is_number)).then_some(end + 1)
}

/// A neutral citation that begins with the year at `index`.
fn neutral(text: &str, tokens: &[Token], index: usize) -> Option<Reference> {
    let [year, court, number] = tokens.get(index..index + 3)? else { return None };
    let opens = text.get(..year.range.start)?.ends_with(['[', '(']);
    let closes = gap(text, tokens, index).trim_end();
    let fits = opens
        && matches!(closes, "]" | ")")
        && year.text.len() == 4
        && year.text.bytes().all(|byte| byte.is_ascii_digit())
        && (2..=8).contains(&court.text.len())
        && court.text.bytes().all(|byte| byte.is_ascii_lowercase())
        && gap(text, tokens, index + 1).trim().is_empty()
        && number.text.bytes().all(|byte| byte.is_ascii_digit());
    let key = format!("[{}]{}{}", year.text, court.text, number.text);
    fits.then(|| Reference { tokens: index..index + 3, keys: vec![key] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tokens;

    fn keys(text: &str) -> Vec<String> {
        references(text, &tokens(text))
            .into_iter()
            .filter_map(|reference| reference.keys.last().cloned())
            .collect()
    }

    #[test]
    fn provisions_are_one_whatever_they_are_called() {
        for text in [
            "art. 18(15)",
            "Article 18 (15)",
            "Art 18, paragraph 15",
            "section 18(15)",
            "§ 18(15)",
            "มาตรา ๑๘(๑๕)",
        ] {
            assert_eq!(keys(text), ["§18(15)"], "{text}");
        }
        for text in
            ["มาตรา๖", "ข้อ ๖", "ມາດຕາ ໖", "មាត្រា ៦", "ပုဒ်မ ၆", "Điều 6", "Pasal 6", "s. 6", "Artigo 6.º"]
        {
            let wide: Vec<String> =
                references(text, &tokens(text)).into_iter().flat_map(|found| found.keys).collect();
            assert_eq!(wide.first().map(String::as_str), Some("§6"), "{text}");
        }
        assert_eq!(keys("Pasal 5 ayat (1)"), ["§5(1)"]);
        assert_eq!(keys("s 12(1)(a) and s. 13A"), ["§12(1)(a)", "§13a"]);
    }

    #[test]
    fn lists_are_taken_apart() {
        assert_eq!(keys("arts. 16, 18(3) and 44 apply"), ["§16", "§18(3)", "§44"]);
        assert_eq!(keys("articles 5 to 7"), ["§5", "§7"]);
    }

    #[test]
    fn a_number_with_its_part_needs_no_word() {
        assert_eq!(keys("UNTOC 18(13)(a)"), ["§18(13)(a)"]);
        assert_eq!(keys("2007(3) and 18(x)"), Vec::<String>::new());
    }

    #[test]
    fn other_numbers_are_not_provisions() {
        for text in ["chapter 3", "18 (15)", "the States 12", "parts 3", "s's 12x34567", "art"] {
            assert_eq!(keys(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn neutral_citations_are_one_word() {
        assert_eq!(keys("in [2008] SGCA 41, the court"), ["[2008]sgca41"]);
        assert_eq!(keys("2008 SGCA 41"), Vec::<String>::new());
    }

    #[test]
    fn years_of_the_buddhist_era() {
        assert_eq!(common_era("2551").as_deref(), Some("2008"));
        assert_eq!(common_era("2008"), None);
        assert_eq!(common_era("25 5"), None);
    }
}
