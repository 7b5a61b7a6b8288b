//! Clients that send nonsense, die, or show texts that nothing can be made of: the server answers, and ends.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::{Client, everything};
use crate::sandbox::{Sandbox, record};

fn two_versions() -> Sandbox {
    let field = |name: &str| format!("{{\"name\": \"{name}\", \"type\": \"int\"}}");
    Sandbox::of([
        ("schemas/v1/user.avsc", &record("User", &[&field("a")])),
        ("schemas/v2/user.avsc", &record("User", &[&field("a"), &field("b")])),
    ])
}

#[test]
fn nonsense_is_refused_and_the_session_goes_on() {
    let sandbox = two_versions();
    let mut client = Client::start(&sandbox, everything());
    client.send_raw(b"Content-Length: 8\r\n\r\n{\"id\": 7");
    let refused = std::iter::from_fn(|| client.next()).find(|message| message.get("error").is_some());
    assert_eq!(refused.expect("an answer")["error"]["code"], -32700);
    for (method, params) in [
        ("textDocument/hover", json!({})),
        ("textDocument/hover", json!({"textDocument": {"uri": "no uri"}, "position": {"line": 0, "character": 0}})),
        ("no/method", json!(null)),
        ("textDocument/rename", json!([])),
    ] {
        assert!(client.ask(method, params).get("error").is_some(), "{method}");
    }
    let elsewhere = json!({"textDocument": {"uri": "untitled:new"}, "position": {"line": 9, "character": 9}});
    assert_eq!(client.ask("textDocument/hover", elsewhere), json!(null));
    client.tell("textDocument/didChange", json!({"textDocument": 3}));
    client.tell("no/notice", json!({}));
    client.open("schemas/v2/user.avsc");
    let far = json!({"start": {"line": 99, "character": 4_000_000_000u32}, "end": {"line": 0, "character": 0}});
    let document = json!({"uri": client.uri("schemas/v2/user.avsc"), "version": 2});
    client.tell(
        "textDocument/didChange",
        json!({"textDocument": document, "contentChanges": [{"range": far, "text": " "}]}),
    );
    client.settle();
    assert!(client.diagnostics.contains_key("schemas/v2/user.avsc"), "{:?}", client.diagnostics);
    assert_eq!(client.ask("shutdown", json!(null)), json!(null));
    assert!(client.ask("textDocument/hover", json!({})).get("error").is_some());
    client.tell("exit", json!(null));
    assert_eq!(client.end(), 0);
}

#[test]
fn a_server_ends_with_its_input() {
    let sandbox = two_versions();
    assert_eq!(Client::start(&sandbox, everything()).end(), 1);
    let mut client = Client::start(&sandbox, everything());
    client.send_raw(b"hello\r\n\r\n");
    assert_eq!(client.end(), 1);
    // Nobody has said who they are.
    assert_eq!(Client::connect(&sandbox).end(), 2);
}

#[test]
#[cfg(unix)]
fn a_server_ends_with_its_editor() {
    let sandbox = two_versions();
    let mut editor = Command::new("sleep").arg("0.2").stdin(Stdio::null()).spawn().expect("every system has it");
    let mut client = Client::connect(&sandbox);
    let root = client.uri("");
    client.ask("initialize", json!({"processId": editor.id(), "rootUri": root, "capabilities": {}}));
    client.tell("initialized", json!({}));
    editor.wait().expect("it was started");
    let since = Instant::now();
    // The pipe is still open.
    while client.next().is_some() {}
    assert!(since.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_configuration_that_makes_no_sense_leaves_the_last_one_in_force() {
    let sandbox = two_versions();
    sandbox.write("avrocheck.toml", "version = 1\nlevel = \"FORWARD\"\n");
    let mut client = Client::start(&sandbox, everything());
    client.settle();
    let errors = |client: &Client<'_>| {
        let shown = client
            .diagnostics
            .iter()
            .flat_map(|(file, shown)| shown.as_array().into_iter().flatten().map(move |one| (file, one)));
        let errors = shown.filter(|(_, one)| one["severity"] == 1);
        errors
            .map(|(file, one)| (file.clone(), one["code"].as_str().unwrap_or_default().to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(errors(&client), []);
    client.open_as("avrocheck.toml", "version = 1\nlevel = \"FOR\"\n".to_owned());
    client.settle();
    assert_eq!(errors(&client), [("avrocheck.toml".to_owned(), "not-checked".to_owned())]);
    client.change("avrocheck.toml", "version = 1\nlevel = \"BACKWARD\"\n".to_owned());
    client.settle();
    assert_eq!(errors(&client), [("schemas/v2/user.avsc".to_owned(), "AVC101".to_owned())]);
}

#[test]
fn texts_of_ten_megabytes_are_checked() {
    let fields: Vec<String> = (0..60_000)
        .map(|at| {
            format!(
                "{{\"name\": \"field_{at}\", \"type\": [\"null\", \"string\"], \"default\": null, \"doc\": \"{}\"}}",
                "é".repeat(45)
            )
        })
        .collect();
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let text = record("Large", &fields);
    assert!(text.len() > 10_000_000);
    let sandbox = Sandbox::of([("schemas/v1/large.avsc", "{}"), ("schemas/v2/large.avsc", "{}")]);
    sandbox.write("schemas/v1/large.avsc", &text);
    sandbox.write("schemas/v2/large.avsc", &text);
    let mut client = Client::start(&sandbox, everything());
    client.open_as("schemas/v2/large.avsc", text.replacen("\"string\"", "\"int\"", 1));
    client.settle();
    let shown = client.diagnostics["schemas/v2/large.avsc"].as_array().expect("a list");
    assert!(shown.iter().any(|one| one["severity"] == 1), "{shown:?}");
}

#[test]
fn a_file_alone_is_linted_and_a_file_that_goes_has_nothing_to_show() {
    let sandbox = Sandbox::new();
    sandbox.write("alone.avsc", "{\"type\": \"strng\"}");
    let mut client = Client::start(&sandbox, everything());
    client.open("alone.avsc");
    client.settle();
    assert_eq!(client.diagnostics["alone.avsc"][0]["code"], "not-checked");
    fs::remove_file(sandbox.path("alone.avsc")).expect("it is there");
    let change = json!({"uri": client.uri("alone.avsc"), "type": 3});
    client.tell("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
    client.settle();
    assert!(client.diagnostics.is_empty(), "{:?}", client.diagnostics);
}
