//! Writes the files of a conversion, all or none: a container file for each kind of event, and the rejects.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::directory::{NewDirectory, OwnNames};
use super::early_sync::EarlySync;
use super::file::{Existing, NewFile, commit_all};
use super::rejects::{Numbers, Rejects, Room};
use crate::model::text::listed;
use movie_logs::convert::{Destination, Reject, Totals};
use movie_logs::event::Kind;

/// The name of the file of rejected lines.
pub(crate) const REJECTS: &str = "rejects.jsonl";

/// The files of a conversion, while they are being written.
pub(crate) struct LogFiles<P, S> {
    /// As messages call the directory.
    name: PathBuf,
    files: [NewFile; 3],
    early_sync: EarlySync,
    /// Bytes of each file that are not on their way to the disk.
    unsynced: [u64; 3],
    rejects: Rejects<S>,
    /// After the files, as it goes with what is left in it.
    directory: NewDirectory,
    /// What a user may want to know when all went well.
    notes: Vec<String>,
    progress: P,
}

/// The names of all files, in the order in which they are published.
pub(super) fn file_names() -> Vec<String> {
    Kind::ALL.map(file_name).into_iter().chain([REJECTS.to_owned()]).collect()
}

/// The name of a kind's file.
fn file_name(kind: Kind) -> String {
    format!("{}.avro", kind.file())
}

impl<P: FnMut(&Totals) + Send, S: Fn() -> Room + Send> LogFiles<P, S> {
    /// Starts the files of a directory, which is made if there is none. It holds nothing else. `room` says how many
    /// rejects there may be.
    ///
    /// # Errors
    /// The first file that cannot be created, that is there already and may not be replaced, or that is not one of these.
    pub(crate) fn create(name: &Path, existing: Existing, progress: P, room: S) -> io::Result<LogFiles<P, S>> {
        let directory =
            NewDirectory::create(name, existing, OwnNames::These(file_names())).map_err(|error| at(name, &error))?;
        let create = |file: &str| {
            let file = directory.path().join(file);
            NewFile::create(&file, directory.existing()).map_err(|error| at(&file, &error))
        };
        let [first, second, third] = Kind::ALL.map(file_name);
        let files = [create(&first)?, create(&second)?, create(&third)?];
        let rejects = Rejects::new(create(REJECTS)?, Numbers::Lines, room);
        Ok(LogFiles {
            name: name.to_owned(),
            files,
            early_sync: EarlySync::start(),
            unsynced: [0; 3],
            rejects,
            directory,
            notes: Vec::new(),
            progress,
        })
    }

    /// Gives the files their names, when all of them are on the disk. Returns what a user may want to know.
    ///
    /// # Errors
    /// If the disk does not take them, or a name is taken.
    pub(crate) fn commit(self) -> io::Result<Vec<String>> {
        let rejects = self.rejects.finish().map_err(|error| at(&self.name.join(REJECTS), &error))?;
        self.early_sync.finish().map_err(|error| at(&self.name, &error))?;
        let [first, second, third] = self.files;
        commit_all([first, second, third, rejects]).map_err(|(path, error)| at(&path, &error))?;
        self.directory.publish().map_err(|error| at(&self.name, &error))?;
        Ok(self.notes)
    }
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    use io::ErrorKind::{AlreadyExists, FileTooLarge, QuotaExceeded, StorageFull};
    let message = match error.kind() {
        AlreadyExists if error.get_ref().is_some() => error.to_string(),
        StorageFull | QuotaExceeded | FileTooLarge => {
            let remedy = "make room, or give another directory; what was there is unchanged";
            format!("{}: {error}; {remedy}", path.display())
        }
        _ => format!("{}: {error}", path.display()),
    };
    io::Error::new(error.kind(), message)
}

impl<P: FnMut(&Totals) + Send, S: Fn() -> Room + Send> Destination for LogFiles<P, S> {
    fn write(&mut self, kind: Kind, bytes: &[u8]) -> io::Result<()> {
        let (file, new) = (&mut self.files[kind.index()], &mut self.unsynced[kind.index()]);
        let written = file.write_all(bytes).and_then(|()| self.early_sync.written(file.file(), bytes.len(), new));
        written.map_err(|error| at(&self.name.join(file_name(kind)), &error))
    }

    fn reject(&mut self, reject: &Reject<'_>, line: &[u8]) -> io::Result<()> {
        self.rejects.put(&reject.into(), line).map_err(|error| at(&self.name.join(REJECTS), &error))
    }

    fn long_part(&mut self, reject: &Reject<'_>, part: &[u8]) -> io::Result<()> {
        self.rejects.long_part(&reject.into(), part).map_err(|error| at(&self.name.join(REJECTS), &error))
    }

    fn ignored_columns(&mut self, source: &str, columns: &[String]) {
        let columns = listed(columns, 5, ", ");
        self.notes.push(format!("{source}: the columns {columns} are not log entries, and are not kept"));
    }

    fn progress(&mut self, so_far: &Totals) {
        (self.progress)(so_far);
    }
}
