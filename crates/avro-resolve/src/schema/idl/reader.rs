//! Reads the tokens of a file, and goes on after a mistake with what follows.

use super::doc::doc_text;
use super::token::{IdlToken, Lexer, TokenKind};
use crate::limits;
use crate::schema::fault::{Fault, FaultKind};
use crate::schema::json_text::{JsonKind, JsonNode, JsonTree, MOST_LEVELS, TreeBuilder};
use crate::schema::source::Span;
use crate::schema::syntax::Syntax;

/// A file that another one imports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    /// What the file is said to hold.
    pub kind: ImportKind,
    /// The file as it is named, relative to the directory of the file that imports it, or to one of an import path.
    pub path: String,
    /// The place of that name.
    pub span: Span,
    /// How many types of the file come before it.
    pub types_before: usize,
    /// How many messages of the file come before it.
    pub messages_before: usize,
}

/// What an imported file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportKind {
    /// Avro IDL (`.avdl`).
    Idl,
    /// A protocol as JSON (`.avpr`).
    Protocol,
    /// A schema as JSON (`.avsc`).
    Schema,
}

impl ImportKind {
    /// The kind of files in a language.
    pub(super) fn of(syntax: Syntax) -> ImportKind {
        match syntax {
            Syntax::Idl => ImportKind::Idl,
            Syntax::Protocol => ImportKind::Protocol,
            Syntax::Schema => ImportKind::Schema,
        }
    }

    /// The language of the file.
    pub fn syntax(self) -> Syntax {
        match self {
            ImportKind::Idl => Syntax::Idl,
            ImportKind::Protocol => Syntax::Protocol,
            ImportKind::Schema => Syntax::Schema,
        }
    }

    /// How IDL says it.
    pub(super) fn word(self) -> &'static str {
        match self {
            ImportKind::Idl => "idl",
            ImportKind::Protocol => "protocol",
            ImportKind::Schema => "schema",
        }
    }
}

/// A file that was read.
pub(in crate::schema) struct IdlText<'t> {
    /// The JSON that it stands for.
    pub(in crate::schema) tree: JsonTree<'t>,
    pub(in crate::schema) imports: Vec<Import>,
    /// What is wrong with its syntax, and halves of surrogate pairs.
    pub(in crate::schema) faults: Vec<Fault>,
}

/// Reads a text to its end, whatever is wrong with it.
pub(in crate::schema) fn read(text: &str) -> IdlText<'_> {
    let mut lexer = Lexer::new(text);
    let token = lexer.next();
    let mut reader = IdlReader {
        text,
        lexer,
        token,
        end: 0,
        nesting: Nesting::default(),
        tree: TreeBuilder::default(),
        faults: Vec::new(),
        imports: Vec::new(),
        types: Vec::new(),
        messages: Vec::new(),
        levels: 0,
    };
    reader.file();
    IdlText { tree: reader.tree.finish(text), imports: reader.imports, faults: reader.faults }
}

pub(super) struct IdlReader<'t> {
    pub(super) text: &'t str,
    lexer: Lexer<'t>,
    /// The token that is next.
    pub(super) token: IdlToken,
    /// Where the token before it ends.
    pub(super) end: u32,
    nesting: Nesting,
    pub(super) tree: TreeBuilder<'t>,
    pub(super) faults: Vec<Fault>,
    pub(super) imports: Vec<Import>,
    /// The types of the file so far.
    pub(super) types: Vec<JsonNode>,
    /// The messages of the file so far, each as its name and what it is.
    pub(super) messages: Vec<JsonNode>,
    levels: usize,
}

/// How many braces and parentheses are open.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Nesting {
    braces: u32,
    parentheses: u32,
}

/// What could not be read, which is noted already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Unreadable;

pub(super) type IdlResult<T = ()> = Result<T, Unreadable>;

/// Where reading goes on after a mistake.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Resume {
    /// After the next semicolon.
    AfterSemicolon,
    /// The same, or after the next closing brace.
    AfterDeclaration,
}

impl<'t> IdlReader<'t> {
    pub(super) fn slice(&self, span: Span) -> &'t str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// Goes on to the next token; where the one before began and ended.
    pub(super) fn advance(&mut self) -> Span {
        let nesting = &mut self.nesting;
        match self.token.kind {
            TokenKind::Sign(b'{') => nesting.braces += 1,
            TokenKind::Sign(b'}') => nesting.braces = nesting.braces.saturating_sub(1),
            TokenKind::Sign(b'(') => nesting.parentheses += 1,
            TokenKind::Sign(b')') => nesting.parentheses = nesting.parentheses.saturating_sub(1),
            _ => {}
        }
        let span = self.token.span;
        self.end = span.end;
        self.token = self.lexer.next();
        span
    }

    pub(super) fn is_sign(&self, sign: u8) -> bool {
        self.token.kind == TokenKind::Sign(sign)
    }

    /// Goes past a sign, if it is next.
    pub(super) fn skip_sign(&mut self, sign: u8) -> Option<Span> {
        self.is_sign(sign).then(|| self.advance())
    }

