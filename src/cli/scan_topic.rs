//! `avrocheck scan --kafka`: says whether a reader's schema can read what is in a topic now.

use std::ops::ControlFlow;
use std::time::Duration;

use kafka_batches::{Batch, Consumer, Event};

use crate::history::known::KnownVersions;
use crate::model::input::Problem;
use crate::render::command::scan::topic as report;
use crate::scan::ReaderText;
use crate::scan::topic::{MessagePlace, TopicReport, TopicScanner};
use crate::source::lookup::archive::{Archive, Whose};
use crate::source::lookup::by_id::SchemasById;
use crate::source::lookup::resolve;
use crate::source::pulled_subject::RegistryId;
use avro_resolve::file::single::{Framing, SchemaKey, each_datum};

use super::args::{Global, ScanArgs, StartPlace};
use super::gate;
use super::kafka::{WITHIN, settings, starts};
use super::message_data::NotOne;
use super::output::{Status, complain, look, one, print_as, refuse_all, sentence_of};

pub(super) fn run(args: &ScanArgs, brokers: &str, archive: &Archive, global: &Global) -> Status {
    if let Err(problems) = resolve::check(&args.reader, archive) {
        return complain(&problems);
    }
    let report = match scan(args, brokers, archive) {
        Ok(report) => report,
        Err(messages) => return refuse_all(&messages),
    };
    let status = match (report.is_whole() && report.messages > 0, report.fails()) {
        (false, _) => Status::NotChecked,
        (true, false) => Status::Passed,
        (true, true) => Status::Failed,
    };
    let human = || report::render(&report, look(global));
    let status = gate::with_hints(archive, global, status);
    print_as(args.format, status, human, |mut out| report::write(&report, &mut out))
}

fn scan(args: &ScanArgs, brokers: &str, archive: &Archive) -> Result<TopicReport, Vec<String>> {
    let topic = args.topic.topic.as_deref().expect("the command line asks for it");
    let known = KnownVersions::new(archive.read().schemas).0;
    let reader = |own: &str| {
        let named = resolve::schema(&args.reader, archive, Whose::Type(own))?;
        Ok(ReaderText { text: named.whole_text()?, name: named.file })
    };
    let by_id = SchemasById::new(args.registry.as_deref(), archive).map_err(sentence_of)?;
    let mut scanner = TopicScanner::new(&reader, &known);
    let mut consumer = Consumer::alone(&settings(brokers, &args.kafka_settings)?, topic).map_err(one)?;
    let partitions = consumer.partitions(WITHIN).map_err(one)?;
    let from = args.topic.from.as_ref().unwrap_or(&StartPlace::Earliest);
    let positions = starts(&consumer, from, &partitions).map_err(one)?;
    consumer.start(&positions).map_err(one)?;
    let (mut open, mut left) = (partitions, args.limit.unwrap_or(u64::MAX));
    let mut batch = Batch::with_capacity(8192);
    while !open.is_empty() && left > 0 {
        match consumer.next(&mut batch, Duration::from_secs(1)) {
            Event::Messages => {
                for message in batch.iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
                    left -= 1;
                    let place = MessagePlace { partition: message.partition, offset: message.offset };
                    match message.value {
                        Some(value) => look_at(value, place, &mut scanner, |key| schema_text(key, archive, &by_id)),
                        None => scanner.strange(place, "it has no value".to_owned()),
                    }
                }
            }
            Event::End { partition, .. } => open.retain(|other| *other != partition),
            Event::Trouble(trouble) if !trouble.goes_on() => return Err(one(trouble)),
            Event::Trouble(_) | Event::Nothing | Event::Assigned(_) | Event::Revoked { .. } => {}
        }
    }
    Ok(scanner.finish(topic))
}

/// Looks at one message: its first bytes say how it names its schema.
fn look_at(
    value: &[u8],
    place: MessagePlace,
    scanner: &mut TopicScanner<'_>,
    text: impl Fn(SchemaKey) -> Result<String, Vec<Problem>>,
) {
    let Some(framing) = Framing::guessed(value).filter(|framing| *framing != Framing::Bare) else {
        return scanner
            .strange(place, "it starts like none of Confluent's and Glue's messages, and single objects".to_owned());
    };
    let read = each_datum(value, framing, |key, reader| {
        scanner.datum((place, key), reader, || text(key)).map_err(NotOne::Damaged)?;
        Ok::<_, NotOne>(ControlFlow::Continue(()))
    });
    if let Err(error) = read {
        scanner.strange(place, error.to_string());
    }
}

fn schema_text(key: SchemaKey, archive: &Archive, by_id: &SchemasById<'_>) -> Result<String, Vec<Problem>> {
    let named = match key {
        SchemaKey::Fingerprint(found) => archive.of_fingerprint(found),
        SchemaKey::RegistryId(id) => by_id.schema(RegistryId::Number(id)),
        SchemaKey::VersionId(id) => by_id.schema(RegistryId::Version(id)),
        SchemaKey::Unsaid => unreachable!("each envelope that is guessed says the schema"),
    };
    named?.whole_text()
}
