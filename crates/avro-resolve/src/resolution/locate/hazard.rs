//! What is notable about data that can be read, as data.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::resolution::promotion::Promotion;
use crate::schema::logical::LogicalType;
use crate::schema::model::Order;
use crate::schema::name::Name;

/// Why data that can be read may not mean the same.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)] // the names say it
pub enum Hazard {
    /// The same number in another unit.
    UnitChanged {
        writer: LogicalType,
        reader: LogicalType,
    },
    /// A number that rounds.
    LossyPromotion {
        promotion: Promotion,
    },
    /// A symbol that the reader does not know, by its index in the writer's enum, and the default that it becomes.
    EnumDefaultMasks {
        symbol: SmolStr,
        index: u32,
        default: SmolStr,
    },
    BytesAsText,
    LogicalTypeChanged {
        writer: Option<LogicalType>,
        reader: Option<LogicalType>,
    },
    /// A guess: `came` of the reader looks like `gone` of the writer.
    RenamedWithoutAlias {
        gone: SmolStr,
        came: SmolStr,
    },
    /// Both have the field: what lacks it reads as another value than before.
    DefaultChanged {
        field: SmolStr,
        before: Arc<str>,
        after: Arc<str>,
    },
    DataDropped {
        fields: Box<[SmolStr]>,
    },
    /// The names match without their namespaces only.
    NamespaceIgnored {
        writer: Name,
        reader: Name,
    },
    /// Two fields that name each other in their aliases.
    AliasSwap {
        field: SmolStr,
        other: SmolStr,
    },
    /// No field of the writer's is kept.
    NothingKept {
        record: Name,
    },
    SortOrderChanged(Sorting),
    /// Old data get other bytes when they are written again.
    OtherBytes(OtherBytes),
}

/// In what way an order changed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Sorting {
    /// The attribute `order` of a field.
    Field {
        /// The field.
        field: SmolStr,
        /// As it was.
        writer: Order,
        /// As it is.
        reader: Order,
    },
    /// Two symbols of an enum: the first was before the second, and is after it now.
    Symbols {
        /// The one that was first.
        first: SmolStr,
        /// The one that is first.
        second: SmolStr,
    },
}

/// Why old data get other bytes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)] // the names say it
pub enum OtherBytes {
    /// Fields came, went or moved.
    Fields,
    /// A symbol has another number.
    Symbols,
    /// A branch has another number, or there is a union on one side only.
    Branches,
    /// A whole number becomes a float, or a float a double.
    Promotion { promotion: Promotion },
}

/// What some implementation does otherwise.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)] // the names say it
pub enum Portability {
    /// An enum or fixed of another namespace meets a union without its full name.
    JavaUnionNamespace { writer: Name, reader: Name },
    /// A record's namespace changed, and a field of it was renamed by alias.
    JavaAliasNamespace { record: Name, field: SmolStr, claimed: SmolStr, fallback: Fallback },
    /// A default of the writer's spells out a field that the reader renames.
    JavaDefaultRewritten { field: SmolStr, renamed: SmolStr },
    /// An alias of the reader renames a type or field of the writer where it is not meant to, or what is needed by its name.
    JavaAliases { renamed: SmolStr, into: SmolStr, outcome: AliasOutcome },
    /// A default of a union's later branch is taken for another branch.
    JavaDefaultBranch { field: SmolStr, branch: String, throws: bool },
    /// A default that is an empty array, in a union.
    JavaArrayDefault { field: SmolStr },
    /// fastavro converts by the writer's logical type.
    FastavroLogicalType { writer: LogicalType, reader: Option<LogicalType> },
}

/// What comes of it that Java rewrites the writer's schema by an alias.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)] // the names say it
pub enum AliasOutcome {
    /// Two branches of a union have one name: it throws.
    SameBranch,
    /// Two fields of a record have one name: it throws.
    SameField,
    /// The reader expects another name: it throws.
    OtherName { expected: Name },
    /// The reader's union has no such branch: it throws.
    NoBranch,
    /// It takes another branch of the reader's union.
    OtherBranch { branch: String },
    /// It fills the field from another one.
    OtherField { other: SmolStr },
    /// It finds no value for the field, and takes the default.
    Default { field: SmolStr },
    /// It finds no value for the field, and throws.
    NoField { field: SmolStr },
}

impl AliasOutcome {
    /// Whether data cannot be read; else they are read otherwise.
    pub fn throws(&self) -> bool {
        match self {
            AliasOutcome::SameBranch
            | AliasOutcome::SameField
            | AliasOutcome::OtherName { .. }
            | AliasOutcome::NoBranch
            | AliasOutcome::NoField { .. } => true,
            AliasOutcome::OtherBranch { .. } | AliasOutcome::OtherField { .. } | AliasOutcome::Default { .. } => false,
        }
    }
}

/// What a reader uses that does not find the field.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fallback {
    /// A default, which hides the value.
    Default,
    /// No default.
    None,
}
