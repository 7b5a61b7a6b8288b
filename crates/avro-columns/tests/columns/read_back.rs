//! Makes data of a schema of the values in columns: the way back, for tests.

use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Decimal128Type, Decimal256Type, Float32Type, Float64Type, Int32Type, IntervalMonthDayNanoType,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_ipc::reader::FileReader;
use arrow_schema::DataType;
use avro_columns::Form;
use avro_resolve::schema::logical::LogicalType;
use avro_resolve::schema::model::Primitive;
use avro_resolve::schema::shape::{FieldShape, Form as Type, ShapeId, Shapes};
use avro_resolve::schema::value::Value;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// All rows of a file.
pub fn batches(file: File, form: Form) -> Vec<RecordBatch> {
    match form {
        Form::Parquet => {
            let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("a Parquet file").build();
            reader.expect("its schema").collect::<Result<_, _>>().expect("its pages")
        }
        Form::Arrow => {
            let reader = FileReader::try_new(file, None).expect("an Arrow file");
            reader.collect::<Result<_, _>>().expect("its batches")
        }
    }
}

/// The datum in a row.
pub fn datum(shapes: &Shapes, shape: ShapeId, batch: &RecordBatch, row: usize) -> Value {
    match &shapes.get(shape).form {
        Type::Record(record) => {
            let field = |(at, field): (usize, &FieldShape)| value(shapes, field.shape, batch.column(at), row);
            Value::Record(record.fields.iter().enumerate().map(field).collect())
        }
        _ => value(shapes, shape, batch.column(0), row),
    }
}

fn value(shapes: &Shapes, id: ShapeId, array: &dyn Array, row: usize) -> Value {
    let shape = shapes.get(id);
    match &shape.form {
        Type::Union(branches) => return union(shapes, branches, array, row),
        _ => assert!(array.is_valid(row) || array.data_type() == &DataType::Null, "{shape:?} is never null"),
    }
    match &shape.form {
        Type::Primitive(Primitive::Null) => Value::Null,
        Type::Primitive(Primitive::Boolean) => Value::Boolean(array.as_boolean().value(row)),
        Type::Primitive(Primitive::Int) => Value::Int(number::<i32>(array, row)),
        Type::Primitive(Primitive::Long) => Value::Long(number::<i64>(array, row)),
        Type::Primitive(Primitive::Float) => Value::Float(array.as_primitive::<Float32Type>().value(row)),
        Type::Primitive(Primitive::Double) => Value::Double(array.as_primitive::<Float64Type>().value(row)),
        Type::Primitive(Primitive::Bytes) => Value::Bytes(match decimal(array, row) {
            Some(bytes) => shortest(&bytes),
            None => array.as_binary::<i32>().value(row).to_vec(),
        }),
        Type::Primitive(Primitive::String) => Value::String(match shape.logical {
            Some(LogicalType::Uuid) => uuid(array.as_fixed_size_binary().value(row)).into_bytes(),
            _ => array.as_string::<i32>().value(row).as_bytes().to_vec(),
        }),
        Type::Fixed(fixed) => Value::Fixed(match (decimal(array, row), array.data_type()) {
            (Some(bytes), _) => sized(&bytes, fixed.size as usize),
            (None, DataType::Interval(_)) => {
                let value = array.as_primitive::<IntervalMonthDayNanoType>().value(row);
                let millis = (value.nanoseconds / 1_000_000) as u32;
                [value.months as u32, value.days as u32, millis].into_iter().flat_map(u32::to_le_bytes).collect()
            }
            (None, DataType::Binary) => array.as_binary::<i32>().value(row).to_vec(),
            (None, _) => array.as_fixed_size_binary().value(row).to_vec(),
        }),
        Type::Enum(enumeration) => {
            let dictionary = array.as_dictionary::<Int32Type>();
            let symbol = dictionary.values().as_string::<i32>().value(dictionary.key(row).expect("it is no null"));
            let index = enumeration.symbols.iter().position(|known| known == symbol);
            Value::Enum(index.expect("it is a symbol of the enum") as u32)
        }
        Type::Array(item) => {
            let items = array.as_list::<i32>().value(row);
            Value::Array((0..items.len()).map(|row| value(shapes, *item, &items, row)).collect())
        }
        Type::Map(inner) => {
            let entries = array.as_map().value(row);
            let keys = entries.column(0).as_string::<i32>();
            let entry = |row| (keys.value(row).as_bytes().to_vec(), value(shapes, *inner, entries.column(1), row));
            Value::Map((0..entries.len()).map(entry).collect())
        }
        Type::Record(record) => {
            let columns = array.as_struct().columns().iter();
            let field = |(field, column): (&FieldShape, &ArrayRef)| value(shapes, field.shape, column, row);
            Value::Record(record.fields.iter().zip(columns).map(field).collect())
        }
        Type::Union(_) => unreachable!("it was looked at above"),
    }
}

