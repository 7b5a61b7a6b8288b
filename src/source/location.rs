//! Finds the file or the directory that a path names, on disk or, as `REV:path`, at a git revision.

use std::path::{Path, PathBuf};

use super::boundary::demand_inside;
use super::config::find::repository;
use super::disk;
use super::files::{SourceFile, SourceTree};
use super::git::{self, AtRevision, Repository};
use super::ignored;
use crate::model::input::Problem;
use crate::model::path::{file_name, is_schema_file, typed, without_extension};

/// A file or a directory that a user named.
#[derive(Debug)]
pub(crate) struct Location {
    /// As reports print it.
    pub(crate) name: String,
    pub(crate) medium: Medium,
}

/// Where it is.
#[derive(Debug)]
pub(crate) enum Medium {
    Disk(PathBuf),
    Revision(Box<AtRevision>),
}

impl Location {
    /// Finds out where a path leads: to something at a revision, if its beginning names one, or else to something on disk.
    ///
    /// # Errors
    /// To nothing, or out of the repository.
    pub(crate) fn of(path: &Path) -> Result<Location, Problem> {
        Location::in_repository(path, repository(Path::new(".")).as_deref())
    }

    /// The same with revisions of the repository whose root is given.
    ///
    /// # Errors
    /// To nothing, or out of the repository.
    pub(crate) fn in_repository(path: &Path, root: Option<&Path>) -> Result<Location, Problem> {
        let at_revision = path.to_str().and_then(split_revision);
        let Some((revision, inside)) = at_revision.filter(|_| !is_on_disk_in(path, root)) else {
            demand_inside(path).map_err(|message| Problem::of(typed(path), message))?;
            if path.exists() {
                return Ok(Location { name: typed(path), medium: Medium::Disk(path.to_owned()) });
            }
            return Err(disk::missing(path));
        };
        let name = path.to_string_lossy().trim_end_matches('/').to_owned();
        let found = AtRevision::find(root, &name, revision, inside)?;
        Ok(Location { name, medium: Medium::Revision(Box::new(found)) })
    }

    pub(crate) fn is_directory(&self) -> bool {
        match &self.medium {
            Medium::Disk(path) => path.is_dir(),
            Medium::Revision(at) => at.is_directory(),
        }
    }

    /// The text of the file.
    ///
    /// # Errors
    /// It cannot be read, or is a directory.
    pub(crate) fn text(&self) -> Result<String, Problem> {
        let text = match &self.medium {
            Medium::Disk(path) if path.is_dir() => None,
            Medium::Disk(path) => Some(disk::text(path)),
            Medium::Revision(at) => at.text(),
        };
        let text = text.unwrap_or_else(|| Err("is a directory; name a file in it".to_owned()));
        text.map_err(|message| Problem::of(&self.name, message))
    }

    /// The schema files below the directory.
    pub(crate) fn schemas(&self) -> SourceTree {
        match &self.medium {
            Medium::Disk(path) => ignored::schemas(path),
            Medium::Revision(at) => at.schemas(&self.name),
        }
    }

    /// The schema files in the directory of this file, without itself. What is wrong with them is nobody's concern here.
    pub(crate) fn beside(&self) -> Vec<SourceFile> {
        let mut files = match &self.medium {
            Medium::Disk(path) => {
                let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
                disk::files_in(directory.unwrap_or(Path::new(".")), is_schema_file)
            }
            Medium::Revision(at) => at.beside(&self.name),
        };
        files.retain(|file| file.name != self.name);
        files
    }

    /// What a version is called for those who name its fixtures: a directory by its name, a file by its stem.
    pub(crate) fn short_name(&self) -> String {
        match &self.medium {
            Medium::Disk(path) if path.is_dir() => disk::real_name(path),
            Medium::Revision(at) if at.is_directory() => match file_name(&at.path) {
                "" => "schema".to_owned(),
                name => name.to_owned(),
            },
            Medium::Disk(_) | Medium::Revision(_) => self.stem(),
        }
    }

    /// The name of a file without directories and extension.
    pub(crate) fn stem(&self) -> String {
        let name = file_name(&self.name);
        without_extension(name.rsplit(':').next().unwrap_or(name)).to_owned()
    }
}

/// Whether a path has the form `REV:path` and does not lead to something on disk.
pub(crate) fn names_revision(path: &Path) -> bool {
    path.to_str().and_then(split_revision).is_some() && !is_on_disk(path)
}

/// Whether a path leads to something on disk. A file whose name begins like a revision that there is has to be typed with `./`:
/// otherwise whoever can commit a file `main:schemas` could answer for the branch `main`.
pub(crate) fn is_on_disk(path: &Path) -> bool {
    is_on_disk_in(path, repository(Path::new(".")).as_deref())
}

fn is_on_disk_in(path: &Path, root: Option<&Path>) -> bool {
    let names_known_revision = || {
        let (revision, _) = path.to_str().filter(|text| !text.starts_with(['.', '/'])).and_then(split_revision)?;
        Some(Repository::open(root, path).ok()?.knows(revision))
    };
    path.exists() && names_known_revision() != Some(true)
}

/// Where `REV:path` would be in the work tree of the repository of the run, whose root is given; other paths are where they are.
pub(crate) fn place_on_disk(path: &Path, root: Option<&Path>) -> PathBuf {
    let inside = path.to_str().and_then(split_revision).filter(|_| !is_on_disk_in(path, root));
    let place = inside.and_then(|(_, inside)| git::place_on_disk(root, inside));
    place.unwrap_or_else(|| path.to_owned())
}

/// `REV:path` in its two parts. A single letter before the colon is a drive of Windows, not a revision.
pub(crate) fn split_revision(text: &str) -> Option<(&str, &str)> {
    let (revision, path) = text.split_once(':')?;
    let is_drive = cfg!(windows) && revision.len() == 1;
    if revision.is_empty() || is_drive { None } else { Some((revision, path)) }
}
