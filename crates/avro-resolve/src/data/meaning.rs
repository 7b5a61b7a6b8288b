//! Says what a value means by its logical type: `2023-11-14T22:13:20Z`.

use super::binary::Reader;
use super::decimal::decimal;
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
            let (months, days, millis) = duration(bytes)?;
            Some(format!("{months} months, {days} days, {millis} ms"))
        }
        (Uuid, Value::String(text)) => Some(if is_uuid(text) { "a UUID" } else { "no UUID" }.to_owned()),
        _ => None,
    }
}

/// A value of a logical type as people and other programs write it: dates and times as in ISO 8601, decimals as numbers, UUIDs
/// with their hyphens. `None` if it means nothing, such as a time of day after midnight, and where it is such text already.
pub fn text(logical: LogicalType, value: &Value) -> Option<String> {
    use LogicalType::*;
    let of_day = |nanos: i128| (0..NANOS_A_DAY).contains(&nanos).then(|| time(nanos));
    let scaled = |number: &i64, factor: i128| moment(i128::from(*number) * factor);
    Some(match (logical, value) {
        (Date, Value::Int(days)) => date(i64::from(*days)),
        (TimeMillis, Value::Int(millis)) => of_day(i128::from(*millis) * 1_000_000)?,
        (TimeMicros, Value::Long(micros)) => of_day(i128::from(*micros) * 1_000)?,
        (TimestampMillis, Value::Long(millis)) => scaled(millis, 1_000_000) + "Z",
        (TimestampMicros, Value::Long(micros)) => scaled(micros, 1_000) + "Z",
        (TimestampNanos, Value::Long(nanos)) => scaled(nanos, 1) + "Z",
        (LocalTimestampMillis, Value::Long(millis)) => scaled(millis, 1_000_000),
        (LocalTimestampMicros, Value::Long(micros)) => scaled(micros, 1_000),
        (LocalTimestampNanos, Value::Long(nanos)) => scaled(nanos, 1),
        (Decimal { scale, .. }, Value::Bytes(bytes) | Value::Fixed(bytes)) => decimal(bytes, i64::from(scale))?,
        (BigDecimal, Value::Bytes(bytes)) => big_decimal(bytes)?,
        (Duration, Value::Fixed(bytes)) => {
            let (months, days, millis) = duration(bytes)?;
            let (seconds, millis) = (millis / 1_000, millis % 1_000);
            let fraction = format!(".{millis:03}");
            let fraction = if millis == 0 { "" } else { fraction.trim_end_matches('0') };
            format!("P{months}M{days}DT{seconds}{fraction}S")
        }
        (Uuid, Value::Fixed(bytes)) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
        }
        _ => return None,
    })
}

/// An unscaled number as bytes, and the scale as an int, both encoded inside the bytes.
fn big_decimal(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader::new(bytes);
    let (unscaled, scale) = (reader.bytes().ok()?, reader.int().ok()?);
    reader.finish().ok()?;
    decimal(unscaled, i64::from(scale))
}

/// Months, days and milliseconds.
fn duration(bytes: &[u8]) -> Option<(u32, u32, u32)> {
    let part = |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    Some((part(0)?, part(4)?, part(8)?))
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
    // ISO 8601 wants a sign before years that do not have four digits.
    let year = if (0..=9_999).contains(&year) { format!("{year:04}") } else { format!("{year:+05}") };
    format!("{year}-{month:02}-{day:02}")
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

    #[test]
    fn values_are_written_as_people_write_them() {
        use LogicalType::*;
        let four = |values: [u32; 3]| Value::Fixed(values.iter().flat_map(|value| value.to_le_bytes()).collect());
        let decimal = Decimal { precision: 4, scale: 2 };
        let table = [
            (Date, Value::Int(19_782), Some("2024-02-29")),
            (Date, Value::Int(i32::MIN), Some("-5877641-06-23")),
            (Date, Value::Int(2_932_897), Some("+10000-01-01")),
            (TimeMillis, Value::Int(1_500), Some("00:00:01.5")),
            (TimeMillis, Value::Int(-1), None),
            (TimeMicros, Value::Long(86_400_000_000), None),
            (TimestampMillis, Value::Long(-1), Some("1969-12-31T23:59:59.999Z")),
            (TimestampNanos, Value::Long(i64::MAX), Some("2262-04-11T23:47:16.854775807Z")),
            (LocalTimestampMicros, Value::Long(1), Some("1970-01-01T00:00:00.000001")),
            (decimal, Value::Bytes(vec![0xfb, 0x2e]), Some("-12.34")),
            (decimal, Value::Fixed(vec![0, 0, 5]), Some("0.05")),
            (decimal, Value::Bytes(Vec::new()), None),
            (BigDecimal, Value::Bytes(vec![4, 0x04, 0xd2, 6]), Some("1.234")),
            (BigDecimal, Value::Bytes(vec![4, 0x04, 0xd2, 6, 0]), None),
            (Duration, four([1, 2, 3_500]), Some("P1M2DT3.5S")),
            (Duration, four([0, 0, 0]), Some("P0M0DT0S")),
            (Uuid, Value::Fixed((0..16).collect()), Some("00010203-0405-0607-0809-0a0b0c0d0e0f")),
            (Uuid, Value::String(b"x".to_vec()), None),
        ];
        for (logical, value, wanted) in table {
            assert_eq!(text(logical, &value).as_deref(), wanted, "{logical:?} {value:?}");
        }
    }
}
