//! Reads a record column by column, and finds the writer's field of each column.

use super::text::{Cell, TextStyle};
use crate::data::binary::{self, DecodeError, Reader};
use crate::data::translate::{Failure, TranslateError};
use crate::resolution::{FailureKind, PairId};
use crate::schema::shape::{FieldShape, Shapes};

/// The fields of the reader's record.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    /// What the writer wrote, in its order.
    pub(super) written: &'a [FieldShape],
    pub(super) columns: Vec<Column>,
    /// Whether the columns that were written are in the writer's order: they are read in one pass then.
    is_in_order: bool,
    /// The record itself.
    pub(super) pair: PairId,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// `"name":` as JSON.
    pub(super) key: String,
    pub(super) origin: Origin,
}

#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// A field of the writer's, read as a pair, or the part of it at a path of fields.
    Written {
        field: usize,
        pair: PairId,
        path: Box<[String]>,
    },
    Default(FieldDefault),
    /// Nothing can be read.
    Missing,
}

/// `"name":` as JSON.
pub(super) fn key(name: &str) -> String {
    format!("{}:", serde_json::Value::from(name))
}

/// The default of a field in the styles of the data.
#[derive(Clone, Debug)]
pub(super) struct FieldDefault {
    pub(super) json: Vec<u8>,
    pub(super) plain: Vec<u8>,
    pub(super) cell: Cell,
}

impl FieldDefault {
    /// What stands for a part that a default does not have.
    pub(super) fn null() -> FieldDefault {
        FieldDefault { json: b"null".to_vec(), plain: Vec::new(), cell: Cell::Null }
    }

    pub(super) fn put(&self, out: &mut Vec<u8>, style: TextStyle) -> Cell {
        out.extend_from_slice(match style {
            TextStyle::Json => &self.json,
            TextStyle::Plain => &self.plain,
        });
        self.cell
    }
}

impl<'a> Row<'a> {
    pub(super) fn new(written: &'a [FieldShape], columns: Vec<Column>, pair: PairId) -> Row<'a> {
        let fields = columns.iter().filter_map(|column| match column.origin {
            Origin::Written { field, .. } => Some(field),
            Origin::Default(_) | Origin::Missing => None,
        });
        let is_in_order = fields.is_sorted_by(|a, b| a < b);
        Row { written, columns, is_in_order, pair }
    }

    /// Goes through a record, and stops at each column.
    #[inline]
    pub(super) fn cells<'b>(
        &self,
        shapes: &Shapes,
        reader: &mut Reader<'b>,
        mut at: impl FnMut(&Column, &mut Reader<'b>) -> Result<(), TranslateError>,
    ) -> Result<(), TranslateError> {
        if self.is_in_order {
            let mut next = 0;
            for column in &self.columns {
                if let Origin::Written { field, .. } = column.origin {
                    skip(shapes, &self.written[next..field], reader)?;
                    next = field + 1;
                }
                at(column, reader)?;
            }
            return Ok(skip(shapes, &self.written[next..], reader)?);
        }
        // The places of the writer's fields, and after them all.
        let mut starts = [0; MANY];
        let mut more = Vec::new();
        let starts = match self.written.len() {
            0..MANY => &mut starts[..self.written.len()],
            MANY.. => {
                more.resize(self.written.len(), 0);
                &mut more[..]
            }
        };
        for (field, start) in self.written.iter().zip(starts.iter_mut()) {
            *start = reader.position();
            binary::skip(shapes, field.shape, reader)?;
        }
        let end = reader.position();
        for column in &self.columns {
            if let Origin::Written { field, .. } = column.origin {
                reader.go_back(starts[field]);
            }
            at(column, reader)?;
        }
        reader.go_back(end);
        Ok(())
    }

    /// Goes through a record, and stops at one of the columns.
    pub(super) fn cell<'b, T>(
        &self,
        shapes: &Shapes,
        reader: &mut Reader<'b>,
        column: &Column,
        at: impl FnOnce(&mut Reader<'b>) -> Result<T, TranslateError>,
    ) -> Result<T, TranslateError> {
        let field = match column.origin {
            Origin::Written { field, .. } => Some(field),
            Origin::Default(_) | Origin::Missing => None,
        };
        skip(shapes, &self.written[..field.unwrap_or(0)], reader)?;
        let cell = at(reader)?;
        skip(shapes, &self.written[field.map_or(0, |field| field + 1)..], reader)?;
        Ok(cell)
    }

    #[cold]
    pub(super) fn missing(&self, column: &Column) -> TranslateError {
        let failure = Failure::new(self.pair, FailureKind::ReaderFieldMissingDefaultValue);
        TranslateError::Fails(Failure { path: format!("/{}", column.name), ..failure })
    }
}

fn skip(shapes: &Shapes, fields: &[FieldShape], reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    fields.iter().try_for_each(|field| binary::skip(shapes, field.shape, reader))
}

/// Records of up to so many fields need no memory for their places.
const MANY: usize = 32;
