//! Paths in, the container files that they stand for out, each to be opened in its turn.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::paths::{has_extension, missing, problem, typed};
use super::text::unreadable;
use super::walk::{Found, walk};
use crate::model::input::Problem;

/// A container file, or what is to be one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ContainerFile {
    /// The name that reports print.
    pub name: String,
    /// Nothing for standard input.
    path: Option<PathBuf>,
}

/// The files that the paths stand for, in the order of the paths: `-` is standard input, and a directory stands for the files
/// in it and below that end in `.avro`, sorted by name. Also returns what could not be looked at.
pub fn find(paths: &[PathBuf]) -> (Vec<ContainerFile>, Vec<Problem>) {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        if path.as_os_str() == "-" {
            files.push(ContainerFile { name: "-".to_owned(), path: None });
        } else if path.is_dir() {
            let mut tree = walk(path);
            tree.files.retain(|file| has_extension(&file.name, "avro"));
            tree.files.sort_by(|a, b| a.name.cmp(&b.name));
            if tree.files.is_empty() && tree.problems.is_empty() {
                problems
                    .push(problem(typed(path), "no file in there ends in .avro; check the path, or name the files"));
            }
            problems.append(&mut tree.problems);
            let on_disk = |file: Found| Some(ContainerFile { path: Some(file.path()?.to_owned()), name: file.name });
            files.extend(tree.files.into_iter().filter_map(on_disk));
        } else {
            files.push(ContainerFile { name: typed(path), path: Some(path.clone()) });
        }
    }
    (files, problems)
}

impl ContainerFile {
    /// Opens the file.
    ///
    /// # Errors
    /// If there is no such file, or it cannot be read.
    pub fn open(&self) -> Result<Box<dyn Read>, Problem> {
        match &self.path {
            None => Ok(Box::new(io::stdin().lock())),
            Some(path) => {
                File::open(path).map(|file| Box::new(file) as Box<dyn Read>).map_err(|error| self.told(path, &error))
            }
        }
    }

    /// How many bytes the file has; `None` if nobody knows.
    pub fn size(&self) -> Option<u64> {
        let path = self.path.as_ref()?;
        fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|about| about.len())
    }

    fn told(&self, path: &Path, error: &io::Error) -> Problem {
        match error.kind() {
            io::ErrorKind::NotFound => missing(path),
            _ => problem(self.name.clone(), unreadable(error)),
        }
    }
}
