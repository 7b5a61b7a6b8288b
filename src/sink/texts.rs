//! Writes texts into files: reports, files that must not be there before, and what takes the place of a text that was read.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::file::{Existing, NewFile, lock};
use super::orphan::directory_of;
use crate::source::boundary::{LinkOutside, place_to_write};
use crate::source::disk;

/// Writes a file in the place of what was there. A device or a pipe is written to, and stays; so does a symbolic link that
/// leads to a file in its repository. One that leads out of its repository is replaced, or refused.
///
/// # Errors
/// If the file cannot be written; what was there before is there still.
pub(crate) fn write_whole(
    path: &Path,
    outside: LinkOutside,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let target = place_to_write(path, outside)?;
    let is_other = |about: fs::Metadata| !about.is_file() && !about.is_symlink();
    // Some pipes have only the name that was given, such as `/dev/stdout`.
    let is_special = match fs::symlink_metadata(&target) {
        Ok(about) => is_other(about),
        Err(_) => fs::metadata(path).is_ok_and(is_other),
    };
    if is_special {
        let mut out = BufWriter::new(OpenOptions::new().write(true).open(path)?);
        content(&mut out)?;
        return out.flush();
    }
    let mut out = BufWriter::with_capacity(1 << 16, NewFile::create(&target, Existing::Replace)?);
    content(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.commit()
}

/// Writes the files, and makes the directories above them.
///
/// # Errors
/// The first that cannot be written, or is there.
pub(crate) fn write_new(files: &[(PathBuf, String)]) -> Result<(), (PathBuf, io::Error)> {
    let begun = files.iter().map(|(path, text)| begin(path, text).map_err(|error| (path.clone(), error)));
    for (file, (path, _)) in begun.collect::<Result<Vec<_>, _>>()?.into_iter().zip(files) {
        file.commit().map_err(|error| (path.clone(), error))?;
    }
    Ok(())
}

fn begin(path: &Path, text: &str) -> io::Result<NewFile> {
    let path = place_to_write(path, LinkOutside::Refuse)?;
    fs::create_dir_all(directory_of(&path))?;
    let mut file = NewFile::create(&path, Existing::Refuse)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// What became of a file that was to be there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kept {
    /// It was written.
    New,
    /// It was there, with the same text, apart from white space at its end.
    Same,
    /// It was there with another text, and was replaced.
    Changed,
}

/// Makes sure that a file with this text is there, and changes none.
///
/// # Errors
/// There is a file with another text, or it cannot be written.
pub(crate) fn keep(path: &Path, text: &str) -> Result<Kept, String> {
    let unwritten = |error: io::Error| format!("cannot be written: {error}");
    let place = place_to_write(path, LinkOutside::Refuse).map_err(unwritten)?;
    if !place.exists() {
        return begin(path, text).and_then(NewFile::commit).map(|()| Kept::New).map_err(unwritten);
    }
    match disk::text(&place)?.trim_end() == text.trim_end() {
        true => Ok(Kept::Same),
        false => {
            Err("is there with another text, and stays as it is; move it away, or write to another directory"
                .to_owned())
        }
    }
}

/// Fails if the file does not read as it did before: somebody has changed it since.
///
/// # Errors
/// If it cannot be read, or reads otherwise.
pub(crate) fn demand_unchanged(path: &Path, before: &str) -> io::Result<()> {
    let now = disk::bytes(path).map_err(io::Error::other)?;
    if now == before.as_bytes() {
        return Ok(());
    }
    Err(io::Error::other("it has been changed since it was read; run again"))
}

/// Replaces the text of a file; where the path is a link, of the file that it leads to. The file keeps its permissions.
///
/// # Errors
/// If the file has been changed since it was read, the new one cannot be written, or a link leads out of the repository.
pub(crate) fn replace(path: &Path, before: &str, after: &str) -> io::Result<()> {
    let path = place_to_write(path, LinkOutside::Refuse)?;
    let _lock = lock(directory_of(&path));
    replace_locked(&path, before, after)
}

/// Changes the text of a file, which may not be there yet, while no other run of this program does. A file that somebody else
/// changes at the same time stays as that one leaves it, and so does a text that is the same.
///
/// # Errors
/// Those of `change`; the file cannot be read or written, or has been changed in the meantime.
pub(crate) fn change(path: &Path, change: impl FnOnce(Option<&str>) -> Result<String, String>) -> Result<Kept, String> {
    let unwritten = |error: io::Error| format!("cannot be written: {error}");
    let path = place_to_write(path, LinkOutside::Refuse).map_err(unwritten)?;
    let _lock = lock(directory_of(&path));
    if !path.exists() {
        let text = change(None)?;
        return begin(&path, &text).and_then(NewFile::commit).map(|()| Kept::New).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => "it has been written in the meantime; run again".to_owned(),
            _ => unwritten(error),
        });
    }
    let before = disk::text(&path)?;
    let after = change(Some(&before))?;
    if after == before {
        return Ok(Kept::Same);
    }
    replace_locked(&path, &before, &after).map(|()| Kept::Changed).map_err(unwritten)
}

fn replace_locked(path: &Path, before: &str, after: &str) -> io::Result<()> {
    demand_unchanged(path, before)?;
    let mut file = NewFile::create(path, Existing::Replace)?;
    file.write_all(after.as_bytes())?;
    demand_unchanged(path, before)?;
    file.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_somebody_has_changed_stays() {
        let directory = tempfile::tempdir().expect("a directory for the test");
        let path = directory.path().join("a.avsc");
        fs::write(&path, "theirs").expect("a new file");
        assert!(replace(&path, "as read", "ours").is_err());
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "theirs");
        replace(&path, "theirs", "ours").expect("it reads as before");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "ours");
        assert_eq!(fs::read_dir(directory.path()).expect("it is there").count(), 1);
    }

    #[test]
    fn changes_at_the_same_time_are_all_there() {
        let directory = tempfile::tempdir().expect("a directory for the test");
        let path = directory.path().join("a.txt");
        let add = |number: u32| {
            let add = |before: Option<&str>| Ok(format!("{}{number}\n", before.unwrap_or_default()));
            change(&path, add).expect("it can be written");
        };
        std::thread::scope(|scope| (0..20).for_each(|number| drop(scope.spawn(move || add(number)))));
        let text = fs::read_to_string(&path).expect("it is there");
        let mut numbers: Vec<u32> = text.lines().map(|line| line.parse().expect("a number")).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (0..20).collect::<Vec<_>>());
    }
}
