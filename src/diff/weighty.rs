//! Changes that can change an obligation: numbers, dates, negations, words of duty and permission.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::words::{common_era, normalise, words};

use super::lines::Edit;

/// Words by language, as a lawyer would check them.
const LIST: &str = include_str!("weighty.toml");

/// Longest phrase of the list, in words and blanks.
const LONGEST_PHRASE: usize = 9;

/// A term that changed, where a short change can change an obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighty {
    /// What kind of term.
    pub kind: WeightyKind,
    /// Its bytes in the old text; none where it is new.
    pub old: Option<Range<usize>>,
    /// Its bytes in the new text; none where it is gone.
    pub new: Option<Range<usize>>,
    /// Whether old and new are the same year in two eras: `B.E. 2551` and `2008`.
    pub same_year: bool,
}

/// Kinds of terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WeightyKind {
    /// Figures of any script, or a number in words.
    Number,
    /// A day, a month with a year, or a day in a month.
    Date,
    /// Not, no, except, only, and the like.
    Negation,
    /// Shall, must, may, and the like.
    Modal,
}

impl Weighty {
    /// The same term in texts in which the two given stand at these places.
    pub(super) fn moved(self, old: usize, new: usize) -> Self {
        let by = |range: Range<usize>, by: usize| range.start + by..range.end + by;
        Self { old: self.old.map(|range| by(range, old)), new: self.new.map(|range| by(range, new)), ..self }
    }
}

/// A term of a text.
#[derive(Clone, Debug)]
struct Term {
    kind: WeightyKind,
    range: Range<usize>,
    /// Normal form: terms with one key mean the same.
    key: String,
}

/// The terms that the changes touch, each old one beside the new one that stands in its place.
pub(super) fn weighty(old: &str, new: &str, edits: &[Edit]) -> Vec<Weighty> {
    if edits.is_empty() {
        return Vec::new();
    }
    let (old_terms, new_terms) = (terms(old), terms(new));
    let (mut old_rest, mut new_rest) = (old_terms.as_slice(), new_terms.as_slice());
    let mut found = Vec::new();
    for edit in edits {
        let before = touched(&mut old_rest, &edit.old);
        let after = touched(&mut new_rest, &edit.new);
        pair(before, after, &mut found);
    }
    found
}

/// The terms that a change touches, or stands right beside; each is taken once.
///
/// A term beside a change may be part of a longer one on the other side: `shall` and `shall not`. Where
/// it is not, it is beside the change on both sides, and drops out.
fn touched<'t>(rest: &mut &'t [Term], range: &Range<usize>) -> &'t [Term] {
    const BLANK: usize = 1;
    let skipped = rest.iter().take_while(|term| term.range.end + BLANK < range.start).count();
    let after = &rest[skipped..];
    let taken = after.iter().take_while(|term| term.range.start <= range.end + BLANK).count();
    let (terms, later) = after.split_at(taken);
    *rest = later;
    terms
}

/// Puts terms of one change side by side, kind by kind; those that mean the same are no change.
///
/// In a place with too many terms to compare each with each, all are listed as gone and as new.
fn pair(before: &[Term], after: &[Term], found: &mut Vec<Weighty>) {
    const MOST_PAIRS: usize = 250_000;
    if !before.is_empty() && before.len().saturating_mul(after.len()) > MOST_PAIRS {
        pair(before, &[], found);
        return pair(&[], after, found);
    }
    let mut free: Vec<bool> = vec![true; after.len()];
    let mut unpaired = Vec::new();
    let mut later = 0;
    for term in before {
        // The same term in the same order is unchanged, though the words around it are not.
        let same = (later..after.len()).find(|&at| after[at].kind == term.kind && after[at].key == term.key);
        match same {
            Some(at) => {
                free[at] = false;
                later = at + 1;
            }
            None => unpaired.push(term),
        }
    }
    for term in unpaired {
        let other = (0..after.len()).find(|&at| free[at] && after[at].kind == term.kind);
        if let Some(at) = other {
            free[at] = false;
        }
        let new = other.map(|at| &after[at]);
        found.push(Weighty {
            kind: term.kind,
            old: Some(term.range.clone()),
            new: new.map(|new| new.range.clone()),
            same_year: new.is_some_and(|new| same_year(&term.key, &new.key)),
        });
    }
    for (term, _) in after.iter().zip(free).filter(|(_, free)| *free) {
        found.push(Weighty { kind: term.kind, old: None, new: Some(term.range.clone()), same_year: false });
    }
}

