//! Parses a log line into an [`Event`], or says why it is not one: the grammar of docs/log-grammar.md.
//!
//! Whatever is accepted is printed back byte for byte by [`Event::print`].

use memchr::memchr;

use super::event::{Event, Kind};
use super::reason::{MAX_LINE, Reason};
use super::short_scan;

/// Parses a line, given without its end.
///
/// # Errors
/// Why it is not a log line: the first thing that is wrong.
#[inline]
pub fn parse(line: &str) -> Result<Event<'_>, Reason> {
    if memchr(b'\n', line.as_bytes()).is_some() {
        return Err(Reason::LineFeed);
    }
    let mut event = Event::EMPTY;
    parse_one(line, &mut event)?;
    Ok(event)
}

/// The same for text without a line feed, into the event of the line before, or an empty one: most lines have the time of the line
/// before. Where the kind has no text or number, what was there stays.
#[inline]
pub(super) fn parse_one<'l>(line: &'l str, event: &mut Event<'l>) -> Result<(), Reason> {
    if line.is_empty() {
        return Err(Reason::Empty);
    }
    if line.len() > MAX_LINE {
        return Err(Reason::TooLong);
    }
    let (time, rest) = time(line, event.texts[0]).ok_or_else(|| wrong_time(line))?;
    let comma = short_scan::first(b',', rest.as_bytes()).ok_or(Reason::NoUser)?;
    let (user, request) = (not_empty("the user", &rest[..comma])?, &rest[comma + 1..]);
    (event.texts[0], event.texts[1]) = (time, user);
    if let Some(watch) = request.strip_prefix("GET /data/m/") {
        let segment = watch.strip_suffix(".mpg").ok_or(Reason::Missing("`.mpg` at the end"))?;
        let (movie, minute) = split_number(segment, b'/', "the minute")?;
        event.kind = Kind::Watch;
        event.texts[2] = not_empty("the movie", movie)?;
        event.numbers[0] = minute?;
        Ok(())
    } else if let Some(rate) = request.strip_prefix("GET /rate/") {
        let (movie, rating) = split_number(rate, b'=', "the rating")?;
        event.kind = Kind::Rating;
        event.texts[2] = not_empty("the movie", movie)?;
        event.numbers[0] = rating?;
        Ok(())
    } else if let Some(asked) = request.strip_prefix("recommendation request ") {
        recommendation(asked, event)
    } else {
        Err(Reason::Request)
    }
}

fn recommendation<'l>(asked: &'l str, event: &mut Event<'l>) -> Result<(), Reason> {
    let (server, rest) = split_first(asked, b',').ok_or(Reason::Missing("the status"))?;
    let server = not_empty("the server", server)?;
    let rest = rest.strip_prefix(" status ").ok_or(Reason::Missing("the status"))?;
    let (status, rest) = split_first(rest, b',').ok_or(Reason::Missing("the result"))?;
    let status = number("the status", status)?;
    let rest = rest.strip_prefix(" result: ").ok_or(Reason::Missing("the result"))?;
    let rest = rest.strip_suffix(" ms").ok_or(Reason::Missing("the response time"))?;
    let (before, elapsed) = split_number(rest, b' ', "the response time")?;
    let result = before.strip_suffix(',').ok_or(Reason::Missing("the response time"))?;
    event.kind = Kind::Recommendation;
    (event.texts[2], event.texts[3]) = (server, result);
    event.numbers = [status, elapsed?];
    Ok(())
}

/// Lowest byte and range of each character of `YYYY-MM-DDTHH:MM:SS`; what two digits come to is looked at apart.
const TIME: ([u8; 19], [u8; 19]) = (*b"0000-00-00T00:00:00", [9, 9, 9, 9, 0, 1, 9, 0, 3, 9, 0, 2, 9, 0, 5, 9, 0, 6, 9]);

