//! One sentence for each cause, in which nothing that a schema calls itself acts.

use crate::foreign::foreign;
use crate::resolution::locate::{AliasOutcome, Cause, Fallback, Hazard, NoDefault, OtherBytes, Portability, Sorting};

/// What a reader makes of a place, and why.
pub(super) fn message(cause: &Cause) -> String {
    foreign(&of_cause(cause)).into_owned()
}

fn of_cause(cause: &Cause) -> String {
    match cause {
        Cause::MissingDefault { field, no_default, .. } => {
            let why = match no_default {
                NoDefault::Absent => "the reader has no default for it",
                NoDefault::Invalid => "the reader's default for it does not fit its type",
            };
            format!("the writer has no field \"{field}\", and {why}")
        }
        Cause::TypeMismatch { writer, reader } => format!("{writer} cannot be read as {reader}"),
        Cause::MissingSymbol { symbol, no_default, .. } => {
            let why = match no_default {
                NoDefault::Absent => "its enum has no default",
                NoDefault::Invalid => "the default of its enum is not one of its symbols",
            };
            format!("the reader does not know the symbol \"{symbol}\", and {why}")
        }
        Cause::NameMismatch { writer, reader } => {
            format!("the writer's {writer} and the reader's {reader} have different names, and no alias connects them")
        }
        Cause::FixedSizeMismatch { writer, reader } => {
            format!("the writer's fixed has {writer} bytes, the reader's has {reader}")
        }
        Cause::MissingBranch { branch, reader, .. } => {
            format!("the writer can write {branch}; the reader's {reader} does not accept it")
        }
        Cause::ScaleMismatch { writer, reader } => {
            format!(
                "the writer's decimals have scale {writer}, the reader's have {reader}: the same bytes are another number"
            )
        }
        Cause::OneWayChanged { writer_is_one_way: true } => {
            "the reader waits for an answer, and nobody sends one".to_owned()
        }
        Cause::OneWayChanged { writer_is_one_way: false } => {
            "the writer sends an answer, and nobody waits for it".to_owned()
        }
        Cause::PrecisionChanged { writer, reader } => {
            format!("the writer's decimals have up to {writer} digits, the reader's up to {reader}")
        }
        Cause::AmbiguousAlias { field, claimed } => {
            format!(
                "an alias of \"{field}\" also names the writer's field \"{claimed}\"; implementations differ on which field gets it"
            )
        }
        Cause::AmbiguousBranch { written, chosen, other, .. } => {
            format!("{written} is read as the branch {chosen}; some implementations take {other}")
        }
        Cause::Hazard(hazard) => of_hazard(hazard),
        Cause::Portability(portability) => of_portability(portability),
    }
}

fn of_hazard(hazard: &Hazard) -> String {
    match hazard {
        Hazard::UnitChanged { writer, reader } => {
            format!("the writer's numbers are {}, the reader takes them as {}", writer.name(), reader.name())
        }
        Hazard::LossyPromotion { promotion } => {
            let (from, to) = promotion.types();
            format!("{} is read as {}, which rounds large numbers", from.name(), to.name())
        }
        Hazard::EnumDefaultMasks { symbol, default, .. } => {
            format!("the reader does not know the symbol \"{symbol}\" and reads \"{default}\" instead")
        }
        Hazard::BytesAsText => "bytes are read as a string, and need not be valid text".to_owned(),
        Hazard::LogicalTypeChanged { writer: Some(writer), reader: Some(reader) } => {
            format!("the logical type changes from {} to {}", writer.name(), reader.name())
        }
        Hazard::LogicalTypeChanged { writer: Some(writer), reader: None } => {
            format!("the reader does not have the writer's logical type {}", writer.name())
        }
        Hazard::LogicalTypeChanged { writer: None, reader: Some(reader) } => {
            format!("the writer does not have the reader's logical type {}", reader.name())
        }
        Hazard::LogicalTypeChanged { writer: None, reader: None } => "the logical type changes".to_owned(),
        Hazard::RenamedWithoutAlias { gone, came } => {
            format!("\"{came}\" looks like \"{gone}\" renamed without an alias, and takes its default")
        }
        Hazard::DefaultChanged { field, before, after } => {
            format!("the default of \"{field}\" changes from {before} to {after}")
        }
        Hazard::DataDropped { fields } => {
            let fields: Vec<String> = fields.iter().map(|field| format!("\"{field}\"")).collect();
            format!("the reader drops what the writer has in {}", fields.join(", "))
        }
        Hazard::NamespaceIgnored { writer, reader } => {
            format!("{writer} is read as {reader}: only their names without the namespace agree")
        }
        Hazard::AliasSwap { field, other } => {
            format!("\"{field}\" and \"{other}\" are aliases of each other, so their values stay where they are")
        }
        Hazard::NothingKept { record } => format!("the reader keeps no field of the writer's {record}"),
        Hazard::SortOrderChanged(Sorting::Field { field, .. }) => format!("the sort order of \"{field}\" changes"),
        Hazard::SortOrderChanged(Sorting::Symbols { first, second }) => {
            format!("\"{first}\" sorts before \"{second}\" for the writer, and after it for the reader")
        }
        Hazard::OtherBytes(why) => {
            let why = match why {
                OtherBytes::Fields => "fields came, went or moved",
                OtherBytes::Symbols => "symbols have other numbers",
                OtherBytes::Branches => "branches of the union have other numbers",
                OtherBytes::Promotion { .. } => "the type is encoded otherwise",
            };
            format!("written again, the data have other bytes: {why}")
        }
    }
}

fn of_portability(portability: &Portability) -> String {
    match portability {
        Portability::JavaUnionNamespace { writer, reader } => {
            format!("Java does not find {writer} in the reader's union, which has {reader}")
        }
        Portability::JavaAliasNamespace { field, claimed, fallback, .. } => {
            let outcome = match fallback {
                Fallback::Default => "takes the default",
                Fallback::None => "fails",
            };
            format!(
                "Java ignores that \"{field}\" was \"{claimed}\", because the record's namespace changed too, and {outcome}"
            )
        }
        Portability::JavaDefaultRewritten { field, renamed } => {
            format!(
                "Java fails: the writer's default of \"{field}\" spells out \"{renamed}\", which the reader renames"
            )
        }
        Portability::JavaAliases { renamed, into, outcome } => {
            let outcome = match outcome {
                AliasOutcome::SameBranch | AliasOutcome::SameField => {
                    "fails, because there are two of that name then".to_owned()
                }
                AliasOutcome::OtherName { expected } => format!("fails, because {expected} is expected"),
                AliasOutcome::NoBranch => "fails, because the union has no such branch".to_owned(),
                AliasOutcome::NoField { field } => format!("fails, because nothing is left for \"{field}\""),
                AliasOutcome::OtherBranch { branch } => format!("reads it as {branch}"),
                AliasOutcome::OtherField { other } => format!("takes \"{other}\" in its place"),
                AliasOutcome::Default { field } => format!("takes the default of \"{field}\""),
            };
            format!("Java renames \"{renamed}\" to \"{into}\" by an alias, and {outcome}")
        }
        Portability::JavaDefaultBranch { field, branch, throws } => {
            let outcome = if *throws { "fails" } else { "fills in another value" };
            format!("Java takes the default of \"{field}\" for {branch}, and {outcome}")
        }
        Portability::JavaArrayDefault { field } => {
            format!("Java cannot read the default of \"{field}\": an empty array in a union")
        }
        Portability::FastavroLogicalType { writer, .. } => {
            format!("fastavro converts by the writer's logical type, {}, and ignores the reader's", writer.name())
        }
    }
}
