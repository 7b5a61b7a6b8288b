//! Container files become Parquet and Arrow files: their values, their partitions, and what is refused.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::container::container;
use super::python::{python, run};
use super::sandbox::Sandbox;

/// Watches of users.
const WATCH: &str = r#"{"type": "record", "name": "Watch", "fields": [
    {"name": "time", "type": "string"}, {"name": "user", "type": ["null", "long"]}, {"name": "movie", "type": "string"}]}"#;

fn watch(number: u64) -> Json {
    let time = format!("2024-03-{:02}T{:02}:00:00", 1 + number % 3, number % 24);
    json!({"time": time, "user": number % 7, "movie": format!("m{number}")})
}

fn watches(count: u64) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("watches.avro", container(WATCH, (0..count).map(watch)));
    sandbox
}

fn script(arguments: &[&str], directory: &Path) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands/columns.py");
    run(Command::new(python("commands")).arg(script).args(arguments).current_dir(directory))
}

/// The rows of files, as another program reads them.
pub(super) fn rows(sandbox: &Sandbox, paths: &[&str]) -> Vec<Json> {
    let printed = script(&[&["rows"], paths].concat(), &sandbox.path(""));
    printed.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// All files below a directory, by their paths in it.
fn files(directory: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<PathBuf> = vec![directory.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(directory).expect("it is below").display().to_string());
            }
        }
    }
    found
}

fn beside(sandbox: &Sandbox) -> Vec<String> {
    let entries = fs::read_dir(sandbox.path("")).expect("a directory");
    let names = entries.map(|entry| entry.expect("an entry").file_name().display().to_string());
    let mut names: Vec<String> = names.filter(|name| name != ".git").collect();
    names.sort();
    names
}

#[test]
fn every_type_is_the_same_value_in_other_programs() {
    let sandbox = Sandbox::new();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/avro-columns/tests/columns/every_type.avsc");
    let schema = schema.to_str().expect("a plain path");
    script(&["write", schema, "every.avro"], &sandbox.path(""));
    for form in ["parquet", "arrow"] {
        let done = sandbox.run(&format!("deserialize every.avro --to {form} -o every.{form}"));
        assert_eq!(done.refusal(), "exit code 0\n");
    }
    let compared = script(&["compare", schema, "every.avro", "every"], &sandbox.path(""));
    let wanted =
        "pyarrow parquet 40 columns\nduckdb parquet 38 columns\npolars parquet 39 columns\npyarrow arrow 40 columns\n";
    assert_eq!(compared, wanted);
}

#[test]
fn a_reader_and_fields_make_the_columns() {
    let sandbox = watches(3);
    let reader = r#"{"type": "record", "name": "Watch", "fields": [{"name": "film", "type": "string", "aliases": ["movie"]},
        {"name": "user", "type": ["null", "double"]}, {"name": "stars", "type": "int", "default": 5}]}"#;
    sandbox.write("reader.avsc", reader);
    let done = sandbox.run("deserialize watches.avro --reader reader.avsc --to parquet -o all.parquet");
    assert_eq!(done.refusal(), "exit code 0\n");
    assert_eq!(rows(&sandbox, &["all.parquet"])[1], json!({"film": "m1", "user": 1.0, "stars": 5}));
    for codec in ["snappy", "none", "zstd"] {
        let line = format!(
            "deserialize watches.avro --to parquet --fields movie,user --codec {codec} --limit 2 -o {codec}.parquet"
        );
        assert_eq!(sandbox.run(&line).refusal(), "exit code 0\n");
        let wanted = [json!({"movie": "m0", "user": 0}), json!({"movie": "m1", "user": 1})];
        assert_eq!(rows(&sandbox, &[&format!("{codec}.parquet")]), wanted);
    }
    assert_eq!(sandbox.run("deserialize watches.avro --to arrow --codec zstd -o a.arrow").refusal(), "exit code 0\n");
    assert_eq!(rows(&sandbox, &["a.arrow"]).len(), 3);
    // Files whose other fields are not the same have the chosen columns in common.
    let other = r#"{"type": "record", "name": "Watch", "fields": [{"name": "minute", "type": "int"}, {"name": "movie", "type": "string"}]}"#;
    sandbox.write("other.avro", container(other, [json!({"minute": 1, "movie": "m9"})]));
    let done = sandbox.run("deserialize watches.avro other.avro --to parquet --fields movie -o both.parquet");
    assert_eq!(done.refusal(), "exit code 0\n");
    let movies: Vec<Json> = rows(&sandbox, &["both.parquet"]).iter().map(|row| row["movie"].clone()).collect();
    assert_eq!(movies, ["m0", "m1", "m2", "m9"]);
    sandbox.write("none.avro", container(WATCH, []));
    assert_eq!(sandbox.run("deserialize none.avro --to parquet -o empty.parquet").refusal(), "exit code 0\n");
    assert_eq!(rows(&sandbox, &["empty.parquet"]), [] as [Json; 0]);
}

