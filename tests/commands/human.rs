//! Checks the human report of large and unusual runs.

use crate::sandbox::{Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "string"}"#;

#[test]
fn of_many_subjects_those_that_changed_are_listed() {
    let sandbox = Sandbox::new();
    for subject in 0..40 {
        for version in ["v1", "v2"] {
            sandbox.write(&format!("schemas/{version}/subject{subject:02}.avsc"), record("User", &[ID]));
        }
    }
    insta::assert_snapshot!(sandbox.run("compat --no-round-trip"), @"
    $ compat --no-round-trip
    exit code 0
    --- stdout
    schemas · 40 subjects · 2 versions · BACKWARD_TRANSITIVE (the default)

    ✓ 80 pairs compatible
    ");
    sandbox.write("schemas/v2/subject07.avsc", record("User", &[ID, r#"{"name": "n", "type": "int", "default": 0}"#]));
    sandbox.write("schemas/v2/subject31.avsc", record("User", &[ID, r#"{"name": "n", "type": "int"}"#]));
    insta::assert_snapshot!(sandbox.run("compat --no-round-trip"), @r#"
    $ compat --no-round-trip
    exit code 1
    --- stdout
    schemas · 40 subjects · 2 versions · BACKWARD_TRANSITIVE (the default)

      subject07  v1 ✓ v2   +n (default 0)    safe
      subject31  v1 ✗ v2   +n (no default)   breaks backward
      … 38 subjects unchanged in the newest version (-v lists them)

    error[AVC101]: missing-default: subject31.n
     --> schemas/v2/subject31.avsc:3:3
      |
    3 |   {"name": "n", "type": "int"}
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `v1` has no such field, and there is no default
      |
      = who:     readers upgraded to `v2` cannot read any data written with `v1` (backward)
      = witness: {"id":""}
      = fix:     {"name": "n", "type": ["null", "int"], "default": null}
      = apply:   avrocheck compat --fix --unsafe-fixes 96dd51018d93
      = waive:   avrocheck waive 96dd51018d93 --reason … --expires …
      = more:    avrocheck explain AVC101

      subject31
      writer ╲ reader  v1  v2
      v1               ·   ✗
      v2               ✓   ·

    ✗ 1 breaking · 40 subjects · 39 of 40 gated pairs compatible
    "#);
    let verbose = sandbox.run("compat --no-round-trip -v").stdout;
    assert_eq!(verbose.lines().filter(|line| line.starts_with("  subject")).count(), 41, "40 rows and a matrix");
}

#[test]
fn long_histories_are_abridged() {
    let sandbox = Sandbox::new();
    for version in 1..=12 {
        let fields: Vec<String> = (0..version)
            .map(|number| format!("{{\"name\": \"f{number}\", \"type\": \"int\", \"default\": 0}}"))
            .collect();
        sandbox.write(
            &format!("schemas/v{version}/long.avsc"),
            record("Long", &fields.iter().map(String::as_str).collect::<Vec<_>>()),
        );
        if version < 7 {
            sandbox.write(&format!("schemas/v{version}/six.avsc"), record("Six", &[ID]));
        }
        if version < 6 {
            sandbox.write(&format!("schemas/v{version}/five.avsc"), record("Five", &[ID]));
        }
    }
    insta::assert_snapshot!(sandbox.run("compat --no-round-trip"), @"
    $ compat --no-round-trip
    exit code 0
    --- stdout
    schemas · 3 subjects · 12 versions · BACKWARD_TRANSITIVE (the default)

      five  v1 ✓ v2 ✓ v3 ✓ v4 ✓ v5        unchanged          safe
      long  v1 … ✓ v10 ✓ v11 ✓ v12        +f11 (default 0)   safe
      six   v1 ✓ v2 ✓ v3 ✓ v4 ✓ v5 ✓ v6   unchanged          safe

    ✓ 182 pairs compatible
    ");
    insta::assert_snapshot!(sandbox.run("LANG=C compat --no-round-trip --matrix"), @r"
    $ LANG=C compat --no-round-trip --matrix
    exit code 0
    --- stdout
    schemas - 3 subjects - 12 versions - BACKWARD_TRANSITIVE (the default)

      five  v1 ok v2 ok v3 ok v4 ok v5         unchanged          safe
      long  v1 ... ok v10 ok v11 ok v12        +f11 (default 0)   safe
      six   v1 ok v2 ok v3 ok v4 ok v5 ok v6   unchanged          safe

      five
      writer \ reader  v1  v2  v3  v4  v5
      v1               .   ok  ok  ok  ok
      v2               ok  .   ok  ok  ok
      v3               ok  ok  .   ok  ok
      v4               ok  ok  ok  .   ok
      v5               ok  ok  ok  ok  .

      long
      writer \ reader  v1   v2   v3   v4   v5   v6   v7   v8   v9   v10  v11  v12
      v1               .    ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
      v2               ok   .    ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
      v3               ok   ok   .    ok   ok   ok   ok   ok   ok   ok   ok   ok
      v4               ok   ok   ok   .    ok   ok   ok   ok   ok   ok   ok   ok
      v5               ok   ok   ok   ok   .    ok   ok   ok   ok   ok   ok   ok
      v6               ok   ok   ok   ok   ok   .    ok   ok   ok   ok   ok   ok
      v7               ok   ok   ok   ok   ok   ok   .    ok   ok   ok   ok   ok
      v8               ok   ok   ok   ok   ok   ok   ok   .    ok   ok   ok   ok
      v9               ok   ok   ok   ok   ok   ok   ok   ok   .    ok   ok   ok
      v10              ok   ok   ok   ok   ok   ok   ok   ok   ok   .    ok   ok
      v11              ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   .    ok
      v12              ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   .

      six
      writer \ reader  v1  v2  v3  v4  v5  v6
      v1               .   ok  ok  ok  ok  ok
      v2               ok  .   ok  ok  ok  ok
      v3               ok  ok  .   ok  ok  ok
      v4               ok  ok  ok  .   ok  ok
      v5               ok  ok  ok  ok  .   ok
      v6               ok  ok  ok  ok  ok  .

    ok 182 pairs compatible
    ");
    sandbox.write("schemas/v12/long.avsc", record("Long", &[ID]));
    insta::assert_snapshot!(sandbox.run("compat --no-round-trip"), @r#"
    $ compat --no-round-trip
    exit code 1
    --- stdout
    schemas · 3 subjects · 12 versions · BACKWARD_TRANSITIVE (the default)

      five  v1 ✓ v2 ✓ v3 ✓ v4 ✓ v5        unchanged      safe
      long  v1 … ✓ v10 ✓ v11 ✗ v12        -f0, 11 more   breaks backward
      six   v1 ✓ v2 ✓ v3 ✓ v4 ✓ v5 ✓ v6   unchanged      safe

    error[AVC101]: missing-default: long.id
     --> schemas/v12/long.avsc:2:3
      |
    2 |   {"name": "id", "type": "string"}
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `v11` has no such field, and there is no default
      |
      = who:     readers upgraded to `v12` cannot read any data written with `v11` (backward)
      = witness: {"f0":0,"f1":0,"f2":0,"f3":0,"f4":0,"f5":0,"f6":0,"f7":0,"f8":0,"f9":0,"f10":0}
      = pairs:   v1 → v12, v2 → v12, v3 → v12, v4 → v12, v5 → v12, v6 → v12 and 5 more
      = fix:     {"name": "id", "type": ["null", "string"], "default": null}
      = apply:   avrocheck compat --fix --unsafe-fixes c81dfb5e0ceb
      = waive:   avrocheck waive c81dfb5e0ceb --reason … --expires …
      = more:    avrocheck explain AVC101

      long
      writer ╲ reader  v1   v2   v3   v4   v5   v6   v7   v8   v9   v10  v11  v12
      v1               ·    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✗
      v2               ✓    ·    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✗
      v3               ✓    ✓    ·    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✗
      v4               ✓    ✓    ✓    ·    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✗
      v5               ✓    ✓    ✓    ✓    ·    ✓    ✓    ✓    ✓    ✓    ✓    ✗
      v6               ✓    ✓    ✓    ✓    ✓    ·    ✓    ✓    ✓    ✓    ✓    ✗
      v7               ✓    ✓    ✓    ✓    ✓    ✓    ·    ✓    ✓    ✓    ✓    ✗
      v8               ✓    ✓    ✓    ✓    ✓    ✓    ✓    ·    ✓    ✓    ✓    ✗
      v9               ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ·    ✓    ✓    ✗
      v10              ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ·    ✓    ✗
      v11              ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓    ·    ✗
      v12              !    !    !    !    !    !    !    !    !    !    !    ·

    ✗ 1 breaking · 3 subjects · 9 of 20 gated pairs compatible
    "#);
}

#[test]
fn a_finding_of_many_pairs_names_some() {
    let sandbox = Sandbox::of([("schemas/v1/address.avsc", &record("Address", &[ID]))]);
    sandbox.write("schemas/v2/address.avsc", record("Address", &[ID, r#"{"name": "zip", "type": "string"}"#]));
    for subject in 0..9 {
        let user = record(&format!("User{subject}"), &[r#"{"name": "home", "type": "Address"}"#]);
        sandbox.write(&format!("schemas/v1/user{subject}.avsc"), user);
    }
    let run = sandbox.run("compat -q --no-round-trip");
    insta::assert_snapshot!(run, @r#"
    $ compat -q --no-round-trip
    exit code 1
    --- stdout
    error[AVC101]: missing-default: address.zip
     --> schemas/v2/address.avsc:3:3
      |
    3 |   {"name": "zip", "type": "string"}
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `v1` has no such field, and there is no default
      |
      = who:     readers upgraded to `v2` cannot read any data written with `v1` (backward)
      = witness: {"id":""}
      = pairs:   address v1 → v2, user0 v1 → v2, user1 v1 → v2, user2 v1 → v2, user3 v1 → v2, user4 v1 → v2 and 4 more
      = impact:  also user0.home.zip, user1.home.zip, user2.home.zip, user3.home.zip, user4.home.zip, user5.home.zip and 3 more
      = fix:     {"name": "zip", "type": ["null", "string"], "default": null}
      = apply:   avrocheck compat --fix --unsafe-fixes 27de75f3a4de
      = waive:   avrocheck waive 27de75f3a4de --reason … --expires …
      = more:    avrocheck explain AVC101

    ✗ 1 breaking · 10 subjects · 0 of 10 gated pairs compatible
    "#);
}

#[test]
fn long_names_defaults_and_documentation_are_cut() {
    let long = "x".repeat(300);
    let sandbox = Sandbox::of([("schemas/v1/user.avsc", &record("User", &[ID]))]);
    sandbox.write(
        "schemas/v2/user.avsc",
        record(
            "User",
            &[
                &ID.replace('}', &format!(", \"doc\": \"{long}\"}}")),
                &format!("{{\"name\": \"a\", \"type\": \"string\", \"default\": \"{long}\"}}"),
                r#"{"name": "größe", "type": {"type": "map", "values": "int"}, "default": {"b": 1, "a": 2}}"#,
            ],
        ),
    );
    insta::assert_snapshot!(sandbox.run("compat --no-round-trip -v"), @r#"
    $ compat --no-round-trip -v
    exit code 1
    --- stdout
    schemas · 1 subject · 2 versions · BACKWARD_TRANSITIVE (the default)

      user  v1 ✓ v2   +a (default "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…, +größe (default {"a":2,"b":1})   safe
        v1 → v2: 3 changes
          doc-changed  id     + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…  safe
          field-added  a      + string (default "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…  safe
          field-added  größe  + map of int (default {"a":2,"b":1})  safe
        v1 → v2: exercised on 2 data
        v2 → v1: exercised on 2 data

    error[AVC406]: invalid-name: User.größe
     --> schemas/v2/user.avsc:4:12
      |
    4 |   {"name": "größe", "type": {"type": "map", "values": "int"}, "default": {"b": 1, "a": 2}}
      |            ^^^^^^^ "größe" is not a valid name; a name consists of letters, digits and _ and does not start with a digit
      |
      = help:    write "grosse", with "aliases": ["größe"]
      = waive:   avrocheck waive ec814a89b8f5 --reason … --expires …
      = more:    avrocheck explain AVC406

    note[AVC208]: data-dropped: user
     --> schemas/v1/user.avsc:1:28
      |
    1 | {"type": "record", "name": "User", "fields": [
      |                            ^^^^^^ `v1` drops "a", "größe"
      |
      = example: {"a": "text", "größe": {}} → {}
      = gate:    not gated by BACKWARD_TRANSITIVE
      = help:    Nothing, if nobody needs the values downstream
      = more:    avrocheck explain AVC208

    ✗ 1 breaking · 1 subject · 1 of 1 gated pair compatible

    --- stderr
    time: …
    "#);
}
