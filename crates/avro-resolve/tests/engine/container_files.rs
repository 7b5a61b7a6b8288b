//! Container files: every codec, blocks one by one, and what is damaged.

use std::io::{self, Read};

use avro_resolve::file::container::*;

mod damage;
mod headers;

const SYNC: [u8; 16] = *b"0123456789abcdef";
const CODECS: [&str; 6] = ["null", "deflate", "snappy", "zstandard", "bzip2", "xz"];

fn codec(name: &str) -> Codec {
    name.parse().expect("it is a codec")
}

/// A file of longs: each block holds the numbers of a list.
fn file(name: &str, blocks: &[&[i64]]) -> Vec<u8> {
    let codec = codec(name);
    let (mut file, mut writer) = (Vec::new(), BlockWriter::new(&codec));
    write_header(r#""long""#, &codec, SYNC, &mut file);
    for numbers in blocks {
        writer.block(numbers.len() as u64, &data(numbers), &SYNC, &mut file).expect("it compresses");
    }
    file
}

fn data(numbers: &[i64]) -> Vec<u8> {
    let mut data = Vec::new();
    numbers.iter().for_each(|&number| avro_resolve::data::binary::put_long(number, &mut data));
    data
}

/// A stream that gives one byte at a time.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let piece = into.len().min(1);
        self.0.read(&mut into[..piece])
    }
}

#[test]
fn codecs_have_names_and_levels() {
    for name in CODECS {
        assert_eq!(codec(name).name(), name);
        assert_eq!(codec(&codec(name).to_string()), codec(name));
    }
    assert_eq!(codec("deflate:9"), Codec::Deflate(9));
    assert_eq!(codec("zstandard:19").to_string(), "zstandard:19");
    for wrong in ["", "gzip", "deflate:", "deflate:10", "deflate:-1", "zstandard:0", "null:1", "snappy:", "Deflate"] {
        let error = wrong.parse::<Codec>().expect_err("it is none");
        assert!(error.to_string().contains("snappy, zstandard[:1-22]"), "{error}");
    }
}

#[test]
fn each_codec_gives_back_what_it_was_given() {
    let many: Vec<i64> = (0..100_000).map(|number| number * number).collect();
    let blocks: [&[i64]; 4] = [&[1, 2, 3], &many, &[-1], &many[..5_000]];
    for name in CODECS {
        let file = file(name, &blocks);
        let mut read = Blocks::new(&file[..]).expect("it has a header");
        assert_eq!(read.header().schema_text, r#""long""#);
        let mut offset = read.header().len;
        for (index, numbers) in (0..).zip(blocks) {
            let block = read.next().expect("there is a block").expect("it is well");
            assert_eq!((block.index, block.offset, block.count), (index, offset, numbers.len() as u64), "{name}");
            assert_eq!(block.data, data(numbers), "{name}");
            let mut sizes = Vec::new();
            avro_resolve::data::binary::put_long(block.count as i64, &mut sizes);
            avro_resolve::data::binary::put_long(block.stored as i64, &mut sizes);
            offset += sizes.len() as u64 + block.stored + 16;
            read.recycle(block);
        }
        assert!(read.next().is_none() && read.next().is_none());
        assert_eq!(offset, file.len() as u64);
    }
}

#[test]
fn empty_blocks_are_read_but_not_written() {
    assert_eq!(file("deflate", &[&[], &[]]), file("deflate", &[]));
    let mut file = file("null", &[&[1, 2, 3]]);
    file.extend([0, 0]);
    file.extend(SYNC);
    let counts = Blocks::new(&file[..]).expect("it has a header").map(|block| block.expect("it is well").count);
    assert_eq!(counts.collect::<Vec<_>>(), [3, 0]);
}

#[test]
fn each_level_compresses() {
    let data = b"2024-03-08T23:06:09,422004,GET /data/m/the+room+2003/84.mpg\n".repeat(500);
    let levels = (0..=9).map(Codec::Deflate).chain((1..=22).map(Codec::Zstandard));
    for codec in levels {
        let mut stored = Vec::new();
        BlockWriter::new(&codec).block(500, &data, &SYNC, &mut stored).expect("it compresses");
        assert!(stored.len() < data.len() / 10 || codec == Codec::Deflate(0), "{codec}: {}", stored.len());
        let mut file = Vec::new();
        write_header(r#""long""#, &codec, SYNC, &mut file);
        file.extend(stored);
        let block = Blocks::new(&file[..]).expect("a header").next().expect("a block").expect("it is well");
        assert_eq!(block.data, data, "{codec}");
    }
}

#[test]
fn a_writer_gives_the_same_bytes_whatever_it_wrote_before() {
    let (small, large) = (data(&[1, 2, 3]), data(&(0..50_000).collect::<Vec<_>>()));
    for name in CODECS {
        let mut used = BlockWriter::new(&codec(name));
        used.block(50_000, &large, &SYNC, &mut Vec::new()).expect("it compresses");
        let (mut second, mut first) = (Vec::new(), Vec::new());
        used.block(3, &small, &SYNC, &mut second).expect("it compresses");
        BlockWriter::new(&codec(name)).block(3, &small, &SYNC, &mut first).expect("it compresses");
        assert_eq!(first, second, "{name}");
    }
}

#[test]
fn a_stream_may_give_one_byte_at_a_time() {
    let file = file("deflate", &[&[1, 2, 3], &[4]]);
    let counts: Vec<u64> =
        Blocks::new(Slow(&file)).expect("it has a header").map(|block| block.expect("it is well").count).collect();
    assert_eq!(counts, [3, 1]);
}

#[test]
fn frames_are_blocks_as_they_are_stored() {
    let file = file("null", &[&[1, 2, 3], &[4]]);
    let mut frames = Frames::new(&file[..]).expect("it has a header");
    let offset = frames.header().len;
    let frame = frames.next().expect("a block").expect("it is well");
    assert_eq!(frame, Frame { index: 0, offset, count: 3, stored: &data(&[1, 2, 3]) });
    assert_eq!(frames.next().expect("a block").expect("it is well").count, 1);
    assert!(frames.next().is_none());
}
