//! Lists the files below a directory at a revision, each with its path and the number of its content.

use std::fmt;
use std::rc::Rc;

use gix::ObjectId;
use gix::objs::tree::EntryKind;

use super::budget::exceeds;
use super::repository::{BlobId, Repository};
use super::revision::Revision;
use crate::model::input::Problem;
use crate::model::limits::{GIT_DEPTH, GIT_LINK_CHAIN};
use crate::model::path::{file_name, has_extension, join, parent};
use crate::model::shell::shell_word;
use crate::source::disk::{CONTROL_CHARACTERS, NOT_UTF8, is_bookkeeping};
use crate::source::walk::DANGLING;

/// All that is below a directory at a revision.
#[derive(Default, Debug)]
pub(crate) struct GitListing {
    /// The files, by path, also through symbolic links.
    pub(crate) files: Vec<GitFile>,
    /// The paths below the directory at which something is that cannot be followed, and so may hold files.
    pub(crate) closed: Vec<String>,
    /// What is not read, and why; without symbolic links.
    pub(crate) notes: Vec<String>,
    /// The symbolic links that lead to nothing that can be read.
    pub(crate) links: Vec<UnreadLink>,
    /// What has a name that no file may have.
    pub(crate) problems: Vec<Problem>,
}

/// A symbolic link that leads to nothing that can be read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct UnreadLink {
    /// Its path below the directory.
    pub(crate) relative: String,
    /// What to say of it.
    pub(crate) message: String,
    /// Whether it leads out of the repository.
    pub(crate) is_way_out: bool,
}

impl GitListing {
    /// Remarks on all that is not read.
    pub(crate) fn remarks(&self) -> impl Iterator<Item = String> {
        self.notes.iter().chain(self.links.iter().map(|link| &link.message)).cloned()
    }

    /// What is not read, for a directory of this name that a person has named, as it would be on a disk: a link out of the
    /// repository is refused, and so is a link to nothing in the place of a wanted file. All else is remarked.
    pub(crate) fn refusals(&self, name: &str, extensions: &[&str]) -> (Vec<Problem>, Vec<String>) {
        let is_wanted = |path: &str| extensions.iter().any(|extension| has_extension(path, extension));
        let is_refused = |link: &&UnreadLink| link.is_way_out || is_wanted(&link.relative);
        let (refused, remarked): (Vec<&UnreadLink>, Vec<_>) = self.links.iter().partition(is_refused);
        let problem = |link: &UnreadLink| {
            let message = if link.is_way_out { LINK_OUTSIDE } else { DANGLING };
            Problem::of(join(name, &link.relative), message)
        };
        let notes = self.notes.iter().chain(remarked.into_iter().map(|link| &link.message)).cloned();
        (refused.into_iter().map(problem).collect(), notes.collect())
    }
}

const LINK_OUTSIDE: &str = "this symbolic link leads out of the repository, and is not followed; put the file inside";

/// A file at a revision.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct GitFile {
    /// Its path below the directory, separated by `/`.
    pub(crate) relative: String,
    /// The number of its content.
    pub(crate) blob: BlobId,
}

/// What is at a path of a revision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum GitEntry {
    /// A file.
    File(BlobId),
    /// A directory, by the number of its tree.
    Directory(ObjectId),
    /// Something that cannot be followed, and why.
    Closed(Obstacle),
}

/// Why something cannot be followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Obstacle {
    /// This symbolic link leads out of the repository.
    WayOut(String),
    /// The submodule at this path is not checked out.
    Submodule(String),
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Obstacle::WayOut(link) => write!(f, "the symbolic link {link} leads out of the repository"),
            Obstacle::Submodule(path) => {
                write!(f, "the submodule {path} is not checked out; `git submodule update --init {}`", shell_word(path))
            }
        }
    }
}

/// What a path leads to.
pub(super) struct PathTarget {
    pub(super) entry: GitEntry,
    /// Its path without symbolic links, from the root.
    real: String,
}

/// What an entry of a directory turns out to be.
enum EntryTarget {
    File(BlobId),
    /// A directory, with its path without symbolic links.
    Directory(ObjectId, String),
    /// A submodule that cannot be followed, and what to say of it.
    Submodule(String),
    /// A link that cannot be followed, why, and what to say of it.
    ClosedLink(Obstacle, String),
    /// A link that leads back.
    Circle(String),
    /// A link that leads nowhere.
    Dangling(String),
}

/// A directory that is to be read.
struct OpenDirectory {
    tree: ObjectId,
    /// Its path below the directory that was asked for.
    relative: String,
    trail: Rc<Trail>,
}

/// The directories on the way to one, without symbolic links, from the root of the repository.
struct Trail {
    real: String,
    above: Option<Rc<Trail>>,
}

impl Trail {
    fn has(&self, real: &str) -> bool {
        let mut trail = Some(self);
        while let Some(here) = trail {
            if here.real == real {
                return true;
            }
            trail = here.above.as_deref();
        }
        false
    }
}

