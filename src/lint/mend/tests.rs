//! Makes fixes of single schemas, and looks at what becomes of them.

use super::*;
use crate::model::level::Level;
use crate::source::config::Settings;
use crate::source::files::SourceTree;
use crate::source::memory::input_of;
use avro_resolve::schema::fault::FaultKind;

/// The newest version after all automatic fixes, and which rules are left.
fn mended(versions: &[&str]) -> (String, Vec<&'static str>) {
    mended_as_agreed(versions, &Agreed::default())
}

/// The same after those that are agreed to, too.
fn mended_as_agreed(versions: &[&str], agreed: &Agreed) -> (String, Vec<&'static str>) {
    let names: Vec<String> = (1..=versions.len()).map(|version| format!("v{version}/user.avsc")).collect();
    let files = names.iter().map(String::as_str).zip(versions.iter().copied());
    let input = input_of(SourceTree::in_memory("schemas", files), None, &Settings::default());
    let policy = Policy::at(Level::DEFAULT);
    let scope = LintScope { only: None, enabled: &[], policy: &policy };
    let report = lint(input.clone(), None, &[], &policy);
    let mended = mend(&input, &report, scope, agreed);
    let report = mended.as_ref().map_or(&report, |mended| &mended.report);
    let rules = report.findings.iter().map(|judged| judged.finding.rule.id);
    let rules = rules.filter(|id| !["AVC414", "AVC415", "AVC416"].contains(id)).collect();
    let changed = mended.iter().flat_map(|mended| &mended.files);
    let changed: Vec<&Repaired> = changed.collect();
    assert!(changed.iter().all(|file| file.name.ends_with(names.last().expect("a version"))), "{changed:?}");
    (changed.first().map_or(versions[versions.len() - 1].to_owned(), |file| file.after.clone()), rules)
}

