//! Makes a smallest datum that fails at a place, and for a pair one that can be read.

use super::execute::{Contradiction, Trials, must_fail, must_succeed};
use super::outcome::{Absence, Budget, LARGEST, Witness};
use super::path::Suspect;
use super::readings::{ReadingId, Readings};
use super::smallest::Writing;
use crate::data::binary::{put_bytes, put_long};
use crate::resolution::PairId;
use crate::resolution::locate::{PairPart, PathStep, Paths};
use crate::schema::shape::ShapeId;

/// The key of the one entry of a map.
const KEY: &[u8] = b"key";

/// A datum of the root's writer that leads along the way to the place and fails there: with minimal values elsewhere, ones that
/// can be read wherever there are some.
///
/// # Errors
/// If the datum does not fail so: then the table and its execution disagree.
pub fn witness(
    readings: &Readings<'_>,
    root: PairId,
    suspect: &Suspect<'_>,
    paths: &Paths,
    trials: &mut Trials,
    budget: &mut Budget,
) -> Result<Witness, Contradiction> {
    let mut writing = Writing::new(readings, *budget);
    let written = writing.lead_to(suspect, paths);
    writing.charge(budget);
    match written.and_then(|()| writing.finish(writer(readings, root))) {
        Ok(datum) => must_fail(readings.subject, root, datum, (suspect, paths), trials, budget),
        Err(absence) => Ok(Witness::Absent(absence)),
    }
}

/// The smallest datum that the pair can read.
///
/// # Errors
/// If the datum cannot be read.
pub fn success(readings: &Readings<'_>, root: PairId, budget: &mut Budget) -> Result<Witness, Contradiction> {
    let mut writing = Writing::new(readings, *budget);
    let written = writing.smallest(readings.of(root));
    writing.charge(budget);
    match written.and_then(|()| writing.finish(writer(readings, root))) {
        Ok(datum) => must_succeed(readings.subject, root, datum),
        Err(absence) => Ok(Witness::Absent(absence)),
    }
}

fn writer(readings: &Readings<'_>, pair: PairId) -> ShapeId {
    readings.subject.resolution.pair(pair).writer
}

impl Writing<'_> {
    fn lead_to(&mut self, suspect: &Suspect<'_>, paths: &Paths) -> Result<(), Absence> {
        if u64::from(paths.length(suspect.last_step)) > LARGEST {
            return Err(Absence::BoundReached);
        }
        let mut way: Vec<&PathStep> = paths.back(suspect.last_step).collect();
        way.reverse();
        for step in &way {
            self.spend(1)?;
            match step.part {
                PairPart::Field { writer, .. } => self.fields(step.pair, ..writer as usize)?,
                PairPart::Item => put_long(1, &mut self.bytes),
                PairPart::Value => {
                    put_long(1, &mut self.bytes);
                    put_bytes(KEY, &mut self.bytes);
                }
                PairPart::WrittenBranch(branch) => put_long(i64::from(branch), &mut self.bytes),
                PairPart::ChosenBranch => {}
            }
        }
        self.fail(suspect)?;
        for step in way.iter().rev() {
            match step.part {
                PairPart::Field { writer, .. } => self.fields(step.pair, writer as usize + 1..)?,
                PairPart::Item | PairPart::Value => self.bytes.push(0),
                PairPart::WrittenBranch(_) | PairPart::ChosenBranch => {}
            }
        }
        Ok(())
    }

    /// What fails at the place itself.
    fn fail(&mut self, suspect: &Suspect<'_>) -> Result<(), Absence> {
        match suspect.symbol {
            Some(symbol) => {
                self.spend(1)?;
                put_long(i64::from(symbol), &mut self.bytes);
                Ok(())
            }
            None => self.put_harmless(self.readings.of(suspect.pair)),
        }
    }

    /// Some of the fields of a record, beside the way.
    fn fields(
        &mut self,
        record: PairId,
        fields: impl std::slice::SliceIndex<[ReadingId], Output = [ReadingId]>,
    ) -> Result<(), Absence> {
        let readings = self.readings;
        readings.get(readings.of(record)).parts[fields].iter().try_for_each(|&part| self.put_harmless(part))
    }
}
