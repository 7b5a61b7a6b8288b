//! Which type a name means, and that printing keeps it, and the order of fields.

use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::print::{Style, print};
use avro_resolve::schema::shape::Shapes;

/// A record `n.R` of an `A` in no namespace, where `more` fields follow.
fn record_with(more: &str) -> String {
    let a = r#"{"name":"a","type":{"type":"record","name":"A","namespace":"","fields":[]}}"#;
    format!(r#"{{"type":"record","name":"R","namespace":"n","fields":[{a},{more}]}}"#)
}

#[test]
fn a_bare_name_may_be_in_no_namespace() {
    for name in ["A", ".A"] {
        let text = record_with(&format!(r#"{{"name":"b","type":"{name}"}}"#));
        assert!(LinkedSchema::parse("s", &text, &mut Shapes::default()).is_ok(), "{text}");
    }
}

#[test]
fn a_full_name_is_never_in_no_namespace() {
    let text = record_with(r#"{"name":"b","type":"other.A"}"#);
    let faults = LinkedSchema::parse("s", &text, &mut Shapes::default()).expect_err("other.A is not there");
    assert!(matches!(&faults[0].kind, FaultKind::UnknownType { name, .. } if name == "other.A"), "{faults:?}");
}

/// The text that is printed of a schema means the same.
fn assert_prints_as_itself(text: &str) {
    let mut shapes = Shapes::default();
    let schema = LinkedSchema::parse("s", text, &mut shapes).expect("it is clear");
    let printed = print(&shapes, schema.root_shape(), Style::Full).expect("one file defines a name once");
    let again = LinkedSchema::parse("s", &printed, &mut shapes).expect("it is clear");
    assert_eq!(again.root_shape(), schema.root_shape(), "{printed}");
}

#[test]
fn printing_keeps_namesakes_apart() {
    let namesake = r#"{"name":"b","type":{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}}"#;
    assert_prints_as_itself(&record_with(&format!(
        r#"{namesake},{{"name":"c","type":".A"}},{{"name":"d","type":"A"}}"#
    )));
}

#[test]
fn printing_keeps_aliases_in_no_namespace() {
    for aliases in [r#"".Old""#, r#"".Old","Old","other.Old""#, r#"".""#, r#""..Old""#] {
        assert_prints_as_itself(&format!(r#"{{"type":"enum","name":"a.B","aliases":[{aliases}],"symbols":["S"]}}"#));
        assert_prints_as_itself(&format!(r#"{{"type":"enum","name":"B","aliases":[{aliases}],"symbols":["S"]}}"#));
    }
}

#[test]
fn printing_keeps_sort_orders() {
    let orders = ["ascending", "descending", "ignore"];
    let field = |order: &&str| format!(r#"{{"name":"{order}","type":"int","order":"{order}"}}"#);
    let fields: Vec<String> = orders.iter().map(field).collect();
    let text = format!(r#"{{"type":"record","name":"R","fields":[{}]}}"#, fields.join(","));
    assert_prints_as_itself(&text);
}
