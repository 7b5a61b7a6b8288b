//! What `avrocheck preview` shows as JSON, a versioned contract: what these structs say changes only together with `SCHEMA_VERSION`, unless a key is added.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value as Json;

use crate::evidence::preview::data::{Preview, Totals};
use crate::evidence::preview::{Became, Datum, Fate, Leaf, Part, PartStep, PreviewedRecord, ResolvedPair};
use crate::model::json;
use crate::render::command::preview::view::{DataWord, PreviewView};
use crate::render::contract::{Contract, ErrorJson};
use crate::render::words::{self, Sides};
use avro_resolve::data::json::to_json;
use avro_resolve::data::translate::Failure;
use avro_resolve::depth::deep;
use avro_resolve::schema::shape::ShapeId;

/// The version of the contract.
const SCHEMA_VERSION: u32 = 1;

/// Writes the preview as one JSON value and a line feed; the schemas may be missing if they could not be understood.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(
    resolved: Option<&ResolvedPair<'_>>,
    preview: &Preview,
    view: &PreviewView<'_>,
    out: &mut impl Write,
) -> io::Result<()> {
    let records = |resolved| preview.records.iter().map(move |record| record_of(resolved, record, view)).collect();
    let report = PreviewJson {
        subject: view.subject,
        writer: view.writer,
        reader: view.reader,
        verdict: resolved.map(|resolved| resolved.verdict().name()),
        data: match view.data {
            DataWord::Fixtures => "fixtures",
            DataWord::Given(_) => "given",
            DataWord::Generated => "generated",
        },
        summary: summary_of(&preview.totals, resolved),
        records: resolved.map(records).unwrap_or_default(),
        errors: preview.problems.iter().map(ErrorJson::from).collect(),
    };
    json::write(&Contract::new(SCHEMA_VERSION, report), out)
}

#[derive(Serialize)]
struct PreviewJson<'a> {
    subject: Option<&'a str>,
    writer: &'a str,
    reader: &'a str,
    verdict: Option<&'static str>,
    data: &'static str,
    summary: PreviewSummaryJson,
    records: Vec<RecordJson<'a>>,
    errors: Vec<ErrorJson<'a>>,
}

/// Counts over all records, also those that `--limit` keeps out of `records`.
#[derive(Serialize)]
struct PreviewSummaryJson {
    records: usize,
    failed: usize,
    values: ValuesJson,
    /// Null without `--back`.
    returned: Option<usize>,
    lost: Option<usize>,
    back_failed: Option<usize>,
}

#[derive(Serialize)]
struct ValuesJson {
    kept: usize,
    promoted: usize,
    changed: usize,
    recast: usize,
    masked: usize,
    defaulted: usize,
    dropped: usize,
    failed: usize,
}

#[derive(Serialize)]
struct RecordJson<'a> {
    record: &'a str,
    written: Json,
    read: Option<Json>,
    failure: Option<FailureJson<'a>>,
    back: Option<Json>,
    back_failure: Option<FailureJson<'a>>,
    /// Null if there are too many to look at each.
    parts: Option<Vec<PartJson>>,
}

#[derive(Serialize)]
struct FailureJson<'a> {
    path: &'a str,
    kind: &'static str,
}

/// A value to which something happened: on the way there, or on the way back.
#[derive(Serialize)]
struct PartJson {
    fate: &'static str,
    written_path: Option<String>,
    read_path: Option<String>,
    written: Option<Json>,
    read: Option<Json>,
    back: Option<Json>,
    survived: Option<bool>,
    rule: Option<&'static str>,
    kind: Option<&'static str>,
    message: Option<String>,
}

