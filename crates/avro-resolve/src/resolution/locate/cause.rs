//! What is notable about a place, as data.

use smol_str::SmolStr;

use super::hazard::{Hazard, Portability};
use super::path::PathStepId;
use crate::resolution::action::{FailureKind, PairId};
use crate::schema::name::Name;
use crate::schema::source::{FileId, Span};

/// A notable action and where it comes from.
#[derive(Clone, Debug)]
pub struct Notable {
    /// What is notable.
    pub cause: Cause,
    /// The entry of the table: a datum that fails here fails in this pair.
    pub pair: PairId,
    /// The last step of the way there; `None` at the root.
    pub last_step: Option<PathStepId>,
    /// JSON Pointer (RFC 6901) from the reader's root, as if every name were replaced by its definition; through a chain of
    /// thousands of types, that of the place in its file.
    pub path: SmolStr,
    /// The way from the root by names: `lines[].price`; empty at the root.
    pub trail: SmolStr,
    /// The full name of the innermost named type of the reader around the place, if there is one, and the way from there.
    pub anchor: (Option<Name>, SmolStr),
    /// The place in the writer's text.
    pub writer: Place,
    /// The place in the reader's text.
    pub reader: Place,
}

/// A place in a schema file.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// What to point at.
    pub span: Span,
    /// JSON Pointer (RFC 6901) in that file.
    pub pointer: SmolStr,
}

/// What is notable about a place. The first eight keep data from being read.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // the names say it
pub enum Cause {
    /// `ty`: the field's type as it is written, if it is short.
    MissingDefault {
        field: SmolStr,
        ty: Option<SmolStr>,
        no_default: NoDefault,
    },
    TypeMismatch {
        writer: String,
        reader: String,
    },
    MissingSymbol {
        symbol: SmolStr,
        index: u32,
        no_default: NoDefault,
    },
    NameMismatch {
        writer: Name,
        reader: Name,
    },
    FixedSizeMismatch {
        writer: u64,
        reader: u64,
    },
    /// No branch of the reader's union, or a reader that is not a union, takes this type of the writer.
    MissingBranch {
        branch: String,
        reader: String,
        kind: FailureKind,
    },
    ScaleMismatch {
        writer: u32,
        reader: u32,
    },
    /// Only one side waits for the answer of a message.
    OneWayChanged {
        writer_is_one_way: bool,
    },
    PrecisionChanged {
        writer: u32,
        reader: u32,
    },
    AmbiguousAlias {
        field: SmolStr,
        claimed: SmolStr,
    },
    AmbiguousBranch {
        written: String,
        chosen: String,
        other: String,
        why: OtherMatch,
    },
    /// Data can be read, and may not mean the same.
    Hazard(Hazard),
    /// Some implementation does otherwise.
    Portability(Portability),
}

impl Cause {
    /// The kind of the failing action; `None` where data can be read.
    pub fn kind(&self) -> Option<FailureKind> {
        match self {
            Cause::MissingDefault { .. } => Some(FailureKind::ReaderFieldMissingDefaultValue),
            Cause::TypeMismatch { .. } | Cause::OneWayChanged { .. } => Some(FailureKind::TypeMismatch),
            Cause::MissingSymbol { .. } => Some(FailureKind::MissingEnumSymbols),
            Cause::NameMismatch { .. } => Some(FailureKind::NameMismatch),
            Cause::FixedSizeMismatch { .. } => Some(FailureKind::FixedSizeMismatch),
            Cause::MissingBranch { kind, .. } => Some(*kind),
            Cause::ScaleMismatch { .. } => Some(FailureKind::DecimalScaleMismatch),
            Cause::PrecisionChanged { .. }
            | Cause::AmbiguousAlias { .. }
            | Cause::AmbiguousBranch { .. }
            | Cause::Hazard(_)
            | Cause::Portability(_) => None,
        }
    }
}

/// Why another branch than the chosen one may be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OtherMatch {
    /// It matches to the letter of the specification, or by its unqualified name.
    Matches,
    /// The chosen one is broken inside, and this one is not.
    WouldDo,
    /// The same, and it has the writer's name as an alias.
    WouldDoByAlias,
}

/// Why there is no default that a reader could use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoDefault {
    /// None is written.
    Absent,
    /// One is written, and does not fit.
    Invalid,
}
