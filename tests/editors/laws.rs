//! What holds for every session: what is shown is what the commands say of the saved texts, and what it was before does not matter.

use std::collections::BTreeSet;

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::Value;

use crate::client::{Client, everything};
use crate::directories;
use crate::sandbox::Sandbox;

/// A finding: its rule, fingerprint and message. What could not be checked has no fingerprint.
type Found = BTreeSet<[String; 3]>;

/// What `compat` and `lint` say, as JSON.
fn of_commands(sandbox: &Sandbox) -> Found {
    let mut found = Found::new();
    for report in ["compat --format json", "lint --format json"].map(|line| sandbox.json(line)) {
        let pairs = list(&report["subjects"]).flat_map(|subject| list(&subject["pairs"]));
        let findings = pairs.flat_map(|pair| list(&pair["findings"])).chain(list(&report["findings"]));
        found.extend(findings.map(|one| [text(&one["rule"]), text(&one["fingerprint"]), text(&one["message"])]));
        found.extend(
            list(&report["errors"]).map(|one| ["not-checked".to_owned(), String::new(), text(&one["message"])]),
        );
    }
    found
}

/// What the server shows.
fn of_server(client: &mut Client<'_>) -> Found {
    client.settle();
    let shown = client.diagnostics.values().flat_map(list);
    shown.map(|one| [text(&one["code"]), text(&one["data"]["fingerprint"]), text(&one["message"])]).collect()
}

/// Demands that all that is shown is found, and that all that is found is shown: by itself, or, where a finding is in several pairs,
/// or several are said in the same words at one place, by one of them.
fn demand_same(shown: &Found, found: &Found, what: &str) {
    let strange: Vec<_> = shown.difference(found).collect();
    assert!(strange.is_empty(), "{what}: shown, and not found: {strange:#?}");
    let is_shown = |[rule, fingerprint, message]: &&[String; 3]| {
        // Of a type whose namespace carries its version, both directions are one.
        let is_same = |own: &[String; 3]| {
            own[0] == *rule
                && (own[1] == *fingerprint && !fingerprint.is_empty() || own[2] == *message || rule == "AVC210")
        };
        shown.iter().any(is_same)
    };
    let missing: Vec<_> = found.iter().filter(|one| !is_shown(one)).collect();
    assert!(missing.is_empty(), "{what}: found, and not shown: {missing:#?}");
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_is_shown_is_what_the_commands_find() {
    let mut seen = BTreeSet::new();
    for group in directories("tests/cases").iter().filter(|group| group.to_string_lossy().contains("/AVC")) {
        for case in
            directories(group.strip_prefix(crate::package()).expect("it lies there").to_str().expect("a plain path"))
        {
            let (writer, reader) = (case.join("writer.avsc"), case.join("reader.avsc"));
            if !writer.is_file() || !reader.is_file() {
                continue;
            }
            let sandbox = Sandbox::new();
            sandbox.copy(&writer, "schemas/v1/case.avsc");
            sandbox.copy(&reader, "schemas/v2/case.avsc");
            let mut client = Client::start(&sandbox, everything());
            let (shown, found) = (of_server(&mut client), of_commands(&sandbox));
            demand_same(&shown, &found, &case.display().to_string());
            seen.extend(found.into_iter().map(|[rule, ..]| rule));
            break;
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
}

/// A schema with some fields, of which one may be unfinished.
fn schema(numbers: &mut impl Rng, name: &str) -> String {
    const TYPES: [&str; 7] = [
        "\"int\"",
        "\"long\"",
        "[\"null\", \"string\"]",
        "\"Shared\"",
        "\"Missing\"",
        "{\"type\": \"array\", \"items\": \"int\"}",
        "\"str",
    ];
    let mut number = |most: usize| (numbers.next_u32() as usize) % most;
    let fields: Vec<String> = (0..number(4))
        .map(|field| {
            let default = if number(2) == 0 { ", \"default\": null" } else { "" };
            let most = if number(6) == 0 { 7 } else { 4 };
            let ty = TYPES[number(most)];
            format!("  {{\"name\": \"f{field}\", \"type\": {ty}{default}, \"doc\": \"😀\"}}")
        })
        .collect();
    let end = if number(8) == 0 { "" } else { "]}" };
    format!("{{\"type\": \"record\", \"name\": \"{name}\", \"fields\": [\n{}\n{end}\n", fields.join(",\n"))
}

#[test]
fn a_long_session_ends_as_a_fresh_one_begins_and_takes_no_memory() {
    const EDITS: usize = 2000;
    let mut numbers = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let sandbox = Sandbox::new();
    let files: Vec<(String, &str)> = ["Shared", "One", "Two"]
        .into_iter()
        .flat_map(|name| ["v1", "v2"].map(|version| (format!("schemas/{version}/{}.avsc", name.to_lowercase()), name)))
        .collect();
    for (file, name) in &files {
        sandbox.write(file, schema(&mut numbers, name));
    }
    let mut client = Client::start(&sandbox, everything());
    let mut memory = Vec::new();
    for edit in 0..EDITS {
        let (file, name) = &files[(numbers.next_u32() as usize) % files.len()];
        let text = schema(&mut numbers, name);
        match (client.texts.contains_key(file), numbers.next_u32() % 10) {
            (false, _) => client.open(file),
            (true, 0) => {
                sandbox.write(file, &text);
                client.close(file);
            }
            (true, 1..=4) => client.change(file, text),
            (true, _) => {
                // A key: one letter more or less.
                let known = client.text(file);
                let at = known.floor_char_boundary((numbers.next_u32() as usize) % (known.len() + 1));
                let end = known.ceil_char_boundary((at + (numbers.next_u32() as usize) % 2).min(known.len()));
                client.replace(file, at..end, ["", "\"", "}", "x", "é"][(numbers.next_u32() as usize) % 5]);
            }
        }
        if edit % 50 == 49 {
            client.settle();
            memory.push(resident(client.process()));
        }
    }
    let shown = of_server(&mut client);
    let last: Vec<(String, String)> = files.iter().map(|(file, _)| (file.clone(), client.text(file))).collect();
    drop(client);
    last.iter().for_each(|(file, text)| sandbox.write(file, text));
    let mut fresh = Client::start(&sandbox, everything());
    assert_eq!(of_server(&mut fresh), shown);
    demand_same(&shown, &of_commands(&sandbox), "after the session");
    // The allocator may keep some of what it once had.
    let half = memory.len() / 2;
    let (early, late) = (memory[..half].iter().max(), memory[half..].iter().max());
    if let (Some(Some(early)), Some(Some(late))) = (early, late) {
        assert!(late < &(early + early / 4 + 16_384), "the server grows from {early} kB to {late} kB: {memory:?}");
    }
}

/// How much memory a process has, in kB, where the system says so.
fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
