//! Small data that every module may use: texts with their places among versions, problems, levels, dates, paths as text.

pub mod date;
pub mod effort;
pub mod input;
pub mod level;
pub mod path;
pub mod text;
pub mod version;
