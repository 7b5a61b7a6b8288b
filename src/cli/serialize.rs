//! `avrocheck serialize`: writes log lines into a container file for each kind of event.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::collect::{Collector, ContainerForm};
use crate::render::command::serialize::units::UnitsSummary;
use crate::render::command::serialize::{AllowedRejects, Summary, human, json};
use crate::sink::file::Existing;
use crate::sink::log_files::LogFiles;
use crate::sink::object::LogObjects;
use crate::source::boundary::{LinkOutside, place_to_write};
use crate::source::config::Layer;
use crate::source::log_input::{self, Wanted};
use crate::source::lookup::archive::Archive;
use crate::source::units::{last_units, writers_schemas};
use crate::source::value_checks;
use crate::store;
use avro_resolve::resolution::Verdict;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;
use avro_resolve::{Schema, resolve};
use movie_logs::convert::{ConvertError, Job, Totals, convert};
use movie_logs::event::Kind;
use movie_logs::plan::Plan;
use movie_logs::zone::Zone;

use super::args::{Format, Global, SerializeArgs};
use super::output::{Status, bytes_bar, one, print, refuse, refuse_all, remark, sentence_of, sentences};
use super::{gate, serialize_logs, serialize_raw};

pub(crate) fn run(args: &SerializeArgs, global: &Global) -> Status {
    #[cfg(feature = "kafka")]
    if args.output_topic.kafka_out.is_some() && args.raw.is_none() {
        let sent = schemas(args, global)
            .and_then(|(plans, texts)| super::serialize_messages::run(args, &plans, &texts, global));
        return sent.unwrap_or_else(|messages| refuse_all(&messages));
    }
    if let (Some(raw), Some(writer)) = (args.raw, &args.writer) {
        return serialize_raw::run(args, raw, writer, global);
    }
    let out = args.out.as_deref().expect("the command line asks for it");
    if args.makes_units() {
        return units(args, out, global);
    }
    match serialize(args, out, global) {
        Ok((totals, seconds)) => report(args, out, global, &totals, seconds),
        Err(ConversionFailure::NotConverted(messages)) => refuse_all(&messages),
        Err(ConversionFailure::TooManyRejects(message)) => {
            remark("error", &message);
            Status::Failed
        }
    }
}

/// Why nothing was written.
enum ConversionFailure {
    NotConverted(Vec<String>),
    /// More lines are rejected than the user allows.
    TooManyRejects(String),
}

impl From<Vec<String>> for ConversionFailure {
    fn from(messages: Vec<String>) -> ConversionFailure {
        ConversionFailure::NotConverted(messages)
    }
}

impl From<ConvertError> for ConversionFailure {
    fn from(error: ConvertError) -> ConversionFailure {
        match error {
            ConvertError::TooManyRejects { .. } => {
                let remedy = "nothing was written; --max-rejects allows more, and without it rejects.jsonl lists them";
                ConversionFailure::TooManyRejects(format!("{error}; {remedy}"))
            }
            ConvertError::Input { .. } | ConvertError::Open(_) | ConvertError::Write(_) => {
                ConversionFailure::NotConverted(one(error))
            }
        }
    }
}

fn serialize(args: &SerializeArgs, out: &Path, global: &Global) -> Result<(Totals, f64), ConversionFailure> {
    let started = Instant::now();
    let (plans, schema_texts) = schemas(args, global)?;
    let sources = log_input::find(&args.inputs, Wanted::Logs { out }).map_err(one)?;
    sources.notes.iter().for_each(|text| note(global, text));
    let read = Arc::new(AtomicU64::new(0));
    let bar = bytes_bar(sources.size, global);
    let position = Arc::clone(&read);
    let existing = if args.force { Existing::Replace } else { Existing::Refuse };
    let objects = store::url(out).map(|url| LogObjects::create(url, existing)).transpose().map_err(sentence_of)?;
    let directory = objects.as_ref().map_or_else(|| out.to_owned(), LogObjects::directory);
    let progress = |_: &Totals| bar.set_position(position.load(Ordering::Relaxed));
    let (size, stored) = (sources.size, Arc::clone(&read));
    // Of what comes in by standard input, as much as there was so far.
    let room = move || args.room(size.unwrap_or_else(|| stored.load(Ordering::Relaxed)));
    let files = LogFiles::create(&directory, existing, progress, room).map_err(one)?;
    let job = Job {
        plans: &plans,
        schema_texts: &schema_texts,
        codec: args.codec,
        block_size: args.block_size as usize,
        threads: args.threads.map_or_else(processors, usize::from),
        most_rejects: args.most_rejects(),
    };
    let inputs = log_input::open(sources.sources, args.form(), args.delimiter, read);
    let converted = convert(inputs, &job, files);
    bar.finish_and_clear();
    let (files, totals) = converted?;
    let notes = files.commit().map_err(one)?;
    objects.map_or(Ok(()), LogObjects::publish).map_err(sentence_of)?;
    notes.iter().for_each(|text| note(global, text));
    Ok((totals, started.elapsed().as_secs_f64()))
}