fn record(field: &str) -> String {
    format!(r#"{{"type": "record", "name": "User", "fields": [{{"name": "a", {field}}}]}}"#)
}

#[test]
fn defaults_that_were_written_as_text_count() {
    for (before, after) in [
        (r#""type": "int", "default": "3""#, r#""type": "int", "default": 3"#),
        (r#""type": "double", "default": "-1e3""#, r#""type": "double", "default": -1e3"#),
        (r#""type": "boolean", "default": " false ""#, r#""type": "boolean", "default": false"#),
        (r#""type": ["null", "int"], "default": "null""#, r#""type": ["null", "int"], "default": null"#),
    ] {
        assert_eq!(mended(&[&record(before)]), (record(after), vec![]), "{before}");
    }
}

#[test]
fn what_needs_a_decision_stays() {
    for field in [
        r#""type": "int", "default": "three""#,
        r#""type": "int", "default": "3000000000""#,
        r#""type": "int", "default": "1.5""#,
        r#""type": "boolean", "default": "1""#,
        r#""type": "int", "default": "[1]""#,
        r#""type": "int", "doc": "one", "doc": "two""#,
        r#""type": {"type": "enum", "name": "E", "symbols": ["A", "A"]}"#,
    ] {
        let (text, rules) = mended(&[&record(field)]);
        assert_eq!((text, rules.len()), (record(field), 1), "{field}");
    }
}

#[test]
fn released_versions_stay() {
    let [old, new] = [r#""type": "int", "default": "3""#, r#""type": "long", "default": "4""#].map(record);
    let (text, rules) = mended(&[&old, &new]);
    assert_eq!((text, rules), (new.replace("\"4\"", "4"), vec!["AVC401"]));
}

#[test]
fn what_is_there_twice_goes_once() {
    let twice = record(r#""doc": "d", "type": "int", "doc": "d""#);
    assert_eq!(mended(&[&twice]), (record(r#""type": "int", "doc": "d""#), vec![]));
    let part = r#"{"type": "fixed", "name": "Part", "namespace": "shop", "size": 2}"#;
    let repeated = record(&format!(r#""type": [{part}, {{"type": "array", "items": {part}}}]"#));
    let once = record(&format!(r#""type": [{part}, {{"type": "array", "items": "shop.Part"}}]"#));
    assert_eq!(mended(&[&repeated]), (once, vec![]));
}

/// A type in a wrapper means what it means without one, and its default is the field's.
#[test]
fn wrappers_go() {
    for (before, after) in [
        (r#""type": {"type": ["null", "string"]}, "default": null"#, r#""type": ["null", "string"], "default": null"#),
        (r#""type": {"type": {"type": {"type": "string"}}}"#, r#""type": {"type": "string"}"#),
        (
            r#""type": {"type": "array", "items": {"type": {"type": "map", "values": {"type": ["int"]}}}}"#,
            r#""type": {"type": "array", "items": {"type": "map", "values": ["int"]}}"#,
        ),
        (
            r#""type": {"type": {"type": "record", "name": "B", "fields": [{"name": "c", "type": {"type": ["int"]}}]}}"#,
            r#""type": {"type": "record", "name": "B", "fields": [{"name": "c", "type": ["int"]}]}"#,
        ),
        (r#""type": ["null", {"type": {"type": "int"}}]"#, r#""type": ["null", {"type": "int"}]"#),
        (r#""type": {"type": ["null", "string"], "default": null}"#, r#""type": ["null", "string"], "default": null"#),
        (r#""type": {"default": 7, "type": {"type": "int"}}"#, r#""type": {"type": "int"}, "default": 7"#),
    ] {
        assert_eq!(mended(&[&record(before)]), (record(after), vec![]), "{before}");
    }
    assert_eq!(mended(&[r#"{"type": {"type": "int"}}"#]), (r#"{"type": "int"}"#.to_owned(), vec![]));
    let all = Agreed { all: true, ..Agreed::default() };
    for (before, after) in [
        (r#""type": {"type": ["int"], "doc": "d"}"#, r#""type": ["int"]"#),
        (
            r#""type": {"type": {"type": "long"}, "logicalType": "timestamp-millis"}"#,
            r#""type": {"type": "long", "logicalType": "timestamp-millis"}"#,
        ),
        (
            r#""type": {"logicalType": "decimal", "precision": 4, "type": ["null", "bytes"]}"#,
            r#""type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 4}]"#,
        ),
        (r#""type": {"type": ["int"], "default": 1}, "default": 2"#, r#""type": ["int"], "default": 2"#),
    ] {
        assert_eq!(mended(&[&record(before)]), (record(before), vec!["AVC421"]), "words are lost: {before}");
        assert_eq!(mended_as_agreed(&[&record(before)], &all), (record(after), vec![]), "{before}");
    }
}

#[test]
fn defaults_inside_types_become_those_of_the_field() {
    let all = Agreed { all: true, ..Agreed::default() };
    for (before, after) in [
        (r#""type": {"type": "string", "default": "EUR"}"#, r#""type": {"type": "string"}, "default": "EUR""#),
        (r#""type": {"default": "3", "type": "int"}"#, r#""type": {"type": "int"}, "default": 3"#),
        (r#""type": {"type": "double", "default": 1.10}"#, r#""type": {"type": "double"}, "default": 1.10"#),
        (r#""type": {"type": "string", "default": "3"}"#, r#""type": {"type": "string"}, "default": "3""#),
        (
            r#""type": {"type": "map", "values": "int", "default": {"k": 1}}, "doc": "d""#,
            r#""type": {"type": "map", "values": "int"}, "default": {"k": 1}, "doc": "d""#,
        ),
        (r#""type": {"type": "long", "default": 4}, "default": 4"#, r#""type": {"type": "long"}, "default": 4"#),
    ] {
        assert_eq!(mended(&[&record(before)]), (record(after), vec![]), "{before}");
    }
    for before in
        [r#""type": {"type": "long", "default": 4}, "default": 5"#, r#""type": {"type": "int", "default": "many"}"#]
    {
        assert_eq!(mended_as_agreed(&[&record(before)], &all), (record(before), vec!["AVC422"]), "{before}");
    }
    for (before, after) in [
        (
            r#""type": {"type": "array", "items": {"type": "string", "default": "x"}}"#,
            r#""type": {"type": "array", "items": {"type": "string"}}"#,
        ),
        (r#""type": ["null", {"type": "string", "default": "x"}]"#, r#""type": ["null", {"type": "string"}]"#),
    ] {
        assert_eq!(mended(&[&record(before)]), (record(before), vec!["AVC422"]), "{before}");
        assert_eq!(mended_as_agreed(&[&record(before)], &all), (record(after), vec![]), "{before}");
    }
}

/// A name means what it means without an object around it; what else stands in the object is lost.
#[test]
fn names_need_no_object() {
    let color = r#""type": {"type": "enum", "name": "C", "symbols": ["R"]}}, {"name": "b", "#;
    for (before, after) in [
        (r#""type": {"type": "C"}"#, r#""type": "C""#),
        (r#""type": {"type": {"type": "C"}}"#, r#""type": "C""#),
        (r#""type": ["null", {"type": "C"}], "default": null"#, r#""type": ["null", "C"], "default": null"#),
        (r#""type": {"type": "map", "values": {"type": "C"}}"#, r#""type": {"type": "map", "values": "C"}"#),
    ] {
        let whole = |field: &str| record(&format!("{color}{field}"));
        assert_eq!(mended(&[&whole(before)]), (whole(after), vec![]), "{before}");
    }
    let with_doc = record(&format!(r#"{color}"type": {{"type": "C", "doc": "d"}}"#));
    assert_eq!(mended(&[&with_doc]), (with_doc.clone(), vec!["AVC317"]));
    let all = Agreed { all: true, ..Agreed::default() };
    assert_eq!(mended_as_agreed(&[&with_doc], &all), (record(&format!(r#"{color}"type": "C""#)), vec![]));
}

#[test]
fn misspelt_attributes_count() {
    for (before, after) in [
        (r#""type": "int", "defualt": 1"#, r#""type": "int", "default": 1"#),
        (r#""type": "long", "Default": "-7""#, r#""type": "long", "default": -7"#),
        (r#""type": "boolean", "defaultValue": "TRUE""#, r#""type": "boolean", "default": true"#),
        (r#""type": "string", "default:": "3""#, r#""type": "string", "default": "3""#),
        (r#""type": "int", "alias": "old""#, r#""type": "int", "aliases": ["old"]"#),
        (r#""type": "int", "Aliases": ["old"]"#, r#""type": "int", "aliases": ["old"]"#),
        (r#""type": "int", "doc:": "d""#, r#""type": "int", "doc": "d""#),
        (
            r#""type": {"type": "enum", "name": "E", "symbols": ["A"], "defualt": "A"}"#,
            r#""type": {"type": "enum", "name": "E", "symbols": ["A"], "default": "A"}"#,
        ),
    ] {
        assert_eq!(mended(&[&record(before)]), (record(after), vec![]), "{before}");
    }
    let all = Agreed { all: true, ..Agreed::default() };
    for (before, rule, after) in [
        (
            r#""type": {"type": "long", "logicalType": "timestamp_millis"}"#,
            "AVC403",
            r#""type": {"type": "long", "logicalType": "timestamp-millis"}"#,
        ),
        (
            r#""type": {"type": "int", "logical_type": "date"}"#,
            "AVC423",
            r#""type": {"type": "int", "logicalType": "date"}"#,
        ),
    ] {
        assert_eq!(mended(&[&record(before)]), (record(before), vec![rule]), "{before}");
        assert_eq!(mended_as_agreed(&[&record(before)], &all), (record(after), vec![]), "{before}");
    }
    for before in [r#""type": "int", "defualt": "many""#, r#""type": "int", "logical_type": "date""#] {
        assert_eq!(mended_as_agreed(&[&record(before)], &all), (record(before), vec!["AVC423"]), "{before}");
    }
}

/// The branch of a default comes first, which is for a human to decide.
#[test]
fn defaults_in_quotes_become_what_they_say() {
    let all = Agreed { all: true, ..Agreed::default() };
    for (before, after) in [
        (r#""type": ["null", "int"], "default": "NULL""#, r#""type": ["null", "int"], "default": null"#),
        (r#""type": ["int", "null"], "default": "3""#, r#""type": ["int", "null"], "default": 3"#),
    ] {
        assert_eq!(mended(&[&record(before)]), (record(after), vec![]), "{before}");
    }
    for (before, rules, after) in [
        (
            r#""type": ["null", "boolean"], "default": "false""#,
            vec!["AVC401"],
            r#""type": ["boolean", "null"], "default": false"#,
        ),
        (
            r#""default": "0", "type": ["null", {"type": "long"}]"#,
            vec!["AVC401"],
            r#""default": 0, "type": [{"type": "long"}, "null"]"#,
        ),
        (
            r#""type": ["null", "string"], "default": "null""#,
            vec!["AVC423", "AVC402"],
            r#""type": ["null", "string"], "default": null"#,
        ),
    ] {
        assert_eq!(mended(&[&record(before)]), (record(before), rules), "{before}");
        assert_eq!(mended_as_agreed(&[&record(before)], &all), (record(after), vec![]), "{before}");
    }
}

/// A program sees a date then where it saw a number: that is for a human to decide.
#[test]
fn logical_types_are_put_into_types_where_it_is_agreed_to() {
    let all = Agreed { all: true, ..Agreed::default() };
    let rule = Agreed { rules: crate::rule::find("AVC403").into_iter().collect(), ..Agreed::default() };
    for (before, after) in [
        (
            r#""type": "long", "logicalType": "timestamp-millis""#,
            r#""type": {"type": "long", "logicalType": "timestamp-millis"}"#,
        ),
        (
            r#""logicalType": "decimal", "precision": 9, "scale": 2, "type": "bytes", "doc": "d""#,
            r#""type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}, "doc": "d""#,
        ),
        (
            r#""type": ["null", "int"], "default": null, "logicalType": "date""#,
            r#""type": ["null", {"type": "int", "logicalType": "date"}], "default": null"#,
        ),
        (
            r#""type": {"type": "int"}, "logicalType": "time-millis""#,
            r#""type": {"type": "int", "logicalType": "time-millis"}"#,
        ),
        (
            r#""type": {"type": "fixed", "name": "D", "size": 12}, "logicalType": "duration""#,
            r#""type": {"type": "fixed", "name": "D", "size": 12, "logicalType": "duration"}"#,
        ),
        (
            r#""type": ["null", {"type": "bytes", "precision": 5}], "scale": 1, "logicalType": "decimal""#,
            r#""type": ["null", {"type": "bytes", "logicalType": "decimal", "scale": 1, "precision": 5}]"#,
        ),
    ] {
        assert_eq!(mended(&[&record(before)]), (record(before), vec!["AVC403"]), "{before}");
        assert_eq!(mended_as_agreed(&[&record(before)], &all), (record(after), vec![]), "{before}");
        assert_eq!(mended_as_agreed(&[&record(before)], &rule).0, record(after), "{before}");
    }
    for before in [
        r#""type": "string", "logicalType": "date""#,
        r#""type": ["string", {"type": "fixed", "name": "U", "size": 16}], "logicalType": "uuid""#,
        r#""type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 9"#,
        r#""type": {"type": "int", "logicalType": "time-millis"}, "logicalType": "date""#,
        r#""type": {"type": "array", "items": "int"}, "logicalType": "date""#,
    ] {
        assert_eq!(mended_as_agreed(&[&record(before)], &all), (record(before), vec!["AVC403"]), "{before}");
    }
}

/// Each logical type beside and inside each kind of type: what is advised, in words or as a fix, is never ignored itself.
#[test]
fn advice_about_logical_types_holds() {
    let all = Agreed { all: true, ..Agreed::default() };
    let logical = [
        "decimal",
        "big-decimal",
        "uuid",
        "date",
        "time-millis",
        "time-micros",
        "timestamp-millis",
        "timestamp-micros",
        "timestamp-nanos",
        "local-timestamp-millis",
        "local-timestamp-micros",
        "local-timestamp-nanos",
        "duration",
        "timestamp_millis",
        "Decimal",
        "UUID",
        "Duration",
    ];
    let fixed = |size: usize| format!(r#"{{"type": "fixed", "name": "X", "size": {size}}}"#);
    let mut types: Vec<String> = ["null", "boolean", "int", "long", "float", "double", "bytes", "string", "F"]
        .map(|ty| format!("\"{ty}\""))
        .into();
    types.extend([1, 12, 16].map(fixed));
    types.extend([
        r#"{"type": "long"}"#.to_owned(),
        r#"{"type": "array", "items": "int"}"#.to_owned(),
        r#"{"type": "map", "values": "long"}"#.to_owned(),
        r#"{"type": "enum", "name": "E", "symbols": ["A"]}"#.to_owned(),
        r#"{"type": "record", "name": "I", "fields": []}"#.to_owned(),
        r#"{"type": "long", "logicalType": "time-micros"}"#.to_owned(),
        r#"["null", "int"]"#.to_owned(),
        r#"["null", "F"]"#.to_owned(),
        r#"["long", {"type": "fixed", "name": "Y", "size": 16}, "string", "bytes"]"#.to_owned(),
    ]);
    let known = r#""type": {"type": "fixed", "name": "F", "size": 12}}, {"name": "b", "#;
    let (mut found, mut advised) = (0, 0);
    for (logical, ty) in logical.iter().flat_map(|logical| types.iter().map(move |ty| (logical, ty))) {
        for digits in
            ["", r#", "precision": 9, "scale": 2"#, r#", "precision": 2, "scale": 9"#, r#", "precision": "9""#]
        {
            let beside = format!(r#""type": {ty}, "logicalType": "{logical}"{digits}"#);
            let inside = ty.strip_suffix('}').filter(|ty| !ty.contains("logicalType"));
            let inside = inside.map(|ty| format!(r#"{ty}, "logicalType": "{logical}"{digits}}}"#));
            let name = (ty.starts_with('"') && ty != "\"F\"")
                .then(|| format!(r#"{{"type": {ty}, "logicalType": "{logical}"{digits}}}"#));
            let inside = inside.or(name).map(|ty| format!(r#""type": {ty}"#));
            for field in [Some(beside), inside].into_iter().flatten() {
                let text = record(&format!("{known}{field}"));
                let messages = messages(&text);
                found += messages.len();
                let (after, rules) = mended_as_agreed(&[&text], &all);
                assert!(after == text || rules.is_empty(), "{text}\n{after}\n{rules:?}");
                for message in &messages {
                    let is_advice = message.contains("; write ") || message.contains("meant?");
                    advised += usize::from(is_advice);
                    let is_choice = message.ends_with("inside the branch that has it");
                    assert_eq!(is_advice && !is_choice, rules.is_empty(), "{text}\n{message}");
                    if let Some((_, nested)) = message.split_once("; write \"type\": ") {
                        assert!(after.contains(nested), "{after}\n{nested}");
                    }
                }
            }
        }
    }
    assert!(found > 1000 && advised > 100, "{found} {advised}");
}

/// What is said of logical types that are ignored.
fn messages(text: &str) -> Vec<String> {
    let document = avro_resolve::schema::parse::parse(text).expect("a schema");
    let is_meant = |kind: &FaultKind| matches!(kind, FaultKind::IgnoredLogicalType { .. });
    document.faults.iter().filter(|fault| is_meant(&fault.kind)).map(|fault| fault.kind.to_string()).collect()
}

/// One fix that does not hold keeps no other from being made.
#[test]
fn fixes_hold_as_far_as_they_do() {
    let field = |number: usize, ty: &str| format!(r#"{{"name": "f{number}", "type": {ty}}}"#);
    let of_all = |good: &str| {
        let fields = (0..40).map(|number| match number {
            7 | 23 => field(number, r#"{"type": "int", "default": "many"}"#),
            _ => field(number, good),
        });
        let fields: Vec<String> = fields.collect();
        format!(r#"{{"type": "record", "name": "R", "fields": [{}]}}"#, fields.join(", "))
    };
    let (text, rules) = mended(&[&of_all(r#"{"type": ["int"]}"#)]);
    assert_eq!((text, rules), (of_all(r#"["int"]"#), vec!["AVC422"; 2]));
}
