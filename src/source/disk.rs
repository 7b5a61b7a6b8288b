//! Reads files and directories of this machine's disk, and says what is wrong with a path: no other module walks directories.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::files::{SourceFile, SourceTree};
use crate::model::input::Problem;
use crate::model::path::{has_extension, join, typed};
use crate::model::text::nearest;

/// All files below a directory that end in one of `extensions`, read many at a time.
pub(crate) fn tree(root: &Path, extensions: &[&str]) -> SourceTree {
    let DiskListing { files, directories, mut problems, notes } = list(root);
    let is_wanted = |file: &DiskFile| extensions.iter().any(|extension| has_extension(&file.relative, extension));
    let (wanted, others): (Vec<_>, Vec<_>) = files.into_iter().partition(is_wanted);
    let (files, failed) = read_all(wanted);
    problems.extend(failed);
    let others = others.into_iter().map(|file| file.name).collect();
    SourceTree { name: typed(root), real_name: real_name(root), files, others, directories, problems, notes }
}

/// The files in a directory, and not below it, that end in `extension`. What cannot be read is left out.
pub(crate) fn files_in(directory: &Path, extension: &str) -> Vec<SourceFile> {
    let name = typed(directory);
    let entries = fs::read_dir(directory).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let found = entries.filter(|path| path.is_file()).filter_map(|path| {
        let relative = path.file_name()?.to_str()?.to_owned();
        let name = join(&name, &relative);
        has_extension(&relative, extension).then_some(DiskFile { path, relative, name })
    });
    let mut found: Vec<DiskFile> = found.collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    read_all(found).0
}

fn read_all(files: Vec<DiskFile>) -> (Vec<SourceFile>, Vec<Problem>) {
    let read = |DiskFile { path, relative, name }: DiskFile| match text(&path) {
        Ok(text) => Ok(SourceFile { relative, name, text }),
        Err(message) => Err(Problem::of(name, message)),
    };
    let read: Vec<Result<SourceFile, Problem>> = files.into_par_iter().map(read).collect();
    let (mut files, mut problems) = (Vec::with_capacity(read.len()), Vec::new());
    for file in read {
        match file {
            Ok(file) => files.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    (files, problems)
}

/// A file as UTF-8.
///
/// # Errors
/// What is wrong with the file and what to do, to be read after its name.
pub(crate) fn text(path: &Path) -> Result<String, String> {
    decode(bytes(path)?)
}

/// The bytes of a file as UTF-8, without a copy: schemas can be large.
///
/// # Errors
/// What is wrong with them and what to do, to be read after the file's name.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Err("is a Git LFS pointer, not the file itself; run `git lfs pull`".to_owned());
    }
    // Without a mark at the beginning, UTF-16 shows by a zero beside its first character, which JSON has as U+0000 nowhere.
    if matches!(bytes[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..]) {
        return Err("is UTF-16, but has to be UTF-8; convert it: `iconv -f UTF-16 -t UTF-8`".to_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        format!("is not UTF-8: the byte 0x{:02X} at offset {offset}; save it as UTF-8", error.as_bytes()[offset])
    })
}

/// The content of a file. Reading a named pipe or a device might never begin, or never end.
///
/// # Errors
/// What is wrong with the file and what to do, to be read after its name.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let about = fs::metadata(path).map_err(|error| unreadable(&error))?;
    // A pipe without a name is one that somebody fills: standard input as `/dev/stdin`, or a shell's `<(…)`.
    let is_fed = || fs::canonicalize(path).is_err();
    if about.is_file() || about.is_dir() || is_fed() {
        fs::read(path).map_err(|error| unreadable(&error))
    } else {
        Err(NO_FILE.to_owned())
    }
}

/// Opens a file of data.
///
/// # Errors
/// There is no such file, or it cannot be read.
pub(crate) fn open(path: &Path) -> Result<File, Problem> {
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing(path)),
        Err(error) => Err(Problem::of(typed(path), unreadable(&error))),
        Ok(file) if file.metadata().is_ok_and(|about| about.is_dir()) => {
            Err(Problem::of(typed(path), "is a directory; name the files in it"))
        }
        Ok(file) => Ok(file),
    }
}

/// All that is below a directory.
#[derive(Default, Debug)]
pub(crate) struct DiskListing {
    /// Regular files, also through symbolic links, sorted by name.
    pub(crate) files: Vec<DiskFile>,
    /// Directories, without the one that was walked, as paths relative to it.
    pub(crate) directories: Vec<String>,
    /// What could not be looked at.
    pub(crate) problems: Vec<Problem>,
    /// Symbolic links that lead in a circle.
    pub(crate) notes: Vec<String>,
}

/// A file below a directory.
#[derive(Debug)]
pub(crate) struct DiskFile {
    pub(crate) path: PathBuf,
    /// Its path below the directory, separated by `/`.
    pub(crate) relative: String,
    /// The name that reports print.
    pub(crate) name: String,
}

/// Lists what is below a directory, following symbolic links.
pub(crate) fn list(root: &Path) -> DiskListing {
    let name = typed(root);
    let mut listing = DiskListing::default();
    for entry in walk(root, |entry| !is_bookkeeping(entry.file_name())) {
        match entry {
            Ok(entry) if entry.depth() == 0 => {}
            Ok(entry) => listing.add(&name, root, entry),
            Err(error) => listing.fail(&error),
        }
    }
    listing.files.sort_by(|a, b| a.name.cmp(&b.name));
    listing.notes.sort();
    listing
}

