//! Holds the source to docs/architecture.md, and docs/security.md to the tests: layers, circles, who may open files or print, and the words of module heads.
#![allow(missing_docs, unreachable_pub)]

mod circles;
mod promises;
mod source;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use source::{Module, Package, packages, root};

/// The layers of each package. A module uses its own layer and those before it in the list.
const LAYERS: [(&str, &[&str]); 8] = [
    (
        "avro_resolve",
        &[
            "limits",
            "depth",
            "foreign",
            "likeness",
            "schema",
            "resolution",
            "data",
            "file",
            "proof",
            "second_opinion",
            "api",
        ],
    ),
    ("avro_columns", &["limits", "error", "kind", "columns", "builder", "value", "append", "sort", "file"]),
    ("movie_logs", &[]),
    (
        "schema_registry",
        &[
            "limits",
            "hex",
            "secret",
            "model",
            "error",
            "address",
            "credentials",
            "settings",
            "remark",
            "cache",
            "parallel",
            "closure",
            "client",
            "source",
            "confluent",
            "glue",
            "registry",
        ],
    ),
    (
        "kafka_batches",
        &[
            "trouble", "error", "settings", "event", "recorder", "handle", "queue", "topic", "batch", "consumer",
            "producer",
        ],
    ),
    ("_native", &["error", "command", "check", "resolution", "read"]),
    ("playground_engine", &["run", "convert", "record", "catalogue"]),
    (
        "avrocheck",
        &[
            "model", "rule", "change", "history", "finding", "pair", "engine", "evidence", "policy", "judged", "fix",
            "released", "report", "cause", "check", "repair", "lint", "impact", "inspect", "scan", "adopt", "store",
            "source", "sink", "collect", "render", "cli", "fuzzing", "main",
        ],
    ),
];

/// Modules that may reach out of the process and print, where others take text, `Read` and `Write`.
const FRONT_ENDS: [&str; 2] = ["cli", "main"];
const OPENING: [&str; 5] = ["source", "sink", "cli", "fuzzing", "main"];

/// A file with more lines than this is more than one thing.
const LONG: usize = 500;

#[test]
fn layers_use_those_below_them() {
    let mut wrong = Vec::new();
    for package in packages() {
        let (_, layers) = LAYERS.iter().find(|(name, _)| *name == package.name).expect("every package has layers");
        if layers.is_empty() {
            continue;
        }
        let height = |layer: &str| layers.iter().position(|known| *known == layer);
        for module in package.modules.values().filter(|module| !module.path.is_empty()) {
            let Some(own) = height(layer(module)) else {
                wrong.push(format!("{}: `{}` has no layer in this test", module.file, layer(module)));
                continue;
            };
            for (target, line) in package.uses(module) {
                let Some(other) = target.first() else { continue };
                if height(other).is_some_and(|other| other > own) {
                    wrong.push(format!("{}:{line}: {} uses {}", module.file, layer(module), target.join("::")));
                }
            }
        }
    }
    none(&wrong, "modules use layers above their own");
}

#[test]
fn no_module_is_in_a_circle() {
    let wrong: Vec<String> = packages().iter().flat_map(circles::circles).collect();
    none(&wrong, "circles among modules");
}

#[test]
fn only_source_sink_and_front_ends_reach_outside() {
    let wrong = places(|package, module| {
        let opening: &[&str] = match package.name {
            "avrocheck" => &OPENING,
            "schema_registry" => &["address", "cache", "client"],
            _ => &[],
        };
        let may = opening.contains(&layer(module));
        let outside = |name: &[String]| matches!(name, [first, second, ..] if first == "std" && ["fs", "net", "process"].contains(&second.as_str()));
        if may { Vec::new() } else { named(module, outside) }
    });
    none(&wrong, "files, sockets or processes are opened outside of source, sink and the front ends");
}

#[test]
fn only_front_ends_print() {
    let printing = ["println!", "eprintln!", "print!", "eprint!", "dbg!", "stdout()", "stderr()"];
    let wrong = places(|package, module| {
        let may = package.name == "avrocheck" && FRONT_ENDS.contains(&layer(module));
        if may { Vec::new() } else { called(module, &printing) }
    });
    none(&wrong, "only front ends print");
}

#[test]
fn only_the_second_opinion_asks_the_apache_avro_crate() {
    let wrong = places(|package, module| {
        let may = package.name == "avro_resolve" && layer(module) == "second_opinion";
        if may { Vec::new() } else { named(module, |name| name[0] == "apache_avro") }
    });
    none(&wrong, "its resolver is a second opinion, never the truth of a verdict");
}

#[test]
fn only_one_module_reads_git_repositories() {
    let wrong = places(|_, module| {
        let may = module.path.starts_with(&["source".to_owned(), "git".to_owned()]);
        if may { Vec::new() } else { named(module, |name| name[0] == "gix") }
    });
    none(&wrong, "everyone else knows revisions and files alone");
}

