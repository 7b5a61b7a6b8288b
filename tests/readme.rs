//! The README shows what the program prints: every `console` block is run, and its output compared.
#![allow(missing_docs)]

use std::process::Command;

#[test]
fn console_blocks_show_what_is_printed() {
    let readme = include_str!("../README.md");
    let blocks: Vec<&str> = readme.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 2, "the README shows a run that passes and one that fails");
    for block in blocks {
        let (command, shown) = block.split_once('\n').expect("a block has a command and its output");
        let arguments =
            ["$ avrocheck ", "$ cargo run --release -- "].iter().find_map(|start| command.strip_prefix(start));
        let arguments = arguments.unwrap_or_else(|| panic!("a block runs avrocheck: {command}"));
        let output = Command::new(env!("CARGO_BIN_EXE_avrocheck"))
            .args(arguments.split_whitespace())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("the program runs");
        let printed = String::from_utf8(output.stdout).expect("reports are UTF-8");
        assert_eq!(printed, shown, "`{command}` prints something else now");
    }
}
