//! The one date that everything sees, so that the same text gives the same site.
//!
//! It comes from `--as-of`, else from `SOURCE_DATE_EPOCH`
//! (<https://reproducible-builds.org/specs/source-date-epoch/>), else from the system. This is
//! the only module that may ask the system.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::error::{Error, Result};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The date of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    date: Date,
}

impl Clock {
    /// The date `as_of` (`YYYY-MM-DD`), else the day (UTC) of `source_date_epoch` (seconds since
    /// 1970), else today (UTC).
    ///
    /// # Errors
    /// A usage error where the first of them that is given cannot be read.
    pub fn new(as_of: Option<&str>, source_date_epoch: Option<&str>) -> Result<Self> {
        let date = match (as_of, source_date_epoch.map(str::trim)) {
            (Some(text), _) => full_date(text).ok_or_else(|| {
                Error::usage(format!("`{text}` is not a date; write it as 2026-11-22 (year-month-day)"))
            })?,
            (None, Some(text)) if !text.is_empty() => day_of_epoch(text).ok_or_else(|| {
                Error::usage(format!("SOURCE_DATE_EPOCH is `{text}`; it must be seconds since 1970"))
            })?,
            _ => today(),
        };
        Ok(Self { date })
    }

    /// A clock that stands at a date; for tests and for editions made earlier.
    #[must_use]
    pub const fn at(date: Date) -> Self {
        Self { date }
    }

    /// The date.
    #[must_use]
    pub const fn date(&self) -> Date {
        self.date
    }

    /// Seconds from the beginning of 1970 to the beginning of the date (UTC).
    #[must_use]
    pub fn epoch(&self) -> i64 {
        Offset::UTC.to_timestamp(self.date.at(0, 0, 0, 0)).map_or(0, Timestamp::as_second)
    }

    /// The date for readers: `22 November 2026`.
    #[must_use]
    pub fn long(&self) -> String {
        long(self.date)
    }

    /// The date for programs: `2026-11-22`.
    #[must_use]
    pub fn iso(&self) -> String {
        self.date.to_string()
    }
}

/// The moment of what is recorded: `at` (`2026-11-20T03:12:00Z`), else `source_date_epoch` (seconds
/// since 1970), else now. In whole seconds.
///
/// # Errors
/// A usage error where the first of them that is given cannot be read.
pub fn moment(at: Option<&str>, source_date_epoch: Option<&str>) -> Result<Timestamp> {
    let found = match (at, source_date_epoch.map(str::trim)) {
        (Some(text), _) => text.parse().map_err(|_| {
            Error::usage(format!("`{text}` is no moment; write it as 2026-11-20T03:12:00Z (in UTC)"))
        })?,
        (None, Some(text)) if !text.is_empty() => {
            let seconds = text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
            seconds.ok_or_else(|| {
                Error::usage(format!("SOURCE_DATE_EPOCH is `{text}`; it must be seconds since 1970"))
            })?
        }
        _ => now(),
    };
    Ok(Timestamp::from_second(found.as_second()).unwrap_or(found))
}

/// Whether a moment lies more than a day after the system's clock.
#[must_use]
pub fn is_far_ahead(moment: Timestamp) -> bool {
    moment.as_second() - now().as_second() > 86_400
}

/// The day (UTC) on which the system's clock stands.
fn today() -> Date {
    Offset::UTC.to_datetime(now()).date()
}

fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "the one place where the system is asked")]
    let now = std::time::SystemTime::now();
    Timestamp::try_from(now).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn day_of_epoch(text: &str) -> Option<Date> {
    let stamp = Timestamp::from_second(text.parse().ok()?).ok()?;
    Some(Offset::UTC.to_datetime(stamp).date())
}

/// Whether a moment lies more than a day after the date of a run.
#[must_use]
pub fn is_after(moment: Timestamp, clock: &Clock) -> bool {
    let day = Offset::UTC.to_datetime(moment).date();
    clock.date().tomorrow().is_ok_and(|tomorrow| day > tomorrow)
}

/// A date written `YYYY-MM-DD`, and only so, that exists in the calendar.
#[must_use]
pub fn full_date(text: &str) -> Option<Date> {
    let [year, month, day] = parts(text)[..] else { return None };
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Year, month, day as far as they are given, with four, two and two digits.
fn parts(text: &str) -> Vec<u16> {
    let number = |(index, part): (usize, &str)| {
        let digits = if index == 0 { 4 } else { 2 };
        let right = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        right.then(|| part.parse().ok()).flatten()
    };
    text.split('-').enumerate().map(number).collect::<Option<Vec<u16>>>().unwrap_or_default()
}

/// A date for readers: `22 November 2026`.
#[must_use]
pub fn long(date: Date) -> String {
    format!("{} {} {:04}", date.day(), month_name(date.month().unsigned_abs().into()), date.year())
}

fn month_name(month: u16) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("")
}

