//! `serialize --kafka-out`: records, and the events of log lines, as messages.

use std::process::{Command, Output};

use crate::kafka::{Broker, Port};
use crate::sandbox::{Sandbox, package};
use crate::topics::Topic;
use crate::unit_files::{collected, sorted};

fn run(sandbox: &Sandbox, command: &str, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    program.current_dir(sandbox.path("")).arg(command).args(arguments).output().expect("the program runs")
}

fn said(output: &Output, code: i32) -> String {
    let said = [&output.stdout[..], &output.stderr].concat();
    let said = String::from_utf8(said).expect("what is said is text");
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

fn lines() -> String {
    let line = |number| match number % 3 {
        0 => format!("2024-03-08T23:06:10,{number},GET /rate/a={number}\n"),
        1 => format!("2024-03-08T23:06:10,{number},GET /data/m/a/{number}.mpg\n"),
        _ => format!("2024-03-08T23:06:10,{number},recommendation request s, status 200, result: a, b, {number} ms\n"),
    };
    (0..300).map(line).collect()
}

#[test]
fn events_go_to_a_topic_and_come_back_as_units() {
    let brokers = Broker::shared().address(Port::Plain);
    let sandbox = Sandbox::new();
    sandbox.write("app.log", lines());
    // A pull of a registry that has the schemas of this package.
    for (id, (subject, file)) in (21..).zip([
        ("movie_watches-value", "movie_watch_event"),
        ("movie_ratings-value", "movie_rating_event"),
        ("requests-value", "recommendation_request"),
    ]) {
        sandbox.copy(&package().join(format!("schemas/v3/{file}.avsc")), &format!("history/{subject}/v1.avsc"));
        sandbox.write(&format!("history/{subject}/registry.json"), format!(r#"{{"ids": {{"1": {id}}}}}"#));
    }
    for form in ["single-object", "confluent"] {
        let topic = format!("events-{form}");
        Topic::new(&brokers, &topic, 2);
        let out = ["--kafka-out", &brokers, "--out-topic", &topic, "--messages", form, "--schemas", "history"];
        let sent = run(&sandbox, "serialize", &[&["app.log"], &out[..]].concat());
        assert_eq!(said(&sent, 0), format!("300 messages sent to {topic}\n"));
        let units = ["--kafka", &brokers, "--topic", &topic, "--group", &topic, "--out", &topic, "--until-end"];
        let taken = run(&sandbox, "serialize", &[&units[..], &["--messages", form, "--schemas", "history"]].concat());
        assert!(said(&taken, 0).contains("300 lines = 300 accepted + 0 rejected"));
        assert_eq!(collected(&sandbox.path(&topic)), sorted(&lines()));
    }

    // Ids of one's own, and CSV.
    let topic = Topic::new(&brokers, "events-own", 1);
    let csv = "Type,Log Entry\nRating,\"2024-03-08T23:06:10,1,GET /rate/a=1\"\nRating,no\n";
    sandbox.write("a.csv", csv);
    let out = ["a.csv", "--kafka-out", &brokers, "--out-topic", "events-own", "--messages", "confluent"];
    let ids = ["movie_ratings=7", "movie_watches=8", "recommendation_requests=9"].map(|id| ["--event-id", id]);
    let text = said(&run(&sandbox, "serialize", &[&out[..], &ids.concat()].concat()), 2);
    assert!(text.contains("error: a.csv:3: it does not start with a time"), "{text}");
    assert!(text.contains("1 message sent to events-own"), "{text}");
    assert_eq!(topic.read_bytes()[0][..5], [0, 0, 0, 0, 7]);
    let text = said(&run(&sandbox, "serialize", &out), 2);
    assert!(text.contains("the id of the schema of recommendation_requests is not known; give --event-id"), "{text}");
    let text = said(&run(&sandbox, "serialize", &out[..5]), 2);
    assert!(text.contains("--messages says what the messages are to be"), "{text}");
}

#[test]
fn records_go_to_a_topic() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "records", 1);
    let sandbox = Sandbox::new();
    sandbox.write("a.avsc", r#"{"type": "record", "name": "A", "fields": [{"name": "id", "type": "int"}]}"#);
    sandbox.write("a.jsonl", "{\"id\": 1}\n{\"id\": -1}\n");
    let out =
        ["--raw", "confluent", "--writer", "a.avsc", "--id", "5", "--kafka-out", &brokers, "--out-topic", "records"];
    said(&run(&sandbox, "serialize", &[&["a.jsonl"], &out[..]].concat()), 0);
    assert_eq!(topic.read_bytes(), [[0, 0, 0, 0, 5, 2], [0, 0, 0, 0, 5, 1]]);
    sandbox.write("b.jsonl", "{\"id\": 2}\n{\"id\": \"x\"}\n");
    let text = said(&run(&sandbox, "serialize", &[&["b.jsonl"], &out[..]].concat()), 2);
    assert!(text.contains("b.jsonl:2") && text.contains("1 message sent to records"), "{text}");
    let nobody = ["--kafka-out", "127.0.0.1:9", "--kafka-set", "message.timeout.ms=1000"];
    let text = said(&run(&sandbox, "serialize", &[&["a.jsonl"], &out[..6], &nobody, &out[8..]].concat()), 2);
    assert!(text.contains("2 messages were not delivered"), "{text}");
}
