//! The README shows what the program prints: every command of its `console` blocks is run, and its output compared; those of
//! its `sh` blocks have to succeed.
#![allow(missing_docs)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const README: &str = include_str!("../README.md");

fn blocks(language: &str) -> Vec<&'static str> {
    let start = format!("```{language}\n");
    README.split(start.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// A copy of what the commands read, with room for what they write.
fn copy() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    for name in ["schemas", "fixtures", "examples", "avrocheck.toml"] {
        copy_into(&Path::new(env!("CARGO_MANIFEST_DIR")).join(name), &directory.path().join(name));
    }
    directory
}

fn copy_into(from: &Path, to: &Path) {
    if from.is_file() {
        fs::copy(from, to).expect("there is room for files");
        return;
    }
    fs::create_dir(to).expect("there is room for a directory");
    for entry in fs::read_dir(from).expect("it is a directory of this package") {
        let entry = entry.expect("it can be listed");
        copy_into(&entry.path(), &to.join(entry.file_name()));
    }
}

fn run(command: &str, directory: &Path) -> Output {
    let arguments = ["avrocheck ", "cargo run --release -- "].iter().find_map(|start| command.strip_prefix(start));
    let arguments = arguments.unwrap_or_else(|| panic!("a block runs avrocheck: {command}"));
    let mut program = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    program.args(arguments.split_whitespace()).current_dir(directory).env("LC_ALL", "C.UTF-8");
    program.output().expect("the program runs")
}

#[test]
fn console_blocks_show_what_is_printed() {
    let (blocks, directory) = (blocks("console"), copy());
    assert!(blocks.len() >= 3, "the README shows a run that passes, one that fails, and single records");
    for block in blocks {
        let block = format!("\n{block}");
        let commands: Vec<&str> = block.split("\n$ ").skip(1).collect();
        for (at, shown) in commands.iter().enumerate() {
            let (command, shown) = shown.split_once('\n').unwrap_or((shown, ""));
            // The line feed behind it was taken for the start of the next command.
            let is_last = at + 1 == commands.len();
            let shown = if is_last || shown.is_empty() { shown.to_owned() } else { format!("{shown}\n") };
            let output = run(command, directory.path());
            let printed = String::from_utf8(output.stdout).expect("reports are UTF-8");
            let told = String::from_utf8_lossy(&output.stderr);
            assert_eq!(printed, shown, "`{command}` prints something else now: {told}");
        }
    }
}

#[test]
fn shell_blocks_succeed() {
    let directory = copy();
    let blocks = blocks("sh");
    let commands: Vec<&str> =
        blocks.iter().flat_map(|block| block.lines()).filter(|line| line.starts_with("avrocheck ")).collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        let output = run(command, directory.path());
        assert!(output.status.success(), "`{command}`: {}", String::from_utf8_lossy(&output.stderr));
    }
}
