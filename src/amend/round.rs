//! A round of work: when amendments are received, on which timetable.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use toml::Spanned;

use super::form::{self, Day};
use super::policy::Track;
use super::refusal::{Refusal, RefusalCode};
use crate::diagnostic::{SourceText, Span, visible};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    #[serde(default)]
    base_edition: String,
    track: BTreeMap<String, Spanned<Window>>,
    chapter: Option<ChapterTable>,
    adoption: AdoptionTable,
}

/// When something is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day (UTC).
    pub opens: Day,
    /// Last day (UTC), to its end.
    pub closes: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChapterTable {
    review: Review,
}

/// The time in which the conclusions on chapters lie before the delegates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Day by which the rapporteurs summarise.
    pub summary_by: Day,
    /// Last day (UTC) for objections, to its end.
    pub review_closes: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdoptionTable {
    by: Spanned<String>,
    not_before: Spanned<Day>,
}

/// One version of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Its id, which is also the name of its file.
    pub id: String,
    /// The edition that it starts from; may be empty.
    pub base_edition: String,
    /// Timetable for national law.
    pub annex: Option<Window>,
    /// Timetable for suggestions on chapters.
    pub chapter: Option<Window>,
    /// Review of the conclusions on chapters.
    pub review: Option<Review>,
    /// First day on which the meeting's adoption is recorded.
    pub not_before: Day,
}

/// How a moment lies to a round's timetable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// The timetable has not begun.
    Early,
    /// It is open.
    Open,
    /// It is over.
    Late,
    /// The round has no such timetable.
    NoTrack,
}

impl Round {
    /// The window of a timetable; [`Track::Always`] has none.
    #[must_use]
    pub const fn window(&self, track: Track) -> Option<Window> {
        match track {
            Track::Annex => self.annex,
            Track::Chapter => self.chapter,
            Track::Always => None,
        }
    }

    /// How a ledger time lies to a timetable.
    #[must_use]
    pub fn timing(&self, track: Track, now: Timestamp) -> Timing {
        if track == Track::Always {
            return Timing::Open;
        }
        match self.window(track) {
            None => Timing::NoTrack,
            Some(window) if now < window.opens.begins() => Timing::Early,
            Some(window) if now >= window.closes.ended() => Timing::Late,
            Some(_) => Timing::Open,
        }
    }

    /// Whether the time for objections is over.
    #[must_use]
    pub fn review_is_over(&self, now: Timestamp) -> bool {
        self.review.is_none_or(|review| now >= review.review_closes.ended())
    }
}

impl fmt::Display for Round {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.id)
    }
}