#[test]
fn only_one_module_reads_schema_registries() {
    let wrong = places(|package, module| {
        let may =
            package.name == "schema_registry" || module.path.starts_with(&["source".to_owned(), "registry".to_owned()]);
        if may { Vec::new() } else { named(module, |name| ["schema_registry", "ureq"].contains(&&*name[0])) }
    });
    none(&wrong, "everyone else knows schemas and levels alone");
}

#[test]
fn only_one_module_asks_object_stores() {
    let wrong = places(|package, module| {
        let may = package.name == "schema_registry" || layer(module) == "store";
        if may { Vec::new() } else { named(module, |name| ["object_store", "rustls", "tokio"].contains(&&*name[0])) }
    });
    none(&wrong, "everyone else knows names and bytes alone");
}

#[test]
fn nothing_is_unwrapped_without_a_reason() {
    none(&places(|_, module| called(module, &[".unwrap()"])), "`expect` says why it holds");
}

#[test]
fn files_are_short() {
    let wrong = places(|_, module| {
        let lines = module.text.lines().count();
        if lines > LONG { vec![(lines, format!("{lines} lines"))] } else { Vec::new() }
    });
    none(&wrong, "files are longer than one thing should be");
}

#[test]
fn a_name_is_of_one_type() {
    let mut wrong = Vec::new();
    for package in packages() {
        let mut types: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        // A format's own structs are called what the format calls them.
        let is_of_format = |module: &&Module| layer(module) == "render" && is_contract(&module.path);
        for module in package.modules.values().filter(|module| !is_of_format(module)) {
            for (name, line) in &module.types {
                types.entry(name).or_default().push(format!("{}:{line}", module.file));
            }
        }
        let twice = types.iter().filter(|(_, places)| places.len() > 1);
        wrong.extend(twice.map(|(name, places)| format!("{name}: {}", places.join(", "))));
    }
    none(&wrong, "types of one package share a name");
}

#[test]
fn heads_of_files_are_sentences() {
    let mut wrong = Vec::new();
    for file in files(&["src", "bindings", "crates", "fuzz/src", "playground", "tests", "examples", "benches"]) {
        let text = fs::read_to_string(&file).expect("source is text");
        let head = text.lines().map_while(|line| line.strip_prefix("//!"));
        let head: Vec<&str> = head.take_while(|line| !line.is_empty()).collect();
        let head = head.join(" ");
        let sentence = head.split(". ").next().unwrap_or_default().trim().trim_end_matches('.');
        let comes_out = |end: &str| sentence.contains(&format!(" out{end}"));
        let is_formula = sentence.starts_with("In: ")
            || sentence.contains(" in, ")
                && (sentence.ends_with(" out") || [":", ",", ";", "."].into_iter().any(comes_out));
        if is_formula {
            let file = file.strip_prefix(root()).expect("it is in the repository");
            wrong.push(format!("{}: {sentence}", file.display()));
        }
    }
    none(&wrong, "heads say what goes in and comes out instead of what the file does");
}

/// Whether a module of `render` says in types what a machine format looks like.
fn is_contract(path: &[String]) -> bool {
    path.iter().any(|name| ["contract", "json", "sarif", "gitlab"].contains(&name.as_str()))
}

/// The first name of a module's path.
fn layer(module: &Module) -> &str {
    module.path.first().map_or("", String::as_str)
}

/// The places, found in each module, as lines for people.
fn places(find: impl Fn(&Package, &Module) -> Vec<(usize, String)>) -> Vec<String> {
    let mut all = Vec::new();
    for package in packages() {
        for module in package.modules.values() {
            let found = find(package, module);
            all.extend(found.into_iter().map(|(line, what)| format!("{}:{line}: {what}", module.file)));
        }
    }
    all
}

fn named(module: &Module, is_meant: impl Fn(&[String]) -> bool) -> Vec<(usize, String)> {
    let meant = module.names.iter().filter(|(name, _)| is_meant(name));
    meant.map(|(name, line)| (*line, name.join("::"))).collect()
}

fn called(module: &Module, calls: &[&str]) -> Vec<(usize, String)> {
    let is_meant = |call: &str| calls.iter().any(|known| call == *known || call == format!(".{known}"));
    module.calls.iter().filter(|(call, _)| is_meant(call)).map(|(call, line)| (*line, call.clone())).collect()
}

/// Every file of Rust below directories of the repository.
fn files(directories: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left: Vec<PathBuf> = directories.iter().map(|directory| root().join(directory)).collect();
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(&directory).expect("a directory of the repository") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                left.push(path);
            } else if is_rust(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

/// Fails with everything that is wrong.
#[track_caller]
fn none(wrong: &[String], what: &str) {
    assert!(wrong.is_empty(), "{what} ({}):\n{}", wrong.len(), wrong.join("\n"));
}
