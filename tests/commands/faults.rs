//! Checks mistakes that do not keep a schema from being understood: they fail the run in the newest version only.

use crate::sandbox::{Sandbox, record};

const GOOD: &str = r#"{"name": "id", "type": "string"}"#;

/// Each fault, and the rule that it falls under.
const FAULTS: [(&str, &str); 10] = [
    ("AVC401", r#"{"name": "n", "type": "int", "default": "zero"}"#),
    ("AVC401", r#"{"name": "n", "type": "int", "default": 3000000000}"#),
    ("AVC406", r#"{"name": "n-1", "type": "int", "default": 0}"#),
    ("AVC407", r#"{"name": "n", "type": {"type": "enum", "name": "E", "symbols": ["A", "A"]}, "default": "A"}"#),
    ("AVC408", r#"{"name": "n", "type": "int", "default": 0, "aliases": "no array"}"#),
    ("AVC409", r#"{"name": "id", "type": "string"}"#),
    ("AVC410", r#"{"name": "n", "type": ["null", "int", "int"], "default": null}"#),
    ("AVC410", r#"{"name": "n", "type": ["null", ["int"]], "default": null}"#),
    (
        "AVC411",
        r#"{"name": "n", "type": {"type": "enum", "name": "E", "symbols": ["A"], "default": "B"}, "default": "A"}"#,
    ),
    ("AVC412", r#"{"name": "n", "type": ["null", "int"], "default": null, "doc": "a", "doc": "b"}"#),
];

#[test]
fn in_the_newest_version_and_in_older_ones() {
    let mut lines = Vec::new();
    for (rule, field) in FAULTS {
        let (good, bad) = (record("User", &[GOOD]), record("User", &[GOOD, field]));
        let sandbox = Sandbox::of([("schemas/v1/user.avsc", &good), ("schemas/v2/user.avsc", &bad)]);
        let newest = sandbox.run("compat -v --level NONE --no-round-trip");
        let sandbox = Sandbox::of([("schemas/v1/user.avsc", &bad), ("schemas/v2/user.avsc", &good)]);
        let older = sandbox.run("compat -v --level NONE --no-round-trip");
        for run in [&newest, &older] {
            assert!(run.stdout.contains(&format!("[{rule}]")), "{rule} in:\n{run}");
        }
        let first = newest.stdout.lines().find(|line| line.contains(rule)).unwrap_or_default();
        lines.push(format!("{first}: newest {}, older {}", newest.code, older.code));
        assert_eq!(older.code, 0, "{older}");
    }
    insta::assert_snapshot!(lines.join("\n"), @"
    error[AVC401]: invalid-default: User.n: newest 1, older 0
    error[AVC401]: invalid-default: User.n: newest 1, older 0
    error[AVC406]: invalid-name: User.n-1: newest 1, older 0
    error[AVC407]: duplicate-symbol: E: newest 1, older 0
    error[AVC408]: invalid-alias: User.n: newest 1, older 0
    error[AVC409]: duplicate-field: User.id: newest 1, older 0
    error[AVC410]: invalid-union: User.n: newest 1, older 0
    error[AVC410]: invalid-union: User.n: newest 1, older 0
    error[AVC411]: invalid-enum-default: E: newest 1, older 0
    note[AVC412]: duplicate-attribute: User.n: newest 0, older 0
    ");
}

#[test]
fn each_fault_is_shown_with_its_place() {
    let fields: Vec<&str> = [GOOD].into_iter().chain(FAULTS[..4].iter().map(|(_, field)| *field)).collect();
    let fields: Vec<String> =
        fields.iter().zip("abcdef".chars()).map(|(field, c)| field.replace("\"n\"", &format!("\"{c}\""))).collect();
    let bad = record("User", &fields.iter().map(String::as_str).collect::<Vec<_>>());
    let sandbox = Sandbox::of([("schemas/v1/user.avsc", &record("User", &[GOOD])), ("schemas/v2/user.avsc", &bad)]);
    insta::assert_snapshot!(sandbox.run("compat -q --level NONE --no-round-trip"), @r#"
    $ compat -q --level NONE --no-round-trip
    exit code 1
    --- stdout
    error[AVC401]: invalid-default: User.b
     --> schemas/v2/user.avsc:3:43
      |
    3 |   {"name": "b", "type": "int", "default": "zero"},
      |                                           ^^^^^^ the default does not fit its type: "zero" is not a whole number, for int; readers ignore it
      |
      = help:    Write a default of the field's type
      = waive:   avrocheck waive 8d521a1e2465 --reason … --expires … --level NONE
      = more:    avrocheck explain AVC401

    error[AVC401]: invalid-default: User.c
     --> schemas/v2/user.avsc:4:43
      |
    4 |   {"name": "c", "type": "int", "default": 3000000000},
      |                                           ^^^^^^^^^^ the default does not fit its type: 3000000000 is out of the range of int; readers ignore it
      |
      = help:    Write a default of the field's type
      = waive:   avrocheck waive 57d86010ffa7 --reason … --expires … --level NONE
      = more:    avrocheck explain AVC401

    error[AVC406]: invalid-name: User.n-1
     --> schemas/v2/user.avsc:5:12
      |
    5 |   {"name": "n-1", "type": "int", "default": 0},
      |            ^^^^^ "n-1" is not a valid name; a name consists of letters, digits and _ and does not start with a digit
      |
      = help:    write "n_1", with "aliases": ["n-1"]
      = waive:   avrocheck waive 7772e0b190aa --reason … --expires … --level NONE
      = more:    avrocheck explain AVC406

    error[AVC407]: duplicate-symbol: E
     --> schemas/v2/user.avsc:6:72
      |
    6 |   {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A", "A"]}, "default": "A"}
      |                                                                        ^^^ the enum has the symbol "A" twice
      |
      = help:    Remove the later one
      = waive:   avrocheck waive 1efb6dd89397 --reason … --expires … --level NONE
      = more:    avrocheck explain AVC407

    ✗ 4 breaking · 1 subject · NONE gates nothing
    "#);
}

#[test]
fn a_fault_of_a_shared_file_is_reported_once() {
    let shared = record("Address", &[r#"{"name": "city", "type": "string", "default": 7}"#]);
    let user = record("User", &[GOOD, r#"{"name": "home", "type": "Address"}"#]);
    let order = record("Order", &[GOOD, r#"{"name": "to", "type": "Address"}"#]);
    let sandbox = Sandbox::of([
        ("schemas/v1/address.avsc", &shared),
        ("schemas/v1/user.avsc", &user),
        ("schemas/v1/order.avsc", &order),
    ]);
    let run = sandbox.run("compat --no-round-trip");
    assert_eq!((run.code, run.stdout.matches("AVC401]").count()), (1, 1), "{run}");
}

#[test]
fn what_code_generators_add_is_no_finding() {
    let plain = record("User", &[GOOD, r#"{"name": "n", "type": ["null", "int"], "default": null}"#]);
    let decorated = plain
        .replace("\"string\"", "{\"type\": \"string\", \"avro.java.string\": \"String\"}")
        .replace("\"name\": \"n\"", "\"name\": \"n\", \"connect.index\": 3, \"x\": {\"type\": \"nonsense\"}");
    let sandbox = Sandbox::of([("schemas/v1/user.avsc", &plain), ("schemas/v2/user.avsc", &decorated)]);
    insta::assert_snapshot!(sandbox.run("compat -v --level FULL --fail-on safe --no-round-trip"), @r#"
    $ compat -v --level FULL --fail-on safe --no-round-trip
    exit code 0
    --- stdout
    schemas · 1 subject · 2 versions · FULL (from --level) · fails on safe (from --fail-on)

      user  v1 ✓ v2   unchanged   safe
        v1 → v2: 0 changes
        v1 → v2: exercised on 3 data
        v2 → v1: exercised on 1 datum

    ✓ 2 pairs compatible

    --- stderr
    time: …
    "#);
}

#[test]
fn faults_alike_in_two_fields_are_two_causes() {
    let fields = ["a", "b"].map(|name| format!("{{\"name\": \"{name}\", \"type\": \"int\", \"default\": \"x\"}}"));
    let text = record("User", &[&fields[0], &fields[1]]);
    let sandbox = Sandbox::of([("schemas/v1/user.avsc", &text)]);
    let report = sandbox.json("compat --no-round-trip --format json");
    let findings = report["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), 2);
    assert_ne!(findings[0]["fingerprint"], findings[1]["fingerprint"]);
    assert_eq!(report["summary"]["gated_failures"], 2);
    assert_eq!(findings[1]["path"], "/fields/1");
    assert_eq!(findings[1]["reader"]["pointer"], "/fields/1");
    // Another name of the file, another default that does not fit either: the same causes.
    let renamed = Sandbox::of([("schemas/v3/people.avsc", &text.replace("\"x\"", "\"y\""))]);
    let report = renamed.json("compat --no-round-trip --format json");
    for (old, new) in findings.iter().zip(report["findings"].as_array().expect("a list")) {
        assert_eq!(old["fingerprint"], new["fingerprint"]);
    }
}
