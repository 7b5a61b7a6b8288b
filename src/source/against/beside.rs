//! A revision and what lies beside the schemas today in, what of it is not as it was out: the configuration, and fixtures.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::super::config::FILE_NAME;
use super::super::git::{BlobId, Entry, Repository, Revision};
use super::super::paths::problem;
use super::super::text;
use crate::model::input::{FixtureText, Problem};

/// A remark on a configuration that is not what it was: this run obeys the new one. `None` if nothing changed, or the
/// configuration is none of the repository's.
///
/// # Errors
/// The revision cannot be read.
pub(super) fn configuration_change(
    repository: &Repository,
    base: &Revision,
    schemas: &str,
    today: Option<&Path>,
) -> Result<Option<String>, Problem> {
    let Some(path) = in_force(repository, base, schemas, today)? else { return Ok(None) };
    let before = blob(repository, base, &path)?;
    let file = repository.on_disk(&path).filter(|file| file.exists());
    let now = file.as_ref().and_then(|file| number(repository, file));
    if before == now {
        return Ok(None);
    }
    let (label, prefix) = (&base.label, &base.prefix);
    Ok(Some(match (before, file) {
        (None, _) => format!("{path} is new since {label}"),
        (Some(_), None) => {
            format!("{path} is gone since {label}, and this run goes without it; `--config {prefix}:{path}` obeys it")
        }
        (Some(_), Some(_)) => format!(
            "{path} is not what it was at {label}, and this run obeys the new one; `--config {prefix}:{path}` obeys the old"
        ),
    }))
}

/// The configuration that this run obeys, or else the nearest that the revision had, from the repository's root.
fn in_force(
    repository: &Repository,
    base: &Revision,
    schemas: &str,
    today: Option<&Path>,
) -> Result<Option<String>, Problem> {
    if let Some(today) = today {
        return Ok(repository.inside(today).ok());
    }
    let mut directory = schemas;
    loop {
        let path = if directory.is_empty() { FILE_NAME.to_owned() } else { format!("{directory}/{FILE_NAME}") };
        if blob(repository, base, &path)?.is_some() {
            return Ok(Some(path));
        }
        match directory.rsplit_once('/') {
            Some((parent, _)) => directory = parent,
            None if directory.is_empty() => return Ok(None),
            None => directory = "",
        }
    }
}

/// The subjects of fixtures that the revision does not have as they are.
pub(super) fn new_fixtures(repository: &Repository, base: &Revision, fixtures: &[FixtureText]) -> HashSet<String> {
    let is_old = |fixture: &&FixtureText| {
        let path = PathBuf::from(&fixture.name);
        let before = repository.inside(&path).ok().and_then(|path| blob(repository, base, &path).ok().flatten());
        before.is_some() && before == number(repository, &path)
    };
    fixtures.iter().filter(|fixture| !is_old(fixture)).map(|fixture| fixture.subject.clone()).collect()
}

fn blob(repository: &Repository, revision: &Revision, path: &str) -> Result<Option<BlobId>, Problem> {
    match repository.entry(revision, path) {
        Ok(Some(Entry::File(blob))) => Ok(Some(blob)),
        Ok(Some(Entry::Directory(_)) | None) => Ok(None),
        Err(message) => Err(problem(format!("{}:{path}", revision.prefix), message)),
    }
}

/// The number of a file as git would store it: with line feeds.
fn number(repository: &Repository, file: &Path) -> Option<BlobId> {
    let bytes = text::bytes(file).ok()?;
    let lines = bytes.iter().enumerate();
    let kept = lines.filter(|(at, byte)| **byte != b'\r' || bytes.get(at + 1) != Some(&b'\n'));
    let bytes: Vec<u8> = kept.map(|(_, byte)| *byte).collect();
    repository.numbering()(&bytes)
}
