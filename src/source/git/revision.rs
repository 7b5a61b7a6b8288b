//! A branch, a tag or a commit as people write it in, the commit that it names out.

use gix::ObjectId;
use gix::object::Kind;

use super::super::paths::{nearest, problem};
use super::{Repository, one_line};
use crate::compat::input::Problem;

/// A commit, and what it is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::source) struct Revision {
    pub(super) id: ObjectId,
    /// What a version out of it is called: `main@1a2b3c4`.
    pub(in crate::source) label: String,
    /// What its files are called, up to the colon: `main` in `main:schemas/user.avsc`.
    pub(in crate::source) prefix: String,
}

/// Digits of a commit's number that are shown.
const SHOWN: usize = 7;

impl Revision {
    /// Whether this is the same commit, by whatever name.
    pub(in crate::source) fn is_same_commit(&self, other: &Revision) -> bool {
        self.id == other.id
    }
}

impl Repository {
    /// The commit that is meant by a branch, a tag, a number, or an expression such as `HEAD~3`.
    ///
    /// # Errors
    /// Nothing is called so, or what is cannot be read; with what may have been meant, or what to fetch.
    pub(in crate::source) fn revision(&self, name: &str) -> Result<Revision, Problem> {
        let shown = if name.is_empty() { "``" } else { name };
        let id = self.timed(|| self.commit_id(name)).map_err(|message| problem(shown.to_owned(), message))?;
        Ok(Revision { id, label: label(name, id), prefix: name.to_owned() })
    }

    /// What both commits come from: where the branch of the second left the first.
    ///
    /// # Errors
    /// They have no common history, or not in this clone.
    pub(in crate::source) fn merge_base(&self, of: &Revision, and: &Revision) -> Result<Revision, Problem> {
        let failed = |message: String| Err(problem(of.prefix.clone(), message));
        match self.timed(|| self.git.merge_base(of.id, and.id)) {
            Ok(Some(base)) if base.detach() == of.id => Ok(of.clone()),
            Ok(Some(base)) => {
                let prefix = short(base.detach());
                Ok(Revision { id: base.detach(), label: format!("{}@{prefix}", of.prefix), prefix })
            }
            Ok(None) if self.is_shallow() => failed(format!(
                "this clone is shallow and lacks the commit where {} left it; run `{}`, or compare with its tip: \
                 --no-merge-base",
                and.prefix,
                self.fetch_history(&of.prefix)
            )),
            Ok(None) => {
                failed(format!("has no commit in common with {}; compare with its tip: --no-merge-base", and.prefix))
            }
            Err(error) => failed(format!("its history cannot be read ({}); check it: `git fsck`", one_line(&error))),
        }
    }

    pub(super) fn commit_id(&self, name: &str) -> Result<ObjectId, String> {
        let found = match self.git.rev_parse_single(name) {
            Ok(found) => found,
            Err(error) => return Err(self.unknown(name, &error)),
        };
        let id = found.detach();
        let object = match found.object() {
            Ok(object) => object,
            Err(error) if !self.git.has_object(id) => return Err(self.unknown(name, &error)),
            Err(error) => return Err(self.unreadable_object(id, &error)),
        };
        let kind = object.kind;
        match object.peel_to_kind(Kind::Commit) {
            Ok(commit) => Ok(commit.id),
            Err(_) if matches!(kind, Kind::Tree | Kind::Blob) => {
                Err(format!("is a {kind}, not a commit; give a branch, a tag or a commit"))
            }
            Err(error) => Err(self.unreadable_object(id, &error)),
        }
    }

    /// Why nothing is called so: a slip of the pen, a shallow clone, or a history that ends before.
    fn unknown(&self, name: &str, error: &gix::Error) -> String {
        if name.is_empty() || name.starts_with('-') {
            return "is no revision; give a branch, a tag or a commit".to_owned();
        }
        if self.git.head_id().is_err() && name.starts_with("HEAD") {
            return "there is no commit in this repository yet".to_owned();
        }
        let start = name.find(['~', '^', '@', ':']).filter(|at| *at > 0).map_or(name, |at| &name[..at]);
        if start != name && self.git.rev_parse_single(start).is_ok() {
            return if self.is_shallow() {
                format!("this clone is shallow, and its history ends before; run `{}`", self.fetch_history(start))
            } else {
                format!("`{start}` is known, but there is no `{name}`: its history does not reach so far")
            };
        }
        if error.to_string().contains("mbiguous") {
            return format!("{}; give more of it", one_line(error));
        }
        let names = self.names();
        if names.iter().any(|known| known == start) {
            return format!("what `{start}` names is not in this clone; {}", self.fetch_revision(start));
        }
        let branches = names.iter().map(String::as_str).filter(|name| !name.ends_with("/HEAD"));
        let fetch = self.fetch_revision(start);
        match nearest(start, branches) {
            // What a shallow clone, or any, has of a remote is a choice; what was typed may well be right.
            Some(near) if self.is_shallow() || self.is_of_remote(start) => {
                format!("no revision is called `{start}` in this clone, but `{near}` is; {fetch}")
            }
            Some(near) => format!("no revision is called `{start}`; did you mean `{near}`?"),
            None => format!("no revision is called `{start}` in this clone; {fetch}"),
        }
    }

    /// The names of all branches and tags.
    fn names(&self) -> Vec<String> {
        let references = self.git.references().ok();
        let all = references.as_ref().and_then(|references| references.all().ok());
        let mut names: Vec<String> = all
            .into_iter()
            .flatten()
            .filter_map(|reference| Some(reference.ok()?.name().shorten().to_string()))
            .collect();
        // `main` is nearer to `mian` than any remote's branch, which has the remote's name in front.
        let unqualified: Vec<String> =
            names.iter().filter_map(|name| Some(name.split_once('/')?.1.to_owned())).collect();
        names.extend(unqualified.into_iter().filter(|name| self.git.rev_parse_single(name.as_str()).is_ok()));
        names.sort();
        names
    }

    pub(super) fn is_shallow(&self) -> bool {
        self.git.is_shallow().unwrap_or(false)
    }
}

/// `main@1a2b3c4`; a number alone needs no name.
pub(super) fn label(name: &str, id: ObjectId) -> String {
    let short = short(id);
    let is_number = name.len() >= 4 && id.to_string().starts_with(&name.to_ascii_lowercase());
    if is_number { short } else { format!("{name}@{short}") }
}

pub(super) fn short(id: ObjectId) -> String {
    id.to_hex_with_len(SHOWN).to_string()
}
