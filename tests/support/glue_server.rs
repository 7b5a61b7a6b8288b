//! Starts moto, a fake of AWS that others maintain, with two calls of the tests' own. It needs Python.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;

use serde_json::{Value, json};

use crate::python::python;
use crate::sandbox::package;
use crate::server_process::ServerProcess;

/// The running program. It ends when it is dropped.
pub(super) struct GlueServer {
    _process: ServerProcess,
    address: SocketAddr,
}

impl GlueServer {
    pub(super) fn start() -> GlueServer {
        let mut moto = Command::new(python("support/moto"));
        let (process, address) = ServerProcess::listening(moto.arg(package().join("tests/support/moto/serve.py")));
        GlueServer { _process: process, address }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn create_registry(&self, registry: &str) {
        self.ask("CreateRegistry", &json!({"RegistryName": registry}));
    }

    /// Creates a schema with its first version; `format` is `AVRO` or another one.
    pub(super) fn create_schema(&self, registry: &str, schema: &str, format: &str, level: &str, text: &str) {
        let body = json!({
            "RegistryId": {"RegistryName": registry}, "SchemaName": schema, "DataFormat": format, "Compatibility": level,
            "SchemaDefinition": text,
        });
        self.ask("CreateSchema", &body);
    }

    pub(super) fn add_version(&self, registry: &str, schema: &str, text: &str) {
        let id = json!({"RegistryName": registry, "SchemaName": schema});
        self.ask("RegisterSchemaVersion", &json!({"SchemaId": id, "SchemaDefinition": text}));
    }

    fn ask(&self, action: &str, body: &Value) {
        let (address, body) = (self.address, body.to_string());
        let length = body.len();
        let request = format!(
            "POST / HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AWSGlue.{action}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/glue/aws4_request, SignedHeaders=host, \
             Signature=0\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let mut stream = TcpStream::connect(address).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert!(answer.starts_with("HTTP/1.1 200") && !answer.contains("FAILURE"), "{action} {body}: {answer}");
    }

    /// A text with the name `glue.example` in place of the address.
    pub(super) fn named(&self, text: impl ToString) -> String {
        text.to_string().replace(&self.address.to_string(), "glue.example")
    }
}
