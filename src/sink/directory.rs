//! Publishes the files of a directory as one: whoever looks, whenever a run is killed, finds all old files or all new ones.
//!
//! They are written in a temporary directory beside the one that is meant, which is exchanged for it as a whole. Where that is
//! not possible (the directory is a mount point or the current directory, the one around it is not ours to write in, the system
//! is not Unix or cannot exchange directories), they are renamed one after the other when all are complete, so that a run that is killed in
//! that moment leaves some old files and some new ones, each of them complete.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::file::{Existing, keep_access, taken};
use super::orphan::{self, directory_of, is_temporary_of};
use super::rename;
use crate::source::boundary::{LinkOutside, place_to_write, real};

/// A directory whose files are being written.
#[derive(Debug)]
pub(crate) struct NewDirectory {
    target: PathBuf,
    existing: Existing,
    names: OwnNames,
    /// Where files are written, if not in the directory itself; locked as long as it is open, where that can be done.
    staging: Option<(PathBuf, Option<File>)>,
}

/// Which files are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum OwnNames {
    /// Those of these names.
    These(Vec<String>),
    /// Any: the directory is new.
    Any,
}

impl OwnNames {
    fn list(&self) -> &[String] {
        match self {
            OwnNames::These(names) => names,
            OwnNames::Any => &[],
        }
    }
}

impl NewDirectory {
    /// Starts a directory that nothing is in the place of, for files of any names.
    ///
    /// # Errors
    /// `AlreadyExists` if something is there; nothing can be written there.
    pub(crate) fn create_new(target: &Path) -> io::Result<NewDirectory> {
        NewDirectory::create(target, Existing::Refuse, OwnNames::Any)
    }

    /// Starts to write files of these names, in the order in which an existing one is complained about.
    ///
    /// # Errors
    /// The directory holds other files, or files that may not be replaced; a link leads out of the repository; nothing can be
    /// written there.
    pub(crate) fn create(target: &Path, existing: Existing, names: OwnNames) -> io::Result<NewDirectory> {
        let target = place_to_write(target, LinkOutside::Refuse)?;
        let mut directory = NewDirectory { target, existing, names, staging: None };
        let is_there = directory.check()?;
        if !is_there {
            fs::create_dir_all(directory_of(&directory.target))?;
        }
        directory.remove_orphans();
        if !cfg!(unix) && directory.names == OwnNames::Any {
            // Directories cannot be locked there, but renamed, if nothing is in their place.
            directory.staging = Some((orphan::create_unlocked(&directory.target)?, None));
            return Ok(directory);
        }
        if !cfg!(unix) && !is_there {
            fs::create_dir(&directory.target)?;
        }
        if !cfg!(unix) || is_there && must_stay(&directory.target) {
            return Ok(directory);
        }
        directory.staging = match orphan::create(&directory.target, make) {
            Ok((file, path)) => Some((path, Some(file))),
            // Somebody else's directory can still be around ours.
            Err(error) if is_there && is_forbidden(&error) => None,
            Err(error) => return Err(error),
        };
        Ok(directory)
    }

    /// Where to write the files.
    pub(crate) fn path(&self) -> &Path {
        self.staging.as_ref().map_or(&self.target, |(path, _)| path)
    }

    /// What to do about files that are there: in a directory of their own there are none.
    pub(crate) fn existing(&self) -> Existing {
        if self.staging.is_some() { Existing::Refuse } else { self.existing }
    }

    /// Puts the files in their place, once all of them are on the disk in [`Self::path`].
    ///
    /// # Errors
    /// If the system does not allow it, or files that may not be replaced have come up.
    pub(crate) fn publish(mut self) -> io::Result<()> {
        let Some((staging, file)) = self.staging.take() else { return Ok(()) };
        let published = self.exchange(&staging, file.as_ref());
        // What is left there is what was replaced, or what cannot be published.
        self.clear(&staging);
        published
    }

    fn exchange(&self, staging: &Path, file: Option<&File>) -> io::Result<()> {
        orphan::sync(staging)?;
        if !self.check()? {
            let renamed = rename::without_replacing(staging, &self.target);
            renamed.map_err(|error| if error.kind() == ErrorKind::AlreadyExists { made_meanwhile() } else { error })?;
            return orphan::sync(directory_of(&self.target));
        }
        if let Some(file) = file {
            keep_access(file, &fs::metadata(&self.target)?)?;
        }
        match rename::exchange(staging, &self.target) {
            Ok(()) => self.bring_back(staging)?,
            Err(error) if rename::is_unsupported(&error) => self.move_files(staging)?,
            Err(error) => return Err(error),
        }
        orphan::sync(directory_of(&self.target))
    }

