//! Chooses columns by the names of fields, also of fields inside other records: `place.latitude`.

use super::node::{FieldDefault, key};
use super::row::{Column, Origin, Row};
use super::{TextOptions, Transcoder};
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

impl Transcoder<'_> {
    /// Only these columns, in this order. A field of a record in a field is named with both names and a point between them; where
    /// a union's value is no such record, its value is null.
    ///
    /// # Errors
    /// If the data are not records, or have no such column.
    pub fn choose(&mut self, names: &[impl AsRef<str>]) -> Result<(), ColumnError> {
        let row = self.row.as_ref().ok_or(ColumnError::NoRecord)?;
        let chosen: Result<Vec<Column>, ColumnError> =
            names.iter().map(|name| self.column(row, name.as_ref())).collect();
        self.row = Some(Row::new(row.written, chosen?, row.pair));
        Ok(())
    }

    fn column(&self, row: &Row<'_>, name: &str) -> Result<Column, ColumnError> {
        let shapes = self.nodes.shapes;
        if let Some(column) = row.columns.iter().find(|column| column.name == name) {
            return Ok(column.clone());
        }
        let path: Vec<String> = name.split('.').map(str::to_owned).collect();
        let known = || row.columns.iter().map(|column| column.name.clone()).collect();
        let outer = row.columns.iter().position(|column| column.name == path[0]).filter(|_| path.len() > 1);
        let outer = outer.ok_or_else(|| ColumnError::Unknown { name: name.to_owned(), known: known() })?;
        let field = self.nodes.reader_field(row.pair, outer);
        demand_path(shapes, field.shape, name, &path)?;
        let origin = match &row.columns[outer].origin {
            Origin::Written { field, pair, .. } => {
                Origin::Written { field: *field, pair: *pair, path: path[1..].into() }
            }
            Origin::Default(_) => Origin::Default(default_part(shapes, field, &path[1..], self.nodes.options)),
            Origin::Missing => Origin::Missing,
        };
        Ok(Column { name: name.to_owned(), key: key(name), origin })
    }
}

/// The part of a field's default at a path of fields.
pub(super) fn default_part(shapes: &Shapes, field: &FieldShape, path: &[String], options: TextOptions) -> FieldDefault {
    let part = field.default.as_ref().and_then(|default| part_of(shapes, field.shape, &default.value, path));
    part.map_or_else(FieldDefault::null, |(shape, value)| FieldDefault::new(shapes, shape, value, options))
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
fn demand_path(shapes: &Shapes, shape: ShapeId, name: &str, path: &[String]) -> Result<(), ColumnError> {
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

fn part_of<'v>(shapes: &Shapes, shape: ShapeId, value: &'v Value, path: &[String]) -> Option<(ShapeId, &'v Value)> {
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