fn same_year(one: &str, other: &str) -> bool {
    common_era(one).as_deref() == Some(other) || common_era(other).as_deref() == Some(one)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    modal: Vec<String>,
    negation: Vec<String>,
    number: Vec<String>,
    month: Vec<String>,
    joint: Vec<String>,
}

/// What a phrase of the list is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Listing {
    Term(WeightyKind),
    Month,
    Joint,
}

struct Phrases(HashMap<String, Vec<Listing>>);

impl Phrases {
    fn get() -> &'static Self {
        static PHRASES: OnceLock<Phrases> = OnceLock::new();
        PHRASES.get_or_init(|| {
            // The list is part of the program; a test reads it.
            let Ok(listed) = toml::from_str::<Listed>(LIST) else { return Phrases(HashMap::new()) };
            let mut phrases: HashMap<String, Vec<Listing>> = HashMap::new();
            for (words, listing) in [
                (listed.modal, Listing::Term(WeightyKind::Modal)),
                (listed.negation, Listing::Term(WeightyKind::Negation)),
                (listed.number, Listing::Term(WeightyKind::Number)),
                (listed.month, Listing::Month),
                (listed.joint, Listing::Joint),
            ] {
                for word in words {
                    phrases.entry(normalise(&word).text().to_owned()).or_default().push(listing);
                }
            }
            Phrases(phrases)
        })
    }

    fn is(&self, word: &str, listing: Listing) -> bool {
        self.0.get(word).is_some_and(|found| found.contains(&listing))
    }

    fn term(&self, phrase: &str) -> Option<WeightyKind> {
        self.0.get(phrase)?.iter().find_map(|listing| match listing {
            Listing::Term(kind) => Some(*kind),
            _ => None,
        })
    }
}

/// A piece of the text as words see it, in normal form.
struct Token {
    range: Range<usize>,
    text: String,
}

impl Token {
    fn is_number(&self) -> bool {
        self.text.starts_with(|first: char| first.is_ascii_digit())
    }

    fn is_blank(&self) -> bool {
        !self.text.contains(char::is_alphanumeric)
    }
}

/// The terms of a text, in order, none over another.
fn terms(text: &str) -> Vec<Term> {
    let tokens: Vec<Token> = words(text)
        .into_iter()
        .map(|range| Token { text: normalise(&text[range.clone()]).text().to_owned(), range })
        .collect();
    let phrases = Phrases::get();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let next = date(&tokens[at..], phrases)
            .map(|length| (WeightyKind::Date, length))
            .or_else(|| tokens[at].is_number().then(|| (WeightyKind::Number, number(&tokens[at..]))))
            .or_else(|| phrase(&tokens[at..], phrases));
        let Some((kind, length)) = next else {
            at += 1;
            continue;
        };
        let part = &tokens[at..at + length];
        let key: String =
            part.iter().filter(|token| !token.is_blank()).map(|token| format!("{} ", token.text)).collect();
        let range = part[0].range.start..part[length - 1].range.end;
        found.push(Term { kind, range, key: key.trim_end().to_owned() });
        at += length;
    }
    found
}

/// How many tokens from the first on are a number: `30`, `1,000`, `12(1)`; at least one.
fn number(tokens: &[Token]) -> usize {
    let mut length = 1;
    while let [joint, next, ..] = &tokens[length..]
        && matches!(joint.text.as_str(), "." | "," | "'" | "/" | "-" | "–")
        && joint.range.end == next.range.start
        && next.is_number()
    {
        length += 2;
    }
    if tokens.get(length).is_some_and(|next| next.text == "%") { length + 1 } else { length }
}

