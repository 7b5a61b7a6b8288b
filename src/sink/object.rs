//! Writes objects of stores: first into temporary files, which are put into the store when they are complete. A run that is killed or
//! that cannot read its input leaves nothing there.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use tempfile::TempDir;

use super::file::Existing;
use super::log_files::file_names;
use crate::model::input::Problem;
use crate::store::{PutCondition, refuse_existing, upload};

/// An object that is being written. Dropped before it is [published](NewObject::publish), it leaves nothing.
#[derive(Debug)]
pub(crate) struct NewObject {
    url: String,
    content: File,
    condition: PutCondition,
}

impl NewObject {
    /// Starts an object.
    ///
    /// # Errors
    /// There is one that may not be replaced, the store cannot be asked, or there is no room for temporary files.
    pub(crate) fn create(url: &str, existing: Existing) -> Result<NewObject, Problem> {
        let condition = condition(url, existing)?;
        let content = tempfile::tempfile().map_err(|error| no_room(url, &error))?;
        Ok(NewObject { url: url.to_owned(), content, condition })
    }

    /// Puts it into the store.
    ///
    /// # Errors
    /// The store does not take it, or there is one by now that may not be replaced.
    pub(crate) fn publish(self) -> Result<(), Problem> {
        upload(&self.url, self.content, self.condition)
    }
}

impl Write for NewObject {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.content.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.content.flush()
    }
}

/// The objects of a conversion of logs, which are written into a temporary directory.
#[derive(Debug)]
pub(crate) struct LogObjects {
    /// Each object's, in the order in which they are published.
    urls: Vec<(String, String)>,
    directory: TempDir,
    condition: PutCondition,
}

impl LogObjects {
    /// Starts the objects below a URL.
    ///
    /// # Errors
    /// There is one that may not be replaced, the store cannot be asked, or there is no room for temporary files.
    pub(crate) fn create(url: &str, existing: Existing) -> Result<LogObjects, Problem> {
        let of_name = |name: String| (format!("{}/{name}", url.trim_end_matches('/')), name);
        let urls: Vec<(String, String)> = file_names().into_iter().map(of_name).collect();
        for (url, _) in &urls {
            condition(url, existing)?;
        }
        Ok(LogObjects { urls, directory: staging(url)?, condition: condition_of(existing) })
    }

    /// Where the files have to be written that become the objects.
    pub(crate) fn directory(&self) -> PathBuf {
        self.directory.path().join("files")
    }

    /// Puts them into the store, one after the other.
    ///
    /// # Errors
    /// The first that the store does not take, or that is there by now and may not be replaced. Those before it stay.
    pub(crate) fn publish(self) -> Result<(), Problem> {
        for (url, name) in &self.urls {
            let content = File::open(self.directory().join(name));
            let content = content.map_err(|error| Problem::of(url, format!("cannot be written: {error}")))?;
            upload(url, content, self.condition)?;
        }
        Ok(())
    }
}

/// What is demanded of the store, once it has said that nothing is in the way.
fn condition(url: &str, existing: Existing) -> Result<PutCondition, Problem> {
    if existing == Existing::Refuse {
        refuse_existing(url)?;
    }
    Ok(condition_of(existing))
}

fn condition_of(existing: Existing) -> PutCondition {
    match existing {
        Existing::Refuse => PutCondition::IsAbsent,
        Existing::Replace => PutCondition::Always,
    }
}

/// A directory for what becomes objects at a URL.
///
/// # Errors
/// There is no room for it.
pub(super) fn staging(url: &str) -> Result<TempDir, Problem> {
    tempfile::tempdir().map_err(|error| no_room(url, &error))
}

fn no_room(url: &str, error: &io::Error) -> Problem {
    Problem::of(url, format!("needs room for temporary files: {error}; TMPDIR says where"))
}
