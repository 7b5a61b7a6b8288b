//! Finds the branch that changes are merged into.

use gix::refs::TargetRef;

use super::repository::Repository;
use crate::adopt::Trunk;

/// What it is called where nobody has said so, the likeliest first.
const USUAL: [&str; 2] = ["main", "master"];

impl Repository {
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

    /// The full name of the reference that another stands for.
    fn target(&self, name: &str) -> Option<String> {
        let reference = self.git.try_find_reference(name).ok()??;
        match reference.target() {
            TargetRef::Symbolic(target) => Some(target.as_bstr().to_string()),
            TargetRef::Object(_) => None,
        }
    }
}
