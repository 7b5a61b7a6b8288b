//! A pair and its findings in, the data that show them out: each finding gets a record that fails, and a pair that can be read
//! is exercised.

use crate::finding::{Finding, FindingKind};
use crate::history::LinkedSubject;
use crate::model::input::Problem;
use avro_resolve::proof::{
    Budget, Contradiction, Cover, Exercised, Extent, Readings, Subject, Suspect, Trials, Witness,
};
use avro_resolve::resolution::locate::Paths;
use avro_resolve::resolution::{PairId, Resolution, Verdict};
use avro_resolve::{data::json, proof};

/// Whether verdicts show data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proofs {
    /// They do, and every datum is executed.
    Run,
    /// Verdicts alone.
    Skip,
}

/// What was shown of a pair, beside the witnesses of its findings.
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
}

impl<'a> Proving<'a> {
    pub(crate) fn new(
        linked: &'a LinkedSubject,
        resolution: &'a Resolution,
        pairs: impl IntoIterator<Item = PairId>,
    ) -> Proving<'a> {
        let readings = Readings::new(Subject { shapes: &linked.shapes, resolution }, pairs);
        Proving { linked, readings, exercised: Exercised::default() }
    }

    /// Gives each finding its witness, and exercises the pair. Data that contradict the verdict are problems.
    pub(crate) fn prove(
        &mut self,
        (writer, reader): (usize, usize),
        id: PairId,
        findings: &mut [Finding],
        turns: &Paths,
        problems: &mut Vec<Problem>,
    ) -> Proof {
        let mut budget = Budget::default();
        let mut proof = Proof { data: 0, success: None, extent: Extent::Whole };
        let readings = &self.readings;
        let mut note = |contradiction: &Contradiction| {
            problems.push(internal_error(self.linked, (writer, reader), contradiction));
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
        for finding in findings {
            let Some(suspect) = suspect(finding) else { continue };
            match proof::witness(readings, id, &suspect, turns, &mut trials, &mut budget) {
                Ok(witness) => finding.witness = Some(proof.count(witness)),
                Err(contradiction) => note(&contradiction),
            }
        }
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

/// What data have to fail with, if they are to count for the finding.
pub(crate) fn suspect(finding: &Finding) -> Option<Suspect<'_>> {
    match &finding.kind {
        FindingKind::Difference(cause) => Suspect::new(cause, finding.pair?, finding.turn),
        FindingKind::Fault(_) | FindingKind::Event(_) | FindingKind::SecondOpinion { .. } => None,
    }
}

fn internal_error(linked: &LinkedSubject, (from, to): (usize, usize), contradiction: &Contradiction) -> Problem {
    let version = |at: usize| &linked.versions[at];
    let (from, to) = (version(from), version(to));
    let Contradiction { datum, what } = contradiction;
    let shown = match avro_resolve::data::binary::decode(&linked.shapes, from.schema.root_shape(), datum) {
        Ok(value) => json::show(&linked.shapes, from.schema.root_shape(), &value),
        Err(_) => format!("{} bytes", datum.len()),
    };
    let (from, to, name) = (from.version.label(), to.version.label(), &linked.name);
    let message = format!("internal error, please report it with both schemas: {name} {from} -> {to}, {shown}: {what}");
    Problem { file: None, position: None, message }
}
