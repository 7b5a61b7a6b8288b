//! The report as JSON, a versioned contract.

mod contract;

use std::io::{self, Write};

use serde::Serialize;

use contract::*;

use crate::change::Change;
use crate::evidence::proof::Proof;
use crate::evidence::round_trip::{FailedRecord, Leg, RoundTrip};
use crate::finding::fingerprint::Fingerprint;
use crate::fix::{Fix, Patch};
use crate::judged::{Judged, JudgedPair};
use crate::model::json;
use crate::policy::Waiver;
use crate::policy::gate::Exemption;
use crate::policy::judgement::Disposition;
use crate::render::cause::located;
use crate::render::contract::{Contract, ErrorJson, FindingHeadJson};
use crate::render::datum::{Executed, WriterShape};
use crate::render::summary::counts::Counts;
use crate::render::words::{self, Sides, remedy};
use crate::report::{CompatReport, ReportedSubject, SubjectReport};
use avro_resolve::data::translate::Changed;
use avro_resolve::proof::{Extent, Witness};
use avro_resolve::resolution::java::{Complaint, JavaAnswer};
use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::edit::Edit;
use avro_resolve::schema::source::{FileId, Sources};

/// Writes the report as one JSON value and a line feed.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &CompatReport, out: &mut impl Write) -> io::Result<()> {
    let sources = &*report.sources;
    write_with(report, Each(&report.subjects, |subject| subject_of(sources, subject)), out)
}

/// Writes a report with its subjects in the form in which they are there.
pub(super) fn write_with<S: ReportedSubject>(
    report: &CompatReport<S>,
    subjects: impl Serialize,
    out: &mut impl Write,
) -> io::Result<()> {
    let counts = Counts::of(report);
    let against = report.against.as_ref();
    let contract = ReportJson {
        level: report.policy.level.value.name(),
        against: against.map(|against| AgainstJson { label: &against.label, left_out: against.left_out }),
        summary: SummaryJson {
            subjects: counts.subjects,
            pairs: counts.pairs,
            compatible: counts.compatible,
            data_dependent: counts.data_dependent,
            incompatible: counts.incompatible,
            gated_failures: counts.failing.len(),
            records: counts.fixture_records,
            generated_records: counts.generated_records,
            waived: counts.waived,
            known: counts.known,
        },
        subjects,
        findings: Each(&report.findings, |judged| of_file(report, judged)),
        errors: Each(&report.problems, ErrorJson::from),
        notes: &report.notes,
    };
    json::write(&Contract::new(SCHEMA_VERSION, contract), out)
}

/// A list whose elements are made while it is written, so that a large report is never in memory twice.
struct Each<'a, T, F>(&'a [T], F);

impl<'a, T, R: Serialize, F: Fn(&'a T) -> R> Serialize for Each<'a, T, F> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}

/// A subject, to be written.
pub(super) fn subject_of<'a>(sources: &'a Sources, subject: &'a SubjectReport) -> SubjectJson<'a> {
    let changes = subject.steps.iter().flat_map(|step| {
        step.changes.iter().map(|change| change_of(change, subject.label(step.from), subject.label(step.to)))
    });
    SubjectJson {
        subject: &subject.subject,
        level: subject.level.name(),
        versions: subject.versions.iter().map(|version| version.label.as_str()).collect(),
        standing: subject.change.map(|change| change.name()),
        pairs: subject.pairs.iter().map(|pair| pair_of(sources, subject, pair)).collect(),
        changes: changes.collect(),
        fixes_cut_short: subject.fixes.is_cut_short,
        patch: subject.fixes.patch.as_ref().map(|patch| patch_of(sources, patch)),
    }
}

fn pair_of<'a>(sources: &'a Sources, subject: &'a SubjectReport, pair: &'a JudgedPair) -> PairJson<'a> {
    let sides = Sides::of_pair(subject, pair);
    let writer = WriterShape::new(subject, pair);
    let finding = |judged: &'a Judged| {
        let fixes = if pair.is_gated() { subject.fixes.of(judged.finding.fingerprint) } else { &[] };
        let fixes = fixes.iter().map(|fix| fix_of(sources, fix)).collect();
        FindingJson { fixes, ..finding_of(sources, judged, sides, Some(writer)) }
    };
    PairJson {
        writer: subject.label(pair.writer),
        reader: subject.label(pair.reader),
        direction: words::direction(pair),
        gated: pair.is_gated(),
        ungated_because: pair.exemption.as_ref().map(Exemption::name),
        verdict: pair.verdict.name(),
        findings: pair.findings.iter().map(finding).collect(),
        proof: pair.proof.as_ref().map(|proof| proof_of(proof, writer)),
        round_trip: pair.round_trip.as_deref().map(round_trip_of),
        as_confluent: pair.as_confluent.as_deref().map(as_confluent_of),
    }
}

/// A finding of no pair.
fn of_file<'a, S: ReportedSubject>(report: &'a CompatReport<S>, judged: &'a Judged) -> FindingJson<'a> {
    let sources = &*report.sources;
    let fixes = report.fixes_of_file(&judged.finding).iter().map(|fix| fix_of(sources, fix)).collect();
    FindingJson { fixes, ..finding_of(sources, judged, Sides::NONE, None) }
}

