//! Checks that `docs/json.md` describes every key of the JSON reports.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::checkout::Checkout;
use super::markdown::Page;

const RUNS: [&str; 6] = [
    "compat examples/broken/schemas --level FULL --as confluent --format json",
    "compat --against origin/main --format json",
    "compat no/such/directory --format json",
    "diff schemas/v1 schemas/v3 --format json",
    "preview schemas --subject movie_rating_event --from v1 --to v3 --back --format json",
    "scan examples/archive --reader examples/broken/schemas/v2/recommendation_request.avsc --records --format json",
];

/// Below these are data and schemas of users, whose keys are theirs.
const THEIRS: [&str; 6] = ["datum", "written", "read", "back", "before", "after"];

#[test]
fn keys_are_documented() {
    let page = Page::read(Path::new("docs/json.md"));
    let words: BTreeSet<&str> = page.spans.iter().map(|span| span.text.as_str()).collect();
    let checkout = Checkout::new();
    for run in RUNS {
        let output = checkout.command("avrocheck").args(run.split(' ')).output().expect("the program runs");
        let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{run}: {error}"));
        let mut keys = BTreeSet::new();
        collect(&json, &mut keys);
        let missing: Vec<&String> = keys.iter().filter(|key| !words.contains(key.as_str())).collect();
        assert!(missing.is_empty(), "docs/json.md does not tell what is {missing:?} of `{run}`");
    }
}

fn collect(json: &Value, keys: &mut BTreeSet<String>) {
    match json {
        Value::Object(members) => {
            for (key, value) in members {
                keys.insert(key.clone());
                if !THEIRS.contains(&key.as_str()) {
                    collect(value, keys);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, keys)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
