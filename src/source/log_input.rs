//! Opens the inputs of a conversion: files, directories of files and standard input, as they are or compressed with gzip or
//! zstandard. A name that ends in `.gz` or `.zst` is believed; else the first bytes say it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::boundary::demand_inside;
use super::compression::Compression;
use super::disk::missing;
use super::walk::{DANGLING, WalkedFile, walk};
use crate::model::path::{has_extension, typed, without_extension};
use movie_logs::convert::Input;
use movie_logs::convert::InputForm;

/// Where log lines are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum LogSource {
    /// Standard input.
    Standard,
    /// A file.
    File(PathBuf),
}

/// The inputs that were asked for, before any is opened.
#[derive(Clone, Debug)]
pub(crate) struct LogSources {
    /// One after the other.
    pub sources: Vec<LogSource>,
    /// How many bytes they have together, as they stand; unknown if standard input is among them.
    pub size: Option<u64>,
}

/// Finds the inputs: `-` is standard input, and a directory means the files in it and below, sorted by name, without
/// hidden ones.
///
/// # Errors
/// The first path that cannot be read, or a directory without files.
pub(crate) fn find(paths: &[PathBuf]) -> io::Result<LogSources> {
    let mut sources = Vec::new();
    let mut size = Some(0);
    for path in paths {
        if path.as_os_str() == "-" {
            sources.push(LogSource::Standard);
            size = None;
            continue;
        }
        demand_inside(path).map_err(|message| named(path, &io::Error::other(message)))?;
        let about = fs::metadata(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => named(path, &io::Error::new(error.kind(), missing(path).message)),
            _ => named(path, &error),
        })?;
        if !about.is_dir() {
            size = size.filter(|_| about.is_file()).map(|size| size + about.len());
            sources.push(LogSource::File(path.clone()));
            continue;
        }
        let before = sources.len();
        let walked = walk(path, |name| !name.as_encoded_bytes().starts_with(b"."));
        // What is missing would be missing from the events, too.
        let dangling = walked.dangling.into_iter().map(|link| (link, DANGLING.to_owned()));
        if let Some((path, message)) = walked.problems.into_iter().chain(dangling).min() {
            return Err(named(&path, &io::Error::other(message)));
        }
        for WalkedFile { path, .. } in walked.files {
            let length = fs::metadata(&path).map_err(|error| named(&path, &error))?.len();
            size = size.map(|size| size + length);
            sources.push(LogSource::File(path));
        }
        if sources.len() == before {
            return Err(io::Error::new(io::ErrorKind::NotFound, format!("{}: no file is in there", path.display())));
        }
    }
    Ok(LogSources { sources, size })
}

/// Opens the inputs one after the other, each when it is asked for, and counts the bytes read from them in `read`.
pub(crate) fn open(
    sources: Vec<LogSource>,
    form: Option<InputForm>,
    read: Arc<AtomicU64>,
) -> impl Iterator<Item = io::Result<Input>> + Send {
    sources.into_iter().map(move |source| {
        let (name, path): (Arc<str>, _) = match &source {
            LogSource::Standard => (Arc::from("-"), None),
            LogSource::File(path) => (Arc::from(path.display().to_string()), Some(path.as_path())),
        };
        let bytes = open_one(path, &read).map_err(|error| named(Path::new(&*name), &error))?;
        Ok(Input { name, bytes, form: form.or_else(|| path.and_then(form_of)) })
    })
}

fn open_one(path: Option<&Path>, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
    let count = Arc::clone(read);
    let Some(path) = path else { return open_by_magic(Counted { input: io::stdin(), count }) };
    let file = Counted { input: File::open(path)?, count };
    match Compression::of(&typed(path)) {
        Compression::None => open_by_magic(file),
        named => named.decompressed(file),
    }
}

/// Opens what does not say by its name how it is compressed.
fn open_by_magic(mut input: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut start = Vec::new();
    input.by_ref().take(Compression::MAGIC).read_to_end(&mut start)?;
    Compression::by_magic(&start)?.decompressed(io::Cursor::new(start).chain(input))
}

/// A CSV file says so in its name, and has to have the header then; the first line of any other shows what it is.
fn form_of(path: &Path) -> Option<InputForm> {
    let name = typed(path);
    let name = if Compression::of(&name) == Compression::None { name.as_str() } else { without_extension(&name) };
    has_extension(name, "csv").then_some(InputForm::Csv)
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Counts what is read.
struct Counted<R> {
    input: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
