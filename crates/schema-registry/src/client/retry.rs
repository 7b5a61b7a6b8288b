//! Decides which answers are asked for again, and when.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use crate::settings::Retries;

/// Whether a status says that the same request may succeed later.
pub(crate) fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502..=599)
}

/// The wait before the next attempt: it doubles, and a random half of it is left out, so that many clients do not come back at once.
pub(crate) fn wait(retries: &Retries, attempts: u32) -> Duration {
    let doubled = retries.first_wait.saturating_mul(1 << attempts.saturating_sub(1).min(16));
    doubled.min(retries.longest_wait).mul_f64(0.5 + fastrand::f64() / 2.0)
}

/// What `Retry-After` asks for: seconds, or a date.
pub(crate) fn asked(header: &str) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date: Timestamp = DateTimeParser::new().parse_timestamp(header).ok()?;
    Some(SystemTime::from(date).duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_are_bounded() {
        let retries =
            Retries { most: 40, first_wait: Duration::from_millis(100), longest_wait: Duration::from_secs(1) };
        for (attempts, longest) in [(1, 100), (2, 200), (3, 400), (5, 1_000), (40, 1_000), (u32::MAX, 1_000)] {
            let (wait, longest) = (wait(&retries, attempts), Duration::from_millis(longest));
            assert!(longest / 2 <= wait && wait <= longest, "{attempts}: {wait:?}");
        }
    }

    #[test]
    fn a_server_asks_in_seconds_or_with_a_date() {
        assert_eq!(asked(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(asked("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        let later = asked("Fri, 31 Dec 2100 23:59:59 GMT").expect("a date");
        assert!(later > Duration::from_secs(1_000_000));
        assert_eq!((asked("soon"), asked("-1"), asked("1.5")), (None, None, None));
    }
}
