//! Values as JSON, and JSON as values.

use proptest::prelude::*;
use serde_json::json;

use crate::texts::{Two, any_schema, record, shape};
use avro_resolve::data::binary::{self, Reader};
use avro_resolve::data::json::{Encoded, LineError, each_line, from_json, show, to_json};
use avro_resolve::data::sample;
use avro_resolve::data::transcode::{TextOptions, Transcoder};
use avro_resolve::schema::value::Value;
use std::io;

fn read(schema: &str, json: serde_json::Value) -> Result<Value, String> {
    let (shapes, shape) = shape(schema);
    from_json(&shapes, shape, &json).map_err(|misfit| misfit.to_string())
}

fn branch(index: u32, value: Value) -> Value {
    Value::Union(index, Box::new(value))
}

fn text(text: &str) -> Value {
    Value::String(text.as_bytes().to_vec())
}

#[test]
fn unions_may_be_tagged_or_plain() {
    let schema = record(&[
        r#"["null","string"]"#,
        r#"["null",{"type":"record","name":"n.s.In","fields":[{"name":"x","type":["int","null"]}]}]"#,
    ]);
    let inside = Value::Record(vec![branch(0, Value::Int(1))]);
    let expected = Ok(Value::Record(vec![branch(1, text("t")), branch(1, inside)]));
    for json in [
        json!({"a": "t", "b": {"x": 1}}),
        json!({"a": {"string": "t"}, "b": {"n.s.In": {"x": {"int": 1}}}}),
        json!({"a": {"string": "t"}, "b": {"In": {"x": 1}}}),
        json!({"a": "t", "b": {"x": {"int": 1}}}),
    ] {
        assert_eq!(read(&schema, json.clone()), expected, "{json}");
    }
}

