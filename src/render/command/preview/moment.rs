//! A number of a date's or timestamp's in, the moment that it means out.

use avro_resolve::schema::logical::LogicalType;
use avro_resolve::schema::value::Value;

const SECONDS_A_DAY: i64 = 86_400;

/// The date, the time of day or both; `None` for other types, and for years that no calendar has.
pub(crate) fn moment(logical: LogicalType, value: &Value) -> Option<String> {
    let number = match value {
        Value::Int(number) => i64::from(*number),
        Value::Long(number) => *number,
        Value::Null
        | Value::Boolean(_)
        | Value::Float(_)
        | Value::Double(_)
        | Value::Bytes(_)
        | Value::String(_)
        | Value::Fixed(_)
        | Value::Enum(_)
        | Value::Array(_)
        | Value::Map(_)
        | Value::Union(..)
        | Value::Record(_) => return None,
    };
    use LogicalType::*;
    let second = match logical {
        Date => return date(number),
        TimeMillis => return Some(clock(number.div_euclid(1_000))),
        TimeMicros => return Some(clock(number.div_euclid(1_000_000))),
        TimestampMillis | LocalTimestampMillis => number.div_euclid(1_000),
        TimestampMicros | LocalTimestampMicros => number.div_euclid(1_000_000),
        TimestampNanos | LocalTimestampNanos => number.div_euclid(1_000_000_000),
        Decimal { .. } | BigDecimal | Uuid | Duration => return None,
    };
    let day = date(second.div_euclid(SECONDS_A_DAY))?;
    Some(format!("{day} {}", clock(second.rem_euclid(SECONDS_A_DAY))))
}

fn clock(second: i64) -> String {
    format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

/// The date so many days after 1970-01-01, in the proleptic Gregorian calendar: years are counted from March, so that a leap
/// day is the last of its year.
fn date(days: i64) -> Option<String> {
    const DAYS_OF_400_YEARS: i64 = 146_097;
    const FROM_MARCH_OF_YEAR_0: i64 = 719_468;
    let days = days.checked_add(FROM_MARCH_OF_YEAR_0)?;
    let (cycle, day) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next_year) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = cycle * 400 + year + next_year;
    (0..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day_of_month:02}"))
}

#[test]
fn moments_are_those_of_the_calendar() {
    let millis = |number| moment(LogicalType::TimestampMillis, &Value::Long(number));
    assert_eq!(millis(1_600_000_000_000).as_deref(), Some("2020-09-13 12:26:40"));
    assert_eq!(millis(-1).as_deref(), Some("1969-12-31 23:59:59"));
    assert_eq!(millis(951_782_400_000).as_deref(), Some("2000-02-29 00:00:00"));
    assert_eq!(millis(i64::MAX), None);
    let date = |days| moment(LogicalType::Date, &Value::Int(days));
    assert_eq!(date(0).as_deref(), Some("1970-01-01"));
    assert_eq!(date(-719_162).as_deref(), Some("0001-01-01"));
    assert_eq!(date(19_782).as_deref(), Some("2024-02-29"));
    assert_eq!(date(i32::MIN), None);
    let time = moment(LogicalType::TimeMicros, &Value::Long(86_399_999_999));
    assert_eq!(time.as_deref(), Some("23:59:59"));
}
