//! Checks that what is written replaces nothing of others, keeps who may read it, and loses nothing to other runs.

#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::log_run::{Bench, error, summary};
use crate::sandbox::{Run, Sandbox, record};

const LINE: &[u8] = b"2024-03-08T23:06:10,1,GET /rate/a=1\n";

/// Two versions with so many findings.
fn with_findings(count: usize) -> Sandbox {
    let fields: Vec<String> = (0..count).map(|at| format!("{{\"name\": \"n{at}\", \"type\": \"int\"}}")).collect();
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    Sandbox::of([
        ("avrocheck.toml", "version = 1\n"),
        ("schemas/v1/x.avsc", &record("X", &[])),
        ("schemas/v2/x.avsc", &record("X", &fields)),
    ])
}

fn fingerprints(sandbox: &Sandbox) -> Vec<String> {
    let report = sandbox.json("compat --format json");
    let pairs = report["subjects"][0]["pairs"].as_array().expect("a list");
    let findings = pairs.iter().flat_map(|pair| pair["findings"].as_array().expect("a list"));
    let breaking = findings.filter(|finding| finding["severity"] == "breaking");
    let mut all: Vec<String> =
        breaking.map(|finding| finding["fingerprint"].as_str().expect("a text").to_owned()).collect();
    all.sort();
    all.dedup();
    all
}

/// The names in a directory.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("the directory is there");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("it can be listed").file_name().display().to_string()).collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

#[test]
fn waivers_that_are_written_at_the_same_time_are_all_there() {
    let sandbox = with_findings(20);
    let fingerprints = fingerprints(&sandbox);
    assert_eq!(fingerprints.len(), 20);
    let children: Vec<_> = fingerprints
        .iter()
        .map(|fingerprint| {
            sandbox
                .command(&format!("waive {fingerprint} --reason r"))
                .stdout(Stdio::null())
                .spawn()
                .expect("it starts")
        })
        .collect();
    for mut child in children {
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
    }
    let text = fs::read_to_string(sandbox.path("avrocheck.toml")).expect("it is there");
    assert!(fingerprints.iter().all(|fingerprint| text.contains(fingerprint)), "{text}");
    assert_eq!(sandbox.run("compat").code, 0);
    assert_eq!(names(&sandbox.path("")), [".git", "avrocheck.toml", "schemas"]);
}

#[test]
fn the_first_waivers_make_the_configuration_together() {
    let sandbox = with_findings(8);
    fs::remove_file(sandbox.path("avrocheck.toml")).expect("it was there");
    let fingerprints = fingerprints(&sandbox);
    let lines = fingerprints.iter().map(|fingerprint| format!("waive {fingerprint} --reason r"));
    let children: Vec<_> =
        lines.map(|line| sandbox.command(&line).stdout(Stdio::null()).spawn().expect("it starts")).collect();
    assert!(children.into_iter().all(|mut child| child.wait().expect("it ends").success()));
    let text = fs::read_to_string(sandbox.path("avrocheck.toml")).expect("it is there");
    assert_eq!(text.matches("[[waive]]").count(), 8, "{text}");
}

#[test]
fn permissions_stay() {
    let sandbox = with_findings(1);
    let fingerprint = fingerprints(&sandbox).remove(0);
    sandbox.write("report.html", "old");
    sandbox.write("known.json", "{\"baseline_version\": 1, \"findings\": []}");
    for (file, kept) in [("report.html", 0o600), ("known.json", 0o640), ("avrocheck.toml", 0o660)] {
        fs::set_permissions(sandbox.path(file), Permissions::from_mode(kept)).expect("it is ours");
    }
    assert_eq!(sandbox.run("compat --format html=report.html").code, 1);
    assert_eq!(sandbox.run("baseline write --baseline known.json").code, 0);
    assert_eq!(sandbox.run(&format!("waive {fingerprint} --reason r")).code, 0);
    for (file, kept) in [("report.html", 0o600), ("known.json", 0o640), ("avrocheck.toml", 0o660)] {
        assert_eq!(mode(&sandbox.path(file)), kept, "{file}");
        assert!(fs::read(sandbox.path(file)).expect("it is there").len() > 50, "{file} is new");
    }
}

