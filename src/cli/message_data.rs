//! Reads messages that are a datum each, behind bytes that say its schema.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::ops::ControlFlow;

use crate::collect::DataSchema;
use crate::source::lookup::archive::Archive;
use crate::source::lookup::by_id::SchemasById;
use crate::source::lookup::named::NamedSchema;
use crate::source::pulled_subject::RegistryId;
use avro_resolve::data::binary::{self, DecodeError, Reader};
use avro_resolve::data::translate;
use avro_resolve::file::records::Blame;
use avro_resolve::file::single::{Framing, SchemaKey, each_datum};
use avro_resolve::resolution::{PairId, Resolution, Verdict};
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};

use super::args::{MessageForm, Project, SerializeArgs, UnknownSchemas};
use super::output::{one, sentence_of, sentences};

/// Messages of a form, and the schemas that they had so far.
pub(super) struct MessageData<'a> {
    framing: Framing,
    archive: &'a Archive,
    by_id: SchemasById<'a>,
    project: Option<Project>,
    known: HashMap<SchemaKey, KnownSchema>,
    unknown: UnknownSchemas,
    /// Those that there are not, of the last messages.
    lacking: HashMap<SchemaKey, String>,
}

/// So many schemas that there are not are remembered.
const MOST_LACKING: usize = 4_096;

/// Why a message is not read.
pub(super) enum NotData {
    /// It is not what it is to be.
    Refused(String),
    /// Its schema cannot be had, now or at all.
    NoSchema(Vec<String>),
}

/// A writer's schema, and what its data are written with.
struct KnownSchema {
    shapes: Shapes,
    writer: ShapeId,
    /// The newer schema that they are read with.
    projection: Option<Projection>,
    written: DataSchema,
}

struct Projection {
    resolution: Resolution,
    pair: PairId,
    reader: ShapeId,
}

impl<'a> MessageData<'a> {
    /// `None` if messages are log lines.
    ///
    /// # Errors
    /// There is no such registry.
    pub(super) fn new(args: &SerializeArgs, archive: &'a Archive) -> Result<Option<MessageData<'a>>, Vec<String>> {
        let framing = match args.messages {
            MessageForm::Line => return Ok(None),
            MessageForm::SingleObject => Framing::SingleObject,
            MessageForm::Confluent => Framing::Confluent,
            MessageForm::Glue => Framing::Glue,
        };
        if args.registry.is_some() && framing == Framing::SingleObject {
            return Err(one(
                "--registry has the schemas of ids, and single objects name theirs by fingerprints; leave it out",
            ));
        }
        let by_id = SchemasById::new(args.registry.as_deref(), archive).map_err(sentence_of)?;
        let (project, unknown, known, lacking) = (args.project, args.unknown_schemas, HashMap::new(), HashMap::new());
        Ok(Some(MessageData { framing, archive, by_id, project, known, unknown, lacking }))
    }

    /// The datum of a message, and the schema that it is to be written with.
    ///
    /// # Errors
    /// The message is not one datum in its envelope, or its schema cannot be had.
    pub(super) fn read<'m>(&mut self, message: &'m [u8]) -> Result<(&DataSchema, Cow<'m, [u8]>), NotData> {
        let mut found = None;
        let mut missing = None;
        let read = each_datum(message, self.framing, |key, reader| {
            if found.is_some() {
                return Err(NotOne::More);
            }
            let known = self.known(key).map_err(|messages| {
                missing = Some((key, messages));
                NotOne::NoSchema
            })?;
            found = Some((key, known.datum(reader)?));
            Ok(ControlFlow::Continue(()))
        });
        if let Some((key, messages)) = missing {
            return Err(self.without_schema(key, messages));
        }
        // What is behind a datum is no other one, whatever it looks like.
        read.map_err(|error| {
            NotData::Refused(if found.is_some() { NotOne::More.to_string() } else { error.to_string() })
        })?;
        let (key, datum) = found.ok_or_else(|| NotData::Refused("the message is empty".to_owned()))?;
        Ok((&self.known[&key].written, Cow::Owned(datum)))
    }

    /// What becomes of a message whose schema cannot be had.
    fn without_schema(&mut self, key: SchemaKey, messages: Vec<String>) -> NotData {
        match self.unknown {
            UnknownSchemas::Reject if self.is_lacking(key) => {
                let reason = messages.join("; ");
                if self.lacking.len() >= MOST_LACKING {
                    self.lacking.clear();
                }
                self.lacking.insert(key, reason.clone());
                NotData::Refused(reason)
            }
            UnknownSchemas::Reject | UnknownSchemas::Stop => NotData::NoSchema(messages),
        }
    }

    /// Whether it is known that there is no such schema.
    fn is_lacking(&self, key: SchemaKey) -> bool {
        self.lacking.contains_key(&key)
            || match key {
                SchemaKey::Fingerprint(found) => self.archive.lacks_fingerprint(found),
                SchemaKey::RegistryId(id) => self.by_id.lacks(RegistryId::Number(id)),
                SchemaKey::VersionId(id) => self.by_id.lacks(RegistryId::Version(id)),
                SchemaKey::Unsaid => false,
            }
    }

