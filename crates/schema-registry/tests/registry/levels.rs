//! Levels and modes, which servers answer in their own ways.

use schema_registry::{Configured, Error, LevelSource, Registry};

use crate::server::{Reply, Server};

const NO_LEVEL: &str =
    r#"{"error_code":40408,"message":"Subject 'orders-value' does not have subject-level compatibility configured"}"#;
const NO_MODE: &str =
    r#"{"error_code":40409,"message":"Subject 'orders-value' does not have subject-level mode configured"}"#;
const NO_SUBJECT: &str =
    r#"{"message":"No artifact with ID 'new-value' in group 'null' was found.","error_code":40401}"#;
const UNSUPPORTED: &str = r#"{"message":"Operation not supported.","error_code":0}"#;
const PROBE: &str = "/config/__no_such_subject__?defaultToGlobal=true";

fn level(level: &str, from: LevelSource) -> Configured {
    Configured { level: Some(level.to_owned()), compatibility_group: None, normalize: None, from }
}

fn remarks(registry: &Registry) -> Vec<String> {
    registry.remarks().iter().map(ToString::to_string).collect()
}

/// Recordings of AxonOps and srfake.
#[test]
fn a_level_is_that_of_the_subject_or_what_the_server_fills_in() {
    let server = Server::table(vec![
        ("/config/payments-value?defaultToGlobal=true", vec![Reply::ok(r#"{"compatibilityLevel":"FULL_TRANSITIVE"}"#)]),
        (
            "/config/grouped-value?defaultToGlobal=true",
            vec![Reply::ok(r#"{"compatibilityLevel":"BACKWARD","compatibilityGroup":"major"}"#)],
        ),
    ]);
    let registry = server.registry();
    assert_eq!(registry.level("payments-value"), Ok(level("FULL_TRANSITIVE", LevelSource::Subject)));
    let grouped = registry.level("grouped-value").expect("a level");
    assert_eq!(grouped.compatibility_group.as_deref(), Some("major"));
    assert_eq!(server.lines().len(), 2);
}

/// What Confluent's source says of servers that ignore `defaultToGlobal`, and a recording of Apicurio for a new subject.
#[test]
fn without_a_level_of_its_own_a_subject_has_the_global_one() {
    for (status, body) in [(404, NO_LEVEL), (404, NO_SUBJECT)] {
        let server = Server::table(vec![
            ("/config/orders-value?defaultToGlobal=true", vec![Reply::json(status, body)]),
            ("/config", vec![Reply::ok(r#"{"compatibilityLevel":"FORWARD","normalize":true}"#)]),
        ]);
        let expected = Configured { normalize: Some(true), ..level("FORWARD", LevelSource::Global) };
        assert_eq!(server.registry().level("orders-value"), Ok(expected));
    }
}

/// Recordings of Apicurio: NONE for a subject without a level, and 40401 for one that is not there.
#[test]
fn none_of_a_server_that_fills_in_nothing_is_the_global_level() {
    let server = Server::table(vec![
        ("/config/orders-value?defaultToGlobal=true", vec![Reply::ok(r#"{"compatibilityLevel":"NONE"}"#)]),
        ("/config", vec![Reply::ok(r#"{"compatibilityLevel":"BACKWARD"}"#)]),
        (PROBE, vec![Reply::json(404, NO_SUBJECT)]),
    ]);
    let registry = server.registry();
    assert_eq!(registry.level("orders-value"), Ok(level("BACKWARD", LevelSource::Global)));
    assert_eq!(registry.level("orders-value"), Ok(level("BACKWARD", LevelSource::Global)));
    assert_eq!(
        remarks(&registry),
        [
            "the server answers NONE also for subjects without a level of their own, so that its global level BACKWARD is used; \
             where NONE is meant, set the level in the configuration: `orders-value`"
        ]
    );
    assert_eq!(server.lines().len(), 4, "the global level and the probe are asked for once");
}

#[test]
fn none_is_none_where_the_server_fills_in_defaults_or_the_global_level_is_none() {
    let server = Server::table(vec![
        ("/config/orders-value?defaultToGlobal=true", vec![Reply::ok(r#"{"compatibilityLevel":"NONE"}"#)]),
        ("/config", vec![Reply::ok(r#"{"compatibilityLevel":"BACKWARD"}"#)]),
        (PROBE, vec![Reply::ok(r#"{"compatibilityLevel":"BACKWARD"}"#)]),
    ]);
    let registry = server.registry();
    assert_eq!(registry.level("orders-value"), Ok(level("NONE", LevelSource::Subject)));
    assert!(registry.remarks().is_empty());

    let server = Server::table(vec![
        ("/config/orders-value?defaultToGlobal=true", vec![Reply::ok(r#"{"compatibilityLevel":"NONE"}"#)]),
        ("/config", vec![Reply::ok(r#"{"compatibilityLevel":"NONE"}"#)]),
    ]);
    assert_eq!(server.registry().level("orders-value"), Ok(level("NONE", LevelSource::Subject)));
}

#[test]
fn a_level_that_cannot_be_read_is_an_error_and_one_that_is_not_there_is_a_remark() {
    let server = Server::table(vec![("/config/orders-value?defaultToGlobal=true", vec![Reply::json(403, "{}")])]);
    assert!(matches!(server.registry().level("orders-value"), Err(Error::Forbidden { .. })));

    let server = Server::table(Vec::new());
    let registry = server.registry();
    assert_eq!(registry.level("orders-value").expect("no error").level, None);
    assert_eq!(remarks(&registry), ["the server has no endpoint /config: it names no level"]);
}

#[test]
fn a_mode_is_that_of_the_subject_or_the_global_one() {
    let server = Server::table(vec![
        ("/mode/frozen-value?defaultToGlobal=true", vec![Reply::ok(r#"{"mode":"READONLY"}"#)]),
        ("/mode/orders-value?defaultToGlobal=true", vec![Reply::json(404, NO_MODE)]),
        ("/mode", vec![Reply::ok(r#"{"mode":"READWRITE"}"#)]),
    ]);
    let registry = server.registry();
    assert_eq!(registry.mode("frozen-value"), Ok(Some("READONLY".to_owned())));
    assert_eq!(registry.mode("orders-value"), Ok(Some("READWRITE".to_owned())));
    assert_eq!(remarks(&registry), ["new versions are not accepted, because the mode is READONLY: `frozen-value`"]);

    // A recording of Apicurio.
    let server = Server::script(|_, _| Reply::json(404, UNSUPPORTED));
    let registry = server.registry();
    assert_eq!((registry.mode("a"), registry.mode("b")), (Ok(None), Ok(None)));
    assert_eq!(
        remarks(&registry),
        ["the server has no endpoint /mode: whether a subject accepts new versions is not known"]
    );
}
