//! What the client makes of recordings: the same questions to three servers, side by side.

use std::collections::HashMap;
use std::fmt::{Display, Write};
use std::sync::{Arc, Mutex};

use schema_registry::{Configured, Error, Registered, Registry, SchemaId, SchemaText, SubjectVersion};

use crate::server::{Reply, Server};

/// A subject that was never registered answers for the one that the client looks for to see what the server does then.
const PROBE: (&str, &str) = ("__no_such_subject__", "unknown-value");

/// A server that answers as recorded, and what was asked for that was not recorded.
fn replay(recording: &str) -> (Server, Arc<Mutex<Vec<String>>>) {
    let answers: HashMap<String, (u16, String)> = serde_json::from_str(recording).expect("paths with their answers");
    let unknown = Arc::new(Mutex::new(Vec::new()));
    let own = Arc::clone(&unknown);
    let server = Server::script(move |seen, _| {
        let path = seen.line.trim_start_matches("GET ").replace(PROBE.0, PROBE.1);
        match answers.get(&path) {
            Some((status, body)) => Reply::json(*status, body.as_str()),
            // Of the context this was not recorded.
            None if path == "/subjects/:.dev:orders-value/versions?deletedOnly=true" => Reply::ok("[]"),
            None => {
                own.lock().expect("no panic").push(path);
                Reply::text(404, "")
            }
        }
    });
    (server, unknown)
}

fn shown<T>(result: Result<T, Error>, show: impl Fn(T) -> String) -> String {
    match result {
        Ok(value) => show(value),
        Err(error) => format!("ERROR {error}"),
    }
}

fn list<T: Display>(values: Vec<T>) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn schema(SchemaText { kind, text, references }: &SchemaText) -> String {
    let references: Vec<String> = references.iter().map(|used| format!("{} = {}", used.name, used.target)).collect();
    format!("{kind}, {} bytes, refers to [{}]", text.len(), references.join(", "))
}

fn version(registered: &Registered) -> String {
    format!("id {}, {}, properties {:?}", registered.id, schema(&registered.schema), registered.properties)
}

fn level(Configured { level, compatibility_group, from, .. }: Configured) -> String {
    format!("{} ({from:?}), group {}", level.as_deref().unwrap_or("-"), compatibility_group.as_deref().unwrap_or("-"))
}

fn ask(registry: &Registry, of_context: &Registry) -> String {
    let mut out = String::new();
    let mut say = |question: &str, answer: String| writeln!(out, "{question}: {answer}").expect("memory");
    say("subjects", shown(registry.subjects(), |all| format!("{} {}", all.len(), list(all))));
    say("subjects of .dev", shown(of_context.subjects(), list));
    say("versions of orders-value in .dev", shown(of_context.versions("orders-value"), list));
    for subject in ["orders-value", "legacy-value", "unknown-value", "a/b", "a+b", "a b", "a?b", "café-value", "a:b"] {
        say(&format!("versions of {subject}"), shown(registry.versions(subject), list));
    }
    for (subject, number) in
        [("orders-value", 1), ("orders-value", 2), ("orders-value", 5), ("common.Money", 2), ("a/b", 1)]
    {
        let of = SubjectVersion::new(subject, number);
        say(&of.to_string(), shown(registry.schema(&of), |registered| version(&registered)));
    }
    for id in [1, 104, 108, 109, 999_999] {
        let id = SchemaId::Number(id);
        say(&format!("id {id}"), shown(registry.schema_by_id(&id), |text| schema(&text)));
        say(&format!("versions of id {id}"), shown(registry.subject_versions_of(&id), list));
    }
    for subject in ["orders-value", "payments-value", "unknown-value"] {
        say(&format!("level of {subject}"), shown(registry.level(subject), level));
    }
    say("level of payments-value in .dev", shown(of_context.level("payments-value"), level));
    for subject in ["orders-value", "unknown-value"] {
        say(&format!("mode of {subject}"), shown(registry.mode(subject), |mode| format!("{mode:?}")));
    }
    let orders = SubjectVersion::new("orders-value", 1);
    say("what refers to orders-value@1", shown(registry.referenced_by(&orders), list));
    for remark in registry.remarks() {
        say("remark", remark.to_string());
    }
    for remark in of_context.remarks() {
        say("remark on .dev", remark.to_string());
    }
    out
}

#[test]
fn recordings_of_three_servers_are_read() {
    for (name, recording) in [
        ("apicurio", include_str!("recordings/apicurio.json")),
        ("axonops", include_str!("recordings/axonops.json")),
        ("srfake", include_str!("recordings/srfake.json")),
    ] {
        let (server, unknown) = replay(recording);
        let mut settings = server.settings();
        settings.context = Some(".dev".to_owned());
        let of_context = Registry::new(&settings).expect("settings");
        let answers = server.named(ask(&server.registry(), &of_context));
        insta::assert_snapshot!(format!("recorded_{name}"), answers);
        assert_eq!(*unknown.lock().expect("no panic"), Vec::<String>::new(), "{name}: asked for, but not recorded");
    }
}
