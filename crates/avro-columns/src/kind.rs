//! What a column is for each type of Avro.

use std::sync::Arc;

use arrow_array::StringArray;
use arrow_schema::extension::Uuid;
use arrow_schema::{DataType, Field, FieldRef, Fields, IntervalUnit, TimeUnit, UnionFields, UnionMode};
use avro_resolve::data::json::tag;
use avro_resolve::schema::logical::LogicalType;
use avro_resolve::schema::model::Primitive;
use avro_resolve::schema::shape::{EnumShape, FieldShape, Form as Type, ShapeId, Shapes};

use crate::error::{ColumnsError, joined};
use crate::limits::{BRANCHES, COLUMNS, LEVELS};

/// What columns are made for: Parquet has no unions and no intervals in nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Parquet.
    Parquet,
    /// Arrow, in memory or in a file.
    Arrow,
}

/// A named column.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// The type of a column, as data are appended to it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Kind {
    Scalar(Scalar),
    /// `None` for fields that are left out.
    Record(Vec<Option<Column>>),
    List(Box<Kind>),
    Map(Box<Kind>),
    /// A union of null, if it has that branch, and one type.
    Nullable {
        null_branch: Option<u32>,
        value: Box<Kind>,
    },
    /// Any other union in Arrow.
    Union(Vec<Column>),
    /// Any other union in Parquet; `None` for null.
    Members(Vec<Option<Column>>),
}

/// A column without columns inside.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Scalar {
    Null,
    Boolean,
    /// An int with this meaning.
    Int(DataType),
    /// A long with this meaning.
    Long(DataType),
    Float,
    Double,
    Bytes,
    Text,
    Fixed(i32),
    Decimal128(u8, i8),
    Decimal256(u8, i8),
    Uuid,
    Duration,
    /// Its symbols.
    Enum(Arc<StringArray>),
}

impl Column {
    pub(crate) fn field(&self) -> FieldRef {
        let field = Field::new(&self.name, self.kind.data_type(), self.kind.is_nullable());
        Arc::new(if self.kind.is_uuid() { field.with_extension_type(Uuid) } else { field })
    }
}

impl Kind {
    pub(crate) fn data_type(&self) -> DataType {
        match self {
            Kind::Scalar(scalar) => scalar.data_type(),
            Kind::Record(fields) => DataType::Struct(fields_of(fields)),
            Kind::Members(branches) => DataType::Struct(members_of(branches)),
            Kind::List(item) => DataType::List(part("item", item)),
            Kind::Map(value) => {
                let key = Arc::new(Field::new("key", DataType::Utf8, false));
                let entries = DataType::Struct(Fields::from(vec![key, part("value", value)]));
                DataType::Map(Arc::new(Field::new("entries", entries, false)), false)
            }
            Kind::Nullable { value, .. } => value.data_type(),
            Kind::Union(branches) => {
                let fields: UnionFields = (0i8..).zip(branches.iter().map(optional_field)).collect();
                DataType::Union(fields, UnionMode::Dense)
            }
        }
    }

    fn is_nullable(&self) -> bool {
        match self {
            Kind::Scalar(Scalar::Null) => true,
            Kind::Nullable { null_branch, value } => null_branch.is_some() || value.is_nullable(),
            Kind::Members(branches) => branches.iter().any(Option::is_none),
            Kind::Union(branches) => branches.iter().any(|branch| branch.kind.is_nullable()),
            Kind::Scalar(_) | Kind::Record(_) | Kind::List(_) | Kind::Map(_) => false,
        }
    }

    fn is_uuid(&self) -> bool {
        match self {
            Kind::Scalar(scalar) => matches!(scalar, Scalar::Uuid),
            Kind::Nullable { value, .. } => value.is_uuid(),
            Kind::Record(_) | Kind::List(_) | Kind::Map(_) | Kind::Union(_) | Kind::Members(_) => false,
        }
    }
}

/// An item of a list, or a value of a map.
fn part(name: &str, kind: &Kind) -> FieldRef {
    Column { name: name.to_owned(), kind: kind.clone() }.field()
}

pub(crate) fn fields_of(columns: &[Option<Column>]) -> Fields {
    columns.iter().flatten().map(Column::field).collect()
}

/// A field for each branch of a union, of which one has a value.
pub(crate) fn members_of(branches: &[Option<Column>]) -> Fields {
    branches.iter().flatten().map(optional_field).collect()
}

