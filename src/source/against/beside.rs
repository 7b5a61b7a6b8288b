//! Compares what lies beside schemas with what it was at a revision: the configuration, and fixtures.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::snapshot::Snapshot;
use crate::model::input::{FixtureText, Problem, RecordText};
use crate::model::path::{join, parent, without_extension};
use crate::model::version::Version;
use crate::source::config::FILE_NAME;
use crate::source::disk;
use crate::source::fixtures::layout_of;
use crate::source::git::{BlobId, GitEntry, Repository, Revision};

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
    let mut directory = Some(schemas);
    while let Some(here) = directory {
        let path = join(here, FILE_NAME);
        if blob(repository, base, &path)?.is_some() {
            return Ok(Some(path));
        }
        directory = parent(here);
    }
    Ok(None)
}

/// The subjects of fixtures that the revision does not have as they are.
pub(super) fn new_fixtures(repository: &Repository, base: &Revision, fixtures: &[FixtureText]) -> HashSet<String> {
    let is_old = |fixture: &&FixtureText| {
        let path = PathBuf::from(&fixture.records.name);
        let before = repository.inside(&path).ok().and_then(|path| blob(repository, base, &path).ok().flatten());
        before.is_some() && before == number(repository, &path)
    };
    fixtures.iter().filter(|fixture| !is_old(fixture)).map(|fixture| fixture.subject.clone()).collect()
}

/// The fixtures in the directory `fixtures` beside the schemas, of those subjects that have a file of this version.
/// Where a revision has none, records are made from its schemas: today's need not fit them. What cannot be read is a remark,
/// for the verdict does not depend on it.
pub(super) fn fixtures_of(
    repository: &Repository,
    snapshot: &Snapshot,
    version: &Version,
    has_own: impl Fn(&str) -> bool,
    notes: &mut Vec<String>,
) -> Vec<FixtureText> {
    let path = snapshot.directory.as_str();
    let Some(around) = parent(path) else { return Vec::new() };
    let directory = join(around, "fixtures");
    let revision = &snapshot.revision;
    let mut unread = |message: String| notes.push(format!("{}:{directory}: {message}", revision.prefix));
    let listing = repository.files_below(revision, &directory).map_err(&mut unread);
    let files = listing.ok().flatten().unwrap_or_default().files;
    let mut fixtures = Vec::new();
    for file in files {
        let subject = without_extension(&file.relative);
        let Some(layout) = layout_of(&file.relative).filter(|_| has_own(subject)) else { continue };
        match repository.text(file.blob) {
            Ok(text) => fixtures.push(FixtureText {
                records: RecordText {
                    name: format!("{}:{directory}/{}", revision.prefix, file.relative),
                    text,
                    layout,
                },
                subject: subject.to_owned(),
                version: version.clone(),
            }),
            Err(message) => unread(format!("{}: {message}", file.relative)),
        }
    }
    fixtures
}

fn blob(repository: &Repository, revision: &Revision, path: &str) -> Result<Option<BlobId>, Problem> {
    match repository.entry(revision, path) {
        Ok(Some(GitEntry::File(blob))) => Ok(Some(blob)),
        Ok(Some(GitEntry::Directory(_)) | None) => Ok(None),
        Err(message) => Err(Problem::of(format!("{}:{path}", revision.prefix), message)),
    }
}

/// The number of a file as git would store it: with line feeds.
fn number(repository: &Repository, file: &Path) -> Option<BlobId> {
    let bytes = disk::bytes(file).ok()?;
    let lines = bytes.iter().enumerate();
    let kept = lines.filter(|(at, byte)| **byte != b'\r' || bytes.get(at + 1) != Some(&b'\n'));
    let bytes: Vec<u8> = kept.map(|(_, byte)| *byte).collect();
    repository.numbering()(&bytes)
}
