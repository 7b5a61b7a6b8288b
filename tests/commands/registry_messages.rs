//! Checks messages whose first bytes name their schema: with a registry, with what was pulled from it, and without either.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};

use crate::fake_registry::FakeRegistry;
use crate::repository::Repository;
use crate::sandbox::{Sandbox, record};
use crate::server::{Reply, Seen, Server};

const STREET: &str = r#"{"name": "street", "type": "string"}"#;
const SHIP_TO: &str = r#"{"name": "shipTo", "type": "shop.Address"}"#;
const NOTE: &str = r#"{"name": "note", "type": "string", "default": ""}"#;

/// Two messages of the first version of orders, one of the second, and one of an address.
const MESSAGES: &[u8] = b"\0\0\0\0\x02\x02a\0\0\0\0\x03\x02b\x02x\0\0\0\0\x02\x02c\0\0\0\0\x01\x02d";

const LINES: &str = "{\"shipTo\":{\"street\":\"a\"}}\n{\"shipTo\":{\"street\":\"b\"},\"note\":\"x\"}\n\
                     {\"shipTo\":{\"street\":\"c\"}}\n{\"street\":\"d\"}\n";

/// A fake with an address, and orders that refer to it under two subjects.
fn fake() -> FakeRegistry {
    let registry = FakeRegistry::start();
    let address = record("Address", &[STREET]).replacen("\"name\"", "\"namespace\": \"shop\", \"name\"", 1);
    let refers = [("shop.Address", "address", 1)];
    registry.register("address", &address, &[]);
    registry.register("orders-value", &record("Order", &[SHIP_TO]), &refers);
    registry.register("orders-value", &record("Order", &[SHIP_TO, NOTE]), &refers);
    registry.register("returns-value", &record("Order", &[SHIP_TO]), &refers);
    registry
}

/// A sandbox with what was pulled from a fake, and the messages.
fn pulled(registry: &FakeRegistry) -> Sandbox {
    let sandbox = Sandbox::new();
    let pull = sandbox.run(&format!("registry pull {} --out history", registry.url()));
    assert_eq!(pull.code, 0, "{pull}");
    sandbox.write("messages.bin", MESSAGES);
    sandbox
}

#[test]
fn a_fake_of_others_and_what_was_pulled_from_it_read_the_same() {
    let registry = fake();
    let sandbox = pulled(&registry);
    let from_registry = format!("--registry {}", registry.url());
    let read = |of: &str, more: &str| sandbox.run(&format!("deserialize --raw confluent {of} messages.bin {more}"));
    for of in [&from_registry, "--schemas history"] {
        let run = read(of, "");
        assert_eq!((run.code, &*run.stdout, &*run.stderr), (0, LINES, ""), "{run}");
        let limited = read(of, "--limit 3 --reader history/orders-value/v2.avsc");
        assert_eq!(limited.code, 0, "{limited}");
        assert!(limited.stdout.starts_with("{\"shipTo\":{\"street\":\"a\"},\"note\":\"\"}\n"), "{limited}");
        let table = read(of, "--to csv --limit 3");
        assert!(table.code == 2 && table.stderr.contains("choose some with --fields"), "{table}");
    }
    let inspected = |of: &str| sandbox.run(&format!("inspect {of} messages.bin"));
    let (one, other) = (inspected(&from_registry), inspected("--schemas history"));
    insta::assert_snapshot!("inspected", one.stdout);
    assert_eq!((one.code, &one.stdout), (0, &other.stdout));
    let json = sandbox.json("inspect --schemas history --format json messages.bin");
    let facts = &json["files"][0]["messages"];
    let schemas = facts["schemas"].as_array().expect("a list");
    let ids: Vec<&Value> = schemas.iter().map(|schema| &schema["id"]).collect();
    assert_eq!((&facts["framing"], &facts["messages"]), (&json!("confluent"), &json!(4)));
    assert_eq!((ids, &schemas[0]["messages"]), (vec![&json!(2), &json!(3), &json!(1)], &json!(2)));

    sandbox.write("avrocheck.toml", format!("[registry.dev]\nurl = \"{}\"\n", registry.url()));
    assert_eq!(read("--registry dev", "").stdout, LINES);
    drop(registry);
    assert_eq!(read("--schemas history", "").stdout, LINES);
    let down = read(&format!("{from_registry} --out lines"), "");
    assert!(down.code == 2 && down.stderr.contains("the server cannot be reached"), "{down}");
    assert!(!sandbox.path("lines").exists());
}

