//! Compares the files of released versions with what they were.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::change::{Change, ChangeKind, changes};
use crate::finding::event::Event;
use crate::finding::{Finding, FindingKind, root_place};
use crate::history::{History, ThenAndNow};
use crate::model::input::{Past, Problem, ReleasedFile};
use crate::rule;
use avro_resolve::resolution::Resolution;
use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::model::{FileId, NodeRef};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::source::Span;

/// The released files that were edited or removed.
#[derive(Default)]
pub(crate) struct Edits {
    /// Findings about them.
    pub(crate) findings: Vec<Finding>,
    /// The files that were there before, and have another schema now.
    pub(crate) edited: FxHashSet<FileId>,
    /// The files that differ, but have the same schema.
    pub(crate) untouched: FxHashSet<FileId>,
    /// Why files cannot be compared with their earlier state.
    pub(crate) problems: Vec<Problem>,
}

/// Compares released files with what is in their places. Documentation, layout and unknown attributes may change.
pub(crate) fn edits(past: &Past, history: &History) -> Edits {
    let mut edits = Edits::default();
    if past.released.is_empty() {
        return edits;
    }
    let library = Arc::new(history.whole_library());
    let names: FxHashMap<&str, FileId> =
        (0..history.unversioned.end).map(|file| (history.sources[file].name.as_str(), file)).collect();
    for (former, ReleasedFile { before, now }) in (history.unversioned.end..).zip(&past.released) {
        let version = before.place.version().map(ToString::to_string);
        let Some(now) = now.as_deref() else {
            edits.findings.push(removed(version, before.subject.trim_end_matches('#'), former));
            continue;
        };
        // A file that cannot be read is a problem already.
        let Some(now) = names.get(now).copied() else { continue };
        let mut shapes = Shapes::default();
        let Some(schemas) = history.then_and_now(&library, former, now, &mut shapes) else {
            // If today's file cannot be understood, that is a problem already.
            edits.problems.extend(history.faults_of(&library, former));
            edits.edited.insert(now);
            continue;
        };
        let found_before = edits.findings.len();
        let mut is_edited = false;
        // What several subjects of a file have is said of the first.
        let mut seen = FxHashSet::default();
        for ThenAndNow { part, then: old, now } in schemas {
            let Some(new) = now else {
                let part = part.map(|part| part.to_string()).unwrap_or_default();
                edits.findings.push(removed(version.clone(), &format!("{}{part}", before.subject), former));
                continue;
            };
            let mut changes = changes(&shapes, &mut Resolution::default(), &old, &new);
            changes.retain(|change| change.kind != ChangeKind::DocChanged);
            changes.retain(|change| {
                seen.insert((change.kind.name(), change.file, change.span, change.before.clone(), change.after.clone()))
            });
            is_edited |= old.root_shape() != new.root_shape();
            edits.findings.extend(changes.into_iter().map(|change| of_change(version.clone(), change, &old, &new)));
        }
        match is_edited || edits.findings.len() > found_before {
            true => edits.edited.insert(now),
            false => edits.untouched.insert(now),
        };
    }
    edits
}

fn of_change(version: Option<String>, change: Change, old: &LinkedSchema, new: &LinkedSchema) -> Finding {
    let NodeRef { file, node } = new.links.root;
    let name = new.links.library.document(file).full_name(node).unwrap_or_default();
    let side = |side: &Option<String>| side.clone().unwrap_or_default();
    let version_name = version.clone().unwrap_or_default();
    let detail = format!("{version_name}: {} {} -> {}", change.kind.name(), side(&change.before), side(&change.after));
    let place = Place { file: change.file, span: change.span, pointer: SmolStr::default() };
    let way = change.trail.clone();
    let event = FindingKind::Event(Event::Edited { version, change });
    Finding {
        writer: Some(root_place(old)),
        reader: Some(place),
        ..Finding::new(&rule::RELEASED_VERSION_EDITED, event, (&name, &way), &detail)
    }
}

/// A finding about a file that is gone, and may not even have been a schema.
fn removed(version: Option<String>, subject: &str, file: FileId) -> Finding {
    let detail = version.clone().unwrap_or_default();
    let event = FindingKind::Event(Event::Removed { version, subject: subject.to_owned() });
    let reader = Some(Place { file, span: Span::default(), pointer: SmolStr::default() });
    Finding { reader, ..Finding::new(&rule::RELEASED_VERSION_REMOVED, event, (subject, ""), &detail) }
}
