//! Checks that blocks of data in the documentation parse, and that every block of commands is run.

use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;

use super::markdown::Block;
use super::{assert_none, pages};

#[test]
fn every_block_is_of_a_language_that_is_checked() {
    let mut wrong = Vec::new();
    for page in pages() {
        wrong.extend(
            page.blocks.iter().filter_map(|block| Some(format!("{}: {}", page.place(block.line), fault(block)?))),
        );
    }
    assert_none(&wrong);
}

fn fault(block: &Block) -> Option<String> {
    match block.language.as_str() {
        // Run, held to schemas, or read by the program: see the other tests. Python is run by the package's own (bindings/python/tests).
        "console" | "sh" | "bash" | "yaml" | "toml" | "xml" | "python" => None,
        "json" => serde_json::from_str::<serde_json::Value>(&block.text).err().map(|error| error.to_string()),
        "jsonl" => block
            .text
            .lines()
            .find_map(|line| serde_json::from_str::<serde_json::Value>(line).err())
            .map(|error| error.to_string()),
        "avsc" => {
            LinkedSchema::parse("block", &block.text, &mut Shapes::default()).err().map(|faults| format!("{faults:?}"))
        }
        "text" | "ebnf" => {
            let command = block.text.lines().find(|line| line.trim_start_matches("$ ").starts_with("avrocheck "))?;
            Some(format!("a command is to stand in a block that is run: {command}"))
        }
        other => Some(format!("`{other}` is not a language whose blocks are checked")),
    }
}
