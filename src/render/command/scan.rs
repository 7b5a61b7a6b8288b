//! What `avrocheck scan` prints: what the reader's schema makes of each writer's, and of the files written with it.

mod json;
#[cfg(feature = "kafka")]
pub(crate) mod topic;

pub(crate) use json::write;

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::model::text::{count, grouped};
use crate::render::command::inspect::versions;
use crate::render::problem;
use crate::render::summary::last_line::last_line;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::{widest, width, wrap};
use crate::render::text::style::{Detail, Look};
use crate::render::words::{self, Sides};
use crate::rule::Severity;
use crate::scan::{Answer, Depth, FailingPlace, Offender, ScanReport, ScannedFile, WriterReport};

/// Each writer's schema with what the reader makes of it, what could not be looked at, and the answer in the last line. Quietly,
/// only schemas that fail.
pub(crate) fn render(report: &ScanReport, look: Look) -> String {
    let shown =
        |writer: &&WriterReport| look.detail != Detail::Quiet || writer.fails() || writer.writer().answer.is_err();
    let name = |writer: &WriterReport| (writer.writer().name.clone(), versions(&writer.writer().known, look));
    let mut names: BTreeMap<(String, String), usize> = BTreeMap::new();
    report.writers.iter().for_each(|writer| *names.entry(name(writer)).or_default() += 1);
    let of_writer = |writer: &WriterReport| {
        let naming = if names[&name(writer)] > 1 { Naming::WithFingerprint } else { Naming::NameAlone };
        of_writer(writer, naming, look) + "\n"
    };
    let writers = report.writers.iter().filter(shown).map(of_writer);
    let mut text: String = writers.collect();
    text += &empty_files(report, look);
    text.extend(report.troubles.iter().map(|trouble| problem::line(&trouble.problem, look)));
    if !report.troubles.is_empty() {
        text.push('\n');
    }
    text + &totals(report, look)
}

/// How a writer's schema is named: there may be several of one name that are no known version.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    NameAlone,
    WithFingerprint,
}

/// The files without a byte, which are one finding.
fn empty_files(report: &ScanReport, look: Look) -> String {
    let [first, ..] = report.empty.as_slice() else { return String::new() };
    let files = match report.empty.len() {
        1 => foreign(first).into_owned(),
        number => format!("{}, the first is {}", count(number, "file"), foreign(first)),
    };
    let what = "without a byte, not even a header: not written to the end, and no reader can read it";
    let files: String = match look.detail {
        Detail::Verbose => report.empty.iter().map(|file| format!("  {}\n", foreign(file))).collect(),
        Detail::Quiet | Detail::Normal => format!("  {files}\n"),
    };
    format!("{}\n{files}\n", wrap(&format!("{} empty: {what}", look.bad()), look.width, 2))
}

/// No more failing files of a schema are named, unless all are wanted.
const MOST_FILES: usize = 10;

/// The files that fail, if they are not all of a schema's files, or there are several.
fn failing_files(report: &WriterReport, look: Look) -> String {
    let most = if look.detail == Detail::Verbose { usize::MAX } else { MOST_FILES };
    let failing: Vec<&ScannedFile> = report.failing_files().collect();
    if report.files.len() == 1 || failing.is_empty() {
        return String::new();
    }
    let line = |file: &&ScannedFile| match report.is_decoded {
        false => format!("    {}\n", foreign(&file.name)),
        true => {
            let (failed, records) = (grouped(file.failed), count(file.records, "record"));
            format!("    {}{}{failed} of {records} {}\n", foreign(&file.name), look.dot(), fail(file.failed))
        }
    };
    let mut text: String = failing.iter().take(most).map(line).collect();
    if failing.len() > most {
        text += &format!("    {} {} more; -v names all\n", look.ellipsis(), grouped((failing.len() - most) as u64));
    }
    text
}

