//! Says which messages of a topic a reader can read: one verdict for each schema that they name.

use std::collections::BTreeMap;

use super::records::FailureTally;
use super::{FailingPlace, Offender, ReaderFor, Writer};
use crate::history::known::KnownVersions;
use crate::model::input::Problem;
use avro_resolve::data::binary::{self, DecodeError, Reader};
use avro_resolve::data::translate::{self, TranslateError};
use avro_resolve::file::container::{Codec, Header};
use avro_resolve::file::single::SchemaKey;
use avro_resolve::resolution::Verdict;

/// Looks at the messages of a topic.
pub(crate) struct TopicScanner<'a> {
    reader: &'a ReaderFor<'a>,
    known: &'a KnownVersions,
    schemas: BTreeMap<String, MessageScan>,
    strange: u64,
    /// The first message that is none in the envelope, and why.
    first_strange: Option<(MessagePlace, String)>,
}

/// Where a message is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct MessagePlace {
    pub partition: i32,
    pub offset: i64,
}

/// The messages that name one schema.
struct MessageScan {
    writer: Result<Writer, Vec<Problem>>,
    messages: u64,
    first: MessagePlace,
    tally: FailureTally,
}

/// What a reader makes of a topic.
#[derive(Debug)]
pub(crate) struct TopicReport {
    pub topic: String,
    pub messages: u64,
    pub schemas: Vec<MessageReport>,
    /// Messages that are no data in the envelope that they were to have.
    pub strange: u64,
    pub first_strange: Option<(MessagePlace, String)>,
}

/// The messages that name one schema, and what the reader makes of them.
#[derive(Debug)]
pub(crate) struct MessageReport {
    /// What the messages name: `id 17`, or a fingerprint.
    pub key: String,
    /// Its schema, or why that is not known.
    pub writer: Result<Writer, Vec<Problem>>,
    pub messages: u64,
    pub first: MessagePlace,
    /// How many of them the reader cannot read.
    pub failed: u64,
    /// Where they fail, the most frequent place first.
    pub places: Vec<FailingPlace>,
}

impl<'a> TopicScanner<'a> {
    pub(crate) fn new(reader: &'a ReaderFor<'a>, known: &'a KnownVersions) -> TopicScanner<'a> {
        TopicScanner { reader, known, schemas: BTreeMap::new(), strange: 0, first_strange: None }
    }

    /// Counts a message that is no datum in its envelope.
    pub(crate) fn strange(&mut self, place: MessagePlace, why: String) {
        self.strange += 1;
        self.first_strange.get_or_insert((place, why));
    }

    /// Looks at the datum of a message. `text` gives the schema that a key means, and is called once for each.
    ///
    /// # Errors
    /// If the bytes are not a datum of that schema.
    pub(crate) fn datum(
        &mut self,
        (place, key): (MessagePlace, SchemaKey),
        reader: &mut Reader<'_>,
        text: impl FnOnce() -> Result<String, Vec<Problem>>,
    ) -> Result<(), DecodeError> {
        let scan = self.schemas.entry(key.to_string()).or_insert_with(|| {
            let writer = text().and_then(|text| writer(text, self.reader, self.known));
            MessageScan { writer, messages: 0, first: place, tally: FailureTally::default() }
        });
        let answer = scan.writer.as_ref().ok().and_then(|writer| writer.answer.as_ref().ok());
        if let Some(answer) = answer {
            let mut whole = reader.clone();
            binary::skip(&answer.shapes, answer.writer, &mut whole)?;
            whole.finish()?;
            if answer.verdict() != Verdict::Compatible {
                let read = translate::read(&answer.shapes, &answer.resolution, answer.pair, reader, &mut ());
                match read {
                    Ok(_) => {}
                    Err(TranslateError::Decode(error)) => return Err(error),
                    Err(TranslateError::Fails(failure)) => {
                        let file = format!("partition {}", place.partition);
                        let offender = Offender { file, block: 0, record: place.offset.unsigned_abs() };
                        scan.tally.note(answer, &failure, offender);
                    }
                }
            }
            *reader = whole;
        } else {
            // Without a schema nobody knows where the datum ends: at the end of the message.
            let rest = reader.left() as u64;
            reader.take(rest)?;
        }
        scan.messages += 1;
        Ok(())
    }

    /// What there is to report.
    pub(crate) fn finish(self, topic: &str) -> TopicReport {
        let report = |(key, scan): (String, MessageScan)| {
            let MessageScan { writer, messages, first, tally } = scan;
            MessageReport { key, writer, messages, first, failed: tally.failed, places: tally.places() }
        };
        let schemas: Vec<MessageReport> = self.schemas.into_iter().map(report).collect();
        let messages = self.strange + schemas.iter().map(|schema| schema.messages).sum::<u64>();
        let (strange, first_strange) = (self.strange, self.first_strange);
        TopicReport { topic: topic.to_owned(), messages, schemas, strange, first_strange }
    }
}

impl TopicReport {
    /// Whether the schema of each message is known, and the reader's for it.
    pub(crate) fn is_whole(&self) -> bool {
        self.schemas.iter().all(|schema| schema.answer().is_some())
    }

    /// How many messages the reader cannot read, strange ones included.
    pub(crate) fn failed(&self) -> u64 {
        self.strange + self.schemas.iter().map(|schema| schema.failed).sum::<u64>()
    }

    /// Whether the reader fails on what is there, or may fail on what other data of these schemas.
    pub(crate) fn fails(&self) -> bool {
        self.strange > 0 || self.schemas.iter().any(MessageReport::fails)
    }
}

impl MessageReport {
    /// What the reader makes of the schema, if both are known.
    pub(crate) fn answer(&self) -> Option<&super::Answer> {
        self.writer.as_ref().ok()?.answer.as_ref().ok()
    }

    /// Why there is no answer.
    pub(crate) fn problems(&self) -> &[Problem] {
        match &self.writer {
            Err(problems) => problems,
            Ok(writer) => writer.answer.as_ref().err().map_or(&[], Vec::as_slice),
        }
    }

    /// Whether the reader may fail on data of the schema.
    pub(crate) fn fails(&self) -> bool {
        self.answer().is_some_and(|answer| answer.verdict() != Verdict::Compatible)
    }
}

fn writer(text: String, reader: &ReaderFor<'_>, known: &KnownVersions) -> Result<Writer, Vec<Problem>> {
    let header = Header { schema_text: text, codec: Codec::Null, sync: [0; 16], metadata: Vec::new(), len: 0 };
    Writer::new(&header, reader, known).map_err(|error| vec![Problem::of_run(error.to_string())])
}
