//! Compares what lies beside schemas with what it was at a revision: fixtures.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use super::contents::number;
use super::snapshot::Snapshot;
use crate::model::input::{FixtureText, RecordText};
use crate::model::path::{join, parent, without_extension};
use crate::model::text::listed;
use crate::model::version::Version;
use crate::source::fixtures::{EXTENSIONS, layout_of};
use crate::source::git::{BlobId, Repository, Revision};
use crate::source::roots::SchemaRoot;

/// The fixtures that are not what they were.
pub(super) struct FixtureChanges {
    /// The subjects of those that are new or differ.
    pub(super) subjects: HashSet<String>,
    /// Those that differ or are gone, each with what became of it.
    changed: Vec<String>,
}

impl FixtureChanges {
    /// Compares the fixtures that were read with those of a revision. What cannot be read there counts as new here.
    pub(super) fn since(
        repository: &Repository,
        base: &Revision,
        root: &SchemaRoot,
        fixtures: &[FixtureText],
    ) -> FixtureChanges {
        let mut changes = FixtureChanges { subjects: HashSet::new(), changed: Vec::new() };
        let directory = repository.inside(&root.fixtures_directory()).unwrap_or_default();
        let listing = repository.files_below(base, &directory, &EXTENSIONS).ok().flatten().unwrap_or_default();
        let before = listing.files.into_iter().map(|file| (join(&directory, &file.relative), file.blob));
        let mut before: BTreeMap<String, BlobId> = before.collect();
        for fixture in fixtures {
            let path = PathBuf::from(&fixture.records.name);
            let was = repository.inside(&path).ok().and_then(|inside| before.remove(&inside));
            if was.is_none() || was != number(repository, &path) {
                changes.subjects.insert(fixture.subject.clone());
                changes.changed.extend(was.map(|_| format!("{} was changed", fixture.records.name)));
            }
        }
        let gone = before.into_keys().filter(|path| !repository.is_checked_out(path));
        changes.changed.extend(gone.map(|path| format!("{path} was removed")));
        changes
    }

    /// A remark on those that differ or are gone.
    pub(super) fn note(&self, base: &Revision) -> Option<String> {
        let changed: Vec<&str> = self.changed.iter().map(String::as_str).collect();
        (!changed.is_empty())
            .then(|| format!("fixtures are not what they were at {}: {}", base.label, listed(&changed, 3, ", ")))
    }
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
    let listing = repository.files_below(revision, &directory, &EXTENSIONS).map_err(&mut unread);
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
