//! Shows the date or the time that a number of a logical type means.

use avro_resolve::schema::logical::LogicalType;
use avro_resolve::schema::value::Value;
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};

/// The date, the time of day or both, to the second; `None` for other types, and for years outside 0 to 9999.
pub(crate) fn date_or_time(logical: LogicalType, value: &Value) -> Option<String> {
    let number = if let Value::Int(number) = value {
        i64::from(*number)
    } else if let Value::Long(number) = value {
        *number
    } else {
        return None;
    };
    match logical {
        LogicalType::Date => date(number).map(|date| date.to_string()),
        LogicalType::TimeMillis => time(number.div_euclid(1_000)),
        LogicalType::TimeMicros => time(number.div_euclid(1_000_000)),
        LogicalType::TimestampMillis | LogicalType::LocalTimestampMillis => moment(number.div_euclid(1_000)),
        LogicalType::TimestampMicros | LogicalType::LocalTimestampMicros => moment(number.div_euclid(1_000_000)),
        LogicalType::TimestampNanos | LogicalType::LocalTimestampNanos => moment(number.div_euclid(1_000_000_000)),
        LogicalType::Decimal { .. } | LogicalType::BigDecimal | LogicalType::Uuid | LogicalType::Duration => None,
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

fn date(days: i64) -> Option<Date> {
    let date = EPOCH.checked_add(SignedDuration::from_secs(days.checked_mul(86_400)?)).ok()?;
    (date.year() >= 0).then_some(date)
}

fn time(seconds: i64) -> Option<String> {
    let time = Time::midnight().checked_add(SignedDuration::from_secs(seconds)).ok()?;
    Some(time.strftime("%H:%M:%S").to_string())
}

fn moment(seconds: i64) -> Option<String> {
    let moment: DateTime = EPOCH.to_datetime(Time::midnight()).checked_add(SignedDuration::from_secs(seconds)).ok()?;
    (moment.year() >= 0).then(|| moment.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

#[test]
fn numbers_mean_dates_and_times() {
    let millis = |number| date_or_time(LogicalType::TimestampMillis, &Value::Long(number));
    assert_eq!(millis(1_600_000_000_000).as_deref(), Some("2020-09-13 12:26:40"));
    assert_eq!(millis(-1).as_deref(), Some("1969-12-31 23:59:59"));
    assert_eq!(millis(951_782_400_000).as_deref(), Some("2000-02-29 00:00:00"));
    assert_eq!(millis(i64::MAX), None);
    let date = |days| date_or_time(LogicalType::Date, &Value::Int(days));
    assert_eq!(date(0).as_deref(), Some("1970-01-01"));
    assert_eq!(date(-719_162).as_deref(), Some("0001-01-01"));
    assert_eq!(date(19_782).as_deref(), Some("2024-02-29"));
    assert_eq!(date(i32::MIN), None);
    let time = date_or_time(LogicalType::TimeMicros, &Value::Long(86_399_999_999));
    assert_eq!(time.as_deref(), Some("23:59:59"));
}
