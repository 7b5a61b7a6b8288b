//! Reads types and their annotations.

use super::reader::{IdlReader, IdlResult};
use super::token::TokenKind;
use crate::schema::json_text::{JsonKind, JsonNode};
use crate::schema::primitive::Primitive;
use crate::schema::source::Span;

/// Properties of a type that have a meaning, so that no annotation may set them.
const OF_TYPES: &[&str] =
    &["doc", "fields", "items", "name", "namespace", "size", "symbols", "values", "type", "aliases"];

/// A type that was read, and the question mark after it.
#[derive(Clone, Copy)]
pub(super) struct ReadType {
    node: JsonNode,
    optional: Option<Span>,
    /// Whether it is the name of a type that is declared somewhere.
    is_name: bool,
}

impl ReadType {
    pub(super) fn start(&self) -> u32 {
        self.node.span().start
    }

    pub(super) fn is_name(&self) -> bool {
        self.is_name
    }
}

/// Where null is in the union that `type?` means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NullPlace {
    First,
    Last,
}

impl<'t> IdlReader<'t> {
    /// Puts the annotations that are next, each as a property; the places of their names.
    pub(super) fn annotations(&mut self) -> IdlResult<Vec<Span>> {
        let mut names = Vec::new();
        while self.skip_sign(b'@').is_some() {
            let name = self.name("the name of an annotation")?;
            self.put_name(name);
            let (nesting, mark) = (self.nesting(), self.tree.mark());
            self.sign(b'(', "the value of the annotation in parentheses")?;
            if self.json().is_err() {
                // What is annotated can be read all the same.
                self.tree.drop_from(mark);
                self.recover_inside(nesting)?;
                self.tree.scalar(JsonKind::Null, name);
            }
            self.sign(b')', "the ) after the value of the annotation")?;
            names.push(name);
        }
        Ok(names)
    }

    /// Refuses annotations that would set what is written otherwise.
    pub(super) fn refuse(&mut self, annotations: &[Span], reserved: &[&str]) -> IdlResult {
        let is_reserved = |span: &&Span| reserved.contains(&self.slice(**span));
        match annotations.iter().find(is_reserved) {
            None => Ok(()),
            Some(&span) => {
                let name = self.slice(span);
                self.wrong(format!("an annotation cannot set \"{name}\" here"), span)
            }
        }
    }

    /// Puts a type with its annotations, `type?` as a union that has null first.
    pub(super) fn complete_type(&mut self) -> IdlResult {
        let ty = self.inside(2, IdlReader::full_type)?;
        self.put_type(ty, NullPlace::First);
        Ok(())
    }

    /// Puts a type that was read.
    pub(super) fn put_type(&mut self, ReadType { node, optional, .. }: ReadType, null: NullPlace) {
        let Some(question) = optional else { return self.tree.put(node) };
        let mark = self.tree.mark();
        if null == NullPlace::Last {
            self.tree.put(node);
        }
        self.tree.text("null", question);
        if null == NullPlace::First {
            self.tree.put(node);
        }
        self.tree.close(JsonKind::Array, mark, Span { start: node.span().start, end: question.end });
    }

    /// Reads a type with its annotations.
    pub(super) fn full_type(&mut self) -> IdlResult<ReadType> {
        let (mark, start) = (self.tree.mark(), self.token.span.start);
        let annotations = self.annotations()?;
        self.refuse(&annotations, OF_TYPES)?;
        self.plain_type(mark, start, &annotations)
    }

    /// Reads a type whose annotations are those from a mark on.
    pub(super) fn plain_type(&mut self, mark: usize, start: u32, annotations: &[Span]) -> IdlResult<ReadType> {
        let Some(word) = self.word() else { return self.expected("a type") };
        let span = self.advance();
        let (mut may_be_optional, mut is_name) = (false, false);
        match word {
            "array" if self.is_sign(b'<') => self.container("array", "items", span)?,
            "map" if self.is_sign(b'<') => self.container("map", "values", span)?,
            "union" if self.is_sign(b'{') => {
                // JSON has no place for annotations of unions.
                self.tree.drop_from(mark);
                self.union(start)?;
            }
            "decimal" if self.is_sign(b'(') => {
                may_be_optional = true;
                self.decimal(span)?;
            }
            _ => {
                may_be_optional = true;
                match logical(word) {
                    Some((base, name)) => {
                        self.put_word("type", base, span);
                        self.put_word("logicalType", name, span);
                    }
                    None if Primitive::from_name(word).is_some() && !annotations.is_empty() => {
                        self.put_named("type", span);
                    }
                    None if annotations.is_empty() => {
                        is_name = Primitive::from_name(word).is_none();
                        self.put_name(span);
                    }
                    None => {
                        return self.wrong(
                            "a name of a type cannot be annotated; annotate the type where it is declared, or the field after its type",
                            annotations[0],
                        );
                    }
                }
            }
        }
        if self.tree.mark() > mark + 1 {
            let span = self.span_from(start);
            self.tree.close(JsonKind::Object, mark, span);
        }
        let node = self.tree.take();
        let optional = if may_be_optional { self.skip_sign(b'?') } else { None };
        Ok(ReadType { node, optional, is_name })
    }

    /// Reads the type in angle brackets.
    fn container(&mut self, kind: &'static str, part: &'static str, span: Span) -> IdlResult {
        self.advance();
        self.put_word("type", kind, span);
        self.tree.key(part, self.token.span.start);
        self.complete_type()?;
        self.sign(b'>', "the > after the type of the parts")?;
        Ok(())
    }

    fn union(&mut self, start: u32) -> IdlResult {
        let mark = self.tree.mark();
        self.advance();
        loop {
            self.complete_type()?;
            if self.skip_sign(b',').is_none() {
                break;
            }
        }
        self.sign(b'}', "a comma or the } of the union")?;
        let span = self.span_from(start);
        self.tree.close(JsonKind::Array, mark, span);
        Ok(())
    }

    fn decimal(&mut self, span: Span) -> IdlResult {
        self.advance();
        self.put_word("type", "bytes", span);
        self.put_word("logicalType", "decimal", span);
        self.digits("precision", "the number of digits of the decimal")?;
        if self.skip_sign(b',').is_some() {
            self.digits("scale", "the number of digits after the point")?;
        } else {
            self.tree.key("scale", self.end);
            self.tree.number("0".to_owned(), Span { start: self.end, end: self.end });
        }
        self.sign(b')', "the ) after the digits of the decimal")?;
        Ok(())
    }

    fn digits(&mut self, key: &'static str, expected: &str) -> IdlResult {
        if self.token.kind != TokenKind::Integer {
            return self.expected(expected);
        }
        self.tree.key(key, self.token.span.start);
        self.put_integer()
    }

    /// Puts a property that a word of the language stands for.
    pub(super) fn put_word(&mut self, key: &'static str, value: &'static str, span: Span) {
        self.tree.key(key, span.start);
        self.tree.text(value, span);
    }
}

/// The primitive type and the logical type that a word means.
pub(super) fn logical(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "date" => ("int", "date"),
        "time_ms" => ("int", "time-millis"),
        "timestamp_ms" => ("long", "timestamp-millis"),
        "local_timestamp_ms" => ("long", "local-timestamp-millis"),
        "uuid" => ("string", "uuid"),
        _ => return None,
    })
}
