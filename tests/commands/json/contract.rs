//! Checks that a report keeps the contract of its format: every key and its type, places, and order.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::sandbox::Sandbox;

/// The contract in the words of `conforms`: a key that ends in `?` may be null.
const CONTRACT: &str = r#"{
    "report": {
        "schema_version": "number", "tool": "tool", "level": "string", "summary": "summary", "subjects": ["subject"],
        "findings": ["finding"], "errors": ["error"], "notes": ["string"]
    },
    "tool": { "name": "string", "version": "string" },
    "summary": {
        "subjects": "number", "pairs": "number", "compatible": "number", "data_dependent": "number",
        "incompatible": "number", "gated_failures": "number", "records": "number", "generated_records": "number",
        "waived": "number", "known": "number"
    },
    "subject": { "subject": "string", "level": "string", "versions": ["string"], "pairs": ["pair"], "changes": ["change"],
        "fixes_cut_short": "boolean", "patch?": "patch"
    },
    "patch": {
        "title": "string", "remedies": ["string"], "files": ["patched_file"], "mends": ["string"], "to_decide": ["string"]
    },
    "patched_file": { "file": "string", "edits": ["edit"] },
    "pair": {
        "writer": "string", "reader": "string", "direction": "string", "gated": "boolean", "ungated_because?": "string",
        "verdict": "string",
        "findings": ["finding"], "proof?": "proof", "round_trip?": "round_trip", "as_confluent?": "as_confluent"
    },
    "finding": {
        "rule": "string", "name": "string", "kind?": "string", "severity": "string", "message": "string",
        "path": "string", "writer?": "location", "reader?": "location", "witness?": "witness", "witness_absent?": "string",
        "fixture_hits?": "number", "fixes": ["fix"], "example?": "example", "fingerprint": "string", "waived_by?": "waived_by",
        "standing": "string"
    },
    "witness": { "datum": "anything" },
    "proof": { "data": "number", "success?": "witness", "success_absent?": "string", "bound_reached": "boolean" },
    "fix": { "file": "string", "edits": ["edit"], "title": "string", "applicability": "string" },
    "edit": { "start": "number", "end": "number", "text": "string" },
    "example": { "before": "string", "after": "string" },
    "as_confluent": { "compatible": "boolean", "incompatibilities": ["complaint"], "exception?": "string" },
    "complaint": { "type": "string", "location": "string", "message": "string" },
    "waived_by": { "reason": "string", "expires?": "string" },
    "location": {
        "file": "string", "line": "number", "column": "number", "end_line": "number", "end_column": "number",
        "pointer": "string"
    },
    "round_trip": {
        "records": "number", "preserved": "number", "generated": "number", "generated_preserved": "number",
        "second_opinion": "boolean",
        "defaulted": ["string"], "dropped": ["string"], "changed": ["changed"], "failed": ["failed"], "back": "back"
    },
    "back": { "defaulted": ["string"], "dropped": ["string"], "changed": ["changed"], "failed": ["failed"] },
    "changed": { "path": "string", "before": "string", "after": "string", "count": "number" },
    "failed": { "record": "string", "path": "string", "kind": "string" },
    "change": {
        "from": "string", "to": "string", "kind": "string", "path": "string", "before?": "string", "after?": "string",
        "breaks_backward": "boolean", "breaks_forward": "boolean", "changes_meaning": "boolean"
    },
    "error": { "file?": "string", "line?": "number", "column?": "number", "message": "string" }
}"#;

