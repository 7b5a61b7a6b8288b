//! Runs the program on schemas in a repository, and reads its reports in every format.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

pub const FORMATS: [&str; 11] =
    ["human", "concise", "json", "sarif", "junit", "github", "gitlab", "azure", "rdjson", "markdown", "html"];

/// A repository that is removed after the test.
pub struct Repository(TempDir);

impl Repository {
    pub fn of(files: &[(&str, &str)]) -> Repository {
        let repository = Repository(tempfile::tempdir().expect("a directory for the test"));
        fs::create_dir(repository.path(".git")).expect("a new directory");
        files.iter().for_each(|(path, text)| repository.write(path, text));
        repository
    }

    /// This package's own schemas, which are compatible.
    pub fn clean() -> Repository {
        let repository = Repository::of(&[]);
        ["schemas", "fixtures", "avrocheck.toml"].iter().for_each(|name| repository.copy(&package().join(name), name));
        repository
    }

    /// The example that breaks.
    pub fn broken() -> Repository {
        let repository = Repository::of(&[]);
        repository.copy(&package().join("examples/broken"), ".");
        repository.copy(&package().join("avrocheck.toml"), "avrocheck.toml");
        repository
    }

    /// One that cannot be checked: its newest version is not JSON.
    pub fn no_json() -> Repository {
        Repository::of(&[
            ("schemas/v1/user.avsc", r#"{"type": "record", "name": "User", "fields": []}"#),
            ("schemas/v2/user.avsc", "{\n  \"type\": \"record\",\n  \"name\": User\n}\n"),
        ])
    }

    /// Whose schema has a mistake of its own, and a field without a default.
    pub fn faulty() -> Repository {
        let field = r#"{"name": "a", "type": "int", "default": "x"}, {"name": "b", "type": "int"}"#;
        let schema = format!("{{\"type\": \"record\", \"name\": \"R\", \"fields\": [{field}]}}");
        Repository::of(&[("schemas/v1/r.avsc", &schema)])
    }

    /// Whose newest version needs so many fields that the one before has not.
    pub fn many(fields: usize) -> Repository {
        let list: Vec<String> = (0..fields).map(|at| format!("{{\"name\": \"f{at}\", \"type\": \"int\"}}")).collect();
        let record = |fields: &str| format!("{{\"type\": \"record\", \"name\": \"User\", \"fields\": [\n{fields}\n]}}");
        Repository::of(&[("schemas/v1/user.avsc", &record("")), ("schemas/v2/user.avsc", &record(&list.join(",\n")))])
    }

    /// Whose names and texts are full of what means something somewhere.
    pub fn strange() -> Repository {
        let schema = |ty: &str| {
            format!(
                "{{\"type\": \"record\", \"name\": \"R\", \"fields\": [\n  {{\"doc\": \"😀 ```` </pre><script>alert(1)</script> ]]> <!-- 100%, ::error::x ##[x] | * _\", \"name\": \"ä\", \"type\": \"{ty}\"}}\n]}}"
            )
        };
        Repository::of(&[
            ("schemas/v1/Grö ße,100%&'.avsc", &schema("int").replace('ä', "a")),
            ("schemas/v2/Grö ße,100%&'.avsc", &schema("string").replace('ä', "a")),
        ])
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.0.path().join(relative)
    }

    pub fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a path in the directory")).expect("a new directory");
        fs::write(path, text).expect("a new file");
    }

    pub fn copy(&self, from: &Path, to: &str) {
        if from.is_file() {
            return self.write(to, &fs::read_to_string(from).expect("a text of this package"));
        }
        for entry in fs::read_dir(from).expect("a directory of this package") {
            let entry = entry.expect("it can be listed");
            self.copy(&entry.path(), &format!("{to}/{}", entry.file_name().to_string_lossy()));
        }
    }

    pub fn program(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_avrocheck"));
        program.current_dir(self.0.path()).env("LC_ALL", "C.UTF-8").env_remove("GITHUB_STEP_SUMMARY");
        program
    }

    /// Runs `avrocheck compat` on the schemas.
    pub fn check(&self, arguments: &[&str]) -> Output {
        self.program().args(["compat", "schemas"]).args(arguments).output().expect("the program runs")
    }

    /// What one format says on standard output, even to a terminal that likes colours.
    pub fn report(&self, format: &str) -> String {
        let output = self.check(&["--format", format, "--color", "always"]);
        String::from_utf8(output.stdout).expect("reports are UTF-8")
    }

    /// The same without data that show it, which take time where there is much to show.
    pub fn verdicts(&self, format: &str) -> String {
        let output = self.check(&["--format", format, "--no-proof"]);
        String::from_utf8(output.stdout).expect("reports are UTF-8")
    }

    /// Every format, from one run of `avrocheck compat`, and its exit code.
    pub fn reports(&self, arguments: &[&str]) -> (BTreeMap<&'static str, String>, Option<i32>) {
        self.reports_of("compat", arguments)
    }

    /// The same of a command.
    pub fn reports_of(&self, command: &str, arguments: &[&str]) -> (BTreeMap<&'static str, String>, Option<i32>) {
        let files: Vec<String> = FORMATS.iter().map(|format| format!("--format={format}=report.{format}")).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).chain(arguments.iter().copied()).collect();
        let output = self.program().args([command, "schemas"]).args(files).output().expect("the program runs");
        assert!(output.stdout.is_empty(), "files were asked for: {}", String::from_utf8_lossy(&output.stdout));
        let read = |format: &&'static str| {
            let file = self.path(&format!("report.{format}"));
            (*format, fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())))
        };
        (FORMATS.iter().map(read).collect(), output.status.code())
    }
}

pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
