//! Checks schemas that come in by standard input.

use std::io::Write;
use std::process::Stdio;

use crate::sandbox::{Sandbox, record};

const AGE: &str = r#"{"name": "age", "type": "int"}"#;

/// Runs a line with a text as standard input. Returns the exit code and what both streams say.
fn run(sandbox: &Sandbox, line: &str, input: impl AsRef<[u8]>) -> (Option<i32>, String) {
    let mut command = sandbox.command(line);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("the program starts");
    // A run that refuses its arguments reads nothing.
    let _ = child.stdin.take().expect("it is piped").write_all(input.as_ref());
    let output = child.wait_with_output().expect("the program ends");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).expect("all that is printed is UTF-8"))
}

#[test]
fn a_schema_is_a_version_wherever_it_stands() {
    let sandbox = Sandbox::new();
    sandbox.write("user.avsc", record("User", &[AGE]));
    let text = record("User", &[&AGE.replace("int", "string")]);
    let (code, said) = run(&sandbox, "compat user.avsc -", &text);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("error[AVC102]: type-mismatch: user.age\n --> -:2:27\n"), "{said}");
    assert!(said.contains("`standard input` expects string") && said.contains("`user.avsc` writes int"), "{said}");
    let (code, said) = run(&sandbox, "compat - user.avsc --format concise", &text);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("user.avsc:2:27: AVC102 `standard input` writes string"), "{said}");
    assert_eq!(run(&sandbox, "compat user.avsc -", record("User", &[AGE])).0, Some(0));
    let (code, said) = run(&sandbox, "diff user.avsc -", &text);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("+++ -\n"), "{said}");
}

#[test]
fn a_schema_is_linted_in_every_format() {
    let sandbox = Sandbox::new();
    let faulty = record("User", &[r#"{"name": "age", "type": "int", "default": "x"}"#]);
    let (code, said) = run(&sandbox, "lint - --format concise", &faulty);
    assert_eq!((code, said.starts_with("-:2:45: AVC401 ")), (Some(1), true), "{said}");
    let (_, said) = run(&sandbox, "lint - --format github", &faulty);
    assert!(said.starts_with("::error file=-,line=2,"), "{said}");
    assert_eq!(run(&sandbox, "lint -", record("User", &[])).0, Some(0));
}

#[test]
fn types_are_those_of_the_other_schemas() {
    let sandbox = Sandbox::new();
    sandbox.write("schemas/v1/address.avsc", record("Address", &[]));
    let user = record("User", &[r#"{"name": "home", "type": "Address"}"#]);
    assert_eq!(run(&sandbox, "lint -", &user).0, Some(0));
    assert_eq!(run(&sandbox, "lint - schemas/v1/address.avsc", &user).0, Some(0));
    let (code, said) = run(&sandbox, "lint -", user.replace("\"Address", "\"Adress"));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("-:2:28: unknown type \"Adress\"") && said.contains("looked for below schemas"), "{said}");
}

#[test]
fn what_is_no_schema_ends_with_2() {
    let sandbox = Sandbox::new();
    sandbox.write("user.avsc", record("User", &[AGE]));
    for (line, input, message) in [
        ("lint -", &b""[..], "-:1:1: the file is empty"),
        ("lint -", b"{\"type\"", "-:1:8: not JSON"),
        ("lint -", b"\"int\" \xff", "error: -: is not UTF-8: the byte 0xFF at offset 6"),
        ("compat -", b"\"int\"", "standard input is one version; name those before it, too"),
        ("compat - -", b"\"int\"", "is given twice"),
        ("compat --fix user.avsc -", b"\"int\"", "--fix edits files, and standard input is none"),
        ("lint --fix -", b"\"int\"", "--fix edits files, and standard input is none"),
        ("scan x.avro --reader -", b"\"int\"", "only compat, lint and diff read a schema from standard input"),
        ("compat user.avsc ./-", b"\"int\"", "error: -: no such file"),
    ] {
        let (code, said) = run(&sandbox, line, input);
        assert_eq!(code, Some(2), "{line}: {said}");
        assert!(said.contains(message), "{line}: {said}");
    }
}
