//! Feeds objects of a git repository: commits and trees of any bytes, as the reader of revisions sees them.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::texts::{are_mistakes_of_users, is_harmless};
use crate::source::git::{Repository, Revision};

/// More objects than these only cost time.
const MOST: usize = 12;

/// The parts are objects, each with its kind on a line of its own. The first has a number of forty `1`, the second of forty `2`,
/// and so on: objects on disk are not held to their numbers, so that they can name each other. `HEAD` is the first, and the tag
/// `old` the second.
pub(super) fn git(data: &[u8]) {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let git = directory.path().join(".git");
    for name in ["objects", "refs/heads", "refs/tags"] {
        fs::create_dir_all(git.join(name)).expect("a new directory");
    }
    fs::write(git.join("HEAD"), "ref: refs/heads/main\n").expect("a new file");
    fs::write(git.join("refs/heads/main"), number(0)).expect("a new file");
    fs::write(git.join("refs/tags/old"), number(1)).expect("a new file");
    fs::write(git.join("config"), "[core]\n\trepositoryformatversion = 0\n\tbare = false\n").expect("a new file");
    for (index, object) in objects(data).into_iter().take(MOST).enumerate() {
        write(&git, &number(index), object);
    }

    let repository = Repository::open(Some(directory.path()), directory.path()).expect("it was just made");
    let revisions: Vec<Revision> = ["HEAD", "old", "HEAD~1", "HEAD^2"]
        .into_iter()
        .filter_map(|name| repository.revision(name).map_err(|problem| are_mistakes_of_users(&[problem])).ok())
        .collect();
    for revision in &revisions {
        look_at(&repository, revision);
        let base = repository.merge_base(&revisions[0], revision);
        let _ = base.map_err(|problem| are_mistakes_of_users(&[problem]));
        let last = repository.last(revision, 3, vec!["schemas".to_owned()]);
        let _ = last.map_err(|message| is_harmless("a history", &message));
    }
}

fn look_at(repository: &Repository, revision: &Revision) {
    match repository.files_below(revision, "schemas", &[]) {
        Ok(listing) => {
            for file in listing.iter().flat_map(|listing| &listing.files) {
                let _ = repository.text(file.blob).map_err(|message| is_harmless("an object", &message));
            }
        }
        Err(message) => is_harmless("a listing", &message),
    }
    match repository.entry(revision, "schemas/v1/user.avsc") {
        Ok(_) => {}
        Err(message) => is_harmless("an entry", &message),
    }
}

/// The number of an object: that of its place, as often as it takes.
fn number(index: usize) -> String {
    format!("{:x}", index + 1).repeat(40)
}

fn objects(data: &[u8]) -> Vec<&[u8]> {
    const SEPARATOR: &[u8] = b"\n---\n";
    let mut objects = Vec::new();
    let mut rest = data;
    while let Some(at) = rest.windows(SEPARATOR.len()).position(|bytes| bytes == SEPARATOR) {
        objects.push(&rest[..at]);
        rest = &rest[at + SEPARATOR.len()..];
    }
    objects.push(rest);
    objects
}

/// Writes an object as git does: compressed, with its kind and length in front.
fn write(git: &Path, number: &str, object: &[u8]) {
    let at = object.iter().position(|&byte| byte == b'\n').unwrap_or(object.len());
    let (kind, content) = (&object[..at], object.get(at + 1..).unwrap_or_default());
    let directory = git.join("objects").join(&number[..2]);
    fs::create_dir_all(&directory).expect("a new directory");
    let file = fs::File::create(directory.join(&number[2..])).expect("a new file");
    let mut packed = ZlibEncoder::new(file, Compression::fast());
    let head = [kind, format!(" {}\0", content.len()).as_bytes()].concat();
    packed.write_all(&head).and_then(|()| packed.write_all(content)).expect("it can be written");
    packed.finish().expect("it can be written");
}
