//! Container files between us and the apache-avro crate: each reads what the other wrote, with every codec, and every value is
//! compared.

use crate::support::files::{CODECS, Data, read};
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value as Theirs;
use apache_avro::{Bzip2Settings, Codec, DeflateSettings, Reader, Schema, Writer, XzSettings, ZstandardSettings};
use avro_resolve::data::binary;

/// Every type, some nested, unions of many branches, and recursion.
const ALL: &str = r#"{"type": "record", "name": "all.Kinds", "fields": [
    {"name": "nothing", "type": "null"},
    {"name": "boolean", "type": "boolean"},
    {"name": "int", "type": "int"},
    {"name": "long", "type": "long"},
    {"name": "float", "type": "float"},
    {"name": "double", "type": "double"},
    {"name": "bytes", "type": "bytes"},
    {"name": "string", "type": "string"},
    {"name": "fixed", "type": {"type": "fixed", "name": "Four", "size": 4}},
    {"name": "enum", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M", "L"]}},
    {"name": "array", "type": {"type": "array", "items": ["null", "Four", "string"]}},
    {"name": "map", "type": {"type": "map", "values": {"type": "array", "items": "long"}}},
    {"name": "union", "type": ["null", "int", "string", "Size"]},
    {"name": "next", "type": ["null", "Kinds"]}]}"#;

/// Schemas that are no records: a file may hold anything.
const BARE: [&str; 4] = [r#""string""#, r#"["null", "long"]"#, r#"{"type": "array", "items": "int"}"#, r#""null""#];

fn all() -> Vec<Data> {
    let mut all = Data::of_movies(50);
    all.push(Data::new("all", ALL, 200));
    all.extend(BARE.iter().map(|text| Data::new(text, text, 30)));
    all.push(Data::new("none", r#""int""#, 0));
    all
}

fn codec(name: &str) -> Codec {
    match name {
        "null" => Codec::Null,
        "deflate" => Codec::Deflate(DeflateSettings::default()),
        "snappy" => Codec::Snappy,
        "zstandard" => Codec::Zstandard(ZstandardSettings::default()),
        "bzip2" => Codec::Bzip2(Bzip2Settings::default()),
        "xz" => Codec::Xz(XzSettings::default()),
        other => unreachable!("{other} is no codec"),
    }
}

/// What the crate makes of our encoding of each record.
fn theirs(schema: &Schema, data: &Data) -> Vec<Theirs> {
    let reader = GenericDatumReader::builder(schema).build().expect("its names are tied");
    let theirs = |record| {
        let mut bytes = Vec::new();
        binary::encode(&data.shapes, data.shape, record, &mut bytes);
        reader.read_value(&mut &bytes[..]).expect("it reads our data")
    };
    data.records.iter().map(theirs).collect()
}

#[test]
fn we_read_what_we_wrote() {
    for data in all() {
        for codec in CODECS {
            assert_eq!(read(&data.file(codec)).records, data.records, "{} {codec}", data.name);
        }
    }
}

#[test]
fn apache_avro_reads_what_we_wrote() {
    for data in all() {
        let schema = Schema::parse_str(&data.text).expect("the crate understands the schema");
        let expected = theirs(&schema, &data);
        for codec in CODECS {
            let file = data.file(codec);
            let reader = Reader::new(&file[..]).expect("the crate understands the header");
            let found: Vec<Theirs> = reader.map(|value| value.expect("the crate reads the record")).collect();
            assert_eq!(found.len(), expected.len(), "{} {codec}", data.name);
            // Not a number is not equal to itself; texts are.
            assert!(found == expected || format!("{found:?}") == format!("{expected:?}"), "{} {codec}", data.name);
        }
    }
}

#[test]
fn we_read_what_apache_avro_wrote() {
    for data in all() {
        let schema = Schema::parse_str(&data.text).expect("the crate understands the schema");
        let values = theirs(&schema, &data);
        for name in CODECS {
            let mut writer = Writer::builder()
                .schema(&schema)
                .writer(Vec::new())
                .codec(codec(name))
                .block_size(500)
                .build()
                .expect("the crate writes a header");
            values.iter().for_each(|value| {
                writer.unvalidated_append_value_ref(value).expect("the crate writes what it read");
            });
            let found = read(&writer.into_inner().expect("the crate writes to memory"));
            // Its maps have no order, JSON's are sorted.
            assert_eq!(found.json(), data.json(), "{} {name}", data.name);
        }
    }
}

#[test]
fn single_objects_are_those_of_apache_avro() {
    use apache_avro::rabin::Rabin;
    use avro_resolve::file::single::{Envelope, encode_avro, open};

    // Of a primitive with a logical type the crate's canonical form keeps the braces, against the PRIMITIVE rule.
    for data in all().into_iter().filter(|data| !data.text.contains("logicalType")) {
        let schema = Schema::parse_str(&data.text).expect("the crate understands the schema");
        let envelope = Envelope::single_object(&data.shapes, data.shape).expect("one definition a name");
        for (record, _) in data.records.iter().zip(0..3) {
            let bytes = encode_avro(&data.shapes, data.shape, record, envelope);
            assert_eq!(bytes[2..10], schema.fingerprint::<Rabin>().bytes, "{}", data.name);
            assert!(open(&bytes).is_ok());
        }
    }
}

#[test]
fn deflate_keeps_the_promise_of_its_level() {
    use avro_resolve::file::container::BlockWriter;

    let line = |number: u64| {
        let (user, movie) = (number.wrapping_mul(2_654_435_761) % 600_000, number.wrapping_mul(40_503) % 3_000);
        format!("2024-03-08T23:06:{:02}\x0c{user}\x2ethe+movie+of+number+{movie}\x04", number / 100 % 60)
    };
    let data: Vec<u8> = (0..).flat_map(|number| line(number).into_bytes()).take(64 << 10).collect();
    let (mut ours, mut theirs) = (Vec::new(), data.clone());
    let level_6 = "deflate:6".parse().expect("it is a codec");
    BlockWriter::new(&level_6).block(1, &data, &[0; 16], &mut ours).expect("it compresses");
    codec("deflate").compress(&mut theirs).expect("it compresses");
    assert!(ours.len() <= theirs.len() + theirs.len() / 50, "{} and {} bytes", ours.len(), theirs.len());
}