    fn known(&mut self, key: SchemaKey) -> Result<&KnownSchema, Vec<String>> {
        let MessageData { archive, by_id, project, known, lacking, .. } = self;
        if let Some(reason) = lacking.get(&key) {
            return Err(one(reason));
        }
        match known.entry(key) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => Ok(entry.insert(KnownSchema::new(key, archive, by_id, *project)?)),
        }
    }
}

impl KnownSchema {
    fn new(
        key: SchemaKey,
        archive: &Archive,
        by_id: &SchemasById<'_>,
        project: Option<Project>,
    ) -> Result<KnownSchema, Vec<String>> {
        let (named, called) = match key {
            SchemaKey::Fingerprint(found) => (archive.of_fingerprint(found), format!("{found:016x}")),
            SchemaKey::RegistryId(id) => (by_id.schema(RegistryId::Number(id)), format!("s{id}")),
            SchemaKey::VersionId(id) => (by_id.schema(RegistryId::Version(id)), format!("s{id}")),
            SchemaKey::Unsaid => unreachable!("each of these envelopes says the schema"),
        };
        let named = named.map_err(sentences)?;
        let mut shapes = Shapes::default();
        let writer = named.parse(&mut shapes).map_err(sentences)?;
        let name = name_of(&shapes, &writer);
        let text = named.whole_text().map_err(sentences)?;
        let written = DataSchema { what: format!("{name}-{called}"), text };
        let own = KnownSchema { writer: writer.root_shape(), shapes, projection: None, written };
        match project {
            None => Ok(own),
            Some(Project::Newest) => own.projected(&writer, &newest(&name, key, archive, by_id)?, &name),
        }
    }

    /// Reads with a newer schema, if that reads all data.
    fn projected(
        mut self,
        writer: &LinkedSchema,
        newest: &NamedSchema,
        name: &str,
    ) -> Result<KnownSchema, Vec<String>> {
        let reader = newest.parse(&mut self.shapes).map_err(sentences)?;
        let mut resolution = Resolution::default();
        let pair = resolution.resolve(&self.shapes, WriterSchema(writer), ReaderSchema(&reader));
        if !resolution.exceeds_limit() && resolution.verdict(pair) == Verdict::Compatible {
            self.written = DataSchema { what: format!("{name}-newest"), text: newest.whole_text().map_err(sentences)? };
            self.projection = Some(Projection { resolution, pair, reader: reader.root_shape() });
        }
        Ok(self)
    }

    /// The bytes of a datum, as they are to be written.
    fn datum(&self, reader: &mut Reader<'_>) -> Result<Vec<u8>, NotOne> {
        let start = reader.position();
        match &self.projection {
            None => {
                binary::skip(&self.shapes, self.writer, reader).map_err(NotOne::Damaged)?;
                Ok(reader.since(start).to_vec())
            }
            Some(Projection { resolution, pair, reader: shape }) => {
                let value = translate::read(&self.shapes, resolution, *pair, reader, &mut ());
                let value = value.map_err(|error| NotOne::Unreadable(error.to_string()))?;
                Ok(binary::encoded(&self.shapes, *shape, &value))
            }
        }
    }
}

/// The newest schema of the name, or in a registry of the subject of an id.
fn newest(name: &str, key: SchemaKey, archive: &Archive, by_id: &SchemasById<'_>) -> Result<NamedSchema, Vec<String>> {
    let id = match key {
        SchemaKey::RegistryId(id) => Some(RegistryId::Number(id)),
        SchemaKey::VersionId(id) => Some(RegistryId::Version(id)),
        SchemaKey::Fingerprint(_) | SchemaKey::Unsaid => None,
    };
    match id {
        Some(id) => by_id.newest(id).map_err(sentences),
        None => archive.of_type(name, None).map_err(sentences),
    }
}

/// The full name of a record, enum or fixed; a type without a name is called by its kind.
fn name_of(shapes: &Shapes, schema: &LinkedSchema) -> String {
    shapes.get(schema.root_shape()).name().map_or_else(|| "data".to_owned(), |name| name.full().to_string())
}

/// Why a message is not one datum.
pub(super) enum NotOne {
    Damaged(DecodeError),
    Unreadable(String),
    More,
    NoSchema,
}

impl fmt::Display for NotOne {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotOne::Damaged(error) => error.fmt(f),
            NotOne::Unreadable(error) => f.write_str(error),
            NotOne::More => f.write_str("more bytes follow the datum"),
            NotOne::NoSchema => f.write_str("its schema is not known"),
        }
    }
}

impl Blame for NotOne {
    fn damage(&self) -> Option<&DecodeError> {
        match self {
            NotOne::Damaged(error) => Some(error),
            NotOne::Unreadable(_) | NotOne::More | NotOne::NoSchema => None,
        }
    }
}
