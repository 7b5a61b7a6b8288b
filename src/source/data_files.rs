//! Opens files of data: container files, single data, records for a preview, or standard input as `-`. Container files and JSON
//! may be compressed as a whole.

use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use jiff::Timestamp;

use super::compression::{BombGuard, Compression, Counted, uncompressed_name};
use super::disk::{self, decode};
use super::reach::{self, ELSEWHERE};
use crate::evidence::preview::data::Data;
use crate::model::data_input::DataInput;
use crate::model::input::{FixtureLayout, Problem, RecordText};
use crate::model::limits::RECORD_BYTES;
use crate::model::path::{has_extension, is_schema_file, typed};
use crate::model::text::count;
use crate::store::{self, StoredObject};
use avro_resolve::file::container::{Blocks, MAGIC};
use avro_resolve::file::single::Framing;

/// What standard input is called.
const STDIN: &str = "standard input";

/// A file of data, before it is opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct DataFile {
    /// The name that reports print.
    pub name: String,
    place: DataPlace,
}

/// Where data are.
#[derive(Clone, PartialEq, Eq, Debug)]
enum DataPlace {
    StandardInput,
    Disk(PathBuf),
    Store(StoredObject),
}

/// How the names of container files end.
const EXTENSIONS: [&str; 3] = ["avro", "avro.gz", "avro.zst"];

fn is_container_by_name(name: &str) -> bool {
    EXTENSIONS.iter().any(|extension| has_extension(name, extension))
}

/// The container files that paths mean, in the order of the paths: a directory means the files in it and below that
/// end in `.avro`, `.avro.gz` or `.avro.zst`, sorted by name; a URL means an object of a store, or all that are below it or match it.
/// Also returns what could not be looked at.
pub(crate) fn containers(paths: &[PathBuf]) -> (Vec<DataFile>, Vec<Problem>) {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        if let Some(url) = store::url(path) {
            match store::find(url, &is_container_by_name, " ends in .avro, .avro.gz or .avro.zst") {
                Ok(objects) => files.extend(objects.into_iter().map(DataFile::from)),
                Err(problem) => problems.push(problem),
            }
            continue;
        }
        if !path.is_dir() {
            files.push(DataFile::new(path));
            continue;
        }
        let mut listing = disk::list(path, &EXTENSIONS);
        listing.files.retain(|file| is_container_by_name(&file.name));
        if listing.files.is_empty() && listing.problems.is_empty() {
            let message = "no file in there ends in .avro, .avro.gz or .avro.zst; check the path, or name the files";
            problems.push(Problem::of(typed(path), message));
        }
        problems.append(&mut listing.problems);
        files.extend(
            listing.files.into_iter().map(|file| DataFile { name: file.name, place: DataPlace::Disk(file.path) }),
        );
    }
    (files, problems)
}

/// The container files that paths mean: a directory means the files in it and below that end in `.avro`, `.avro.gz` or `.avro.zst`,
/// sorted by name; a URL means an object of a store, or all that are below it or match it.
///
/// # Errors
/// What could not be looked at.
pub fn container_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Vec<Problem>> {
    let (files, problems) = containers(paths);
    let path = |file: DataFile| match file.place {
        DataPlace::StandardInput => PathBuf::from("-"),
        DataPlace::Disk(path) => path,
        DataPlace::Store(_) => PathBuf::from(file.name),
    };
    if problems.is_empty() { Ok(files.into_iter().map(path).collect()) } else { Err(problems) }
}

/// Opens a container file, which may be compressed as a whole, or standard input for `-`.
///
/// # Errors
/// If there is no such file, it cannot be read, or does not begin as a container file.
pub fn open_container(path: &Path) -> Result<Blocks<BufReader<DataInput<'static>>>, Problem> {
    let file = DataFile::new(path);
    file.open()?.blocks().map_err(|error| Problem::of(&file.name, error.to_string()))
}

