//! Reads a record column by column, and finds the writer's field of each column.

use super::leaf::Leaf;
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
    /// The JSON behind the last column that is read, with the defaults there.
    pub(super) end: Vec<u8>,
    /// Whether the columns that were written are in the writer's order: they are read in one pass then.
    is_in_order: bool,
    /// The record itself.
    pub(super) pair: PairId,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) origin: Origin,
    /// The JSON between the column that is read before this one and its own value: defaults, its name, of a text the first quote.
    pub(super) before: Vec<u8>,
}

#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// A field of the writer's, read as a pair, or the part of it at a path of fields.
    Written {
        field: usize,
        pair: PairId,
        path: Box<[String]>,
        /// What it is, if it is simple.
        leaf: Option<Leaf>,
    },
    Default(FieldDefault),
    /// Nothing can be read.
    Missing,
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
    pub(super) fn new(
        written: &'a [FieldShape],
        columns: impl IntoIterator<Item = (String, Origin)>,
        pair: PairId,
    ) -> Row<'a> {
        let mut text = vec![b'{'];
        let column = |(index, (name, origin)): (usize, (String, Origin))| {
            text.extend_from_slice(if index > 0 { b"," } else { b"" });
            serde_json::to_writer(&mut text, &name).expect("a Vec takes everything");
            text.push(b':');
            let is_text = matches!(origin, Origin::Written { leaf: Some(Leaf::Text), .. });
            let quote: &[u8] = if is_text { b"\"" } else { b"" };
            let before = match &origin {
                Origin::Written { .. } => {
                    text.extend_from_slice(quote);
                    std::mem::replace(&mut text, quote.to_vec())
                }
                Origin::Default(default) => {
                    text.extend_from_slice(&default.json);
                    Vec::new()
                }
                Origin::Missing => Vec::new(),
            };
            Column { name, origin, before }
        };
        let columns: Vec<Column> = columns.into_iter().enumerate().map(column).collect();
        text.push(b'}');
        let fields = columns.iter().filter_map(|column| match column.origin {
            Origin::Written { field, .. } => Some(field),
            Origin::Default(_) | Origin::Missing => None,
        });
        let is_in_order = fields.is_sorted_by(|a, b| a < b);
        Row { written, columns, end: text, is_in_order, pair }
    }

    /// Goes through a record, and stops at each column.
    #[inline]
    pub(super) fn cells<'b>(
        &self,
        shapes: &Shapes,
        reader: &mut Reader<'b>,
        mut at: impl FnMut(&Column, &mut Reader<'b>) -> Result<(), TranslateError>,
    ) -> Result<(), TranslateError> {
        // Where columns are in another order, the places of the writer's fields.
        let mut few = [0; MANY];
        let mut many = Vec::new();
        let mut places = None;
        if !self.is_in_order {
            let starts = match self.written.len() {
                0..MANY => &mut few[..self.written.len()],
                MANY.. => {
                    many.resize(self.written.len(), 0);
                    &mut many[..]
                }
            };
            for (field, start) in self.written.iter().zip(starts.iter_mut()) {
                *start = reader.position();
                binary::skip(shapes, field.shape, reader)?;
            }
            places = Some((&*starts, reader.position()));
        }
        let mut next = 0;
        for column in &self.columns {
            if let Origin::Written { field, .. } = column.origin {
                match places {
                    Some((starts, _)) => reader.go_back(starts[field]),
                    None => skip(shapes, &self.written[next..field], reader)?,
                }
                next = field + 1;
            }
            at(column, reader)?;
        }
        match places {
            Some((_, end)) => reader.go_back(end),
            None => skip(shapes, &self.written[next..], reader)?,
        }
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
