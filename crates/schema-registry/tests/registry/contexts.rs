//! Contexts, after recordings of AxonOps, srfake and Apicurio, and after Confluent's source.

use schema_registry::{Registry, SchemaId, SubjectVersion};

use crate::server::{Reply, Server};

const LIST: &str = "/subjects?subjectPrefix=:.dev:";
const SCHEMA: &str = r#"{"subject":":.dev:orders-value","version":1,"id":2,"schema":"\"int\"","references":[{"name":"m","subject":"money","version":3},{"name":"n","subject":":.dev:names","version":4},{"name":"o","subject":":.other:names","version":5}]}"#;

fn registry(server: &Server) -> Registry {
    let mut settings = server.settings();
    settings.context = Some(":.dev:".to_owned());
    Registry::new(&settings).expect("settings")
}

#[test]
fn subjects_of_a_context_are_listed_without_its_name() {
    let of_path = "/contexts/.dev/subjects";
    let no_path = r#"{"message":"RESTEASY003210: Could not find resource for full path: /contexts/.dev/subjects","error_code":0}"#;
    for (table, expected) in [
        // Confluent, srfake: the prefix is heeded, and a context with settings is listed.
        (vec![(LIST, vec![Reply::ok(r#"[":.dev:",":.dev:orders-value"]"#)])], &["orders-value"][..]),
        // Apicurio, StreamNative: the prefix is ignored.
        (vec![(LIST, vec![Reply::ok(r#"["money",":.dev:b",":.dev:a",":.devil:c"]"#)])], &["a", "b"]),
        // AxonOps: contexts are in the path only, and the names are without them.
        (vec![(LIST, vec![Reply::ok("[]")]), (of_path, vec![Reply::ok(r#"["orders-value"]"#)])], &["orders-value"]),
        // A server without contexts.
        (vec![(LIST, vec![Reply::ok(r#"["orders-value"]"#)]), (of_path, vec![Reply::json(404, no_path)])], &[]),
    ] {
        let server = Server::table(table);
        let registry = registry(&server);
        assert_eq!(registry.subjects().expect("a list"), expected);
        let remarks: Vec<String> = registry.remarks().iter().map(ToString::to_string).collect();
        match expected {
            [] => assert_eq!(
                remarks,
                ["the context :.dev: has no subjects; check its name, and whether the server has contexts"]
            ),
            _ => assert!(remarks.is_empty(), "{remarks:?}"),
        }
    }
}

#[test]
fn subjects_are_asked_for_within_the_context_and_references_stay_in_it() {
    let server = Server::table(vec![
        ("/subjects/:.dev:orders-value/versions", vec![Reply::ok("[1,2]")]),
        ("/subjects/:.other:names/versions", vec![Reply::ok("[5]")]),
        ("/subjects/:.dev:orders-value/versions/1", vec![Reply::ok(SCHEMA)]),
        ("/config/:.dev:orders-value?defaultToGlobal=true", vec![Reply::ok(r#"{"compatibilityLevel":"FULL"}"#)]),
    ]);
    let of_context = registry(&server);
    assert_eq!(of_context.versions("orders-value"), Ok(vec![1, 2]));
    assert_eq!(of_context.versions(":.other:names"), Ok(vec![5]));
    assert_eq!(of_context.level("orders-value").expect("a level").level.as_deref(), Some("FULL"));
    let targets = |registry: &Registry, subject: &str| {
        let registered = registry.schema(&SubjectVersion::new(subject, 1)).expect("it is there");
        registered.schema.references.iter().map(|reference| reference.target.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(targets(&of_context, "orders-value"), ["money@3", "names@4", ":.other:names@5"]);
    assert_eq!(
        targets(&server.registry(), ":.dev:orders-value"),
        [":.dev:money@3", ":.dev:names@4", ":.other:names@5"]
    );
}

#[test]
fn ids_are_those_of_the_context_where_the_server_has_one() {
    let schema = |text: &str| Reply::ok(format!(r#"{{"schema":"{text}"}}"#));
    let of_context = "/contexts/.dev/schemas/ids/2";
    let missing = Reply::json(404, r#"{"error_code":40403,"message":"Schema not found"}"#);
    for (table, expected) in [
        (vec![(of_context, vec![schema("dev")]), ("/schemas/ids/2", vec![schema("default")])], Some("dev")),
        (vec![("/schemas/ids/2", vec![schema("default")])], Some("default")),
        (vec![(of_context, vec![missing]), ("/schemas/ids/2", vec![schema("default")])], None),
    ] {
        let server = Server::table(table);
        let found = registry(&server).schema_by_id(&SchemaId::Number(2)).ok().map(|schema| schema.text);
        assert_eq!(found.as_deref(), expected);
    }
}

#[test]
fn versions_of_an_id_are_those_of_the_context() {
    let (of_context, everywhere) = ("/contexts/.dev/schemas/ids/2/versions", "/schemas/ids/2/versions");
    let both = r#"[{"subject":":.dev:a","version":1},{"subject":"a","version":2},{"subject":":.other:a","version":3}]"#;
    let unnamed = r#"[{"subject":"a","version":2}]"#;
    for (path, answer, expected) in [
        (of_context, both, &["a@1"][..]),
        (everywhere, both, &["a@1"]),
        // AxonOps names subjects without the context that the path names.
        (of_context, unnamed, &["a@2"]),
        (everywhere, unnamed, &[]),
    ] {
        let server = Server::table(vec![(path, vec![Reply::ok(answer)])]);
        let versions = registry(&server).subject_versions_of(&SchemaId::Number(2)).expect("a list");
        assert_eq!(versions.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{path} {answer}");
    }
    let server = Server::table(vec![(everywhere, vec![Reply::ok(both)])]);
    let versions = server.registry().subject_versions_of(&SchemaId::Number(2)).expect("a list");
    assert_eq!(versions.iter().map(ToString::to_string).collect::<Vec<_>>(), [":.dev:a@1", ":.other:a@3", "a@2"]);
}

#[test]
fn what_is_no_context_is_refused() {
    let server = Server::table(Vec::new());
    let mut settings = server.settings();
    settings.context = Some("dev".to_owned());
    let error = Registry::new(&settings).expect_err("it has no dot");
    assert_eq!(error.to_string(), "the context cannot be used: \"dev\" is not one such as .staging or :.staging:");
}
