//! `serialize --kafka`: each message is in the units once, whatever becomes of processes, brokers and topics.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::kafka::{Broker, Port};
use crate::sandbox::Sandbox;
use crate::topics::Topic;
use crate::unit_files::{collected, demand_same, eventually, manifest, sorted, starts_and_ends, units};

/// A rating that is the number.
fn line(number: u32) -> String {
    format!("2024-03-08T23:06:10,1,GET /rate/a={number}")
}

/// A run in a directory.
struct Run<'a> {
    sandbox: &'a Sandbox,
    brokers: String,
    topic: &'a str,
}

impl Run<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
        command.current_dir(self.sandbox.path("")).args(["serialize", "--kafka", &self.brokers, "--topic", self.topic]);
        command.args(["--group", self.topic, "--out", "out", "--max-rejects", "100%", "--format", "json"]);
        command.args(["--kafka-set", "topic.metadata.refresh.interval.ms=500"]).args(arguments);
        command
    }

    fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        Running(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs"))
    }

    /// Until all is read.
    fn drain(&self, arguments: &[&str]) -> Output {
        self.command(arguments).arg("--until-end").output().expect("the program runs")
    }

    fn out(&self) -> std::path::PathBuf {
        self.sandbox.path("out")
    }
}

struct Running(Child);

impl Running {
    fn signal(&self, name: &str) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().expect("there is a kill").success());
    }

    fn end(self, name: &str) -> Output {
        self.signal(name);
        self.0.wait_with_output().expect("it ends")
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn done(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    serde_json::from_slice(&output.stdout).expect("the summary is JSON")
}

fn refused(output: &Output, text: &str) {
    assert_eq!(output.status.code(), Some(2), "{}", stderr(output));
    assert!(stderr(output).contains(text), "{}", stderr(output));
}

/// The ends of the ranges of each partition are the starts of the next, and the last is committed.
fn demand_whole(out: &Path, committed: &[Option<i64>]) {
    for (partition, committed) in committed.iter().enumerate() {
        let own = format!("p{partition}-");
        let mut ranges: Vec<(u64, u64)> = units(out)
            .into_iter()
            .filter(|unit| unit.starts_with(&own))
            .map(|unit| manifest(&out.join(unit)))
            .map(|unit| (unit["start"].as_u64().expect("a number"), unit["end"].as_u64().expect("a number")))
            .collect();
        ranges.sort_unstable();
        for pair in ranges.windows(2) {
            assert_eq!(pair[0].1, pair[1].0, "partition {partition}");
        }
        let end = ranges.last().map(|range| range.1.cast_signed());
        assert_eq!(end, committed.filter(|_| end.is_some()), "partition {partition}");
    }
}

/// Two processes of four partitions, one of which is killed and started again; a third is added; one stands still for longer than its
/// session; the broker dies and comes back; and a process dies between publishing and committing.
fn exactly_once(name: &str, settings: &[&str]) {
    let mut broker = Broker::start();
    let brokers = broker.address(Port::Plain);
    let topic = Topic::new(&brokers, name, 4);
    let sandbox = Sandbox::new();
    let run = Run { sandbox: &sandbox, brokers, topic: name };
    let out = run.out();
    let roll = [&["--roll-records", "3000"], settings].concat();
    let lines: Vec<String> =
        (0..200_000).map(|number| if number % 997 == 0 { format!("none {number}") } else { line(number) }).collect();
    let write = |from: usize, to: usize| {
        topic.write(&[], (from..to).map(|at| ((at % 4) as i32, &lines[at])));
    };
    write(0, 50_000);
    let (first, second) = (run.start(&roll), run.start(&roll));
    eventually("the first units", || units(&out).len() >= 4);
    write(50_000, 100_000);
    first.end("KILL");
    let first = run.start(&roll);
    let third = run.start(&roll);
    eventually("more units", || units(&out).len() >= 16);
    second.signal("STOP");
    write(100_000, 150_000);
    // Longer than the session.
    thread::sleep(Duration::from_secs(8));
    second.signal("CONT");
    broker.restart();
    write(150_000, 200_000);
    eventually("units after the broker came back", || units(&out).len() >= 48);
    for running in [first, second, third] {
        done(&running.end("TERM"));
    }
    done(&run.drain(&roll));
    demand_same(&collected(&out), &sorted(&lines.join("\n")));
    demand_whole(&out, &topic.committed(name, 4));

    // As if a process had been killed between publishing and committing.
    topic.commit(name, &[(0, 0), (1, 3_000), (2, 49_999), (3, 1)]);
    assert_eq!(done(&run.drain(&roll))["lines"], 0);
    demand_whole(&out, &topic.committed(name, 4));
}

#[test]
fn each_message_comes_once_in_a_classic_group() {
    exactly_once("classic", &["--kafka-set", "session.timeout.ms=6000"]);
}

#[test]
fn each_message_comes_once_in_a_group_of_the_newer_protocol() {
    exactly_once("newer", &["--kafka-set", "group.protocol=consumer"]);
}

#[test]
fn a_unit_that_is_made_again_has_the_same_bytes() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "again", 2);
    topic.write(&[], (0..20_000).map(|number| ((number % 2) as i32, line(number))));
    let sandbox = Sandbox::new();
    let run = Run { sandbox: &sandbox, brokers, topic: "again" };
    let roll = ["--roll-records", "4000"];
    done(&run.drain(&roll));
    let before: Vec<_> = units(&run.out()).iter().map(|unit| crate::unit_files::files(&run.out().join(unit))).collect();
    assert_eq!(before.len(), 6);
    fs::remove_dir_all(run.out()).expect("it is there");
    topic.commit("again", &[(0, 0), (1, 0)]);
    done(&run.drain(&roll));
    let again: Vec<_> = units(&run.out()).iter().map(|unit| crate::unit_files::files(&run.out().join(unit))).collect();
    assert!(again == before);
}

