//! Waits until something in files and directories was saved.
//!
//! Looking again and again costs little for the few files that a person edits, works on every file system, and sees the
//! files of editors that save by renaming.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use super::disk;

/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(150);

/// What files looked like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FileTimes(Vec<(PathBuf, Option<(SystemTime, u64)>)>);

/// Looks at the files, and at all that is below the directories.
pub(crate) fn look(paths: &[PathBuf]) -> FileTimes {
    let mut seen = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => seen.extend(disk::list(path, &[]).files.iter().map(|file| state(&file.path))),
            false => seen.push(state(path)),
        }
    }
    seen.sort();
    FileTimes(seen)
}

fn state(path: &Path) -> (PathBuf, Option<(SystemTime, u64)>) {
    let about = fs::metadata(path).ok();
    let state = about.and_then(|about| Some((about.modified().ok()?, about.len())));
    (path.to_owned(), state)
}

/// Waits until the files look otherwise than when they were `seen`, and have come to rest.
pub(crate) fn wait(paths: &[PathBuf], seen: &FileTimes) {
    let mut last = look(paths);
    loop {
        let has_changed = last != *seen;
        sleep(PAUSE);
        let now = look(paths);
        if has_changed && now == last {
            return;
        }
        last = now;
    }
}
