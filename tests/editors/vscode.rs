//! Visual Studio Code, in a browser, with the packaged extension.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::kept::Kept;
use crate::python::run;
use crate::sandbox::{Sandbox, package};

const FILM: &str = r#"{
  "type": "record",
  "name": "Film",
  "fields": [
    {"name": "title", "type": "string"}
  ]
}
"#;

#[test]
fn visual_studio_code_shows_and_fixes() {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("vscode");
    let [first, second] = ["first.vsix", "second.vsix"].map(|name| {
        let extension = place.join(name);
        run(Command::new("python3").arg(package().join("editors/vscode/build.py")).arg(&extension));
        extension
    });
    let bytes = |path| fs::read(path).expect("it was packed");
    assert!(bytes(&first) == bytes(&second), "the same sources give the same package");

    let sources = ["install.sh", "package.json", "package-lock.json"];
    let editor = Kept { name: "code-server-4.99.4", sources: ("code-server", &sources) }.home(|home| {
        run(Command::new("bash").arg("sources/install.sh").current_dir(home));
    });
    // Some of their pixels differ each time, so the pictures of the book change only when that is wanted.
    let pictures = if env::var_os("UPDATE_DOCS").is_some() { package().join("docs/picture") } else { place };
    let sandbox = Sandbox::of([("films/schemas/v1/film.avsc", FILM), ("films/schemas/v2/film.avsc", FILM)]);
    let mut visit = Command::new("node");
    visit.arg(package().join("tests/editors/vscode.mjs")).args([&editor, &second]);
    visit.arg(env!("CARGO_BIN_EXE_avrocheck")).arg(sandbox.path("films")).arg(pictures);
    let said = run(&mut visit);
    assert!(said.contains("`v1` has no field \"casts\", and `v2` has no default for it avrocheck AVC101"), "{said}");
    assert!(said.contains("schemas/v1/film.avsc: v1, which v2 has to read"), "{said}");
    assert!(said.contains("a new server answers"), "{said}");
}
