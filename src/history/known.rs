//! Names the versions whose schema has a given canonical form.

use std::collections::HashMap;
use std::sync::Arc;

use crate::history::History;
use crate::model::input::{Problem, SchemaText};
use avro_resolve::schema::canonical::canonical_form;

/// The versions of every subject by their parsing canonical form.
#[derive(Debug, Default)]
pub(crate) struct KnownVersions(HashMap<String, Vec<KnownVersion>>);

/// A version of a subject.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct KnownVersion {
    pub subject: String,
    pub version: String,
}

impl KnownVersions {
    /// Also returns a problem for each schema that cannot be understood.
    pub(crate) fn new(schemas: Vec<SchemaText>) -> (KnownVersions, Vec<Problem>) {
        let history = History::new(schemas);
        let library = Arc::new(history.whole_library());
        let mut problems = history.unreadable(&library);
        let mut known = KnownVersions::default();
        for subject in &history.subjects {
            let (linked, faults) = history.link(subject, &library);
            problems.extend(faults);
            for released in &linked.versions {
                // A schema with two definitions of a name has no canonical form.
                if let Ok(form) = canonical_form(&linked.shapes, released.schema.root_shape()) {
                    let version = released.version.to_string();
                    known.0.entry(form).or_default().push(KnownVersion { subject: linked.name.clone(), version });
                }
            }
        }
        problems.sort();
        (known, problems)
    }

    /// The versions of a canonical form, by subject, from old to new.
    pub(crate) fn versions(&self, canonical_form: &str) -> &[KnownVersion] {
        self.0.get(canonical_form).map_or(&[], Vec::as_slice)
    }
}
