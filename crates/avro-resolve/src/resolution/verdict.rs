//! Judges pairs. "Can some datum fail?" and "can some datum be read?" are least fixpoints over the table, because every datum is
//! finite; a search that assumes "compatible" for what it is still searching would be unsound.

mod rules;
mod shared_readers;

use super::action::{Judgement, Pair, PairId};
use crate::schema::fixpoint::least_fixpoint;
use crate::schema::shape::Shapes;
use rules::{Known, Open, can_fail, can_succeed, is_notable};

/// What follows for a pair from what is known of its parts.
pub(super) fn judge(shapes: &Shapes, pairs: &[Pair], id: PairId) -> Judgement {
    let pair = &pairs[id.0 as usize];
    Judgement {
        can_fail: can_fail(pair, &Known { pairs, holds: |judgement: Judgement| judgement.can_fail }),
        can_succeed: can_succeed(shapes, pair, &Known { pairs, holds: |judgement: Judgement| judgement.can_succeed }),
        is_notable: is_notable(shapes, pair, &Known { pairs, holds: |judgement: Judgement| judgement.is_notable }),
    }
}

/// Judges the pairs from `first` on again, from nothing, as far as something follows: what contains itself, and what several
/// read together. The pairs before are settled.
pub(super) fn settle(shapes: &Shapes, pairs: &mut [Pair], first: usize) {
    let open = |holds| Open { pairs, first, holds };
    let new = || pairs[first..].iter();
    let fails = open(|judgement| judgement.can_fail);
    let fails = least_fixpoint(&new().map(|pair| can_fail(pair, &fails)).collect::<Vec<_>>());
    let succeeds = least_fixpoint(&shared_readers::rules_of_success(shapes, pairs, first));
    let notable = open(|judgement| judgement.is_notable);
    let notable = least_fixpoint(&new().map(|pair| is_notable(shapes, pair, &notable)).collect::<Vec<_>>());
    for (at, pair) in pairs[first..].iter_mut().enumerate() {
        pair.judgement = Judgement {
            can_fail: fails[at].is_some(),
            can_succeed: succeeds[at].is_some(),
            is_notable: notable[at].is_some(),
        };
    }
}
