//! Reads the escapes in texts, which are Java's.

use super::reader::{IdlReader, IdlResult};
use crate::schema::fault::{Fault, FaultKind};
use crate::schema::source::Span;

impl IdlReader<'_> {
    /// What a text in quotes says that has escapes. Half of a surrogate pair becomes U+FFFD.
    pub(super) fn unescape(&mut self, span: Span) -> IdlResult<String> {
        let written = self.slice(Span { start: span.start + 1, end: span.end - 1 });
        let (mut said, mut rest) = (String::with_capacity(written.len()), written);
        while let Some(at) = rest.find('\\') {
            said.push_str(&rest[..at]);
            let start = span.start + 1 + (written.len() - rest.len() + at) as u32;
            let Some((character, length)) = escape(&rest[at + 1..]) else {
                let next = rest[at + 1..].chars().next().map_or(0, char::len_utf8) as u32;
                let escape = Span { start, end: start + 1 + next };
                return self.wrong("a text has no such escape; a backslash is written \\\\", escape);
            };
            if character.is_none() {
                let half = Span { start, end: start + 1 + length as u32 };
                self.faults.push(Fault { kind: FaultKind::LoneSurrogate, span: half });
            }
            said.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = &rest[at + 1 + length..];
        }
        said.push_str(rest);
        Ok(said)
    }
}

/// The character of an escape, without its backslash, and how long that is; no character is half of a surrogate pair.
fn escape(rest: &str) -> Option<(Option<char>, usize)> {
    let plain = |character| Some((Some(character), 1));
    match *rest.as_bytes().first()? {
        b'n' => plain('\n'),
        b'r' => plain('\r'),
        b't' => plain('\t'),
        b'b' => plain('\u{8}'),
        b'f' => plain('\u{C}'),
        byte @ (b'\\' | b'\'' | b'"') => plain(char::from(byte)),
        first @ b'0'..=b'7' => {
            let most = if first <= b'3' { 3 } else { 2 };
            let digits = rest.bytes().take(most).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
            let code = u32::from_str_radix(&rest[..digits], 8).ok()?;
            Some((char::from_u32(code), digits))
        }
        b'u' => {
            let high = unit(&rest[1..])?;
            let low = rest[5..].strip_prefix("\\u").and_then(unit);
            Some(match (high, low) {
                (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
                    (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 11)
                }
                _ => (char::from_u32(high), 5),
            })
        }
        _ => None,
    }
}

/// Four hexadecimal digits.
fn unit(rest: &str) -> Option<u32> {
    let digits = rest.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}
