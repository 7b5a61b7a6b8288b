//! Makes up data of a schema: always the same, and together as different as their number allows.
//!
//! Where there is a choice, the data of any run of consecutive numbers as long as the list of choices take each of them once,
//! in an order that differs from place to place and from run to run, so that two fields do not go hand in hand.

mod plain;
mod scalar;
mod spot;

pub use plain::plain;
use spot::Spot;

use crate::depth::deep;
use crate::schema::shape::{Form, RecordShape, ShapeId, Shapes};
use crate::schema::value::Value;

/// About so many values make up a datum, if its type does not ask for more.
const VALUES: u32 = 2_000;

/// A datum of more values is not made, even if the type asks for it. Long fixed count for as many values as could be in their place.
const MOST_VALUES: u64 = 8_192;
const BYTES_A_VALUE: u64 = 64;

/// The first `count` made-up data of the shape. There are none if no finite datum has the shape, or only ones of more than
/// a few thousand values.
pub fn records(shapes: &Shapes, shape: ShapeId, count: usize) -> Vec<Value> {
    if !shapes.is_inhabited(shape) {
        return Vec::new();
    }
    let record =
        |number| Making { shapes, values: 0 }.value(shape, Spot { number, place: 0, level: 0, budget: VALUES });
    (0..count as u64).map_while(record).collect()
}

struct Making<'a> {
    shapes: &'a Shapes,
    /// So many are made.
    values: u64,
}

impl Making<'_> {
    /// `None` if the datum gets too large.
    fn value(&mut self, shape: ShapeId, spot: Spot) -> Option<Value> {
        let shapes = self.shapes;
        let shape = shapes.get(shape);
        self.values += match &shape.form {
            Form::Fixed(fixed) => 1 + fixed.size / BYTES_A_VALUE,
            Form::Primitive(_) | Form::Enum(_) | Form::Array(_) | Form::Map(_) | Form::Union(_) | Form::Record(_) => 1,
        };
        if self.values > MOST_VALUES {
            return None;
        }
        Some(match &shape.form {
            Form::Primitive(primitive) => scalar::primitive(*primitive, shape.logical, spot),
            Form::Fixed(fixed) => scalar::fixed(fixed.size, shape.logical, spot),
            Form::Enum(enumeration) => Value::Enum(spot.choose(enumeration.symbols.len()).0 as u32),
            Form::Array(part) => {
                let items = spot.items(shapes, *part).map(|spot| deep(|| self.value(*part, spot)));
                Value::Array(items.collect::<Option<_>>()?)
            }
            Form::Map(part) => {
                let entries = (0..).zip(spot.items(shapes, *part));
                let entries = entries
                    .map(|(index, spot)| Some((scalar::key(spot.number + index), deep(|| self.value(*part, spot))?)));
                let mut entries = entries.collect::<Option<Vec<_>>>()?;
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                entries.dedup_by(|a, b| a.0 == b.0);
                Value::Map(entries)
            }
            Form::Union(branches) => {
                let (branch, spot) = spot.branch(shapes, branches);
                Value::Union(branch, Box::new(deep(|| self.value(branches[branch as usize], spot.part(0, 1)))?))
            }
            Form::Record(record) => Value::Record(self.fields(record, spot)?),
        })
    }

    fn fields(&mut self, record: &RecordShape, spot: Spot) -> Option<Vec<Value>> {
        let count = record.fields.len() as u32;
        let mut fields = Vec::with_capacity(record.fields.len());
        for (index, field) in (0u32..).zip(&record.fields) {
            fields.push(deep(|| self.value(field.shape, spot.part(index, count)))?);
        }
        Some(fields)
    }
}
