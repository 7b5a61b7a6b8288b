//! Runs `compat --fix` on files.

use std::fs;

use crate::sandbox::Sandbox;

const OLD: &str = r#"{"type": "enum", "name": "Suit", "symbols": ["A", "B"]}"#;

#[test]
fn a_file_keeps_its_mark_line_ends_and_comments() {
    let new = "\u{feff}// Suits.\r\n{\r\n\t\"type\": \"enum\",\r\n\t\"name\": \"Suit\",\r\n\t\"symbols\": [\r\n\t\t\"A\" // ace\r\n\t]\r\n}\r\n";
    let sandbox = Sandbox::of([("schemas/suit/v1.avsc", OLD), ("schemas/suit/v2.avsc", new)]);
    let run = sandbox.run("compat --fix");
    assert_eq!(run.code, 0, "{run}");
    let fixed = fs::read_to_string(sandbox.path("schemas/suit/v2.avsc")).expect("the file is there");
    assert_eq!(fixed, new.replace("\"A\" // ace", "\"A\", // ace\r\n\t\t\"B\""));
    assert_eq!(fs::read_to_string(sandbox.path("schemas/suit/v1.avsc")).expect("the file is there"), OLD);
    let entries = fs::read_dir(sandbox.path("schemas/suit")).expect("the directory is there");
    assert_eq!(entries.count(), 2, "something was left behind");
    assert!(!sandbox.run("compat --fix").stdout.contains("@@"), "there was nothing left to do");
}

/// What a program reads in the report can be applied by it: bytes of the file, from 0.
#[test]
fn edits_of_the_report_fit_the_file() {
    let new = r#"{"doc": "größer", "type": "enum", "name": "Suit", "symbols": ["A"]}"#;
    let sandbox = Sandbox::of([("schemas/suit/v1.avsc", OLD), ("schemas/suit/v2.avsc", new)]);
    let report = sandbox.json("compat --format json");
    let fixes = &report["subjects"][0]["pairs"][0]["findings"][0]["fixes"];
    assert_eq!(fixes[0]["applicability"], "automatic");
    assert_eq!(fixes[1]["applicability"], "suggested");
    assert_eq!(fixes[0]["title"], "add the symbol \"B\" again");
    assert_eq!(fixes[0]["file"], "schemas/suit/v2.avsc");
    let mut text = new.to_owned();
    for edit in fixes[0]["edits"].as_array().expect("edits").iter().rev() {
        let at = |key: &str| edit[key].as_u64().expect("a number") as usize;
        text.replace_range(at("start")..at("end"), edit["text"].as_str().expect("a text"));
    }
    assert_eq!(text, new.replace("\"A\"", "\"A\", \"B\""));
    let run = sandbox.run("compat --fix --format json");
    assert!(run.stderr.contains("fixed: schemas/suit/v2.avsc"), "{run}");
    assert_eq!(fs::read_to_string(sandbox.path("schemas/suit/v2.avsc")).expect("the file is there"), text);
}

#[test]
fn nothing_is_written_where_something_cannot_be_checked() {
    let new = r#"{"type": "enum", "name": "Suit", "symbols": ["A"]}"#;
    let sandbox =
        Sandbox::of([("schemas/suit/v1.avsc", OLD), ("schemas/suit/v2.avsc", new), ("schemas/user/v1.avsc", "{")]);
    assert_eq!(sandbox.run("compat --fix").code, 2);
    assert_eq!(fs::read_to_string(sandbox.path("schemas/suit/v2.avsc")).expect("the file is there"), new);
}

#[test]
fn files_given_one_by_one_are_fixed_too() {
    let sandbox = Sandbox::of([("old.avsc", OLD), ("new.avsc", r#"{"type":"enum","name":"Suit","symbols":["B"]}"#)]);
    assert_eq!(sandbox.run("compat old.avsc new.avsc --fix").code, 0);
    let fixed = fs::read_to_string(sandbox.path("new.avsc")).expect("the file is there");
    assert_eq!(fixed, r#"{"type":"enum","name":"Suit","symbols":["A","B"]}"#);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::of([("schemas/suit/v1.avsc", OLD)]);
    sandbox.write("elsewhere.avsc", r#"{"type":"enum","name":"Suit","symbols":["B"]}"#);
    sandbox.link("schemas/suit/v2.avsc", "../../elsewhere.avsc");
    let path = sandbox.path("elsewhere.avsc");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("it is ours");
    assert_eq!(sandbox.run("compat --fix").code, 0);
    assert!(fs::symlink_metadata(sandbox.path("schemas/suit/v2.avsc")).expect("it is there").is_symlink());
    assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(path).expect("it is there").contains("[\"A\",\"B\"]"));
}