fn optional_field(branch: &Column) -> FieldRef {
    Arc::new(branch.field().as_ref().clone().with_nullable(true))
}

impl Scalar {
    fn data_type(&self) -> DataType {
        match self {
            Scalar::Null => DataType::Null,
            Scalar::Boolean => DataType::Boolean,
            Scalar::Int(data_type) | Scalar::Long(data_type) => data_type.clone(),
            Scalar::Float => DataType::Float32,
            Scalar::Double => DataType::Float64,
            Scalar::Bytes => DataType::Binary,
            Scalar::Text => DataType::Utf8,
            Scalar::Fixed(size) => DataType::FixedSizeBinary(*size),
            Scalar::Decimal128(precision, scale) => DataType::Decimal128(*precision, *scale),
            Scalar::Decimal256(precision, scale) => DataType::Decimal256(*precision, *scale),
            Scalar::Uuid => DataType::FixedSizeBinary(16),
            Scalar::Duration => DataType::Interval(IntervalUnit::MonthDayNano),
            Scalar::Enum(_) => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        }
    }
}

/// Finds the kinds of a schema's columns.
pub(crate) struct Kinds<'a> {
    pub(crate) shapes: &'a Shapes,
    pub(crate) form: Form,
    /// The types around the one at hand.
    around: Vec<ShapeId>,
    columns: usize,
}

