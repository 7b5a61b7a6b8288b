//! Publishes files in directories below a new one as one: they are all there, or none is. In an object store, which has no
//! directories, they are objects below a prefix, and come one after the other when all are complete.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::directory::NewDirectory;
use super::object::staging;
use super::orphan::sync;
use crate::model::input::Problem;
use crate::model::path::typed;
use crate::store::{self, PutCondition, refuse_objects_below, upload};

/// A directory that is being filled; dropped before it is [published](NewTree::publish), it leaves nothing.
#[derive(Debug)]
pub(crate) struct NewTree {
    place: TreePlace,
    /// The directories below it.
    below: BTreeSet<PathBuf>,
    files: Vec<PathBuf>,
}

#[derive(Debug)]
enum TreePlace {
    Directory { target: String, directory: NewDirectory },
    Prefix { url: String, staging: TempDir },
}

impl TreePlace {
    fn of(target: &Path) -> Result<TreePlace, Problem> {
        if let Some(url) = store::url(target) {
            refuse_objects_below(url)?;
            return Ok(TreePlace::Prefix { url: url.trim_end_matches('/').to_owned(), staging: staging(url)? });
        }
        let name = typed(target);
        if fs::symlink_metadata(target).is_ok() {
            return Err(Problem::of(&name, "is there already; name a new directory"));
        }
        let directory = NewDirectory::create_new(target).map_err(|error| unwritten(&name, &error))?;
        Ok(TreePlace::Directory { target: name, directory })
    }

    /// Where the files are written.
    fn path(&self) -> &Path {
        match self {
            TreePlace::Directory { directory, .. } => directory.path(),
            TreePlace::Prefix { staging, .. } => staging.path(),
        }
    }
}

fn unwritten(target: &str, error: &io::Error) -> Problem {
    Problem::of(target, format!("cannot be written: {error}"))
}

impl NewTree {
    /// Starts a directory that nothing is in the place of, or a prefix below which no object is.
    ///
    /// # Errors
    /// Something is there, or nothing can be written there.
    pub(crate) fn create(target: &Path) -> Result<NewTree, Problem> {
        Ok(NewTree { place: TreePlace::of(target)?, below: BTreeSet::new(), files: Vec::new() })
    }

    /// Starts a file in directories below, whose names are the parts of a path.
    ///
    /// # Errors
    /// It cannot be made.
    pub(crate) fn file(&mut self, directories: &str, name: &str) -> io::Result<File> {
        let mut path = self.place.path().to_owned();
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

    /// Gives the directory its name, once all that is in it is on the disk; or puts the objects into the store, in the order of
    /// their names.
    ///
    /// # Errors
    /// The disk or the store does not take it, or something has come up in its place. Objects before that one stay.
    pub(crate) fn publish(mut self) -> Result<(), Problem> {
        self.files.sort();
        match self.place {
            TreePlace::Directory { target, directory } => {
                let synced = self.files.iter().try_for_each(|file| File::options().write(true).open(file)?.sync_all());
                let synced = synced.and_then(|()| self.below.iter().try_for_each(|directory| sync(directory)));
                synced.and_then(|()| directory.publish()).map_err(|error| unwritten(&target, &error))
            }
            TreePlace::Prefix { url, staging } => self.files.iter().try_for_each(|file| {
                let below = file.strip_prefix(staging.path()).expect("it was made there");
                let steps: Vec<_> = below.iter().map(|step| step.to_string_lossy()).collect();
                let object = format!("{url}/{}", steps.join("/"));
                upload(&object, File::open(file).map_err(|error| unwritten(&object, &error))?, PutCondition::IsAbsent)
            }),
        }
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
    assert!(NewTree::create(&target).is_err());
    assert_eq!(names(), 1);
}
