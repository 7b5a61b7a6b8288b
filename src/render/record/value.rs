//! Shows a value of a record in a few words.

use crate::evidence::preview::{Datum, Type};
use crate::model::json;
use crate::model::text::{count, hex, shorten};
use crate::render::record::time::date_or_time;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::width;
use crate::render::text::style::{Look, Marks};
use avro_resolve::data::json::show;
use avro_resolve::schema::shape::{Form, ShapeId, Shapes};
use avro_resolve::schema::value::Value;

/// The value on one line, with what it means or its branch where the value alone does not say.
pub(crate) fn text(shapes: &Shapes, datum: &Datum, look: Look) -> String {
    let branch = branch(shapes, datum.ty).filter(|_| !matches!(datum.value, Value::Null));
    with_remarks(plain(shapes, datum, look), [branch, meaning(shapes, datum)])
}

/// The value on one line, with its type.
pub(crate) fn text_and_type(shapes: &Shapes, datum: &Datum, look: Look) -> String {
    with_remarks(plain(shapes, datum, look), [meaning(shapes, datum), Some(name(shapes, datum.ty.shape))])
}

fn with_remarks(text: String, remarks: [Option<String>; 2]) -> String {
    let remarks: Vec<String> = remarks.into_iter().flatten().collect();
    let text = if remarks.is_empty() { text } else { format!("{text} ({})", remarks.join(", ")) };
    foreign(&text).into_owned()
}

/// The date or the time that a number means.
fn meaning(shapes: &Shapes, datum: &Datum) -> Option<String> {
    date_or_time(shapes.get(datum.ty.shape).logical?, &datum.value)
}

fn plain(shapes: &Shapes, datum: &Datum, look: Look) -> String {
    const MOST_BYTES: usize = 16;
    let Datum { ty, value } = datum;
    let dots = look.ellipsis();
    if let Value::String(bytes) = value {
        return string(bytes, dots);
    }
    if let Value::Bytes(bytes) | Value::Fixed(bytes) = value
        && bytes.len() > MOST_BYTES
    {
        return format!("0x{}{dots} ({})", hex(&bytes[..MOST_BYTES]), count(bytes.len(), "byte"));
    }
    let shown = short(shapes, ty.shape, value, look);
    let is_cut = shown.ends_with(dots);
    match value {
        Value::Array(items) if is_cut => format!("{shown} ({})", count(items.len(), "item")),
        Value::Map(entries) if is_cut => format!("{shown} ({})", count(entries.len(), "key")),
        _ => shown,
    }
}

/// The name of a union's branch, if the union has several besides null.
pub(crate) fn branch(shapes: &Shapes, ty: Type) -> Option<String> {
    let Form::Union(branches) = &shapes.get(ty.union?).form else { return None };
    let others = branches.iter().filter(|branch| shapes.get(**branch).type_name() != "null");
    (others.count() > 1).then(|| name(shapes, ty.shape))
}

/// A type in one word: the name of a named type, the logical type, or the type.
fn name(shapes: &Shapes, shape: ShapeId) -> String {
    let shape = shapes.get(shape);
    match (shape.name(), shape.logical) {
        (Some(name), _) => foreign(name.short()).into_owned(),
        (None, Some(logical)) => logical.name().to_owned(),
        (None, None) => shape.type_name().to_owned(),
    }
}

/// A text in quotes; of a long one, its beginning and how long it is.
fn string(bytes: &[u8], dots: &str) -> String {
    const MOST: usize = 44;
    let text = String::from_utf8_lossy(bytes);
    let quoted = json::line(&text);
    if width(&quoted) <= MOST + 2 {
        return quoted;
    }
    // The quote at the beginning stays, that at the end goes.
    let start = shorten(&quoted[..quoted.len() - 1], MOST + 1, "");
    format!("{start}{dots}\" ({})", count(text.chars().count(), "character"))
}

fn short(shapes: &Shapes, shape: ShapeId, value: &Value, look: Look) -> String {
    let line = show(shapes, shape, value);
    match (look.marks, line.strip_suffix('…')) {
        (Marks::Ascii, Some(start)) => format!("{start}..."),
        (Marks::Unicode | Marks::Ascii, _) => line,
    }
}
