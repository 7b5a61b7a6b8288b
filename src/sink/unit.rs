//! Writes a unit: container files and rejects that are made of one range of an input, and appear together or not at all.
//!
//! A unit is a directory that is renamed when it is complete, to a name that nothing has. So it takes one step of the file system
//! to publish it, and of several processes one succeeds.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::directory::NewDirectory;
use super::file::{Existing, NewFile};
use super::rejects::{Numbers, RejectedLine, Rejects, Room};
use crate::model::json;
use crate::model::unit::{MANIFEST, Manifest, Origin, UNIT_VERSION, UnitFile, UnitName};
use avro_resolve::file::container::{Codec, write_header_with};

/// A unit, while it is being written. Nothing is on the disk before it has events or rejects.
pub(crate) struct NewUnit {
    /// Where it will be.
    path: PathBuf,
    name: UnitName,
    origin: Origin,
    directory: Option<NewDirectory>,
    /// By what they hold, such as `movie_watches`.
    files: BTreeMap<String, NewContainer>,
    rejects: Option<Rejects<Box<dyn Fn() -> Room + Send>>>,
    /// How many rejects there may be.
    room: Room,
}

/// What a container file of a unit starts with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'a> {
    pub schema_text: &'a str,
    pub codec: &'a Codec,
    pub sync: [u8; 16],
    /// What is to be known of the lines.
    pub of_lines: Option<(&'static str, &'a [u8])>,
}

/// A container file, while it is being written.
struct NewContainer {
    file: NewFile,
    /// Where its header says how far the unit goes, which shows at last.
    end_at: u64,
    events: u64,
    bytes: u64,
}

/// What was taken into a unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Taken {
    /// Input lines, or messages.
    pub lines: u64,
    /// Those that were turned away.
    pub rejected: u64,
    /// Bytes of all lines.
    pub bytes: u64,
}

/// What became of a unit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Publication {
    /// It is on the disk, with these container files.
    Published(Vec<Published>),
    /// Another process has published one of the same start. Nothing is left of this one.
    Taken,
}

/// A container file of a unit that is on the disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Published {
    /// What it holds, such as `movie_watches`.
    pub what: String,
    pub events: u64,
    pub bytes: u64,
}

impl NewUnit {
    /// Starts a unit in the directory `out`.
    pub(crate) fn new(out: &Path, name: UnitName, origin: Origin, room: Room) -> NewUnit {
        let path = out.join(name.to_string());
        NewUnit { path, name, origin, directory: None, files: BTreeMap::new(), rejects: None, room }
    }

