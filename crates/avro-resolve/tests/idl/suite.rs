//! Avro's own test data, which are not ours to ship. Where they lie, `AVROCHECK_IDL_SUITE` names their directory.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::ordered::Ordered;
use crate::{bundle, java, json};

/// The files of the suite, the directory where it looks for imports, and its outputs.
fn suite() -> Option<(Vec<PathBuf>, PathBuf, PathBuf)> {
    let suite = PathBuf::from(std::env::var_os("AVROCHECK_IDL_SUITE")?)
        .canonicalize()
        .expect("AVROCHECK_IDL_SUITE is a directory");
    let mut files = Vec::new();
    for directory in ["", "input", "extra", "putOnClassPath", "putOnClassPath/folder"] {
        for entry in fs::read_dir(suite.join(directory)).expect("it is Avro's suite") {
            let file = entry.expect("a file").path();
            files.extend(Some(file).filter(|file| file.extension().is_some_and(|extension| extension == "avdl")));
        }
    }
    files.sort();
    assert!(files.len() > 25, "it is Avro's suite");
    Some((files, suite.join("putOnClassPath"), suite.join("output")))
}

#[test]
fn the_suite_of_avro_is_read_as_avro_does() {
    let Some((files, path, outputs)) = suite() else { return };
    let mut compared = 0;
    for file in &files {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let names = [format!("{stem}.avpr"), format!("{}.avsc", stem.trim_end_matches("_schema"))];
        let is_input = file.parent().is_some_and(|parent| parent.ends_with("input"));
        let expected = names.iter().map(|name| outputs.join(name)).find(|output| is_input && output.exists());
        let Some(expected) = expected else { continue };
        let expected = fs::read_to_string(expected).expect("an output");
        let ours = bundle(file, &path).convert().unwrap_or_else(|faults| panic!("{}: {faults:?}", file.display()));
        assert_eq!(Ordered::of(&json(&ours)), Ordered::of(&expected), "{}", file.display());
        compared += 1;
    }
    assert_eq!(compared, fs::read_dir(outputs).expect("outputs").count(), "each output has an input");
}

#[test]
fn java_says_the_same_about_the_suite_of_avro() {
    let Some((files, path, _)) = suite() else { return };
    let asked: Vec<_> = files.iter().map(|file| (file.clone(), path.clone())).collect();
    let mut wrong = String::new();
    for (file, answer) in files.iter().zip(java::ask(&asked)) {
        let ours = bundle(file, Path::new(&path)).convert().map(|ours| json(&ours));
        let is_same = match (&ours, &answer) {
            (Ok(ours), Ok(java)) => Ordered::of(ours) == Ordered::of(java),
            (Err(_), Err(_)) => true,
            _ => false,
        };
        if !is_same {
            writeln!(wrong, "{}\n  ours {ours:?}\n  Java {answer:?}", file.display())
                .expect("a String takes everything");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
