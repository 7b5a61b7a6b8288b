//! The newest step of a subject and its records in, what a few of them are read as out: for reports that show data.

use crate::check::PairReport;
use crate::evidence::preview::{Circle, PreviewedRecord, ResolvedPair, record};
use crate::evidence::round_trip::VersionRecords;
use crate::finding::Finding;
use crate::history::LinkedSubject;
use avro_resolve::data::binary;
use avro_resolve::proof::Witness;
use avro_resolve::schema::value::Value;
use avro_resolve::schema::{ReaderSchema, WriterSchema};

/// Whether a report shows records as they were written and as they are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Previews {
    /// Some of the newest step.
    Made,
    /// None.
    Skip,
}

/// Records of one direction between the two newest versions.
#[derive(Debug)]
pub struct StepPreview {
    /// Index of the writer's version.
    pub writer: usize,
    /// Index of the reader's version.
    pub reader: usize,
    /// What failing parts of the records refer to, by number.
    pub findings: Vec<Finding>,
    /// A few records, those first that cannot be read.
    pub records: Vec<PreviewedRecord>,
}

/// So many records of a version are tried.
const TRIED: usize = 20;

/// So many are shown.
const SHOWN: usize = 3;

/// The directions between the two newest versions that the run depends on; if it depends on none, how the newest reads the one
/// before.
pub(crate) fn newest_step(
    linked: &LinkedSubject,
    pairs: &[PairReport],
    version_records: &[VersionRecords],
) -> Vec<StepPreview> {
    let Some(before) = linked.versions.len().checked_sub(2) else { return Vec::new() };
    let is_of_step = |pair: &&PairReport| pair.writer.min(pair.reader) == before;
    let of_step: Vec<&PairReport> = pairs.iter().filter(is_of_step).collect();
    let mut wanted: Vec<&PairReport> = of_step.iter().copied().filter(|pair| pair.gated).collect();
    if wanted.is_empty() {
        wanted.extend(of_step.into_iter().filter(|pair| pair.is_backward()));
    }
    let previews = wanted.into_iter().map(|pair| of_pair(linked, pair, &version_records[pair.writer]));
    previews.filter(|preview| !preview.records.is_empty()).collect()
}

fn of_pair(linked: &LinkedSubject, pair: &PairReport, traveller: &VersionRecords) -> StepPreview {
    let (writer, reader) = (&linked.versions[pair.writer].schema, &linked.versions[pair.reader].schema);
    let crossing = ResolvedPair::new(&linked.shapes, WriterSchema(writer), ReaderSchema(reader), Circle::Half);
    let known = traveller.values().take(TRIED).map(|(name, value)| (name.to_owned(), value.clone()));
    let mut records: Vec<PreviewedRecord> =
        known.filter_map(|(name, value)| record(&crossing, name, value).ok()).collect();
    if records.iter().all(|record| record.read.is_ok()) {
        let witness = pair.findings.iter().find_map(|finding| witness(linked, pair.writer, finding));
        records.extend(witness.and_then(|(name, value)| record(&crossing, name, value).ok()));
    }
    records.sort_by_key(|record| record.read.is_ok());
    records.truncate(SHOWN);
    StepPreview { writer: pair.writer, reader: pair.reader, findings: crossing.findings, records }
}

/// A record that was made to show a finding which keeps it from being read.
fn witness(linked: &LinkedSubject, writer: usize, finding: &Finding) -> Option<(String, Value)> {
    finding.failure_kind()?;
    let Witness::Datum(bytes) = finding.witness.as_ref()? else { return None };
    let value = binary::decode(&linked.shapes, linked.versions[writer].schema.root_shape(), bytes).ok()?;
    Some((format!("witness of {}", finding.rule.id), value))
}
