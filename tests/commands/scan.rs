//! Runs `avrocheck scan` over generated files: many files, damage, and counts that are known beforehand.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::files::{CODECS, Data};
use avro_resolve::data::{binary, translate};
use avro_resolve::resolution::Resolution;
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};

const READERS: [&str; 3] = [
    // Every record of `WRITER` can be read, some, and none.
    r#"{"type":"record","name":"R","fields":[{"name":"a","type":["null","double","string"]},{"name":"e","type":"E0"}]}"#,
    r#"{"type":"record","name":"R","fields":[{"name":"a","type":"double"},{"name":"e","type":"E1"}]}"#,
    r#"{"type":"record","name":"R","fields":[{"name":"b","type":"int"}]}"#,
];

const WRITER: &str = r#"{"type":"record","name":"R","fields":[{"name":"a","type":["null","long","string"]},{"name":"e","type":
    {"type":"enum","name":"E","symbols":["X","Y","Z"]}}]}"#;

fn reader(number: usize) -> String {
    READERS[number]
        .replace(r#""E0""#, r#"{"type":"enum","name":"E","symbols":["Z","Y","X"]}"#)
        .replace(r#""E1""#, r#"{"type":"enum","name":"E","symbols":["X","Z"]}"#)
}

fn scan(directory: &Path, arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    let output = command.current_dir(directory).args(["scan", "--format", "json"]).args(arguments).output();
    let output = output.expect("the program runs");
    let json = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    (output.status.code(), json)
}

/// Which of the data a reader fails on, by translating each alone.
fn failing(data: &Data, reader: &str) -> Vec<usize> {
    let mut shapes = Shapes::default();
    let writer = LinkedSchema::parse("writer", &data.text, &mut shapes).expect("it is a schema");
    let reader = LinkedSchema::parse("reader", reader, &mut shapes).expect("it is a schema");
    let mut resolution = Resolution::default();
    let pair = resolution.resolve(&shapes, WriterSchema(&writer), ReaderSchema(&reader));
    let fails = |value| {
        let mut bytes = Vec::new();
        binary::encode(&shapes, writer.root_shape(), value, &mut bytes);
        translate::translate(&shapes, &resolution, pair, &bytes, &mut ()).is_err()
    };
    data.records.iter().enumerate().filter(|(_, value)| fails(value)).map(|(number, _)| number).collect()
}

#[test]
fn every_record_is_counted_and_the_first_offenders_are_named() {
    let directory = tempfile::tempdir().expect("there is room for files");
    let data = Data::new("writer", WRITER, 100);
    for codec in CODECS {
        fs::write(directory.path().join(format!("{codec}.avro")), data.file(codec)).expect("there is room");
    }
    for (number, (verdict, code)) in [("compatible", 0), ("data-dependent", 1), ("incompatible", 1)].iter().enumerate()
    {
        fs::write(directory.path().join("reader.avsc"), reader(number)).expect("there is room");
        let failing = failing(&data, &reader(number));
        let (status, report) = scan(directory.path(), &[".", "--reader", "reader.avsc", "--records"]);
        assert_eq!(status, Some(*code), "{report}");
        let [writer] = report["writers"].as_array().expect("a list").as_slice() else { panic!("one schema: {report}") };
        assert_eq!(writer["verdict"], *verdict);
        assert_eq!(writer["records"], 6 * 100);
        assert_eq!(writer["failed_records"], 6 * failing.len());
        let places = writer["failing"].as_array().expect("a list");
        let sum: u64 = places.iter().map(|place| place["records"].as_u64().expect("a number")).sum();
        assert_eq!(sum, 6 * failing.len() as u64);
        // Blocks of 1, 3, 7, … records.
        let offenders = places.iter().flat_map(|place| place["first"].as_array().expect("a list"));
        for offender in offenders {
            assert_eq!(offender["file"], "bzip2.avro");
            let (block, record) = (offender["block"].as_u64(), offender["record"].as_u64());
            let before = (1u64 << (block.expect("a number") + 1)) - 2 - block.expect("a number");
            let place = (before + record.expect("a number")) as usize;
            assert!(failing.contains(&place), "{offender}");
        }
        let (by_headers, report) = scan(directory.path(), &["null.avro", "--reader", "reader.avsc"]);
        assert_eq!(by_headers, Some(*code));
        assert_eq!(report["writers"][0]["records"], serde_json::Value::Null);
    }
}

#[test]
fn damage_does_not_stop_a_scan_and_what_is_left_counts() {
    let directory = tempfile::tempdir().expect("there is room for files");
    let path = |name: &str| directory.path().join(name);
    let data = Data::new("writer", WRITER, 100);
    let mut damaged = data.file("null");
    // The header ends in the sync marker, and so does each block: this is the end of the second one.
    let is_marker = |&at: &usize| damaged[at..].starts_with(b"sixteen bytes...");
    let marker = (0..damaged.len()).filter(is_marker).nth(2).expect("there are more blocks");
    damaged[marker] = 0;
    fs::write(path("a.avro"), damaged).expect("there is room");
    fs::write(path("b.avro"), &data.file("deflate")[..40]).expect("there is room");
    fs::write(path("c.avro"), data.file("xz")).expect("there is room");
    fs::write(path("reader.avsc"), reader(0)).expect("there is room");
    let (status, report) = scan(directory.path(), &[".", "gone.avro", "--reader", "reader.avsc", "--records"]);
    assert_eq!(status, Some(2), "{report}");
    let errors: Vec<&str> =
        report["errors"].as_array().expect("a list").iter().filter_map(|e| e["file"].as_str()).collect();
    assert_eq!(errors, ["a.avro", "b.avro", "gone.avro"]);
    let records = report["writers"][0]["records"].as_u64().expect("a number");
    assert!((100 + 1..200).contains(&records), "{report}");
    assert_eq!(report["summary"]["failing_files"], 0);
}

#[test]
fn thousands_of_files_share_the_work() {
    let directory = tempfile::tempdir().expect("there is room for files");
    let kinds = [Data::new("one", WRITER, 3), Data::new("two", &WRITER.replace("\"Z\"", "\"W\""), 3)];
    for number in 0..2_000 {
        fs::create_dir_all(directory.path().join(format!("{:02}", number % 100))).expect("there is room");
        let file = directory.path().join(format!("{:02}/{number:04}.avro", number % 100));
        fs::write(file, kinds[number % 2].file("null")).expect("there is room");
    }
    fs::write(directory.path().join("reader.avsc"), reader(0)).expect("there is room");
    let (status, report) = scan(directory.path(), &[".", "--reader", "reader.avsc"]);
    assert_eq!(status, Some(1));
    let writers = report["writers"].as_array().expect("a list");
    let seen: Vec<_> = writers.iter().map(|w| (w["verdict"].as_str(), w["files"].as_array().map(Vec::len))).collect();
    assert_eq!(seen, [(Some("compatible"), Some(1_000)), (Some("data-dependent"), Some(1_000))]);
    let alone = scan(directory.path(), &[".", "--reader", "reader.avsc", "--threads", "1"]);
    assert_eq!((status, report), alone);
}
