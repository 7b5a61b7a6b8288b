//! Schemas, references and ids.

use std::collections::BTreeMap;

use schema_registry::{Error, Reference, SchemaId, SchemaKind, SubjectVersion};

use crate::server::{Reply, Server};

/// A recording of srfake.
const ORDERS: &str = r#"{"subject":"orders-value","version":1,"id":4,"guid":"1e3d7a6c-4dd8-88ab-b397-89155661c73d","schema":"{\"type\": \"record\", \"name\": \"Orders\", \"namespace\": \"shop\", \"fields\": [{\"name\": \"total\", \"type\": \"common.Money\"}]}","references":[{"name":"common.Money","subject":"common.Money","version":1}]}"#;
/// A recording of Apicurio: an empty list of references.
const MONEY: &str = r#"{"id":1,"subject":"common.Money","version":1,"schema":"{\"type\": \"record\", \"name\": \"Money\", \"namespace\": \"common\", \"fields\": []}","references":[]}"#;
/// A recording of AxonOps: metadata.
const GROUPED: &str = r#"{"subject":"grouped-value","id":111,"version":2,"schemaType":"AVRO","schema":"{\"type\": \"record\", \"name\": \"G\", \"fields\": [{\"name\": \"b\", \"type\": \"string\"}]}","metadata":{"properties":{"confluent:version":"2","major":"2","owner":"team-a"}}}"#;
/// What Confluent's source says: the text is compact, with the attributes in Avro's order, and empty parts are left out.
const COMPACT: &str = r#"{"subject":"orders-value","version":2,"id":9,"guid":"1e3d7a6c-4dd8-88ab-b397-89155661c73d","schemaType":"AVRO","schema":"{\"type\":\"record\",\"name\":\"Orders\",\"namespace\":\"shop\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"}]}","ts":1700000000000,"deleted":false}"#;
const JSON: &str = r#"{"subject":"json-value","version":1,"id":108,"schemaType":"JSON","schema":"{}"}"#;
const PROTOBUF: &str =
    r#"{"subject":"proto-value","version":1,"id":109,"schemaType":"PROTOBUF","schema":"syntax = \"proto3\";"}"#;
const OTHER: &str = r#"{"subject":"other-value","version":1,"id":110,"schemaType":"THRIFT","schema":"","references":null,"metadata":null}"#;

