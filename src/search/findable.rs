//! Whether every stretch of a text is found by the index made from it.

use super::{Filters, Page, Query, Searcher};
use crate::error::Result;
use crate::model::Passage;
use crate::words::dictionary_words;

/// Longest stretch in dictionary words that is asked for.
const LONGEST: usize = 3;

/// Passages looked at for each stretch.
const DEPTH: usize = 10_000;

/// A stretch of a passage that its own index does not find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Address of the passage.
    pub passage: String,
    /// The stretch.
    pub text: String,
}

/// Asks for stretches of one to three words of each passage and reports those that do not find it.
///
/// Every `step`-th stretch is asked for, as a phrase; 1 asks for all. Returns how many were asked
/// for, and the lost ones.
///
/// # Errors
/// When the index cannot be read.
pub fn lost(searcher: &Searcher, passages: &[Passage], step: usize) -> Result<(usize, Vec<Lost>)> {
    let (mut seen, mut asked) = (0, 0);
    let mut lost = Vec::new();
    for passage in passages {
        let words = dictionary_words(&passage.text);
        for length in 1..=LONGEST {
            for stretch in words.windows(length) {
                seen += 1;
                if seen % step.max(1) != 0 {
                    continue;
                }
                asked += 1;
                let text = &passage.text[stretch[0].start..stretch[length - 1].end];
                if !finds(searcher, passage, text)? {
                    lost.push(Lost { passage: passage.address(), text: text.to_owned() });
                }
            }
        }
    }
    Ok((asked, lost))
}

/// Whether the phrase finds the passage.
fn finds(searcher: &Searcher, passage: &Passage, text: &str) -> Result<bool> {
    let query = Query::parse(&format!("\"{}\"", text.replace('"', " ")));
    if query.is_empty() {
        return Ok(true);
    }
    let page = Page { offset: 0, limit: DEPTH };
    let found = searcher.search(&query, &Filters::default(), page)?;
    Ok(found.notes.is_empty() && found.hits.iter().any(|hit| hit.passage.address() == passage.address()))
}
