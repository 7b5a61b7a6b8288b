//! Reads escapes in strings.

use super::beyond::span;
use super::scan::Scanner;
use crate::schema::fault::{Fault, FaultKind};

impl Scanner<'_> {
    /// The character of the escape at a place, and how long it is. Half of a surrogate pair becomes U+FFFD.
    pub(super) fn escape(&mut self, at: usize) -> Result<(char, usize), Box<Fault>> {
        let character = match self.text.as_bytes().get(at + 1) {
            Some(&byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(at),
            Some(b'\'') => return Err(self.fault(at, at + 1, "Invalid escape in double quote string")),
            Some(_) => return Err(self.fault(at, at + 1, "Invalid escape")),
            None => return Err(self.unterminated_string()),
        };
        Ok((character, 2))
    }

    fn unicode_escape(&mut self, at: usize) -> Result<(char, usize), Box<Fault>> {
        let unit = self.unit(at, at + 2)?;
        let lone = match unit {
            0xD800..=0xDBFF => match self.low_surrogate(at) {
                Ok(low) => {
                    let code = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                    return Ok((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12));
                }
                Err(lone) => lone,
            },
            0xDC00..=0xDFFF => self.lone(at, at + 5, "unpaired low surrogate"),
            _ => return Ok((char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), 6)),
        };
        self.lone_surrogate.get_or_insert(lone);
        self.beyond.surrogate(at, at + 6);
        Ok((char::REPLACEMENT_CHARACTER, 6))
    }

    /// The second half of the surrogate pair whose first half is at a place.
    fn low_surrogate(&self, at: usize) -> Result<u32, Box<Fault>> {
        for (place, expected) in [(at + 6, b'\\'), (at + 7, b'u')] {
            if self.text.as_bytes().get(place) != Some(&expected) {
                return Err(self.lone(at, place, "unpaired high surrogate"));
            }
        }
        let low = self.unit(at, at + 8)?;
        let is_low = (0xDC00..=0xDFFF).contains(&low);
        is_low.then_some(low).ok_or_else(|| self.lone(at, at + 11, "high surrogate not followed by low surrogate"))
    }

    fn lone(&self, at: usize, last: usize, why: &str) -> Box<Fault> {
        let digits = &self.text[at + 2..at + 6];
        let message = format!("Invalid unicode escape sequence. '{digits} ({why})' is not a valid UTF8 character");
        Box::new(Fault { kind: FaultKind::NotJson(message), span: span(at, self.character_end(last)) })
    }

    /// The four hexadecimal digits at a place, of the escape at another.
    fn unit(&self, escape: usize, at: usize) -> Result<u32, Box<Fault>> {
        (at..at + 4).try_fold(0, |unit, at| {
            let digit = self.text.as_bytes().get(at).and_then(|&byte| char::from(byte).to_digit(16));
            Ok(unit << 4 | digit.ok_or_else(|| self.fault(escape, at, "Expected four hex digits"))?)
        })
    }
}
