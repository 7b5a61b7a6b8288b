//! Checks that the configuration's documentation and its JSON Schema list exactly the settings that the program knows.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::config::{Layer, SettingKey, Settings, Sources, settings};
use serde_json::Value;

const DOCUMENT: &str = include_str!("../../docs/configuration.md");
const EVERYTHING: &str = include_str!("../source/config/tests/everything.toml");

fn schema() -> Value {
    serde_json::from_str(include_str!("../../docs/avrocheck.schema.json")).expect("the schema is JSON")
}

fn read(text: &str) -> Settings {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let file = directory.path().join("avrocheck.toml");
    fs::write(&file, text).expect("a new file");
    let flags = Layer::default();
    settings(&Sources { explicit: Some(&file), start: directory.path(), flags: &flags, variables: &[] })
}

/// The keys that the program knows in a table: it lists them when it meets another.
fn known(text: &str) -> BTreeSet<String> {
    let settings = read(text);
    let message = &settings.problems.first().expect("the key is unknown").message;
    let (_, keys) = message.rsplit_once(" are ").unwrap_or_else(|| panic!("it lists the keys: {message}"));
    keys.split(", ").map(str::to_owned).collect()
}

/// Every table with the beginning of a file in which the next key is of that table, and its place in the schema.
const TABLES: [(&str, &str, &str); 6] = [
    ("", "", "/properties"),
    ("override", "[[override]]\n", "/properties/override/items/properties"),
    ("retired", "[[retired]]\n", "/properties/retired/items/properties"),
    ("subject", "[[subject]]\n", "/properties/subject/items/properties"),
    ("waive", "[[waive]]\n", "/properties/waive/items/properties"),
    ("registry", "[registry.a]\n", "/properties/registry/additionalProperties/properties"),
];

#[test]
fn the_schema_has_the_keys_of_the_program() {
    for (table, beginning, place) in TABLES {
        let properties = schema().pointer(place).and_then(Value::as_object).cloned().expect("the table is there");
        let keys: BTreeSet<String> = properties.keys().cloned().collect();
        assert_eq!(keys, known(&format!("{beginning}zzzzzzzz = 1\n")), "of [[{table}]]");
    }
}

#[test]
fn the_document_has_the_keys_of_the_program() {
    let section = |table: &str| match table {
        "" => DOCUMENT,
        "registry" => DOCUMENT.split("### `[registry.NAME]`").nth(1).expect("it is documented"),
        table => DOCUMENT.split(&format!("### `[[{table}]]`")).nth(1).unwrap_or_else(|| panic!("no [[{table}]]")),
    };
    for (table, beginning, _) in TABLES {
        for key in known(&format!("{beginning}zzzzzzzz = 1\n")) {
            let section = section(table);
            let named = [format!("`{key}`"), format!("`[{key}]`"), format!("`[[{key}]]`"), format!("`[{key}.NAME]`")];
            assert!(named.iter().any(|name| section.contains(name.as_str())), "{key} of [[{table}]] is not documented");
        }
    }
    for key in SettingKey::ALL {
        let variable = format!("AVROCHECK_{}", key.name().to_ascii_uppercase());
        assert!(DOCUMENT.contains(&format!("| `{}` | `{variable}` |", key.name())), "{variable} is not documented");
    }
}

#[test]
fn the_schema_and_the_program_take_every_example() {
    let validator = jsonschema::validator_for(&schema()).expect("the schema is one");
    let examples: Vec<(PathBuf, String)> =
        documents().into_iter().flat_map(|(path, text)| blocks(path, &text)).collect();
    assert!(examples.len() >= 5, "the examples have gone");
    let whole = [(PathBuf::from("everything.toml"), EVERYTHING.to_owned())];
    for (path, example) in examples.into_iter().chain(whole) {
        let problems = read(&example).problems;
        assert!(problems.is_empty(), "{}: {problems:?} in:\n{example}", path.display());
        let json = json(&example);
        let wrong: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?} in:\n{example}", path.display());
    }
}

#[test]
fn the_schema_refuses_what_the_program_refuses() {
    let validator = jsonschema::validator_for(&schema()).expect("the schema is one");
    for wrong in [
        "levl = \"FULL\"",
        "level = \"FUL\"",
        "version = 2",
        "fail_on = \"off\"",
        "assume = [\"ruby\"]",
        "since = \"newest\"",
        "group = \"{subject}\"",
        "layout = \"{subject}.avsc\"",
        "schemas = []",
        "schemas = [\"\"]",
        "assume = []",
        "exclude = []",
        "exclude = [\"\"]",
        "against = \"\"",
        "fixtures = \"\"",
        "baseline = \"\"",
        "[[override]]\nsubjects = []\npaths = [\"a\"]",
        "[[retired]]\nversions = []\nreason = \"x\"",
        "[[retired]]\nversions = [\"v1\"]\nsubjects = []\nreason = \"x\"",
        "[[subject]]\nname = \" \"\nformer = [\"a\"]",
        "[[subject]]\nname = \"a\"\nformer = [\"\"]",
        "[[waive]]\nfingerprint = \"9c1e04ab77d2\"\nreason = \"x\"\nsubject = \"\"",
        "[rules]\nAVC101 = \"never\"",
        "[registry.prod]\ncontext = \".a\"",
        "[registry.Prod]\nurl = \"https://registry.example.com\"",
        "[registry.prod]\nurl = \"registry.example.com\"",
        "[registry.prod]\nurl = \"https://registry.example.com\"\nnaming = \"topics\"",
        "[registry.prod]\nurl = \"https://registry.example.com\"\nnaming = \"{topic}\"",
        "[registry.prod]\nurl = \"ftp://registry.example.com\"",
        "[registry.prod]\nurl = \"https://me:secret@registry.example.com\"",
        "[registry.prod]\nurl = \"https://registry.example.com\"\ncontext = \"a\"",
        "[registry.prod]\nurl = \"https://registry.example.com\"\nheaders = { X-Key = \"AWS_SECRET_ACCESS_KEY\" }",
        "[[override]]\nlevel = \"NONE\"",
        "[[retired]]\nversions = [\"v1\"]",
        "[[subject]]\nname = \"a\"",
        "[[waive]]\nfingerprint = \"9c1e04ab77d2\"",
        "[[waive]]\nfingerprint = \"9c1e\"\nreason = \"x\"",
        "[[waive]]\nfingerprint = \"9c1e04ab77d2\"\nreason = \" \"",
        "[[waive]]\nfingerprint = \"9c1e04ab77d2\"\nreason = \"x\"\nexpires = \"soon\"",
    ] {
        assert!(!read(wrong).problems.is_empty(), "the program takes {wrong}");
        assert!(!validator.is_valid(&json(wrong)), "the schema takes {wrong}");
    }
}

/// The README, and what is in `docs`.
fn documents() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).expect("there are documents");
    let docs = docs.map(|entry| entry.expect("it can be listed").path());
    let pages = docs.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let pages = pages.chain([root.join("README.md")]);
    pages.map(|path| (path.clone(), fs::read_to_string(path).expect("documents are text"))).collect()
}

fn blocks(path: PathBuf, text: &str) -> Vec<(PathBuf, String)> {
    let blocks = text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(|block| (path.clone(), block.to_owned())).collect()
}

/// As an editor sees the file: days are words.
fn json(text: &str) -> Value {
    as_json(toml::Value::Table(toml::from_str(text).expect("it is TOML")))
}

fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(is) => is.into(),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, item)| (key, as_json(item))).collect(),
    }
}
