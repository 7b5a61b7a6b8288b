//! Rows of data in Arrow's buffers, as long as they grow.

use std::sync::Arc;

use arrow_array::builder::{
    BinaryBuilder, BooleanBuilder, Decimal128Builder, Decimal256Builder, FixedSizeBinaryBuilder, Float32Builder,
    Float64Builder, Int32Builder, Int64Builder, IntervalMonthDayNanoBuilder, NullBuilder, StringBuilder,
};
use arrow_array::{
    Array, ArrayRef, DictionaryArray, ListArray, MapArray, RecordBatch, StringArray, StructArray, UnionArray,
    make_array,
};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields, UnionFields};

use crate::columns::Columns;
use crate::kind::{Column, Kind, Scalar, fields_of, members_of};

/// Rows that grow until they become a batch.
#[derive(Debug)]
pub struct Rows {
    pub(crate) builder: Builder,
    pub(crate) count: usize,
    pub(crate) bytes: usize,
    columns: Columns,
}

impl Rows {
    /// No rows.
    pub fn new(columns: &Columns) -> Rows {
        Rows { builder: Builder::new(&columns.root), count: 0, bytes: 0, columns: columns.clone() }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// About how many bytes their values take.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes the rows as a batch, and leaves none.
    ///
    /// # Errors
    /// Arrow does not take the buffers, which would be a mistake of this crate.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        (self.count, self.bytes) = (0, 0);
        let array = self.builder.finish()?;
        self.columns.batch(array)
    }
}

/// The buffers of a column.
#[derive(Debug)]
pub(crate) enum Builder {
    Scalar(ScalarBuilder),
    Record { fields: Vec<Option<Builder>>, types: Fields, validity: Validity },
    List { item: Box<Builder>, field: Arc<Field>, offsets: Offsets, validity: Validity },
    Map { keys: StringBuilder, value: Box<Builder>, entries: Arc<Field>, offsets: Offsets, validity: Validity },
    Nullable { null_branch: Option<u32>, value: Box<Builder> },
    Union { branches: Vec<Builder>, types: UnionFields, ids: Vec<i8>, offsets: Vec<i32>, null_branch: usize },
    Members { branches: Vec<Option<Builder>>, types: Fields, validity: Validity },
}

/// Which values are there, of those of a column that has columns inside.
pub(crate) type Validity = NullBufferBuilder;

/// Where the items of lists and maps end.
#[derive(Debug)]
pub(crate) struct Offsets(Vec<i32>);

impl Offsets {
    fn new() -> Offsets {
        Offsets(vec![0])
    }

    /// Ends a list after so many more items.
    pub(crate) fn push(&mut self, items: usize) {
        let end = self.0[self.0.len() - 1] + i32::try_from(items).expect("rows are limited in bytes, and so in items");
        self.0.push(end);
    }

    fn finish(&mut self) -> OffsetBuffer<i32> {
        OffsetBuffer::new(ScalarBuffer::from(std::mem::replace(self, Offsets::new()).0))
    }
}

#[derive(Debug)]
pub(crate) enum ScalarBuilder {
    Null(NullBuilder),
    Boolean(BooleanBuilder),
    Int(Int32Builder, DataType),
    Long(Int64Builder, DataType),
    Float(Float32Builder),
    Double(Float64Builder),
    Bytes(BinaryBuilder),
    Text(StringBuilder),
    Fixed(FixedSizeBinaryBuilder, usize),
    Decimal128(Decimal128Builder, u8),
    Decimal256(Decimal256Builder, u8),
    Uuid(FixedSizeBinaryBuilder),
    Duration(IntervalMonthDayNanoBuilder),
    Enum(Int32Builder, Arc<StringArray>),
}

/// A value without bytes counts as one byte, so that rows without bytes come to an end.
const LEAST: usize = 1;

impl Builder {
    pub(crate) fn new(kind: &Kind) -> Builder {
        let part = |kind: &Kind| Box::new(Builder::new(kind));
        let parts = |columns: &[Option<Column>]| {
            let part = |column: &Option<Column>| column.as_ref().map(|column| Builder::new(&column.kind));
            columns.iter().map(part).collect()
        };
        let validity = Validity::new(0);
        match (kind, kind.data_type()) {
            (Kind::Scalar(scalar), _) => Builder::Scalar(ScalarBuilder::new(scalar)),
            (Kind::Record(fields), _) => Builder::Record { fields: parts(fields), types: fields_of(fields), validity },
            (Kind::Members(branches), _) => {
                Builder::Members { branches: parts(branches), types: members_of(branches), validity }
            }
            (Kind::List(item), DataType::List(field)) => {
                Builder::List { item: part(item), field, offsets: Offsets::new(), validity }
            }
            (Kind::Map(value), DataType::Map(entries, _)) => {
                let keys = StringBuilder::new();
                Builder::Map { keys, value: part(value), entries, offsets: Offsets::new(), validity }
            }
            (Kind::Nullable { null_branch, value }, _) => {
                Builder::Nullable { null_branch: *null_branch, value: part(value) }
            }
            (Kind::Union(branches), DataType::Union(types, _)) => {
                let is_null = |branch: &Column| matches!(branch.kind, Kind::Scalar(Scalar::Null));
                let null_branch = branches.iter().position(is_null).unwrap_or(0);
                let branches = branches.iter().map(|branch| Builder::new(&branch.kind)).collect();
                Builder::Union { branches, types, ids: Vec::new(), offsets: Vec::new(), null_branch }
            }
            (Kind::List(_) | Kind::Map(_) | Kind::Union(_), other) => unreachable!("its type is not {other}"),
        }
    }

