//! The house keeps its rules: this reads the source and holds the floors and invariants that `src/lib.rs` lists. Code of
//! tests inside `src` is exempt.
#![allow(missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

/// The floor of each room.
const ROOMS: [(&str, u32); 9] = [
    ("schema", 0),
    ("resolution", 1),
    ("avro", 2),
    ("compat", 3),
    ("logs", 3),
    ("report", 4),
    ("source", 4),
    ("sink", 4),
    ("cli", 5),
];

/// No file has more lines than this: what needs more is more than one thing.
const LONG: usize = 300;

#[test]
fn every_room_has_a_floor() {
    for file in sources() {
        let room = file.room();
        let is_entrance = matches!(file.path.as_str(), "lib.rs" | "main.rs");
        assert!(is_entrance || floor(room).is_some(), "{}: give `{room}` a floor in this test", file.path);
    }
}

#[test]
fn rooms_use_lower_floors_alone() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(own) = floor(file.room()) else { continue };
        for (line, text) in file.lines() {
            for other in rooms_named(text, file.depth()) {
                let is_below = floor(&other).is_some_and(|floor| floor < own);
                if other != file.room() && !is_below {
                    wrong.push(format!("{}:{line}: {} uses {other}: {}", file.path, file.room(), text.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "a room uses only rooms on floors below its own:\n{}", wrong.join("\n"));
}

#[test]
fn only_source_sink_and_the_command_line_reach_outside() {
    let outside = ["fs", "net", "process"];
    forbid("opens files, sockets or processes", &["source", "sink", "cli", "main.rs"], |text| {
        let is_direct = outside.iter().any(|module| has_word(text, &format!("std::{module}")));
        let in_group = text.split("std::{").nth(1).and_then(|rest| rest.split('}').next()).unwrap_or_default();
        is_direct
            || in_group.split(',').any(|name| outside.contains(&name.trim().split("::").next().unwrap_or_default()))
    });
}

#[test]
fn only_the_command_line_prints() {
    let printing = ["println!", "eprintln!", "print!", "eprint!", "dbg!", "stdout()", "stderr()"];
    forbid("prints", &["cli"], |text| printing.iter().any(|word| has_word(text, word)));
}

#[test]
fn only_the_second_opinion_asks_the_apache_avro_crate() {
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|file| !file.path.starts_with("avro/second_opinion"))
        .flat_map(|file| file.places(|text| has_word(text, "apache_avro")))
        .collect();
    assert!(wrong.is_empty(), "its resolver is a second opinion, never the truth:\n{}", wrong.join("\n"));
}

#[test]
fn only_one_place_reads_git_repositories() {
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|file| !file.path.starts_with("source/git"))
        .flat_map(|file| file.places(|text| has_word(text, "gix")))
        .collect();
    assert!(wrong.is_empty(), "the rest of the house knows revisions and files alone:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_is_unwrapped_without_a_reason() {
    forbid("says why it holds with `expect`", &[], |text| text.contains(".unwrap()"));
}

#[test]
fn files_are_short() {
    let long =
        sources().into_iter().map(|file| (file.text.lines().count(), file.path)).filter(|(lines, _)| *lines > LONG);
    let long: Vec<String> = long.map(|(lines, path)| format!("{path} has {lines} lines: split it")).collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn what_the_rules_are_made_of_finds_what_it_should() {
    assert_eq!(rooms_named("use crate::schema::model::{A, B};", 2), ["schema"]);
    assert_eq!(rooms_named("use crate::{avro, compat::check};", 2), ["avro", "compat"]);
    assert_eq!(rooms_named("let x: crate::report::Look = avrocheck::source::read();", 2), ["report", "source"]);
    assert_eq!(rooms_named("pub(in crate::avro) fn f() {}", 2), ["avro"]);
    assert_eq!(rooms_named("use super::super::report::part::look;", 2), ["report"]);
    assert_eq!(rooms_named("use super::super::look;", 3), Vec::<String>::new());
    assert!(has_word("eprintln!(\"\")", "eprintln!") && !has_word("eprintln!(\"\")", "println!"));
    assert_eq!(code("let url = 1; // std::fs is for others"), "let url = 1; ");
    assert_eq!(code("let url = \"https://x\"; println!()"), "let url = \"https://x\"; println!()");
}

/// Fails if any file outside `allowed` rooms has a line that does it.
fn forbid(what: &str, allowed: &[&str], is_wrong: impl Fn(&str) -> bool) {
    let files = sources();
    let concerned = files.iter().filter(|file| !allowed.contains(&file.room()));
    let wrong: Vec<String> = concerned.flat_map(|file| file.places(&is_wrong)).collect();
    let who = if allowed.is_empty() { "everyone".to_owned() } else { format!("only {}", allowed.join(", ")) };
    assert!(wrong.is_empty(), "{who} {what}:\n{}", wrong.join("\n"));
}

/// A file of `src`, with its path there.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The directory or file directly below `src`.
    fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    /// How many modules are around the file's code: one for `schema/mod.rs`, two for `schema/link.rs`.
    fn depth(&self) -> usize {
        self.path.split('/').count() - usize::from(self.path.ends_with("/mod.rs"))
    }

    /// The code of each line, without comments, with the line's number.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines().map(code))
    }

    fn places(&self, is_meant: impl Fn(&str) -> bool) -> Vec<String> {
        let lines = self.lines().filter(|(_, text)| is_meant(text));
        lines.map(|(line, text)| format!("src/{}:{line}: {}", self.path, text.trim())).collect()
    }
}

/// Every file of `src` but those of tests, by path.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut directories = vec![root.clone()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).expect("the source can be read") {
            let path: PathBuf = entry.expect("the source can be read").path();
            let is_of_tests = ["tests.rs", "test_tree.rs", "testing.rs"].iter().any(|name| path.ends_with(name));
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !is_of_tests {
                let relative =
                    path.strip_prefix(&root).expect("it is below the root").to_string_lossy().replace('\\', "/");
                found.push(Source { path: relative, text: fs::read_to_string(&path).expect("source is text") });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 50, "the source has gone");
    found
}

fn floor(room: &str) -> Option<u32> {
    ROOMS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// The line without its comment.
fn code(line: &str) -> &str {
    let comment = line.match_indices("//").find(|(at, _)| line[..*at].matches('"').count().is_multiple_of(2));
    comment.map_or(line, |(at, _)| &line[..at])
}

/// The rooms that a line names from the crate's root, in a file so many modules deep.
fn rooms_named(line: &str, depth: usize) -> Vec<String> {
    let up = "super::".repeat(depth);
    let mut named = Vec::new();
    for root in ["crate::", "avrocheck::", up.as_str()] {
        for (at, _) in line.match_indices(root) {
            let rest = &line[at + root.len()..];
            let names = match rest.strip_prefix('{') {
                Some(group) => group.split(',').collect(),
                None => vec![rest],
            };
            let first_word =
                |name: &str| name.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned);
            named.extend(names.into_iter().filter_map(first_word).filter(|name| floor(name).is_some()));
        }
    }
    named
}

/// Whether the text has the word, not only as the end of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let is_start = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, _)| is_start(at))
}
