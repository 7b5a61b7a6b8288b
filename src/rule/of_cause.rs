//! Says which rule a cause or a fault falls under, and which detail of it goes into the fingerprint.

use super::advice::*;
use super::hazard::*;
use super::lint::*;
use super::message::*;
use super::portability::*;
use super::resolution::*;
use super::row::Rule;
use super::slips::*;
use crate::model::message_part::MessagePart;
use avro_resolve::resolution::locate::{Cause, Hazard, OtherBytes, Portability, Sorting};
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::logical::LogicalType;

/// A rule, and what distinguishes two of its findings at one place: a name, a symbol or the two sides; empty where there can be
/// only one. Fingerprints contain it, so that it never changes.
type RuleAndDetail = (&'static Rule, String);

/// The rule of a difference between a writer and a reader.
pub(crate) fn of_cause(cause: &Cause) -> RuleAndDetail {
    match cause {
        Cause::MissingDefault { field, .. } => (&MISSING_DEFAULT, field.to_string()),
        Cause::TypeMismatch { writer, reader } => (&TYPE_MISMATCH, format!("{writer} -> {reader}")),
        Cause::MissingSymbol { symbol, .. } => (&MISSING_ENUM_SYMBOL, symbol.to_string()),
        Cause::NameMismatch { writer, reader } => (&NAME_MISMATCH, format!("{writer} -> {reader}")),
        Cause::FixedSizeMismatch { writer, reader } => (&FIXED_SIZE_MISMATCH, format!("{writer} -> {reader}")),
        Cause::MissingBranch { branch, .. } => (&MISSING_UNION_BRANCH, branch.clone()),
        Cause::OneWayChanged { writer_is_one_way: true } => (&ONE_WAY_CHANGED, "one-way -> answered".to_owned()),
        Cause::OneWayChanged { writer_is_one_way: false } => (&ONE_WAY_CHANGED, "answered -> one-way".to_owned()),
        Cause::ScaleMismatch { writer, reader } => (&DECIMAL_SCALE_CHANGED, format!("{writer} -> {reader}")),
        Cause::PrecisionChanged { writer, reader } => (&DECIMAL_PRECISION_CHANGED, format!("{writer} -> {reader}")),
        Cause::AmbiguousAlias { field, claimed } => (&AMBIGUOUS_ALIAS, format!("{field} <- {claimed}")),
        Cause::AmbiguousBranch { written, chosen, other, .. } => {
            (&AMBIGUOUS_BRANCH, format!("{written}: {chosen} | {other}"))
        }
        Cause::Hazard(hazard) => of_hazard(hazard),
        Cause::Portability(portability) => of_portability(portability),
    }
}

/// The rule of a difference between two messages, so many steps below them: parameters and errors have rules of their own, and the
/// types in them those of all types.
pub(crate) fn of_message(cause: &Cause, part: MessagePart, steps: u32) -> RuleAndDetail {
    let (rule, detail) = of_cause(cause);
    let own_rules = [
        ((&MISSING_DEFAULT, MessagePart::Request, 1), &PARAMETER_WITHOUT_DEFAULT),
        ((&MISSING_UNION_BRANCH, MessagePart::Errors, 2), &UNKNOWN_ERROR),
    ];
    let own = own_rules.into_iter().find(|(general, _)| *general == (rule, part, steps));
    (own.map_or(rule, |(_, own)| own), detail)
}

fn of_hazard(hazard: &Hazard) -> RuleAndDetail {
    match hazard {
        Hazard::UnitChanged { writer, reader } => (&UNIT_CHANGED, format!("{} -> {}", writer.name(), reader.name())),
        Hazard::LossyPromotion { promotion } => (&LOSSY_PROMOTION, format!("{promotion:?}")),
        Hazard::EnumDefaultMasks { symbol, .. } => (&ENUM_DEFAULT_MASKS, symbol.to_string()),
        Hazard::BytesAsText => (&BYTES_AS_TEXT, String::new()),
        Hazard::LogicalTypeChanged { writer, reader } => {
            (&LOGICAL_TYPE_CHANGED, format!("{} -> {}", logical(*writer), logical(*reader)))
        }
        Hazard::RenamedWithoutAlias { gone, came } => (&RENAMED_WITHOUT_ALIAS, format!("{gone} -> {came}")),
        Hazard::DefaultChanged { before, after, .. } => (&DEFAULT_CHANGED, format!("{before} -> {after}")),
        Hazard::DataDropped { fields } => (&DATA_DROPPED, fields.join(",")),
        Hazard::NamespaceIgnored { writer, reader } => (&NAMESPACE_IGNORED, format!("{writer} -> {reader}")),
        Hazard::AliasSwap { field, other } => (&ALIAS_SWAP, format!("{field} <-> {other}")),
        Hazard::NothingKept { record } => (&NOTHING_KEPT, record.to_string()),
        Hazard::SortOrderChanged(Sorting::Field { field, writer, reader }) => {
            (&SORT_ORDER_CHANGED, format!("{field}: {writer:?} -> {reader:?}"))
        }
        Hazard::SortOrderChanged(Sorting::Symbols { first, second }) => {
            (&SORT_ORDER_CHANGED, format!("{first} < {second}"))
        }
        Hazard::OtherBytes(OtherBytes::Promotion { promotion }) => (&KEY_ENCODING_CHANGED, format!("{promotion:?}")),
        Hazard::OtherBytes(why @ (OtherBytes::Fields | OtherBytes::Symbols | OtherBytes::Branches)) => {
            (&KEY_ENCODING_CHANGED, format!("{why:?}"))
        }
    }
}

fn of_portability(portability: &Portability) -> RuleAndDetail {
    match portability {
        Portability::JavaUnionNamespace { writer, reader } => (&JAVA_UNION_NAMESPACE, format!("{writer} -> {reader}")),
        Portability::JavaAliasNamespace { field, claimed, .. } => {
            (&JAVA_ALIAS_NAMESPACE, format!("{field} <- {claimed}"))
        }
        Portability::JavaDefaultRewritten { field, renamed } => {
            (&JAVA_DEFAULT_REWRITTEN, format!("{field}: {renamed}"))
        }
        Portability::JavaAliases { renamed, into, .. } => (&JAVA_ALIASES, format!("{renamed} -> {into}")),
        Portability::JavaDefaultBranch { field, .. } => (&JAVA_DEFAULT_BRANCH, field.to_string()),
        Portability::JavaArrayDefault { field } => (&JAVA_ARRAY_DEFAULT, field.to_string()),
        Portability::FastavroLogicalType { writer, reader } => {
            (&FASTAVRO_LOGICAL_TYPE, format!("{} -> {}", writer.name(), logical(*reader)))
        }
    }
}

fn logical(logical: Option<LogicalType>) -> &'static str {
    logical.map_or("none", LogicalType::name)
}

