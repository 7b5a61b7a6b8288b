//! Asks Avro's own reader of IDL, Java 1.12.2, what files say. It needs Maven and a JDK; what was built is kept.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::kept::Kept;

/// What Java says about each file: its JSON, or why it refuses it. Imports are looked for beside a file and in the directory beside it.
pub(crate) fn ask(files: &[(PathBuf, PathBuf)]) -> Vec<Result<String, String>> {
    let kept = Kept { name: "idl-1.12.2", sources: ("idl-java", &["pom.xml", "ReadIdl.java"]) };
    let home = kept.home(build);
    let mut java = Command::new("java");
    java.args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "classes:lib/*", "ReadIdl"]).current_dir(home);
    java.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut java = java.spawn().expect("there is Java; ./ci/test installs it");
    let mut input = java.stdin.take().expect("it is piped");
    let lines: String = files.iter().map(|(file, path)| format!("{}\t{}\n", file.display(), path.display())).collect();
    // It writes while it reads.
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()).expect("Java reads"));
    let output = java.wait_with_output().expect("Java ends");
    writer.join().expect("Java reads");
    let text = String::from_utf8(output.stdout).expect("Java writes UTF-8");
    let answers: Vec<_> = text.lines().map(answer).collect();
    assert_eq!(answers.len(), files.len(), "Java answers for each file");
    answers
}

fn answer(line: &str) -> Result<String, String> {
    match line.split_once('\t') {
        Some(("read", json)) => Ok(json.to_owned()),
        Some((_, reason)) => Err(reason.to_owned()),
        None => panic!("{line}"),
    }
}

fn build(built: &Path) {
    let sources = built.join("sources");
    let jars = format!("-DoutputDirectory={}", built.join("lib").display());
    run(Command::new("mvn")
        .args(["--batch-mode", "--quiet", "dependency:copy-dependencies", &jars])
        .current_dir(&sources));
    run(Command::new("javac").args(["-d", "classes", "-cp", "lib/*", "sources/ReadIdl.java"]).current_dir(built));
}

fn run(command: &mut Command) {
    let output = command.output().expect("there is a JDK with Maven; ./ci/test installs them");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}\n{}{}", text(&output.stdout), text(&output.stderr));
}
