//! Finds the records of a CSV file (RFC 4180), and the log entry of a record.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::event::Kind;
use super::reason::{MAX_LINE, QuoteFault, Reason};
use super::short_scan;

/// The first line of a CSV file of log entries.
pub(crate) const HEADER: &str = "Type,Log Entry";

/// Whether a first line, with or without its end or a byte order mark, is the header.
pub(crate) fn is_header(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line == HEADER.as_bytes() || line == b"\"Type\",\"Log Entry\""
}

/// What the quotes of a record are like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Quotes {
    /// Those of one column at most, none of them doubled.
    Simple,
    /// Some other way, and right.
    Other,
    /// They are wrong: it is not a record, but a physical line.
    Wrong(QuoteFault),
}

/// Where a record ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// Behind so many bytes, line end included; the record goes over so many physical lines.
    At {
        /// Bytes.
        length: usize,
        /// Physical lines.
        lines: u32,
        /// What its quotes are like; never wrong.
        quotes: Quotes,
    },
    /// Its quotes are wrong; the physical line that it starts on is to be rejected.
    Wrong(QuoteFault),
    /// Behind the bytes that are there.
    Unknown,
}

/// Finds the end of the record that `bytes` start with, which a line feed ends unless it is quoted. What is quoted and
/// longer than 1 MiB is taken for a stray quote.
pub(crate) fn record_end(bytes: &[u8]) -> End {
    let mut lines = 1;
    let mut column = 0;
    let mut quoted_columns = 0;
    let mut has_doubled = false;
    loop {
        let Some(found) = short_scan::first_of([b'"', b'\n'], &bytes[column..]) else { return End::Unknown };
        let at = column + found;
        let quotes = if quoted_columns <= 1 && !has_doubled { Quotes::Simple } else { Quotes::Other };
        if bytes[at] == b'\n' {
            return End::At { length: at + 1, lines, quotes };
        }
        if at > column && bytes[at - 1] != b',' {
            return End::Wrong(QuoteFault::Unquoted);
        }
        quoted_columns += 1;
        let behind = match closing_quote(&bytes[at + 1..], &mut lines, &mut has_doubled) {
            Some(closing) if closing <= MAX_LINE => at + 1 + closing + 1,
            Some(_) => return End::Wrong(QuoteFault::Unclosed),
            None if bytes.len() - at - 1 > MAX_LINE => return End::Wrong(QuoteFault::Unclosed),
            None => return End::Unknown,
        };
        let quotes = if quoted_columns <= 1 && !has_doubled { Quotes::Simple } else { Quotes::Other };
        match &bytes[behind..] {
            [b'\n', ..] => return End::At { length: behind + 1, lines, quotes },
            [b'\r', b'\n', ..] => return End::At { length: behind + 2, lines, quotes },
            [b',', ..] => column = behind + 1,
            [] | [b'\r'] => return End::Unknown,
            _ => return End::Wrong(QuoteFault::TextBehind),
        }
    }
}

/// The offset of the quote that closes a column; doubled quotes are part of it.
fn closing_quote(bytes: &[u8], lines: &mut u32, has_doubled: &mut bool) -> Option<usize> {
    let mut at = 0;
    let mut line_feeds = 0;
    while let Some(found) = memchr2(b'"', b'\n', bytes.get(at..)?) {
        at += found;
        if bytes[at] == b'\n' {
            line_feeds += 1;
            at += 1;
        } else if bytes.get(at + 1) == Some(&b'"') {
            at += 2;
            *has_doubled = true;
        } else {
            *lines += line_feeds;
            return Some(at);
        }
    }
    None
}

/// The type and the log entry of a record, which is given without its line end.
///
/// # Errors
/// There are not two columns, or the first is not a type.
#[inline]
pub(crate) fn columns(record: &str, quotes: Quotes) -> Result<(Kind, Cow<'_, str>), Reason> {
    let by_word = [Kind::Watch, Kind::Rating, Kind::Recommendation].into_iter();
    let mut known = by_word.filter_map(|kind| Some((kind, record.strip_prefix(kind.csv_type())?.strip_prefix(',')?)));
    let (kind, entry) = match known.next() {
        Some(known) => known,
        None => unusual_type(record)?,
    };
    let Some(quoted) = entry.strip_prefix('"') else {
        return if entry.contains(',') { Err(Reason::Columns) } else { Ok((kind, Cow::Borrowed(entry))) };
    };
    let inner = quoted.strip_suffix('"').ok_or(Reason::Columns)?;
    match quotes {
        Quotes::Simple => Ok((kind, Cow::Borrowed(inner))),
        Quotes::Other => unescape(inner).map(|entry| (kind, Cow::Owned(entry))),
        Quotes::Wrong(fault) => Err(Reason::Quotes(fault)),
    }
}

/// The same for a type in quotes, or none.
#[cold]
fn unusual_type(record: &str) -> Result<(Kind, &str), Reason> {
    let (word, rest) = match record.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').ok_or(Reason::Columns)?,
        None => record.split_at(memchr(b',', record.as_bytes()).ok_or(Reason::Columns)?),
    };
    let entry = rest.strip_prefix(',').ok_or(Reason::Columns)?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.csv_type() == word).ok_or(Reason::UnknownType)?;
    Ok((kind, entry))
}

/// Two quotes are one; a single one ends the column, and something follows it.
fn unescape(inner: &str) -> Result<String, Reason> {
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, behind)) = rest.split_once('"') {
        text.push_str(before);
        text.push('"');
        rest = behind.strip_prefix('"').ok_or(Reason::Columns)?;
    }
    text.push_str(rest);
    Ok(text)
}
