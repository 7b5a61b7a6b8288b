//! Checks that a registry's history becomes a directory that says the same without the registry.

use std::fs;
use std::path::Path;

use crate::fake_registry::FakeRegistry;
use crate::repository::Repository;
use crate::sandbox::{Sandbox, record};
use crate::server::{Reply, Server};

fn answer(subject: &str, version: u32, schema: &str, more: &str) -> Reply {
    let schema = serde_json::to_string(schema).expect("a text is JSON");
    Reply::ok(format!(r#"{{"subject":"{subject}","version":{version},"id":{version},"schema":{schema}{more}}}"#))
}

fn refers_to_address(version: u32) -> String {
    format!(r#","references":[{{"name":"shop.Address","subject":"shop/address","version":{version}}}]"#)
}

fn address(fields: &[&str]) -> String {
    record("Address", fields).replacen("\"name\"", "\"namespace\": \"shop\", \"name\"", 1)
}

const STREET: &str = r#"{"name": "street", "type": "string"}"#;
const CITY: &str = r#"{"name": "city", "type": "string"}"#;
const SHIP_TO: &str = r#"{"name": "shipTo", "type": "shop.Address"}"#;

/// A registry whose `orders-value` uses another version of an address in each of its own.
fn shop() -> Server {
    let (first, second, order) = (address(&[STREET]), address(&[STREET, CITY]), record("Order", &[SHIP_TO]));
    let noted = record("Order", &[SHIP_TO, r#"{"name": "note", "type": "string", "default": ""}"#]);
    Server::table(vec![
        ("/subjects", vec![Reply::ok(r#"["orders-value","shop/address","talk"]"#)]),
        ("/subjects/orders-value/versions", vec![Reply::ok("[1,2]")]),
        ("/subjects/shop%2Faddress/versions", vec![Reply::ok("[1,2]")]),
        ("/subjects/talk/versions", vec![Reply::ok("[1]")]),
        ("/subjects/orders-value/versions/1", vec![answer("orders-value", 1, &order, &refers_to_address(1))]),
        ("/subjects/orders-value/versions/2", vec![answer("orders-value", 2, &noted, &refers_to_address(2))]),
        ("/subjects/shop%2Faddress/versions/1", vec![answer("shop/address", 1, &first, "")]),
        ("/subjects/shop%2Faddress/versions/2", vec![answer("shop/address", 2, &second, "")]),
        ("/subjects/talk/versions/1", vec![answer("talk", 1, "{}", r#","schemaType":"JSON""#)]),
    ])
}

#[test]
fn a_history_is_checked_without_its_registry() {
    let (sandbox, server) = (Sandbox::new(), shop());
    let line = format!("registry pull {} --out history", server.origin());
    let first = sandbox.run(&line);
    insta::assert_snapshot!("pulled", server.named(&first));
    let listed = files(&sandbox.path("history"));
    insta::assert_snapshot!("files", listed.join("\n"));
    let kept = fs::read_to_string(sandbox.path("history/shop%2Faddress/v2.avsc")).expect("it was written");
    assert_eq!(kept, address(&[STREET, CITY]), "byte for byte");
    assert!(server.lines().iter().all(|line| line.starts_with("GET ")), "nothing is written");

    let again = sandbox.run(&line);
    assert!(again.code == 0 && again.stdout.contains("; 0 files written"), "{again}");
    fs::remove_file(sandbox.path("history/orders-value/v2.refs.json")).expect("it was there");
    let resumed = sandbox.run(&line);
    assert!(resumed.code == 0 && resumed.stdout.contains("; 1 file written"), "{resumed}");

    drop(server);
    insta::assert_snapshot!("checked", sandbox.run("compat history"));
    insta::assert_snapshot!(
        "two_files",
        sandbox.run("compat history/orders-value/v1.avsc history/orders-value/v2.avsc")
    );
}

#[test]
fn what_was_pulled_and_differs_stays() {
    let (sandbox, server) = (Sandbox::new(), shop());
    sandbox.write("history/orders-value/v1.avsc", "\"int\"\n");
    let run = sandbox.run(&format!("registry pull {} --out history", server.origin()));
    assert_eq!(
        run.errors(),
        "exit code 2\nerror: history/orders-value/v1.avsc: is there with another text, and stays as it is; \
                              move it away, or write to another directory"
    );
    assert_eq!(fs::read_to_string(sandbox.path("history/orders-value/v1.avsc")).expect("it is there"), "\"int\"\n");
    assert!(sandbox.path("history/orders-value/v2.avsc").exists(), "the others are written");
}

#[test]
fn references_have_to_lead_somewhere() {
    let sandbox = Sandbox::new();
    sandbox.write("history/orders/v1.avsc", record("Order", &[SHIP_TO]));
    sandbox.write("history/orders/v1.refs.json", r#"[{"name": "shop.Address", "subject": "address", "version": 3}]"#);
    insta::assert_snapshot!("reference_to_nothing", sandbox.run("compat history").errors());
    sandbox.write("history/orders/v1.refs.json", r#"[{"name": "shop.Address", "subject": "address"}]"#);
    insta::assert_snapshot!("no_references", sandbox.run("compat history").errors());
}

#[test]
fn what_is_wrong_with_files_of_a_pull_is_said_in_plain_words() {
    let sandbox = Sandbox::of([
        ("history/address/v1.avsc", &address(&[])),
        ("history/address/v2.avsc", &address(&[])),
        ("history/orders/v1.avsc", &record("Order", &[r#"{"name": "shipTo", "type": "shop.Address"}"#])),
    ]);
    let broken = [
        ("[{}]", "v1.refs.json:1:3: this is not a list of references such as"),
        ("{}", "expected a list"),
        ("[", "it ends within a list"),
        (r#"[{"name": "a", "subject": "b", "version": -1}]"#, "expected a whole number"),
        (
            r#"[{"name": "a", "subject": "address", "version": 1}, {"name": "a", "subject": "address", "version": 2}]"#,
            "says \"a\" twice, as version 1 of `address` and as version 2 of `address`",
        ),
    ];
    for (text, message) in broken {
        sandbox.write("history/orders/v1.refs.json", text);
        let run = sandbox.run("compat history");
        assert!(run.code == 2 && run.to_string().contains(message), "{text}: {run}");
    }
    let one = r#"{"name": "shop.Address", "subject": "address", "version": 1}"#;
    sandbox.write("history/orders/v1.refs.json", format!("[{one}, {one}]"));
    assert_eq!(sandbox.run("compat history").code, 0, "the same twice is no doubt");
    for (text, message) in [
        (r#"{"ids": {"x": 1}}"#, "registry.json:1:17: this is not what `avrocheck registry pull` writes"),
        (r#"{"ids": {"x": 1}}"#, "\"x\" is not the number of a version"),
        (r#"{"ids": {"1": "17"}}"#, "an id is a whole number, or for AWS Glue a UUID in quotation marks"),
        (r#"{"ids": []}"#, "expected an object"),
    ] {
        sandbox.write("history/orders/registry.json", text);
        let run = sandbox.run("compat history");
        assert!(run.code == 2 && run.to_string().contains(message), "{text}: {run}");
    }
}

#[test]
fn a_registry_that_cannot_be_read_is_not_pulled() {
    let sandbox = Sandbox::new();
    let server = Server::table(vec![(
        "/subjects/orders/versions",
        vec![Reply::json(500, r#"{"error_code":50001,"message":"broken"}"#)],
    )]);
    let line = |url: &str| format!("AVROCHECK_REGISTRY_TIMEOUT=2 registry pull {url} --out history");
    for url in [server.origin(), "http://127.0.0.1:1".to_owned()] {
        let run = sandbox.run(&line(&url));
        assert!(run.code == 2 && run.stdout.is_empty() && run.stderr.contains(&url), "{run}");
    }
    let with_password = sandbox.run(&line("http://me:hunter2@127.0.0.1:1"));
    assert!(with_password.code == 2 && !with_password.stderr.contains("hunter2"), "{with_password}");
    assert!(!sandbox.path("history").exists());
}

#[test]
fn the_typed_host_gets_the_credentials_and_no_output_shows_them() {
    let sandbox = Sandbox::new();
    let server = Server::script(|seen, _| {
        let said = seen.header("authorization").unwrap_or("nothing").to_owned();
        Reply::json(401, format!(r#"{{"error_code":401,"message":"you said {said}"}}"#))
    });
    sandbox.write("token", "hunter2\n");
    for variables in [
        "AVROCHECK_REGISTRY_BASIC=me:hunter2",
        "AVROCHECK_REGISTRY_TOKEN=hunter2",
        "AVROCHECK_REGISTRY_TOKEN_FILE=token",
    ] {
        let run = sandbox.run(&format!("{variables} registry pull {} --out history", server.origin()));
        assert_eq!(run.code, 2, "{run}");
        let said = format!("{}{}", run.stdout, run.stderr);
        for secret in ["hunter2", "bWU6aHVudGVyMg"] {
            assert!(!said.contains(secret), "{run}");
        }
        let sent = server.seen().last().and_then(|seen| seen.header("authorization").map(str::to_owned));
        assert!(sent.is_some_and(|sent| sent.contains("hunter2") || sent.contains("bWU6aHVudGVyMg")), "it was sent");
    }
}

/// The same in a fake of others.
fn fake_shop() -> FakeRegistry {
    let registry = FakeRegistry::start();
    let order = record("Order", &[SHIP_TO]);
    registry.register("address", &address(&[STREET]), &[]);
    registry.register("orders-value", &order, &[("shop.Address", "address", 1)]);
    registry.set_level("address", "NONE");
    registry.register("address", &address(&[STREET, CITY]), &[]);
    registry.set_level("orders-value", "NONE");
    registry.register("orders-value", &order, &[("shop.Address", "address", 2)]);
    registry
}

#[test]
fn a_fake_of_others_is_pulled_and_checked() {
    let (sandbox, registry) = (Sandbox::new(), fake_shop());
    let pulled = sandbox.run(&format!("registry pull {} --out history", registry.url()));
    assert_eq!((pulled.code, &*pulled.stdout), (0, "history: 2 subjects, 4 versions; 8 files written\n"), "{pulled}");
    drop(registry);
    let checked = sandbox.run("compat history");
    assert!(checked.code == 0 && checked.stdout.contains("· NONE for 2 subjects\n"), "{checked}");
    let checked = sandbox.run("compat history --level BACKWARD");
    assert!(checked.code == 1 && checked.stdout.contains("missing-default: address.city"), "{checked}");
}

/// A registry of one subject with this configuration and these versions, each with its `metadata.properties`.
fn subject(config: &'static str, versions: &[(&str, &str)]) -> Server {
    let answers: Vec<Reply> = (1..)
        .zip(versions)
        .map(|(version, (schema, properties))| {
            answer("orders", version, schema, &format!(r#","metadata":{{"properties":{{{properties}}}}}"#))
        })
        .collect();
    Server::script(move |seen, _| match seen.line.trim_start_matches("GET ") {
        path if path.starts_with("/config") => Reply::ok(config),
        path if path.starts_with("/mode") => Reply::ok(r#"{"mode":"READWRITE"}"#),
        "/subjects" | "/subjects?deleted=true" => Reply::ok(r#"["orders"]"#),
        "/subjects/orders/versions" => Reply::ok(format!("{:?}", (1..=answers.len()).collect::<Vec<_>>())),
        "/subjects/orders/versions?deletedOnly=true" => Reply::ok("[]"),
        path => answers[path.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or(1) - 1].clone(),
    })
}

#[test]
fn a_second_pull_brings_the_levels_up_to_date() {
    let sandbox = Sandbox::new();
    let versions = [("\"int\"", ""), ("\"long\"", "")];
    let pull = |server: &Server| sandbox.run(&format!("registry pull {} --out history", server.origin()));
    let about = || fs::read_to_string(sandbox.path("history/orders/registry.json")).expect("it was written");
    let first = pull(&subject(r#"{"compatibilityLevel":"FULL"}"#, &versions[..1]));
    assert_eq!((first.code, &*first.stdout), (0, "history: 1 subject, 1 version; 2 files written\n"), "{first}");
    insta::assert_snapshot!("level_and_ids", about());

    let server = subject(r#"{"compatibilityLevel":"BACKWARD"}"#, &versions);
    let second = pull(&server);
    assert_eq!((second.code, &*second.stdout), (0, "history: 1 subject, 2 versions; 1 file written, 1 updated\n"));
    assert_eq!(second.stderr, "note: history/orders/registry.json: the level BACKWARD instead of the level FULL\n");
    let third = pull(&server);
    assert_eq!((&*third.stdout, &*third.stderr), ("history: 1 subject, 2 versions; 0 files written\n", ""));

    // A version that the registry does not have any more keeps its file, and so its id.
    let fewer = pull(&subject(r#"{"compatibilityLevel":"BACKWARD"}"#, &versions[..1]));
    assert!(fewer.code == 0 && about().contains("\"2\""), "{fewer}");

    let checked = sandbox.run("compat history");
    assert!(checked.code == 0 && checked.stdout.contains("· BACKWARD for 1 subject\n"), "{checked}");
    let typed = sandbox.run("compat history --level FULL");
    assert!(typed.code == 1 && typed.stdout.contains("FULL (from --level)"), "{typed}");
    sandbox.write("avrocheck.toml", "level = \"NONE\"\n[[override]]\nsubjects = [\"orders\"]\nlevel = \"FULL\"\n");
    let overridden = sandbox.run("compat history");
    assert_eq!(overridden.code, 1, "an override counts more: {overridden}");
    sandbox.write("avrocheck.toml", "level = \"FULL\"\n");
    let configured = sandbox.run("compat history");
    assert_eq!(configured.code, 0, "what the configuration says of all counts less: {configured}");

    sandbox.write("history/orders/registry.json", "{}");
    let broken = pull(&server);
    assert!(broken.code == 2 && broken.stderr.contains("history/orders/registry.json: this is not what"), "{broken}");
}

#[test]
fn groups_are_compared_without_their_registry_as_with_it() {
    let sandbox = Sandbox::new();
    let (first, second, third) = ("\"string\"", "\"int\"", "\"long\"");
    let group = |name: &str| format!(r#""major":"{name}""#);
    let (one, two) = (group("1"), group("2"));
    let config = r#"{"compatibilityLevel":"BACKWARD_TRANSITIVE","compatibilityGroup":"major"}"#;
    let server = subject(config, &[(first, &one), (second, &two), (third, &two)]);
    let pull = sandbox.run(&format!("registry pull {} --out history", server.origin()));
    assert_eq!(pull.code, 0, "{pull}");
    sandbox.write("orders.avsc", third);
    let with_registry = sandbox.run(&format!("compat orders.avsc --against registry:{}", server.origin()));
    let without = sandbox.run("compat history");
    let note = r#"`orders` is compared only with versions whose `major` is "2", as it is of the newest; left out: 1 other version"#;
    for run in [with_registry, without] {
        assert!(run.code == 0 && run.stderr.contains(note), "{run}");
    }
    // What the registry does not have yet is compared with the group of its newest.
    sandbox.write("history/orders/v4.avsc", "\"boolean\"");
    let proposed = sandbox.run("compat history");
    assert!(proposed.code == 1 && proposed.stderr.contains(note), "{proposed}");
}

#[test]
fn a_branch_that_changes_a_pulled_level_is_told() {
    let about = |level: &str| format!("{{\"level\": \"{level}\", \"ids\": {{\"1\": 1}}}}");
    let repository = Repository::of([
        ("history/orders/v1.avsc", "\"string\""),
        ("history/orders/registry.json", &about("FULL")),
        ("avrocheck.toml", "schemas = [\"history\"]\n"),
    ]);
    repository.branch("feature");
    repository.write("history/orders/v2.avsc", "\"int\"");
    let line = "-q compat history --against main";
    let strict = repository.run(line);
    assert!(strict.code == 1 && strict.stderr.is_empty(), "{strict}");
    for weaker in [Some(about("NONE")), None] {
        match weaker {
            Some(text) => repository.write("history/orders/registry.json", text),
            None => {
                repository.write("avrocheck.toml", "schemas = [\"history\"]\nlevel = \"NONE\"\n");
                repository.remove("history/orders/registry.json");
            }
        }
        let weak = repository.run(line);
        assert!(weak.code == 0 && weak.stderr.contains("history/orders/registry.json is not what it was"), "{weak}");
        let of_base = repository.run(&format!("{line} --config main:avrocheck.toml"));
        assert_eq!(of_base.code, 1, "nothing of the branch judges it: {of_base}");
        assert_eq!(repository.run(&format!("{line} --level FULL")).code, 1);
    }
}

fn files(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(here) = open.pop() {
        for entry in fs::read_dir(here).expect("a directory") {
            let path = entry.expect("it can be listed").path();
            match path.is_dir() {
                true => open.push(path),
                false => found.push(path.strip_prefix(directory).expect("it is inside").display().to_string()),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_list_that_may_be_cut_is_not_taken_for_all() {
    let names: Vec<String> = (0..1_000).map(|number| format!("s{number}")).collect();
    let server = Server::script(move |seen, _| match seen.line.as_str() {
        // The server ignores where to go on.
        line if line.starts_with("GET /subjects?") || line == "GET /subjects" => {
            Reply::ok(serde_json::to_string(&names).expect("names are JSON"))
        }
        line if line.starts_with("GET /config") => Reply::ok(r#"{"compatibilityLevel":"BACKWARD"}"#),
        "GET /subjects/s7/versions" => Reply::ok("[1]"),
        "GET /subjects/s7/versions/1" => answer("s7", 1, "\"int\"", ""),
        _ => Reply::json(404, r#"{"error_code":40401,"message":"Subject not found."}"#),
    });
    let sandbox = Sandbox::new();
    let run = sandbox.run(&format!("-q registry pull {} --out history", server.origin()));
    assert!(run.code == 2 && run.stderr.contains("may be cut at 1000 entries"), "{run}");
    assert!(sandbox.path("history/s7/v1.avsc").exists(), "what there is, is written");
    let drift = sandbox.run(&format!("registry drift history {}", server.origin()));
    assert_eq!(drift.code, 2, "{drift}");
}

#[test]
fn what_was_pulled_means_the_same_at_a_revision() {
    let (repository, registry) = (Repository::new(), fake_shop());
    let pulled = repository.run(&format!("registry pull {} --out history", registry.url()));
    assert_eq!(pulled.code, 0, "{pulled}");
    repository.commit();
    let here = repository.run("diff history/orders-value/v1.avsc history/orders-value/v2.avsc");
    assert!(here.stdout.contains("shipTo.city"), "{here}");
    let drift = format!("registry drift history {}", registry.url());
    let same = repository.run(&drift);
    assert_eq!(same.code, 0, "{same}");
    let checked = repository.run("compat history --level FULL_TRANSITIVE --format concise").stdout;
    // What the working tree says does not count.
    repository.write(
        "history/orders-value/v2.refs.json",
        r#"[{"name": "shop.Address", "subject": "address", "version": 1}]"#,
    );
    assert!(!repository.run("diff history/orders-value/v1.avsc history/orders-value/v2.avsc").stdout.contains("city"));
    let there = repository.run("diff HEAD:history/orders-value/v1.avsc HEAD:./history/orders-value/v2.avsc");
    assert!(there.stdout.contains("shipTo.city"), "{there}");
    assert_eq!(repository.run(&drift).code, 1);
    let there = repository.run(&drift.replace(" history", " HEAD:history"));
    assert_eq!(there.code, 0, "{there}");
    let there = repository.run("compat HEAD:history --level FULL_TRANSITIVE --format concise").stdout;
    assert_eq!(there.replace("HEAD:", ""), checked);
    // Released versions go on to refer to what they referred to.
    let gate = repository.run("compat history --against HEAD --level NONE");
    let complaint = "history/orders-value/v2.refs.json: is not what it was at HEAD@";
    assert!(gate.code == 2 && gate.stdout.contains(complaint), "{gate}");
    let removed = repository.path("history/orders-value/v2.refs.json");
    fs::remove_file(removed).expect("it is there");
    let gate = repository.run("compat history --against HEAD --level NONE");
    assert!(gate.code == 2 && gate.stdout.contains(complaint), "{gate}");
}
