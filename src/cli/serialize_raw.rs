//! `avrocheck serialize --raw`: writes JSON records as single data.

use std::io::{self, BufReader, IsTerminal};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::sink::file::Existing;
use crate::source::config::Layer;
use crate::source::log_input::{self, Wanted};
use crate::source::lookup::archive::{Archive, Whose};
use crate::source::lookup::resolve;
use avro_resolve::data::json::{LineError, each_line};
use avro_resolve::file::single::{Envelope, encode_avro};
use avro_resolve::schema::shape::Shapes;
use movie_logs::convert::COMMA;

use super::args::{Global, Raw, SerializeArgs};
use super::gate;
use super::output::{Status, one, print, refuse_all, remark, sentences};
use super::output_file::{self, Failure, to_file};
use super::record_output::at;

pub(super) fn run(args: &SerializeArgs, raw: Raw, writer: &str, global: &Global) -> Status {
    let archive = gate::archive(args.schemas.as_deref(), &Layer::default(), global);
    #[cfg(feature = "kafka")]
    if let Some(brokers) = &args.output_topic.kafka_out {
        let sent =
            super::serialize_messages::records(args, brokers, |send| encode(args, raw, (writer, &archive), send));
        return match sent {
            Ok(()) => gate::with_hints(&archive, global, Status::Passed),
            Err(messages) => refuse_all(&messages),
        };
    }
    let encoded = match output_file::named(args.out.as_deref()) {
        Some(path) => {
            let existing = if args.force { Existing::Replace } else { Existing::Refuse };
            to_file(path, existing, |out| encode(args, raw, (writer, &archive), &mut |datum| out.write_all(datum)))
        }
        None if io::stdout().is_terminal() => {
            Err(one("single data are bytes, which are not for a terminal: give --out FILE, or send them elsewhere"))
        }
        None => {
            let mut messages = Vec::new();
            let printed = print(Status::Passed, |out| {
                match encode(args, raw, (writer, &archive), &mut |datum| out.write_all(datum)) {
                    Ok(()) => Ok(()),
                    Err(Failure::Messages(found)) => {
                        messages = found;
                        Ok(())
                    }
                    Err(Failure::Output(error)) => Err(error),
                }
            });
            if messages.is_empty() {
                return printed;
            }
            Err(messages)
        }
    };
    match encoded {
        Ok(()) => gate::with_hints(&archive, global, Status::Passed),
        Err(messages) => refuse_all(&messages),
    }
}

/// Hands on every record as a datum in its envelope, up to the first that is not one; of those after it only what is wrong is reported.
fn encode(
    args: &SerializeArgs,
    raw: Raw,
    (writer, archive): (&str, &Archive),
    put: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> Result<(), Failure> {
    if args.id.is_some() && matches!(raw, Raw::Datum | Raw::SingleObject) {
        return Err(one("--id is in front of the data of confluent and glue; leave it out").into());
    }
    let mut shapes = Shapes::default();
    let named = resolve::schema(writer, archive, Whose::Subject);
    let schema = named.and_then(|named| named.parse(&mut shapes)).map_err(sentences)?;
    let envelope = match raw {
        Raw::Datum => Envelope::Raw,
        Raw::SingleObject => Envelope::single_object(&shapes, schema.root_shape()).map_err(one)?,
        Raw::Confluent => Envelope::Confluent { id: id(args, "a number, such as 17")? },
        Raw::Glue => Envelope::Glue { id: id(args, "a UUID, such as 6d2f0cc4-8f2c-4a5e-9d43-0f1f5c1f8a11")? },
    };
    let sources = log_input::find(&args.inputs, Wanted::Records).map_err(one)?;
    sources.notes.iter().for_each(|note| remark("note", note));
    let shape = schema.root_shape();
    let mut wrong = WrongLines::default();
    for input in log_input::open(sources.sources, None, COMMA, Arc::new(AtomicU64::new(0))) {
        let input = input.map_err(one)?;
        let mut unwritten = None;
        let read = each_line(BufReader::new(input.bytes), &shapes, shape, |line, datum| match datum {
            Ok(datum) if wrong.count == 0 => {
                let written = put(&encode_avro(&shapes, shape, &datum, envelope));
                written.map_err(|error| unwritten.insert(error).kind().into())
            }
            Ok(_) => Ok(()),
            Err(error) => {
                wrong.add(&input.name, line, &error);
                Ok(())
            }
        });
        match (read, unwritten) {
            (Ok(()), _) => {}
            (Err(_), Some(error)) => return Err(Failure::Output(error)),
            (Err::<(), io::Error>(error), None) => {
                Err(at(&input.name, format!("cannot be read: {error}")))?;
            }
        }
    }
    if wrong.count == 0 { Ok(()) } else { Err(wrong.messages())? }
}

/// The id that messages have.
fn id<T: FromStr>(args: &SerializeArgs, wanted: &str) -> Result<T, Vec<String>> {
    let given = args.id.as_deref().unwrap_or_default();
    given.parse().map_err(|_| one(format!("--id {given}: it is not {wanted}")))
}

/// The lines that are not records.
#[derive(Default)]
struct WrongLines {
    count: u64,
    messages: Vec<String>,
}

impl WrongLines {
    /// Nobody reads more at a time.
    const SHOWN: u64 = 10;

    fn add(&mut self, file: &str, line: u32, error: &LineError) {
        self.count += 1;
        if self.count <= WrongLines::SHOWN {
            let place = match error {
                LineError::NotJson(not) => format!("{file}:{}:{}", not.position.0, not.position.1),
                LineError::NotUtf8 { .. } | LineError::Misfit(_) | LineError::TooLong => format!("{file}:{line}"),
            };
            self.messages.push(format!("{place}: {error}"));
        }
    }

    fn messages(mut self) -> Vec<String> {
        if self.count > WrongLines::SHOWN {
            self.messages.push(format!("{} more lines are no records", self.count - WrongLines::SHOWN));
        }
        self.messages
    }
}
