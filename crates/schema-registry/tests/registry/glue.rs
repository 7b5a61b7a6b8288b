//! AWS Glue. Answers are recordings of moto 5.2.5, a fake of AWS, where nothing else is said.

use schema_registry::{
    Authorization, AwsKeys, Credentials, Error, Registry, SchemaId, SchemaKind, Secret, Settings, SubjectVersion,
};

use crate::server::{Reply, Seen, Server};

const VERSION: &str = r#"{"SchemaVersionId": "a8795ce6-fcc4-41a0-a64b-19b2b551a1df", "SchemaDefinition": "{\n \"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"}]}", "DataFormat": "AVRO", "SchemaArn": "arn:aws:glue:us-east-1:123456789012:schema/shop/orders", "VersionNumber": 1, "Status": "AVAILABLE", "CreatedTime": "2026-11-29 14:03:29.563432"}"#;

fn keys() -> AwsKeys {
    let variables = [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        ("AWS_SESSION_TOKEN", "session-s3cr3t"),
    ];
    let variable =
        |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    AwsKeys::from_environment(variable).expect("the variables are set")
}

fn settings(server: &Server) -> Settings {
    let mut settings = server.settings();
    settings.glue_endpoint = Some(settings.address);
    settings.address = "glue://us-east-1/shop".parse().expect("an address");
    let mut credentials = Credentials::new(settings.host());
    credentials.authorization = Some(Authorization::Aws(keys()));
    settings.credentials = Some(credentials);
    settings
}

fn registry(server: &Server) -> Registry {
    Registry::new(&settings(server)).expect("the settings are right")
}

/// The action, and the body without white space.
fn asked(seen: &Seen) -> String {
    format!("{} {}", seen.header("x-amz-target").unwrap_or("").trim_start_matches("AWSGlue."), seen.body)
}

#[test]
fn schemas_are_listed_to_the_last_page() {
    let server = Server::script(|seen, _| match &*asked(seen) {
        r#"ListSchemas {"MaxResults":100,"RegistryId":{"RegistryName":"shop"}}"# => Reply::ok(
            r#"{"Schemas": [{"RegistryName": "shop", "SchemaName": "orders", "SchemaStatus": "AVAILABLE"}, {"RegistryName": "shop", "SchemaName": "old", "SchemaStatus": "DELETING"}], "NextToken": "2"}"#,
        ),
        r#"ListSchemas {"MaxResults":100,"NextToken":"2","RegistryId":{"RegistryName":"shop"}}"# => Reply::ok(
            r#"{"Schemas": [{"RegistryName": "shop", "SchemaName": "invoice-json", "SchemaStatus": "AVAILABLE"}]}"#,
        ),
        other => panic!("{other}"),
    });
    assert_eq!(registry(&server).subjects(), Ok(vec!["invoice-json".to_owned(), "orders".to_owned()]));
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "POST /");
    assert_eq!(seen.header("content-type"), Some("application/x-amz-json-1.1"));
    assert_eq!(seen.header("x-amz-security-token"), Some("session-s3cr3t"));
    let signed = seen.header("authorization").expect("it is signed");
    assert!(signed.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"), "{signed}");
    let names =
        "/us-east-1/glue/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, ";
    assert!(signed.contains(names), "{signed}");
}

#[test]
fn a_list_that_does_not_end_is_an_error() {
    let server = Server::script(|_, _| Reply::ok(r#"{"Schemas": [], "NextToken": "again"}"#));
    assert!(matches!(registry(&server).subjects(), Err(Error::WrongAnswer { .. })));
}

#[test]
fn versions_are_sorted_by_number_and_those_that_are_not_available_are_left_out() {
    let server = Server::script(|_, _| {
        Reply::ok(
            r#"{"Schemas": [{"VersionNumber": 3, "Status": "AVAILABLE"}, {"VersionNumber": 10, "Status": "FAILURE"}, {"VersionNumber": 1, "Status": "AVAILABLE"}, {"VersionNumber": 9, "Status": "AVAILABLE"}]}"#,
        )
    });
    let registry = registry(&server);
    assert_eq!(registry.versions("orders"), Ok(vec![1, 3, 9]));
    let remarks: Vec<String> = registry.remarks().iter().map(ToString::to_string).collect();
    assert_eq!(remarks, ["of `orders`, versions whose status is not AVAILABLE are left out: 10"]);
}

#[test]
fn a_version_is_read_by_number_or_id() {
    let server = Server::script(|seen, _| match &*asked(seen) {
        r#"GetSchemaVersion {"SchemaId":{"RegistryName":"shop","SchemaName":"orders"},"SchemaVersionNumber":{"VersionNumber":1}}"#
        | r#"GetSchemaVersion {"SchemaVersionId":"a8795ce6-fcc4-41a0-a64b-19b2b551a1df"}"# => Reply::ok(VERSION),
        r#"ListSchemaVersions {"MaxResults":100,"SchemaId":{"RegistryName":"shop","SchemaName":"orders"}}"# => {
            Reply::ok(
                r#"{"Schemas": [{"VersionNumber": 1, "Status": "AVAILABLE"}, {"VersionNumber": 2, "Status": "AVAILABLE"}]}"#,
            )
        }
        r#"GetSchemaVersion {"SchemaId":{"RegistryName":"shop","SchemaName":"orders"},"SchemaVersionNumber":{"VersionNumber":2}}"# => {
            Reply::ok(VERSION.replace("\"VersionNumber\": 1", "\"VersionNumber\": 2"))
        }
        other => panic!("{other}"),
    });
    let directory = tempfile::tempdir().expect("a directory");
    let mut settings = settings(&server);
    settings.cache_directory = Some(directory.path().to_owned());
    let (orders, id) =
        (SubjectVersion::new("orders", 1), SchemaId::Uuid("a8795ce6-fcc4-41a0-a64b-19b2b551a1df".to_owned()));
    for _ in 0..2 {
        let registry = Registry::new(&settings).expect("settings");
        assert_eq!(registry.versions("orders"), Ok(vec![1, 2]));
        let registered = registry.schema(&orders).expect("it is there");
        assert_eq!((&registered.id, &registered.schema.kind), (&id, &SchemaKind::Avro));
        assert_eq!(registry.schema_by_id(&id).expect("it is there"), registered.schema);
        assert_eq!(registry.subject_versions_of(&id), Ok(vec![orders.clone()]));
        assert!(registry.closure(&registered).expect("Glue has no references").is_empty());
        assert!(registry.referenced_by(&orders).expect("Glue has no references").is_empty());
    }
    // Of the first run: the list, both versions, and the id; of the second one the list and the newest version.
    assert_eq!(server.lines().len(), 4 + 2);
    assert!(registry(&server).schema_by_id(&SchemaId::Number(7)).expect_err("not here").is_missing());
}

