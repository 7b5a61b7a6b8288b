//! Adds to the parts of a record what the writer's schema reads back.

use super::part::{Became, Datum, Part, PartStep, Type, out_of_unions};
use avro_resolve::depth::deep;
use avro_resolve::schema::shape::{Form, ShapeId, Shapes};
use avro_resolve::schema::value::Value;

/// Sets what came back. The parts of the writer are found by the same steps again.
pub(crate) fn add(shapes: &Shapes, part: &mut Part, shape: ShapeId, returned: &Value) {
    let (Type { shape, .. }, value) = out_of_unions(shapes, shape, returned);
    match &mut part.became {
        Became::Value(leaf) => {
            let was_written = leaf.written.is_some();
            leaf.back = was_written.then(|| Datum::new(shapes, shape, value)).map(|mut back| {
                // The union is the same, as the type at the place is; only the branch may be another.
                back.ty.union = leaf.written.as_ref().and_then(|written| written.ty.union);
                back
            });
        }
        Became::Parts(written, _, parts) if written.shape == shape => {
            for part in parts {
                if let Some((shape, value)) = part.written.as_ref().and_then(|step| inside(shapes, shape, value, step))
                {
                    deep(|| add(shapes, part, shape, value));
                }
            }
        }
        // Another branch of a union came back: none of the parts did.
        Became::Parts(..) => {}
    }
}

fn inside<'v>(shapes: &Shapes, shape: ShapeId, value: &'v Value, step: &PartStep) -> Option<(ShapeId, &'v Value)> {
    match (&shapes.get(shape).form, value, step) {
        (Form::Record(record), Value::Record(values), PartStep::Field(_, at)) => {
            Some((record.fields.get(*at)?.shape, values.get(*at)?))
        }
        (Form::Array(part), Value::Array(items), PartStep::Item(at)) => Some((*part, items.get(*at)?)),
        (Form::Map(part), Value::Map(entries), PartStep::Key(_, at)) => Some((*part, &entries.get(*at)?.1)),
        _ => None,
    }
}
