//! Speaks with `avrocheck mcp`: its tools, both generations of the protocol, nonsense, and what is out of its reach.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::python::{python, run};
use crate::repository::Repository;
use crate::sandbox::{Sandbox, record};

const NAME: &str = r#"{"name": "name", "type": "string"}"#;
const AGE: &str = r#"{"name": "age", "type": "int"}"#;

/// Two versions, of which the newer has a field without a default.
fn broken() -> Sandbox {
    let versions =
        [("schemas/user/v1.avsc", record("User", &[NAME])), ("schemas/user/v2.avsc", record("User", &[NAME, AGE]))];
    let sandbox = Sandbox::new();
    versions.iter().for_each(|(path, text)| sandbox.write(path, text));
    sandbox
}

/// What the server answers to these lines, one answer a line; it has to end with them.
fn answers_to_text(sandbox: &Sandbox, command: &str, input: &[u8]) -> Vec<Value> {
    let mut server = sandbox.command(command).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut pipe = server.stdin.take().expect("it was asked for");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || pipe.write_all(&input));
    let output = server.wait_with_output().expect("it ends");
    writer.join().expect("the thread ends").expect("all is read");
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).expect("it writes UTF-8");
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text}");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

fn answers(sandbox: &Sandbox, command: &str, messages: &[Value]) -> Vec<Value> {
    let lines: Vec<String> = messages.iter().map(|message| format!("{message}\n")).collect();
    answers_to_text(sandbox, command, lines.concat().as_bytes())
}

fn call(tool: &str, arguments: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": tool, "arguments": arguments } })
}

