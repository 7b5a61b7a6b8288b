//! A writer's data as a reader's values, and where they fail.

use proptest::prelude::*;

use crate::texts::{Two, any_schema, record};
use avro_resolve::data::binary;
use avro_resolve::data::translate::{Changed, Trace, TranslateError, translate, translate_to_the_end};
use avro_resolve::data::{json, sample};
use avro_resolve::resolution::FailureKind;
use avro_resolve::schema::value::Value;

/// Translates data given as JSON, into JSON.
fn through(two: &Two, data: &[serde_json::Value]) -> (Vec<Result<serde_json::Value, TranslateError>>, Trace) {
    let mut trace = Trace::default();
    let read = |datum| {
        let written = json::from_json(&two.shapes, two.writer, datum).expect("the datum is the writer's");
        let bytes = binary::encoded(&two.shapes, two.writer, &written);
        let value = translate(&two.shapes, &two.resolution, two.pair, &bytes, &mut trace)?;
        Ok(json::to_json(&two.shapes, two.reader, &value))
    };
    (data.iter().map(read).collect(), trace)
}

fn failure(result: &Result<serde_json::Value, TranslateError>) -> (FailureKind, Option<u32>, &str) {
    match result {
        Err(TranslateError::Fails(failure)) => (failure.kind, failure.symbol, &failure.path),
        other => panic!("{other:?} does not fail"),
    }
}

#[test]
fn fields_are_taken_skipped_and_filled_in() {
    let two = Two::new(
        r#"{"type":"record","name":"R","fields":[
            {"name":"gone","type":{"type":"map","values":"string"}},
            {"name":"old","type":"int"},
            {"name":"kept","type":"string"}]}"#,
        r#"{"type":"record","name":"R","fields":[
            {"name":"added","type":["null","long"],"default":5},
            {"name":"kept","type":"bytes"},
            {"name":"first","type":"long","aliases":["old"]},
            {"name":"second","type":["null","double"],"aliases":["old"]}]}"#,
    );
    let (read, trace) = through(&two, &[serde_json::json!({"gone": {"x": "y"}, "old": 7, "kept": "k"})]);
    let expected = serde_json::json!({"added": {"long": 5}, "kept": "k", "first": 7, "second": {"double": 7.0}});
    assert_eq!(read, [Ok(expected)]);
    assert_eq!(trace.defaulted.iter().collect::<Vec<_>>(), ["/added"]);
    assert_eq!(trace.dropped.iter().collect::<Vec<_>>(), ["/gone"]);
    assert!(trace.changes.is_empty());
}