/// A date or part of one for readers: `2009` stays, `2009-02` becomes `February 2009`,
/// `2009-11-23` becomes `23 November 2009`. A text that is no date is returned as it is.
#[must_use]
pub fn long_date(text: &str) -> String {
    match parts(text)[..] {
        [year, month] if !month_name(month).is_empty() => format!("{} {year:04}", month_name(month)),
        [_, _, _] => full_date(text).map_or_else(|| text.to_owned(), long),
        _ => text.to_owned(),
    }
}

/// The first and the last day that a full or partial date can mean: `2009-02` is the 1st to the 28th
/// of February 2009. `None` where the text is no date.
#[must_use]
pub fn days(text: &str) -> Option<(Date, Date)> {
    let small = |number: u16| i8::try_from(number).ok();
    let year = |number: u16| i16::try_from(number).ok();
    match parts(text)[..] {
        [only] => Some((Date::new(year(only)?, 1, 1).ok()?, Date::new(year(only)?, 12, 31).ok()?)),
        [of, month] => {
            let first = Date::new(year(of)?, small(month)?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        _ => full_date(text).map(|day| (day, day)),
    }
}

/// Whole months from one date to another: 31 January to 28 February is none, to 1 March is one.
/// Negative where `later` lies before `earlier`.
#[must_use]
pub fn months_between(earlier: Date, later: Date) -> i32 {
    if later < earlier {
        return -months_between(later, earlier);
    }
    let months = (i32::from(later.year()) - i32::from(earlier.year())) * 12
        + (i32::from(later.month()) - i32::from(earlier.month()));
    months - i32::from(later.day() < earlier.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn as_of_stands_over_the_environment() {
        let clock = Clock::new(Some("2026-11-22"), Some("0")).unwrap();
        assert_eq!((clock.long(), clock.iso()), ("22 November 2026".into(), "2026-11-22".into()));
        assert_eq!(Clock::new(None, Some("86400")).unwrap().iso(), "1970-01-02");
        assert_eq!(Clock::new(None, Some("1258934400")).unwrap().date(), date(2009, 11, 23));
        assert_eq!(Clock::at(date(2009, 11, 23)).epoch(), 1_258_934_400);
        assert!(Clock::new(None, Some("")).unwrap().date() > date(2020, 1, 1));
        assert!(Clock::new(None, None).unwrap().date() > date(2020, 1, 1));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "2026", "2026-2-3", "2026-02-30", "26-02-03", "2026-02-03T00:00", " 2026-02-03"] {
            assert!(Clock::new(Some(text), None).is_err(), "{text}");
        }
        assert!(Clock::new(None, Some("yesterday")).is_err());
        assert!(Clock::new(None, Some("99999999999999999")).is_err());
    }

    #[test]
    fn partial_dates_in_words() {
        assert_eq!(long_date("2009"), "2009");
        assert_eq!(long_date("2009-02"), "February 2009");
        assert_eq!(long_date("2009-11-23"), "23 November 2009");
        for text in ["2009-13", "2009-02-30", "soon", "", "2009-02-01-01", "2009-2"] {
            assert_eq!(long_date(text), text);
        }
    }

    #[test]
    fn partial_dates_span_days() {
        assert_eq!(days("2009"), Some((date(2009, 1, 1), date(2009, 12, 31))));
        assert_eq!(days("2012-02"), Some((date(2012, 2, 1), date(2012, 2, 29))));
        assert_eq!(days("2012-02-03"), Some((date(2012, 2, 3), date(2012, 2, 3))));
        for text in ["2009-13", "2009-02-30", "soon", "", "2009-2"] {
            assert_eq!(days(text), None, "{text}");
        }
    }

    #[test]
    fn months_are_whole() {
        assert_eq!(months_between(date(2026, 1, 31), date(2026, 2, 28)), 0);
        assert_eq!(months_between(date(2026, 1, 31), date(2026, 3, 1)), 1);
        assert_eq!(months_between(date(2024, 11, 22), date(2026, 11, 22)), 24);
        assert_eq!(months_between(date(2024, 11, 22), date(2026, 11, 21)), 23);
        assert_eq!(months_between(date(2026, 3, 1), date(2026, 1, 31)), -1);
    }
}
