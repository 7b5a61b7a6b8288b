//! Reads what a file declares: protocols, types, imports and messages.

use super::reader::{IdlReader, IdlResult, Import, ImportKind, Nesting, Resume, Unreadable};
use super::token::TokenKind;
use super::types::{NullPlace, ReadType, logical};
use crate::schema::json_text::JsonKind;
use crate::schema::source::Span;
use crate::schema::syntax::Syntax;

/// Properties that have a meaning, so that no annotation may set them.
const OF_PROTOCOLS: &[&str] = &["doc", "errors", "messages", "protocol", "types"];
const OF_DEFINITIONS: &[&str] = &["doc", "fields", "items", "name", "size", "symbols", "type", "values"];
const OF_ENUMS: &[&str] = &["default", "doc", "fields", "items", "name", "size", "symbols", "type", "values"];
const OF_FIELDS: &[&str] = &["default", "doc", "name", "type"];
const OF_MESSAGES: &[&str] = &["doc", "errors", "one-way", "request", "response"];

/// What a declaration stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DeclaredIn {
    Protocol,
    /// A file without a protocol.
    File,
}

/// What a declaration begins with.
struct Head {
    start: u32,
    /// The first of its annotations in the tree.
    mark: usize,
    annotations: Vec<Span>,
    doc: Option<Span>,
}

impl<'t> IdlReader<'t> {
    /// Reads the file, and puts what it stands for.
    pub(super) fn file(&mut self) {
        if self.token.kind == TokenKind::End && self.token.doc.is_none() && self.text.trim().is_empty() {
            _ = self.wrong::<()>("the file is empty", self.token.span);
        }
        let (mark, nesting) = (self.tree.mark(), self.nesting());
        let start = self.start();
        let is_protocol = match self.head() {
            Ok(head) if self.word() == Some("protocol") => {
                let read = self.protocol(&head);
                self.recover_from(read, mark, nesting);
                true
            }
            head => {
                let first = head.and_then(|head| self.file_head(head));
                self.recover_from(first, mark, nesting);
                self.declarations(DeclaredIn::File);
                false
            }
        };
        if is_protocol && self.token.kind != TokenKind::End && !self.is_hopeless() {
            let what = "the end of the file: it is the protocol, and nothing stands beside it";
            _ = self.expected::<()>(what);
        }
        self.put_parts(is_protocol);
        let span = self.span_from(start);
        self.tree.close(JsonKind::Object, mark, span);
    }

    /// Puts the types and messages that were read.
    fn put_parts(&mut self, is_protocol: bool) {
        let end = self.end;
        for (key, kind, parts) in [
            ("types", JsonKind::Array, std::mem::take(&mut self.types)),
            ("messages", JsonKind::Object, std::mem::take(&mut self.messages)),
        ] {
            if !is_protocol && kind == JsonKind::Object {
                continue;
            }
            self.tree.key(key, end);
            let mark = self.tree.mark();
            parts.into_iter().for_each(|part| self.tree.put(part));
            self.tree.close(kind, mark, Span { start: end, end });
        }
    }

    /// The annotations before a declaration, and the documentation before them.
    fn head(&mut self) -> IdlResult<Head> {
        let (start, mark, doc) = (self.start(), self.tree.mark(), self.token.doc);
        let annotations = self.annotations()?;
        Ok(Head { start, mark, annotations, doc })
    }

    /// Forgets a declaration that could not be read, and skips the rest of it.
    fn recover_from(&mut self, read: IdlResult, mark: usize, before: Nesting) {
        if read.is_err() {
            self.tree.drop_from(mark);
            self.recover(before, Resume::AfterDeclaration);
        }
    }

    fn protocol(&mut self, head: &Head) -> IdlResult {
        self.refuse(&head.annotations, OF_PROTOCOLS)?;
        self.advance();
        let name = self.name("the name of the protocol")?;
        self.put_named("protocol", name);
        self.put_doc(head.doc);
        let open = self.sign(b'{', "the { of the protocol")?;
        self.declarations(DeclaredIn::Protocol);
        self.closing_brace(open, "protocol")
    }

