//! Schemas that have no columns, data that columns do not hold, and columns that are chosen.

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use avro_columns::{ColumnFile, Columns, ColumnsError, FileOptions, Form, RowReader, Rows};
use avro_resolve::data::binary::Reader;

use crate::read_back::batches;
use crate::support::Two;

fn columns(schema: &str, form: Form, chosen: Option<&[&str]>) -> Result<Columns, ColumnsError> {
    let two = Two::new(schema, schema).expect("a schema");
    let chosen: Option<Vec<String>> = chosen.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    Columns::new(&two.shapes, two.reader.root_shape(), form, chosen.as_deref())
}

fn read(schema: &str, data: &[u8], chosen: Option<&[&str]>) -> Result<RecordBatch, String> {
    let two = Two::new(schema, schema).expect("a schema");
    let columns = columns(schema, Form::Arrow, chosen).map_err(|error| error.to_string())?;
    let reader = RowReader::new(&two.shapes, &two.resolution, two.pair);
    let (mut data, mut rows) = (Reader::new(data), Rows::new(&columns));
    while data.left() > 0 {
        reader.append(&mut data, &mut rows).map_err(|error| error.to_string())?;
    }
    Ok(rows.finish().expect("Arrow takes the buffers"))
}

#[test]
fn what_has_no_columns_is_refused() {
    let node = r#"{"type": "record", "name": "n.Node", "fields": [{"name": "of", "type": {"type": "record", "name": "Inner",
        "fields": [{"name": "next", "type": {"type": "array", "items": ["null", "n.Node"]}}]}}, {"name": "id", "type": "int"}]}"#;
    let error = |schema: &str, form| columns(schema, form, None).expect_err("it has no columns").to_string();
    assert_eq!(error(node, Form::Arrow), "\"of.next[]\" is a record n.Node inside of itself, and columns do not recur");
    assert!(columns(node, Form::Parquet, Some(&["id"])).is_ok(), "what is left out may recur");
    let empty = r#"{"type": "record", "name": "R", "fields": [{"name": "a", "type": {"type": "record", "name": "E", "fields": []}}]}"#;
    assert_eq!(
        error(empty, Form::Parquet),
        "\"a\" is a record without fields, and Parquet has no columns without values"
    );
    assert!(columns(empty, Form::Arrow, None).is_ok());
    let deep = (0..70).fold("\"int\"".to_owned(), |inner, _| format!(r#"{{"type": "array", "items": {inner}}}"#));
    assert!(error(&deep, Form::Arrow).ends_with("is nested deeper than 64 levels, too deep for columns"));
    let mut wide = r#"{"type": "record", "name": "R0", "fields": [{"name": "x", "type": "int"}]}"#.to_owned();
    for level in 1..20 {
        let (a, b) = (wide, format!("\"R{}\"", level - 1));
        wide = format!(
            r#"{{"type": "record", "name": "R{level}", "fields": [{{"name": "a", "type": {a}}}, {{"name": "b", "type": {b}}}]}}"#
        );
    }
    assert!(error(&wide, Form::Arrow).starts_with("there are more than 10000 columns"));
}

#[test]
fn columns_are_chosen_by_names_with_points() {
    let schema = r#"{"type": "record", "name": "R", "fields": [{"name": "a", "type": "string"},
        {"name": "place", "type": ["null", {"type": "record", "name": "P", "fields": [
            {"name": "x", "type": "int"}, {"name": "y", "type": ["null", "int"]}]}]}]}"#;
    let data = [2, b'q', 2, 14, 2, 16, 2, b'r', 0, 2, b's', 2, 18, 0];
    let batch = read(schema, &data, Some(&["place.y", "a", "place.x"])).expect("rows");
    let names: Vec<_> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["place.y", "a", "place.x"]);
    let ints = |at: usize| batch.column(at).as_primitive::<Int32Type>().iter().collect::<Vec<_>>();
    assert_eq!((ints(0), ints(2)), (vec![Some(8), None, None], vec![Some(7), None, Some(9)]));
    let error = |name| columns(schema, Form::Arrow, Some(&[name])).expect_err("there is none").to_string();
    assert_eq!(error("b"), "there is no field \"b\"; there are a, place");
    assert_eq!(error("place.z"), "there is no field \"place.z\"; there are place.x, place.y");
    assert_eq!(error("a.z"), "there is no field \"a.z\": \"a\" is no record, and has no fields");
}

