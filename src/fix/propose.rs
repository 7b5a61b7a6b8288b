//! Proposes edits that could mend a finding; none of them is tried yet.

pub(crate) mod broken;
pub(crate) mod field;
pub(super) mod given;
mod name;
pub(crate) mod slip;
mod symbol;
mod types;
mod wording;

use avro_resolve::resolution::locate::{Cause, Hazard, Portability};

use super::Fix;
use broken::Break;
use broken::BrokenDirection::{Backward, Forward};

/// Proposes what could mend a finding, the best first.
pub(crate) fn propose(broken: &Break<'_>) -> Vec<Fix> {
    let proposals = match (broken.cause, broken.direction) {
        (Cause::MissingDefault { .. }, Backward) => field::defaults(broken),
        (Cause::MissingDefault { field, .. }, Forward) => field::kept(broken, field),
        (Cause::TypeMismatch { .. } | Cause::Hazard(Hazard::UnitChanged { .. }), _) => types::kept(broken),
        (Cause::MissingSymbol { symbol, .. }, Backward) => symbol::known(broken, symbol),
        (Cause::NameMismatch { writer, .. }, Backward) => name::aliased(broken, writer),
        (Cause::NameMismatch { reader, .. }, Forward) => name::kept(broken, reader),
        (Cause::Portability(Portability::JavaUnionNamespace { writer, reader, .. }), _) => {
            name::kept(broken, broken.old_of(writer, reader))
        }
        (Cause::FixedSizeMismatch { writer, reader }, _) => types::size(broken, *broken.old_of(writer, reader)),
        (Cause::ScaleMismatch { writer, reader }, _) => types::scale(broken, *broken.old_of(writer, reader)),
        (Cause::MissingBranch { branch, .. }, Backward) => types::branch_taken(broken, branch),
        (Cause::MissingBranch { .. }, Forward) => types::branch_not_written(broken),
        (Cause::AmbiguousAlias { field, claimed }, Backward) => field::unclaimed(broken, field, claimed),
        // New symbols need an order of steps, not another text.
        (Cause::MissingSymbol { .. } | Cause::AmbiguousAlias { .. }, Forward)
        | (
            Cause::OneWayChanged { .. }
            | Cause::PrecisionChanged { .. }
            | Cause::AmbiguousBranch { .. }
            | Cause::Hazard(_)
            | Cause::Portability(_),
            _,
        ) => None,
    };
    proposals.unwrap_or_default()
}

/// Proposes what to try if none of these helps: more of the old text than the finding is about.
pub(crate) fn propose_more(broken: &Break<'_>) -> Vec<Fix> {
    let proposals = match broken.cause {
        Cause::TypeMismatch { .. } | Cause::MissingBranch { .. } => types::field_kept(broken),
        Cause::NameMismatch { .. } | Cause::FixedSizeMismatch { .. } | Cause::ScaleMismatch { .. } => {
            types::whole_kept(broken)
        }
        Cause::MissingDefault { .. }
        | Cause::MissingSymbol { .. }
        | Cause::OneWayChanged { .. }
        | Cause::PrecisionChanged { .. }
        | Cause::AmbiguousAlias { .. }
        | Cause::AmbiguousBranch { .. }
        | Cause::Hazard(_)
        | Cause::Portability(_) => None,
    };
    proposals.unwrap_or_default()
}
