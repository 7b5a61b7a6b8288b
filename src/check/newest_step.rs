//! Previews a few records between the two newest versions of a subject.

use avro_resolve::data::binary;
use avro_resolve::proof::Witness;
use avro_resolve::schema::value::Value;
use avro_resolve::schema::{ReaderSchema, WriterSchema};

use crate::evidence::preview::{PreviewedRecord, ResolvedPair, StepPreview, record};
use crate::evidence::round_trip::VersionRecords;
use crate::history::LinkedSubject;
use crate::judged::{Judged, JudgedPair};

/// The most records of a version that are tried.
const TRIED: usize = 20;

/// The most records that are shown.
const SHOWN: usize = 3;

/// The gated directions between the two newest versions; if none is gated, how the newest reads the one before.
pub(super) fn newest_step(
    linked: &LinkedSubject,
    pairs: &[JudgedPair],
    records: &[VersionRecords],
) -> Vec<StepPreview> {
    let Some(before) = linked.versions.len().checked_sub(2) else { return Vec::new() };
    let is_of_step = |pair: &&JudgedPair| pair.writer.min(pair.reader) == before;
    let of_step: Vec<&JudgedPair> = pairs.iter().filter(is_of_step).collect();
    let mut wanted: Vec<&JudgedPair> = of_step.iter().copied().filter(|pair| pair.is_gated()).collect();
    if wanted.is_empty() {
        wanted.extend(of_step.into_iter().filter(|pair| pair.is_backward()));
    }
    let previews = wanted.into_iter().map(|pair| of_pair(linked, pair, &records[pair.writer]));
    previews.filter(|preview| !preview.records.is_empty()).collect()
}

fn of_pair(linked: &LinkedSubject, pair: &JudgedPair, known: &VersionRecords) -> StepPreview {
    let (writer, reader) = (&linked.versions[pair.writer].schema, &linked.versions[pair.reader].schema);
    let resolved = ResolvedPair::new(&linked.shapes, WriterSchema(writer), ReaderSchema(reader));
    if resolved.exceeds_limit {
        return StepPreview { writer: pair.writer, reader: pair.reader, findings: Vec::new(), records: Vec::new() };
    }
    let value = |number| binary::decode(&linked.shapes, writer.root_shape(), &known.encoded(number));
    let tried = known.records.iter().enumerate().take(TRIED);
    let tried = tried.filter_map(|(number, known)| record(&resolved, known.name.clone(), value(number).ok()?).ok());
    let mut records: Vec<PreviewedRecord> = Vec::new();
    for record in tried {
        // A record can be large: those that will not be shown are not kept.
        if records.iter().filter(|other| other.read.is_ok() == record.read.is_ok()).count() < SHOWN {
            records.push(record);
        }
    }
    if records.iter().all(|record| record.read.is_ok()) {
        let witness = pair.findings.iter().find_map(|judged| witness(linked, pair.writer, judged));
        records.extend(witness.and_then(|(name, value)| record(&resolved, name, value).ok()));
    }
    records.sort_by_key(|record| record.read.is_ok());
    records.truncate(SHOWN);
    StepPreview { writer: pair.writer, reader: pair.reader, findings: resolved.findings, records }
}

/// A record that was made to show a finding which keeps it from being read.
fn witness(
    linked: &LinkedSubject,
    writer: usize,
    Judged { finding, evidence, .. }: &Judged,
) -> Option<(String, Value)> {
    finding.failure_kind()?;
    let Witness::Datum(bytes) = evidence.witness.as_ref()? else { return None };
    let value = binary::decode(&linked.shapes, linked.versions[writer].schema.root_shape(), bytes).ok()?;
    Some((format!("witness of {}", finding.rule.id), value))
}
