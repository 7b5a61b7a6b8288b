//! Writes data in their binary encoding as JSON, without values in between.

use std::cell::Cell;

use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::write::{Encoded, tag};
use crate::data::binary::{DecodeError, Reader, read_primitive};
use crate::schema::model::Primitive;
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// A datum in its binary encoding, to serialize as [`Encoded`] is.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The shapes of its subject.
    pub shapes: &'a Shapes,
    /// Its shape.
    pub shape: ShapeId,
    /// All of its bytes.
    pub bytes: &'a [u8],
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut reader = Reader::new(self.bytes);
        let written = Part::new(self.shapes, self.shape, &mut reader).serialize(out)?;
        reader.finish().map_err(S::Error::custom)?;
        Ok(written)
    }
}

/// The next datum of a reader, which is read when it is serialized: once.
struct Part<'r, 'b, 's> {
    shapes: &'s Shapes,
    shape: ShapeId,
    reader: Cell<Option<&'r mut Reader<'b>>>,
}

/// Why a part was not written.
enum Failure<E> {
    Malformed(DecodeError),
    Output(E),
}

impl<E> From<DecodeError> for Failure<E> {
    fn from(error: DecodeError) -> Failure<E> {
        Failure::Malformed(error)
    }
}

impl<E: Error> Failure<E> {
    fn into_error(self) -> E {
        match self {
            Failure::Malformed(error) => E::custom(error),
            Failure::Output(error) => error,
        }
    }
}

impl<'r, 'b, 's> Part<'r, 'b, 's> {
    fn new(shapes: &'s Shapes, shape: ShapeId, reader: &'r mut Reader<'b>) -> Part<'r, 'b, 's> {
        Part { shapes, shape, reader: Cell::new(Some(reader)) }
    }
}

impl Serialize for Part<'_, '_, '_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let reader = self.reader.take().expect("a part is serialized once");
        put(self.shapes, self.shape, reader, out).map_err(Failure::into_error)
    }
}

fn put<S: Serializer>(
    shapes: &Shapes,
    shape: ShapeId,
    reader: &mut Reader<'_>,
    out: S,
) -> Result<S::Ok, Failure<S::Error>> {
    reader.count_value()?;
    let leaf = |value: &Value, out: S| Encoded { shapes, shape, value }.serialize(out).map_err(Failure::Output);
    match &shapes.get(shape).form {
        Form::Primitive(primitive) => leaf(&read_primitive(*primitive, reader)?, out),
        Form::Fixed(fixed) => leaf(&Value::Fixed(reader.take(fixed.size)?.to_vec()), out),
        Form::Enum(enumeration) => leaf(&Value::Enum(reader.symbol(enumeration.symbols.len())?), out),
        Form::Array(part) => {
            let mut items = out.serialize_seq(None).map_err(Failure::Output)?;
            reader.each_item(|reader| {
                items.serialize_element(&Part::new(shapes, *part, reader)).map_err(Failure::Output)
            })?;
            items.end().map_err(Failure::Output)
        }
        Form::Map(part) => {
            let mut entries = out.serialize_map(None).map_err(Failure::Output)?;
            reader.each_item(|reader| {
                let key = String::from_utf8_lossy(reader.bytes()?);
                entries.serialize_entry(&key, &Part::new(shapes, *part, reader)).map_err(Failure::Output)
            })?;
            entries.end().map_err(Failure::Output)
        }
        Form::Union(branches) => {
            let branch = branches[reader.branch(branches.len())? as usize];
            reader.nested(|reader| match &shapes.get(branch).form {
                Form::Primitive(Primitive::Null) => put(shapes, branch, reader, out),
                _ => {
                    let mut tagged = out.serialize_map(Some(1)).map_err(Failure::Output)?;
                    let part = Part::new(shapes, branch, reader);
                    tagged.serialize_entry(tag(shapes, branch), &part).map_err(Failure::Output)?;
                    tagged.end().map_err(Failure::Output)
                }
            })
        }
        Form::Record(record) => reader.nested(|reader| {
            let mut fields = out.serialize_map(Some(record.fields.len())).map_err(Failure::Output)?;
            for field in &record.fields {
                let part = Part::new(shapes, field.shape, reader);
                fields.serialize_entry(field.name.as_str(), &part).map_err(Failure::Output)?;
            }
            fields.end().map_err(Failure::Output)
        }),
    }
}
