//! Checks where schemas are found: in the configured directories, and at a git revision if asked.

use crate::repository::Repository;
use crate::sandbox::{Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const NAME: &str = r#"{"name": "name", "type": "string", "default": ""}"#;

fn assert_answers(sandbox: &Sandbox, cases: &[(&str, i32, &str)]) {
    for (line, code, part) in cases {
        let run = sandbox.run(line);
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(run.code == *code && all.contains(part), "expected {code} and {part:?}:\n{run}");
    }
}

#[test]
fn in_the_directories_of_the_configuration() {
    let sandbox = Sandbox::of([
        ("avrocheck.toml", "schemas = [\"avro/a\", \"avro/b\"]\nlayout = \"avro/{subject}/{major}.avsc\"\n"),
        ("avro/a/user/1.avsc", &record("User", &[ID])),
        ("avro/a/user/2.avsc", &record("User", &[ID, NAME])),
        ("avro/b/order/1.avsc", &record("Order", &[ID])),
        ("users.jsonl", "{\"id\": 1, \"name\": \"Ada\"}\n"),
    ]);
    let cases = [
        ("compat", 0, "2 subjects"),
        ("lint", 0, "2 subjects, 3 versions"),
        ("serialize --raw datum --writer 2/avro/a/a/user users.jsonl --out users.bin", 0, ""),
        ("deserialize --raw datum --writer 2/avro/a/a/user users.bin", 0, "{\"id\":1,\"name\":\"Ada\"}"),
        ("inspect avro/a/user/1.avsc", 0, "version       avro/a/a/user 1"),
        ("lint avro/a", 0, "1 subject, 2 versions"),
    ];
    assert_answers(&sandbox, &cases);
    sandbox.write("avrocheck.toml", "schema = [\"avro\"]\n");
    let lines = ["lint", "preview 1/a/user 2/a/user", "scan x.avro --reader 1/a/user", "inspect avro/a/user/1.avsc"];
    for line in lines {
        let run = sandbox.run(line);
        assert!(run.stdout.contains("avrocheck.toml:1:1") || run.stderr.contains("avrocheck.toml:1:1"), "{run}");
    }
}

#[test]
fn a_version_of_one_subject_among_several() {
    let sandbox = Sandbox::of([
        ("schemas/v1/user.avsc", &record("User", &[ID])),
        ("schemas/v2/user.avsc", &record("User", &[ID, NAME])),
        ("schemas/v1/shop/order.avsc", &record("Order", &[ID])),
    ]);
    assert_answers(
        &sandbox,
        &[
            ("preview v1/user v2/user", 0, "user · v1 → v2"),
            ("preview v1/shop/order v2/shop/order", 0, "shop/order · v1 → v2"),
            ("preview v1/usr v2/user", 2, "did you mean `user`?"),
            ("preview v1 v2", 2, "name one behind the version"),
        ],
    );
}

#[test]
fn at_a_revision() {
    let reference = r#"{"name": "user", "type": "User"}"#;
    let repository = Repository::of([
        ("schemas/v1/user.avsc", &record("User", &[ID])),
        ("schemas/v1/order.avsc", &record("Order", &[reference])),
        ("flat/user.avsc", &record("User", &[ID])),
        ("flat/order.avsc", &record("Order", &[reference])),
    ]);
    repository.remove("schemas");
    repository.remove("flat");
    assert_answers(
        &repository,
        &[
            ("lint HEAD:schemas", 0, "2 subjects, 2 versions"),
            ("lint HEAD:flat", 0, "2 subjects, 2 versions"),
            ("lint HEAD:flat/order.avsc -v", 0, "HEAD:flat/order.avsc:2:12: AVC416"),
            ("lint HEAD:flat/ordr.avsc", 2, "did you mean `HEAD:flat/order.avsc`?"),
            ("inspect HEAD:schemas/v1/order.avsc", 0, "2 named types"),
            ("inspect HEAD:schemas", 2, "is a directory"),
            ("preview HEAD:schemas/v1/order.avsc HEAD:schemas/v1/user.avsc", 1, "incompatible"),
        ],
    );
}

#[cfg(unix)]
#[test]
fn pipes_are_not_waited_for() {
    let sandbox = Sandbox::of([("schemas/v1/user.avsc", &record("User", &[ID]))]);
    let pipe = sandbox.path("schemas/v1/pipe.avsc");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("every Unix has mkfifo");
    assert!(made.success());
    let file = "schemas/v1/user.avsc";
    let lines = ["compat", "lint", "lint schemas/v1/pipe.avsc", "inspect schemas/v1/pipe.avsc"];
    let pairs = ["compat", "diff", "preview"].map(|command| format!("{command} schemas/v1/pipe.avsc {file}"));
    for line in lines.iter().map(|line| (*line).to_owned()).chain(pairs) {
        let run = sandbox.run(&line);
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(run.code == 2 && all.contains("is a pipe, a socket or a device; only files are read"), "{run}");
    }
}

#[test]
fn beside_the_configuration_where_nobody_says_it() {
    let repository =
        Repository::of([("avrocheck.toml", ""), ("schemas/user.avsc", &record("User", &[ID])), ("src/a.txt", "")]);
    repository.branch("feature");
    repository.write("schemas/user.avsc", record("User", &[NAME]));
    repository.write("src/deep/schemas/user.avsc", record("User", &[ID]));
    let text_id = r#"{"name": "id", "type": "string"}"#;
    repository.write("schemas/user.avsc", record("User", &[text_id]));
    let root = repository.path("");
    let root = root.to_str().expect("a plain name");
    let run = |directory: &str, line: &str| {
        let output = repository.command(line).current_dir(directory).output().expect("the program can be started");
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).expect("UTF-8"))
    };
    let lines = [
        (format!("{root}/src"), "compat --against main --no-round-trip".to_owned()),
        // A directory that the branch has put there is not looked at.
        (format!("{root}/src/deep"), "compat --against main --no-round-trip".to_owned()),
        (format!("{root}/src"), "compat --against main --config main:avrocheck.toml --no-round-trip".to_owned()),
        ("/".to_owned(), format!("compat --against main --config {root}/avrocheck.toml --no-round-trip")),
    ];
    for (directory, line) in lines {
        let (code, text) = run(&directory, &line);
        assert!(code == Some(1) && text.contains("AVC102"), "{directory}: {line}: {text}");
    }
    // A configuration among the schemas, and one that is named for the schemas that are here, do not lead away.
    repository.remove("avrocheck.toml");
    repository.write("schemas/avrocheck.toml", "level = \"NONE\"\n");
    repository.write("ci/strict.toml", "level = \"FULL\"\n");
    let (code, text) = run(root, "compat --against main --no-round-trip");
    assert!(code == Some(0) && text.contains("NONE (from schemas/avrocheck.toml"), "{text}");
    let (code, text) = run(root, "compat --against main --no-round-trip --config ci/strict.toml");
    assert!(code == Some(1) && text.contains("FULL (from ci/strict.toml"), "{text}");
}
