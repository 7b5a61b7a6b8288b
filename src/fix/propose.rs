//! Proposes edits that could mend a finding; none of them is tried yet.

pub(crate) mod broken;
mod field;
mod lookup;
mod name;
mod symbol;
mod types;

use avro_resolve::resolution::locate::{Cause, Hazard, Portability};

use super::Fix;
use broken::{Break, BrokenDirection};

/// What could mend a finding, the best first.
pub(crate) fn propose(broken: &Break<'_>) -> Vec<Fix> {
    let proposals = match (broken.cause, broken.direction) {
        (Cause::MissingDefault { .. }, BrokenDirection::Backward) => field::defaults(broken),
        (Cause::MissingDefault { field, .. }, BrokenDirection::Forward) => field::kept(broken, field),
        (Cause::TypeMismatch { .. } | Cause::Hazard(Hazard::UnitChanged { .. }), _) => types::kept(broken),
        (Cause::MissingSymbol { symbol, .. }, BrokenDirection::Backward) => symbol::known(broken, symbol),
        // New symbols need an order of steps, not another text.
        (Cause::MissingSymbol { .. }, BrokenDirection::Forward) => None,
        (Cause::NameMismatch { writer, .. }, BrokenDirection::Backward) => name::aliased(broken, writer),
        (Cause::NameMismatch { reader, .. }, BrokenDirection::Forward) => {
            name::kept(broken, reader).map(|fix| vec![fix])
        }
        (Cause::Portability(Portability::JavaUnionNamespace { writer: old, .. }), BrokenDirection::Backward)
        | (Cause::Portability(Portability::JavaUnionNamespace { reader: old, .. }), BrokenDirection::Forward) => {
            name::kept(broken, old).map(|fix| vec![fix])
        }
        (Cause::FixedSizeMismatch { writer, .. }, BrokenDirection::Backward) => types::size(broken, *writer),
        (Cause::FixedSizeMismatch { reader, .. }, BrokenDirection::Forward) => types::size(broken, *reader),
        (Cause::ScaleMismatch { writer, .. }, BrokenDirection::Backward) => types::scale(broken, *writer),
        (Cause::ScaleMismatch { reader, .. }, BrokenDirection::Forward) => types::scale(broken, *reader),
        (Cause::MissingBranch { branch, .. }, BrokenDirection::Backward) => types::branch_taken(broken, branch),
        (Cause::MissingBranch { .. }, BrokenDirection::Forward) => types::branch_not_written(broken),
        (Cause::AmbiguousAlias { field, claimed }, BrokenDirection::Backward) => {
            field::unclaimed(broken, field, claimed)
        }
        (Cause::AmbiguousAlias { .. }, BrokenDirection::Forward)
        | (
            Cause::PrecisionChanged { .. } | Cause::AmbiguousBranch { .. } | Cause::Hazard(_) | Cause::Portability(_),
            _,
        ) => None,
    };
    proposals.unwrap_or_default()
}

/// What is left to try where nothing of that helps: more of the old text than the finding is about.
pub(crate) fn propose_more(broken: &Break<'_>) -> Vec<Fix> {
    let proposals = match broken.cause {
        Cause::TypeMismatch { .. } | Cause::MissingBranch { .. } => types::field_kept(broken),
        Cause::NameMismatch { .. } | Cause::FixedSizeMismatch { .. } | Cause::ScaleMismatch { .. } => {
            types::whole_kept(broken)
        }
        Cause::MissingDefault { .. }
        | Cause::MissingSymbol { .. }
        | Cause::PrecisionChanged { .. }
        | Cause::AmbiguousAlias { .. }
        | Cause::AmbiguousBranch { .. }
        | Cause::Hazard(_)
        | Cause::Portability(_) => None,
    };
    proposals.unwrap_or_default()
}
