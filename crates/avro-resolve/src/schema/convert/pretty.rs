//! Prints JSON: what fits on a line is on one, everything else has a line for each part.

use std::fmt::Write;

use super::plain::NormalJson;
use crate::depth::deep;

/// So long may a line become that is not broken.
pub(in crate::schema) const WIDTH: usize = 100;
const INDENT: &str = "  ";

impl NormalJson {
    /// The JSON on as many lines as it needs, with a line break at the end.
    pub fn pretty(&self) -> String {
        let mut printer = PrettyPrinter { text: String::new(), line: String::new() };
        printer.value(self, 0, 0);
        printer.text.push('\n');
        printer.text
    }

    /// The JSON on one line, without spaces.
    pub fn compact(&self) -> String {
        let mut text = String::new();
        write(self, "", usize::MAX, &mut text);
        text
    }
}

struct PrettyPrinter {
    text: String,
    /// A value on one line, as long as it is not known whether it fits.
    line: String,
}

impl PrettyPrinter {
    /// A value, after so many characters of its line, followed by so many.
    fn value(&mut self, value: &NormalJson, level: usize, used: usize) {
        let has_parts = matches!(value, NormalJson::Object(_) | NormalJson::Array(_));
        let room = if has_parts { WIDTH.saturating_sub(used) } else { usize::MAX };
        self.line.clear();
        if write(value, " ", room, &mut self.line) {
            return self.text.push_str(&self.line);
        }
        let (open, close) = if matches!(value, NormalJson::Object(_)) { ('{', '}') } else { ('[', ']') };
        self.text.push(open);
        let part = |printer: &mut PrettyPrinter, index: usize, name: Option<&str>, value: &NormalJson| {
            printer.text.push_str(if index > 0 { ",\n" } else { "\n" });
            let start = printer.text.len();
            (0..=level).for_each(|_| printer.text.push_str(INDENT));
            if let Some(name) = name {
                quote(name, &mut printer.text);
                printer.text.push_str(": ");
            }
            // A comma may follow.
            let used = printer.text.len() - start + 1;
            deep(|| printer.value(value, level + 1, used));
        };
        match value {
            NormalJson::Object(properties) => {
                for (index, (name, value)) in properties.iter().enumerate() {
                    part(self, index, Some(name), value);
                }
            }
            NormalJson::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| part(self, index, None, item))
            }
            NormalJson::Text(_) | NormalJson::Number(_) | NormalJson::Boolean(_) | NormalJson::Null => {}
        }
        self.text.push('\n');
        (0..level).for_each(|_| self.text.push_str(INDENT));
        self.text.push(close);
    }
}

/// Whether a type with this property has several lines, however short it is.
pub(in crate::schema) fn is_structure(property: &str) -> bool {
    matches!(property, "fields" | "messages" | "request" | "symbols" | "types")
}

/// Writes a value on one line, with a space after commas and colons; whether there was room for it.
fn write(value: &NormalJson, space: &str, room: usize, line: &mut String) -> bool {
    match value {
        NormalJson::Object(properties) => {
            line.push('{');
            for (index, (name, value)) in properties.iter().enumerate() {
                line.extend(if index > 0 { [",", space] } else { ["", ""] });
                quote(name, line);
                line.extend([":", space]);
                let is_long = room < usize::MAX && is_structure(name);
                if is_long || !deep(|| write(value, space, room, line)) {
                    return false;
                }
            }
            line.push('}');
        }
        NormalJson::Array(items) => {
            line.push('[');
            for (index, item) in items.iter().enumerate() {
                line.extend(if index > 0 { [",", space] } else { ["", ""] });
                if !deep(|| write(item, space, room, line)) {
                    return false;
                }
            }
            line.push(']');
        }
        NormalJson::Text(text) => quote(text, line),
        NormalJson::Number(number) => line.push_str(number),
        NormalJson::Boolean(boolean) => line.push_str(if *boolean { "true" } else { "false" }),
        NormalJson::Null => line.push_str("null"),
    }
    line.len() <= room
}

/// Texts with a comma and a space between each two.
pub(super) fn separated<E>(texts: impl Iterator<Item = Result<String, E>>) -> Result<String, E> {
    Ok(texts.collect::<Result<Vec<String>, E>>()?.join(", "))
}

/// A text as JSON.
pub(super) fn quote(text: &str, out: &mut String) {
    write!(out, "{}", serde_json::Value::from(text)).expect("a String takes everything");
}
