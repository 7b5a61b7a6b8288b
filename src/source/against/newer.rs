//! The path of a directory in, the newer side of a comparison out: its schema files with the numbers of their contents.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use rayon::prelude::*;

use super::super::argument::{Argument, AtRevision, Place, Thing, resolve, schemas_in};
use super::super::git::{BlobId, Repository, Revision};
use super::super::layout::{Ambiguous, Layout};
use super::super::paths::{below, has_extension, problem, real_name};
use super::super::text;
use super::super::walk::{Content, Found};
use super::moved::former_place;
use super::snapshot::Snapshot;
use crate::model::input::{self as schema, Input, Problem};

/// The newer side.
pub(super) struct Newer {
    pub(super) repository: Rc<Repository>,
    /// The revision that it is; `None` for the working tree.
    pub(super) revision: Option<Revision>,
    /// As the user wrote it.
    pub(super) name: String,
    /// What the directory is really called.
    pub(super) real_name: String,
    /// Its path from the repository's root.
    pub(super) path: String,
    /// Its schema files, sorted by path.
    pub(super) files: Vec<NewerFile>,
    /// What is there and could not be read, by path below the directory: to take it for removed would be wrong.
    unread: Vec<String>,
    /// What a sparse checkout leaves out, as far as it cannot be read out of the repository either.
    left_out: BTreeMap<String, BlobId>,
}

/// A schema file, read.
pub(super) struct NewerFile {
    pub(super) found: Found,
    pub(super) blob: BlobId,
    /// The number it would have with line feeds alone, if it has other line ends: git may have changed them.
    pub(super) with_line_feeds: Option<BlobId>,
}

impl NewerFile {
    /// Whether this is the content of a revision's file.
    pub(super) fn is(&self, blob: BlobId) -> bool {
        self.blob == blob || self.with_line_feeds == Some(blob)
    }
}

impl Newer {
    /// A content as text: of a file that is there at this path, or out of the repository.
    pub(super) fn text_of(&self, path: &str, blob: BlobId) -> Option<String> {
        let found = self.files.binary_search_by(|file| file.found.relative.as_str().cmp(path)).ok();
        let file = found.map(|at| &self.files[at]).filter(|file| file.is(blob));
        let bytes = match file.map(|file| &file.found.content) {
            Some(Content::Bytes(bytes)) => bytes.clone(),
            Some(Content::Disk(_)) | None => self.repository.read(blob).ok()?,
        };
        String::from_utf8(bytes).ok()
    }