    /// Bytes of its container files so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.files.values().map(|file| file.bytes).sum()
    }

    /// Appends blocks with so many events to the file of `what` they are, which is started with a header.
    ///
    /// # Errors
    /// If they cannot be written; `AlreadyExists` if another process has published this unit.
    pub(crate) fn write(&mut self, what: &str, head: &Head<'_>, blocks: &[u8], events: u64) -> io::Result<()> {
        if !self.files.contains_key(what) {
            let file = self.file(&self.name.file(what)).and_then(|file| self.start(head, file));
            self.files.insert(what.to_owned(), file.map_err(|error| at(&self.path, &error))?);
        }
        let file = self.files.get_mut(what).expect("it was made if there was none");
        file.events += events;
        file.bytes += blocks.len() as u64;
        file.file.write_all(blocks).map_err(|error| at(&self.path, &error))
    }

    /// Appends a line that was turned away.
    ///
    /// # Errors
    /// As for blocks.
    pub(crate) fn reject(&mut self, reject: &RejectedLine<'_>, line: &[u8]) -> io::Result<()> {
        let written = self.rejects().and_then(|rejects| rejects.put(reject, line));
        written.map_err(|error| at(&self.path, &error))
    }

    /// Appends a part of a line that is too long to be next as a whole; [`Self::reject`] gets its last part.
    ///
    /// # Errors
    /// As for blocks.
    pub(crate) fn long_part(&mut self, reject: &RejectedLine<'_>, part: &[u8]) -> io::Result<()> {
        let written = self.rejects().and_then(|rejects| rejects.long_part(reject, part));
        written.map_err(|error| at(&self.path, &error))
    }

    /// Publishes what was taken up to `end`, once all of it is on the disk. `origin` is as it is now.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub(crate) fn publish(mut self, end: u64, taken: &Taken, origin: Origin) -> io::Result<Publication> {
        let written = self.complete(end, taken, origin).and_then(|files| {
            self.directory.take().map_or(Ok(()), NewDirectory::publish)?;
            Ok(files)
        });
        match written {
            Ok(files) => Ok(Publication::Published(files)),
            Err(error) if is_taken(&error) => Ok(Publication::Taken),
            Err(error) => Err(at(&self.path, &error)),
        }
    }

    /// Brings the files on the disk, and describes them.
    fn complete(&mut self, end: u64, taken: &Taken, origin: Origin) -> io::Result<Vec<Published>> {
        let (mut published, mut files) = (Vec::new(), Vec::new());
        for (what, NewContainer { mut file, end_at, events, bytes }) in std::mem::take(&mut self.files) {
            file.seek(SeekFrom::Start(end_at))?;
            file.write_all(padded(end).as_bytes())?;
            file.commit()?;
            files.push(UnitFile { file: self.name.file(&what), events, bytes });
            published.push(Published { what, events, bytes });
        }
        if let Some(rejects) = self.rejects.take() {
            rejects.finish()?.commit()?;
        }
        let (start, Taken { lines, rejected, .. }) = (self.name.start, *taken);
        let manifest = Manifest { unit_version: UNIT_VERSION, origin, start, end, lines, rejected, files };
        let mut file = self.file(MANIFEST)?;
        file.write_all(json::pretty(&manifest).as_bytes())?;
        file.commit()?;
        Ok(published)
    }

    /// A file of it. The directory is made for the first one.
    fn file(&mut self, name: &str) -> io::Result<NewFile> {
        let directory = match &self.directory {
            Some(directory) => directory,
            None => self.directory.insert(NewDirectory::create_new(&self.path)?),
        };
        NewFile::create(&directory.path().join(name), Existing::Refuse)
    }

    fn rejects(&mut self) -> io::Result<&mut Rejects<Box<dyn Fn() -> Room + Send>>> {
        if self.rejects.is_none() {
            let numbers = match &self.origin {
                Origin::Kafka { topic, partition, .. } => {
                    Numbers::Offsets { topic: topic.clone(), partition: *partition }
                }
                Origin::Log(_) => Numbers::Lines,
            };
            let room = self.room;
            self.rejects = Some(Rejects::new(self.file(&self.name.rejects())?, numbers, Box::new(move || room)));
        }
        Ok(self.rejects.as_mut().expect("it was made if there was none"))
    }

    fn start(&self, head: &Head<'_>, mut file: NewFile) -> io::Result<NewContainer> {
        let (start, unknown) = (self.name.start.to_string(), padded(0));
        let partition;
        let mut metadata: Vec<(&str, &[u8])> = match &self.origin {
            Origin::Kafka { topic, partition: number, .. } => {
                partition = number.to_string();
                vec![("avrocheck.topic", topic.as_bytes()), ("avrocheck.partition", partition.as_bytes())]
            }
            Origin::Log(log) => vec![("avrocheck.log", log.path.as_bytes())],
        };
        metadata.extend(head.of_lines);
        metadata.push(("avrocheck.start", start.as_bytes()));
        metadata.push(("avrocheck.end", unknown.as_bytes()));
        let mut header = Vec::new();
        write_header_with(head.schema_text, head.codec, head.sync, &metadata, &mut header);
        // Behind the last entry are the end of the entries, which is a zero, and the marker.
        let end_at = (header.len() - 1 - head.sync.len() - unknown.len()) as u64;
        file.write_all(&header)?;
        Ok(NewContainer { file, end_at, events: 0, bytes: header.len() as u64 })
    }
}

/// Whether an error says that another process has published the unit.
pub(crate) fn is_taken(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty)
}

/// A number with as many digits as any may have.
fn padded(number: u64) -> String {
    format!("{number:020}")
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    let message = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            let remedy = "make room and start again: what was not published is read again";
            format!("{}: {error}; {remedy}", path.display())
        }
        _ => format!("{}: {error}", path.display()),
    };
    io::Error::new(error.kind(), message)
}
