//! Feeds data beside their schema: binary data bare, in single-object encoding and as messages of registries, and records as lines of JSON.

use std::io;
use std::ops::ControlFlow;

use avro_resolve::data::binary::{self, Reader};
use avro_resolve::data::json::{Encoded, Written, each_line, from_json, to_json};
use avro_resolve::file::single::{Framing, each_datum};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::value::Value;

use crate::halves;

/// Data are read up to so many.
const MOST: u32 = 1_000;

pub(crate) fn data(data: &[u8]) {
    let Some(Sample { shapes, shape, has_repeats, rest: bytes }) = schema_and_rest(data) else { return };
    let decoded = binary::decode(&shapes, shape, bytes);
    let mut reader = Reader::new(bytes);
    let skipped = binary::skip(&shapes, shape, &mut reader).and_then(|()| reader.finish());
    if let Ok(value) = &decoded {
        assert_eq!(skipped, Ok(()), "what is read can be passed over");
        survives_binary(&shapes, shape, value);
        if !has_repeats {
            survives_json(&shapes, shape, value);
        }
    }
    for framing in [Framing::Bare, Framing::SingleObject, Framing::Confluent, Framing::Glue] {
        let mut left = MOST;
        let outcome = each_datum(bytes, framing, |_, reader| {
            let value = binary::read(&shapes, shape, reader)?;
            left -= 1;
            let _ = value;
            Ok::<_, binary::DecodeError>(if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        });
        let message = outcome.map_err(|error| error.to_string());
        assert!(message.is_ok() || message.is_err_and(|message| !message.is_empty()));
    }
}

pub(crate) fn records(data: &[u8]) {
    let Some(Sample { shapes, shape, has_repeats, rest: lines }) = schema_and_rest(data) else { return };
    let read = each_line(lines, &shapes, shape, |number, datum| {
        assert!(number > 0);
        match datum {
            Ok(value) => {
                survives_binary(&shapes, shape, &value);
                if !has_repeats {
                    survives_json(&shapes, shape, &value);
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        Ok::<(), io::Error>(())
    });
    read.expect("memory can be read");
}

/// A schema, and what follows it.
struct Sample<'a> {
    shapes: Shapes,
    shape: ShapeId,
    /// Whether a record has a field twice or an enum a symbol: in JSON they are one.
    has_repeats: bool,
    rest: &'a [u8],
}

fn schema_and_rest(data: &[u8]) -> Option<Sample<'_>> {
    let (text, rest) = halves(data)?;
    let mut shapes = Shapes::default();
    let schema = LinkedSchema::parse("schema", std::str::from_utf8(text).ok()?, &mut shapes).ok()?;
    let faults = &schema.links.library.document(schema.links.root.file).faults;
    let has_repeats = faults
        .iter()
        .any(|fault| matches!(fault.kind, FaultKind::DuplicateField { .. } | FaultKind::DuplicateSymbol { .. }));
    Some(Sample { shape: schema.root_shape(), shapes, has_repeats, rest })
}

/// A value is the same after a way through binary.
fn survives_binary(shapes: &Shapes, shape: ShapeId, value: &Value) {
    let bytes = binary::encoded(shapes, shape, value);
    assert_eq!(binary::decode(shapes, shape, &bytes).as_ref(), Ok(value));
}

/// A value is the same after a way through JSON.
fn survives_json(shapes: &Shapes, shape: ShapeId, value: &Value) {
    let bytes = binary::encoded(shapes, shape, value);
    let json = to_json(shapes, shape, value);
    let streamed = serde_json::to_value(Encoded { shapes, shape, value }).expect("it is JSON");
    assert_eq!(streamed, json);
    let written = serde_json::to_value(Written { shapes, shape, bytes: &bytes }).expect("it is JSON");
    assert_eq!(written, json);
    let read = from_json(shapes, shape, &json).unwrap_or_else(|misfit| panic!("{json}: {misfit}"));
    assert_eq!(to_json(shapes, shape, &read), json);
    // JSON has one word for all that are not numbers, no strings that are not UTF-8, and keeps neither the order of a map nor a
    // key that is there twice.
    let (text, is_map) = (json.to_string(), format!("{value:?}").contains("Map("));
    let is_exact = !is_map && !text.contains("NaN") && !text.contains(char::REPLACEMENT_CHARACTER);
    assert!(read == *value || !is_exact, "{json}");
}
