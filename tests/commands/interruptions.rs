//! Interrupts the program from outside: the disk is full, the reader has gone, the process is killed. Each file is then the old
//! one or the new one, complete, and an ordinary failure leaves nothing else.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::generated_log::generated;
use super::log_run::{Bench, FILES, avrocheck, error, summary};

const LINE: &[u8] = b"2024-03-08T23:06:10,1,GET /rate/a=1\n";

/// All files of a directory, sorted.
fn files(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(directory)
        .expect("the directory is there")
        .map(|entry| entry.expect("it can be listed"))
        .map(|entry| (entry.file_name().display().to_string(), fs::read(entry.path()).expect("it is a file")))
        .collect();
    files.sort();
    files
}

fn names(directory: &Path) -> Vec<String> {
    files(directory).into_iter().map(|(name, _)| name).collect()
}

/// What killed runs left beside the directory `out`.
fn left_beside_out(bench: &Bench) -> Vec<PathBuf> {
    let entries = fs::read_dir(bench.path("")).expect("the directory is there");
    let mut left: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    left.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".out.")));
    left
}

const COMPLETE: [&str; 4] =
    ["movie_ratings.avro", "movie_watches.avro", "recommendation_requests.avro", "rejects.jsonl"];

/// Serializes from standard input.
fn start(bench: &Bench, more: &[&str]) -> Child {
    let mut command = avrocheck();
    command.args(["serialize", "-", "--out"]).arg(bench.path("out")).args(more);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
}

/// Runs the program where no file may have more than so many blocks of 512 or 1,024 bytes; the system says EFBIG then, as
/// it says ENOSPC of a full disk.
fn on_a_small_disk(blocks: u32, arguments: &[&str]) -> Output {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["-c", &script, env!("CARGO_BIN_EXE_avrocheck")]);
    command.args(arguments).output().expect("there is a shell")
}

#[test]
fn a_full_disk_keeps_the_old_files() {
    let bench = Bench::new();
    let small = bench.write("small.log", LINE);
    let large = bench.write("large.log", generated(50_000).join("\n").as_bytes());
    assert_eq!(bench.serialize(&small, "out", &[]).status.code(), Some(0));
    let before = files(&bench.path("out"));
    let (large, out) = (large.display().to_string(), bench.path("out").display().to_string());
    for threads in ["1", "2"] {
        let arguments = ["serialize", &large, "--out", &out, "--force", "--codec", "null", "--threads", threads];
        let text = error(&on_a_small_disk(100, &arguments));
        assert!(text.contains("cannot write") && text.contains(&out), "{text}");
        assert!(files(&bench.path("out")) == before, "{:?}", names(&bench.path("out")));
        assert_eq!(left_beside_out(&bench), Vec::<PathBuf>::new());
    }
}

#[test]
fn a_full_disk_leaves_nothing_where_nothing_was() {
    let bench = Bench::new();
    let rejects = bench.write("rejects.log", &b"no log line at all, again and again\n".repeat(5_000));
    let (rejects, out) = (rejects.display().to_string(), bench.path("out").display().to_string());
    let text = error(&on_a_small_disk(100, &["serialize", &rejects, "--out", &out]));
    assert!(text.contains("cannot write") && text.contains("rejects.jsonl"), "{text}");
    assert!(!bench.path("out").exists());
    assert_eq!(left_beside_out(&bench), Vec::<PathBuf>::new());
}

#[test]
fn single_data_are_written_as_a_whole() {
    let bench = Bench::new();
    let records = "{\"time\":\"t\",\"userId\":\"u\",\"movieId\":\"m\",\"rating\":5}\n".repeat(50_000);
    let input = bench.write("a.jsonl", records.as_bytes()).display().to_string();
    bench.write("data/a.bin", b"old");
    let out = bench.path("data/a.bin").display().to_string();
    let writer = "v1/movie_rating_event";
    let arguments = ["serialize", "--raw", "datum", "--writer", writer, &input, "--out", &out, "--force"];
    let text = error(&on_a_small_disk(100, &arguments));
    assert!(text.contains(&out) && text.contains("cannot be written"), "{text}");
    assert_eq!(files(&bench.path("data")), [("a.bin".to_owned(), b"old".to_vec())]);
}

