//! Scans a text into a [`JsonTree`], in one pass over its bytes and without recursion.

use std::borrow::Cow;

use super::beyond::{BeyondJson, span};
use super::nodes::{JsonKind, JsonNode, JsonTree};
use crate::schema::fault::{Fault, FaultKind};
use crate::schema::source::Span;

/// So many arrays and properties may be around a value; an object counts once more, for itself. Who reads the tree calls itself.
pub(in crate::schema) const MOST_LEVELS: usize = 512;

/// A text that was scanned.
pub(in crate::schema) struct ScannedText<'t> {
    pub(in crate::schema) tree: JsonTree<'t>,
    /// What it has that JSON has not: each kind once, at its first place, and every half of a surrogate pair.
    pub(in crate::schema) faults: Vec<Fault>,
    /// The fault that the first half of a surrogate pair is to those who do not let it pass.
    pub(super) lone_surrogate: Option<Box<Fault>>,
}

/// The tree of a text, with what is let pass; `None` if there is nothing in it.
///
/// # Errors
/// The first fault.
pub(in crate::schema) fn tree_with_faults(text: &str) -> Result<Option<ScannedText<'_>>, Fault> {
    /// A value of a schema takes about as many bytes, with its key and the space around it.
    const BYTES_A_NODE: usize = 16;
    let nodes = Vec::with_capacity(text.len() / BYTES_A_NODE);
    let mut scanner = Scanner { text, nodes, pending: Vec::with_capacity(64), ..Scanner::default() };
    match scanner.document() {
        Ok(root) => Ok(root.map(|root| ScannedText {
            tree: JsonTree { text, nodes: scanner.nodes, root, unescaped: scanner.unescaped },
            faults: scanner.beyond.into_faults(),
            lone_surrogate: scanner.lone_surrogate,
        })),
        Err(fault) => Err(scanner.lone_surrogate.map_or(*fault, |lone| *lone)),
    }
}

#[derive(Default)]
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    /// The first byte of the token.
    start: usize,
    /// The byte after the token.
    at: usize,
    /// The parts of closed arrays and objects.
    nodes: Vec<JsonNode>,
    /// The parts of open arrays and objects, or the root.
    pending: Vec<JsonNode>,
    open: Vec<OpenContainer>,
    levels: usize,
    unescaped: Vec<Cow<'t, str>>,
    pub(super) beyond: BeyondJson,
    pub(super) lone_surrogate: Option<Box<Fault>>,
}

#[derive(Clone, Copy)]
struct OpenContainer {
    kind: JsonKind,
    start: usize,
    /// The first of its parts among the pending nodes.
    first: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Open(JsonKind),
    Close(JsonKind),
    Comma,
    Colon,
    Scalar(JsonKind),
    /// Letters that mean nothing to JSON.
    Word,
    End,
}

