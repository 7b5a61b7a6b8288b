//! Names versions and directions in few words.

use crate::model::level::Direction;
use crate::model::version::ONLY_VERSION;

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
