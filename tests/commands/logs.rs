//! Converts log lines to container files and back, with the program as users run it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use super::generated_log::{DIRTY, generated};
use super::log_run::{Bench, FILES, avrocheck, by_kind, csv, error, summary};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

#[test]
fn accepted_lines_come_back_byte_for_byte() {
    let bench = Bench::new();
    let lines = generated(50_000);
    let raw = bench.write("a.log", format!("{}\n", lines.join("\n")).as_bytes());
    let table = bench.write("a.csv", csv(&lines).as_bytes());
    let wanted = by_kind(&lines);
    for (input, codec) in
        [(&raw, "null"), (&raw, "deflate"), (&raw, "snappy"), (&raw, "zstandard"), (&table, "deflate")]
    {
        let output = bench.serialize(input, "out", &["--force", "--codec", codec]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(summary(&output)["accepted"], 50_000);
        for (file, wanted) in FILES.iter().zip(&wanted) {
            assert!(bench.restored("out", file, &[]) == *wanted, "{file} differs");
        }
    }
}

#[test]
fn nothing_is_lost_of_a_dirty_log() {
    let bench = Bench::new();
    let mut lines: Vec<Vec<u8>> = generated(5_000).into_iter().map(String::into_bytes).collect();
    for (at, dirty) in DIRTY.iter().enumerate() {
        lines.insert(at * 97, dirty.to_vec());
    }
    let input = bench.write("a.log", &lines.join(&b'\n'));
    let clean = by_kind(&generated(5_000));
    for codec in ["null", "deflate", "deflate:0", "snappy", "zstandard", "zstandard:19", "bzip2", "xz"] {
        let output = bench.serialize(&input, "out", &["--force", "--codec", codec]);
        assert_eq!(output.status.code(), Some(1));
        let summary = summary(&output);
        assert_eq!(summary["lines"], lines.len());
        assert_eq!(summary["rejected"], DIRTY.len());
        assert_eq!(summary["accepted"], 5_000);
        for (reject, (at, dirty)) in bench.rejects("out").iter().zip(DIRTY.iter().enumerate()) {
            assert_eq!(reject["line_number"], at * 97 + 1);
            let line = match std::str::from_utf8(dirty) {
                Ok(text) => reject["line"] == text,
                Err(_) => reject["line_base64"] == STANDARD.encode(dirty) && reject.get("line").is_none(),
            };
            assert!(line, "{reject}");
        }
        for (file, wanted) in FILES.iter().zip(&clean) {
            assert!(bench.restored("out", file, &[]) == *wanted, "{file} differs with {codec}");
        }
    }
}

#[test]
fn the_shipped_samples() {
    let bench = Bench::new();
    for (input, lines, rejected) in [("examples/logs/sample.log", 30, 8), ("examples/logs/master.csv", 34, 11)] {
        let output = bench.serialize(Path::new(input), "out", &["--force"]);
        let summary = summary(&output);
        assert_eq!((summary["lines"].as_u64(), summary["rejected"].as_u64()), (Some(lines), Some(rejected)), "{input}");
    }
}

#[test]
fn files_are_the_same_for_any_number_of_threads() {
    let bench = Bench::new();
    let input = bench.write("a.log", generated(50_000).join("\n").as_bytes());
    for threads in ["1", "2", "3"] {
        let output = bench.serialize(&input, threads, &["--threads", threads]);
        assert_eq!(output.status.code(), Some(0));
        for file in FILES {
            assert!(bench.read(threads, file) == bench.read("1", file), "{file} with {threads} threads");
        }
    }
}

#[test]
fn stray_quotes_cost_their_line_alone() {
    let bench = Bench::new();
    let lines = generated(30_000);
    let mut text = csv(&lines);
    let at = text.match_indices('\n').nth(12_345).expect("there are so many lines").0 + 1;
    text.insert_str(at, "Movie,\"2024-03-08T23:06:10,1,GET /data/m/a/1.mpg\nMovie,2024-03-08T\"23:06:10\n");
    text.push_str("Movie,\"2024-03-08T23:06:10,1,GET /data/m/a/1.mpg\n");
    let input = bench.write("a.csv", text.as_bytes());
    let output = bench.serialize(&input, "out", &[]);
    let summary = summary(&output);
    assert_eq!((summary["lines"].as_u64(), summary["rejected"].as_u64()), (Some(30_003), Some(3)));
    let numbers: Vec<_> = bench.rejects("out").iter().map(|reject| reject["line_number"].as_u64()).collect();
    assert_eq!(numbers, [Some(12_347), Some(12_348), Some(30_004)]);
}

#[test]
fn records_of_several_lines_are_one_reject() {
    let bench = Bench::new();
    let text = "Type,Log Entry\r\nMovie,\"2024-03-08T23:06:10,1,GET /data/m/a\n\n/1.mpg\"\r\n\
                Movie,\"2024-03-08T23:06:10,1,GET /data/m/\"\"a\"\"/1.mpg\"\r\nRating,nothing\n\n";
    let input = bench.write("a", text.as_bytes());
    let output = bench.serialize(&input, "out", &[]);
    assert_eq!(summary(&output)["lines"], 4);
    let rejects = bench.rejects("out");
    let numbers: Vec<_> = rejects.iter().map(|reject| reject["line_number"].as_u64()).collect();
    assert_eq!(numbers, [Some(2), Some(6), Some(7)]);
    assert_eq!(rejects[0]["line"], "Movie,\"2024-03-08T23:06:10,1,GET /data/m/a\n\n/1.mpg\"");
    assert_eq!(bench.restored("out", FILES[1], &[]), b"2024-03-08T23:06:10,1,GET /data/m/\"a\"/1.mpg\n");
}

#[test]
fn a_line_without_end_is_one_reject() {
    let bench = Bench::new();
    let mut bytes = vec![b'a'; 5 << 20];
    bytes.extend_from_slice("é\r\n2024-03-08T23:06:10,1,GET /rate/a=1\r\n".as_bytes());
    for (name, is_text) in [("text", true), ("binary", false)] {
        if !is_text {
            bytes[3 << 20] = 0xff;
        }
        let input = bench.write(&format!("{name}.log"), &bytes);
        let output = bench.serialize(&input, name, &["--threads", "2"]);
        let summary = summary(&output);
        assert_eq!((summary["lines"].as_u64(), summary["rejected"].as_u64()), (Some(2), Some(1)));
        let length = (5 << 20) + 2;
        let reject = &bench.rejects(name)[0];
        match is_text {
            true => assert_eq!(reject["line"].as_str().map(str::len), Some(length)),
            false => assert_eq!(reject["line_base64"].as_str().map(str::len), Some(length.div_ceil(3) * 4)),
        }
        assert_eq!(bench.restored(name, FILES[2], &[]), b"2024-03-08T23:06:10,1,GET /rate/a=1\n");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_without_end_takes_little_memory() {
    let bench = Bench::new();
    let mut command = avrocheck();
    command.args(["serialize", "-", "--threads", "2", "--out"]).arg(bench.path("out"));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    for _ in 0..100 {
        stdin.write_all(&[b'a'; 1 << 20]).expect("the program reads");
    }
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it waits for more");
    child.kill().expect("it is still there");
    child.wait().expect("it was ours");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux says it");
    let kibibytes: u64 = peak.trim().trim_end_matches(" kB").parse().expect("it is a number");
    // The program itself, not optimized and with all features, takes much of it.
    assert!(kibibytes < 64 << 10, "{kibibytes} KiB");
}

#[test]
fn garbage_is_rejects() {
    let bench = Bench::new();
    let mut state = 7u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let bytes: Vec<u8> = (0..3 << 20).map(|_| next()).collect();
    let line_feeds = bytes.iter().filter(|&&byte| byte == b'\n').count() + usize::from(bytes.last() != Some(&b'\n'));
    let input = bench.write("a", &bytes);
    let summary = summary(&bench.serialize(&input, "out", &[]));
    assert_eq!((summary["lines"].as_u64(), summary["accepted"].as_u64()), (Some(line_feeds as u64), Some(0)));
}

#[test]
fn an_empty_file_is_no_line() {
    let bench = Bench::new();
    for name in ["empty.log", "empty.csv"] {
        let input = bench.write(name, b"");
        let output = bench.serialize(&input, "out", &["--force"]);
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(summary(&output)["lines"], 0);
        assert_eq!(bench.restored("out", FILES[0], &[]), b"");
    }
}

#[test]
fn rejects_may_be_allowed() {
    let bench = Bench::new();
    let input = bench.write("a.log", b"\n2024-03-08T23:06:10,1,GET /rate/a=1\n");
    for (limit, code) in [("0", 1), ("1", 0), ("50%", 0), ("49%", 1)] {
        let output = bench.serialize(&input, "out", &["--force", "--max-rejects", limit]);
        assert_eq!(output.status.code(), Some(code), "{limit}");
    }
}

#[test]
fn a_wrong_header_is_named() {
    let bench = Bench::new();
    let input = bench.write("a.csv", b"Typ,Eintrag\nMovie,x\n");
    let text = error(&bench.serialize(&input, "out", &[]));
    assert!(text.contains("Typ,Eintrag") && text.contains("the columns `Type` and `Log Entry`"), "{text}");
    assert!(!bench.path("out").join(FILES[0]).exists());
}

#[test]
fn compressed_inputs() {
    let bench = Bench::new();
    let lines = generated(2_000);
    let text = lines.join("\n");
    fs::create_dir(bench.path("logs")).expect("there is room for a directory");
    bench.write("logs/a.log.gz", &gzip(text.as_bytes()));
    bench.write("logs/b.log.zst", &zst(text.as_bytes()));
    bench.write("logs/c.log", text.as_bytes());
    let output = bench.serialize(&bench.path("logs"), "out", &[]);
    assert_eq!(summary(&output)["accepted"], 6_000);
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).expect("a Vec takes everything");
    encoder.finish().expect("a Vec takes everything")
}

fn zst(text: &[u8]) -> Vec<u8> {
    zstd::encode_all(text, 1).expect("a Vec takes everything")
}

#[test]
fn compressed_files_may_have_several_parts() {
    let bench = Bench::new();
    let lines = generated(2_000);
    // Cut within a line, with an empty part between.
    let text = lines.join("\n");
    let (first, second) = text.as_bytes().split_at(text.len() / 2);
    for (name, compress) in [("a.log.gz", gzip as fn(&[u8]) -> Vec<u8>), ("a.log.zst", zst)] {
        let parts = [compress(first), compress(b""), compress(second)].concat();
        let input = bench.write(name, &parts);
        let out = format!("of {name}");
        let output = bench.serialize(&input, &out, &[]);
        assert_eq!(summary(&output)["accepted"], 2_000, "{name}");
        for (file, wanted) in FILES.iter().zip(by_kind(&lines)) {
            assert!(bench.restored(&out, file, &[]) == wanted, "{name} {file}");
        }
        // Through a pipe, in pieces that end anywhere.
        let mut command = avrocheck();
        command.args(["serialize", "-", "--format", "json", "--out"]).arg(bench.path(&format!("piped {name}")));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program runs");
        let mut stdin = child.stdin.take().expect("it is a pipe");
        for piece in parts.chunks(parts.len() / 50) {
            stdin.write_all(piece).and_then(|()| stdin.flush()).expect("the program reads");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        drop(stdin);
        assert_eq!(summary(&child.wait_with_output().expect("it ends"))["accepted"], 2_000, "{name}");
    }
}

#[test]
fn what_is_wrong_with_a_compressed_file_is_said() {
    let bench = Bench::new();
    let text = generated(2_000).join("\n");
    for (format, extension, whole) in
        [("gzip", "gz", gzip(text.as_bytes())), ("zstandard", "zst", zst(text.as_bytes()))]
    {
        let mut damaged = whole.clone();
        let middle = whole.len() / 2;
        damaged[middle..middle + 100].fill(0xff);
        let cases = [
            ("cut", whole[..middle].to_vec(), "end too early; the file was cut off"),
            ("short", whole[..whole.len() - 1].to_vec(), "end too early; the file was cut off"),
            ("start", whole[..3].to_vec(), "end too early; the file was cut off"),
            ("none", Vec::new(), "end too early; the file was cut off"),
            ("more", [&whole[..], b"and more"].concat(), "something else follows them"),
            ("cut second", [&whole[..], &whole[..50]].concat(), "end too early; the file was cut off"),
            ("damaged", damaged, "damaged"),
        ];
        for (name, bytes, part) in cases {
            let name = format!("{name}.log.{extension}");
            let input = bench.write(&name, &bytes);
            let text = error(&bench.serialize(&input, "out", &[]));
            assert!(text.contains(&name) && text.contains(format) && text.contains(part), "{name}: {text}");
            assert!(!bench.path("out").exists(), "{name}");
        }
    }
}

#[test]
fn existing_files_are_kept() {
    let bench = Bench::new();
    let input = bench.write("a.log", b"2024-03-08T23:06:10,1,GET /rate/a=1\n");
    assert_eq!(bench.serialize(&input, "out", &[]).status.code(), Some(0));
    let before = bench.read("out", FILES[2]);
    let text = error(&bench.serialize(&input, "out", &["--codec", "null"]));
    assert!(text.contains("--force"), "{text}");
    assert!(bench.read("out", FILES[2]) == before);
    assert_eq!(bench.serialize(&input, "out", &["--codec", "null", "--force"]).status.code(), Some(0));
    assert!(bench.read("out", FILES[2]) != before);
}

#[test]
fn other_versions_of_the_schemas() {
    let bench = Bench::new();
    let lines = generated(3_000);
    let input = bench.write("a.log", lines.join("\n").as_bytes());
    let wanted = by_kind(&lines);
    for (version, reader) in [("v1", "v3"), ("v3", "v1"), ("v2", "v2")] {
        let output = bench.serialize(&input, "out", &["--force", "--schema-version", version]);
        assert_eq!(output.status.code(), Some(0));
        for (file, wanted) in FILES.iter().zip(&wanted) {
            assert!(bench.restored("out", file, &["--reader", reader]) == *wanted, "{file}, {version} by {reader}");
        }
    }
    let text = error(&bench.serialize(&input, "out", &["--force", "--schema-version", "v9"]));
    assert!(text.contains("v1, v2, v3"), "{text}");
}

#[test]
fn json_and_csv_through_a_newer_schema() {
    let bench = Bench::new();
    let input = bench.write("a.log", b"2024-03-08T23:06:10,1,GET /rate/a\",b=1\n");
    bench.serialize(&input, "out", &["--schema-version", "v1"]);
    let lines = |more: &[&str]| String::from_utf8(bench.deserialize("out", FILES[2], more).stdout).expect("it is text");
    assert_eq!(
        lines(&["--reader", "v3"]),
        "{\"userId\":\"1\",\"movieId\":\"a\\\",b\",\"rating\":1,\"time\":\"2024-03-08T23:06:10\",\"ratingContext\":null,\
         \"client\":{\"platform\":\"UNKNOWN\",\"appVersion\":\"\"},\"review\":null,\"tags\":[]}\n"
    );
    assert_eq!(
        lines(&["--reader", "v3", "--to", "csv", "--fields", "rating,movieId,review,tags"]),
        "rating,movieId,review,tags\n1,\"a\"\",b\",,[]\n"
    );
    assert_eq!(lines(&["--limit", "0"]), "");
}

#[test]
fn a_schema_that_needs_more_is_refused() {
    let bench = Bench::new();
    fs::create_dir_all(bench.path("schemas/v1")).expect("there is room for a directory");
    for file in ["movie_watch_event", "recommendation_request"] {
        let from = format!("schemas/v1/{file}.avsc");
        fs::copy(&from, bench.path(&from)).expect("the schema can be copied");
    }
    let rating = "{\"type\": \"record\", \"name\": \"MovieRatingEvent\", \"fields\": [\n\
                  {\"name\": \"rating\", \"type\": \"boolean\"},\n {\"name\": \"session\", \"type\": \"string\"}]}";
    bench.write("schemas/v1/movie_rating_event.avsc", rating.as_bytes());
    let input = bench.write("a.log", b"2024-03-08T23:06:10,1,GET /rate/a=1\n");
    let schemas = bench.path("schemas");
    let mut command = avrocheck();
    command.arg("serialize").arg(&input).arg("--schemas").arg(&schemas).arg("--out").arg(bench.path("out"));
    let output = command.output().expect("the program runs");
    let text = error(&output);
    assert!(text.contains("movie_rating_event.avsc:2:1") && text.contains("movie_rating_event.avsc:3:2"), "{text}");
    assert!(!bench.path("out").exists());
}

#[test]
fn what_is_no_container_file_is_named() {
    let bench = Bench::new();
    bench.write("a.avro", b"PK\x03\x04 and so on");
    let text = error(&bench.deserialize(".", "a.avro", &[]));
    assert!(text.contains("a.avro") && text.contains("zip data"), "{text}");
    bench.write("a.avro", b"PAR1 and so on");
    let text = error(&bench.deserialize(".", "a.avro", &[]));
    assert!(text.contains("a.avro") && text.contains("magic"), "{text}");
    bench.write("b.avro", b"Obj\x01\x02\x16avro.schema\x04{]\x00");
    let text = error(&bench.deserialize(".", "b.avro", &[]));
    assert!(text.contains("b.avro"), "{text}");
}

#[test]
fn damage_is_named_or_passed_over() {
    let bench = Bench::new();
    let lines = generated(20_000);
    let input = bench.write("a.log", lines.join("\n").as_bytes());
    assert_eq!(bench.serialize(&input, "out", &["--codec", "zstandard"]).status.code(), Some(0));
    let mut bytes = bench.read("out", FILES[1]);
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0xaa);
    bench.write("out/damaged.avro", &bytes);
    let text = error(&bench.deserialize("out", "damaged.avro", &["--to", "log"]));
    assert!(text.contains("block ") && text.contains("at byte "), "{text}");
    let output = bench.deserialize("out", "damaged.avro", &["--to", "log", "--recover"]);
    assert_eq!(output.status.code(), Some(1));
    let whole = bench.restored("out", FILES[1], &[]);
    let count = |text: &[u8]| text.iter().filter(|&&byte| byte == b'\n').count();
    let errors = String::from_utf8_lossy(&output.stderr);
    let lost = count(&whole) - count(&output.stdout);
    let lost = format!(" bytes and {},{:03} records in 1 place; the first: block ", lost / 1_000, lost % 1_000);
    assert!(errors.starts_with("warning: ") && errors.contains(": lost ") && errors.contains(&lost), "{lost}{errors}");
    assert!(output.stdout.len() < whole.len() && output.stdout.len() > whole.len() / 2);
    assert!(whole.ends_with(&output.stdout[output.stdout.len() - 1000..]));
}

#[test]
fn single_data() {
    let bench = Bench::new();
    bench.write("a.bin", b"\x02t\x02u\x02m\x0a");
    let schema = ["--writer", "schemas/v1/movie_rating_event.avsc"];
    let output = bench.deserialize(".", "a.bin", &[&["--raw", "datum", "--reader", "v2"], &schema[..]].concat());
    let wanted = "{\"time\":\"t\",\"userId\":\"u\",\"movieId\":\"m\",\"rating\":5,\"ratingContext\":null}\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), wanted);
    let text = error(&bench.deserialize(".", "a.bin", &[&["--raw", "single-object"], &schema[..]].concat()));
    assert!(text.contains("C3 01"), "{text}");
}

#[test]
fn what_a_reader_cannot_read_is_explained() {
    let bench = Bench::new();
    let input = bench.write("a.log", b"2024-03-08T23:06:10,1,GET /rate/a=1\n");
    assert_eq!(bench.serialize(&input, "out", &[]).status.code(), Some(0));
    let text = error(&bench.deserialize("out", FILES[2], &["--reader", "schemas/v1/movie_watch_event.avsc"]));
    assert!(text.contains("MovieRatingEvent") && text.contains("MovieWatchEvent"), "{text}");
    let other = bench.write(
        "other.avsc",
        br#"{"type": "record", "name": "MovieRatingEvent", "fields": [{"name": "x", "type": "int"}]}"#,
    );
    let text = error(&bench.deserialize("out", FILES[2], &["--reader", &other.display().to_string()]));
    assert!(text.contains("block 0 at byte ") && text.contains("no field \"x\""), "{text}");
}

#[test]
fn missing_files_are_reported() {
    let bench = Bench::new();
    bench.write("ratings.log", b"");
    let text = error(&bench.serialize(&bench.path("rating.log"), "out", &[]));
    assert!(text.contains("did you mean") && text.contains("ratings.log"), "{text}");
    let text = error(&bench.deserialize(".", "rating.log", &[]));
    assert!(text.contains("did you mean") && text.contains("ratings.log"), "{text}");
    let text = error(&bench.deserialize(".", ".", &[]));
    assert!(text.contains("no file in there ends in .avro"), "{text}");
}

#[test]
fn inputs_may_be_many() {
    let bench = Bench::new();
    let lines = generated(60);
    bench.write("in/deep/a.log", lines[..20].join("\n").as_bytes());
    bench.write("in/b.csv", format!("{}nothing\n", csv(&lines[20..40])).as_bytes());
    bench.write("in/.hidden", b"nothing");
    let last = bench.write("c.log", lines[40..].join("\r\n").as_bytes());
    let mut command = avrocheck();
    command.args(["serialize", "--format", "json", "--out"]).arg(bench.path("out"));
    command.arg(bench.path("in")).arg("-").arg(&last);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    stdin.write_all(b"Type,Log Entry\n\n").expect("the program reads");
    drop(stdin);
    let summary = summary(&child.wait_with_output().expect("it ends"));
    assert_eq!((summary["lines"].as_u64(), summary["accepted"].as_u64()), (Some(62), Some(60)));
    let rejects = bench.rejects("out");
    assert!(rejects[0]["source"].as_str().is_some_and(|source| source.ends_with("b.csv")), "{rejects:?}");
    assert_eq!((&rejects[0]["line_number"], &rejects[1]["source"]), (&22.into(), &"-".into()));
    let mut ordered = lines[20..40].to_vec();
    ordered.extend_from_slice(&lines[..20]);
    ordered.extend_from_slice(&lines[40..]);
    for (file, wanted) in FILES.iter().zip(by_kind(&ordered)) {
        assert!(bench.restored("out", file, &[]) == wanted, "{file}");
    }
}

#[test]
fn the_form_of_lines_may_be_given() {
    let bench = Bench::new();
    let lines = generated(10);
    let table = bench.write("a.csv", csv(&lines).as_bytes());
    let raw = bench.write("b.csv", lines.join("\n").as_bytes());
    let output = bench.serialize(&table, "out", &["--input-format", "raw"]);
    assert_eq!(summary(&output)["rejected"], 11);
    let output = bench.serialize(&raw, "out", &["--force", "--input-format", "raw"]);
    assert_eq!(summary(&output)["accepted"], 10);
    for more in [&["--force"][..], &["--force", "--input-format", "csv"]] {
        let text = error(&bench.serialize(&raw, "out", more));
        assert!(text.contains("b.csv: starts with ") && text.contains("--input-format raw"), "{text}");
    }
}

#[test]
fn an_entry_that_does_not_end_costs_physical_lines_alone() {
    let bench = Bench::new();
    let line = "2024-03-08T23:06:10,1,GET /rate/a=1";
    let long = format!("Rating,\"2024-03-08T23:06:10,1,GET /rate/{}=1\"\n", "a".repeat(1 << 20));
    let filler = format!("Rating,\"{line}\"\n").repeat(30_000);
    // One quote opens an entry that would go on for more than 1 MiB.
    let text = format!("Type,Log Entry\n{long}Rating,\"{line}\n{filler}");
    let input = bench.write("a.csv", text.as_bytes());
    let output = bench.serialize(&input, "out", &[]);
    let summary = summary(&output);
    assert_eq!((summary["lines"].as_u64(), summary["accepted"].as_u64()), (Some(30_002), Some(30_000)));
    let rejects = bench.rejects("out");
    assert_eq!(rejects.iter().map(|reject| &reject["line_number"]).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(rejects[0]["line"].as_str().map(str::len), Some(long.len() - 1));
}