    /// Goes past a sign that has to be next.
    pub(super) fn sign(&mut self, sign: u8, expected: &str) -> IdlResult<Span> {
        self.skip_sign(sign).ok_or(()).or_else(|()| self.expected(expected))
    }

    /// The next token as a word of the language or a name without backticks.
    pub(super) fn word(&self) -> Option<&'t str> {
        (self.token.kind == TokenKind::Identifier).then(|| self.slice(self.token.span))
    }

    /// Goes past a name that has to be next.
    pub(super) fn name(&mut self, expected: &str) -> IdlResult<Span> {
        match self.token.kind {
            TokenKind::Identifier => Ok(self.advance()),
            _ => self.expected(expected),
        }
    }

    /// Notes that the next token is not what has to be there.
    pub(super) fn expected<T>(&mut self, expected: &str) -> IdlResult<T> {
        const SHOWN: usize = 24;
        let message = match self.token.kind {
            TokenKind::Wrong(why) => why.to_owned(),
            TokenKind::End => format!("expected {expected}, and the text ends here"),
            TokenKind::Identifier | TokenKind::Text | TokenKind::Integer | TokenKind::Float | TokenKind::Sign(_) => {
                let found = self.slice(self.token.span);
                let shown = &found[..found.floor_char_boundary(SHOWN)];
                let dots = if shown.len() < found.len() { "…" } else { "" };
                format!("expected {expected}, found {shown}{dots}")
            }
        };
        self.wrong(message, self.token.span)
    }

    /// Notes a mistake of syntax.
    pub(super) fn wrong<T>(&mut self, message: impl Into<String>, span: Span) -> IdlResult<T> {
        self.faults.push(Fault { kind: FaultKind::NotIdl(message.into()), span });
        Err(Unreadable)
    }

    /// Whether so many mistakes were found that the others are not looked for.
    pub(super) fn is_hopeless(&self) -> bool {
        self.faults.len() >= limits::IDL_MISTAKES.size()
    }

    pub(super) fn nesting(&self) -> Nesting {
        self.nesting
    }

    /// Skips the rest of what could not be read and began at some nesting.
    pub(super) fn recover(&mut self, before: Nesting, resume: Resume) {
        while self.token.kind != TokenKind::End {
            let is_outside = self.nesting.braces <= before.braces;
            let is_in_parentheses = self.nesting.parentheses > before.parentheses;
            if is_outside && self.is_sign(b'}') && (before.braces > 0 || !is_in_parentheses) {
                break;
            }
            let ended = self.token.kind;
            self.advance();
            let ends_here = self.nesting.braces <= before.braces
                && match ended {
                    TokenKind::Sign(b';') => true,
                    TokenKind::Sign(b'}') => {
                        resume == Resume::AfterDeclaration && self.nesting.parentheses <= before.parentheses
                    }
                    _ => false,
                };
            if ends_here {
                break;
            }
        }
        self.nesting.parentheses = before.parentheses;
    }

    /// Skips the rest of what could not be read, to the end of the parentheses that opened at some nesting.
    pub(super) fn recover_inside(&mut self, before: Nesting) -> IdlResult {
        while !matches!(self.token.kind, TokenKind::End | TokenKind::Sign(b';')) {
            if self.is_sign(b')') && self.nesting.parentheses <= before.parentheses + 1 {
                self.nesting.braces = before.braces;
                return Ok(());
            }
            self.advance();
        }
        Err(Unreadable)
    }

    /// Reads something inside of something else.
    pub(super) fn inside<T>(
        &mut self,
        levels: usize,
        read: impl FnOnce(&mut IdlReader<'t>) -> IdlResult<T>,
    ) -> IdlResult<T> {
        if self.levels + levels > MOST_LEVELS {
            self.faults.push(Fault { kind: FaultKind::TooDeep, span: self.token.span });
            return Err(Unreadable);
        }
        self.levels += levels;
        let inner = read(self);
        self.levels -= levels;
        inner
    }

    /// Where the next token begins, or the documentation before it.
    pub(super) fn start(&self) -> u32 {
        self.token.doc.unwrap_or(self.token.span).start
    }

    /// The range from a place to the end of the token before.
    pub(super) fn span_from(&self, start: u32) -> Span {
        Span { start, end: self.end.max(start) }
    }

    /// Puts a name, without its backticks.
    pub(super) fn put_name(&mut self, span: Span) {
        let name = self.slice(span);
        if name.contains('`') {
            self.tree.text(name.replace('`', ""), span);
        } else {
            self.tree.scalar(JsonKind::Word, span);
        }
    }

    /// Puts a property that says a name.
    pub(super) fn put_named(&mut self, key: &'static str, span: Span) {
        self.tree.key(key, span.start);
        self.put_name(span);
    }

    pub(super) fn put_doc(&mut self, doc: Option<Span>) {
        if let Some(span) = doc {
            self.tree.key("doc", span.start);
            self.tree.text(doc_text(self.slice(span)), span);
        }
    }
}
