//! The paths from the roots of both schemas to places: a tree of steps, so that thousands of places at the end of long paths
//! take no more room than the steps themselves.

use crate::resolution::action::PairId;

/// The number of a step in its [`Paths`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PathStepId(u32);

/// One step of the way from the roots of both schemas to a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PathStep {
    /// The step before; at the root there is none.
    pub before: Option<PathStepId>,
    /// The pair that the way leaves here.
    pub pair: PairId,
    /// Which of its parts it goes into.
    pub part: PairPart,
    /// How many steps the way has up to here, with this one.
    pub length: u32,
}

/// A part of a pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PairPart {
    /// The writer's field of that index, for the reader's field of that index.
    Field {
        /// Index of the writer's field.
        writer: u32,
        /// Index of the reader's field.
        reader: u32,
    },
    /// The items of an array.
    Item,
    /// The values of a map.
    Value,
    /// The branch of that index of the writer's union.
    WrittenBranch(u32),
    /// The branch that the reader's union has for whatever was written.
    ChosenBranch,
}

/// The paths of one visit of two schemas.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    steps: Vec<PathStep>,
}

impl Paths {
    pub(super) fn push(&mut self, before: Option<PathStepId>, pair: PairId, part: PairPart) -> PathStepId {
        let id = PathStepId(self.steps.len() as u32);
        self.steps.push(PathStep { before, pair, part, length: self.length(before) + 1 });
        id
    }

    /// How many steps the way to a place has.
    pub fn length(&self, last: Option<PathStepId>) -> u32 {
        last.map_or(0, |last| self.steps[last.0 as usize].length)
    }

    /// The way from a place back to the root: its last step first.
    pub fn back(&self, last: Option<PathStepId>) -> impl Iterator<Item = &PathStep> {
        let step = |id: PathStepId| &self.steps[id.0 as usize];
        std::iter::successors(last.map(step), move |at| at.before.map(step))
    }
}
