//! Makes sentences.

pub(crate) mod change;
pub(crate) mod event;
pub(crate) mod phrase;
pub(crate) mod remedy;