impl Repository {
    /// What is at a path from the repository's root; `None` if nothing is.
    ///
    /// # Errors
    /// Why it cannot be said.
    pub(crate) fn entry(&self, revision: &Revision, path: &str) -> Result<Option<GitEntry>, String> {
        self.timed(|| Ok(self.follow(self.root_tree(revision)?, path)?.map(|found| found.entry)))
    }

    /// The files below a directory that end in one of these extensions, or all; `None` if there is no such directory.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(crate) fn files_below(
        &self,
        revision: &Revision,
        path: &str,
        extensions: &[&str],
    ) -> Result<Option<GitListing>, String> {
        let root = self.root_tree(revision)?;
        self.timed(|| match self.follow(root, path)? {
            Some(PathTarget { entry: GitEntry::Directory(tree), real }) => {
                self.walk(Some(root), &format!("{}:", revision.prefix), (tree, real), extensions).map(Some)
            }
            Some(PathTarget { entry: GitEntry::Closed(why), .. }) => Err(format!("cannot be compared: {why}")),
            Some(PathTarget { entry: GitEntry::File(_), .. }) | None => Ok(None),
        })
    }

    /// The files below a directory, whose real path is given. Links start from the root; without one they are not followed.
    pub(super) fn walk(
        &self,
        root: Option<ObjectId>,
        prefix: &str,
        (tree, real): (ObjectId, String),
        extensions: &[&str],
    ) -> Result<GitListing, String> {
        let mut listing = GitListing::default();
        let is_wanted =
            |name: &str| extensions.is_empty() || extensions.iter().any(|extension| has_extension(name, extension));
        let trail = Rc::new(Trail { real, above: None });
        let mut open = vec![OpenDirectory { tree, relative: String::new(), trail }];
        while let Some(OpenDirectory { tree: id, relative, trail }) = open.pop() {
            if relative.matches('/').count() as u64 >= GIT_DEPTH.most {
                return Err(exceeds(&GIT_DEPTH));
            }
            let tree = self.tree(id)?;
            for entry in tree.iter() {
                self.budget.entries.spend(1)?;
                let entry = entry.map_err(|error| self.unreadable_object(id, &error))?;
                let name = match std::str::from_utf8(entry.filename) {
                    Ok(name) if is_bookkeeping(name.as_ref()) => continue,
                    Ok(name) if !name.contains(char::is_control) => name,
                    name => {
                        let why = if name.is_ok() { CONTROL_CHARACTERS } else { NOT_UTF8 };
                        let name = join(&trail.real, &entry.filename.to_string());
                        self.budget.text.spend(name.len())?;
                        listing.problems.push(Problem::of(format!("{prefix}{name}"), why));
                        continue;
                    }
                };
                let below = || join(&relative, name);
                let found = match entry.mode.kind() {
                    EntryKind::Blob | EntryKind::BlobExecutable => EntryTarget::File(BlobId(entry.oid.to_owned())),
                    EntryKind::Tree => EntryTarget::Directory(entry.oid.to_owned(), join(&trail.real, name)),
                    EntryKind::Commit => {
                        let real = join(&trail.real, name);
                        match self.submodule(&real, entry.oid.to_owned())? {
                            Some(tree) => EntryTarget::Directory(tree, real),
                            None => EntryTarget::Submodule(format!(
                                "{prefix}{real} is a submodule that is not checked out, and its files are not compared; to \
                                 compare them: `git submodule update --init {}`",
                                shell_word(&real)
                            )),
                        }
                    }
                    EntryKind::Link => self.behind_link(root, prefix, &join(&trail.real, name), &trail)?,
                };
                match found {
                    EntryTarget::File(_) if !is_wanted(name) => {}
                    EntryTarget::File(blob) => {
                        let relative = below();
                        self.budget.text.spend(relative.len())?;
                        listing.files.push(GitFile { relative, blob });
                    }
                    EntryTarget::Directory(tree, real) => {
                        let relative = below();
                        self.budget.text.spend(relative.len() + real.len())?;
                        let trail = Rc::new(Trail { real, above: Some(Rc::clone(&trail)) });
                        open.push(OpenDirectory { tree, relative, trail });
                    }
                    EntryTarget::Submodule(note) => {
                        listing.notes.push(note);
                        listing.closed.push(below());
                    }
                    EntryTarget::ClosedLink(why, message) => {
                        let is_way_out = matches!(why, Obstacle::WayOut(_));
                        listing.links.push(UnreadLink { relative: below(), message, is_way_out });
                        listing.closed.push(below());
                    }
                    EntryTarget::Circle(note) => listing.notes.push(note),
                    EntryTarget::Dangling(message) => {
                        listing.links.push(UnreadLink { relative: below(), message, is_way_out: false });
                    }
                }
            }
        }
        listing.files.sort();
        listing.closed.sort();
        listing.notes.sort();
        listing.links.sort();
        listing.problems.sort();
        Ok(listing)
    }

    /// What a symbolic link leads to, which is at a path and below the directories of a trail.
    fn behind_link(
        &self,
        root: Option<ObjectId>,
        prefix: &str,
        path: &str,
        trail: &Trail,
    ) -> Result<EntryTarget, String> {
        self.budget.links.spend(1)?;
        let found = root.map(|root| self.follow(root, path)).transpose()?.flatten();
        Ok(match found.map(|PathTarget { entry, real }| (entry, real)) {
            Some((GitEntry::File(blob), _)) => EntryTarget::File(blob),
            Some((GitEntry::Directory(_), real)) if trail.has(&real) => {
                EntryTarget::Circle(format!("{prefix}{path} is not followed: it leads back to {prefix}{real}"))
            }
            Some((GitEntry::Directory(tree), real)) => EntryTarget::Directory(tree, real),
            Some((GitEntry::Closed(why), _)) => {
                let message = format!("{prefix}{path} is not read: {why}");
                EntryTarget::ClosedLink(why, message)
            }
            None => EntryTarget::Dangling(format!("{prefix}{path} is a link that leads nowhere")),
        })
    }

    /// Whether the same stands at a path of one revision and at a path of another: a file, a directory, a link, or a submodule's
    /// commit. What it leads to does not matter.
    ///
    /// # Errors
    /// Why it cannot be said.
    pub(crate) fn is_same_entry(&self, one: (&Revision, &str), other: (&Revision, &str)) -> Result<bool, String> {
        Ok(self.entry_itself(one)? == self.entry_itself(other)?)
    }

    /// What kind of entry stands at a path; `None` if nothing does, or if it cannot be said.
    pub(super) fn kind_at(&self, revision: &Revision, path: &str) -> Option<EntryKind> {
        self.entry_itself((revision, path)).ok()?.map(|(kind, _)| kind)
    }

    fn entry_itself(&self, (revision, path): (&Revision, &str)) -> Result<Option<(EntryKind, ObjectId)>, String> {
        let (directory, name) = (parent(path).unwrap_or_default(), file_name(path));
        let Some(PathTarget { entry: GitEntry::Directory(tree), .. }) =
            self.follow(self.root_tree(revision)?, directory)?
        else {
            return Ok(None);
        };
        let tree = self.tree(tree)?;
        let found = tree.iter().filter_map(Result::ok).find(|entry| entry.filename == name);
        Ok(found.map(|entry| (entry.mode.kind(), entry.oid.to_owned())))
    }

    pub(super) fn root_tree(&self, revision: &Revision) -> Result<ObjectId, String> {
        Ok(self.commit(revision.id)?.0)
    }

    /// Walks down a path, through symbolic links as far as they stay inside, and into submodules.
    pub(super) fn follow(&self, root: ObjectId, path: &str) -> Result<Option<PathTarget>, String> {
        let mut rest: Vec<String> = path.split('/').rev().filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let mut above: Vec<(ObjectId, String)> = Vec::new();
        let mut at = root;
        let real = |above: &[(ObjectId, String)], last: &str| {
            above.iter().map(|(_, name)| name.as_str()).chain([last]).collect::<Vec<_>>().join("/")
        };
        // The symbolic links that were followed, and the first of them.
        let (mut links, mut link) = (0, None::<String>);
        let closed = |why: Obstacle| Ok(Some(PathTarget { entry: GitEntry::Closed(why), real: String::new() }));
        while let Some(part) = rest.pop() {
            match part.as_str() {
                "." => continue,
                ".." => match (above.pop(), &link) {
                    (Some((parent, _)), _) => at = parent,
                    (None, Some(link)) => {
                        return closed(Obstacle::WayOut(link.clone()));
                    }
                    (None, None) => return Ok(None),
                },
                name => {
                    let tree = self.tree(at)?;
                    let found = tree.iter().find(|entry| entry.as_ref().map_or(true, |entry| entry.filename == name));
                    let Some(entry) = found.transpose().map_err(|error| self.unreadable_object(at, &error))? else {
                        return Ok(None);
                    };
                    let id = entry.oid.to_owned();
                    match entry.mode.kind() {
                        EntryKind::Tree => {
                            above.push((at, part));
                            at = id;
                        }
                        EntryKind::Commit => {
                            let path = real(&above, name);
                            let Some(tree) = self.submodule(&path, id)? else {
                                return closed(Obstacle::Submodule(path));
                            };
                            above.push((at, part));
                            at = tree;
                        }
                        EntryKind::Blob | EntryKind::BlobExecutable if rest.is_empty() => {
                            let real = real(&above, name);
                            return Ok(Some(PathTarget { entry: GitEntry::File(BlobId(id)), real }));
                        }
                        EntryKind::Link if links < GIT_LINK_CHAIN.most => {
                            links += 1;
                            let here = link.get_or_insert_with(|| real(&above, name));
                            let target = String::from_utf8(self.content(BlobId(id))?).unwrap_or_default();
                            if target.is_empty() || target.starts_with('/') {
                                return closed(Obstacle::WayOut(here.clone()));
                            }
                            rest.extend(target.split('/').rev().filter(|part| !part.is_empty()).map(str::to_owned));
                        }
                        EntryKind::Blob | EntryKind::BlobExecutable | EntryKind::Link => return Ok(None),
                    }
                }
            }
        }
        let real = above.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("/");
        Ok(Some(PathTarget { entry: GitEntry::Directory(at), real }))
    }
}