#[test]
fn what_is_no_line_is_kept_with_its_offset() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "poison", 1);
    let long = "x".repeat(1_100_000);
    let large = [("message.max.bytes", "3000000")];
    let good = line(1);
    topic.write(&large, ["poison", &good, "two\nlines", "", &(line(2) + "\r\n")].map(|value| (0, value.as_bytes())));
    topic.write(&[], [(0, [0xff, 0xfe])]);
    topic.tombstone(0, "a key");
    for codec in ["gzip", "snappy", "lz4", "zstd"] {
        topic.write(&[("compression.type", codec)], (3..6).map(|number| (0, line(number))));
    }
    topic.write_transactions(&[(false, &["aborted"]), (true, &[&line(6)])]);
    let big = Topic::with(&brokers, "big", 1, &[("max.message.bytes", "3000000")]);
    big.write(&large, [(0, long.as_str())]);

    let sandbox = Sandbox::new();
    let run = Run { sandbox: &sandbox, brokers: brokers.clone(), topic: "poison" };
    let summary = done(&run.drain(&[]));
    assert_eq!((&summary["accepted"], &summary["rejected"]), (&Value::from(15), &Value::from(5)));
    let rejects = fs::read_to_string(run.out().join("p0-o000000000/rejects-p0-o000000000.jsonl"));
    insta::assert_snapshot!(rejects.expect("there are some"));

    // The same to a topic, by the same words.
    let rejects = Topic::new(&brokers, "poison-rejects", 1);
    let elsewhere = Sandbox::new();
    let run = Run { sandbox: &elsewhere, brokers: brokers.clone(), topic: "poison" };
    let arguments = ["--group", "other", "--rejects-topic", "poison-rejects"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    command.current_dir(elsewhere.path("")).args([
        "serialize",
        "--kafka",
        &brokers,
        "--topic",
        "poison",
        "--out",
        "out",
    ]);
    command.args(["--max-rejects", "100%", "--format", "json", "--until-end"]).args(arguments);
    done(&command.output().expect("the program runs"));
    assert_eq!(crate::unit_files::files(&run.out().join("p0-o000000000")).len(), 2);
    let found: Vec<String> = rejects.read_all().into_iter().map(|(key, value)| format!("{key} {value}")).collect();
    insta::assert_snapshot!(found.join("\n"));

    let sandbox = Sandbox::new();
    let run = Run { sandbox: &sandbox, brokers, topic: "big" };
    assert_eq!(done(&run.drain(&["--kafka-set", "fetch.message.max.bytes=3000000"]))["rejected"], 1);
    assert!(collected(&run.out()) == [long]);

    // What is too large for the topic of rejects stays with the unit, and a topic that is not there is said.
    let nearly = Topic::new(&run.brokers, "nearly", 1);
    nearly.write(&[("message.max.bytes", "999990")], [(0, "x".repeat(999_900)), (0, "x".to_owned())]);
    let third = Sandbox::new();
    let run = Run { sandbox: &third, topic: "nearly", ..run };
    refused(&run.drain(&["--rejects-topic", "no-rejects"]), "--rejects-topic no-rejects: there is no topic");
    assert_eq!(done(&run.drain(&["--rejects-topic", "poison-rejects"]))["rejected"], 2);
    let kept = third.path("out/p0-o000000000/rejects-p0-o000000000.jsonl");
    assert_eq!(fs::read_to_string(kept).expect("there is one").lines().count(), 1);
}

