//! `handbook search related`.

use crate::cli::options::{FormatChoice, RelatedArguments};
use crate::cli::run::{Ending, Session};
use crate::cli::search::query::open;
use crate::diagnostic::visible;
use crate::error::{Error, Result};
use crate::search::RelatedAnswer;

/// Characters of a text that are shown.
const SHOWN: usize = 160;

/// Shows the paragraphs most like one.
pub(super) fn run(session: &Session<'_>, options: &RelatedArguments) -> Result<Ending> {
    let (config, searcher) = open(session)?;
    let Some(passage) = searcher.named(&options.paragraph)? else {
        return Err(Error::usage(format!(
            "there is no paragraph `{}`; give the number printed beside it, its anchor or its address",
            visible(&options.paragraph)
        )));
    };
    let related = searcher.related(&passage, options.limit.into())?;
    let answer = RelatedAnswer::new(&passage, &related);
    if session.out.format == FormatChoice::Json {
        session.out.result(&(serde_json::to_string_pretty(&answer).unwrap_or_default() + "\n"));
        return Ok(Ending::Clean);
    }
    let mut out = String::new();
    for other in &answer.related {
        let text: String = other.text.chars().take(SHOWN).collect();
        let number = if other.number.is_empty() { "-" } else { &other.number };
        let place = config.site_dir().join(&other.address);
        out.push_str(&format!("{number}\t{}\t{}\n", visible(place.as_str()), visible(&text)));
    }
    if answer.related.is_empty() {
        out.push_str("No other paragraph is like it.\n");
    }
    session.out.result(&out);
    Ok(Ending::Clean)
}
