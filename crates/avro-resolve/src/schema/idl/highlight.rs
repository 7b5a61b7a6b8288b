//! Says what each word of an IDL file is, for editors that colour it.

use super::token::{IdlToken, Lexer, TokenKind};
use crate::schema::source::Span;

/// What a part of an IDL file is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)] // the names say it
pub enum IdlPart {
    Keyword,
    /// A type of the language.
    BuiltInType,
    /// The name of a type.
    TypeName,
    /// The name of a field, a parameter or a message.
    FieldName,
    /// A symbol of an enum.
    Symbol,
    /// An annotation, such as `@namespace`.
    Annotation,
    Text,
    Number,
    Comment,
}

const KEYWORDS: [&str; 17] = [
    "protocol",
    "import",
    "idl",
    "schema",
    "namespace",
    "record",
    "error",
    "enum",
    "fixed",
    "union",
    "array",
    "map",
    "throws",
    "oneway",
    "true",
    "false",
    "void",
];
const BUILT_IN: [&str; 14] = [
    "null",
    "boolean",
    "int",
    "long",
    "float",
    "double",
    "string",
    "bytes",
    "date",
    "time_ms",
    "timestamp_ms",
    "local_timestamp_ms",
    "uuid",
    "decimal",
];

/// The words of the language: its keywords, and the types that it has built in.
pub fn words() -> impl Iterator<Item = &'static str> {
    KEYWORDS.into_iter().chain(BUILT_IN)
}

/// The parts of a text, in its order. What is no IDL has fewer of them.
pub fn parts(text: &str) -> Vec<(Span, IdlPart)> {
    let mut lexer = Lexer::new(text);
    let mut tokens: Vec<IdlToken> = Vec::new();
    loop {
        let token = lexer.next();
        let is_end = token.kind == TokenKind::End;
        tokens.push(token);
        if is_end {
            break;
        }
    }
    let (mut parts, mut end, mut is_enum, mut is_in_enum) = (Vec::new(), 0, false, false);
    for (at, token) in tokens.iter().enumerate() {
        comments(text, Span { start: end, end: token.span.start }, &mut parts);
        end = token.span.end;
        let before = at.checked_sub(1).map(|before| tokens[before]);
        let word = &text[token.span.start as usize..token.span.end as usize];
        let part = match token.kind {
            TokenKind::Identifier => {
                let part = match of_word(text, word, before, tokens[at + 1..].first()) {
                    IdlPart::FieldName if is_in_enum => IdlPart::Symbol,
                    part => part,
                };
                is_enum |= word == "enum" && part == IdlPart::Keyword;
                Some(part)
            }
            TokenKind::Text => Some(IdlPart::Text),
            TokenKind::Integer | TokenKind::Float => Some(IdlPart::Number),
            TokenKind::Sign(b'{') => {
                (is_in_enum, is_enum) = (is_enum, false);
                None
            }
            TokenKind::Sign(b'}') => {
                is_in_enum = false;
                None
            }
            TokenKind::Sign(b'@') => Some(IdlPart::Annotation),
            TokenKind::Sign(_) | TokenKind::End | TokenKind::Wrong(_) => None,
        };
        parts.extend(part.map(|part| (token.span, part)));
    }
    parts
}

fn of_word(text: &str, word: &str, before: Option<IdlToken>, after: Option<&IdlToken>) -> IdlPart {
    let text_of = |token: IdlToken| &text[token.span.start as usize..token.span.end as usize];
    match before.map(|before| (before.kind, text_of(before))) {
        Some((TokenKind::Sign(b'@'), _)) => return IdlPart::Annotation,
        Some((TokenKind::Identifier, "record" | "error" | "enum" | "fixed" | "protocol")) => return IdlPart::TypeName,
        Some((TokenKind::Identifier, "namespace")) => return IdlPart::TypeName,
        Some(_) | None => {}
    }
    let ends_type = |token: &IdlToken| match token.kind {
        TokenKind::Identifier => true,
        TokenKind::Sign(sign) => matches!(sign, b'?' | b'>' | b'@'),
        TokenKind::Text | TokenKind::Integer | TokenKind::Float | TokenKind::End | TokenKind::Wrong(_) => false,
    };
    let follows_type = before.is_some_and(|before| {
        let is_word =
            before.kind == TokenKind::Identifier && !matches!(text_of(before), "throws" | "schema" | "oneway");
        is_word || matches!(before.kind, TokenKind::Sign(b'>' | b'?' | b'}' | b')'))
    });
    match after {
        _ if KEYWORDS.contains(&word) => IdlPart::Keyword,
        _ if BUILT_IN.contains(&word) => IdlPart::BuiltInType,
        Some(after) if ends_type(after) => IdlPart::TypeName,
        Some(_) | None if follows_type => IdlPart::FieldName,
        Some(_) | None => match before.map(|before| before.kind) {
            Some(TokenKind::Sign(b'{' | b',')) => IdlPart::FieldName,
            Some(_) | None => IdlPart::TypeName,
        },
    }
}

/// The comments in what is between two tokens.
fn comments(text: &str, gap: Span, parts: &mut Vec<(Span, IdlPart)>) {
    let mut start = gap.start as usize;
    while let Some(at) = text[start..gap.end as usize].find('/') {
        let begin = start + at;
        let rest = &text[begin..gap.end as usize];
        let length = match rest.starts_with("//") {
            true => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            false => rest.find("*/").map_or(rest.len(), |end| end + "*/".len()),
        };
        start = begin + length.max(1);
        parts.push((Span { start: begin as u32, end: start as u32 }, IdlPart::Comment));
    }
}

#[test]
fn words_are_what_they_stand_for() {
    let text = "/** Doc. */ @namespace(\"a\") protocol P { enum E { A, B } = A; record R { int a = 1; array<E> b; E? c; } R get(E e); }";
    let shown = parts(text)
        .into_iter()
        .map(|(span, part)| format!("{}={part:?}", &text[span.start as usize..span.end as usize]));
    let expected = "/** Doc. */=Comment @=Annotation namespace=Annotation \"a\"=Text protocol=Keyword P=TypeName enum=Keyword \
                    E=TypeName A=Symbol B=Symbol A=TypeName record=Keyword R=TypeName int=BuiltInType a=FieldName 1=Number \
                    array=Keyword E=TypeName b=FieldName E=TypeName c=FieldName R=TypeName get=FieldName E=TypeName e=FieldName";
    assert_eq!(shown.collect::<Vec<_>>().join(" "), expected);
}