#[test]
fn paths_are_general() {
    let line = |fields: &str| format!(r#"{{"type":"record","name":"Line","fields":[{fields}]}}"#);
    let order = |line: &str| {
        record(&[&format!(r#"{{"type":"array","items":{line}}}"#), r#"{"type":"map","values":["null","Line"]}"#])
    };
    let two = Two::new(
        &order(&line(r#"{"name":"x","type":"long"}"#)),
        &order(&line(r#"{"name":"x","type":"float"},{"name":"a/b","type":"int","default":0}"#)),
    );
    let x = |number: i64| serde_json::json!({"x": number});
    let exact = serde_json::json!({"a": [x(1), x(16_777_217)], "b": {"k": {"Line": x(1 << 60)}, "l": null}});
    let (read, trace) = through(&two, &[exact, serde_json::json!({"a": [x(16_777_219)], "b": {}})]);
    assert!(read.iter().all(Result::is_ok));
    assert_eq!(trace.defaulted.iter().collect::<Vec<_>>(), ["/a/[]/a~1b", "/b/{}/a~1b"]);
    let changed = Changed { before: "16777217".to_owned(), after: "16777216".to_owned(), count: 2 };
    assert_eq!(trace.changes.into_iter().collect::<Vec<_>>(), [("/a/[]/x".to_owned(), changed)]);
}

#[test]
fn what_changes_its_meaning_is_told() {
    let both = |a: &str, b: &str, c: &str, d: &str| {
        let symbols = |symbols: &str| format!(r#"{{"type":"enum","name":"E","symbols":[{symbols}],"default":"A"}}"#);
        record(&[a, b, c, &symbols(d)])
    };
    let two = Two::new(
        &both("\"int\"", "\"long\"", "\"bytes\"", r#""A","B""#),
        &both("\"float\"", "\"double\"", "\"string\"", r#""A","C""#),
    );
    let exact = serde_json::json!({"a": i32::MIN, "b": 1i64 << 62, "c": "x", "d": "A"});
    let inexact = serde_json::json!({"a": i32::MAX, "b": i64::MAX, "c": "\u{ff}\u{41}", "d": "B"});
    assert!(through(&two, &[exact]).1.is_empty());
    let (_, trace) = through(&two, &[inexact]);
    let changes: Vec<_> =
        trace.changes.iter().map(|(p, c)| (p.as_str(), c.before.as_str(), c.after.as_str())).collect();
    let expected = [
        ("/a", "2147483647", "2147483648"),
        ("/b", "9223372036854775807", "9223372036854775808"),
        ("/c", "0xff41", "\"\u{fffd}A\""),
        ("/d", "B", "A"),
    ];
    assert_eq!(changes, expected);
}

#[test]
fn an_error_surfaces_only_when_a_datum_reaches_it() {
    let of = |item: &str| record(&[&format!(r#"{{"type":"array","items":{item}}}"#)]);
    let two = Two::new(&of(r#"["int","string"]"#), &of("\"int\""));
    let data = [serde_json::json!({"a": []}), serde_json::json!({"a": [1]}), serde_json::json!({"a": [1, "s"]})];
    let (read, _) = through(&two, &data);
    assert!(read[0].is_ok() && read[1].is_ok());
    assert_eq!(failure(&read[2]), (FailureKind::TypeMismatch, None, "/a/[]"));
}

#[test]
fn failures_name_their_place() {
    let symbols = |symbols: &str| record(&[&format!(r#"{{"type":"enum","name":"E","symbols":[{symbols}]}}"#)]);
    let two = Two::new(&symbols(r#""A","B""#), &symbols(r#""A""#));
    let (read, _) = through(&two, &[serde_json::json!({"a": "A"}), serde_json::json!({"a": "B"})]);
    assert!(read[0].is_ok());
    assert_eq!(failure(&read[1]), (FailureKind::MissingEnumSymbols, Some(1), "/a"));

    let inner = |fields: &str| record(&[&format!(r#"{{"type":"record","name":"I","fields":[{fields}]}}"#)]);
    let two = Two::new(&inner(""), &inner(r#"{"name":"x","type":"int"}"#));
    let (read, _) = through(&two, &[serde_json::json!({"a": {}})]);
    assert_eq!(failure(&read[0]), (FailureKind::ReaderFieldMissingDefaultValue, None, "/a/x"));
    assert_eq!(read[0].as_ref().expect_err("it fails").to_string(), "/a/x: READER_FIELD_MISSING_DEFAULT_VALUE");
}

#[test]
fn malformed_bytes_are_no_failure_of_the_reader() {
    let two = Two::new(r#"["null","int"]"#, "\"long\"");
    let read = |bytes: &[u8]| translate(&two.shapes, &two.resolution, two.pair, bytes, &mut ());
    assert!(matches!(read(&[4]), Err(TranslateError::Decode(_))));
    assert!(matches!(read(&[2, 2, 2]), Err(TranslateError::Decode(_))));
    assert_eq!(read(&[2, 3]), Ok(Value::Long(-2)));
}

#[test]
fn copies_of_copies_come_to_an_end() {
    // Each level is taken twice: sixty levels would be 2^60 records.
    let two = Two::new(
        r#"{"type":"record","name":"R","fields":[{"name":"x","type":["null","R"]}]}"#,
        r#"{"type":"record","name":"R","fields":[
            {"name":"a","type":["null","R"],"aliases":["x"]},
            {"name":"b","type":["null","R"],"aliases":["x"]}]}"#,
    );
    let bytes: Vec<u8> = std::iter::repeat_n(2, 60).chain([0]).collect();
    let read = translate(&two.shapes, &two.resolution, two.pair, &bytes, &mut ());
    assert!(matches!(read, Err(TranslateError::Decode(_))));
}

proptest! {
    #[test]
    fn with_the_writers_schema_everything_stays(schema in any_schema()) {
        let two = Two::new(&schema, &schema);
        for value in sample::records(&two.shapes, two.writer, 8) {
            let bytes = binary::encoded(&two.shapes, two.writer, &value);
            let mut trace = Trace::default();
            prop_assert_eq!(translate(&two.shapes, &two.resolution, two.pair, &bytes, &mut trace), Ok(value));
            prop_assert!(trace.is_empty());
        }
    }

    #[test]
    fn an_observer_changes_nothing(writer in any_schema(), reader in any_schema(), bytes in proptest::collection::vec(0u8..8, 0..40)) {
        let two = Two::new(&writer, &reader);
        let plain = translate(&two.shapes, &two.resolution, two.pair, &bytes, &mut ());
        prop_assert_eq!(translate(&two.shapes, &two.resolution, two.pair, &bytes, &mut Trace::default()), plain);
    }
}

/// Behind a place that cannot be read the rest of the datum is read as if nothing had happened.
#[test]
fn every_failure_of_a_datum_is_found() {
    let two = Two::new(
        r#"{"type":"record","name":"R","fields":[
            {"name":"kind","type":{"type":"enum","name":"E","symbols":["A","B"]}},
            {"name":"lines","type":{"type":"array","items":["null","int",{"type":"record","name":"L","fields":[
                {"name":"text","type":"string"}]}]}},
            {"name":"labels","type":{"type":"map","values":"int"}}]}"#,
        r#"{"type":"record","name":"R","fields":[
            {"name":"labels","type":{"type":"map","values":"boolean"}},
            {"name":"kind","type":{"type":"enum","name":"E","symbols":["A"]}},
            {"name":"lines","type":{"type":"array","items":["long",{"type":"record","name":"L","fields":[
                {"name":"a/b","type":"int"}, {"name":"c","type":"int"}, {"name":"text","type":"string"}]}]}}]}"#,
    );
    let failures = |datum: serde_json::Value| {
        let written = json::from_json(&two.shapes, two.writer, &datum).expect("the datum is the writer's");
        let bytes = binary::encoded(&two.shapes, two.writer, &written);
        let read = translate_to_the_end(&two.shapes, &two.resolution, two.pair, &bytes).expect("it decodes");
        let mut all: Vec<String> = read.err().into_iter().flatten().map(|failure| failure.to_string()).collect();
        all.sort();
        all
    };
    let all = failures(serde_json::json!({
        "kind": "B", "lines": [{"L": {"text": ""}}, null, {"int": 1}, null], "labels": {"x": 1, "y": 2},
    }));
    assert_eq!(
        all,
        [
            "/kind: MISSING_ENUM_SYMBOLS",
            "/labels/{}: TYPE_MISMATCH",
            "/lines/[]/a~1b: READER_FIELD_MISSING_DEFAULT_VALUE",
            "/lines/[]/c: READER_FIELD_MISSING_DEFAULT_VALUE",
            "/lines/[]: MISSING_UNION_BRANCH",
        ]
    );
    assert_eq!(failures(serde_json::json!({"kind": "A", "lines": [{"int": 1}], "labels": {}})), [""; 0]);
}
