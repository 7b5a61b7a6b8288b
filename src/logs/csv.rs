//! The bytes of a CSV file (RFC 4180) in, its records out, and the log entry of a record.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::event::Kind;
use super::reason::{MAX_LINE, QuoteFault, Reason};

/// The first line of a CSV file of log entries.
pub const HEADER: &str = "Type,Log Entry";

/// Whether a first line, with or without its end or a byte order mark, is the header.
pub fn is_header(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line == HEADER.as_bytes() || line == b"\"Type\",\"Log Entry\""
}

/// Where a record ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Behind so many bytes, line end included; the record goes over so many physical lines.
    At {
        /// Bytes.
        length: usize,
        /// Physical lines.
        lines: u32,
    },
    /// Its quotes are wrong; the physical line that it starts on is to be rejected.
    Wrong(QuoteFault),
    /// Behind the bytes that are there.
    Unknown,
}

/// Finds the end of the record that `bytes` start with, which a line feed ends unless it is quoted. What is quoted and
/// longer than 1 MiB is taken for a stray quote.
pub fn record_end(bytes: &[u8]) -> End {
    let mut lines = 1;
    let mut column = 0;
    loop {
        let Some(found) = memchr2(b'"', b'\n', &bytes[column..]) else { return End::Unknown };
        let at = column + found;
        if bytes[at] == b'\n' {
            return End::At { length: at + 1, lines };
        }
        if at > column && bytes[at - 1] != b',' {
            return End::Wrong(QuoteFault::Unquoted);
        }
        let behind = match closing_quote(&bytes[at + 1..], &mut lines) {
            Some(closing) if closing <= MAX_LINE => at + 1 + closing + 1,
            Some(_) => return End::Wrong(QuoteFault::Unclosed),
            None if bytes.len() - at - 1 > MAX_LINE => return End::Wrong(QuoteFault::Unclosed),
            None => return End::Unknown,
        };
        match &bytes[behind..] {
            [b'\n', ..] => return End::At { length: behind + 1, lines },
            [b'\r', b'\n', ..] => return End::At { length: behind + 2, lines },
            [b',', ..] => column = behind + 1,
            [] | [b'\r'] => return End::Unknown,
            _ => return End::Wrong(QuoteFault::TextBehind),
        }
    }
}

/// The offset of the quote that closes a column; doubled quotes are part of it.
fn closing_quote(bytes: &[u8], lines: &mut u32) -> Option<usize> {
    let mut at = 0;
    let mut line_feeds = 0;
    while let Some(found) = memchr2(b'"', b'\n', bytes.get(at..)?) {
        at += found;
        if bytes[at] == b'\n' {
            line_feeds += 1;
            at += 1;
        } else if bytes.get(at + 1) == Some(&b'"') {
            at += 2;
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
/// There are not two columns, or the first is no type.
#[inline]
pub fn columns(record: &str) -> Result<(Kind, Cow<'_, str>), Reason> {
    let (word, rest) = match record.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').ok_or(Reason::Columns)?,
        None => record.split_at(memchr(b',', record.as_bytes()).ok_or(Reason::Columns)?),
    };
    let entry = rest.strip_prefix(',').ok_or(Reason::Columns)?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.csv_type() == word).ok_or(Reason::UnknownType)?;
    let Some(quoted) = entry.strip_prefix('"') else {
        return if entry.contains(',') { Err(Reason::Columns) } else { Ok((kind, Cow::Borrowed(entry))) };
    };
    let inner = quoted.strip_suffix('"').ok_or(Reason::Columns)?;
    match memchr(b'"', inner.as_bytes()) {
        None => Ok((kind, Cow::Borrowed(inner))),
        Some(_) => unescape(inner).map(|entry| (kind, Cow::Owned(entry))),
    }
}

/// Two quotes are one; a single one ends the column, and something stands behind it.
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
