//! Shows what some places of a schema's text belong to, on one line.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

use super::transplant::{Spaces, entries, list, on_one_line};
use crate::schema::json_text::{key, range, span};
use crate::schema::source::Span;

/// What is longer than so many bytes is shortened.
const LONG: usize = 160;

/// Parts beside the places that are longer than so many bytes are left out, where something has to be.
const LONG_PART: usize = 40;

/// What [`EditableText::excerpt_around`](super::EditableText::excerpt_around) says.
pub(super) fn around(root: &Value<'_>, spaces: Spaces, places: &[Span], dots: &str) -> String {
    let value = innermost(root, places);
    let whole = on_one_line(value, spaces);
    if whole.len() <= LONG { whole } else { ShortForm { spaces, places, dots }.of(value) }
}

/// The innermost object with a name around all places; the whole text if there is none. A type that is itself a place does not
/// say what it is for; a field does.
fn innermost<'v, 't>(root: &'v Value<'t>, places: &[Span]) -> &'v Value<'t> {
    let (mut found, mut at, mut is_field) = (root, root, false);
    loop {
        if let Value::Object(object) = at
            && has_name(object)
            && (is_field || !places.contains(&range(at)))
        {
            found = at;
        }
        let is_around = |value: &&Value<'_>| {
            let Span { start, end } = range(value);
            places.iter().all(|place| start <= place.start && place.end <= end)
        };
        let inner = match at {
            Value::Array(array) => array.elements.iter().find(is_around),
            Value::Object(object) => {
                let inner = object.properties.iter().find(|property| is_around(&&property.value));
                is_field = inner.is_some_and(|property| key(&property.name) == "fields");
                inner.map(|property| &property.value)
            }
            Value::StringLit(_) | Value::NumberLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => None,
        };
        match inner {
            Some(inner) => at = inner,
            None => return found,
        }
    }
}

fn has_name(object: &Object<'_>) -> bool {
    object.properties.iter().any(|property| key(&property.name) == "name")
}

struct ShortForm<'a> {
    spaces: Spaces,
    places: &'a [Span],
    dots: &'a str,
}

impl ShortForm<'_> {
    fn of(&self, value: &Value<'_>) -> String {
        match value {
            Value::Array(array) => {
                let mut items: Vec<String> = Vec::new();
                for item in &array.elements {
                    let shown = self.part(range(item), item);
                    // Parts in a row are left out together.
                    if items.last().is_none_or(|last| last != &shown || !shown.contains(self.dots)) {
                        items.push(shown);
                    }
                }
                list(items.into_iter(), self.spaces)
            }
            Value::Object(object) => {
                let properties = object.properties.iter();
                entries(properties.map(|p| (key(&p.name), self.part(span(&p.range()), &p.value))), self.spaces)
            }
            Value::StringLit(_) | Value::NumberLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => {
                on_one_line(value, self.spaces)
            }
        }
    }

    /// A part as it is, if it is meant or short.
    fn part(&self, Span { start, end }: Span, value: &Value<'_>) -> String {
        if self.places.iter().any(|place| place.start < end && start < place.end) {
            return self.of(value);
        }
        let whole = on_one_line(value, self.spaces);
        if whole.len() <= LONG_PART {
            return whole;
        }
        let dots = self.dots;
        match value {
            Value::Array(_) => format!("[{dots}]"),
            Value::Object(_) => format!("{{{dots}}}"),
            Value::StringLit(_) => format!("\"{dots}\""),
            Value::NumberLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => dots.to_owned(),
        }
    }
}
