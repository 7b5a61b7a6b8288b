//! The binary encoding of values, sound and malformed.

use proptest::prelude::*;

use crate::texts::{any_schema, record, shape};
use avro_resolve::data::binary::{MAX_DEPTH, Reader, decode, encoded, read, skip};
use avro_resolve::data::sample;
use avro_resolve::schema::value::Value;

fn round_trip(schema: &str, value: &Value) -> Vec<u8> {
    let (shapes, shape) = shape(schema);
    let bytes = encoded(&shapes, shape, value);
    assert_eq!(decode(&shapes, shape, &bytes).as_ref(), Ok(value));
    bytes
}

fn refused(schema: &str, bytes: &[u8]) -> String {
    let (shapes, shape) = shape(schema);
    decode(&shapes, shape, bytes).expect_err("the bytes are malformed").to_string()
}

/// Specification: Binary Encoding, the table of the hexadecimal encodings of longs.
#[test]
fn longs_of_the_specification() {
    let table: [(i64, &[u8]); 9] = [
        (0, &[0x00]),
        (-1, &[0x01]),
        (1, &[0x02]),
        (-2, &[0x03]),
        (2, &[0x04]),
        (-64, &[0x7f]),
        (64, &[0x80, 0x01]),
        (i64::MAX, &[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
        (i64::MIN, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
    ];
    for (number, bytes) in table {
        assert_eq!(round_trip("\"long\"", &Value::Long(number)), bytes);
    }
}

/// Specification: Binary Encoding, the examples of each type.
#[test]
fn examples_of_the_specification() {
    let text = |text: &str| Value::String(text.as_bytes().to_vec());
    assert_eq!(round_trip("\"string\"", &text("foo")), [0x06, 0x66, 0x6f, 0x6f]);
    let test = Value::Record(vec![Value::Long(27), text("foo")]);
    assert_eq!(round_trip(&record(&["\"long\"", "\"string\""]), &test), [0x36, 0x06, 0x66, 0x6f, 0x6f]);
    let foo = r#"{"type":"enum","name":"Foo","symbols":["A","B","C","D"]}"#;
    assert_eq!(round_trip(foo, &Value::Enum(3)), [0x06]);
    let longs = Value::Array(vec![Value::Long(3), Value::Long(27)]);
    assert_eq!(round_trip(r#"{"type":"array","items":"long"}"#, &longs), [0x04, 0x06, 0x36, 0x00]);
    let union = r#"["null","string"]"#;
    assert_eq!(round_trip(union, &Value::Union(0, Box::new(Value::Null))), [0x00]);
    assert_eq!(round_trip(union, &Value::Union(1, Box::new(text("a")))), [0x02, 0x02, 0x61]);
}

#[test]
fn every_other_type() {
    assert!(round_trip("\"null\"", &Value::Null).is_empty());
    assert_eq!(round_trip("\"boolean\"", &Value::Boolean(true)), [1]);
    assert_eq!(round_trip("\"float\"", &Value::Float(-0.0)), [0, 0, 0, 0x80]);
    assert_eq!(round_trip("\"double\"", &Value::Double(1.0)), [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
    assert_eq!(round_trip("\"bytes\"", &Value::Bytes(vec![0xff])), [2, 0xff]);
    assert_eq!(round_trip(r#"{"type":"fixed","name":"F","size":2}"#, &Value::Fixed(vec![1, 2])), [1, 2]);
    assert_eq!(round_trip(r#"{"type":"array","items":"int"}"#, &Value::Array(vec![])), [0]);
    let entries = vec![(b"b".to_vec(), Value::Int(1)), (b"a".to_vec(), Value::Int(2))];
    assert_eq!(round_trip(r#"{"type":"map","values":"int"}"#, &Value::Map(entries)), [4, 2, b'b', 2, 2, b'a', 4, 0]);
}

#[test]
fn blocks_may_be_several_and_state_their_size() {
    let (shapes, shape) = shape(r#"{"type":"array","items":"int"}"#);
    // One item; two items in two bytes; the end.
    let bytes = [2, 2, 3, 4, 4, 6, 0];
    let expected = Value::Array(vec![Value::Int(1), Value::Int(2), Value::Int(3)]);
    assert_eq!(decode(&shapes, shape, &bytes), Ok(expected));
    let mut reader = Reader::new(&bytes);
    assert_eq!(skip(&shapes, shape, &mut reader), Ok(()));
    assert_eq!(reader.finish(), Ok(()));
}

#[test]
fn malformed_bytes_are_refused_where_they_are() {
    let array = r#"{"type":"array","items":"int"}"#;
    let after_int = record(&["\"int\"", "\"boolean\""]);
    let cases: [(&str, &[u8], &str); 15] = [
        ("\"int\"", &[], "byte 0: 1 bytes are needed, 0 are left"),
        ("\"int\"", &[0x80], "byte 0: 2 bytes are needed, 1 are left"),
        ("\"int\"", &[0x80, 0x80, 0x80, 0x80, 0x10], "byte 0: 2147483648 is out of the range of int"),
        ("\"long\"", &[0xff; 11], "byte 0: a number does not fit 64 bits"),
        (
            "\"long\"",
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2],
            "byte 0: a number does not fit 64 bits",
        ),
        (&after_int, &[2, 2], "byte 1: 2 is not a boolean; booleans are 0 or 1"),
        ("\"string\"", &[1], "byte 0: -1 is not a length"),
        ("\"string\"", &[0xfe, 0xff, 0xff, 0xff, 0x0f], "byte 5: 2147483647 bytes are needed, 0 are left"),
        ("\"double\"", &[0; 7], "byte 0: 8 bytes are needed, 7 are left"),
        (r#"["null"]"#, &[2], "byte 0: there is no branch 1 in a union of 1"),
        (r#"["null"]"#, &[1], "byte 0: there is no branch -1 in a union of 1"),
        (r#"{"type":"enum","name":"E","symbols":["A"]}"#, &[2], "byte 0: there is no symbol 1 in an enum of 1"),
        ("\"null\"", &[0, 0], "byte 0: 2 bytes are left over behind the datum"),
        (array, &[1, 4, 2, 0], "byte 3: a block of 1 bytes says that it has 2"),
        (array, &[1, 1, 2, 0], "byte 1: a block of 2 bytes says that it has -1"),
    ];
    for (schema, bytes, message) in cases {
        assert_eq!(refused(schema, bytes), message, "{schema} {bytes:02x?}");
    }
}

#[test]
fn values_without_bytes_cannot_be_claimed_without_end() {
    let billions = [0xfe, 0xff, 0xff, 0xff, 0xff, 0x0f, 0];
    let message = "the datum claims far more values than it has bytes";
    assert!(refused(r#"{"type":"array","items":"null"}"#, &billions).ends_with(message));
    // Forty records, each made of two of the next, are 2^40 nulls.
    let next = |inner: String, number: u32| {
        let field = |name, ty| format!(r#"{{"name":"{name}","type":{ty}}}"#);
        let fields = format!("{},{}", field("a", inner), field("b", format!("\"R{}\"", number - 1)));
        format!(r#"{{"type":"record","name":"R{number}","fields":[{fields}]}}"#)
    };
    let bomb = (1..40).fold(r#"{"type":"record","name":"R0","fields":[]}"#.to_owned(), next);
    assert!(refused(&bomb, &[]).ends_with(message));
    let (shapes, shape) = shape(&bomb);
    assert!(skip(&shapes, shape, &mut Reader::new(&[])).is_err());
}

#[test]
fn depth_is_an_error_not_a_crash() {
    let list = record(&[r#"["null","R"]"#]);
    let bytes = |levels: usize| -> Vec<u8> { std::iter::repeat_n(2, levels).chain([0]).collect() };
    let (shapes, shape) = shape(&list);
    // A record and a union for each.
    let (most, too_deep) = (MAX_DEPTH as usize / 2, format!("the datum is nested deeper than {MAX_DEPTH} levels"));
    assert!(decode(&shapes, shape, &bytes(most - 1)).is_ok());
    assert_eq!(refused(&list, &bytes(most)), format!("byte {most}: {too_deep}"));
    assert!(refused(&list, &bytes(100_000)).ends_with(&too_deep));
    assert!(refused(&record(&["\"R\""]), &[]).ends_with(&too_deep));
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(schema in any_schema()) {
        let (shapes, shape) = shape(&schema);
        for value in sample::records(&shapes, shape, 8) {
            let bytes = encoded(&shapes, shape, &value);
            prop_assert_eq!(decode(&shapes, shape, &bytes), Ok(value));
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(skip(&shapes, shape, &mut reader), Ok(()));
            prop_assert_eq!(reader.finish(), Ok(()));
        }
    }

    #[test]
    fn any_bytes_are_decoded_or_refused(schema in any_schema(), bytes in proptest::collection::vec(0u8..8, 0..60)) {
        let (shapes, shape) = shape(&schema);
        let (mut reader, mut skipper) = (Reader::new(&bytes), Reader::new(&bytes));
        if let Ok(value) = read(&shapes, shape, &mut reader) {
            prop_assert_eq!(skip(&shapes, shape, &mut skipper), Ok(()));
            prop_assert_eq!(skipper.position(), reader.position());
            let again = encoded(&shapes, shape, &value);
            prop_assert_eq!(decode(&shapes, shape, &again), Ok(value));
        }
    }
}
