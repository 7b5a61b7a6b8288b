//! Units of logs that grow: each line comes once, whatever becomes of the logs and of the runs that read them.

#![cfg(unix)]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::generated_log::generated;
use super::sandbox::Sandbox;
use super::unit_files::{collected, eventually, files, manifest, sorted, starts_and_ends, units};

/// A rating that is the number.
fn line(number: u32) -> String {
    format!("2024-03-08T23:06:10,1,GET /rate/a={number}\n")
}

fn lines(numbers: impl IntoIterator<Item = u32>) -> String {
    numbers.into_iter().map(line).collect()
}

fn serialize(sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    command
        .current_dir(sandbox.path(""))
        .args(["serialize", "--max-rejects", "100%", "--format", "json"])
        .args(arguments);
    command
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Output {
    serialize(sandbox, arguments).output().expect("the program runs")
}

fn done(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    serde_json::from_slice(&output.stdout).expect("the summary is JSON")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn append(path: &Path, text: impl AsRef<[u8]>) {
    let mut file = OpenOptions::new().append(true).create(true).open(path).expect("the log can be written");
    file.write_all(text.as_ref()).expect("the log can be written");
}

#[test]
fn each_line_comes_once_whatever_becomes_of_its_log() {
    let sandbox = Sandbox::new();
    let (log, out) = (sandbox.path("logs/app.log"), sandbox.path("out"));
    let roll = ["logs", "--out", "out", "--roll-records", "40"];
    let mut written = String::new();
    let mut step = |log: &Path, text: &str| {
        written += text;
        fs::create_dir_all(log.parent().expect("it has one")).expect("a new directory");
        append(log, text);
    };
    step(&log, &lines(0..100));
    assert_eq!(done(&run(&sandbox, &roll))["units"], 3);
    assert_eq!(done(&run(&sandbox, &roll))["lines"], 0);

    // It is renamed, both grow, and then the older one is compressed.
    fs::rename(&log, sandbox.path("logs/app.log.1")).expect("it is there");
    step(&sandbox.path("logs/app.log.1"), &lines(100..110));
    step(&log, &lines(110..150));
    assert_eq!(done(&run(&sandbox, &roll))["lines"], 50);
    let zipped = Command::new("gzip").arg(sandbox.path("logs/app.log.1")).status().expect("there is gzip");
    assert!(zipped.success());
    assert_eq!(done(&run(&sandbox, &roll))["lines"], 0);

    // It is copied and emptied; what came between two runs is in the copy.
    step(&log, &lines(150..155));
    fs::copy(&log, sandbox.path("logs/app.log.2")).expect("it is there");
    fs::write(&log, "").expect("it is there");
    step(&log, &lines(155..160));
    assert_eq!(done(&run(&sandbox, &roll))["lines"], 10);

    // Others begin like it, or have its name.
    step(&sandbox.path("logs/other.log"), "a line that all begin with\n");
    step(&sandbox.path("logs/below/app.log"), "a line that all begin with\n");
    assert_eq!(done(&run(&sandbox, &roll))["lines"], 2);
    step(&sandbox.path("logs/other.log"), &lines(160..165));
    step(&sandbox.path("logs/below/app.log"), &lines(165..170));
    assert_eq!(done(&run(&sandbox, &roll))["lines"], 10);
    assert_eq!(collected(&out), sorted(&written));
}

#[test]
fn a_unit_that_is_made_again_has_the_same_bytes() {
    let sandbox = Sandbox::new();
    sandbox.write("app.log", generated(30_000).join("\n") + "\n");
    let roll = ["app.log", "--out", "out", "--roll-records", "12000"];
    assert_eq!(done(&run(&sandbox, &roll))["units"], 3);
    let units = units(&sandbox.path("out"));
    let before: Vec<_> = units.iter().map(|unit| files(&sandbox.path("out").join(unit))).collect();
    for taken in (0..3).rev() {
        units[taken..].iter().for_each(|unit| fs::remove_dir_all(sandbox.path("out").join(unit)).expect("it is there"));
        assert_eq!(done(&run(&sandbox, &roll))["units"], 3 - taken);
        let again: Vec<_> = units.iter().map(|unit| files(&sandbox.path("out").join(unit))).collect();
        assert!(again == before);
    }
}

#[test]
fn units_end_where_lines_say() {
    let sandbox = Sandbox::new();
    let at = |hour: u32, minute: u32| format!("2024-03-08T{hour:02}:{minute:02}:00,1,GET /rate/a=1\n");
    let text = [at(1, 59), at(2, 0), at(1, 58), "no time\n".to_owned(), at(2, 59), at(3, 0)].concat();
    sandbox.write("a.log", &text);
    done(&run(&sandbox, &["a.log", "--out", "hours", "--roll-interval", "1h"]));
    let length = at(1, 59).len() as u64;
    let ends = [0, length, 4 * length + 8, 5 * length + 8];
    assert_eq!(starts_and_ends(&sandbox.path("hours")), [(ends[0], ends[1]), (ends[1], ends[2]), (ends[2], ends[3])]);

    sandbox.write("b.log", generated(40_000).join("\n") + "\n");
    done(&run(&sandbox, &["b.log", "--out", "bytes", "--roll-bytes", "20kB", "--codec", "null"]));
    let bytes = sandbox.path("bytes");
    let sizes: Vec<u64> = units(&bytes)
        .iter()
        .map(|unit| manifest(&bytes.join(unit))["files"].as_array().expect("it lists files").clone())
        .map(|files| files.iter().map(|file| file["bytes"].as_u64().expect("it is a number")).sum())
        .collect();
    let (last, others) = sizes.split_last().expect("there are some");
    assert!(others.len() > 2 && others.iter().all(|size| (20_000..600_000).contains(size)) && *last > 0, "{sizes:?}");
    for (value, flag) in
        [("0", "--roll-records"), ("5x", "--roll-bytes"), ("1y", "--roll-interval"), ("0s", "--roll-interval")]
    {
        let output = run(&sandbox, &["a.log", "--out", "none", flag, value]);
        assert_eq!(output.status.code(), Some(2), "{flag} {value}");
    }
}

#[test]
fn what_has_no_end_of_line_waits() {
    let sandbox = Sandbox::new();
    let log = sandbox.path("a.log");
    let roll = ["a.log", "--out", "out", "--roll-records", "10"];
    append(&log, line(1) + "2024-03-08T23:06:10,1,GET /rate/a=");
    let output = run(&sandbox, &roll);
    assert_eq!(done(&output)["lines"], 1);
    assert!(stderr(&output).contains("a.log: the last 34 bytes have no end of line"), "{}", stderr(&output));
    append(&log, "2\n");
    assert_eq!(done(&run(&sandbox, &roll))["lines"], 1);

    // Nobody has written to it for long.
    append(&log, line(3).trim_end());
    let old = std::time::SystemTime::now() - Duration::from_secs(7200);
    OpenOptions::new().append(true).open(&log).and_then(|file| file.set_modified(old)).expect("it is ours");
    assert_eq!(done(&run(&sandbox, &roll))["lines"], 1);
    assert_eq!(collected(&sandbox.path("out")), sorted(&lines(1..4)));

    // A line that is too long for memory, which comes in two runs.
    let long = sandbox.path("long.log");
    let roll = ["long.log", "--out", "long", "--roll-records", "10"];
    append(&long, line(1) + &"x".repeat(3 << 20));
    assert_eq!(done(&run(&sandbox, &roll))["lines"], 1);
    append(&long, "yz\r\n".to_owned() + &line(2));
    assert_eq!(done(&run(&sandbox, &roll))["rejected"], 1);
    let mut wanted = sorted(&lines(1..3));
    wanted.push("x".repeat(3 << 20) + "yz");
    assert!(collected(&sandbox.path("long")) == wanted);
}

#[test]
fn standard_input_rolls_too() {
    let sandbox = Sandbox::new();
    for (unit, csv) in [("stdin-1", false), ("stdin-2", true)] {
        let mut command = serialize(&sandbox, &["-", "--out", "out", "--roll-records", "2"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let record = |number| if csv { format!("Rating,\"{}\"\n", line(number).trim_end()) } else { line(number) };
        let text = (0..5).map(record).collect::<String>();
        let text = if csv { "Type,Log Entry\n".to_owned() + text.trim_end() } else { text };
        child.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("the program reads");
        assert_eq!(done(&child.wait_with_output().expect("it ends"))["units"], 3);
        assert_eq!(units(&sandbox.path("out")).iter().filter(|name| name.starts_with(unit)).count(), 3);
    }
    assert_eq!(collected(&sandbox.path("out")), sorted(&[lines(0..5), lines(0..5)].concat()));
}

/// A run that goes on until it is ended.
struct Watching(Child);

impl Watching {
    fn start(sandbox: &Sandbox, arguments: &[&str]) -> Watching {
        let mut command = serialize(sandbox, arguments);
        Watching(
            command.arg("--watch").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs"),
        )
    }

    fn signal(self, name: &str) -> Output {
        let id = self.0.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().expect("there is a kill");
        assert!(sent.success());
        self.0.wait_with_output().expect("it ends")
    }
}

#[test]
fn a_run_that_watches_follows_logs_until_it_is_ended() {
    let sandbox = Sandbox::new();
    let (log, out) = (sandbox.path("logs/app.log"), sandbox.path("out"));
    sandbox.write("logs/app.log", lines(0..10));
    let roll = ["logs", "--out", "out", "--roll-records", "10"];
    let watching = Watching::start(&sandbox, &roll);
    eventually("the first unit", || units(&out).len() == 1);

    let second = run(&sandbox, &roll);
    assert_eq!(second.status.code(), Some(2));
    assert!(stderr(&second).contains("another run writes there"), "{}", stderr(&second));

    append(&log, lines(10..25));
    eventually("the second unit", || units(&out).len() == 2);
    // It is renamed while it is open, and what is appended then is read before the new one.
    fs::rename(&log, sandbox.path("logs/app.log.1")).expect("it is there");
    append(&sandbox.path("logs/app.log.1"), lines(25..30));
    append(&log, lines(30..40));
    eventually("two more units", || units(&out).len() == 4);
    append(&log, lines(40..43));
    fs::remove_file(sandbox.path("logs/app.log.1")).expect("it is there");
    std::thread::sleep(Duration::from_millis(600));
    let summary = done(&watching.signal("TERM"));
    assert_eq!((&summary["lines"], &summary["units"]), (&Value::from(43), &Value::from(5)));
    assert_eq!(collected(&out), sorted(&lines(0..43)));
}

#[test]
fn what_is_done_to_logs_while_they_are_watched_doubles_and_loses_nothing() {
    let sandbox = Sandbox::new();
    let (log, out) = (sandbox.path("logs/app.log"), sandbox.path("out"));
    sandbox.write("logs/app.log", lines(0..100));
    // A form that shows only when the first line is whole, and a file that is being compressed.
    sandbox.write("logs/a.csv", "Type,Lo");
    let zipped = gzipped(&lines(200..1200));
    sandbox.write("logs/old.log.gz", &zipped[..zipped.len() / 2]);
    fs::hard_link(&log, sandbox.path("logs/link.log")).expect("the file system has links");
    let watching = Watching::start(&sandbox, &["logs", "--out", "out", "--roll-records", "50"]);
    eventually("the first units", || units(&out).len() >= 2);

    append(&sandbox.path("logs/a.csv"), "g Entry\nRating,\"2024-03-08T23:06:10,1,GET /rate/a=100\"\n");
    sandbox.write("logs/old.log.gz", &zipped);
    // It is copied, and emptied later.
    fs::copy(&log, sandbox.path("logs/app.log.1")).expect("it is there");
    std::thread::sleep(Duration::from_millis(700));
    fs::write(&log, "").expect("it is there");
    std::thread::sleep(Duration::from_millis(700));
    append(&log, lines(101..120));
    std::thread::sleep(Duration::from_millis(700));
    // It is removed with a last line that has no end.
    append(&log, line(120).trim_end());
    std::thread::sleep(Duration::from_millis(700));
    fs::remove_file(&log).expect("it is there");
    fs::remove_file(sandbox.path("logs/link.log")).expect("it is there");
    std::thread::sleep(Duration::from_millis(900));
    let output = watching.signal("TERM");
    assert!(stderr(&output).contains("app.log.1: is a copy of "), "{}", stderr(&output));
    done(&output);
    assert_eq!(collected(&out), sorted(&[lines(0..121), lines(200..1200)].concat()));
}

/// A text compressed with gzip.
fn gzipped(text: &str) -> Vec<u8> {
    let mut gzip =
        Command::new("gzip").arg("-c").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("there is gzip");
    gzip.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("it reads");
    gzip.wait_with_output().expect("it ends").stdout
}

#[test]
fn a_killed_run_is_continued() {
    let sandbox = Sandbox::new();
    let (log, out) = (sandbox.path("app.log"), sandbox.path("out"));
    let all = generated(60_000);
    let roll = ["app.log", "--out", "out", "--roll-records", "1500"];
    append(&log, "");
    for part in all.chunks(6_000) {
        let before = units(&out).len();
        let watching = Watching::start(&sandbox, &roll);
        append(&log, part.join("\n") + "\n");
        eventually("a unit", || units(&out).len() > before);
        watching.signal("KILL");
    }
    done(&run(&sandbox, &roll));
    assert!(collected(&out) == sorted(&all.join("\n")));
    let hidden = fs::read_dir(&out)
        .expect("it is there")
        .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.file_name().as_encoded_bytes().starts_with(b".")));
    assert!(hidden.count() <= 1, "what killed runs left is removed when its unit is made again");
}

#[test]
fn a_log_that_cannot_be_read_keeps_no_other_from_being_read() {
    let sandbox = Sandbox::new();
    let whole = gzipped(&generated(20_000).join("\n"));
    let refused = |output: Output, texts: &[&str], lines: u64| {
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        texts.iter().for_each(|text| assert!(stderr(&output).contains(text), "{}", stderr(&output)));
        let summary: Value = serde_json::from_slice(&output.stdout).expect("the summary is JSON");
        assert_eq!(summary["lines"], lines);
    };
    sandbox.write("logs/a.log.gz", "");
    fs::write(sandbox.path("logs/b.log.gz"), &whole[..whole.len() / 2]).expect("a new file");
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 1000].fill(0);
    fs::write(sandbox.path("logs/c.log.gz"), &damaged).expect("a new file");
    sandbox.write("logs/d.csv", "Time,What\n1,2\n");
    sandbox.write("logs/z.log", lines(0..10));
    let roll = ["logs", "--out", "out", "--roll-records", "1000000", "--metrics", "logs/metrics-log.jsonl"];
    let first = run(&sandbox, &roll);
    let before = manifest(&sandbox.path("out/b.log.gz-1-o000000000"))["lines"].as_u64().expect("a number");
    assert!((1_000..19_000).contains(&before), "{before}");
    refused(first, &["b.log.gz: ", "c.log.gz: ", "d.csv: "], before + 10);

    // Whole, the rest is read.
    fs::write(sandbox.path("logs/b.log.gz"), &whole).expect("it is there");
    fs::write(sandbox.path("logs/c.log.gz"), gzipped(&lines(0..5))).expect("it is there");
    ["logs/a.log.gz", "logs/d.csv"].iter().for_each(|name| fs::remove_file(sandbox.path(name)).expect("it is there"));
    assert_eq!(done(&run(&sandbox, &roll))["lines"], 20_000 - before + 5);
    assert_eq!(done(&run(&sandbox, &roll))["lines"], 0);

    let made = Command::new("mkfifo").arg(sandbox.path("pipe.log")).status().expect("there is mkfifo");
    assert!(made.success());
    refused(run(&sandbox, &["pipe.log", "--out", "pipe", "--roll-records", "1"]), &["pipe.log: is no regular file"], 0);
}

#[test]
fn there_may_be_more_logs_than_a_process_may_open_at_first() {
    let sandbox = Sandbox::new();
    (0..200).for_each(|at| sandbox.write(&format!("logs/{at}.log"), line(at)));
    let roll = serialize(&sandbox, &["logs", "--out", "out", "--roll-records", "1"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -S -n 60; exec \"$0\" \"$@\""]).arg(roll.get_program()).args(roll.get_args());
    let output = shell.current_dir(sandbox.path("")).output().expect("there is a shell");
    assert_eq!(done(&output)["units"], 200);
    assert_eq!(collected(&sandbox.path("out")), sorted(&lines(0..200)));
}

#[test]
fn what_is_in_the_way_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write("a.log", line(1));
    let roll = |out: &str| run(&sandbox, &["a.log", "--out", out, "--roll-records", "1"]);
    let refused = |output: &Output, text: &str| {
        assert_eq!(output.status.code(), Some(2), "{}", stderr(output));
        assert!(stderr(output).contains(text), "{}", stderr(output));
    };
    let topic = r#"{"unit_version": 1, "origin": {"kafka": {"topic": "t", "partition": 0}}, "start": 0, "end": 1, "lines": 1, "rejected": 0, "files": []}"#;
    sandbox.write("topic/p0-o000000000/unit.json", topic);
    refused(&roll("topic"), "error: topic: holds units of a topic; name another directory for those of logs");
    sandbox.write("newer/a.log-1-o000000000/unit.json", topic.replace("\": 1, \"o", "\": 2, \"o"));
    refused(&roll("newer"), "it has version 2, and 1 is known; use a newer avrocheck");
    sandbox.write("broken/a.log-1-o000000000/unit.json", "{\n\"unit_version\": 1,\n}");
    refused(
        &roll("broken"),
        "error: broken/a.log-1-o000000000/unit.json:3:1: it does not describe a unit; it says where",
    );
    sandbox.write("lost/a.log-1-o000000000/a.avro", "");
    refused(&roll("lost"), "error: lost/a.log-1-o000000000/unit.json: cannot be read: No such file");
    sandbox.write("file", "");
    refused(&roll("file"), "file: ");
    let both = run(&sandbox, &["-", "a.log", "--out", "two", "--roll-records", "1"]);
    refused(&both, "standard input is read alone");
    let forced = run(&sandbox, &["a.log", "--out", "two", "--roll-records", "1", "--force"]);
    refused(&forced, "cannot be used with");
    let quiet = run(&sandbox, &["a.log", "--out", "topic", "--roll-records", "1", "-q"]);
    refused(&quiet, "error: topic: holds units of a topic");
    sandbox.write("rejects.log", "a\nb\n");
    let mut most = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    most.current_dir(sandbox.path("")).args(["serialize", "rejects.log", "--out", "most", "--roll-records", "1"]);
    let most = most.args(["--max-rejects", "1", "-q"]).output().expect("the program runs");
    assert_eq!(most.status.code(), Some(1), "{}", stderr(&most));
    assert!(stderr(&most).contains("rejects.log:2: more than 1 line is rejected"), "{}", stderr(&most));
    let few = run(&sandbox, &["a.log", "--out", "few", "--roll-records", "1", "--threads", "2"]);
    refused(&few, "cannot be used with");
}
