//! Runs the program on unusual input that works, and in surroundings that fail.

use std::io::Read;
use std::process::Stdio;

use crate::sandbox::{Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "string"}"#;
const AGE: &str = r#"{"name": "age", "type": ["null", "int"], "default": null}"#;

fn two_versions() -> Sandbox {
    Sandbox::of([
        ("schemas/v1/user.avsc", &record("User", &[ID])),
        ("schemas/v2/user.avsc", &record("User", &[ID, AGE])),
    ])
}

#[test]
fn byte_order_marks_comments_and_line_ends() {
    let sandbox = two_versions();
    let expected = sandbox.run("compat");
    assert_eq!(expected.code, 0, "{expected}");
    let plain = record("User", &[ID, AGE]);
    for odd in [
        format!("\u{feff}{plain}"),
        format!("// written by hand\n/* größer */ {plain}"),
        plain.replace('\n', "\r\n"),
        plain.trim_end().replace('\n', " // the next line\n"),
        plain.replace('\n', "\t\n\n"),
    ] {
        sandbox.write("schemas/v2/user.avsc", &odd);
        assert_eq!(sandbox.run("compat"), expected, "{odd}");
    }
}

#[test]
fn places_after_a_byte_order_mark_and_windows_line_ends() {
    let sandbox = two_versions();
    let broken = record("User", &[ID, r#"{"name": "größe", "type": "int"}"#]);
    sandbox.write("schemas/v2/user.avsc", format!("\u{feff}{}", broken.replace('\n', "\r\n")));
    insta::assert_snapshot!(sandbox.run("compat -q --no-round-trip").stdout, @r#"
    error[AVC406]: invalid-name: User.größe
     --> schemas/v2/user.avsc:3:12
      |
    3 |   {"name": "größe", "type": "int"}
      |            ^^^^^^^ "größe" is not a valid name; a name consists of letters, digits and _ and does not start with a digit
      |
      = help:    write "grosse", with "aliases": ["größe"]
      = waive:   avrocheck waive ec814a89b8f5 --reason … --expires …
      = more:    avrocheck explain AVC406

    error[AVC101]: missing-default: user.größe
     --> schemas/v2/user.avsc:3:3
      |
    3 |   {"name": "größe", "type": "int"}
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `v1` has no such field, and there is no default
      |
      = who:     readers upgraded to `v2` cannot read any data written with `v1` (backward)
      = witness: {"id":""}
      = fix:     {"name": "größe", "type": ["null", "int"], "default": null}
      = apply:   avrocheck compat --fix --unsafe-fixes 5123d5216472
      = waive:   avrocheck waive 5123d5216472 --reason … --expires …
      = more:    avrocheck explain AVC101

    ✗ 2 breaking · 1 subject · 0 of 1 gated pair compatible
    "#);
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_a_circle() {
    let sandbox = two_versions();
    sandbox.link("schemas/v2/again", "..");
    let run = sandbox.run("compat");
    assert_eq!(run.code, 0, "{run}");
    insta::assert_snapshot!(run.stderr, @"note: schemas/v2/again is not followed: it leads back to schemas");
    assert_eq!(sandbox.run("compat -q").stderr, "");
    assert_eq!(sandbox.json("compat --format json")["notes"].as_array().map(Vec::len), Some(1));
}

#[cfg(unix)]
#[test]
fn a_version_behind_a_link() {
    let sandbox = two_versions();
    sandbox.directory("archive");
    sandbox.write("archive/user.avsc", record("User", &[ID, r#"{"name": "old", "type": "int"}"#]));
    sandbox.link("schemas/v0", "../archive");
    let run = sandbox.run("compat --no-round-trip");
    assert!(run.code == 0 && run.stdout.contains("user  v0 ✓ v1 ✓ v2"), "{run}");
}

#[cfg(unix)]
#[test]
fn nobody_reads_the_answer() {
    let sandbox = two_versions();
    let broken = record("User", &[ID, r#"{"name": "n", "type": "int"}"#]);
    for number in 0..2000 {
        sandbox.write(&format!("schemas/v1/s{number}.avsc"), record("User", &[ID]));
        sandbox.write(&format!("schemas/v2/s{number}.avsc"), &broken);
    }
    for (line, code) in [
        ("compat --no-round-trip -v", 1),
        ("compat --no-round-trip --format json", 1),
        ("compat --no-round-trip -v --fail-on never", 0),
        ("diff schemas/v1 schemas/v2", 0),
        ("diff schemas/v1 schemas/v2 --exit-code", 1),
    ] {
        let mut child = sandbox.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        // Like `head`: a few bytes, and the pipe is closed.
        let mut first = [0; 20];
        let mut stdout = child.stdout.take().expect("it is piped");
        stdout.read_exact(&mut first).expect("there is an answer");
        drop(stdout);
        let output = child.wait_with_output().expect("it ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{line}: {stderr}");
        assert!(!stderr.contains("panicked") && !stderr.contains("error"), "{line}: {stderr}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let sandbox = two_versions();
    for line in ["compat", "compat --format json", "explain"] {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("there is such a device");
        let output = sandbox.command(line).stdout(full).output().expect("it starts");
        assert_eq!(output.status.code(), Some(2), "{line}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.starts_with("error: cannot write to standard output: No space left on device"), "{stderr}");
    }
}

#[test]
fn a_large_schema() {
    let fields: Vec<String> = (0..120_000)
        .map(|number| {
            let doc = "d".repeat(100);
            format!(
                "{{\"name\": \"f{number}\", \"type\": [\"null\", \"string\"], \"default\": null, \"doc\": \"{doc}\"}}"
            )
        })
        .collect();
    let mut fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let sandbox = Sandbox::new();
    let older = record("Wide", &fields);
    assert!(older.len() > 20_000_000);
    sandbox.write("schemas/v1/wide.avsc", older);
    fields.push(r#"{"name": "last", "type": "int"}"#);
    sandbox.write("schemas/v2/wide.avsc", record("Wide", &fields));
    let run = sandbox.run("compat --no-round-trip");
    insta::assert_snapshot!(run, @r#"
    $ compat --no-round-trip
    exit code 1
    --- stdout
    schemas · 1 subject · 2 versions · BACKWARD_TRANSITIVE (the default)

      wide  v1 ✗ v2   +last (no default)   breaks backward

    error[AVC101]: missing-default: wide.last
          --> schemas/v2/wide.avsc:120002:3
           |
    120002 |   {"name": "last", "type": "int"}
           |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `v1` has no such field, and there is no default
           |
           = who:     readers upgraded to `v2` cannot read any data written with `v1` (backward)
           = witness: none: a bound was reached (the record is too large, or the pair needs too many)
           = fix:     {"name": "last", "type": ["null", "int"], "default": null}
           = apply:   avrocheck compat --fix --unsafe-fixes fb118cd03506
           = waive:   avrocheck waive fb118cd03506 --reason … --expires …
           = more:    avrocheck explain AVC101

      wide
      writer ╲ reader  v1  v2
      v1               ·   ✗
      v2               ✓   ·

    ✗ 1 breaking · 1 subject · 0 of 1 gated pair compatible
    "#);
}

#[test]
fn a_schema_on_one_long_line() {
    let fields: Vec<String> =
        (0..200).map(|number| format!("{{\"name\": \"ä{number}\", \"type\": \"int\"}}").replace('ä', "f")).collect();
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let one_line = |fields: &[&str]| record("Wide", fields).replace("\n", "");
    let sandbox = Sandbox::of([
        ("schemas/v1/wide.avsc", &one_line(&fields[..150])),
        ("schemas/v2/wide.avsc", &one_line(&fields[..151])),
    ]);
    insta::assert_snapshot!(sandbox.run("compat --no-round-trip -q").stdout, @r#"
    error[AVC101]: missing-default: wide.f150
     --> schemas/v2/wide.avsc:1:5039
      |
    1 | t"},  {"name": "f149", "type": "int"},  {"name": "f150", "type": "int"}]}
      |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `v1` has no such field, and there is no default
      |
      = who:     readers upgraded to `v2` cannot read any data written with `v1` (backward)
      = witness: {"f0":0,"f1":0,"f2":0,"f3":0,"f4":0,"f5":0,"f6":0,"f7":0,"f8":0,"f9":0,"f10":0,"f11":0,"f12":0,"f13":0,"f14":0,"f15":0,"f16":0,"f17":0,"f18":0,"f19":0,"f20":0,…
      = fix:     {"name": "f150", "type": ["null", "int"], "default": null}
      = apply:   avrocheck compat --fix --unsafe-fixes 6ae2d9b3a996
      = waive:   avrocheck waive 6ae2d9b3a996 --reason … --expires …
      = more:    avrocheck explain AVC101

    ✗ 1 breaking · 1 subject · 0 of 1 gated pair compatible
    "#);
}

#[cfg(unix)]
#[test]
fn odd_names() {
    let sandbox = Sandbox::new();
    for name in ["with space", "quo\"te", "-dash", "🙂", "a'b`c"] {
        sandbox.write(&format!("schemas/v1/{name}.avsc"), record("User", &[ID]));
        sandbox.write(&format!("schemas/v2/{name}.avsc"), record("User", &[ID, AGE]));
    }
    insta::assert_snapshot!(sandbox.run("compat --no-round-trip").stdout, @r#"
    schemas · 5 subjects · 2 versions · BACKWARD_TRANSITIVE (the default)

      -dash       v1 ✓ v2   +age (default null)   safe
      a'b`c       v1 ✓ v2   +age (default null)   safe
      quo"te      v1 ✓ v2   +age (default null)   safe
      with space  v1 ✓ v2   +age (default null)   safe
      🙂          v1 ✓ v2   +age (default null)   safe

    ✓ 10 pairs compatible
    "#);
    assert_eq!(sandbox.json("compat --no-round-trip --format json")["summary"]["subjects"], 5);
    sandbox.write("schemas/v1/new\nline.avsc", record("User", &[ID]));
    sandbox.write("schemas/v1/bell\u{7}\u{1b}[31m.avsc", record("User", &[ID]));
    insta::assert_snapshot!(sandbox.run("compat").errors(), @r"
    exit code 2
    error: schemas/v1/bell\u{7}\u{1b}[31m.avsc: the name has control characters; rename it
    error: schemas/v1/new\nline.avsc: the name has control characters; rename it
    ");
}

/// Only what is not on disk can be a file at a revision.
#[cfg(unix)]
#[test]
fn a_name_with_a_colon_keeps_its_path() {
    let sandbox = Sandbox::of([
        ("schemas/v1/shop:user.avsc", &record("User", &[ID])),
        ("schemas/v2/shop:user.avsc", &record("User", &[r#"{"name": "id", "type": "int"}"#])),
    ]);
    let issues = sandbox.run("compat --format gitlab");
    assert!(issues.stdout.contains(r#""path": "schemas/v2/shop:user.avsc""#), "{issues}");
}

/// Every fix that is tried makes every finding again: there is an end to that.
#[test]
fn an_enum_that_lost_thousands_of_symbols() {
    let states = |symbols: &[String]| format!(r#"{{"type": "enum", "name": "State", "symbols": {symbols:?}}}"#);
    let symbols: Vec<String> = (0..5_000).map(|number| format!("S{number}")).collect();
    let sandbox = Sandbox::of([
        ("schemas/v1/state.avsc", states(&symbols).as_str()),
        ("schemas/v2/state.avsc", &states(&symbols[..1])),
    ]);
    let report = sandbox.run("compat --format json --no-round-trip");
    let report: serde_json::Value = serde_json::from_str(&report.stdout).expect("it is JSON");
    let subject = &report["subjects"][0];
    assert_eq!(subject["pairs"][0]["findings"].as_array().map(Vec::len), Some(4_999));
    assert_eq!(subject["fixes_cut_short"], true);
}
