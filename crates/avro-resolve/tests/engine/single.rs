//! Data that travel alone, or one after the other without a container.

use crate::texts::{add, shape};
use avro_resolve::data::binary::{self, DecodeError};
use avro_resolve::file::single::{Envelope, Framing, decode_avro, each_datum, encode_avro, open};
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::value::Value;
use std::io::{self, Read};
use std::ops::ControlFlow;

/// Single-object encoding's example in Java: the fingerprint of `"int"` is 7275d51a3f395c8f, and stands there little-endian.
#[test]
fn an_envelope_names_the_schema() {
    let (shapes, int) = shape(r#""int""#);
    let envelope = Envelope::single_object(&shapes, int).expect("one schema");
    let bytes = encode_avro(&shapes, int, &Value::Int(-64), envelope);
    assert_eq!(bytes, [0xc3, 0x01, 0x8f, 0x5c, 0x39, 0x3f, 0x1a, 0xd5, 0x75, 0x72, 0x7f]);
    assert_eq!(open(&bytes), Ok((0x7275_d51a_3f39_5c8f, &[0x7f][..])));
    assert_eq!(decode_avro(&shapes, int, &bytes, envelope), Ok(Value::Int(-64)));
}

#[test]
fn a_raw_datum_is_bare() {
    let (shapes, int) = shape(r#""int""#);
    let bytes = encode_avro(&shapes, int, &Value::Int(-64), Envelope::Raw);
    assert_eq!(bytes, [0x7f]);
    assert_eq!(decode_avro(&shapes, int, &bytes, Envelope::Raw), Ok(Value::Int(-64)));
}

#[test]
fn what_is_wrong_with_an_envelope_is_said() {
    let (mut shapes, int) = shape(r#""int""#);
    let long = add(&mut shapes, r#""long""#);
    let envelope = Envelope::single_object(&shapes, int).expect("one schema");
    let decode = |bytes: &[u8]| decode_avro(&shapes, int, bytes, envelope).expect_err("it is wrong").to_string();
    assert!(decode(&[0x7f]).contains("do not start with C3 01"));
    assert!(decode(&[0xc3, 0x01, 1, 2]).contains("end in the 10 bytes"));
    let other = Envelope::single_object(&shapes, long).expect("one schema");
    let message = decode(&encode_avro(&shapes, long, &Value::Long(1), other));
    assert!(message.contains("not 8f5c393f1ad57572"), "{message}");
    let mut bytes = encode_avro(&shapes, int, &Value::Int(1), envelope);
    bytes.push(0);
    assert!(decode(&bytes).contains("left over"));
}

/// So many bytes of a stream are read at a time.
const AT_ONCE: usize = 64 << 10;

/// An input that gives few bytes at a time.
struct Pieces<'b>(&'b [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(out.len());
        self.0.read(&mut out[..count])
    }
}

/// All data of a stream, however it is cut into pieces.
pub fn read(shapes: &Shapes, id: ShapeId, bytes: &[u8], framing: Framing) -> Result<Vec<Value>, String> {
    let mut outcomes = [3, usize::MAX].map(|piece| {
        let mut values = Vec::new();
        let read = each_datum(Pieces(bytes, piece), framing, |_, reader| {
            values.push(binary::read(shapes, id, reader)?);
            Ok::<_, DecodeError>(ControlFlow::Continue(()))
        });
        read.map(|()| values).map_err(|error| error.to_string())
    });
    assert_eq!(outcomes[0], outcomes[1]);
    std::mem::replace(&mut outcomes[0], Err(String::new()))
}

/// Short texts, and some that are longer than what is read at a time.
pub fn texts() -> Vec<Value> {
    let length = |at: usize| if at.is_multiple_of(97) { 3 * AT_ONCE + at } else { at % 50 };
    (0..2_000).map(|at| Value::String(vec![b'a'; length(at)])).collect()
}

#[test]
fn data_of_any_length_come_one_by_one() {
    let (shapes, id) = shape(r#""string""#);
    let single = Envelope::single_object(&shapes, id).expect("one schema");
    for (framing, envelope) in [(Framing::Bare, Envelope::Raw), (Framing::SingleObject, single)] {
        let bytes: Vec<u8> = texts().iter().flat_map(|text| encode_avro(&shapes, id, text, envelope)).collect();
        assert!(read(&shapes, id, &bytes, framing) == Ok(texts()), "{framing:?}");
        assert_eq!(read(&shapes, id, &[], framing), Ok(Vec::new()));
    }
}

#[test]
fn offsets_are_those_of_the_input() {
    let (shapes, id) = shape(r#""string""#);
    let single = Envelope::single_object(&shapes, id).expect("one schema");
    let long = Value::String(vec![b'a'; 2 * AT_ONCE]);
    let mut bytes = encode_avro(&shapes, id, &long, single);
    let start = bytes.len();
    let message = |bytes: &[u8]| read(&shapes, id, bytes, Framing::SingleObject).expect_err("it is damaged");
    bytes.extend([0xc3]);
    assert!(
        message(&bytes).starts_with(&format!("byte {start}: the bytes end in the 10 bytes")),
        "{}",
        message(&bytes)
    );
    bytes.pop();
    bytes.extend(encode_avro(&shapes, id, &Value::String(b"abc".to_vec()), single));
    bytes.pop();
    let wanted = format!("byte {}, in the datum at byte {start}: 3 bytes are needed, 2 are left", start + 11);
    assert_eq!(message(&bytes), wanted);
    bytes.truncate(start);
    bytes.extend(b"garbage, and more of it");
    assert!(message(&bytes).starts_with(&format!("byte {start}: the bytes do not start with C3 01")));
}

#[test]
fn data_without_bytes_are_counted_by_what_stands_in_front_of_them() {
    let (shapes, id) = shape(r#""null""#);
    let single = Envelope::single_object(&shapes, id).expect("one schema");
    let bytes = encode_avro(&shapes, id, &Value::Null, single).repeat(3);
    assert_eq!(read(&shapes, id, &bytes, Framing::SingleObject), Ok(vec![Value::Null; 3]));
    assert!(read(&shapes, id, b"x", Framing::Bare).expect_err("it is no null").contains("take no bytes"));
}