    /// Moves what came into the old directory in the last moment to the new one.
    fn bring_back(&self, old: &Path) -> io::Result<()> {
        for name in entries(old)?.iter().filter(|name| !self.is_ours(name)) {
            rename::without_replacing(&old.join(name), &self.target.join(name))?;
        }
        Ok(())
    }

    fn move_files(&self, staging: &Path) -> io::Result<()> {
        self.names.list().iter().try_for_each(|name| fs::rename(staging.join(name), self.target.join(name)))?;
        orphan::sync(&self.target)
    }

    /// Whether the directory is there.
    ///
    /// # Errors
    /// It is something else, or holds what is not ours or may not be replaced.
    fn check(&self) -> io::Result<bool> {
        let target = &self.target;
        if self.names == OwnNames::Any {
            return if fs::symlink_metadata(target).is_ok() { Err(made_meanwhile()) } else { Ok(false) };
        }
        let held = match entries(target) {
            Ok(held) => held,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) if error.kind() == ErrorKind::NotADirectory => {
                return Err(io::Error::new(error.kind(), "is a file, and a directory is needed; name another"));
            }
            Err(error) => return Err(error),
        };
        if let Some(name) =
            self.names.list().iter().find(|name| self.existing == Existing::Refuse && held.contains(name))
        {
            return Err(taken(&target.join(name)));
        }
        // A directory or a pipe of the same name is not ours either.
        let is_file = |name: &str| {
            fs::symlink_metadata(target.join(name)).is_ok_and(|about| about.is_file() || about.is_symlink())
        };
        if let Some(name) = held.iter().filter(|name| !self.is_ours(name) || !is_file(name)).min() {
            let message = format!("holds files of others, such as {name}; name a new directory, or one of its own");
            return Err(io::Error::new(ErrorKind::DirectoryNotEmpty, message));
        }
        Ok(true)
    }

    /// Whether it is a file that is published here, or what a killed run left of one.
    fn is_ours(&self, name: &str) -> bool {
        match &self.names {
            OwnNames::These(names) => names.iter().any(|ours| name == ours || is_temporary_of(name, ours)),
            OwnNames::Any => true,
        }
    }

    /// Removes what killed runs left beside the directory.
    fn remove_orphans(&self) {
        let remove = |path: &Path| {
            self.clear(path);
            Ok(())
        };
        orphan::remove_orphans(&self.target, |kind| kind.is_dir(), |path| File::open(path), remove);
    }

    /// Removes a directory with the files that are ours; others keep it there.
    fn clear(&self, directory: &Path) {
        if self.names == OwnNames::Any {
            let _ = fs::remove_dir_all(directory);
            return;
        }
        for name in entries(directory).into_iter().flatten().filter(|name| self.is_ours(name)) {
            let _ = fs::remove_file(directory.join(name));
        }
        let _ = fs::remove_dir(directory);
    }
}

impl Drop for NewDirectory {
    fn drop(&mut self) {
        if let Some((staging, _)) = self.staging.take() {
            self.clear(&staging);
        }
    }
}

fn make(path: &Path) -> io::Result<File> {
    fs::create_dir(path)?;
    // Somebody may have taken it for an orphan already, and another name is needed.
    File::open(path)
        .map_err(|error| if error.kind() == ErrorKind::NotFound { ErrorKind::AlreadyExists.into() } else { error })
}

fn made_meanwhile() -> io::Error {
    io::Error::new(ErrorKind::AlreadyExists, "another run has made it in the meantime; run again")
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

fn entries(directory: &Path) -> io::Result<Vec<String>> {
    let name = |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
    fs::read_dir(directory)?.map(name).collect()
}

/// Whether a directory cannot be exchanged for another: where we are, and where something is mounted.
fn must_stay(directory: &Path) -> bool {
    real(Path::new(".")).starts_with(directory) || is_mount_point(directory)
}

#[cfg(target_os = "linux")]
fn is_mount_point(directory: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxFlags, statx};
    let mount = |path: &Path| statx(CWD, path, AtFlags::empty(), StatxFlags::MNT_ID).map(|about| about.stx_mnt_id);
    matches!((mount(directory), mount(directory_of(directory))), (Ok(own), Ok(around)) if own != around)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_mount_point(directory: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|about| about.dev()).ok();
    device(directory) != device(directory_of(directory))
}

#[cfg(not(unix))]
fn is_mount_point(_directory: &Path) -> bool {
    false
}

#[cfg(all(test, unix))]
#[test]
fn a_directory_that_was_taken_for_an_orphan_is_made_under_another_name() {
    let out = tempfile::tempdir().expect("a directory");
    let make = || {
        for _ in 0..500 {
            NewDirectory::create_new(&out.path().join("unit")).expect("nothing is in its place");
        }
    };
    std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(make))));
}