#[test]
fn values_that_columns_do_not_hold_are_errors_with_their_place() {
    let of = |ty: &str| {
        format!(
            r#"{{"type": "record", "name": "R", "fields": [{{"name": "a", "type": {{"type": "array", "items": {ty}}}}}]}}"#
        )
    };
    let uuid = of(r#"{"type": "string", "logicalType": "uuid"}"#);
    assert_eq!(read(&uuid, &[2, 4, b'n', b'o', 0], None), Err("\"a[]\": \"no\" is no UUID".to_owned()));
    let decimal = of(r#"{"type": "bytes", "logicalType": "decimal", "precision": 2}"#);
    let error = "\"a[]\": the number 0x64 has more than 2 digits, which its schema allows";
    assert_eq!(read(&decimal, &[2, 2, 100, 0], None), Err(error.to_owned()));
    let null = r#"{"type": "array", "items": "null"}"#;
    let many = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 0];
    assert_eq!(read(null, &many, None), Err("byte 7: the datum claims far more values than it has bytes".to_owned()));
    let large = r#"{"type": "array", "items": ["null", {"type": "fixed", "name": "F", "size": 100000000}]}"#;
    assert_eq!(
        read(large, &[[40].as_slice(), &[0; 21]].concat(), None),
        Err("the record needs more than 1073741824 bytes in columns".to_owned())
    );
}

#[test]
fn data_that_are_no_records_are_one_column_and_broken_text_is_replaced() {
    let batch = read("\"string\"", &[2, b'a', 4, b'b', 0xff], None).expect("rows");
    assert_eq!(batch.schema().field(0).name(), "value");
    assert_eq!(batch.column(0).as_string::<i32>().iter().flatten().collect::<Vec<_>>(), ["a", "b\u{fffd}"]);
}

#[test]
fn groups_are_sorted() {
    let schema = r#"{"type": "record", "name": "R", "fields": [{"name": "a", "type": ["null", "int"]}, {"name": "b", "type": "string"},
        {"name": "c", "type": {"type": "array", "items": "int"}}]}"#;
    let rows: [(Option<u8>, u8); 5] =
        [(Some(4), b'x'), (Some(2), b'y'), (None, b'z'), (Some(2), b'a'), (Some(0), b'b')];
    let bytes = |(a, b): (Option<u8>, u8)| match a {
        Some(a) => vec![2, a, 2, b, 0],
        None => vec![0, 2, b, 0],
    };
    for form in [Form::Arrow, Form::Parquet] {
        let columns = columns(schema, form, None).expect("columns");
        let options = FileOptions { sort_by: vec!["a".into()], group_rows: 4, ..FileOptions::new(form) };
        let mut file = ColumnFile::new(tempfile::tempfile().expect("room"), &columns, &options, &[]).expect("a file");
        for row in rows {
            file.write(read(schema, &bytes(row), None).expect("a row")).expect("room");
        }
        let texts = batches(file.finish().expect("room"), form);
        let texts: Vec<String> = texts
            .iter()
            .flat_map(|batch| batch.column(1).as_string::<i32>().iter().flatten().map(str::to_owned))
            .collect();
        assert_eq!(texts, ["z", "y", "a", "x", "b"]);
        let error = "\"c\" is an array; name a field of numbers, text, dates or times";
        assert_eq!(columns.demand_scalar("c").map_err(|error| error.to_string()), Err(error.to_owned()));
    }
}
