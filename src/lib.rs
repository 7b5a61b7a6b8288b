//! stub
pub mod schema;
pub mod resolution;
pub mod compat;
pub mod avro;
pub mod source;
pub mod report;