#[test]
fn values_of_messages_are_checked() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "checked", 1);
    topic.write(&[], [1, 9].map(|number| (0, line(number))));
    let sandbox = Sandbox::new();
    sandbox.write("checks.toml", "[MovieRatingEvent]\nrating.max = 5\n");
    let run = Run { sandbox: &sandbox, brokers, topic: "checked" };
    let checks = ["--value-checks", "checks.toml"];
    let summary = done(&run.drain(&checks));
    assert_eq!((&summary["accepted"], &summary["rejected"]), (&Value::from(1), &Value::from(1)));
    let rejects = fs::read_to_string(run.out().join("p0-o000000000/rejects-p0-o000000000.jsonl"));
    let rejects = rejects.expect("there is one");
    assert!(rejects.contains("the rating is 9; it is to be at most 5"), "{rejects}");
    refused(&run.drain(&[&checks[..], &["--messages", "single-object"]].concat()), "are for log lines");
}

#[test]
fn a_run_starts_where_it_is_told_to() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "starts", 2);
    topic.write(&[], (0..10).map(|number| ((number % 2) as i32, line(number))));
    let ranges = |name: &str, arguments: &[&str]| {
        let sandbox = Sandbox::new();
        sandbox.write("offsets", "# where it was\n0 3\n1: 5\n");
        let mut command = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
        command.current_dir(sandbox.path("")).args([
            "serialize",
            "--kafka",
            &brokers,
            "--topic",
            "starts",
            "--out",
            "out",
        ]);
        command.args(["--group", name, "--until-end", "--format", "json"]).args(arguments);
        let output = command.output().expect("the program runs");
        (starts_and_ends(&sandbox.path("out")), topic.committed(name, 2), output)
    };
    let (found, committed, output) = ranges("earliest", &["--from", "earliest"]);
    assert_eq!((found, committed), (vec![(0, 5), (0, 5)], vec![Some(5), Some(5)]), "{}", stderr(&output));
    // It is committed at once where it starts, though there is no unit.
    let (found, committed, _) = ranges("latest", &["--from", "latest"]);
    assert_eq!((found, committed), (vec![], vec![Some(5), Some(5)]));
    let (found, committed, _) = ranges("file", &["--from", "offsets"]);
    assert_eq!((found, committed), (vec![(3, 5)], vec![Some(5), Some(5)]));
    assert_eq!(ranges("past", &["--from", "2020-01-01"]).0, [(0, 5), (0, 5)]);
    assert_eq!(ranges("future", &["--from", "2099-12-31T23:59:59Z"]).1, [Some(5), Some(5)]);
    let (_, _, output) = ranges("none", &["--from", "nowhere"]);
    refused(&output, "nowhere: cannot be read: No such file");
}

#[test]
fn messages_that_were_deleted_unread_are_said() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "unread", 1);
    topic.write(&[], (0..100).map(|number| (0, line(number))));
    let sandbox = Sandbox::new();
    let run = Run { sandbox: &sandbox, brokers, topic: "unread" };
    topic.commit("unread", &[(0, 10)]);
    topic.delete_before(0, 40);
    let output = run.drain(&[]);
    assert_eq!(done(&output)["lines"], 60);
    let warning =
        "warning: unread partition 0: the messages from offset 10 to 39 (30 offsets) were deleted by the retention";
    assert!(stderr(&output).contains(warning), "{}", stderr(&output));
}

#[test]
fn added_partitions_are_read_from_their_beginning() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "grows", 1);
    topic.write(&[], (0..50).map(|number| (0, line(number))));
    let sandbox = Sandbox::new();
    let run = Run { sandbox: &sandbox, brokers, topic: "grows" };
    let running = run.start(&["--roll-records", "50", "--metrics", "metrics.prom"]);
    eventually("the first unit", || units(&run.out()).len() == 1);
    topic.grow(3);
    topic.write(&[], (50..150).map(|number| (1 + (number % 2) as i32, line(number))));
    eventually("units of the others", || units(&run.out()).len() == 3);
    done(&running.end("TERM"));
    assert_eq!(collected(&run.out()), sorted(&(0..150).map(|number| line(number) + "\n").collect::<String>()));
    demand_whole(&run.out(), &topic.committed("grows", 3));
    let metrics = fs::read_to_string(sandbox.path("metrics.prom")).expect("it is written");
    for text in [
        "avrocheck_lines_total 150",
        "avrocheck_units_total 3",
        "avrocheck_next_offset{input=\"p2\"} 50",
        "avrocheck_lag{input=\"p0\"} 0",
    ] {
        assert!(metrics.contains(text), "{metrics}");
    }
}

