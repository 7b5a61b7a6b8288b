//! Reads AWS Glue, as moto answers for it: a fake that others maintain.

use std::fs;

use super::glue_server::GlueServer;
use crate::sandbox::{Run, Sandbox, record};
use crate::server::{Reply, Server};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const NOTE: &str = r#"{"name": "note", "type": "string", "default": ""}"#;
const KEYS: &str = "AWS_ACCESS_KEY_ID=AKIDHUNTER2 AWS_SECRET_ACCESS_KEY=hunter2 AWS_SESSION_TOKEN=hunter2-session";

/// Two registries; each list of the first has several pages.
fn shop() -> GlueServer {
    let glue = GlueServer::start();
    for registry in ["shop", "other"] {
        glue.create_registry(registry);
    }
    for (schema, level) in
        [("orders", "BACKWARD_ALL"), ("users", "NONE"), ("clicks", "FULL"), ("old", "DISABLED"), ("prices", "FORWARD")]
    {
        glue.create_schema("shop", schema, "AVRO", level, &record("R", &[ID]));
    }
    for version in 1..=4 {
        let fields: Vec<String> = (0..version).map(|field| NOTE.replace("note", &format!("note{field}"))).collect();
        let fields: Vec<&str> = [ID].into_iter().chain(fields.iter().map(String::as_str)).collect();
        glue.add_version("shop", "orders", &record("R", &fields));
    }
    let json = r#"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}"#;
    glue.create_schema("shop", "invoices", "JSON", "NONE", json);
    glue.create_schema("other", "elsewhere", "AVRO", "NONE", &record("R", &[ID]));
    glue
}

/// Runs a command with keys, whose secrets are in no output.
fn run(sandbox: &Sandbox, glue: &GlueServer, line: &str) -> String {
    let run = sandbox.run(&format!("{KEYS} AWS_ENDPOINT_URL_GLUE={} {line}", glue.url()));
    let run = glue.named(Run { line: line.to_owned(), ..run });
    assert!(!run.to_lowercase().contains("hunter2"), "{run}");
    run
}

#[test]
fn a_fake_of_aws_is_pulled_gated_and_compared() {
    let glue = shop();
    let sandbox = Sandbox::of([
        ("schemas/orders.avsc", &record("R", &[ID, &NOTE.replace(", \"default\": \"\"", "")])),
        ("schemas/users.avsc", &record("R", &[NOTE])),
        ("schemas/clicks.avsc", &record("R", &[NOTE])),
        ("schemas/old.avsc", &record("R", &[ID, NOTE])),
        ("schemas/new.avsc", &record("R", &[ID])),
    ]);
    let run = |line: &str| run(&sandbox, &glue, line);
    let pulled = ["registry pull glue://eu-west-1/shop --out history"; 2].map(run).join("\n");
    insta::assert_snapshot!("glue_pull", pulled);
    insta::assert_snapshot!("glue_gate", run("compat schemas --against registry:glue://eu-west-1/shop"));
    let check = ["orders@latest", "orders@5 orders@1 --level FULL", "orders@6", "elsewhere@1"]
        .map(|versions| run(&format!("registry check glue://eu-west-1/shop {versions}")));
    insta::assert_snapshot!("glue_check", check.join("\n"));

    let same = run("registry drift history glue://eu-west-1/shop");
    fs::remove_file(sandbox.path("history/orders/v5.avsc")).expect("it was pulled");
    sandbox.write("history/prices/v1.avsc", record("R", &[NOTE]));
    sandbox.write("avrocheck.toml", "level = \"BACKWARD_TRANSITIVE\"\n");
    let changed = run("registry drift history glue://eu-west-1/shop");
    insta::assert_snapshot!("glue_drift", format!("{same}\n{changed}"));
}

#[test]
fn what_keeps_aws_from_answering_is_said() {
    let glue = shop();
    let sandbox = Sandbox::of([("schemas/orders.avsc", &record("R", &[ID]))]);
    let endpoint = format!("AWS_ENDPOINT_URL_GLUE={}", glue.url());
    let mut shown = String::new();
    let no_keys = "AWS_ACCESS_KEY_ID= AWS_SECRET_ACCESS_KEY= AWS_SESSION_TOKEN=";
    for (name, variables, registry) in [
        ("no keys", no_keys, "shop"),
        ("half a pair of keys", "AWS_ACCESS_KEY_ID=AKIDHUNTER2 AWS_SECRET_ACCESS_KEY=", "shop"),
        ("no such registry", KEYS, "nowhere"),
        ("no registry in the address", KEYS, ""),
    ] {
        for command in [
            "registry pull glue://eu-west-1/REGISTRY --out history",
            "compat schemas --against registry:glue://eu-west-1/REGISTRY",
        ] {
            let line = command.replace("REGISTRY", registry);
            let run = sandbox.run(&format!("{variables} {endpoint} {line}"));
            assert_eq!(run.code, 2, "{name}: {run}");
            shown += &format!("# {name}: {line}\n{}{}\n", run.stdout, run.stderr);
        }
    }
    assert!(!shown.contains("hunter2"));
    insta::assert_snapshot!("glue_refused", glue.named(shown));
}

/// moto checks no key: what AWS says to a wrong one is from its documentation.
#[test]
fn a_recorded_refusal_of_aws_keys_names_the_variables() {
    let sandbox = Sandbox::of([("schemas/orders.avsc", &record("R", &[ID]))]);
    let refusals = [
        (
            400,
            r#"{"__type": "UnrecognizedClientException", "message": "The security token included in the request is invalid."}"#,
        ),
        (
            400,
            r#"{"__type": "InvalidSignatureException", "message": "The request signature we calculated does not match."}"#,
        ),
        (200, "<?xml version=\"1.0\"?><ListAllMyBucketsResult/>"),
    ];
    for (status, body) in refusals {
        let server = Server::script(move |_, _| Reply::json(status, body));
        let line = "registry pull glue://eu-west-1/shop --out history";
        let run = sandbox.run(&format!("{KEYS} AWS_ENDPOINT_URL_GLUE={} {line}", server.origin()));
        let remedy = if status == 200 { "is not JSON" } else { "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY" };
        assert!(run.code == 2 && run.stderr.contains(remedy), "{run}");
        assert!(!run.stderr.contains("hunter2"), "{run}");
    }
}
