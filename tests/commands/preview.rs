//! Runs previews as processes: with `--watch` a saved file is shown again, and records come through a pipe.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::sandbox::{Sandbox, record};

/// A process that is ended with the test.
struct Watching(Child);

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The lines of a stream as they come.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || BufReader::new(stream).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    receiver
}

#[track_caller]
fn await_line(lines: &Receiver<String>, wanted: &str) {
    let mut before = Vec::new();
    loop {
        match lines.recv_timeout(Duration::from_secs(60)) {
            Ok(line) if line.contains(wanted) => return,
            Ok(line) => before.push(line),
            Err(_) => panic!("\"{wanted}\" does not come; there is\n{}", before.join("\n")),
        }
    }
}

#[test]
fn what_is_saved_is_shown_again() {
    let id = r#"{"name": "id", "type": "int"}"#;
    let sandbox = Sandbox::of([("a.avsc", &record("User", &[id])), ("b.avsc", &record("User", &[id]))]);
    sandbox.write("users.jsonl", "{\"id\": 1}\n");
    let mut command = sandbox.command("preview a.avsc b.avsc --data users.jsonl --watch");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program can be started");
    let mut watching = Watching(child);
    let shown = lines(watching.0.stdout.take().expect("it is piped"));
    let errors = lines(watching.0.stderr.take().expect("it is piped"));
    await_line(&shown, "✓ 1 record read · 1 value kept");

    sandbox.write("b.avsc", record("User", &[r#"{"name": "id", "type": "long"}"#]));
    await_line(&shown, "✓ 1 record read · 1 value promoted");

    sandbox.write("b.avsc", "{\"type\": \"record\"");
    await_line(&errors, "error: b.avsc:1");

    sandbox.write("b.avsc", record("User", &[r#"{"name": "id", "type": "string"}"#]));
    await_line(&shown, "✗ 1 of 1 record cannot be read");

    sandbox.write("users.jsonl", "{\"id\": 1}\n{\"id\": 2}\n");
    await_line(&shown, "✗ 2 of 2 records cannot be read");
    assert_eq!(watching.0.try_wait().expect("it can be asked"), None, "it goes on");
}

#[test]
fn nobody_listening_ends_it() {
    let schema = record("User", &[r#"{"name": "id", "type": "int"}"#]);
    let sandbox = Sandbox::of([("a.avsc", &schema), ("b.avsc", &schema)]);
    let mut command = sandbox.command("preview a.avsc b.avsc --watch");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program can be started");
    let mut watching = Watching(child);
    drop(watching.0.stdout.take());
    let errors = lines(watching.0.stderr.take().expect("it is piped"));
    // It may have printed before the end of the pipe was closed: the next print fails.
    for number in 0..100 {
        sandbox.write("b.avsc", format!("{schema}{}", "\n".repeat(number)));
        if errors.recv_timeout(Duration::from_secs(1)).is_err()
            && watching.0.try_wait().is_ok_and(|code| code.is_some())
        {
            return;
        }
    }
    panic!("it goes on although nobody listens");
}

/// The program's answer to what comes in by standard input.
fn piped(sandbox: &Sandbox, line: &str, input: &[u8]) -> String {
    let mut command = sandbox.command(line);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program can be started");
    child.stdin.take().expect("it is piped").write_all(input).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn records_come_by_standard_input() {
    let sandbox = Sandbox::copy_of("tests/cases/preview/data");
    let line = "preview user.avsc wider.avsc --data - --limit 1";
    let lines = std::fs::read(sandbox.path("lines.jsonl")).expect("it is there");
    let shown = piped(&sandbox, line, &lines);
    assert!(shown.contains("standard input:1\n") && shown.contains("✓ 2 records read"), "{shown}");
    let container = std::fs::read(sandbox.path("users.avro")).expect("it is there");
    let shown = piped(&sandbox, line, &container);
    assert!(shown.contains("standard input record 1\n") && shown.contains("✓ 2 records read"), "{shown}");
    let shown = piped(&sandbox, line, b"{\"id\": 1,\n \"next\": nul}");
    assert!(shown.contains("error: standard input:2:13: record 1 is not JSON"), "{shown}");
}