#[test]
fn ids_and_levels_are_read_at_a_revision() {
    let repository = Repository::of([
        ("history/a/v1.avsc", &record("A", &[STREET])),
        ("history/a/v2.avsc", &record("A", &[STREET, r#"{"name": "zip", "type": "string"}"#])),
        ("history/a/registry.json", r#"{"level": "FORWARD", "ids": {"1": 1, "2": 2}}"#),
    ]);
    repository.write("history/a/registry.json", r#"{"level": "BACKWARD", "ids": {}}"#);
    repository.write("message.bin", b"\0\0\0\0\x01\x02a");
    let read = |schemas: &str| repository.run(&format!("deserialize --raw confluent --schemas {schemas} message.bin"));
    assert_eq!((read("HEAD:history").code, &*read("HEAD:history").stdout), (0, "{\"street\":\"a\"}\n"));
    assert_eq!(read("history").code, 2);
    assert_eq!(repository.run("compat HEAD:history").code, 0, "the level allows it there");
    assert_eq!(repository.run("compat history").code, 1);
    // What is wrong elsewhere has nothing to do with an id that is not there.
    repository.write("history/a/registry.json", r#"{"ids": {"2": 2}}"#);
    repository.write("history/a/v3.avsc", "{");
    let run = read("history");
    assert!(
        run.code == 2 && run.stderr.contains("not among the 1 id in history") && !run.stderr.contains("v3.avsc"),
        "{run}"
    );
}

#[test]
fn what_is_wrong_with_messages_is_said_in_the_same_way() {
    let registry = fake();
    let sandbox = pulled(&registry);
    let behind = |bytes: &[u8]| [MESSAGES, bytes].concat();
    let wrong: [(&str, Vec<u8>); 6] = [
        ("unknown", behind(b"\0\0\0\0\x63zz")),
        ("zero", behind(b"\0\0\0\0\0\x02a")),
        ("cut", behind(b"\0\0\0\0\x02\x04a")),
        ("head-cut", behind(b"\0\0\0")),
        ("wrong-magic", behind(b"\x01\0\0\0\x02\x02a")),
        ("container", b"Obj\x01".to_vec()),
    ];
    let mut said = String::new();
    for (name, bytes) in wrong {
        let file = format!("{name}.bin");
        sandbox.write(&file, bytes);
        for of in [format!("--registry {}", registry.url()), "--schemas history".to_owned()] {
            let run = sandbox.run(&format!("deserialize --raw confluent {of} {file}"));
            let expected = if name == "container" { "" } else { LINES };
            assert_eq!((run.code, &*run.stdout), (2, expected), "{run}");
            said += &registry.named(&run.stderr);
            let inspected = sandbox.run(&format!("inspect {of} {file}"));
            assert_eq!(inspected.code, 2, "{inspected}");
        }
    }
    insta::assert_snapshot!("wrong_messages", said);
}

#[test]
fn messages_without_their_registry_are_called_what_they_are() {
    let sandbox = Sandbox::of([("order.avsc", &record("Order", &[STREET]))]);
    sandbox.write("messages.bin", MESSAGES);
    sandbox.write("glue.bin", glue_message(&[2, b'a'], Stored::Plain));
    sandbox.write("single.bin", b"\xc3\x01abcdefgh");
    let mut said = String::new();
    for (file, raw) in [("messages.bin", "confluent"), ("glue.bin", "glue"), ("single.bin", "single-object")] {
        for line in [
            format!("inspect {file}"),
            format!("deserialize {file}"),
            format!("deserialize --raw {raw} {file}"),
            format!("deserialize --raw datum --writer order.avsc {file} --limit 0"),
            format!("scan --reader order.avsc {file}"),
            format!("preview order.avsc order.avsc --data {file}"),
        ] {
            said += &format!("{}\n", sandbox.run(&line));
        }
    }
    insta::assert_snapshot!("without_registry", said);
}

#[test]
fn flags_of_messages_are_refused_for_other_data() {
    let sandbox = Sandbox::of([("int.avsc", "\"int\""), ("a.jsonl", "1\n"), ("a.bin", "\u{2}")]);
    for (line, part) in [
        ("deserialize --raw datum --writer int.avsc --registry http://127.0.0.1:1 a.bin", "cannot be used with"),
        ("deserialize --raw single-object --registry http://127.0.0.1:1 a.bin", "--raw confluent or glue"),
        ("deserialize --registry http://127.0.0.1:1 a.bin", "--raw"),
        ("deserialize --raw confluent --registry dev a.bin", "no registry `dev`"),
        ("inspect --registry dev a.bin", "no registry `dev`"),
        ("serialize --raw datum --writer int.avsc --id 1 a.jsonl", "leave it out"),
        ("serialize --raw confluent --writer int.avsc a.jsonl", "--id"),
        ("serialize --raw confluent --writer int.avsc --id x a.jsonl", "it is not a number"),
        ("serialize --raw glue --writer int.avsc --id 17 a.jsonl", "it is not a UUID"),
    ] {
        let run = sandbox.run(line);
        assert!(run.code == 2 && run.stderr.contains(part), "{part}: {run}");
    }
    let run = sandbox.run("serialize --raw confluent --writer int.avsc --id 258 a.jsonl");
    assert_eq!((run.code, run.stdout.as_bytes()), (0, &b"\0\0\0\x01\x02\x02"[..]));
}

#[test]
fn an_id_of_two_schemas_has_no_schema() {
    let sandbox = Sandbox::new();
    for (registry, field) in [("dev", STREET), ("prod", NOTE)] {
        sandbox.write(&format!("all/{registry}/a/v1.avsc"), record("A", &[field]));
        sandbox.write(&format!("all/{registry}/a/registry.json"), r#"{"ids": {"1": 7}}"#);
    }
    sandbox.write("a.bin", b"\0\0\0\0\x07\x02x");
    let read = |of: &str| sandbox.run(&format!("deserialize --raw confluent --schemas {of} a.bin"));
    let both = read("all");
    assert!(both.code == 2 && both.stderr.contains("and so has another schema, all/prod/a/v1.avsc"), "{both}");
    assert_eq!(read("all/prod").stdout, "{\"note\":\"x\"}\n");
    sandbox.write("all/prod/a/registry.json", r#"{"ids": {"1": 7, "2": 8}}"#);
    sandbox.write("a.bin", b"\0\0\0\0\x08\x02x");
    let gone = read("all/prod");
    assert!(gone.code == 2 && gone.stderr.contains("run `avrocheck registry pull` again"), "{gone}");
    for broken in ["{", "[]", r#"{"ids": {"1": "x"}}"#, r#"{"level": "FUL", "ids": {}}"#] {
        sandbox.write("all/prod/a/registry.json", broken);
        for run in [read("all/prod"), sandbox.run("compat all/prod")] {
            assert!(run.code == 2, "{run}");
            assert!(format!("{run}").contains("all/prod/a/registry.json:1:"), "{run}");
        }
    }
}

const ORDERS: &str = "b7b4a7f0-9c96-4e4a-a687-fb5de9ef0c63";

enum Stored {
    Plain,
    Compressed,
}

/// A message of AWS Glue with the id of the orders.
fn glue_message(datum: &[u8], stored: Stored) -> Vec<u8> {
    let digits = ORDERS.replace('-', "");
    let id = (0..16).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("hex"));
    let (compression, datum) = match stored {
        Stored::Plain => (0, datum.to_owned()),
        Stored::Compressed => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(datum).expect("memory takes everything");
            (5, encoder.finish().expect("memory takes everything"))
        }
    };
    [3, compression].into_iter().chain(id).chain(datum).collect()
}

/// AWS Glue as its documentation has it, with one version of one schema; this is no test against AWS.
fn made_up_glue(seen: &Seen, _: usize) -> Reply {
    let version = json!({
        "SchemaVersionId": ORDERS,
        "SchemaDefinition": record("Order", &[STREET]),
        "DataFormat": "AVRO",
        "SchemaArn": "arn:aws:glue:eu-west-1:123456789012:schema/shop/orders",
        "VersionNumber": 1,
        "Status": "AVAILABLE",
    });
    let asked = seen.header("x-amz-target").unwrap_or_default().trim_start_matches("AWSGlue.");
    let is_other = seen.body.contains("SchemaVersionId") && !seen.body.contains(ORDERS);
    match asked {
        "ListSchemas" => Reply::ok(json!({"Schemas": [{"SchemaName": "orders"}]}).to_string()),
        "ListSchemaVersions" => Reply::ok(json!({"Schemas": [{"VersionNumber": 1}]}).to_string()),
        "GetSchema" => Reply::ok(json!({"Compatibility": "FULL_ALL"}).to_string()),
        "GetSchemaVersion" if !is_other => Reply::ok(version.to_string()),
        _ => Reply::json(400, r#"{"__type":"EntityNotFoundException","Message":"Schema version is not found."}"#),
    }
}

#[test]
fn a_made_up_glue_and_what_was_pulled_from_it_read_the_same() {
    let (sandbox, server) = (Sandbox::new(), Server::script(made_up_glue));
    let aws = format!("AWS_ACCESS_KEY_ID=me AWS_SECRET_ACCESS_KEY=hunter2 AWS_ENDPOINT_URL_GLUE={}", server.origin());
    let pull = sandbox.run(&format!("{aws} registry pull glue://eu-west-1/shop --out history"));
    assert_eq!(pull.code, 0, "{pull}");
    let about = fs::read_to_string(sandbox.path("history/orders/registry.json")).expect("it was written");
    let about: Value = serde_json::from_str(&about).expect("it is JSON");
    assert_eq!(about, json!({"level": "FULL_TRANSITIVE", "ids": {"1": ORDERS}}));

    let message = |text: &[u8], stored| glue_message(&[&[2 * text.len() as u8], text].concat(), stored);
    let good = [message(b"a", Stored::Plain), message(&[b'b'; 60], Stored::Compressed), message(b"c", Stored::Plain)];
    let lines = format!("{{\"street\":\"a\"}}\n{{\"street\":\"{}\"}}\n{{\"street\":\"c\"}}\n", "b".repeat(60));
    sandbox.write("good.bin", good.concat());
    let mut other = message(b"d", Stored::Plain);
    other[2] ^= 1;
    sandbox.write("other.bin", [good.concat(), other].concat());
    let cut = message(&[b'b'; 60], Stored::Compressed);
    sandbox.write("cut.bin", [&good.concat(), &cut[..cut.len() - 3]].concat());
    let with_registry = format!("{aws} deserialize --raw glue --registry glue://eu-west-1/shop");
    for read in [&*with_registry, "deserialize --raw glue --schemas history"] {
        let run = sandbox.run(&format!("{read} good.bin"));
        assert_eq!((run.code, &run.stdout), (0, &lines), "{run}");
        let run = sandbox.run(&format!("{read} other.bin"));
        assert!(run.code == 2 && run.stdout == lines && run.stderr.contains("message 4: "), "{run}");
        assert!(
            run.stderr.contains("b6b4a7f0-9c96-4e4a-a687-fb5de9ef0c63") && !run.stderr.contains("hunter2"),
            "{run}"
        );
        let run = sandbox.run(&format!("{read} cut.bin"));
        assert!(run.code == 2 && run.stderr.contains("end in the zlib data"), "{run}");
    }
    drop(server);
    insta::assert_snapshot!("inspected_glue", sandbox.run("inspect --schemas history good.bin").stdout);
}

#[test]
fn messages_decompress_to_so_much_and_no_more() {
    let sandbox = Sandbox::new();
    sandbox.write("history/zeros/v1.avsc", "\"bytes\"");
    sandbox.write("history/zeros/registry.json", format!(r#"{{"ids": {{"1": "{ORDERS}"}}}}"#));
    // A length of 120 MiB, and as many zeros.
    let datum = [vec![0x80, 0x80, 0x80, 0x78], vec![0; 120 << 20]].concat();
    sandbox.write("bomb.bin", glue_message(&datum, Stored::Compressed));
    for line in ["deserialize --raw glue --schemas history bomb.bin", "inspect --schemas history bomb.bin"] {
        let run = sandbox.run(line);
        assert!(run.code == 2 && format!("{run}").contains("unless it is a decompression bomb"), "{run}");
    }
}
