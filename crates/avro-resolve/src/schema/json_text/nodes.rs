//! JSON values as nodes of one list, and what they hold.

use std::borrow::Cow;

use serde_json::{Number, Value as Json};

use crate::schema::source::Span;

/// A JSON text as a tree: its values in one list, the parts of each array and object side by side.
pub(in crate::schema) struct JsonTree<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<JsonNode>,
    pub(super) root: JsonNode,
    /// What the strings and numbers say that are not written as JSON writes them, or with escapes.
    pub(super) unescaped: Vec<Cow<'t, str>>,
}

/// A value, or the key of a property, whose value is the next node.
#[derive(Clone, Copy)]
pub(in crate::schema) struct JsonNode {
    pub(super) kind: JsonKind,
    pub(super) span: Span,
    /// The first of its parts, or its number among what was unescaped.
    pub(super) first: u32,
    /// How many parts it has.
    pub(super) count: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::schema) enum JsonKind {
    Object,
    Array,
    String,
    EscapedString,
    /// A string without quotes, in a language that has such.
    Word,
    Number,
    /// A number as JSON does not write it, in a language that has such.
    OtherNumber,
    True,
    False,
    Null,
}

/// A value of a [`JsonTree`].
#[derive(Clone, Copy)]
pub(in crate::schema) struct JsonValue<'v> {
    tree: &'v JsonTree<'v>,
    node: &'v JsonNode,
}

/// What a value is.
pub(in crate::schema) enum JsonContent<'v> {
    Object(JsonObject<'v>),
    Array(JsonArray<'v>),
    String(&'v str),
    /// A number as it is written.
    Number(&'v str),
    Boolean(bool),
    Null,
}

/// The elements of an array.
#[derive(Clone, Copy)]
pub(in crate::schema) struct JsonArray<'v> {
    tree: &'v JsonTree<'v>,
    nodes: &'v [JsonNode],
}

/// The properties of an object, in their order.
#[derive(Clone, Copy)]
pub(in crate::schema) struct JsonObject<'v> {
    tree: &'v JsonTree<'v>,
    nodes: &'v [JsonNode],
}

/// A property of an object.
#[derive(Clone, Copy)]
pub(in crate::schema) struct JsonProperty<'v> {
    pub(in crate::schema) name: &'v str,
    pub(in crate::schema) name_span: Span,
    pub(in crate::schema) value: JsonValue<'v>,
}

impl JsonNode {
    pub(in crate::schema) fn span(&self) -> Span {
        self.span
    }
}

impl<'t> JsonTree<'t> {
    pub(in crate::schema) fn root(&self) -> JsonValue<'_> {
        JsonValue { tree: self, node: &self.root }
    }

    #[inline]
    fn slice(&self, start: u32, end: u32) -> &str {
        &self.text[start as usize..end as usize]
    }

    /// What a string says.
    #[inline]
    fn string(&self, node: &JsonNode) -> &str {
        match node.kind {
            JsonKind::EscapedString | JsonKind::OtherNumber => &self.unescaped[node.first as usize],
            JsonKind::Word | JsonKind::Number => self.slice(node.span.start, node.span.end),
            _ => self.slice(node.span.start + 1, node.span.end - 1),
        }
    }
}

impl<'v> JsonValue<'v> {
    pub(in crate::schema) fn span(self) -> Span {
        self.node.span
    }

