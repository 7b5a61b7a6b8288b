//! A file's path in, its text out.

use std::fs;
use std::io;
use std::path::Path;

use super::walk::Content;

/// Reads a file as UTF-8, without a copy: schemas can be large.
///
/// # Errors
/// What is wrong with the file and what to do, to be read after its name.
pub(super) fn read(path: &Path) -> Result<String, String> {
    of_bytes(bytes(path)?)
}

/// The content of a file. Reading a named pipe or a device might never begin, or never end.
///
/// # Errors
/// What is wrong with the file and what to do, to be read after its name.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let about = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if about.is_file() || about.is_dir() || is_fed(path) {
        fs::read(path).map_err(|error| unreadable(&error))
    } else {
        Err(NO_FILE.to_owned())
    }
}

/// What is wrong with something that is neither a file nor a directory.
pub(super) const NO_FILE: &str = "is a pipe, a socket or a device; only files are read";

/// Whether it is a pipe without a name, which somebody fills: standard input as `/dev/stdin`, or a shell's `<(…)`.
fn is_fed(path: &Path) -> bool {
    fs::canonicalize(path).is_err()
}

/// The text of a file, wherever its content is.
///
/// # Errors
/// What is wrong with it and what to do, to be read after its name.
pub(super) fn of(content: Content) -> Result<String, String> {
    match content {
        Content::Disk(path) => read(&path),
        Content::Bytes(bytes) => of_bytes(bytes),
    }
}

/// The bytes of a file as UTF-8.
///
/// # Errors
/// What is wrong with them and what to do, to be read after the file's name.
pub(super) fn of_bytes(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Err("is a pointer of Git LFS, and not the file that it stands for; run `git lfs pull`".to_owned());
    }
    // Without a mark at the beginning, UTF-16 shows by a zero beside its first character, which JSON has as U+0000 nowhere.
    if matches!(bytes[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..]) {
        return Err("is UTF-16, but has to be UTF-8; convert it: `iconv -f UTF-16 -t UTF-8`".to_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        format!("is not UTF-8: the byte 0x{:02X} at offset {offset}; save it as UTF-8", error.as_bytes()[offset])
    })
}

/// Cause and remedy for something that the system does not let us read.
pub(super) fn unreadable(error: &io::Error) -> String {
    let remedy = match error.kind() {
        io::ErrorKind::PermissionDenied => "; check its permissions",
        _ => "",
    };
    format!("cannot be read: {error}{remedy}")
}
