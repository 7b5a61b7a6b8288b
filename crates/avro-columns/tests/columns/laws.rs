//! Made-up data of made-up pairs of schemas come back out of columns as a reader reads them.

use arrow_array::RecordBatch;
use avro_columns::{AppendError, ColumnFile, Columns, FileOptions, Form, RowReader, Rows};
use avro_resolve::data::binary::Reader;
use avro_resolve::data::sample;
use avro_resolve::schema::value::Value;
use proptest::prelude::*;

use crate::read_back::{batches, datum};
use crate::support::Two;
use crate::support::strategies::{cases, pairs};

/// The data that the reader reads, and what came back out of columns, in memory and in a file.
fn there_and_back(two: &Two, form: Form) -> Option<(Vec<Value>, Vec<Vec<RecordBatch>>)> {
    let columns = Columns::new(&two.shapes, two.reader.root_shape(), form, None).ok()?;
    let reader = RowReader::new(&two.shapes, &two.resolution, two.pair);
    let (mut read, mut rows) = (Vec::new(), Rows::new(&columns));
    let mut file = ColumnFile::new(
        tempfile::tempfile().expect("there is room"),
        &columns,
        &FileOptions { group_rows: 7, ..FileOptions::new(form) },
        &[],
    )
    .expect("a file");
    let mut memory = Vec::new();
    for value in sample::records(&two.shapes, two.writer.root_shape(), 20) {
        let bytes = two.encode_written(&value);
        let wanted = two.read(&bytes);
        let mut data = Reader::new(&bytes);
        match (reader.append(&mut data, &mut rows), wanted) {
            (Ok(()), Ok(wanted)) if data.broken_texts() == 0 => {
                assert_eq!(data.left(), 0, "all of the datum is read");
                read.push(wanted);
            }
            // What takes the place of broken text is tested elsewhere, as is what columns do not hold.
            (Ok(()), Ok(_)) | (Err(AppendError::Value { .. }), Ok(_)) => {
                rows = Rows::new(&columns);
                read.truncate(memory.iter().map(RecordBatch::num_rows).sum());
            }
            (Err(AppendError::Translate(_)), Err(_)) => {
                rows = Rows::new(&columns);
                read.truncate(memory.iter().map(RecordBatch::num_rows).sum());
            }
            (appended, wanted) => panic!("columns say {appended:?}, and a reader {wanted:?}"),
        }
        if rows.count() == 3 {
            let batch = rows.finish().expect("Arrow takes the buffers");
            file.write(batch.clone()).expect("a file takes it");
            memory.push(batch);
        }
    }
    let batch = rows.finish().expect("Arrow takes the buffers");
    file.write(batch.clone()).expect("a file takes it");
    memory.push(batch);
    let file = batches(file.finish().expect("it is complete"), form);
    Some((read, vec![memory, file]))
}

fn check(two: &Two, form: Form) -> bool {
    let Some((wanted, all)) = there_and_back(two, form) else { return false };
    for batches in all {
        let rows = batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row)));
        let found: Vec<Value> =
            rows.map(|(batch, row)| datum(&two.shapes, two.reader.root_shape(), batch, row)).collect();
        assert_eq!(found, wanted);
    }
    !wanted.is_empty()
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn columns_hold_what_a_reader_reads((writer, reader) in pairs()) {
        if let Ok(two) = Two::of_json(&writer, &reader) {
            check(&two, Form::Arrow);
            check(&two, Form::Parquet);
        }
        if let Ok(two) = Two::of_json(&reader, &reader) {
            check(&two, Form::Arrow);
            check(&two, Form::Parquet);
        }
    }
}

#[test]
fn every_type_comes_back() {
    let schema = include_str!("every_type.avsc");
    let two = Two::new(schema, schema).expect("a schema");
    assert!(check(&two, Form::Arrow));
    assert!(check(&two, Form::Parquet));
}

#[test]
fn every_type_is_read_through_defaults_and_promotions() {
    let writer = r#"{"type": "record", "name": "R", "fields": [
        {"name": "a", "type": "int"}, {"name": "x", "type": "int"}, {"name": "gone", "type": {"type": "array", "items": "string"}},
        {"name": "b", "type": ["null", "float"]}, {"name": "c", "type": "string"}]}"#;
    let reader = r#"{"type": "record", "name": "R", "fields": [
        {"name": "c", "type": ["bytes", "null"]}, {"name": "a", "type": "double"},
        {"name": "y", "type": "long", "aliases": ["x"]}, {"name": "z", "type": "float", "aliases": ["x"]},
        {"name": "b", "type": ["null", "double", "string"]},
        {"name": "inner", "type": {"type": "record", "name": "I", "fields": [
            {"name": "m", "type": {"type": "map", "values": ["null", "int"]}},
            {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}}]},
         "default": {"m": {"x": null}, "e": "B"}}]}"#;
    let two = Two::new(writer, reader).expect("schemas");
    assert!(check(&two, Form::Arrow));
    assert!(check(&two, Form::Parquet));
}
