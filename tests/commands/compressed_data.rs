//! Reads container files that are compressed as a whole, with every command that reads container files.

use std::fs::File;
use std::io::Write;
use std::process::Output;

use avro_resolve::data::binary::put_long;
use avro_resolve::file::container::{BlockWriter, Codec, write_header};

use crate::sandbox::Sandbox;
use crate::support::files::{CODECS, Data};

const SCHEMA: &str =
    r#"{"type": "record", "name": "R", "fields": [{"name": "a", "type": ["null", "long", "string"]}]}"#;

/// A command for each way to read a container file; `FILE` is its name.
const COMMANDS: [&str; 9] = [
    "deserialize FILE",
    "deserialize FILE --to csv --limit 3",
    "deserialize FILE --recover",
    "inspect FILE",
    "scan FILE --reader reader.avsc",
    "scan FILE --reader reader.avsc --records",
    "preview reader.avsc reader.avsc --data FILE",
    "preview FILE reader.avsc",
    "compat FILE reader.avsc",
];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("a Vec takes everything");
    encoder.finish().expect("a Vec takes everything")
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("a Vec takes everything")
}

/// The same in several members or frames, as `cat` and parallel compressors make them.
fn in_parts(compress: fn(&[u8]) -> Vec<u8>, bytes: &[u8]) -> Vec<u8> {
    bytes.chunks(bytes.len() / 3).flat_map(compress).collect()
}

