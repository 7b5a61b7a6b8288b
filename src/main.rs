//! The program `avrocheck`.

use std::process::ExitCode;

/// Schemas are many small pieces: the system's allocator would take a quarter of the time.
#[cfg(feature = "allocator")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    avrocheck::run()
}