    /// How many values it has.
    pub(crate) fn len(&self) -> usize {
        match self {
            Builder::Scalar(scalar) => scalar.len(),
            Builder::Record { validity, .. }
            | Builder::List { validity, .. }
            | Builder::Map { validity, .. }
            | Builder::Members { validity, .. } => validity.len(),
            Builder::Nullable { value, .. } => value.len(),
            Builder::Union { ids, .. } => ids.len(),
        }
    }

    /// Appends a null, or anything where a null of a record around it hides the value. Returns about how many bytes it takes.
    pub(crate) fn append_null(&mut self) -> usize {
        match self {
            Builder::Scalar(scalar) => scalar.append_null(),
            Builder::Record { fields, validity, .. } | Builder::Members { branches: fields, validity, .. } => {
                validity.append_null();
                LEAST + fields.iter_mut().flatten().map(Builder::append_null).sum::<usize>()
            }
            Builder::List { offsets, validity, .. } | Builder::Map { offsets, validity, .. } => {
                validity.append_null();
                offsets.push(0);
                size_of::<i32>()
            }
            Builder::Nullable { value, .. } => value.append_null(),
            Builder::Union { branches, ids, offsets, null_branch, .. } => {
                let branch = &mut branches[*null_branch];
                ids.push(*null_branch as i8);
                offsets.push(branch.len() as i32);
                size_of::<(i8, i32)>() + branch.append_null()
            }
        }
    }

    pub(crate) fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Builder::Scalar(scalar) => scalar.finish()?,
            Builder::Record { fields, types, validity } | Builder::Members { branches: fields, types, validity } => {
                let length = validity.len();
                let arrays = fields.iter_mut().flatten().map(Builder::finish).collect::<Result<_, _>>()?;
                Arc::new(StructArray::try_new_with_length(types.clone(), arrays, validity.finish(), length)?)
            }
            Builder::List { item, field, offsets, validity } => {
                Arc::new(ListArray::try_new(field.clone(), offsets.finish(), item.finish()?, validity.finish())?)
            }
            Builder::Map { keys, value, entries, offsets, validity } => {
                let DataType::Struct(fields) = entries.data_type() else { unreachable!("entries are a struct") };
                let parts: Vec<ArrayRef> = vec![Arc::new(keys.finish()), value.finish()?];
                let all = StructArray::try_new(fields.clone(), parts, None)?;
                Arc::new(MapArray::try_new(entries.clone(), offsets.finish(), all, validity.finish(), false)?)
            }
            Builder::Nullable { value, .. } => value.finish()?,
            Builder::Union { branches, types, ids, offsets, .. } => {
                let arrays = branches.iter_mut().map(Builder::finish).collect::<Result<_, _>>()?;
                let (ids, offsets) = (std::mem::take(ids).into(), std::mem::take(offsets).into());
                Arc::new(UnionArray::try_new(types.clone(), ids, Some(offsets), arrays)?)
            }
        })
    }
}

impl ScalarBuilder {
    fn new(scalar: &Scalar) -> ScalarBuilder {
        let valid = "precision and scale were looked at when the schema was";
        match scalar {
            Scalar::Null => ScalarBuilder::Null(NullBuilder::new()),
            Scalar::Boolean => ScalarBuilder::Boolean(BooleanBuilder::new()),
            Scalar::Int(data_type) => ScalarBuilder::Int(Int32Builder::new(), data_type.clone()),
            Scalar::Long(data_type) => ScalarBuilder::Long(Int64Builder::new(), data_type.clone()),
            Scalar::Float => ScalarBuilder::Float(Float32Builder::new()),
            Scalar::Double => ScalarBuilder::Double(Float64Builder::new()),
            Scalar::Bytes => ScalarBuilder::Bytes(BinaryBuilder::new()),
            Scalar::Text => ScalarBuilder::Text(StringBuilder::new()),
            // No memory before there are values: a size of a schema may be any.
            Scalar::Fixed(size) => {
                ScalarBuilder::Fixed(FixedSizeBinaryBuilder::with_capacity(0, *size), *size as usize)
            }
            Scalar::Decimal128(precision, scale) => {
                let builder = Decimal128Builder::new().with_precision_and_scale(*precision, *scale);
                ScalarBuilder::Decimal128(builder.expect(valid), *precision)
            }
            Scalar::Decimal256(precision, scale) => {
                let builder = Decimal256Builder::new().with_precision_and_scale(*precision, *scale);
                ScalarBuilder::Decimal256(builder.expect(valid), *precision)
            }
            Scalar::Uuid => ScalarBuilder::Uuid(FixedSizeBinaryBuilder::with_capacity(0, 16)),
            Scalar::Duration => ScalarBuilder::Duration(IntervalMonthDayNanoBuilder::new()),
            Scalar::Enum(symbols) => ScalarBuilder::Enum(Int32Builder::new(), symbols.clone()),
        }
    }

