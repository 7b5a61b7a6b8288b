//! A path of the command line in, what it leads to out: a file or a directory, on disk or, as `REV:path`, at a git revision.

use std::path::{Path, PathBuf};
use std::{env, fs};

use super::git::{Entry, Listing, Repository, Revision, Tree};
use super::layout::without_extension;
use super::paths::{has_extension, missing, nearest, problem, real_name, typed};
use super::schema_files::find;
use super::text;
use super::walk::{Content, Found};
use crate::model::input::{Input, Problem};

/// A schema's text under the name that reports print.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedText {
    /// Its path as a user would type it, or `REV:path`.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// The text of one schema file: a path, or `REV:path` for what stands there at a git revision.
///
/// # Errors
/// There is no such file, or it cannot be read.
pub fn schema_text(path: &Path) -> Result<NamedText, Problem> {
    let Argument { name, thing } = resolve(path)?;
    let content = match thing {
        Thing::File(content) => content,
        Thing::Directory(_) => return Err(problem(name, "is a directory; name a file in it")),
    };
    match text::of(content) {
        Ok(text) => Ok(NamedText { name, text }),
        Err(message) => Err(problem(name, message)),
    }
}

/// Whether a path that is not on disk has the form `REV:path`.
pub fn names_revision(path: &Path) -> bool {
    !path.exists() && revision_and_path(path).is_some()
}

/// Where `REV:path` would be in the work tree; other paths are where they are.
pub(super) fn place_on_disk(path: &Path) -> PathBuf {
    let place = || {
        let (_, inside) = revision_and_path(path).filter(|_| !path.exists())?;
        let here = env::current_dir().ok()?;
        let repository = Repository::around(&here).ok()?;
        repository.on_disk(&from_root(&repository, &here, inside).ok()?)
    };
    place().unwrap_or_else(|| path.to_owned())
}

/// What a path leads to.
pub(super) struct Argument {
    /// As reports print it.
    pub(super) name: String,
    /// A file or a directory.
    pub(super) thing: Thing,
}

/// A file or a directory.
pub(super) enum Thing {
    /// A file.
    File(Content),
    /// A directory.
    Directory(Place),
}

/// Where a directory is.
pub(super) enum Place {
    /// On disk.
    Disk(PathBuf),
    /// At a revision.
    Revision(Box<AtRevision>),
}

/// A directory at a revision.
pub(super) struct AtRevision {
    pub(super) repository: Repository,
    pub(super) revision: Revision,
    /// Its path from the repository's root.
    pub(super) path: String,
    pub(super) tree: Tree,
}

/// Finds out what a path leads to: something on disk before a revision.
///
/// # Errors
/// To nothing.
pub(super) fn resolve(path: &Path) -> Result<Argument, Problem> {
    if let Ok(about) = fs::metadata(path) {
        let thing = match about.is_dir() {
            true => Thing::Directory(Place::Disk(path.to_owned())),
            false => Thing::File(Content::Disk(path.to_owned())),
        };
        return Ok(Argument { name: typed(path), thing });
    }
    let Some((revision, inside)) = revision_and_path(path) else { return Err(missing(path)) };
    let name = path.to_string_lossy().trim_end_matches('/').to_owned();
    let here = env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    let repository = Repository::around(&here)?;
    let revision = repository.revision(revision)?;
    let inside = from_root(&repository, &here, inside)?;
    let failed = |message| problem(name.clone(), message);
    let thing = match repository.entry(&revision, &inside).map_err(failed)? {
        None => return Err(problem(name, absent(&repository, &revision, &inside, &here))),
        Some(Entry::File(blob)) => Thing::File(Content::Bytes(repository.read(blob).map_err(failed)?)),
        Some(Entry::Directory(tree)) => {
            Thing::Directory(Place::Revision(Box::new(AtRevision { repository, revision, path: inside, tree })))
        }
    };
    Ok(Argument { name, thing })
}

