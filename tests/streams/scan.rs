//! `scan --kafka`: one verdict for each schema that messages name.

use std::process::{Command, Output};

use crate::kafka::{Broker, Port};
use crate::sandbox::Sandbox;
use crate::topics::Topic;

fn framed(id: u8, datum: &[u8]) -> Vec<u8> {
    [&[0, 0, 0, 0, id], datum].concat()
}

fn scan(sandbox: &Sandbox, topic: &str, arguments: &[&str]) -> Output {
    let brokers = Broker::shared().address(Port::Plain);
    let mut program = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    program.current_dir(sandbox.path("")).args(["scan", "--kafka", &brokers, "--topic", topic]).args(arguments);
    program.env("COLUMNS", "120").output().expect("the program runs")
}

fn said(output: &Output, code: i32) -> String {
    let said = [&output.stdout[..], &output.stderr].concat();
    let said = String::from_utf8(said).expect("what is said is text");
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

#[test]
fn each_schema_has_a_verdict() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "scanned", 1);
    let sandbox = Sandbox::new();
    let record =
        |fields: &str| r#"{"type": "record", "name": "shop.Order", "fields": [FIELDS]}"#.replace("FIELDS", fields);
    sandbox.write("history/orders-value/v1.avsc", record(r#"{"name": "id", "type": "int"}"#));
    sandbox.write("history/orders-value/v2.avsc", record(r#"{"name": "id", "type": ["int", "string"]}"#));
    sandbox.write("history/orders-value/v3.avsc", record(r#"{"name": "id", "type": "long"}"#));
    sandbox.write("history/orders-value/registry.json", r#"{"ids": {"1": 11, "2": 12, "3": 13}}"#);
    let data = |number: u8| match number % 3 {
        0 => framed(11, &[2 * number]),
        1 if number.is_multiple_of(2) => framed(12, &[2, 2, b'x']),
        1 => framed(12, &[0, 2]),
        _ => framed(13, &[2 * number]),
    };
    topic.write(&[], (0..60).map(|number| (0, data(number))));
    let all = ["--schemas", "history", "--reader", "v3"];
    let text = said(&scan(&sandbox, "scanned", &all), 1);
    insta::assert_snapshot!(text);
    topic.write(
        &[],
        [framed(11, &[0x80]), framed(11, &[2, 2]), b"text".to_vec(), framed(99, &[2])].map(|value| (0, value)),
    );
    let text = said(&scan(&sandbox, "scanned", &all), 2);
    insta::assert_snapshot!(text);
    let json = said(&scan(&sandbox, "scanned", &[&all[..], &["--format", "json"]].concat()), 2);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!((&json["summary"]["messages"], &json["summary"]["strange_messages"]), (&64.into(), &3.into()));
    assert_eq!(json["schemas"][1]["verdict"], "data-dependent");
    assert_eq!(json["schemas"][3]["key"], "id 99");

    // The first messages alone, and those from some place on.
    let text = said(&scan(&sandbox, "scanned", &[&all[..], &["--limit", "1"]].concat()), 0);
    assert!(text.contains("1 message of scanned can be read"), "{text}");
    sandbox.write("offsets", "0 62\n");
    let text = said(&scan(&sandbox, "scanned", &[&all[..], &["--from", "offsets", "--limit", "1"]].concat()), 1);
    assert!(text.contains("1 of 1 message of scanned cannot be read"), "{text}");
    let text = said(&scan(&sandbox, "none", &all), 2);
    assert!(text.contains("there is no topic none"), "{text}");
}