impl Scanner<'_> {
    fn document(&mut self) -> Result<Option<JsonNode>, Box<Fault>> {
        let first = self.next()?;
        if first == Token::End {
            return Ok(None);
        }
        self.value(first)?;
        while let Some(&open) = self.open.last() {
            let token = self.part(open)?;
            if token == Token::Close(open.kind) {
                self.close(open);
            } else if open.kind == JsonKind::Object {
                let value = self.key(token)?;
                self.value(value)?;
            } else {
                self.value(token)?;
            }
        }
        match self.next()? {
            Token::End => Ok(self.pending.pop()),
            _ => Err(self.at_token("Text cannot contain more than one JSON value")),
        }
    }

    /// The first token of the next part of an open array or object, or its end.
    fn part(&mut self, open: OpenContainer) -> Result<Token, Box<Fault>> {
        let end = self.at;
        let mut token = if self.next_is(b',') { Token::Comma } else { self.next()? };
        if self.pending.len() > open.first {
            let is_next = match token {
                Token::Comma => {
                    let comma = self.start;
                    token = self.next()?;
                    if token == Token::Close(open.kind) {
                        return Err(self.fault(comma, comma, "Trailing commas are not allowed"));
                    }
                    false
                }
                Token::Scalar(_) => true,
                Token::Word => open.kind == JsonKind::Object,
                Token::Open(_) => open.kind == JsonKind::Array,
                Token::Close(_) | Token::Colon | Token::End => false,
            };
            if is_next {
                return Err(not_json(span(end, end), "Expected comma"));
            }
        }
        if token == Token::End {
            let what = if open.kind == JsonKind::Object { "Unterminated object" } else { "Unterminated array" };
            return Err(not_json(span(open.start, self.at), what));
        }
        Ok(token)
    }

    /// The key of a property; the first token of the value.
    fn key(&mut self, token: Token) -> Result<Token, Box<Fault>> {
        match token {
            Token::Scalar(kind @ (JsonKind::String | JsonKind::EscapedString)) => self.push(kind),
            Token::Scalar(_) | Token::Word => return Err(self.at_token("Expected string for object property")),
            _ => return Err(self.at_token("Unexpected token in object")),
        }
        if !self.next_is(b':') && self.next()? != Token::Colon {
            return Err(self.at_token("Expected colon after the string or word in object property"));
        }
        self.next()
    }

    /// A value, or the beginning of it.
    fn value(&mut self, token: Token) -> Result<(), Box<Fault>> {
        if self.levels > MOST_LEVELS {
            return Err(self.too_deep());
        }
        let what = match token {
            Token::Scalar(kind) => {
                self.push(kind);
                return Ok(());
            }
            Token::Open(kind) => {
                self.levels += levels(kind);
                self.open.push(OpenContainer { kind, start: self.start, first: self.pending.len() });
                return Ok(());
            }
            Token::Close(JsonKind::Object) => "Unexpected close brace",
            Token::Close(_) => "Unexpected close bracket",
            Token::Comma => "Unexpected comma",
            Token::Colon => "Unexpected colon",
            Token::Word => "Unexpected word",
            Token::End => "Expected value after colon in object property",
        };
        Err(self.at_token(what))
    }

    fn push(&mut self, kind: JsonKind) {
        let first = if kind == JsonKind::EscapedString { self.unescaped.len() as u32 - 1 } else { 0 };
        self.pending.push(JsonNode { kind, span: span(self.start, self.at), first, count: 0 });
    }

    fn close(&mut self, OpenContainer { kind, start, first: pending }: OpenContainer) {
        let (first, count) = (self.nodes.len() as u32, (self.pending.len() - pending) as u32);
        self.nodes.extend_from_slice(&self.pending[pending..]);
        self.pending.truncate(pending);
        self.pending.push(JsonNode { kind, span: span(start, self.at), first, count });
        self.levels -= levels(kind);
        self.open.pop();
    }

    fn next(&mut self) -> Result<Token, Box<Fault>> {
        let bytes = self.text.as_bytes();
        loop {
            let mut at = self.at;
            while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
                at = end_of_spaces(bytes, at + 1);
            }
            (self.start, self.at) = (at, at);
            let token = match bytes.get(at) {
                Some(b'"') => return self.string(end_of_plain(bytes, at + 1)),
                Some(b',') => Token::Comma,
                Some(b':') => Token::Colon,
                Some(b'{') => Token::Open(JsonKind::Object),
                Some(b'}') => Token::Close(JsonKind::Object),
                Some(b'[') => Token::Open(JsonKind::Array),
                Some(b']') => Token::Close(JsonKind::Array),
                Some(b'-' | b'+' | b'.' | b'0'..=b'9') => return self.number(),
                Some(b'/' | 0x0B | 0x0C | 0x80..) if self.skip_beyond_json()? => continue,
                Some(_) => return self.word(),
                None => return Ok(Token::End),
            };
            self.at += 1;
            return Ok(token);
        }
    }

    /// Whether the next byte is a comma or colon, which is then the token.
    fn next_is(&mut self, byte: u8) -> bool {
        let is_next = self.byte() == Some(byte);
        if is_next {
            (self.start, self.at) = (self.at, self.at + 1);
        }
        is_next
    }

    /// Skips a comment, or white space that only Unicode calls so; whether there was one.
    fn skip_beyond_json(&mut self) -> Result<bool, Box<Fault>> {
        let rest = &self.text[self.start..];
        if rest.starts_with("//") {
            self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
            let line_end = rest.find('\n').unwrap_or(rest.len());
            self.beyond.comment(self.start, self.start + line_end, self.is_after_end());
        } else if let Some(inside) = rest.strip_prefix("/*") {
            let Some(length) = inside.find("*/") else {
                return Err(not_json(span(self.start, self.text.len()), "Unterminated comment block"));
            };
            self.at += length + "/**/".len();
            self.beyond.comment(self.start, self.at, self.is_after_end());
        } else if rest.starts_with(char::is_whitespace) {
            self.at = self.character_end(self.start);
            self.beyond.space(self.start, self.at);
        }
        Ok(self.at > self.start)
    }

    fn is_after_end(&self) -> bool {
        self.open.is_empty() && !self.pending.is_empty()
    }

    /// A string of which all is plain up to a byte.
    fn string(&mut self, mut at: usize) -> Result<Token, Box<Fault>> {
        let bytes = self.text.as_bytes();
        if bytes.get(at) == Some(&b'"') {
            self.at = at + 1;
            return Ok(Token::Scalar(JsonKind::String));
        }
        let (mut unescaped, mut kept) = (String::new(), self.start + 1);
        loop {
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    let (character, length) = self.escape(at)?;
                    unescaped.push_str(&self.text[kept..at]);
                    unescaped.push(character);
                    at += length;
                    kept = at;
                }
                Some(_) => {
                    self.beyond.control(at);
                    at += 1;
                }
                None => return Err(self.unterminated_string()),
            }
            at = end_of_plain(bytes, at);
        }
        unescaped.push_str(&self.text[kept..at]);
        self.unescaped.push(unescaped.into());
        self.at = at + 1;
        Ok(Token::Scalar(JsonKind::EscapedString))
    }

    pub(super) fn unterminated_string(&self) -> Box<Fault> {
        not_json(span(self.start, self.text.len()), "Unterminated string literal")
    }

    fn number(&mut self) -> Result<Token, Box<Fault>> {
        const BARE_POINT: &str = "Leading or trailing decimal points on numbers are not allowed";
        match self.byte() {
            Some(b'+') => return Err(self.at_token("Unary plus on numbers is not allowed")),
            Some(b'.') if !matches!(self.text.as_bytes().get(self.at + 1), Some(b'0'..=b'9')) => return self.word(),
            Some(b'-') => self.at += 1,
            Some(_) | None => {}
        }
        match self.byte() {
            Some(b'0') => {
                self.at += 1;
                if let Some(b'x' | b'X') = self.byte() {
                    return Err(self.at_token("Hexadecimal numbers are not allowed"));
                }
            }
            Some(b'1'..=b'9') => self.skip_digits(),
            Some(b'.') if matches!(self.text.as_bytes().get(self.at + 1), Some(b'0'..=b'9')) => {
                return Err(self.at_token(BARE_POINT));
            }
            Some(b'I') if self.skip_word("Infinity") => return Err(self.at_token("Infinity and NaN are not allowed")),
            Some(b'N') if self.skip_word("NaN") => return Err(self.at_token("Infinity and NaN are not allowed")),
            Some(_) | None => return Err(self.fault(self.at, self.at, "Expected digit following negative sign")),
        }
        if let Some(b'.') = self.byte() {
            self.at += 1;
            if !matches!(self.byte(), Some(b'0'..=b'9')) {
                return Err(self.at_token(BARE_POINT));
            }
            self.skip_digits();
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            let mut expected = "Expected plus, minus, or digit in number literal";
            if let Some(b'-' | b'+') = self.byte() {
                self.at += 1;
                expected = "Expected digit";
            }
            if !matches!(self.byte(), Some(b'0'..=b'9')) {
                return Err(self.fault(self.at, self.at, expected));
            }
            self.skip_digits();
        }
        Ok(Token::Scalar(JsonKind::Number))
    }

    fn skip_digits(&mut self) {
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
    }

    /// A word of JSON, or another one, which is a fault wherever it is.
    fn word(&mut self) -> Result<Token, Box<Fault>> {
        for (word, kind) in [("true", JsonKind::True), ("false", JsonKind::False), ("null", JsonKind::Null)] {
            if self.skip_word(word) {
                return Ok(Token::Scalar(kind));
            }
        }
        if self.byte() == Some(b'\'') {
            return Err(self.at_token("Single-quoted strings are not allowed"));
        }
        while let Some(character) = self.character() {
            match character {
                ':' | ' ' | '\t' | '\n' | '\r' | '\x0C' => break,
                '-' | '_' | '$' => {}
                _ if character.is_alphanumeric() => {}
                _ if !character.is_ascii() && character.is_whitespace() => break,
                _ => return Err(self.at_token("Unexpected token")),
            }
            self.at += character.len_utf8();
        }
        Ok(Token::Word)
    }

    fn skip_word(&mut self, word: &str) -> bool {
        let Some(rest) = self.text[self.at..].strip_prefix(word) else { return false };
        if rest.starts_with(|next: char| next.is_alphanumeric() || next == '$') {
            return false;
        }
        self.at += word.len();
        true
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn character(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// The end of the character at a byte.
    pub(super) fn character_end(&self, at: usize) -> usize {
        self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(self.text.len(), |c| at + c.len_utf8())
    }

    /// A fault from a byte to the end of the character at another.
    pub(super) fn fault(&self, start: usize, last: usize, what: &str) -> Box<Fault> {
        not_json(span(start, self.character_end(last)), what)
    }

    /// A fault of the token, as far as it was read.
    fn at_token(&self, what: &str) -> Box<Fault> {
        let end = if self.at > self.start { self.at } else { self.character_end(self.at) };
        not_json(span(self.start, end), what)
    }

    fn too_deep(&self) -> Box<Fault> {
        let in_property = self.pending.last().filter(|_| self.is_in_object());
        let around = self.open.last().map_or(0, |open| open.start as u32);
        let start = in_property.map_or(around, |key| key.span.start);
        Box::new(Fault { kind: FaultKind::TooDeep, span: Span { start, end: self.at as u32 } })
    }

    fn is_in_object(&self) -> bool {
        self.open.last().is_some_and(|open| open.kind == JsonKind::Object)
    }
}

fn levels(kind: JsonKind) -> usize {
    if kind == JsonKind::Object { 2 } else { 1 }
}

fn not_json(span: Span, what: &str) -> Box<Fault> {
    Box::new(Fault { kind: FaultKind::NotJson(what.to_owned()), span })
}

/// The first byte that is no space from a byte on, or the end.
fn end_of_spaces(bytes: &[u8], mut at: usize) -> usize {
    const SPACES: u64 = u64::MAX / 0xFF * b' ' as u64;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let others = u64::from_le_bytes(*chunk) ^ SPACES;
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += chunk.len();
    }
    at + bytes[at.min(bytes.len())..].iter().take_while(|byte| **byte == b' ').count()
}

/// The first quote, backslash or control character from a byte on, or the end.
fn end_of_plain(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::MAX / 0xFF;
    const HIGH_BITS: u64 = ONES << 7;
    // The high bit of each byte that is below another; above the first such byte there may be wrong ones.
    let below = |word: u64, than: u8| word.wrapping_sub(ONES * u64::from(than)) & !word;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*chunk);
        let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
        let found = (is(b'"') | is(b'\\') | below(word, b' ')) & HIGH_BITS;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += chunk.len();
    }
    let is_plain = |byte: &u8| *byte >= b' ' && !matches!(byte, b'"' | b'\\');
    at + bytes[at.min(bytes.len())..].iter().take_while(|byte| is_plain(byte)).count()
}
