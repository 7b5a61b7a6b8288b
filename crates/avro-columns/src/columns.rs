//! The columns of a schema, all of them or those that were chosen.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, StructArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use avro_resolve::schema::shape::{Form as Type, RecordShape, ShapeId, Shapes};

use crate::error::ColumnsError;
use crate::kind::{Column, Form, Kind, Kinds};

/// The columns that data of a schema have. They do not depend on the schema after they are made.
#[derive(Clone, PartialEq, Debug)]
pub struct Columns {
    /// All that is read.
    pub(crate) root: Arc<Kind>,
    /// For each column, the fields that lead to it; nothing if the data are no records, and are one column.
    paths: Option<Arc<[Vec<usize>]>>,
    schema: SchemaRef,
}

/// What the column of data that are no records is called.
const VALUE: &str = "value";

impl Columns {
    /// The columns of a reader's schema, or only these, in this order. A field of a record in a field is named with both
    /// names and a point between them: `place.latitude`, and its column has this name.
    ///
    /// # Errors
    /// If the schema has no such columns, or has types that have none.
    pub fn new(
        shapes: &Shapes,
        shape: ShapeId,
        form: Form,
        chosen: Option<&[String]>,
    ) -> Result<Columns, ColumnsError> {
        let mut kinds = Kinds::new(shapes, form);
        let Type::Record(record) = &shapes.get(shape).form else {
            return match chosen.and_then(|names| names.first()) {
                Some(name) => Err(ColumnsError::NotARecord { name: name.clone(), part: VALUE.to_owned() }),
                None => {
                    let kind = kinds.kind(shape, VALUE)?;
                    let column = Column { name: VALUE.to_owned(), kind };
                    let schema = Arc::new(Schema::new(vec![column.field()]));
                    Ok(Columns { root: Arc::new(column.kind), paths: None, schema })
                }
            };
        };
        let Some(names) = chosen else {
            let root = kinds.kind(shape, "")?;
            let paths = (0..record.fields.len()).map(|at| vec![at]).collect();
            return Columns::of_paths(root, paths, None);
        };
        let wanted = names.iter().map(|name| outer_field(record, name)).collect::<Result<Vec<_>, _>>()?;
        let column = |(at, field)| wanted.contains(&at).then(|| kinds.field(field, "")).transpose();
        let root = Kind::Record(record.fields.iter().enumerate().map(column).collect::<Result<_, _>>()?);
        let paths = names.iter().map(|name| path_of(&root, name)).collect::<Result<_, _>>()?;
        Columns::of_paths(root, paths, Some(names))
    }

    fn of_paths(root: Kind, paths: Vec<Vec<usize>>, names: Option<&[String]>) -> Result<Columns, ColumnsError> {
        let field = |(at, path): (usize, &Vec<usize>)| {
            let field = field_at(&root, path);
            match names {
                Some(names) => Arc::new(field.as_ref().clone().with_name(&names[at])),
                None => field,
            }
        };
        let fields: Fields = paths.iter().enumerate().map(field).collect();
        Ok(Columns { root: Arc::new(root), paths: Some(paths.into()), schema: Arc::new(Schema::new(fields)) })
    }

    /// The columns as Arrow sees them.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The first column that is not the same in both; nothing if rows of both can stand in one file.
    pub fn difference<'c>(&'c self, other: &'c Columns) -> Option<&'c str> {
        let (ours, others) = (self.chosen(), other.chosen());
        let pairs = (0..ours.len().max(others.len())).map(|at| (ours.get(at), others.get(at)));
        let mut differing = pairs.filter(|(ours, other)| ours != other);
        differing.find_map(|(ours, other)| ours.or(other)).map(|(field, _)| field.name().as_str())
    }

    /// Each column, and how it is read.
    fn chosen(&self) -> Vec<(&FieldRef, &Kind)> {
        let kind_at = |path: &Vec<usize>| {
            path.iter().fold(&*self.root, |kind, &at| {
                let fields = record_fields(kind).expect("paths lead through records");
                &fields[at].as_ref().expect("paths lead through fields that are read").kind
            })
        };
        let kinds: Vec<&Kind> = match &self.paths {
            Some(paths) => paths.iter().map(kind_at).collect(),
            None => vec![&self.root],
        };
        self.schema.fields().iter().zip(kinds).collect()
    }

