//! The home of schemas and a version in, the schema of each kind of event out.

use std::sync::Arc;

use super::home::Home;
use super::paths::nearest;
use crate::history::{History, LinkedSubject, SubjectVersion};
use crate::model::input::Problem;
use crate::model::version::Version;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::canonical::{canonical_form, fingerprints};
use avro_resolve::schema::print::{Style, print};
use avro_resolve::schema::shape::{ShapeId, Shapes};
use movie_logs::event::Kind;

/// The schemas of a directory.
pub struct LogSchemas {
    subjects: Vec<LinkedSubject>,
    directory: String,
}

/// A version of a schema.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Its types.
    pub schema: &'a LinkedSchema,
    /// Where its shapes are.
    pub shapes: &'a Shapes,
    /// Its version.
    pub version: &'a Version,
}

/// Reads the schemas.
///
/// # Errors
/// All that is wrong with them.
pub fn read(home: &Home) -> Result<LogSchemas, Vec<Problem>> {
    let input = home.read();
    let mut problems = input.problems;
    let history = History::new(input.schemas);
    let library = Arc::new(history.whole_library());
    problems.extend(history.unreadable(&library));
    let mut subjects = Vec::new();
    for subject in &history.subjects {
        let (linked, faults) = history.link(subject, &library);
        problems.extend(faults);
        subjects.push(linked);
    }
    if problems.is_empty() { Ok(LogSchemas { subjects, directory: home.name() }) } else { Err(problems) }
}

impl LogSchemas {
    /// The schema for a kind of event in a version, or in the newest: that of the record with the kind's name. A version
    /// holds for a subject until the subject's next.
    ///
    /// # Errors
    /// If nothing has that version, or there is no such schema in it.
    pub fn of(&self, kind: Kind, version: Option<&str>) -> Result<Known<'_>, Problem> {
        self.named(kind.record(), version)
    }

    /// The schema whose type has this name, without its namespace.
    ///
    /// # Errors
    /// If nothing has that version, or there is no such schema in it.
    pub fn named(&self, name: &str, version: Option<&str>) -> Result<Known<'_>, Problem> {
        let limit = version.map(|label| self.version(label)).transpose()?;
        let is_in_force = |released: &&SubjectVersion| limit.as_ref().is_none_or(|limit| released.version <= *limit);
        let mut found = self.subjects.iter().filter_map(|subject| {
            let released = subject.versions.iter().rfind(is_in_force)?;
            let known = Known { schema: &released.schema, shapes: &subject.shapes, version: &released.version };
            short_name(known.shapes, known.schema.root_shape()).is_some_and(|own| own == name).then_some(known)
        });
        let known = found.next().ok_or_else(|| {
            let version = version.map(|label| format!(" in version {label}")).unwrap_or_default();
            self.problem(format!("no schema{version} defines a record {name}"))
        })?;
        match found.next() {
            None => Ok(known),
            Some(_) => Err(self.problem(format!("two subjects define a record {name}; keep one of them here"))),
        }
    }

    /// The schema of a subject in a version: what `v3/movie_rating_event` says.
    ///
    /// # Errors
    /// If there is no such subject, or it has no schema in that version.
    pub fn of_subject(&self, path: &str) -> Result<Known<'_>, Problem> {
        let splits = path.match_indices('/').map(|(at, _)| (&path[..at], &path[at + 1..]));
        let (label, name) = splits
            .clone()
            .find(|(label, name)| {
                Version::parse(label).is_some() && self.subjects.iter().any(|subject| subject.name == *name)
            })
            .or_else(|| splits.clone().next())
            .unwrap_or(("", path));
        let Some(subject) = self.subjects.iter().find(|subject| subject.name == name) else {
            let known: Vec<&str> = self.subjects.iter().map(|subject| subject.name.as_str()).collect();
            let message = match nearest(name, known.iter().copied()) {
                Some(meant) => format!("there is no subject {name}; did you mean {meant}?"),
                None => format!("there is no subject {name}; there are {}", known.join(", ")),
            };
            return Err(self.problem(message));
        };
        let limit = self.version(label)?;
        let released = subject.versions.iter().rfind(|released| released.version <= limit);
        match released {
            Some(released) => {
                Ok(Known { schema: &released.schema, shapes: &subject.shapes, version: &released.version })
            }
            None => {
                let first = subject.versions.first().map_or("no version", |first| first.version.label());
                Err(self.problem(format!("{name} is not there yet in {label}; it begins with {first}")))
            }
        }
    }

    /// The newest version whose schema has this CRC-64-AVRO fingerprint.
    pub fn of_fingerprint(&self, wanted: u64) -> Option<Known<'_>> {
        let mut all = self.subjects.iter().flat_map(|subject| {
            let released = subject.versions.iter().rev();
            released.map(|r| Known { schema: &r.schema, shapes: &subject.shapes, version: &r.version })
        });
        all.find(|known| {
            let form = canonical_form(known.shapes, known.schema.root_shape());
            form.is_ok_and(|form| fingerprints(&form).rabin == wanted)
        })
    }

    /// How many subjects and versions there are, for people.
    pub fn count(&self) -> (usize, usize) {
        (self.subjects.len(), self.subjects.iter().map(|subject| subject.versions.len()).sum())
    }

    /// The version of that name.
    ///
    /// # Errors
    /// If nothing has it.
    pub fn version(&self, label: &str) -> Result<Version, Problem> {
        let mut versions: Vec<&Version> =
            self.subjects.iter().flat_map(|subject| &subject.versions).map(|released| &released.version).collect();
        versions.sort();
        versions.dedup();
        let wanted = Version::parse(label).filter(|wanted| versions.contains(&wanted));
        wanted.ok_or_else(|| {
            let known: Vec<&str> = versions.iter().map(|version| version.label()).collect();
            self.problem(format!("there is no version {label}; there are {}", known.join(", ")))
        })
    }

    fn problem(&self, message: String) -> Problem {
        Problem { file: Some(self.directory.clone()), position: None, message }
    }
}

/// The schema as the header of a container file gives it: its text, if that is all of it and JSON without extensions.
///
/// # Errors
/// If it joins files that define one name differently.
pub fn header_text(known: Known<'_>) -> Result<String, Problem> {
    let schema = known.schema;
    let source = schema.source(schema.links.root.file);
    let is_whole = schema.links.files.len() == 1;
    if is_whole && serde_json::from_str::<serde::de::IgnoredAny>(&source.text).is_ok() {
        return Ok(source.text.clone());
    }
    print(known.shapes, schema.root_shape(), Style::Full).map_err(|error| Problem {
        file: Some(source.name.clone()),
        position: None,
        message: error.to_string(),
    })
}

fn short_name(shapes: &Shapes, shape: ShapeId) -> Option<&str> {
    shapes.get(shape).name().map(|name| name.short())
}
