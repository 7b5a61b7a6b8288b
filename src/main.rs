//! The program `avrocheck`.

mod cli;

use std::process::ExitCode;

use clap::Parser;

/// Schemas are many small pieces: the system's allocator would take a quarter of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::args::Cli::parse();
    cli::run(&cli).into()
}
