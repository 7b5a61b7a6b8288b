//! Converts single records on the command line: JSON lines to bare data or single objects, and back.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().expect("there is room for a directory"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in the directory")).expect("there is room for a directory");
        fs::write(&path, content).expect("there is room for files");
        path.display().to_string()
    }
}

/// Runs the program in the package's directory.
fn run(line: &str, input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(line.split_whitespace());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.as_mut().expect("the program runs");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || stdin.write_all(&input));
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    std::io::copy(child.stdout.as_mut().expect("it is a pipe"), &mut stdout).expect("it can be read");
    std::io::copy(child.stderr.as_mut().expect("it is a pipe"), &mut stderr).expect("it can be read");
    let status = child.wait().expect("it ends");
    // Who fails early has not read all.
    let _ = feeder.join().expect("it does not panic");
    Output { status, stdout, stderr }
}

fn good(line: &str, input: &[u8]) -> Vec<u8> {
    let output = run(line, input);
    assert_eq!(output.status.code(), Some(0), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What the program says to that, and what it had printed before.
fn bad(line: &str, input: &[u8]) -> (String, Vec<u8>) {
    let output = run(line, input);
    let text = String::from_utf8(output.stderr).expect("messages are text");
    assert_eq!(output.status.code(), Some(2), "{line}: {text}");
    assert!(text.lines().all(|line| line.starts_with("error: ")) || text.contains("Usage: "), "{text}");
    (text, output.stdout)
}

fn lines(text: &[u8]) -> Vec<Json> {
    let line = |line| serde_json::from_str(line).expect("each line is JSON");
    std::str::from_utf8(text).expect("it is text").lines().map(line).collect()
}

const RATING: &str = "{\"time\":\"t\",\"userId\":\"u\",\"movieId\":\"m\",\"rating\":5}\n";

#[test]
fn every_fixture_goes_there_and_back() {
    let mut count = 0;
    for version in ["v1", "v2", "v3"] {
        for subject in ["movie_rating_event", "movie_watch_event", "recommendation_request"] {
            let path = format!("fixtures/{version}/{subject}.jsonl");
            let records = lines(&fs::read(&path).expect("the fixtures are there"));
            for writer in [format!("{version}/{subject}"), format!("schemas/{version}/{subject}.avsc")] {
                for envelope in ["datum", "single-object"] {
                    let bytes = good(&format!("serialize --raw {envelope} --writer {writer} {path}"), b"");
                    let text = good(&format!("deserialize --raw {envelope} --writer {writer} -"), &bytes);
                    // Tags of unions' branches are gone, so that these are compared as bytes.
                    assert_eq!(lines(&text).len(), records.len());
                    assert_eq!(
                        good(&format!("serialize --raw {envelope} --writer {writer} -"), &text),
                        bytes,
                        "{path}"
                    );
                    count += records.len();
                }
            }
        }
    }
    assert!(count > 100, "{count} records");
}

#[test]
fn bytes_are_those_of_the_specification() {
    let desk = Desk::new();
    let schema = desk.write("int.avsc", "\"int\"");
    assert_eq!(good(&format!("serialize --raw datum --writer {schema} -"), b"-64\n\n1\n"), [0x7f, 0x02]);
    let single = [0xc3, 0x01, 0x8f, 0x5c, 0x39, 0x3f, 0x1a, 0xd5, 0x75, 0x72, 0x7f];
    assert_eq!(good(&format!("serialize --raw single-object --writer {schema} -"), b"-64"), single);
    assert_eq!(good(&format!("deserialize --raw single-object --writer {schema} -"), &single), b"-64\n");
}

#[test]
fn unions_may_be_tagged() {
    let desk = Desk::new();
    let schema = desk.write("u.avsc", r#"["null", "int", "long", "string"]"#);
    let encode = format!("serialize --raw datum --writer {schema} -");
    assert_eq!(
        good(&encode, b"null\n{\"long\": 1}\n{\"int\": 1}\n\"a\"\n{\"string\":\"a\"}"),
        b"\0\x04\x02\x02\x02\x06\x02a\x06\x02a"
    );
    let (text, _) = bad(&encode, b"1");
    assert!(text.contains("-:1: ") && text.contains("{\"int\": …} or {\"long\": …}"), "{text}");
}

#[test]
fn fingerprints_find_the_schema() {
    let mut bytes = Vec::new();
    for version in ["v1", "v2", "v1"] {
        let record = match version {
            "v1" => RATING.to_owned(),
            _ => RATING.replace('}', ",\"ratingContext\":\"x\"}"),
        };
        bytes.extend(good(
            &format!("serialize --raw single-object --writer {version}/movie_rating_event -"),
            record.as_bytes(),
        ));
    }
    let read = |more: &str| lines(&good(&format!("deserialize --raw single-object - {more}"), &bytes));
    assert_eq!(
        read("").iter().map(|record| &record["ratingContext"]).collect::<Vec<_>>(),
        [&Json::Null, &Json::from("x"), &Json::Null]
    );
    assert_eq!(read("--reader v1").len(), 3);
    assert!(read("--reader v1").iter().all(|record| record.get("ratingContext").is_none()));
    assert!(read("--reader v3/movie_rating_event").iter().all(|record| record["review"].is_null()));
    assert_eq!(read("--limit 2").len(), 2);
    let table = good("deserialize --raw single-object - --to csv --fields rating,movieId", &bytes);
    assert_eq!(String::from_utf8_lossy(&table), "rating,movieId\n5,m\n5,m\n5,m\n");
    let (text, printed) = bad("deserialize --raw single-object - --to csv", &bytes);
    assert!(
        text.contains("--fields")
            && String::from_utf8_lossy(&printed).starts_with("time,userId,movieId,rating\nt,u,m,5\n"),
        "{text}"
    );
}

#[test]
fn an_unknown_fingerprint_is_reported_with_the_places_searched() {
    let bytes = good("serialize --raw single-object --writer v1/movie_rating_event -", RATING.as_bytes());
    let mut other = bytes.clone();
    other[2] ^= 0xff;
    let (text, printed) = bad("deserialize --raw single-object -", &[bytes, other].concat());
    assert_eq!(lines(&printed).len(), 1);
    for part in [
        "-: the datum at byte 17: ",
        "f14c56808360f149",
        "12 versions of 3 subjects in schemas",
        "--schemas",
        "--writer",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn damage_is_reported_with_its_place() {
    let data = good("serialize --raw datum --writer v1/movie_rating_event -", RATING.repeat(2).as_bytes());
    let decode = "deserialize --raw datum --writer v1/movie_rating_event -";
    assert_eq!(lines(&good(decode, &data)).len(), 2);
    assert_eq!(good(decode, b""), b"");
    let (text, printed) = bad(decode, &data[..data.len() - 1]);
    assert!(text.contains("error: -: byte 13, in the datum at byte 7: "), "{text}");
    assert_eq!(lines(&printed).len(), 1);
    let (text, _) = bad(decode, &[&data[..], b"\x01"].concat());
    assert!(text.contains("byte 14, in the datum at byte 14: -1 is not a length"), "{text}");
    let (text, _) = bad("deserialize --raw single-object -", &data);
    assert!(text.contains("byte 0: ") && text.contains("C3 01"), "{text}");
    let single = good("serialize --raw single-object --writer v1/movie_rating_event -", RATING.as_bytes());
    let (text, _) = bad("deserialize --raw single-object -", &single[..7]);
    assert!(text.contains("byte 0: the bytes end in the 10 bytes"), "{text}");
    let (text, _) = bad("deserialize --raw single-object --writer v2/movie_rating_event -", &single);
    assert!(text.contains("of fingerprint 0e4c56808360f149, not e2df126240e60303"), "{text}");
}

#[test]
fn every_wrong_line_is_reported_and_nothing_is_written() {
    let desk = Desk::new();
    let input = format!("{RATING}{{\"time\":1\n{{\"rating\":5}}\n{}", RATING.replace('5', "\"5\""));
    let path = desk.write("in/a.jsonl", input);
    let out = desk.path("out.bin").display().to_string();
    let encode = |more: &str| format!("serialize --raw datum --writer v1/movie_rating_event {path} {more}");
    let (text, _) = bad(&encode(&format!("--out {out}")), b"");
    for part in [":2:9: not JSON: ", ":3: no record of this schema: ", ":4: no record of this schema: /rating: \"5\""] {
        assert!(text.contains(&format!("{path}{part}")), "{part}: {text}");
    }
    assert!(!Path::new(&out).exists());
    // Nobody can take back what went into a pipe, but nothing goes behind a gap.
    let (_, printed) = bad(&encode(""), b"");
    assert_eq!(printed, good("serialize --raw datum --writer v1/movie_rating_event -", RATING.as_bytes()));
    let (text, _) = bad("serialize --raw datum --writer v1/movie_rating_event -", "x\n".repeat(1_000).as_bytes());
    assert!(text.lines().count() == 11 && text.contains("990 more lines"), "{text}");
}

#[test]
fn files_are_complete_and_replaced_on_demand_alone() {
    let desk = Desk::new();
    let out = desk.path("out.bin").display().to_string();
    let encode = format!("serialize --raw datum --writer v1/movie_rating_event - --out {out}");
    assert_eq!(good(&encode, RATING.as_bytes()), b"");
    let (text, _) = bad(&encode, RATING.repeat(2).as_bytes());
    assert!(text.contains("out.bin exists; --force replaces it"), "{text}");
    assert_eq!(fs::read(&out).expect("it is there").len(), 7);
    good(&format!("{encode} --force"), RATING.repeat(2).as_bytes());
    assert_eq!(fs::read(&out).expect("it is there").len(), 14);
    assert_eq!(fs::read_dir(desk.0.path()).expect("it is there").count(), 1);
}

#[test]
fn compressed_records_and_directories_are_inputs() {
    let desk = Desk::new();
    desk.write("in/a.jsonl", RATING);
    desk.write("in/b.jsonl.zst", zstd::encode_all(RATING.as_bytes(), 1).expect("a Vec takes everything"));
    let bytes =
        good(&format!("serialize --raw datum --writer v1/movie_rating_event {}", desk.path("in").display()), b"");
    assert_eq!(bytes.len(), 14);
}

#[test]
fn a_schema_may_stand_in_several_files() {
    let desk = Desk::new();
    let user = desk.write(
        "all/v1/user.avsc",
        r#"{"type": "record", "name": "User", "fields": [{"name": "paid", "type": "Money"}]}"#,
    );
    desk.write(
        "all/v1/money.avsc",
        r#"{"type": "record", "name": "Money", "fields": [{"name": "cents", "type": "long"}]}"#,
    );
    let record = b"{\"paid\": {\"cents\": 3}}";
    assert_eq!(good(&format!("serialize --raw datum --writer {user} -"), record), [6]);
    let schemas = desk.path("all").display().to_string();
    let single = good(&format!("serialize --raw single-object --schemas {schemas} --writer v1/user -"), record);
    let text = good(&format!("deserialize --raw single-object --schemas {schemas} -"), &single);
    assert_eq!(String::from_utf8_lossy(&text), "{\"paid\":{\"cents\":3}}\n");
}

#[test]
fn what_is_missing_is_reported_with_what_is_there() {
    let encode = |writer: &str| bad(&format!("serialize --raw datum --writer {writer} -"), b"").0;
    for (writer, part) in [
        ("v9/movie_rating_event", "there is no version `v9`; there are v1, v2, v3"),
        ("v1/movie_rating_evnt", "did you mean `movie_rating_event`?"),
        ("v1", "name one behind the version, as in `v1/user`"),
        ("schemas/v1/movie_rating_evnt.avsc", "did you mean `schemas/v1/movie_rating_event.avsc`?"),
    ] {
        assert!(encode(writer).contains(part), "{writer}: {}", encode(writer));
    }
    for line in [
        "serialize --raw datum -",
        "deserialize --raw datum -",
        "serialize --writer v1/movie_rating_event --out out -",
        "serialize --raw datum --writer v1/movie_rating_event --codec null -",
        "deserialize --raw datum --writer v1/movie_rating_event --recover -",
    ] {
        assert!(bad(line, b"").0.contains("Usage: "), "{line}");
    }
}

#[test]
fn many_data_are_separated_in_a_pipe() {
    let records: String = (0..40_000).map(|at| RATING.replace("\"u\"", &format!("\"{at}\""))).collect();
    let bytes = good("serialize --raw single-object --writer v1/movie_rating_event -", records.as_bytes());
    assert_eq!(good("deserialize --raw single-object -", &bytes), records.as_bytes());
}
