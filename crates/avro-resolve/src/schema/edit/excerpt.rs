//! Shows what some places of a schema's text belong to, on one line.

use super::transplant::{Spaces, entries, list, on_one_line};
use crate::schema::json_text::{JsonContent, JsonValue};
use crate::schema::source::Span;

/// What is longer than so many bytes is shortened.
const LONG: usize = 160;

/// Parts beside the places that are longer than so many bytes are left out, where something has to be.
const LONG_PART: usize = 40;

/// What [`EditableText::excerpt_around`](super::EditableText::excerpt_around) says.
pub(super) fn around(root: JsonValue<'_>, spaces: Spaces, places: &[Span], dots: &str) -> String {
    let value = innermost(root, places);
    let whole = on_one_line(value, spaces);
    if whole.len() <= LONG { whole } else { ShortForm { spaces, places, dots }.of(value) }
}

/// The innermost object with a name around all places; the whole text if there is none. A type that is itself a place does not
/// say what it is for; a field does.
fn innermost<'v>(root: JsonValue<'v>, places: &[Span]) -> JsonValue<'v> {
    let (mut found, mut at, mut is_field) = (root, root, false);
    loop {
        let has_name = at.as_object().is_some_and(|object| object.get("name").is_some());
        if has_name && (is_field || !places.contains(&at.span())) {
            found = at;
        }
        let is_around = |value: &JsonValue<'_>| {
            let Span { start, end } = value.span();
            places.iter().all(|place| start <= place.start && place.end <= end)
        };
        let inner = match at.content() {
            JsonContent::Array(array) => array.iter().find(is_around),
            JsonContent::Object(object) => {
                let inner = object.iter().find(|property| is_around(&property.value));
                is_field = inner.is_some_and(|property| property.name == "fields");
                inner.map(|property| property.value)
            }
            JsonContent::String(_) | JsonContent::Number(_) | JsonContent::Boolean(_) | JsonContent::Null => None,
        };
        match inner {
            Some(inner) => at = inner,
            None => return found,
        }
    }
}

struct ShortForm<'a> {
    spaces: Spaces,
    places: &'a [Span],
    dots: &'a str,
}

impl ShortForm<'_> {
    fn of(&self, value: JsonValue<'_>) -> String {
        match value.content() {
            JsonContent::Array(array) => {
                let mut items: Vec<String> = Vec::new();
                for item in array.iter() {
                    let shown = self.part(item.span(), item);
                    // Parts in a row are left out together.
                    if items.last().is_none_or(|last| last != &shown || !shown.contains(self.dots)) {
                        items.push(shown);
                    }
                }
                list(items.into_iter(), self.spaces)
            }
            JsonContent::Object(object) => {
                entries(object.iter().map(|p| (p.name, self.part(p.span(), p.value))), self.spaces)
            }
            JsonContent::String(_) | JsonContent::Number(_) | JsonContent::Boolean(_) | JsonContent::Null => {
                on_one_line(value, self.spaces)
            }
        }
    }

    /// A part as it is, if it is meant or short.
    fn part(&self, Span { start, end }: Span, value: JsonValue<'_>) -> String {
        if self.places.iter().any(|place| place.start < end && start < place.end) {
            return self.of(value);
        }
        let whole = on_one_line(value, self.spaces);
        if whole.len() <= LONG_PART {
            return whole;
        }
        let dots = self.dots;
        match value.content() {
            JsonContent::Array(_) => format!("[{dots}]"),
            JsonContent::Object(_) => format!("{{{dots}}}"),
            JsonContent::String(_) => format!("\"{dots}\""),
            JsonContent::Number(_) | JsonContent::Boolean(_) | JsonContent::Null => dots.to_owned(),
        }
    }
}
