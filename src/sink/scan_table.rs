//! Writes the table of a scan as it goes, so that a run that was ended goes on where it was.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::path::Path;

use super::file::{Existing, NewFile};
use crate::model::json;
use crate::scan::FileRow;

/// A file of rows, each a line of JSON.
#[derive(Debug)]
pub(crate) struct ScanTable {
    file: File,
    /// Those of earlier runs, by the names of their files.
    pub earlier: BTreeMap<String, FileRow>,
}

impl ScanTable {
    /// Starts a table, in the place of what was there.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn start(path: &Path) -> io::Result<ScanTable> {
        ScanTable::with(path, BTreeMap::new())
    }

    /// Opens a table, or starts one. Of one that is there, the rows stay that `is_kept` accepts; the others are taken out, as is a
    /// line that was not written to its end.
    ///
    /// # Errors
    /// It cannot be read or written, or has lines that are no rows.
    pub(crate) fn open(path: &Path, is_kept: impl Fn(&FileRow) -> bool) -> io::Result<ScanTable> {
        let mut earlier = match File::open(path) {
            Ok(file) => read(file)?,
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error),
        };
        earlier.retain(|_, row| is_kept(row));
        ScanTable::with(path, earlier)
    }

    fn with(path: &Path, earlier: BTreeMap<String, FileRow>) -> io::Result<ScanTable> {
        let mut file = NewFile::create(path, Existing::Replace)?;
        file.write_all(lines(earlier.values()).as_bytes())?;
        file.commit()?;
        Ok(ScanTable { file: OpenOptions::new().append(true).open(path)?, earlier })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// The table cannot be written.
    pub(crate) fn add<'r>(&mut self, rows: impl IntoIterator<Item = &'r FileRow>) -> io::Result<()> {
        self.file.write_all(lines(rows).as_bytes())
    }
}

fn lines<'r>(rows: impl IntoIterator<Item = &'r FileRow>) -> String {
    rows.into_iter().map(|row| json::line(row) + "\n").collect()
}

fn read(file: File) -> io::Result<BTreeMap<String, FileRow>> {
    let (mut input, mut rows, mut line) = (BufReader::new(file), BTreeMap::new(), Vec::new());
    for number in 1.. {
        line.clear();
        input.read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            break;
        }
        let row: FileRow = serde_json::from_slice(&line).map_err(|error| {
            let message = format!("line {number} is no row of a table of `scan` ({error}); name another file");
            io::Error::new(ErrorKind::InvalidData, message)
        })?;
        rows.insert(row.file.clone(), row);
    }
    Ok(rows)
}