    /// Whether a column has values that can be compared and named.
    ///
    /// # Errors
    /// If there is no such column, or it has columns inside.
    pub fn demand_scalar(&self, name: &str) -> Result<usize, ColumnsError> {
        let at = self.schema.index_of(name).map_err(|_| ColumnsError::Unknown {
            name: name.to_owned(),
            known: self.schema.fields().iter().map(|field| field.name().clone()).collect(),
        })?;
        let kind = match self.schema.field(at).data_type() {
            DataType::Struct(_) => "a record or a union",
            DataType::List(_) => "an array",
            DataType::Map(..) => "a map",
            DataType::Union(..) => "a union",
            DataType::Interval(_) => "a duration",
            DataType::Null => "null",
            _ => return Ok(at),
        };
        Err(ColumnsError::NoScalar { name: name.to_owned(), kind: kind.to_owned() })
    }

    /// A batch of the columns of what was read.
    pub(crate) fn batch(&self, read: ArrayRef) -> Result<RecordBatch, ArrowError> {
        let length = read.len();
        let columns = match &self.paths {
            None => vec![read],
            Some(paths) => {
                let DataType::Struct(_) = read.data_type() else { unreachable!("records are a struct") };
                // Fields that were left out are not in the array.
                let Kind::Record(fields) = &*self.root else { unreachable!("records are a struct") };
                let place = |at: usize| fields[..at].iter().flatten().count();
                let column = |path: &Vec<usize>| {
                    let outer = Arc::clone(read.as_struct().column(place(path[0])));
                    path[1..].iter().fold(outer, |outer, &at| field_of(outer.as_struct(), at))
                };
                paths.iter().map(column).collect()
            }
        };
        let options = RecordBatchOptions::new().with_row_count(Some(length));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
    }
}

/// A field of records, some of which may be null.
fn field_of(records: &StructArray, at: usize) -> ArrayRef {
    let field = records.column(at);
    let nulls = NullBuffer::union(records.nulls(), field.logical_nulls().as_ref());
    if records.nulls().is_none() || field.data_type() == &DataType::Null {
        return Arc::clone(field);
    }
    let data = field.to_data().into_builder().nulls(nulls);
    arrow_array::make_array(data.build().expect("a null in the place of a value fits every type"))
}

/// The record's field that a name begins with: that of the whole name, or else of what is before the first point.
fn outer_field(record: &RecordShape, name: &str) -> Result<usize, ColumnsError> {
    let find = |wanted: &str| record.fields.iter().position(|field| field.name == wanted);
    let outer = find(name).or_else(|| find(name.split_once('.')?.0));
    outer.ok_or_else(|| ColumnsError::Unknown {
        name: name.to_owned(),
        known: record.fields.iter().map(|field| field.name.to_string()).collect(),
    })
}

/// The fields that lead to the column of a name.
fn path_of(root: &Kind, name: &str) -> Result<Vec<usize>, ColumnsError> {
    let mut path = Vec::new();
    let (mut kind, mut rest, mut before) = (root, Some(name), String::new());
    while let Some(names) = rest {
        let Some(fields) = record_fields(kind) else {
            return Err(ColumnsError::NotARecord { name: name.to_owned(), part: before });
        };
        let find = |wanted: &str| fields.iter().position(|field| field.as_ref().is_some_and(|f| f.name == wanted));
        let (at, inner) = match (find(names), names.split_once('.')) {
            (Some(at), _) => (Some(at), None),
            (None, Some((outer, inner))) => (find(outer), Some(inner)),
            (None, None) => (None, None),
        };
        let known = || fields.iter().flatten().map(|field| crate::error::joined(&before, &field.name)).collect();
        let at = at.ok_or_else(|| ColumnsError::Unknown { name: name.to_owned(), known: known() })?;
        let field = fields[at].as_ref().expect("it was found by its name");
        (kind, rest, before) = (&field.kind, inner, crate::error::joined(&before, &field.name));
        path.push(at);
    }
    Ok(path)
}

/// The fields of a record that may be null.
fn record_fields(kind: &Kind) -> Option<&[Option<Column>]> {
    match kind {
        Kind::Record(fields) => Some(fields),
        Kind::Nullable { value, .. } => record_fields(value),
        Kind::Scalar(_) | Kind::List(_) | Kind::Map(_) | Kind::Union(_) | Kind::Members(_) => None,
    }
}

/// The field at a path, which is nullable if anything on the way is.
fn field_at(root: &Kind, path: &[usize]) -> FieldRef {
    let (mut kind, mut found, mut is_nullable) = (root, None::<FieldRef>, false);
    for &at in path {
        let fields = record_fields(kind).expect("paths lead through records");
        let column = fields[at].as_ref().expect("paths lead through fields that are read");
        let field = column.field();
        is_nullable |= field.is_nullable();
        (kind, found) = (&column.kind, Some(field));
    }
    let field = found.expect("a path has a step");
    Arc::new(Field::clone(&field).with_nullable(is_nullable))
}
