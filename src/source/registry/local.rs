//! Finds the newest version of each local schema, and which local files it uses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::history::History;
use crate::model::input::{FixtureText, Input, PinnedReference, Problem};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::model::{FileId, NodeRef, Type};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::text::Text;

/// Local schemas as they are now.
#[derive(Debug, Default)]
pub(super) struct LocalSchemas {
    pub(super) subjects: Vec<LocalSubject>,
    /// All files that they use, their own among them, by name.
    pub(super) files: BTreeMap<String, LocalFile>,
    pub(super) problems: Vec<Problem>,
}

/// A local schema.
#[derive(Debug)]
pub(super) struct LocalSubject {
    pub(super) name: String,
    /// The name of its file.
    pub(super) file: String,
    /// The name of the type at its root, if that has one.
    pub(super) record: Option<Name>,
    /// The fixtures of its newest version.
    pub(super) fixtures: Vec<FixtureText>,
}

/// A file, and the files whose types it uses.
#[derive(Debug)]
pub(super) struct LocalFile {
    pub(super) text: Text,
    pub(super) references: Vec<PinnedReference>,
}

/// The newest version of each subject of an input; `only` says which files are meant, if not all.
pub(super) fn newest(input: Input, only: Option<&BTreeSet<String>>) -> LocalSchemas {
    let mut local = LocalSchemas { problems: input.problems, ..LocalSchemas::default() };
    let mut fixtures: BTreeMap<String, Vec<FixtureText>> = BTreeMap::new();
    for fixture in input.fixtures {
        fixtures.entry(fixture.subject.clone()).or_default().push(fixture);
    }
    let history = History::with_types(input.schemas, input.types);
    let library = Arc::new(history.whole_library());
    local.problems.extend(history.unreadable(&library));
    for subject in &history.subjects {
        let (linked, problems) = history.link(subject, &library);
        local.problems.extend(problems);
        let Some(newest) = linked.versions.last() else { continue };
        let schema = &newest.schema;
        let file = schema.source(schema.links.root.file).name.clone();
        if only.is_some_and(|only| !only.contains(&file)) {
            continue;
        }
        for &file in &schema.links.files {
            let source = schema.source(file);
            let read = || LocalFile { text: source.text.clone(), references: references(schema, file) };
            local.files.entry(source.name.clone()).or_insert_with(read);
        }
        let record = linked.shapes.get(schema.root_shape()).name().cloned();
        // A version may have fixtures of a schema that did not change in it.
        let mut fixtures = fixtures.remove(&linked.name).unwrap_or_default();
        fixtures.retain(|fixture| fixture.version >= newest.version);
        local.subjects.push(LocalSubject { name: linked.name.clone(), file, record, fixtures });
    }
    local.problems.sort();
    local.problems.dedup();
    local
}

/// The files whose types a file uses, each with the name of a type.
fn references(schema: &LinkedSchema, file: FileId) -> Vec<PinnedReference> {
    let document = schema.links.library.document(file);
    let reference = |&node: &u32| {
        let at = NodeRef { file, node };
        let Type::Reference(reference) = &schema.links.node(at).ty else { return None };
        let target = schema.source(schema.links.follow(at).file).name.clone();
        Some(PinnedReference { name: reference.name.to_string(), file: target })
    };
    let mut references: Vec<PinnedReference> = document.outside.iter().filter_map(reference).collect();
    references.sort_by(|a, b| (&a.name, &a.file).cmp(&(&b.name, &b.file)));
    references.dedup();
    references
}