/// Every way in which `value` is not what the contract calls `expected`.
fn conforms(value: &Value, expected: &Value, place: &str, contract: &Value, wrong: &mut Vec<String>) {
    match expected {
        Value::Array(item) => match value.as_array() {
            Some(items) => {
                let each = items.iter().enumerate();
                each.for_each(|(at, value)| conforms(value, &item[0], &format!("{place}/{at}"), contract, wrong));
            }
            None => wrong.push(format!("{place} is not an array: {value}")),
        },
        Value::String(name) => match name.as_str() {
            "string" if value.is_string() => {}
            "number" if value.is_u64() => {}
            "boolean" if value.is_boolean() => {}
            "null" if value.is_null() => {}
            "anything" => {}
            "string" | "number" | "boolean" | "null" => wrong.push(format!("{place} is not a {name}: {value}")),
            name => conforms(value, &contract[name], place, contract, wrong),
        },
        Value::Object(keys) => {
            let known: BTreeSet<&str> = keys.keys().map(|key| key.trim_end_matches('?')).collect();
            let there: BTreeSet<&str> =
                value.as_object().into_iter().flat_map(|o| o.keys()).map(String::as_str).collect();
            if known != there {
                wrong.push(format!("{place} has the keys {there:?}, not {known:?}"));
            }
            for (key, expected) in keys {
                let name = key.trim_end_matches('?');
                if !(key.ends_with('?') && value[name].is_null()) {
                    conforms(&value[name], expected, &format!("{place}/{name}"), contract, wrong);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => unreachable!("the contract names {expected} for {place}"),
    }
}

/// Checks all that holds for every report.
pub(super) fn check(sandbox: &Sandbox, line: &str) -> Value {
    let report = sandbox.json(&format!("{line} --format json"));
    let contract: Value = serde_json::from_str(CONTRACT).expect("the contract is JSON");
    let mut wrong = Vec::new();
    conforms(&report, &contract["report"], "", &contract, &mut wrong);
    assert!(wrong.is_empty(), "{line}:\n{}", wrong.join("\n"));
    assert_eq!(report["schema_version"], 1);

    let words = |value: &Value, known: &[&str]| assert!(known.contains(&value.as_str().unwrap_or("")), "{value}");
    for subject in report["subjects"].as_array().expect("checked") {
        for pair in subject["pairs"].as_array().expect("checked") {
            words(&pair["direction"], &["backward", "forward"]);
            words(&pair["verdict"], &["compatible", "data-dependent", "incompatible"]);
            let is_readable = pair["verdict"] == "compatible";
            let proof = &pair["proof"];
            let has_success = !(proof["success"].is_null() && proof["success_absent"].is_null());
            assert!(proof.is_null() || has_success == (pair["verdict"] == "data-dependent"), "{pair}");
            let kinds =
                pair["findings"].as_array().expect("checked").iter().filter(|finding| !finding["kind"].is_null());
            assert!(is_readable || kinds.count() > 0, "what cannot be read has a reason: {pair}");
            assert_sorted(&pair["findings"]);
        }
    }
    assert_sorted(&report["findings"]);
    for finding in findings(&report) {
        for absent in [&finding["witness_absent"]].into_iter().filter(|absent| !absent.is_null()) {
            assert!(finding["witness"].is_null(), "{finding}");
            words(absent, &["no-finite-datum", "bound-reached"]);
        }
        words(&finding["severity"], &["breaking", "dangerous", "safe"]);
        let fingerprint = finding["fingerprint"].as_str().expect("checked");
        assert!(fingerprint.len() == 12 && fingerprint.bytes().all(|b| b.is_ascii_hexdigit()), "{fingerprint}");
        for side in ["writer", "reader"] {
            check_location(sandbox, &finding[side]);
        }
    }
    report
}

/// Places begin at 1, end after they begin, lie in the file, and their pointer leads somewhere in it.
fn check_location(sandbox: &Sandbox, location: &Value) {
    let Some(file) = location["file"].as_str() else { return };
    assert!(!file.starts_with('/'), "{file} is relative");
    let text = std::fs::read_to_string(sandbox.path(file)).expect("places lie in files that are there");
    let number = |key: &str| location[key].as_u64().expect("checked") as usize;
    let (start, end) = ((number("line"), number("column")), (number("end_line"), number("end_column")));
    assert!(start.0 >= 1 && start.1 >= 1 && start < end, "{location}");
    let lines: Vec<&str> = text.split('\n').collect();
    for (line, column) in [start, end] {
        assert!(column <= lines[line - 1].chars().count() + 1, "{location} lies in the file");
    }
    let Ok(json) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else {
        let lint = sandbox.run(&format!("lint {file} --format concise -v")).stdout;
        let is_said = ["AVC316", "AVC420", "AVC425", "AVC426"].iter().any(|rule| lint.contains(rule));
        assert!(is_said, "{file} is no JSON, and nothing says so: {lint}");
        return;
    };
    let pointer = location["pointer"].as_str().expect("checked");
    assert!(json.pointer(pointer).is_some(), "{pointer} leads nowhere in {file}");
}

fn assert_sorted(findings: &Value) {
    let key = |finding: &Value| {
        let severity = ["breaking", "dangerous", "safe"].iter().position(|word| finding["severity"] == **word);
        let place = if finding["reader"].is_null() { &finding["writer"] } else { &finding["reader"] };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (severity, text(&place["file"]), place["line"].as_u64(), place["column"].as_u64(), text(&finding["rule"]))
    };
    assert!(findings.as_array().expect("checked").is_sorted_by_key(key), "{findings:#}");
}

/// The findings of all pairs, and those of none.
pub(super) fn findings(report: &Value) -> Vec<&Value> {
    let subjects = report["subjects"].as_array().into_iter().flatten();
    let pairs = subjects.flat_map(|subject| subject["pairs"].as_array().into_iter().flatten());
    let of_pairs = pairs.flat_map(|pair| pair["findings"].as_array().into_iter().flatten());
    of_pairs.chain(report["findings"].as_array().into_iter().flatten()).collect()
}

/// Rule and fingerprint of each finding, each once.
pub(super) fn fingerprints(report: &Value) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    findings(report).into_iter().map(|finding| (text(&finding["rule"]), text(&finding["fingerprint"]))).collect()
}

/// The source text at a place, if it lies on one line.
pub(super) fn marked(sandbox: &Sandbox, location: &Value) -> String {
    assert_eq!(location["line"], location["end_line"]);
    let text = std::fs::read_to_string(sandbox.path(location["file"].as_str().expect("a file"))).expect("it is there");
    let number = |key: &str| location[key].as_u64().expect("a number") as usize;
    let line = text.split('\n').nth(number("line") - 1).expect("it is there");
    line.chars().skip(number("column") - 1).take(number("end_column") - number("column")).collect()
}
