//! A schema that a user named, with the files whose types it uses.

use std::path::PathBuf;

use crate::history::History;
use crate::history::defined::definitions;
use crate::model::input::{Problem, SchemaText, VersionPlace};
use crate::model::text::listed;
use crate::model::version::Version;
use crate::source::files::SourceFile;
use avro_resolve::foreign::foreign;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::name::Name;
use avro_resolve::schema::print::{Style, print};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::source::Source;
use avro_resolve::schema::syntax::Syntax;

/// A schema that a user named.
#[derive(Clone, Debug)]
pub(crate) struct NamedSchema {
    /// What reports call it: `v1`, or the path of the file.
    pub label: String,
    /// The name of the file that its text is from.
    pub file: String,
    /// The text as it was found.
    pub text: String,
    /// The files that define types which it uses.
    pub others: Vec<SourceFile>,
    /// Why types that it uses are defined nowhere, and where they were looked for.
    pub unlinked: Vec<Problem>,
    /// What it comes from.
    pub origin: SchemaOrigin,
    /// Which of the file's types it is, if that is said.
    pub about: Option<Name>,
}

/// What a schema comes from.
#[derive(Clone, Debug)]
pub(crate) enum SchemaOrigin {
    /// A schema file, on disk or at a git revision.
    File,
    /// The header of a container file.
    Container(PathBuf),
    /// Standard input.
    StandardInput,
    /// A version of a subject in a schema registry.
    Registry {
        /// The subject.
        subject: String,
    },
    /// A version of a subject.
    Version {
        /// The subject.
        subject: String,
        /// The version in which its schema is the newest: `v1` where `v2` did not change it.
        version: Version,
    },
}

impl NamedSchema {
    /// The schema of one file, called after it.
    pub(crate) fn alone(file: String, text: String, origin: SchemaOrigin) -> NamedSchema {
        NamedSchema { label: file.clone(), file, text, others: Vec::new(), unlinked: Vec::new(), origin, about: None }
    }

    /// The subject, if it is a version in a registry.
    pub(crate) fn registry_subject(&self) -> Option<&str> {
        if let SchemaOrigin::Registry { subject } = &self.origin { Some(subject) } else { None }
    }

    /// What reports call the file that standard input is.
    pub(super) const STANDARD_INPUT: &str = "-";

    /// The schema that came in by standard input.
    pub(super) fn of_standard_input(text: String) -> NamedSchema {
        let label = "standard input".to_owned();
        NamedSchema {
            label,
            ..NamedSchema::alone(NamedSchema::STANDARD_INPUT.to_owned(), text, SchemaOrigin::StandardInput)
        }
    }

    /// The file that its text is from.
    pub(super) fn as_file(&self) -> SourceFile {
        SourceFile { relative: self.file.clone(), name: self.file.clone(), text: self.text.clone().into() }
    }

    /// The schema, linked.
    ///
    /// # Errors
    /// What makes it impossible to understand.
    pub(crate) fn parse(&self, shapes: &mut Shapes) -> Result<LinkedSchema, Vec<Problem>> {
        if !self.unlinked.is_empty() {
            return Err(self.unlinked.clone());
        }
        let schema = if self.others.is_empty() {
            let faults = |faults: Vec<_>| Problem::of_faults(&self.file, &self.text, &faults);
            LinkedSchema::parse(&self.file, &self.text, shapes).map_err(faults)?
        } else {
            let history = History::new(self.texts(&self.label, 0).collect());
            history.schema_of(&self.file, shapes).expect("the file is among the texts")?
        };
        self.type_of(schema, shapes)
    }

    /// Of a file with many types the one with this name, without its namespace, if there is one.
    pub(super) fn about_type_called(self, own: &str) -> NamedSchema {
        if Syntax::of(&self.file) == Syntax::Schema || self.about.is_some() {
            return self;
        }
        let mut called = definitions(&self.file, &self.text).into_iter().filter(|name| name.short() == own);
        let about = called.next().filter(|_| called.next().is_none());
        NamedSchema { about, ..self }
    }

    /// The type that is meant, of a file with many types.
    fn type_of(&self, schema: LinkedSchema, shapes: &mut Shapes) -> Result<LinkedSchema, Vec<Problem>> {
        if Syntax::of(&self.file) == Syntax::Schema {
            return Ok(schema);
        }
        let document = schema.links.library.document(schema.links.root.file);
        let names: Vec<String> = document.names_of_subjects().map(ToString::to_string).collect();
        let (file, example) = (&self.file, names.first().map_or("", String::as_str));
        let about = match &self.about {
            _ if document.definitions.is_empty() => Err("defines no type".to_owned()),
            Some(about) => schema.links.clone().about(about).ok_or_else(|| {
                format!("defines no type {}; it has {}", foreign(about.full()), listed(&names, 12, ", "))
            }),
            None if names.len() > 1 => Err(format!(
                "has several types: name one, such as {file}#{example}; it has {}",
                listed(&names, 12, ", ")
            )),
            None => return Ok(schema),
        };
        let links = about.map_err(|message| vec![Problem::of(file, message)])?;
        LinkedSchema::of(links, shapes).map_err(|faults| {
            let faults: Vec<_> = faults.into_iter().map(|fault| fault.fault).collect();
            Problem::of_faults(&self.file, &self.text, &faults)
        })
    }

    /// A text that needs no other file and is JSON without extensions, as the header of a container file gives it.
    ///
    /// # Errors
    /// The schema cannot be understood, or joins files that define one name differently.
    pub(crate) fn whole_text(&self) -> Result<String, Vec<Problem>> {
        let mut shapes = Shapes::default();
        let schema = self.parse(&mut shapes)?;
        if self.others.is_empty() && serde_json::from_str::<serde::de::IgnoredAny>(&self.text).is_ok() {
            return Ok(self.text.clone());
        }
        let text = print(&shapes, schema.root_shape(), Style::Full);
        text.map_err(|error| vec![Problem::of(&self.file, error.to_string())])
    }

    /// The schema as a version of a subject, the one with this rank among those that are given one by one, and the files
    /// beside it.
    pub(crate) fn texts(&self, subject: &str, rank: u64) -> impl Iterator<Item = SchemaText> {
        let version = Version::ranked(&self.label, rank);
        let own = SchemaText {
            name: self.file.clone(),
            text: self.text.clone().into(),
            subject: subject.to_owned(),
            place: VersionPlace::Shared { group: String::new(), version: version.clone() },
            references: Vec::new(),
        };
        let others = self.others.iter().map(move |SourceFile { name, text, .. }| SchemaText {
            name: name.clone(),
            text: text.clone(),
            subject: name.clone(),
            place: VersionPlace::Beside(version.clone()),
            references: Vec::new(),
        });
        std::iter::once(own).chain(others)
    }
}

/// The files besides its own that define types of a schema.
pub(super) fn other_files(schema: &LinkedSchema) -> Vec<SourceFile> {
    let others = schema.links.files.iter().filter(|file| **file != schema.links.root.file);
    let copy = |source: &Source| SourceFile {
        relative: source.name.clone(),
        name: source.name.clone(),
        text: source.text.clone(),
    };
    others.map(|file| copy(schema.source(*file))).collect()
}
