//! A schema's text and what is to be different in it, small replacements out: all else stays as it is, byte for byte,
//! and what is new looks like its neighbours.

mod list;
#[cfg(test)]
mod tests;
mod transplant;

use jsonc_parser::ast::{ObjectPropName, Value};
use serde_json::Value as Json;

use super::json_text::{range, tree};
use super::source::Span;
use list::List;
pub use transplant::Excerpt;
use transplant::Spaces;

/// One replacement in a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Edit {
    /// The bytes to replace; empty to insert before `start`.
    pub span: Span,
    /// What comes in their place.
    pub text: String,
}

impl Edit {
    fn insert(at: u32, text: impl Into<String>) -> Edit {
        Edit { span: Span { start: at, end: at }, text: text.into() }
    }
}

/// Whether each of the edits, which stand in the order of the text, begins where the ones before it have ended.
pub fn are_apart(edits: &[Edit]) -> bool {
    edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start)
}

/// The text with the edits made, which stand in its order and [apart](are_apart).
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

/// A schema's text, opened for edits. Places are JSON Pointers (RFC 6901), as [`Document`](super::model::Document) gives
/// them; a place that is not there, or where an edit would tear comments from what they belong to, gives `None`.
pub struct EditableText<'t> {
    text: &'t str,
    root: Value<'t>,
}

impl<'t> EditableText<'t> {
    /// Opens a text; `None` if it is no JSON.
    pub fn open(text: &'t str) -> Option<EditableText<'t>> {
        Some(EditableText { text, root: tree(text).ok()?? })
    }

    /// The span of the value at a place.
    pub fn span(&self, place: &str) -> Option<Span> {
        self.find(place).map(range)
    }

    /// Gives the object at a place an attribute, in place of the one of that name, else behind the last of those that
    /// `after` names, else at the end.
    pub fn set(&self, object: &str, key: &str, value: &Json, after: &[&str]) -> Option<Vec<Edit>> {
        let Value::Object(found) = self.find(object)? else { return None };
        let value = self.write(value);
        let keys = || found.properties.iter().map(|property| name(&property.name));
        if let Some(at) = keys().rposition(|known| known == key) {
            return Some(vec![Edit { span: range(&found.properties[at].value), text: value }]);
        }
        let list = List::of_object(self.text, found);
        let property = format!("\"{key}\"{}{value}", list.colon());
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
                let index = object.properties.iter().rposition(|property| name(&property.name) == part)?;
                Some(vec![List::of_object(self.text, object).remove(index)?])
            }
            Value::StringLit(_) | Value::NumberLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => None,
        }
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
        let comma = self.spaces().comma();
        let before: String = before.iter().flat_map(|item| [*item, comma]).collect();
        let after: String = after.iter().flat_map(|item| [comma, *item]).collect();
        Some(vec![Edit::insert(start, format!("[{before}")), Edit::insert(end, format!("{after}]"))])
    }

    /// A value on one line, with spaces if the text has them.
    pub fn write(&self, value: &Json) -> String {
        transplant::write(value, self.spaces())
    }

    /// Whether the text has spaces where others have them.
    fn spaces(&self) -> Spaces {
        let has_some = self.text.contains("\": ")
            || self.text.contains("\" : ")
            || self.text.contains(", ")
            || self.text.contains("\n");
        if has_some { Spaces::Some } else { Spaces::None }
    }

    fn array(&self, place: &str) -> Option<List<'_>> {
        match self.find(place)? {
            Value::Array(array) => Some(List::of_array(self.text, array)),
            Value::StringLit(_)
            | Value::NumberLit(_)
            | Value::BooleanLit(_)
            | Value::NullKeyword(_)
            | Value::Object(_) => None,
        }
    }

    fn find(&self, place: &str) -> Option<&Value<'t>> {
        let mut at = &self.root;
        for step in place.split('/').skip(1) {
            at = match at {
                Value::Array(array) => array.elements.get(step.parse::<usize>().ok()?)?,
                // Of an attribute that stands twice, the last counts.
                Value::Object(object) => &object.properties.iter().rfind(|p| name(&p.name) == step)?.value,
                Value::StringLit(_) | Value::NumberLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => {
                    return None;
                }
            };
        }
        Some(at)
    }
}

fn name<'a>(name: &'a ObjectPropName<'_>) -> &'a str {
    match name {
        ObjectPropName::String(name) => &name.value,
        ObjectPropName::Word(name) => name.value,
    }
}
