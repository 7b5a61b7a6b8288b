//! Determines whether a finite datum can be read where several fields of a reader take one field of the writer's: one datum has
//! to suit them all, and two enums without a symbol in common have none that does.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::rules::{Open, Parts, can_succeed};
use crate::limits;
use crate::resolution::action::{Action, Pair, PairId, RecordAction};
use crate::schema::fixpoint::Rule;
use crate::schema::shape::{Form, ShapeId, Shapes};

/// The rules of the pairs from `first` on, in their order; after them those of the sets of pairs that they speak of.
pub(super) fn rules_of_success(shapes: &Shapes, pairs: &[Pair], first: usize) -> Vec<Rule> {
    let open = Open { pairs, first, holds: |judgement| judgement.can_succeed };
    let together = Together { shapes, open, sets: RefCell::default() };
    let mut rules: Vec<Rule> = pairs[first..].iter().map(|pair| can_succeed(shapes, pair, &together)).collect();
    for number in 0.. {
        // A rule may find more sets.
        let Some(set) = together.sets.borrow().found.get(number).cloned() else { break };
        // Beyond the limit, it is enough that each reader can be suited.
        rules.push(if number < limits::READER_SETS.size() { together.can_suit_all(&set) } else { together.all(set) });
    }
    rules
}

/// Pairs, and sets of pairs that read one datum.
struct Together<'a> {
    shapes: &'a Shapes,
    open: Open<'a>,
    sets: RefCell<Sets>,
}

#[derive(Default)]
struct Sets {
    /// In the order in which they were found.
    found: Vec<Box<[PairId]>>,
    numbers: FxHashMap<Box<[PairId]>, usize>,
}

impl Parts for Together<'_> {
    type Conclusion = Rule;

    fn fact(&self, holds: bool) -> Rule {
        self.open.fact(holds)
    }

    fn any(&self, parts: impl IntoIterator<Item = PairId>) -> Rule {
        self.open.any(parts)
    }

    fn all(&self, parts: impl IntoIterator<Item = PairId>) -> Rule {
        self.open.all(parts)
    }

    fn all_fields(&self, record: &RecordAction) -> Rule {
        let taken = record.takers.iter().filter(|takers| !takers.is_empty());
        self.open.all_members(taken.map(|takers| self.member(takers.iter().map(|taker| taker.pair))))
    }
}

impl Together<'_> {
    /// The member that represents some pairs of one writer's shape, or whether some datum suits them.
    fn member(&self, readers: impl Iterator<Item = PairId>) -> Result<u32, bool> {
        let mut readers: Vec<PairId> =
            readers.map(|reader| self.pair(reader).chosen_branch().unwrap_or(reader)).collect();
        readers.sort_unstable();
        readers.dedup();
        if let [reader] = readers[..] {
            return self.open.member(reader);
        }
        let mut sets = self.sets.borrow_mut();
        let Sets { found, numbers } = &mut *sets;
        let readers: Box<[PairId]> = readers.into();
        let number = *numbers.entry(readers).or_insert_with_key(|readers| {
            found.push(readers.clone());
            found.len() - 1
        });
        Ok((self.open.len() + number) as u32)
    }

    fn pair(&self, id: PairId) -> &Pair {
        &self.open.pairs[id.0 as usize]
    }

    /// When one datum can be read by each of these pairs, which have one writer's shape.
    fn can_suit_all(&self, readers: &[PairId]) -> Rule {
        let actions = || readers.iter().map(|&reader| &self.pair(reader).action);
        if actions().any(Action::always_fails) {
            return self.fact(false);
        }
        match &self.shapes.get(self.pair(readers[0]).writer).form {
            // The empty one suits all.
            Form::Primitive(_) | Form::Fixed(_) | Form::Array(_) | Form::Map(_) => self.fact(true),
            Form::Enum(written) => {
                let is_read = |at: usize| actions().all(|action| action.reads_symbol(at));
                self.fact((0..written.symbols.len()).any(is_read))
            }
            Form::Union(branches) => {
                let of = |at: usize| self.member(actions().filter_map(move |action| action.written_branch(at)));
                self.open.any_members((0..branches.len()).map(of))
            }
            Form::Record(written) => {
                let of = |(at, part): (usize, ShapeId)| {
                    let mut takers = actions().flat_map(|action| action.written_field(at)).peekable();
                    // Skipped fields still have to be written.
                    if takers.peek().is_none() { Err(self.shapes.is_inhabited(part)) } else { self.member(takers) }
                };
                self.open.all_members(written.fields.iter().map(|field| field.shape).enumerate().map(of))
            }
        }
    }
}
