//! Starts moto as an object store that speaks the protocol of S3. It needs Python.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;

use crate::python::python;
use crate::sandbox::package;
use crate::server_process::ServerProcess;

/// The running program. It ends when it is dropped.
pub(super) struct StoreServer {
    _process: ServerProcess,
    address: SocketAddr,
}

impl StoreServer {
    /// Starts it with a bucket.
    pub(super) fn with_bucket(bucket: &str) -> StoreServer {
        let mut moto = Command::new(python("support/moto"));
        let (process, address) = ServerProcess::listening(moto.arg(package().join("tests/support/moto/serve.py")));
        let server = StoreServer { _process: process, address };
        server.put(bucket, b"");
        server
    }

    /// The variables by which a program finds it, as they stand before a command.
    pub(super) fn environment(&self) -> String {
        environment(&format!("http://{}", self.address))
    }

    /// Puts an object at `bucket/key`.
    pub(super) fn put(&self, path: &str, content: &[u8]) {
        let (status, answer) = self.ask("PUT", path, content);
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&answer));
    }

    /// The object at `bucket/key`, if it is there.
    pub(super) fn get(&self, path: &str) -> Option<Vec<u8>> {
        let (status, content) = self.ask("GET", path, b"");
        (status == 200).then_some(content)
    }

    fn ask(&self, method: &str, path: &str, content: &[u8]) -> (u16, Vec<u8>) {
        let (address, length) = (self.address, content.len());
        let head = format!(
            "{method} /{path} HTTP/1.0\r\nHost: {address}\r\nContent-Length: {length}\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0\r\n\r\n"
        );
        let mut stream = TcpStream::connect(address).expect("it listens");
        stream.write_all(&[head.as_bytes(), content].concat()).expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("an answer has a head");
        let status = String::from_utf8_lossy(&answer[..end]).split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.expect("an answer has a status"), answer.split_off(end + 4))
    }
}

/// The variables by which a program finds a store of this protocol.
pub(super) fn environment(endpoint: &str) -> String {
    format!(
        "AWS_ENDPOINT_URL={endpoint} AWS_ALLOW_HTTP=true AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test \
         AWS_SECRET_ACCESS_KEY=hunter2"
    )
}
