//! The cache: what does not change is asked for once, and what was deleted or registered anew is not shown.

use std::fs;
use std::path::{Path, PathBuf};

use schema_registry::{Registry, Remark, SchemaId, SubjectVersion};

use crate::server::{Reply, Server};

const FIRST: &str = r#"{"subject":"orders-value","version":1,"id":4,"schema":"\"int\""}"#;
const SECOND: &str = r#"{"subject":"orders-value","version":2,"id":5,"schema":"\"long\""}"#;

fn server() -> Server {
    Server::table(vec![
        ("/subjects/orders-value/versions", vec![Reply::ok("[1,2]")]),
        ("/subjects/orders-value/versions/1", vec![Reply::ok(FIRST)]),
        ("/subjects/orders-value/versions/2", vec![Reply::ok(SECOND)]),
        ("/schemas/ids/4", vec![Reply::ok(r#"{"schema":"\"int\""}"#)]),
        ("/schemas/ids/5", vec![Reply::ok("{}")]),
        ("/config/orders-value?defaultToGlobal=true", vec![Reply::ok(r#"{"compatibilityLevel":"FULL"}"#)]),
    ])
}

fn registry(server: &Server, directory: &Path) -> Registry {
    let mut settings = server.settings();
    settings.cache_directory = Some(directory.to_owned());
    Registry::new(&settings).expect("settings")
}

/// The kept answers below a directory.
fn kept(directory: &Path) -> Vec<PathBuf> {
    let below = |directory: &Path| -> Vec<PathBuf> {
        fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()).collect()
    };
    below(directory).iter().filter(|path| path.is_dir()).flat_map(|path| below(path)).collect()
}

#[test]
fn a_later_run_asks_for_lists_and_levels_and_newest_versions_only() {
    let (server, directory) = (server(), tempfile::tempdir().expect("a directory"));
    let orders = SubjectVersion::new("orders-value", 1);
    let read = || {
        let registry = registry(&server, directory.path());
        let versions = registry.versions("orders-value").expect("a list");
        let level = registry.level("orders-value").expect("a level").level;
        let schema = registry.schema_by_id(&SchemaId::Number(4)).expect("a schema");
        (versions, level, schema, registry.schema(&orders).expect("a schema"))
    };
    let first = read();
    assert_eq!(server.lines().len(), 6);
    assert_eq!(read(), first);
    let later = server.lines().split_off(6);
    assert_eq!(
        later,
        [
            "GET /subjects/orders-value/versions",
            "GET /subjects/orders-value/versions?deletedOnly=true",
            "GET /subjects/orders-value/versions/2",
            "GET /config/orders-value?defaultToGlobal=true"
        ]
    );
    assert!(directory.path().join("CACHEDIR.TAG").exists());
}

#[test]
fn versions_of_a_subject_that_was_registered_anew_are_asked_for_again() {
    let answer = |version: u32, id: u32, text: &str| {
        Reply::ok(format!(r#"{{"subject":"orders-value","version":{version},"id":{id},"schema":"\"{text}\""}}"#))
    };
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::table(vec![
        ("/subjects/orders-value/versions", vec![Reply::ok("[1,2]")]),
        ("/subjects/orders-value/versions/1", vec![answer(1, 4, "int"), answer(1, 6, "string")]),
        // The same text, with another id; then the same id, with another text, as of a server that was set up anew.
        (
            "/subjects/orders-value/versions/2",
            vec![answer(2, 5, "long"), answer(2, 7, "long"), answer(2, 7, "double"), answer(2, 7, "double")],
        ),
    ]);
    let first = SubjectVersion::new("orders-value", 1);
    let read = || {
        let registry = registry(&server, directory.path());
        registry.versions("orders-value").expect("a list");
        registry.schema(&first).expect("it is there").schema.text.clone()
    };
    let asked = |texts: [&str; 4]| {
        let counts = texts.map(|text| {
            assert_eq!(read(), text);
            server.lines().iter().filter(|line| line.ends_with("/versions/1")).count()
        });
        assert_eq!(counts, [1, 2, 3, 3]);
    };
    asked(["\"int\"", "\"string\"", "\"string\"", "\"string\""]);

    // Without a list the server is asked.
    assert_eq!(registry(&server, directory.path()).schema(&first).expect("it is there").schema.text, "\"string\"");
    assert_eq!(server.lines().iter().filter(|line| line.ends_with("/versions/1")).count(), 4);
}

#[test]
fn a_damaged_entry_is_read_again_and_a_deleted_directory_is_made_again() {
    let (server, directory) = (server(), tempfile::tempdir().expect("a directory"));
    let read = || registry(&server, directory.path()).schema_by_id(&SchemaId::Number(4)).expect("a schema").text;
    read();
    let files = kept(directory.path());
    assert_eq!(files.len(), 1);
    let whole = fs::read(&files[0]).expect("a file");
    for damaged in [&b""[..], &whole[..whole.len() - 1], b"{\"schema\": \"other\"}"] {
        fs::write(&files[0], damaged).expect("it is writable");
        assert_eq!(read(), "\"int\"");
        assert_eq!(fs::read(&files[0]).expect("a file"), whole, "it is whole again");
    }
    let asked = server.lines().len();
    read();
    assert_eq!(server.lines().len(), asked);

    fs::remove_dir_all(directory.path()).expect("it is safe to delete");
    assert_eq!(read(), "\"int\"");
}

#[test]
fn another_registry_has_its_own_entries_and_wrong_answers_are_not_kept() {
    let (one, other) = (server(), server());
    let directory = tempfile::tempdir().expect("a directory");
    registry(&one, directory.path()).schema_by_id(&SchemaId::Number(4)).expect("a schema");
    registry(&other, directory.path()).schema_by_id(&SchemaId::Number(4)).expect("a schema");
    assert_eq!((one.lines().len(), other.lines().len(), kept(directory.path()).len()), (1, 1, 2));
    registry(&one, directory.path()).schema_by_id(&SchemaId::Number(5)).expect_err("it has no schema");
    assert_eq!(kept(directory.path()).len(), 2);
}

#[test]
fn a_directory_that_cannot_be_used_is_a_remark() {
    let (server, directory) = (server(), tempfile::tempdir().expect("a directory"));
    let file = directory.path().join("file");
    fs::write(&file, "").expect("it is writable");
    let registry = registry(&server, &file);
    registry.schema_by_id(&SchemaId::Number(4)).expect("a schema");
    assert!(matches!(&registry.remarks()[..], [Remark::CacheFailed { .. }, ..]), "{:?}", registry.remarks());
}
