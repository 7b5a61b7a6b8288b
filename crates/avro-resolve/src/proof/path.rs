//! Compares a place where data can fail with the failure of a datum. Failures have the place in the reader's data,
//! `/lines/[]/price`; places have the steps that lead there.

use crate::data::pointer;
use crate::data::translate::Failure;
use crate::resolution::locate::{Cause, PairPart, PathStep, PathStepId, Paths};
use crate::resolution::{FailureKind, PairId, Resolution};
use crate::schema::shape::Shapes;

/// What all pairs of a subject share.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The shapes of all its versions.
    pub shapes: &'a Shapes,
    /// The table of what readers do.
    pub resolution: &'a Resolution,
}

/// What a datum has to fail with, so that it counts for a finding.
#[derive(Clone, Copy, Debug)]
pub struct Suspect<'a> {
    /// The entry of the table.
    pub pair: PairId,
    /// Why nothing can be read there.
    pub kind: FailureKind,
    /// Of an enum: the index of the writer's symbol.
    pub symbol: Option<u32>,
    /// Of a record: the reader's field that nothing fills.
    pub field: Option<&'a str>,
    /// The last step of the way there.
    pub last_step: Option<PathStepId>,
}

impl<'a> Suspect<'a> {
    /// What keeps data from being read there; `None` if nothing does.
    pub fn new(cause: &'a Cause, pair: PairId, last_step: Option<PathStepId>) -> Option<Suspect<'a>> {
        let (symbol, field) = match cause {
            Cause::MissingSymbol { index, .. } => (Some(*index), None),
            Cause::MissingDefault { field, .. } => (None, Some(field.as_str())),
            Cause::TypeMismatch { .. }
            | Cause::NameMismatch { .. }
            | Cause::FixedSizeMismatch { .. }
            | Cause::MissingBranch { .. }
            | Cause::ScaleMismatch { .. }
            | Cause::OneWayChanged { .. }
            | Cause::PrecisionChanged { .. }
            | Cause::AmbiguousAlias { .. }
            | Cause::AmbiguousBranch { .. }
            | Cause::Hazard(_)
            | Cause::Portability(_) => (None, None),
        };
        Some(Suspect { pair, kind: cause.kind()?, symbol, field, last_step })
    }

    /// How many steps before the failure's place are the same as before this one: `None` if it failed for another reason.
    /// A type can be in many places, and is reported in one of them.
    pub fn common_end(&self, subject: Subject<'_>, paths: &Paths, failure: &Failure) -> Option<usize> {
        if (self.pair, self.kind, self.symbol) != (failure.pair, failure.kind, failure.symbol) {
            return None;
        }
        let mut failed = failure.path.rsplit('/');
        if let Some(field) = self.field
            && !is_step(field, failed.next()?)
        {
            return None;
        }
        let own = self.steps_back(subject, paths);
        Some(own.zip(failed).take_while(|(own, failed)| is_step(own, failed)).count())
    }

    /// The failure of a datum at this very place.
    pub(super) fn failure(&self, subject: Subject<'_>, paths: &Paths) -> Failure {
        let mut steps: Vec<&str> = self.steps_back(subject, paths).collect();
        steps.reverse();
        let mut path = String::new();
        steps.into_iter().chain(self.field).for_each(|step| pointer::push(&mut path, step));
        Failure { pair: self.pair, kind: self.kind, symbol: self.symbol, path }
    }

    fn steps_back<'t>(&self, subject: Subject<'t>, paths: &'t Paths) -> impl Iterator<Item = &'t str> + use<'t> {
        let Subject { shapes, resolution } = subject;
        let step = move |step: &PathStep| match step.part {
            PairPart::Field { reader, .. } => {
                Some(shapes.record(resolution.pair(step.pair).reader).fields[reader as usize].name.as_str())
            }
            PairPart::Item => Some("[]"),
            PairPart::Value => Some("{}"),
            PairPart::WrittenBranch(_) | PairPart::ChosenBranch => None,
        };
        paths.back(self.last_step).filter_map(step)
    }
}

/// Whether a step of a JSON Pointer is that name.
fn is_step(name: &str, step: &str) -> bool {
    name == step || (step.contains('~') && step.replace("~1", "/").replace("~0", "~") == name)
}
