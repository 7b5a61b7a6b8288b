//! Which defaults fit which types, and that deciding it comes to an end.

use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::shape::Shapes;

/// The fault of the default of the only field of a record, if it has one.
fn fault(ty: &str, default: &str) -> Option<String> {
    let text = format!(r#"{{"type":"record","name":"R","fields":[{{"name":"f","type":{ty},"default":{default}}}]}}"#);
    let schema = LinkedSchema::parse("s.avsc", &text, &mut Shapes::default()).expect("it is a schema");
    schema.faults.into_iter().find_map(|fault| match fault.fault.kind {
        FaultKind::InvalidDefault { reason } => Some(reason),
        FaultKind::InfiniteDefault => Some("infinite".to_owned()),
        FaultKind::DefaultNotFirstBranch { branch } => Some(format!("branch {branch}")),
        _ => None,
    })
}

#[test]
fn defaults_fit_or_say_why_not() {
    let point =
        r#"{"type":"record","name":"P","fields":[{"name":"x","type":"int"},{"name":"y","type":"int","default":0}]}"#;
    let cases = [
        (r#""int""#, "1", None),
        (r#""int""#, "1.0", Some("1.0 is not a whole number, for int")),
        (r#""int""#, "3000000000", Some("3000000000 is out of the range of int")),
        (r#""long""#, "3000000000", None),
        (r#""float""#, "1", None),
        (r#""float""#, "1e39", Some("infinite")),
        (r#""float""#, "-1e999", Some("infinite")),
        (r#""double""#, "1e999", Some("infinite")),
        (r#""double""#, "0.1e9999999999", Some("infinite")),
        (r#""double""#, "1.7976931348623157e308", None),
        (r#""double""#, "1e-999", None),
        (r#"["double","null"]"#, "1e999", Some("infinite")),
        (r#"["float","double"]"#, "1e39", Some("branch 2")),
        (r#"["float","null"]"#, "1e39", Some("infinite")),
        (r#"{"type":"array","items":"double"}"#, "[1, -1e999]", Some("infinite")),
        (r#""string""#, "1e999", Some("1.7976931348623157e+308 is not a string")),
        (r#""long""#, "1e999", Some("1.7976931348623157e+308 is not a whole number, for long")),
        (r#""double""#, r#""NaN""#, None),
        (r#""double""#, r#""1.5""#, Some(r#""1.5" is not a number"#)),
        (r#""bytes""#, r#""ÿ""#, None),
        (r#""bytes""#, r#""Ā""#, Some("'Ā' is above U+00FF, so it is not a byte")),
        (r#"{"type":"fixed","name":"F","size":2}"#, r#""a""#, Some("F needs 2 bytes, not 1")),
        (r#"["null","int"]"#, "null", None),
        (r#"["null","int"]"#, "1", Some("branch 2")),
        (r#"["null","int"]"#, r#""x""#, Some(r#""x" fits no branch of the union"#)),
        (r#"["double","string"]"#, r#""NaN""#, Some("branch 2")),
        (r#"{"type":"enum","name":"E","symbols":["A"]}"#, r#""B""#, Some(r#""B" is not a symbol of E"#)),
        (r#"{"type":"array","items":"int"}"#, "[1, 2]", None),
        (r#"{"type":"array","items":"int"}"#, "{}", Some("{} is not an array")),
        (r#"{"type":"map","values":"int"}"#, r#"{"a": "b"}"#, Some(r#""b" is not a whole number, for int"#)),
        (point, r#"{"x": 1}"#, None),
        (point, r#"{"y": 1}"#, Some("field \"x\": it is missing and has no default of its own")),
    ];
    for (ty, default, expected) in cases {
        assert_eq!(fault(ty, default).as_deref(), expected, "{ty} with default {default}");
    }
}

#[test]
fn a_default_that_contains_itself_does_not_fit() {
    let ty = r#"{"type":"record","name":"N","fields":[{"name":"next","type":"N","default":{}}]}"#;
    let reason = fault(ty, "{}").expect("it has no end");
    assert!(reason.contains("it contains itself"), "{reason}");
}

/// Each level could be either of two records, and none of them fits at the bottom.
#[test]
fn nested_unions_do_not_multiply_the_work() {
    let deep = (0..100).fold("5".to_owned(), |inner, _| format!(r#"{{"x":{inner}}}"#));
    let ty = r#"[{"type":"record","name":"A","fields":[{"name":"x","type":["null","A",
        {"type":"record","name":"B","fields":[{"name":"x","type":["null","A","B"]}]}]}]},"B"]"#;
    let reason = fault(ty, &deep).expect("5 is no record");
    assert!(reason.contains("fits no branch"), "{reason}");
}
