//! Actions in, verdicts out. "Can some datum fail?" and "can some datum be read?" are least fixpoints over the table, because every
//! datum is finite; a walk that assumes "compatible" while it is still walking would be unsound.

mod shared_readers;

use super::hazard::is_hazardous;
use super::{Action, Choice, Pair, PairId, RecordAction, SymbolAction};
use crate::schema::fixpoint::{Rule, least_fixpoint};
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

    /// Whether anything worth a finding can be reached from here: a failure, an ambiguity, or data that change their
    /// meaning.
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

fn can_fail<P: Parts>(pair: &Pair, parts: &P) -> P::Conclusion {
    match &pair.action {
        Action::Same | Action::OtherPrecision | Action::Promote(_) => parts.fact(false),
        Action::Fail(_) => parts.fact(true),
        Action::Enum(symbols) => parts.fact(symbols.contains(&SymbolAction::Missing)),
        Action::Array(inner) | Action::Map(inner) | Action::ReaderUnion { inner, .. } => parts.any([*inner]),
        Action::WriterUnion(branches) => parts.any(branches.iter().copied()),
        Action::Record(record) if !record.missing.is_empty() => parts.fact(true),
        Action::Record(record) => parts.any(taken(record)),
    }
}

fn can_succeed<P: Parts>(shapes: &Shapes, pair: &Pair, parts: &P) -> P::Conclusion {
    match &pair.action {
        Action::Same | Action::OtherPrecision | Action::Promote(_) => parts.fact(shapes.is_inhabited(pair.writer)),
        Action::Fail(_) => parts.fact(false),
        Action::Enum(symbols) => parts.fact(symbols.iter().any(|symbol| *symbol != SymbolAction::Missing)),
        // The empty one reads whatever its parts are.
        Action::Array(_) | Action::Map(_) => parts.fact(true),
        Action::ReaderUnion { inner, .. } => parts.any([*inner]),
        Action::WriterUnion(branches) => parts.any(branches.iter().copied()),
        Action::Record(record) => {
            let Form::Record(written) = &shapes.get(pair.writer).form else {
                unreachable!("only a writer's record has a record's action")
            };
            let skipped = || written.fields.iter().zip(&record.takers).filter(|(_, takers)| takers.is_empty());
            // Skipped fields still have to be written.
            if record.missing.is_empty() && skipped().all(|(field, _)| shapes.is_inhabited(field.shape)) {
                parts.all_fields(record)
            } else {
                parts.fact(false)
            }
        }
    }
}

fn is_notable<P: Parts>(shapes: &Shapes, pair: &Pair, parts: &P) -> P::Conclusion {
    if is_hazardous(shapes, pair) {
        return parts.fact(true);
    }
    match &pair.action {
        Action::Same | Action::Promote(_) => parts.fact(false),
        Action::OtherPrecision | Action::Fail(_) => parts.fact(true),
        Action::Enum(symbols) => parts.fact(symbols.contains(&SymbolAction::Missing)),
        Action::Array(inner) | Action::Map(inner) => parts.any([*inner]),
        Action::ReaderUnion { choice: Choice::Ambiguous(_), .. } => parts.fact(true),
        Action::ReaderUnion { choice: Choice::Clear, inner, .. } => parts.any([*inner]),
        Action::WriterUnion(branches) => parts.any(branches.iter().copied()),
        Action::Record(record) if !record.missing.is_empty() || !record.alias_conflicts.is_empty() => parts.fact(true),
        Action::Record(record) => parts.any(taken(record)),
    }
}

fn taken(record: &RecordAction) -> impl Iterator<Item = PairId> {
    record.takers.iter().flat_map(|takers| takers.iter()).map(|field| field.pair)
}

/// How a pair's judgement follows from those of its parts: at once where they are known, by a rule where they are not.
trait Parts {
    type Conclusion;
    fn fact(&self, holds: bool) -> Self::Conclusion;
    fn any(&self, parts: impl IntoIterator<Item = PairId>) -> Self::Conclusion;
    fn all(&self, parts: impl IntoIterator<Item = PairId>) -> Self::Conclusion;

    /// All fields of a record, each by itself, as is right where no two readers' fields take the same one.
    fn all_fields(&self, record: &RecordAction) -> Self::Conclusion {
        self.all(taken(record))
    }
}

/// All pairs are judged.
struct Known<'a, H> {
    pairs: &'a [Pair],
    /// What the question is about; its own type, so that the hot path calls nothing.
    holds: H,
}

impl<H: Fn(Judgement) -> bool> Parts for Known<'_, H> {
    type Conclusion = bool;

    fn fact(&self, holds: bool) -> bool {
        holds
    }

    fn any(&self, parts: impl IntoIterator<Item = PairId>) -> bool {
        parts.into_iter().any(|part| (self.holds)(self.pairs[part.0 as usize].judgement))
    }

    fn all(&self, parts: impl IntoIterator<Item = PairId>) -> bool {
        parts.into_iter().all(|part| (self.holds)(self.pairs[part.0 as usize].judgement))
    }
}

/// The pairs before `first` are judged; the others are the members of a system of rules.
struct Open<'a> {
    pairs: &'a [Pair],
    first: usize,
    /// What the question is about.
    holds: fn(Judgement) -> bool,
}

impl Open<'_> {
    /// How many members there are.
    fn len(&self) -> usize {
        self.pairs.len() - self.first
    }

    /// The member that stands for a pair, or whether what is asked holds for it.
    fn member(&self, part: PairId) -> Result<u32, bool> {
        let at = part.0 as usize;
        if at < self.first { Err((self.holds)(self.pairs[at].judgement)) } else { Ok((at - self.first) as u32) }
    }

    fn any_members(&self, parts: impl Iterator<Item = Result<u32, bool>>) -> Rule {
        let mut members = Vec::new();
        for part in parts {
            match part {
                Ok(member) => members.push(member),
                Err(true) => return self.fact(true),
                Err(false) => {}
            }
        }
        Rule::Any(members)
    }

    fn all_members(&self, parts: impl Iterator<Item = Result<u32, bool>>) -> Rule {
        let mut members = Vec::new();
        for part in parts {
            match part {
                Ok(member) => members.push(member),
                Err(true) => {}
                Err(false) => return self.fact(false),
            }
        }
        Rule::All(members)
    }
}

impl Parts for Open<'_> {
    type Conclusion = Rule;

    fn fact(&self, holds: bool) -> Rule {
        if holds { Rule::All(Vec::new()) } else { Rule::Any(Vec::new()) }
    }

    fn any(&self, parts: impl IntoIterator<Item = PairId>) -> Rule {
        self.any_members(parts.into_iter().map(|part| self.member(part)))
    }

    fn all(&self, parts: impl IntoIterator<Item = PairId>) -> Rule {
        self.all_members(parts.into_iter().map(|part| self.member(part)))
    }
}
