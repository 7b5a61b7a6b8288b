//! Checks that a datum does what is claimed of it: it is read by the table of actions, like any other.

use std::collections::BTreeSet;

use super::outcome::{Absence, Budget, Witness};
use super::path::{Subject, Suspect};
use crate::data::binary::DecodeError;
use crate::data::translate::{Failure, Observer, TranslateError, translate, translate_to_the_end};
use crate::resolution::PairId;
use crate::resolution::locate::Paths;

/// A datum that does not do what it must: verdict and execution disagree, and one of them is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction {
    /// The datum, in the writer's encoding.
    pub datum: Vec<u8>,
    /// What was to happen, and what did.
    pub what: String,
}

/// The datum that was executed last: a datum often fails in many places at once, and is the witness of each.
#[derive(Debug, Default)]
pub struct Trials {
    last: Option<Trial>,
}

#[derive(Debug)]
struct Trial {
    root: PairId,
    datum: Vec<u8>,
    outcome: Result<Result<(), BTreeSet<Failure>>, DecodeError>,
}

impl Trials {
    /// What becomes of the datum. What it takes to say so is taken from the budget.
    fn outcome(
        &mut self,
        subject: Subject<'_>,
        root: PairId,
        datum: &[u8],
        budget: &mut Budget,
    ) -> &Result<Result<(), BTreeSet<Failure>>, DecodeError> {
        let Subject { shapes, resolution } = subject;
        self.last = self.last.take().filter(|trial| trial.root == root && trial.datum == datum);
        let trial = self.last.get_or_insert_with(|| {
            let outcome = translate_to_the_end(shapes, resolution, root, datum);
            if let Ok(Err(failures)) = &outcome {
                budget.take(failures.len() as u64);
            }
            Trial { root, datum: datum.to_owned(), outcome }
        });
        &trial.outcome
    }
}

/// The datum as a witness, if it fails as suspected.
pub(super) fn must_fail(
    subject: Subject<'_>,
    root: PairId,
    datum: Vec<u8>,
    (suspect, paths): (&Suspect<'_>, &Paths),
    trials: &mut Trials,
    budget: &mut Budget,
) -> Result<Witness, Contradiction> {
    let what = match trials.outcome(subject, root, &datum, budget) {
        Ok(Ok(())) => "it can be read".to_owned(),
        Ok(Err(failures)) if failures.contains(&suspect.failure(subject, paths)) => {
            return Ok(Witness::Datum(datum.into()));
        }
        Ok(Err(failures)) => {
            let all: Vec<String> = failures.iter().take(8).map(ToString::to_string).collect();
            format!("it fails otherwise ({})", all.join("; "))
        }
        Err(error) if is_bound(error) => return Ok(Witness::Absent(Absence::BoundReached)),
        Err(error) => format!("it does not decode ({error})"),
    };
    Err(Contradiction { datum, what: format!("a witness is to fail with {}, but {what}", suspect.kind.java_name()) })
}

/// Only asks whether a datum can be read.
struct ReadAttempt;

impl Observer for ReadAttempt {
    const WANTS_VALUE: bool = false;
}

/// The datum as a witness, if it can be read.
pub(super) fn must_succeed(subject: Subject<'_>, root: PairId, datum: Vec<u8>) -> Result<Witness, Contradiction> {
    let Subject { shapes, resolution } = subject;
    let what = match translate(shapes, resolution, root, &datum, &mut ReadAttempt) {
        Ok(_) => return Ok(Witness::Datum(datum.into())),
        Err(TranslateError::Fails(failure)) => format!("it fails ({failure})"),
        Err(TranslateError::Decode(error)) if is_bound(&error) => return Ok(Witness::Absent(Absence::BoundReached)),
        Err(TranslateError::Decode(error)) => format!("it does not decode ({error})"),
    };
    Err(Contradiction { datum, what: format!("a datum is to be read, but {what}") })
}

/// Whether a datum is refused for its size alone.
pub(super) fn is_bound(error: &DecodeError) -> bool {
    error.what.is_bound()
}
