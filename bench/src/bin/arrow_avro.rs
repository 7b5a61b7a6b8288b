//! The crate arrow-avro: events to columns, columns to records; and records to the columns of the newest schema, of which none is
//! printed.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Cursor};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{Int32Builder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, Int32Array, ListArray, MapArray, RecordBatch, StringArray, StructArray,
    new_empty_array, new_null_array,
};
use arrow_avro::compression::CompressionCodec;
use arrow_avro::reader::ReaderBuilder;
use arrow_avro::schema::{AVRO_ENUM_SYMBOLS_METADATA_KEY, AvroSchema, SCHEMA_METADATA_KEY};
use arrow_avro::writer::{AvroWriter, WriterBuilder};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Schema};
use peers::{Blocks, Event, Job, Kind, Outcome, create, read_log};

/// A batch becomes a block, and so many watches come to about 64 KiB.
const ROWS: usize = 1024;

fn main() -> Outcome {
    match Job::from_arguments() {
        Job::Serialize { input, out, blocks } => serialize(&input, &out, blocks),
        Job::Deserialize { kind, file } => resolve(kind, &file),
    }
}

/// Reads a file into the columns of the newest schema, and prints how many records it has.
fn resolve(kind: Kind, file: &Path) -> Outcome {
    let schema = AvroSchema::new(kind.schema().to_owned());
    let file = BufReader::new(File::open(file)?);
    let batches = ReaderBuilder::new().with_reader_schema(schema).with_batch_size(ROWS).build(file)?;
    let records = batches.map(|batch| batch.map(|batch| batch.num_rows())).sum::<Result<usize, _>>()?;
    println!("{records}");
    Ok(())
}

fn serialize(input: &Path, out: &Path, blocks: Blocks) -> Outcome {
    let [mut requests, mut watches, mut ratings] = Kind::ALL.map(|kind| Table::new(kind, out, blocks));
    read_log(input, |event| match event {
        Event::Recommendation(event) => requests.put(
            &[event.time, event.user_id, event.server, event.recommendations.unwrap_or_default()],
            &[event.status, event.response_time],
        ),
        Event::Watch(event) => watches.put(&[event.time, event.user_id, event.movie_id], &[event.minute]),
        Event::Rating(event) => ratings.put(&[event.time, event.user_id, event.movie_id], &[event.rating]),
    })?;
    [requests, watches, ratings].into_iter().try_for_each(Table::finish)
}

/// The columns of one kind of event, and the file that they go to.
struct Table {
    writer: AvroWriter<BufWriter<File>>,
    schema: Arc<Schema>,
    columns: Vec<Column>,
    texts: Vec<StringBuilder>,
    numbers: Vec<Int32Builder>,
    rows: usize,
}

enum Column {
    Text(usize),
    Number(usize),
    /// The same in every row.
    Constant(ArrayRef),
}

impl Table {
    fn new(kind: Kind, out: &Path, blocks: Blocks) -> Table {
        let schema = arrow_schema_of(kind.schema());
        let (texts, numbers): (&[&str], &[&str]) = match kind {
            Kind::Recommendation => (&["time", "userId", "server", "recommendations"], &["status", "responseTime"]),
            Kind::Watch => (&["time", "userId", "movieId"], &["minute"]),
            Kind::Rating => (&["time", "userId", "movieId"], &["rating"]),
        };
        let position = |names: &[&str], field: &Field| names.iter().position(|name| name == field.name());
        let column = |field: &Arc<Field>| match (position(texts, field), position(numbers, field)) {
            (Some(text), _) => Column::Text(text),
            (None, Some(number)) => Column::Number(number),
            (None, None) => Column::Constant(constant(field)),
        };
        let columns = schema.fields().iter().map(column).collect();
        let codec = blocks.deflate.map(|_| CompressionCodec::Deflate);
        let file = create(out, kind).expect("there is room for a file");
        let builder = WriterBuilder::new(schema.clone()).with_compression(codec).with_capacity(128 << 10);
        let writer = builder.build(file).expect("it takes the schema");
        let texts = texts.iter().map(|_| StringBuilder::new()).collect();
        let numbers = numbers.iter().map(|_| Int32Builder::new()).collect();
        Table { writer, schema: Arc::new(schema), columns, texts, numbers, rows: 0 }
    }

