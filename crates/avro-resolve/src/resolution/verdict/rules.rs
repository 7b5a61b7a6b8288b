//! How what is known of a pair follows from what is known of its parts.

use crate::resolution::action::{Action, Choice, Judgement, Pair, PairId, RecordAction};
use crate::resolution::enumeration::SymbolAction;
use crate::resolution::hazard::is_hazardous;
use crate::schema::fixpoint::Rule;
use crate::schema::shape::Shapes;

pub(super) fn can_fail<P: Parts>(pair: &Pair, parts: &P) -> P::Conclusion {
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

pub(super) fn can_succeed<P: Parts>(shapes: &Shapes, pair: &Pair, parts: &P) -> P::Conclusion {
    match &pair.action {
        Action::Same | Action::OtherPrecision | Action::Promote(_) => parts.fact(shapes.is_inhabited(pair.writer)),
        Action::Fail(_) => parts.fact(false),
        Action::Enum(symbols) => parts.fact(symbols.iter().any(|symbol| *symbol != SymbolAction::Missing)),
        // The empty one reads whatever its parts are.
        Action::Array(_) | Action::Map(_) => parts.fact(true),
        Action::ReaderUnion { inner, .. } => parts.any([*inner]),
        Action::WriterUnion(branches) => parts.any(branches.iter().copied()),
        Action::Record(record) => {
            let written = shapes.record(pair.writer);
            let skipped = || written.fields.iter().zip(record.takers.iter()).filter(|(_, takers)| takers.is_empty());
            // Skipped fields still have to be written.
            if record.missing.is_empty() && skipped().all(|(field, _)| shapes.is_inhabited(field.shape)) {
                parts.all_fields(record)
            } else {
                parts.fact(false)
            }
        }
    }
}

pub(super) fn is_notable<P: Parts>(shapes: &Shapes, pair: &Pair, parts: &P) -> P::Conclusion {
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
    record.takers.each().map(|field| field.pair)
}

/// How a pair's judgement follows from those of its parts: at once where they are known, by a rule where they are not.
pub(super) trait Parts {
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
pub(super) struct Known<'a, H> {
    pub(super) pairs: &'a [Pair],
    /// What the question is about; its own type, so that the hot path calls nothing.
    pub(super) holds: H,
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
pub(super) struct Open<'a> {
    pub(super) pairs: &'a [Pair],
    pub(super) first: usize,
    /// What the question is about.
    pub(super) holds: fn(Judgement) -> bool,
}

impl Open<'_> {
    /// How many members there are.
    pub(super) fn len(&self) -> usize {
        self.pairs.len() - self.first
    }

    /// The member that represents a pair, or whether what is asked holds for it.
    pub(super) fn member(&self, part: PairId) -> Result<u32, bool> {
        let at = part.0 as usize;
        if at < self.first { Err((self.holds)(self.pairs[at].judgement)) } else { Ok((at - self.first) as u32) }
    }

    pub(super) fn any_members(&self, parts: impl Iterator<Item = Result<u32, bool>>) -> Rule {
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

    pub(super) fn all_members(&self, parts: impl Iterator<Item = Result<u32, bool>>) -> Rule {
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