impl DataFile {
    /// The file at a path, the object at a URL, or standard input for `-`.
    pub(crate) fn new(path: &Path) -> DataFile {
        if path.as_os_str() == "-" {
            return DataFile { name: "-".to_owned(), place: DataPlace::StandardInput };
        }
        match store::url(path) {
            Some(url) => StoredObject::named(url).into(),
            None => DataFile { name: typed(path), place: DataPlace::Disk(path.to_owned()) },
        }
    }

    /// Opens a file that may be compressed as a whole, as container files may: its first bytes say so.
    ///
    /// # Errors
    /// If there is no such file, it cannot be read, or is compressed in a way that is not read.
    pub(crate) fn open(&self) -> Result<DataInput<'static>, Problem> {
        let input = match self.open_as_stored()? {
            Stored::File(file) => of_file(&self.name, file),
            Stored::Stream(input) => of_stream(Some(&self.name), input),
        };
        input.map_err(|error| Problem::of(&self.name, disk::unreadable(&error)))
    }

    /// Opens a file of single data that may be compressed as a whole: its first bytes say so. Bare data may begin with any bytes.
    ///
    /// # Errors
    /// If there is no such file, it cannot be read, or is compressed in a way that is not read.
    pub(crate) fn open_raw(&self, framing: Framing) -> Result<Box<dyn Read>, Problem> {
        let input: Box<dyn Read + Send> = match self.open_as_stored()? {
            Stored::File(file) => Box::new(BufReader::new(file)),
            Stored::Stream(input) => input,
        };
        match framing {
            Framing::Bare => bare(input).map_err(|error| match error.kind() {
                io::ErrorKind::Unsupported | io::ErrorKind::InvalidData => {
                    Problem::of(&self.name, format!("{error}; {ONLY_BEGINS_SO}"))
                }
                _ => Problem::of(&self.name, disk::unreadable(&error)),
            }),
            Framing::SingleObject | Framing::Confluent | Framing::Glue => match of_stream(None, input) {
                Ok(input) => Ok(Box::new(input)),
                Err(error) => Err(Problem::of(&self.name, disk::unreadable(&error))),
            },
        }
    }

    /// What the data of a file have before each datum, if it looks like messages or single objects. A pipe would be waited for, and what
    /// it says would be gone.
    ///
    /// # Errors
    /// It looks like nothing that is known.
    pub(crate) fn framing(&self) -> Result<Option<Framing>, Problem> {
        let mut start = Vec::new();
        let is_readable_twice = match &self.place {
            DataPlace::StandardInput => false,
            DataPlace::Disk(path) => path.is_file(),
            DataPlace::Store(_) => true,
        };
        let input = is_readable_twice.then(|| self.open().ok()).flatten();
        let read = input.map(|input| input.take(Framing::LENGTH as u64).read_to_end(&mut start));
        if !matches!(read, Some(Ok(_))) {
            return Ok(None);
        }
        let message = match start.len() {
            0 => return Ok(None),
            length @ ..SHORTEST if length < MAGIC.len() || start[0] == 0 => format!(
                "has only {}: too few for a container file or a message, so that it may be cut off; if it is bare data, give \
                 `deserialize --raw datum` and their schema",
                count(length, "byte")
            ),
            length if start.iter().all(|byte| *byte == 0) => {
                format!(
                    "begins with {length} zero bytes, as no data or schema does; it may never have been written, get another copy"
                )
            }
            _ => return Ok(Framing::guessed(&start)),
        };
        Err(Problem::of(&self.name, message))
    }

    fn open_as_stored(&self) -> Result<Stored, Problem> {
        if is_schema_file(&self.name) {
            return Err(Problem::of(&self.name, "holds schemas, not data; name a container file"));
        }
        let path = match &self.place {
            DataPlace::StandardInput => return Ok(Stored::Stream(Box::new(io::stdin()))),
            DataPlace::Store(_) if reach::is_confined() => return Err(Problem::of(&self.name, ELSEWHERE)),
            DataPlace::Store(object) => {
                let input = store::open(object).map_err(|error| Problem::of(&self.name, error.to_string()))?;
                return Ok(Stored::Stream(input));
            }
            DataPlace::Disk(path) => path,
        };
        let file = disk::open(path)?;
        let is_file = file.metadata().is_ok_and(|about| about.is_file());
        Ok(if is_file { Stored::File(file) } else { Stored::Stream(Box::new(file)) })
    }

    /// How many bytes the file has; `None` if nobody knows.
    pub(crate) fn size(&self) -> Option<u64> {
        match &self.place {
            DataPlace::StandardInput => None,
            DataPlace::Disk(path) => fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|about| about.len()),
            DataPlace::Store(object) => object.size,
        }
    }

    /// What changes with the content of the file: the time of its last change, or what a store says; `None` if nobody knows.
    pub(crate) fn version(&self) -> Option<String> {
        match &self.place {
            DataPlace::StandardInput => None,
            DataPlace::Disk(path) => {
                let changed = fs::metadata(path).and_then(|about| about.modified()).ok()?;
                Some(Timestamp::try_from(changed).ok()?.to_string())
            }
            DataPlace::Store(object) => object.version.clone(),
        }
    }

    /// Whether it is in an object store, where each read is a request that is waited for.
    pub(crate) fn is_stored_elsewhere(&self) -> bool {
        match &self.place {
            DataPlace::StandardInput | DataPlace::Disk(_) => false,
            DataPlace::Store(_) => true,
        }
    }
}

