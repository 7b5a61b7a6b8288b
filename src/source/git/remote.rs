//! Names the remote, the branch that changes are merged into, and the commands that fetch what a clone lacks.
//!
//! Nothing is ever fetched unasked.

use gix::refs::TargetRef;

use super::repository::Repository;
use crate::adopt::Trunk;
use crate::model::shell::shell_word;

/// Usual names of the branch that changes are merged into, the likeliest first.
const USUAL: [&str; 2] = ["main", "master"];

impl Repository {
    /// The remote that most things come from.
    pub(super) fn remote(&self) -> String {
        let names = self.git.remote_names();
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        match names.first() {
            Some(first) if !names.iter().any(|name| name == "origin") => first.clone(),
            Some(_) | None => "origin".to_owned(),
        }
    }

    /// The command that completes a partial clone.
    pub(super) fn refetch(&self) -> String {
        format!("git fetch --refetch --no-filter {}", shell_word(&self.remote()))
    }

    /// The command for the whole history of a branch, and of what is checked out.
    pub(super) fn fetch_history(&self, name: &str) -> String {
        match self.branch(name) {
            Some((remote, branch)) => {
                format!("git fetch --unshallow {} {}", shell_word(&remote), refspec(&remote, branch))
            }
            None => format!("git fetch --unshallow {}", shell_word(&self.remote())),
        }
    }

    /// What to do about a revision that this clone does not have.
    pub(super) fn fetch_revision(&self, name: &str) -> String {
        // With a merge base in mind, the tip alone would not do.
        let depth = if self.is_shallow() { "--unshallow " } else { "" };
        let is_hexadecimal = name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_number = name.len() >= 40 && is_hexadecimal;
        if let Some((remote, branch)) = self.branch(name) {
            let command = format!("git fetch {depth}{} {}", shell_word(&remote), refspec(&remote, branch));
            return format!("if the remote has it: `{command}`");
        }
        let name_of_remote = self.remote();
        let remote = shell_word(&name_of_remote);
        if is_number {
            return format!("if the remote has it: `git fetch {depth}{remote} {name}`");
        }
        if is_hexadecimal && (7..40).contains(&name.len()) && !self.git.remote_names().is_empty() {
            return format!(
                "if it is the beginning of a commit's number: `git fetch {depth}{remote} {}`",
                refspec(&name_of_remote, "*")
            );
        }
        if self.git.remote_names().is_empty() {
            return "give a branch, a tag or a commit".to_owned();
        }
        format!(
            "if it is a branch of the remote: `git fetch {depth}{remote} {}`, and then it is called `{name_of_remote}/{name}`; if \
             it is a tag: `git fetch {depth}{remote} tag {}`",
            refspec(&name_of_remote, name),
            shell_word(name)
        )
    }

    /// Whether the name begins with that of a remote.
    pub(super) fn is_of_remote(&self, name: &str) -> bool {
        self.branch(name).is_some()
    }

    /// `origin/main` as a remote and its branch.
    fn branch<'a>(&self, name: &'a str) -> Option<(String, &'a str)> {
        let names = self.git.remote_names();
        let name = name.strip_prefix("refs/remotes/").unwrap_or(name);
        names.iter().find_map(|remote| {
            let remote = remote.to_string();
            let branch = name.strip_prefix(remote.as_str())?.strip_prefix('/')?;
            Some((remote, branch))
        })
    }

    /// The remote's default branch; where no remote says which that is, one of a usual name; else the current one.
    pub(crate) fn trunk(&self) -> Option<Trunk> {
        let remote = self.remote();
        let prefix = format!("refs/remotes/{remote}/");
        let of_remote = |name: &str| Trunk { name: name.to_owned(), reference: format!("{remote}/{name}") };
        let local = |name: &str| Trunk { name: name.to_owned(), reference: name.to_owned() };
        let has = |reference: &str| self.git.try_find_reference(reference).is_ok_and(|found| found.is_some());
        self.target(&format!("{prefix}HEAD"))
            .and_then(|full| full.strip_prefix(&prefix).map(of_remote))
            .or_else(|| USUAL.into_iter().find(|name| has(&format!("{prefix}{name}"))).map(of_remote))
            .or_else(|| USUAL.into_iter().find(|name| has(&format!("refs/heads/{name}"))).map(local))
            .or_else(|| self.target("HEAD").and_then(|full| full.strip_prefix("refs/heads/").map(local)))
    }

    /// The full name of the reference that another means.
    fn target(&self, name: &str) -> Option<String> {
        let reference = self.git.try_find_reference(name).ok()??;
        match reference.target() {
            TargetRef::Symbolic(target) => Some(target.as_bstr().to_string()),
            TargetRef::Object(_) => None,
        }
    }
}

/// What `git fetch` is to fetch for a branch of a remote, as a word of a shell.
fn refspec(remote: &str, branch: &str) -> String {
    shell_word(&format!("+refs/heads/{branch}:refs/remotes/{remote}/{branch}"))
}
