//! However deep schemas and data are, the stack does not overflow: it grows, or what is too deep is refused. Both builds run
//! this: with the feature `stack` and without.

use avro_resolve::{Schema, Verdict, resolve};

fn record(name: &str, fields: &[&str]) -> String {
    let field = |(at, ty): (usize, &&str)| format!(r#"{{"name": "f{at}", "type": {ty}}}"#);
    let fields: Vec<String> = fields.iter().enumerate().map(field).collect();
    format!(r#"{{"type": "record", "name": "{name}", "fields": [{}]}}"#, fields.join(", "))
}

/// Records side by side, each of which has the next one as its field.
fn chain(length: usize) -> String {
    let link = |at: usize| {
        if at + 1 < length {
            record(&format!("R{at}"), &[&format!("\"R{}\"", at + 1)])
        } else {
            record(&format!("R{at}"), &["\"int\""])
        }
    };
    let links: Vec<String> = (0..length).rev().map(link).collect();
    record("Root", &links.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A list of records in a circle, in namespaces of their own, with the same unqualified name.
fn circle(length: usize) -> String {
    let nullable = |at: usize| format!(r#"["null", "n{}.R"]"#, at % length);
    let links: Vec<String> = (0..length).map(|at| record(&format!("n{at}.R"), &[&nullable(at + 1)])).collect();
    record("Root", &links.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn long_chains_of_types_are_resolved_or_refused() {
    let parsed = Schema::parse(&chain(20_000));
    if cfg!(feature = "stack") {
        let schema = parsed.expect("the stack grows");
        assert_eq!(resolve(&schema, &schema).verdict(), Verdict::Compatible);
    } else {
        let error = parsed.expect_err("the stack does not grow").to_string();
        assert!(error.contains("nested too deeply"), "{error}");
    }
    assert!(Schema::parse(&chain(100)).is_ok());
}

#[test]
fn long_ways_through_two_circles_are_resolved() {
    // Each of the one meets each of the other: 31 * 37 pairs on one way.
    let (writer, reader) = (circle(31), circle(37));
    let (writer, reader) = (Schema::parse(&writer).expect("a schema"), Schema::parse(&reader).expect("a schema"));
    let resolved = resolve(&writer, &reader);
    let failures = resolved.findings().into_iter().filter(|finding| finding.kind.is_some()).count();
    assert_eq!((resolved.verdict(), failures), (Verdict::Incompatible, 6), "fields 31 to 36 are not written");
    let back = resolve(&reader, &writer);
    assert_eq!(back.verdict(), Verdict::Compatible);
    assert!(back.findings().len() >= 31 * 37 - 31, "almost each pair of records differs in its namespace");
}

#[test]
fn deep_json_is_refused() {
    for deep in ["[".repeat(100_000), r#"{"type": "#.repeat(100_000), r#"{"type": "array", "items": "#.repeat(100_000)]
    {
        let error = Schema::parse(&deep).expect_err("it is too deep");
        assert!(error.to_string().contains("nested too deeply"), "{error}");
    }
}

#[test]
fn deep_data_are_refused() {
    let list = Schema::parse(&record("List", &[r#"["null", "List"]"#])).expect("a schema");
    let resolved = resolve(&list, &list);
    let deep = [vec![2; 100_000], vec![0]].concat();
    let error = resolved.read(&deep).expect_err("it is too deep");
    assert!(error.to_string().contains("nested deeper than"), "{error}");
    let shallow = [vec![2; 50], vec![0]].concat();
    assert!(resolved.read(&shallow).is_ok());
}
