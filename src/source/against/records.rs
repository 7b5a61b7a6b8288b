//! A revision of schemas in, the fixtures beside them there out.

use super::super::fixtures::layout_of;
use super::super::git::{Entry, Repository};
use super::super::layout::without_extension;
use super::super::text;
use super::super::walk::Content;
use super::snapshot::Snapshot;
use crate::model::input::FixtureText;
use crate::model::version::Version;

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
    let directory = match path.rsplit_once('/') {
        Some((parent, _)) => format!("{parent}/fixtures"),
        None if path.is_empty() => return Vec::new(),
        None => "fixtures".to_owned(),
    };
    let revision = &snapshot.revision;
    let listing = match repository.entry(revision, &directory) {
        Ok(Some(Entry::Directory(tree))) => repository.list(revision, &directory, tree),
        Ok(Some(Entry::File(_)) | None) => return Vec::new(),
        Err(message) => Err(message),
    };
    let mut unread = |message: String| notes.push(format!("{}:{directory}: {message}", revision.prefix));
    let files = listing.map_err(&mut unread).unwrap_or_default().files;
    let mut fixtures = Vec::new();
    for file in files {
        let subject = without_extension(&file.relative);
        let Some(layout) = layout_of(&file.relative).filter(|_| has_own(subject)) else { continue };
        match repository.read(file.blob).and_then(|bytes| text::of(Content::Bytes(bytes))) {
            Ok(text) => fixtures.push(FixtureText {
                name: format!("{}:{directory}/{}", revision.prefix, file.relative),
                text,
                layout,
                subject: subject.to_owned(),
                version: version.clone(),
            }),
            Err(message) => unread(format!("{}: {message}", file.relative)),
        }
    }
    fixtures
}