    #[inline]
    pub(in crate::schema) fn content(self) -> JsonContent<'v> {
        let JsonValue { tree, node } = self;
        let JsonNode { kind, first, count, .. } = *node;
        let nodes = || &tree.nodes[first as usize..(first + count) as usize];
        match kind {
            JsonKind::Object => JsonContent::Object(JsonObject { tree, nodes: nodes() }),
            JsonKind::Array => JsonContent::Array(JsonArray { tree, nodes: nodes() }),
            JsonKind::String | JsonKind::EscapedString | JsonKind::Word => JsonContent::String(tree.string(node)),
            JsonKind::Number | JsonKind::OtherNumber => JsonContent::Number(tree.string(node)),
            JsonKind::True => JsonContent::Boolean(true),
            JsonKind::False => JsonContent::Boolean(false),
            JsonKind::Null => JsonContent::Null,
        }
    }

    /// What it says, if it is a string.
    pub(in crate::schema) fn as_str(self) -> Option<&'v str> {
        matches!(self.node.kind, JsonKind::String | JsonKind::EscapedString | JsonKind::Word)
            .then(|| self.tree.string(self.node))
    }

    /// Its properties, if it is an object.
    pub(in crate::schema) fn as_object(self) -> Option<JsonObject<'v>> {
        if let JsonContent::Object(object) = self.content() { Some(object) } else { None }
    }

    /// Its elements, if it is an array.
    pub(in crate::schema) fn as_array(self) -> Option<JsonArray<'v>> {
        if let JsonContent::Array(array) = self.content() { Some(array) } else { None }
    }

    /// It as it is written, if it is a number.
    pub(in crate::schema) fn as_number(self) -> Option<&'v str> {
        if let JsonContent::Number(written) = self.content() { Some(written) } else { None }
    }

    /// A whole number that is not too large.
    pub(in crate::schema) fn as_integer(self) -> Option<i64> {
        self.as_number()?.parse().ok()
    }

    pub(in crate::schema) fn as_bool(self) -> Option<bool> {
        if let JsonContent::Boolean(boolean) = self.content() { Some(boolean) } else { None }
    }

    pub(in crate::schema) fn is_null(self) -> bool {
        self.node.kind == JsonKind::Null
    }

    /// What it is, in words.
    pub(in crate::schema) fn describe(self) -> &'static str {
        match self.node.kind {
            JsonKind::Number | JsonKind::OtherNumber => "a number",
            JsonKind::True | JsonKind::False => "a boolean",
            JsonKind::Null => "null (the type is written \"null\", with quotes)",
            JsonKind::String | JsonKind::EscapedString | JsonKind::Word => "a string",
            JsonKind::Array => "an array",
            JsonKind::Object => "an object",
        }
    }

    /// The value without places. A number beyond the largest double becomes a text.
    pub(in crate::schema) fn plain(self) -> Json {
        self.convert(&mut number)
    }

    /// The value without places, and whether it has a number beyond the largest double, which stands in its place. `-0` is a whole
    /// number, which serde_json makes a float of.
    pub(in crate::schema) fn with_plain_numbers(self) -> (Json, bool) {
        let mut is_beyond_double = false;
        let json = self.convert(&mut |written| {
            if written == "-0" {
                return Json::from(0);
            }
            let json = number(written);
            if json.is_number() {
                return json;
            }
            is_beyond_double = true;
            Json::from(if written.starts_with('-') { f64::MIN } else { f64::MAX })
        });
        (json, is_beyond_double)
    }

    fn convert(self, number: &mut impl FnMut(&str) -> Json) -> Json {
        match self.content() {
            JsonContent::Object(object) => {
                object.iter().map(|property| (property.name.to_owned(), property.value.convert(number))).collect()
            }
            JsonContent::Array(array) => array.iter().map(|element| element.convert(number)).collect(),
            JsonContent::String(text) => Json::from(text),
            JsonContent::Number(written) => number(written),
            JsonContent::Boolean(boolean) => Json::Bool(boolean),
            JsonContent::Null => Json::Null,
        }
    }
}

/// A number as it is written; a text where serde_json cannot hold it.
fn number(written: &str) -> Json {
    written.parse::<Number>().map_or_else(|_| Json::from(written), Json::Number)
}

impl<'v> JsonArray<'v> {
    pub(in crate::schema) fn len(self) -> usize {
        self.nodes.len()
    }

    pub(in crate::schema) fn get(self, index: usize) -> Option<JsonValue<'v>> {
        Some(JsonValue { tree: self.tree, node: self.nodes.get(index)? })
    }

    pub(in crate::schema) fn iter(self) -> impl ExactSizeIterator<Item = JsonValue<'v>> {
        self.nodes.iter().map(move |node| JsonValue { tree: self.tree, node })
    }

    /// The index of the first element that ends after a place.
    pub(in crate::schema) fn index_after(self, place: u32) -> usize {
        self.nodes.partition_point(|node| node.span.end <= place)
    }
}

impl<'v> JsonObject<'v> {
    /// The last property of a name: of those that are there twice, it counts.
    pub(in crate::schema) fn property(self, name: &str) -> Option<JsonProperty<'v>> {
        self.iter().rfind(|property| property.name == name)
    }

    /// The value of the last property of a name.
    pub(in crate::schema) fn get(self, name: &str) -> Option<JsonValue<'v>> {
        self.property(name).map(|property| property.value)
    }

    pub(in crate::schema) fn iter(self) -> impl DoubleEndedIterator<Item = JsonProperty<'v>> + ExactSizeIterator {
        self.nodes.chunks_exact(2).map(move |pair| JsonProperty {
            name: self.tree.string(&pair[0]),
            name_span: pair[0].span,
            value: JsonValue { tree: self.tree, node: &pair[1] },
        })
    }

    /// The first property that ends after a place.
    pub(in crate::schema) fn property_after(self, place: u32) -> Option<JsonProperty<'v>> {
        let index = self.nodes.partition_point(|node| node.span.end <= place) / 2;
        self.iter().nth(index)
    }
}

impl JsonProperty<'_> {
    pub(in crate::schema) fn span(&self) -> Span {
        Span { start: self.name_span.start, end: self.value.span().end }
    }
}
