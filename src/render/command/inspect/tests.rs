use crate::history::known::KnownVersions;
use crate::inspect;
use crate::model::data_input::DataInput;
use crate::render::command::inspect::*;
use avro_resolve::file::container::{BlockWriter, Codec, write_header};

const USER: &str = r#"{"type":"record","name":"User","fields":[{"name":"id","type":"int"}]}"#;

fn inspections() -> Vec<Inspection> {
    let sync = *b"0123456789abcdef";
    let mut file = Vec::new();
    write_header(USER, &Codec::Deflate(6), sync, &mut file);
    BlockWriter::new(&Codec::Deflate(6)).block(2_000, &[2; 2_000], &sync, &mut file).expect("it compresses");
    let known = KnownVersions::default();
    let cut = &file[..file.len() - 1];
    vec![
        inspect::container("users.avro", DataInput::Stream(Box::new(&file[..])), &known),
        inspect::container("cut.avro", DataInput::Stream(Box::new(cut)), &known),
        inspect::container("photo.avro", DataInput::Stream(Box::new(&b"\x89PNG\r\n"[..])), &known),
        inspect::schema("user.avsc", USER, &known),
        inspect::schema("bad.avsc", "{", &known),
    ]
}

#[test]
fn people_see_the_facts_and_the_faults() {
    insta::assert_snapshot!(render(&inspections(), Look::PLAIN));
}

#[test]
fn quietly_there_are_only_faults() {
    let text = render(&inspections(), Look { detail: Detail::Quiet, ..Look::PLAIN });
    assert_eq!(text.lines().filter(|line| line.starts_with("error: ")).count(), text.lines().count());
    assert_eq!(text.lines().count(), 3);
}

#[test]
fn the_contract_holds() {
    let mut json = Vec::new();
    write(&inspections(), &mut json).expect("memory takes everything");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("it is JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&json["files"]).expect("it is JSON"));
}

#[test]
fn schemas_keep_their_order_and_short_parts_their_line() {
    let text = r#"{"type":"record","name":"R","z":1.5,"a":[],"fields":[{"name":"f","type":{"type":"record","name":"S","fields":[]}},{"name":"e","type":{"type":"enum","name":"Enumeration","symbols":["FIRST_SYMBOL","SECOND_SYMBOL","THIRD_SYMBOL"]}}]}"#;
    insta::assert_snapshot!(layout::pretty(text, 100));
    assert_eq!(layout::pretty("{ no JSON", 100), "{ no JSON");
    assert_eq!(layout::pretty(r#" [ "null" , "int" ] "#, 100), r#"["null", "int"]"#);
}
