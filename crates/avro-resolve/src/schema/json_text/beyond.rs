//! What a text has that JSON has not, and that is let pass.

use crate::schema::fault::{Fault, FaultKind};
use crate::schema::source::Span;

/// The first place of each thing that JSON has not.
#[derive(Default)]
pub(super) struct BeyondJson {
    /// A control character inside a string.
    control: Option<Span>,
    /// White space that only Unicode calls so.
    space: Option<Span>,
    comment: Option<Span>,
    /// A comment after the schema.
    comment_after_end: Option<Span>,
    /// All halves of surrogate pairs without the other.
    surrogates: Vec<Span>,
}

impl BeyondJson {
    pub(super) fn control(&mut self, at: usize) {
        self.control.get_or_insert(span(at, at + 1));
    }

    pub(super) fn space(&mut self, start: usize, end: usize) {
        self.space.get_or_insert(span(start, end));
    }

    pub(super) fn comment(&mut self, start: usize, end: usize, is_after_end: bool) {
        let first = if is_after_end { &mut self.comment_after_end } else { &mut self.comment };
        first.get_or_insert(span(start, end));
    }

    pub(super) fn surrogate(&mut self, start: usize, end: usize) {
        self.surrogates.push(span(start, end));
    }

    pub(super) fn into_faults(self) -> Vec<Fault> {
        const ALL: &str = "Java 1.12.1, fastavro 1.13.1 and avro-python 1.12.1 refuse";
        let lax = |what| FaultKind::LaxJson { what, refused_by: ALL };
        let first = [
            (self.control, lax("control characters or line breaks inside a string")),
            (self.space, lax("white space but space, tab and line break")),
            (self.comment, FaultKind::Comment),
            (self.comment_after_end, lax("comments, and Java allows none after the schema")),
        ];
        let first = first.into_iter().filter_map(|(span, kind)| Some(Fault { kind, span: span? }));
        let surrogates = self.surrogates.into_iter().map(|span| Fault { kind: FaultKind::LoneSurrogate, span });
        first.chain(surrogates).collect()
    }
}

/// A range of the text.
#[inline]
pub(super) fn span(start: usize, end: usize) -> Span {
    Span { start: start as u32, end: end as u32 }
}