#[test]
fn a_version_is_read_with_all_that_it_has() {
    let server = Server::table(vec![
        ("/subjects/orders-value/versions/1", vec![Reply::ok(ORDERS)]),
        ("/subjects/orders-value/versions/2", vec![Reply::ok(COMPACT)]),
        ("/subjects/grouped-value/versions/2", vec![Reply::ok(GROUPED)]),
    ]);
    let registry = server.registry();
    let orders = registry.schema(&SubjectVersion::new("orders-value", 1)).expect("it is there");
    assert_eq!((&orders.id, &orders.schema.kind), (&SchemaId::Number(4), &SchemaKind::Avro));
    let money = Reference { name: "common.Money".to_owned(), target: SubjectVersion::new("common.Money", 1) };
    assert_eq!(orders.schema.references, [money]);
    assert!(orders.schema.text.starts_with(r#"{"type": "record", "name": "Orders""#), "the text as it is");

    let compact = registry.schema(&SubjectVersion::new("orders-value", 2)).expect("it is there");
    assert!(compact.schema.text.starts_with(r#"{"type":"record","name":"Orders""#), "the text as it is");
    assert!(compact.schema.references.is_empty());

    let grouped = registry.schema(&SubjectVersion::new("grouped-value", 2)).expect("it is there");
    let properties = [("confluent:version", "2"), ("major", "2"), ("owner", "team-a")];
    let properties = properties.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(grouped.properties, BTreeMap::from(properties));

    // Asked for once.
    registry.schema(&SubjectVersion::new("orders-value", 1)).expect("it is there");
    assert_eq!(server.lines().len(), 3);
}

#[test]
fn other_subjects_have_a_schema_under_the_same_id() {
    let all = r#"[{"subject":"old-value","version":7},{"subject":"orders-value","version":1}]"#;
    let orders = ("/subjects/orders-value/versions/1", vec![Reply::ok(ORDERS)]);
    let server = Server::table(vec![orders.clone(), ("/schemas/ids/4/versions", vec![Reply::ok(all)])]);
    let registry = server.registry();
    let twins = registry.twins(&SubjectVersion::new("orders-value", 1)).expect("it is there");
    assert_eq!((twins, registry.remarks().len()), (vec![SubjectVersion::new("old-value", 7)], 0));

    // A server without the endpoint.
    let none = Reply::json(404, r#"{"message":"Operation not supported.","error_code":0}"#);
    let server = Server::table(vec![orders, ("/schemas/ids/4/versions", vec![none])]);
    let registry = server.registry();
    assert_eq!(registry.twins(&SubjectVersion::new("orders-value", 1)).expect("it is there"), []);
    let remarks: Vec<String> = registry.remarks().iter().map(ToString::to_string).collect();
    assert!(remarks[0].starts_with("the server has no endpoint /schemas/ids/N/versions: who refers to"), "{remarks:?}");
}

#[test]
fn other_kinds_of_schemas_are_named() {
    let server = Server::table(vec![
        ("/subjects/json-value/versions/1", vec![Reply::ok(JSON)]),
        ("/subjects/proto-value/versions/1", vec![Reply::ok(PROTOBUF)]),
        ("/subjects/other-value/versions/1", vec![Reply::ok(OTHER)]),
    ]);
    let registry = server.registry();
    let kind =
        |subject| registry.schema(&SubjectVersion::new(subject, 1)).expect("it is there").schema.kind.to_string();
    assert_eq!([kind("json-value"), kind("proto-value"), kind("other-value")], ["JSON Schema", "Protobuf", "THRIFT"]);
}

#[test]
fn names_of_subjects_are_escaped_in_paths() {
    let server = Server::table(vec![
        ("/subjects/a%2Fb%20c%3Fd%23e%25/versions", vec![Reply::ok("[1]")]),
        ("/subjects/a:b/versions", vec![Reply::ok("[2]")]),
        ("/subjects/caf%C3%A9/versions", vec![Reply::ok("[3]")]),
    ]);
    let registry = server.registry();
    let versions = |subject| registry.versions(subject).expect("it is there");
    assert_eq!([versions("a/b c?d#e%"), versions("a:b"), versions("café")], [[1], [2], [3]]);
}

#[test]
fn references_are_read_over_all_levels_whatever_their_order() {
    let schema = |subject: &str, references: &[(&str, u32)]| {
        let references: Vec<String> = references
            .iter()
            .map(|(name, version)| format!(r#"{{"name":"{name}","subject":"{name}","version":{version}}}"#))
            .collect();
        Reply::ok(format!(
            r#"{{"subject":"{subject}","version":1,"id":1,"schema":"\"int\"","references":[{}]}}"#,
            references.join(",")
        ))
    };
    let order = |references: [(&str, u32); 3]| {
        let server = Server::table(vec![
            ("/subjects/orders/versions/1", vec![schema("orders", &references)]),
            ("/subjects/a/versions/1", vec![schema("a", &[("c", 1), ("b", 1)])]),
            ("/subjects/b/versions/1", vec![schema("b", &[("c", 1)])]),
            ("/subjects/c/versions/1", vec![schema("c", &[])]),
        ]);
        let registry = server.registry();
        let orders = registry.schema(&SubjectVersion::new("orders", 1)).expect("it is there");
        let found = registry.closure(&orders).expect("no cycle");
        assert_eq!(server.lines().len(), 4, "each is read once");
        found.iter().map(|registered| registered.of.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(order([("a", 1), ("b", 1), ("c", 1)]), ["c@1", "b@1", "a@1"]);
    assert_eq!(order([("c", 1), ("b", 1), ("a", 1)]), ["c@1", "b@1", "a@1"]);

    let server = Server::table(vec![
        ("/subjects/a/versions/1", vec![schema("a", &[("b", 1)])]),
        ("/subjects/b/versions/1", vec![schema("b", &[("a", 1)])]),
        ("/subjects/lost/versions/1", vec![schema("lost", &[("gone", 1)])]),
    ]);
    let registry = server.registry();
    let closure = |subject| {
        let registered = registry.schema(&SubjectVersion::new(subject, 1)).expect("it is there");
        registry.closure(&registered).expect_err("it cannot be followed")
    };
    let path = ["a", "b", "a"].map(|subject| SubjectVersion::new(subject, 1));
    assert_eq!(closure("a"), Error::ReferenceCycle { path: path.into() });
    assert!(matches!(closure("lost"), Error::NoEndpoint { .. }));
}

#[test]
fn ids_lead_to_schemas_and_versions() {
    let server = Server::table(vec![
        ("/schemas/ids/1", vec![Reply::ok(MONEY)]),
        (
            "/schemas/ids/1/versions",
            vec![Reply::ok(
                r#"[{"subject":"b","version":2},{"subject":"a","version":10},{"subject":"a","version":9}]"#,
            )],
        ),
        ("/schemas/ids/2", vec![Reply::json(404, r#"{"error_code":40403,"message":"Schema not found"}"#)]),
    ]);
    let registry = server.registry();
    let money = registry.schema_by_id(&SchemaId::Number(1)).expect("it is there");
    assert_eq!((money.kind, money.references), (SchemaKind::Avro, Vec::new()));
    let versions = registry.subject_versions_of(&SchemaId::Number(1)).expect("it is there");
    assert_eq!(versions.iter().map(ToString::to_string).collect::<Vec<_>>(), ["a@9", "a@10", "b@2"]);
    let missing = registry.schema_by_id(&SchemaId::Number(2)).expect_err("there is none");
    assert!(matches!(missing, Error::NoSchema { .. }) && missing.is_missing(), "{missing}");
    let missing = registry.schema_by_id(&SchemaId::Uuid("b7b4a7f0".to_owned())).expect_err("not here");
    assert!(missing.is_missing(), "{missing}");
}

#[test]
fn a_schema_of_50_mb_is_read() {
    let text = "x".repeat(50 << 20);
    let server = Server::table(vec![("/schemas/ids/1", vec![Reply::ok(format!(r#"{{"schema":"{text}"}}"#))])]);
    let mut settings = server.settings();
    settings.timeouts.total = std::time::Duration::from_secs(60);
    settings.timeouts.read = std::time::Duration::from_secs(20);
    let registry = schema_registry::Registry::new(&settings).expect("settings");
    assert_eq!(registry.schema_by_id(&SchemaId::Number(1)).expect("it is below the limit").text.len(), text.len());
}
