//! Feeds data beside their schema: binary data bare and in single-object encoding, and records as lines of JSON.

use std::io;
use std::ops::ControlFlow;

use avro_resolve::data::binary::{self, Reader};
use avro_resolve::data::json::{Encoded, Written, each_line, from_json, to_json};
use avro_resolve::file::single::{Framing, each_datum};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::value::Value;

use crate::halves;

/// Data are read up to so many.
const MOST: u32 = 1_000;

pub(crate) fn data(data: &[u8]) {
    let Some((shapes, shape, bytes)) = schema_and_rest(data) else { return };
    let decoded = binary::decode(&shapes, shape, bytes);
    let mut reader = Reader::new(bytes);
    let skipped = binary::skip(&shapes, shape, &mut reader).and_then(|()| reader.finish());
    if let Ok(value) = &decoded {
        assert_eq!(skipped, Ok(()), "what is read can be passed over");
        survives(&shapes, shape, value);
    }
    for framing in [Framing::Bare, Framing::SingleObject] {
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
    let Some((shapes, shape, lines)) = schema_and_rest(data) else { return };
    let read = each_line(lines, &shapes, shape, |number, datum| {
        assert!(number > 0);
        match datum {
            Ok(value) => survives(&shapes, shape, &value),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        Ok::<(), io::Error>(())
    });
    read.expect("memory can be read");
}

fn schema_and_rest(data: &[u8]) -> Option<(Shapes, ShapeId, &[u8])> {
    let (text, rest) = halves(data)?;
    let mut shapes = Shapes::default();
    let schema = LinkedSchema::parse("schema", std::str::from_utf8(text).ok()?, &mut shapes).ok()?;
    Some((shapes, schema.root_shape(), rest))
}

/// A value is the same after a way through binary and through JSON.
fn survives(shapes: &Shapes, shape: ShapeId, value: &Value) {
    let bytes = binary::encoded(shapes, shape, value);
    assert_eq!(binary::decode(shapes, shape, &bytes).as_ref(), Ok(value));
    assert_eq!(binary::decodes_to(shapes, shape, &bytes, value), Ok(true));
    let json = to_json(shapes, shape, value);
    let streamed = serde_json::to_value(Encoded { shapes, shape, value }).expect("it is JSON");
    assert_eq!(streamed, json);
    let written = serde_json::to_value(Written { shapes, shape, bytes: &bytes }).expect("it is JSON");
    assert_eq!(written, json);
    let read = match from_json(shapes, shape, &json) {
        Ok(read) => read,
        // The text of such a record has the key twice; what was made of it, once.
        Err(misfit) if misfit.to_string().contains("two fields of one name") => return,
        Err(misfit) => panic!("{json}: {misfit}"),
    };
    assert_eq!(to_json(shapes, shape, &read), json);
    // JSON has one word for all that are not numbers, no strings that are not UTF-8, and keeps neither the order of a map nor a
    // key that is there twice.
    let (text, is_map) = (json.to_string(), format!("{value:?}").contains("Map("));
    let is_exact = !is_map && !text.contains("NaN") && !text.contains(char::REPLACEMENT_CHARACTER);
    assert!(read == *value || !is_exact, "{json}");
}
