//! Replacements in a text, and the text with them made.

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
