//! Reads and writes the days of waivers and settings: `2027-03-31`.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

/// A day of the Gregorian calendar, from the year 0 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date(civil::Date);

impl Date {
    /// Before every day that anyone will write.
    pub const EARLIEST: Date = Date(civil::Date::constant(0, 1, 1));

    /// The day with these numbers, if there is one.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let [month, day] = [month, day].map(i8::try_from);
        civil::Date::new(year.try_into().ok()?, month.ok()?, day.ok()?).ok().map(Date)
    }

    /// The day of a moment in UTC: a waiver expires everywhere at once.
    pub fn of(moment: SystemTime) -> Date {
        let last = Date(civil::Date::MAX);
        Timestamp::try_from(moment).map_or(last, |moment| Date(moment.to_zoned(TimeZone::UTC).date()))
    }
}

#[cfg(feature = "lsp")]
impl Date {
    /// The day so many days later, or the last one that can be written.
    pub(crate) fn after_days(self, days: u16) -> Date {
        Date(self.0.saturating_add(jiff::Span::new().days(i64::from(days))))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A word that is not the date of a day.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("\"{0}\" is not a date; write year, month and day, such as 2027-03-31")]
pub struct ParseDateError(String);

impl FromStr for Date {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Date, ParseDateError> {
        // jiff reads other forms, too, and times of day.
        let date = text.parse::<civil::Date>().ok().filter(|date| date.year() >= 0 && date.to_string() == text);
        date.map(Date).ok_or_else(|| ParseDateError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn days_are_read_and_written() {
        for text in ["2027-03-31", "2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Date>().map(|date| date.to_string()).as_deref(), Ok(text));
        }
        for text in
            ["2027-02-29", "1900-02-29", "2027-13-01", "2027-1-1", "27-01-01", "2027-01-01T00:00", "20270101", ""]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_moment_has_its_day() {
        let day = |days: u64| Date::of(UNIX_EPOCH + Duration::from_secs(days * 86_400 + 86_399)).to_string();
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(20_543), "2026-03-31");
        assert_eq!(day(u64::from(u32::MAX)), "9999-12-31");
    }

    #[test]
    #[cfg(feature = "lsp")]
    fn days_are_counted_on() {
        let after = |date: &str, days| date.parse::<Date>().map(|date| date.after_days(days).to_string());
        assert_eq!(after("2026-12-01", 90).as_deref(), Ok("2027-03-01"));
        assert_eq!(after("9999-12-30", 90).as_deref(), Ok("9999-12-31"));
    }
}
