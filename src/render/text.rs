//! Text for people: colours and marks, columns and lines, and texts that others chose.

pub(crate) mod foreign;
pub(crate) mod layout;
pub(crate) mod style;
