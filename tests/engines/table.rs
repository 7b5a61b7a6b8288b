//! The table of cases: a schema with data, or a writer's and a reader's, what a reader makes of them, and which engines differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use avro_resolve::data::{binary, json};
use avro_resolve::file::container::{BlockWriter, Codec, write_header};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;
use avrocheck::{Implementation, Input, Level, Options, Policy, Settings, SourceTree, check, input_of};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::sandbox::package;
use crate::temporary;

/// The rules that are about engines alone.
const ENGINES: [&str; 3] = ["AVC318", "AVC319", "AVC320"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    writer: Json,
    #[serde(default)]
    reader: Option<Json>,
    /// What compresses the file; nothing, where it is not said.
    #[serde(default)]
    codec: Option<String>,
    /// Records in Avro's JSON encoding.
    data: Vec<Json>,
    /// The same as they should be read: bytes in hex, decimals, dates and times as texts.
    rows: Json,
    /// The engines that refuse them or read something else, and the rules that say so. There is none about codecs.
    #[serde(default)]
    but: BTreeMap<String, Vec<String>>,
}

/// What an engine said of a case: its rows, or an error.
#[derive(Deserialize)]
pub struct Answer {
    name: String,
    #[serde(default)]
    rows: Option<Json>,
    #[serde(default)]
    error: Option<String>,
}

pub struct Table {
    cases: Vec<Case>,
    directory: TempDir,
}

impl Table {
    /// The table, with a container file of each case and the questions about them.
    pub fn load() -> Table {
        let text = fs::read_to_string(package().join("tests/engines/cases.json")).expect("the table");
        let table = Table { cases: serde_json::from_str(&text).expect("cases"), directory: temporary() };
        let questions = table.cases.iter().enumerate().map(|(number, case)| {
            let file = table.directory.path().join(format!("{number}.avro"));
            let (schema, reader) = (case.writer.to_string(), case.reader.as_ref().map(Json::to_string));
            let data = encoded(&schema, &case.data);
            fs::write(&file, container(&schema, case.codec.as_deref(), &data)).expect("a new file");
            let data: Vec<String> = data.iter().map(|datum| hex(datum)).collect();
            json!({"name": case.name, "file": file, "writer": schema, "reader": reader, "data": data}).to_string()
        });
        let questions: Vec<String> = questions.collect();
        fs::write(table.questions(), questions.join("\n")).expect("a new file");
        table
    }

    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// The file of questions, a line of JSON for each case.
    pub fn questions(&self) -> PathBuf {
        self.directory.path().join("questions.jsonl")
    }

    /// Holds the table to what an engine said, and the rules to the table.
    #[track_caller]
    pub fn compare(&self, engine: Implementation, answers: &[Answer]) {
        assert_eq!(answers.len(), self.cases.len(), "{} has answered every question", engine.name());
        let wrong = self.cases.iter().zip(answers).filter_map(|(case, answer)| {
            assert_eq!(case.name, answer.name);
            let is_right = answer.rows.as_ref().is_some_and(|rows| is_same(rows, &case.rows));
            let named: BTreeSet<&str> = case.but.get(engine.name()).into_iter().flatten().map(String::as_str).collect();
            let raised = case.raised(engine);
            let about_engines = |rules: &BTreeSet<&str>| ENGINES.map(|rule| rules.contains(rule));
            let are_raised = named.is_subset(&raised) && about_engines(&named) == about_engines(&raised);
            let said = || answer.error.clone().or_else(|| answer.rows.as_ref().map(Json::to_string));
            let sound = is_right != case.but.contains_key(engine.name()) && are_raised;
            (!sound).then(|| format!("{}: {:?}; named {named:?}, raised {raised:?}", case.name, said()))
        });
        let wrong: Vec<String> = wrong.collect();
        assert!(wrong.is_empty(), "{} differs:\n{}", engine.release(), wrong.join("\n"));
    }
}

impl Case {
    /// The rules of the findings about the newest schema, and about reading the older one's data with it.
    fn raised(&self, engine: Implementation) -> BTreeSet<&'static str> {
        let versions = [Some(&self.writer), self.reader.as_ref()].into_iter().flatten().zip(1..);
        let files = versions.map(|(schema, version)| (format!("v{version}/schema.avsc"), schema.to_string()));
        let mut tree = SourceTree::in_memory("schemas", [] as [(&str, &str); 0]);
        files.for_each(|(path, text)| tree.put(path, text));
        let policy = Policy { readers: vec![engine], ..Policy::at(Level::DEFAULT) };
        let input: Input = input_of(tree, None, &Settings::default());
        let report = check(input, &Options { run_proofs: false, round_trips: false, ..Options::new(policy) });
        assert!(report.problems.is_empty(), "{}: {:?}", self.name, report.problems);
        let of_pairs = report.subjects.iter().flat_map(|subject| &subject.pairs).filter(|pair| pair.is_backward());
        let findings = of_pairs.flat_map(|pair| &pair.findings).chain(&report.findings);
        findings.map(|judged| judged.finding.rule.id).collect()
    }
}

fn encoded(schema: &str, records: &[Json]) -> Vec<Vec<u8>> {
    let mut shapes = Shapes::default();
    let shape = LinkedSchema::parse("schema", schema, &mut shapes).expect("a schema").root_shape();
    let encode = |record: &Json| {
        let value = json::from_json(&shapes, shape, record).unwrap_or_else(|error| panic!("{schema}: {error:?}"));
        let mut data = Vec::new();
        binary::encode(&shapes, shape, &value, &mut data);
        data
    };
    records.iter().map(encode).collect()
}

fn container(schema: &str, codec: Option<&str>, data: &[Vec<u8>]) -> Vec<u8> {
    let codec: Codec = codec.map_or(Codec::Null, |codec| codec.parse().expect("a codec"));
    let (mut file, mut writer, sync) = (Vec::new(), BlockWriter::new(&codec), *b"sixteen bytes...");
    write_header(schema, &codec, sync, &mut file);
    writer.block(data.len() as u64, &data.concat(), &sync, &mut file).expect("memory takes it");
    file
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two values are the same; 1 and 1.0 are.
fn is_same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Object(one), Json::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| is_same(value, other)))
        }
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Json::Number(a), Json::Number(b)) => a == b || (a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64(),
        (one, other) => one == other,
    }
}
