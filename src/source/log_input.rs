//! Finds and opens the inputs of a conversion: files, directories and standard input, as they are or compressed with gzip or
//! Zstandard. The first bytes say how a file is compressed.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::boundary::{demand_inside, real};
use super::compression::{Compression, Counted, uncompressed_name};
use super::data_files::is_container;
use super::disk::missing;
use super::walk::{DANGLING, Walked, WalkedFile, walk};
use crate::model::input::Problem;
use crate::model::path::{file_name, has_extension, typed};
use crate::model::text::listed;
use crate::store::{self, StoredObject};
use movie_logs::convert::Input;
use movie_logs::convert::InputForm;

mod natural;

/// Where log lines are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum LogSource {
    /// Standard input.
    Standard,
    /// A file.
    File(PathBuf),
    /// An object of a store.
    Object(StoredObject),
}

/// The inputs that were asked for, before any is opened.
#[derive(Clone, Default, Debug)]
pub(crate) struct LogSources {
    /// One after the other.
    pub sources: Vec<LogSource>,
    /// How many bytes they have together, as they stand; unknown if standard input is among them.
    pub size: Option<u64>,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

/// What is looked for in directories.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted<'a> {
    /// Files that are logs by their names, and none of those that are written to a directory.
    Logs {
        /// That directory.
        out: &'a Path,
    },
    /// Files of JSON records: all.
    Records,
}

/// Finds the inputs: `-` is standard input, and a directory means the files in it and below that are wanted, without hidden ones,
/// sorted by name, where `log.9` comes before `log.10`; a URL is an object of a store, or means those below it in the same way. A
/// file is read once, however many paths lead to it.
///
/// # Errors
/// The first path that cannot be read, a directory without files that are wanted, or a container file.
pub(crate) fn find(paths: &[PathBuf], wanted: Wanted<'_>) -> io::Result<LogSources> {
    let mut found = LogSources { size: Some(0), ..LogSources::default() };
    let mut seen = HashMap::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.sources.push(LogSource::Standard);
            found.size = None;
            continue;
        }
        if let Some(url) = store::url(path) {
            found.objects(url, wanted)?;
            continue;
        }
        demand_inside(path).map_err(|message| named(path, &io::Error::other(message)))?;
        let about = fs::metadata(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => named(path, &io::Error::new(error.kind(), missing(path).message)),
            _ => named(path, &error),
        })?;
        if about.is_dir() {
            found.directory(path, wanted, &mut seen)?;
            continue;
        }
        if is_container(path) {
            let message = "is a container file, not a log; `avrocheck deserialize` reads it";
            return Err(named(path, &io::Error::other(message)));
        }
        found.file(path, &about, &mut seen);
    }
    Ok(found)
}

/// The paths that have led to files, by where these really are.
type PathsByFile = HashMap<PathBuf, PathBuf>;

impl LogSources {
    fn file(&mut self, path: &Path, about: &fs::Metadata, seen: &mut PathsByFile) {
        // A pipe gives something else each time.
        if about.is_file()
            && let Some(before) = seen.insert(real(path), path.to_owned())
        {
            self.notes.push(format!("{}: is the file {}, and is read once", path.display(), before.display()));
            return;
        }
        self.size = self.size.filter(|_| about.is_file()).map(|size| size + about.len());
        self.sources.push(LogSource::File(path.to_owned()));
    }

    fn objects(&mut self, url: &str, wanted: Wanted<'_>) -> io::Result<()> {
        let is_wanted = |key: &str| match wanted {
            Wanted::Logs { .. } => is_log(Path::new(key)),
            Wanted::Records => true,
        };
        let wanted = " has \"log\" in its name, or ends in .txt, .csv or .tsv";
        let refused = |problem: Problem| {
            io::Error::other(format!("{}: {}", problem.file.as_deref().unwrap_or(url), problem.message))
        };
        let mut objects = store::find(url, &is_wanted, wanted).map_err(refused)?;
        objects.sort_by(|a, b| natural::compare(Path::new(&a.url), Path::new(&b.url)));
        let sizes: Option<u64> = objects.iter().map(|object| object.size).sum();
        self.size = self.size.zip(sizes).map(|(size, sizes)| size + sizes);
        self.sources.extend(objects.into_iter().map(LogSource::Object));
        Ok(())
    }