/// The time and what follows the comma after it. The time of another line is not looked at again, apart from its fraction.
#[inline]
fn time<'l>(line: &'l str, other: &str) -> Option<(&'l str, &'l str)> {
    let bytes = line.as_bytes();
    let head = bytes.first_chunk()?;
    if other.as_bytes().first_chunk() != Some(head) && !is_time(head) {
        return None;
    }
    let end = match *bytes.get(19)? {
        b',' => 19,
        b'.' => {
            let digits = bytes[20..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let end = 20 + digits;
            if !(1..=9).contains(&digits) || *bytes.get(end)? != b',' {
                return None;
            }
            end
        }
        _ => return None,
    };
    Some((&line[..end], &line[end + 1..]))
}

/// Whether it is the time of a day that there is.
fn is_time(head: &[u8; 19]) -> bool {
    let (low, range) = &TIME;
    let mut is_shaped = true;
    for at in 0..19 {
        is_shaped &= head[at].wrapping_sub(low[at]) <= range[at];
    }
    let two = |at: usize| 10 * (head[at] - b'0') + (head[at + 1] - b'0');
    is_shaped
        && (1..=12).contains(&two(5))
        && (1..=31).contains(&two(8))
        && two(11) <= 23
        && two(17) <= 60
        && (two(8) <= 28 || is_day(head))
}

/// The time that a line starts with, in seconds since 1970 if it was UTC, which it does not say.
pub(super) fn seconds(line: &[u8]) -> Option<i64> {
    line.first_chunk().filter(|head| is_time(head)).map(seconds_of_time)
}

/// The same of what is known to be a time; of anything else it is some number.
#[inline]
pub(super) fn seconds_of_time(time: &[u8; 19]) -> i64 {
    let digit = |at: usize| i64::from(time[at].wrapping_sub(b'0'));
    let two = |at: usize| 10 * digit(at) + digit(at + 1);
    let (year, month, day) = (100 * two(0) + two(2), two(5), two(8));
    let (hour, minute, second) = (two(11), two(14), two(17));
    // Years from March on: the day that only leap years have is then the last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day;
    // Days from the last of February of the year 0 to the first of January 1970.
    (((days - 719_469) * 24 + hour) * 60 + minute) * 60 + second
}

/// Whether the calendar has the day that a time of this form starts with.
fn is_day(time: &[u8; 19]) -> bool {
    let number = |digits: &[u8]| digits.iter().fold(0, |number: u16, digit| 10 * number + u16::from(digit - b'0'));
    let (year, month, day) = (number(&time[..4]), number(&time[5..7]), number(&time[8..10]));
    let is_leap_year = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    day <= match month {
        2 if is_leap_year => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Why a line does not start with a time and a comma.
#[cold]
fn wrong_time(line: &str) -> Reason {
    let Some(head) = line.as_bytes().first_chunk::<19>() else { return Reason::Time };
    let (low, range) = &TIME;
    if !(0..19).all(|at| head[at].wrapping_sub(low[at]) <= range[at]) {
        return Reason::Time;
    }
    if (b"01"..=b"12").contains(&&[head[5], head[6]]) && (b"29"..=b"31").contains(&&[head[8], head[9]]) && !is_day(head)
    {
        return Reason::NoSuchDay;
    }
    let behind = line[19..].trim_start_matches(['.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    match behind.as_bytes() {
        [b'Z' | b'z' | b'+', ..] => Reason::TimeZone,
        [b'-', digit, ..] if digit.is_ascii_digit() => Reason::TimeZone,
        _ => Reason::Time,
    }
}

/// `0|[1-9][0-9]*` up to 2³¹ − 1: of each number one way to write it.
fn number(what: &'static str, digits: &str) -> Result<i32, Reason> {
    let bytes = digits.as_bytes();
    let is_number = bytes.iter().all(u8::is_ascii_digit);
    match bytes {
        [] => Err(Reason::NotANumber(what)),
        _ if !is_number => Err(Reason::NotANumber(what)),
        [b'0', _, ..] => Err(Reason::LeadingZero(what)),
        [_, rest @ ..] if rest.len() > 9 => Err(Reason::TooLarge(what)),
        digits => {
            let number = digits.iter().fold(0u64, |number, digit| 10 * number + u64::from(digit - b'0'));
            i32::try_from(number).map_err(|_| Reason::TooLarge(what))
        }
    }
}

#[inline]
fn not_empty<'l>(what: &'static str, text: &'l str) -> Result<&'l str, Reason> {
    if text.is_empty() { Err(Reason::EmptyField(what)) } else { Ok(text) }
}

#[inline]
fn split_first(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = memchr(separator, text.as_bytes())?;
    Some((&text[..at], &text[at + 1..]))
}

/// Splits at the last separator, which is followed by a number.
/// Every line is split once. A call of its own, which the compiler prefers, takes 3 % of all instructions of a conversion.
#[inline(always)]
fn split_number<'l>(
    text: &'l str,
    separator: u8,
    what: &'static str,
) -> Result<(&'l str, Result<i32, Reason>), Reason> {
    let at = short_scan::last(separator, text.as_bytes()).ok_or(Reason::Missing(what))?;
    let digits = &text[at + 1..];
    Ok((&text[..at], short_scan::number_at_end(text.as_bytes(), digits.len()).map_or_else(|| number(what, digits), Ok)))
}
