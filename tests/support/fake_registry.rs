//! Starts a fake schema registry that others maintain (franz-go's srfake). It needs Go.

#![allow(dead_code)] // each test uses a part

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::confluent_server::ConfluentServer;

/// The running program. It ends when it is dropped.
pub struct FakeRegistry(ConfluentServer);

impl FakeRegistry {
    pub fn start() -> FakeRegistry {
        FakeRegistry(ConfluentServer::start(&mut Command::new(program()), ""))
    }
}

impl Deref for FakeRegistry {
    type Target = ConfluentServer;

    fn deref(&self) -> &ConfluentServer {
        &self.0
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
