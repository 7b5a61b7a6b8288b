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

/// The versions of every subject by what they are: their parsing canonical form.
#[derive(Debug, Default)]
pub(crate) struct KnownVersions(HashMap<String, Vec<KnownVersion>>);

/// A version of a subject.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct KnownVersion {
    /// The subject's name.
    pub subject: String,
    /// The version as it is written.
    pub version: String,
}

impl KnownVersions {
    /// Also returns a problem for all that cannot be understood.
    pub(crate) fn new(schemas: Vec<SchemaText>) -> (KnownVersions, Vec<Problem>) {
        let history = History::new(schemas);
        let library = Arc::new(history.whole_library());
        let mut problems = history.unreadable(&library);
        let mut known = KnownVersions::default();
        for subject in &history.subjects {
            let (linked, faults) = history.link(subject, &library);
            problems.extend(faults);
            for released in &linked.versions {
                // What has two definitions of a name has no canonical form, and is nobody's schema.
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
    /// The schema of one file, which is known by the name that reports print, as its version sees it; `None` if there is no
    /// such file.
    ///
    /// # Errors
    /// What makes it impossible to understand.
    pub(crate) fn schema_of(&self, name: &str, shapes: &mut Shapes) -> Option<Result<LinkedSchema, Vec<Problem>>> {
        let file = (0..self.sources.len() as FileId).find(|file| self.sources[*file].name == name)?;
        let library = Arc::new(self.whole_library());
        let problems =
            |faults: Vec<FileFault>| faults.iter().map(|fault| self.problem(fault.file, &fault.fault)).collect();
        if library.file(file).is_none() {
            let mut faults = library.faults_of_broken_files();
            faults.retain(|fault| fault.file == file);
            return Some(Err(problems(faults)));
        }
        let edition = self.edition(file);
        Some(LinkedSchema::new(&library, file, edition, shapes).map_err(problems))
    }
}
