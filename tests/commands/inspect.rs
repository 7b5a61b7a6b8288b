//! Runs `avrocheck inspect`: what it prints, and how it ends.

use std::fs;
use std::process::Command;

use crate::sandbox::Sandbox;
use crate::support::files::Data;

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
    for part in ["not an Avro container file", "block 4 at byte ", "no such file", "records       40\n"] {
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

#[test]
fn types_of_other_files_are_found_as_the_gate_finds_them() {
    let directory = tempfile::tempdir().expect("there is room for files");
    let path = |name: &str| directory.path().join(name).display().to_string();
    let write = |name: &str, text: &str| {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the directory")).expect("there is room for files");
        fs::write(path, text).expect("there is room for files");
    };
    let user = |part: &str| {
        format!(
            "{{\"type\": \"record\", \"name\": \"User\", \"fields\": [\n  {{\"name\": \"a\", \"type\": \"{part}\"}}]}}"
        )
    };
    let money = |ty: &str| {
        format!("{{\"type\": \"record\", \"name\": \"Money\", \"fields\": [{{\"name\": \"b\", \"type\": \"{ty}\"}}]}}")
    };
    write("all/v1/user.avsc", &user("Money"));
    write("all/v1/money.avsc", &money("int"));
    write("all/v2/user.avsc", &user("Money"));
    write("all/v2/money.avsc", &money("long"));
    write("all/v3/user.avsc", &user("Money"));
    write("all/v3/typo.avsc", &user("Mony").replace("User", "Typo"));
    write("all/v3/shared.avsc", &user("Currency").replace("User", "Shared"));
    write("all/currency.avsc", "{\"type\": \"fixed\", \"name\": \"Currency\", \"size\": 3}");
    write("alone.avsc", &user("Money"));

    for (version, ty) in [("v1", "int"), ("v2", "long"), ("v3", "long")] {
        let (code, out, _) = inspect(&[&path(&format!("all/{version}/user.avsc"))]);
        assert_eq!(code, Some(0), "{out}");
        let form =
            format!("{{\"name\":\"Money\",\"type\":\"record\",\"fields\":[{{\"name\":\"b\",\"type\":\"{ty}\"}}]}}");
        assert!(out.contains(&form) && out.contains("User (2 named types)"), "{out}");
    }
    let (_, out, _) = inspect(&[&path("all/v3/shared.avsc")]);
    assert!(out.contains("{\"name\":\"Currency\",\"type\":\"fixed\",\"size\":3}"), "{out}");
    let (code, out, err) = inspect(&["--schemas", &path("all"), &path("all/v2/user.avsc")]);
    assert_eq!(code, Some(2), "another file of the tree cannot be understood");
    assert!(out.contains("version       user v2, v3\n") && err.contains("typo.avsc:2:25: "), "{out}{err}");

    let (code, out, _) = inspect(&[&path("all/v3/typo.avsc")]);
    assert_eq!(code, Some(2));
    assert!(
        out.contains("typo.avsc:2:25: ") && out.contains("did you mean \"Money\"?") && out.contains("below "),
        "{out}"
    );
    let (code, out, _) = inspect(&[&path("alone.avsc")]);
    assert_eq!(code, Some(2));
    assert!(out.contains("alone.avsc:2:25: ") && out.contains("avrocheck.toml names the directory"), "{out}");
}

#[test]
fn what_is_cut_off_or_was_never_written_is_named_for_what_it_is() {
    let sandbox = Sandbox::new();
    let glue = [&[3, 0][..], &[0xff; 16]].concat();
    let files: [(&str, &[u8], &str); 6] = [
        ("empty.bin", &[], "the file is empty"),
        ("one.bin", &[0], "has only 1 byte: too few"),
        ("four.bin", &[0, 0, 0, 1], "has only 4 bytes: too few"),
        ("zeros.bin", &[0; 4096], "begins with 18 zero bytes"),
        ("cut.bin", &glue[..9], "the bytes end in the 18 bytes that AWS Glue Schema Registry puts in front"),
        ("glue.bin", &glue, "schema the id ffffffff-ffff-ffff-ffff-ffffffffffff"),
    ];
    for (name, bytes, message) in files {
        sandbox.write(name, bytes);
        let run = sandbox.run(&format!("inspect {name}"));
        assert!(run.code == 2 && run.to_string().contains(message), "{name}: {run}");
    }
}