    fn len(&self) -> usize {
        use arrow_array::builder::ArrayBuilder;
        match self {
            ScalarBuilder::Null(builder) => builder.len(),
            ScalarBuilder::Boolean(builder) => builder.len(),
            ScalarBuilder::Int(builder, _) | ScalarBuilder::Enum(builder, _) => builder.len(),
            ScalarBuilder::Long(builder, _) => builder.len(),
            ScalarBuilder::Float(builder) => builder.len(),
            ScalarBuilder::Double(builder) => builder.len(),
            ScalarBuilder::Bytes(builder) => builder.len(),
            ScalarBuilder::Text(builder) => builder.len(),
            ScalarBuilder::Fixed(builder, _) | ScalarBuilder::Uuid(builder) => builder.len(),
            ScalarBuilder::Decimal128(builder, _) => builder.len(),
            ScalarBuilder::Decimal256(builder, _) => builder.len(),
            ScalarBuilder::Duration(builder) => builder.len(),
        }
    }

    fn append_null(&mut self) -> usize {
        match self {
            ScalarBuilder::Null(builder) => builder.append_null(),
            ScalarBuilder::Boolean(builder) => builder.append_null(),
            ScalarBuilder::Int(builder, _) | ScalarBuilder::Enum(builder, _) => builder.append_null(),
            ScalarBuilder::Long(builder, _) => builder.append_null(),
            ScalarBuilder::Float(builder) => builder.append_null(),
            ScalarBuilder::Double(builder) => builder.append_null(),
            ScalarBuilder::Bytes(builder) => builder.append_null(),
            ScalarBuilder::Text(builder) => builder.append_null(),
            ScalarBuilder::Fixed(builder, _) | ScalarBuilder::Uuid(builder) => builder.append_null(),
            ScalarBuilder::Decimal128(builder, _) => builder.append_null(),
            ScalarBuilder::Decimal256(builder, _) => builder.append_null(),
            ScalarBuilder::Duration(builder) => builder.append_null(),
        }
        self.value_size()
    }

    /// How many bytes each value takes, beside those of texts.
    pub(crate) fn value_size(&self) -> usize {
        match self {
            ScalarBuilder::Null(_) | ScalarBuilder::Boolean(_) => LEAST,
            ScalarBuilder::Int(..) | ScalarBuilder::Enum(..) | ScalarBuilder::Float(_) => 4,
            ScalarBuilder::Bytes(_) | ScalarBuilder::Text(_) => 4,
            ScalarBuilder::Long(..) | ScalarBuilder::Double(_) => 8,
            ScalarBuilder::Decimal128(..) | ScalarBuilder::Uuid(_) | ScalarBuilder::Duration(_) => 16,
            ScalarBuilder::Decimal256(..) => 32,
            ScalarBuilder::Fixed(_, size) => *size,
        }
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let meaning = |numbers: ArrayRef, data_type: &DataType| {
            Ok::<_, ArrowError>(make_array(numbers.to_data().into_builder().data_type(data_type.clone()).build()?))
        };
        Ok(match self {
            ScalarBuilder::Null(builder) => Arc::new(builder.finish()),
            ScalarBuilder::Boolean(builder) => Arc::new(builder.finish()),
            ScalarBuilder::Int(builder, data_type) => meaning(Arc::new(builder.finish()), data_type)?,
            ScalarBuilder::Long(builder, data_type) => meaning(Arc::new(builder.finish()), data_type)?,
            ScalarBuilder::Float(builder) => Arc::new(builder.finish()),
            ScalarBuilder::Double(builder) => Arc::new(builder.finish()),
            ScalarBuilder::Bytes(builder) => Arc::new(builder.finish()),
            ScalarBuilder::Text(builder) => Arc::new(builder.finish()),
            ScalarBuilder::Fixed(builder, _) | ScalarBuilder::Uuid(builder) => Arc::new(builder.finish()),
            ScalarBuilder::Decimal128(builder, _) => Arc::new(builder.finish()),
            ScalarBuilder::Decimal256(builder, _) => Arc::new(builder.finish()),
            ScalarBuilder::Duration(builder) => Arc::new(builder.finish()),
            ScalarBuilder::Enum(builder, symbols) => {
                Arc::new(DictionaryArray::try_new(builder.finish(), symbols.clone())?)
            }
        })
    }
}
