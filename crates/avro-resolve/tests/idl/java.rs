//! Asks Avro for Java 1.12.2: its reader of IDL, what files say, and its clients and servers, who understands whom. It needs Maven and a
//! JDK; what was built is kept.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::kept::Kept;

/// What Java says about each file: its JSON, or why it refuses it. Imports are looked for beside a file and in the directory beside it.
pub(crate) fn ask(files: &[(PathBuf, PathBuf)]) -> Vec<Result<String, String>> {
    let kept = Kept { name: "idl-1.12.2", sources: ("idl-java", &["pom.xml", "ReadIdl.java"]) };
    let lines = files.iter().map(|(file, path)| format!("{}\t{}\n", file.display(), path.display()));
    run_program(&kept, "ReadIdl", lines.collect()).iter().map(|line| answer(line)).collect()
}

/// What becomes of the calls of clients of one protocol to servers of another: of each part, how many were read, and how many sent.
pub(crate) fn call(protocols: &[(String, String)], message: &str) -> Vec<Result<[(u32, u32); 3], String>> {
    let kept = Kept { name: "ipc-1.12.2", sources: ("ipc-java", &["pom.xml", "CallMessages.java"]) };
    let lines = protocols.iter().map(|(client, server)| format!("{client}\t{server}\t{message}\n"));
    let counts = |line: &String| {
        let mut parts = line.split('\t').map(|part| {
            let (read, sent) = part.split_once('/').expect("two numbers");
            (read.parse().expect("a number"), sent.parse().expect("a number"))
        });
        match line.split_once("refused\t") {
            Some((_, reason)) => Err(reason.to_owned()),
            None => Ok([(); 3].map(|()| parts.next().expect("three parts"))),
        }
    };
    run_program(&kept, "CallMessages", lines.collect()).iter().map(counts).collect()
}

/// A line of output for each line of input.
fn run_program(kept: &Kept<'_>, class: &str, lines: String) -> Vec<String> {
    let home = kept.home(|built| build(built, &format!("sources/{class}.java")));
    let mut java = Command::new("java");
    // By default Java refuses the classes of the handshake.
    let options =
        ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=org.apache.avro.ipc"];
    java.args(options).args(["-cp", "classes:lib/*", class]).current_dir(home);
    java.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut java = java.spawn().expect("there is Java; ./ci/test installs it");
    let mut input = java.stdin.take().expect("it is piped");
    let asked = lines.lines().count();
    // It writes while it reads.
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()).expect("Java reads"));
    let output = java.wait_with_output().expect("Java ends");
    writer.join().expect("Java reads");
    let text = String::from_utf8(output.stdout).expect("Java writes UTF-8");
    let answers: Vec<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), asked, "Java answers each line");
    answers
}

fn answer(line: &str) -> Result<String, String> {
    match line.split_once('\t') {
        Some(("read", json)) => Ok(json.to_owned()),
        Some((_, reason)) => Err(reason.to_owned()),
        None => panic!("{line}"),
    }
}

fn build(built: &Path, source: &str) {
    let sources = built.join("sources");
    let jars = format!("-DoutputDirectory={}", built.join("lib").display());
    run(Command::new("mvn")
        .args(["--batch-mode", "--quiet", "dependency:copy-dependencies", &jars])
        .current_dir(&sources));
    run(Command::new("javac").args(["-d", "classes", "-cp", "lib/*", source]).current_dir(built));
}

fn run(command: &mut Command) {
    let output = command.output().expect("there is a JDK with Maven; ./ci/test installs them");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}\n{}{}", text(&output.stdout), text(&output.stderr));
}
