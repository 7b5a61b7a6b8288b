//! Checks the JSON report, a versioned contract: every key and its type, places, order, and stable fingerprints.

mod contract;

use std::collections::BTreeSet;

use avrocheck::{Activation, RULES};
use serde_json::Value;

use contract::{check, findings, fingerprints, marked};

use crate::sandbox::{Sandbox, package, record};

#[test]
fn the_registry_beside_us() {
    let sandbox = Sandbox::copy_of("tests/cases/policy/as-confluent");
    let report = check(&sandbox, "compat --as confluent");
    let pairs = report["subjects"][0]["pairs"].as_array().expect("pairs");
    let answers: Vec<bool> = pairs.iter().map(|pair| pair["as_confluent"]["compatible"] == true).collect();
    assert_eq!(answers, [true, true, false, false, false, false], "decimals of other scales are alike to the registry");
    assert_eq!(
        pairs[2]["as_confluent"]["incompatibilities"],
        serde_json::json!([
            {
                "type": "TYPE_MISMATCH", "location": "/fields/0/type",
                "message": "reader type: DOUBLE not compatible with writer type: BYTES"
            },
            { "type": "READER_FIELD_MISSING_DEFAULT_VALUE", "location": "/fields/1", "message": "payer" }
        ])
    );
    assert_eq!(check(&sandbox, "compat")["subjects"][0]["pairs"][0]["as_confluent"], Value::Null);
}

#[test]
fn every_report_keeps_the_contract() {
    let shipped = Sandbox::new();
    for part in ["schemas", "fixtures", "examples/broken", "avrocheck.toml"] {
        shipped.copy(&package().join(part), part);
    }
    check(&shipped, "compat");
    check(&shipped, "compat --level NONE --pairs gated");
    check(&shipped, "diff schemas/v1 schemas/v3");
    let broken = check(&shipped, "compat examples/broken/schemas");
    assert_eq!(broken["summary"]["gated_failures"], 4);
    assert_eq!(broken["summary"]["records"], 9);

    for case in [
        "references/ambiguous-name",
        "references/conflicting-definitions",
        "policy/dangerous-findings",
        "fixtures/data-dependent",
        "commands/diff",
        "faults/fault-in-newest-version",
        "fixtures/fixtures-that-do-not-fit",
        "faults/several-faults-in-one-file",
        "references/shared-type-breaks-its-users",
        "references/shared-types-in-a-cycle",
        "references/top-level-types",
        "layout/unicode-subjects",
        "faults/uninhabitable-type",
        "references/unknown-name",
    ] {
        let report = check(&Sandbox::copy_of(&format!("tests/cases/{case}")), "compat --level FULL_TRANSITIVE");
        let is_telling = !findings(&report).is_empty() || report["errors"].as_array().is_some_and(|e| !e.is_empty());
        assert!(is_telling, "{case}");
    }
}

#[test]
fn every_example_of_a_rule_keeps_the_contract() {
    for rule in RULES.iter() {
        let sandbox = Sandbox::new();
        let cases = package().join("tests/cases").join(format!("{}-{}", rule.id, rule.name));
        for case in std::fs::read_dir(cases).into_iter().flatten() {
            let case = case.expect("the cases can be read").path();
            if !case.join("writer.avsc").exists() {
                continue;
            }
            let name = case.file_name().expect("it has one").to_string_lossy().into_owned();
            sandbox.copy(&case.join("writer.avsc"), &format!("schemas/{name}/v1.avsc"));
            sandbox.copy(&case.join("reader.avsc"), &format!("schemas/{name}/v2.avsc"));
        }
        if sandbox.path("schemas").exists() {
            let command = match rule.activation {
                Activation::Always => "compat --level FULL_TRANSITIVE".to_owned(),
                Activation::Assumed => {
                    let names: Vec<&str> = rule.concerns.iter().map(|engine| engine.name()).collect();
                    format!("compat --level FULL_TRANSITIVE --assume {}", names.join(","))
                }
                Activation::Advice => "lint -v".to_owned(),
                Activation::Lint | Activation::OnDemand => format!("lint --enable {}", rule.id),
            };
            let report = check(&sandbox, &command);
            let is_raised = findings(&report).iter().any(|finding| finding["rule"] == rule.id);
            assert!(is_raised, "{} is raised by its cases", rule.id);
        }
    }
}