/// What one call of a tool gives, which has to fit the schema that `tools/list` has for it.
fn called(sandbox: &Sandbox, command: &str, tool: &str, arguments: Value) -> Value {
    let list = json!({ "jsonrpc": "2.0", "id": 0, "method": "tools/list" });
    let [tools, answer] =
        <[Value; 2]>::try_from(answers(sandbox, command, &[list, call(tool, arguments)])).expect("two answers");
    let tools = tools["result"]["tools"].as_array().expect("a list of tools");
    let schema = &tools.iter().find(|known| known["name"] == tool).expect("it is listed")["outputSchema"];
    let result = answer["result"].clone();
    if let Some(report) = result.get("structuredContent") {
        let validator = jsonschema::validator_for(schema).expect("it is a schema");
        let errors: Vec<String> = validator.iter_errors(report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{tool}: {errors:?}");
        let text = result["content"][0]["text"].as_str().expect("a text");
        assert_eq!(&serde_json::from_str::<Value>(text).expect("it is JSON"), report);
    } else {
        assert_eq!(result["isError"], true, "{answer}");
    }
    result
}

/// The path of a sandbox, without a separator at its end.
fn directory(sandbox: &Sandbox) -> String {
    sandbox.path("").to_str().expect("a plain name").trim_end_matches('/').to_owned()
}

/// The message of a call that cannot be done.
fn refused(sandbox: &Sandbox, command: &str, tool: &str, arguments: Value) -> String {
    let result = called(sandbox, command, tool, arguments);
    assert_eq!(result["isError"], true, "{result}");
    let texts = result["content"].as_array().expect("texts").iter().filter_map(|content| content["text"].as_str());
    texts.collect::<String>().replace(directory(sandbox).as_str(), "[here]")
}

#[test]
fn a_check_is_the_report_of_the_command() {
    let sandbox = broken();
    let result = called(&sandbox, "mcp", "check", json!({ "level": "FULL" }));
    assert_eq!(result["isError"], false);
    assert_eq!(result["structuredContent"], sandbox.json("compat --level FULL --format json"));
    assert_eq!(result["structuredContent"]["summary"]["gated_failures"], 1);
}

#[test]
fn a_check_compares_with_a_revision() {
    let repository = Repository::of([("schemas/user.avsc", &record("User", &[NAME]))]);
    repository.write("schemas/user.avsc", record("User", &[NAME, AGE]));
    let result = called(&repository, "mcp", "check", json!({ "against": "HEAD" }));
    assert_eq!(result["structuredContent"], repository.json("compat --against HEAD --format json"));
    assert_eq!(result["structuredContent"]["summary"]["gated_failures"], 1);
}

#[test]
fn what_cannot_be_checked_is_an_error_with_a_report() {
    let sandbox = Sandbox::of([("schemas/user/v1.avsc", "{"), ("schemas/user/v2.avsc", "\"int\"")]);
    let result = called(&sandbox, "mcp", "check", json!({}));
    assert_eq!(result["isError"], true);
    assert_eq!(result["structuredContent"]["errors"][0]["file"], "schemas/user/v1.avsc");
}

#[test]
fn rules_are_explained() {
    let sandbox = Sandbox::new();
    let result = called(&sandbox, "mcp", "explain", json!({ "rules": ["AVC101", "type-mismatch"] }));
    let rules = result["structuredContent"]["rules"].as_array().expect("rules");
    let names: Vec<&Value> = rules.iter().map(|rule| &rule["name"]).collect();
    assert_eq!(names, ["missing-default", "type-mismatch"]);
    assert_eq!(rules[0]["example"][1]["heading"], "read with v2");
    let all = called(&sandbox, "mcp", "explain", json!({}));
    assert_eq!(all["structuredContent"]["rules"].as_array().map(Vec::len), Some(avrocheck::RULES.len()));
    let unknown = refused(&sandbox, "mcp", "explain", json!({ "rules": ["AVC1011"] }));
    insta::assert_snapshot!(unknown, @"error: no rule \"AVC1011\"; did you mean AVC101 (missing-default)?");
}

#[test]
fn records_are_previewed() {
    let sandbox = broken();
    sandbox.write("users.jsonl", "{\"name\": \"Ada\", \"age\": 36}\n");
    let result = called(&sandbox, "mcp", "preview", json!({ "writer": "v2", "reader": "v1", "data": "users.jsonl" }));
    assert_eq!(result["structuredContent"]["records"][0]["read"], json!({ "name": "Ada" }));
    let failing = called(&sandbox, "mcp", "preview", json!({ "writer": "v1", "reader": "v2", "limit": 1 }));
    assert_eq!(
        (&failing["isError"], &failing["structuredContent"]["verdict"]),
        (&json!(false), &json!("incompatible"))
    );
}

#[test]
fn users_of_a_schema_are_named() {
    let sandbox = Sandbox::of([
        ("schemas/v1/address.avsc", &record("Address", &[NAME])),
        ("schemas/v1/order.avsc", &record("Order", &[r#"{"name": "to", "type": "Address"}"#])),
    ]);
    let result = called(&sandbox, "mcp", "impact", json!({ "schema": "Address" }));
    assert_eq!(result["structuredContent"]["impacts"][0]["users"][0]["subject"], "order", "{result}");
}

#[test]
fn fixes_are_proposed_and_written_only_where_a_flag_allows_it() {
    let sandbox = broken();
    let newer = || fs::read_to_string(sandbox.path("schemas/user/v2.avsc")).expect("it is there");
    let before = newer();
    let all = json!({ "findings": ["all"] });
    let proposed = called(&sandbox, "mcp", "fixes", all.clone())["structuredContent"].clone();
    assert_eq!((&proposed["applied"], newer()), (&json!(false), before.clone()));
    let text = proposed["files"][0]["text"].as_str().expect("the file as it would be").to_owned();
    assert!(
        text != before && proposed["files"][0]["diff"].as_str().is_some_and(|diff| diff.contains("@@")),
        "{proposed}"
    );

    let apply = json!({ "findings": ["all"], "apply": true });
    let message = refused(&sandbox, "mcp", "fixes", apply.clone());
    insta::assert_snapshot!(message, @"nothing is written, because this server was started without --write");
    assert_eq!(called(&sandbox, "mcp --write", "fixes", all)["structuredContent"]["applied"], false);
    assert_eq!(newer(), before);
    let written = called(&sandbox, "mcp --write", "fixes", apply)["structuredContent"].clone();
    assert_eq!((&written["applied"], newer()), (&json!(true), text));
    assert_eq!(written["report"]["summary"]["gated_failures"], 0);
}

#[test]
fn wrong_arguments_are_answered_with_what_is_wrong() {
    let sandbox = broken();
    let messages = [
        ("check", json!({ "pathes": ["schemas"] })),
        ("check", json!({ "paths": "schemas" })),
        ("check", json!({ "paths": ["-"] })),
        ("check", json!({ "paths": ["--help"] })),
        ("check", json!({ "changed": 1 })),
        ("check", json!({ "last": -1 })),
        ("check", json!({ "level": "BACKWARDS" })),
        ("check", json!({ "against": "origin/none" })),
        ("preview", json!({ "writer": "v1" })),
        ("preview", json!({ "writer": "v1", "reader": "v9" })),
        ("fixes", json!({ "findings": ["AVC\u{1b}[31m"] })),
        ("impact", json!({ "schema": "Nothing" })),
    ]
    .map(|(tool, arguments)| format!("{tool} {arguments}\n{}\n", refused(&sandbox, "mcp", tool, arguments.clone())));
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn nothing_outside_of_the_roots_is_read() {
    let outside = Sandbox::of([
        ("secret/v1.avsc", "\"int\""),
        ("secret/v2.avsc", "\"string\""),
        ("avrocheck.toml", "level = \"NONE\"\n"),
    ]);
    fs::remove_dir(outside.path(".git")).expect("it is empty");
    let place = directory(&outside);
    let sandbox = broken();
    #[cfg(unix)]
    {
        sandbox.link("schemas/linked", &format!("{place}/secret"));
        sandbox.link("there", &format!("{place}/secret"));
    }
    sandbox.write("v1.avsc", "\"int\"");
    let hidden = |arguments: Value, tool: &str| {
        let message = refused(&sandbox, "mcp .", tool, arguments.clone()).replace(&place, "[outside]");
        format!("{tool} {}\n{message}", arguments.to_string().replace(&place, "[outside]"))
    };
    let mut messages = vec![
        hidden(json!({ "paths": [format!("{place}/secret")] }), "check"),
        hidden(json!({ "paths": [format!("{place}/secret/v1.avsc"), "v1.avsc"] }), "check"),
        hidden(json!({ "paths": ["../", "schemas"] }), "check"),
        hidden(json!({ "paths": [".git"] }), "check"),
        hidden(json!({ "writer": format!("{place}/secret/v1.avsc"), "reader": "v1.avsc" }), "preview"),
        hidden(json!({ "writer": "v1.avsc", "reader": "v1.avsc", "data": "/etc/passwd" }), "preview"),
        hidden(json!({ "writer": "v1.avsc", "reader": "v1.avsc", "data": "s3://bucket/key.avro" }), "preview"),
        hidden(json!({ "writer": "v1.avsc", "reader": "registry:http://127.0.0.1:9/s@1" }), "preview"),
        hidden(json!({ "schema": "v1", "schemas": format!("{place}/secret") }), "impact"),
        hidden(json!({ "against": "registry:http://127.0.0.1:9" }), "check"),
    ];
    if cfg!(unix) {
        messages.push(hidden(json!({ "paths": ["there"] }), "check"));
        messages.push(hidden(json!({ "paths": ["schemas"] }), "check"));
    }
    insta::assert_snapshot!(messages.join("\n"));

    // The configuration above the roots is not read, either.
    let inner = called(&outside, "mcp secret", "check", json!({ "paths": ["."] }));
    assert_eq!(inner["structuredContent"]["level"], "BACKWARD_TRANSITIVE", "{inner}");
}

#[test]
fn a_repository_that_is_kept_outside_of_the_roots_answers_for_no_revision() {
    let repository = Repository::of([("schemas/user.avsc", &record("User", &[NAME]))]);
    let below = refused(&repository, "mcp schemas", "check", json!({ "paths": ["."], "against": "HEAD" }));
    let elsewhere = Sandbox::of([("schemas/user.avsc", &record("User", &[NAME]))]);
    fs::remove_dir(elsewhere.path(".git")).expect("it is empty");
    elsewhere.write(".git", format!("gitdir: {}\n", repository.path(".git").display()));
    let linked = refused(&elsewhere, "mcp", "check", json!({ "against": "HEAD" }));
    let borrower = Repository::new();
    borrower.write("schemas/user.avsc", record("User", &[NAME]));
    borrower.write(".git/objects/info/alternates", format!("{}\n", repository.path(".git/objects").display()));
    let borrowed = refused(&borrower, "mcp", "check", json!({ "against": "HEAD" }));
    let messages = [below, linked, borrowed].join("\n").replace(&directory(&repository), "[repository]");
    insta::assert_snapshot!(messages);
}

#[test]
fn roots_have_to_be_directories() {
    let sandbox = broken();
    let run = |line| sandbox.run(line).refusal();
    insta::assert_snapshot!(run("mcp schemas/user/v1.avsc") + &run("mcp shemas"));
}

#[test]
fn both_generations_of_the_protocol_are_spoken() {
    let sandbox = Sandbox::new();
    let request = |id: u32, method: &str, params: Value| json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
    let modern = json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28" });
    let unknown = json!({ "io.modelcontextprotocol/protocolVersion": "1999-01-01" });
    let messages = [
        request(1, "initialize", json!({ "protocolVersion": "2025-06-18", "capabilities": {} })),
        request(2, "initialize", json!({ "protocolVersion": "1999-01-01" })),
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
        request(3, "ping", json!({})),
        request(4, "server/discover", json!({ "_meta": modern })),
        request(5, "tools/list", json!({ "_meta": modern })),
        request(6, "ping", json!({ "_meta": unknown })),
    ];
    let [initialized, older, ping, discovered, list, refused] =
        <[Value; 6]>::try_from(answers(&sandbox, "mcp", &messages)).expect("six answers");
    assert_eq!(initialized["result"]["protocolVersion"], "2025-06-18");
    assert_eq!(initialized["result"]["serverInfo"]["name"], "avrocheck");
    assert_eq!(older["result"]["protocolVersion"], "2025-11-25");
    assert_eq!(ping, json!({ "jsonrpc": "2.0", "id": 3, "result": {} }));
    assert_eq!(discovered["result"]["supportedVersions"], json!(["2026-07-28"]));
    assert_eq!(discovered["result"]["resultType"], "complete");
    assert_eq!((&list["result"]["ttlMs"], &list["result"]["cacheScope"]), (&json!(0), &json!("private")));
    let names: Vec<&Value> =
        list["result"]["tools"].as_array().expect("tools").iter().map(|tool| &tool["name"]).collect();
    assert_eq!(names, ["check", "explain", "preview", "fixes", "impact"]);
    assert_eq!(
        (&refused["error"]["code"], &refused["error"]["data"]["requested"]),
        (&json!(-32022), &json!("1999-01-01"))
    );
}

#[test]
fn nonsense_is_answered_and_the_server_goes_on() {
    let sandbox = Sandbox::new();
    let deep = "[".repeat(100_000);
    let long = format!("\"{}\"", "a".repeat(5 << 20));
    let call = |params: &str| format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{params}}}"#);
    let lines = [
        "nonsense",
        "\u{0}\u{1b}[31m",
        "null",
        "[]",
        "{}",
        r#"{"id": null, "method": "ping", "jsonrpc": "2.0"}"#,
        r#"{"id": 1.5, "method": "ping", "jsonrpc": "2.0"}"#,
        r#"{"id": 1, "method": "ping"}"#,
        r#"{"id": 1, "method": 2, "jsonrpc": "2.0"}"#,
        r#"{"id": 1, "method": "ping", "jsonrpc": "2.0", "params": []}"#,
        r#"{"id": 1, "method": "no\u001bthing", "jsonrpc": "2.0"}"#,
        &call("{}"),
        &call(r#"{"name": "delete"}"#),
        &call(r#"{"name": "check", "arguments": []}"#),
        &deep,
        &long,
        // Neither notifications nor answers nor empty lines are answered.
        r#"{"method": "notifications/none", "jsonrpc": "2.0"}"#,
        r#"{"id": 1, "result": {}, "jsonrpc": "2.0"}"#,
        "\r",
        r#"[{"id": "a", "method": "ping", "jsonrpc": "2.0"}, {"method": "x", "jsonrpc": "2.0"}, 1]"#,
        r#"{"id": "last", "method": "ping", "jsonrpc": "2.0"}"#,
    ];
    let input = [&b"\xff\xfe\n"[..], lines.join("\n").as_bytes()].concat();
    let answers: Vec<String> = answers_to_text(&sandbox, "mcp", &input).iter().map(Value::to_string).collect();
    insta::assert_snapshot!(answers.join("\n"));
}

/// The client of the protocol's own project, by both of its ways of connecting.
#[test]
fn the_client_of_the_protocol_connects_in_both_ways() {
    let sandbox = broken();
    let program = env!("CARGO_BIN_EXE_avrocheck");
    let mut client = Command::new(python("agents"));
    client.arg(crate::sandbox::package().join("tests/agents/client.py")).arg(program).current_dir(sandbox.path(""));
    insta::assert_snapshot!(run(&mut client));
}
