//! Splits the text of an IDL file into tokens (the lexer of Avro's grammar `Idl.g4`).

use memchr::memmem;

use super::number::{self, NumberKind};
use crate::schema::source::Span;

/// The character that ends a text, whatever follows (CP/M's end of a file).
const END: u8 = 0x1A;

/// Why a comment without a space is none.
const HIDING: &str = "Java 1.12.2 takes this for documentation that goes on to the next */, and does not read what is between; \
                      write /* */";

/// A token, with the documentation comment before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct IdlToken {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
    /// The last documentation comment between the token before and this one.
    pub(super) doc: Option<Span>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TokenKind {
    /// A name or a word of the language: which of them, the place decides.
    Identifier,
    /// A text in quotes.
    Text,
    Integer,
    Float,
    /// A character of punctuation.
    Sign(u8),
    End,
    /// What is no token, and why.
    Wrong(&'static str),
}

/// Whether a text is one name without backticks.
pub(in crate::schema) fn is_identifier(text: &str) -> bool {
    let mut lexer = Lexer::new(text);
    lexer.next().kind == TokenKind::Identifier
        && lexer.at == text.len()
        && !text.starts_with('/')
        && !text.contains(['`', ' '])
}

/// Reads one token after the other.
#[derive(Clone, Copy)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Lexer<'t> {
        Lexer { text, at: 0 }
    }

    /// The next token.
    pub(super) fn next(&mut self) -> IdlToken {
        let bytes = self.text.as_bytes();
        let mut doc = None;
        loop {
            while let Some(b' ' | b'\n' | b'\r' | b'\t' | 0x0C) = bytes.get(self.at) {
                self.at += 1;
            }
            let start = self.at;
            let kind = match bytes.get(start) {
                None | Some(&END) => TokenKind::End,
                Some(b'/') => match self.comment(&mut doc) {
                    Ok(()) => continue,
                    Err(wrong) => wrong,
                },
                Some(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'`' | 0x80..) => self.identifier(),
                Some(b'"') => self.quoted(),
                Some(b'0'..=b'9' | b'-' | b'+' | b'.') => self.number(),
                Some(&sign @ (b'(' | b')' | b'{' | b'}' | b'[' | b']' | b'<' | b'>' | b':' | b';' | b',')) => {
                    self.sign(sign)
                }
                Some(&sign @ (b'@' | b'=' | b'?')) => self.sign(sign),
                Some(b'*') if bytes.get(start + 1) == Some(&b'/') => {
                    self.at += 2;
                    TokenKind::Wrong("this ends a comment, and none has begun")
                }
                Some(b'\'') => {
                    self.at += 1;
                    TokenKind::Wrong("a text has double quotes")
                }
                Some(_) => {
                    self.at += 1;
                    TokenKind::Wrong("this character means nothing here")
                }
            };
            return IdlToken { kind, span: Span { start: start as u32, end: self.at as u32 }, doc };
        }
    }

    fn sign(&mut self, sign: u8) -> TokenKind {
        self.at += 1;
        TokenKind::Sign(sign)
    }

    /// Skips a comment; one for documentation is kept.
    fn comment(&mut self, doc: &mut Option<Span>) -> Result<(), TokenKind> {
        let (start, rest) = (self.at, &self.text.as_bytes()[self.at..]);
        let opening = match rest {
            [b'/', b'/', ..] => {
                self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                return Ok(());
            }
            [b'/', b'*', b'*', b'/', ..] => {
                self.at += "/**/".len();
                let is_clear = memmem::find(&rest["/**/".len()..], b"*/").is_none();
                return if is_clear { Ok(()) } else { Err(TokenKind::Wrong(HIDING)) };
            }
            [b'/', b'*', b'*', ..] => "/**",
            [b'/', b'*', ..] => "/*",
            _ => {
                self.at += 1;
                return Err(TokenKind::Wrong("a comment begins with // or /*"));
            }
        };
        let Some(length) = memmem::find(&rest[opening.len()..], b"*/") else {
            self.at = self.text.len();
            return Err(TokenKind::Wrong("the end of this comment is missing: */"));
        };
        self.at += opening.len() + length + "*/".len();
        if opening == "/**" {
            *doc = Some(Span { start: start as u32, end: self.at as u32 });
        }
        Ok(())
    }

    /// Names that are joined by dots and dashes, each in backticks or not.
    fn identifier(&mut self) -> TokenKind {
        let (bytes, start) = (self.text.as_bytes(), self.at);
        loop {
            let is_quoted = bytes.get(self.at) == Some(&b'`');
            self.at += usize::from(is_quoted);
            if !self.skip_name() {
                let length = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
                self.at += length;
                return TokenKind::Wrong("a name begins with a letter or _");
            }
            if is_quoted {
                if bytes.get(self.at) != Some(&b'`') {
                    return TokenKind::Wrong("the second ` around this name is missing");
                }
                self.at += 1;
            }
            let is_joined = matches!(bytes.get(self.at), Some(b'.' | b'-'));
            if !is_joined || !self.name_begins(self.at + 1) {
                let is_number = matches!(&self.text[start..self.at], "NaN" | "Infinity");
                return if is_number { TokenKind::Float } else { TokenKind::Identifier };
            }
            self.at += 1;
        }
    }

    fn name_begins(&self, at: usize) -> bool {
        match self.text.as_bytes().get(at) {
            Some(b'`' | b'_') => true,
            Some(byte) if byte.is_ascii() => byte.is_ascii_alphabetic(),
            Some(_) => self.text[at..].chars().next().is_some_and(unicode_ident::is_xid_start),
            None => false,
        }
    }

    /// Skips letters, digits and `_` of all alphabets (Unicode: XID_Start, XID_Continue), if there is a name.
    fn skip_name(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        if !self.name_begins(self.at) || bytes[self.at] == b'`' {
            return false;
        }
        loop {
            while let Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_') = bytes.get(self.at) {
                self.at += 1;
            }
            match self.text[self.at..].chars().next() {
                Some(letter) if !letter.is_ascii() && unicode_ident::is_xid_continue(letter) => {
                    self.at += letter.len_utf8();
                }
                _ => return true,
            }
        }
    }

    fn quoted(&mut self) -> TokenKind {
        let bytes = self.text.as_bytes();
        self.at += 1;
        loop {
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return TokenKind::Text;
                }
                Some(b'\\') => {
                    let length = self.text[self.at + 1..].chars().next().map_or(0, char::len_utf8);
                    self.at += 1 + length;
                }
                Some(b'\n' | b'\r') | None => return TokenKind::Wrong("the second quote of this text is missing"),
                Some(b'\t' | 0x08) => {
                    self.skip_line();
                    return TokenKind::Wrong("a text has no control characters; write \\t or \\b");
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    }

    fn number(&mut self) -> TokenKind {
        let rest = &self.text[self.at..];
        match number::measure(rest.as_bytes()) {
            Some((kind, length)) => {
                self.at += length;
                match kind {
                    NumberKind::Whole => TokenKind::Integer,
                    NumberKind::Float => TokenKind::Float,
                }
            }
            None => {
                self.at += 1;
                TokenKind::Wrong("a number is missing here")
            }
        }
    }
}
