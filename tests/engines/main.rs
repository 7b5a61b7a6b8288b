//! Asks Spark, Sail, DuckDB, polars and hamba/avro to read files, and holds the rules about them to what they answer; runs the programs
//! of docs/engines.md. This is a target of its own because of what it needs: these engines, and the wheel, for which it calls cargo.
#![allow(missing_docs, unreachable_pub)]

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

#[path = "../support/go.rs"]
mod go;
#[path = "../support/kept.rs"]
mod kept;
#[path = "../support/python.rs"]
mod python;
#[path = "../support/sandbox.rs"]
mod sandbox;
mod table;
#[path = "../support/wheel.rs"]
mod wheel;

use avrocheck::Implementation;
use kept::Kept;
use python::{python, run};
use sandbox::package;
use table::{Answer, Table};

#[test]
fn spark_reads_what_the_rules_say_and_the_page_about_it_is_true() {
    let python = python_with_wheel("engines/spark");
    let table = Table::load();
    let mut spark = engine(&python, "spark", &table);
    // One session for all of it: the programs of the page come first. A task may fail twice.
    let jar = spark_avro();
    let options = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    let arguments =
        format!("--master local[2,3] --jars {} --driver-java-options '{options}' pyspark-shell", jar.display());
    spark.env("PYSPARK_SUBMIT_ARGS", arguments).env("PYSPARK_PYTHON", &python).env("SPARK_LOCAL_IP", "127.0.0.1");
    spark.env("AVROCHECK_PAGE", package().join("docs/engines.md"));
    table.compare(Implementation::Spark, &answers(&mut spark));
}

#[test]
fn sail_reads_what_the_rules_say_and_the_page_about_it_is_true() {
    let python = python_with_wheel("engines/sail");
    let table = Table::load();
    let mut sail = engine(&python, "sail", &table);
    sail.env("AVROCHECK_PAGE", package().join("docs/engines.md"));
    table.compare(Implementation::Sail, &answers(&mut sail));
}

#[test]
fn duckdb_reads_what_the_rules_say() {
    let table = Table::load();
    table.compare(Implementation::DuckDb, &answers(&mut engine(&python("engines/spark"), "duckdb", &table)));
}

#[test]
fn polars_reads_what_the_rules_say() {
    let table = Table::load();
    table.compare(Implementation::Polars, &answers(&mut engine(&python("engines/spark"), "polars", &table)));
}

#[test]
fn go_reads_what_the_rules_say() {
    let table = Table::load();
    let mut asked =
        Command::new(go::built("hamba")).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("built");
    let questions = fs::read(table.questions()).expect("they were written");
    asked.stdin.take().expect("it is piped").write_all(&questions).expect("it reads them before it answers too much");
    let output = asked.wait_with_output().expect("it was started");
    table.compare(Implementation::Go, &parsed(&String::from_utf8_lossy(&output.stdout)));
}

/// The script that asks an engine about all cases, in a directory of its own.
fn engine(python: &Path, name: &str, table: &Table) -> Command {
    let mut command = Command::new(python);
    command.arg(package().join("tests/engines/ask.py")).arg(name).arg(table.questions()).current_dir(table.directory());
    // Sail starts Python by its name.
    let directory = python.parent().expect("Python lies in a directory").to_owned();
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([directory].into_iter().chain(env::split_paths(&others))).expect("plain paths");
    command.env("PATH", path).env("AVROCHECK_REPOSITORY", package());
    command
}

fn answers(command: &mut Command) -> Vec<Answer> {
    parsed(&run(command))
}

fn parsed(lines: &str) -> Vec<Answer> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

/// Python with the packages of a test, and with the wheel.
fn python_with_wheel(name: &str) -> PathBuf {
    static MADE: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    let python = python(name);
    let made = MADE.get_or_init(|| wheel::wheel(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("engines/wheels")));
    wheel::install(made, &python);
    python
}

/// The archive of spark-avro.
fn spark_avro() -> PathBuf {
    let kept = Kept { name: "spark-avro-4.2.0", sources: ("spark", &["pom.xml"]) };
    let home = kept.home(|built| {
        let mut maven = Command::new("mvn");
        maven.args(["--batch-mode", "--quiet", "dependency:copy-dependencies"]);
        maven.arg(format!("-DoutputDirectory={}", built.join("lib").display()));
        run(maven.current_dir(built.join("sources")));
    });
    home.join("lib/spark-avro_2.13-4.2.0.jar")
}

/// A directory that is removed after the test.
fn temporary() -> TempDir {
    tempfile::tempdir().expect("a directory for the test")
}
