//! Does for the page in a browser what the command line does for files: checks, fixes, explanations, conversions and records.
//!
//! Every function takes texts and gives JSON. The unsafe code here is what wasm-bindgen generates.

mod catalogue;
mod convert;
mod record;
mod run;

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use run::Run;

/// Checks schemas: the JSON report of `avrocheck compat schemas --as confluent`.
///
/// `files` is an object with the text of each file by its path below the directory `schemas`, and `configuration` the text of
/// `avrocheck.toml`.
#[wasm_bindgen]
pub fn check(files: &str, configuration: &str) -> String {
    Run::of(files, configuration).report()
}

/// Makes every fix that passes: an object with the new text of each file that changes. The arguments are those of [`check`].
#[wasm_bindgen]
pub fn fix(files: &str, configuration: &str) -> String {
    json(&Run::of(files, configuration).fixed())
}

/// The report for people, as `avrocheck compat schemas` prints it. The arguments are those of [`check`].
#[wasm_bindgen]
pub fn describe(files: &str, configuration: &str) -> String {
    Run::of(files, configuration).description()
}

/// What there is to choose from: the version of the engine, levels, implementations that read, and all rules, as `avrocheck explain`
/// has them, with the files of their examples.
#[wasm_bindgen]
pub fn catalogue() -> String {
    json(&catalogue::all())
}

/// Converts a schema or a protocol between JSON and Avro IDL, as `avrocheck convert` does. `name` ends in `.avsc`, `.avpr` or `.avdl`,
/// and `to` is `json` or `idl`. Gives an object with the `text`, or with an `error`.
#[wasm_bindgen]
pub fn convert(name: &str, text: &str, to: &str) -> String {
    json(&convert::Answer::from(convert::convert(name, text, to)))
}

/// A made-up record of a schema: an object with JSON as `text`, or with an `error`. Other numbers make other records.
#[wasm_bindgen]
pub fn make_up(name: &str, text: &str, number: &str) -> String {
    json(&convert::Answer::from(record::made_up((name, text), number)))
}

/// Reads a record of the writer's, which is JSON, with the reader's schema. Names and texts of schemas are those of [`convert`]. Gives
/// an object with the record as `text`, or with an `error`.
#[wasm_bindgen]
pub fn read(writer_name: &str, writer: &str, reader_name: &str, reader: &str, record: &str) -> String {
    json(&convert::Answer::from(record::read((writer_name, writer), (reader_name, reader), record)))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts and their names are JSON")
}