#[cfg(target_os = "linux")]
#[test]
fn results_that_do_not_arrive_are_no_success() {
    let bench = Bench::new();
    let input = bench.write("a.log", generated(5_000).join("\n").as_bytes());
    assert_eq!(bench.serialize(&input, "out", &[]).status.code(), Some(0));
    for to in ["jsonl", "csv", "log"] {
        let full = fs::File::options().write(true).open("/dev/full").expect("there is such a device");
        let mut command = avrocheck();
        command.args(["deserialize", "--to", to]).arg(bench.path("out").join(FILES[1])).stdout(full);
        let text = error(&command.output().expect("the program runs"));
        assert!(text.contains("cannot write to standard output"), "{text}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_changes_nothing() {
    let bench = Bench::new();
    let lines = generated(50_000);
    let input = bench.write("a.log", lines.join("\n").as_bytes());
    assert_eq!(bench.serialize(&input, "out", &[]).status.code(), Some(0));
    for to in ["jsonl", "csv", "log"] {
        let mut command = avrocheck();
        command.args(["deserialize", "--to", to]).arg(bench.path("out").join(FILES[1]));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        let mut first = String::new();
        let stdout = child.stdout.take().expect("it is a pipe");
        BufReader::new(stdout).read_line(&mut first).expect("there is a line");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{to}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{to}");
        assert!(!first.is_empty());
    }
}

#[test]
fn a_writer_that_goes_away_is_the_end_of_the_input() {
    let bench = Bench::new();
    let mut child = start(&bench, &["--format", "json"]);
    let mut stdin = child.stdin.take().expect("it is a pipe");
    // The second line is cut off before its end, and a line all the same.
    stdin.write_all(LINE).and_then(|()| stdin.write_all(&LINE[..30])).expect("the program reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let summary = summary(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!((summary["lines"].as_u64(), summary["rejected"].as_u64()), (Some(2), Some(1)));
    assert_eq!(names(&bench.path("out")), COMPLETE);
}

/// Whether the kill comes at some moment of a run, or as soon as it begins to publish its files.
#[derive(Clone, Copy)]
enum Kill {
    After(Duration),
    WhenComplete,
}

/// Serializes into `out`, and kills the run.
fn killed(bench: &Bench, input: &Path, kill: Kill) {
    let mut command = avrocheck();
    command.args(["serialize", "--force", "--threads", "2", "--out"]).arg(bench.path("out")).arg(input);
    let mut child = command.stdout(Stdio::null()).spawn().expect("the program runs");
    let is_complete = |directory: &PathBuf| COMPLETE.iter().all(|name| directory.join(name).exists());
    match kill {
        Kill::After(pause) => std::thread::sleep(pause),
        Kill::WhenComplete => {
            while child.try_wait().expect("it is ours").is_none() && !left_beside_out(bench).iter().any(is_complete) {}
        }
    }
    child.kill().expect("it is there, if only to be waited for");
    child.wait().expect("it was ours");
}

#[test]
fn what_was_killed_leaves_all_old_files_or_all_new_ones() {
    let bench = Bench::new();
    let (old, new) = (generated(300), generated(20_000));
    let old = bench.write("old.log", format!("\n{}", old.join("\n")).as_bytes());
    let new = bench.write("new.log", format!("\n\n{}", new.join("\n")).as_bytes());
    let whole = |input: &Path, out: &str| {
        let started = Instant::now();
        assert_eq!(bench.serialize(input, out, &["--force", "--threads", "2"]).status.code(), Some(1));
        (files(&bench.path(out)), started.elapsed())
    };
    let (after, took) = whole(&new, "new");
    let (before, _) = whole(&old, "out");
    // Up to a little behind the end, and again and again where the files change places.
    const KILLS: u32 = 40;
    let moments = (0..KILLS).map(|kill| Kill::After(took * kill * 5 / (KILLS * 4)));
    for (at, kill) in moments.chain([Kill::WhenComplete; 20]).enumerate() {
        killed(&bench, &new, kill);
        let found = files(&bench.path("out"));
        assert!(found == before || found == after, "a mixture after kill {at}: {:?}", names(&bench.path("out")));
        let left = left_beside_out(&bench);
        assert!(left.len() <= 1, "a run removes what those before it left: {left:?}");
        if found == after {
            assert!(whole(&old, "out").0 == before, "{:?}", names(&bench.path("out")));
        }
    }
    assert!(whole(&old, "out").0 == before, "{:?}", names(&bench.path("out")));
    assert_eq!(left_beside_out(&bench), Vec::<PathBuf>::new());
}

#[test]
fn where_a_directory_cannot_be_exchanged_each_file_is_whole() {
    let bench = Bench::new();
    let (old, new) = (bench.write("old.log", LINE), bench.write("new.log", generated(20_000).join("\n").as_bytes()));
    fs::create_dir(bench.path("out")).expect("there is room for a directory");
    let start = |input: &Path| {
        let mut command = avrocheck();
        command.current_dir(bench.path("out")).args(["serialize", "--force", "--out", ".", "--schemas"]);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")).arg(input).stdout(Stdio::null());
        command.spawn().expect("the program runs")
    };
    let whole = |input: &Path| {
        assert_eq!(start(input).wait().expect("it is ours").code(), Some(0));
        files(&bench.path("out"))
    };
    let (before, after) = (whole(&old), whole(&new));
    for kill in 0..20 {
        let mut child = start(if kill % 2 == 0 { &old } else { &new });
        std::thread::sleep(Duration::from_millis(kill * 5));
        child.kill().expect("it is there, if only to be waited for");
        child.wait().expect("it was ours");
        for (name, content) in files(&bench.path("out")).into_iter().filter(|(name, _)| !name.starts_with('.')) {
            let file = (name, content);
            assert!(before.contains(&file) || after.contains(&file), "{} after kill {kill}", file.0);
        }
    }
    assert!(whole(&new) == after, "{:?}", names(&bench.path("out")));
    assert_eq!(left_beside_out(&bench), Vec::<PathBuf>::new());
}

#[test]
fn a_run_that_waits_for_input_has_changed_nothing() {
    let bench = Bench::new();
    let input = bench.write("a.log", LINE);
    assert_eq!(bench.serialize(&input, "out", &[]).status.code(), Some(0));
    let before = files(&bench.path("out"));
    let mut child = start(&bench, &["--force"]);
    let mut stdin = child.stdin.take().expect("it is a pipe");
    stdin.write_all(format!("{}\n", generated(50_000).join("\n")).as_bytes()).expect("the program reads");
    // While it is at work, nobody takes its files for those of a killed run.
    assert_eq!(bench.serialize(&input, "out", &["--force"]).status.code(), Some(0));
    assert_eq!(left_beside_out(&bench).len(), 1);
    child.kill().expect("it is still there");
    child.wait().expect("it was ours");
    assert!(files(&bench.path("out")) == before);
    assert_eq!(left_beside_out(&bench).len(), 1, "kill -9 lets nobody tidy up");
    // The next run does.
    assert_eq!(bench.serialize(&input, "out", &["--force"]).status.code(), Some(0));
    assert!(files(&bench.path("out")) == before, "{:?}", names(&bench.path("out")));
    assert_eq!(left_beside_out(&bench), Vec::<PathBuf>::new());
}

#[test]
fn small_pieces_are_no_lines_of_their_own() {
    let bench = Bench::new();
    let mut child = start(&bench, &["--format", "json"]);
    let mut stdin = child.stdin.take().expect("it is a pipe");
    let text = generated(20).join("\n");
    for piece in text.as_bytes().chunks(7) {
        stdin.write_all(piece).and_then(|()| stdin.flush()).expect("the program reads");
        std::thread::sleep(Duration::from_micros(200));
    }
    drop(stdin);
    let mut printed = Vec::new();
    child.stdout.take().expect("it is a pipe").read_to_end(&mut printed).expect("it prints");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    let summary: serde_json::Value = serde_json::from_slice(&printed).expect("it is JSON");
    assert_eq!(summary["accepted"], 20);
}
