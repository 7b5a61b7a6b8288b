//! Exchanges container files with Python's fastavro, DuckDB's avro extension and polars, in both directions and with every codec
//! that they know, and compares every value.
//!
//! The test makes a virtual environment of its own under `target/` and needs Python 3 with pip, and once a network. Where
//! it cannot set that up, it fails: it never skips.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::python::{python, run};
use crate::support::files::{CODECS, Data, read};
use avro_resolve::file::single::Envelope;
use avro_resolve::schema::shape::{Form, ShapeId, Shapes};
use avro_resolve::schema::value::Value;

/// What all of them read: no maps, no defaults, and times that Python can say.
const COMMON: &str = r#"{"type": "record", "name": "common.Kinds", "fields": [
    {"name": "boolean", "type": "boolean"},
    {"name": "int", "type": "int"},
    {"name": "long", "type": "long"},
    {"name": "float", "type": "float"},
    {"name": "double", "type": "double"},
    {"name": "bytes", "type": "bytes"},
    {"name": "string", "type": "string"},
    {"name": "enum", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M", "L"]}},
    {"name": "array", "type": {"type": "array", "items": "string"}},
    {"name": "nullable", "type": ["null", "long"]},
    {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
    {"name": "optional", "type": ["null", "string"]},
    {"name": "record", "type": {"type": "record", "name": "Part", "fields": [{"name": "x", "type": "int"}]}}]}"#;

/// What only fastavro reads.
const RARE: &str = r#"{"type": "record", "name": "rare.Kinds", "fields": [
    {"name": "nothing", "type": "null"},
    {"name": "fixed", "type": {"type": "fixed", "name": "Four", "size": 4}},
    {"name": "union", "type": ["null", "int", "string", {"type": "array", "items": "int"}]},
    {"name": "map", "type": {"type": "map", "values": {"type": "array", "items": "long"}}},
    {"name": "next", "type": ["null", "Kinds"]}]}"#;

/// Fields of which polars reads some, and refuses others: each is a schema of its own.
const POLARS: [&str; 21] = [
    r#"{"name": "a", "type": "int", "default": 7}"#,
    r#"{"name": "a", "type": "boolean", "default": true}"#,
    r#"{"name": "a", "type": "string", "default": ""}"#,
    r#"{"name": "a", "type": {"type": "array", "items": "int"}, "default": []}"#,
    r#"{"name": "a", "type": {"type": "array", "items": "int"}, "default": [1]}"#,
    r#"{"name": "a", "type": ["null", "int"], "default": null}"#,
    r#"{"name": "a", "type": ["int", "null"]}"#,
    r#"{"name": "a", "type": ["int", "null"], "default": 5}"#,
    r#"{"name": "a", "type": ["null", "int", "string"]}"#,
    r#"{"name": "a", "type": ["int"]}"#,
    r#"{"name": "a", "type": "null"}"#,
    r#"{"name": "a", "type": {"type": "map", "values": "int"}}"#,
    r#"{"name": "a", "type": {"type": "fixed", "name": "F", "size": 3}}"#,
    r#"{"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["X", "Y"]}}"#,
    r#"{"name": "a", "type": ["null", {"type": "enum", "name": "E", "symbols": ["X", "Y"]}]}"#,
    r#"{"name": "a", "type": {"type": "array", "items": {"type": "enum", "name": "E", "symbols": ["X", "Y"]}}}"#,
    r#"{"name": "a", "type": {"type": "array", "items": {"type": "array", "items": ["null", "long"]}}}"#,
    r#"{"name": "a", "type": ["null", {"type": "record", "name": "P", "fields": [{"name": "x", "type": "int"}]}]}"#,
    r#"{"name": "a", "type": {"type": "fixed", "name": "F", "size": 3}}, {"name": "b", "type": "F"}"#,
    r#"{"name": "a", "type": {"type": "fixed", "name": "D", "size": 12, "logicalType": "duration"}}"#,
    r#"{"name": "a", "type": ["null", "R"]}"#,
];

#[test]
fn other_readers_read_our_files_and_we_read_theirs() {
    let directory = tempfile::tempdir().expect("there is room for files");
    let mut all = Data::of_movies(60);
    all.push(Data::new("common", COMMON, 200));
    all.push(Data::new("none", COMMON, 0));
    all.push(Data::new("rare", RARE, 100));
    all.push(Data::new("bare", r#"["null", "string"]"#, 30));
    let count_of_all = all.len();
    all.extend((0..).zip(POLARS).map(|(number, fields)| {
        let schema = format!(r#"{{"type": "record", "name": "R", "fields": [{fields}]}}"#);
        Data::new(&format!("polars{number}"), &schema, 20)
    }));
    for data in &mut all {
        tame_times(data);
        lay_out(data, directory.path());
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands/peers.py");
    let report = run(Command::new(python("commands")).arg(script).arg(directory.path()));

    for data in &all {
        for writer in ["fastavro", "polars"] {
            for codec in CODECS {
                let name = format!("{}.{codec}.{writer}.avro", data.name);
                let Ok(file) = fs::read(directory.path().join(&name)) else { continue };
                assert_eq!(read(&file).json(), data.json(), "{name}");
            }
        }
    }
    // So many files: each codec that a reader knows for each schema that it knows.
    let count = |what: &str| report.lines().filter(|line| line.starts_with(what)).count();
    let lines = [("fastavro ", 2 * 6 * count_of_all), ("fastavro wrote", 6 * count_of_all)];
    for (what, expected) in lines {
        assert_eq!(count(what), expected, "{what}\n{report}");
    }
    assert!(count("duckdb ") >= 3 * 9 && count("polars wrote") >= 3 * 3, "{report}");
    // Each file is read or refused, and for each reason there are some of both kinds.
    assert_eq!(count("polars ") - count("polars wrote"), 6 * all.len(), "{report}");
    assert!(count("polars polars") >= 3 * 7 && count("polars refused polars") >= 6 * 10, "{report}");
}

/// Times that Python can say: milliseconds of the years 1970 to 2033.
fn tame_times(data: &mut Data) {
    fn tame(shapes: &Shapes, shape: ShapeId, value: &mut Value) {
        match (&shapes.get(shape).form, value) {
            (Form::Primitive(_), Value::Long(time)) if shapes.get(shape).logical.is_some() => {
                *time = time.rem_euclid(2_000_000_000_000);
            }
            (Form::Array(part), Value::Array(items)) => items.iter_mut().for_each(|item| tame(shapes, *part, item)),
            (Form::Union(branches), Value::Union(branch, value)) => tame(shapes, branches[*branch as usize], value),
            (Form::Record(record), Value::Record(values)) => {
                record.fields.iter().zip(values).for_each(|(field, value)| tame(shapes, field.shape, value));
            }
            _ => {}
        }
    }
    data.records.iter_mut().for_each(|record| tame(&data.shapes, data.shape, record));
}

/// Writes what the script reads.
fn lay_out(data: &Data, directory: &Path) {
    let write = |suffix: &str, bytes: &[u8]| {
        fs::write(directory.join(format!("{}.{suffix}", data.name)), bytes).expect("there is room for files");
    };
    write("avsc", data.text.as_bytes());
    write("json", serde_json::Value::from(data.json()).to_string().as_bytes());
    let Envelope::SingleObject { fingerprint } =
        Envelope::single_object(&data.shapes, data.shape).expect("one definition a name")
    else {
        unreachable!("it is single-object encoding")
    };
    let fingerprint: String = fingerprint.to_le_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    write("fingerprint", fingerprint.as_bytes());
    for codec in CODECS {
        write(&format!("{codec}.avro"), &data.file(codec));
    }
}
