//! Keeps what the crate said about the fields of records.

use std::rc::Rc;

use apache_avro::types::Value;
use rustc_hash::FxHashMap;

use crate::data::translate::DataColumn;
use crate::schema::shape::ShapeId;

/// What the crate said about the records of one batch, field by field.
#[derive(Default)]
pub(super) struct KnownFields {
    /// The records as it decodes them, and their first column, which tells batches apart. `None` for records that it refuses, or
    /// that would cost too much.
    pub(super) decoded: Option<(Rc<DataColumn>, Vec<Option<Value>>)>,
    /// What it makes of a field, by what is written, what we read, and the type of the reader's field.
    pub(super) answers: FxHashMap<(*const DataColumn, *const DataColumn, ShapeId), KnownField>,
}

/// With the columns that it is about, so that no others take their addresses.
pub(super) struct KnownField {
    pub(super) _columns: [Rc<DataColumn>; 2],
    pub(super) answers: Vec<FieldAnswer>,
}

/// What the crate makes of a field of a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldAnswer {
    /// The same as we do.
    Expected,
    /// Something else, or we read nothing.
    Other,
    Refused,
}