#[test]
fn partitions_are_directories_as_hive_has_them() {
    let sandbox = Sandbox::new();
    let odd = |user: Json| json!({"time": "2024-03-09 07:30", "user": user, "movie": "a/b=c"});
    let all = (0..50).map(watch).chain([odd(json!(9)), odd(Json::Null)]);
    sandbox.write("watches.avro", container(WATCH, all));
    let line = "deserialize watches.avro --to parquet -o out --partition-by";
    assert_eq!(sandbox.run(&format!("{line} date(time),user")).refusal(), "exit code 0\n");
    let found = files(&sandbox.path("out"));
    assert_eq!(found.len(), 21 + 2);
    let null = "date=2024-03-09/user=__HIVE_DEFAULT_PARTITION__/part-0.parquet";
    assert!(found.contains(null) && found.contains("date=2024-03-02/user=3/part-0.parquet"), "{found:?}");
    let one = rows(&sandbox, &[&format!("out/{null}")]);
    assert_eq!(one, [json!({"time": "2024-03-09 07:30", "movie": "a/b=c"})]);
    let paths: Vec<String> = found.iter().map(|path| format!("out/{path}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    assert_eq!(rows(&sandbox, &paths).len(), 52);
    let again = sandbox.run(&format!("{line} user"));
    assert_eq!(again.refusal(), "exit code 2\nerror: out: is there already; name a new directory\n");

    let others = line.replace("-o out", "-o others");
    assert_eq!(sandbox.run(&format!("{others} movie")).refusal(), "exit code 0\n");
    assert!(files(&sandbox.path("others")).contains("movie=a%2Fb%3Dc/part-0.parquet"));
    let hours = line.replace("-o out", "-o hours");
    assert_eq!(sandbox.run(&format!("{hours} hour(time)")).refusal(), "exit code 0\n");
    assert!(files(&sandbox.path("hours")).contains("hour=2024-03-09-07/part-0.parquet"));
}

#[test]
fn more_partitions_than_files_may_be_open_lose_nothing() {
    let sandbox = Sandbox::new();
    let record = |number| json!({"time": "", "user": number / 10 % 100, "movie": format!("m{number}")});
    let records = (0..2_000).map(record);
    sandbox.write("watches.avro", container(WATCH, records));
    let done = sandbox.run("deserialize watches.avro --to arrow -o out --partition-by user");
    assert_eq!(done.refusal(), "exit code 0\n");
    let found = files(&sandbox.path("out"));
    assert!(found.len() > 100 && found.iter().any(|path| path.ends_with("part-1.arrow")), "{}", found.len());
    let paths: Vec<String> = found.iter().map(|path| format!("out/{path}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let movies: BTreeSet<String> = rows(&sandbox, &paths).iter().map(|row| row["movie"].to_string()).collect();
    assert_eq!(movies.len(), 2_000);

    sandbox.write("watches.avro", container(WATCH, (0..10_100).map(watch)));
    let done = sandbox.run("deserialize watches.avro --to parquet -o many --partition-by movie");
    assert!(
        done.stderr.contains("the directory would get more than 10000 files; part by a field with fewer values"),
        "{done}"
    );
    assert_eq!(beside(&sandbox), ["out", "watches.avro"]);
}

#[test]
fn rows_are_sorted_within_groups() {
    let sandbox = watches(40);
    let done = sandbox.run("deserialize watches.avro --to parquet --sort-by user,movie -o out.parquet");
    assert_eq!(done.refusal(), "exit code 0\n");
    let key = |row: &Json| (row["user"].as_u64(), row["movie"].as_str().map(str::to_owned));
    let keys: Vec<_> = rows(&sandbox, &["out.parquet"]).iter().map(key).collect();
    assert!(keys.len() == 40 && keys.is_sorted());
}

#[test]
fn a_sample_has_the_same_users_everywhere() {
    let sandbox = watches(70);
    let chosen = |line: &str| -> BTreeSet<u64> {
        let run = sandbox.run(line);
        assert_eq!(run.code, 0, "{run}");
        let records = run.stdout.lines().map(|line| serde_json::from_str::<Json>(line).expect("a line of JSON"));
        let users: Vec<u64> = records.map(|record| record["user"].as_u64().expect("a number")).collect();
        let different: BTreeSet<u64> = users.iter().copied().collect();
        assert_eq!(users.len(), 10 * different.len(), "all records of a user, or none");
        different
    };
    for seed in [0, 1, 2] {
        let is_chosen = |user: &u64| {
            let digest = Sha256::digest(format!("{seed}:{user}"));
            let number = u64::from_be_bytes(digest[..8].try_into().expect("eight bytes"));
            (number as f64) < 0.5 * 2f64.powi(64)
        };
        let wanted: BTreeSet<u64> = (0..7).filter(is_chosen).collect();
        assert_eq!(chosen(&format!("deserialize watches.avro --sample 0.5 --by user --seed {seed}")), wanted);
    }
    assert_eq!(chosen("deserialize watches.avro --sample 1 --by user").len(), 7);
    let missing = sandbox.run("deserialize watches.avro --sample 0.5 --by users --to parquet -o x.parquet");
    let wanted = "exit code 2\nerror: watches.avro: there is no field \"users\"; there are time, user, movie\nerror: x.parquet: not written\n";
    assert_eq!(missing.refusal(), wanted);
}

#[test]
fn repeated_records_are_left_out_and_counted() {
    let sandbox = watches(10);
    let done = sandbox.run("deserialize watches.avro watches.avro --dedup");
    assert_eq!(done.stdout, sandbox.run("deserialize watches.avro").stdout);
    assert_eq!(done.stderr, "note: --dedup left out 10 records, which were there before\n");
    let done = sandbox.run("deserialize watches.avro watches.avro --dedup --to parquet -o out.parquet");
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(rows(&sandbox, &["out.parquet"]).len(), 10);
}

#[test]
fn what_makes_no_columns_is_refused_and_leaves_nothing() {
    let sandbox = watches(5);
    let node = r#"{"type": "record", "name": "Node", "fields": [{"name": "id", "type": "long"},
        {"name": "next", "type": ["null", "Node"]}]}"#;
    sandbox.write("node.avro", container(node, [json!({"id": 1, "next": null})]));
    let uuid = r#"{"type": "record", "name": "U", "fields": [{"name": "id", "type": {"type": "string", "logicalType": "uuid"}}]}"#;
    sandbox.write("uuid.avro", container(uuid, [json!({"id": "no"})]));
    sandbox.write("changed.avro", container(&WATCH.replace("\"string\"}]", "\"bytes\"}]"), []));
    let before = beside(&sandbox);
    let offset = regex::Regex::new("at byte [0-9]+").expect("a pattern");
    let table = [
        (
            "node.avro --to parquet -o x",
            "node.avro: \"next\" is a record Node inside of itself, and columns do not recur; choose the fields with --fields, or write --to jsonl",
        ),
        ("uuid.avro --to parquet -o x", "uuid.avro: block 0 at byte N, record 0: \"id\": \"no\" is no UUID"),
        (
            "watches.avro changed.avro --to parquet -o x",
            "changed.avro: its column \"movie\" is not as in watches.avro, and a table has one schema; name the schema that all are to be read with, --reader SCHEMA",
        ),
        (
            "watches.avro --to parquet -o x --partition-by nobody",
            "watches.avro: there is no field \"nobody\"; there are time, user, movie; choose the fields with --fields, or write --to jsonl",
        ),
        (
            "watches.avro --to parquet -o x --partition-by date(movie)",
            "watches.avro: block 0 at byte N, record 0: \"movie\" is \"m0\", which does not begin as 2024-02-29 does",
        ),
        (
            "watches.avro --to parquet -o x --sort-by nobody",
            "watches.avro: there is no field \"nobody\"; there are time, user, movie",
        ),
        (
            "watches.avro --to parquet -o x --fields user --partition-by user",
            "watches.avro: no columns are left beside those that the files are parted by",
        ),
    ];
    for (arguments, error) in table {
        let run = sandbox.run(&format!("deserialize {arguments}"));
        let refusal = offset.replace_all(&run.refusal(), "at byte N").into_owned();
        assert_eq!(refusal, format!("exit code 2\nerror: {error}\nerror: x: not written\n"), "{arguments}");
        assert_eq!(beside(&sandbox), before, "{arguments}");
    }
    let conflicts = [
        ("--to parquet", "columns are not written to standard output; give -o FILE, or -o DIR with --partition-by"),
        ("--to arrow -o x --codec snappy", "Arrow files are not compressed with Snappy; give --codec zstd or none"),
        (
            "--sort-by user",
            "--partition-by, --sort-by and --codec are for columns; give --to parquet or arrow, or leave them out",
        ),
        (
            "--to parquet -o x --logical text",
            "--json and --logical are for text; columns have the types of their values; leave them out",
        ),
        (
            "--to parquet -o x --partition-by date(time),date(movie)",
            "--partition-by has two keys of one name; leave out one",
        ),
    ];
    for (arguments, error) in conflicts {
        let run = sandbox.run(&format!("deserialize watches.avro {arguments}"));
        let refusal = offset.replace_all(&run.refusal(), "at byte N").into_owned();
        assert_eq!(refusal, format!("exit code 2\nerror: {error}\n"), "{arguments}");
    }
    assert_eq!(sandbox.run("deserialize node.avro --to parquet --fields id -o x").refusal(), "exit code 0\n");
}

#[test]
fn damaged_blocks_are_left_out_of_columns() {
    let sandbox = Sandbox::new();
    let mut file = container(WATCH, (0..300).map(watch));
    // The last record of the second block claims a branch that there is not.
    let at = file.windows(4).position(|bytes| bytes == b"m199").expect("it is there");
    file[at - 3] = 0x7e;
    sandbox.write("watches.avro", file);
    let done = sandbox.run("deserialize watches.avro --to parquet -o out.parquet --recover");
    assert!(done.code == 1 && done.stderr.contains("and 1 record in 1 place"), "{done}");
    let movies: Vec<String> = rows(&sandbox, &["out.parquet"]).iter().map(|row| row["movie"].to_string()).collect();
    assert_eq!(movies.len(), 299);
    assert!(!movies.contains(&"\"m199\"".to_owned()));
}

#[cfg(unix)]
#[test]
fn a_killed_run_leaves_no_part_of_a_file() {
    let sandbox = watches(0);
    let file = container(WATCH, (0..200_000).map(watch));
    for (arguments, target) in [("-o out.parquet", "out.parquet"), ("-o out --partition-by user", "out")] {
        let line = format!("deserialize - --to parquet {arguments}");
        let mut child = sandbox.command(&line).stdin(Stdio::piped()).spawn().expect("the program runs");
        let mut input = child.stdin.take().expect("it is a pipe");
        input.write_all(&file[..file.len() / 2]).expect("it reads");
        child.kill().expect("it runs");
        child.wait().expect("it has ended");
        assert!(!sandbox.path(target).exists());
        let left = beside(&sandbox);
        assert!(left.iter().any(|name| name.starts_with(&format!(".{target}."))), "{left:?}");

        let mut child = sandbox.command(&line).stdin(Stdio::piped()).spawn().expect("the program runs");
        child.stdin.take().expect("it is a pipe").write_all(&file).expect("it reads");
        assert!(child.wait().expect("it ends").success());
        assert!(sandbox.path(target).exists());
        let left = beside(&sandbox);
        assert!(!left.iter().any(|name| name.starts_with('.')), "{left:?}");
    }
    assert_eq!(rows(&sandbox, &["out.parquet"]).len(), 200_000);
}