#[test]
fn columns_are_characters_from_one() {
    let doc = r#"{"doc": "größer 🙂 e\u0301 用户", "name": "n", "type": "#.replace("\\u0301", "\u{301}");
    let field = |ty: &str| format!("{doc}{ty}}}");
    let sandbox = Sandbox::of([
        ("schemas/v1/user.avsc", &record("User", &[&field("\"int\"")])),
        ("schemas/v2/user.avsc", &record("User", &[&field("\"string\"")])),
    ]);
    let report = check(&sandbox, "compat --no-round-trip");
    let found = findings(&report);
    let finding = found.iter().find(|finding| finding["rule"] == "AVC102").expect("the type changed");
    assert_eq!(marked(&sandbox, &finding["reader"]), "\"string\"");
    assert_eq!(marked(&sandbox, &finding["writer"]), "\"int\"");
    let column = 3 + doc.chars().count();
    assert_eq!((&finding["reader"]["line"], &finding["reader"]["column"]), (&2.into(), &column.into()));
    // The human report says the same.
    let place = format!("schemas/v2/user.avsc:2:{column}");
    let text = sandbox.run("compat --no-round-trip").stdout;
    assert!(text.contains(&place), "{place} in:\n{text}");
}

#[test]
fn columns_behind_a_byte_order_mark_and_before_windows_line_ends() {
    let text = |ty: &str| {
        format!(
            "\u{feff}{{\"type\": \"record\", \"name\": \"User\",\r\n\"fields\": [{{\"name\": \"n\",\r\n\"type\": {ty}}}]}}\r\n"
        )
    };
    let sandbox =
        Sandbox::of([("schemas/v1/user.avsc", &text("\"int\"")), ("schemas/v2/user.avsc", &text("\"string\""))]);
    let report = check(&sandbox, "compat --no-round-trip");
    let reader = &findings(&report)[0]["reader"];
    assert_eq!((&reader["line"], &reader["column"], &reader["end_column"]), (&3.into(), &9.into(), &17.into()));
    let bare = "\u{feff}\"int\"";
    let sandbox = Sandbox::of([("schemas/v1/n.avsc", bare), ("schemas/v2/n.avsc", "\u{feff}\"string\"")]);
    let reader = &check(&sandbox, "compat --no-round-trip")["subjects"][0]["pairs"][0]["findings"][0]["reader"];
    assert_eq!((&reader["line"], &reader["column"]), (&1.into(), &1.into()), "the mark is no character of the text");
}

#[test]
fn places_of_several_lines_end_on_the_last() {
    let field = |precision: u32| {
        format!(
            "{{\"name\": \"n\", \"type\": {{\n  \"type\": \"bytes\",\n  \"logicalType\": \"decimal\",\n  \
             \"precision\": {precision}\n  }}}}"
        )
    };
    let sandbox = Sandbox::of([
        ("schemas/v1/user.avsc", &record("User", &[&field(8)])),
        ("schemas/v2/user.avsc", &record("User", &[&field(10)])),
    ]);
    let report = check(&sandbox, "compat --no-round-trip");
    let reader = &findings(&report)[0]["reader"];
    let place = ["line", "column", "end_line", "end_column"].map(|key| reader[key].as_u64());
    assert_eq!(place, [Some(2), Some(25), Some(6), Some(4)], "{reader}");
    assert_eq!(reader["pointer"], "/fields/0/type");
}

