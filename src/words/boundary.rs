//! Where words and user-perceived characters begin and end, as a reader sees them.

use std::ops::Range;
use std::sync::OnceLock;

use icu_segmenter::WordSegmenter;
use icu_segmenter::WordSegmenterBorrowed;
use icu_segmenter::options::WordBreakInvariantOptions;
use unicode_segmentation::UnicodeSegmentation;

/// The one segmenter: rules of UAX 29, dictionaries for Thai, Lao, Khmer, Burmese and Chinese.
///
/// The dictionaries are preferred to the neural models that the crate would choose by itself: they
/// are some forty times faster, and they cut a word the same way whatever stands around it.
fn segmenter() -> WordSegmenterBorrowed<'static> {
    static SEGMENTER: OnceLock<WordSegmenterBorrowed<'static>> = OnceLock::new();
    *SEGMENTER.get_or_init(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()))
}

/// Cuts a text into words and what stands between them, without gaps, as byte ranges.
///
/// Spaces and punctuation are pieces of their own. No cut falls inside a user-perceived character
/// or between a Khmer or Burmese letter and the one stacked under it.
///
/// ```
/// let text = "ค้ามนุษย์ is";
/// let pieces: Vec<&str> = handbook::words::words(text).into_iter().map(|range| &text[range]).collect();
/// assert_eq!(pieces, ["ค้า", "มนุษย์", " ", "is"]);
/// ```
#[must_use]
pub fn words(text: &str) -> Vec<Range<usize>> {
    pieces(text).into_iter().map(|(range, _)| range).collect()
}

/// The words of a text alone, without spaces and punctuation, as byte ranges.
#[must_use]
pub fn dictionary_words(text: &str) -> Vec<Range<usize>> {
    pieces(text).into_iter().filter(|&(_, word)| word).map(|(range, _)| range).collect()
}

/// Pieces of a text, each with whether it is a word.
fn pieces(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut word = false;
    let plain = text.is_ascii();
    let mut clusters = clusters(text).map(|range| range.end).peekable();
    for (end, kind) in segmenter().segment_str(text).iter_with_word_type() {
        if end == 0 {
            continue;
        }
        word |= kind.is_word_like();
        while clusters.next_if(|&cluster| cluster < end).is_some() {}
        if plain || clusters.peek() == Some(&end) {
            found.push((start..end, word));
            start = end;
            word = false;
        }
    }
    found
}

/// User-perceived characters of a text as byte ranges, without gaps.
///
/// Extended grapheme clusters of UAX 29, with a letter stacked under another (Khmer, Burmese) kept
/// with it.
pub fn clusters(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut graphemes = text.grapheme_indices(true).peekable();
    std::iter::from_fn(move || {
        let (start, grapheme) = graphemes.next()?;
        let mut end = start + grapheme.len();
        let mut stacks = grapheme.ends_with(STACKERS);
        while stacks && let Some((next, grapheme)) = graphemes.next() {
            end = next + grapheme.len();
            stacks = grapheme.ends_with(STACKERS);
        }
        Some(start..end)
    })
}

/// Signs that stack the next letter under the one before: Khmer coeng, Burmese virama, Tai Tham sakot.
pub(super) const STACKERS: [char; 3] = ['\u{17D2}', '\u{1039}', '\u{1A60}'];

/// The last word boundary of a text at or before a byte offset; the text's end for any offset past it.
///
/// For cutting a text short without cutting a word or a character.
#[must_use]
pub fn floor_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    words(text).into_iter().map(|range| range.end).take_while(|&end| end <= at).last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        words(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn unspaced_scripts_are_cut_by_dictionary() {
        assert_eq!(cut("การส่งผู้ร้ายข้ามแดน"), ["การ", "ส่ง", "ผู้ร้าย", "ข้าม", "แดน"]);
        assert_eq!(cut("ກົດໝາຍວ່າດ້ວຍ"), ["ກົດໝາຍ", "ວ່າ", "ດ້ວຍ"]);
        assert_eq!(cut("ច្បាប់ស្តីពី"), ["ច្បាប់", "ស្តី", "ពី"]);
        assert!(cut("လူကုန်ကူးမှုတားဆီးကာကွယ်ရေးဥပဒေ").len() > 4);
        assert!(cut("引渡条约").len() > 1);
    }

    #[test]
    fn pieces_cover_the_text_and_never_cut_a_cluster() {
        for text in
            ["", "a", "The Act, s 12(1)(a).", "ក្រសួងយុត្តិធម៌ (Ministry)", "e\u{301}e\u{301} 🇹🇭🇹🇭", "\u{17D2}ក"]
        {
            let mut end = 0;
            let ends: Vec<usize> = clusters(text).map(|range| range.end).collect();
            for range in words(text) {
                assert_eq!(range.start, end);
                end = range.end;
                assert!(ends.contains(&end), "{text:?} at {end}");
            }
            assert_eq!(end, text.len(), "{text:?}");
        }
    }

    #[test]
    fn words_alone_leave_out_punctuation() {
        let text = "In force (2008): ค้ามนุษย์.";
        let found: Vec<&str> = dictionary_words(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["In", "force", "2008", "ค้า", "มนุษย์"]);
    }

    #[test]
    fn a_text_is_cut_short_between_words() {
        let text = "ค้ามนุษย์";
        assert_eq!(&text[..floor_boundary(text, 12)], "ค้า");
        assert_eq!(floor_boundary(text, 0), 0);
        assert_eq!(floor_boundary(text, 400), text.len());
    }
}
