//! A pair of records in, its columns out, each with where its value comes from.

use super::node::{self, Nodes, Style};
use crate::data::binary::{self, DecodeError, Reader};
use crate::data::translate::TranslateError;
use crate::resolution::{Action, FailureKind, FieldAction, PairId, Resolution};
use crate::schema::shape::{FieldShape, Form, Shapes};

/// The fields of the reader's record.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// What the writer wrote, in its order.
    pub(super) written: &'a [FieldShape],
    pub(super) columns: Vec<Column>,
    /// Whether the columns that were written stand in the writer's order: they are read in one pass then.
    is_in_order: bool,
    /// The record itself.
    pair: PairId,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// `"name":` as JSON.
    key: String,
    pub(super) origin: Origin,
}

#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// A field of the writer's, read as a pair.
    Written { field: usize, pair: PairId },
    /// The default, as JSON, and as plain text if it is a scalar.
    Default { json: String, plain: Option<String> },
    /// Nothing can be read.
    Missing,
}

impl<'a> Row<'a> {
    /// The columns of a pair, if it is one of records.
    pub(super) fn of_pair(shapes: &'a Shapes, resolution: &Resolution, pair: PairId) -> Option<Row<'a>> {
        let entry = resolution.pair(pair);
        let Action::Record(action) = &entry.action else { return None };
        let (Form::Record(writer), Form::Record(reader)) =
            (&shapes.get(entry.writer).form, &shapes.get(entry.reader).form)
        else {
            unreachable!("a record's action is for two records")
        };
        let column = |(index, field): (u32, &FieldShape)| {
            let taker = |takers: &[FieldAction]| takers.iter().find(|taker| taker.field == index).map(|t| t.pair);
            let written = action.takers.iter().enumerate().find_map(|(at, takers)| Some((at, taker(takers)?)));
            let origin = match (written, &field.default) {
                (Some((field, pair)), _) => Origin::Written { field, pair },
                (None, Some(default)) => {
                    let json = node::default_json(shapes, field.shape, &default.value);
                    Origin::Default { json, plain: node::default_plain(&default.value) }
                }
                (None, None) => Origin::Missing,
            };
            let name = field.name.to_string();
            Column { key: format!("{}:", serde_json::Value::from(name.as_str())), name, origin }
        };
        let columns = (0u32..).zip(&reader.fields).map(column).collect();
        Some(Row::new(&writer.fields, columns, pair))
    }

    fn new(written: &'a [FieldShape], columns: Vec<Column>, pair: PairId) -> Row<'a> {
        let fields = columns.iter().filter_map(|column| match column.origin {
            Origin::Written { field, .. } => Some(field),
            Origin::Default { .. } | Origin::Missing => None,
        });
        let is_in_order = fields.is_sorted_by(|a, b| a < b);
        Row { written, columns, is_in_order, pair }
    }

    /// The same with other columns.
    pub(super) fn with_columns(&self, columns: Vec<Column>) -> Row<'a> {
        Row::new(self.written, columns, self.pair)
    }

    /// Appends the next record as a JSON object.
    pub(super) fn json(
        &self,
        nodes: &Nodes<'_>,
        reader: &mut Reader<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), TranslateError> {
        let mut before = b'{';
        self.cells(nodes, reader, |column, reader| {
            out.push(before);
            before = b',';
            out.extend_from_slice(column.key.as_bytes());
            match &column.origin {
                Origin::Written { pair, .. } => nodes.put(*pair, reader, out, Style::Json).map(|_| ()),
                Origin::Default { json, .. } => {
                    out.extend_from_slice(json.as_bytes());
                    Ok(())
                }
                Origin::Missing => Err(self.missing(column)),
            }
        })?;
        out.extend_from_slice(if before == b'{' { b"{}" } else { b"}" });
        Ok(())
    }

    /// Goes through a record, and stops at each column.
    #[inline]
    pub(super) fn cells<'b>(
        &self,
        nodes: &Nodes<'_>,
        reader: &mut Reader<'b>,
        mut at: impl FnMut(&Column, &mut Reader<'b>) -> Result<(), TranslateError>,
    ) -> Result<(), TranslateError> {
        if self.is_in_order {
            let mut next = 0;
            for column in &self.columns {
                if let Origin::Written { field, .. } = column.origin {
                    skip(nodes, &self.written[next..field], reader)?;
                    next = field + 1;
                }
                at(column, reader)?;
            }
            return Ok(skip(nodes, &self.written[next..], reader)?);
        }
        // The places of the writer's fields, and behind them all.
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
            binary::skip(nodes.shapes, field.shape, reader)?;
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

    #[cold]
    pub(super) fn missing(&self, column: &Column) -> TranslateError {
        let mut failure = node::failure(self.pair, FailureKind::ReaderFieldMissingDefaultValue, None);
        failure.path = format!("/{}", column.name);
        TranslateError::Fails(failure)
    }
}

fn skip(nodes: &Nodes<'_>, fields: &[FieldShape], reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    fields.iter().try_for_each(|field| binary::skip(nodes.shapes, field.shape, reader))
}

/// Records of up to so many fields need no memory for their places.
const MANY: usize = 32;
