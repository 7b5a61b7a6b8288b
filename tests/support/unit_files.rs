//! Reads units of logs and topics, as those do who use them.

#![allow(dead_code)] // each test uses a part

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

/// The names of the units, sorted.
pub(crate) fn units(out: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(out) else { return Vec::new() };
    let names = entries.map(|entry| entry.expect("it can be listed").file_name().display().to_string());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}

pub(crate) fn files(unit: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(unit).expect("the unit is there").map(|entry| entry.expect("it can be listed").path());
    let named = |path: PathBuf| (path.file_name().expect("it has a name").display().to_string(), fs::read(&path));
    entries.map(named).map(|(name, bytes)| (name, bytes.expect("it is a file"))).collect()
}

pub(crate) fn manifest(unit: &Path) -> Value {
    let text = fs::read(unit.join("unit.json")).expect("each unit is described");
    serde_json::from_slice(&text).expect("the description is JSON")
}

/// All lines in all units, sorted; rejects, too.
pub(crate) fn collected(out: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for unit in units(out) {
        let unit = out.join(unit);
        let (mut count, described) = (0, manifest(&unit));
        for (name, bytes) in files(&unit) {
            if name.ends_with(".avro") {
                let mut command = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
                let output = command.args(["deserialize", "--to", "log"]).arg(unit.join(&name)).output();
                let output = output.expect("the program runs");
                assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
                let text = String::from_utf8(output.stdout).expect("lines are text");
                count += text.lines().count();
                found.extend(text.lines().map(str::to_owned));
            } else if name.ends_with(".jsonl") {
                let text = String::from_utf8(bytes).expect("rejects are text");
                let rejects = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("each is JSON"));
                let rejects: Vec<String> =
                    rejects.map(|reject| reject["line"].as_str().expect("they are text").to_owned()).collect();
                assert_eq!(described["rejected"], rejects.len());
                count += rejects.len();
                found.extend(rejects);
            }
        }
        assert_eq!(described["lines"], count, "{}", unit.display());
    }
    found.sort();
    found
}

pub(crate) fn sorted(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// Both are sorted. What is missing and what is too much is shown.
pub(crate) fn demand_same(found: &[String], wanted: &[String]) {
    let mut more: BTreeMap<&str, i64> = BTreeMap::new();
    found.iter().for_each(|line| *more.entry(line).or_default() += 1);
    wanted.iter().for_each(|line| *more.entry(line).or_default() -= 1);
    more.retain(|_, count| *count != 0);
    let first: Vec<_> = more.iter().take(20).collect();
    assert!(more.is_empty(), "{} lines of {} come another number of times: {first:?}", more.len(), wanted.len());
}

pub(crate) fn starts_and_ends(out: &Path) -> Vec<(u64, u64)> {
    let number = |value: &Value| value.as_u64().expect("it is a number");
    let range = |unit: String| {
        let described = manifest(&out.join(unit));
        (number(&described["start"]), number(&described["end"]))
    };
    units(out).into_iter().map(range).collect()
}

/// Waits until it holds.
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
