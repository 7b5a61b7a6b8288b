//! Checks versions inside a registry, and versions of a registry in the place of schemas.

use serde_json::json;

use crate::repository::Repository;
use crate::sandbox::{Sandbox, record};
use crate::server::{Reply, Seen, Server};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const NAME: &str = r#"{"name": "name", "type": "string"}"#;
const NOTE: &str = r#"{"name": "note", "type": "string", "default": ""}"#;

fn compact(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text).expect("it is JSON").to_string()
}

/// Subjects whose versions have these schemas, and the property `major` of each version.
fn answer(seen: &Seen, level: &str, versions: &[(&str, u32)]) -> Reply {
    let path = seen.line.trim_start_matches("GET ");
    if path.starts_with("/config") {
        return Reply::ok(level);
    }
    let all: Vec<u32> = (1..).take(versions.len()).collect();
    match path.strip_prefix("/subjects/users-value/versions") {
        Some("") => Reply::ok(json!(all).to_string()),
        Some("?deletedOnly=true") => Reply::ok("[]"),
        Some(version) => match version.trim_start_matches('/').parse::<usize>().ok().and_then(|at| versions.get(at - 1)) {
            Some((schema, major)) => Reply::ok(
                json!({"subject": "users-value", "version": version.trim_start_matches('/').parse::<u32>().expect("a number"),
                    "id": 1, "schema": compact(schema), "metadata": {"properties": {"major": major.to_string()}}})
                .to_string(),
            ),
            None => Reply::json(404, r#"{"error_code":40402,"message":"Version 9 not found."}"#),
        },
        None => Reply::json(404, r#"{"error_code":40401,"message":"Subject not found."}"#),
    }
}

fn users(level: &'static str) -> Server {
    let versions =
        [(record("User", &[NAME]), 1), (record("User", &[ID, NAME]), 2), (record("User", &[ID, NAME, NOTE]), 2)];
    Server::script(move |seen, _| {
        let versions: Vec<(&str, u32)> = versions.iter().map(|(text, major)| (text.as_str(), *major)).collect();
        answer(seen, level, &versions)
    })
}

const BACKWARD: &str = r#"{"compatibilityLevel":"BACKWARD"}"#;

#[test]
fn versions_are_compared_in_the_order_in_which_they_are_given() {
    let (sandbox, server) = (Sandbox::new(), users(BACKWARD));
    let run = |versions: &str| sandbox.run(&format!("registry check {} {versions}", server.origin()));
    insta::assert_snapshot!("breaks", server.named(run("users-value@1 users-value@2")));
    assert_eq!(run("users-value@2 users-value@1").code, 0, "the other way round nothing breaks");
    insta::assert_snapshot!(
        "level_of_the_registry",
        server.named(run("users-value@1 users-value@2 users-value@latest"))
    );
}

#[test]
fn one_version_is_compared_with_those_before_it() {
    let sandbox = Sandbox::new();
    for (level, more, code) in [
        (BACKWARD, "", 0),
        (r#"{"compatibilityLevel":"BACKWARD_TRANSITIVE"}"#, "", 1),
        (r#"{"compatibilityLevel":"BACKWARD_TRANSITIVE"}"#, " --level BACKWARD", 0),
        (r#"{"compatibilityLevel":"BACKWARD_TRANSITIVE","compatibilityGroup":"major"}"#, "", 0),
    ] {
        let server = users(level);
        let run = sandbox.run(&format!("registry check {} users-value@3{more}", server.origin()));
        assert_eq!(run.code, code, "{level}: {run}");
    }
    let server = users(BACKWARD);
    let first = sandbox.run(&format!("registry check {} users-value@1", server.origin()));
    assert!(first.code == 0 && first.last_line().contains("NO PAIR WAS COMPARED"), "{first}");
    sandbox.write(
        "avrocheck.toml",
        "level = \"NONE\"\n[[override]]\nsubjects = [\"users-value\"]\nlevel = \"FULL_TRANSITIVE\"\n",
    );
    let overridden = sandbox.run(&format!("registry check {} users-value@3", server.origin()));
    assert_eq!(overridden.code, 1, "an override counts more than the registry: {overridden}");
}

#[test]
fn what_is_not_there_is_said() {
    let (sandbox, server) = (Sandbox::new(), users(BACKWARD));
    for (arguments, message) in [
        ("users-value@9", "the subject has no such version"),
        ("nobody@1", "there is no such subject"),
        ("nobody@latest", "there is no such subject"),
        ("users-value", "is not SUBJECT@VERSION"),
    ] {
        let run = sandbox.run(&format!("registry check {} {arguments}", server.origin()));
        assert!(run.code == 2 && format!("{}{}", run.stdout, run.stderr).contains(message), "{run}");
    }
    let run = sandbox.run("registry check prod users-value@1");
    assert!(run.code == 2 && run.stderr.contains("the configuration has no registry `prod`"), "{run}");
}

#[test]
fn a_version_of_a_registry_is_a_schema_everywhere() {
    let (sandbox, server) = (Sandbox::new(), users(BACKWARD));
    sandbox.write("avrocheck.toml", format!("[registry.prod]\nurl = \"{}\"\n", server.origin()));
    sandbox.write("user.avsc", record("User", &[ID, NAME]));
    sandbox.write("users.jsonl", "{\"id\": 1, \"name\": \"Ada\"}\n");
    for (line, code, part) in [
        ("compat registry:prod/users-value@1 user.avsc", 1, "missing-default: user.id"),
        ("compat registry:prod/users-value@2 registry:prod/users-value@latest", 0, "v2 ✓ v3"),
        ("diff registry:prod/users-value@2 registry:prod/users-value@3", 0, "field-added  note"),
        ("preview registry:prod/users-value@2 registry:prod/users-value@3 --data users.jsonl", 0, "note"),
        ("lint registry:prod/users-value@2", 0, "1 subject, 1 version"),
        ("serialize --raw datum --writer registry:prod/users-value@2 users.jsonl --out user.bin", 0, ""),
        ("deserialize --raw datum --writer registry:prod/users-value@2 user.bin", 0, "{\"id\":1,\"name\":\"Ada\"}"),
        ("compat registry:prod/users-value@1", 2, "a second is needed"),
        ("compat user.avsc registry:prod/users-value@3 --fix", 2, "nothing is written to a registry"),
        ("diff registry:prod/users-value user.avsc", 2, "is not registry:REGISTRY/SUBJECT@VERSION"),
        ("diff registry:dev/users-value@1 user.avsc", 2, "the configuration has no registry `dev`; there are prod"),
    ] {
        let run = sandbox.run(line);
        assert!(run.code == code && format!("{}{}", run.stdout, run.stderr).contains(part), "{code}, {part}: {run}");
    }
}

/// A registry that says which credentials and which header it got.
fn listening() -> Server {
    Server::script(|seen, _| match seen.line.as_str() {
        "GET /subjects" => Reply::ok("[]"),
        _ => Reply::text(404, "404 page not found\n"),
    })
}

fn sent(server: &Server) -> [Option<String>; 2] {
    let seen = server.seen();
    let last = seen.last().expect("it was asked");
    ["authorization", "x-key"].map(|name| last.header(name).map(str::to_owned))
}

#[test]
fn a_branch_that_changes_the_address_gets_no_credentials() {
    let (server, attacker) = (listening(), listening());
    let configured = |server: &Server| {
        format!(
            "[registry.prod]\nurl = \"{}\"\nheaders = {{ X-Key = \"AVROCHECK_REGISTRY_PROD_GATEWAY\" }}\n",
            server.origin()
        )
    };
    let repository = Repository::new();
    repository.write("avrocheck.toml", configured(&server));
    let base = repository.commit();
    repository.name("remotes/origin/main", &base);
    repository.branch("feature");
    let line = "AVROCHECK_REGISTRY_PROD_TOKEN=hunter2 AVROCHECK_REGISTRY_PROD_GATEWAY=hunter3 registry pull prod --out history";
    let run = repository.run(line);
    assert!(run.stderr.contains("has no Avro schemas"), "{run}");
    assert_eq!(
        sent(&server),
        [Some("Bearer hunter2".to_owned()), Some("hunter3".to_owned())],
        "as on the default branch"
    );

    repository.write("avrocheck.toml", configured(&attacker));
    let changed = repository.run(line);
    assert!(attacker.seen().is_empty(), "what the branch says does not count");
    assert!(
        changed.stderr.contains("registry.prod has other values where the branch left the default branch"),
        "{changed}"
    );

    // A registry that only the branch has is asked, without credentials.
    let text = configured(&attacker).replace("registry.prod", "registry.new").replace("REGISTRY_PROD", "REGISTRY_NEW");
    repository.write("avrocheck.toml", text);
    let line = line.replace("REGISTRY_PROD", "REGISTRY_NEW").replace("pull prod", "pull new");
    let withheld = repository.run(&line);
    assert_eq!(sent(&attacker), [None, None]);
    assert!(withheld.code == 2 && !withheld.to_string().replace(&line, "").contains("hunter"), "{withheld}");
    // A local branch that is called as the remote's is no proof of anything.
    repository.name("heads/origin/main", &repository.commit());
    repository.run(&line);
    assert_eq!(sent(&attacker), [None, None]);
    // Whoever runs it may name the host.
    let host = attacker.origin().replace("http://", "");
    repository.run(&format!("AVROCHECK_REGISTRY_NEW_HOST={host} {line}"));
    assert_eq!(sent(&attacker)[0].as_deref(), Some("Bearer hunter2"));
}

#[test]
fn without_a_base_nobody_gets_credentials() {
    let (sandbox, server) = (Sandbox::new(), listening());
    sandbox.write("avrocheck.toml", format!("[registry.prod]\nurl = \"{}\"\n", server.origin()));
    let run = sandbox.run("AVROCHECK_REGISTRY_PROD_TOKEN=hunter2 registry pull prod --out history");
    assert_eq!(sent(&server), [None, None]);
    assert!(run.stderr.contains("AVROCHECK_REGISTRY_PROD_HOST=127.0.0.1:"), "{run}");
    let missing = sandbox.run("registry pull pord --out history");
    assert!(missing.code == 2 && missing.stderr.contains("did you mean `prod`?"), "{missing}");
}