/// How many tokens from the first on are a date, if they are one.
///
/// `2026-10-01`, `1 October 2026`, `October 1, 2026`, `๑ ตุลาคม พ.ศ. ๒๕๖๙`, `ngày 1 tháng 10 năm 2026`,
/// and a month with a day or a year alone.
fn date(tokens: &[Token], phrases: &Phrases) -> Option<usize> {
    let year = |token: &Token| token.text.len() == 4 && token.text.bytes().all(|byte| byte.is_ascii_digit());
    if let [first, one, second, other, third, ..] = tokens
        && year(first)
        && [one, other].iter().all(|joint| joint.text == "-")
        && [second, third].iter().all(|token| token.is_number() && token.text.len() == 2)
    {
        return Some(5);
    }
    let is_month = |token: &Token| phrases.is(&token.text, Listing::Month);
    if !tokens[0].is_number() && !is_month(&tokens[0]) {
        return None;
    }
    let (mut length, mut numbers, mut months) = (0, 0, 0);
    for (index, token) in tokens.iter().enumerate().take(14) {
        if token.is_number() && numbers < 3 {
            numbers += 1;
        } else if is_month(token) && months == 0 {
            months += 1;
        } else if (token.is_blank() && !token.text.contains(['\n', ';', '(', ')', '|']))
            || phrases.is(&token.text, Listing::Joint)
        {
            continue;
        } else {
            break;
        }
        length = index + 1;
    }
    (months == 1 && numbers > 0).then_some(length)
}

/// The longest listed phrase that begins at the first token: its kind, and how many tokens it has.
fn phrase(tokens: &[Token], phrases: &Phrases) -> Option<(WeightyKind, usize)> {
    if tokens[0].is_blank() {
        return None;
    }
    let mut found = None;
    let mut text = String::new();
    for (index, token) in tokens.iter().enumerate().take(LONGEST_PHRASE) {
        text.push_str(if token.text.trim().is_empty() { " " } else { &token.text });
        if let Some(kind) = phrases.term(&text) {
            found = Some((kind, index + 1));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::redline;

    fn changes(old: &str, new: &str) -> Vec<(WeightyKind, String, String)> {
        let found = redline(old, new);
        let text = |range: &Option<Range<usize>>, text: &str| {
            range.clone().map_or(String::new(), |range| text[range].to_owned())
        };
        found.weighty().iter().map(|term| (term.kind, text(&term.old, old), text(&term.new, new))).collect()
    }

    #[test]
    fn the_list_is_read() {
        assert!(Phrases::get().0.len() > 100);
        assert_eq!(Phrases::get().term("shall"), Some(WeightyKind::Modal));
    }

    #[test]
    fn duty_and_permission_are_told_apart() {
        use WeightyKind::{Modal, Negation};
        let one = |kind, old: &str, new: &str| vec![(kind, old.to_owned(), new.to_owned())];
        assert_eq!(changes("It shall reply.", "It may reply."), one(Modal, "shall", "may"));
        assert_eq!(changes("It shall reply.", "It shall not reply."), one(Modal, "shall", "shall not"));
        assert_eq!(changes("พนักงานอัยการต้องปฏิเสธ", "พนักงานอัยการอาจปฏิเสธ"), one(Modal, "ต้อง", "อาจ"));
        assert_eq!(changes("Cơ quan phải trả lời", "Cơ quan có thể trả lời"), one(Modal, "phải", "có thể"));
        assert_eq!(changes("It is accepted.", "It is not accepted."), one(Negation, "", "not"));
        assert_eq!(changes("A shall, B may.", "A may, B shall.").len(), 2);
        assert!(changes("It shall reply.", "It shall answer.").is_empty());
    }

    #[test]
    fn numbers_and_dates_are_compared_by_what_they_mean() {
        use WeightyKind::{Date, Number};
        let one = |kind, old: &str, new: &str| vec![(kind, old.to_owned(), new.to_owned())];
        assert_eq!(changes("within 30 days", "within 60 days"), one(Number, "30", "60"));
        assert_eq!(changes("within thirty days", "within sixty days"), one(Number, "thirty", "sixty"));
        assert!(changes("พ.ศ. ๒๕๕๑", "พ.ศ. 2551").is_empty());
        assert_eq!(
            changes("on 1 October 2026.", "on 1 November 2026."),
            one(Date, "1 October 2026", "1 November 2026")
        );
        assert_eq!(changes("from 2026-10-01", "from 2027-10-01"), one(Date, "2026-10-01", "2027-10-01"));
        assert_eq!(
            changes("ngày 1 tháng 10 năm 2026", "ngày 1 tháng 11 năm 2026"),
            one(Date, "1 tháng 10 năm 2026", "1 tháng 11 năm 2026")
        );
        let found = redline("Act of 2551", "Act of 2008");
        assert!(found.weighty()[0].same_year);
    }
}
