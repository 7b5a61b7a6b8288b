//! Lines become typed values, or rejects with a reason; what is taken comes back, and values are checked wherever lines come from.

use std::path::Path;

use super::generated_log::generated;
use super::log_run::{Bench, FILES, by_kind, summary};

const TYPED: [&str; 4] = ["--schemas", "examples/typed/schemas", "--timezone", "America/New_York"];

/// The numbers and reasons of the rejected lines.
fn reasons(bench: &Bench, out: &str) -> Vec<String> {
    let rejects = bench.rejects(out);
    rejects.iter().map(|reject| format!("{} {}", reject["line_number"], reject["reason"])).collect()
}

#[test]
fn typed_lines_come_back_byte_for_byte() {
    let bench = Bench::new();
    // The generated log has users that are no numbers, and fractions of all lengths; what is not exact is rejected.
    let lines = generated(20_000);
    let input = bench.write("a.log", format!("{}\n", lines.join("\n")).as_bytes());
    let output = bench.typed(&input, "out", &[]);
    let summary = summary(&output);
    assert_eq!(summary["lines"], 20_000);
    assert!(summary["accepted"].as_u64().expect("a number") > 10_000, "{summary}");
    let rejects: Vec<String> = match summary["rejected"].as_u64() {
        Some(0) => Vec::new(),
        Some(_) | None => {
            bench.rejects("out").iter().map(|reject| reject["line"].as_str().expect("text").to_owned()).collect()
        }
    };
    let wanted = by_kind(&lines.iter().filter(|line| !rejects.contains(line)).cloned().collect::<Vec<_>>());
    for (file, wanted) in FILES.iter().zip(&wanted) {
        assert!(bench.restored("out", file, &[]) == *wanted, "{file} differs");
    }
}

#[test]
fn lines_that_are_not_exact_are_rejected_with_a_reason() {
    let bench = Bench::new();
    let request = |time: &str, status: u32, result: &str| {
        format!("{time},1,recommendation request s, status {status}, result: {result}, 1 ms\n")
    };
    let text = [
        "2024-03-10T02:30:00,1,GET /rate/a=1\n".to_owned(),
        "2024-11-03T01:30:00,1,GET /rate/a=1\n".to_owned(),
        "2016-12-31T23:59:60,1,GET /rate/a=1\n".to_owned(),
        "2024-03-08T23:06:09.1234,1,GET /rate/a=1\n".to_owned(),
        "2024-03-08T23:06:09.5,1,GET /rate/a=1\n".to_owned(),
        "2024-03-08T23:06:09,01,GET /rate/a=1\n".to_owned(),
        "2024-03-08T23:06:09,1,GET /rate/a=100\n".to_owned(),
        request("2024-03-08T23:06:09", 404, ""),
        request("2024-03-08T23:06:09", 200, "a,b"),
        request("2024-03-08T23:06:09", 500, "a,b"),
    ]
    .concat();
    let input = bench.write("a.log", text.as_bytes());
    let output = bench.typed(&input, "out", &[]);
    assert_eq!(summary(&output)["accepted"], 1);
    insta::assert_snapshot!(reasons(&bench, "out").join("\n"));
    // The newest shipped version keeps the texts beside, and takes all but the second that no timestamp has.
    let output = bench.serialize(&input, "newest", &[]);
    assert_eq!(summary(&output)["accepted"], 9);
    assert_eq!(reasons(&bench, "newest").len(), 1);
    let output = bench.serialize(&input, "older", &["--schema-version", "v3"]);
    assert_eq!(summary(&output)["accepted"], 10);
}

#[test]
fn values_are_checked_in_logs_csv_files_and_units() {
    let bench = Bench::new();
    let checks = ["--value-checks", "examples/typed/checks.toml"];
    let lines = "2024-03-08T23:06:10,1,GET /rate/a=0\n2024-03-08T23:06:10,1,GET /rate/a=5\n2024-03-08T23:06:10,1,GET /data/m/a/601.mpg\n";
    let raw = bench.write("a.log", lines.as_bytes());
    let output = bench.serialize(&raw, "raw", &checks);
    assert_eq!(summary(&output)["accepted"], 1);
    let wanted =
        [r#"1 "the rating is 0; it is to be from 1 to 5""#, r#"3 "the minute is 601; it is to be from 0 to 600""#];
    assert_eq!(reasons(&bench, "raw"), wanted);
    let csv = bench.write("a.csv", b"Type,Log Entry\nRating,\"2024-03-08T23:06:10,1,GET /rate/\"\"a\"\"=9\"\n");
    bench.serialize(&csv, "csv", &checks);
    assert_eq!(reasons(&bench, "csv"), [r#"2 "the rating is 9; it is to be from 1 to 5""#]);
    let units =
        bench.serialize(&raw, "units", &[&checks[..], &["--roll-records", "2", "--max-rejects", "100%"]].concat());
    assert_eq!((&summary(&units)["accepted"], &summary(&units)["rejected"]), (&1.into(), &2.into()));
}

#[test]
fn units_say_the_zone_of_their_lines() {
    let bench = Bench::new();
    let input = bench.write("a.log", b"2024-07-01T12:00:00,1,GET /rate/a=5\n");
    let output = bench.typed(&input, "units", &["--roll-records", "2"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let unit =
        std::fs::read_dir(bench.path("units")).expect("it is there").flatten().find(|entry| entry.path().is_dir());
    let unit = unit.expect("there is a unit").path();
    let unit = Path::new("units").join(unit.file_name().expect("it has a name"));
    let file = std::fs::read_dir(bench.path(unit.to_str().expect("it is text"))).expect("it is there").flatten();
    let file =
        file.map(|entry| entry.file_name().into_string().expect("it is text")).find(|name| name.ends_with(".avro"));
    let file = file.expect("there is a file");
    let unit = unit.to_str().expect("it is text");
    assert_eq!(bench.restored(unit, &file, &[]), b"2024-07-01T12:00:00,1,GET /rate/a=5\n");
    let json = bench.deserialize(unit, &file, &["--logical", "text"]).stdout;
    assert!(String::from_utf8_lossy(&json).contains(r#""time":"2024-07-01T16:00:00Z""#));
}

impl Bench {
    fn typed(&self, input: &Path, out: &str, more: &[&str]) -> std::process::Output {
        let mut command = super::log_run::avrocheck();
        command
            .args(["serialize", "--format", "json", "--max-rejects", "100%"])
            .args(TYPED)
            .arg("--out")
            .arg(self.path(out));
        command.args(more).arg(input).output().expect("the program runs")
    }
}