fn sandbox() -> Sandbox {
    Sandbox::of([("reader.avsc", SCHEMA)])
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

#[test]
fn container_files_are_read_compressed_as_a_whole_under_any_name() {
    let data = Data::new("r", SCHEMA, 200);
    for codec in CODECS {
        let sandbox = sandbox();
        let file = data.file(codec);
        let files = [
            ("gzip.avro.gz", gzip(&file)),
            ("zstandard.avro.zst", zstandard(&file)),
            ("members.avro.gz", in_parts(gzip, &file)),
            ("frames.avro.zst", in_parts(zstandard, &file)),
            ("named-otherwise.avro", gzip(&file)),
            ("named-like-the-other.avro.gz", zstandard(&file)),
            ("no-extension", zstandard(&file)),
        ];
        sandbox.write("plain.avro", &file);
        files.iter().for_each(|(name, bytes)| sandbox.write(name, bytes));
        // How blocks are compressed inside makes no difference to the commands.
        for command in if codec == "deflate" { &COMMANDS[..] } else { &COMMANDS[..1] } {
            let plain = sandbox.run(&command.replace("FILE", "plain.avro"));
            assert_eq!(plain.code, 0, "{command}: {}", plain.stderr);
            // The length of a name decides where lines are broken, so only words are compared.
            let words =
                |text: &str, name: &str| text.replace(name, "FILE").split_whitespace().collect::<Vec<_>>().join(" ");
            for (name, _) in &files {
                let read = sandbox.run(&command.replace("FILE", name));
                let found = (read.code, words(&read.stdout, name), words(&read.stderr, name));
                let expected = (0, words(&plain.stdout, "plain.avro"), words(&plain.stderr, "plain.avro"));
                assert_eq!(found, expected, "{codec}: {command} {name}");
            }
        }
    }
}

#[test]
fn standard_input_may_be_compressed() {
    let sandbox = sandbox();
    let file = Data::new("r", SCHEMA, 50).file("deflate");
    sandbox.write("plain.avro", &file);
    sandbox.write("gzip", gzip(&file));
    sandbox.write("zstandard", zstandard(&file));
    for command in [
        "deserialize -",
        "scan - --reader reader.avsc",
        "scan - --reader reader.avsc --records",
        "preview reader.avsc reader.avsc --data -",
    ] {
        let run = |name: &str| {
            let input = File::open(sandbox.path(name)).expect("it was just written");
            sandbox.command(command).stdin(input).output().expect("the program runs")
        };
        let plain = run("plain.avro");
        assert_eq!(plain.status.code(), Some(0), "{command}: {}", text(&plain));
        for name in ["gzip", "zstandard"] {
            assert_eq!(text(&run(name)), text(&plain), "{command} < {name}");
        }
    }
}

#[test]
fn directories_contain_compressed_container_files_and_logs_are_none() {
    let sandbox = Sandbox::copy_of("schemas");
    let data = Data::new("r", SCHEMA, 5);
    let file = data.file("null");
    sandbox.write("reader.avsc", SCHEMA);
    sandbox.write("data/a.avro", &file);
    sandbox.write("data/b.avro.gz", gzip(&file));
    sandbox.write("data/c/d.avro.zst", zstandard(&file));
    sandbox.write("data/notes.gz", gzip(b"notes"));
    let run = sandbox.run("deserialize data");
    assert_eq!((run.code, run.stdout.lines().count()), (0, 15), "{}", run.stderr);
    let run = sandbox.run("scan data --reader reader.avsc --records");
    assert!(run.code == 0 && run.stdout.contains("15 records in 3 files"), "{}", run.stdout);
    // By its name it is a log, and it is none.
    sandbox.write("logs/watch.log.gz", gzip(&file));
    sandbox.write("logs/a.log", "2024-03-08T23:06:10,1,GET /rate/a=1\n");
    let run = sandbox.run("serialize logs --schemas . --out out");
    assert!(run.code == 0 && run.stderr.contains("not read: logs/watch.log.gz"), "{}{}", run.stdout, run.stderr);
    let run = sandbox.run("serialize logs/watch.log.gz --schemas . --out other");
    assert!(run.code == 2 && run.stderr.contains("is a container file, not a log"), "{}", run.stderr);
}

#[test]
fn what_is_wrong_with_a_compressed_file_is_said() {
    let sandbox = sandbox();
    let file = Data::new("r", SCHEMA, 5_000).file("null");
    let whole = gzip(&file);
    let mut changed = whole.clone();
    changed[whole.len() - 6] ^= 0xff;
    let frames = zstandard(&file);
    for (name, bytes, says) in [
        ("cut.avro.gz", whole[..whole.len() - 20].to_vec(), "the gzip data end too early; the file was cut off"),
        ("changed.avro.gz", changed, "the gzip data are damaged"),
        ("cut.avro.zst", frames[..frames.len() - 20].to_vec(), "the zstandard data end too early"),
        ("more.avro.gz", [&whole[..], b"more"].concat(), "something else follows them"),
        ("short.avro.gz", b"Obj".to_vec(), "the gzip data end too early"),
        ("long.avro.gz", b"\x1f\x8b and neither gzip nor a container".to_vec(), "these are no gzip data"),
        ("twice.avro.gz", gzip(&whole), "but gzip; decompress it first"),
        ("text.avro.gz", gzip(b"a text and no container"), "it is not an Avro container file"),
        (
            "a.avro.xz",
            b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4\x46".to_vec(),
            "these are xz data, which are not read; decompress them: `xz",
        ),
        ("a.avro.bz2", b"BZh91AY&SY\xd6\x5e\x32\x5a".to_vec(), "these are bzip2 data"),
        ("a.avro", b"\x04\x22\x4d\x18\x64\x40\xa7\x24".to_vec(), "these are lz4 data"),
        ("b.avro", b"PK\x03\x04\x14\0\0\0".to_vec(), "these are zip data"),
    ] {
        sandbox.write(name, bytes);
        for command in ["deserialize FILE", "inspect FILE", "scan FILE --reader reader.avsc --records"] {
            let run = sandbox.run(&command.replace("FILE", name));
            let all = run.stdout + &run.stderr;
            assert!(run.code == 2 && all.contains(says) && all.contains(name), "{command} {name}: {} {all}", run.code);
        }
    }
}

#[test]
fn a_file_without_a_byte_is_empty_whatever_its_name_says() {
    let sandbox = sandbox();
    for name in ["a.avro", "a.avro.gz", "a.avro.zst"] {
        sandbox.write(name, "");
        let run = sandbox.run(&format!("scan {name} --reader reader.avsc"));
        assert!(run.code == 1 && run.stdout.contains("empty: without a byte"), "{name}: {} {}", run.code, run.stdout);
        let run = sandbox.run(&format!("deserialize {name}"));
        assert!(run.code == 2 && run.stderr.contains("the file is empty"), "{name}: {}", run.stderr);
    }
}

/// A container file of a block that is repeated so many times, compressed as a whole in as many frames as are given.
fn repeated(codec: &Codec, block: &[u8], times: usize, frames: usize) -> Vec<u8> {
    let mut header = Vec::new();
    write_header(
        r#"{"type": "record", "name": "X", "fields": [{"name": "f", "type": "bytes"}]}"#,
        codec,
        SYNC,
        &mut header,
    );
    [zstandard(&header), zstandard(&block.repeat(times)).repeat(frames)].concat()
}

const SYNC: [u8; 16] = [7; 16];

/// A block with one record of 4 MiB, of which so many bytes are not zero and repeat nothing.
fn block(codec: &Codec, noise: usize) -> Vec<u8> {
    let bytes = 4 << 20;
    let (mut data, mut block) = (Vec::new(), Vec::new());
    put_long(bytes as i64, &mut data);
    let mut state = 1_u32;
    let mut any_byte = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    data.extend((0..bytes).map(|at| if at < noise { any_byte() } else { 0 }));
    BlockWriter::new(codec).block(1, &data, &SYNC, &mut block).expect("memory can be written");
    block
}

#[test]
fn bombs_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("reader.avsc", r#"{"type": "record", "name": "X", "fields": []}"#);
    let empty = [&[0, 0][..], &SYNC].concat();
    let bombs = [
        ("empty.avro.zst", repeated(&Codec::Null, &empty, 1 << 20, 20)),
        ("records.avro.zst", repeated(&Codec::Null, &block(&Codec::Null, 0), 4, 40)),
        // Neither what is inside nor what is outside becomes 256 times as large; both together do.
        ("twice.avro.zst", repeated(&Codec::Deflate(6), &block(&Codec::Deflate(6), 20 << 10), 100, 1)),
        ("text.jsonl.zst", zstandard(&vec![b' '; 4 << 20]).repeat(100)),
    ];
    for (name, bytes) in bombs {
        assert!(bytes.len() < 2 << 20, "{name} has {} bytes", bytes.len());
        sandbox.write(name, bytes);
    }
    let outside = "each byte as it is stored, the limit for files that are compressed as a whole; unless it is a decompression \
                   bomb, decompress it before: `zstd --decompress`";
    let inside = "each byte as it is stored, the limit where records are only looked at";
    for (command, says) in [
        ("deserialize empty.avro.zst", outside),
        ("deserialize records.avro.zst --reader reader.avsc --out records.jsonl", outside),
        ("preview reader.avsc reader.avsc --data text.jsonl.zst", outside),
        ("inspect twice.avro.zst", inside),
        ("scan twice.avro.zst --reader reader.avsc --records", inside),
        ("deserialize twice.avro.zst --reader reader.avsc --recover --out twice.jsonl", inside),
    ] {
        let run = sandbox.run(&format!("COLUMNS=1000 {command}"));
        let all = run.stdout + &run.stderr;
        let shown: String = all.chars().take(900).collect();
        assert!(run.code == 2 && all.contains(says), "{command}: {} {shown}", run.code);
    }
    assert!(!sandbox.path("records.jsonl").exists() && !sandbox.path("twice.jsonl").exists());
}