fn summary_of(totals: &Totals, resolved: Option<&ResolvedPair<'_>>) -> PreviewSummaryJson {
    let of = |fate: &str| totals.fates.get(fate).copied().unwrap_or(0);
    let back = |number: usize| resolved.filter(|pair| pair.goes_back).map(|_| number);
    PreviewSummaryJson {
        records: totals.records,
        failed: totals.failed,
        values: ValuesJson {
            kept: of("kept"),
            promoted: of("promoted"),
            changed: of("changed"),
            recast: of("recast"),
            masked: of("masked"),
            defaulted: of("defaulted"),
            dropped: of("dropped"),
            failed: of("failed"),
        },
        returned: back(totals.returned),
        lost: back(totals.lost),
        back_failed: back(totals.stranded),
    }
}

fn record_of<'a>(resolved: &ResolvedPair<'_>, record: &'a PreviewedRecord, view: &PreviewView<'_>) -> RecordJson<'a> {
    let json = |shape: ShapeId, value| to_json(resolved.shapes, shape, value);
    let back = record.back.as_ref();
    let failure = |failure: &'a Failure| FailureJson { path: &failure.path, kind: failure.kind.java_name() };
    let parts = record.parts.as_ref().ok().map(|part| {
        let mut listing = Listing {
            resolved,
            view,
            came_back: record.came_back(),
            written: String::new(),
            read: String::new(),
            parts: Vec::new(),
        };
        listing.visit(part);
        listing.parts
    });
    RecordJson {
        record: &record.name,
        written: json(resolved.writer_shape(), &record.written),
        read: record.read.as_ref().ok().map(|value| json(resolved.reader_shape(), value)),
        failure: record.read.as_ref().err().map(failure),
        back: back.and_then(|back| back.as_ref().ok()).map(|value| json(resolved.writer_shape(), value)),
        back_failure: back.and_then(|back| back.as_ref().err()).map(failure),
        parts,
    }
}

/// The values to which something happened, with their JSON Pointers on both sides.
struct Listing<'a> {
    resolved: &'a ResolvedPair<'a>,
    view: &'a PreviewView<'a>,
    came_back: bool,
    written: String,
    read: String,
    parts: Vec<PartJson>,
}

impl Listing<'_> {
    fn visit(&mut self, part: &Part) {
        let (written, read) = (self.written.len(), self.read.len());
        part.written.iter().for_each(|step| push(&mut self.written, step));
        part.read.iter().for_each(|step| push(&mut self.read, step));
        match &part.became {
            Became::Parts(_, _, parts) => deep(|| parts.iter().for_each(|part| self.visit(part))),
            Became::Value(leaf) => self.leaf(part, leaf),
        }
        self.written.truncate(written);
        self.read.truncate(read);
    }

    fn leaf(&mut self, part: &Part, leaf: &Leaf) {
        if leaf.fate == Fate::Kept && (!self.came_back || leaf.has_survived()) {
            return;
        }
        let json = |datum: &Datum| to_json(self.resolved.shapes, datum.ty.shape, &datum.value);
        let failed = leaf.fate.failed();
        let finding = failed.and_then(|failed| failed.finding).map(|at| &self.resolved.findings[at]);
        let sides = Sides::between(self.view.writer, self.view.reader);
        self.parts.push(PartJson {
            fate: leaf.fate.name(),
            written_path: part.written.is_some().then(|| self.written.clone()),
            read_path: part.read.is_some().then(|| self.read.clone()),
            written: leaf.written.as_ref().map(json),
            read: leaf.read.as_ref().map(json),
            back: leaf.back.as_ref().map(json),
            survived: (self.came_back && leaf.written.is_some()).then(|| leaf.has_survived()),
            rule: finding.map(|finding| finding.rule.id),
            kind: failed.map(|failed| failed.kind.java_name()),
            message: finding.map(|finding| words::message(finding, sides)),
        });
    }
}

/// Appends a step to a JSON Pointer (RFC 6901).
fn push(pointer: &mut String, step: &PartStep) {
    let name = match step {
        PartStep::Whole => return,
        PartStep::Field(name, _) => name.to_string(),
        PartStep::Item(at) => at.to_string(),
        PartStep::Key(key, _) => String::from_utf8_lossy(key).into_owned(),
    };
    pointer.push('/');
    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
}