/// Two versions with many findings.
fn two_versions() -> [String; 2] {
    let kind = |symbols: &str| {
        format!(
            "{{\"name\": \"kind\", \"type\": {{\"type\": \"enum\", \"name\": \"Kind\", \"symbols\": [{symbols}]}}}}"
        )
    };
    let line = |field: &str| {
        format!(
            "{{\"name\": \"lines\", \"type\": {{\"type\": \"array\", \"items\": {{\"type\": \"record\", \"name\": \"Line\", \"fields\": [{field}]}}}}}}"
        )
    };
    [
        record(
            "shop.Order",
            &[
                &kind(r#""A", "B", "C""#),
                r#"{"name": "n", "type": "long"}"#,
                &line(r#"{"name": "sku", "type": "string"}"#),
            ],
        ),
        record(
            "shop.Order",
            &[
                &kind(r#""C""#),
                r#"{"name": "n", "type": "int", "default": "x"}"#,
                &line(r#"{"name": "sku", "type": ["null", "int"]}, {"name": "price", "type": "int"}"#),
                r#"{"name": "added", "type": "int"}"#,
            ],
        ),
    ]
}

#[test]
fn fingerprints_survive_what_does_not_matter() {
    let [old, new] = two_versions();
    let line = "compat --no-round-trip --level NONE";
    let sandbox = Sandbox::of([("schemas/v1/order.avsc", &old), ("schemas/v2/order.avsc", &new)]);
    let expected = fingerprints(&check(&sandbox, line));
    assert!(expected.len() > 7, "{expected:?}");

    // Reformatted, with documentation.
    let pretty = |text: &str| {
        let mut json: Value = serde_json::from_str(text).expect("a schema");
        json["doc"] = "größer".into();
        serde_json::to_string_pretty(&json).expect("JSON can be written")
    };
    let sandbox = Sandbox::of([("schemas/v1/order.avsc", &pretty(&old)), ("schemas/v2/order.avsc", &pretty(&new))]);
    assert_eq!(fingerprints(&check(&sandbox, line)), expected, "reformatting");

    // Files, directories and versions with other names.
    let sandbox = Sandbox::of([("s/shop/auftrag/2024-01-01.avsc", &old), ("s/shop/auftrag/2024-02-01.avsc", &new)]);
    assert_eq!(fingerprints(&check(&sandbox, "compat s --no-round-trip --level NONE")), expected, "renaming");
    let sandbox = Sandbox::of([("a.avsc", &old), ("b.avsc", &new)]);
    assert_eq!(
        fingerprints(&check(&sandbox, "compat a.avsc b.avsc --no-round-trip --level NONE")),
        expected,
        "arguments"
    );

    // Fields in another order: pointers change, names do not.
    let reordered = {
        let mut json: Value = serde_json::from_str(&new).expect("a schema");
        json["fields"].as_array_mut().expect("a record").reverse();
        json.to_string()
    };
    let sandbox = Sandbox::of([("schemas/v1/order.avsc", &old), ("schemas/v2/order.avsc", &reordered)]);
    assert_eq!(fingerprints(&check(&sandbox, line)), expected, "reordering");

    // A further version that changes nothing.
    let sandbox = Sandbox::of([
        ("schemas/v1/order.avsc", &old),
        ("schemas/v2/order.avsc", &new),
        ("schemas/v3/order.avsc", &new),
    ]);
    let report = check(&sandbox, line);
    assert_eq!(fingerprints(&report), expected, "a new version");

    // A type that moved into a file of its own.
    let mut json: Value = serde_json::from_str(&new).expect("a schema");
    let mut line_type = json["fields"][2]["type"]["items"].take();
    json["fields"][2]["type"]["items"] = "Line".into();
    line_type["namespace"] = "shop".into();
    let sandbox = Sandbox::of([
        ("schemas/v1/order.avsc", &old),
        ("schemas/v2/order.avsc", &json.to_string()),
        ("schemas/v2/line.avsc", &line_type.to_string()),
    ]);
    assert_eq!(fingerprints(&check(&sandbox, line)), expected, "a type in a file of its own");
}

#[test]
fn what_differs_has_fingerprints_that_differ() {
    let [old, new] = two_versions();
    let sandbox = Sandbox::of([("schemas/v1/order.avsc", &old), ("schemas/v2/order.avsc", &new)]);
    let report = check(&sandbox, "compat --no-round-trip");
    let backward = &report["subjects"][0]["pairs"][0];
    let of_rule = |rule: &str| -> BTreeSet<String> {
        let findings =
            backward["findings"].as_array().expect("checked").iter().filter(|finding| finding["rule"] == rule);
        findings.map(|finding| finding["fingerprint"].to_string()).collect()
    };
    assert_eq!(of_rule("AVC103").len(), 2, "one for each missing symbol");
    assert_eq!(of_rule("AVC101").len(), 2, "one for each missing field");
    let all = backward["findings"].as_array().expect("checked");
    let distinct: BTreeSet<String> = all.iter().map(|finding| finding["fingerprint"].to_string()).collect();
    assert_eq!(distinct.len(), all.len(), "{backward:#}");
}

#[test]
fn a_shared_cause_has_one_fingerprint_and_counts_once() {
    let report =
        check(&Sandbox::copy_of("tests/cases/references/shared-type-breaks-its-users"), "compat --no-round-trip");
    let breaking = findings(&report).into_iter().filter(|finding| finding["severity"] == "breaking");
    let breaking: Vec<String> = breaking.map(|finding| finding["fingerprint"].to_string()).collect();
    assert_eq!(breaking.iter().collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(report["summary"]["gated_failures"], 1);
    assert_eq!(breaking.len(), 3, "each subject has it");
}

#[test]
fn what_became_of_records() {
    let report = check(&Sandbox::copy_of("tests/cases/fixtures/data-dependent"), "compat");
    let pair = &report["subjects"][0]["pairs"][0];
    insta::assert_snapshot!(format!("{:#}", pair["round_trip"]), @r#"
    {
      "back": {
        "changed": [],
        "defaulted": [],
        "dropped": [],
        "failed": []
      },
      "changed": [],
      "defaulted": [],
      "dropped": [],
      "failed": [
        {
          "kind": "MISSING_ENUM_SYMBOLS",
          "path": "/kind",
          "record": "fixtures/v1/event.jsonl:2"
        },
        {
          "kind": "MISSING_ENUM_SYMBOLS",
          "path": "/kind",
          "record": "fixtures/v1/event.jsonl:4"
        }
      ],
      "generated": 0,
      "generated_preserved": 0,
      "preserved": 1,
      "records": 3,
      "second_opinion": true
    }
    "#);
    let hits: Vec<String> = pair["findings"]
        .as_array()
        .expect("checked")
        .iter()
        .filter(|finding| !finding["kind"].is_null())
        .map(|finding| finding["fixture_hits"].to_string())
        .collect();
    // One record fails at both places, and counts for both.
    assert_eq!(hits, ["1", "1", "1"]);
}

/// A failure counts for the place that it is at; of a type that is used in several places, for the one that is reported.
#[test]
fn records_count_for_the_places_where_they_fail() {
    let sandbox = Sandbox::new();
    let schema = |number: &str| {
        let point = format!(r#"{{"type": "record", "name": "P", "fields": [{{"name": "x", "type": "{number}"}}]}}"#);
        let fields = [
            format!(r#"{{"name": "a", "type": {{"type": "array", "items": "{number}"}}}}"#),
            format!(r#"{{"name": "b", "type": {{"type": "array", "items": "{number}"}}}}"#),
            format!(r#"{{"name": "from", "type": ["null", {point}]}}"#),
            r#"{"name": "to", "type": ["null", "P"]}"#.to_owned(),
        ];
        record("R", &fields.each_ref().map(String::as_str))
    };
    sandbox.write("schemas/v1/r.avsc", schema("int"));
    sandbox.write("schemas/v2/r.avsc", schema("string"));
    let records = [
        r#"{"a": [], "b": [1, 2], "from": null, "to": null}"#,
        r#"{"a": [1], "b": [2], "from": null, "to": null}"#,
        r#"{"a": [], "b": [], "from": null, "to": {"x": 1}}"#,
        r#"{"a": [], "b": [], "from": {"x": 1}, "to": {"x": 1}}"#,
        r#"{"a": [], "b": [], "from": null, "to": null}"#,
    ];
    sandbox.write("fixtures/v1/r.jsonl", records.join("\n"));
    let report = check(&sandbox, "compat");
    let findings = report["subjects"][0]["pairs"][0]["findings"].as_array().expect("checked");
    let hits: Vec<String> = findings
        .iter()
        .map(|found| format!("{} {}", found["path"].as_str().expect("checked"), found["fixture_hits"]))
        .collect();
    assert_eq!(hits, ["/fields/0/type/items 1", "/fields/1/type/items 2", "/fields/2/type/1/fields/0/type 2",]);
    let witnesses: Vec<String> = findings.iter().map(|found| found["witness"]["datum"].to_string()).collect();
    assert_eq!(
        witnesses,
        [
            r#"{"a":[0],"b":[],"from":null,"to":null}"#,
            r#"{"a":[],"b":[0],"from":null,"to":null}"#,
            r#"{"a":[],"b":[],"from":{"P":{"x":0}},"to":null}"#,
        ]
    );
}

#[test]
fn without_proof_nothing_is_shown() {
    let sandbox = Sandbox::copy_of("tests/cases/fixtures/data-dependent");
    let report = check(&sandbox, "compat --no-proof");
    for pair in report["subjects"][0]["pairs"].as_array().expect("checked") {
        assert!(pair["proof"].is_null());
        for finding in pair["findings"].as_array().expect("checked") {
            assert!(finding["witness"].is_null() && finding["witness_absent"].is_null(), "{finding}");
        }
    }
    let proof = &check(&sandbox, "compat")["subjects"][0]["pairs"][0]["proof"];
    let success = r#"{"datum":{"kind":"CLICK","user":{"string":""}}}"#;
    assert_eq!((proof["data"].as_u64(), proof["success"].to_string().as_str()), (Some(4), success));
}

#[test]
fn the_words_of_the_summary_add_up() {
    for (case, line) in [
        ("policy/levels", "compat --level FULL"),
        ("references/top-level-types", "compat"),
        ("fixtures/generated-and-fixture-records", "compat"),
    ] {
        let report = check(&Sandbox::copy_of(&format!("tests/cases/{case}")), line);
        let pairs: Vec<&Value> = report["subjects"]
            .as_array()
            .expect("checked")
            .iter()
            .flat_map(|s| s["pairs"].as_array().expect("checked"))
            .collect();
        let count = |verdict: &str| Value::from(pairs.iter().filter(|pair| pair["verdict"] == verdict).count());
        let summary = &report["summary"];
        assert_eq!(summary["pairs"], pairs.len());
        assert_eq!(summary["compatible"], count("compatible"));
        assert_eq!(summary["data_dependent"], count("data-dependent"));
        assert_eq!(summary["incompatible"], count("incompatible"));
    }
}
