//! Messages of registries: the bytes before each datum, several ids in a stream, compressed data, and what is wrong with them.

use std::io::Write;
use std::ops::ControlFlow;

use avro_resolve::data::binary::{self, DecodeError};
use avro_resolve::file::single::{
    Compression, Envelope, Framing, MessageError, SchemaKey, SchemaVersionId, decode_avro, each_datum, encode_avro,
    open, open_confluent, open_glue,
};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::value::Value;
use flate2::write::ZlibEncoder;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::single::{read, texts};
use crate::support::strategies::cases;
use crate::texts::shape;

const ID: SchemaVersionId =
    SchemaVersionId([0xb7, 0xb4, 0xa7, 0xf0, 0x9c, 0x96, 0x4e, 0x4a, 0xa6, 0x87, 0xfb, 0x5d, 0xe9, 0xef, 0x0c, 0x63]);

fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

/// A message of AWS Glue with these compressed data.
fn compressed(stored: &[u8]) -> Vec<u8> {
    [&[3, 5], &ID.0[..], stored].concat()
}

#[test]
fn each_byte_has_its_place() {
    let (shapes, int) = shape(r#""int""#);
    let minus_64 = |envelope| encode_avro(&shapes, int, &Value::Int(-64), envelope);
    assert_eq!(minus_64(Envelope::Confluent { id: 0x01_0203 }), [0, 0, 1, 2, 3, 0x7f]);
    assert_eq!(minus_64(Envelope::Glue { id: ID }), [&[3, 0], &ID.0[..], &[0x7f]].concat());
    for envelope in [Envelope::Confluent { id: 17 }, Envelope::Glue { id: ID }] {
        assert_eq!(decode_avro(&shapes, int, &minus_64(envelope), envelope), Ok(Value::Int(-64)));
    }
    let glue = decode_avro(&shapes, int, &compressed(&zlib(&[0x7f])), Envelope::Glue { id: ID });
    assert_eq!(glue, Ok(Value::Int(-64)));
    let other = decode_avro(&shapes, int, &[0, 0, 0, 0, 1, 2], Envelope::Confluent { id: 2 });
    assert!(other.expect_err("another id").to_string().contains("the schema of id 1, not 2"));

    assert_eq!(open_confluent(&[0, 0, 1, 2, 3, 7]), Ok((0x01_0203, &[7][..])));
    assert_eq!(open_confluent(&[1, 0, 0, 0, 1, 7]), Err(MessageError::NoConfluentMagic));
    assert_eq!(open_confluent(&[0, 0, 0, 1]), Err(MessageError::ConfluentTruncated));
    assert_eq!(open_glue(&compressed(&[7])), Ok((ID, Compression::Zlib, &[7][..])));
    assert_eq!(open_glue(&[0; 20]), Err(MessageError::NoGlueMagic));
    assert_eq!(open_glue(&[3, 1]), Err(MessageError::UnknownCompression { found: 1 }));
    assert_eq!(open_glue(&compressed(&[])[..17]), Err(MessageError::GlueTruncated));
}

#[test]
fn ids_of_versions_are_uuids() {
    let text = "b7b4a7f0-9c96-4e4a-a687-fb5de9ef0c63";
    assert_eq!((ID.to_string().as_str(), text.parse()), (text, Ok(ID)));
    assert_eq!(text.to_uppercase().parse(), Ok(ID));
    for text in ["", "17", "b7b4a7f09c964e4aa687fb5de9ef0c63", "+7b4a7f0-9c96-4e4a-a687-fb5de9ef0c63", "é"] {
        assert!(text.parse::<SchemaVersionId>().is_err(), "{text}");
    }
}

#[test]
fn messages_are_known_by_their_start() {
    let confluent = |id: u32| Framing::guessed(&[&[0], &id.to_be_bytes()[..]].concat());
    let known = Some(Framing::Confluent);
    assert_eq!([0, 1, 0xff_ffff, 0x0100_0000].map(confluent), [None, known, known, None]);
    assert_eq!(Framing::guessed(&compressed(&[])), Some(Framing::Glue));
    assert_eq!(Framing::guessed(&[3; 18]), None);
    let odd = [&[3, 0], &[0; 16][..]].concat();
    assert_eq!((Framing::guessed(&odd), Framing::guessed_of_bare(&odd)), (Some(Framing::Glue), None), "it is no UUID");
    assert_eq!([Framing::guessed(&[]), Framing::guessed(&odd[..1])], [None, None]);
    assert_eq!(Framing::guessed(&odd[..17]), Some(Framing::Glue), "it is cut off");
    assert_eq!(Framing::guessed(&[0xc3, 1]), Some(Framing::SingleObject));
    assert_eq!(Framing::guessed(b"Obj\x01"), None);
    assert!(open(&[0, 0, 0, 0, 1]).expect_err("it is no single object").to_string().contains("--raw confluent"));
}

#[test]
fn messages_of_any_length_come_one_by_one() {
    let (shapes, id) = shape(r#""string""#);
    for (framing, envelope) in
        [(Framing::Confluent, Envelope::Confluent { id: 17 }), (Framing::Glue, Envelope::Glue { id: ID })]
    {
        let bytes: Vec<u8> = texts().iter().flat_map(|text| encode_avro(&shapes, id, text, envelope)).collect();
        assert!(read(&shapes, id, &bytes, framing) == Ok(texts()), "{framing:?}");
    }
    // Half of them compressed: where such a datum ends, only its zlib data say.
    let bytes: Vec<u8> = (0..)
        .zip(&texts())
        .flat_map(|(at, text)| match at % 2 {
            0 => encode_avro(&shapes, id, text, Envelope::Glue { id: ID }),
            _ => compressed(&zlib(&binary::encoded(&shapes, id, text))),
        })
        .collect();
    assert!(read(&shapes, id, &bytes, Framing::Glue) == Ok(texts()));
}

#[test]
fn what_is_wrong_with_a_message_is_said_with_its_place() {
    let (shapes, id) = shape(r#""string""#);
    let wrong = |bytes: &[u8], framing| read(&shapes, id, bytes, framing).expect_err("it is damaged");
    let first = [0, 0, 0, 0, 7, 2, b'a'];
    let confluent = |rest: &[u8]| wrong(&[&first, rest].concat(), Framing::Confluent);
    assert!(confluent(&[1, 0, 0, 0, 7]).starts_with("byte 7: the bytes do not start with a zero byte"));
    assert!(confluent(&[0, 0, 0]).starts_with("byte 7: the bytes end in the 5 bytes"));
    assert_eq!(confluent(&[0, 0, 0, 0, 7, 4, b'a']), "byte 13, in the datum at byte 7: 2 bytes are needed, 1 are left");

    let whole = compressed(&zlib(&[2, b'a']));
    let glue = |rest: &[u8]| wrong(&[&whole, rest].concat(), Framing::Glue);
    let at = whole.len();
    for (rest, part) in [
        (&[3, 0, 1][..], "the bytes end in the 18 bytes"),
        (&[3, 9], "the byte behind the 03 is 09"),
        (&[0], "the bytes do not start with 03"),
        (&whole[..at - 1], "the bytes end in the zlib data"),
        (&compressed(b"no zlib"), "the datum is no zlib data"),
        (&compressed(&zlib(&[2, b'a', 0])), "the datum takes 2 of the 3 bytes"),
    ] {
        assert!(glue(rest).starts_with(&format!("byte {at}: {part}")), "{}", glue(rest));
    }
    assert_eq!(
        glue(&compressed(&zlib(&[4, b'a']))),
        format!("byte 1 of what the message at byte {at} decompresses to: 2 bytes are needed, 1 are left")
    );
}

#[test]
fn messages_decompress_to_so_much_and_no_more() {
    let (shapes, id) = shape(r#""bytes""#);
    // The first is within the limit.
    let mut data = vec![0; 50 << 20];
    binary_length(&mut data);
    let message = compressed(&zlib(&data));
    let mut count = 0;
    let read = each_datum(&message.repeat(2)[..], Framing::Glue, |_, reader| {
        count += 1;
        binary::skip(&shapes, id, reader).map(|()| ControlFlow::Continue::<()>(()))
    });
    let message = read.expect_err("together they are too much").to_string();
    assert!(count == 1 && message.contains("split the file"), "{count}: {message}");
}

/// Makes bytes of Avro of zeros: their length comes before them.
fn binary_length(data: &mut Vec<u8>) {
    let (shapes, long) = shape(r#""long""#);
    let length = binary::encoded(&shapes, long, &Value::Long(data.len() as i64));
    data.splice(0..0, length);
}

/// The keys and values of a stream.
fn keyed(
    shapes: &Shapes,
    id: avro_resolve::schema::shape::ShapeId,
    bytes: &[u8],
    framing: Framing,
) -> Vec<(SchemaKey, Value)> {
    let mut found = Vec::new();
    let read = each_datum(bytes, framing, |key, reader| {
        found.push((key, binary::read(shapes, id, reader)?));
        Ok::<_, DecodeError>(ControlFlow::Continue(()))
    });
    read.expect("they are messages");
    found
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn what_is_framed_and_read_back_is_the_datum(messages in vec((any::<u32>(), any::<[u8; 16]>(), any::<bool>(), vec(any::<u8>(), 0..300)), 0..20)) {
        let (shapes, id) = shape(r#""bytes""#);
        let (mut confluent, mut glue) = (Vec::new(), Vec::new());
        let (mut numbered, mut named) = (Vec::new(), Vec::new());
        for (number, uuid, is_compressed, data) in messages {
            let value = Value::Bytes(data);
            let version = SchemaVersionId(uuid);
            confluent.extend(encode_avro(&shapes, id, &value, Envelope::Confluent { id: number }));
            match is_compressed {
                true => glue.extend([&[3, 5], &uuid[..], &zlib(&binary::encoded(&shapes, id, &value))].concat()),
                false => glue.extend(encode_avro(&shapes, id, &value, Envelope::Glue { id: version })),
            }
            numbered.push((SchemaKey::RegistryId(number), value.clone()));
            named.push((SchemaKey::VersionId(version), value));
        }
        prop_assert_eq!(keyed(&shapes, id, &confluent, Framing::Confluent), numbered);
        prop_assert_eq!(keyed(&shapes, id, &glue, Framing::Glue), named);
    }

    #[test]
    fn any_bytes_are_messages_or_an_error(start in any::<bool>(), bytes in vec(any::<u8>(), 0..200)) {
        let (shapes, id) = shape(r#""string""#);
        let bytes = if start { compressed(&bytes) } else { bytes };
        for framing in [Framing::Confluent, Framing::Glue] {
            let outcome = each_datum(&bytes[..], framing, |_, reader| {
                binary::skip(&shapes, id, reader).map(|()| ControlFlow::Continue::<()>(()))
            });
            prop_assert!(outcome.map_or_else(|error| !error.to_string().is_empty(), |()| true));
        }
    }
}
