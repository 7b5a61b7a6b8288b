//! Replacements in a text, and the text with them made.

use std::collections::VecDeque;

use crate::schema::source::Span;

/// One replacement in a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Edit {
    /// The bytes to replace; empty to insert before `start`.
    pub span: Span,
    /// What comes in their place.
    pub text: String,
}

impl Edit {
    pub(super) fn insert(at: u32, text: impl Into<String>) -> Edit {
        Edit { span: Span { start: at, end: at }, text: text.into() }
    }
}

/// Whether each of the edits, which are in the order of the text, begins where the ones before it have ended.
pub fn are_apart(edits: &[Edit]) -> bool {
    edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start)
}

/// The text with the edits made, which are in its order and [apart](are_apart).
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut edited = String::with_capacity(text.len() + added);
    let mut done = 0;
    for Edit { span, text: new } in edits {
        edited.push_str(&text[done..span.start as usize]);
        edited.push_str(new);
        done = span.end as usize;
    }
    edited.push_str(&text[done..]);
    edited
}

/// Two rounds of edits as one: `first` is of a text, and `second` of what `first` makes of it. Each is in the order of its text
/// and [apart](are_apart), and so is the result.
pub fn compose(first: &[Edit], second: &[Edit]) -> Vec<Edit> {
    let mut middle = Pieces { ahead: pieces(first) };
    let mut last = Vec::new();
    let mut done = 0;
    for edit in second {
        last.extend(middle.take(edit.span.start - done));
        middle.take(edit.span.end - edit.span.start);
        done = edit.span.end;
        last.push(Piece::New(&edit.text));
    }
    last.extend(middle.ahead);
    let mut edits: Vec<Edit> = Vec::new();
    let (mut kept, mut text) = (0, String::new());
    for piece in last {
        match piece {
            Piece::New(new) => text.push_str(new),
            Piece::Kept(span) => {
                if span.start > kept || !text.is_empty() {
                    let span = Span { start: kept, end: span.start };
                    edits.push(Edit { span, text: std::mem::take(&mut text) });
                }
                kept = span.end;
            }
        }
    }
    edits
}

/// A part of an edited text.
#[derive(Clone, Copy)]
enum Piece<'e> {
    /// A part of the text before.
    Kept(Span),
    New(&'e str),
}

/// What edits make of a text whose end is not known.
fn pieces(edits: &[Edit]) -> VecDeque<Piece<'_>> {
    let mut pieces = VecDeque::new();
    let mut start = 0;
    for Edit { span, text } in edits {
        pieces.push_back(Piece::Kept(Span { start, end: span.start }));
        pieces.push_back(Piece::New(text));
        start = span.end;
    }
    pieces.push_back(Piece::Kept(Span { start, end: u32::MAX }));
    pieces
}

struct Pieces<'e> {
    ahead: VecDeque<Piece<'e>>,
}

impl<'e> Pieces<'e> {
    /// Takes the next bytes.
    fn take(&mut self, bytes: u32) -> Vec<Piece<'e>> {
        let mut left = bytes;
        let mut taken = Vec::new();
        while left > 0
            && let Some(piece) = self.ahead.pop_front()
        {
            let (head, tail, length) = match piece {
                Piece::Kept(Span { start, end }) => {
                    let at = start + left.min(end - start);
                    (Piece::Kept(Span { start, end: at }), Piece::Kept(Span { start: at, end }), at - start)
                }
                Piece::New(text) => {
                    let (head, tail) = text.split_at(text.len().min(left as usize));
                    (Piece::New(head), Piece::New(tail), head.len() as u32)
                }
            };
            taken.push(head);
            left -= length;
            if left == 0 {
                self.ahead.push_front(tail);
            }
        }
        taken
    }
}
