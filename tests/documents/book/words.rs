//! Checks that commands, flags and rules that the documentation names exist, and that its map of the code is true.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use avrocheck::RULES;

use super::markdown::{Block, Page};
use super::{assert_none, package, pages};

/// The flags of each command, by its words (`baseline write`); those of the program itself are under nothing.
type Commands = BTreeMap<String, BTreeSet<String>>;

#[test]
fn commands_and_flags_are_there() {
    let commands = commands();
    let mut wrong = Vec::new();
    for page in pages() {
        let lines = page.blocks.iter().flat_map(|block| commands_of(block).map(|line| (block.line, line)));
        let spans = page.spans.iter().map(|span| (span.line, span.text.as_str()));
        for (line, text) in lines.chain(spans) {
            wrong.extend(faults(text, &commands).map(|fault| format!("{}: {fault} in `{text}`", page.place(line))));
        }
    }
    assert_none(&wrong);
}

/// The lines of a block that may be commands.
fn commands_of(block: &Block) -> impl Iterator<Item = &str> {
    let is_console = block.language == "console";
    let is_shell = matches!(block.language.as_str(), "sh" | "bash" | "yaml");
    let lines =
        block.text.lines().filter_map(move |line| if is_console { line.strip_prefix("$ ") } else { Some(line) });
    lines.filter(move |_| is_console || is_shell)
}

/// What a line says of the program that is not so.
fn faults<'a>(line: &'a str, commands: &'a Commands) -> impl Iterator<Item = String> + 'a {
    let ends = |c: char| matches!(c, '|' | ';' | '&' | '`' | ')' | '(' | '>');
    line.split(ends).filter_map(move |part| {
        // Behind the dash of a list in YAML, and variables of the environment.
        let mut words: Vec<&str> =
            part.split_whitespace().skip_while(|word| *word == "-" || word.contains('=') || *word == "run:").collect();
        let is_call = words.first() == Some(&"avrocheck") && words.len() > 1;
        if is_call {
            words.remove(0);
        }
        // `--flag` and `compat --flag` by themselves speak of the program, too.
        let is_flag = part.len() == line.len() && words.first().is_some_and(|word| word.starts_with("--"));
        let is_short = words.first().is_some_and(|word| commands.contains_key(*word)) && words.len() > 1;
        if is_call || is_flag || is_short { fault(&words, commands) } else { None }
    })
}

