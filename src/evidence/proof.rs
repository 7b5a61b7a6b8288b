//! Shows verdicts with data: a record that fails for each finding, and records of all kinds for a pair that can be read.

use super::{Evidence, internal_error};
use crate::finding::Finding;
use crate::history::LinkedSubject;
use crate::model::input::Problem;
use crate::model::limits;
use crate::pair::{Found, VersionPair};
use avro_resolve::data::{binary, json};
use avro_resolve::proof;
use avro_resolve::proof::{
    Budget, Contradiction, Cover, Exercised, Extent, Readings, Subject, Suspect, Trials, Witness,
};
use avro_resolve::resolution::locate::Cause;
use avro_resolve::resolution::{PairId, Resolution, Verdict};

/// The proof of a pair's verdict, beside the witnesses of its findings.
#[derive(Clone, Debug)]
pub struct Proof {
    /// How many data did what the verdict says, witnesses included.
    pub data: u32,
    /// Of a pair that reads some data and not all: one that it reads.
    pub success: Option<Witness>,
    /// Whether bounds kept it from showing more.
    pub extent: Extent,
}

/// What the proofs of a subject share.
pub(crate) struct Proving<'a> {
    linked: &'a LinkedSubject,
    readings: Readings<'a>,
    exercised: Exercised,
    /// What may still be spent on all pairs.
    left: u64,
}

impl<'a> Proving<'a> {
    pub(crate) fn new(
        linked: &'a LinkedSubject,
        resolution: &'a Resolution,
        pairs: impl IntoIterator<Item = PairId>,
    ) -> Proving<'a> {
        let readings = Readings::new(Subject { shapes: &linked.shapes, resolution }, pairs);
        let left = limits::PROOFS.most + limits::PROOFS_A_BYTE.most * linked.size();
        Proving { linked, readings, exercised: Exercised::default(), left }
    }

    /// Finds a witness for each finding, and exercises the pair. Data that contradict the verdict are problems.
    pub(crate) fn prove(
        &mut self,
        versions: VersionPair,
        id: PairId,
        found: &Found,
        evidence: &mut [Evidence],
        problems: &mut Vec<Problem>,
    ) -> Proof {
        let mut budget = Budget::within(self.left);
        let before = budget.left();
        let mut proof = Proof { data: 0, success: None, extent: Extent::Whole };
        let readings = &self.readings;
        let mut note = |contradiction: &Contradiction| {
            problems.push(contradicts(self.linked, versions, contradiction));
        };
        match readings.subject().resolution.verdict(id) {
            Verdict::Compatible => match proof::cover(readings, &mut self.exercised, id, &mut budget) {
                Ok(Cover { data, extent }) => {
                    proof.data += data.len() as u32;
                    proof.extent = proof.extent.max(extent);
                }
                Err(contradiction) => note(&contradiction),
            },
            Verdict::DataDependent => match proof::success(readings, id, &mut budget) {
                Ok(witness) => proof.success = Some(proof.count(witness)),
                Err(contradiction) => note(&contradiction),
            },
            Verdict::Incompatible => {}
        }
        // What the pair itself shows comes first: findings can be more than the budget lasts for.
        let mut trials = Trials::default();
        for (finding, evidence) in found.findings.iter().zip(evidence) {
            let Some(suspect) = suspect(finding) else { continue };
            match proof::witness(readings, id, &suspect, &found.paths, &mut trials, &mut budget) {
                Ok(witness) => evidence.witness = Some(proof.count(witness)),
                Err(contradiction) => note(&contradiction),
            }
        }
        self.left -= before - budget.left();
        proof
    }
}

impl Proof {
    fn count(&mut self, witness: Witness) -> Witness {
        match witness {
            Witness::Datum(_) => self.data += 1,
            Witness::Absent(absence) => self.extent = self.extent.max(absence.extent()),
        }
        witness
    }
}

/// The failure by which data count for the finding, if there are data that show it.
pub(crate) fn suspect(finding: &Finding) -> Option<Suspect<'_>> {
    // What the other side does not wait for shows nothing.
    let cause = finding.cause().filter(|cause| !matches!(cause, Cause::OneWayChanged { .. }))?;
    Suspect::new(cause, finding.pair?, finding.last_step)
}

fn contradicts(linked: &LinkedSubject, versions: VersionPair, contradiction: &Contradiction) -> Problem {
    let Contradiction { datum, what } = contradiction;
    let shape = linked.versions[versions.0].schema.root_shape();
    let shown = match binary::decode(&linked.shapes, shape, datum) {
        Ok(value) => json::show(&linked.shapes, shape, &value),
        Err(_) => format!("{} bytes", datum.len()),
    };
    internal_error(linked, versions, &shown, what)
}
