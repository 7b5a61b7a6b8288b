//! What `avrocheck scan --kafka` prints: what the reader's schema makes of each schema that messages of a topic name.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::json;
use crate::model::text::{count, grouped};
use crate::render::command::VersionJson;
use crate::render::command::inspect::versions;
use crate::render::contract::{Contract, ErrorJson};
use crate::render::problem;
use crate::render::summary::last_line::last_line;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::wrap;
use crate::render::text::style::{Detail, Look};
use crate::render::words::{self, Sides};
use crate::rule::Severity;
use crate::scan::topic::{MessagePlace, MessageReport, TopicReport};

use super::fail;

/// The version of the contract.
const SCHEMA_VERSION: u32 = 1;

/// Each schema that messages name with what the reader makes of it, and the answer in the last line.
pub(crate) fn render(report: &TopicReport, look: Look) -> String {
    let shown = |schema: &&MessageReport| look.detail != Detail::Quiet || schema.fails() || schema.answer().is_none();
    let mut text: String = report.schemas.iter().filter(shown).map(|schema| of_schema(schema, look) + "\n").collect();
    if let Some((first, why)) = &report.first_strange {
        let (messages, first) = (count(report.strange, "message"), placed(*first));
        let are = if report.strange == 1 { "is no datum" } else { "are no data" };
        let line = format!("{} {messages} {are} in the envelope; the first, {first}: {}", look.bad(), foreign(why));
        text += &(wrap(&line, look.width, 2) + "\n\n");
    }
    text + &totals(report, look)
}

fn of_schema(schema: &MessageReport, look: Look) -> String {
    let line = |text: &str| wrap(text, look.width, 2) + "\n";
    let key = foreign(&schema.key);
    let messages = format!("{}, the first is {}", count(schema.messages, "message"), placed(schema.first));
    let (Ok(writer), Some(answer)) = (&schema.writer, schema.answer()) else {
        let problems = schema.problems().iter().map(|problem| format!("  {}", problem::line(problem, look)));
        return [line(&format!("? {key}")), line(&format!("  {messages}"))].into_iter().chain(problems).collect();
    };
    let mark = if schema.fails() { look.bad() } else { look.good() };
    let known = match writer.known.as_slice() {
        [] => "no known version".to_owned(),
        known => foreign(&versions(known, look)).into_owned(),
    };
    let name = format!("{} ({known}), {key}", look.bold(&foreign(&writer.name)));
    let (arrow, reader) = (look.arrow(), foreign(&answer.reader));
    let mut text = line(&format!("{mark} {name} {arrow} {reader}: {}", answer.verdict().name()));
    let failed = match schema.failed {
        0 => String::new(),
        failed => format!("{}{} {}", look.dot(), grouped(failed), fail(failed)),
    };
    text += &line(&format!("  {messages}{failed}"));
    let is_shown = |severity| look.detail == Detail::Verbose || severity >= Severity::Dangerous;
    for finding in answer.findings.iter().filter(|finding| is_shown(finding.default_severity)) {
        let at = if finding.trail.is_empty() { String::new() } else { format!(" {}", foreign(&finding.trail)) };
        let (id, name, message) = (finding.rule.id, finding.rule.name, words::message(finding, Sides::NONE));
        text += &line(&format!("    {id} {name}{at}: {message}"));
    }
    for place in &schema.places {
        let path = if place.path.is_empty() { "the datum" } else { &place.path };
        let first = place.first.first().map(|first| format!("; first {} offset {}", first.file, first.record));
        let (records, first) = (grouped(place.records), first.unwrap_or_default());
        text += &line(&foreign(&format!("    {records} {} at {path}{first}", fail(place.records))));
    }
    text
}

fn placed(MessagePlace { partition, offset }: MessagePlace) -> String {
    format!("at partition {partition} offset {offset}")
}

fn totals(report: &TopicReport, look: Look) -> String {
    let messages = count(report.messages, "message");
    let answer = match report.failed() {
        0 => format!("{messages} of {} can be read", foreign(&report.topic)),
        failed => format!("{} of {messages} of {} cannot be read", grouped(failed), foreign(&report.topic)),
    };
    let mut parts = vec![answer, count(report.schemas.len(), "schema")];
    let unknown = report.schemas.iter().filter(|schema| schema.answer().is_none()).count();
    if unknown > 0 {
        parts.push(format!("{} not checked", count(unknown, "schema")));
    }
    let mark = if report.fails() || !report.is_whole() { look.bad() } else { look.good() };
    last_line(&mark, &parts, look)
}

/// Writes the report as one JSON value and a line feed.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(report: &TopicReport, out: &mut impl Write) -> io::Result<()> {
    let json = TopicJson {
        topic: &report.topic,
        summary: TopicSummaryJson {
            messages: report.messages,
            failed_messages: report.failed(),
            strange_messages: report.strange,
        },
        schemas: report.schemas.iter().map(schema_of).collect(),
        first_strange: report.first_strange.as_ref().map(|(place, reason)| StrangeJson {
            partition: place.partition,
            offset: place.offset,
            reason,
        }),
    };
    json::write(&Contract::new(SCHEMA_VERSION, json), out)
}

#[derive(Serialize)]
struct TopicJson<'a> {
    topic: &'a str,
    summary: TopicSummaryJson,
    schemas: Vec<MessageSchemaJson<'a>>,
    first_strange: Option<StrangeJson<'a>>,
}

#[derive(Serialize)]
struct TopicSummaryJson {
    messages: u64,
    failed_messages: u64,
    /// Messages that are no data in the envelope.
    strange_messages: u64,
}

#[derive(Serialize)]
struct StrangeJson<'a> {
    partition: i32,
    offset: i64,
    reason: &'a str,
}

#[derive(Serialize)]
struct MessageSchemaJson<'a> {
    key: &'a str,
    name: Option<&'a str>,
    versions: Vec<VersionJson<'a>>,
    reader: Option<&'a str>,
    verdict: Option<&'static str>,
    messages: u64,
    failed_messages: u64,
    first: PlaceJson,
    rules: Vec<&'static str>,
    errors: Vec<ErrorJson<'a>>,
}

#[derive(Serialize)]
struct PlaceJson {
    partition: i32,
    offset: i64,
}

fn schema_of(schema: &MessageReport) -> MessageSchemaJson<'_> {
    let writer = schema.writer.as_ref().ok();
    let answer = schema.answer();
    MessageSchemaJson {
        key: &schema.key,
        name: writer.map(|writer| writer.name.as_str()),
        versions: writer.map_or_else(Vec::new, |writer| writer.known.iter().map(VersionJson::from).collect()),
        reader: answer.map(|answer| answer.reader.as_str()),
        verdict: answer.map(|answer| answer.verdict().name()),
        messages: schema.messages,
        failed_messages: schema.failed,
        first: PlaceJson { partition: schema.first.partition, offset: schema.first.offset },
        rules: answer.map_or_else(Vec::new, |answer| answer.findings.iter().map(|finding| finding.rule.id).collect()),
        errors: schema.problems().iter().map(ErrorJson::from).collect(),
    }
}
