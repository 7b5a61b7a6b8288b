//! What the user calls a schema in, its text out: a schema file, a version of a subject, or the fingerprint of one.

use std::path::Path;
use std::sync::OnceLock;

use super::home::Home;
use super::log_schemas::{self, Known, LogSchemas, header_text};
use super::paths::{has_extension, missing, problem};
use super::schema_file;
use crate::model::input::Problem;
use crate::model::version::Version;
use avro_resolve::schema::print::{Style, print};

/// A schema that needs no other file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chosen {
    /// The name for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Schemas to choose from. Their directory is read when the first is looked up there.
pub struct Choice {
    home: Home,
    schemas: OnceLock<Result<LogSchemas, Vec<Problem>>>,
}

impl Choice {
    /// Schemas that are at home somewhere.
    pub fn new(home: Home) -> Choice {
        Choice { home, schemas: OnceLock::new() }
    }

    /// Finds out whether `wanted` can name a schema at all, before any type asks for one.
    ///
    /// # Errors
    /// If there is no such file, version or subject.
    pub fn check(&self, wanted: &str) -> Result<(), Vec<Problem>> {
        match Version::parse(wanted) {
            Some(_) if !schema_file::is_file(Path::new(wanted)) => match self.schemas()?.version(wanted) {
                Ok(_) => Ok(()),
                Err(problem) => Err(vec![problem]),
            },
            Some(_) | None => self.find(wanted, None).map(|_| ()),
        }
    }

    /// The schema that `wanted` names: an `.avsc` file, a subject in a version (`v3/movie_rating_event`), or, where the
    /// type's name is known without it, a version.
    ///
    /// # Errors
    /// If there is no such schema, or it cannot be understood.
    pub fn find(&self, wanted: &str, own_name: Option<&str>) -> Result<Chosen, Vec<Problem>> {
        let path = Path::new(wanted);
        if schema_file::is_file(path) {
            return self.file(path);
        }
        if has_extension(wanted, "avsc") || wanted.starts_with(['.', '/']) {
            return Err(vec![missing(path)]);
        }
        let schemas = self.schemas()?;
        let known = match (Version::parse(wanted), own_name) {
            (Some(_), Some(own)) => schemas.named(own, Some(wanted)),
            (Some(_), None) => {
                let message = format!("{wanted} is a version; name a subject of it, as in {wanted}/SUBJECT");
                Err(problem(self.home.name(), message))
            }
            (None, _) => schemas.of_subject(wanted),
        };
        self.text_of(known.map_err(|problem| vec![problem])?)
    }

    /// The newest schema of the CRC-64-AVRO fingerprint, if there is one.
    ///
    /// # Errors
    /// If the schemas cannot be understood.
    pub fn of_fingerprint(&self, fingerprint: u64) -> Result<Option<Chosen>, Vec<Problem>> {
        let known = self.schemas()?.of_fingerprint(fingerprint);
        known.map(|known| self.text_of(known)).transpose()
    }

    /// How many subjects and versions there are.
    ///
    /// # Errors
    /// If the schemas cannot be understood.
    pub fn count(&self) -> Result<(usize, usize), Vec<Problem>> {
        self.schemas().map(LogSchemas::count)
    }

    /// What to say about a fingerprint that no schema has.
    pub fn unknown_fingerprint(&self, fingerprint: u64) -> String {
        let (subjects, versions) = self.count().unwrap_or_default();
        let (fingerprint, directory) = (fingerprint.swap_bytes(), self.home.name());
        format!(
            "written with a schema of fingerprint {fingerprint:016x}, and none of the {versions} versions of \
             {subjects} subjects in {directory} has that; --schemas names another directory, --writer a schema file"
        )
    }

    pub(super) fn file(&self, path: &Path) -> Result<Chosen, Vec<Problem>> {
        let file = schema_file::read(path, &self.home)?;
        if file.schema.links.files.len() == 1 {
            return Ok(Chosen { name: file.name, text: file.text });
        }
        let text = print(&file.shapes, file.schema.root_shape(), Style::Full);
        let text = text.map_err(|error| vec![problem(file.name.clone(), error.to_string())])?;
        Ok(Chosen { name: file.name, text })
    }

    fn text_of(&self, known: Known<'_>) -> Result<Chosen, Vec<Problem>> {
        let text = header_text(known).map_err(|problem| vec![problem])?;
        let name = known.schema.source(known.schema.links.root.file).name.clone();
        Ok(Chosen { name, text })
    }

    fn schemas(&self) -> Result<&LogSchemas, Vec<Problem>> {
        let schemas = self.schemas.get_or_init(|| log_schemas::read(&self.home));
        schemas.as_ref().map_err(Clone::clone)
    }
}
