//! Starts a fake schema registry that others maintain (franz-go's srfake), and registers schemas with it. It needs Go.

#![allow(dead_code)] // each test uses a part

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

/// The running program. It ends when it is dropped.
pub struct FakeRegistry {
    child: Child,
    address: String,
}

/// What a schema refers to: name, subject, version.
pub type Reference<'a> = (&'a str, &'a str, u32);

impl FakeRegistry {
    pub fn start() -> FakeRegistry {
        let mut command = Command::new(program());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it was built");
        let mut address = String::new();
        let out = child.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut address).expect("it prints its address");
        FakeRegistry { child, address: address.trim().to_owned() }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Registers a version of a subject.
    pub fn register(&self, subject: &str, schema: &str, references: &[Reference<'_>]) {
        let reference =
            |(name, subject, version): &Reference<'_>| json!({"name": name, "subject": subject, "version": version});
        let references: Vec<Value> = references.iter().map(reference).collect();
        self.send(
            "POST",
            &format!("/subjects/{subject}/versions"),
            &json!({"schema": schema, "references": references}),
        );
    }

    /// Sets the level of a subject.
    pub fn set_level(&self, subject: &str, level: &str) {
        self.send("PUT", &format!("/config/{subject}"), &json!({"compatibility": level}));
    }

    fn send(&self, method: &str, path: &str, body: &Value) {
        let (address, body) = (&self.address, body.to_string());
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{body}"
        );
        let mut stream = TcpStream::connect(address).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert!(answer.starts_with("HTTP/1.1 200"), "{method} {path}: {answer}");
    }

    /// A text with the name `registry:8081` in place of the address.
    pub fn named(&self, text: impl ToString) -> String {
        text.to_string().replace(&self.address, "registry:8081")
    }
}

impl Drop for FakeRegistry {
    fn drop(&mut self) {
        // It ends when nobody holds its input any more.
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }
}

/// The program, built once for all tests of a run.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("srfake");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/srfake");
        let mut go = Command::new("go");
        go.args(["build", "-trimpath", "-o"]).arg(&program).arg(".").current_dir(source);
        let output = go.output().expect("go (./ci/test installs what tests need)");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        program
    })
}
