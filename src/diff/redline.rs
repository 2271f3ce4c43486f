//! Changes marked for reading: word by word, in every script.

use std::ops::Range;

use super::lines::{lines, offsets, readable_edits};
use super::moved::{Piece, pieces};
use super::refine::{Budget, refine};
use super::weighty::{Weighty, weighty};

/// Two texts and what changed from the one to the other, for reading.
///
/// The segments cover both texts in order and without gaps: those that are not inserted give the old
/// text, those that are not deleted the new one. Every boundary lies between two user-perceived
/// characters, and between two words where the dictionary knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redline {
    pub(super) old: String,
    pub(super) new: String,
    segments: Vec<Segment>,
    deleted_words: usize,
    inserted_words: usize,
    changed_words: usize,
    weighty: Vec<Weighty>,
}

/// A stretch of text with one mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What happened to it.
    pub mark: Mark,
    /// Its bytes in the old text; empty where it is only in the new one.
    pub old: Range<usize>,
    /// Its bytes in the new text; empty where it is only in the old one.
    pub new: Range<usize>,
}

/// What happened to a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// In both texts, in the same place.
    Same,
    /// In the old text only.
    Deleted,
    /// In the new text only.
    Inserted,
    /// In the old text, and word for word elsewhere in the new one, under the same number.
    MovedAway(u32),
    /// In the new text, and word for word elsewhere in the old one, under the same number.
    MovedHere(u32),
}

impl Mark {
    /// Whether text with this mark stands in the old text.
    #[must_use]
    pub fn is_old(self) -> bool {
        matches!(self, Self::Same | Self::Deleted | Self::MovedAway(_))
    }

    /// Whether text with this mark stands in the new text.
    #[must_use]
    pub fn is_new(self) -> bool {
        matches!(self, Self::Same | Self::Inserted | Self::MovedHere(_))
    }
}

/// Marks what changed from one text to another.
///
/// Lines first, then words within lines that changed; whole lines that stand elsewhere unchanged are
/// moved rather than deleted and inserted. The work is bounded by the number of words, not by a clock:
/// where two texts have too little in common for that, a changed place is marked as a whole.
///
/// ```
/// use handbook::diff::redline;
/// let found = redline("พนักงานอัยการต้องปฏิเสธ", "พนักงานอัยการอาจปฏิเสธ");
/// assert_eq!(found.plain(), "พนักงานอัยการ[-ต้อง-]{+อาจ+}ปฏิเสธ");
/// ```
#[must_use]
pub fn redline(old: &str, new: &str) -> Redline {
    let (old_lines, new_lines) = (lines(old), lines(new));
    let (old_at, new_at) = (offsets(&old_lines), offsets(&new_lines));
    let changes = readable_edits(&old_lines, &new_lines);
    let mut marking = Marking {
        found: Redline {
            old: old.to_owned(),
            new: new.to_owned(),
            segments: Vec::new(),
            deleted_words: 0,
            inserted_words: 0,
            changed_words: 0,
            weighty: Vec::new(),
        },
        budget: Budget::default(),
    };
    let (mut old_end, mut new_end) = (0, 0);
    let mut blocks = pieces(&old_lines, &new_lines, &changes).into_iter();
    for edit in &changes {
        marking.push(Mark::Same, old_end..old_at[edit.old.start], new_end..new_at[edit.new.start]);
        for piece in blocks.next().unwrap_or_default() {
            match piece {
                Piece::Changed { old, new } => {
                    marking.block(old_at[old.start]..old_at[old.end], new_at[new.start]..new_at[new.end]);
                }
                Piece::Away { number, old, new } => {
                    let at = new_at[new];
                    marking.push(Mark::MovedAway(number), old_at[old.start]..old_at[old.end], at..at);
                }
                Piece::Here { number, old, new } => {
                    let at = old_at[old];
                    marking.push(Mark::MovedHere(number), at..at, new_at[new.start]..new_at[new.end]);
                }
            }
        }
        (old_end, new_end) = (old_at[edit.old.end], new_at[edit.new.end]);
    }
    marking.push(Mark::Same, old_end..old.len(), new_end..new.len());
    marking.found
}

/// A redline in the making.
struct Marking {
    found: Redline,
    budget: Budget,
}

impl Marking {
    /// Adds a segment; one that is empty, or continues the one before, adds none.
    fn push(&mut self, mark: Mark, old: Range<usize>, new: Range<usize>) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        match self.found.segments.last_mut() {
            Some(last) if last.mark == mark => {
                last.old.end = old.end;
                last.new.end = new.end;
            }
            _ => self.found.segments.push(Segment { mark, old, new }),
        }
    }

    /// Marks the words that changed in a place.
    fn block(&mut self, old: Range<usize>, new: Range<usize>) {
        let (old_text, new_text) = (&self.found.old[old.clone()], &self.found.new[new.clone()]);
        let refined = refine(old_text, new_text, &mut self.budget);
        self.found.deleted_words += refined.deleted_words;
        self.found.inserted_words += refined.inserted_words;
        self.found.changed_words += refined.changed_words;
        let weighty = weighty(old_text, new_text, &refined.exact);
        self.found.weighty.extend(weighty.into_iter().map(|found| found.moved(old.start, new.start)));
        let (mut old_end, mut new_end) = (old.start, new.start);
        for edit in &refined.marks {
            let from = (old.start + edit.old.start, new.start + edit.new.start);
            let to = (old.start + edit.old.end, new.start + edit.new.end);
            self.push(Mark::Same, old_end..from.0, new_end..from.1);
            self.push(Mark::Deleted, from.0..to.0, from.1..from.1);
            self.push(Mark::Inserted, to.0..to.0, from.1..to.1);
            (old_end, new_end) = to;
        }
        self.push(Mark::Same, old_end..old.end, new_end..new.end);
    }
}

impl Redline {
    /// The stretches of text with their marks, in reading order, without gaps in either text.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The old text.
    #[must_use]
    pub fn old(&self) -> &str {
        &self.old
    }

    /// The new text.
    #[must_use]
    pub fn new_text(&self) -> &str {
        &self.new
    }

    /// The text of a segment.
    #[must_use]
    pub fn text(&self, segment: &Segment) -> &str {
        if segment.mark.is_new() { &self.new[segment.new.clone()] } else { &self.old[segment.old.clone()] }
    }

    /// Whether the two texts are the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.iter().all(|segment| segment.mark == Mark::Same)
    }

    /// Number of words that changed; a word put in another's place counts once.
    ///
    /// Blanks, punctuation and text that was moved as a whole do not count.
    #[must_use]
    pub fn changed_words(&self) -> usize {
        self.changed_words
    }

    /// Number of words of the old text that are gone.
    #[must_use]
    pub fn deleted_words(&self) -> usize {
        self.deleted_words
    }

    /// Number of words of the new text that were not there.
    #[must_use]
    pub fn inserted_words(&self) -> usize {
        self.inserted_words
    }

    /// Changed numbers, dates, negations and words of duty or permission, in the order of the text.
    ///
    /// One of these can change an obligation, however short it is.
    #[must_use]
    pub fn weighty(&self) -> &[Weighty] {
        &self.weighty
    }
}
