//! Edits a schema's text by small replacements: all else stays as it is, byte for byte, and what is new looks like its
//! neighbours.

mod excerpt;
mod idl;
#[cfg(test)]
mod idl_tests;
mod list;
mod replacement;
#[cfg(test)]
mod tests;
mod transplant;

use serde_json::Value as Json;

use super::idl::read;
use super::json_text::{JsonContent, JsonObject, JsonProperty, JsonTree, JsonValue, tree};
use super::source::Span;
use super::syntax::Syntax;
use list::List;
pub use replacement::{Edit, apply, are_apart, compose};
pub use transplant::Excerpt;
use transplant::Spaces;

/// A schema's text, opened for edits. Places are JSON Pointers (RFC 6901), as [`Document`](super::model::Document) gives
/// them; a place that is not there, or where an edit would tear comments from what they belong to, gives `None`.
pub struct EditableText<'t> {
    text: &'t str,
    syntax: Syntax,
    tree: JsonTree<'t>,
    spaces: Spaces,
}

/// A kind of JSON values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // the names say it
pub enum ValueKind {
    Object,
    Array,
    Text,
    Other,
}

impl<'t> EditableText<'t> {
    /// Opens a text; `None` if it is not JSON.
    pub fn open(text: &'t str) -> Option<EditableText<'t>> {
        EditableText::open_as(text, Syntax::Schema)
    }

    /// Opens a text in some language; `None` if it is not in that. In IDL, values and attributes are given as JSON all the same; an
    /// edit that IDL has no words for gives `None`.
    pub fn open_as(text: &'t str, syntax: Syntax) -> Option<EditableText<'t>> {
        let has_some = ["\": ", "\" : ", ", ", "\n"].iter().any(|space| text.contains(space));
        let spaces = if has_some { Spaces::SOME } else { Spaces::NONE };
        let tree = match syntax {
            Syntax::Schema | Syntax::Protocol => tree(text).ok()??,
            Syntax::Idl => {
                let read = read(text);
                read.faults.is_empty().then_some(read.tree)?
            }
        };
        Some(EditableText { text, syntax, tree, spaces })
    }

    fn is_idl(&self) -> bool {
        self.syntax == Syntax::Idl
    }

    /// The span of the value at a place.
    pub fn span(&self, place: &str) -> Option<Span> {
        self.find(place).map(JsonValue::span)
    }

    /// The value at a place.
    pub fn get(&self, place: &str) -> Option<Json> {
        self.find(place).map(JsonValue::plain)
    }

    /// The place of the value with a span.
    pub fn place_of(&self, span: Span) -> Option<String> {
        let (mut place, mut at) = (String::new(), self.tree.root());
        while at.span() != span {
            let (step, inner) = match at.content() {
                JsonContent::Array(array) => {
                    let index = array.index_after(span.start);
                    (index.to_string(), array.get(index)?)
                }
                JsonContent::Object(object) => {
                    let property = object.property_after(span.start)?;
                    (property.name.to_owned(), property.value)
                }
                JsonContent::String(_) | JsonContent::Number(_) | JsonContent::Boolean(_) | JsonContent::Null => {
                    return None;
                }
            };
            place.push('/');
            place.push_str(&step);
            at = inner;
        }
        // Of an attribute that is there twice, the first has no place.
        (self.span(&place)? == span).then_some(place)
    }

    /// What kind of value is at a place.
    pub fn kind(&self, place: &str) -> Option<ValueKind> {
        Some(match self.find(place)?.content() {
            JsonContent::Object(_) => ValueKind::Object,
            JsonContent::Array(_) => ValueKind::Array,
            JsonContent::String(_) => ValueKind::Text,
            JsonContent::Number(_) | JsonContent::Boolean(_) | JsonContent::Null => ValueKind::Other,
        })
    }

    /// The names of the attributes of the object at a place, in their order; none if there is no object.
    pub fn keys(&self, object: &str) -> Vec<&str> {
        self.object(object).into_iter().flat_map(JsonObject::iter).map(|property| property.name).collect()
    }

    /// The named type or field around some places, on one line: where it would be long, its other parts are left out with `dots`.
    pub fn excerpt_around(&self, places: &[Span], dots: &str) -> String {
        match self.syntax {
            Syntax::Schema | Syntax::Protocol => excerpt::around(self.tree.root(), self.spaces(), places, dots),
            Syntax::Idl => {
                let Span { start, end } = self.declaration_around(places).unwrap_or_default();
                self.text[start as usize..end as usize].split_whitespace().collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// Gives the object at a place an attribute, in place of the one of that name, else after the last of those that
    /// `after` names, else at the end.
    pub fn set(&self, object: &str, name: &str, value: &Json, after: &[&str]) -> Option<Vec<Edit>> {
        self.set_text(object, name, self.write(value), after)
    }

    /// The value at a place as its author wrote it, if that is on one line without comments.
    pub fn written(&self, place: &str) -> Option<&'t str> {
        let Span { start, end } = self.span(place)?;
        Some(&self.text[start as usize..end as usize]).filter(|text| !text.contains(['\n', '\r', '/']))
    }

    /// The same as [`set`](Self::set), with the value as JSON text.
    pub fn set_text(&self, object: &str, name: &str, value: String, after: &[&str]) -> Option<Vec<Edit>> {
        if self.is_idl() {
            return self.set_in_idl(object, name, &value);
        }
        let found = self.object(object)?;
        if let Some(known) = found.get(name) {
            return Some(vec![Edit { span: known.span(), text: value }]);
        }
        let list = self.list(object)?;
        let property = format!("\"{name}\"{}{value}", list.colon());
        let before = found.iter().rposition(|known| after.contains(&known.name)).map_or(list.len(), |at| at + 1);
        Some(list.insert(before, &property))
    }

    /// Appends an item to the array at a place.
    pub fn push(&self, array: &str, item: &str) -> Option<Vec<Edit>> {
        let count = self.find(array)?.as_array()?.len();
        self.insert(array, count, item)
    }

    /// Inserts an item into the array at a place, before the item of that index.
    pub fn insert(&self, array: &str, before: usize, item: &str) -> Option<Vec<Edit>> {
        if self.is_idl() {
            return self.insert_in_idl(array, before, item);
        }
        let list = self.array(array)?;
        (before <= list.len()).then(|| list.insert(before, item))
    }

    /// Takes a part out of the array or object at a place: the item of that index, or the attribute of that name.
    pub fn remove(&self, from: &str, part: &str) -> Option<Vec<Edit>> {
        if self.is_idl() {
            return self.remove_in_idl(from, part);
        }
        let index = match self.find(from)?.content() {
            JsonContent::Object(object) => object.iter().rposition(|property| property.name == part)?,
            _ => part.parse().ok()?,
        };
        Some(vec![self.list(from)?.remove(index)?])
    }

    /// Takes all attributes of some names out of the object at a place.
    pub fn remove_all(&self, object: &str, names: &[&str]) -> Option<Vec<Edit>> {
        let found = self.object(object).filter(|_| !self.is_idl())?;
        let properties = found.iter().enumerate();
        let indices = properties.filter(|(_, property)| names.contains(&property.name)).map(|(index, _)| index);
        self.list(object)?.remove_all(&indices.collect::<Vec<usize>>())
    }

    /// Puts the value at `inner`, a place inside of `outer`, in the place of the one at `outer`; `None` if a comment may be lost.
    pub fn unwrap(&self, outer: &str, inner: &str) -> Option<Vec<Edit>> {
        let (outer, inner) = (self.span(outer).filter(|_| !self.is_idl())?, self.span(inner)?);
        let gaps = [Span { start: outer.start, end: inner.start }, Span { start: inner.end, end: outer.end }];
        let has_comment = gaps.iter().any(|gap| self.text[gap.start as usize..gap.end as usize].contains('/'));
        (!has_comment).then(|| gaps.map(|span| Edit { span, text: String::new() }).into())
    }

    /// Gives an attribute of the object at a place another name.
    pub fn rename(&self, object: &str, name: &str, new: &str) -> Option<Edit> {
        let found = self.object(object).filter(|_| !self.is_idl())?;
        Some(Edit { span: found.property(name)?.name_span, text: format!("\"{new}\"") })
    }

    /// Takes the first attribute of a name out of the object at a place, if the last one of that name is written like it.
    pub fn remove_repeated(&self, object: &str, name: &str) -> Option<Vec<Edit>> {
        let found = self.object(object).filter(|_| !self.is_idl())?;
        let is_named = |(_, property): &(usize, JsonProperty<'_>)| property.name == name;
        let mut same = found.iter().enumerate().filter(is_named);
        let ((first, one), (_, other)) = (same.next()?, same.next_back()?);
        let text = |property: JsonProperty<'_>| {
            let Span { start, end } = property.value.span();
            &self.text[start as usize..end as usize]
        };
        (text(one) == text(other)).then(|| Some(vec![self.list(object)?.remove(first)?]))?
    }

    /// Moves an item of the array at a place to the front.
    pub fn move_to_front(&self, array: &str, index: usize) -> Option<Vec<Edit>> {
        let list = if self.is_idl() { self.list_of_idl(array) } else { self.array(array) }?;
        let item = list.item(index)?;
        let mut edits = list.insert(0, item);
        edits.push(list.remove(index).filter(|_| index > 0)?);
        Some(edits)
    }

    /// Puts a text in the place of a value.
    pub fn replace(&self, place: &str, text: String) -> Option<Vec<Edit>> {
        let text = if self.is_idl() { self.in_idl(place, &text)? } else { text };
        Some(vec![Edit { span: self.span(place)?, text }])
    }

    /// Makes the value at a place an item of a new array, with others before and after it.
    pub fn wrap(&self, place: &str, before: &[&str], after: &[&str]) -> Option<Vec<Edit>> {
        if self.is_idl() {
            return self.wrap_in_idl(place, before, after);
        }
        let Span { start, end } = self.span(place)?;
        let comma = self.spaces().comma;
        let before: String = before.iter().flat_map(|item| [*item, comma]).collect();
        let after: String = after.iter().flat_map(|item| [comma, *item]).collect();
        Some(vec![Edit::insert(start, format!("[{before}")), Edit::insert(end, format!("{after}]"))])
    }

    /// A value on one line, with spaces if the text has them.
    pub fn write(&self, value: &Json) -> String {
        transplant::write(value, self.spaces())
    }

    /// An object on one line, with its attributes in this order.
    pub fn write_object(&self, attributes: &[(&str, Json)]) -> String {
        let spaces = self.spaces();
        transplant::entries(attributes.iter().map(|(name, value)| (*name, transplant::write(value, spaces))), spaces)
    }

    /// Whether the text has spaces where others have them.
    fn spaces(&self) -> Spaces {
        self.spaces
    }

    /// The excerpt as it fits at a byte of this text: on several lines if both texts are, and then as deep as the line there.
    pub fn adopt(&self, excerpt: Excerpt<'_>, at: u32) -> Option<String> {
        let part = &excerpt.text[excerpt.span.start as usize..excerpt.span.end as usize];
        if self.is_idl() && part.starts_with(['{', '[', '"']) {
            return None;
        }
        transplant::adopt(self.text, self.spaces(), excerpt, at)
    }

    fn array(&self, place: &str) -> Option<List<'_>> {
        self.find(place)?.as_array().and_then(|_| self.list(place))
    }

    /// The parts of the array or object at a place.
    fn list(&self, place: &str) -> Option<List<'_>> {
        List::of(self.text, self.find(place)?)
    }

    fn object(&self, place: &str) -> Option<JsonObject<'_>> {
        self.find(place)?.as_object()
    }

    fn find(&self, place: &str) -> Option<JsonValue<'_>> {
        let mut at = self.tree.root();
        for step in place.split('/').skip(1) {
            at = match at.content() {
                JsonContent::Array(array) => array.get(step.parse().ok()?)?,
                JsonContent::Object(object) => object.get(step)?,
                _ => return None,
            };
        }
        Some(at)
    }
}
