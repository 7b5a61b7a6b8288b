//! `deserialize --kafka`: messages as text, each with the schema that it names.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use crate::kafka::{Broker, Port};
use crate::sandbox::Sandbox;
use crate::topics::Topic;
use crate::unit_files::eventually;

fn framed(id: u8, datum: &[u8]) -> Vec<u8> {
    [&[0, 0, 0, 0, id], datum].concat()
}

fn command(sandbox: &Sandbox, topic: &str, arguments: &[&str]) -> Command {
    let brokers = Broker::shared().address(Port::Plain);
    let mut program = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    program.current_dir(sandbox.path("")).args(["deserialize", "--kafka", &brokers, "--topic", topic]).args(arguments);
    program
}

fn print(sandbox: &Sandbox, topic: &str, arguments: &[&str]) -> Output {
    command(sandbox, topic, arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what is said is text")
}

#[test]
fn each_message_is_read_with_the_schema_that_it_names() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "printed", 1);
    let sandbox = Sandbox::new();
    let record =
        |fields: &str| r#"{"type": "record", "name": "shop.Order", "fields": [FIELDS]}"#.replace("FIELDS", fields);
    sandbox.write("history/orders-value/v1.avsc", record(r#"{"name": "id", "type": "int"}"#));
    sandbox.write("history/orders-value/v2.avsc", record(r#"{"name": "id", "type": ["int", "string"]}"#));
    sandbox.write("history/orders-value/v3.avsc", record(r#"{"name": "id", "type": "long"}"#));
    sandbox.write("history/orders-value/registry.json", r#"{"ids": {"1": 11, "2": 12, "3": 13}}"#);
    topic.write(
        &[],
        [framed(11, &[2]), framed(12, &[2, 2, b'x']), framed(12, &[0, 4]), framed(13, &[6])].map(|value| (0, value)),
    );
    let all = ["--schemas", "history", "--until-end"];
    let output = print(&sandbox, "printed", &all);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "{\"id\":1}\n{\"id\":\"x\"}\n{\"id\":2}\n{\"id\":3}\n");
    let output = print(&sandbox, "printed", &[&all[..], &["--limit", "2", "-o", "two.jsonl"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(sandbox.path("two.jsonl")).expect("it is there"), "{\"id\":1}\n{\"id\":\"x\"}\n");

    // Through a reader's schema, with messages that it cannot read, of no schema, and that are none.
    topic.write(
        &[],
        [framed(99, &[2]), framed(99, &[4]), b"text".to_vec(), framed(13, &[2, 2])].map(|value| (0, value)),
    );
    topic.tombstone(0, "a key");
    let output = print(&sandbox, "printed", &[&all[..], &["--reader", "v3"]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n");
    insta::assert_snapshot!(text(&output.stderr));

    for wrong in [&["--raw", "datum", "--writer", "v1"][..], &["--recover"]] {
        assert_eq!(print(&sandbox, "printed", &[&all[..], wrong].concat()).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn what_comes_is_printed_until_the_process_is_asked_to_end() {
    let brokers = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&brokers, "followed", 1);
    let sandbox = Sandbox::new();
    sandbox.write("history/a/v1.avsc", "\"int\"");
    sandbox.write("history/a/registry.json", r#"{"ids": {"1": 11}}"#);
    topic.write(&[], [(0, framed(11, &[2]))]);
    let out = sandbox.path("out.jsonl");
    let file = fs::File::create(&out).expect("a new file");
    let arguments = ["--schemas", "history", "--from", "latest"];
    let mut child =
        command(&sandbox, "followed", &arguments).stdout(file).stderr(Stdio::null()).spawn().expect("the program runs");
    thread::sleep(Duration::from_secs(2));
    topic.write(&[], [(0, framed(11, &[4]))]);
    eventually("the message", || fs::read_to_string(&out).is_ok_and(|text| text == "2\n"));
    let sent = Command::new("kill").arg(child.id().to_string()).status().expect("there is a kill");
    assert!(sent.success());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}