impl<'a> Kinds<'a> {
    pub(crate) fn new(shapes: &'a Shapes, form: Form) -> Kinds<'a> {
        Kinds { shapes, form, around: Vec::new(), columns: 0 }
    }

    /// The kind of a type at a path.
    pub(crate) fn kind(&mut self, shape: ShapeId, path: &str) -> Result<Kind, ColumnsError> {
        self.columns += 1;
        if self.columns > COLUMNS.size() {
            return Err(ColumnsError::TooMany { path: path.to_owned() });
        }
        if self.around.contains(&shape) {
            let record = self.shapes.get(shape).name().map(ToString::to_string).unwrap_or_default();
            return Err(ColumnsError::Recursive { path: path.to_owned(), record });
        }
        if self.around.len() == LEVELS.size() {
            return Err(ColumnsError::TooDeep { path: path.to_owned() });
        }
        self.around.push(shape);
        let kind = self.inner_kind(shape, path);
        self.around.pop();
        kind
    }

    fn inner_kind(&mut self, id: ShapeId, path: &str) -> Result<Kind, ColumnsError> {
        let shapes = self.shapes;
        let shape = shapes.get(id);
        Ok(match &shape.form {
            Type::Primitive(primitive) => Kind::Scalar(self.primitive(*primitive, shape.logical)),
            Type::Fixed(fixed) => Kind::Scalar(self.fixed(fixed.size, shape.logical)),
            Type::Enum(enumeration) => Kind::Scalar(symbols(enumeration)),
            Type::Array(item) => Kind::List(Box::new(self.kind(*item, &joined(path, "[]"))?)),
            Type::Map(value) => Kind::Map(Box::new(self.kind(*value, &joined(path, "{}"))?)),
            Type::Record(record) if record.fields.is_empty() && self.form == Form::Parquet => {
                return Err(ColumnsError::NoFields { path: path.to_owned() });
            }
            Type::Record(record) => {
                let column = |field: &FieldShape| self.field(field, path).map(Some);
                Kind::Record(record.fields.iter().map(column).collect::<Result<_, _>>()?)
            }
            Type::Union(branches) => self.union(branches, path)?,
        })
    }

    /// The column of a record's field.
    pub(crate) fn field(&mut self, field: &FieldShape, path: &str) -> Result<Column, ColumnsError> {
        let kind = self.kind(field.shape, &joined(path, &field.name))?;
        Ok(Column { name: field.name.to_string(), kind })
    }

    fn union(&mut self, branches: &[ShapeId], path: &str) -> Result<Kind, ColumnsError> {
        let shapes = self.shapes;
        let is_null = |branch: &ShapeId| matches!(shapes.get(*branch).form, Type::Primitive(Primitive::Null));
        let null_branch = branches.iter().position(is_null).map(|branch| branch as u32);
        let others: Vec<ShapeId> = branches.iter().copied().filter(|branch| !is_null(branch)).collect();
        match (others.as_slice(), self.form) {
            ([], _) => Ok(Kind::Nullable { null_branch, value: Box::new(Kind::Scalar(Scalar::Null)) }),
            ([one], _) => Ok(Kind::Nullable { null_branch, value: Box::new(self.kind(*one, path)?) }),
            (_, _) if branches.len() > BRANCHES.size() => {
                Err(ColumnsError::TooManyBranches { path: path.to_owned(), count: branches.len() })
            }
            (_, Form::Arrow) => {
                let branch = |&branch: &ShapeId| {
                    let name = tag(shapes, branch).to_owned();
                    Ok(Column { kind: self.kind(branch, &joined(path, &name))?, name })
                };
                Ok(Kind::Union(branches.iter().map(branch).collect::<Result<_, _>>()?))
            }
            (_, Form::Parquet) => {
                let mut members = 0..;
                let member = |branch: &ShapeId| {
                    if is_null(branch) {
                        return Ok(None);
                    }
                    let name = format!("member{}", members.next().expect("numbers do not end"));
                    Ok(Some(Column { kind: self.kind(*branch, &joined(path, &name))?, name }))
                };
                Ok(Kind::Members(branches.iter().map(member).collect::<Result<_, _>>()?))
            }
        }
    }

    fn primitive(&self, primitive: Primitive, logical: Option<LogicalType>) -> Scalar {
        use LogicalType::*;
        let utc = || Some("UTC".into());
        match (primitive, logical) {
            (Primitive::Null, _) => Scalar::Null,
            (Primitive::Boolean, _) => Scalar::Boolean,
            (Primitive::Int, Some(Date)) => Scalar::Int(DataType::Date32),
            (Primitive::Int, Some(TimeMillis)) => Scalar::Int(DataType::Time32(TimeUnit::Millisecond)),
            (Primitive::Int, _) => Scalar::Int(DataType::Int32),
            (Primitive::Long, Some(TimeMicros)) => Scalar::Long(DataType::Time64(TimeUnit::Microsecond)),
            (Primitive::Long, Some(TimestampMillis)) => Scalar::Long(DataType::Timestamp(TimeUnit::Millisecond, utc())),
            (Primitive::Long, Some(TimestampMicros)) => Scalar::Long(DataType::Timestamp(TimeUnit::Microsecond, utc())),
            (Primitive::Long, Some(TimestampNanos)) => Scalar::Long(DataType::Timestamp(TimeUnit::Nanosecond, utc())),
            (Primitive::Long, Some(LocalTimestampMillis)) => {
                Scalar::Long(DataType::Timestamp(TimeUnit::Millisecond, None))
            }
            (Primitive::Long, Some(LocalTimestampMicros)) => {
                Scalar::Long(DataType::Timestamp(TimeUnit::Microsecond, None))
            }
            (Primitive::Long, Some(LocalTimestampNanos)) => {
                Scalar::Long(DataType::Timestamp(TimeUnit::Nanosecond, None))
            }
            (Primitive::Long, _) => Scalar::Long(DataType::Int64),
            (Primitive::Float, _) => Scalar::Float,
            (Primitive::Double, _) => Scalar::Double,
            (Primitive::Bytes, Some(Decimal { precision, scale })) => {
                decimal(precision, scale).unwrap_or(Scalar::Bytes)
            }
            (Primitive::Bytes, _) => Scalar::Bytes,
            (Primitive::String, Some(LogicalType::Uuid)) => Scalar::Uuid,
            (Primitive::String, _) => Scalar::Text,
        }
    }

    fn fixed(&self, size: u64, logical: Option<LogicalType>) -> Scalar {
        let plain = i32::try_from(size).ok().filter(|size| *size > 0).map_or(Scalar::Bytes, Scalar::Fixed);
        match (logical, self.form) {
            (Some(LogicalType::Decimal { precision, scale }), _) => decimal(precision, scale).unwrap_or(plain),
            (Some(LogicalType::Uuid), _) => Scalar::Uuid,
            (Some(LogicalType::Duration), Form::Arrow) => Scalar::Duration,
            (_, _) => plain,
        }
    }
}

/// None if Arrow has no decimals of so many digits.
fn decimal(precision: u32, scale: u32) -> Option<Scalar> {
    match precision {
        ..=38 => Some(Scalar::Decimal128(precision as u8, scale as i8)),
        39..=76 => Some(Scalar::Decimal256(precision as u8, scale as i8)),
        77.. => None,
    }
}

fn symbols(enumeration: &EnumShape) -> Scalar {
    Scalar::Enum(Arc::new(StringArray::from_iter_values(&enumeration.symbols)))
}
