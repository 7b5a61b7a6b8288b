//! Finds every place where a datum fails: an ordinary translation ends at the first.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::execute::translate;
use super::failure::{Failure, TranslateError};
use super::observer::{Observer, Step};
use crate::data::binary::DecodeError;
use crate::data::pointer::Way;
use crate::resolution::{PairId, Resolution};
use crate::schema::shape::Shapes;

/// Reads one datum to its end, which must be that of `bytes`: whether it can be read, or each place where it fails.
///
/// # Errors
/// If the bytes are not a datum of the writer.
pub fn translate_to_the_end(
    shapes: &Shapes,
    resolution: &Resolution,
    pair: PairId,
    bytes: &[u8],
) -> Result<Result<(), BTreeSet<Failure>>, DecodeError> {
    let mut failures = Failures::default();
    match translate(shapes, resolution, pair, bytes, &mut failures) {
        Ok(_) if failures.all.is_empty() => Ok(Ok(())),
        Ok(_) => Ok(Err(failures.all)),
        Err(TranslateError::Decode(error)) => Err(error),
        Err(TranslateError::Fails(_)) => unreachable!("at a failure it goes on"),
    }
}

#[derive(Default)]
struct Failures {
    /// Each once, wherever the same place repeats in an array or map.
    all: BTreeSet<Failure>,
    way: Way,
}

impl Observer for Failures {
    const WANTS_VALUE: bool = false;

    fn enter(&mut self, step: Step<'_>) {
        self.way.enter(step.general());
    }

    fn leave(&mut self) {
        self.way.leave();
    }

    fn failed(&mut self, failure: &Failure) -> ControlFlow<()> {
        self.all.insert(Failure { path: self.way.path.clone(), ..failure.clone() });
        ControlFlow::Continue(())
    }
}
