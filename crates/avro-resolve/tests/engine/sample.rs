//! Made-up data: many, small, different, and always the same.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::texts::{any_schema, record, shape};
use avro_resolve::data::sample::records;
use avro_resolve::schema::value::Value;

fn size(value: &Value) -> usize {
    match value {
        Value::Array(parts) | Value::Record(parts) => 1 + parts.iter().map(size).sum::<usize>(),
        Value::Map(entries) => 1 + entries.iter().map(|(_, value)| size(value)).sum::<usize>(),
        Value::Union(_, inner) => 1 + size(inner),
        _ => 1,
    }
}

fn fields(value: &Value) -> &[Value] {
    match value {
        Value::Record(fields) => fields,
        other => panic!("{other:?} is no record"),
    }
}

#[test]
fn together_they_take_every_choice() {
    let schema = record(&[
        r#"["null","int",{"type":"enum","name":"E","symbols":["A","B","C"]}]"#,
        r#"{"type":"array","items":["null","string"]}"#,
        r#"{"type":"map","values":"long"}"#,
        "\"long\"",
    ]);
    let (shapes, shape) = shape(&schema);
    let records = records(&shapes, shape, 30);
    let all = |field: usize| records.iter().map(move |record| &fields(record)[field]);
    let symbols: BTreeSet<u32> = all(0)
        .filter_map(|value| match value {
            Value::Union(2, inner) => match **inner {
                Value::Enum(symbol) => Some(symbol),
                _ => None,
            },
            _ => None,
        })
        .collect();
    assert_eq!(symbols, BTreeSet::from([0, 1, 2]));
    assert!(all(0).any(|value| matches!(value, Value::Union(0, _))));
    assert!(all(1).any(|value| matches!(value, Value::Array(items) if items.is_empty())));
    let with = |branch| {
        all(1).any(|value| matches!(value, Value::Array(items) if items.iter().any(|item| matches!(item, Value::Union(b, _) if *b == branch))))
    };
    assert!(with(0) && with(1));
    assert!(all(2).any(|value| matches!(value, Value::Map(entries) if entries.len() > 1)));
    for number in [0, -1, i64::MIN, i64::MAX, (1 << 53) + 1, (1 << 24) + 1] {
        assert!(all(3).any(|value| *value == Value::Long(number)), "{number}");
    }
}

#[test]
fn fields_do_not_go_hand_in_hand() {
    let (shapes, shape) = shape(&record(&[r#"["null","int"]"#; 6]));
    let is_null = |value: &Value| matches!(value, Value::Union(0, _));
    let records = records(&shapes, shape, 24);
    for a in 0..6 {
        for b in 0..a {
            let both: BTreeSet<_> = records.iter().map(|r| (is_null(&fields(r)[a]), is_null(&fields(r)[b]))).collect();
            assert_eq!(both.len(), 4, "{a} and {b}");
        }
    }
}

#[test]
fn there_are_none_where_there_can_be_none() {
    let (shapes, endless) = shape(&record(&["\"R\""]));
    assert!(records(&shapes, endless, 3).is_empty());
    let (shapes, optional) = shape(&record(&[
        r#"["null",{"type":"record","name":"Endless","fields":[{"name":"x","type":"Endless"}]}]"#,
        r#"{"type":"array","items":"Endless"}"#,
    ]));
    let null = Value::Union(0, Box::new(Value::Null));
    assert_eq!(
        records(&shapes, optional, 2),
        [(); 2].map(|()| Value::Record(vec![null.clone(), Value::Array(vec![])]))
    );
}

#[test]
fn none_is_huge() {
    let branching =
        record(&[r#"["null","R"]"#, r#"{"type":"array","items":"R"}"#, r#"{"type":"map","values":["R","null"]}"#]);
    let (shapes, branching) = shape(&branching);
    for value in records(&shapes, branching, 50) {
        assert!(size(&value) < 4_000, "{}", size(&value));
    }
    let wide: Vec<String> = (0..3_000).map(|n| format!(r#"{{"name":"f{n}","type":["null","int"]}}"#)).collect();
    let (shapes, wide) = shape(&format!(r#"{{"type":"record","name":"R","fields":[{}]}}"#, wide.join(",")));
    assert!(records(&shapes, wide, 3).iter().all(|value| size(value) == 1 + 2 * 3_000));
    let (shapes, heavy) = shape(r#"{"type":"fixed","name":"F","size":2000000000}"#);
    assert!(records(&shapes, heavy, 3).is_empty());
}

#[test]
fn logical_types_hold() {
    let (shapes, shape) = shape(&record(&[
        r#"{"type":"string","logicalType":"uuid"}"#,
        r#"{"type":"bytes","logicalType":"decimal","precision":3,"scale":1}"#,
        r#"{"type":"fixed","name":"D","size":4,"logicalType":"decimal","precision":9,"scale":0}"#,
    ]));
    let number = |bytes: &[u8]| {
        let sign = if bytes[0] & 0x80 == 0 { 0i128 } else { -1 };
        bytes.iter().fold(sign, |number, byte| (number << 8) | i128::from(*byte))
    };
    let mut seen = BTreeSet::new();
    for record in records(&shapes, shape, 12) {
        let [Value::String(uuid), Value::Bytes(small), Value::Fixed(large)] = fields(&record) else {
            panic!("{record:?}");
        };
        assert_eq!(uuid.len(), 36);
        assert!(number(small).abs() < 1_000 && number(large).abs() < 1_000_000_000, "{record:?}");
        seen.extend([number(small), number(large)]);
    }
    assert!(BTreeSet::from([999, -999, 999_999_999, -999_999_999, 0]).is_subset(&seen), "{seen:?}");
}

proptest! {
    #[test]
    fn they_are_many_small_and_always_the_same(schema in any_schema()) {
        let (shapes, shape) = shape(&schema);
        let made = records(&shapes, shape, 12);
        prop_assert_eq!(made.len(), if shapes.is_inhabited(shape) { 12 } else { 0 });
        prop_assert!(made.iter().all(|value| size(value) < 4_000));
        prop_assert_eq!(&records(&shapes, shape, 12), &made);
        prop_assert_eq!(&records(&shapes, shape, 5)[..], &made[..made.len().min(5)]);
    }
}
