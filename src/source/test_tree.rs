//! Makes directories for tests from short descriptions, and summarizes what was read from them.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::model::input::{FixtureLayout, Input, Problem, VersionPlace};
use crate::policy::origin::{SettingOrigin, SettingRow, SettingValue};

/// A directory that is removed after the test.
pub(super) struct TestTree(TempDir);

impl TestTree {
    /// Makes a tree: one path a line, `a/b.avsc` for a file that holds `"int"`, `a/b/` for an empty directory, `a -> b` for
    /// a symbolic link whose target is relative to its own directory, `a = text` for a file with that text.
    pub(super) fn new(description: &str) -> TestTree {
        let tree = TestTree(tempfile::tempdir().expect("a directory for the test"));
        for line in description.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(directory) = line.strip_suffix('/') {
                fs::create_dir_all(tree.path(directory)).expect("a new directory");
            } else if let Some((link, target)) = line.split_once(" -> ") {
                let link = tree.parented(link);
                std::os::unix::fs::symlink(target, link).expect("a new link");
            } else {
                let (file, text) = line.split_once(" = ").unwrap_or((line, "\"int\""));
                tree.write(file, text.as_bytes());
            }
        }
        tree
    }

    /// The path of something in the tree.
    pub(super) fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative)
    }

    /// Writes a file whose content cannot be described in a line.
    pub(super) fn write(&self, relative: &str, content: &[u8]) {
        fs::write(self.parented(relative), content).expect("a new file");
    }

    /// Lists all that was read, one thing a line, with paths relative to the tree.
    pub(super) fn summary(&self, input: &Input) -> String {
        let mut lines = String::new();
        for schema in &input.schemas {
            writeln!(lines, "{}: {}", schema.name, place(&schema.subject, &schema.place)).expect("strings take all");
        }
        for fixture in &input.fixtures {
            let layout = match fixture.records.layout {
                FixtureLayout::Lines => "lines",
                FixtureLayout::Array => "array",
                FixtureLayout::Values => "values",
            };
            writeln!(lines, "{}: {layout} of {} {}", fixture.records.name, fixture.subject, fixture.version)
                .expect("strings take all");
        }
        for problem in &input.problems {
            writeln!(lines, "error: {}", sentence(problem)).expect("strings take all");
        }
        for note in &input.notes {
            writeln!(lines, "note: {note}").expect("strings take all");
        }
        self.relative(&lines)
    }

    /// The text with paths relative to the tree.
    pub(super) fn relative(&self, text: &str) -> String {
        let root = self.root().to_str().expect("the test's directory has a plain name").to_owned();
        text.replace(&format!("{root}/"), "").replace(&root, ".").trim_end().to_owned()
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn parented(&self, relative: &str) -> PathBuf {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a path in the tree")).expect("a new directory");
        path
    }
}

/// A problem as a report would print it.
pub(super) fn sentence(problem: &Problem) -> String {
    let mut place = problem.file.clone().unwrap_or_else(|| "avrocheck".to_owned());
    if let Some((line, column)) = problem.position {
        write!(place, ":{line}:{column}").expect("strings take all");
    }
    format!("{place}: {}", problem.message)
}

fn place(subject: &str, place: &VersionPlace) -> String {
    match place {
        VersionPlace::Shared { group, version } if group.is_empty() => format!("{subject} {version}"),
        VersionPlace::Shared { group, version } => format!("{subject} {version} in {group}"),
        VersionPlace::Own(version) => format!("{subject} own {version}"),
        VersionPlace::Beside(version) => format!("{subject} beside {version}"),
        VersionPlace::Unversioned => format!("{subject} unversioned"),
    }
}

/// Settings as `config show` lists them, without its columns.
pub(super) fn rows(rows: &[SettingRow]) -> String {
    let said_by = |origin: &SettingOrigin| match origin {
        SettingOrigin::Flag(flag) => (*flag).to_owned(),
        SettingOrigin::Variable(name) => name.clone(),
        SettingOrigin::File(place) => place.to_string(),
        SettingOrigin::Default | SettingOrigin::Unreadable => "default".to_owned(),
    };
    let value = |value: &SettingValue| match value {
        SettingValue::Unset => "-".to_owned(),
        SettingValue::Word(word) => word.clone(),
        SettingValue::List(words) => words.join(", "),
    };
    rows.iter().map(|row| format!("{} = {} ({})\n", row.key, value(&row.value), said_by(&row.origin))).collect()
}
