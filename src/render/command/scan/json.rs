//! What `avrocheck scan` found as JSON, a versioned contract: what these structs say changes only together with `SCHEMA_VERSION`, unless a key is added.

use std::io::{self, Write};

use serde::Serialize;

use crate::finding::Finding;
use crate::model::input::Problem;
use crate::model::json;
use crate::render::command::VersionJson;
use crate::render::contract::{Contract, ErrorJson, FindingHeadJson, WithinFileJson};
use crate::render::words::Sides;
use crate::scan::{Depth, FailingPlace, Offender, ScanReport, WriterReport};

/// The version of the contract.
const SCHEMA_VERSION: u32 = 1;

/// Writes the report as one JSON value and a line feed.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(report: &ScanReport, out: &mut impl Write) -> io::Result<()> {
    let of_records = |sum: u64| (report.depth != Depth::Headers).then_some(sum);
    let writers: Vec<WriterJson<'_>> = report.writers.iter().map(writer_of).collect();
    let report = ScanJson {
        depth: report.depth.name(),
        summary: ScanSummaryJson {
            files: report.files,
            failing_files: report.failing_files(),
            records: of_records(report.writers.iter().map(|writer| writer.records).sum()),
            failed_records: of_records(report.writers.iter().map(|writer| writer.failed).sum()),
            broken_strings: of_records(report.writers.iter().map(|writer| writer.broken_texts).sum()),
        },
        writers,
        empty_files: &report.empty,
        errors: report
            .troubles
            .iter()
            .map(|trouble| error_of(&trouble.problem, trouble.block, trouble.offset))
            .collect(),
    };
    json::write(&Contract::new(SCHEMA_VERSION, report), out)
}

#[derive(Serialize)]
struct ScanJson<'a> {
    depth: &'static str,
    summary: ScanSummaryJson,
    writers: Vec<WriterJson<'a>>,
    /// Files without a byte, which fail.
    empty_files: &'a [String],
    errors: Vec<ErrorJson<'a>>,
}

#[derive(Serialize)]
struct ScanSummaryJson {
    files: usize,
    failing_files: usize,
    records: Option<u64>,
    failed_records: Option<u64>,
    /// Strings that are not UTF-8.
    broken_strings: Option<u64>,
}

#[derive(Serialize)]
struct WriterJson<'a> {
    name: &'a str,
    /// CRC-64-AVRO of the canonical form.
    schema_fingerprint: Option<&'a str>,
    versions: Vec<VersionJson<'a>>,
    files: Vec<&'a str>,
    failing_files: Vec<FailingFileJson<'a>>,
    reader: Option<&'a str>,
    verdict: Option<&'static str>,
    fails: bool,
    records: Option<u64>,
    failed_records: Option<u64>,
    broken_strings: Option<u64>,
    findings: Vec<ScanFindingJson<'a>>,
    failing: Vec<FailingPlaceJson<'a>>,
    errors: Vec<ErrorJson<'a>>,
}

#[derive(Serialize)]
struct ScanFindingJson<'a> {
    #[serde(flatten)]
    head: FindingHeadJson<'a>,
    fingerprint: String,
}

#[derive(Serialize)]
struct FailingPlaceJson<'a> {
    path: &'a str,
    kind: &'static str,
    rule: Option<&'static str>,
    records: u64,
    first: Vec<OffenderJson<'a>>,
}

#[derive(Serialize)]
struct FailingFileJson<'a> {
    file: &'a str,
    records: Option<u64>,
    failed_records: Option<u64>,
}

#[derive(Serialize)]
struct OffenderJson<'a> {
    file: &'a str,
    block: u64,
    record: u64,
}

fn writer_of(report: &WriterReport) -> WriterJson<'_> {
    let writer = report.writer();
    let answer = writer.answer.as_ref().ok();
    let findings = answer.map_or(&[][..], |answer| &answer.findings);
    let of_records = |sum: u64| report.is_decoded.then_some(sum);
    let place = |place| failing_place_of(place, findings);
    WriterJson {
        name: &writer.name,
        schema_fingerprint: writer.fingerprint.as_deref(),
        versions: writer.known.iter().map(VersionJson::from).collect(),
        files: report.files.iter().map(|file| file.name.as_str()).collect(),
        failing_files: report
            .failing_files()
            .map(|file| FailingFileJson {
                file: &file.name,
                records: of_records(file.records),
                failed_records: of_records(file.failed),
            })
            .collect(),
        reader: answer.map(|answer| answer.reader.as_str()),
        verdict: answer.map(|answer| answer.verdict().name()),
        fails: report.fails(),
        records: of_records(report.records),
        failed_records: of_records(report.failed),
        broken_strings: of_records(report.broken_texts),
        findings: findings.iter().map(finding_of).collect(),
        failing: report.places.iter().map(place).collect(),
        errors: writer
            .answer
            .as_ref()
            .err()
            .into_iter()
            .flatten()
            .map(|problem| error_of(problem, None, None))
            .collect(),
    }
}

fn failing_place_of<'a>(place: &'a FailingPlace, findings: &[Finding]) -> FailingPlaceJson<'a> {
    let offender = |at: &'a Offender| OffenderJson { file: &at.file, block: at.block, record: at.record };
    FailingPlaceJson {
        path: &place.path,
        kind: place.kind,
        rule: place.finding.map(|finding| findings[finding].rule.id),
        records: place.records,
        first: place.first.iter().map(offender).collect(),
    }
}

fn finding_of(finding: &Finding) -> ScanFindingJson<'_> {
    let head = FindingHeadJson::new(finding, finding.default_severity, Sides::NONE);
    ScanFindingJson { head, fingerprint: finding.fingerprint.to_string() }
}

fn error_of(problem: &Problem, block: Option<u64>, offset: Option<u64>) -> ErrorJson<'_> {
    ErrorJson { within: Some(WithinFileJson { block, offset }), ..ErrorJson::from(problem) }
}
