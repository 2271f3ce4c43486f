//! Which reservations and declarations touch the articles that a request would name.

use crate::model::Reservation;

/// Whether a reservation on `article` touches one of the `listed` articles. What names no article
/// is general and touches all.
pub(super) fn touches(reservation: &Reservation, listed: &[String]) -> bool {
    let named = articles(&reservation.article);
    named.is_empty() || named.iter().any(|named| listed.iter().any(|listed| overlap(named, listed)))
}

/// The articles in words such as `16`, `20 and 26`, `article 35(2)`, `12 to 14`.
fn articles(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let mut found: Vec<String> = Vec::new();
    let mut range = false;
    for word in text.split([' ', ',', ';']).filter(|word| !word.is_empty()) {
        if !word.starts_with(|letter: char| letter.is_ascii_digit()) {
            range = matches!(word, "to" | "-" | "\u{2013}");
            continue;
        }
        let between = found.last().filter(|_| range).and_then(|last| Some((whole(last)?, whole(word)?)));
        if let Some((first, last)) = between {
            found.extend((first + 1..last).take(200).map(|number| number.to_string()));
        }
        found.push(word.to_owned());
        range = false;
    }
    found
}

/// The number of an article, without its paragraph.
fn whole(article: &str) -> Option<u32> {
    article.split('(').next()?.parse().ok()
}

/// `16` overlaps `16(5)` either way; `16(5)` and `16(9)` do not overlap.
fn overlap(one: &str, other: &str) -> bool {
    let covers = |wide: &str, narrow: &str| {
        narrow.strip_prefix(wide).is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
    };
    covers(one, other) || covers(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Evidence;

    fn touch(article: &str, listed: &[&str]) -> bool {
        let reservation = Reservation {
            kind: "reservation".into(),
            article: article.into(),
            summary: String::new(),
            sources: Vec::new(),
            evidence: Evidence::OneSource,
            effect: None,
        };
        let listed: Vec<String> = listed.iter().map(|&listed| listed.to_owned()).collect();
        touches(&reservation, &listed)
    }

    #[test]
    fn articles_and_paragraphs() {
        assert!(touch("16", &["16"]));
        assert!(touch("16(5)", &["16"]) && touch("16", &["16(9)"]));
        assert!(!touch("16(5)", &["16(9)"]) && !touch("1", &["16"]) && !touch("16", &["1"]));
        assert!(
            touch("20 and 26", &["26"]) && touch("articles 12 to 14", &["13"]) && !touch("12 to 14", &["15"])
        );
        assert!(!touch("35(2)", &["16", "18"]) && !touch("16", &[]));
    }

    #[test]
    fn what_names_no_article_touches_all() {
        assert!(touch("general", &["16"]) && touch("general", &[]));
    }
}
