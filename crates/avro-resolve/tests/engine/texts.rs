//! Schemas from texts, and the texts of schemas of every kind.

use proptest::prelude::*;

use avro_resolve::resolution::{PairId, Resolution};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::{ShapeId, Shapes};

pub fn shape(text: &str) -> (Shapes, ShapeId) {
    let mut shapes = Shapes::default();
    let shape = add(&mut shapes, text);
    (shapes, shape)
}

pub fn add(shapes: &mut Shapes, text: &str) -> ShapeId {
    LinkedSchema::parse("test", text, shapes).expect("the schema is clear").root_shape()
}

/// A writer's and a reader's shape, and what the one makes of the other's data.
pub struct Two {
    pub shapes: Shapes,
    pub writer: ShapeId,
    pub reader: ShapeId,
    pub resolution: Resolution,
    pub pair: PairId,
}

impl Two {
    pub fn new(writer: &str, reader: &str) -> Two {
        let mut shapes = Shapes::default();
        let (writer, reader) = (add(&mut shapes, writer), add(&mut shapes, reader));
        let mut resolution = Resolution::default();
        let pair = resolution.resolve_shapes(&shapes, writer, reader);
        Two { shapes, writer, reader, resolution, pair }
    }
}

/// A record of fields that are given as JSON, without the names: they are a, b, c, …
pub fn record(types: &[&str]) -> String {
    let field = |(name, ty): (char, &&str)| format!(r#"{{"name":"{name}","type":{ty}}}"#);
    let fields: Vec<String> = ('a'..='z').zip(types).map(field).collect();
    format!(r#"{{"type":"record","name":"R","fields":[{}]}}"#, fields.join(","))
}

/// The text of a schema of any kind, some of them recursive.
pub fn any_schema() -> impl Strategy<Value = String> {
    let primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];
    let leaf = prop_oneof![
        proptest::sample::select(primitives.to_vec()).prop_map(|name| format!("\"{name}\"")),
        Just(r#"{"type":"enum","name":"E#","symbols":["A","B","C"]}"#.to_owned()),
        Just(r#"{"type":"fixed","name":"F#","size":3}"#.to_owned()),
        Just(r#"{"type":"string","logicalType":"uuid"}"#.to_owned()),
        Just(r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#.to_owned()),
        Just(r#"["null","Root"]"#.to_owned()),
    ];
    let inner = leaf.prop_recursive(4, 24, 4, |part| {
        let fields = proptest::collection::vec(part.clone(), 0..4);
        prop_oneof![
            part.clone().prop_map(|part| format!(r#"{{"type":"array","items":{part}}}"#)),
            part.clone().prop_map(|part| format!(r#"{{"type":"map","values":{part}}}"#)),
            part.prop_filter("a union in a union", |part| !part.starts_with('[') && part != "\"null\"")
                .prop_map(|part| format!(r#"["null",{part}]"#)),
            fields.prop_map(|parts| {
                record(&parts.iter().map(String::as_str).collect::<Vec<_>>()).replace("\"R\"", "\"R#\"")
            }),
        ]
    });
    let fields = proptest::collection::vec(inner, 1..5);
    fields.prop_map(|parts| {
        let text = record(&parts.iter().map(String::as_str).collect::<Vec<_>>()).replace("\"R\"", "\"Root\"");
        // Each named type gets a name of its own.
        let mut pieces = text.split('#');
        let first = pieces.next().expect("split() gives one piece at least").to_owned();
        pieces.enumerate().fold(first, |text, (number, piece)| format!("{text}{number}{piece}"))
    })
}