fn of_writer(report: &WriterReport, naming: Naming, look: Look) -> String {
    let line = |text: &str| wrap(text, look.width, 2) + "\n";
    let writer = report.writer();
    let name = look.bold(&foreign(&writer.name));
    let known = match writer.known.as_slice() {
        [] => "no known version".to_owned(),
        known => foreign(&versions(known, look)).into_owned(),
    };
    let name = match (naming, &writer.fingerprint) {
        (Naming::WithFingerprint, Some(fingerprint)) => format!("{name} ({known}, CRC-64-AVRO {fingerprint})"),
        (Naming::WithFingerprint, None) | (Naming::NameAlone, _) => format!("{name} ({known})"),
    };
    let files = match report.files.as_slice() {
        [only] => foreign(&only.name).into_owned(),
        files => format!("{}, the first is {}", count(files.len(), "file"), foreign(&files[0].name)),
    };
    let answer = match &writer.answer {
        Ok(answer) => answer,
        Err(problems) => {
            let problems = problems.iter().map(|problem| format!("  {}", problem::line(problem, look)));
            return [line(&format!("? {name}")), line(&format!("  {files}"))].into_iter().chain(problems).collect();
        }
    };
    let mark = if report.fails() { look.bad() } else { look.good() };
    let (arrow, reader) = (look.arrow(), foreign(&answer.reader));
    let mut text = line(&format!("{mark} {name} {arrow} {reader}: {}", answer.verdict().name()));
    let records = match (report.is_decoded, report.failed) {
        (false, _) => String::new(),
        (true, 0) => format!("{}{} read", look.dot(), count(report.records, "record")),
        (true, failed) => {
            format!("{}{} of {} {}", look.dot(), grouped(failed), count(report.records, "record"), fail(failed))
        }
    };
    text += &line(&format!("  {files}{records}"));
    text += &failing_files(report, look);
    if report.broken_texts > 0 {
        let (strings, are) =
            (count(report.broken_texts, "string"), if report.broken_texts == 1 { "is" } else { "are" });
        text +=
            &line(&format!("    warning: {strings} {are} not UTF-8; readers refuse them, or read other characters"));
    }
    let is_shown =
        |finding: &&Finding| look.detail == Detail::Verbose || finding.default_severity >= Severity::Dangerous;
    for finding in answer.findings.iter().filter(is_shown) {
        let at = if finding.trail.is_empty() { String::new() } else { format!(" {}", foreign(&finding.trail)) };
        let (id, name, message) = (finding.rule.id, finding.rule.name, words::message(finding, Sides::NONE));
        text += &line(&format!("    {id} {name}{at}: {message}"));
    }
    let column = widest(report.places.iter().map(|place| grouped(place.records)));
    text.extend(report.places.iter().map(|place| line(&failing_place(place, answer, column))));
    text
}

fn failing_place(place: &FailingPlace, answer: &Answer, column: usize) -> String {
    let FailingPlace { path, kind, finding, records, first } = place;
    let rule = finding.map_or(*kind, |finding| answer.findings[finding].rule.id);
    let path = if path.is_empty() { "the datum" } else { path };
    let mut before = None;
    let first: Vec<String> = first.iter().map(|offender| named(offender, before.replace(&offender.file))).collect();
    let number = grouped(*records);
    let gap = " ".repeat(column - width(&number));
    let text = format!("{gap}{number} {} at {path} ({rule}); first {}", fail(*records), first.join(", "));
    format!("    {}", foreign(&text))
}

/// The file is named once for all its records.
fn named(Offender { file, block, record }: &Offender, before: Option<&String>) -> String {
    let place = format!("block {block} record {record}");
    if before == Some(file) { place } else { format!("{file} {place}") }
}

fn fail(records: u64) -> &'static str {
    if records == 1 { "fails" } else { "fail" }
}

fn totals(report: &ScanReport, look: Look) -> String {
    let files = count(report.files, "file");
    let failing = report.failing_files();
    let sum = |of: fn(&WriterReport) -> u64| report.writers.iter().map(of).sum::<u64>();
    let (records, failed) = (count(sum(|writer| writer.records), "record"), sum(|writer| writer.failed));
    let answered = report.answered_files();
    let answer = match (report.depth, failing) {
        (Depth::Headers, 0) => format!("{} can be read, by the headers", count(answered, "file")),
        (Depth::DataDependent, 0) => {
            let decoded = report.writers.iter().filter(|writer| writer.is_decoded).map(|writer| writer.files.len());
            let decoded = grouped(decoded.sum::<usize>() as u64);
            format!("{} can be read, {decoded} by their records", count(answered, "file"))
        }
        (Depth::Headers, _) => format!("the reader may fail on {} of {files}", grouped(failing as u64)),
        (Depth::DataDependent, _) => format!("the reader fails on {} of {files}", grouped(failing as u64)),
        (Depth::Records, 0) => format!("{records} in {} can be read", count(answered, "file")),
        (Depth::Records, _) => {
            format!("{} of {records} in {} of {files} {}", grouped(failed), grouped(failing as u64), fail(failed))
        }
    };
    let mut parts = vec![answer, count(report.writers.len(), "schema")];
    if report.depth == Depth::Headers && failing > 0 {
        parts.push("--records counts".to_owned());
    }
    let unchecked = report.files - answered - report.empty.len();
    let others = [(report.empty.len(), "empty"), (unchecked, "not checked"), (report.damaged_files(), "damaged")];
    let others = others.into_iter().filter(|(number, _)| *number > 0);
    parts.extend(others.map(|(number, what)| format!("{} {what}", count(number, "file"))));
    let mark = if failing > 0 || !report.is_whole() { look.bad() } else { look.good() };
    last_line(&mark, &parts, look)
}