    /// The brace that closes what another one has opened.
    fn closing_brace(&mut self, open: Span, of: &str) -> IdlResult {
        match self.skip_sign(b'}') {
            Some(_) => Ok(()),
            // After another mistake, a brace may be in what was skipped.
            None if !self.faults.is_empty() => Err(Unreadable),
            None => self.wrong(format!("the closing brace of this {of} is missing"), open),
        }
    }

    /// What a file without a protocol may begin with: its namespace and its main schema; or the first declaration.
    fn file_head(&mut self, head: Head) -> IdlResult {
        let is_bare = head.annotations.is_empty();
        match self.word() {
            Some("namespace") if is_bare => {
                self.advance();
                let name = self.name("a namespace")?;
                self.put_named("namespace", name);
                self.sign(b';', "a semicolon after the namespace")?;
                if self.word() == Some("schema") { self.main_schema() } else { Ok(()) }
            }
            Some("schema") if is_bare => self.main_schema(),
            _ if self.token.kind == TokenKind::End && is_bare => Ok(()),
            _ => self.declaration(head, DeclaredIn::File),
        }
    }

    fn main_schema(&mut self) -> IdlResult {
        self.advance();
        self.tree.key("schema", self.token.span.start);
        self.complete_type()?;
        self.sign(b';', "a semicolon after the schema")?;
        Ok(())
    }

    /// All declarations to the end of the file, or to the brace that closes the protocol.
    fn declarations(&mut self, place: DeclaredIn) {
        while self.token.kind != TokenKind::End && !self.is_hopeless() {
            if self.is_sign(b'}') {
                if place == DeclaredIn::Protocol {
                    return;
                }
                _ = self.wrong::<()>("this brace closes nothing", self.token.span);
                self.advance();
                continue;
            }
            let (mark, nesting) = (self.tree.mark(), self.nesting());
            let read = self.head().and_then(|head| self.declaration(head, place));
            self.recover_from(read, mark, nesting);
        }
    }

    fn declaration(&mut self, head: Head, place: DeclaredIn) -> IdlResult {
        match self.word() {
            Some("import") if head.annotations.is_empty() => self.import(),
            Some(kind @ ("record" | "error")) => self.record(&head, kind),
            Some("enum") => self.enumeration(&head),
            Some("fixed") => self.fixed(&head),
            Some("protocol") => self.wrong(
                "a file is either one protocol, or a namespace, a schema and types without a protocol, not both",
                self.token.span,
            ),
            Some("namespace" | "schema") if place == DeclaredIn::File => {
                let what =
                    "the namespace is the first statement of a file, the schema the next, and there is one of each";
                self.wrong(what, self.token.span)
            }
            Some("namespace") => {
                self.wrong("a protocol has its namespace in an annotation: @namespace(\"…\")", self.token.span)
            }
            Some(_) if place == DeclaredIn::Protocol => self.message(&head),
            Some(_) => {
                let start = self.token.span.start;
                let mark = self.tree.mark();
                let is_type = self.plain_type(mark, start, &[]).is_ok();
                if is_type && self.token.kind == TokenKind::Identifier {
                    self.advance();
                    if self.is_sign(b'(') {
                        let span = self.span_from(start);
                        return self.wrong("a message belongs into a protocol, and this file has none", span);
                    }
                }
                let span = self.span_from(start);
                self.wrong("expected import, record, error, enum or fixed", span)
            }
            None if place == DeclaredIn::Protocol => {
                self.expected("a type, a message, an import, or the } of the protocol")
            }
            None => self.expected("import, record, error, enum or fixed"),
        }
    }

    fn import(&mut self) -> IdlResult {
        self.advance();
        let kind = match self.word() {
            Some("idl") => ImportKind::Idl,
            Some("protocol") => ImportKind::Protocol,
            Some("schema") => ImportKind::Schema,
            _ => return self.expected("idl, protocol or schema, as the kind of the file"),
        };
        self.advance();
        let (path, span) = self.text("the file to import, in quotes")?;
        if let Some(said) = Syntax::said_by(&path).filter(|said| *said != kind.syntax()) {
            let word = ImportKind::of(said).word();
            let message = format!(
                "\"{path}\" is imported as {}, and its name says {word}: import {word} \"{path}\"",
                kind.word()
            );
            return self.wrong(message, span);
        }
        self.sign(b';', "a semicolon after the import")?;
        let (types_before, messages_before) = (self.types.len(), self.messages.len() / 2);
        self.imports.push(Import { kind, path, span, types_before, messages_before });
        Ok(())
    }