/// The schemas that are written with: how each kind of event is encoded, and their texts.
fn schemas(args: &SerializeArgs, global: &Global) -> Result<([Plan; 3], [String; 3]), Vec<String>> {
    let archive = gate::archive(args.schemas.as_deref(), &Layer::default(), global);
    let (mut plans, schema_texts) = match (archive.is_unnamed(), args.schema_version.as_deref()) {
        (true, None | Some(BUILT_IN)) => {
            note(global, "there is no directory `schemas`, so that the schemas that are built in are written with");
            built_in()
        }
        (true, Some(_)) => {
            let only = "only v1 is built in; --schemas names a directory with other versions";
            return Err(one(format!("there is no directory `schemas`, and {only}")));
        }
        (false, version) => plans(&archive, version, &args.timezone.clone().unwrap_or_else(Zone::utc))?,
    };
    for plan in &plans {
        for field in &plan.unkept {
            let lost = "what lines say there is lost, and they cannot be restored";
            note(global, &format!("the schema of {} has no field {field}; {lost}", plan.kind));
        }
    }
    if args.timezone.is_some() && plans.iter().all(|plan| plan.zone.is_none()) {
        note(global, "no field of the schemas is an instant, such as timestamp-micros; --timezone changes nothing");
    }
    if let Some(file) = &args.value_checks {
        let checks = value_checks::read(file).map_err(sentences)?;
        plans.iter_mut().zip(checks).for_each(|(plan, checks)| plan.check(checks));
    }
    Ok((plans, schema_texts))
}

/// Makes units of inputs that grow.
fn units(args: &SerializeArgs, out: &Path, global: &Global) -> Status {
    let started = Instant::now();
    // Data of other schemas are written with those.
    let takes_lines = args.takes_lines();
    if !takes_lines && (args.timezone.is_some() || args.value_checks.is_some()) {
        return refuse("--timezone and --value-checks are for log lines; leave them out, or --messages");
    }
    let found = if takes_lines { schemas(args, global) } else { Ok(built_in()) };
    let (plans, schema_texts) = match found {
        Ok(schemas) => schemas,
        Err(messages) => return refuse_all(&messages),
    };
    let written = ContainerForm {
        plans: &plans,
        schema_texts: &schema_texts,
        codec: &args.codec,
        block_size: args.block_size as usize,
    };
    if let Some(url) = args.inputs.iter().map(PathBuf::as_path).chain([out]).find_map(store::url) {
        let message = "units are made of local logs and topics, in local directories; leave out --roll and --watch, or copy the units";
        return refuse_all(&one(format!("{url}: {message}")));
    }
    if let Err(error) = place_to_write(out, LinkOutside::Refuse) {
        return refuse_all(&one(format!("{}: {error}", out.display())));
    }
    if takes_lines && let Err(messages) = demand_readable(out, &schema_texts) {
        return refuse_all(&messages);
    }
    let mut collector = Collector::new(out.to_owned(), written, args.roll.roll(), args.most_rejects());
    let unread = match collect(args, out, global, &mut collector) {
        Ok(unread) => unread,
        Err(messages) => {
            let status = refuse_all(&messages);
            return if collector.is_over_limit() { Status::Failed } else { status };
        }
    };
    let summary = UnitsSummary {
        totals: collector.totals(),
        seconds: started.elapsed().as_secs_f64(),
        out,
        codec: args.codec.name(),
        allowed: args.max_rejects.unwrap_or(AllowedRejects::Lines(0)),
    };
    let status = if summary.has_too_many_rejects() { Status::Failed } else { Status::Passed };
    let printed = print(status, |out| match args.format {
        Format::Human if global.quiet && status == Status::Passed => Ok(()),
        Format::Human => out.write_all(summary.human().as_bytes()),
        Format::Json => summary.json(out),
    });
    if unread.is_empty() { printed } else { printed.max(refuse_all(&unread)) }
}