#[test]
fn what_stands_in_the_way_ends_a_run() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "obstacles", 1);
    topic.write(&[], (0..10).map(|number| (0, line(number))));
    let sandbox = Sandbox::new();
    let run = |topic: &'static str| Run { sandbox: &sandbox, brokers: brokers.clone(), topic };
    refused(&run("obstacels").drain(&[]), "there is no topic obstacels");
    done(&run("obstacles").drain(&[]));
    let other = Topic::new(&brokers, "others", 1);
    other.write(&[], [(0, line(1))]);
    refused(&run("others").drain(&[]), "out: holds units that are not of others, such as p0; name another directory");

    // It is made anew, and is longer than before: its id tells.
    topic.delete();
    thread::sleep(Duration::from_secs(2));
    Topic::new(&brokers, "obstacles", 1).write(&[], (0..20).map(|number| (0, line(number))));
    refused(&run("obstacles").drain(&[]), "obstacles partition 0: units of it have the id ");
    // Without units, where the group is tells as long as the topic is shorter.
    other.commit("others", &[(0, 10)]);
    let empty = Sandbox::new();
    refused(
        &Run { sandbox: &empty, ..run("others") }.drain(&[]),
        "offset 10 is the next to be read, and the partition ends at 1: the topic was made anew",
    );
    other.commit("others", &[(0, 0)]);

    let nobody = Run { sandbox: &sandbox, brokers: "127.0.0.1:9".to_owned(), topic: "obstacles" };
    refused(&nobody.drain(&[]), "the brokers cannot be reached");
    refused(&run("others").drain(&["--input-format", "csv"]), "cannot be used with");
    refused(&run("others").drain(&["--force"]), "cannot be used with");
    let itself = run("others").drain(&["--rejects-topic", "others"]);
    refused(&itself, "--rejects-topic is the topic itself");
    let mut shown = run("others");
    shown.brokers = "SASL_SSL://alice:hunter2@127.0.0.1:9".to_owned();
    let output = shown.drain(&[]);
    refused(&output, "brokers are host:port");
    assert!(!stderr(&output).contains("hunter2"), "{}", stderr(&output));
    sandbox.write("colon.properties", "sasl.password: aHVudGVyMg==\n");
    let output = run("others").drain(&["--kafka-config", "colon.properties"]);
    refused(&output, "colon.properties:1: it is not of the form key=value");
    let early = Sandbox::new();
    let old = Run { sandbox: &early, brokers: brokers.clone(), topic: "others" };
    assert_eq!(done(&old.drain(&["--from", "1969-12-31T23:59:59Z"]))["lines"], 1);
    let unknown = run("others").drain(&["--kafka-set", "no.such.setting=1"]);
    refused(&unknown, "the setting no.such.setting cannot be used");
    early.write(
        "kafka.properties",
        "security.protocol=sasl_plaintext\nsasl.mechanism=PLAIN\nsasl.username=alice\nsasl.password=not-it\n",
    );
    let password = Run { sandbox: &early, brokers: Broker::shared().address(Port::Password), topic: "others" };
    let output = password.drain(&["--kafka-config", "kafka.properties"]);
    refused(&output, "authentication failed");
    assert!(!stderr(&output).contains("not-it"), "{}", stderr(&output));
}

#[test]
fn a_full_disk_loses_nothing() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "full", 1);
    topic.write(&[], (0..30_000).map(|number| (0, line(number))));
    let sandbox = Sandbox::new();
    let run = Run { sandbox: &sandbox, brokers, topic: "full" };
    let small = run.command(&["--until-end", "--codec", "null"]);
    let script = "trap '' XFSZ; ulimit -f 200; exec \"$0\" \"$@\"";
    let mut shell = Command::new("sh");
    shell.current_dir(sandbox.path("")).args(["-c", script]).arg(small.get_program()).args(small.get_args());
    let output = shell.output().expect("there is a shell");
    refused(&output, "make room and start again: what was not published is read again");
    assert_eq!(units(&run.out()), Vec::<String>::new());
    assert_eq!(topic.committed("full", 1), [Some(0)]);
    assert_eq!(done(&run.drain(&[]))["lines"], 30_000);
    demand_whole(&run.out(), &topic.committed("full", 1));
}