    fn record(&mut self, head: &Head, kind: &'t str) -> IdlResult {
        self.refuse(&head.annotations, OF_DEFINITIONS)?;
        let keyword = self.advance();
        self.put_named("type", keyword);
        self.type_name(&format!("the name of the {kind}"))?;
        self.put_doc(head.doc);
        let open = self.sign(b'{', &format!("the {{ of the {kind}"))?;
        self.tree.key("fields", open.start);
        let mark = self.tree.mark();
        while !self.is_sign(b'}') && self.token.kind != TokenKind::End && !self.is_hopeless() {
            let (field, nesting) = (self.tree.mark(), self.nesting());
            if self.field().is_err() {
                self.tree.drop_from(field);
                self.recover(nesting, Resume::AfterSemicolon);
            }
        }
        let closed = self.closing_brace(open, kind);
        let span = self.span_from(open.start);
        self.tree.close(JsonKind::Array, mark, span);
        self.define(head);
        closed
    }

    /// Puts the name of a type that is declared.
    fn type_name(&mut self, expected: &str) -> IdlResult {
        let span = self.name(expected)?;
        let name = self.slice(span).trim_matches('`');
        if logical(name).is_some() {
            return self
                .wrong(format!("a type cannot be named {name}, which means another type wherever it is used"), span);
        }
        self.put_named("name", span);
        Ok(())
    }

    /// Makes a type of what was put since its head.
    fn define(&mut self, head: &Head) {
        let span = self.span_from(head.start);
        self.tree.close(JsonKind::Object, head.mark, span);
        self.types.push(self.tree.take());
    }

    /// Reads a type and the fields that have it.
    fn field(&mut self) -> IdlResult {
        let (start, doc) = (self.start(), self.token.doc);
        let ty = self.inside(4, IdlReader::full_type)?;
        self.variable(ty, doc)?;
        let mut is_alone = true;
        while self.skip_sign(b',').is_some() {
            is_alone = false;
            self.variable(ty, doc)?;
        }
        self.sign(b';', "a semicolon, a comma or a default after the name of the field")?;
        if is_alone {
            let span = self.span_from(start);
            self.tree.widen(span);
        }
        Ok(())
    }

    /// Puts a field or parameter that has a type.
    fn variable(&mut self, ty: ReadType, doc: Option<Span>) -> IdlResult {
        let (mark, start) = (self.tree.mark(), self.start());
        self.put_doc(self.token.doc.or(doc));
        let annotations = self.annotations()?;
        self.refuse(&annotations, OF_FIELDS)?;
        let name = self.name("a name")?;
        self.put_named("name", name);
        let mut null = NullPlace::First;
        if let Some(equals) = self.skip_sign(b'=') {
            self.tree.key("default", equals.start);
            self.json()?;
            if !self.tree.is_null() {
                null = NullPlace::Last;
            }
        }
        // The type comes before the name in the text, but the default decides on it.
        let ty_mark = self.tree.mark();
        self.tree.key("type", ty.start());
        self.put_type(ty, null);
        self.tree.move_back(ty_mark, mark);
        let span = self.span_from(start);
        self.tree.close(JsonKind::Object, mark, span);
        Ok(())
    }

