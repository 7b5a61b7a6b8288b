//! Makes the datum that the default of a field means, unless the default is invalid.

use super::datum::Datum;
use super::model::{Id, Schema, Type};
use serde_json::Value;

/// The default of one field of a record; `None` if it has none.
pub(super) fn field_default(schema: &Schema, record: Id, index: usize) -> Option<Datum> {
    default_of(schema, record, index, &mut Vec::new())
}

/// `open` holds the fields whose defaults are being made: one that needs itself would never end.
fn default_of(schema: &Schema, record: Id, index: usize, open: &mut Vec<(Id, usize)>) -> Option<Datum> {
    let Type::Record { fields, .. } = &schema.types[record] else {
        return None;
    };
    let field = &fields[index];
    let json = field.default.as_ref()?;
    // JSON has no number for these. Java knows these texts, but only for a field that is itself a
    // float: in a union the text may be meant for a string branch.
    match (&schema.types[field.ty], json.as_str().and_then(not_finite)) {
        (Type::Float, Some(value)) => return Some(Datum::Float(value as f32)),
        (Type::Double, Some(value)) => return Some(Datum::Double(value)),
        _ => {}
    }
    if open.contains(&(record, index)) {
        return None;
    }
    open.push((record, index));
    let datum = from_json(schema, field.ty, json, open);
    open.pop();
    datum
}

fn not_finite(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

fn from_json(schema: &Schema, ty: Id, json: &Value, open: &mut Vec<(Id, usize)>) -> Option<Datum> {
    match &schema.types[ty] {
        Type::Null => json.as_null().map(|()| Datum::Null),
        Type::Boolean => json.as_bool().map(Datum::Boolean),
        // `as_i64` takes integral numbers only: 1.0 is none.
        Type::Int => i32::try_from(json.as_i64()?).ok().map(Datum::Int),
        Type::Long => json.as_i64().map(Datum::Long),
        // What a float cannot hold is read as infinity, as Java does.
        Type::Float => Some(Datum::Float(json.as_f64()? as f32)),
        Type::Double => json.as_f64().map(Datum::Double),
        Type::String => Some(Datum::String(json.as_str()?.as_bytes().to_vec())),
        Type::Bytes { .. } => code_points(json.as_str()?).map(Datum::Bytes),
        Type::Fixed { size, .. } => code_points(json.as_str()?).filter(|bytes| bytes.len() == *size).map(Datum::Fixed),
        Type::Enum { symbols, .. } => {
            let symbol = json.as_str()?;
            symbols.iter().position(|known| known == symbol).map(Datum::Enum)
        }
        Type::Array(items) => {
            let items = json.as_array()?.iter().map(|item| from_json(schema, *items, item, open));
            items.collect::<Option<_>>().map(Datum::Array)
        }
        Type::Map(values) => {
            let entries = json.as_object()?.iter();
            let entries =
                entries.map(|(key, value)| Some((key.clone().into_bytes(), from_json(schema, *values, value, open)?)));
            entries.collect::<Option<_>>().map(Datum::Map)
        }
        Type::Union(branches) => {
            let is_infinite = |datum: &Datum| matches!(datum, Datum::Float(value) if value.is_infinite());
            let mut fitting = branches
                .iter()
                .enumerate()
                .filter_map(|(index, branch)| Some((index, from_json(schema, *branch, json, open)?)));
            // A float that would be infinite comes last.
            let first = fitting.next()?;
            let (index, datum) = if is_infinite(&first.1) { fitting.next().unwrap_or(first) } else { first };
            Some(Datum::Union(index, Box::new(datum)))
        }
        Type::Record { fields, .. } => {
            let object = json.as_object()?;
            let values = fields.iter().enumerate().map(|(index, field)| match object.get(&field.name) {
                Some(value) => from_json(schema, field.ty, value, open),
                None => default_of(schema, ty, index, open),
            });
            values.collect::<Option<_>>().map(Datum::Record)
        }
    }
}

/// Bytes are written as text, one character a byte.
fn code_points(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}