    fn put(&mut self, texts: &[&str], numbers: &[i32]) -> Outcome {
        self.texts.iter_mut().zip(texts).for_each(|(column, text)| column.append_value(text));
        self.numbers.iter_mut().zip(numbers).for_each(|(column, number)| column.append_value(*number));
        self.rows += 1;
        if self.rows == ROWS { self.end_batch() } else { Ok(()) }
    }

    fn end_batch(&mut self) -> Outcome {
        let texts: Vec<ArrayRef> = self.texts.iter_mut().map(|text| Arc::new(text.finish()) as ArrayRef).collect();
        let numbers: Vec<ArrayRef> =
            self.numbers.iter_mut().map(|number| Arc::new(number.finish()) as ArrayRef).collect();
        let column = |column: &Column| match column {
            Column::Text(at) => Arc::clone(&texts[*at]),
            Column::Number(at) => Arc::clone(&numbers[*at]),
            Column::Constant(array) => array.slice(0, self.rows),
        };
        let columns = self.columns.iter().map(column).collect();
        self.writer.write(&RecordBatch::try_new(Arc::clone(&self.schema), columns)?)?;
        self.rows = 0;
        Ok(())
    }

    fn finish(mut self) -> Outcome {
        if self.rows > 0 {
            self.end_batch()?;
        }
        Ok(self.writer.finish()?)
    }
}

/// The columns that arrow-avro reads such records into: it says so of a file without any.
fn arrow_schema_of(text: &str) -> Schema {
    let mut file = b"Obj\x01\x02\x16avro.schema".to_vec();
    let mut length = 2 * text.len();
    while length > 0x7f {
        file.push(length as u8 | 0x80);
        length >>= 7;
    }
    file.push(length as u8);
    file.extend_from_slice(text.as_bytes());
    file.extend_from_slice(&[0; 17]);
    let reader = ReaderBuilder::new().build(Cursor::new(file)).expect("it reads the header");
    let metadata = HashMap::from([(SCHEMA_METADATA_KEY.to_owned(), text.to_owned())]);
    Schema::new_with_metadata(reader.schema().fields().clone(), metadata)
}

/// A column of defaults: null, false, 0, the first symbol, nothing.
fn constant(field: &Field) -> ArrayRef {
    let symbols = || {
        let symbols = field.metadata().get(AVRO_ENUM_SYMBOLS_METADATA_KEY).expect("an enum has symbols");
        StringArray::from(serde_json::from_str::<Vec<String>>(symbols).expect("they are JSON"))
    };
    match field.data_type() {
        data_type if field.is_nullable() => new_null_array(data_type, ROWS),
        DataType::Boolean => Arc::new(BooleanArray::from(vec![false; ROWS])),
        DataType::Int32 => Arc::new(Int32Array::from(vec![0; ROWS])),
        DataType::Utf8 => {
            let text = if field.name() == "name" { "unknown" } else { "" };
            Arc::new(StringArray::from(vec![text; ROWS]))
        }
        DataType::Dictionary(..) => {
            let keys = Int32Array::from(vec![0; ROWS]);
            Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(symbols())).expect("it has a symbol"))
        }
        DataType::List(item) => {
            let (offsets, items) = (OffsetBuffer::new_zeroed(ROWS), new_empty_array(item.data_type()));
            Arc::new(ListArray::new(Arc::clone(item), offsets, items, None))
        }
        DataType::Map(entries, is_sorted) => {
            let none = new_empty_array(entries.data_type());
            let none: &StructArray = none.as_any().downcast_ref().expect("entries are structs");
            let offsets = OffsetBuffer::new_zeroed(ROWS);
            Arc::new(MapArray::new(Arc::clone(entries), offsets, none.clone(), None, *is_sorted))
        }
        DataType::Struct(fields) => {
            let columns = fields.iter().map(|field| constant(field)).collect();
            Arc::new(StructArray::new(fields.clone(), columns, None))
        }
        other => panic!("no default of {other}"),
    }
}
