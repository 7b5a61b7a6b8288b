//! Edits a schema's text by small replacements: all else stays as it is, byte for byte, and what is new looks like its
//! neighbours.

mod excerpt;
mod list;
mod replacement;
#[cfg(test)]
mod tests;
mod transplant;

use jsonc_parser::ast::{ObjectProp, Value};
use jsonc_parser::common::Ranged;
use serde_json::Value as Json;

use super::json_text::{self, key, range, tree};
use super::source::Span;
use list::List;
pub use replacement::{Edit, apply, are_apart, compose};
pub use transplant::Excerpt;
use transplant::Spaces;

/// A schema's text, opened for edits. Places are JSON Pointers (RFC 6901), as [`Document`](super::model::Document) gives
/// them; a place that is not there, or where an edit would tear comments from what they belong to, gives `None`.
pub struct EditableText<'t> {
    text: &'t str,
    root: Value<'t>,
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
        let has_some = ["\": ", "\" : ", ", ", "\n"].iter().any(|space| text.contains(space));
        let spaces = if has_some { Spaces::SOME } else { Spaces::NONE };
        Some(EditableText { text, root: tree(text).ok()??, spaces })
    }

    /// The span of the value at a place.
    pub fn span(&self, place: &str) -> Option<Span> {
        self.find(place).map(range)
    }

    /// The value at a place.
    pub fn get(&self, place: &str) -> Option<Json> {
        self.find(place).map(|value| value.clone().into())
    }

    /// The place of the value with a span.
    pub fn place_of(&self, span: Span) -> Option<String> {
        let (mut place, mut at) = (String::new(), &self.root);
        while range(at) != span {
            let is_before = |end: u32| end <= span.start;
            let (step, inner) = match at {
                Value::Array(array) => {
                    let index = array.elements.partition_point(|item| is_before(range(item).end));
                    (index.to_string(), array.elements.get(index)?)
                }
                Value::Object(object) => {
                    let index = object.properties.partition_point(|property| is_before(range(&property.value).end));
                    let property = object.properties.get(index)?;
                    (key(&property.name).to_owned(), &property.value)
                }
                Value::StringLit(_) | Value::NumberLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => {
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
        Some(match self.find(place)? {
            Value::Object(_) => ValueKind::Object,
            Value::Array(_) => ValueKind::Array,
            Value::StringLit(_) => ValueKind::Text,
            Value::NumberLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => ValueKind::Other,
        })
    }

    /// The names of the attributes of the object at a place, in their order; none if there is no object.
    pub fn keys(&self, object: &str) -> Vec<&str> {
        let Some(Value::Object(object)) = self.find(object) else { return Vec::new() };
        object.properties.iter().map(|property| key(&property.name)).collect()
    }

    /// The named type or field around some places, on one line: where it would be long, its other parts are left out with `dots`.
    pub fn excerpt_around(&self, places: &[Span], dots: &str) -> String {
        excerpt::around(&self.root, self.spaces(), places, dots)
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
        let Value::Object(found) = self.find(object)? else { return None };
        let keys = || found.properties.iter().map(|property| key(&property.name));
        if let Some(at) = keys().rposition(|known| known == name) {
            return Some(vec![Edit { span: range(&found.properties[at].value), text: value }]);
        }
        let list = List::of_object(self.text, found);
        let property = format!("\"{name}\"{}{value}", list.colon());
        let before = keys().rposition(|known| after.contains(&known)).map_or(list.len(), |at| at + 1);
        Some(list.insert(before, &property))
    }

    /// Appends an item to the array at a place.
    pub fn push(&self, array: &str, item: &str) -> Option<Vec<Edit>> {
        let list = self.array(array)?;
        Some(list.insert(list.len(), item))
    }

    /// Inserts an item into the array at a place, before the item of that index.
    pub fn insert(&self, array: &str, before: usize, item: &str) -> Option<Vec<Edit>> {
        let list = self.array(array)?;
        (before <= list.len()).then(|| list.insert(before, item))
    }

    /// Takes a part out of the array or object at a place: the item of that index, or the attribute of that name.
    pub fn remove(&self, from: &str, part: &str) -> Option<Vec<Edit>> {
        match self.find(from)? {
            Value::Array(array) => Some(vec![List::of_array(self.text, array).remove(part.parse().ok()?)?]),
            Value::Object(object) => {
                let index = object.properties.iter().rposition(|property| key(&property.name) == part)?;
                Some(vec![List::of_object(self.text, object).remove(index)?])
            }
            _ => None,
        }
    }

    /// Takes all attributes of some names out of the object at a place.
    pub fn remove_all(&self, object: &str, names: &[&str]) -> Option<Vec<Edit>> {
        let Value::Object(found) = self.find(object)? else { return None };
        let properties = found.properties.iter().enumerate();
        let indices = properties.filter(|(_, property)| names.contains(&key(&property.name))).map(|(index, _)| index);
        List::of_object(self.text, found).remove_all(&indices.collect::<Vec<usize>>())
    }

    /// Puts the value at `inner`, a place inside of `outer`, in the place of the one at `outer`; `None` if a comment may be lost.
    pub fn unwrap(&self, outer: &str, inner: &str) -> Option<Vec<Edit>> {
        let (outer, inner) = (self.span(outer)?, self.span(inner)?);
        let gaps = [Span { start: outer.start, end: inner.start }, Span { start: inner.end, end: outer.end }];
        let has_comment = gaps.iter().any(|gap| self.text[gap.start as usize..gap.end as usize].contains('/'));
        (!has_comment).then(|| gaps.map(|span| Edit { span, text: String::new() }).into())
    }

    /// Gives an attribute of the object at a place another name.
    pub fn rename(&self, object: &str, name: &str, new: &str) -> Option<Edit> {
        let Value::Object(found) = self.find(object)? else { return None };
        let property = found.properties.iter().rfind(|property| key(&property.name) == name)?;
        Some(Edit { span: json_text::span(&property.name.range()), text: format!("\"{new}\"") })
    }

    /// Takes the first attribute of a name out of the object at a place, if the last one of that name is written like it.
    pub fn remove_repeated(&self, object: &str, name: &str) -> Option<Vec<Edit>> {
        let Value::Object(found) = self.find(object)? else { return None };
        let is_named = |(_, property): &(usize, &ObjectProp<'_>)| key(&property.name) == name;
        let mut same = found.properties.iter().enumerate().filter(is_named);
        let ((first, one), (_, other)) = (same.next()?, same.next_back()?);
        let text = |property: &ObjectProp<'_>| {
            let Span { start, end } = range(&property.value);
            &self.text[start as usize..end as usize]
        };
        (text(one) == text(other)).then(|| Some(vec![List::of_object(self.text, found).remove(first)?]))?
    }

    /// Moves an item of the array at a place to the front.
    pub fn move_to_front(&self, array: &str, index: usize) -> Option<Vec<Edit>> {
        let list = self.array(array)?;
        let item = list.item(index)?;
        let mut edits = list.insert(0, item);
        edits.push(list.remove(index).filter(|_| index > 0)?);
        Some(edits)
    }

    /// Puts a text in the place of a value.
    pub fn replace(&self, place: &str, text: String) -> Option<Vec<Edit>> {
        Some(vec![Edit { span: self.span(place)?, text }])
    }

    /// Makes the value at a place an item of a new array, with others before and after it.
    pub fn wrap(&self, place: &str, before: &[&str], after: &[&str]) -> Option<Vec<Edit>> {
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
        transplant::adopt(self.text, self.spaces(), excerpt, at)
    }

    fn array(&self, place: &str) -> Option<List<'_>> {
        self.find(place)?.as_array().map(|array| List::of_array(self.text, array))
    }

    fn find(&self, place: &str) -> Option<&Value<'t>> {
        let mut at = &self.root;
        for step in place.split('/').skip(1) {
            at = match at {
                Value::Array(array) => array.elements.get(step.parse::<usize>().ok()?)?,
                // Of an attribute that is there twice, the last counts.
                Value::Object(object) => &object.properties.iter().rfind(|p| key(&p.name) == step)?.value,
                _ => return None,
            };
        }
        Some(at)
    }
}
