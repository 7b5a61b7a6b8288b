use std::time::{Duration, UNIX_EPOCH};

use crate::model::date::Date;

#[test]
fn days_are_read_and_written() {
    for text in ["2027-03-31", "2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31"] {
        assert_eq!(text.parse::<Date>().map(|date| date.to_string()).as_deref(), Ok(text));
    }
    for text in ["2027-02-29", "1900-02-29", "2027-13-01", "2027-00-10", "2027-1-1", "27-01-01", "2027-01-01T00:00", ""]
    {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
}

#[test]
fn a_moment_has_its_day() {
    let day = |days: u64| Date::of(UNIX_EPOCH + Duration::from_secs(days * 86_400 + 86_399)).to_string();
    assert_eq!(day(0), "1970-01-01");
    assert_eq!(day(789), "1972-02-29");
    assert_eq!(day(20_543), "2026-03-31");
    assert_eq!(day(u64::from(u32::MAX)), "9999-12-31");
}
