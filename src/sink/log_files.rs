//! Writes the files of a conversion, all or none: a container file for each kind of event, and the rejects.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::file::{Existing, NewFile, commit_all};
use super::rejects::Rejects;
use movie_logs::convert::{Destination, Reject, Totals};
use movie_logs::event::Kind;

/// The name of the file of rejected lines.
pub(crate) const REJECTS: &str = "rejects.jsonl";

/// The files of a conversion, while they are being written.
pub(crate) struct LogFiles<P> {
    directory: PathBuf,
    files: [NewFile; 3],
    rejects: Rejects,
    progress: P,
}

/// The place of a kind's file.
pub(crate) fn path(directory: &Path, kind: Kind) -> PathBuf {
    directory.join(format!("{}.avro", kind.file()))
}

impl<P: FnMut(&Totals) + Send> LogFiles<P> {
    /// Starts the files in a directory, which is made if there is none.
    ///
    /// # Errors
    /// The first file that cannot be created, or that is there already and may not be replaced.
    pub(crate) fn create(directory: &Path, existing: Existing, progress: P) -> io::Result<LogFiles<P>> {
        fs::create_dir_all(directory).map_err(|error| at(directory, &error))?;
        let create = |kind: Kind| {
            let path = path(directory, kind);
            NewFile::create(&path, existing).map_err(|error| at(&path, &error))
        };
        let [first, second, third] = Kind::ALL;
        let files = [create(first)?, create(second)?, create(third)?];
        let path = directory.join(REJECTS);
        let rejects = Rejects::create(&path, existing).map_err(|error| at(&path, &error))?;
        Ok(LogFiles { directory: directory.to_owned(), files, rejects, progress })
    }

    /// Gives the files their names, when all of them are on the disk.
    ///
    /// # Errors
    /// If the disk does not take them, or a name is taken.
    pub(crate) fn commit(self) -> io::Result<()> {
        let rejects = self.rejects.finish().map_err(|error| at(&self.directory.join(REJECTS), &error))?;
        let [first, second, third] = self.files;
        commit_all([first, second, third, rejects]).map_err(|(path, error)| at(&path, &error))
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

impl<P: FnMut(&Totals) + Send> Destination for LogFiles<P> {
    fn write(&mut self, kind: Kind, bytes: &[u8]) -> io::Result<()> {
        self.files[kind.index()].write_all(bytes).map_err(|error| at(&path(&self.directory, kind), &error))
    }

    fn reject(&mut self, reject: &Reject<'_>, line: &[u8]) -> io::Result<()> {
        self.rejects.put(reject, line).map_err(|error| at(&self.directory.join(REJECTS), &error))
    }

    fn long_part(&mut self, part: &[u8]) -> io::Result<()> {
        self.rejects.long_part(part).map_err(|error| at(&self.directory.join(REJECTS), &error))
    }

    fn progress(&mut self, so_far: &Totals) {
        (self.progress)(so_far);
    }
}
