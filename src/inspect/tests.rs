use crate::inspect::*;
use crate::model::input::{SchemaText, VersionPlace};
use crate::model::version::Version;
use avro_resolve::file::container::{BlockWriter, Codec, write_header};

const USER: &str = r#"{"type": "record", "name": "User", "fields": [{"name": "id", "type": "int"}]}"#;

fn text(subject: &str, version: &str, text: &str) -> SchemaText {
    let place = VersionPlace::Own(Version::parse(version).expect("it is a version"));
    let name = format!("{subject}-{version}.avsc");
    SchemaText { name, text: text.into(), subject: subject.to_owned(), place, references: Vec::new() }
}

fn known() -> KnownVersions {
    let documented = USER.replace("\"fields\"", "\"doc\": \"who\", \"fields\"");
    let other = USER.replace("\"int\"", "\"long\"");
    let texts = vec![
        text("user", "v1", USER),
        text("user", "v2", &documented),
        text("user", "v3", &other),
        text("copy", "v9", USER),
        text("bad", "v1", "{"),
    ];
    let (known, problems) = KnownVersions::new(texts);
    assert_eq!(problems.iter().filter_map(|problem| problem.file.as_deref()).collect::<Vec<_>>(), ["bad-v1.avsc"]);
    known
}

/// A file of two blocks, of one and of two users.
fn file(schema: &str) -> Vec<u8> {
    let sync = *b"0123456789abcdef";
    let mut file = Vec::new();
    write_header(schema, &Codec::Null, sync, &mut file);
    let mut writer = BlockWriter::new(&Codec::Null);
    writer.block(1, &[2], &sync, &mut file).expect("it compresses");
    writer.block(2, &[4, 6], &sync, &mut file).expect("it compresses");
    file
}

fn stream(bytes: &[u8]) -> DataInput<'_> {
    DataInput::Stream(Box::new(bytes))
}

#[test]
fn a_container_file_is_summed_up() {
    let inspection = container("users.avro", stream(&file(USER)[..]), &known());
    assert_eq!(inspection.troubles, []);
    let facts = inspection.container.expect("it is a container file");
    assert_eq!((facts.blocks, facts.records, facts.stored, facts.data, facts.largest), (2, 3, 3, 3, 2));
    let schema = inspection.schema.expect("its schema can be understood");
    assert_eq!((schema.name.as_str(), schema.types), ("User", 1));
    let known = schema.identity.expect("one definition a name").known;
    let known: Vec<String> = known.iter().map(|known| format!("{} {}", known.subject, known.version)).collect();
    assert_eq!(known, ["copy v9", "user v1", "user v2"]);
}

#[test]
fn a_damaged_file_is_described_up_to_the_damage() {
    let mut damaged = file(USER);
    let len = damaged.len();
    damaged[len - 1] ^= 1;
    let inspection = container("users.avro", stream(&damaged[..]), &KnownVersions::default());
    let trouble = &inspection.troubles[0];
    assert_eq!((trouble.block, trouble.offset), (Some(1), Some(len as u64 - 20)));
    assert_eq!(trouble.problem.file.as_deref(), Some("users.avro"));
    assert_eq!(inspection.container.expect("the header is well").records, 1);
    assert!(inspection.schema.expect("the header is well").identity.is_ok_and(|identity| identity.known.is_empty()));
}

#[test]
fn records_are_read_one_by_one() {
    let two = USER.replace(
        "\"int\"",
        r#"{"type": "record", "name": "Id", "fields": [
        {"name": "a", "type": "int"}, {"name": "b", "type": "int"}]}"#,
    );
    let inspection = container("users.avro", stream(&file(&two)[..]), &KnownVersions::default());
    let message = &inspection.troubles[0].problem.message;
    assert!(message.contains("record 0 of it, byte 1: 1 bytes are needed, 0 are left"), "{message}");
    let inspection = container("users.avro", stream(&file("\"null\"")[..]), &KnownVersions::default());
    let message = &inspection.troubles[0].problem.message;
    assert!(message.contains("1 bytes are left over"), "{message}");
}

#[test]
fn a_schema_that_does_not_parse_is_an_error_in_either_file() {
    let bad = USER.replace("\"int\"", "\"itn\"");
    let inspection = container("users.avro", stream(&file(&bad)[..]), &KnownVersions::default());
    let message = &inspection.troubles[0].problem.message;
    assert!(message.contains("line 1, column 70: unknown type \"itn\"; did you mean"), "{message}");
    assert!(inspection.container.is_some() && inspection.schema.is_none());
    let inspection = schema("user.avsc", &bad, &KnownVersions::default());
    assert_eq!(inspection.troubles[0].problem.position, Some((1, 70)));
}

#[test]
fn a_schema_file_is_described() {
    let facts = schema("user.avsc", USER, &known()).schema.expect("it is a schema");
    let identity = facts.identity.expect("one definition a name");
    assert_eq!(identity.canonical_form, r#"{"name":"User","type":"record","fields":[{"name":"id","type":"int"}]}"#);
    assert_eq!(identity.known.len(), 3);
    let union = schema("union.avsc", r#"["null", "int"]"#, &KnownVersions::default()).schema.expect("it is a schema");
    assert_eq!((union.name.as_str(), union.types), ("union", 0));
}

#[test]
fn a_recursive_type_that_is_defined_twice_has_no_canonical_form() {
    let node = r#"{"type": "record", "name": "Node", "fields": [{"name": "next", "type": ["null", "Node"]}]}"#;
    let fields = format!(r#"{{"name": "a", "type": {node}}}, {{"name": "b", "type": {node}}}"#);
    let text = format!(r#"{{"type": "record", "name": "Two", "fields": [{fields}]}}"#);
    let facts = schema("two.avsc", &text, &known()).schema.expect("it is clear");
    assert_eq!(facts.types, 2);
    assert_eq!(facts.identity.expect_err("it has none").name.full(), "Node");
}
