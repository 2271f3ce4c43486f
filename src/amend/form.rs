//! Files of the record in TOML: read strictly, with every fault at its line and column.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::de::{self, DeserializeOwned, Deserializer};

use super::refusal::{Refusal, RefusalCode};
use crate::diagnostic::{SourceText, Span};

/// Reads a TOML text into a type that knows every key; the first fault of form is the refusal.
pub(super) fn from_toml<T: DeserializeOwned>(
    source: &Arc<SourceText>,
    code: RefusalCode,
    guide: &str,
) -> Result<T, Refusal> {
    toml::from_str(source.text()).map_err(|error| {
        let message = error.message().lines().next().unwrap_or("it cannot be read").to_owned();
        Refusal::new(
            code,
            format!("`{}` cannot be read: {message}", source.path()),
            format!("correct this line; {guide}"),
        )
        .at(source, Span::new(error.span().unwrap_or(0..0)))
    })
}

/// A day written in TOML without quotation marks: `2026-12-15`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl Day {
    /// The moment (UTC) at which the day begins.
    #[must_use]
    pub fn begins(self) -> Timestamp {
        moment(self.0)
    }

    /// The first moment (UTC) after the day.
    #[must_use]
    pub fn ended(self) -> Timestamp {
        self.0.tomorrow().map_or(Timestamp::MAX, moment)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

fn moment(day: Date) -> Timestamp {
    Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

impl<'de> de::Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = toml::value::Datetime::deserialize(deserializer)?;
        match (found.date, found.time, found.offset) {
            (Some(day), None, None) => {
                let date = i16::try_from(day.year).ok().zip(i8::try_from(day.month).ok());
                date.zip(i8::try_from(day.day).ok())
                    .and_then(|((year, month), day)| Date::new(year, month, day).ok())
                    .map(Day)
                    .ok_or_else(|| de::Error::custom("this day is not in the calendar"))
            }
            _ => Err(de::Error::custom("a day is expected, for example 2026-12-15, without a time")),
        }
    }
}

/// A moment written in TOML without quotation marks: `2026-12-15T08:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub Timestamp);

impl<'de> de::Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = toml::value::Datetime::deserialize(deserializer)?;
        found
            .to_string()
            .parse()
            .map(Moment)
            .map_err(|_| de::Error::custom("a moment in UTC is expected, for example 2026-12-15T08:00:00Z"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        day: Day,
        at: Option<Moment>,
    }

    #[test]
    fn days_and_moments_are_strict() {
        let read = |text: &str| toml::from_str::<Sample>(text);
        let sample = read("day = 2026-12-15\nat = 2026-12-15T08:00:00Z\n").unwrap();
        assert_eq!(sample.day.begins().to_string(), "2026-12-15T00:00:00Z");
        assert_eq!(sample.day.ended().to_string(), "2026-12-16T00:00:00Z");
        assert_eq!(sample.at.unwrap().0.to_string(), "2026-12-15T08:00:00Z");
        for wrong in [
            "day = \"2026-12-15\"",
            "day = 2026-12-15T00:00:00Z",
            "day = 2026-02-30",
            "day = 2026-12-15\nat = 2026-12-15",
            "day = 2026-12-15\nat = 2026-12-15T08:00:00",
            "day = 2026-12-15\nother = 1",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
