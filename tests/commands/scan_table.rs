//! The table of a scan has a line for each file, and a scan that was ended goes on where it was.

use std::fs;

use avro_resolve::data::binary::{put_bytes, put_long};
use avro_resolve::file::container::{BlockWriter, Codec, write_header};
use serde_json::{Value, json};

#[cfg(feature = "parquet")]
use super::columns;
use super::sandbox::{Run, Sandbox};

const WRITER: &str = r#"{"type": "record", "name": "a.R", "fields": [{"name": "x", "type": ["null", "string"]}]}"#;
const READER: &str = r#"{"type": "record", "name": "a.R", "fields": [{"name": "x", "type": "string"}]}"#;

/// A file of blocks of one record, which is null or a string.
fn container(records: &[Option<&str>]) -> Vec<u8> {
    let (mut file, mut writer, sync) = (Vec::new(), BlockWriter::new(&Codec::Null), *b"sixteen bytes...");
    write_header(WRITER, &Codec::Null, sync, &mut file);
    for record in records {
        let mut data = Vec::new();
        match record {
            None => put_long(0, &mut data),
            Some(text) => {
                put_long(1, &mut data);
                put_bytes(text.as_bytes(), &mut data);
            }
        }
        writer.block(1, &data, &sync, &mut file).expect("memory takes it");
    }
    file
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::of([("reader.avsc", READER), ("writer.avsc", WRITER)]);
    sandbox.write("lake/a.avro", container(&[Some("a")]));
    sandbox.write("lake/b.avro", container(&[Some("b"), None]));
    sandbox.write("lake/c.avro", b"no container");
    sandbox
}

fn rows(sandbox: &Sandbox) -> Vec<Value> {
    let text = fs::read_to_string(sandbox.path("t.jsonl")).expect("the table");
    text.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
}

fn scan(sandbox: &Sandbox, flags: &str) -> Run {
    sandbox.run(&format!("scan lake --reader reader.avsc --table t.jsonl {flags}"))
}

fn files_read(run: &Run) -> u64 {
    let report: Value = serde_json::from_str(&run.stdout).expect("a report");
    report["summary"]["files"].as_u64().expect("a number")
}

#[test]
fn each_file_has_a_row() {
    let sandbox = sandbox();
    assert_eq!(scan(&sandbox, "--records").code, 2);
    let rows = rows(&sandbox);
    let short = |row: &Value| {
        json!([row["file"], row["depth"], row["schema"], row["verdict"], row["fails"], row["block"], row["record"]])
    };
    let wanted = [
        json!(["lake/a.avro", "records", "a.R", "data-dependent", false, null, null]),
        json!(["lake/b.avro", "records", "a.R", "data-dependent", true, 1, 0]),
        json!(["lake/c.avro", "records", null, null, false, null, null]),
    ];
    assert_eq!(rows.iter().map(short).collect::<Vec<_>>(), wanted);
    assert_eq!(rows[0]["size"], container(&[Some("a")]).len());
    assert_eq!((&rows[0]["error"], rows[2]["error"].is_string()), (&Value::Null, true));
    let digest = rows[0]["reader_digest"].as_str().expect("a text");
    assert!(digest.len() == 64 && rows[0]["version"].is_string() && rows[0]["schema_fingerprint"].is_string());
}

#[test]
fn a_scan_goes_on_where_it_was() {
    let sandbox = sandbox();
    sandbox.write("lake/c.avro", container(&[Some("c")]));
    assert_eq!(scan(&sandbox, "").code, 1);
    let whole = rows(&sandbox);
    assert_eq!(whole.len(), 3);
    let text = fs::read_to_string(sandbox.path("t.jsonl")).expect("the table");

    // A run that was killed while it wrote the second row.
    sandbox.write("t.jsonl", &text[..text.find('\n').expect("a line") + 40]);
    let run = scan(&sandbox, "--format json");
    assert_eq!((run.code, files_read(&run)), (1, 2), "{run}");
    assert!(run.stderr.contains("1 file, of which the reader may fail on 1, were in the table already"), "{run}");
    assert_eq!(rows(&sandbox), whole);
    // All is there, and what was found then still counts.
    let run = scan(&sandbox, "--format json");
    assert_eq!((run.code, files_read(&run)), (1, 0), "{run}");
    assert_eq!(rows(&sandbox), whole);
    // A file that changed, one that is gone, and one that is new.
    sandbox.write("lake/a.avro", container(&[Some("longer")]));
    fs::remove_file(sandbox.path("lake/b.avro")).expect("it is there");
    sandbox.write("lake/d.avro", container(&[None]));
    assert_eq!(files_read(&scan(&sandbox, "--format json")), 2);
    let mut names: Vec<String> = rows(&sandbox).iter().map(|row| row["file"].to_string()).collect();
    names.sort();
    assert_eq!(names, ["\"lake/a.avro\"", "\"lake/c.avro\"", "\"lake/d.avro\""]);
    // Other questions.
    assert_eq!(files_read(&scan(&sandbox, "--format json --records")), 3);
    sandbox.write("reader.avsc", WRITER);
    let run = scan(&sandbox, "--format json --records");
    assert_eq!((run.code, files_read(&run)), (0, 3), "{run}");
}

