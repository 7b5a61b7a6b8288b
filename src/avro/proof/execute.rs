//! A datum and what is claimed of it in, whether it does so out: it is read by the table of actions, like any other.

use super::path::{Subject, Suspect};
use super::{Absence, Witness};
use crate::avro::binary::{self, DecodeError, Malformed};
use crate::avro::translate::translate_to_the_end;
use crate::resolution::PairId;
use crate::resolution::locate::Turns;

/// A datum that does not do what it must: verdict and execution disagree, and one of them is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction {
    /// The datum, in the writer's encoding.
    pub datum: Vec<u8>,
    /// What was to happen, and what did.
    pub what: String,
}

/// The datum as a witness, if it fails as suspected.
pub(super) fn must_fail(
    subject: Subject<'_>,
    root: PairId,
    datum: Vec<u8>,
    suspect: &Suspect<'_>,
    turns: &Turns,
) -> Result<Witness, Contradiction> {
    let Subject { shapes, resolution } = subject;
    let what = match translate_to_the_end(shapes, resolution, root, &datum) {
        Ok(Ok(_)) => "it can be read".to_owned(),
        Ok(Err(failures)) if failures.iter().any(|failure| suspect.is(subject, turns, failure)) => {
            return Ok(Witness::Datum(datum.into()));
        }
        Ok(Err(failures)) => {
            let all: Vec<String> = failures.iter().take(8).map(ToString::to_string).collect();
            format!("it fails otherwise ({})", all.join("; "))
        }
        Err(error) if is_bound(&error) => return Ok(Witness::Absent(Absence::BoundReached)),
        Err(error) => format!("it does not decode ({error})"),
    };
    Err(Contradiction { datum, what: format!("a witness is to fail with {}, but {what}", suspect.kind.java_name()) })
}

/// The datum as a witness, if it can be read and what was read survives its own encoding.
pub(super) fn must_succeed(subject: Subject<'_>, root: PairId, datum: Vec<u8>) -> Result<Witness, Contradiction> {
    let Subject { shapes, resolution } = subject;
    let reader = resolution.pair(root).reader;
    let what = match translate_to_the_end(shapes, resolution, root, &datum) {
        Ok(Ok(value)) => {
            let mut again = Vec::new();
            binary::encode(shapes, reader, &value, &mut again);
            match binary::decode(shapes, reader, &again) {
                Ok(same) if same == value => return Ok(Witness::Datum(datum.into())),
                Ok(_) => "what was read changes when it is encoded again".to_owned(),
                Err(error) if is_bound(&error) => return Ok(Witness::Absent(Absence::BoundReached)),
                Err(error) => format!("what was read cannot be encoded again ({error})"),
            }
        }
        Ok(Err(failures)) => match failures.first() {
            Some(failure) => format!("it fails ({failure})"),
            None => unreachable!("what fails fails somewhere"),
        },
        Err(error) if is_bound(&error) => return Ok(Witness::Absent(Absence::BoundReached)),
        Err(error) => format!("it does not decode ({error})"),
    };
    Err(Contradiction { datum, what: format!("a datum is to be read, but {what}") })
}

/// Whether a datum is refused for its size alone.
pub(super) fn is_bound(error: &DecodeError) -> bool {
    matches!(error.what, Malformed::TooDeep | Malformed::TooManyValues)
}
