//! Finds the records of a CSV file (RFC 4180), and the log entry of a record.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::event::Kind;
use super::reason::{MAX_LINE, QuoteFault, Reason};
use super::short_scan;

/// The columns that a CSV file of log entries has to have: the type of an event, and its log line.
const NAMES: [&str; 2] = ["Type", "Log Entry"];

/// What separates columns, unless a user says otherwise.
pub const COMMA: u8 = b',';

/// Where the columns of a CSV file are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Layout {
    /// What separates columns.
    pub(crate) delimiter: u8,
    /// How many columns there are.
    count: usize,
    /// The place of the type.
    ty: usize,
    /// The place of the log line.
    entry: usize,
    /// Whether it is the type, a comma and the log line, as in most files.
    is_usual: bool,
    /// The names of the columns that are not looked at.
    pub(crate) ignored: Vec<String>,
}

impl Layout {
    /// Reads a first line, given with or without its end. `None` if it does not name both columns.
    pub(crate) fn of_header(line: &[u8], delimiter: u8) -> Option<Layout> {
        let line = std::str::from_utf8(line).ok()?.trim_end_matches(['\r', '\n']);
        let names = split(line, delimiter)?;
        let is = |name: &str, wanted: &str| name.trim().eq_ignore_ascii_case(wanted);
        let place = |wanted: &str| names.iter().position(|name| is(name, wanted));
        let (ty, entry) = (place(NAMES[0])?, place(NAMES[1])?);
        let (count, is_usual) = (names.len(), delimiter == COMMA && names.len() == 2 && ty == 0);
        let others = (0..).zip(names).filter(|(at, _)| ![ty, entry].contains(at));
        let ignored = others.map(|(_, name)| name.into_owned()).collect();
        Some(Layout { delimiter, count, ty, entry, is_usual, ignored })
    }
}

/// The delimiter with which a first line would be a header, as one types it.
pub(crate) fn fitting_delimiter(line: &[u8]) -> Option<&'static str> {
    let usual = [(b';', "';'"), (b'\t', "tab"), (b'|', "'|'"), (COMMA, "','")];
    let fits = |(delimiter, _): &(u8, &str)| Layout::of_header(line, *delimiter).is_some();
    usual.into_iter().find(fits).map(|(_, name)| name)
}

/// Says what a first line has to be, and which delimiter would do for this one.
pub(crate) fn wanted(line: &[u8]) -> String {
    let hint = fitting_delimiter(line).map(|name| format!("; try --delimiter {name}")).unwrap_or_default();
    format!("the columns `{}` and `{}`{hint}", NAMES[0], NAMES[1])
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
pub(crate) fn record_end(bytes: &[u8], delimiter: u8) -> End {
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
        if at > column && bytes[at - 1] != delimiter {
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
            [byte, ..] if *byte == delimiter => column = behind + 1,
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
pub(crate) fn columns<'r>(record: &'r str, quotes: Quotes, layout: &Layout) -> Result<(Kind, Cow<'r, str>), Reason> {
    if !layout.is_usual {
        return columns_of(record, layout);
    }
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

/// The same where the columns are others.
fn columns_of<'r>(record: &'r str, layout: &Layout) -> Result<(Kind, Cow<'r, str>), Reason> {
    let mut columns = split(record, layout.delimiter).filter(|columns| columns.len() == layout.count);
    let columns = columns.as_mut().ok_or(Reason::OtherColumns)?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.csv_type() == columns[layout.ty]).ok_or(Reason::UnknownType)?;
    Ok((kind, std::mem::take(&mut columns[layout.entry])))
}

/// The columns of a record, without their quotes. `None` if its quotes are wrong.
fn split(record: &str, delimiter: u8) -> Option<Vec<Cow<'_, str>>> {
    let delimiter = char::from(delimiter);
    let mut columns = Vec::new();
    let mut rest = record;
    loop {
        let behind = if let Some(quoted) = rest.strip_prefix('"') {
            let mut lines = 0;
            let closing = closing_quote(quoted.as_bytes(), &mut lines, &mut false)?;
            let inner = &quoted[..closing];
            columns.push(if inner.contains('"') {
                Cow::Owned(inner.replace("\"\"", "\""))
            } else {
                Cow::Borrowed(inner)
            });
            &quoted[closing + 1..]
        } else {
            let end = rest.find(delimiter).unwrap_or(rest.len());
            columns.push(Cow::Borrowed(&rest[..end]));
            &rest[end..]
        };
        match behind.strip_prefix(delimiter) {
            Some(next) => rest = next,
            None if behind.is_empty() => return Some(columns),
            None => return None,
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn layout(header: &str, delimiter: u8) -> Option<Layout> {
        Layout::of_header(header.as_bytes(), delimiter)
    }

    #[test]
    fn headers_name_their_columns() {
        let found = layout("id;\"Log Entry\"; TYPE;\"a;b\"\r\n", b';').expect("both are there");
        assert_eq!((found.count, found.ty, found.entry, found.is_usual), (4, 2, 1, false));
        assert_eq!(found.ignored, ["id", "a;b"]);
        assert!(layout("\"Type\",\"Log Entry\"\n", COMMA).is_some_and(|layout| layout.is_usual));
        for other in ["Type", "Typ,Log Entry", "Type;Log Entry", "", "\"Type,Log Entry"] {
            assert_eq!(layout(other, COMMA), None, "{other}");
        }
        assert!(wanted(b"Type\tLog Entry\n").ends_with("; try --delimiter tab"));
    }

    proptest! {
        #[test]
        fn columns_are_the_same_however_they_are_found(
            ty in proptest::sample::select(vec!["Movie", "\"Rating\"", "Song", "", "\"Movie"]),
            entry in "[ab,\";]{0,8}",
        ) {
            let record = format!("{ty},{entry}");
            let usual = layout("Type,Log Entry", COMMA).expect("both are there");
            let other = Layout { is_usual: false, ..usual.clone() };
            let End::At { quotes, .. } = record_end(format!("{record}\n").as_bytes(), COMMA) else { return Ok(()) };
            let found = columns(&record, quotes, &usual);
            prop_assert_eq!(found.is_ok(), columns(&record, quotes, &other).is_ok(), "{}", record);
            if let Ok(found) = found {
                prop_assert_eq!(Ok(found.clone()), columns(&record, quotes, &other));
                // The same with another delimiter, and the columns in the other order.
                let turned = format!("x;\"{}\";{}", found.1.replace('"', "\"\""), found.0.csv_type());
                let layout = layout("n;Log Entry;Type", b';').expect("both are there");
                prop_assert_eq!(Ok(found), columns(&turned, Quotes::Other, &layout));
            }
        }
    }
}