/// A datum of the schema with an id.
fn framed(id: u8, datum: &[u8]) -> Vec<u8> {
    [&[0, 0, 0, 0, id], datum].concat()
}

#[test]
fn each_schema_has_files_of_its_own_or_is_written_with_the_newest() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "orders", 1);
    let sandbox = Sandbox::new();
    let record = |fields: &str| format!(r#"{{"type": "record", "name": "shop.Order", "fields": [{fields}]}}"#);
    sandbox.write("history/orders-value/v1.avsc", record(r#"{"name": "id", "type": "int"}"#));
    sandbox.write("history/orders-value/v2.avsc", record(r#"{"name": "id", "type": "string"}"#));
    let newest = record(r#"{"name": "id", "type": "long"}, {"name": "note", "type": "string", "default": "-"}"#);
    sandbox.write("history/orders-value/v3.avsc", newest);
    sandbox.write("history/orders-value/registry.json", r#"{"ids": {"1": 11, "2": 12, "3": 13}}"#);
    // Data of three schemas by turns; of the second, the newest cannot read any.
    let data = |number: u8| match number % 3 {
        0 => framed(11, &[2 * number]),
        1 => framed(12, &[2, b'x']),
        _ => framed(13, &[2 * number, 2, b'y']),
    };
    topic.write(&[], (0..60).map(|number| (0, data(number))));
    topic.write(&[], [framed(11, &[0x80]), framed(11, &[2, 2]), b"text".to_vec()].map(|value| (0, value)));

    let all = ["--schemas", "history", "--messages", "confluent"];
    let run = Run { sandbox: &sandbox, brokers: brokers.clone(), topic: "orders" };
    let summary = done(&run.drain(&all));
    let published = |summary: &Value| {
        let published = summary["published"].as_array().expect("a list").clone();
        published
            .iter()
            .map(|file| (file["what"].as_str().expect("text").to_owned(), file["events"].as_u64().expect("a number")))
            .collect::<Vec<_>>()
    };
    let by_schema = ["s11", "s12", "s13"].map(|id| (format!("shop.Order-{id}"), 20));
    assert_eq!((published(&summary), &summary["rejected"]), (by_schema.to_vec(), &Value::from(3)));
    let rejects = fs::read_to_string(run.out().join("p0-o000000000/rejects-p0-o000000000.jsonl"));
    insta::assert_snapshot!(rejects.expect("there are some"));

    fs::rename(run.out(), sandbox.path("by-schema")).expect("it is there");
    topic.commit("orders", &[(0, 0)]);
    let summary = done(&run.drain(&[&all[..], &["--project", "newest"]].concat()));
    let wanted = [("shop.Order-newest".to_owned(), 40), ("shop.Order-s12".to_owned(), 20)];
    assert_eq!(published(&summary), wanted);
    let file = "out/p0-o000000000/shop.Order-newest-p0-o000000000.avro";
    let mut command = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    let output = command.current_dir(sandbox.path("")).args(["deserialize", file, "--limit", "2"]).output();
    let text = String::from_utf8(output.expect("the program runs").stdout).expect("JSON is text");
    assert_eq!(text, "{\"id\":0,\"note\":\"-\"}\n{\"id\":2,\"note\":\"y\"}\n");

    // A schema that cannot be had ends the run, and nothing is lost.
    topic.write(&[], [(0, framed(99, &[2]))]);
    refused(
        &run.drain(&all),
        "orders partition 0 offset 63: a registry gave its schema the id 99, which is not among the 3 ids",
    );
    assert_eq!(topic.committed("orders", 1), [Some(63)]);
    let wrong = ["--messages", "single-object", "--registry", "http://127.0.0.1:9"];
    refused(&run.drain(&wrong), "single objects name theirs by fingerprints; leave it out");
    // It can be rejected, too; if nobody can say that there is none, the run ends all the same.
    let reject = ["--messages", "confluent", "--unknown-schemas", "reject"];
    let without = run.drain(&[&reject[..], &["--registry", "http://127.0.0.1:9"]].concat());
    refused(&without, "orders partition 0 offset 63: ");
    assert_eq!(done(&run.drain(&[&reject[..], &["--schemas", "history"]].concat()))["rejected"], 1);
    let rejects = fs::read_to_string(run.out().join("p0-o000000063/rejects-p0-o000000063.jsonl"));
    assert!(rejects.expect("there is one").contains("the id 99, which is not among the 3 ids"));
}
