//! `avrocheck serialize --kafka-out`: sends records, or the events of log lines, as messages that are a datum each.

use std::io::{self, Read};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use kafka_batches::Producer;

use crate::model::text::count;
use crate::source::config::Layer;
use crate::source::log_input::{self, Wanted};
use crate::source::lookup::archive::Archive;
use crate::source::lookup::by_id::SchemasById;
use crate::source::pulled_subject::RegistryId;
use avro_resolve::file::single::Envelope;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;
use movie_logs::batch::{Cut, Cutter};
use movie_logs::convert::Input;
use movie_logs::event::Kind;
use movie_logs::plan::Plan;
use movie_logs::reason::{MAX_LINE, Reason};

use super::args::{Global, MessageForm, SerializeArgs};
use super::gate;
use super::kafka::{WITHIN, settings};
use super::output::{Status, one, print_text, remark, sentence_of};
use super::output_file::Failure;

/// Sends the data that `encode` hands on.
///
/// # Errors
/// What cannot be read or sent.
pub(super) fn records(
    args: &SerializeArgs,
    brokers: &str,
    encode: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), Failure>,
) -> Result<(), Vec<String>> {
    let mut sender = Sender::new(args, brokers)?;
    let encoded = encode(&mut |datum| sender.send(datum));
    let sent = sender.finish();
    match encoded {
        Ok(()) => sent.map(drop),
        Err(Failure::Messages(messages)) => {
            Err([messages, sent.map_or_else(|error| error, |sent| vec![sent])].concat())
        }
        Err(Failure::Output(error)) => Err(one(error)),
    }
}

/// Sends the events of log lines. The first line that is none ends the run: what is before it is sent.
///
/// # Errors
/// What cannot be read or sent.
pub(super) fn run(
    args: &SerializeArgs,
    plans: &[Plan; 3],
    schema_texts: &[String; 3],
    global: &Global,
) -> Result<Status, Vec<String>> {
    let brokers = args.output_topic.kafka_out.as_deref().expect("it is why this is called");
    let archive = gate::archive(args.schemas.as_deref(), &Layer::default(), global);
    let mut envelopes = Vec::new();
    for kind in Kind::ALL {
        envelopes.push(envelope(args, kind, &schema_texts[kind.index()], &archive)?);
    }
    let sources = log_input::find(&args.inputs, Wanted::Records).map_err(one)?;
    sources.notes.iter().for_each(|text| remark("note", text));
    let mut sender = Sender::new(args, brokers)?;
    let mut unsent = None;
    for input in log_input::open(sources.sources, args.form(), args.delimiter, Arc::new(AtomicU64::new(0))) {
        let read = input.map_err(one).and_then(|input| send_events(input, plans, &envelopes, &mut sender));
        if let Err(messages) = read {
            unsent = Some(messages);
            break;
        }
    }
    let sent = sender.finish();
    match unsent {
        None => Ok(sent.map(|sent| if global.quiet { Status::Passed } else { print_text(&(sent + "\n")) })?),
        Some(messages) => Err([messages, sent.map_or_else(|error| error, |sent| vec![sent])].concat()),
    }
}

/// Bytes that are looked at together: more than the longest line.
const WINDOW: usize = MAX_LINE + (64 << 10);

fn send_events(
    mut input: Input,
    plans: &[Plan; 3],
    envelopes: &[Envelope],
    sender: &mut Sender<'_>,
) -> Result<(), Vec<String>> {
    let name = input.name;
    let at = |number: u64, what: &dyn std::fmt::Display| one(format!("{name}:{number}: {what}"));
    let failed = |error: io::Error| one(format!("{name}: {error}"));
    let (mut window, mut cutter, mut number) = (Vec::with_capacity(WINDOW), None, 1);
    let (mut datum, mut is_at_end) = (Vec::new(), false);
    while !is_at_end {
        let room = (WINDOW - window.len()) as u64;
        is_at_end = input.bytes.by_ref().take(room).read_to_end(&mut window).map_err(failed)? < room as usize;
        let mut start = 0;
        if cutter.is_none() {
            let (found, before) = Cutter::of_start(&window, input.form, input.delimiter)
                .map_err(|error| one(format!("{name}: {error}")))?;
            number += found.lines_before();
            start = before;
            cutter = Some(found);
        }
        let cutter = cutter.as_ref().expect("it was made above");
        loop {
            match cutter.cut(&window[start..], is_at_end) {
                Cut::Line { line, length, physical } => {
                    datum.clear();
                    let kind = cutter.encode(&line, plans, &mut datum).map_err(|reason| at(number, &reason))?;
                    sender.enclose(envelopes[kind.index()], &datum).map_err(one)?;
                    (start, number) = (start + length, number + u64::from(physical));
                }
                Cut::TooLong => return Err(at(number, &Reason::TooLong)),
                Cut::Part => break,
            }
        }
        window.drain(..start);
    }
    Ok(())
}

