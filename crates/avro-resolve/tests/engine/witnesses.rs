//! The smallest data that fail or can be read, and data that together take every way through a pair.

use crate::texts::{Two, record};
use avro_resolve::data::{binary, json};
use avro_resolve::proof::{Budget, Cover, Exercised, Extent, Readings, Subject, Witness, cover, success};
use avro_resolve::resolution::Verdict;

/// The data that a pair that can be read is exercised on, as JSON lines.
fn covered(two: &Two) -> Vec<String> {
    let readings = Readings::new(Subject { shapes: &two.shapes, resolution: &two.resolution }, [two.pair]);
    let Cover { data, extent } =
        cover(&readings, &mut Exercised::default(), two.pair, &mut Budget::default()).expect("it can be read");
    assert_eq!(extent, Extent::Whole);
    data.iter().map(|datum| shown(two, datum)).collect()
}

fn smallest(two: &Two) -> String {
    let readings = Readings::new(Subject { shapes: &two.shapes, resolution: &two.resolution }, [two.pair]);
    match success(&readings, two.pair, &mut Budget::default()).expect("it can be read") {
        Witness::Datum(datum) => shown(two, &datum),
        Witness::Absent(absence) => absence.name().to_owned(),
    }
}

fn shown(two: &Two, datum: &[u8]) -> String {
    let value = binary::decode(&two.shapes, two.writer, datum).expect("it is the writer's");
    serde_json::to_string(&json::Encoded { shapes: &two.shapes, shape: two.writer, value: &value }).expect("it is JSON")
}

#[test]
fn the_smallest_datum_is_the_smallest_that_can_be_read() {
    let types = [
        r#"["string","null"]"#,
        r#"{"type":"enum","name":"E","symbols":["A","B"]}"#,
        r#"{"type":"array","items":"boolean"}"#,
        r#"{"type":"string","logicalType":"uuid"}"#,
        r#"{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}"#,
        r#"{"type":"bytes","logicalType":"big-decimal"}"#,
        r#"{"type":"fixed","name":"F","size":2}"#,
    ];
    let (writer, same) = (record(&types), record(&types));
    let uuid = "00000000-0000-0000-0000-000000000000";
    let all =
        format!(r#"{{"a":null,"b":"A","c":[],"d":"{uuid}","e":"\u0000","f":"\u0002\u0000\u0000","g":"\u0000\u0000"}}"#);
    assert_eq!(smallest(&Two::new(&writer, &same)), all);
    let strict = writer.replace(r#"["string","null"]"#, r#""string""#).replace(r#""A","B""#, r#""B""#);
    let read = all.replace(r#""a":null,"b":"A""#, r#""a":{"string":""},"b":"B""#);
    assert_eq!(smallest(&Two::new(&writer, &strict)), read);
}

#[test]
fn recursion_ends_where_it_is_cheapest() {
    let list = |head| {
        format!(
            r#"{{"type":"record","name":"L","fields":[{{"name":"head","type":"{head}"}},{{"name":"tail","type":["L","null"]}}]}}"#
        )
    };
    let two = Two::new(&list("int"), &list("long"));
    assert_eq!(smallest(&two), r#"{"head":0,"tail":null}"#);
    // Once with a tail and once without, and both ends of the range.
    let cover = covered(&two);
    assert_eq!(cover[0], r#"{"head":0,"tail":{"L":{"head":0,"tail":null}}}"#);
    assert_eq!(
        cover[1..],
        [r#"{"head":-1,"tail":null}"#, r#"{"head":-2147483648,"tail":null}"#, r#"{"head":2147483647,"tail":null}"#,]
    );
}

#[test]
fn branches_are_seen_one_after_the_other_and_fields_side_by_side() {
    let types =
        [r#"["null",{"type":"enum","name":"E","symbols":["A","B"]},"int"]"#, r#"{"type":"map","values":"boolean"}"#];
    let two = Two::new(&record(&types), &record(&types));
    assert_eq!(
        covered(&two),
        [
            r#"{"a":null,"b":{"key0":false,"key1":true}}"#,
            r#"{"a":{"E":"A"},"b":{}}"#,
            r#"{"a":{"E":"B"},"b":{}}"#,
            r#"{"a":{"int":0},"b":{}}"#,
            r#"{"a":{"int":-1},"b":{}}"#,
        ]
    );
}

/// What an earlier pair of the subject has shown is only passed.
#[test]
fn pairs_share_what_they_show() {
    let of = |part: &str| record(&[&format!("\"{part}\""), &format!(r#"{{"type":"array","items":"{part}"}}"#)]);
    let mut two = Two::new(&of("int"), &of("int"));
    let (writer, reader) = (two.writer, crate::texts::add(&mut two.shapes, &of("long")));
    let wide = two.resolution.resolve_shapes(&two.shapes, writer, reader);
    let same = two.resolution.resolve_shapes(&two.shapes, writer, writer);
    let readings = Readings::new(Subject { shapes: &two.shapes, resolution: &two.resolution }, [wide, same]);
    let mut exercised = Exercised::default();
    let mut count = |pair| {
        let cover = cover(&readings, &mut exercised, pair, &mut Budget::default()).expect("it can be read");
        cover.data.len()
    };
    assert_eq!((count(wide), count(same), count(wide), count(same)), (4, 2, 1, 1));
}

/// Two fields claim one; each could be read alone, and nothing can be read by both.
#[test]
fn what_two_fields_read_is_read_by_both() {
    let field = |name: &str, symbols: &str| {
        format!(
            r#"{{"name":"{name}","aliases":["w"],"type":{{"type":"enum","name":"{name}.E","symbols":[{symbols}]}}}}"#
        )
    };
    let record = |fields: &str| format!(r#"{{"type":"record","name":"R","fields":[{fields}]}}"#);
    let writer = record(&field("w", r#""A","B","C""#));
    let apart = Two::new(&writer, &record(&[field("x", r#""A""#), field("y", r#""B""#)].join(",")));
    assert_eq!(smallest(&apart), "no-finite-datum");
    let together = Two::new(&writer, &record(&[field("x", r#""A","C""#), field("y", r#""B","C""#)].join(",")));
    assert_eq!(together.resolution.verdict(together.pair), Verdict::DataDependent);
    assert_eq!(smallest(&together), r#"{"w":"C"}"#);
}

#[test]
fn what_is_too_large_is_not_made() {
    let huge = record(&[r#"{"type":"fixed","name":"F","size":2000000000}"#]);
    assert_eq!(smallest(&Two::new(&huge, &huge)), "bound-reached");
    let endless = r#"{"type":"record","name":"R","fields":[{"name":"r","type":"R"}]}"#;
    assert_eq!(smallest(&Two::new(endless, endless)), "no-finite-datum");
}
