//! Which files `avrocheck serialize` takes for logs, and in which order and forms it reads them.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use super::log_run::{Bench, FILES, error, summary};

/// A line of a movie that is the number, which restored lines are known by.
fn line(number: u32) -> String {
    format!("2024-03-08T23:06:10,1,GET /data/m/a/{number}.mpg\n")
}

/// Runs the program in the directory of the bench, where there are no schemas.
fn serialize(bench: &Bench, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    command.current_dir(bench.path("")).args(["serialize", "--format", "json"]).args(arguments);
    command.output().expect("the program runs")
}

/// The numbers of the lines, in their order.
fn numbers(bench: &Bench, out: &str) -> Vec<u32> {
    let text = String::from_utf8(bench.restored(out, FILES[1], &[])).expect("lines are text");
    let number = |line: &str| line.strip_suffix(".mpg")?.rsplit_once('/')?.1.parse().ok();
    text.lines().map(|line| number(line).expect("it is one of ours")).collect()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn without_a_directory_of_schemas_the_first_version_is_written() {
    let bench = Bench::new();
    bench.write("a.log", line(1).as_bytes());
    let output = serialize(&bench, &["a.log", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("note: there is no directory `schemas`"), "{}", stderr(&output));
    for (file, schema) in FILES.iter().zip(["recommendation_request", "movie_watch_event", "movie_rating_event"]) {
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/v1/{schema}.avsc"));
        let text = fs::read(schema).expect("it is there");
        let holds = bench.read("out", file).windows(text.len()).any(|bytes| bytes == text);
        assert!(holds, "{file} has another schema");
    }
    assert_eq!(serialize(&bench, &["a.log", "-o", "v1", "--schema-version", "v1"]).status.code(), Some(0));
    let text = error(&serialize(&bench, &["a.log", "-o", "v2", "--schema-version", "v2"]));
    assert!(text.contains("only v1 is built in; --schemas"), "{text}");
    let quiet = serialize(&bench, &["a.log", "-o", "quiet", "-q"]);
    assert_eq!(stderr(&quiet), "");

    // A directory that somebody named has to be there, and one that is there counts.
    let text = error(&serialize(&bench, &["a.log", "-o", "named", "--schemas", "mine"]));
    assert!(text.contains("mine: no such file or directory"), "{text}");
    bench.write("avrocheck.toml", b"schemas = [\"mine\"]\n");
    let text = error(&serialize(&bench, &["a.log", "-o", "named"]));
    assert!(text.contains("mine: no such file or directory"), "{text}");
    fs::remove_file(bench.path("avrocheck.toml")).expect("it is there");
    bench.write("schemas/v1/other.avsc", b"\"int\"");
    let text = error(&serialize(&bench, &["a.log", "-o", "named"]));
    assert!(text.contains("MovieWatchEvent"), "{text}");
}

#[test]
fn a_directory_gives_its_logs_in_natural_order() {
    let bench = Bench::new();
    let logs = ["logs/app.log.2", "logs/app.log.10", "logs/b/access_log", "logs/notes.TXT", "logs/z.csv"];
    for (number, name) in (1..).zip(logs) {
        let header = if name.ends_with("csv") { "Type,Log Entry\n" } else { "" };
        let text = line(number).replace("2024", if header.is_empty() { "2024" } else { "Movie,\"2024" });
        let text = if header.is_empty() { text } else { text.replace(".mpg", ".mpg\"") };
        bench.write(name, format!("{header}{text}").as_bytes());
    }
    for other in ["logs/readme.md", "logs/catalog.json", "logs/.hidden.log"] {
        bench.write(other, line(99).as_bytes());
    }
    let output = serialize(&bench, &["logs", "-o", "out"]);
    assert_eq!(summary(&output)["accepted"], 5, "{}", stderr(&output));
    assert_eq!(numbers(&bench, "out"), [1, 2, 3, 4, 5]);
    let note = "note: logs: not read: logs/catalog.json, logs/readme.md; logs have \"log\" in their names";
    assert!(stderr(&output).contains(note), "{}", stderr(&output));
    // Who names a file wants it.
    let output = serialize(&bench, &["logs/readme.md", "-o", "named"]);
    assert_eq!(summary(&output)["accepted"], 1);
    bench.write("other/a.md", b"x");
    let text = error(&serialize(&bench, &["other", "-o", "none"]));
    assert!(text.contains("other: no log is in there, but other/a.md; logs have"), "{text}");
}

#[test]
fn what_is_written_is_not_read() {
    let bench = Bench::new();
    bench.write("all/a.log", line(1).as_bytes());
    for force in [&[][..], &["--force"], &["--force"]] {
        let output = serialize(&bench, &[&["all", "--out", "all/log"], force].concat());
        assert_eq!(summary(&output)["lines"], 1, "{}", stderr(&output));
        assert!(!stderr(&output).contains("not read"), "{}", stderr(&output));
    }
    // Container files elsewhere are no logs either, whatever their names are.
    fs::copy(bench.path("all/log").join(FILES[1]), bench.path("all/old.log")).expect("there is room");
    let output = serialize(&bench, &["all", "-o", "next"]);
    assert_eq!(summary(&output)["lines"], 1);
    assert!(stderr(&output).contains("not read: all/log/movie_ratings.avro"), "{}", stderr(&output));
    let text = error(&serialize(&bench, &["all/old.log", "-o", "more"]));
    assert!(text.contains("all/old.log: is a container file, not a log; `avrocheck deserialize` reads it"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_file_is_read_once_and_circles_are_no_way() {
    use std::os::unix::fs::symlink;
    let bench = Bench::new();
    bench.write("logs/a.log", line(1).as_bytes());
    bench.write("logs/b.log", line(2).as_bytes());
    symlink("a.log", bench.path("logs/again.log")).expect("links can be made");
    fs::create_dir(bench.path("logs/deep")).expect("there is room for a directory");
    symlink("..", bench.path("logs/deep/up")).expect("links can be made");
    let output = serialize(&bench, &["logs", "logs/a.log", "./logs/b.log", "-o", "out"]);
    assert_eq!(summary(&output)["lines"], 2, "{}", stderr(&output));
    for part in [
        "logs/again.log: is the file logs/a.log, and is read once",
        "logs/deep/up: this link leads back to logs",
        "read once",
    ] {
        assert!(stderr(&output).contains(part), "{part}: {}", stderr(&output));
    }
}

#[test]
fn bytes_say_whether_a_file_is_compressed() {
    let bench = Bench::new();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(line(1).as_bytes()).expect("a Vec takes everything");
    bench.write("1.log", &encoder.finish().expect("a Vec takes everything"));
    bench.write("2.log.gz", &zstd::encode_all(line(2).as_bytes(), 1).expect("a Vec takes everything"));
    bench.write("3.log.zst", line(3).as_bytes());
    let output = serialize(&bench, &[".", "-o", "out"]);
    assert_eq!(summary(&output)["accepted"], 3, "{}", stderr(&output));
    assert_eq!(numbers(&bench, "out"), [1, 2, 3]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_line() {
    let bench = Bench::new();
    let mark = "\u{feff}";
    bench.write("a.log", format!("{mark}{}", line(1)).as_bytes());
    bench.write("b.csv", format!("{mark}Type,Log Entry\nMovie,\"{}\"\n", line(2).trim_end()).as_bytes());
    bench.write("c.log", format!("{}{mark}{}", line(3), line(4)).as_bytes());
    let output = serialize(&bench, &[".", "-o", "out", "--max-rejects", "1"]);
    assert_eq!(numbers(&bench, "out"), [1, 2, 3], "{}", stderr(&output));
    assert_eq!(bench.rejects("out")[0]["line"], format!("{mark}{}", line(4).trim_end()));
}

#[test]
fn columns_are_found_by_their_names() {
    let bench = Bench::new();
    let entry = line(1).trim_end().to_owned();
    let tables = [
        ("usual", ",", format!("Type,Log Entry\nMovie,\"{entry}\"\n")),
        ("turned", ",", format!("Log Entry,Type\n\"{entry}\",Movie\n")),
        ("more", ",", format!("id,\"log entry\",\"a,b\", TYPE \n7,\"{entry}\",\"x\"\"y\nz\",Movie\n")),
        ("points", ";", format!("Type;Log Entry;id\r\nMovie;{entry};7\r\n")),
        ("tabs", "tab", format!("id\tType\tLog Entry\n\tMovie\t{entry}\n")),
    ];
    for (name, delimiter, text) in tables {
        let input = format!("{name}.csv");
        bench.write(&input, text.as_bytes());
        let output = serialize(&bench, &[&input, "-o", name, "--delimiter", delimiter]);
        // The record with a line feed in another column is rejected: it is not one line.
        assert_eq!(summary(&output)["lines"], 1, "{name}: {}", stderr(&output));
        let accepted = if name == "more" { 0 } else { 1 };
        assert_eq!(summary(&output)["accepted"], accepted, "{name}: {}", stderr(&output));
        let ignored = ["more", "points", "tabs"].contains(&name);
        assert_eq!(stderr(&output).contains("are not log entries, and are not kept"), ignored, "{}", stderr(&output));
    }
    assert_eq!(serialize(&bench, &["points.csv", "-o", "x", "--delimiter", "::"]).status.code(), Some(2));
    let text = error(&serialize(&bench, &["points.csv", "-o", "x"]));
    assert!(text.contains("the columns `Type` and `Log Entry`; try --delimiter ';'"), "{text}");
    bench.write("short.csv", format!("Type,Log Entry,id\nMovie,\"{entry}\"\nSong,\"{entry}\",7\n").as_bytes());
    let output = serialize(&bench, &["short.csv", "-o", "short"]);
    assert_eq!(summary(&output)["rejected"], 2);
    let reasons: Vec<String> = bench.rejects("short").iter().map(|reject| reject["reason"].to_string()).collect();
    assert!(
        reasons[0].contains("as many columns as the header") && reasons[1].contains("the type is none"),
        "{reasons:?}"
    );
}

#[test]
fn a_header_with_another_delimiter_names_the_one_that_fits_whatever_the_file_is_called() {
    let bench = Bench::new();
    let entry = line(1).trim_end().to_owned();
    for (delimiter, typed) in [(";", "';'"), ("\t", "tab"), ("|", "'|'")] {
        let text = format!("id,a{delimiter}Type{delimiter}\"Log Entry\"\n7{delimiter}Movie{delimiter}{entry}\n");
        for name in ["a.csv", "a.log", "a.txt", "a"] {
            bench.write(name, text.as_bytes());
            let said = error(&serialize(&bench, &[name, "-o", "out"]));
            assert!(said.contains(&format!("try --delimiter {typed}; with --input-format raw")), "{name}: {said}");
            let output = serialize(&bench, &[name, "-o", "out", "--delimiter", typed.trim_matches('\'')]);
            assert_eq!(summary(&output)["accepted"], 1, "{name}: {}", stderr(&output));
            let output = serialize(&bench, &[name, "-o", "raw", "--input-format", "raw", "--force"]);
            assert_eq!(summary(&output)["rejected"], 2, "{name}: {}", stderr(&output));
            std::fs::remove_dir_all(bench.path("out")).expect("it was just written");
        }
    }
    // With a delimiter that does not fit, the comma is named as well.
    bench.write("commas.log", format!("Type,Log Entry\nMovie,\"{entry}\"\n").as_bytes());
    let said = error(&serialize(&bench, &["commas.log", "-o", "out", "--delimiter", ";"]));
    assert!(said.contains("try --delimiter ','"), "{said}");
}

#[test]
fn times_that_are_none_are_rejected_with_their_reason() {
    let bench = Bench::new();
    let text = line(1)
        + &line(2).replace("03-08T23:06:10", "02-29T23:06:10")
        + &line(3).replace("2024-03-08T23:06:10", "2023-02-29T23:06:10")
        + &line(4).replace("03-08", "04-31")
        + &line(5).replace(":10,", ":10Z,")
        + &line(6).replace(":10,", ":10.123+01:00,")
        + &line(7).replace("T23", " 23");
    bench.write("a.log", text.as_bytes());
    serialize(&bench, &["a.log", "-o", "out"]);
    assert_eq!(numbers(&bench, "out"), [1, 2]);
    let reasons: Vec<String> = bench.rejects("out").iter().map(|reject| reject["reason"].to_string()).collect();
    let parts = ["a day that there is not", "a day that there is not", "a time zone", "a time zone", "such as 2024"];
    assert_eq!(reasons.len(), parts.len());
    assert!(reasons.iter().zip(parts).all(|(reason, part)| reason.contains(part)), "{reasons:?}");
}
