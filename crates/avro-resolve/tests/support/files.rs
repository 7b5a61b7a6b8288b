//! Makes container files of made-up records and reads them back, for the tests of container files.
use std::fs;

use avro_resolve::data::binary::{self, Reader};
use avro_resolve::data::sample;
use avro_resolve::file::container::{BlockWriter, Blocks, Codec, write_header};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::{Form, ShapeId, Shapes};
use avro_resolve::schema::value::Value;
use serde_json::{Map, Value as Json, json};

pub(crate) const CODECS: [&str; 6] = ["null", "deflate", "snappy", "zstandard", "bzip2", "xz"];

/// A schema with records of it.
pub(crate) struct Data {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) shapes: Shapes,
    pub(crate) shape: ShapeId,
    pub(crate) records: Vec<Value>,
}

impl Data {
    /// Made-up records.
    pub(crate) fn new(name: &str, text: &str, count: usize) -> Data {
        let mut shapes = Shapes::default();
        let shape = LinkedSchema::parse(name, text, &mut shapes).expect("it is a schema").root_shape();
        let records = sample::records(&shapes, shape, count);
        assert_eq!(records.len(), count);
        Data { name: name.to_owned(), text: text.to_owned(), shapes, shape, records }
    }

    /// Every version of every schema in `schemas/`.
    pub(crate) fn of_movies(count: usize) -> Vec<Data> {
        let mut paths: Vec<_> = glob("schemas").iter().flat_map(|version| glob(version)).collect();
        paths.sort();
        assert!(paths.len() >= 9, "{paths:?}");
        let data = |path: &String| {
            let text = fs::read_to_string(super::root().join(path)).expect("it was listed");
            let name = path.trim_start_matches("schemas/").trim_end_matches(".avsc").replace('/', "-");
            Data::new(&name, &text, count)
        };
        paths.iter().map(data).collect()
    }

    /// A file of these records, in blocks of different sizes.
    pub(crate) fn file(&self, codec: &str) -> Vec<u8> {
        let codec: Codec = codec.parse().expect("it is a codec");
        let sync = *b"sixteen bytes...";
        let (mut file, mut writer) = (Vec::new(), BlockWriter::new(&codec));
        write_header(&self.text, &codec, sync, &mut file);
        let (mut rest, mut size) = (&self.records[..], 1);
        while !rest.is_empty() {
            let (block, later) = rest.split_at(size.min(rest.len()));
            let mut data = Vec::new();
            block.iter().for_each(|record| binary::encode(&self.shapes, self.shape, record, &mut data));
            writer.block(block.len() as u64, &data, &sync, &mut file).expect("it compresses");
            (rest, size) = (later, size * 2 + 1);
        }
        file
    }

    pub(crate) fn json(&self) -> Vec<Json> {
        self.records.iter().map(|record| plain(&self.shapes, self.shape, record)).collect()
    }
}

fn glob(directory: &str) -> Vec<String> {
    let entries = fs::read_dir(super::root().join(directory)).expect("a directory of the repository");
    entries.map(|entry| format!("{directory}/{}", entry.expect("it can be listed").file_name().display())).collect()
}

/// What a file holds: read with its own schema.
pub(crate) fn read(file: &[u8]) -> Data {
    let mut blocks = Blocks::new(file).expect("it has a header");
    let mut shapes = Shapes::default();
    let text = blocks.header().schema_text.clone();
    let shape = blocks.header().schema("read", &mut shapes).expect("its schema parses").root_shape();
    let mut records = Vec::new();
    while let Some(block) = blocks.next() {
        let block = block.expect("the block is well");
        let mut reader = Reader::new(&block.data);
        for _ in 0..block.count {
            records.push(binary::read(&shapes, shape, &mut reader).expect("the record is well"));
        }
        reader.finish().expect("the block holds nothing else");
        blocks.recycle(block);
    }
    Data { name: "read".to_owned(), text, shapes, shape, records }
}

/// JSON that tells values apart as every language sees them: no branches of unions, bytes in hex, floats by their shortest decimal.
pub(crate) fn plain(shapes: &Shapes, shape: ShapeId, value: &Value) -> Json {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("made-up strings are UTF-8");
    match (&shapes.get(shape).form, value) {
        (_, Value::Null) => Json::Null,
        (_, Value::Boolean(value)) => json!(value),
        (_, Value::Int(value)) => json!(value),
        (_, Value::Long(value)) => json!(value),
        (_, Value::Float(value)) => float(f64::from(*value)),
        (_, Value::Double(value)) => float(*value),
        (_, Value::Bytes(bytes) | Value::Fixed(bytes)) => {
            json!({"hex": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()})
        }
        (_, Value::String(bytes)) => json!(text(bytes)),
        (Form::Enum(enumeration), Value::Enum(symbol)) => json!(enumeration.symbols[*symbol as usize].as_str()),
        (Form::Array(part), Value::Array(items)) => items.iter().map(|item| plain(shapes, *part, item)).collect(),
        (Form::Map(part), Value::Map(entries)) => {
            let entries = entries.iter().map(|(key, value)| (text(key), plain(shapes, *part, value)));
            Json::Object(entries.collect())
        }
        (Form::Union(branches), Value::Union(branch, value)) => plain(shapes, branches[*branch as usize], value),
        (Form::Record(record), Value::Record(values)) => {
            let fields = record.fields.iter().zip(values);
            Json::Object(Map::from_iter(
                fields.map(|(field, value)| (field.name.to_string(), plain(shapes, field.shape, value))),
            ))
        }
        (_, value) => unreachable!("{value:?} is not a datum of {}", shapes.describe(shape)),
    }
}

fn float(value: f64) -> Json {
    if value.is_finite() { json!(value) } else { json!(value.to_string()) }
}
