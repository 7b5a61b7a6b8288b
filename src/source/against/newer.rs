//! Reads the newer side of a comparison: its schema files with the numbers of their contents.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use rayon::prelude::*;

use super::former::FormerExclusion;
use crate::model::input::{Input, Problem, VersionPlace};
use crate::model::path::{file_name, inside, is_schema_file, join, parent, typed};
use crate::source::config::find::GIT_ENTRY;
use crate::source::directory::checked;
use crate::source::files::SourceFile;
use crate::source::git::{BlobId, GitEntry, GitFile, Repository, Revision};
use crate::source::ignored;
use crate::source::layout::{Ambiguous, Layout};
use crate::source::location::{Location, Medium, names_revision};

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
    pub(super) unread: Vec<String>,
    /// What a sparse checkout leaves out, as far as it cannot be read out of the repository either.
    pub(super) left_out: BTreeMap<String, BlobId>,
    /// Which files are not read.
    pub(super) layout: Layout,
    /// Which files were not read at the revision that this is compared with, if it is one and its configuration does not judge.
    pub(super) former_exclusion: Option<FormerExclusion>,
    /// The paths of the other directories of the run from the repository's root: what they had is theirs.
    pub(super) others: Vec<String>,
    /// Why there is no schema, if there is none: it is a problem unless there was one before.
    pub(super) nothing_here: Option<Problem>,
}

/// A schema file, read.
pub(super) struct NewerFile {
    pub(super) file: SourceFile,
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
    /// The file at a path below the directory.
    pub(super) fn file(&self, path: &str) -> Option<&NewerFile> {
        let at = self.files.binary_search_by(|file| file.file.relative.as_str().cmp(path)).ok()?;
        Some(&self.files[at])
    }

    /// A content as text: of a file that is there at this path, or out of the repository.
    pub(super) fn text_of(&self, path: &str, blob: BlobId) -> Option<String> {
        match self.file(path).filter(|file| file.is(blob)) {
            Some(file) => Some(file.file.text.to_string()),
            None => self.repository.text(blob).ok(),
        }
    }

    /// The commit that this is, or is built upon.
    ///
    /// # Errors
    /// There is no commit yet.
    pub(super) fn head(&self) -> Result<Revision, Problem> {
        match &self.revision {
            Some(revision) => Ok(revision.clone()),
            None => self.repository.revision("HEAD"),
        }
    }

    /// Whether a path from the repository's root is in another directory of the run.
    pub(super) fn is_of_another(&self, path: &str) -> bool {
        self.others.iter().any(|other| inside(path, other).is_some())
    }