#[test]
fn records_are_decoded_where_the_schemas_do_not_decide() {
    let sandbox = sandbox();
    let other = WRITER.replace(r#"["null", "string"]"#, r#""string""#);
    let mut compatible = Vec::new();
    let sync = *b"sixteen bytes...";
    write_header(&other, &Codec::Null, sync, &mut compatible);
    // No data of this block can be decoded, and nobody does.
    BlockWriter::new(&Codec::Null).block(1, b"\xFF", &sync, &mut compatible).expect("memory takes it");
    sandbox.write("lake/d.avro", &compatible);
    compatible.truncate(compatible.len() - 1);
    sandbox.write("lake/e.avro", &compatible);
    let run = scan(&sandbox, "--records=data-dependent --format json");
    let report: Value = serde_json::from_str(&run.stdout).expect("a report");
    let writers = report["writers"].as_array().expect("a list");
    let of = |writer: &Value| json!([writer["verdict"], writer["fails"], writer["records"], writer["failed_records"]]);
    let wanted = [json!(["data-dependent", true, 3, 1]), json!(["compatible", false, null, null])];
    assert_eq!((run.code, writers.iter().map(of).collect::<Vec<_>>()), (2, wanted.to_vec()), "{run}");
    assert_eq!((&report["depth"], &report["summary"]["records"]), (&json!("data-dependent"), &json!(3)));
    let short = |row: &Value| json!([row["file"], row["fails"], row["block"], row["error"].is_string()]);
    let wanted = [
        json!(["lake/a.avro", false, null, false]),
        json!(["lake/b.avro", true, 1, false]),
        json!(["lake/c.avro", false, null, true]),
        json!(["lake/d.avro", false, null, false]),
        json!(["lake/e.avro", false, null, true]),
    ];
    assert_eq!(rows(&sandbox).iter().map(short).collect::<Vec<_>>(), wanted);
    for name in ["c", "e"] {
        fs::remove_file(sandbox.path(&format!("lake/{name}.avro"))).expect("it is there");
    }
    let run = scan(&sandbox, "--records=data-dependent --quiet");
    assert!(run.code == 1 && run.stderr.is_empty(), "{run}");
    fs::remove_file(sandbox.path("lake/b.avro")).expect("it is there");
    let run = scan(&sandbox, "--records=data-dependent --force");
    assert!(run.code == 0 && run.stdout.contains("2 files can be read, 1 by their records"), "{run}");
}

#[cfg(feature = "parquet")]
#[test]
fn a_table_has_columns() {
    let sandbox = sandbox();
    let scan = |flags: &str| {
        sandbox.run(&format!("scan lake --reader reader.avsc --records=data-dependent --table t.parquet {flags}"))
    };
    assert_eq!(scan("").code, 2);
    let seen = columns::rows(&sandbox, &["t.parquet"]);
    assert_eq!(sandbox.run("scan lake --reader reader.avsc --records=data-dependent --table t.jsonl").code, 2);
    assert_eq!(seen, rows(&sandbox));
    let run = scan("");
    assert_eq!(run.refusal(), "exit code 2\nerror: t.parquet exists; --force replaces it\n");
    fs::remove_file(sandbox.path("lake/c.avro")).expect("it is there");
    assert_eq!(scan("--force").code, 1);
    assert_eq!(columns::rows(&sandbox, &["t.parquet"]), rows(&sandbox)[..2]);
}

#[test]
fn what_is_no_table_is_left_alone() {
    let sandbox = sandbox();
    sandbox.write("t.jsonl", "{\"my\": \"data\"}\n");
    let run = scan(&sandbox, "");
    assert!(run.code == 2 && run.stderr.contains("t.jsonl: line 1 is no row of a table of `scan`"), "{run}");
    assert_eq!(fs::read_to_string(sandbox.path("t.jsonl")).expect("it is there"), "{\"my\": \"data\"}\n");
    let run = sandbox.run("scan lake --reader reader.avsc --table t.csv");
    let wanted = "exit code 2\nerror: t.csv: a table has a name that ends in .jsonl or .parquet\n";
    assert_eq!(run.refusal(), wanted);
}
