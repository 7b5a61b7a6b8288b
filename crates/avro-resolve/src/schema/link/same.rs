//! Compares definitions in files, whatever their language and layout.

use serde_json::Value as Json;

use crate::schema::idl;
use crate::schema::json_text::{JsonValue, same_json, tree};
use crate::schema::source::{Source, Span};
use crate::schema::syntax::Syntax;

/// Whether the definitions at two places say the same.
pub(super) fn is_same((a, at_a): (&Source, Span), (b, at_b): (&Source, Span)) -> bool {
    let (text_a, text_b) = (a.slice(at_a), b.slice(at_b));
    match (a.syntax(), b.syntax()) {
        (Syntax::Schema | Syntax::Protocol, Syntax::Schema | Syntax::Protocol) => same_json(text_a, text_b),
        (syntax_a, syntax_b) => {
            text_a == text_b || plain(text_a, syntax_a).is_some_and(|a| plain(text_b, syntax_b) == Some(a))
        }
    }
}

/// A definition as JSON.
fn plain(text: &str, syntax: Syntax) -> Option<Json> {
    match syntax {
        Syntax::Schema | Syntax::Protocol => Some(tree(text).ok()??.root().plain()),
        Syntax::Idl => {
            // A definition is a file without a protocol.
            let read = idl::read(text);
            let types = read.tree.root().as_object()?.get("types").and_then(JsonValue::as_array)?;
            types.get(0).map(JsonValue::plain)
        }
    }
}
