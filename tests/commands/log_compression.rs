//! Checks that compressed logs are known by their first bytes: read, or refused by name, and never taken for lines.

use std::io::Write;
use std::process::Stdio;

use crate::log_run::{Bench, avrocheck, error, summary};

const LINE: &[u8] = b"2024-03-08T23:06:10,1,GET /rate/a=1\n";

/// The first bytes of formats that are not read, as their specifications and programs have them.
const REFUSED: [(&str, &[u8]); 11] = [
    ("xz", b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4\x46"),
    ("bzip2", b"BZh91AY&SY\xd6\x5e\x32\x5a"),
    ("bzip2", b"BZh5\x17\x72\x45\x38\x50\x90\0\0\0\0"),
    ("lz4", b"\x04\x22\x4d\x18\x64\x40\xa7\x24"),
    ("lz4", b"\x02\x21\x4c\x18\x26\0\0\0"),
    ("lzip", b"LZIP\x01\x0c"),
    ("lzma", b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x19"),
    ("compress", b"\x1f\x9d\x90\x32"),
    ("zip", b"PK\x03\x04\x14\0\0\0"),
    ("7z", b"7z\xbc\xaf\x27\x1c\0\x04"),
    ("snappy", b"\xff\x06\0\0sNaPpY"),
];

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).expect("a Vec takes everything");
    encoder.finish().expect("a Vec takes everything")
}

#[test]
fn compressed_logs_that_are_not_read_are_refused_by_name() {
    let bench = Bench::new();
    for (format, start) in REFUSED {
        let bytes = [start, &[b'\n'; 40]].concat();
        for name in ["a.log", "a.log.xz", "logs/b.bz2"] {
            let input = bench.write(name, &bytes);
            let text = error(&bench.serialize(&input, "out", &["--max-rejects", "100%"]));
            let part = format!("these are {format} data, which are not read; decompress them: `");
            assert!(text.contains(&part) && text.contains(name), "{format}: {text}");
            assert!(!bench.path("out").exists(), "{format}");
        }
        let mut command = avrocheck();
        command.args(["serialize", "-", "--out"]).arg(bench.path("out")).stdin(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        child.stdin.take().expect("it is a pipe").write_all(&bytes).expect("the program reads");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(2), "{format}");
    }
}

#[test]
fn compressed_logs_need_no_name() {
    let bench = Bench::new();
    let zstandard = zstd::encode_all(LINE, 1).expect("a Vec takes everything");
    for (name, bytes) in [("a.log", gzip(LINE)), ("a", zstandard), ("a.bak", LINE.to_vec())] {
        let input = bench.write(name, &bytes);
        let output = bench.serialize(&input, &format!("out {name}"), &[]);
        assert_eq!(summary(&output)["accepted"], 1, "{name}");
    }
    // Short files are what they are.
    for text in [&b""[..], b"B", b"BZh9 is a line", b"PK", b"7z"] {
        let input = bench.write("short", text);
        let output = bench.serialize(&input, "out short", &["--force"]);
        assert_eq!(summary(&output)["accepted"], 0, "{text:?}");
    }
}
