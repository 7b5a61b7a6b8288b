//! Reads files and directories of this machine's disk, and says what is wrong with a path.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::WalkBuilder;
use rayon::prelude::*;

use super::boundary::{Boundary, demand_inside, real};
use super::config::find::from_here;
use super::files::{SourceFile, SourceTree};
use super::overlay;
use super::packed::packed;
use super::walk::{DANGLING, WalkedFile, walk};
use crate::model::input::Problem;
use crate::model::limits::{DIRECTORY_BYTES, FILE_BYTES, IGNORE_BYTES, SYMLINK_BYTES};
use crate::model::path::{has_extension, join, typed};
use crate::model::text::{grouped, nearest};
use avro_resolve::limits::Limit;
use avro_resolve::schema::text::Text;

pub(crate) use super::walk::unreadable;

/// All files below a directory that end in one of `extensions`, read many at a time.
pub(crate) fn tree(root: &Path, extensions: &[&str]) -> SourceTree {
    read(root, list(root, extensions), extensions)
}

/// The files of a listing of a directory that end in one of `extensions`, read many at a time.
pub(super) fn read(root: &Path, listing: DiskListing, extensions: &[&str]) -> SourceTree {
    let DiskListing { files, directories, mut problems, notes } = listing;
    let is_wanted = |file: &DiskFile| extensions.iter().any(|extension| has_extension(&file.relative, extension));
    let (wanted, others): (Vec<_>, Vec<_>) = files.into_iter().partition(is_wanted);
    let (name, real_name) = (typed(root), real_name(root));
    let files = match read_all(wanted) {
        Ok((files, failed)) => {
            problems.extend(failed);
            files
        }
        Err(message) => {
            problems.push(Problem::of(&name, message));
            Vec::new()
        }
    };
    let others = others.into_iter().map(|file| file.name).collect();
    SourceTree { name, real_name, files, others, excluded: 0, directories, problems, notes }
}

