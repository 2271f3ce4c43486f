//! Queries drawn from texts, for measuring speed.

use crate::model::Passage;
use crate::words::dictionary_words;

/// Queries drawn from passages: two to four words of one of them; every seventh in quotation marks,
/// every seventh with a misspelt word, every tenth cut short as while it is typed. The same passages,
/// count and seed give the same queries.
#[must_use]
pub fn draw(passages: &[Passage], count: usize, seed: u64) -> Vec<String> {
    let mut chance = Chance(seed);
    let mut queries = Vec::with_capacity(count);
    // Passages without words are passed over; a book of nothing but those gives no query.
    for _ in 0..count.saturating_mul(20) {
        if queries.len() == count || passages.is_empty() {
            break;
        }
        let passage = &passages[chance.below(passages.len())];
        let words = dictionary_words(&passage.text);
        let wanted = 2 + chance.below(3);
        if words.len() < wanted {
            continue;
        }
        let from = chance.below(words.len() - wanted + 1);
        let text = &passage.text[words[from].start..words[from + wanted - 1].end];
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', " ");
        queries.push(match queries.len() {
            number if number % 7 == 3 => format!("\"{text}\""),
            number if number % 7 == 5 => misspelt(&text, &mut chance),
            number if number % 10 == 9 => short(&text),
            _ => text,
        });
    }
    queries
}

/// The text with two neighbouring letters of its longest word swapped.
fn misspelt(text: &str, chance: &mut Chance) -> String {
    let Some(word) = text.split(' ').max_by_key(|word| word.len()) else { return text.to_owned() };
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() > 3 {
        let at = 1 + chance.below(letters.len() - 2);
        letters.swap(at, at + 1);
    }
    text.replacen(word, &letters.into_iter().collect::<String>(), 1)
}

/// The text without the last letters of its last word.
fn short(text: &str) -> String {
    let last = text.rsplit(' ').next().unwrap_or(text).chars().count();
    let keep = text.chars().count() - last / 2;
    text.chars().take(keep).collect()
}

/// Numbers that look like chance and are not: the linear congruence of Knuth's MMIX.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_queries() {
        let passage = |text: &str| Passage { text: text.to_owned(), ..Passage::default() };
        let passages = [
            passage("The requested State answers within three weeks."),
            passage(""),
            passage("ค้ามนุษย์ข้ามแดน"),
        ];
        let drawn = draw(&passages, 40, 1);
        assert_eq!(drawn.len(), 40);
        assert_eq!(drawn, draw(&passages, 40, 1));
        assert_ne!(drawn, draw(&passages, 40, 2));
        assert!(drawn.iter().any(|query| query.starts_with('"')));
        assert!(draw(&passages[1..2], 40, 1).is_empty());
    }
}
