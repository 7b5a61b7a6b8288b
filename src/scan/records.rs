//! Counts the records of a container file that a reader cannot read, and where they fail.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;

use super::writer::Answer;
use avro_resolve::data::binary::{self, DecodeError};
use avro_resolve::data::translate::{self, Failure, TranslateError};
use avro_resolve::file::container::{Blocks, ContainerError};
use avro_resolve::file::records::{Damage, Lost, RecordsError, each_record};
use avro_resolve::resolution::Verdict;

/// A place at which records fail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FailingPlace {
    /// Where in the reader's data: `/lines/[]/price`.
    pub path: String,
    /// Why; the names are Java's.
    pub kind: &'static str,
    /// Which of the pair's findings is the cause.
    pub finding: Option<usize>,
    pub records: u64,
    /// The first of them.
    pub first: Vec<Offender>,
}

/// A record that fails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Offender {
    pub file: String,
    /// Its block in the file, from 0.
    pub block: u64,
    /// The record in the block, from 0.
    pub record: u64,
}

/// The most offenders that are named at each place.
const NAMED: usize = 3;

/// Records counted.
#[derive(Debug, Default)]
pub(crate) struct FailureTally {
    pub(crate) records: u64,
    pub(crate) failed: u64,
    /// Strings that are not UTF-8.
    pub(crate) broken_texts: u64,
    places: BTreeMap<Place, (u64, Vec<Offender>)>,
}

/// Path, kind, and finding.
type Place = (String, &'static str, Option<usize>);

/// Adds every record of the file to `tally`.
pub(crate) fn count<R: Read>(
    blocks: &mut Blocks<R>,
    answer: &Answer,
    file: &str,
    tally: &mut FailureTally,
) -> (Lost, Result<(), ContainerError>) {
    let Answer { shapes, resolution, pair, writer, .. } = answer;
    let is_clear = answer.verdict() == Verdict::Compatible;
    let (lost, counted) = each_record(blocks, Damage::IsSkipped, |at, reader| {
        reader.check_texts();
        let broken_before = reader.broken_texts();
        if !is_clear {
            let mut attempt = reader.clone();
            match translate::read(shapes, resolution, *pair, &mut attempt, &mut ()) {
                Ok(_) => {}
                Err(TranslateError::Decode(error)) => return Err(error),
                Err(TranslateError::Fails(failure)) => {
                    let offender = Offender { file: file.to_owned(), block: at.block, record: at.record };
                    tally.note(answer, &failure, offender);
                }
            }
        }
        binary::skip(shapes, *writer, reader)?;
        tally.broken_texts += reader.broken_texts() - broken_before;
        tally.records += 1;
        Ok(ControlFlow::Continue(()))
    });
    let counted = counted.map_err(|error: RecordsError<DecodeError>| match error {
        RecordsError::Container(error) => error,
        RecordsError::Record { .. } | RecordsError::BlockEnd { .. } => unreachable!("damage is passed over"),
    });
    (lost, counted)
}

impl FailureTally {
    pub(super) fn note(&mut self, answer: &Answer, failure: &Failure, offender: Offender) {
        self.failed += 1;
        let finding = answer.finding(failure);
        let place = (failure.path.clone(), failure.kind.java_name(), finding);
        let (records, first) = self.places.entry(place).or_default();
        *records += 1;
        if first.len() < NAMED {
            first.push(offender);
        }
    }

    /// The first record that fails.
    pub(super) fn first(&self) -> Option<&Offender> {
        let first = self.places.values().filter_map(|(_, first)| first.first());
        first.min_by_key(|offender| (offender.block, offender.record))
    }

    /// Adds what was counted in a later file.
    pub(crate) fn absorb(&mut self, other: FailureTally) {
        self.records += other.records;
        self.failed += other.failed;
        self.broken_texts += other.broken_texts;
        for (place, (records, first)) in other.places {
            let (sum, named) = self.places.entry(place).or_default();
            *sum += records;
            named.extend(first);
            named.truncate(NAMED);
        }
    }

    /// The places, the most frequent first.
    pub(crate) fn places(self) -> Vec<FailingPlace> {
        let place = |((path, kind, finding), (records, first))| FailingPlace { path, kind, finding, records, first };
        let mut places: Vec<FailingPlace> = self.places.into_iter().map(place).collect();
        places.sort_by_key(|place| Reverse(place.records));
        places
    }
}
