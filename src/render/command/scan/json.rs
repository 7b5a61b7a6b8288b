//! What `avrocheck scan` found as JSON, a versioned contract: what these structs say changes only together with `SCHEMA_VERSION`, unless a key is added.

use std::io::{self, Write};

use serde::Serialize;

use crate::finding::Finding;
use crate::model::input::Problem;
use crate::render::command::{VersionJson, write_line};
use crate::render::contract::Tool;
use crate::render::words::{self, Sides};
use crate::scan::{Depth, FailingPlace, ScanReport, WriterReport};

/// The version of the contract.
const SCHEMA_VERSION: u32 = 1;

/// Writes the report as one JSON value and a line feed.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(report: &ScanReport, out: &mut impl Write) -> io::Result<()> {
    let of_records = |sum: u64| (report.depth == Depth::Records).then_some(sum);
    let writers: Vec<WriterJson<'_>> = report.writers.iter().map(|writer| writer_of(writer, report.depth)).collect();
    let contract = ScanJson {
        schema_version: SCHEMA_VERSION,
        tool: Tool::THIS,
        depth: match report.depth {
            Depth::Headers => "headers",
            Depth::Records => "records",
        },
        summary: ScanSummaryJson {
            files: report.files,
            failing_files: report.failing_files(),
            records: of_records(report.writers.iter().map(|writer| writer.records).sum()),
            failed_records: of_records(report.writers.iter().map(|writer| writer.failed).sum()),
        },
        writers,
        errors: report
            .troubles
            .iter()
            .map(|trouble| ScanErrorJson { block: trouble.block, offset: trouble.offset, ..error_of(&trouble.problem) })
            .collect(),
    };
    write_line(&contract, out)
}

#[derive(Serialize)]
struct ScanJson<'a> {
    schema_version: u32,
    tool: Tool,
    depth: &'static str,
    summary: ScanSummaryJson,
    writers: Vec<WriterJson<'a>>,
    errors: Vec<ScanErrorJson<'a>>,
}

#[derive(Serialize)]
struct ScanSummaryJson {
    files: usize,
    failing_files: usize,
    records: Option<u64>,
    failed_records: Option<u64>,
}

#[derive(Serialize)]
struct WriterJson<'a> {
    name: &'a str,
    versions: Vec<VersionJson<'a>>,
    files: &'a [String],
    reader: Option<&'a str>,
    verdict: Option<&'static str>,
    fails: bool,
    records: Option<u64>,
    failed_records: Option<u64>,
    findings: Vec<ScanFindingJson<'a>>,
    failing: Vec<FailingPlaceJson<'a>>,
    errors: Vec<ScanErrorJson<'a>>,
}

#[derive(Serialize)]
struct ScanFindingJson<'a> {
    rule: &'static str,
    name: &'static str,
    kind: Option<&'static str>,
    severity: &'static str,
    message: String,
    path: &'a str,
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
struct OffenderJson<'a> {
    file: &'a str,
    block: u64,
    record: u64,
}

#[derive(Serialize)]
struct ScanErrorJson<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    block: Option<u64>,
    offset: Option<u64>,
    message: &'a str,
}

fn writer_of(report: &WriterReport, depth: Depth) -> WriterJson<'_> {
    let writer = report.writer();
    let answer = writer.answer.as_ref().ok();
    let findings = answer.map_or(&[][..], |answer| &answer.findings);
    let of_records = |sum: u64| (depth == Depth::Records && answer.is_some()).then_some(sum);
    let place = |place: &FailingPlace| place.finding.map(|finding| findings[finding].rule.id);
    WriterJson {
        name: &writer.name,
        versions: writer.known.iter().map(VersionJson::from).collect(),
        files: &report.files,
        reader: answer.map(|answer| answer.reader.as_str()),
        verdict: answer.map(|answer| answer.verdict().name()),
        fails: report.fails(depth),
        records: of_records(report.records),
        failed_records: of_records(report.failed),
        findings: findings.iter().map(finding_of).collect(),
        failing: report
            .places
            .iter()
            .map(|found| FailingPlaceJson {
                path: &found.path,
                kind: found.kind,
                rule: place(found),
                records: found.records,
                first: found
                    .first
                    .iter()
                    .map(|o| OffenderJson { file: &o.file, block: o.block, record: o.record })
                    .collect(),
            })
            .collect(),
        errors: writer.answer.as_ref().err().into_iter().flatten().map(error_of).collect(),
    }
}

fn finding_of(finding: &Finding) -> ScanFindingJson<'_> {
    ScanFindingJson {
        rule: finding.rule.id,
        name: finding.rule.name,
        kind: finding.failure_kind().map(|kind| kind.java_name()),
        severity: finding.default_severity.name(),
        message: words::finding(finding, Sides::NONE).message,
        path: &finding.path,
        fingerprint: finding.fingerprint.to_string(),
    }
}

fn error_of(problem: &Problem) -> ScanErrorJson<'_> {
    let (line, column) = problem.position.unzip();
    ScanErrorJson { file: problem.file.as_deref(), line, column, block: None, offset: None, message: &problem.message }
}
