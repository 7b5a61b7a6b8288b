//! Serializes an encoded datum in Avro's JSON encoding: the datum itself is never in memory.

use std::cell::RefCell;

use serde::ser::{Error, Serialize, SerializeMap, Serializer};

use super::stream::Encoded;
use super::tree::tag;
use crate::data::binary::{self, Reader};
use crate::depth::deep;
use crate::schema::shape::{Form, ShapeId, Shapes};

/// A datum in its binary encoding, to serialize as [`Encoded`] is.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The shapes of its subject.
    pub shapes: &'a Shapes,
    /// Its shape.
    pub shape: ShapeId,
    /// All of its bytes, which were decoded before: they are not checked for bounds again.
    pub bytes: &'a [u8],
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let Written { shapes, shape, bytes } = *self;
        let reader = RefCell::new(Reader::new(bytes));
        let done = NextDatum { shapes, shape, reader: &reader }.serialize(out)?;
        reader.borrow().finish().map_err(S::Error::custom)?;
        Ok(done)
    }
}

/// The next datum of a reader.
struct NextDatum<'a, 'r> {
    shapes: &'a Shapes,
    shape: ShapeId,
    reader: &'r RefCell<Reader<'a>>,
}

impl<'a, 'r> NextDatum<'a, 'r> {
    fn of(&self, shape: ShapeId) -> NextDatum<'a, 'r> {
        NextDatum { shapes: self.shapes, shape, reader: self.reader }
    }
}

impl Serialize for NextDatum<'_, '_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let NextDatum { shapes, shape, reader } = *self;
        match &shapes.get(shape).form {
            Form::Record(record) => deep(|| {
                let mut map = out.serialize_map(Some(record.fields.len()))?;
                for field in &record.fields {
                    map.serialize_entry(field.name.as_str(), &self.of(field.shape))?;
                }
                map.end()
            }),
            Form::Union(branches) => {
                let branch = reader.borrow_mut().branch(branches.len()).map_err(S::Error::custom)?;
                let branch = branches[branch as usize];
                match shapes.get(branch).type_name() {
                    "null" => out.serialize_unit(),
                    _ => deep(|| out.collect_map([(tag(shapes, branch), self.of(branch))])),
                }
            }
            // Witnesses have few and short containers.
            Form::Primitive(_) | Form::Fixed(_) | Form::Enum(_) | Form::Array(_) | Form::Map(_) => {
                let value = binary::read(shapes, shape, &mut reader.borrow_mut()).map_err(S::Error::custom)?;
                Encoded { shapes, shape, value: &value }.serialize(out)
            }
        }
    }
}
