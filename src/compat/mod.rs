//! Versions of schemas in, a report of who can read whom out.

pub mod input;
pub mod level;
pub mod version;
