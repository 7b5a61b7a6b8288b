//! Says how deep each line of an IDL file is.

use super::token::{Lexer, TokenKind};

/// How a line begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::schema) enum LineStart {
    /// Inside of so many braces, brackets and parentheses.
    Level(usize),
    /// With a star, in a comment that begins at that level.
    Star(usize),
    /// In a comment, with anything else.
    Comment,
}

/// How each line of a text begins, which has no faults. Lines end with a line feed.
pub(in crate::schema) fn line_starts(text: &str) -> Vec<LineStart> {
    let mut lexer = Lexer::new(text);
    let (mut level, mut before, mut token) = (0usize, 0, lexer.next());
    let (mut starts, mut offset) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let begins = line.trim_start();
        let start = offset + line.len() - begins.len();
        while token.kind != TokenKind::End && (token.span.start as usize) < start {
            match token.kind {
                TokenKind::Sign(b'{' | b'(' | b'[') => level += 1,
                TokenKind::Sign(b'}' | b')' | b']') => level = level.saturating_sub(1),
                TokenKind::Sign(_)
                | TokenKind::Identifier
                | TokenKind::Text
                | TokenKind::Integer
                | TokenKind::Float
                | TokenKind::End
                | TokenKind::Wrong(_) => {}
            }
            before = token.span.end as usize;
            token = lexer.next();
        }
        let closing = begins.bytes().take_while(|byte| matches!(byte, b'}' | b')' | b']')).count();
        starts.push(match (ends_in_comment(&text[before..start.max(before)]), begins.starts_with('*')) {
            (false, _) => LineStart::Level(level.saturating_sub(closing)),
            (true, true) => LineStart::Star(level),
            (true, false) => LineStart::Comment,
        });
        offset += line.len();
    }
    starts
}

/// Whether a text of spaces and comments ends inside of a comment.
fn ends_in_comment(gap: &str) -> bool {
    let mut rest = gap;
    while let Some(at) = rest.find('/') {
        rest = &rest[at..];
        let end = match rest.strip_prefix("//") {
            Some(line) => line.find(['\n', '\r']).map(|end| end + "//".len()),
            None => rest["/*".len().min(rest.len())..].find("*/").map(|end| end + "/**/".len()),
        };
        match end {
            Some(end) => rest = &rest[end..],
            None => return !rest.starts_with("//"),
        }
    }
    false
}
