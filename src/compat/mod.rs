//! Versions of schemas in, a report of who can read whom out.

pub mod input;
pub mod level;
pub mod rule;
pub mod version;