    fn directory(&mut self, directory: &Path, wanted: Wanted<'_>, seen: &mut PathsByFile) -> io::Result<()> {
        let walked = walk(directory, |name| !name.as_encoded_bytes().starts_with(b"."));
        let Walked { mut files, problems, dangling, circles, others, .. } = walked;
        // A log that is missing would be missing from the events, too.
        let is_missed = |link: &PathBuf| matches!(wanted, Wanted::Records) || is_log(link);
        let missed = dangling.into_iter().filter(is_missed).map(|link| (link, DANGLING.to_owned()));
        if let Some((path, message)) = problems.into_iter().chain(missed).min() {
            return Err(named(&path, &io::Error::other(message)));
        }
        for (link, above) in &circles {
            let above = above.display();
            self.notes.push(format!("{}: this link leads back to {above}, and is not followed", link.display()));
        }
        files.sort_by(|a, b| natural::compare(&a.path, &b.path));
        let (before, mut left_out) = (self.sources.len(), others);
        for WalkedFile { path, .. } in files {
            let about = fs::metadata(&path).map_err(|error| named(&path, &error))?;
            match wanted {
                Wanted::Logs { out } if is_below(&path, out) => {}
                Wanted::Logs { .. } if !is_log(&path) || is_container(&path) => left_out.push(path),
                Wanted::Logs { .. } | Wanted::Records => self.file(&path, &about, seen),
            }
        }
        let names: Vec<String> = left_out.iter().map(|path| typed(path)).collect();
        let names = listed(&names, 3, ", ");
        let what = "logs have \"log\" in their names, or end in .txt, .csv or .tsv; name others to read them";
        match (self.sources.len() > before || !seen.is_empty(), left_out.is_empty()) {
            (true, true) => {}
            (true, false) => self.notes.push(format!("{}: not read: {names}; {what}", directory.display())),
            (false, true) => Err(missing_in(directory, "no file is in there".to_owned()))?,
            (false, false) => Err(missing_in(directory, format!("no log is in there, but {names}; {what}")))?,
        }
        Ok(())
    }
}

fn missing_in(directory: &Path, message: String) -> io::Error {
    named(directory, &io::Error::new(io::ErrorKind::NotFound, message))
}

/// Whether a file is in a directory, or below it.
fn is_below(file: &Path, directory: &Path) -> bool {
    real(file).starts_with(real(directory))
}

/// Whether a file is a log by its name: `app.log`, `app.log.2.gz`, `access_log`, `2024.csv`.
fn is_log(path: &Path) -> bool {
    let name = typed(path).to_lowercase();
    let name = file_name(&name);
    let name = uncompressed_name(name);
    let mut words = name.split(|character: char| !character.is_alphanumeric());
    words.any(|word| matches!(word, "log" | "logs")) || ["txt", "csv", "tsv"].iter().any(|end| has_extension(name, end))
}

/// Opens the inputs one after the other, each when it is asked for, and counts the bytes read from them in `read`.
pub(crate) fn open(
    sources: Vec<LogSource>,
    form: Option<InputForm>,
    delimiter: u8,
    read: Arc<AtomicU64>,
) -> impl Iterator<Item = io::Result<Input>> + Send {
    sources.into_iter().map(move |source| {
        let (name, path): (Arc<str>, _) = match &source {
            LogSource::Standard => (Arc::from("-"), None),
            LogSource::File(path) => (Arc::from(path.display().to_string()), Some(path.as_path())),
            LogSource::Object(object) => (Arc::from(&*object.url), Some(Path::new(&object.url))),
        };
        let bytes = open_one(&source, &read).map_err(|error| named(Path::new(&*name), &error))?;
        Ok(Input { name, bytes, form: form.or_else(|| path.and_then(form_of)), delimiter })
    })
}

fn open_one(source: &LogSource, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
    let (input, name): (Box<dyn Read + Send>, _) = match source {
        LogSource::Standard => (Box::new(io::stdin()), None),
        LogSource::File(path) => (Box::new(File::open(path)?), Some(typed(path))),
        LogSource::Object(object) => (store::open(object)?, Some(object.url.clone())),
    };
    let (compression, input) = Compression::of_input(Counted::new(input, Arc::clone(read)), name.as_deref())?;
    compression.decompressed(input)
}

/// A CSV file says so in its name, and has to have the header then; the first line of any other shows what it is.
pub(crate) fn form_of(path: &Path) -> Option<InputForm> {
    let name = typed(path);
    has_extension(uncompressed_name(&name), "csv").then_some(InputForm::Csv)
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