/// The files in a directory, and not below it, that are wanted by their names. What cannot be read is left out.
pub(crate) fn files_in(directory: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<SourceFile> {
    let (name, boundary) = (typed(directory), Boundary::around(directory));
    let entries = fs::read_dir(directory).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let found = entries.filter_map(|path| {
        let relative = path.file_name()?.to_str()?.to_owned();
        let is_linked = path.is_symlink();
        let is_wanted = is_wanted(&relative) && (!is_linked || boundary.admits(&real(&path)));
        let name = join(&name, &relative);
        (is_wanted && path.is_file()).then_some(DiskFile { path, relative, name, is_linked })
    });
    let mut found: Vec<DiskFile> = found.collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    read_all(found).map_or_else(|_| Vec::new(), |(files, _)| files)
}

/// So many bytes are kept as they are; what is read after them is kept compressed until it is needed.
const PLAIN_BYTES: u64 = 24 << 20;

/// Reads files that were found. Together they may not be larger than what is in memory at a time.
fn read_all(files: Vec<DiskFile>) -> Result<(Vec<SourceFile>, Vec<Problem>), String> {
    let (all, linked) = (AtomicU64::new(0), AtomicU64::new(0));
    let is_over = |limit: &Limit, total: &AtomicU64| total.load(Ordering::Relaxed) > limit.most;
    let read = |DiskFile { path, relative, name, is_linked }: DiskFile| {
        if is_over(&DIRECTORY_BYTES, &all) || is_over(&SYMLINK_BYTES, &linked) {
            return Err(Problem::of(name, "is not read"));
        }
        let text = content(&path, &FILE_BYTES).and_then(decode).map_err(|message| Problem::of(&name, message))?;
        let before = all.fetch_add(text.len() as u64, Ordering::Relaxed);
        linked.fetch_add(if is_linked { text.len() as u64 } else { 0 }, Ordering::Relaxed);
        let text = if before < PLAIN_BYTES { Text::from(text) } else { packed(text) };
        Ok(SourceFile { relative, name, text })
    };
    let read: Vec<Result<SourceFile, Problem>> = files.into_par_iter().map(read).collect();
    for (limit, total, over) in
        [(&SYMLINK_BYTES, &linked, " that symbolic links lead to"), (&DIRECTORY_BYTES, &all, "")]
    {
        if is_over(limit, total) {
            let most = grouped(limit.most);
            return Err(format!(
                "the files in there{over} have more than {most} bytes, which is the limit; name fewer"
            ));
        }
    }
    let (mut files, mut problems) = (Vec::with_capacity(read.len()), Vec::new());
    for file in read {
        match file {
            Ok(file) => files.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    Ok((files, problems))
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

/// The content of a file.
///
/// # Errors
/// What is wrong with the file and what to do, to be read after its name.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    demand_inside(path)?;
    content(path, &FILE_BYTES)
}

/// The content of a file of a size that is known to be bounded. Reading a named pipe or a device might never begin, or never
/// end.
fn content(path: &Path, limit: &Limit) -> Result<Vec<u8>, String> {
    if let Some(text) = overlay::text(path) {
        return if text.len() as u64 > limit.most { Err(too_large(limit)) } else { Ok(text.as_bytes().to_owned()) };
    }
    let mut file = open_at_once(path).map_err(|error| unreadable(&error))?;
    let about = file.metadata().map_err(|error| unreadable(&error))?;
    if !about.is_file() && !about.is_dir() {
        // A pipe without a name is one that somebody fills: standard input as `/dev/stdin`, or a shell's `<(…)`.
        if fs::canonicalize(path).is_ok() {
            return Err(NO_FILE.to_owned());
        }
        file = File::open(path).map_err(|error| unreadable(&error))?;
    }
    if about.len() > limit.most {
        return Err(too_large(limit));
    }
    read_to_end(file, about.len(), limit)
}

/// Everything that a reader gives, which should be so many bytes.
///
/// # Errors
/// It cannot be read, or gives more than the limit.
pub(crate) fn read_to_end(input: impl Read, size: u64, limit: &Limit) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(size.min(limit.most) as usize + 1);
    input.take(limit.most + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > limit.most { Err(too_large(limit)) } else { Ok(bytes) }
}

fn too_large(limit: &Limit) -> String {
    format!("has more than {} bytes, which is the limit; make it smaller, or divide it", grouped(limit.most))
}

/// Opens a file without waiting for somebody who writes into it, if it turns out to be a pipe.
#[cfg(unix)]
fn open_at_once(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let at_once = rustix::fs::OFlags::NONBLOCK.bits() as i32;
    OpenOptions::new().read(true).custom_flags(at_once).open(path)
}

/// Opens a file. Elsewhere than on Unix opening does not wait.
#[cfg(not(unix))]
fn open_at_once(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// Opens a file of data.
///
/// # Errors
/// There is no such file, or it cannot be read.
pub(crate) fn open(path: &Path) -> Result<File, Problem> {
    demand_inside(path).map_err(|message| Problem::of(typed(path), message))?;
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
    /// Whether a symbolic link leads to it.
    pub(super) is_linked: bool,
}

/// Lists what is below a directory, following symbolic links inside of its repository. In the place of a file that ends in one
/// of `extensions`, a link to nothing or a pipe is a problem; elsewhere it is remarked.
pub(crate) fn list(root: &Path, extensions: &[&str]) -> DiskListing {
    let name = typed(root);
    let mut listing = DiskListing::default();
    if let Err(message) = demand_inside(root) {
        listing.problems.push(Problem::of(name, message));
        return listing;
    }
    let walked = walk(root, |name| !is_bookkeeping(name));
    for directory in walked.directories {
        let named = listing.named(&name, root, &directory);
        listing.directories.extend(named.map(|(relative, _)| relative));
    }
    for WalkedFile { path, is_linked } in walked.files {
        if let Some((relative, name)) = listing.named(&name, root, &path) {
            listing.files.push(DiskFile { path, relative, name, is_linked });
        }
    }
    let others = walked.others.into_iter().map(|other| (other, NO_FILE, "it is a pipe, a socket or a device"));
    let dangling = walked.dangling.into_iter().map(|link| (link, DANGLING, "the symbolic link leads nowhere"));
    for (path, refusal, why) in others.chain(dangling) {
        let Some((relative, name)) = listing.named(&name, root, &path) else { continue };
        if extensions.iter().any(|extension| has_extension(&relative, extension)) {
            listing.problems.push(Problem::of(name, refusal));
        } else {
            listing.notes.push(format!("{name} is not read: {why}"));
        }
    }
    let problem = |(path, message): (PathBuf, String)| Problem::of(typed(&path), message);
    listing.problems.extend(walked.problems.into_iter().map(problem));
    let circle = |(link, ancestor): (PathBuf, PathBuf)| {
        format!("{} is not followed: it leads back to {}", typed(&link), typed(&ancestor))
    };
    listing.notes.extend(walked.circles.into_iter().map(circle));
    listing.files.sort_by(|a, b| a.name.cmp(&b.name));
    listing.directories.sort();
    listing.problems.sort();
    listing.notes.sort();
    listing
}

/// Whether version control, an editor (`.#` locks, which are dangling links) or macOS (`._` twins) keeps it beside files.
pub(crate) fn is_bookkeeping(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name == b".git" || name.starts_with(b".#") || name.starts_with(b"._")
}

impl DiskListing {
    /// The path of something from the root, and the name that reports print; a name that cannot be printed is a problem.
    fn named(&mut self, root_name: &str, root: &Path, path: &Path) -> Option<(String, String)> {
        let relative = path.strip_prefix(root).expect("walked paths begin with the root");
        let (is_text, relative) = (relative.to_str().is_some(), typed(relative));
        let name = join(root_name, &relative);
        if !is_text {
            self.problems.push(Problem::of(name, NOT_UTF8));
            return None;
        }
        if relative.contains(char::is_control) {
            let name = name.escape_debug().to_string();
            self.problems.push(Problem::of(name, CONTROL_CHARACTERS));
            return None;
        }
        Some((relative, name))
    }
}

/// The files of a repository that are its own, from its root and sorted: without what version control ignores, other
/// repositories inside, and directories of these names.
///
/// # Errors
/// What version control ignores cannot be read.
pub(crate) fn own_files(root: &Path, unwanted: &'static [&'static str]) -> Result<Vec<String>, Problem> {
    let top = root.to_owned();
    // The walk does not ask about its root.
    if let Some(rules) = unreadable_rules(root) {
        return Err(no_rules(&rules));
    }
    let unread: Arc<Mutex<Option<PathBuf>>> = Arc::default();
    let first_unread = Arc::clone(&unread);
    let is_wanted = move |entry: &ignore::DirEntry| {
        let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_unwanted = is_directory && entry.file_name().to_str().is_some_and(|name| unwanted.contains(&name));
        let is_other_repository = is_directory && entry.path() != top && entry.path().join(".git").exists();
        if entry.depth() > 0 && (is_unwanted || is_other_repository) {
            return false;
        }
        let Some(rules) = is_directory.then(|| unreadable_rules(entry.path())).flatten() else { return true };
        first_unread.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(rules);
        false
    };
    let mut walk = WalkBuilder::new(root);
    // What a user ignores everywhere is no business of the repository.
    let walk = walk.git_global(false).require_git(false).parents(false).filter_entry(is_wanted).build();
    let files = walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let mut files: Vec<String> = files.filter_map(|entry| Some(typed(entry.path().strip_prefix(root).ok()?))).collect();
    files.sort();
    match unread.lock().unwrap_or_else(PoisonError::into_inner).take() {
        None => Ok(files),
        Some(rules) => Err(no_rules(&rules)),
    }
}

fn no_rules(rules: &Path) -> Problem {
    let most = grouped(IGNORE_BYTES.most);
    let message = format!("is not a file of at most {most} bytes, and so does not say what git ignores; mend it");
    Problem::of(typed(&from_here(rules)), message)
}

/// A file in this directory that is to say what version control ignores, but is a link, which git does not follow, no file at
/// all, or too large.
fn unreadable_rules(directory: &Path) -> Option<PathBuf> {
    let mut files = [".gitignore", ".ignore"].into_iter().map(|name| directory.join(name));
    files.find(|file| fs::symlink_metadata(file).is_ok_and(|about| !about.is_file() || about.len() > IGNORE_BYTES.most))
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

/// Says that nothing can be found at `path`, and what is there instead.
pub(crate) fn missing(path: &Path) -> Problem {
    if let Err(message) = demand_inside(path) {
        return Problem::of(typed(path), message);
    }
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