#[test]
fn plain_json_that_fits_two_branches_names_the_tags() {
    assert_eq!(
        read(r#"["string","bytes"]"#, json!("x")),
        Err(r#""x" fits more than one branch; write {"string": …} or {"bytes": …}"#.to_owned())
    );
    assert_eq!(read(r#"["string","bytes"]"#, json!({"bytes": "x"})), Ok(branch(1, Value::Bytes(b"x".to_vec()))));
    let same = |name: &str| format!(r#"{{"type":"record","name":"n.{name}","fields":[{{"name":"x","type":"int"}}]}}"#);
    let union = format!("[{},{}]", same("A"), same("B"));
    assert_eq!(
        read(&union, json!({"x": 1})),
        Err(r#"{"x":1} fits more than one branch; write {"n.A": …} or {"n.B": …}"#.to_owned())
    );
    assert_eq!(read(&union, json!({"B": {"x": 1}})), Ok(branch(1, Value::Record(vec![Value::Int(1)]))));
}

#[test]
fn a_branch_is_found_by_what_is_inside() {
    let union = r#"[{"type":"record","name":"A","fields":[{"name":"x","type":["string","bytes"]},{"name":"y","type":"int"}]},
        {"type":"record","name":"B","fields":[{"name":"x","type":"string"},{"name":"y","type":"string"}]},
        {"type":"map","values":"boolean"}]"#;
    assert_eq!(read(union, json!({"x": "s", "y": "t"})), Ok(branch(1, Value::Record(vec![text("s"), text("t")]))));
    assert_eq!(read(union, json!({"x": true})), Ok(branch(2, Value::Map(vec![(b"x".to_vec(), Value::Boolean(true))]))));
    let unclear = r#"/x: "s" fits more than one branch; write {"string": …} or {"bytes": …}"#;
    assert_eq!(read(union, json!({"x": "s", "y": 1})), Err(unclear.to_owned()));
}

#[test]
fn text_is_text_in_a_union() {
    assert_eq!(read(r#"["double","string"]"#, json!("NaN")), Ok(branch(1, text("NaN"))));
    assert_eq!(read(r#"["null","double"]"#, json!("NaN")), Ok(branch(1, Value::Double(f64::NAN))));
}

#[test]
fn fields_are_all_there_and_no_others() {
    let schema = r#"{"type":"record","name":"R","fields":[
        {"name":"user","type":"string"},
        {"name":"note","type":["null","string"],"default":"n"}]}"#;
    let cases = [
        (json!({"note": null}), r#"field "user" of record R is missing"#),
        (
            json!({"user": "u"}),
            r#"field "note" of record R is missing; its default is for readers, in data write it out: "note": {"string":"n"}"#,
        ),
        (json!({"usr": "u", "note": null}), r#"record R has no field "usr"; did you mean "user"?"#),
        (json!({"user": "u", "note": null, "extra": 1}), r#"record R has no field "extra""#),
        (json!({"user": 1, "note": null}), "/user: 1 is not a string"),
        (json!({"user": "u", "note": {"string": 1}}), "/note/string: 1 is not a string"),
        (json!([]), "[] is not an object, for record R"),
    ];
    for (json, message) in cases {
        assert_eq!(read(schema, json), Err(message.to_owned()));
    }
}

#[test]
fn ranges_hold() {
    assert_eq!(read("\"int\"", json!(2_147_483_648_i64)), Err("2147483648 is out of the range of int".to_owned()));
    assert_eq!(read("\"long\"", json!(u64::MAX)), Err("18446744073709551615 is out of the range of long".to_owned()));
    assert_eq!(read("\"int\"", json!(1.5)), Err("1.5 is not a whole number, for int".to_owned()));
    assert_eq!(read("\"float\"", json!(1e39)).map_err(|e| e.ends_with("is out of the range of float")), Err(true));
    assert_eq!(read("\"float\"", json!("-INF")), Ok(Value::Float(f32::NEG_INFINITY)));
    assert_eq!(read("\"double\"", json!("Infinity")), Ok(Value::Double(f64::INFINITY)));
    assert_eq!(read("\"bytes\"", json!("\u{ff}")), Ok(Value::Bytes(vec![0xff])));
    assert_eq!(read("\"bytes\"", json!("€")), Err("'€' is above U+00FF, so it is not a byte".to_owned()));
    let fixed = r#"{"type":"fixed","name":"F","size":2}"#;
    assert_eq!(read(fixed, json!("abc")), Err("F needs 2 bytes, not 3".to_owned()));
    let colour = r#"{"type":"enum","name":"E","symbols":["RED","GREEN"]}"#;
    assert_eq!(read(colour, json!("GREN")), Err(r#""GREN" is not a symbol of E; did you mean "GREEN"?"#.to_owned()));
}

#[test]
fn guessing_comes_to_an_end() {
    // Each level may be an A or a B, and the innermost is neither.
    let union = r#"[{"type":"record","name":"A","fields":[{"name":"x","type":["null","A",
        {"type":"record","name":"B","fields":[{"name":"x","type":["null","A","B"]}]}]}]},"B"]"#;
    let deep = (0..100).fold(json!(5), |inner, _| json!({"x": inner}));
    let message = read(union, deep).expect_err("5 is nothing");
    assert!(message.ends_with("there are too many ways to read this; tag the unions inside it"), "{message}");
}

#[test]
fn what_json_cannot_say_is_written_in_words() {
    let write = |schema: &str, value: &Value| {
        let (shapes, shape) = shape(schema);
        to_json(&shapes, shape, value).to_string()
    };
    assert_eq!(write("\"double\"", &Value::Double(f64::NAN)), "\"NaN\"");
    assert_eq!(write("\"float\"", &Value::Float(f32::NEG_INFINITY)), "\"-Infinity\"");
    assert_eq!(write("\"float\"", &Value::Float(0.1)), "0.1");
    assert_eq!(write("\"double\"", &Value::Double(-0.0)), "-0.0");
    assert_eq!(write("\"string\"", &Value::String(vec![0xff, b'a'])), "\"\u{fffd}a\"");
    assert_eq!(write(r#"["null","bytes"]"#, &branch(1, Value::Bytes(vec![0xe9]))), "{\"bytes\":\"é\"}");
    assert_eq!(write(r#"["null","bytes"]"#, &branch(0, Value::Null)), "null");
}

#[test]
fn people_get_one_short_line() {
    let decimal = r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#;
    let schema = record(&[r#"["null","string"]"#, decimal, "\"bytes\"", r#"{"type":"array","items":"int"}"#]);
    let (shapes, shape) = shape(&schema);
    let value = |ints: i32| {
        let ints = (0..ints).map(Value::Int).collect();
        let bytes = Value::Bytes(vec![0xff, 0x00]);
        Value::Record(vec![branch(1, text("t\n")), Value::Bytes(vec![0xff, 0x83]), bytes, Value::Array(ints)])
    };
    assert_eq!(show(&shapes, shape, &value(2)), r#"{a: "t\n", b: -1.25, c: 0xff00, d: [0, 1]}"#);
    let long = show(&shapes, shape, &value(1000));
    assert_eq!(long.chars().count(), 60);
    assert!(long.ends_with('…'), "{long}");
}

fn lines(schema: &str, text: &[u8]) -> Vec<String> {
    let (shapes, shape) = shape(schema);
    let mut said = Vec::new();
    let each = |line, datum: Result<Value, LineError>| {
        said.push(match datum {
            Ok(value) => format!("{line} {value:?}"),
            Err(error) => format!("{line} {error}"),
        });
        Ok::<_, io::Error>(())
    };
    each_line(text, &shapes, shape, each).expect("memory can be read");
    said
}

#[test]
fn each_line_is_a_record() {
    let text = "\u{feff}1\n\n  2 \r\n\r\n3".as_bytes();
    assert_eq!(lines(r#""int""#, text), ["1 Int(1)", "3 Int(2)", "5 Int(3)"]);
    assert_eq!(lines(r#""int""#, b""), Vec::<String>::new());
}

#[test]
fn what_is_wrong_is_said_of_every_line() {
    let said = lines(r#""int""#, b"{\n\"x\"\n1\n\"\xff\"\n");
    assert!(said[0].starts_with("1 not JSON: EOF"), "{said:?}");
    assert!(said[1].contains("a whole number, for int"), "{said:?}");
    assert_eq!(said[2], "3 Int(1)");
    assert!(said[3].contains("byte 1 of the line is 0xFF"), "{said:?}");
}

#[test]
fn places_are_those_of_characters() {
    let (shapes, shape) = shape(r#""int""#);
    let each = |_, datum: Result<Value, LineError>| match datum {
        Err(LineError::NotJson(not)) => Err(io::Error::other(format!("{:?}", not.position))),
        _ => Ok(()),
    };
    let error = each_line("1\n[\"é\", x]".as_bytes(), &shapes, shape, each).expect_err("x is no JSON");
    assert_eq!(error.to_string(), "(2, 7)");
}

proptest! {
    #[test]
    fn reading_undoes_writing(schema in any_schema()) {
        let (shapes, shape) = shape(&schema);
        for value in sample::records(&shapes, shape, 8) {
            let text = to_json(&shapes, shape, &value).to_string();
            let json = serde_json::from_str(&text).expect("it was just written");
            prop_assert_eq!(from_json(&shapes, shape, &json), Ok(value.clone()), "{}", text);
            prop_assert!(show(&shapes, shape, &value).chars().count() <= 60);
        }
    }

    #[test]
    fn tagged_text_is_avros_json_encoding(schema in any_schema()) {
        let Two { shapes, writer, resolution, pair, .. } = Two::new(&schema, &schema);
        let options = TextOptions { tags_unions: true, ..TextOptions::default() };
        let transcoder = Transcoder::with_options(&shapes, &resolution, pair, options);
        for value in sample::records(&shapes, writer, 8) {
            let bytes = binary::encoded(&shapes, writer, &value);
            let mut text = Vec::new();
            transcoder.json(&mut Reader::new(&bytes), &mut text).expect("it is a datum");
            let wanted = serde_json::to_string(&Encoded { shapes: &shapes, shape: writer, value: &value });
            prop_assert_eq!(String::from_utf8_lossy(&text), wanted.expect("every datum is JSON"));
        }
    }

    #[test]
    fn floats_are_written_short_and_read_back(bits in any::<u32>()) {
        let float = f32::from_bits(bits);
        prop_assume!(!float.is_nan());
        let (shapes, shape) = shape("\"float\"");
        let text = to_json(&shapes, shape, &Value::Float(float)).to_string();
        let json = serde_json::from_str(&text).expect("it was just written");
        prop_assert_eq!(from_json(&shapes, shape, &json), Ok(Value::Float(float)), "{}", text);
    }
}