    /// The schema files of a revision, where they stood then: under the directory's path, or under the one that it had
    /// before it was renamed.
    ///
    /// # Errors
    /// The revision cannot be read, or what is newer than it is not here.
    pub(super) fn at(&self, revision: Revision, path: &str, input: &mut Input) -> Result<Snapshot, Problem> {
        let repository = &self.repository;
        let mut snapshot = Snapshot::of(repository, revision, path, &mut input.notes)?;
        if snapshot.files.is_none()
            && let Some(former) = former_place(self, &snapshot.revision)?
        {
            let label = &snapshot.revision.label;
            input.notes.push(format!("{} was {former} at {label}, and goes on under its new name", self.name));
            snapshot = Snapshot::of(repository, snapshot.revision, &former, &mut input.notes)?;
        }
        let files = snapshot.files.get_or_insert_default();
        let is_unread = |path: &String| {
            let is_part = |unread: &String| {
                path.strip_prefix(unread.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            self.unread.iter().any(is_part)
        };
        files.retain(|path, _| !is_unread(path));
        for (path, blob) in &self.left_out {
            if files.remove(path).is_some_and(|before| before != *blob) {
                let message = "changed, but is left out by the sparse checkout, and its content is not in this clone; \
                               `git sparse-checkout disable` brings it";
                input.problems.push(problem(below(&self.name, path), message));
            }
        }
        Ok(snapshot)
    }

    /// Whether everything that is there could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.unread.is_empty() && self.left_out.is_empty()
    }

    /// Subject and place of the file at a path below the directory.
    pub(super) fn locate(&self, layout: &Layout, relative: &str) -> Result<(String, schema::VersionPlace), Ambiguous> {
        layout.locate(relative, &self.name, &self.real_name)
    }

    /// Finds the files; `None` if the input says why there are none.
    ///
    /// # Errors
    /// There is no such directory, or no repository around it.
    pub(super) fn read(path: &Path, input: &mut Input) -> Result<Option<Newer>, Problem> {
        let argument = resolve(path)?;
        let real = argument.short_name();
        let Argument { name, thing } = argument;
        let Thing::Directory(place) = thing else {
            let message = "is a file; give its directory, or the two versions: REV:path and path";
            return Err(problem(name, message));
        };
        // Outside of a repository there is no reason to look through thousands of directories.
        let on_disk = match &place {
            Place::Disk(directory) => Some(on_disk(directory, &name)?),
            Place::Revision(_) => None,
        };
        let found = schemas_in(&place, &name, input);
        let (repository, revision, path, real_name) = match (place, on_disk) {
            (Place::Disk(directory), Some((repository, inside))) => (repository, None, inside, real_name(&directory)),
            (Place::Revision(at), _) => {
                let AtRevision { repository, revision, path, .. } = *at;
                (repository, Some(revision), path, real)
            }
            (Place::Disk(_), None) => unreachable!("the repository around a directory on disk is open"),
        };
        if found.is_empty() {
            return Ok(None);
        }
        let numbering = repository.numbering();
        let files: Vec<Result<NewerFile, Problem>> =
            found.into_par_iter().map(|found| number(found, &numbering)).collect();
        let mut numbered = Vec::with_capacity(files.len());
        for file in files {
            match file {
                Ok(file) => numbered.push(file),
                Err(problem) => input.problems.push(problem),
            }
        }
        let start = below(&name, "");
        let unread = input.problems.iter().filter_map(|problem| problem.file.as_deref()?.strip_prefix(&start));
        let unread = unread.map(str::to_owned).collect();
        let mut left_out = BTreeMap::new();
        if revision.is_none() {
            for file in repository.left_out(&path).map_err(|message| problem(name.clone(), message))? {
                if !has_extension(&file.relative, "avsc") {
                    continue;
                }
                match repository.read(file.blob) {
                    Ok(bytes) => {
                        let name = below(&name, &file.relative);
                        let found = Found { content: Content::Bytes(bytes), relative: file.relative, name };
                        numbered.push(NewerFile { found, blob: file.blob, with_line_feeds: None });
                    }
                    Err(_) => {
                        left_out.insert(file.relative, file.blob);
                    }
                }
            }
        }
        numbered.sort_by(|a, b| a.found.relative.cmp(&b.found.relative));
        let repository = Rc::new(repository);
        Ok(Some(Newer { repository, revision, name, real_name, path, files: numbered, unread, left_out }))
    }
}

/// The repository around a directory of its work tree, and the directory's path in it.
fn on_disk(directory: &Path, name: &str) -> Result<(Repository, String), Problem> {
    let repository = Repository::around(directory)?;
    if !repository.has_work_tree() {
        let message = "this repository is bare and has no working tree; name the newer side too: HEAD:path";
        return Err(problem(name.to_owned(), message));
    }
    let inside = repository.inside(directory)?;
    Ok((repository, inside))
}

fn number(found: Found, numbering: &(impl Fn(&[u8]) -> Option<BlobId> + Sync)) -> Result<NewerFile, Problem> {
    let Found { content, relative, name } = found;
    let bytes = match content {
        Content::Bytes(bytes) => bytes,
        Content::Disk(path) => match text::bytes(&path) {
            Ok(bytes) => bytes,
            Err(message) => return Err(problem(name, message)),
        },
    };
    let Some(blob) = numbering(&bytes) else {
        return Err(problem(name, "cannot be compared: its content looks like an attack on SHA-1"));
    };
    let with_line_feeds = match bytes.contains(&b'\r') {
        true => numbering(&without_carriage_returns(&bytes)),
        false => None,
    };
    let found = Found { content: Content::Bytes(bytes), relative, name };
    Ok(NewerFile { found, blob, with_line_feeds })
}

fn without_carriage_returns(bytes: &[u8]) -> Vec<u8> {
    let is_kept = |(at, byte): (usize, &u8)| (*byte != b'\r' || bytes.get(at + 1) != Some(&b'\n')).then_some(*byte);
    bytes.iter().enumerate().filter_map(is_kept).collect()
}
