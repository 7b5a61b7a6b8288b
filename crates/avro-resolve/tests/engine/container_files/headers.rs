//! Headers, sound and damaged.

use super::*;
use avro_resolve::data::binary::{put_bytes, put_long};
use avro_resolve::schema::shape::Shapes;

/// A header of these entries, each a block of the map's own with its size in front.
fn header(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    for (key, value) in entries {
        let mut entry = Vec::new();
        put_bytes(key.as_bytes(), &mut entry);
        put_bytes(value, &mut entry);
        put_long(-1, &mut bytes);
        put_long(entry.len() as i64, &mut bytes);
        bytes.extend(entry);
    }
    bytes.push(0);
    bytes.extend(SYNC);
    bytes
}

fn refused(bytes: &[u8]) -> String {
    let error = read_header(&mut &*bytes).expect_err("it is no header");
    assert_eq!(error.block, None);
    error.to_string()
}

#[test]
fn a_header_is_read_to_its_end_and_not_a_byte_further() {
    let mut bytes = Vec::new();
    write_header(r#"{"type":"int"}"#, &Codec::Deflate(9), SYNC, &mut bytes);
    let len = bytes.len() as u64;
    bytes.extend(b"more");
    let mut input = &bytes[..];
    let header = read_header(&mut input).expect("it is a header");
    assert_eq!(input, b"more");
    let schema_text = r#"{"type":"int"}"#.to_owned();
    assert_eq!(header, Header { schema_text, codec: Codec::Deflate(6), sync: SYNC, metadata: vec![], len });
}

#[test]
fn other_entries_are_kept_and_no_codec_is_null() {
    let bytes = header(&[("writer", b"\xff\x00"), ("avro.schema", b"\"int\""), ("a", b"")]);
    let header = read_header(&mut &bytes[..]).expect("it is a header");
    assert_eq!(header.codec, Codec::Null);
    assert_eq!(header.metadata, [("writer".to_owned(), vec![0xff, 0]), ("a".to_owned(), vec![])]);
}

#[test]
fn what_is_no_container_says_how_it_starts() {
    assert!(refused(b"").contains("the file is empty, without even a header"));
    assert!(refused(b"PAR1....").contains("header at byte 0: the file starts with \"PAR1\""));
    assert!(refused(b"Obj\x02").contains("\"Obj\\x02\""));
    assert!(refused(b"Ob").contains("\"Ob\""));
}

#[test]
fn a_header_cut_anywhere_is_an_error() {
    let bytes = header(&[("avro.schema", b"\"int\""), ("avro.codec", b"null")]);
    for cut in MAGIC.len()..bytes.len() {
        let message = refused(&bytes[..cut]);
        assert!(message.contains("ends in its header"), "{cut}: {message}");
    }
}

#[test]
fn a_malformed_map_is_an_error() {
    let with = |rest: &[u8]| [&MAGIC[..], rest].concat();
    assert!(refused(&with(&[0xff; 12])).contains("a number does not fit 64 bits"));
    let mut negative = with(&[2]);
    put_long(-5, &mut negative);
    assert!(refused(&negative).contains("-5 is not a length"));
    let mut huge = with(&[2]);
    put_long(i64::MAX, &mut huge);
    assert!(refused(&huge).contains("longer than 67108864 bytes"));
    // The smallest long is the size that has no positive count.
    let mut least = with(&[]);
    put_long(i64::MIN, &mut least);
    put_long(1, &mut least);
    assert!(refused(&least).contains("no count of entries"));
    let not_utf8 = with(&[2, 2, 0xff, 0, 0]);
    assert!(refused(&not_utf8).contains("not UTF-8"));
}

#[test]
fn claims_of_a_header_get_no_memory() {
    // Many entries are claimed, each at the largest size that is allowed; nothing follows.
    let mut bytes = MAGIC.to_vec();
    put_long(i64::MAX, &mut bytes);
    put_long((60 << 20) - 1, &mut bytes);
    assert!(refused(&bytes).contains("ends in its header"));
}

#[test]
fn a_header_has_a_limit() {
    let endless = |entry: &[u8]| {
        let mut bytes = MAGIC.to_vec();
        put_long(i64::MAX, &mut bytes);
        bytes.extend(entry.repeat((65 << 20) / entry.len().max(512)));
        refused(&bytes)
    };
    assert!(endless(&[0, 0]).contains("more than 65536 entries"));
    let mut large = vec![0];
    put_bytes(&vec![0; 1 << 20], &mut large);
    assert!(endless(&large).contains("longer than 67108864 bytes"));
}

#[test]
fn a_codec_that_nobody_knows_is_named_with_those_that_are_known() {
    for name in ["lzo", "deflate:6", "", "Null"] {
        let bytes = header(&[("avro.schema", b"\"int\""), ("avro.codec", name.as_bytes())]);
        let message = refused(&bytes);
        assert!(message.contains(&format!("unknown codec \"{name}\"; there are null, deflate")), "{message}");
    }
}

#[test]
fn a_schema_is_needed_and_has_to_parse() {
    assert!(refused(&header(&[("avro.codec", b"null")])).contains("no \"avro.schema\""));
    assert!(refused(&header(&[("avro.schema", b"\xff")])).contains("not UTF-8"));
    let bytes = header(&[("avro.schema", b"{\"type\":\n \"recrd\"}")]);
    let header = read_header(&mut &bytes[..]).expect("the text is not looked at yet");
    let error = header.schema("movies.avro", &mut Shapes::default()).expect_err("it is no schema");
    assert!(error.to_string().contains("the header's schema, line 2, column 2: unknown type \"recrd\""), "{error}");
    let empty = Header { schema_text: String::new(), ..header };
    let error = empty.schema("movies.avro", &mut Shapes::default()).expect_err("it is no schema");
    assert!(error.to_string().contains("line 1, column 1"), "{error}");
}