/// Walks a directory, following symbolic links, sorted by the names of files. What is not wanted is not gone into.
pub(crate) fn walk(
    root: &Path,
    is_wanted: impl Fn(&DirEntry) -> bool,
) -> impl Iterator<Item = walkdir::Result<DirEntry>> {
    let walk = WalkDir::new(root).follow_links(true).sort_by_file_name();
    walk.into_iter().filter_entry(move |entry| entry.depth() == 0 || is_wanted(entry))
}

/// Whether version control, an editor (`.#` locks, which are dangling links) or macOS (`._` twins) keeps it beside files.
pub(crate) fn is_bookkeeping(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name == b".git" || name.starts_with(b".#") || name.starts_with(b"._")
}

impl DiskListing {
    fn add(&mut self, root_name: &str, root: &Path, entry: DirEntry) {
        let relative = entry.path().strip_prefix(root).expect("walked paths begin with the root");
        let name = join(root_name, &typed(relative));
        if relative.to_str().is_none() {
            self.problems.push(Problem::of(name, NOT_UTF8));
            return;
        }
        let relative = typed(relative);
        if relative.contains(char::is_control) {
            self.problems.push(Problem::of(name, CONTROL_CHARACTERS));
            return;
        }
        if entry.file_type().is_dir() {
            self.directories.push(relative);
        } else if entry.file_type().is_file() {
            self.files.push(DiskFile { path: entry.into_path(), relative, name });
        } else if ["avsc", "json", "jsonl"].iter().any(|extension| has_extension(&relative, extension)) {
            self.problems.push(Problem::of(name, NO_FILE));
        } else {
            self.notes.push(format!("{name} is not read: it is a pipe, a socket or a device"));
        }
    }

    fn fail(&mut self, error: &walkdir::Error) {
        if error.depth() > 0 && error.path().and_then(Path::file_name).is_some_and(is_bookkeeping) {
            return;
        }
        let name = error.path().map_or_else(|| ".".to_owned(), typed);
        if let Some(ancestor) = error.loop_ancestor() {
            self.notes.push(format!("{name} is not followed: it leads back to {}", typed(ancestor)));
            return;
        }
        let is_dangling = error.path().is_some_and(|path| path.is_symlink() && !path.exists());
        self.problems.push(match error.io_error() {
            _ if is_dangling => Problem::of(name, DANGLING),
            Some(error) => Problem::of(name, unreadable(error)),
            None => Problem::of(name, format!("cannot be read: {error}")),
        });
    }
}

/// The files of a repository that are its own, from its root and sorted: without what version control ignores, other
/// repositories inside, and directories of these names.
pub(crate) fn own_files(root: &Path, unwanted: &'static [&'static str]) -> Vec<String> {
    let top = root.to_owned();
    let is_wanted = move |entry: &ignore::DirEntry| {
        let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_unwanted = is_directory && entry.file_name().to_str().is_some_and(|name| unwanted.contains(&name));
        let is_other_repository = is_directory && entry.path() != top && entry.path().join(".git").exists();
        entry.depth() == 0 || !(is_unwanted || is_other_repository)
    };
    let mut walk = WalkBuilder::new(root);
    // What a user ignores everywhere is no business of the repository.
    let walk = walk.git_global(false).require_git(false).parents(false).filter_entry(is_wanted).build();
    let files = walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let mut files: Vec<String> = files.filter_map(|entry| Some(typed(entry.path().strip_prefix(root).ok()?))).collect();
    files.sort();
    files
}

/// What a directory is really called: `.` and `schemas/../schemas` say nothing about that.
pub(crate) fn real_name(directory: &Path) -> String {
    let real = fs::canonicalize(directory).ok();
    let name = real.as_deref().unwrap_or(directory).file_name();
    name.map_or_else(|| "schema".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Names of files that are refused, on disk and at a revision.
pub(crate) const NOT_UTF8: &str = "the name is not UTF-8; rename it";
pub(crate) const CONTROL_CHARACTERS: &str = "the name has control characters; rename it";

const NO_FILE: &str = "is a pipe, a socket or a device; only files are read";
const DANGLING: &str = "this symbolic link leads nowhere; remove or mend it";

/// Cause and remedy for something that the system does not let us read.
pub(crate) fn unreadable(error: &io::Error) -> String {
    let remedy = match error.kind() {
        io::ErrorKind::PermissionDenied => "; check its permissions",
        _ => "",
    };
    format!("cannot be read: {error}{remedy}")
}

/// Says that nothing can be found at `path`, and what is there instead.
pub(crate) fn missing(path: &Path) -> Problem {
    if path.is_symlink() {
        return Problem::of(typed(path), DANGLING);
    }
    if let Err(error) = fs::metadata(path)
        && !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
    {
        return Problem::of(typed(path), unreadable(&error));
    }
    // The first part that is not there is the one that is misspelt.
    let gap = path.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists()).last().unwrap_or(path);
    let directory = gap.parent().unwrap_or(Path::new(""));
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let siblings: Vec<String> = fs::read_dir(directory)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !gap.ends_with(name))
        .collect();
    let wanted = gap.file_name().unwrap_or_default().to_string_lossy();
    let mut message = "no such file or directory".to_owned();
    if gap != path {
        message += &format!(": `{}` does not exist", typed(gap));
    }
    match nearest(&wanted, siblings.iter().map(String::as_str)) {
        Some(sibling) => {
            let rest = path.strip_prefix(gap).unwrap_or(Path::new(""));
            let meant = directory.join(sibling).join(rest);
            message += &format!("; did you mean `{}`?", typed(&meant));
        }
        None if path.is_relative() => message += &format!("; paths are looked up from `{}`", here()),
        None => message += "; check the path",
    }
    Problem::of(typed(path), message)
}

fn here() -> String {
    std::env::current_dir().map_or_else(|_| ".".to_owned(), |here| typed(&here))
}
