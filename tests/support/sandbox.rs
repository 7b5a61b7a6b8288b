//! Runs the program on files in a directory of its own.

#![allow(dead_code)] // each test uses a part

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A directory that is removed after the test, and that no `avrocheck.toml` above it concerns.
pub(crate) struct Sandbox(TempDir);

impl Sandbox {
    pub(crate) fn new() -> Sandbox {
        let sandbox = Sandbox(tempfile::tempdir().expect("a directory for the test"));
        fs::create_dir(sandbox.path(".git")).expect("a new directory");
        sandbox
    }

    /// With these files: their paths and texts.
    pub(crate) fn of<const N: usize>(files: [(&str, &str); N]) -> Sandbox {
        let sandbox = Sandbox::new();
        files.iter().for_each(|(path, text)| sandbox.write(path, text));
        sandbox
    }

    /// With a copy of a directory of this package.
    pub(crate) fn copy_of(directory: &str) -> Sandbox {
        let sandbox = Sandbox::new();
        sandbox.copy(&package().join(directory), "");
        sandbox
    }

    /// Copies a file, or a directory with all that is below it.
    pub(crate) fn copy(&self, from: &Path, to: &str) {
        if from.is_file() {
            return self.write(to, fs::read(from).expect("a file of this package"));
        }
        for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
            let entry = entry.expect("the entries of a directory can be read");
            let name = entry.file_name().into_string().expect("the names of this package are plain");
            let to = if to.is_empty() { name } else { format!("{to}/{name}") };
            self.copy(&entry.path(), &to);
        }
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.0.path().join(relative)
    }

    /// Writes a file, and makes the directories above it.
    pub(crate) fn write(&self, relative: &str, content: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a path in the directory")).expect("a new directory");
        fs::write(path, content).expect("a new file");
    }

    pub(crate) fn directory(&self, relative: &str) {
        fs::create_dir_all(self.path(relative)).expect("a new directory");
    }

    #[cfg(unix)]
    pub(crate) fn link(&self, relative: &str, target: &str) {
        std::os::unix::fs::symlink(target, self.path(relative)).expect("a new link");
    }

    /// The program, ready to be started here with arguments set apart by spaces; before them may stand variables of its
    /// environment (`LANG=C compat schemas`).
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
        command.current_dir(self.0.path()).env("LANG", "C.UTF-8").stdin(Stdio::null());
        let context_at = ["LC_ALL", "LC_CTYPE", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"];
        let ours = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let ours = ours.filter(|name| name.starts_with("AVROCHECK_"));
        let proxies = ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
        for name in context_at.into_iter().chain(proxies).map(str::to_owned).chain(ours) {
            command.env_remove(name);
        }
        // What a run keeps for the next one.
        command.env("XDG_CACHE_HOME", self.path(".git/cache"));
        let is_variable = |word: &str| word.split_once('=').is_some_and(|(name, _)| name.bytes().all(is_upper));
        let words: Vec<&str> = line.split_whitespace().collect();
        let (variables, arguments) = words.split_at(words.iter().take_while(|word| is_variable(word)).count());
        command.envs(variables.iter().filter_map(|word| word.split_once('='))).args(arguments);
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, line: &str) -> Run {
        let output = self.command(line).output().expect("the program can be started");
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("all that the program prints is UTF-8");
            text.replace(self.0.path().to_str().expect("the test's directory has a plain name"), "[here]")
        };
        let (stdout, stderr) = (text(output.stdout), timeless(&text(output.stderr)));
        let code = output.status.code().unwrap_or_else(|| panic!("{line}: ended by a signal:\n{stderr}"));
        assert!(!stderr.contains("panicked"), "{line}: {stderr}");
        Run { line: line.to_owned(), code, stdout, stderr }
    }

    /// Runs the program, and parses its standard output as JSON.
    pub(crate) fn json(&self, line: &str) -> serde_json::Value {
        let run = self.run(line);
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error} in:\n{run}"))
    }
}

/// What the program answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Run {
    pub(crate) line: String,
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn last_line(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }

    /// The exit code and standard error, for runs that print no results.
    pub(crate) fn refusal(&self) -> String {
        assert_eq!(self.stdout, "", "{}", self.line);
        format!("exit code {}\n{}", self.code, self.stderr)
    }

    /// The exit code and the lines about what could not be checked.
    pub(crate) fn errors(&self) -> String {
        let lines = self.stdout.lines().chain(self.stderr.lines()).filter(|line| line.starts_with("error: "));
        let lines: Vec<&str> = lines.collect();
        format!("exit code {}\n{}", self.code, lines.join("\n"))
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ {}", self.line)?;
        writeln!(f, "exit code {}", self.code)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                writeln!(f, "--- {name}\n{text}")?;
            }
        }
        Ok(())
    }
}

/// The text without the times that `-v` tells.
fn timeless(text: &str) -> String {
    let lines = text.split_inclusive('\n').map(|line| if line.starts_with("time: ") { "time: …\n" } else { line });
    lines.collect()
}

/// The directory of this package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn is_upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte == b'_'
}

/// A record of `name` with fields as JSON.
pub(crate) fn record(name: &str, fields: &[&str]) -> String {
    format!("{{\"type\": \"record\", \"name\": \"{name}\", \"fields\": [\n  {}\n]}}\n", fields.join(",\n  "))
}
