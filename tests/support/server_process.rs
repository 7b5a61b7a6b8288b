//! Starts a server that ends with the test: when the pipe to its standard input is closed, also because the test has died.

#![allow(dead_code)] // each test uses a part

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

/// The running program. It ends when it is dropped.
pub struct ServerProcess {
    child: Child,
}

impl ServerProcess {
    /// Starts a program that prints its address when it can be asked; with that address.
    pub fn listening(command: &mut Command) -> (ServerProcess, SocketAddr) {
        let mut server = ServerProcess::start(command.stdout(Stdio::piped()));
        let mut out = BufReader::new(server.child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        while out.read_line(&mut line).expect("it prints text") > 0 {
            if let Ok(address) = line.trim().parse() {
                // What it prints later is not waited for, and must not keep it from going on.
                std::thread::spawn(move || drop(out.read_to_end(&mut Vec::new())));
                return (server, address);
            }
            line.clear();
        }
        panic!("{command:?} has ended without an address: {}", server.child.wait().expect("it was started"))
    }

    /// Starts a program.
    pub fn start(command: &mut Command) -> ServerProcess {
        let child = command.stdin(Stdio::piped()).spawn();
        let child = child.unwrap_or_else(|error| panic!("{command:?}: {error} (./ci/test installs what tests need)"));
        ServerProcess { child }
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("it was started").is_some()
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }
}
