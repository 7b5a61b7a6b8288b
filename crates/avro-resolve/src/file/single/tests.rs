use super::*;
use crate::data::testing::{add, shape};
use crate::schema::value::Value;

/// Single-object encoding's example in Java: the fingerprint of `"int"` is 7275d51a3f395c8f, and stands there little-endian.
#[test]
fn an_envelope_tells_the_schema() {
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
