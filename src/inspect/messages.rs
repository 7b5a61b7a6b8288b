//! Reads a file of messages or single objects, whose schemas are named by ids or fingerprints.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::io::Read;
use std::ops::ControlFlow;

use super::schema::{SchemaFacts, facts};
use crate::history::known::{KnownVersion, KnownVersions};
use avro_resolve::data::binary::{self, DecodeError};
use avro_resolve::file::records::Blame;
use avro_resolve::file::single::{Framing, SchemaKey, each_datum};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;

/// What a file of messages or single objects holds; of one that cannot be read to its end, the part before.
#[derive(Debug)]
pub(crate) struct MessageFacts {
    pub framing: Framing,
    /// How many there are; every one was decoded.
    pub messages: u64,
    /// The schemas that they name, by their first messages.
    pub schemas: Vec<MessageSchema>,
}

/// A schema that messages name.
#[derive(Debug)]
pub(crate) struct MessageSchema {
    pub key: SchemaKey,
    /// How many messages name it.
    pub messages: u64,
    /// The versions that it is.
    pub versions: Vec<KnownVersion>,
    /// `None` if it is not known.
    pub schema: Option<SchemaFacts>,
}

/// A schema that was found by an id or a fingerprint.
pub(crate) struct FoundSchema {
    pub text: String,
    pub schema: LinkedSchema,
    pub shapes: Shapes,
    /// The versions that have it; `None` for those that have its canonical form.
    pub versions: Option<Vec<KnownVersion>>,
}

/// Reads messages to the end, or to the first that cannot be read, with what is wrong with it.
pub(super) fn read(
    input: impl Read,
    framing: Framing,
    known: &KnownVersions,
    find: impl Fn(SchemaKey) -> Result<FoundSchema, Vec<String>>,
) -> (MessageFacts, Result<(), String>) {
    let mut sums = MessageFacts { framing, messages: 0, schemas: Vec::new() };
    let mut found: HashMap<SchemaKey, (usize, FoundSchema)> = HashMap::new();
    let read = each_datum(input, framing, |key, message| {
        let (at, schema) = match found.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let at = sums.schemas.len();
                sums.schemas.push(MessageSchema { key, messages: 0, versions: Vec::new(), schema: None });
                let schema = find(key).map_err(|causes| Unread::Schema { message: sums.messages + 1, causes })?;
                let facts = facts(&schema.shapes, schema.schema.root_shape(), &schema.text, known);
                let alike = || facts.identity.as_ref().map_or(Vec::new(), |identity| identity.known.clone());
                sums.schemas[at].versions = schema.versions.clone().unwrap_or_else(alike);
                sums.schemas[at].schema = Some(facts);
                entry.insert((at, schema))
            }
        };
        binary::skip(&schema.shapes, schema.schema.root_shape(), message)?;
        sums.messages += 1;
        sums.schemas[*at].messages += 1;
        Ok::<_, Unread>(ControlFlow::Continue(()))
    });
    (sums, read.map_err(|error| error.to_string()))
}

/// Why a message cannot be read.
enum Unread {
    Damaged(DecodeError),
    Schema { message: u64, causes: Vec<String> },
}

impl From<DecodeError> for Unread {
    fn from(error: DecodeError) -> Unread {
        Unread::Damaged(error)
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unread::Damaged(error) => error.fmt(f),
            Unread::Schema { message, causes } => write!(f, "message {message}: {}", causes.join("; ")),
        }
    }
}

impl Blame for Unread {
    fn damage(&self) -> Option<&DecodeError> {
        match self {
            Unread::Damaged(error) => Some(error),
            Unread::Schema { .. } => None,
        }
    }
}
