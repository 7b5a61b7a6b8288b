//! Follows the names of fields into records inside of records: `place.latitude`.

use crate::schema::shape::{FieldShape, Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// Why columns cannot be chosen.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum ColumnError {
    #[error("the data are not records, and have no fields")]
    NoRecord,
    #[error("there is no field \"{name}\"; there are {}", known.join(", "))]
    Unknown { name: String, known: Vec<String> },
    #[error("there is no field \"{name}\": \"{part}\" is {kind}, and has no fields")]
    NoFields { name: String, part: String, kind: String },
}

/// The fields of a type's records: of a union, those of all its records.
fn fields(shapes: &Shapes, shape: ShapeId) -> Vec<&FieldShape> {
    match &shapes.get(shape).form {
        Form::Record(record) => record.fields.iter().collect(),
        Form::Union(branches) => branches.iter().flat_map(|branch| fields(shapes, *branch)).collect(),
        Form::Primitive(_) | Form::Fixed(_) | Form::Enum(_) | Form::Array(_) | Form::Map(_) => Vec::new(),
    }
}

/// Fails if no datum of the shape has something at the path, whose first name is that of the datum itself.
pub(super) fn demand_path(shapes: &Shapes, shape: ShapeId, name: &str, path: &[String]) -> Result<(), ColumnError> {
    let mut reached = vec![shape];
    for (at, step) in path.iter().enumerate().skip(1) {
        let before = path[..at].join(".");
        let there: Vec<&FieldShape> = reached.iter().flat_map(|shape| fields(shapes, *shape)).collect();
        if there.is_empty() {
            let kind = shapes.describe(reached[0]);
            return Err(ColumnError::NoFields { name: name.to_owned(), part: before, kind });
        }
        let mut next: Vec<ShapeId> =
            there.iter().filter(|field| field.name == step.as_str()).map(|field| field.shape).collect();
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            let known = there.iter().map(|field| format!("{before}.{}", field.name)).collect();
            return Err(ColumnError::Unknown { name: name.to_owned(), known });
        }
        reached = next;
    }
    Ok(())
}

/// The part of a value at a path of fields, and its type; none where a union's value has no such field.
pub(super) fn part_of<'v>(
    shapes: &Shapes,
    shape: ShapeId,
    value: &'v Value,
    path: &[String],
) -> Option<(ShapeId, &'v Value)> {
    let Some((step, rest)) = path.split_first() else { return Some((shape, value)) };
    match (&shapes.get(shape).form, value) {
        (Form::Union(branches), Value::Union(branch, inner)) => {
            part_of(shapes, branches[*branch as usize], inner, path)
        }
        (Form::Record(record), Value::Record(values)) => {
            let at = record.fields.iter().position(|field| field.name == step.as_str())?;
            part_of(shapes, record.fields[at].shape, &values[at], rest)
        }
        _ => None,
    }
}
