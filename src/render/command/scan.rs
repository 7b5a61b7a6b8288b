//! What a scan found in, text for people out.

mod json;

pub use json::write;

use std::fmt::Write;

use colored::Colorize;

use crate::finding::Finding;
use crate::render::command::inspect::versions;
use crate::render::part::look::{Detail, Look, pad};
use crate::render::part::phrase::{count, grouped};
use crate::render::part::problem;
use crate::render::words::{self, Sides};
use crate::rule::Severity;
use crate::scan::{Answer, Depth, FailingPlace, Offender, ScanReport, WriterReport};

/// Each writer's schema with what the reader makes of it, what could not be looked at, and the answer in the last line. Quietly,
/// only schemas that fail.
pub fn render(report: &ScanReport, look: Look) -> String {
    let mut text = String::new();
    let shown = |writer: &&WriterReport| {
        look.detail != Detail::Quiet || writer.fails(report.depth) || writer.writer().answer.is_err()
    };
    for writer in report.writers.iter().filter(shown) {
        one(&mut text, report.depth, writer, look);
        text.push('\n');
    }
    for trouble in &report.troubles {
        text.push_str(&problem::line(&trouble.problem));
    }
    if !report.troubles.is_empty() {
        text.push('\n');
    }
    last_line(&mut text, report, look);
    text
}

fn one(text: &mut String, depth: Depth, report: &WriterReport, look: Look) {
    let writer = report.writer();
    let name = match writer.known.as_slice() {
        [] => format!("{} (no known version)", writer.name.bold()),
        known => format!("{} ({})", writer.name.bold(), versions(known, look)),
    };
    let files = match report.files.as_slice() {
        [only] => only.clone(),
        files => format!("{}, the first is {}", count(files.len(), "file"), files[0]),
    };
    let answer = match &writer.answer {
        Ok(answer) => answer,
        Err(problems) => {
            writeln!(text, "? {name}\n  {files}").expect(TAKES_EVERYTHING);
            problems.iter().for_each(|problem| text.push_str(&format!("  {}", problem::line(problem))));
            return;
        }
    };
    let mark = if report.fails(depth) { look.bad() } else { look.good() };
    let arrow = look.arrow();
    writeln!(text, "{mark} {name} {arrow} {}: {}", answer.reader, answer.verdict().name()).expect(TAKES_EVERYTHING);
    let records = match depth {
        Depth::Headers => String::new(),
        Depth::Records => match report.failed {
            0 => format!("{}{} read", look.dot(), records(report.records)),
            failed => format!("{}{} of {} {}", look.dot(), grouped(failed), records(report.records), fail(failed)),
        },
    };
    writeln!(text, "  {files}{records}").expect(TAKES_EVERYTHING);
    let is_told =
        |finding: &&Finding| look.detail == Detail::Verbose || finding.default_severity >= Severity::Dangerous;
    for finding in answer.findings.iter().filter(is_told) {
        let at = if finding.trail.is_empty() { String::new() } else { format!(" {}", finding.trail) };
        let title = format!("{} {}{at}", finding.rule.id, finding.rule.name);
        writeln!(text, "    {title}: {}", words::finding(finding, Sides::NONE).message).expect(TAKES_EVERYTHING);
    }
    let width = report.places.iter().map(|place| grouped(place.records).len()).max().unwrap_or(0);
    for place in &report.places {
        failing_place(text, place, answer, width);
    }
}

fn failing_place(text: &mut String, place: &FailingPlace, answer: &Answer, width: usize) {
    let FailingPlace { path, kind, finding, records, first } = place;
    let rule = finding.map_or(*kind, |finding| answer.findings[finding].rule.id);
    let path = if path.is_empty() { "the datum" } else { path };
    let mut before = None;
    let first: Vec<String> = first.iter().map(|offender| named(offender, before.replace(&offender.file))).collect();
    let number = grouped(*records);
    let number = format!("{}{number}", pad("", width - number.len()));
    let fail = fail(*records);
    writeln!(text, "    {number} {fail} at {path} ({rule}); first {}", first.join(", ")).expect(TAKES_EVERYTHING);
}

/// The file is named once for all its records.
fn named(Offender { file, block, record }: &Offender, before: Option<&String>) -> String {
    let place = format!("block {block} record {record}");
    if before == Some(file) { place } else { format!("{file} {place}") }
}

fn records(number: u64) -> String {
    if number == 1 { "1 record".to_owned() } else { format!("{} records", grouped(number)) }
}

fn fail(records: u64) -> &'static str {
    if records == 1 { "fails" } else { "fail" }
}

fn last_line(text: &mut String, report: &ScanReport, look: Look) {
    let files = count(report.files, "file");
    let schemas = count(report.writers.len(), "schema");
    let dot = look.dot();
    let failing = report.failing_files();
    let sum = |of: fn(&WriterReport) -> u64| report.writers.iter().map(of).sum::<u64>();
    let (all, failed) = (sum(|writer| writer.records), sum(|writer| writer.failed));
    let answered = report.answered_files();
    let answer = match (report.depth, failing) {
        (Depth::Headers, 0) => format!("{} can be read, by the headers{dot}{schemas}", count(answered, "file")),
        (Depth::Headers, _) => {
            format!("the reader may fail on {failing} of {files}{dot}{schemas}{dot}--records counts")
        }
        (Depth::Records, 0) => format!("{} in {} can be read{dot}{schemas}", records(all), count(answered, "file")),
        (Depth::Records, _) => {
            let fail = fail(failed);
            format!("{} of {} in {failing} of {files} {fail}{dot}{schemas}", grouped(failed), records(all))
        }
    };
    let unread = match report.files - answered {
        0 => String::new(),
        unread => format!("{dot}{} not checked", count(unread, "file")),
    };
    let damaged = match report.damaged_files() {
        0 => String::new(),
        damaged => format!("{dot}{} damaged", count(damaged, "file")),
    };
    let mark = if failing > 0 || !report.is_whole() { look.bad() } else { look.good() };
    writeln!(text, "{mark} {answer}{unread}{damaged}").expect(TAKES_EVERYTHING);
}

const TAKES_EVERYTHING: &str = "a String takes everything";
