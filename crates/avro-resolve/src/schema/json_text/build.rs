//! Builds the tree of a text that says in another language what JSON would say.

use std::borrow::Cow;

use super::nodes::{JsonKind, JsonNode, JsonTree};
use crate::schema::source::Span;

/// A tree under construction. Values are put one after the other, and closed as the parts of an array or object.
#[derive(Default)]
pub(in crate::schema) struct TreeBuilder<'t> {
    /// The parts of closed arrays and objects.
    nodes: Vec<JsonNode>,
    /// The parts of open arrays and objects.
    pending: Vec<JsonNode>,
    unescaped: Vec<Cow<'t, str>>,
}

impl<'t> TreeBuilder<'t> {
    /// How many values are pending: the first part of what is opened now.
    pub(in crate::schema) fn mark(&self) -> usize {
        self.pending.len()
    }

    /// Puts a value without parts that is written in the text.
    pub(in crate::schema) fn scalar(&mut self, kind: JsonKind, span: Span) {
        self.pending.push(JsonNode { kind, span, first: 0, count: 0 });
    }

    /// Puts a string that says something else than is written there.
    pub(in crate::schema) fn text(&mut self, text: impl Into<Cow<'t, str>>, span: Span) {
        self.unescaped(JsonKind::EscapedString, text.into(), span);
    }

    /// Puts a number as JSON writes it.
    pub(in crate::schema) fn number(&mut self, number: String, span: Span) {
        self.unescaped(JsonKind::OtherNumber, number.into(), span);
    }

    /// Puts the name of a property that is not written in the text.
    pub(in crate::schema) fn key(&mut self, name: &'static str, at: u32) {
        self.text(name, Span { start: at, end: at });
    }

    fn unescaped(&mut self, kind: JsonKind, text: Cow<'t, str>, span: Span) {
        let first = self.unescaped.len() as u32;
        self.unescaped.push(text);
        self.pending.push(JsonNode { kind, span, first, count: 0 });
    }

    /// Puts a value that was taken.
    pub(in crate::schema) fn put(&mut self, node: JsonNode) {
        self.pending.push(node);
    }

    /// Takes the last value.
    pub(in crate::schema) fn take(&mut self) -> JsonNode {
        self.pending.pop().expect("what is taken was put before")
    }

    /// Moves the values from `mark` on before those from `to` on.
    pub(in crate::schema) fn move_back(&mut self, mark: usize, to: usize) {
        let moved = self.pending.len() - mark;
        self.pending[to..].rotate_right(moved);
    }

    /// Forgets what is pending from a mark on.
    pub(in crate::schema) fn drop_from(&mut self, mark: usize) {
        self.pending.truncate(mark);
    }

    /// Gives the last value another span.
    pub(in crate::schema) fn widen(&mut self, span: Span) {
        self.pending.last_mut().expect("what is widened was put before").span = span;
    }

    /// Whether the last value is null.
    pub(in crate::schema) fn is_null(&self) -> bool {
        self.pending.last().is_some_and(|node| node.kind == JsonKind::Null)
    }

    /// Makes the values from a mark on an array or object.
    pub(in crate::schema) fn close(&mut self, kind: JsonKind, mark: usize, span: Span) {
        let (first, count) = (self.nodes.len() as u32, (self.pending.len() - mark) as u32);
        self.nodes.extend(self.pending.drain(mark..));
        self.pending.push(JsonNode { kind, span, first, count });
    }

    /// The tree, whose root is the last value.
    pub(in crate::schema) fn finish(mut self, text: &'t str) -> JsonTree<'t> {
        let root = self.take();
        JsonTree { text, nodes: self.nodes, root, unescaped: self.unescaped }
    }
}
