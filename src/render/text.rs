//! Text for people: colours and marks, columns and lines, and texts that others chose.

pub mod foreign;
pub mod layout;
pub mod style;
