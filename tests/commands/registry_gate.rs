//! Checks local schemas against what a registry has.

use serde_json::{Value, json};

use crate::fake_registry::FakeRegistry;
use crate::repository::Repository;
use crate::sandbox::{Sandbox, record};
use crate::server::{Reply, Server};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const NAME: &str = r#"{"name": "name", "type": "string"}"#;
const STREET: &str = r#"{"name": "street", "type": "string"}"#;
const CITY: &str = r#"{"name": "city", "type": "string"}"#;
const SHIP_TO: &str = r#"{"name": "shipTo", "type": "shop.Address"}"#;

fn address(fields: &[&str]) -> String {
    record("Address", fields).replacen("\"name\"", "\"namespace\": \"shop\", \"name\"", 1)
}

/// Subjects, each with its level and its schemas.
fn serving(subjects: Vec<(&'static str, &'static str, Vec<Value>)>) -> Server {
    Server::script(move |seen, _| {
        let path = seen.line.trim_start_matches("GET ");
        let found = subjects
            .iter()
            .find(|(name, ..)| path.contains(&format!("/{name}/")) || path.contains(&format!("/{name}?")));
        if path == "/config" || path.starts_with("/config/__no_such_subject__") {
            return Reply::ok(r#"{"compatibilityLevel":"BACKWARD"}"#);
        }
        if path == "/subjects" || path.starts_with("/subjects?") {
            return Reply::ok(json!(subjects.iter().map(|(name, ..)| *name).collect::<Vec<_>>()).to_string());
        }
        let Some((name, level, versions)) = found else {
            return Reply::json(404, r#"{"error_code":40401,"message":"Subject not found."}"#);
        };
        if path.starts_with("/config/") {
            return Reply::ok(json!({"compatibilityLevel": level}).to_string());
        }
        if path.starts_with("/mode/") {
            return Reply::ok(r#"{"mode":"READWRITE"}"#);
        }
        let numbers: Vec<usize> = (1..=versions.len()).collect();
        match path.trim_start_matches(&format!("/subjects/{name}/versions")) {
            "" => Reply::ok(json!(numbers).to_string()),
            "?deletedOnly=true" => Reply::ok("[]"),
            version => match version
                .trim_start_matches('/')
                .parse::<usize>()
                .ok()
                .and_then(|at| Some((at, versions.get(at - 1)?)))
            {
                Some((at, more)) => {
                    let mut answer = json!({"subject": name, "version": at, "id": at});
                    let members = more.as_object().expect("an object").clone();
                    answer.as_object_mut().expect("an object").extend(members);
                    Reply::ok(answer.to_string())
                }
                None => Reply::json(404, r#"{"error_code":40402,"message":"Version not found."}"#),
            },
        }
    })
}

fn schema(text: &str) -> Value {
    let compact = serde_json::from_str::<Value>(text).expect("it is JSON").to_string();
    json!({ "schema": compact })
}

fn order(version: u32) -> Value {
    let mut order = schema(&record("Order", &[SHIP_TO]));
    order["references"] = json!([{"name": "shop.Address", "subject": "address", "version": version}]);
    order
}

fn shop() -> Server {
    serving(vec![
        (
            "address",
            "BACKWARD",
            vec![schema(&address(&[STREET])), schema(&address(&[STREET, &CITY.replace("}", ", \"default\": \"\"}")]))],
        ),
        ("orders-value", "FULL_TRANSITIVE", vec![order(1), order(2)]),
        ("users-value", "NONE", vec![schema(&record("User", &[ID]))]),
    ])
}

fn local() -> Sandbox {
    Sandbox::of([
        ("schemas/address.avsc", &address(&[STREET, CITY])),
        ("schemas/orders.avsc", &record("Order", &[SHIP_TO])),
        ("schemas/users.avsc", &record("User", &[NAME])),
        ("schemas/clicks.avsc", &record("Click", &[ID])),
    ])
}

#[test]
fn fixtures_are_sent_to_the_versions_of_a_fake() {
    let registry = FakeRegistry::start();
    registry.register("users-value", &record("User", &[ID]), &[]);
    for (schema, fixtures) in
        [("schemas/users.avsc", "fixtures/users.jsonl"), ("schemas/v2/users.avsc", "fixtures/v2/users.jsonl")]
    {
        let sandbox = Sandbox::of([
            (schema, &record("User", &[ID, r#"{"name": "name", "type": ["null", "string"], "default": null}"#])),
            (fixtures, "{\"id\": 1, \"name\": null}\n{\"id\": 2, \"name\": {\"string\": \"b\"}}\n"),
        ]);
        if schema.contains("v2") {
            sandbox.write("schemas/v1/users.avsc", record("User", &[ID]));
            sandbox.write("fixtures/v1/users.jsonl", "{\"id\": 3}\n");
        }
        let line = format!("compat --against registry:{} --level FULL", registry.url());
        let run = sandbox.run(&line);
        // Those of older local versions are not meant: the registry has its own.
        assert!(run.code == 0 && run.stdout.contains("2 fixture records"), "{run}");
        let without = sandbox.run(&format!("{line} --no-round-trip"));
        assert!(!without.stdout.contains("fixture"), "{without}");
        sandbox.write(fixtures, "{\"id\": \"x\"}\n");
        let wrong = sandbox.run(&line);
        assert!(wrong.code == 2 && wrong.to_string().contains(&format!("{fixtures}:1:")), "{wrong}");
    }
}

#[test]
fn local_schemas_are_the_newest_versions() {
    let (sandbox, server) = (local(), shop());
    let run = sandbox.run(&format!("compat schemas --against registry:{}", server.origin()));
    insta::assert_snapshot!("against", server.named(run));
    assert!(server.lines().iter().all(|line| line.starts_with("GET ")), "nothing is written");
}

#[test]
fn levels_are_those_of_the_registry_unless_said_otherwise() {
    let (sandbox, server) = (local(), shop());
    let levels = |arguments: &str| -> Vec<String> {
        let line = format!("compat schemas --against registry:{} --format json {arguments}", server.origin());
        let subjects = sandbox.json(&line)["subjects"].as_array().expect("a list").clone();
        let level = |subject: &Value| {
            format!("{} {}", subject["subject"].as_str().unwrap_or("?"), subject["level"].as_str().unwrap_or("?"))
        };
        subjects.iter().map(level).collect()
    };
    let of_registry =
        ["address BACKWARD", "clicks-value BACKWARD_TRANSITIVE", "orders-value FULL_TRANSITIVE", "users-value NONE"];
    assert_eq!(levels(""), of_registry);
    assert!(levels("--level FORWARD").iter().all(|level| level.ends_with(" FORWARD")));
    sandbox
        .write("avrocheck.toml", "level = \"FULL\"\n[[override]]\nsubjects = [\"orders-*\"]\nlevel = \"BACKWARD\"\n");
    assert_eq!(levels(""), ["address BACKWARD", "clicks-value FULL", "orders-value BACKWARD", "users-value NONE"]);
}

#[test]
fn subjects_are_called_as_the_configuration_says() {
    let server = serving(vec![("shop.Address", "FULL", vec![schema(&address(&[STREET]))])]);
    let sandbox = Sandbox::of([("schemas/any/place.avsc", &address(&[STREET, CITY]))]);
    let configure = |naming: &str| {
        sandbox.write(
            "avrocheck.toml",
            format!("[registry.prod]\nurl = \"{}\"\nnaming = \"{naming}\"\n", server.origin()),
        );
    };
    for (naming, code, part) in [
        ("record", 1, "missing-default: shop.Address.city"),
        ("{namespace}.{name}", 1, "missing-default: shop.Address.city"),
        (
            "topic",
            0,
            "prod has none of the subjects, so that nothing is compared: looked for `place-value`; it has `shop.Address`; \
             naming = \"record\" would find `shop.Address`; if they are not all new, check the address",
        ),
        ("topic-record", 0, "looked for `place-shop.Address`"),
    ] {
        configure(naming);
        let run = sandbox.run("compat schemas --against registry:prod");
        assert!(run.code == code && format!("{}{}", run.stdout, run.stderr).contains(part), "{naming}: {run}");
    }
    let other = serving(vec![("prod.place-value", "FULL", vec![schema(&address(&[STREET]))])]);
    let run = sandbox.run(&format!("compat schemas --against registry:{}", other.origin()));
    assert!(run.code == 0 && run.stderr.contains("`prod.place-value` is called much like one of them"), "{run}");
    configure("record");
    let map = "[[subject]]\nname = \"shop.Address\"\npaths = [\"schemas/any/*.avsc\"]\n";
    sandbox.write("avrocheck.toml", format!("{map}[registry.prod]\nurl = \"{}\"\n", server.origin()));
    assert_eq!(sandbox.run("compat schemas --against registry:prod").code, 1, "by name");
}

#[test]
fn what_keeps_a_registry_from_being_compared_ends_the_run() {
    let sandbox = local();
    for (server, part) in [
        (Server::script(|_, _| Reply::json(500, "{}")), "the server failed"),
        (Server::script(|_, _| Reply::ok("<html>")), "the answer is not JSON"),
        (serving(vec![("orders-value", "FULLY", vec![order(1)])]), "\"FULLY\" is not a level"),
        (serving(vec![("orders-value", "FULL", vec![order(1)])]), "there is no such subject"),
    ] {
        let line = format!("AVROCHECK_REGISTRY_TIMEOUT=3 compat schemas --against registry:{}", server.origin());
        let run = sandbox.run(&line);
        assert!(run.code == 2 && format!("{}{}", run.stdout, run.stderr).contains(part), "{part}: {run}");
    }
    let server = shop();
    for flags in ["--changed", "--no-merge-base"] {
        let run = sandbox.run(&format!("compat schemas --against registry:{} {flags}", server.origin()));
        assert!(run.code == 2 && run.stdout.contains("is about git revisions"), "{run}");
    }
    sandbox.write("schemas/orders-value.avsc", record("Order", &[ID]));
    let run = sandbox.run(&format!("compat schemas --against registry:{}", server.origin()));
    assert!(run.code == 2 && run.stdout.contains("are both the subject `orders-value`"), "{run}");
}

#[test]
fn a_fake_of_others_gates_many_subjects_with_references() {
    let (sandbox, registry) = (Sandbox::new(), FakeRegistry::start());
    registry.register("address", &address(&[STREET]), &[]);
    sandbox.write("schemas/address.avsc", address(&[STREET]));
    for subject in 0..20 {
        let name = format!("orders-{subject}");
        let mut fields = vec![SHIP_TO.to_owned()];
        for version in 0..4 {
            registry.register(
                &format!("{name}-value"),
                &record("Order", &fields.iter().map(String::as_str).collect::<Vec<_>>()),
                &[("shop.Address", "address", 1)],
            );
            fields.push(format!(r#"{{"name": "f{version}", "type": "int", "default": 0}}"#));
        }
        sandbox.write(
            &format!("schemas/{name}.avsc"),
            record("Order", &fields.iter().map(String::as_str).collect::<Vec<_>>()),
        );
    }
    let line = format!("compat --against registry:{}", registry.url());
    let run = sandbox.run(&line);
    assert!(run.code == 0 && run.stdout.contains("21 subjects"), "{run}");
    sandbox.write("schemas/orders-7.avsc", record("Order", &[ID]));
    let broken = sandbox.run(&line);
    assert!(broken.code == 1 && broken.stdout.contains("orders-7-value"), "{broken}");
    assert_eq!(sandbox.run(&line), broken, "also with what the first run kept");
}

#[test]
fn several_comparisons_are_made_one_after_the_other() {
    let (dev, prod) = (shop(), shop());
    let repository = Repository::of([
        ("schemas/address.avsc", &address(&[STREET, CITY])),
        ("schemas/orders.avsc", &record("Order", &[SHIP_TO])),
    ]);
    let both = format!("--against registry:{} --against registry:{}", dev.origin(), prod.origin());
    let run = repository.run(&format!("compat {both} --last 1 --format concise"));
    assert_eq!(run.code, 1, "{run}");
    let notes = run.stderr.lines().filter(|line| line.starts_with("note: compared with"));
    assert_eq!(notes.count(), 3, "{run}");
    assert_eq!(run.stdout.matches("gated pairs compatible").count(), 2, "{run}");
    let alone = repository.run(&format!("compat --against registry:{} --format json", dev.origin()));
    let json = repository.run(&format!("compat {both} --format json"));
    assert_eq!(
        json.stdout.matches("\"schema_version\"").count(),
        2 * alone.stdout.matches("\"schema_version\"").count()
    );
    for (line, part) in [
        (format!("compat {both} --format sarif"), "--format sarif is one report"),
        (format!("compat {both} --format json=x.json"), "--format json=x.json is one report"),
        (format!("compat {both} --fix"), "one at a time"),
        (format!("baseline write {both}"), "--against is given several times"),
    ] {
        let run = repository.run(&line);
        assert!(run.code == 2 && run.stderr.contains(part) || run.stdout.contains(part), "{part}: {run}");
    }
}

#[test]
fn a_configuration_compares_with_a_registry() {
    let (sandbox, server) = (local(), shop());
    sandbox.write("avrocheck.toml", format!("against = \"registry:{}\"\n", server.origin()));
    let configured = sandbox.run("compat");
    sandbox.write("avrocheck.toml", "");
    let flagged = sandbox.run(&format!("compat --against registry:{}", server.origin()));
    // Only the commands to paste name the registry.
    let without = |text: &str| text.replace(&format!(" --against registry:{}", server.origin()), "");
    assert_eq!((configured.code, without(&configured.stdout)), (1, without(&flagged.stdout)));
}
