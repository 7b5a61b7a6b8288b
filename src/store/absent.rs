//! Stands in for object stores in a program that is built without them: each use says how to get one with them.

use std::io::{self, Read, Seek};

use super::object::{PutCondition, StoredObject};
use crate::model::input::Problem;

const REMEDY: &str = "this program is built without object stores; the programs of the releases have them, and so has one that is \
                      built with `cargo install avrocheck --features cloud`";

/// Finds nothing.
pub(crate) fn find(url: &str, _is_wanted: &dyn Fn(&str) -> bool, _wanted: &str) -> Result<Vec<StoredObject>, Problem> {
    Err(Problem::of(url, REMEDY))
}

/// Opens nothing.
pub(crate) fn open(_object: &StoredObject) -> io::Result<Box<dyn Read + Send>> {
    Err(io::Error::new(io::ErrorKind::Unsupported, REMEDY))
}

/// Says so before there is anything to write.
pub(crate) fn refuse_existing(url: &str) -> Result<(), Problem> {
    Err(Problem::of(url, REMEDY))
}

/// Says so before there is anything to write.
#[cfg(feature = "parquet")]
pub(crate) fn refuse_objects_below(url: &str) -> Result<(), Problem> {
    Err(Problem::of(url, REMEDY))
}

/// Writes nothing.
pub(crate) fn upload(url: &str, _content: impl Read + Seek, _condition: PutCondition) -> Result<(), Problem> {
    Err(Problem::of(url, REMEDY))
}
