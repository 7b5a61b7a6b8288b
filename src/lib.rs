//! stub
pub mod schema;
pub mod resolution;
pub mod compat;
