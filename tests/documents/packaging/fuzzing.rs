//! Checks that all places that list the targets of the fuzzer agree.

use std::collections::BTreeSet;
use std::fs;

use super::tools::{package, text, yaml};

/// The names of the files or directories in a directory of `fuzz`, without their endings.
fn names(directory: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(package().join("fuzz").join(directory)).expect("it is there");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().trim_end_matches(".txt").to_owned();
    entries.map(|entry| name(entry.expect("it can be listed"))).collect()
}

/// The names in the tables of targets.
fn targets(file: &str) -> BTreeSet<String> {
    let source = text(file);
    let (_, table) = source.split_once("pub const TARGETS").expect("it has a table");
    let (table, _) = table.split_once("];").expect("the table ends");
    table.split("(\"").skip(1).map(|row| row.split('"').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_target_is_everywhere() {
    let (engine, gate) = (targets("fuzz/src/lib.rs"), targets("src/fuzzing/mod.rs"));
    let all: BTreeSet<String> = engine.union(&gate).cloned().collect();
    assert_eq!(all.len(), 12);
    for directory in ["corpus", "dictionaries"] {
        assert_eq!(names(directory), all, "fuzz/{directory}");
    }
    assert!(names("crashes").is_subset(&all));
    let script = text("ci/fuzz");
    for (name, expected) in [("engine", &engine), ("gate", &gate)] {
        let list = script.split(&format!("\n{name}=(")).nth(1).and_then(|rest| rest.split(')').next());
        let listed: BTreeSet<String> = list.expect("a list").split_whitespace().map(str::to_owned).collect();
        assert_eq!(listed, *expected, "ci/fuzz: {name}");
    }
    let workflow = yaml(".github/workflows/fuzz.yml");
    let listed = workflow["jobs"]["fuzz"]["strategy"]["matrix"]["target"].as_array().expect("a list").iter();
    let listed: BTreeSet<String> = listed.map(|name| name.as_str().expect("a name").to_owned()).collect();
    assert_eq!(listed, all, "fuzz.yml");
}

/// Inputs that a test feeds thousands of times over are small, and a clone has not much of them.
#[test]
fn corpora_are_small() {
    for kind in ["corpus", "crashes"] {
        for target in names(kind) {
            let directory = package().join("fuzz").join(kind).join(&target);
            let files = fs::read_dir(directory).expect("it is there").map(|file| file.expect("it can be listed"));
            let sizes: Vec<u64> = files.map(|file| file.metadata().expect("it is there").len()).collect();
            assert!(sizes.len() <= 100 && sizes.iter().all(|size| *size <= 4_096), "{target}: {sizes:?}");
        }
    }
}
