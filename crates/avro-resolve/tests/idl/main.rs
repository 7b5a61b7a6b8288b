//! Avro IDL and protocols: cases of this project, Avro's own suite, and made-up schemas, held against Avro's own reader, Java 1.12.2; calls of
//! messages, against its clients and servers.
//!
//! A case is a directory in `cases`: `main.avdl` (or `main.avpr`, `main.avsc`), what it imports, beside it or in `path`, and `output.snap`: the
//! JSON and the IDL that are made of it, or what is wrong with it. Java has to say the same, unless a file `java` says what it does
//! instead, with a part of its message.
#![allow(missing_docs, unreachable_pub)]

mod cases;
mod generated;
mod java;
#[path = "../../../../tests/support/kept.rs"]
mod kept;
mod messages;
mod ordered;
mod suite;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use avro_resolve::limits;
use avro_resolve::schema::convert::{Bundle, Converted};
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::model::Import;
use avro_resolve::schema::source::Source;

mod sandbox {
    use std::path::Path;

    /// The directory of this package.
    pub(crate) fn package() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }
}

/// Reads a file with what it imports, beside the file that imports it or in a directory.
fn bundle(file: &Path, path: &Path) -> Bundle {
    let read = |file: &Path| {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Source::new(file.display().to_string(), text)
    };
    Bundle::read(read(file), &mut |from: &str, import: &Import| {
        let beside = Path::new(from).parent().expect("a file is in a directory").join(&import.path);
        let found = [beside, path.join(&import.path)].into_iter().find_map(|place: PathBuf| place.canonicalize().ok());
        found.map(|file| read(&file)).ok_or_else(|| FaultKind::UnknownImport {
            path: import.path.clone(),
            looked_for: vec![format!("beside {}", import.path), format!("path/{}", import.path)],
        })
    })
}

/// The JSON of what was converted.
fn json(converted: &Converted) -> String {
    match converted {
        Converted::Protocol(json) | Converted::Schema(json) => json.compact(),
        Converted::Schemas(schemas) => {
            let schemas: Vec<String> = schemas.iter().map(|schema| schema.compact()).collect();
            format!("[{}]", schemas.join(","))
        }
    }
}

#[test]
fn files_that_import_each_other_without_end_have_an_end() {
    let mut read = 0;
    let first = Source::new("0.avdl", "import idl \"next.avdl\";");
    let bundle = Bundle::read(first, &mut |_, _| {
        read += 1;
        Ok(Source::new(format!("{read}.avdl"), "import idl \"next.avdl\"; import idl \"other.avdl\";"))
    });
    assert!(bundle.convert().is_err() && bundle.files.len() <= limits::IMPORTS.size() + 1);
    assert!(bundle.faults.iter().all(|fault| fault.fault.kind == FaultKind::TooManyImports));
}
