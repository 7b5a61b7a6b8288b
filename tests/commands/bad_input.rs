//! Checks input that cannot be checked: the message names file, place, cause and remedy, the exit code is 2, nothing panics.

use crate::sandbox::{Sandbox, record};

const USER: &str = r#"{"type": "record", "name": "User", "fields": [{"name": "id", "type": "string"}]}"#;

/// The errors about a file that is beside a good one.
fn errors(content: impl AsRef<[u8]>) -> String {
    let sandbox = Sandbox::of([("schemas/v1/user.avsc", USER), ("schemas/v2/user.avsc", USER)]);
    sandbox.write("schemas/v2/x.avsc", content);
    let run = sandbox.run("compat");
    assert!(run.stdout.contains("user  v1 ✓ v2"), "what can be checked is reported:\n{run}");
    run.errors()
}

#[test]
fn no_json() {
    insta::assert_snapshot!(errors("{\"type\": \"record\",\n  \"name\": \"X\"\n  \"fields\": []}"), @"
    exit code 2
    error: schemas/v2/x.avsc:2:14: not JSON: Expected comma
    ");
    insta::assert_snapshot!(errors("{\"type\": \"record\", \"name\": \"größe\", oops}"), @"
    exit code 2
    error: schemas/v2/x.avsc:1:37: not JSON: Unexpected token
    ");
    insta::assert_snapshot!(errors("{\"type\": \"int\""), @"
    exit code 2
    error: schemas/v2/x.avsc:1:1: not JSON: Unterminated object
    ");
    insta::assert_snapshot!(errors("[\"int\", \"string\"]]"), @"
    exit code 2
    error: schemas/v2/x.avsc:1:18: not JSON: Text cannot contain more than one JSON value
    ");
    insta::assert_snapshot!(errors("record User { string id; }"), @"
    exit code 2
    error: schemas/v2/x.avsc:1:1: not JSON: Unexpected word
    ");
    insta::assert_snapshot!(errors("<schema/>"), @"
    exit code 2
    error: schemas/v2/x.avsc:1:1: not JSON: Unexpected token
    ");
    insta::assert_snapshot!(errors("{\"type\": \"int\", 'doc': \"single\"}"), @"
    exit code 2
    error: schemas/v2/x.avsc:1:17: not JSON: Single-quoted strings are not allowed
    ");
}

#[test]
fn json_that_is_no_schema() {
    insta::assert_snapshot!(errors("42"), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:1: a number is not a schema; a schema is a type name, an object with a "type", or an array of union branches
    "#);
    insta::assert_snapshot!(errors("null"), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:1: null (the type is written "null", with quotes) is not a schema; a schema is a type name, an object with a "type", or an array of union branches
    "#);
    insta::assert_snapshot!(errors("{}"), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:1: this type has no "type"; the specification requires one
    "#);
    insta::assert_snapshot!(errors("[]"), @"exit code 0");
    insta::assert_snapshot!(errors("{\"type\": \"record\", \"name\": \"X\"}"), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:1: record X has no "fields"; the specification requires one
    "#);
    insta::assert_snapshot!(errors("{\"type\": \"record\", \"name\": \"X\", \"fields\": {}}"), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:43: "fields" must be an array of fields
    "#);
    insta::assert_snapshot!(errors("{\"type\": \"enum\", \"name\": \"X\", \"symbols\": [1]}"), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:43: "symbols" must be an array of strings
    "#);
    insta::assert_snapshot!(errors("{\"type\": \"fixed\", \"name\": \"X\", \"size\": -1}"), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:40: "size" must be a number of bytes from 0 to 2147483647
    "#);
    insta::assert_snapshot!(errors("{\"type\": \"map\"}"), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:1: this map has no "values"; the specification requires one
    "#);
    insta::assert_snapshot!(errors("{\"protocol\": \"P\", \"types\": []}"), @"
    exit code 2
    error: schemas/v2/x.avsc:1:1: this is a protocol, not a schema; give the file a name that ends in .avpr
    ");
}

#[test]
fn unknown_types() {
    insta::assert_snapshot!(errors("\"strng\""), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:1: unknown type "strng"; did you mean "string"?
    "#);
    insta::assert_snapshot!(errors("\"String\""), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:1: unknown type "String"; did you mean "string"?
    "#);
    insta::assert_snapshot!(errors("[\"null\", \"Usr\"]"), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:10: unknown type "Usr"; did you mean "User"?
    "#);
    insta::assert_snapshot!(errors("{\"type\": \"com.example.Nothing\"}"), @r#"
    exit code 2
    error: schemas/v2/x.avsc:1:10: unknown type "com.example.Nothing"; define it in this file or in another file of the same version
    "#);
    insta::assert_snapshot!(errors(record("X", &[r#"{"name": "when", "type": "timestamp-millis"}"#])), @r#"
    exit code 2
    error: schemas/v2/x.avsc:2:28: unknown type "timestamp-millis"; did you mean {"type": "long", "logicalType": "timestamp-millis"}?
    "#);
}

#[test]
fn complex_types_written_bare() {
    for complex in ["array", "map", "record", "enum", "fixed"] {
        let run =
            errors(record("X", &[&format!("{{\"name\": \"tags\", \"type\": \"{complex}\", \"items\": \"string\"}}")]));
        let expected = format!(
            "schemas/v2/x.avsc:2:28: \"{complex}\" needs an object of its own: write \"type\": \
             {{\"type\": \"{complex}\", …}}"
        );
        assert_eq!(run, format!("exit code 2\nerror: {expected}"));
    }
}

#[test]
fn a_name_of_two_meanings_in_one_file() {
    let inner = |field: &str| {
        format!(
            "{{\"name\": \"{field}\", \"type\": {{\"type\": \"record\", \"name\": \"Inner\", \"fields\": [{{\"name\": \
         \"{field}\", \"type\": \"int\"}}]}}}}"
        )
    };
    insta::assert_snapshot!(errors(record("X", &[&inner("a"), &inner("b")])), @r#"
    exit code 2
    error: schemas/v2/x.avsc:3:52: this file defines "Inner" twice, differently; rename one of them
    "#);
}

#[test]
fn deep_nesting() {
    let nested =
        |levels: usize| format!("{}\"int\"{}", "{\"type\": \"array\", \"items\": ".repeat(levels), "}".repeat(levels));
    insta::assert_snapshot!(errors(nested(100_000)), @"
    exit code 2
    error: schemas/v2/x.avsc:1:6914: nested too deeply to be read; define the inner types by name, side by side, and refer to them
    ");
    insta::assert_snapshot!(errors("[".repeat(100_000)), @"
    exit code 2
    error: schemas/v2/x.avsc:1:513: nested too deeply to be read; define the inner types by name, side by side, and refer to them
    ");
    insta::assert_snapshot!(errors("{\"type\": ".repeat(100_000)), @"
    exit code 2
    error: schemas/v2/x.avsc:1:2306: nested too deeply to be read; define the inner types by name, side by side, and refer to them
    ");
    let sandbox = Sandbox::of([("schemas/v1/x.avsc", &nested(250)), ("schemas/v2/x.avsc", &nested(250))]);
    let run = sandbox.run("compat");
    assert_eq!(run.code, 0, "{run}");
    assert!(run.last_line().starts_with("✓ 2 pairs compatible"), "{run}");
}

#[test]
fn encodings() {
    insta::assert_snapshot!(errors(b"{\"type\": \"int\", \"doc\": \"gr\xf6\xdfer\"}"), @"
    exit code 2
    error: schemas/v2/x.avsc: is not UTF-8: the byte 0xF6 at offset 26; save it as UTF-8
    ");
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    insta::assert_snapshot!(errors([vec![0xff, 0xfe], utf16(USER)].concat()), @"
    exit code 2
    error: schemas/v2/x.avsc: is UTF-16, but has to be UTF-8; convert it: `iconv -f UTF-16 -t UTF-8`
    ");
    insta::assert_snapshot!(errors(utf16(USER)), @"
    exit code 2
    error: schemas/v2/x.avsc: is UTF-16, but has to be UTF-8; convert it: `iconv -f UTF-16 -t UTF-8`
    ");
    insta::assert_snapshot!(errors(b"\x1f\x8b\x08\0\0\0"), @"
    exit code 2
    error: schemas/v2/x.avsc: is not UTF-8: the byte 0x8B at offset 1; save it as UTF-8
    ");
}

#[test]
fn empty_files() {
    insta::assert_snapshot!(errors(""), @"
    exit code 2
    error: schemas/v2/x.avsc:1:1: the file is empty; a schema is a JSON object, array or string
    ");
    insta::assert_snapshot!(errors(" \n\t\n"), @"
    exit code 2
    error: schemas/v2/x.avsc:1:1: the file is empty; a schema is a JSON object, array or string
    ");
    insta::assert_snapshot!(errors("\u{feff}"), @"
    exit code 2
    error: schemas/v2/x.avsc:1:1: the file is empty; a schema is a JSON object, array or string
    ");
    insta::assert_snapshot!(errors("// nothing yet\n"), @"
    exit code 2
    error: schemas/v2/x.avsc:1:1: the file is empty; a schema is a JSON object, array or string
    ");
}

#[test]
fn several_faults_of_one_file() {
    let fields = [
        r#"{"name": "a", "type": "array"}"#,
        r#"{"type": "int"}"#,
        r#"{"name": "c"}"#,
        r#"{"name": "d", "type": {"type": "enum", "name": "D"}}"#,
        r#"{"name": "e", "type": {"type": 42}}"#,
    ];
    insta::assert_snapshot!(errors(record("X", &fields)), @r#"
    exit code 2
    error: schemas/v2/x.avsc:2:25: "array" needs an object of its own: write "type": {"type": "array", …}
    error: schemas/v2/x.avsc:3:3: this field has no "name"; the specification requires one
    error: schemas/v2/x.avsc:4:3: field "c" has no "type"; the specification requires one
    error: schemas/v2/x.avsc:5:25: enum D has no "symbols"; the specification requires one
    error: schemas/v2/x.avsc:6:34: a number is not a schema; a schema is a type name, an object with a "type", or an array of union branches
    "#);
}

#[test]
fn many_faults_are_counted() {
    let sandbox = Sandbox::of([("schemas/v1/user.avsc", USER)]);
    (0..60).for_each(|number| sandbox.write(&format!("schemas/v1/bad{number:02}.avsc"), "{}"));
    let run = sandbox.run("compat -q");
    assert_eq!(run.code, 2);
    let lines: Vec<&str> = run.stdout.lines().collect();
    insta::assert_snapshot!(lines[49..].join("\n"), @r#"
    error: schemas/v1/bad49.avsc:1:1: this type has no "type"; the specification requires one
    and 10 more errors (--format json lists all)

    ✗ 60 errors
    "#);
    let errors = sandbox.json("compat --format json")["errors"].as_array().map(Vec::len);
    assert_eq!(errors, Some(60));
}

#[cfg(unix)]
#[test]
fn files_that_cannot_be_read() {
    let sandbox = Sandbox::of([("schemas/v1/user.avsc", USER), ("schemas/v2/user.avsc", USER)]);
    sandbox.link("schemas/v2/gone.avsc", "nowhere.avsc");
    sandbox.link("schemas/v2/self.avsc", "self.avsc");
    insta::assert_snapshot!(sandbox.run("compat").errors(), @"
    exit code 2
    error: schemas/v2/gone.avsc: this symbolic link leads nowhere; remove or mend it
    error: schemas/v2/self.avsc: this symbolic link leads nowhere; remove or mend it
    ");
}

#[test]
fn a_directory_with_the_name_of_a_schema() {
    let sandbox = Sandbox::of([("schemas/v1/user.avsc", USER), ("schemas/v2/user.avsc", USER)]);
    sandbox.directory("schemas/v2/order.avsc");
    let run = sandbox.run("compat");
    assert_eq!((run.code, run.last_line().starts_with("✓ 2 pairs compatible")), (0, true), "{run}");
    insta::assert_snapshot!(sandbox.run("compat schemas/v1/user.avsc schemas/v2/order.avsc").errors(), @"
    exit code 2
    error: schemas/v2/order.avsc: is a directory and schemas/v1/user.avsc is a file; versions are all files of one subject, or all directories of subjects
    ");
}

#[test]
fn nothing_to_check() {
    let sandbox = Sandbox::new();
    sandbox.directory("empty/v1");
    sandbox.write("only/v1/user.json", USER);
    sandbox.write("protocols/v1/user.avpr", "{}");
    for line in ["compat empty", "compat only", "compat protocols", "compat", "diff empty empty/v1"] {
        let run = sandbox.run(line);
        assert_eq!(run.code, 2, "{run}");
    }
    insta::assert_snapshot!(sandbox.run("compat empty"), @"
    $ compat empty
    exit code 2
    --- stdout
    error: empty: no schema found: no file here ends in .avsc, .avdl or .avpr; check the path

    ✗ 1 error
    ");
    insta::assert_snapshot!(sandbox.run("compat only").errors(), @"
    exit code 2
    error: only: no schema found: no file here ends in .avsc, .avdl or .avpr; check the path
    ");
    insta::assert_snapshot!(sandbox.run("compat protocols").errors(), @r#"
    exit code 2
    error: protocols/v1/user.avpr:1:1: this is no protocol; a protocol is a JSON object with the name of a "protocol", and with "types" and "messages"
    "#);
    insta::assert_snapshot!(sandbox.run("compat").errors(), @"
    exit code 2
    error: schemas: no such file or directory; paths are looked up from `[here]`
    ");
    insta::assert_snapshot!(sandbox.run("compat empty only").errors(), @"
    exit code 2
    error: empty: no schema found: no file here ends in .avsc, .avdl or .avpr; check the path
    error: only: no schema found: no file here ends in .avsc, .avdl or .avpr; check the path
    ");
    let report = sandbox.json("compat empty --format json");
    assert_eq!((&report["subjects"], report["errors"].as_array().map(Vec::len)), (&serde_json::json!([]), Some(1)));
}

#[test]
fn two_outranks_one_and_what_was_found_is_reported_all_the_same() {
    let broken = record("User", &[r#"{"name": "id", "type": "string"}"#, r#"{"name": "n", "type": "int"}"#]);
    let sandbox =
        Sandbox::of([("schemas/v1/user.avsc", USER), ("schemas/v2/user.avsc", &broken), ("schemas/v2/x.avsc", "{")]);
    let run = sandbox.run("compat -q");
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains("error[AVC101]: missing-default: user.n"), "{run}");
    insta::assert_snapshot!(run.last_line(), @"✗ 1 error · 1 breaking · 2 subjects · 0 of 1 gated pair compatible");
}

#[test]
fn fixtures_that_are_no_records() {
    let sandbox = Sandbox::of([("schemas/v1/user.avsc", USER), ("schemas/v2/user.avsc", USER)]);
    sandbox.write("fixtures/v1/user.json", "[{\"id\": \"größe\"},\n {\"id\": \"größe\" \"x\"}]");
    insta::assert_snapshot!(sandbox.run("compat").errors(), @"
    exit code 2
    error: fixtures/v1/user.json:2:17: the file is not a JSON array of records: expected `,` or `}`
    ");
    sandbox.write("fixtures/v1/user.json", "{\"id\": \"a\"}");
    insta::assert_snapshot!(sandbox.run("compat").errors(), @"
    exit code 2
    error: fixtures/v1/user.json:1:1: the file is not a JSON array of records: invalid type: map, expected a sequence
    ");
    sandbox.write("fixtures/v1/user.json", "");
    insta::assert_snapshot!(sandbox.run("compat").errors(), @"
    exit code 2
    error: fixtures/v1/user.json:1:1: the file is not a JSON array of records: EOF while parsing a value
    ");
    sandbox.write("fixtures/v1/user.json", "[]");
    insta::assert_snapshot!(sandbox.run("compat").last_line(), @"✓ 2 pairs compatible · 6 generated records round-tripped");
    sandbox.write("fixtures/v1/user.json", format!("[{}", "[".repeat(100_000)));
    insta::assert_snapshot!(sandbox.run("compat").errors(), @"
    exit code 2
    error: fixtures/v1/user.json:1:100001: the file is not a JSON array of records: EOF while parsing a list
    ");
    sandbox.write("fixtures/v1/user.json", format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000)));
    insta::assert_snapshot!(sandbox.run("compat").errors(), @"
    exit code 2
    error: fixtures/v1/user.json:1:128: the file is not a JSON array of records: recursion limit exceeded
    ");
    sandbox.write("fixtures/v1/user.json", "[{\"id\": \"a\"},\n {\"id\": 1e999}]");
    insta::assert_snapshot!(sandbox.run("compat").errors(), @"
    exit code 2
    error: fixtures/v1/user.json:2:13: the file is not a JSON array of records: number out of range
    ");
    sandbox.write("fixtures/v1/user.json", "[{\"id\": \"a\"},\n {\"id\": \"\\ud800\"}]");
    insta::assert_snapshot!(sandbox.run("compat").errors(), @"
    exit code 2
    error: fixtures/v1/user.json:2:16: the file is not a JSON array of records: unexpected end of hex escape
    ");
    sandbox.write("fixtures/v1/user.json", b"[{\"id\": \"\xff\"}]");
    insta::assert_snapshot!(sandbox.run("compat").errors(), @"
    exit code 2
    error: fixtures/v1/user.json: is not UTF-8: the byte 0xFF at offset 9; save it as UTF-8
    ");
}
