//! Writes a writer's data as text of the reader's records, without a value in between.
//!
//! The table is compiled once into a tree and, for the record itself, a list of columns; each record is then read in one pass.

mod node;
mod row;
mod text;

use super::binary::Reader;
use super::translate::TranslateError;
use crate::resolution::{PairId, Resolution};
use crate::schema::shape::Shapes;
use node::{Nodes, row};
use row::{Origin, Row};
use text::TextStyle;

pub use text::{Cell, json_text, put_decimal};

/// How a writer's records become a reader's, column by column.
#[derive(Debug)]
pub struct Transcoder<'a> {
    nodes: Nodes<'a>,
    pair: PairId,
    /// The columns, if the data are records.
    row: Option<Row<'a>>,
}

/// Why columns cannot be chosen.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum ColumnError {
    #[error("the data are not records, and have no fields")]
    NoRecord,
    #[error("there is no field \"{name}\"; there are {}", known.join(", "))]
    Unknown { name: String, known: Vec<String> },
}

impl<'a> Transcoder<'a> {
    /// Compiles a pair of the table.
    pub fn new(shapes: &'a Shapes, resolution: &'a Resolution, pair: PairId) -> Transcoder<'a> {
        let nodes = Nodes::new(shapes, resolution, pair);
        Transcoder { row: row(shapes, resolution, pair), nodes, pair }
    }

    /// Only these columns, in this order.
    ///
    /// # Errors
    /// If the data are not records, or have no such column.
    pub fn choose(&mut self, names: &[impl AsRef<str>]) -> Result<(), ColumnError> {
        let row = self.row.as_ref().ok_or(ColumnError::NoRecord)?;
        let known: Vec<String> = row.columns.iter().map(|column| column.name.clone()).collect();
        let mut chosen = Vec::new();
        for name in names {
            match row.columns.iter().find(|column| column.name == name.as_ref()) {
                Some(column) => chosen.push(column.clone()),
                None => return Err(ColumnError::Unknown { name: name.as_ref().to_owned(), known }),
            }
        }
        self.row = Some(Row::new(row.written, chosen, row.pair));
        Ok(())
    }

    /// The names of the columns; `None` if the data are not records.
    pub fn columns(&self) -> Option<impl Iterator<Item = &str>> {
        self.row.as_ref().map(|row| row.columns.iter().map(|column| column.name.as_str()))
    }

    /// Appends the next datum as JSON, without the tags of unions' branches.
    ///
    /// # Errors
    /// If the bytes are not a datum of the writer, or the reader cannot read it.
    pub fn json(&self, reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<(), TranslateError> {
        match &self.row {
            Some(row) => {
                reader.count_value()?;
                self.nodes.record(row, reader, out)
            }
            None => self.nodes.put(self.pair, reader, out, TextStyle::Json).map(|_| ()),
        }
    }

    /// Calls `take` with the value of each column: its index, what it is, and its text.
    ///
    /// # Errors
    /// If the bytes are not a record of the writer's, or the reader cannot read it.
    pub fn plain(
        &self,
        reader: &mut Reader<'_>,
        scratch: &mut Vec<u8>,
        mut take: impl FnMut(usize, Cell, &[u8]),
    ) -> Result<(), TranslateError> {
        let Some(row) = &self.row else { return Ok(()) };
        let mut index = 0;
        reader.count_value()?;
        row.cells(self.nodes.shapes, reader, |column, reader| {
            scratch.clear();
            let cell = match &column.origin {
                Origin::Written { pair, .. } => self.nodes.put(*pair, reader, scratch, TextStyle::Plain)?,
                Origin::Default { plain: Some(plain), .. } => {
                    scratch.extend_from_slice(plain.as_bytes());
                    Cell::Text
                }
                Origin::Default { json, .. } if json == "null" => Cell::Null,
                Origin::Default { json, .. } => {
                    scratch.extend_from_slice(json.as_bytes());
                    Cell::Json
                }
                Origin::Missing => return Err(row.missing(column)),
            };
            take(index, cell, scratch);
            index += 1;
            Ok(())
        })
    }
}
