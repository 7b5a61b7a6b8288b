//! Checks the table of changes in `docs/levels.md` against the resolution of each.

use std::path::Path;

use avro_resolve::resolution::{Resolution, Verdict};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};

use super::markdown::Page;

/// What a row is about, and fields of the older and the newer schema.
const CHANGES: [(&str, &str, &str); 11] = [
    ("add a field with a default", "", r#"{"name": "a", "type": "int", "default": 0}"#),
    ("add a field without a default", "", r#"{"name": "a", "type": "int"}"#),
    ("remove a field that had a default", r#"{"name": "a", "type": "int", "default": 0}"#, ""),
    ("remove a field that had none", r#"{"name": "a", "type": "int"}"#, ""),
    ("`int` to `long`", r#"{"name": "a", "type": "int"}"#, r#"{"name": "a", "type": "long"}"#),
    (
        r#"`string` to `["null", "string"]`"#,
        r#"{"name": "a", "type": "string"}"#,
        r#"{"name": "a", "type": ["null", "string"]}"#,
    ),
    (
        r#"`["null", "string"]` to `string`"#,
        r#"{"name": "a", "type": ["null", "string"]}"#,
        r#"{"name": "a", "type": "string"}"#,
    ),
    (
        "rename a field that has no default, the old name as an alias",
        r#"{"name": "a", "type": "int"}"#,
        r#"{"name": "b", "type": "int", "aliases": ["a"]}"#,
    ),
    (
        "add a symbol to an enum without a default",
        r#"{"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["X"]}}"#,
        r#"{"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["X", "Y"]}}"#,
    ),
    (
        "add a symbol to an enum with a default",
        r#"{"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["X"], "default": "X"}}"#,
        r#"{"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["X", "Y"], "default": "X"}}"#,
    ),
    (
        "remove a symbol from an enum without a default",
        r#"{"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["X", "Y"]}}"#,
        r#"{"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["X"]}}"#,
    ),
];

#[test]
fn the_table_of_changes_is_so() {
    let page = Page::read(Path::new("docs/levels.md"));
    let rows: Vec<&str> = page.text.lines().filter(|line| line.starts_with("| ")).collect();
    for (change, older, newer) in CHANGES {
        let row = format!("| {change} | {} | {}", mark(older, newer), mark(newer, older));
        assert!(rows.iter().any(|shown| shown.starts_with(&row)), "docs/levels.md has to have the row {row}");
    }
    let table = page.text.split("| change | backward | forward |").nth(1).expect("the table is there");
    let shown = table.lines().skip(2).take_while(|line| line.starts_with('|')).count();
    assert_eq!(shown, CHANGES.len(), "a row of docs/levels.md has no experiment");
}

/// Whether a reader takes all that a writer may write.
fn mark(writer: &str, reader: &str) -> char {
    let mut shapes = Shapes::default();
    let record = |fields: &str| format!(r#"{{"type": "record", "name": "R", "fields": [{fields}]}}"#);
    let writer = LinkedSchema::parse("writer.avsc", &record(writer), &mut shapes).expect("it is a schema");
    let reader = LinkedSchema::parse("reader.avsc", &record(reader), &mut shapes).expect("it is a schema");
    let mut resolution = Resolution::default();
    let pair = resolution.resolve(&shapes, WriterSchema(&writer), ReaderSchema(&reader));
    if resolution.verdict(pair) == Verdict::Compatible { '✓' } else { '✗' }
}
