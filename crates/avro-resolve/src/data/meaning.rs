//! Says what a value means by its logical type: `2023-11-14T22:13:20Z`.

use crate::schema::logical::LogicalType;
use crate::schema::value::Value;

/// What a value means by its logical type, where the value alone does not show it.
pub fn meaning(logical: LogicalType, value: &Value) -> Option<String> {
    use LogicalType::*;
    match (logical, value) {
        (Date, Value::Int(days)) => Some(date(i64::from(*days))),
        (TimeMillis, Value::Int(millis)) => Some(time(i128::from(*millis) * 1_000_000)),
        (TimeMicros, Value::Long(micros)) => Some(time(i128::from(*micros) * 1_000)),
        (TimestampMillis, Value::Long(millis)) => Some(format!("{}Z", moment(i128::from(*millis) * 1_000_000))),
        (TimestampMicros, Value::Long(micros)) => Some(format!("{}Z", moment(i128::from(*micros) * 1_000))),
        (TimestampNanos, Value::Long(nanos)) => Some(format!("{}Z", moment(i128::from(*nanos)))),
        (LocalTimestampMillis, Value::Long(millis)) => {
            Some(format!("{} local time", moment(i128::from(*millis) * 1_000_000)))
        }
        (LocalTimestampMicros, Value::Long(micros)) => {
            Some(format!("{} local time", moment(i128::from(*micros) * 1_000)))
        }
        (LocalTimestampNanos, Value::Long(nanos)) => Some(format!("{} local time", moment(i128::from(*nanos)))),
        (Duration, Value::Fixed(bytes)) => {
            let part = |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
            let (months, days, millis) = (part(0)?, part(4)?, part(8)?);
            Some(format!("{months} months, {days} days, {millis} ms"))
        }
        (Uuid, Value::String(text)) => Some(if is_uuid(text) { "a UUID" } else { "no UUID" }.to_owned()),
        _ => None,
    }
}

const NANOS_A_DAY: i128 = 86_400 * 1_000_000_000;

fn moment(nanos: i128) -> String {
    let (days, rest) = (nanos.div_euclid(NANOS_A_DAY), nanos.rem_euclid(NANOS_A_DAY));
    match i64::try_from(days) {
        Ok(days) => format!("{}T{}", date(days), time(rest)),
        Err(_) => "out of all time".to_owned(),
    }
}

/// A day of the Gregorian calendar, counted from 1970-01-01. Years of 400 have the same number of days; counted from the
/// first of March, the day of a leap year is the last.
fn date(days: i64) -> String {
    let from_march = days + 719_468;
    let (era, day) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn time(nanos: i128) -> String {
    let (seconds, rest) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match rest {
        0 => clock,
        rest => format!("{clock}.{}", format!("{rest:09}").trim_end_matches('0')),
    }
}

fn is_uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_calendar() {
        assert_eq!(moment(1_700_000_000_000 * 1_000_000), "2023-11-14T22:13:20");
        assert_eq!(moment(1_700_000_000_000 * 1_000), "1970-01-20T16:13:20");
        assert_eq!(moment(-1), "1969-12-31T23:59:59.999999999");
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(19_000), "2022-01-08");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(-719_468), "0000-03-01");
        assert_eq!(time(80_000_000_000_000), "22:13:20");
    }
}