#[test]
fn what_is_killed_leaves_the_old_text_or_the_new_one() {
    let sandbox = with_findings(3);
    let fingerprint = fingerprints(&sandbox).remove(0);
    let waive = format!("waive {fingerprint} --reason r");
    sandbox.write("known.json", "");
    let cases = [
        ("avrocheck.toml", waive.as_str()),
        ("known.json", "baseline write --out known.json"),
        ("r.json", "compat --format json=r.json"),
    ];
    for (file, line) in cases {
        let read = || fs::read(sandbox.path(file)).unwrap_or_default();
        let before = read();
        let started = Instant::now();
        sandbox.run(line);
        let (after, took) = (read(), started.elapsed());
        assert_ne!(before, after);
        // As it was, whether it was there or not.
        let reset = || match before.is_empty() && file == "r.json" {
            true => fs::remove_file(sandbox.path(file)).unwrap_or_default(),
            false => sandbox.write(file, &before),
        };
        for kill in 0..25 {
            reset();
            let mut child =
                sandbox.command(line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
            std::thread::sleep(took * kill / 20);
            child.kill().expect("it is there, if only to be waited for");
            child.wait().expect("it was ours");
            let found = read();
            assert!(found == before || found == after, "{line}, kill {kill}: {}", String::from_utf8_lossy(&found));
        }
        // Nothing that was killed is in the way of the next, which tidies up.
        reset();
        sandbox.run(line);
        assert!(read() == after, "{line}");
        assert!(names(&sandbox.path("")).iter().all(|name| !name.ends_with(".tmp")), "{line}");
    }
}

#[test]
fn a_full_disk_keeps_what_was_there() {
    let sandbox = with_findings(200);
    let fingerprint = fingerprints(&sandbox).remove(0);
    sandbox.write("known.json", "{\"baseline_version\": 1, \"findings\": []}");
    sandbox.write("r.json", "old");
    let waive = format!("waive {fingerprint} --reason {}", "r".repeat(5_000));
    for (file, line) in [
        ("avrocheck.toml", waive.as_str()),
        ("known.json", "baseline write --out known.json"),
        ("r.json", "compat --format json=r.json"),
    ] {
        let before = fs::read(sandbox.path(file)).expect("it is there");
        // The system says EFBIG then, as it says ENOSPC of a full disk.
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_avrocheck")]);
        let output =
            command.args(line.split_whitespace()).current_dir(sandbox.path("")).output().expect("there is a shell");
        assert_eq!(output.status.code(), Some(2), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(fs::read(sandbox.path(file)).expect("it is there"), before, "{line}");
    }
    assert_eq!(names(&sandbox.path("")), [".git", "avrocheck.toml", "known.json", "r.json", "schemas"]);
}

#[test]
fn a_baseline_takes_the_place_of_a_baseline_alone() {
    let sandbox = with_findings(1);
    let others = [
        ("notes.txt", "precious\n"),
        ("package.json", "{\"name\": \"x\"}\n"),
        ("newer.json", "{\"baseline_version\": 99, \"findings\": []}\n"),
        ("more.json", "{\"baseline_version\": 1, \"findings\": [], \"mine\": 1}\n"),
        ("schemas/v1/x.avsc", ""),
    ];
    for (file, text) in others {
        if !text.is_empty() {
            sandbox.write(file, text);
        }
        let before = fs::read(sandbox.path(file)).expect("it is there");
        for line in [format!("baseline write --out {file}"), format!("baseline write --baseline {file}")] {
            let run: Run = sandbox.run(&line);
            assert!(run.code == 2 && run.stderr.contains("is not replaced: "), "{run}");
            assert_eq!(fs::read(sandbox.path(file)).expect("it is there"), before, "{run}");
        }
    }
    sandbox.write("empty.json", "");
    assert_eq!(sandbox.run("baseline write --out empty.json").code, 0);
    assert_eq!(sandbox.run("baseline write --out empty.json").code, 0);
    assert!(sandbox.run("baseline write --out schemas").code == 2);
    assert!(sandbox.run("baseline write --out /dev/stdout").stdout.starts_with('{'));
}

#[test]
fn a_directory_of_others_is_not_replaced() {
    let bench = Bench::new();
    let input = bench.write("a.log", LINE);
    bench.write("out/notes.txt", b"precious");
    for more in [&[][..], &["--force"]] {
        let text = error(&bench.serialize(&input, "out", more));
        assert!(text.contains("holds files of others, such as notes.txt"), "{text}");
        assert_eq!(names(&bench.path("out")), ["notes.txt"]);
    }
    fs::remove_file(bench.path("out/notes.txt")).expect("it was there");
    fs::create_dir(bench.path("out/movie_ratings.avro.d")).expect("a new directory");
    let text = error(&bench.serialize(&input, "out", &["--force"]));
    assert!(text.contains("such as movie_ratings.avro.d"), "{text}");
    fs::remove_dir(bench.path("out/movie_ratings.avro.d")).expect("it was there");
    bench.write("out/movie_ratings.avro/precious", b"");
    let text = error(&bench.serialize(&input, "out", &["--force"]));
    assert!(text.contains("such as movie_ratings.avro"), "{text}");
    assert!(bench.path("out/movie_ratings.avro/precious").exists());
    fs::remove_dir_all(bench.path("out/movie_ratings.avro")).expect("it was there");
    // What killed runs of earlier versions left is ours.
    bench.write("out/.movie_ratings.avro.12.tmp", b"half");
    bench.write(".out.12.tmp/rejects.jsonl", b"half");
    bench.write(".out.13.tmp/notes.txt", b"precious");
    assert_eq!(bench.serialize(&input, "out", &[]).status.code(), Some(0));
    assert_eq!(names(&bench.path("out")).len(), 4);
    assert!(!bench.path(".out.12.tmp").exists() && bench.path(".out.13.tmp/notes.txt").exists());
}

#[test]
fn a_directory_keeps_its_permissions() {
    let bench = Bench::new();
    let input = bench.write("a.log", LINE);
    fs::create_dir(bench.path("out")).expect("a new directory");
    fs::set_permissions(bench.path("out"), Permissions::from_mode(0o700)).expect("it is ours");
    for _ in 0..2 {
        assert_eq!(bench.serialize(&input, "out", &["--force"]).status.code(), Some(0));
        assert_eq!((mode(&bench.path("out")), names(&bench.path("out")).len()), (0o700, 4));
    }
    assert_eq!(names(&bench.path("")), ["a.log", "out"]);
}

#[test]
fn a_place_that_is_no_directory_is_refused() {
    let bench = Bench::new();
    let input = bench.write("a.log", LINE);
    bench.write("out", b"a file");
    let text = error(&bench.serialize(&input, "out", &["--force"]));
    assert!(text.contains("is a file, and a directory is needed"), "{text}");
    assert_eq!(fs::read(bench.path("out")).expect("it is there"), b"a file");
    assert_eq!(bench.serialize(&input, "new/deep/out", &[]).status.code(), Some(0));
}

#[test]
fn rejects_of_a_small_log_do_not_fill_the_disk() {
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;
    let packed = |byte: u8| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&vec![byte; 1 << 20]).expect("there is memory");
        packed.finish().expect("there is memory").repeat(300)
    };
    let bench = Bench::new();
    let zstandard = zstd::encode_all(&vec![b'\n'; 1 << 20][..], 19).expect("there is memory").repeat(300);
    for (name, input) in [
        ("lines.log.gz", packed(b'\n')),
        ("line.log.gz", packed(0)),
        ("x.log.gz", packed(b'x')),
        ("lines.log.zst", zstandard),
    ] {
        let input = bench.write(name, &input);
        let text = error(&bench.serialize(&input, "out", &[]));
        assert!(text.contains("bytes, which is the limit for this log") && text.contains(name), "{text}");
        assert!(text.contains("--max-rejects 100%"), "{text}");
        assert!(!bench.path("out").exists());
        let stopped = bench.serialize(&input, "out", &["--max-rejects", "0"]);
        let text = String::from_utf8_lossy(&stopped.stderr).into_owned();
        assert_eq!(stopped.status.code(), Some(1), "{text}");
        assert!(text.contains(&format!("{name}:1: more than 0 lines are rejected")), "{text}");
        assert!(!bench.path("out").exists());
    }
    // A large log may have as many rejects as it has lines.
    let input = bench.write("wrong.log", &b"no log line\n".repeat(450_000));
    let output = bench.serialize(&input, "out", &[]);
    assert_eq!((output.status.code(), summary(&output)["rejected"].as_u64()), (Some(1), Some(450_000)));
}