/// What comes before the data of a kind of event.
fn envelope(args: &SerializeArgs, kind: Kind, text: &str, archive: &Archive) -> Result<Envelope, Vec<String>> {
    let given = args.output_topic.event_id.iter().find_map(|given| {
        let (events, id) = given.split_once('=')?;
        (events == kind.file()).then_some(id)
    });
    let known = || SchemasById::new(None, archive).map(|by_id| by_id.id_of(text)).map_err(sentence_of);
    let missing = |what: &str| {
        let file = kind.file();
        one(format!(
            "the id of the schema of {file} is not known; give --event-id {file}={what}, or --schemas with what \
                     `avrocheck registry pull` wrote"
        ))
    };
    Ok(match args.messages {
        MessageForm::Line => {
            return Err(one("--messages says what the messages are to be: single-object, confluent or glue"));
        }
        MessageForm::SingleObject => {
            let mut shapes = Shapes::default();
            let schema =
                LinkedSchema::parse("", text, &mut shapes).map_err(|_| one("the schema cannot be understood"))?;
            Envelope::single_object(&shapes, schema.root_shape()).map_err(one)?
        }
        MessageForm::Confluent => match (given, known()?) {
            (Some(given), _) => Envelope::Confluent { id: parsed(given, "a number, such as 17")? },
            (None, Some(RegistryId::Number(id))) => Envelope::Confluent { id },
            (None, Some(RegistryId::Version(_)) | None) => return Err(missing("17")),
        },
        MessageForm::Glue => match (given, known()?) {
            (Some(given), _) => Envelope::Glue { id: parsed(given, "a UUID")? },
            (None, Some(RegistryId::Version(id))) => Envelope::Glue { id },
            (None, Some(RegistryId::Number(_)) | None) => return Err(missing("UUID")),
        },
    })
}

fn parsed<T: FromStr>(given: &str, wanted: &str) -> Result<T, Vec<String>> {
    given.parse().map_err(|_| one(format!("--event-id {given}: it is not {wanted}")))
}

/// Sends messages to the topic.
struct Sender<'a> {
    producer: Producer,
    topic: &'a str,
    sent: u64,
    message: Vec<u8>,
}

impl<'a> Sender<'a> {
    fn new(args: &'a SerializeArgs, brokers: &str) -> Result<Sender<'a>, Vec<String>> {
        let topic = args.output_topic.out_topic.as_deref().expect("the command line asks for it");
        let producer = Producer::new(&settings(brokers, &args.kafka_settings)?).map_err(one)?;
        Ok(Sender { producer, topic, sent: 0, message: Vec::new() })
    }

    fn send(&mut self, message: &[u8]) -> io::Result<()> {
        self.producer.send(self.topic, None, Some(message)).map_err(io::Error::other)?;
        self.sent += 1;
        Ok(())
    }

    fn enclose(&mut self, envelope: Envelope, datum: &[u8]) -> io::Result<()> {
        let mut message = std::mem::take(&mut self.message);
        message.clear();
        envelope.put(&mut message);
        message.extend_from_slice(datum);
        let sent = self.send(&message);
        self.message = message;
        sent
    }

    /// Waits until all messages have arrived, and says how many there are.
    fn finish(mut self) -> Result<String, Vec<String>> {
        self.producer.flush(WITHIN).map_err(one)?;
        Ok(format!("{} sent to {}", count(self.sent, "message"), self.topic))
    }
}
