//! Finds schemas in a history: the versions with a given canonical form, and the schema of one file.

use std::collections::HashMap;
use std::sync::Arc;

use crate::history::History;
use crate::model::input::{Problem, SchemaText};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::canonical::canonical_form;
use avro_resolve::schema::fault::FileFault;
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::source::FileId;

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
        if let Some(problem) = history.is_too_much_together() {
            return (KnownVersions::default(), vec![problem]);
        }
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

impl History {
    /// Whether there is a file that reports print under this name.
    pub(crate) fn has_file(&self, name: &str) -> bool {
        (0..self.sources.len() as FileId).any(|file| self.sources[file].name == name)
    }

    /// The schema of one file, which is known by the name that reports print, as its version sees it; `None` if there is no
    /// such file.
    ///
    /// # Errors
    /// Why it cannot be understood.
    pub(crate) fn schema_of(&self, name: &str, shapes: &mut Shapes) -> Option<Result<LinkedSchema, Vec<Problem>>> {
        let file = (0..self.sources.len() as FileId).find(|file| self.sources[*file].name == name)?;
        let library = Arc::new(self.whole_library());
        if library.file(file).is_none() {
            return Some(Err(self.faults_of(&library, file)));
        }
        let schema = LinkedSchema::new(&library, file, self.edition(file), shapes);
        let problem = |fault: &FileFault| self.problem(fault.file, &fault.fault);
        Some(schema.map_err(|faults| faults.iter().map(problem).collect()))
    }
}
