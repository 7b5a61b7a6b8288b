//! Runs the case directories `tests/cases/GROUP/CASE`, each a test of its own; tests/README.md says what is in one. A new case
//! needs no Rust.
#![allow(missing_docs, unreachable_pub)]

#[path = "support/repository.rs"]
mod repository;
#[path = "support/sandbox.rs"]
mod sandbox;

use std::fmt::Write;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use repository::Repository;
use sandbox::{Sandbox, package};

fn main() -> ExitCode {
    let all = package().join("tests/cases");
    let cases = directories(&all).into_iter().flat_map(|group| directories(&group));
    let trial = |case: PathBuf| {
        let name = case.strip_prefix(&all).expect("it lies there").to_str().expect("cases have plain names").to_owned();
        Trial::test(name, move || check(&case))
    };
    libtest_mimic::run(&Arguments::from_args(), cases.map(trial).collect()).exit_code()
}

/// Runs the case's commands, and compares what they answer with its `output.snap`.
fn check(case: &Path) -> Result<(), libtest_mimic::Failed> {
    let sandbox = Place::of(case);
    let (commands, is_of_group) = commands(case);
    let mut text = String::new();
    let mut code = 0;
    for line in commands.lines().filter(|line| !line.is_empty()) {
        let run = sandbox.run(line);
        code = run.code;
        writeln!(text, "{run}")?;
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(case);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("output", text));

    let group = case.parent().and_then(Path::file_name).and_then(|name| name.to_str()).expect("plain names");
    let rule = group.split('-').next().unwrap_or_default();
    match group {
        "compatible" if code != 0 => Err("it is not compatible".into()),
        _ if is_of_group
            && rule.starts_with("AVC")
            && ![format!("[{rule}]"), format!(": {rule} ")].iter().any(|named| text.contains(named)) =>
        {
            Err(format!("{rule} is not raised").into())
        }
        _ => Ok(()),
    }
}

/// The command lines of a case: its own, or else those of its group, or else those of all cases; and whether they are not its own.
fn commands(case: &Path) -> (String, bool) {
    let read = |directory: &Path| fs::read_to_string(directory.join("cmd")).ok();
    let above = case.ancestors().skip(1).find_map(read);
    read(case).map_or_else(|| (above.expect("tests/cases has a file cmd"), true), |own| (own, false))
}

/// Where a case runs: a directory with its files, or a repository with `before` on `main` and `after` on the branch `feature`.
enum Place {
    Directory(Sandbox),
    Repository(Box<Repository>),
}

impl Place {
    fn of(case: &Path) -> Place {
        if !case.join("before").is_dir() {
            let sandbox = Sandbox::new();
            sandbox.copy(case, "");
            return Place::Directory(sandbox);
        }
        let repository = Repository::new();
        repository.copy(&case.join("before"), "");
        repository.commit();
        repository.branch("feature");
        repository.remove("schemas");
        repository.copy(&case.join("after"), "");
        repository.commit();
        Place::Repository(Box::new(repository))
    }
}

impl Deref for Place {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        match self {
            Place::Directory(sandbox) => sandbox,
            Place::Repository(repository) => repository,
        }
    }
}

fn directories(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a directory's entries can be read").path()).collect();
    paths.retain(|path| path.is_dir());
    paths.sort();
    paths
}