#[test]
fn levels_have_the_names_that_confluent_gives_them() {
    for (theirs, ours) in [
        ("NONE", Some("NONE")),
        ("BACKWARD", Some("BACKWARD")),
        ("BACKWARD_ALL", Some("BACKWARD_TRANSITIVE")),
        ("FORWARD_ALL", Some("FORWARD_TRANSITIVE")),
        ("FULL_ALL", Some("FULL_TRANSITIVE")),
        ("DISABLED", None),
    ] {
        let server = Server::script(move |_, _| {
            Reply::ok(format!(r#"{{"SchemaName": "orders", "Compatibility": "{theirs}"}}"#))
        });
        let registry = registry(&server);
        assert_eq!(registry.level("orders").expect("a level").level.as_deref(), ours);
        let remarks: Vec<String> = registry.remarks().iter().map(ToString::to_string).collect();
        match ours {
            None => assert_eq!(remarks, ["new versions are not accepted, because the mode is DISABLED: `orders`"]),
            Some(_) => assert!(remarks.is_empty()),
        }
        assert_eq!(registry.mode("orders"), Ok(None));
    }
}

#[test]
fn each_answer_that_is_an_error_names_url_cause_and_remedy() {
    let fault =
        |kind: &str, message: &str| Reply::json(400, format!(r#"{{"__type": "{kind}", "message": "{message}"}}"#));
    let cases = [
        (
            "no schema",
            fault(
                "EntityNotFoundException",
                "Schema is not found. RegistryName: shop, SchemaName: orders, SchemaArn: null",
            ),
        ),
        ("no right (made up)", fault("com.amazonaws.glue#AccessDeniedException", "User is not authorized")),
        (
            "a wrong key (made up)",
            fault("UnrecognizedClientException", "The security token session-s3cr3t is invalid."),
        ),
        (
            "an old token (made up)",
            fault("ExpiredTokenException", "The security token included in the request is expired"),
        ),
        ("too many requests (made up)", fault("ThrottlingException", "Rate exceeded")),
        ("another fault (made up)", fault("InvalidInputException", "")),
        ("a fault of the server (made up)", Reply::json(500, r#"{"__type": "InternalServiceException"}"#)),
        (
            "S3's answer, with the status 200",
            Reply::Full(200, Vec::new(), b"<?xml version=\"1.0\"?><ListAllMyBucketsResult/>".to_vec()),
        ),
        ("HTML of a call that moto lacks", Reply::text(500, "<!doctype html><title>500 Internal Server Error</title>")),
        ("a redirect (made up)", Reply::redirect(307, "/other")),
    ];
    let mut shown = String::new();
    for (name, reply) in cases {
        let server = Server::script(move |_, _| reply.clone());
        let error = registry(&server).versions("orders").expect_err(name);
        shown.push_str(&format!("# {name}\n{}\n\n", server.named(error)));
    }
    assert!(!shown.contains("session-s3cr3t"));
    insta::assert_snapshot!("glue", shown);

    let registry_is_missing = fault("EntityNotFoundException", "Registry is not found. RegistryName: shop");
    let server = Server::script(move |_, _| registry_is_missing.clone());
    let error = registry(&server).subjects().expect_err("there is none");
    assert!(matches!(error, Error::NoRegistry { .. }), "{error}");

    let missing = Server::script(move |_, _| fault("EntityNotFoundException", "Schema version is not found."));
    let error = registry(&missing).schema(&SubjectVersion::new("orders", 9)).expect_err("there is none");
    assert!(matches!(error, Error::NoVersion { .. }), "{error}");
}

#[test]
fn keys_are_for_their_host_and_aws_only() {
    let server = Server::script(|_, _| panic!("nothing is asked"));
    let refused = |settings: &Settings| server.named(Registry::new(settings).expect_err("it is refused"));
    let mut bound = settings(&server);
    bound.credentials.as_mut().expect("credentials").host = "glue.us-east-1.amazonaws.com".parse().expect("a host");
    let mut none = settings(&server);
    none.credentials = None;
    let mut basic = settings(&server);
    basic.credentials.as_mut().expect("credentials").authorization = Some(Authorization::Basic(Secret::new("a:b")));
    let mut confluent = settings(&server);
    confluent.address = confluent.glue_endpoint.take().expect("an endpoint");
    let mut context = settings(&server);
    context.context = Some(".dev".to_owned());
    let errors = [refused(&bound), refused(&none), refused(&basic), refused(&confluent), refused(&context)].join("\n");
    insta::assert_snapshot!("glue_settings", errors);
}
