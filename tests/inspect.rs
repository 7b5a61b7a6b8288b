//! `avrocheck inspect` as it is called: what it prints, and how it ends.
#![allow(missing_docs)]

mod files;

use std::fs;
use std::process::Command;

use files::Data;

/// Exit code, standard output, and standard error.
fn inspect(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_avrocheck")).arg("inspect").args(arguments).output();
    let output = output.expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn one_bad_file_does_not_hide_the_others() {
    let directory = tempfile::tempdir().expect("there is room for files");
    let path = |name: &str| directory.path().join(name).display().to_string();
    let data = Data::of_movies(40).remove(0);
    let file = data.file("deflate");
    fs::write(path("good.avro"), &file).expect("there is room for files");
    fs::write(path("cut.avro"), &file[..file.len() - 3]).expect("there is room for files");
    fs::write(path("other.avro"), b"PAR1").expect("there is room for files");

    let (code, out, _) = inspect(&[&path("good.avro")]);
    assert_eq!(code, Some(0));
    assert!(out.contains("version       movie_rating_event v1\n"), "{out}");
    assert!(out.contains("records       40\n") && out.contains("codec         deflate\n"), "{out}");

    let all = [path("other.avro"), path("cut.avro"), path("gone.avro"), path("good.avro")];
    let (code, out, _) = inspect(&all.each_ref().map(String::as_str));
    assert_eq!(code, Some(2));
    for part in ["no Avro container file", "block 4 at byte ", "no such file", "records       40\n"] {
        assert!(out.contains(part), "{part}\n{out}");
    }

    let (code, out, _) = inspect(&["--format", "json", &path("cut.avro"), "schemas/v2/movie_rating_event.avsc"]);
    assert_eq!(code, Some(2));
    let json: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!(json["files"][0]["errors"][0]["block"], 4);
    assert!(json["files"][0]["errors"][0]["offset"].as_u64().is_some_and(|offset| offset > 500));
    assert_eq!(json["files"][1]["schema"]["versions"][0]["version"], "v2");
}

#[test]
fn a_directory_of_schemas_that_was_asked_for_has_to_be_there() {
    let (code, out, err) = inspect(&["--schemas", "shcemas", "schemas/v1/movie_watch_event.avsc"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("did you mean `schemas`?"), "{err}");
    assert!(out.contains("none that is known"), "{out}");
}