/// Reads the text of a round's file.
///
/// # Errors
/// Every fault that was found; where the form itself is wrong, the first one.
pub fn read(source: &Arc<SourceText>) -> Result<Round, Vec<Refusal>> {
    let guide = "the form is described in docs/formats/round.md";
    let file: File = form::from_toml(source, RefusalCode::R0058, guide).map_err(|refusal| vec![refusal])?;
    let mut refusals = Vec::new();
    let mut fault = |span: std::ops::Range<usize>, message: String, remedy: &str| {
        refusals.push(Refusal::new(RefusalCode::R0058, message, remedy).at(source, Span::new(span)));
    };
    let id = file.id.get_ref();
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let stem = source.path().rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
    if id.is_empty() || !id.bytes().all(letters) {
        fault(file.id.span(), format!("`{}` is no name of a round", visible(id)), "write it as `2026-R2`");
    } else if stem.is_some_and(|stem| stem != id) {
        fault(
            file.id.span(),
            format!("the round `{id}` is in a file of another name"),
            "the file is called as the round, with `.toml`",
        );
    }
    for (name, window) in &file.track {
        if !["annex", "chapter"].contains(&name.as_str()) {
            fault(
                window.span(),
                format!("`{}` is no timetable", visible(name)),
                "timetables are `[track.annex]` and `[track.chapter]`",
            );
        }
        if window.get_ref().closes < window.get_ref().opens {
            fault(
                window.span(),
                format!("the timetable `{}` closes before it opens", visible(name)),
                "correct one of the two days",
            );
        }
    }
    let window = |name: &str| file.track.get(name).map(|window| *window.get_ref());
    let (annex, chapter) = (window("annex"), window("chapter"));
    if annex.is_none() && chapter.is_none() {
        fault(
            file.id.span(),
            format!("the round `{id}` has no timetable"),
            "add `[track.annex]` or `[track.chapter]`",
        );
    }
    let review = file.chapter.as_ref().map(|table| table.review);
    match (chapter, review) {
        (Some(_), None) => fault(
            file.id.span(),
            "there are suggestions on chapters and no time for objections".to_owned(),
            "add `[chapter.review]` with `summary_by` and `review_closes`",
        ),
        (Some(window), Some(review))
            if review.summary_by < window.closes || review.review_closes < review.summary_by =>
        {
            fault(
                file.id.span(),
                "the review of the chapters is over before it can begin".to_owned(),
                "the order is: `closes`, `summary_by`, `review_closes`",
            );
        }
        _ => {}
    }
    if file.adoption.by.get_ref() != "chair" {
        fault(
            file.adoption.by.span(),
            "only the Chair records what the meeting adopted".to_owned(),
            "write `by = \"chair\"`",
        );
    }
    let not_before = *file.adoption.not_before.get_ref();
    if review.is_some_and(|review| not_before <= review.review_closes) {
        fault(
            file.adoption.not_before.span(),
            "the adoption may come before the time for objections is over".to_owned(),
            "`not_before` is later than `review_closes`",
        );
    }
    if refusals.is_empty() {
        Ok(Round {
            id: file.id.into_inner(),
            base_edition: file.base_edition,
            annex,
            chapter,
            review,
            not_before,
        })
    } else {
        Err(refusals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "id = \"2026-R2\"\nbase_edition = \"2026.1\"\n\
        [track.annex]\nopens = 2026-09-01\ncloses = 2026-12-15\n\
        [track.chapter]\nopens = 2026-09-01\ncloses = 2026-11-30\n\
        [chapter.review]\nsummary_by = 2026-12-10\nreview_closes = 2027-01-10\n\
        [adoption]\nby = \"chair\"\nnot_before = 2027-01-11\n";

    fn round(text: &str) -> Result<Round, Vec<Refusal>> {
        read(&SourceText::new("amendments/rounds/2026-R2.toml", text))
    }

    #[test]
    fn the_last_day_counts_to_its_end_in_utc() {
        let round = round(GOOD).unwrap();
        let at = |text: &str| round.timing(Track::Annex, text.parse().unwrap());
        assert_eq!(at("2026-08-31T23:59:59Z"), Timing::Early);
        assert_eq!(at("2026-09-01T00:00:00Z"), Timing::Open);
        assert_eq!(at("2026-12-15T23:59:59Z"), Timing::Open);
        assert_eq!(at("2026-12-16T00:00:00Z"), Timing::Late);
        assert_eq!(at("2026-12-16T06:59:59+07:00"), Timing::Open);
        assert!(!round.review_is_over("2027-01-10T23:59:59Z".parse().unwrap()));
        assert!(round.review_is_over("2027-01-11T00:00:00Z".parse().unwrap()));
    }

    #[test]
    fn contradictions_are_named_at_their_line() {
        let line = |old: &str, new: &str| {
            let refusals = round(&GOOD.replacen(old, new, 1)).unwrap_err();
            let place = refusals[0].place.as_ref().unwrap();
            (refusals[0].code, place.source.place(place.span.start as usize).line)
        };
        let code = RefusalCode::R0058;
        assert_eq!(line("2026-R2", "2026-R3"), (code, 1));
        assert_eq!(line("closes = 2026-12-15", "closes = 2026-08-15"), (code, 3));
        assert_eq!(line("by = \"chair\"", "by = \"editor\""), (code, 13));
        assert_eq!(line("not_before = 2027-01-11", "not_before = 2027-01-10"), (code, 14));
        assert_eq!(line("[chapter.review]", "[chapter.reviews]").0, code);
        assert_eq!(line("closes = 2026-12-15", "closes = 2026-12-15\nlate = true").0, code);
        assert_eq!(line("closes = 2026-12-15", "closes = \"2026-12-15\""), (code, 5));
    }
}
