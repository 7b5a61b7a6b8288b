//! Starts a fake Kafka that others maintain (franz-go's kfake). It needs Go.

#![allow(dead_code)] // each test uses a part

use std::process::Command;

use crate::go;
use crate::server_process::ServerProcess;

/// The running program. It ends when it is dropped.
pub struct FakeKafka {
    _process: ServerProcess,
    /// Where it listens.
    pub address: String,
}

impl FakeKafka {
    pub fn start() -> FakeKafka {
        let (process, address) = ServerProcess::listening(&mut Command::new(go::built("kfake")));
        FakeKafka { _process: process, address: address.to_string() }
    }
}