#[test]
fn a_report_takes_the_place_of_no_input() {
    let sandbox = Sandbox::of([
        ("schemas/v1/user.avsc", &record("User", &[])),
        ("schemas/v1/broken.avsc", "{"),
        ("fixtures/v1/user.jsonl", "{}\n"),
        ("avrocheck.toml", "baseline = \"known.json\"\n"),
        ("known.json", "{\"baseline_version\": 1, \"findings\": []}\n"),
    ]);
    sandbox.link("report.json", "schemas/v1/user.avsc");
    for input in [
        "schemas/v1/user.avsc",
        "./schemas/../schemas/v1/user.avsc",
        "schemas/v1/broken.avsc",
        "fixtures/v1/user.jsonl",
        "avrocheck.toml",
        "known.json",
        "report.json",
    ] {
        let before = fs::read(sandbox.path(input)).expect("it is there");
        let run = sandbox.run(&format!("compat --format json={input}"));
        assert!(run.code == 2 && run.stderr.contains("it is an input of this run"), "{run}");
        assert_eq!(fs::read(sandbox.path(input)).expect("it is there"), before, "{input}");
    }
    fs::remove_file(sandbox.path("schemas/v1/broken.avsc")).expect("it is there");
    sandbox.write("old.json", "{}");
    assert_eq!(sandbox.run("compat --format json=old.json").code, 0);
    assert!(fs::read_to_string(sandbox.path("old.json")).expect("it is there").contains("schema_version"));
}

#[test]
fn a_reason_that_nobody_can_see_is_none() {
    for reason in ["", " ", "\u{200b}", "\u{feff}\u{2060} ", "\u{ad}", "\u{2800}", "\u{3164}", "\u{e0041}"] {
        let text = format!("[[waive]]\nfingerprint = \"9c1e04ab77d2\"\nreason = \"{reason}\"\n");
        let sandbox = Sandbox::of([("schemas/v1/user.avsc", "\"int\""), ("avrocheck.toml", &text)]);
        let run = sandbox.run("compat");
        assert!(run.code == 2 && run.stdout.contains("the reason says nothing"), "{reason:?}: {run}");
        let mut command = sandbox.command("waive 9c1e04ab77d2 --reason");
        let output = command.arg(reason).output().expect("the program can be started");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let is_said = text.contains("the reason is missing") || text.contains("has characters that cannot be shown");
        assert!(output.status.code() == Some(2) && is_said, "{reason:?}: {text}");
    }
}
