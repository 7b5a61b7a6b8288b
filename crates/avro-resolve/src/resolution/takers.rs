//! Holds which fields of a reader take each field of a writer, in little room: there are as many as fields times pairs.

use std::ops::Index;
use std::slice;

use super::action::{FieldAction, PairId};

/// For each of the writer's fields, in the order of the encoding: the reader's fields that take it. Most are taken by one, some by
/// none: those are skipped. Where the aliases of several claim one, each gets its own copy.
#[derive(Clone, Debug)]
pub struct Takers {
    /// The one that takes a field, or a mark.
    first: Box<[FieldAction]>,
    several: Vec<Vec<FieldAction>>,
}

/// No field of the reader has this number: it takes the place of one.
const NOBODY: u32 = u32::MAX;

/// The same where there are several, which are then where the number of the pair says.
const SEVERAL: u32 = u32::MAX - 1;

impl Takers {
    /// Nobody takes any of so many fields.
    pub(super) fn none(fields: usize) -> Takers {
        let nobody = FieldAction { field: NOBODY, pair: PairId(0) };
        Takers { first: vec![nobody; fields].into(), several: Vec::new() }
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
        let mut takers = Takers::none(4);
        for (written, field) in [(0, 3), (2, 0), (2, 1), (3, 2), (2, 4)] {
            takers.add(written, taker(field));
        }
        let fields: Vec<Vec<u32>> = takers.iter().map(|all| all.iter().map(|taker| taker.field).collect()).collect();
        assert_eq!(fields, [vec![3], vec![], vec![0, 1, 4], vec![2]]);
        assert!(takers.iter().enumerate().all(|(at, all)| takers[at].len() == all.len()));
    }
}