fn plans(archive: &Archive, version: Option<&str>, zone: &Zone) -> Result<([Plan; 3], [String; 3]), Vec<String>> {
    let (mut plans, mut texts, mut messages) = (Vec::new(), Vec::new(), Vec::new());
    for kind in Kind::ALL {
        let mut shapes = Shapes::default();
        let named = archive.of_type(kind.record(), version);
        let read = named.and_then(|named| Ok((named.whole_text()?, named.parse(&mut shapes)?)));
        match read.map(|(text, schema)| (text, Plan::in_zone(kind, &schema, &shapes, zone))) {
            Ok((text, Ok(plan))) => {
                texts.push(text);
                plans.push(plan);
            }
            Ok((_, Err(refusals))) => messages.extend(refusals.iter().map(ToString::to_string)),
            Err(problems) => messages.extend(sentences(problems)),
        }
    }
    let mut seen = HashSet::new();
    messages.retain(|message| seen.insert(message.clone()));
    match (plans.try_into(), texts.try_into()) {
        (Ok(plans), Ok(texts)) if messages.is_empty() => Ok((plans, texts)),
        _ => Err(messages),
    }
}

/// The version of the schemas that are built in.
const BUILT_IN: &str = "v1";

fn built_in() -> ([Plan; 3], [String; 3]) {
    let plan = |kind: Kind| {
        let mut shapes = Shapes::default();
        let schema = LinkedSchema::parse("built in", kind.schema(), &mut shapes).expect("it is a schema");
        Plan::new(kind, &schema, &shapes).expect("a line fills it")
    };
    (Kind::ALL.map(plan), Kind::ALL.map(|kind| kind.schema().to_owned()))
}

/// Units that are together are read together, by the newest schema: it has to read those that are there.
fn demand_readable(out: &Path, schema_texts: &[String; 3]) -> Result<(), Vec<String>> {
    let readers: Vec<Schema> = schema_texts.iter().filter_map(|text| Schema::parse(text).ok()).collect();
    for (stream, unit) in last_units(out).map_err(one)? {
        for (file, text) in writers_schemas(out, &stream, &unit).map_err(one)? {
            let Ok(writer) = Schema::parse(&text) else { continue };
            if readers.iter().all(|reader| resolve(&writer, reader).verdict() != Verdict::Compatible) {
                return Err(one(format!(
                    "{file}: was written with a schema that none of those that are written with now can read; name another \
                     directory, or write with another --schema-version"
                )));
            }
        }
    }
    Ok(())
}

/// Makes units of a topic, or of logs. Returns why some logs could not be read, if the others were.
fn collect(
    args: &SerializeArgs,
    out: &Path,
    global: &Global,
    collector: &mut Collector<'_>,
) -> Result<Vec<String>, Vec<String>> {
    #[cfg(feature = "kafka")]
    if let Some(brokers) = &args.kafka.kafka {
        let settings = super::kafka::settings(brokers, &args.kafka_settings)?;
        return super::serialize_kafka::run(args, &settings, out, global, collector).map(|()| Vec::new());
    }
    serialize_logs::run(args, out, global, collector)
}

/// Says what a user may want to know.
fn note(global: &Global, text: &str) {
    if !global.quiet {
        remark("note", text);
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn report(args: &SerializeArgs, out: &Path, global: &Global, totals: &Totals, seconds: f64) -> Status {
    let allowed = args.max_rejects.unwrap_or(AllowedRejects::Lines(0));
    let summary = Summary { totals, seconds, out, codec: args.codec.name(), allowed };
    let status = if summary.has_too_many_rejects() { Status::Failed } else { Status::Passed };
    print(status, |out| match args.format {
        Format::Human if global.quiet && status == Status::Passed => Ok(()),
        Format::Human => out.write_all(human(&summary).as_bytes()),
        Format::Json => json(&summary, out),
    })
}