fn finding_of<'a>(
    sources: &'a Sources,
    Judged { finding, severity, disposition, evidence }: &'a Judged,
    sides: Sides<'_>,
    writer: Option<WriterShape<'a>>,
) -> FindingJson<'a> {
    let writer = writer.map(|writer| writer.showing(finding));
    let (witness, witness_absent) = datum_or_reason(evidence.witness.as_ref(), writer);
    let place = |place: &'a Option<Place>| place.as_ref().map(|place| location_of(sources, place));
    let FindingHeadJson { rule, name, kind, severity, message, path } = FindingHeadJson::new(finding, *severity, sides);
    FindingJson {
        rule,
        name,
        kind,
        severity,
        message,
        path,
        writer: place(&finding.writer),
        reader: place(&finding.reader),
        witness,
        witness_absent,
        fixture_hits: evidence.fixture_hits.map(|hits| hits.hit),
        fixes: Vec::new(),
        example: evidence
            .example
            .as_deref()
            .map(|example| ExampleJson { before: &example.before, after: &example.after }),
        fingerprint: finding.fingerprint.to_string(),
        waived_by: disposition.waiver().map(|waiver| waived_by(&waiver.value)),
        standing: standing_of(disposition),
    }
}

fn waived_by(waiver: &Waiver) -> WaivedByJson<'_> {
    WaivedByJson { reason: &waiver.reason, expires: waiver.expires.map(|expires| expires.to_string()) }
}

fn standing_of(disposition: &Disposition) -> &'static str {
    match disposition {
        Disposition::Fails => "fails",
        Disposition::Expired(_) => "waiver-expired",
        Disposition::Tolerated => "tolerated",
        Disposition::Waived(_) => "waived",
        Disposition::Known => "known",
    }
}

fn proof_of<'a>(proof: &'a Proof, writer: WriterShape<'a>) -> ProofJson<'a> {
    let (success, success_absent) = datum_or_reason(proof.success.as_ref(), Some(writer));
    ProofJson { data: proof.data, success, success_absent, bound_reached: proof.extent == Extent::Bounded }
}

/// The datum or why there is none; neither where nobody looked.
fn datum_or_reason<'a>(
    witness: Option<&'a Witness>,
    writer: Option<WriterShape<'a>>,
) -> (Option<DatumJson<'a>>, Option<&'static str>) {
    match (witness, writer) {
        (Some(Witness::Datum(bytes)), Some(writer)) => (Some(DatumJson { datum: Executed { writer, bytes } }), None),
        (Some(Witness::Absent(absence)), _) => (None, Some(absence.name())),
        (Some(Witness::Datum(_)), None) | (None, _) => (None, None),
    }
}

fn edit_of(edit: &Edit) -> EditJson<'_> {
    EditJson { start: edit.span.start, end: edit.span.end, text: &edit.text }
}

fn patch_of<'a>(sources: &'a Sources, patch: &'a Patch) -> PatchJson<'a> {
    let file = |(&file, edits): (&FileId, &'a Vec<Edit>)| PatchedFileJson {
        file: &sources[file].name,
        edits: edits.iter().map(edit_of).collect(),
    };
    PatchJson {
        title: remedy::title_of_patch(patch),
        remedies: patch.remedies.iter().map(remedy::title).collect(),
        files: patch.edits.iter().map(file).collect(),
        mends: patch.mends.iter().map(Fingerprint::to_string).collect(),
        to_decide: patch.to_decide.iter().map(Fingerprint::to_string).collect(),
    }
}

fn fix_of<'a>(sources: &'a Sources, fix: &'a Fix) -> FixJson<'a> {
    FixJson {
        file: &sources[fix.file].name,
        edits: fix.edits.iter().map(edit_of).collect(),
        title: remedy::title(&fix.remedy),
        applicability: if fix.is_automatic { "automatic" } else { "suggested" },
    }
}

fn as_confluent_of(answer: &JavaAnswer) -> AsConfluentJson<'_> {
    AsConfluentJson {
        compatible: answer.is_compatible(),
        incompatibilities: answer.complaints.iter().map(complaint_of).collect(),
        exception: answer.thrown.as_deref(),
    }
}

fn complaint_of(found: &Complaint) -> ComplaintJson<'_> {
    ComplaintJson { kind: found.kind.java_name(), location: &found.location, message: &found.message }
}

fn location_of<'a>(sources: &'a Sources, place: &'a Place) -> LocationJson<'a> {
    let (source, [start, end]) = located(sources, place);
    LocationJson {
        file: &source.name,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        pointer: &place.pointer,
    }
}

fn round_trip_of(trip: &RoundTrip) -> RoundTripJson<'_> {
    RoundTripJson {
        records: trip.fixtures.records,
        preserved: trip.fixtures.preserved,
        generated: trip.generated.records,
        generated_preserved: trip.generated.preserved,
        second_opinion: trip.has_second_opinion,
        there: way_of(&trip.there),
        back: way_of(&trip.back),
    }
}

fn way_of(way: &Leg) -> WayJson<'_> {
    WayJson {
        defaulted: &way.defaulted,
        dropped: &way.dropped,
        changed: way.changed.iter().map(changed_of).collect(),
        failed: way.failed.iter().map(failed_of).collect(),
    }
}

fn changed_of<'a>((path, changed): (&'a String, &'a Changed)) -> ChangedJson<'a> {
    ChangedJson { path, before: &changed.before, after: &changed.after, count: changed.count }
}

fn failed_of(failed: &FailedRecord) -> FailedJson<'_> {
    FailedJson { record: &failed.record, path: &failed.path, kind: failed.kind }
}

fn change_of<'a>(change: &'a Change, from: &'a str, to: &'a str) -> ChangeJson<'a> {
    ChangeJson {
        from,
        to,
        kind: change.kind.name(),
        path: &change.trail,
        before: change.before.as_deref(),
        after: change.after.as_deref(),
        breaks_backward: change.effect.breaks_backward,
        breaks_forward: change.effect.breaks_forward,
        changes_meaning: change.effect.changes_meaning,
    }
}
