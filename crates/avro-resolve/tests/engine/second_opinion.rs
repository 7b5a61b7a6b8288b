//! What the crate apache-avro makes of the same data.

use proptest::prelude::*;

use crate::texts::{Two, any_schema, record};
use avro_resolve::data::{binary, sample, translate};
use avro_resolve::schema::value::Value;
use avro_resolve::second_opinion::{Answer, Opinion, Party, Question, differs};

fn ask(two: &Two, writer: &Opinion, reader: &Opinion, bytes: &[u8], expected: Option<&[u8]>) -> Answer {
    let [writer, reader] = [writer, reader].map(|opinion| Party::new(opinion).expect("the names are known"));
    Question::new(&writer, &reader).ask(&two.shapes, bytes, expected)
}

/// How the crate's answer differs from ours.
fn compare(two: &Two, bytes: &[u8]) -> Option<String> {
    let opinion = |shape| Opinion::new(&two.shapes, shape).expect("the crate understands the schema");
    let ours = translate::translate(&two.shapes, &two.resolution, two.pair, bytes, &mut ()).expect("we read it");
    let ours = binary::encoded(&two.shapes, two.reader, &ours);
    let answer = |expected| ask(two, &opinion(two.writer), &opinion(two.reader), bytes, expected);
    let difference = differs(&two.shapes, two.reader, &ours, &answer(Some(&ours)));
    assert_eq!(
        difference,
        differs(&two.shapes, two.reader, &ours, &answer(None)),
        "what is expected changes no answer"
    );
    difference
}

#[test]
fn both_agree_on_the_simple_things() {
    let two = Two::new(&record(&["\"int\"", "\"string\""]), &record(&["\"long\"", r#"["null","string"]"#]));
    assert_eq!(compare(&two, &[2, 2, b'x']), None);
    let maps = Two::new(r#"{"type":"map","values":"int"}"#, r#"{"type":"map","values":"long"}"#);
    let mut bytes = Vec::new();
    let entries = (0..50).map(|n: i32| (format!("k{n}").into_bytes(), Value::Int(n))).collect();
    binary::encode(&maps.shapes, maps.writer, &Value::Map(entries), &mut bytes);
    assert_eq!(compare(&maps, &bytes), None, "entries come in any order");
}

#[test]
fn the_crate_ignores_aliases_of_fields() {
    let reader = |default: &str| {
        format!(r#"{{"type":"record","name":"R","fields":[{{"name":"b","type":"int","aliases":["a"]{default}}}]}}"#)
    };
    let two = Two::new(&record(&["\"int\""]), &reader(r#","default":0"#));
    assert_eq!(compare(&two, &[2]), Some("reads /b as 0 (avrocheck: 1)".to_owned()));
    let two = Two::new(&record(&["\"int\""]), &reader(""));
    let reason = compare(&two, &[2]).expect("the crate refuses it");
    assert!(reason.starts_with("refuses the datum: Missing field"), "{reason}");
}

#[test]
fn the_crate_chooses_branches_by_value() {
    let two = Two::new(r#"["int","long"]"#, r#"["long","int"]"#);
    assert_eq!(compare(&two, &[0, 2]), None);
    let types = |first: &str, second: &str| {
        let record =
            |name: &str| format!(r#"{{"type":"record","name":"{name}","fields":[{{"name":"x","type":"int"}}]}}"#);
        format!("[{},{}]", record(first), record(second))
    };
    let two = Two::new(&types("A", "B"), &types("A", "B"));
    let expected = "reads the datum as record A {x: 1} (avrocheck: record B {x: 1})";
    assert_eq!(compare(&two, &[2, 2]), Some(expected.to_owned()));
}

#[test]
fn the_crate_is_not_asked_what_it_cannot_finish() {
    let list = record(&[r#"["null","R"]"#]);
    let two = Two::new(&list, &list);
    let bytes = |length| -> Vec<u8> { std::iter::repeat_n(2, length).chain([0]).collect() };
    let opinion = Opinion::new(&two.shapes, two.writer).expect("the crate understands the schema");
    let answer = |length| ask(&two, &opinion, &opinion, &bytes(length), None);
    assert_eq!(answer(5), Answer::Read(bytes(5)));
    assert_eq!(answer(31), Answer::TooExpensive, "2^31 steps");
    assert_eq!(answer(400), Answer::TooExpensive);
    // Without unions, depth alone counts.
    let tree = record(&[r#"{"type":"array","items":"R"}"#]);
    let two = Two::new(&tree, &tree);
    let opinion = Opinion::new(&two.shapes, two.writer).expect("the crate understands the schema");
    let bytes = |length| -> Vec<u8> {
        std::iter::repeat_n(2, length).chain([0]).chain(std::iter::repeat_n(0, length)).collect()
    };
    let answer = |length| ask(&two, &opinion, &opinion, &bytes(length), None);
    assert_eq!(answer(31), Answer::Read(bytes(31)));
    assert_eq!(answer(32), Answer::TooExpensive);
}

#[test]
fn schemas_that_the_crate_does_not_understand_are_errors() {
    let two = Two::new(&record(&["\"int\""]), r#"{"type":"record","name":"a-b","fields":[]}"#);
    assert!(Opinion::new(&two.shapes, two.reader).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_datum_gets_an_answer(writer in any_schema(), reader in any_schema()) {
        let two = Two::new(&writer, &reader);
        let opinion = |shape| Opinion::new(&two.shapes, shape);
        if let (Ok(written), Ok(expected)) = (opinion(two.writer), opinion(two.reader)) {
            for value in sample::records(&two.shapes, two.writer, 6) {
                let bytes = binary::encoded(&two.shapes, two.writer, &value);
                let panicked = Answer::Refused("it panics".to_owned());
                prop_assert_ne!(ask(&two, &written, &expected, &bytes, None), panicked.clone());
                prop_assert_ne!(ask(&two, &written, &written, &bytes, None), panicked);
            }
        }
    }
}
