//! The texts of schema files, and the lines and columns in them.

use std::ops::{Index, Range};
use std::sync::OnceLock;

use memchr::{memchr_iter, memrchr};

use super::syntax::Syntax;
use super::text::Text;

/// A range of bytes in a [`Source`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

/// A position for people: both numbers count from 1, columns in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A named text: a schema file, a revision's file, or a literal in a test.
#[derive(Debug)]
pub struct Source {
    /// The name that reports print: a path, or `REV:path`.
    pub name: String,
    /// The text without a byte order mark.
    pub text: Text,
    /// The position of every [`STRIDE`]th byte, so that long texts and long lines are counted once.
    marks: OnceLock<Box<[Position]>>,
}

/// The number of a text among the [`Sources`] of a run.
pub type FileId = u32;

/// Every text of a run, or those of a part of it.
#[derive(Debug, Default)]
pub struct Sources {
    /// The number of the first.
    first: FileId,
    sources: Vec<Source>,
}

impl Sources {
    /// Numbers the texts in the order given.
    pub fn new(sources: Vec<Source>) -> Sources {
        Sources { first: 0, sources }
    }

    /// Those with some of the numbers, not read yet: what is read of them is forgotten with them.
    pub fn part(&self, files: Range<FileId>) -> Sources {
        let first = files.start;
        Sources { first, sources: files.map(|file| self[file].fresh()).collect() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }
}

impl Index<FileId> for Sources {
    type Output = Source;

    fn index(&self, file: FileId) -> &Source {
        &self.sources[(file - self.first) as usize]
    }
}

impl Source {
    /// Takes a text (a byte order mark in front is dropped) under the name that reports will print.
    pub fn new(name: impl Into<String>, text: impl Into<Text>) -> Source {
        let mut text = text.into();
        if text.is_read()
            && let Some(rest) = text.strip_prefix('\u{feff}')
        {
            text = rest.into();
        }
        Source { name: name.into(), text, marks: OnceLock::new() }
    }

    /// The language that its name says.
    pub fn syntax(&self) -> Syntax {
        Syntax::of(&self.name)
    }

    fn fresh(&self) -> Source {
        Source { name: self.name.clone(), text: self.text.fresh(), marks: OnceLock::new() }
    }

    /// The text of `span`.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        let marks = self.marks.get_or_init(|| marks(self.text.as_bytes()));
        let (mark, offset) = (offset as usize / STRIDE, offset as usize);
        advance(marks[mark], &self.text.as_bytes()[mark * STRIDE..offset])
    }

    /// Where a span begins, and where it ends.
    pub fn positions(&self, span: Span) -> [Position; 2] {
        let start = self.position(span.start);
        let text = self.slice(span);
        // Most spans are short.
        [start, if text.len() < STRIDE { advance(start, text.as_bytes()) } else { self.position(span.end) }]
    }
}

const STRIDE: usize = 512;

fn marks(text: &[u8]) -> Box<[Position]> {
    let start = Position { line: 1, column: 1 };
    let mut at = start;
    let strides = text.chunks_exact(STRIDE).map(|stride| {
        at = advance(at, stride);
        at
    });
    std::iter::once(start).chain(strides).collect()
}

fn advance(from: Position, over: &[u8]) -> Position {
    let (start, line) = match memrchr(b'\n', over) {
        Some(last) => {
            let lines = memchr_iter(b'\n', &over[..last]).count() as u32 + 1;
            (Position { line: from.line + lines, column: 1 }, &over[last + 1..])
        }
        None => (from, over),
    };
    let is_start = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000; // of a character in UTF-8
    Position { column: start.column + line.iter().filter(is_start).count() as u32, ..start }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters() {
        let text = "{\n  \"ü€😀\": 1,\r\n".repeat(200) + &"é".repeat(2000);
        let source = Source::new("long.avsc", text.clone());
        let (mut line, mut column) = (1, 1);
        for (offset, character) in text.char_indices() {
            let here = Position { line, column };
            assert_eq!(source.position(offset as u32), here, "at byte {offset}");
            for start in [0, offset / 2, offset].map(|start| text.floor_char_boundary(start)) {
                let span = Span { start: start as u32, end: offset as u32 };
                assert_eq!(source.positions(span), [source.position(span.start), here], "{span:?}");
            }
            (line, column) = if character == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        assert_eq!(source.position(text.len() as u32), Position { line, column });
    }

    #[test]
    fn the_end_of_a_text_has_a_position() {
        for length in [0, 1, STRIDE - 1, STRIDE, STRIDE + 1, 2 * STRIDE] {
            let end = Source::new("x", "x".repeat(length)).position(length as u32);
            assert_eq!(end, Position { line: 1, column: length as u32 + 1 });
        }
    }
}
