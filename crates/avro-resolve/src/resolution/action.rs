//! What a reader does with each part of a writer's data, as data: the entries of the table of resolution.

use super::enumeration::SymbolAction;
use super::promotion::Promotion;
use super::takers::Takers;
use crate::schema::shape::ShapeId;

/// The number of a (writer shape, reader shape) pair in its [`Resolution`](super::Resolution).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PairId(pub u32);

/// What a reader does with a datum of one shape.
#[derive(Clone, Debug)]
pub enum Action {
    /// Primitive or fixed of the same type: take the datum as it is.
    Same,
    /// A decimal of the same scale and another precision: take it as it is, and say so.
    OtherPrecision,
    /// A primitive that widens.
    Promote(Promotion),
    /// A record: field by field.
    Record(Box<RecordAction>),
    /// An enum: symbol by symbol, in the writer's order.
    Enum(Box<[SymbolAction]>),
    /// An array: each item.
    Array(PairId),
    /// A map: each value.
    Map(PairId),
    /// The writer is a union: whichever branch was written, each against the whole reader.
    WriterUnion(Box<[PairId]>),
    /// Only the reader is a union: this branch of it.
    ReaderUnion {
        /// The branch's index in the reader's union.
        branch: u32,
        /// The writer against that branch.
        inner: PairId,
        /// Whether implementations pick different branches here.
        choice: Choice,
    },
    /// No datum can be read.
    Fail(FailureKind),
}

/// Why a datum cannot be read. The names are those of Java's `SchemaCompatibility.SchemaIncompatibilityType`;
/// `DecimalScaleMismatch` is ours, because Java ignores scales.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)] // the names say it
pub enum FailureKind {
    NameMismatch,
    FixedSizeMismatch,
    MissingEnumSymbols,
    ReaderFieldMissingDefaultValue,
    TypeMismatch,
    MissingUnionBranch,
    DecimalScaleMismatch,
}

impl FailureKind {
    /// Java's name of the kind.
    pub fn java_name(self) -> &'static str {
        match self {
            FailureKind::NameMismatch => "NAME_MISMATCH",
            FailureKind::FixedSizeMismatch => "FIXED_SIZE_MISMATCH",
            FailureKind::MissingEnumSymbols => "MISSING_ENUM_SYMBOLS",
            FailureKind::ReaderFieldMissingDefaultValue => "READER_FIELD_MISSING_DEFAULT_VALUE",
            FailureKind::TypeMismatch => "TYPE_MISMATCH",
            FailureKind::MissingUnionBranch => "MISSING_UNION_BRANCH",
            FailureKind::DecimalScaleMismatch => "DECIMAL_SCALE_MISMATCH",
        }
    }
}

/// Whether there was more than one way to choose a reader's branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// All implementations pick this branch.
    Clear,
    /// Some implementations pick the branch with this index.
    Ambiguous(u32),
}

/// One pair of shapes and what it comes to.
#[derive(Clone, Debug)]
pub struct Pair {
    /// What was written.
    pub writer: ShapeId,
    /// What is expected.
    pub reader: ShapeId,
    /// What the reader does.
    pub action: Action,
    pub(super) judgement: Judgement,
}

/// What a reader makes of a writer's record.
#[derive(Clone, Debug)]
pub struct RecordAction {
    /// For each of the writer's fields, in the order of the encoding: the reader's fields that take it.
    pub takers: Takers,
    /// The reader's fields that take their default.
    pub defaulted: Box<[u32]>,
    /// The reader's fields that nothing fills. If there is one, no datum can be read.
    pub missing: Box<[u32]>,
    /// Where implementations disagree on who gets a value.
    pub alias_conflicts: Box<[AliasConflict]>,
}

/// A writer's field that goes into a reader's field.
#[derive(Clone, Copy, Debug)]
pub struct FieldAction {
    /// Index of the reader's field.
    pub field: u32,
    /// The writer's type against the reader's.
    pub pair: PairId,
}

/// A reader's field whose aliases had a choice, or lost one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AliasConflict {
    /// Index of the reader's field.
    pub field: u32,
    /// Index of the writer's field that an alias also names.
    pub claimed: u32,
}

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
    /// The branch that the reader's union has for the datum. What the reader makes of the datum depends on this branch, not on the
    /// union.
    pub(crate) fn chosen_branch(&self) -> Option<PairId> {
        match self.action {
            Action::ReaderUnion { inner, .. } => Some(inner),
            _ => None,
        }
    }

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

impl Action {
    /// Whether no datum at all can be read, whatever its parts.
    pub(crate) fn always_fails(&self) -> bool {
        match self {
            Action::Fail(_) => true,
            Action::Record(record) => !record.missing.is_empty(),
            Action::Same
            | Action::OtherPrecision
            | Action::Promote(_)
            | Action::Enum(_)
            | Action::Array(_)
            | Action::Map(_)
            | Action::WriterUnion(_)
            | Action::ReaderUnion { .. } => false,
        }
    }

    /// Whether the writer's symbol of that index can be read, by itself or as the default; true of other types.
    pub(crate) fn reads_symbol(&self, index: usize) -> bool {
        !matches!(self, Action::Enum(symbols) if symbols[index] == SymbolAction::Missing)
    }

    /// What the writer's branch of that index leads to.
    pub(crate) fn written_branch(&self, index: usize) -> Option<PairId> {
        match self {
            Action::WriterUnion(branches) => Some(branches[index]),
            _ => None,
        }
    }

    /// What the writer's field of that index leads to.
    pub(crate) fn written_field(&self, index: usize) -> impl Iterator<Item = PairId> {
        let takers = match self {
            Action::Record(record) => &record.takers[index][..],
            _ => &[],
        };
        takers.iter().map(|taker| taker.pair)
    }

    /// Calls `visit` with each pair that this action leads to.
    pub fn for_each_part(&self, mut visit: impl FnMut(PairId)) {
        match self {
            Action::Same | Action::OtherPrecision | Action::Promote(_) | Action::Enum(_) | Action::Fail(_) => {}
            Action::Array(inner) | Action::Map(inner) | Action::ReaderUnion { inner, .. } => visit(*inner),
            Action::WriterUnion(branches) => branches.iter().copied().for_each(visit),
            Action::Record(record) => {
                record.takers.iter().flatten().for_each(|field| visit(field.pair));
            }
        }
    }
}
