//! The cases of this project.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use avro_resolve::schema::convert::{Bundle, Converted};
use avro_resolve::schema::fault::FileFault;
use avro_resolve::schema::source::Source;

use crate::ordered::Ordered;
use crate::{bundle, java, json};

/// The directories of the cases, and the main file of each.
fn cases() -> Vec<(PathBuf, PathBuf)> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/idl/cases").canonicalize().expect("there are cases");
    let mut cases: Vec<(PathBuf, PathBuf)> = Vec::new();
    for entry in fs::read_dir(all).expect("there are cases") {
        let directory = entry.expect("a case").path();
        let files = ["main.avdl", "main.avpr", "main.avsc"].map(|name| directory.join(name));
        let file = files.into_iter().find(|file| file.exists());
        cases.push((directory.clone(), file.unwrap_or_else(|| panic!("no main file in {}", directory.display()))));
    }
    cases.sort();
    assert!(cases.len() > 50, "there are many");
    cases
}

fn read(directory: &Path, file: &Path) -> Bundle {
    bundle(file, &directory.join("path"))
}

#[test]
fn cases_are_read_as_recorded() {
    for (directory, file) in cases() {
        let bundle = read(&directory, &file);
        let output = match bundle.convert() {
            Ok(converted) => shown(&bundle, &converted),
            Err(faults) => described(&bundle, &faults),
        };
        insta::with_settings!({ snapshot_path => &directory, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("output", output);
        });
    }
}

/// The JSON and the IDL of what was converted, and what else is wrong with the file.
fn shown(bundle: &Bundle, converted: &Converted) -> String {
    let mut output = match converted {
        Converted::Protocol(json) | Converted::Schema(json) => json.pretty(),
        Converted::Schemas(schemas) => schemas.iter().map(|schema| schema.pretty()).collect(),
    };
    match converted.to_idl() {
        Ok(idl) => {
            write!(output, "---\n{idl}").expect("a String takes everything");
            let again = Bundle::single(Source::new("again.avdl", idl.clone())).convert();
            assert!(again.as_ref() == Ok(converted), "{idl}\n{again:?}");
            assert_eq!(again.expect("it is equal").to_idl(), Ok(idl));
        }
        Err(error) => writeln!(output, "---\n{error}").expect("a String takes everything"),
    }
    let faults = bundle.files.iter().zip(0..).flat_map(|(read, file)| {
        let faults = read.document.iter().flat_map(|document| document.faults.iter().cloned());
        faults.map(move |fault| FileFault { file, fault })
    });
    let faults: Vec<FileFault> = faults.collect();
    if !faults.is_empty() {
        output.push_str("---\n");
        output.push_str(&described(bundle, &faults));
    }
    output
}

/// A line for each fault, with the text that it is about.
fn described(bundle: &Bundle, faults: &[FileFault]) -> String {
    let mut lines = String::new();
    let main = Path::new(&bundle.files[0].source.name);
    let directory = format!("{}/", main.parent().expect("a file is in a directory").display());
    for FileFault { file, fault } in faults {
        let source = &bundle.files[*file as usize].source;
        let name = Path::new(&source.name).file_name().expect("a file has a name").display();
        let at = source.position(fault.span.start);
        let about: String = source.slice(fault.span).chars().take(30).collect();
        // Wherever the tests lie.
        let message = fault.kind.to_string().replace(&directory, "");
        writeln!(lines, "{name}:{}:{}: {message} [{}]", at.line, at.column, about.escape_debug())
            .expect("a String takes everything");
    }
    lines
}

#[test]
fn the_book_has_every_case_where_java_differs() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/idl.md");
    let page = fs::read_to_string(page).expect("the book has a page about IDL");
    for (directory, _) in cases() {
        let name = directory.file_name().and_then(|name| name.to_str()).expect("a name");
        let is_there = page.contains(&format!("`{name}`"));
        assert_eq!(is_there, directory.join("java").exists(), "{name}");
    }
}

#[test]
fn java_says_the_same_about_cases() {
    let is_idl = |(_, file): &(PathBuf, PathBuf)| file.extension().is_some_and(|extension| extension == "avdl");
    let cases: Vec<_> = cases().into_iter().filter(is_idl).collect();
    let asked: Vec<_> = cases.iter().map(|(directory, file)| (file.clone(), directory.join("path"))).collect();
    let mut wrong = String::new();
    for ((directory, file), answer) in cases.iter().zip(java::ask(&asked)) {
        let known = fs::read_to_string(directory.join("java")).unwrap_or_default();
        let (verdict, detail) = known.trim().split_once(": ").unwrap_or_default();
        let ours = read(directory, file).convert();
        let is_as_known = match (&ours, &answer, verdict) {
            (Ok(ours), Ok(java), "") => Ordered::of(&json(ours)) == Ordered::of(java),
            (Err(_), Err(_), "") => true,
            (Ok(_), Err(reason), "refuses") => reason.contains(detail),
            (Err(_), Ok(_), "accepts") => true,
            (Ok(ours), Ok(java), "reads") => java.contains(detail) && Ordered::of(&json(ours)) != Ordered::of(java),
            _ => false,
        };
        if !is_as_known {
            let ours = ours.map(|ours| json(&ours));
            writeln!(wrong, "{}\n  known {known}\n  ours {ours:?}\n  Java {answer:?}", directory.display())
                .expect("a String");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
