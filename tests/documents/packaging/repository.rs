//! Makes git repositories as runners have them: a branch is checked out, and the branch that it started from is on the remote.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::python::run;

/// A schema whose only field has this type.
pub fn schema(ty: &str) -> String {
    format!(
        "{{\n  \"type\": \"record\",\n  \"name\": \"User\",\n  \"fields\": [\n    {{\"name\": \"age\", \"type\": {ty}}}\n  ]\n}}\n"
    )
}

/// A work tree that is removed after the test.
pub struct Repository(TempDir);

impl Repository {
    /// With these files, committed on `main`, here and on the remote; the branch `feature` is checked out.
    pub fn of(files: &[(&str, &str)]) -> Repository {
        let repository = Repository(tempfile::tempdir().expect("a directory for the test"));
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        files.iter().for_each(|(path, text)| repository.write(path, text));
        repository.commit();
        repository.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
        repository.git(&["switch", "--quiet", "--create", "feature"]);
        repository
    }

    /// Schemas that are edited in place, on a branch that breaks one.
    pub fn broken() -> Repository {
        let repository = Repository::of(&[("schemas/user.avsc", &schema("\"int\""))]);
        repository.write("schemas/user.avsc", &schema("\"string\""));
        repository.commit();
        repository
    }

    /// Versions that go together, on a branch that edits a released one.
    pub fn rewritten() -> Repository {
        let files = [("schemas/v1/user.avsc", &*schema("\"int\"")), ("schemas/v2/user.avsc", &schema("\"long\""))];
        let repository = Repository::of(&files);
        repository.write("schemas/v1/user.avsc", &schema("\"long\""));
        repository.commit();
        repository
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.0.path().join(relative)
    }

    pub fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a path in the directory")).expect("a new directory");
        fs::write(path, text).expect("a new file");
    }

    pub fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "A change"]);
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        run(self.command("git").args(arguments)).trim().to_owned()
    }

    /// A command in the work tree that knows no configuration but the repository's.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(self.0.path());
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Ada").env(format!("GIT_{who}_EMAIL"), "ada@example.org");
        }
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        // What a runner of a host says of its own run is not said here.
        for name in ["GITHUB_BASE_REF", "GITHUB_STEP_SUMMARY", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] {
            command.env_remove(name);
        }
        command
    }
}
