//! Actions in, verdicts out. "Can some datum fail?" and "can some datum be read?" are least fixpoints over the table, because every
//! datum is finite; a walk that assumes "compatible" while it is still walking would be unsound.

use super::{Action, Choice, Pair, PairId, SymbolAction};
use crate::schema::shape::{Form, Shapes};

/// How much of what a writer can write a reader can read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// Every datum.
    Compatible,
    /// Some data, not all.
    DataDependent,
    /// No datum.
    Incompatible,
}

impl Verdict {
    /// The word of the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Compatible => "compatible",
            Verdict::DataDependent => "data-dependent",
            Verdict::Incompatible => "incompatible",
        }
    }
}

/// What is known of a pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Judgement {
    pub(super) can_fail: bool,
    pub(super) can_succeed: bool,
    pub(super) is_notable: bool,
}

impl Pair {
    /// Whether a failing action can be reached from here.
    pub fn can_fail(&self) -> bool {
        self.judgement.can_fail
    }

    /// Whether some finite datum can be read.
    pub fn can_succeed(&self) -> bool {
        self.judgement.can_succeed
    }

    /// Whether anything worth a finding can be reached from here: a failure, or an ambiguity.
    pub fn is_notable(&self) -> bool {
        self.judgement.is_notable
    }

    /// Whether all, some or no data can be read. A writer that no datum inhabits is judged by its structure: a failing place
    /// inside it makes it incompatible.
    pub fn verdict(&self) -> Verdict {
        match (self.can_fail(), self.can_succeed()) {
            (false, _) => Verdict::Compatible,
            (true, true) => Verdict::DataDependent,
            (true, false) => Verdict::Incompatible,
        }
    }
}

/// What follows for a pair from what is known of its parts.
pub(super) fn judge(shapes: &Shapes, pairs: &[Pair], id: PairId) -> Judgement {
    let pair = &pairs[id.0 as usize];
    let part = |id: &PairId| pairs[id.0 as usize].judgement;
    let is_inhabited = shapes.is_inhabited(pair.writer);
    match &pair.action {
        Action::Same | Action::Promote(_) => {
            Judgement { can_fail: false, can_succeed: is_inhabited, is_notable: false }
        }
        Action::OtherPrecision => Judgement { can_fail: false, can_succeed: is_inhabited, is_notable: true },
        Action::Fail(_) => Judgement { can_fail: true, can_succeed: false, is_notable: true },
        Action::Enum(symbols) => {
            let missing = symbols.contains(&SymbolAction::Missing);
            let can_succeed = symbols.iter().any(|symbol| *symbol != SymbolAction::Missing);
            Judgement { can_fail: missing, can_succeed, is_notable: missing }
        }
        // The empty array reads whatever its items are.
        Action::Array(inner) | Action::Map(inner) => Judgement { can_succeed: true, ..part(inner) },
        Action::WriterUnion(branches) => Judgement {
            can_fail: branches.iter().any(|branch| part(branch).can_fail),
            can_succeed: branches.iter().any(|branch| part(branch).can_succeed),
            is_notable: branches.iter().any(|branch| part(branch).is_notable),
        },
        Action::ReaderUnion { inner, choice, .. } => {
            let inner = part(inner);
            Judgement { is_notable: inner.is_notable || *choice != Choice::Clear, ..inner }
        }
        Action::Record(record) => {
            let Form::Record(written) = &shapes.get(pair.writer).form else {
                unreachable!("only a writer's record has a record's action")
            };
            let is_missing = !record.missing.is_empty();
            let mut whole = Judgement {
                can_fail: is_missing,
                can_succeed: !is_missing,
                is_notable: is_missing || !record.alias_conflicts.is_empty(),
            };
            for (field, takers) in written.fields.iter().zip(&record.takers) {
                // Skipped fields still have to be written.
                whole.can_succeed &= !takers.is_empty() || shapes.is_inhabited(field.shape);
                for taken in takers.iter().map(|taker| part(&taker.pair)) {
                    whole.can_fail |= taken.can_fail;
                    whole.can_succeed &= taken.can_succeed;
                    whole.is_notable |= taken.is_notable;
                }
            }
            whole
        }
    }
}

/// Judges the pairs from `first` on again, from nothing, until nothing more follows. The pairs before are settled.
pub(super) fn settle_cycles(shapes: &Shapes, pairs: &mut [Pair], first: usize) {
    let mut dependents: Vec<Vec<u32>> = vec![Vec::new(); pairs.len() - first];
    for (id, pair) in pairs.iter_mut().enumerate().skip(first) {
        pair.judgement = Judgement::default();
        pair.action.for_each_part(|part| {
            if let Some(part) = (part.0 as usize).checked_sub(first) {
                dependents[part].push(id as u32);
            }
        });
    }
    // Parts mostly have the larger numbers.
    let mut pending: Vec<u32> = (first as u32..pairs.len() as u32).collect();
    while let Some(id) = pending.pop() {
        let judgement = judge(shapes, pairs, PairId(id));
        let pair = &mut pairs[id as usize];
        if pair.judgement != judgement {
            pair.judgement = judgement;
            pending.extend(&dependents[id as usize - first]);
        }
    }
}