fn fault(words: &[&str], commands: &Commands) -> Option<String> {
    let plain: Vec<&str> =
        words.iter().copied().take_while(|word| word.bytes().all(|b| b.is_ascii_lowercase())).collect();
    let name = [plain.get(..2), plain.get(..1)].into_iter().flatten().map(|words| words.join(" "));
    let name = name.into_iter().find(|name| commands.contains_key(name));
    let used = words.iter().filter(|word| word.starts_with("--") && word.len() > 2);
    let used = used.map(|word| word.split(['=', ',', '\'', '"', '…']).next().unwrap_or_default());
    let mut used = used.filter(|flag| flag.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
    let Some(name) = name else {
        if let Some(word) = plain.first() {
            return Some(format!("there is no command {word}"));
        }
        return used
            .find(|flag| !commands.values().any(|flags| flags.contains(*flag)))
            .map(|flag| format!("no {flag}"));
    };
    let flags = &commands[&name];
    used.find(|flag| !flags.contains(*flag)).map(|flag| format!("{name} has no {flag}"))
}

/// What `--help` tells.
fn commands() -> Commands {
    let mut commands = Commands::new();
    let mut waiting = vec![String::new()];
    while let Some(name) = waiting.pop() {
        let mut program = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
        let output = program.args(name.split_whitespace()).arg("--help").output().expect("the program runs");
        let help = String::from_utf8(output.stdout).expect("help is UTF-8");
        // A value that may be left out stands behind a bracket: `--records[=<WHICH>]`.
        let ends = [',', '.', '[', ']', ')'];
        let words = help.split_whitespace().map(|word| word.split(ends).next().unwrap_or_default());
        commands.insert(name.clone(), words.filter(|word| word.starts_with("--")).map(str::to_owned).collect());
        let list = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
        let below = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        waiting.extend(
            below
                .filter(|word| !word.is_empty() && *word != "help")
                .map(|word| format!("{name} {word}").trim().to_owned()),
        );
    }
    assert!(commands.len() > 10, "the commands have gone: {commands:?}");
    commands.insert("help".to_owned(), BTreeSet::new());
    commands
}

#[test]
fn rules_are_there() {
    let mut wrong = Vec::new();
    for page in pages() {
        for (at, _) in page.text.match_indices("AVC") {
            let digits: String = page.text[at + 3..].chars().take_while(char::is_ascii_digit).collect();
            if digits.len() == 3 && !RULES.iter().any(|rule| rule.id == format!("AVC{digits}")) {
                wrong.push(format!("{}: there is no rule AVC{digits}", page.path.display()));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_map_has_every_module() {
    let page = Page::read(Path::new("docs/architecture.md"));
    let words: BTreeSet<&str> = page.spans.iter().map(|span| span.text.as_str()).collect();
    let mut missing = Vec::new();
    for directory in ["src", "crates/avro-resolve/src"] {
        let code = fs::read_to_string(package().join(directory).join("lib.rs")).expect("the library is here");
        let code = code.replace("#[cfg(test)]\nmod tests;", "");
        let modules = code.lines().filter_map(|line| line.strip_suffix(';')?.split_once("mod ").map(|(_, name)| name));
        let modules: Vec<&str> = modules.collect();
        assert!(modules.len() > 4, "{directory}/lib.rs lists its modules");
        missing.extend(modules.iter().filter(|name| !words.contains(*name)).map(|name| format!("{directory}: {name}")));
    }
    assert!(missing.is_empty(), "docs/architecture.md does not describe {missing:?}");
}

#[test]
fn the_readme_and_the_book_have_the_same_differences() {
    let rows = |path: &str, heading: &str| -> BTreeSet<String> {
        let text = fs::read_to_string(package().join(path)).expect("the page is there");
        let section = text.split(heading).nth(1).unwrap_or_else(|| panic!("{path} has {heading}"));
        let section = section.split("\n## ").next().unwrap_or_default();
        section.lines().filter(|line| line.starts_with("| ")).map(str::to_owned).collect()
    };
    let short = rows("README.md", "## Where we differ\n");
    let long = rows("docs/proof.md", "## Where others differ\n");
    assert!(short.len() > 5, "the table has gone");
    let wrong: Vec<String> = short.difference(&long).map(|row| format!("docs/proof.md lacks: {row}")).collect();
    assert_none(&wrong);
}

#[test]
fn the_book_says_why_each_dependency_is_there() {
    let text = |name: &str| fs::read_to_string(package().join(name)).expect("it is a file of this package");
    let mut there = BTreeSet::new();
    let packages = ["avro-columns", "avro-resolve", "kafka-batches", "movie-logs", "schema-registry"]
        .map(|name| format!("crates/{name}/Cargo.toml"));
    for manifest in packages.iter().map(String::as_str).chain([
        "Cargo.toml",
        "bindings/python/Cargo.toml",
        "fuzz/Cargo.toml",
        "playground/engine/Cargo.toml",
    ]) {
        let manifest: toml::Table = toml::from_str(&text(manifest)).expect("cargo reads it, too");
        let tables =
            ["dependencies", "dev-dependencies"].map(|name| manifest.get(name).and_then(toml::Value::as_table));
        there.extend(tables.into_iter().flatten().flat_map(|table| table.keys().cloned()));
    }
    there.retain(|name| {
        !["avro-columns", "avro-resolve", "avrocheck", "kafka-batches", "movie-logs", "schema-registry"]
            .contains(&name.as_str())
    });
    let page = text("docs/dependencies.md");
    let (page, _) = page.split_once("\n## Own code").expect("the last section is about code without a crate");
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| crate"));
    let names = rows.filter_map(|row| row.split('|').nth(1));
    let described: BTreeSet<String> =
        names.flat_map(|names| names.split(',').map(|name| name.trim().to_owned())).collect();
    assert_eq!(described, there, "left the names in docs/dependencies.md, right those of the manifests");
}
