//! A running registry with Confluent's API, to which a test writes.

#![allow(dead_code)] // each test uses a part

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;

use serde_json::{Value, json};

use crate::server_process::ServerProcess;

/// What a schema refers to: name, subject, version.
pub type Reference<'a> = (&'a str, &'a str, u32);

/// The running registry. It ends when it is dropped.
pub struct ConfluentServer {
    _process: ServerProcess,
    address: SocketAddr,
    base: &'static str,
}

impl ConfluentServer {
    /// Starts a registry that answers below a path.
    pub fn start(command: &mut Command, base: &'static str) -> ConfluentServer {
        let (process, address) = ServerProcess::listening(command);
        ConfluentServer { _process: process, address, base }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.base)
    }

    /// Registers a version of a subject.
    pub fn register(&self, subject: &str, schema: &str, references: &[Reference<'_>]) {
        let reference =
            |(name, subject, version): &Reference<'_>| json!({"name": name, "subject": subject, "version": version});
        let references: Vec<Value> = references.iter().map(reference).collect();
        self.register_as(subject, json!({"schema": schema, "references": references}));
    }

    /// Registers a version of a subject that may have another type than Avro.
    pub fn register_as(&self, subject: &str, body: Value) {
        self.send("POST", &format!("/subjects/{subject}/versions"), body);
    }

    /// Sets the level of a subject.
    pub fn set_level(&self, subject: &str, level: &str) {
        self.send("PUT", &format!("/config/{subject}"), json!({"compatibility": level}));
    }

    /// Sets the level of subjects that have none of their own.
    pub fn set_global_level(&self, level: &str) {
        self.send("PUT", "/config", json!({"compatibility": level}));
    }

    /// Deletes a subject, or a version (`SUBJECT/versions/1`), so that it can be restored.
    pub fn delete(&self, what: &str) {
        self.send("DELETE", &format!("/subjects/{what}"), Value::Null);
    }

    /// Deletes a subject, or a version, for good.
    pub fn delete_for_good(&self, what: &str) {
        self.delete(what);
        self.delete(&format!("{what}?permanent=true"));
    }

    fn send(&self, method: &str, path: &str, body: Value) {
        let (address, base) = (self.address, self.base);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let length = body.len();
        let request = format!(
            "{method} {base}{path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
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
        text.to_string().replace(&self.address.to_string(), "registry:8081")
    }
}
