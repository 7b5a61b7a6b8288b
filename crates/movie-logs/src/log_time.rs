//! The time of a log line as a timestamp, and its text again.

use avro_resolve::data::meaning;
use avro_resolve::schema::logical::LogicalType;
use avro_resolve::schema::value::Value;

use super::line;
use super::reason::Reason;
use super::zone::Zone;

/// How times are counted: the timestamps of Avro.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct TimeForm {
    unit: Unit,
    /// The zone of an instant; a local timestamp has none.
    pub(super) zone: Option<Zone>,
}

/// Nanoseconds in a second.
const NANOS: i64 = 1_000_000_000;

/// What a timestamp counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit {
    Millis,
    Micros,
    Nanos,
}

impl Unit {
    /// Digits of a fraction of a second.
    fn digits(self) -> usize {
        match self {
            Unit::Millis => 3,
            Unit::Micros => 6,
            Unit::Nanos => 9,
        }
    }

    fn in_a_second(self) -> i64 {
        match self {
            Unit::Millis => 1_000,
            Unit::Micros => 1_000_000,
            Unit::Nanos => NANOS,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Unit::Millis => "milliseconds",
            Unit::Micros => "microseconds",
            Unit::Nanos => "nanoseconds",
        }
    }
}

impl TimeForm {
    /// That of a logical type, if it is a timestamp. Instants are those of a local time in `zone`.
    pub(super) fn of(logical: LogicalType, zone: &Zone) -> Option<TimeForm> {
        use LogicalType::*;
        let (unit, is_local) = match logical {
            TimestampMillis => (Unit::Millis, false),
            TimestampMicros => (Unit::Micros, false),
            TimestampNanos => (Unit::Nanos, false),
            LocalTimestampMillis => (Unit::Millis, true),
            LocalTimestampMicros => (Unit::Micros, true),
            LocalTimestampNanos => (Unit::Nanos, true),
            Decimal { .. } | BigDecimal | Uuid | Date | TimeMillis | TimeMicros | Duration => return None,
        };
        Some(TimeForm { unit, zone: (!is_local).then(|| zone.clone()) })
    }

    /// The number of a line's time.
    ///
    /// # Errors
    /// If no number is exactly that time.
    pub(super) fn number(&self, time: &str) -> Result<i64, Reason> {
        let whole = time.as_bytes().first_chunk().ok_or(Reason::Time)?;
        if whole.ends_with(b"60") {
            return Err(Reason::LeapSecond);
        }
        let (nanos, _) = fraction(time);
        let in_a_second = self.unit.in_a_second();
        let parts = NANOS / in_a_second;
        if nanos % parts != 0 {
            return Err(Reason::FineTime { unit: self.unit.name() });
        }
        let local = line::seconds_of_time(whole);
        let seconds = self.zone.as_ref().map_or(Ok(local), |zone| zone.instant(local))?;
        let number = i128::from(seconds) * i128::from(in_a_second) + i128::from(nanos / parts);
        i64::try_from(number).map_err(|_| Reason::FarTime)
    }

    /// The same, if [`Self::text`] of the number is the time as it is written.
    ///
    /// # Errors
    /// If no number is exactly that time, or it is written with other digits.
    pub(super) fn number_as_written(&self, time: &str) -> Result<i64, Reason> {
        let number = self.number(time)?;
        let (nanos, digits) = fraction(time);
        let is_as_printed = digits == if nanos == 0 { 0 } else { self.unit.digits() };
        if is_as_printed { Ok(number) } else { Err(Reason::OtherDigits { unit: self.unit.name() }) }
    }

    /// The time of a number: whole seconds without a fraction, others with all digits of the unit. None if it is not that of a log line.
    pub(super) fn text(&self, number: i64) -> Option<String> {
        let in_a_second = self.unit.in_a_second();
        let (seconds, rest) = (number.div_euclid(in_a_second), number.rem_euclid(in_a_second));
        let local = self.zone.as_ref().map_or(Some(seconds), |zone| zone.local(seconds))?;
        let whole = meaning::text(LogicalType::LocalTimestampMillis, &Value::Long(local.checked_mul(1_000)?))?;
        let width = self.unit.digits();
        Some(if rest == 0 { whole } else { format!("{whole}.{rest:0width$}") })
    }
}

/// The fraction of a log line's time in nanoseconds, and how many digits it has.
fn fraction(time: &str) -> (i64, usize) {
    let digits = time.as_bytes().get(20..).unwrap_or_default();
    let digit = |digit: &u8| i64::from(digit.wrapping_sub(b'0'));
    let number = digits.iter().take(9).fold(0, |number: i64, next| 10 * number + digit(next));
    let nanos = if number == 0 { 0 } else { (digits.len()..9).fold(number, |number, _| 10 * number) };
    (nanos, digits.len())
}
