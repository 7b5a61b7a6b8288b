//! Checks that what README.md and the pages of `docs/` say is true of the program.
//!
//! Every command is run. The blocks of one page are one session of a real shell, in order, in a checkout of this package's
//! examples that is a git repository with a remote:
//!
//! - `console` blocks hold `$ command` lines, each with exactly what a terminal shows of it (standard output and standard error).
//!   `[…]` on a line of its own replaces lines that are left out. A command that fails is followed by `$ echo $?`.
//! - `sh` and `bash` blocks have to succeed, command by command.
//! - `yaml` blocks are held to the published schema of what they configure, and their avrocheck commands are run.
//! - `json`, `avsc` and `xml` blocks parse. (`toml` blocks are read by the program itself, in configuration.rs, and
//!   `python` blocks are run by the tests in bindings/python and tests/engines.)
//!
//! What needs something that a test has not says so in a comment above the block, `<!-- not run: why -->`: its syntax is checked, and
//! a snapshot lists it, so that the list cannot grow unseen.
//!
//! The pages about schema registries find one at `$REGISTRY`: a fake that others maintain, with the schemas of this repository or of a shop.
//! The page about streams finds Apache Kafka at `$KAFKA`.
//!
//! `UPDATE_DOCS=1 cargo test --test documents` writes what the commands print into the pages.
//!
//! Why not trycmd or snapbox, which do part of this: they run commands without a shell, each block by itself, and on a copy of a
//! directory instead of a repository. Pages that tell a story need `git switch`, `cd`, pipes, here-documents and `$?`.

mod checkout;
mod console;
mod contract;
mod data;
mod levels;
mod links;
mod markdown;
mod picture;
mod recipes;
mod registry;
mod releases;
mod run;
mod session;
mod stream;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use self::markdown::Page;

/// README.md, what else lies beside it, and the book, by path.
pub fn pages() -> Vec<Page> {
    let mut paths = Vec::new();
    for directory in ["", "docs"] {
        let entries = fs::read_dir(package().join(directory)).expect("a directory of this package");
        let entries = entries.map(|entry| entry.expect("it can be listed"));
        let names = entries.map(|entry| entry.file_name().into_string().expect("plain names"));
        paths.extend(names.filter(|name| name.ends_with(".md")).map(|name| PathBuf::from(directory).join(name)));
    }
    paths.sort();
    paths.iter().map(|path| Page::read(path)).collect()
}

pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Fails with everything that is wrong.
#[track_caller]
pub fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