/// `REV:path` in its two parts. A single letter before the colon is a drive of Windows, not a revision.
fn revision_and_path(path: &Path) -> Option<(&str, &str)> {
    let (revision, inside) = path.to_str()?.split_once(':')?;
    let is_drive = cfg!(windows) && revision.len() == 1;
    if revision.is_empty() || is_drive { None } else { Some((revision, inside)) }
}

/// The path from the repository's root; as in git, it begins there unless it begins with `./` or `../`.
fn from_root(repository: &Repository, here: &Path, inside: &str) -> Result<String, Problem> {
    let from_here = inside.starts_with("./") || inside.starts_with("../") || matches!(inside, "." | "..");
    let start = if from_here { repository.inside(here)? } else { String::new() };
    let mut parts: Vec<&str> = Vec::new();
    for part in start.split('/').chain(inside.split('/')).filter(|part| !matches!(*part, "" | ".")) {
        match part {
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

fn absent(repository: &Repository, revision: &Revision, path: &str, here: &Path) -> String {
    let mut message = format!("no such file or directory at {}", revision.label);
    let from_here = repository.inside(here).map(|here| format!("{here}/{path}")).unwrap_or_default();
    if matches!(repository.entry(revision, &from_here), Ok(Some(_))) {
        return format!("{message}; to begin in the current directory, write `{}:./{path}`", revision.prefix);
    }
    let listing = match repository.entry(revision, "") {
        Ok(Some(Entry::Directory(tree))) => repository.list(revision, "", tree).unwrap_or_default(),
        Ok(Some(Entry::File(_)) | None) | Err(_) => Listing::default(),
    };
    let schemas = listing.files.iter().map(|file| file.relative.as_str()).filter(|name| has_extension(name, "avsc"));
    match nearest(path, schemas) {
        _ if path.contains('\\') => message += "; parts of a path at a revision are separated by `/`",
        Some(near) => message += &format!("; did you mean `{}:{near}`?", revision.prefix),
        None => message += "; paths begin at the repository's root",
    }
    message
}

impl Argument {
    /// Whether it is a directory.
    pub(super) fn is_directory(&self) -> bool {
        matches!(self.thing, Thing::Directory(_))
    }

    /// What a version is called for those who name its fixtures: a directory by its name, a file by its stem.
    pub(super) fn short_name(&self) -> String {
        match &self.thing {
            Thing::File(_) => self.stem(),
            Thing::Directory(Place::Disk(path)) => real_name(path),
            Thing::Directory(Place::Revision(at)) => {
                let last = at.path.rsplit('/').next().unwrap_or_default();
                if last.is_empty() { "schema".to_owned() } else { last.to_owned() }
            }
        }
    }

    /// The name of a file without directories and extension.
    pub(super) fn stem(&self) -> String {
        let name = self.name.rsplit(['/', ':']).next().unwrap_or_default();
        without_extension(name).to_owned()
    }
}

/// The schema files below a directory, sorted by name. Whatever keeps them from being found becomes a problem of the input.
pub(super) fn schemas_in(place: &Place, name: &str, input: &mut Input) -> Vec<Found> {
    let at = match place {
        Place::Disk(path) => return find(path, input).0,
        Place::Revision(at) => at,
    };
    let failed = |input: &mut Input, message: String| {
        input.problems.push(problem(name.to_owned(), message));
        Vec::new()
    };
    let listing = match at.repository.list(&at.revision, &at.path, at.tree) {
        Ok(listing) => listing,
        Err(message) => return failed(input, message),
    };
    input.notes.extend(listing.notes);
    let mut found = Vec::new();
    for file in listing.files.into_iter().filter(|file| has_extension(&file.relative, "avsc")) {
        let slash = if name.ends_with(':') { "" } else { "/" };
        let name = format!("{name}{slash}{}", file.relative);
        match at.repository.read(file.blob) {
            Ok(bytes) => found.push(Found { content: Content::Bytes(bytes), relative: file.relative, name }),
            Err(message) => input.problems.push(problem(name, message)),
        }
    }
    if found.is_empty() && input.problems.is_empty() {
        return failed(input, "no schema found: no file here ends in .avsc; check the path".to_owned());
    }
    found
}
