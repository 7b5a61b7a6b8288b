//! `avrocheck deserialize`: prints the records of container files as text.

use std::io::Write;

use crate::sink::file::Existing;
use crate::source::config::Layer;
use crate::source::data_files::containers;
use crate::source::lookup::by_id::SchemasById;
use avro_resolve::file::records::Lost;

use super::args::{DeserializeArgs, Global, JsonForm, LogicalForm, OutputFormat, RawInput};
use super::container_records::{container, report};
#[cfg(feature = "parquet")]
use super::deserialize_columns;
use super::deserialize_raw::decode;
use super::gate;
use super::output::{Status, complain, print, refuse, refuse_all};
use super::output_file::{self, Failure, to_file};
use super::record_output::{RecordOutput, RecordTarget};

pub(crate) fn run(args: &DeserializeArgs, global: &Global) -> Status {
    if let Some(conflict) = conflict(args) {
        return refuse(conflict);
    }
    #[cfg(feature = "parquet")]
    if let Some(form) = deserialize_columns::form(args) {
        return deserialize_columns::run(args, global, form);
    }
    let mut status = Status::Passed;
    let Some(path) = output_file::named(args.out.as_deref()) else {
        let target = RecordTarget::of_standard_output();
        let printed =
            print(Status::Passed, |out| each_file(args, global, RecordOutput::new(out, args, target), &mut status));
        return status.max(printed);
    };
    let existing = if args.force { Existing::Replace } else { Existing::Refuse };
    let written = to_file(path, existing, |out: &mut (dyn Write + Send)| {
        let output = RecordOutput::new(out, args, RecordTarget::Elsewhere);
        each_file(args, global, output, &mut status).map_err(Failure::Output)?;
        match status {
            Status::NotChecked => Err(Failure::Messages(vec![format!("{}: not written", path.display())])),
            Status::Passed | Status::Failed => Ok(()),
        }
    });
    match written {
        Ok(()) => status,
        Err(messages) => refuse_all(&messages),
    }
}

/// Why flags cannot be used together.
fn conflict(args: &DeserializeArgs) -> Option<&'static str> {
    #[cfg(feature = "kafka")]
    if args.topic.kafka.is_some() && (args.raw == Some(RawInput::Datum) || args.writer.is_some() || args.recover) {
        return Some("messages of a topic name their schemas; leave out --raw datum, --writer and --recover");
    }
    #[cfg(feature = "kafka")]
    if args.topic.kafka.is_none() && args.raw.is_none() && args.registry.is_some() {
        return Some("--registry has the schemas of messages; give --raw confluent or glue, or leave it out");
    }
    if args.registry.is_some() && matches!(args.raw, Some(RawInput::Datum | RawInput::SingleObject)) {
        return Some(
            "--registry has the schemas of the ids in messages; leave it out, or give --raw confluent or glue",
        );
    }
    #[cfg(feature = "parquet")]
    if let Some(conflict) = deserialize_columns::conflict(args) {
        return Some(conflict);
    }
    if args.timezone.is_some() && args.to != OutputFormat::Log {
        return Some("--timezone is for log lines; leave it out, or give --to log");
    }
    match (args.to, args.json, args.logical) {
        (OutputFormat::Csv | OutputFormat::Log, Some(_), _) => Some("--json is for jsonl; leave out --to or --json"),
        (OutputFormat::Log, _, Some(_)) => Some("a log line has no logical types; leave out --logical"),
        (OutputFormat::Jsonl, Some(JsonForm::Tagged), Some(LogicalForm::Text)) => Some(
            "Avro's JSON encoding has logical types as numbers and bytes; leave out --json tagged or --logical text",
        ),
        _ => None,
    }
}

/// Prints the records of all files, and says what is wrong with them.
fn each_file(
    args: &DeserializeArgs,
    global: &Global,
    mut output: RecordOutput<'_>,
    status: &mut Status,
) -> std::io::Result<()> {
    let archive = gate::archive(args.schemas.as_deref(), &Layer::default(), global);
    let by_id = match SchemasById::new(args.registry.as_deref(), &archive) {
        Ok(by_id) => by_id,
        Err(problem) => {
            *status = complain(&[problem]);
            return Ok(());
        }
    };
    #[cfg(feature = "kafka")]
    if let Some(brokers) = &args.topic.kafka {
        super::deserialize_topic::print_topic(args, brokers, (&archive, &by_id), &mut output, status)?;
        *status = gate::with_hints(&archive, global, *status);
        return output.flush();
    }
    let (files, problems) = containers(&args.files);
    if !problems.is_empty() {
        *status = complain(&problems);
    }
    for file in &files {
        let mut lost = Lost::default();
        let read = match args.raw {
            Some(raw) => decode(args, raw, file, (&archive, &by_id), &mut output),
            None => container(args, file, &archive, &mut output, &mut lost),
        };
        output.flush()?;
        report(&file.name, &mut output, &lost, read, status);
    }
    #[cfg(feature = "parquet")]
    output.chosen.report();
    *status = gate::with_hints(&archive, global, *status);
    Ok(())
}