/// The rule of a mistake in one file; `None` where the file cannot be understood, so that the run stops.
pub(crate) fn of_fault(kind: &FaultKind) -> Option<RuleAndDetail> {
    let (rule, detail) = match kind {
        FaultKind::InvalidDefault { .. } => (&INVALID_DEFAULT, ""),
        FaultKind::InfiniteDefault => (&INFINITE_DEFAULT, ""),
        FaultKind::DefaultNotFirstBranch { .. } => (&DEFAULT_NOT_FIRST_BRANCH, ""),
        FaultKind::IgnoredLogicalType { name, .. } => (&IGNORED_LOGICAL_TYPE, name.as_str()),
        FaultKind::ConflictingDefinition { name, .. } => (&CONFLICTING_DEFINITIONS, name.as_str()),
        FaultKind::EmptyEnum { name } => (&UNINHABITABLE_TYPE, name.as_str()),
        FaultKind::Uninhabitable { name, .. } => (&UNINHABITABLE_TYPE, name.as_str()),
        FaultKind::EmptyUnion => (&UNINHABITABLE_TYPE, ""),
        FaultKind::InvalidName { name, .. } => (&INVALID_NAME, name.as_str()),
        FaultKind::DuplicateSymbol { symbol } => (&DUPLICATE_SYMBOL, symbol.as_str()),
        FaultKind::LeadingDot { name, .. } => (&INVALID_NAME, name.as_str()),
        FaultKind::PrimitiveName { name } => (&PRIMITIVE_NAME, name.as_str()),
        FaultKind::InvalidTypeAlias { alias } => (&JAVA_TYPE_ALIAS, alias.as_str()),
        FaultKind::UnusableAliases => (&INVALID_ALIAS, ""),
        FaultKind::UnusableAttribute { attribute, .. } => (&UNUSABLE_ATTRIBUTE, *attribute),
        FaultKind::AliasIsOwnName { field } => (&ALIAS_OF_ITSELF, field.as_str()),
        FaultKind::RecursiveDefault { name } => (&JAVA_RECURSIVE_DEFAULT, name.as_str()),
        FaultKind::UsedBeforeDefinition { name } => (&USED_BEFORE_DEFINITION, name.as_str()),
        FaultKind::FoundInNoNamespace { name, .. } => (&FOUND_IN_NO_NAMESPACE, name.as_str()),
        FaultKind::WrappedType => (&WRAPPED_TYPE, ""),
        FaultKind::MisplacedDefault => (&MISPLACED_DEFAULT, ""),
        FaultKind::WrappedName { name } => (&WRAPPED_NAME, name.as_str()),
        FaultKind::MisspeltAttribute { written, .. } => return Some((&NEAR_MISS, format!("\"{written}\""))),
        FaultKind::DocNotText => (&NEAR_MISS, "doc"),
        FaultKind::NullAsText { .. } => (&NEAR_MISS, "the text \"null\""),
        FaultKind::LaxJson { what, .. } => (&LAX_JSON, *what),
        FaultKind::Comment => (&JSON_COMMENT, ""),
        FaultKind::LoneSurrogate => (&LONE_SURROGATE, ""),
        FaultKind::DuplicateField { field } => (&DUPLICATE_FIELD, field.as_str()),
        FaultKind::DuplicateBranch { branch } => (&INVALID_UNION, branch.as_str()),
        FaultKind::NestedUnion => (&INVALID_UNION, ""),
        FaultKind::InvalidEnumDefault { symbol } => (&INVALID_ENUM_DEFAULT, symbol.as_str()),
        FaultKind::DuplicateAttribute { attribute } => (&DUPLICATE_ATTRIBUTE, attribute.as_str()),
        FaultKind::RepeatedDefinition { name } => (&REPEATED_DEFINITION, name.as_str()),
        FaultKind::UnusedDefinition { name } => (&UNUSED_DEFINITION, name.as_str()),
        FaultKind::EnumWithoutDefault { name } => (&ENUM_WITHOUT_DEFAULT, name.as_str()),
        FaultKind::FieldsWithoutDefault { fields } => return Some((&FIELD_WITHOUT_DEFAULT, fields.join(","))),
        FaultKind::MissingDoc { name, .. } => (&MISSING_DOC, name.as_str()),
        FaultKind::CollidingAlias { alias, .. } => (&COLLIDING_ALIAS, alias.as_str()),
        FaultKind::NotJson(_)
        | FaultKind::NotIdl(_)
        | FaultKind::TooDeep
        | FaultKind::Empty
        | FaultKind::NotASchema { .. }
        | FaultKind::Protocol
        | FaultKind::NotAProtocol
        | FaultKind::NoTypes
        | FaultKind::RegistryAnswer
        | FaultKind::JsonSchema
        | FaultKind::MissingAttribute { .. }
        | FaultKind::WrongAttribute { .. }
        | FaultKind::UnknownType { .. }
        | FaultKind::BareComplexType { .. }
        | FaultKind::AmbiguousReference { .. }
        | FaultKind::Redefined { .. }
        | FaultKind::DefinedOtherwise { .. }
        | FaultKind::UnknownImport { .. }
        | FaultKind::UnreadableImport { .. }
        | FaultKind::TooManyImports
        | FaultKind::NameTooLong { .. }
        | FaultKind::DefaultsTooLarge
        | FaultKind::DefaultTooDeep => return None,
    };
    Some((rule, detail.to_owned()))
}
