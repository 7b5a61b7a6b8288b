//! Runs the program on logs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) const FILES: [&str; 3] = ["recommendation_requests.avro", "movie_watches.avro", "movie_ratings.avro"];

pub(crate) struct Bench {
    directory: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new() -> Bench {
        Bench { directory: tempfile::tempdir().expect("there is room for a directory") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in the directory")).expect("there is room for a directory");
        fs::write(&path, bytes).expect("the file can be written");
        path
    }

    pub(crate) fn serialize(&self, input: &Path, out: &str, more: &[&str]) -> Output {
        let out = self.path(out);
        let mut command = avrocheck();
        command.args(["serialize", "--schemas", "schemas", "--format", "json"]).arg("--out").arg(out).args(more);
        command.arg(input).output().expect("the program runs")
    }

    pub(crate) fn restored(&self, out: &str, file: &str, more: &[&str]) -> Vec<u8> {
        let output = self.deserialize(out, file, &[&["--to", "log"], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    pub(crate) fn deserialize(&self, out: &str, file: &str, more: &[&str]) -> Output {
        let path = self.path(out).join(file);
        avrocheck().arg("deserialize").args(more).arg(path).output().expect("the program runs")
    }

    /// The rejected lines, in their order.
    pub(crate) fn rejects(&self, out: &str) -> Vec<serde_json::Value> {
        let text = fs::read_to_string(self.path(out).join("rejects.jsonl")).expect("there is a file of rejects");
        text.lines().map(|line| serde_json::from_str(line).expect("each is JSON")).collect()
    }

    pub(crate) fn read(&self, out: &str, file: &str) -> Vec<u8> {
        fs::read(self.path(out).join(file)).expect("the file is there")
    }
}

pub(crate) fn avrocheck() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

pub(crate) fn summary(output: &Output) -> serde_json::Value {
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

pub(crate) fn error(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Lines sorted into the three kinds, as the files hold them.
pub(crate) fn by_kind(lines: &[String]) -> [Vec<u8>; 3] {
    let of = |mark: &str| {
        let own = lines.iter().filter(|line| line.contains(mark));
        own.flat_map(|line| format!("{line}\n").into_bytes()).collect()
    };
    [of(",recommendation request "), of("GET /data/m/"), of("GET /rate/")]
}

pub(crate) fn csv(lines: &[String]) -> String {
    let word = |line: &str| match line {
        line if line.contains("GET /data/m/") => "Movie",
        line if line.contains("GET /rate/") => "Rating",
        _ => "Recommendation",
    };
    let mut text = "Type,Log Entry\n".to_owned();
    for line in lines {
        text.push_str(&format!("{},\"{}\"\n", word(line), line.replace('"', "\"\"")));
    }
    text
}