fn union(shapes: &Shapes, branches: &[ShapeId], array: &dyn Array, row: usize) -> Value {
    let is_null = |branch: &ShapeId| matches!(shapes.get(*branch).form, Type::Primitive(Primitive::Null));
    let of = |branch: usize, value| Value::Union(branch as u32, Box::new(value));
    let others: Vec<usize> = (0..branches.len()).filter(|&branch| !is_null(&branches[branch])).collect();
    let null = branches.iter().position(is_null);
    match (others.as_slice(), array.data_type()) {
        ([], _) => of(null.expect("a datum has a branch"), Value::Null),
        ([_], _) if array.is_null(row) => of(null.expect("only then there are nulls"), Value::Null),
        ([one], _) => of(*one, value(shapes, branches[*one], array, row)),
        (_, DataType::Union(..)) => {
            let union = array.as_union();
            let branch = union.type_id(row) as usize;
            of(branch, value(shapes, branches[branch], union.child(branch as i8), union.value_offset(row)))
        }
        (_, _) if array.is_null(row) => of(null.expect("only then there are nulls"), Value::Null),
        (_, _) => {
            let members = array.as_struct();
            let present: Vec<usize> = (0..others.len()).filter(|&at| members.column(at).is_valid(row)).collect();
            let [member] = present[..] else { panic!("one member is there, not {present:?}") };
            of(others[member], value(shapes, branches[others[member]], members.column(member), row))
        }
    }
}

/// A number, whatever it means.
fn number<T: arrow_buffer::ArrowNativeType>(array: &dyn Array, row: usize) -> T {
    array.to_data().buffer::<T>(0)[row]
}

/// The bytes of a decimal, the highest first.
fn decimal(array: &dyn Array, row: usize) -> Option<Vec<u8>> {
    match array.data_type() {
        DataType::Decimal128(..) => Some(array.as_primitive::<Decimal128Type>().value(row).to_be_bytes().to_vec()),
        DataType::Decimal256(..) => Some(array.as_primitive::<Decimal256Type>().value(row).to_be_bytes().to_vec()),
        _ => None,
    }
}

/// The same number in as few bytes as can be.
fn shortest(bytes: &[u8]) -> Vec<u8> {
    let sign = if bytes[0] < 0x80 { 0 } else { 0xff };
    let is_needless = |at: usize| bytes[at] == sign && (bytes[at + 1] < 0x80) == (sign == 0);
    let first = (0..bytes.len() - 1).find(|&at| !is_needless(at)).unwrap_or(bytes.len() - 1);
    bytes[first..].to_vec()
}

/// The same number in so many bytes.
fn sized(bytes: &[u8], size: usize) -> Vec<u8> {
    let short = shortest(bytes);
    let sign = if short[0] < 0x80 { 0 } else { 0xff };
    [vec![sign; size - short.len()], short].concat()
}

fn uuid(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}