    fn enumeration(&mut self, head: &Head) -> IdlResult {
        self.refuse(&head.annotations, OF_ENUMS)?;
        let keyword = self.advance();
        self.put_named("type", keyword);
        self.type_name("the name of the enum")?;
        self.put_doc(head.doc);
        let open = self.sign(b'{', "the { of the enum")?;
        self.tree.key("symbols", open.start);
        let mark = self.tree.mark();
        if !self.is_sign(b'}') {
            loop {
                // Avro has no place for annotations of symbols.
                let before = self.tree.mark();
                self.annotations()?;
                self.tree.drop_from(before);
                let symbol = self.name("a symbol")?;
                self.put_name(symbol);
                if self.skip_sign(b',').is_none() {
                    break;
                }
            }
        }
        self.sign(b'}', "a comma or the } of the enum")?;
        let span = self.span_from(open.start);
        self.tree.close(JsonKind::Array, mark, span);
        if let Some(equals) = self.skip_sign(b'=') {
            let default = self.name("the symbol that is the default")?;
            self.tree.key("default", equals.start);
            self.put_name(default);
            self.sign(b';', "a semicolon after the default of the enum")?;
        }
        self.define(head);
        Ok(())
    }

    fn fixed(&mut self, head: &Head) -> IdlResult {
        self.refuse(&head.annotations, OF_DEFINITIONS)?;
        let keyword = self.advance();
        self.put_named("type", keyword);
        self.type_name("the name of the fixed")?;
        self.put_doc(head.doc);
        self.sign(b'(', "the size in parentheses")?;
        if self.token.kind != TokenKind::Integer {
            return self.expected("the number of bytes");
        }
        self.tree.key("size", self.token.span.start);
        self.put_integer()?;
        self.sign(b')', "the ) after the size")?;
        self.sign(b';', "a semicolon after the fixed")?;
        self.define(head);
        Ok(())
    }

    fn message(&mut self, head: &Head) -> IdlResult {
        self.refuse(&head.annotations, OF_MESSAGES)?;
        self.put_doc(head.doc);
        let response = self.token.span;
        self.tree.key("response", response.start);
        let is_nothing = matches!(self.word(), Some("void" | "null"));
        if self.word() == Some("void") {
            self.advance();
            self.tree.text("null", response);
        } else {
            // The annotations are those of the message, which a name of a type may not follow.
            let mark = self.tree.mark();
            let ty = self.plain_type(mark, response.start, &[])?;
            if ty.is_name() && !head.annotations.is_empty() {
                let what = "a message that returns a type by its name cannot be annotated";
                return self.wrong(what, head.annotations[0]);
            }
            self.put_type(ty, NullPlace::First);
        }
        let name = self.name("the name of a message")?;
        self.parameters()?;
        match self.word() {
            Some("oneway") => {
                let word = self.advance();
                if !is_nothing {
                    return self.wrong("a one-way message has no answer: write void before its name", response);
                }
                self.tree.key("one-way", word.start);
                self.tree.scalar(JsonKind::True, word);
            }
            Some("throws") => {
                let start = self.advance().start;
                self.tree.key("errors", start);
                let mark = self.tree.mark();
                loop {
                    let error = self.name("the name of an error")?;
                    self.put_name(error);
                    if self.skip_sign(b',').is_none() {
                        break;
                    }
                }
                let span = self.span_from(start);
                self.tree.close(JsonKind::Array, mark, span);
            }
            _ => {}
        }
        self.sign(b';', "oneway, throws, or a semicolon after the message")?;
        let span = self.span_from(head.start);
        self.tree.close(JsonKind::Object, head.mark, span);
        let message = self.tree.take();
        self.put_name(name);
        let key = self.tree.take();
        self.messages.extend([key, message]);
        Ok(())
    }

    fn parameters(&mut self) -> IdlResult {
        let open = self.sign(b'(', "the parameters of the message in parentheses")?;
        self.tree.key("request", open.start);
        let mark = self.tree.mark();
        if !self.is_sign(b')') {
            loop {
                let (start, doc) = (self.start(), self.token.doc);
                let ty = self.inside(4, IdlReader::full_type)?;
                self.variable(ty, doc)?;
                let span = self.span_from(start);
                self.tree.widen(span);
                if self.skip_sign(b',').is_none() {
                    break;
                }
            }
        }
        self.sign(b')', "a comma or the ) of the parameters")?;
        let span = self.span_from(open.start);
        self.tree.close(JsonKind::Array, mark, span);
        Ok(())
    }
}
