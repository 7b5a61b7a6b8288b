//! Publishes files in directories below a new one as one: they are all there, or none is.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::directory::NewDirectory;
use super::orphan::sync;

/// A directory that is being filled; dropped before it is [published](NewTree::publish), it leaves nothing.
#[derive(Debug)]
pub(crate) struct NewTree {
    directory: NewDirectory,
    /// The directories below it.
    below: BTreeSet<PathBuf>,
    files: Vec<PathBuf>,
}

impl NewTree {
    /// Starts a directory that nothing is in the place of.
    ///
    /// # Errors
    /// Something is there, or nothing can be written there.
    pub(crate) fn create(target: &Path) -> io::Result<NewTree> {
        if fs::symlink_metadata(target).is_ok() {
            return Err(io::Error::new(ErrorKind::AlreadyExists, "is there already; name a new directory"));
        }
        Ok(NewTree { directory: NewDirectory::create_new(target)?, below: BTreeSet::new(), files: Vec::new() })
    }

    /// Starts a file in directories below, whose names are the parts of a path.
    ///
    /// # Errors
    /// It cannot be made.
    pub(crate) fn file(&mut self, directories: &str, name: &str) -> io::Result<File> {
        let mut path = self.directory.path().to_owned();
        for step in directories.split('/').filter(|step| !step.is_empty()) {
            path.push(step);
            if self.below.insert(path.clone()) {
                fs::create_dir(&path)?;
            }
        }
        path.push(name);
        let file = File::create_new(&path)?;
        self.files.push(path);
        Ok(file)
    }

    /// Gives the directory its name, once all that is in it is on the disk.
    ///
    /// # Errors
    /// The disk does not take it, or something has come up in its place.
    pub(crate) fn publish(self) -> io::Result<()> {
        self.files.iter().try_for_each(|file| File::options().write(true).open(file)?.sync_all())?;
        self.below.iter().try_for_each(|directory| sync(directory))?;
        self.directory.publish()
    }
}

#[cfg(test)]
#[test]
fn a_tree_is_there_as_a_whole_or_not_at_all() {
    let place = tempfile::tempdir().expect("a directory");
    let names = || fs::read_dir(place.path()).expect("a directory").count();
    let target = place.path().join("out");
    let fill = || {
        let mut tree = NewTree::create(&target).expect("nothing is there");
        for (directories, name) in [("a=1/b=2", "x"), ("a=1/b=2", "y"), ("a=1/b=3", "x"), ("", "z")] {
            tree.file(directories, name).expect("a new file");
        }
        tree
    };
    drop(fill());
    assert_eq!(names(), 0);
    fill().publish().expect("nothing is there");
    assert!(target.join("a=1/b=2/y").is_file() && target.join("z").is_file());
    assert_eq!(NewTree::create(&target).map_err(|error| error.kind()).err(), Some(ErrorKind::AlreadyExists));
    assert_eq!(names(), 1);
}
