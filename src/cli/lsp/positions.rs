//! Places of a text as the protocol has them: lines and characters from 0, characters in the units that the editor counts.

use avro_resolve::schema::source::Span;
use ls_types::{Position, PositionEncodingKind, Range};

/// What the editor counts in a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Units {
    /// Bytes of UTF-8.
    Utf8,
    /// Code units of UTF-16, as every editor can.
    Utf16,
}

impl Units {
    /// Bytes if the editor can count them: that is what all else here does.
    pub(super) fn agreed(offered: &[PositionEncodingKind]) -> Units {
        if offered.contains(&PositionEncodingKind::UTF8) { Units::Utf8 } else { Units::Utf16 }
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Units::Utf8 => PositionEncodingKind::UTF8,
            Units::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn count(self, text: &str) -> usize {
        match self {
            Units::Utf8 => text.len(),
            Units::Utf16 => text.chars().map(char::len_utf16).sum(),
        }
    }
}

/// A text whose lines are known.
pub(super) struct LineIndex<'t> {
    text: &'t str,
    /// Where each line begins.
    starts: Vec<usize>,
    units: Units,
}

impl<'t> LineIndex<'t> {
    pub(super) fn new(text: &'t str, units: Units) -> LineIndex<'t> {
        let bytes = text.as_bytes();
        // A carriage return alone ends a line, too.
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        let ends = ends.filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        let starts = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        LineIndex { text, starts, units }
    }

    /// The position of a byte.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let character = self.units.count(&self.text[self.starts[line]..offset]);
        Position { line: line as u32, character: character as u32 }
    }

    pub(super) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start as usize), end: self.position(span.end as usize) }
    }

    /// The byte of a position; of one behind the end of a line or of the text, that end.
    pub(super) fn offset(&self, position: Position) -> usize {
        let Some(&start) = self.starts.get(position.line as usize) else { return self.text.len() };
        let end = self.starts.get(position.line as usize + 1).copied().unwrap_or(self.text.len());
        let line = self.text[start..end].trim_end_matches(['\r', '\n']);
        let wanted = position.character as usize;
        match self.units {
            Units::Utf8 => start + line.floor_char_boundary(wanted),
            Units::Utf16 => {
                let mut counted = 0;
                let before = line.char_indices().find(|(_, character)| {
                    counted += character.len_utf16();
                    counted > wanted
                });
                start + before.map_or(line.len(), |(at, _)| at)
            }
        }
    }

    pub(super) fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span { start: start as u32, end: end.max(start) as u32 }
    }

    /// The places of a part of the text on each line that it has a part of.
    pub(super) fn on_each_line(&self, span: Span) -> impl Iterator<Item = Range> {
        let (start, text) = (span.start as usize, &self.text[span.start as usize..span.end as usize]);
        let lines = text.split_inclusive('\n').scan(start, |at, line| {
            let begin = *at;
            *at += line.len();
            Some((begin, line.trim_end_matches(['\r', '\n'])))
        });
        lines.map(|(begin, line)| self.range(Span { start: begin as u32, end: (begin + line.len()) as u32 }))
    }

    /// All of the text.
    pub(super) fn whole(&self) -> Range {
        self.range(Span { start: 0, end: self.text.len() as u32 })
    }

    /// The place of a line and a column in characters, both from 1, up to the end of the word there.
    pub(super) fn word(&self, line: u32, column: u32) -> Range {
        let line = line.saturating_sub(1);
        let start = self.starts.get(line as usize).copied().unwrap_or(self.text.len());
        let rest = &self.text[start..];
        let before: usize = rest.chars().take(column.saturating_sub(1) as usize).map(char::len_utf8).sum();
        let rest = &rest[before..];
        let is_quoted = rest.starts_with('"');
        let is_in_word = |(at, c): (usize, char)| match is_quoted {
            true => at == 0 || c != '"' && c != '\n' && c != '\r',
            false => c.is_alphanumeric() || c == '_' || c == '.' || at == 0 && c != '\n' && c != '\r',
        };
        let length: usize = rest.char_indices().take_while(|at| is_in_word(*at)).map(|(_, c)| c.len_utf8()).sum();
        let closing = usize::from(is_quoted && rest[length..].starts_with('"'));
        let start = start + before;
        self.range(Span { start: start as u32, end: (start + length + closing) as u32 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn characters_are_counted_in_the_units_of_the_editor() {
        let text = "a\r\n\"😀é\" x\rlast";
        let position = |units, offset| LineIndex::new(text, units).position(offset);
        assert_eq!(position(Units::Utf16, 8), Position::new(1, 3));
        assert_eq!(position(Units::Utf8, 8), Position::new(1, 5));
        assert_eq!(position(Units::Utf16, text.len()), Position::new(2, 4));
        let index = LineIndex::new(text, Units::Utf16);
        assert_eq!(index.offset(Position::new(1, 2)), 4, "the second half of a pair is the whole of it");
        assert_eq!(index.offset(Position::new(1, 99)), 13);
        assert_eq!(index.offset(Position::new(9, 0)), text.len());
        assert_eq!(index.word(2, 1), Range::new(Position::new(1, 0), Position::new(1, 5)));
    }

    proptest! {
        #[test]
        fn positions_lead_back(text in "[a\"é😀\r\n]{0,30}", at in 0usize..40) {
            let offset = text.floor_char_boundary(at);
            // Nobody stands between the two characters that end a line.
            prop_assume!(!(text[..offset].ends_with('\r') && text[offset..].starts_with('\n')));
            for units in [Units::Utf8, Units::Utf16] {
                let index = LineIndex::new(&text, units);
                prop_assert_eq!(index.offset(index.position(offset)), offset);
            }
        }
    }
}
