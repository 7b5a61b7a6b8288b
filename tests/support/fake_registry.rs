//! Starts a fake schema registry that others maintain (franz-go's srfake). It needs Go.

#![allow(dead_code)] // each test uses a part

use std::ops::Deref;
use std::process::Command;

use crate::confluent_server::ConfluentServer;
use crate::go;

/// The running program. It ends when it is dropped.
pub struct FakeRegistry(ConfluentServer);

impl FakeRegistry {
    pub fn start() -> FakeRegistry {
        FakeRegistry(ConfluentServer::start(&mut Command::new(go::built("srfake")), ""))
    }
}

impl Deref for FakeRegistry {
    type Target = ConfluentServer;

    fn deref(&self) -> &ConfluentServer {
        &self.0
    }
}
