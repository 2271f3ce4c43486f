//! The stem under which the forms of a word are found together, with the law's exceptions.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

use frostem::{Algorithm, Stemmer};

use super::normal::fold;

/// Words whose stem the general rules get wrong for this field, under the stem they are given.
pub(super) const EXCEPTIONS: [(&str, &[&str]); 24] = [
    ("accused", &["accused"]),
    ("author", &["author", "authors", "authorship"]),
    ("authority", &["authority", "authorities"]),
    ("constitution", &["constitution", "constitutions", "constitutional"]),
    ("convention", &["convention", "conventions"]),
    ("customs", &["customs"]),
    ("deni", &["denial", "denials"]),
    ("evident", &["evident", "evidently"]),
    ("executive", &["executive", "executives"]),
    ("forfeit", &["forfeiture", "forfeitures"]),
    ("general", &["general", "generally"]),
    ("important", &["important", "importantly"]),
    ("informal", &["informal", "informally"]),
    ("informant", &["informant", "informants"]),
    ("information", &["information"]),
    ("international", &["international", "internationally"]),
    ("objective", &["objective", "objectives"]),
    ("organ", &["organ", "organs"]),
    ("proceeding", &["proceeding", "proceedings"]),
    ("proceeds", &["proceeds"]),
    ("refus", &["refusal", "refusals"]),
    ("seiz", &["seizure", "seizures"]),
    ("university", &["university", "universities"]),
    ("witness", &["witness", "witnesses", "witnessed"]),
];

/// Whole words spelt in two ways, and the spelling to which they are brought.
pub(super) const SPELLINGS: [(&str, &str); 19] = [
    ("offense", "offence"),
    ("offenses", "offences"),
    ("defense", "defence"),
    ("defenses", "defences"),
    ("license", "licence"),
    ("licenses", "licences"),
    ("licensed", "licenced"),
    ("pretense", "pretence"),
    ("labor", "labour"),
    ("labors", "labours"),
    ("honor", "honour"),
    ("favor", "favour"),
    ("behavior", "behaviour"),
    ("harbor", "harbour"),
    ("harboring", "harbouring"),
    ("judgement", "judgment"),
    ("judgements", "judgments"),
    ("program", "programme"),
    ("programs", "programmes"),
];

/// Stem of a word in normal form; a word of another script, or with a digit, is its own stem.
///
/// Snowball's English algorithm, after spellings have been brought to one (`-ize` and `-ise`), with
/// exceptions of this module: *proceeds* is not *proceedings*, *authority* is not *author*. The marks of Latin letters
/// are folded away. English serves for every language in Latin letters, since the language of a
/// query of two words is unknown; the exact form is always searched beside the stem.
#[must_use]
pub fn stem(word: &str) -> String {
    with_stem(word, str::to_owned)
}

/// Looks at the [`stem`] of a word, which is not copied. `look` must not ask for stems itself.
pub fn with_stem<T>(word: &str, look: impl FnOnce(&str) -> T) -> T {
    thread_local! {
        /// Stems made before on this thread: a text says its words again and again.
        static KNOWN: RefCell<HashMap<String, String>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(stem) = known.get(word) {
            return look(stem);
        }
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        look(known.entry(word.to_owned()).or_insert_with(|| stem_anew(word)))
    })
}

/// Most stems that a thread remembers; some 2 MB.
const MOST_KNOWN: usize = 20_000;

fn stem_anew(word: &str) -> String {
    let folded = fold(word);
    if !folded.is_ascii() || folded.bytes().any(|byte| byte.is_ascii_digit()) {
        return folded.into_owned();
    }
    // Folding has removed the apostrophe of a possessive.
    let base = if word.ends_with("'s") { folded.strip_suffix('s').unwrap_or(&folded) } else { &*folded };
    let spelt = spell(base);
    if let Some(found) = exception(&spelt) {
        return found.to_owned();
    }
    let stemmed = Stemmer::new(Algorithm::English).stem(&spelt).into_owned();
    // "ratify" and "ratification", "notify" and "notification"
    match stemmed.strip_suffix("ifi") {
        Some(root) if root.len() >= 2 => format!("{root}if"),
        _ => stemmed,
    }
}

/// Brings American spellings to British ones.
fn spell(word: &str) -> Cow<'_, str> {
    if let Some(&(_, to)) = SPELLINGS.iter().find(|&&(from, _)| from == word) {
        return Cow::Borrowed(to);
    }
    for suffix in ["ize", "izes", "ized", "izer", "izers", "izing", "ization", "izations", "izational"] {
        if let Some(root) = word.strip_suffix(suffix)
            && root.len() >= 3
        {
            return Cow::Owned(format!("{root}is{}", &suffix[2..]));
        }
    }
    Cow::Borrowed(word)
}

/// The listed stem for a word.
fn exception(word: &str) -> Option<&'static str> {
    EXCEPTIONS.iter().find(|(_, words)| words.contains(&word)).map(|&(stem, _)| stem)
}

/// Words that carry grammar rather than meaning; a text that lacks one still answers the query.
///
/// English alone: the frequent words of the other languages are weighed down by their frequency.
pub(super) const FUNCTION_WORDS: [&str; 72] = [
    "a", "about", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did",
    "do", "does", "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into",
    "is", "it", "its", "may", "me", "my", "no", "not", "of", "on", "or", "our", "shall", "she", "should",
    "so", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "to",
    "under", "upon", "was", "we", "were", "what", "when", "where", "which", "who", "will", "with", "would",
    "you",
];

/// Whether a word in normal form is an English function word ("the", "of").
#[must_use]
pub fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_the_law_are_kept_apart() {
        for (one, other) in [
            ("proceeds", "proceedings"),
            ("proceeds", "proceed"),
            ("authority", "author"),
            ("authority", "authorise"),
            ("organ", "organised"),
            ("international", "internal"),
            ("convention", "convenes"),
            ("customs", "custom"),
            ("witness", "wit"),
            ("important", "import"),
            ("executive", "execution"),
            ("constitution", "constitutes"),
        ] {
            assert_ne!(stem(one), stem(other), "{one} {other}");
        }
    }

    #[test]
    fn forms_of_one_word_share_a_stem() {
        for (one, other) in [
            ("authority", "authorities"),
            ("authorise", "authorization"),
            ("authors", "author"),
            ("proceeding", "proceedings"),
            ("extradite", "extradition"),
            ("requests", "requested"),
            ("ratify", "ratification"),
            ("notifies", "notification"),
            ("offense", "offences"),
            ("organized", "organisation"),
            ("state's", "states"),
            ("confiscate", "confiscation"),
            ("seized", "seizure"),
            ("forfeiture", "forfeited"),
            ("conventions", "convention"),
            ("criminalized", "criminalisation"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
    }

    #[test]
    fn marks_fold_and_other_scripts_stay() {
        assert_eq!(stem("quyền"), "quyen");
        assert_eq!(stem("ne'ebé"), "neeb");
        assert_eq!(stem("உரிமை"), "உரிமை");
        assert_eq!(stem("2008"), "2008");
        assert_eq!(stem("18a"), "18a");
    }

    #[test]
    fn function_words_are_sorted() {
        assert!(FUNCTION_WORDS.is_sorted());
        assert!(is_function_word("the") && !is_function_word("state"));
    }
}