    /// Whether everything that is there could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.unread.is_empty() && self.left_out.is_empty()
    }

    /// Whether the file at a path below the directory is not read.
    pub(super) fn excludes(&self, relative: &str) -> bool {
        self.layout.excludes(relative, &self.name)
    }

    /// Whether the file at a path below the directory, which a revision had at another path, is not read any more.
    pub(super) fn newly_excludes(&self, relative: &str, former_directory: &str) -> bool {
        let was_excluded = |former: &FormerExclusion| former.excludes(relative, former_directory);
        self.excludes(relative) && self.former_exclusion.as_ref().is_some_and(|former| !was_excluded(former))
    }

    /// Subject and place of the file at a path below the directory.
    pub(super) fn locate(&self, layout: &Layout, relative: &str) -> Result<(String, VersionPlace), Ambiguous> {
        layout.locate(relative, &self.name, &self.real_name)
    }

    /// Finds the files; `None` if the input says why they cannot be read.
    ///
    /// # Errors
    /// There is no directory, and never was; or it is not in the repository of the run.
    pub(super) fn read(
        path: &Path,
        run: &Rc<Repository>,
        layout: &Layout,
        input: &mut Input,
    ) -> Result<Option<Newer>, Problem> {
        let location = match Location::of(path) {
            Ok(location) => location,
            Err(problem) if names_revision(path) || path.exists() => return Err(problem),
            Err(problem) => return Newer::gone(path, run, layout, problem).map(Some),
        };
        let real_name = location.short_name();
        if !location.is_directory() {
            let two_versions = || "is a file; give its directory, or the two versions: REV:path and path".to_owned();
            return Err(Problem::of(location.name, two_versions()));
        }
        let Location { name, medium } = location;
        let (tree, repository, revision, path) = match medium {
            Medium::Disk(directory) => {
                // Outside of a repository there is no reason to look through thousands of directories.
                let inside = place(&directory, &name, run)?;
                (ignored::schemas(&directory), Rc::clone(run), None, inside)
            }
            Medium::Revision(at) => (at.schemas(&name), Rc::new(at.repository), Some(at.revision), at.path),
        };
        let mut read = Input::default();
        let found = checked(tree.without_excluded(layout), &mut read).files;
        let is_unread = read.problems.iter().any(|problem| problem.file.as_deref() != Some(&name));
        let mut nothing_here = if found.is_empty() && !is_unread { read.problems.pop() } else { None };
        input.notes.append(&mut read.notes);
        input.problems.append(&mut read.problems);
        if found.is_empty() && is_unread {
            return Ok(None);
        }
        let numbering = repository.numbering();
        let paths: Vec<String> = found.iter().map(|file| join(&path, &file.relative)).collect();
        let known = match &revision {
            Some(_) => vec![None; paths.len()],
            None => repository.unchanged(paths.iter().map(String::as_str)),
        };
        let found: Vec<(SourceFile, Option<BlobId>)> = found.into_iter().zip(known).collect();
        let numbered: Vec<Result<NewerFile, Problem>> =
            found.into_par_iter().map(|(file, known)| number(file, known, &numbering)).collect();
        let read = numbered.into_iter().filter_map(|file| file.map_err(|problem| input.problems.push(problem)).ok());
        let mut files: Vec<NewerFile> = read.collect();
        let unread = input.problems.iter().filter_map(|problem| inside(problem.file.as_deref()?, &name));
        let unread = unread.filter(|path| !path.is_empty()).map(str::to_owned).collect();
        let sparse = match &revision {
            Some(_) => Vec::new(),
            None => repository.left_out(&path).map_err(|message| Problem::of(&name, message))?,
        };
        let mut left_out = BTreeMap::new();
        for GitFile { relative, blob } in
            sparse.into_iter().filter(|file| is_schema_file(&file.relative) && !layout.excludes(&file.relative, &name))
        {
            match repository.text(blob) {
                Ok(text) => {
                    let file = SourceFile { name: join(&name, &relative), relative, text: text.into() };
                    files.push(NewerFile { file, blob, with_line_feeds: None });
                }
                Err(_) => drop(left_out.insert(relative, blob)),
            }
        }
        files.sort_by(|a, b| a.file.relative.cmp(&b.file.relative));
        nothing_here = nothing_here.filter(|_| files.is_empty());
        let layout = layout.clone();
        Ok(Some(Newer {
            repository,
            revision,
            name,
            real_name,
            path,
            files,
            unread,
            left_out,
            layout,
            former_exclusion: None,
            others: Vec::new(),
            nothing_here,
        }))
    }

    /// A directory that is not there, which a revision may have had.
    fn gone(path: &Path, run: &Rc<Repository>, layout: &Layout, problem: Problem) -> Result<Newer, Problem> {
        let inside = run.inside(path).ok().filter(|_| run.has_work_tree() && !path.is_symlink());
        let Some(inside) = inside.filter(|inside| !inside.is_empty()) else { return Err(problem) };
        Ok(Newer {
            repository: Rc::clone(run),
            revision: None,
            name: typed(path),
            real_name: file_name(&inside).to_owned(),
            path: inside,
            files: Vec::new(),
            unread: Vec::new(),
            left_out: BTreeMap::new(),
            layout: layout.clone(),
            former_exclusion: None,
            others: Vec::new(),
            nothing_here: Some(problem),
        })
    }
}

/// Where a directory of the work tree is in the repository.
fn place(directory: &Path, name: &str, repository: &Repository) -> Result<String, Problem> {
    if !repository.has_work_tree() {
        let message = "this repository is bare and has no working tree; name the newer side too: HEAD:path";
        return Err(Problem::of(name, message));
    }
    let inside = repository.inside(directory)?;
    match repository_between(repository, &inside) {
        Some(other) => {
            let message = format!("lies in another repository than this run, at {other}; run there");
            Err(Problem::of(name, message))
        }
        None => Ok(inside),
    }
}

/// A repository inside of the one of the run that a path lies in, and whose files the one of the run does not have itself.
fn repository_between(repository: &Repository, inside: &str) -> Option<String> {
    let parents = std::iter::successors(Some(inside), |path| parent(path)).filter(|path| !path.is_empty());
    let mut roots = parents.filter(|path| repository.is_checked_out(&join(path, GIT_ENTRY)));
    let head = repository.revision("HEAD").ok();
    let has = |path: &&str| {
        let entry = head.as_ref().map(|head| repository.entry(head, path));
        matches!(entry, Some(Ok(Some(GitEntry::Directory(_)))))
    };
    roots.find(|root| !has(root)).map(str::to_owned)
}

fn number(
    file: SourceFile,
    known: Option<BlobId>,
    numbering: &(impl Fn(&[u8]) -> Option<BlobId> + Sync),
) -> Result<NewerFile, Problem> {
    if let Some(blob) = known {
        return Ok(NewerFile { file, blob, with_line_feeds: None });
    }
    let text = file.text.fresh();
    let Some(blob) = numbering(text.as_bytes()) else {
        return Err(Problem::of(file.name, "cannot be compared: its content looks like an attack on SHA-1"));
    };
    let with_line_feeds = match text.contains('\r') {
        true => numbering(text.replace("\r\n", "\n").as_bytes()),
        false => None,
    };
    Ok(NewerFile { file, blob, with_line_feeds })
}
