//! Holds which fields of a reader take each field of a writer, in little room: there are as many as fields times pairs.

use std::ops::Index;
use std::slice;
use std::sync::Arc;

use super::pair_id::PairId;

/// A writer's field that goes into a reader's field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FieldAction {
    /// Index of the reader's field.
    pub field: u32,
    /// The writer's type against the reader's.
    pub pair: PairId,
}

/// For each of the writer's fields, in the order of the encoding: the reader's fields that take it. Most are taken by one, some by
/// none: those are skipped. Where the aliases of several claim one, each gets its own copy.
#[derive(Clone, Debug)]
pub struct Takers {
    /// The one that takes a field, or a mark. Readers of neighbouring versions mostly take the same: they share it.
    first: Arc<[FieldAction]>,
    several: Vec<Vec<FieldAction>>,
}

/// Takers that are being found.
pub(super) struct TakersBuilder {
    first: Vec<FieldAction>,
    several: Vec<Vec<FieldAction>>,
}

/// No field of the reader has this number: it takes the place of one.
const NOBODY: u32 = u32::MAX;

/// The same where there are several, which are then where the number of the pair says.
const SEVERAL: u32 = u32::MAX - 1;

impl TakersBuilder {
    /// Nobody takes any of so many fields.
    pub(super) fn none(fields: usize) -> TakersBuilder {
        let nobody = FieldAction { field: NOBODY, pair: PairId(0) };
        TakersBuilder { first: vec![nobody; fields], several: Vec::new() }
    }

    /// Adds a field of the reader that takes one of the writer's.
    #[inline]
    pub(super) fn add(&mut self, written: usize, taker: FieldAction) {
        let first = &mut self.first[written];
        match first.field {
            NOBODY => *first = taker,
            SEVERAL => self.several[first.pair.0 as usize].push(taker),
            _ => {
                let others = PairId(self.several.len() as u32);
                self.several.push(vec![*first, taker]);
                *first = FieldAction { field: SEVERAL, pair: others };
            }
        }
    }

    /// Whether somebody takes a field.
    pub(super) fn is_taken(&self, written: usize) -> bool {
        self.first[written].field != NOBODY
    }

    /// The takers, which share the room of others where these are the same.
    pub(super) fn finish(self, others: Option<Takers>) -> Takers {
        let first = match others {
            Some(others) if *others.first == *self.first => others.first,
            _ => self.first.into(),
        };
        Takers { first, several: self.several }
    }
}

impl Takers {
    /// Those of each field.
    #[inline]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[FieldAction]> {
        self.first.iter().map(|first| self.all(first))
    }

    /// All of them, those that share a field last.
    #[inline]
    pub(super) fn each(&self) -> impl Iterator<Item = &FieldAction> {
        self.first.iter().filter(|first| first.field < SEVERAL).chain(self.several.iter().flatten())
    }

    /// Whether several take one field.
    pub(super) fn share_a_field(&self) -> bool {
        !self.several.is_empty()
    }

    #[inline]
    fn all<'a>(&'a self, first: &'a FieldAction) -> &'a [FieldAction] {
        match first.field {
            NOBODY => &[],
            SEVERAL => &self.several[first.pair.0 as usize],
            _ => slice::from_ref(first),
        }
    }
}

impl Index<usize> for Takers {
    type Output = [FieldAction];

    fn index(&self, written: usize) -> &[FieldAction] {
        self.all(&self.first[written])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_those_that_were_added() {
        let taker = |field| FieldAction { field, pair: PairId(field) };
        let mut builder = TakersBuilder::none(4);
        for (written, field) in [(0, 3), (2, 0), (2, 1), (3, 2), (2, 4)] {
            builder.add(written, taker(field));
        }
        let is_taken: Vec<bool> = (0..4).map(|at| builder.is_taken(at)).collect();
        assert_eq!(is_taken, [true, false, true, true]);
        let takers = builder.finish(None);
        let fields: Vec<Vec<u32>> = takers.iter().map(|all| all.iter().map(|taker| taker.field).collect()).collect();
        assert_eq!(fields, [vec![3], vec![], vec![0, 1, 4], vec![2]]);
        assert!(takers.iter().enumerate().all(|(at, all)| takers[at].len() == all.len()));
    }
}
