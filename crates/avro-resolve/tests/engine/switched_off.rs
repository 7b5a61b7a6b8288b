//! A codec that was not built in is named as such.

use avro_resolve::file::container::{BlockWriter, Codec, write_header};
use avro_resolve::{Schema, read_container};

#[test]
fn a_switched_off_codec_is_named() {
    let (sync, mut file) = ([7; 16], Vec::new());
    write_header(r#""int""#, &Codec::Zstandard(3), sync, &mut file);
    BlockWriter::new(&Codec::Null).block(1, &[2], &sync, &mut file).expect("it is written");
    let mut records = read_container(&file[..], &Schema::parse(r#""int""#).expect("a schema")).expect("a header");
    let error = records.next().expect("a block").expect_err("it cannot be decompressed").to_string();
    assert!(error.ends_with("build avro-resolve with its feature \"zstandard\""), "{error}");
    let error =
        BlockWriter::new(&Codec::Zstandard(3)).block(1, &[2], &sync, &mut file).expect_err("it cannot be compressed");
    assert_eq!(error.kind(), std::io::ErrorKind::Unsupported);
}
