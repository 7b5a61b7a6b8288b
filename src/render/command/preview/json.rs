//! What `avrocheck preview` shows as JSON, a versioned contract: what these structs say changes only together with `SCHEMA_VERSION`, unless a key is added.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value as Json;

use crate::evidence::preview::data::{Preview, Totals};
use crate::evidence::preview::part::Failed;
use crate::evidence::preview::{Became, Circle, Datum, Fate, Leaf, Part, PartStep, PreviewedRecord, ResolvedPair};
use crate::render::command::preview::view::{DataWord, PreviewView};
use crate::render::command::write_line;
use crate::render::contract::{ErrorJson, Tool};
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
    crossing: Option<&ResolvedPair<'_>>,
    preview: &Preview,
    view: &PreviewView<'_>,
    out: &mut impl Write,
) -> io::Result<()> {
    let records = |crossing| preview.records.iter().map(move |record| record_of(crossing, record, view)).collect();
    let contract = PreviewJson {
        schema_version: SCHEMA_VERSION,
        tool: Tool::THIS,
        subject: view.subject,
        writer: view.writer,
        reader: view.reader,
        verdict: crossing.map(|crossing| crossing.verdict().name()),
        data: match view.data {
            DataWord::Fixtures => "fixtures",
            DataWord::Given(_) => "given",
            DataWord::Generated => "generated",
        },
        summary: summary_of(&preview.totals, crossing.map_or(Circle::Half, |crossing| crossing.circle)),
        records: crossing.map(records).unwrap_or_default(),
        errors: preview.problems.iter().map(ErrorJson::from).collect(),
    };
    write_line(&contract, out)
}

#[derive(Serialize)]
struct PreviewJson<'a> {
    schema_version: u32,
    tool: Tool,
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

fn summary_of(totals: &Totals, circle: Circle) -> PreviewSummaryJson {
    let of = |fate: Fate| totals.of(&fate);
    let failed = totals.fates.get("failed").copied().unwrap_or(0);
    let values = ValuesJson {
        kept: of(Fate::Kept),
        promoted: of(Fate::Promoted),
        changed: of(Fate::Changed),
        recast: of(Fate::Recast),
        masked: of(Fate::Masked),
        defaulted: of(Fate::Defaulted),
        dropped: of(Fate::Dropped),
        failed,
    };
    let is_full = circle == Circle::Full;
    PreviewSummaryJson {
        records: totals.records,
        failed: totals.failed,
        values,
        returned: is_full.then_some(totals.returned),
        lost: is_full.then_some(totals.lost),
        back_failed: is_full.then_some(totals.stranded),
    }
}

fn record_of<'a>(crossing: &ResolvedPair<'_>, record: &'a PreviewedRecord, view: &PreviewView<'_>) -> RecordJson<'a> {
    let shapes = crossing.shapes;
    let json = |shape: ShapeId, value| to_json(shapes, shape, value);
    let failure = |failure: &'a Failure| FailureJson { path: &failure.path, kind: failure.kind.java_name() };
    let parts = record.parts.as_ref().ok().map(|part| {
        let mut listing = Listing {
            crossing,
            view,
            circle: record.circle(),
            written: String::new(),
            read: String::new(),
            parts: Vec::new(),
        };
        listing.visit(part);
        listing.parts
    });
    RecordJson {
        record: &record.name,
        written: json(crossing.writer_shape(), &record.written),
        read: record.read.as_ref().ok().map(|value| json(crossing.reader_shape(), value)),
        failure: record.read.as_ref().err().map(failure),
        back: record
            .back
            .as_ref()
            .and_then(|back| back.as_ref().ok())
            .map(|value| json(crossing.writer_shape(), value)),
        back_failure: record.back.as_ref().and_then(|back| back.as_ref().err()).map(failure),
        parts,
    }
}

/// The values to which something happened, with their JSON Pointers on both sides.
struct Listing<'a> {
    crossing: &'a ResolvedPair<'a>,
    view: &'a PreviewView<'a>,
    circle: Circle,
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
        let is_full = self.circle == Circle::Full;
        if leaf.fate == Fate::Kept && (!is_full || leaf.has_survived()) {
            return;
        }
        let json = |datum: &Datum| to_json(self.crossing.shapes, datum.ty.shape, &datum.value);
        let failed = match leaf.fate {
            Fate::Failed(failed) => Some(failed),
            Fate::Kept
            | Fate::Promoted
            | Fate::Changed
            | Fate::Recast
            | Fate::Masked
            | Fate::Defaulted
            | Fate::Dropped => None,
        };
        let finding = failed.and_then(|Failed { finding, .. }| finding).map(|at| &self.crossing.findings[at]);
        let sides = Sides::between(self.view.writer, self.view.reader);
        self.parts.push(PartJson {
            fate: leaf.fate.name(),
            written_path: part.written.is_some().then(|| self.written.clone()),
            read_path: part.read.is_some().then(|| self.read.clone()),
            written: leaf.written.as_ref().map(json),
            read: leaf.read.as_ref().map(json),
            back: leaf.back.as_ref().map(json),
            survived: (is_full && leaf.written.is_some()).then(|| leaf.has_survived()),
            rule: finding.map(|finding| finding.rule.id),
            kind: failed.map(|failed| failed.kind.java_name()),
            message: finding.map(|finding| words::finding(finding, sides).message),
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
