//! Holds what the program is made of to `deny.toml`, as far as that can be seen without the network, and the bill of materials to
//! what cargo compiles. `cargo deny check` does more, and takes minutes to install.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use spdx::{Expression, ParseMode};
use toml::Table;

use super::tools::{package, python, text};
use crate::python::run;

/// A package that any part of the workspace depends on, on any system.
struct Dependency {
    name: String,
    version: String,
    license: Option<String>,
    /// None for the packages of the workspace.
    source: Option<String>,
}

fn dependencies() -> &'static [Dependency] {
    static DEPENDENCIES: OnceLock<Vec<Dependency>> = OnceLock::new();
    DEPENDENCIES.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["metadata", "--format-version", "1", "--locked", "--all-features"]).current_dir(package());
        let metadata: Value = serde_json::from_str(&run(&mut cargo)).expect("it is JSON");
        let packages = metadata["packages"].as_array().expect("a list");
        let text = |package: &Value, key: &str| package[key].as_str().map(str::to_owned);
        let dependency = |package: &Value| Dependency {
            name: text(package, "name").expect("each has a name"),
            version: text(package, "version").expect("each has a version"),
            license: text(package, "license"),
            source: text(package, "source"),
        };
        packages.iter().map(dependency).collect()
    })
}

fn deny() -> Table {
    text("deny.toml").parse().expect("it is TOML")
}

fn texts(list: &toml::Value) -> BTreeSet<&str> {
    list.as_array().expect("a list").iter().map(|word| word.as_str().expect("a text")).collect()
}

#[test]
fn every_licence_is_allowed() {
    let deny = deny();
    let (everywhere, exceptions) = (texts(&deny["licenses"]["allow"]), deny["licenses"]["exceptions"].as_array());
    let exceptions: BTreeMap<&str, BTreeSet<&str>> = exceptions
        .expect("a list")
        .iter()
        .map(|row| (row["crate"].as_str().expect("a name"), texts(&row["allow"])))
        .collect();
    let mut used = BTreeSet::new();
    for Dependency { name, version, license, .. } in dependencies() {
        let license = license.as_deref().unwrap_or_else(|| panic!("{name} {version} states no licence"));
        let expression = Expression::parse_mode(license, ParseMode::LAX);
        let expression = expression.unwrap_or_else(|error| panic!("{name} {version}: {error}"));
        let own = exceptions.get(&**name);
        let is_allowed = expression.evaluate(|requirement| {
            let wanted = requirement.to_string();
            everywhere.contains(&*wanted) || own.is_some_and(|own| own.contains(&*wanted))
        });
        assert!(is_allowed, "{name} {version} has the licence {license}, which deny.toml does not allow");
        used.extend(expression.requirements().map(|requirement| requirement.req.to_string()));
    }
    let unused: Vec<&&str> = everywhere.iter().filter(|license| !used.contains(**license)).collect();
    assert!(unused.is_empty(), "no dependency has these licences any more: {unused:?}");
}

#[test]
fn every_dependency_is_from_the_registry() {
    let sources: BTreeSet<&str> = dependencies().iter().filter_map(|package| package.source.as_deref()).collect();
    assert_eq!(sources, ["registry+https://github.com/rust-lang/crates.io-index"].into());
    let own: BTreeSet<&str> =
        dependencies().iter().filter(|package| package.source.is_none()).map(|package| &*package.name).collect();
    assert_eq!(
        own,
        [
            "avro-columns",
            "avro-resolve",
            "avrocheck",
            "avrocheck-fuzz",
            "avrocheck-python",
            "kafka-batches",
            "movie-logs",
            "playground-engine",
            "schema-registry"
        ]
        .into()
    );
    let deny = deny();
    assert_eq!(["unknown-registry", "unknown-git"].map(|key| deny["sources"][key].as_str()), [Some("deny"); 2]);
}

#[test]
fn what_is_there_twice_has_a_reason() {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Dependency { name, version, .. } in dependencies() {
        versions.entry(name).or_default().push(version);
    }
    let deny = deny();
    let rows = deny["bans"]["skip"].as_array().expect("a list").iter();
    let skipped: BTreeSet<&str> = rows
        .map(|row| {
            assert!(row["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{row}");
            row["crate"].as_str().expect("a name and a version")
        })
        .collect();
    let mut unused = skipped.clone();
    for (name, versions) in versions.iter().filter(|(_, versions)| versions.len() > 1) {
        let named: Vec<String> = versions.iter().map(|version| format!("{name}@{version}")).collect();
        let left = named.iter().filter(|version| !skipped.contains(version.as_str())).count();
        assert_eq!(left, 1, "{named:?} are there; deny.toml says why for all but one");
        unused.retain(|version| !named.iter().any(|name| name == version));
    }
    assert!(unused.is_empty(), "these are not there twice any more: {unused:?}");
}

/// What the release workflow publishes beside the archives.
#[test]
fn the_bill_of_materials_has_what_is_compiled() {
    let made = || run(Command::new("python3").arg(package().join("ci/release.py")).arg("materials"));
    let text = made();
    assert_eq!(made(), text, "the same sources give the same text");
    let file = tempfile::NamedTempFile::new().expect("a file for the test");
    std::fs::write(file.path(), &text).expect("it can be written");
    let validate = "
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
sys.exit(JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read()))
";
    run(Command::new(python()).args(["-c", validate]).arg(file.path()));

    let bill: Value = serde_json::from_str(&text).expect("it is JSON");
    let components = bill["components"].as_array().expect("a list");
    let named = |name: &str| components.iter().find(|component| component["name"] == name);
    for name in [
        "avro-resolve",
        "movie-logs",
        "schema-registry",
        "zstd-sys",
        "gix",
        "apache-avro",
        "mimalloc",
        "ureq",
        "ring",
        "rdkafka-sys",
        "avro-columns",
        "parquet",
        "object_store",
        "openssl-src",
    ] {
        assert!(named(name).is_some(), "{name} is compiled into the program");
    }
    for name in ["insta", "proptest", "libfuzzer-sys", "avrocheck-fuzz"] {
        assert!(named(name).is_none(), "{name} is for tests");
    }
    for component in components {
        let digest = component["hashes"][0]["content"].as_str();
        let is_own = ["avro-columns", "avro-resolve", "kafka-batches", "movie-logs", "schema-registry"]
            .iter()
            .any(|name| component["name"] == *name);
        assert_eq!(digest.map(str::len), (!is_own).then_some(64), "{component}");
    }
    let references: BTreeSet<&str> = components.iter().filter_map(|component| component["bom-ref"].as_str()).collect();
    for row in bill["dependencies"].as_array().expect("a list") {
        for needed in row["dependsOn"].as_array().expect("a list") {
            assert!(needed.as_str().is_some_and(|needed| references.contains(needed)), "{needed}");
        }
    }
}
