//! stub
pub mod avro;
pub mod compat;
pub mod resolution;
pub mod schema;
pub mod source;
pub mod report;
