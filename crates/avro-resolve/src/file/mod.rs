//! How encoded data travel: container files of many records, and single objects.

pub mod container;
pub mod records;
pub mod single;
