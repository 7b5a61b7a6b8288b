//! Finds the places of notable actions in the texts of both schemas: the table knows shapes only.

mod cause;
mod encoding;
mod hazard;
mod java;
mod locator;
mod note;
mod path;
mod readable;
mod rewriting;

pub use super::rename::Likenesses;
pub use cause::{Cause, NoDefault, Notable, OtherMatch, Place};
pub use encoding::locate_other_bytes;
pub use hazard::{AliasOutcome, Fallback, Hazard, OtherBytes, Portability, Sorting};
pub use locator::{Located, locate, locate_with};
pub use path::{PairPart, PathStep, PathStepId, Paths};
