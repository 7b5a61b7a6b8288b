//! Names versions and directions in few words.

use crate::model::level::Direction;
use crate::model::version::ONLY_VERSION;

/// What has to be known before what was found, where something could not be looked at.
pub(super) const INCOMPLETE: &str =
    "not everything could be looked at, so that others may be hit, too; the errors say what is missing";

/// `v3 to v7`.
pub(super) fn span(labels: &[String]) -> String {
    match labels {
        [only] if only == ONLY_VERSION => String::new(),
        [first, second] => format!("{first} and {second}"),
        [first, .., last] => format!("{first} to {last}"),
        [only] => only.clone(),
        [] => String::new(),
    }
}

/// What a direction is called.
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Backward => "backward",
        Direction::Forward => "forward",
        Direction::Full => "both ways",
        Direction::None => "no way",
    }
}
