//! `avrocheck deserialize --kafka`: prints the messages of a topic as text, each with the schema that it names.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io;
use std::ops::ControlFlow;
use std::time::Duration;

use kafka_batches::{Batch, Consumer, Event, Message};

use crate::model::text::count;
use crate::render::command::records::Printer;
use crate::source::lookup::archive::Archive;
use crate::source::lookup::by_id::SchemasById;
use avro_resolve::data::binary::Reader;
use avro_resolve::file::single::{Framing, SchemaKey, each_datum};

use super::args::{DeserializeArgs, StartPlace};
use super::deserialize_raw::{SchemaSource, Unreadable};
use super::ending::Ending;
use super::kafka::{WITHIN, settings, starts};
use super::output::{Status, one, refuse_all, remark};
use super::record_output::RecordOutput;
use super::record_reader::RecordReader;

/// So many schemas the messages of a topic may have.
const MOST_SCHEMAS: usize = 4_096;

/// Nobody reads more warnings at a time.
const SHOWN: u64 = 10;

/// Prints messages until there are enough, the process is asked to end, or with `--until-end` to the end of the topic. What is wrong
/// with messages is said, and they are left out.
///
/// # Errors
/// The output cannot be written.
pub(super) fn print_topic(
    args: &DeserializeArgs,
    brokers: &str,
    (archive, by_id): (&Archive, &SchemasById<'_>),
    output: &mut RecordOutput<'_>,
    status: &mut Status,
) -> io::Result<()> {
    let topic = args.topic.topic.as_deref().expect("the command line asks for it");
    let from = args.topic.from.as_ref().unwrap_or(&StartPlace::Earliest);
    let start = || {
        let mut consumer = Consumer::alone(&settings(brokers, &args.kafka_settings)?, topic).map_err(one)?;
        let partitions = consumer.partitions(WITHIN).map_err(one)?;
        let positions = starts(&consumer, from, &partitions).map_err(one)?;
        consumer.start(&positions).map_err(one)?;
        Ok::<_, Vec<String>>((consumer, partitions))
    };
    let (mut consumer, mut open) = match start() {
        Ok(started) => started,
        Err(messages) => {
            *status = refuse_all(&messages);
            return Ok(());
        }
    };
    let source = SchemaSource { args, archive, given: None, by_id };
    let readers: Vec<OnceCell<Box<RecordReader>>> = (0..MOST_SCHEMAS).map(|_| OnceCell::new()).collect();
    let mut messages = TopicMessages { topic, source: &source, readers: &readers, known: HashMap::new(), left_out: 0 };
    let (mut batch, ending) = (Batch::with_capacity(4096), Ending::listen());
    let mut is_enough = false;
    while !(is_enough || ending.is_asked() || args.until_end && open.is_empty()) {
        match consumer.next(&mut batch, Duration::from_millis(200)) {
            Event::Messages => {
                for message in batch.iter() {
                    is_enough = messages.print(&message, args, output)?.is_break();
                    if is_enough {
                        break;
                    }
                }
                output.flush()?;
            }
            Event::End { partition, .. } => open.retain(|other| *other != partition),
            Event::Trouble(trouble) if trouble.goes_on() => remark("warning", &trouble.to_string()),
            Event::Trouble(trouble) => {
                *status = refuse_all(&one(trouble));
                return Ok(());
            }
            Event::Nothing | Event::Assigned(_) | Event::Revoked { .. } => {}
        }
    }
    if messages.left_out > 0 {
        remark("warning", &format!("{} of {topic} were left out", count(messages.left_out, "message")));
        *status = (*status).max(Status::Failed);
    }
    Ok(())
}

/// The messages of a topic on their way to the output.
struct TopicMessages<'a> {
    topic: &'a str,
    source: &'a SchemaSource<'a>,
    readers: &'a [OnceCell<Box<RecordReader>>],
    /// How messages of each schema are printed; none where no reader reads them.
    known: HashMap<SchemaKey, Option<(&'a RecordReader, Printer<'a>)>>,
    left_out: u64,
}

impl<'a> TopicMessages<'a> {
    /// Prints a message, or says why it is left out. Breaks if there are enough.
    fn print(
        &mut self,
        message: &Message<'_>,
        args: &DeserializeArgs,
        output: &mut RecordOutput<'_>,
    ) -> io::Result<ControlFlow<()>> {
        let Some(value) = message.value else { return Ok(self.leave_out(message, "it has no value")) };
        let framing = match args.raw {
            Some(raw) => Some(raw.framing()),
            None => Framing::guessed(value),
        };
        let Some(framing) = framing else {
            let what = "it starts like none of Confluent's and Glue's messages, and single objects";
            return Ok(self.leave_out(message, what));
        };
        let mut next = ControlFlow::Continue(());
        let read = each_datum(value, framing, |key, record| {
            next = self.put(key, record, args, output)?;
            Ok::<_, Unreadable>(ControlFlow::Continue(()))
        });
        Ok(match read {
            Ok(()) => next,
            Err(error) => self.leave_out(message, &error.to_string()),
        })
    }

    fn put(
        &mut self,
        key: SchemaKey,
        record: &mut Reader<'_>,
        args: &DeserializeArgs,
        output: &mut RecordOutput<'_>,
    ) -> Result<ControlFlow<()>, Unreadable> {
        let used = self.known.len();
        let known = match self.known.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let made = printer(key, self.source, self.readers.get(used), args, output);
                if let Err(messages) = &made {
                    remark("error", &format!("{key}: {}", messages.join("; ")));
                }
                entry.insert(made.ok())
            }
        };
        match known {
            Some((reader, printer)) => {
                // Nothing is printed of a message that is more than its datum.
                let mut ahead = record.clone();
                if reader.skip(&mut ahead).is_ok() && ahead.left() > 0 {
                    return Err(Unreadable::Schema(one("more bytes follow the datum")));
                }
                output.put(printer, record).map_err(|error| Unreadable::Printer(reader.explained(error)))
            }
            None => Err(Unreadable::Schema(one(format!("no reader reads {key}")))),
        }
    }

    fn leave_out(&mut self, message: &Message<'_>, why: &str) -> ControlFlow<()> {
        self.left_out += 1;
        if self.left_out <= SHOWN {
            remark("warning", &format!("{}: left out: {why}", self.place(message)));
        }
        ControlFlow::Continue(())
    }

    fn place(&self, message: &Message<'_>) -> String {
        format!("{} partition {} offset {}", self.topic, message.partition, message.offset)
    }
}

/// How data of a schema are printed.
fn printer<'a>(
    key: SchemaKey,
    source: &SchemaSource<'_>,
    place: Option<&'a OnceCell<Box<RecordReader>>>,
    args: &DeserializeArgs,
    output: &mut RecordOutput<'_>,
) -> Result<(&'a RecordReader, Printer<'a>), Vec<String>> {
    let place = place.ok_or_else(|| one(format!("there are more than {MOST_SCHEMAS} schemas")))?;
    let reader = source.reader(key)?;
    let reader: &'a RecordReader = place.get_or_init(|| Box::new(reader));
    let printer = reader.printer(args).map_err(one)?;
    output.begin(&printer).map_err(one)?;
    Ok((reader, printer))
}