impl From<StoredObject> for DataFile {
    fn from(object: StoredObject) -> DataFile {
        DataFile { name: object.url.clone(), place: DataPlace::Store(object) }
    }
}

/// The least that a message has: what Confluent Schema Registry puts before a datum, which may take no bytes.
const SHORTEST: usize = 5;

/// A file before it is decompressed.
enum Stored {
    File(File),
    /// A pipe, a device or standard input: it can be read only once.
    Stream(Box<dyn Read + Send>),
}

fn of_file(name: &str, mut file: File) -> io::Result<DataInput<'static>> {
    if file.metadata()?.len() == 0 {
        // It is an empty file, whatever its name says.
        return Ok(DataInput::File(Box::new(file)));
    }
    let (compression, _) = Compression::of_input(&mut file, Some(name))?;
    file.rewind()?;
    match compression {
        Compression::None => Ok(DataInput::File(Box::new(BufReader::new(file)))),
        Compression::Gzip | Compression::Zstandard => decompressed(compression, file),
    }
}

fn of_stream(name: Option<&str>, input: impl Read + Send + 'static) -> io::Result<DataInput<'static>> {
    let (compression, input) = Compression::of_input(input, name)?;
    match compression {
        Compression::None => Ok(DataInput::Stream(Box::new(input))),
        Compression::Gzip | Compression::Zstandard => decompressed(compression, input),
    }
}

/// What to do with data that are taken for compressed ones: of what is decompressed, the first bytes may be any.
const ONLY_BEGINS_SO: &str =
    "if it is a datum that only begins so, compress it with `gzip`, and give the compressed file";

/// Bare data, decompressed where their first bytes are those of a compressed file and hardly of a datum.
fn bare(input: Box<dyn Read + Send>) -> io::Result<Box<dyn Read>> {
    let (compression, input) = Compression::of_bare(input)?;
    if compression == Compression::None {
        return Ok(Box::new(input));
    }
    let mut input = decompressed(compression, input)?;
    let mut first = Vec::new();
    input.by_ref().take(1).read_to_end(&mut first).map_err(|error| match error.raw_os_error() {
        Some(_) => error,
        None => {
            let message = format!("begins like {} data, and does not decompress", compression.name());
            io::Error::new(io::ErrorKind::InvalidData, message)
        }
    })?;
    Ok(Box::new(input.with_start(first)))
}

fn decompressed(compression: Compression, input: impl Read + Send + 'static) -> io::Result<DataInput<'static>> {
    let stored = Arc::new(AtomicU64::new(0));
    let bytes = compression.decompressed(Counted::new(input, Arc::clone(&stored)))?;
    let bytes = Box::new(BombGuard::new(bytes, compression, Arc::clone(&stored)));
    Ok(DataInput::Decompressed { bytes, stored })
}

/// Whether a file is a container file by its first bytes, which may be compressed. A pipe would be waited for, and what it says
/// would be gone.
pub(super) fn is_container(path: &Path) -> bool {
    let mut start = [0; MAGIC.len()];
    path.is_file()
        && DataFile::new(path).open().is_ok_and(|mut input| input.read_exact(&mut start).is_ok())
        && start == MAGIC
}

/// All of standard input.
///
/// # Errors
/// If it cannot be read, or is larger than JSON may be.
pub(crate) fn standard_input() -> Result<Vec<u8>, Problem> {
    disk::read_to_end(io::stdin().lock(), 0, &RECORD_BYTES).map_err(|message| Problem::of(STDIN, message))
}

/// The records that came in by standard input.
///
/// # Errors
/// If they are neither text nor a container file.
pub(crate) fn records_of_standard_input(bytes: &[u8]) -> Result<Data, Problem> {
    let input = of_stream(None, Cursor::new(bytes.to_vec()));
    records_in(STDIN, input.map_err(|error| Problem::of(STDIN, disk::unreadable(&error)))?)
}

/// The records in a file: a container file, or JSON.
///
/// # Errors
/// If it cannot be read, or is larger than JSON may be.
pub(crate) fn records(path: &Path) -> Result<Data, Problem> {
    let file = DataFile::new(path);
    if has_extension(uncompressed_name(&file.name), "avro") {
        return container_records(path);
    }
    records_in(&file.name, file.open()?)
}

/// The records of a container file.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn container_records(path: &Path) -> Result<Data, Problem> {
    let file = DataFile::new(path);
    let input = file.open()?;
    Ok(Data::Container(file.name, input))
}

const SINGLE_OBJECTS: &str = "starts like single-object encoding, and is no JSON; if it is that, `deserialize --raw single-object` makes \
                              JSON lines of it, which can be given here";

const CONFLUENT: &str = "starts like messages of Confluent Schema Registry, and is no JSON; if it holds them, `deserialize --raw \
                         confluent --registry URL` makes JSON lines of them, which can be given here";

const GLUE: &str = "starts like messages of AWS Glue Schema Registry, and is no JSON; if it holds them, `deserialize --raw glue \
                    --registry glue://REGION/REGISTRY` makes JSON lines of them, which can be given here";

/// What is no JSON by its first bytes, with what to do about it.
fn no_json(start: &[u8]) -> Option<&'static str> {
    Some(match Framing::guessed(start)? {
        Framing::Bare => return None,
        Framing::SingleObject => SINGLE_OBJECTS,
        Framing::Confluent => CONFLUENT,
        Framing::Glue => GLUE,
    })
}

fn records_in(name: &str, mut input: DataInput<'static>) -> Result<Data, Problem> {
    let problem = |message: String| Problem::of(name, message);
    let mut start = Vec::new();
    let read = input.by_ref().take(Framing::LENGTH as u64).read_to_end(&mut start);
    read.map_err(|error| problem(disk::unreadable(&error)))?;
    if start.starts_with(&MAGIC) {
        return Ok(Data::Container(name.to_owned(), input.with_start(start)));
    }
    // No text of JSON begins with these bytes.
    if let Some(message) = no_json(&start) {
        return Err(problem(message.to_owned()));
    }
    let bytes = disk::read_to_end(Cursor::new(start).chain(input), 0, &RECORD_BYTES).map_err(problem)?;
    let text = decode(bytes).map_err(problem)?;
    let is_lines = has_extension(uncompressed_name(name), "jsonl");
    let layout = if is_lines { FixtureLayout::Lines } else { FixtureLayout::Values };
    Ok(Data::Texts(vec![RecordText { name: name.to_owned(), text, layout }]))
}
