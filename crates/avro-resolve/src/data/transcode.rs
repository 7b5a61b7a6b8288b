//! Writes a writer's data as text of the reader's records, without a value in between.
//!
//! The table is compiled once into a tree and, for the record itself, a list of columns; each record is then read in one pass.

mod choose;
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

pub use choose::ColumnError;
pub use text::{Cell, code_points, put_decimal};

/// How a writer's records become a reader's, column by column.
#[derive(Debug)]
pub struct Transcoder<'a> {
    nodes: Nodes<'a>,
    pair: PairId,
    /// The columns, if the data are records.
    row: Option<Row<'a>>,
}

/// How data are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TextOptions {
    /// Whether a union's value other than null names its branch, as in Avro's JSON encoding: such JSON can be read back where
    /// branches are alike.
    pub tags_unions: bool,
    /// Whether values of logical types are written as what they mean, such as `2024-02-29` or `12.50`; where they mean nothing,
    /// or are beyond the [limit](crate::limits::DECIMAL_TEXT), they stay what they are.
    pub shows_logical_types: bool,
}

impl<'a> Transcoder<'a> {
    /// Compiles a pair of the table.
    pub fn new(shapes: &'a Shapes, resolution: &'a Resolution, pair: PairId) -> Transcoder<'a> {
        Transcoder::with_options(shapes, resolution, pair, TextOptions::default())
    }

    /// The same, for text that is written in another way.
    pub fn with_options(
        shapes: &'a Shapes,
        resolution: &'a Resolution,
        pair: PairId,
        options: TextOptions,
    ) -> Transcoder<'a> {
        let nodes = Nodes::new(shapes, resolution, pair, options);
        Transcoder { row: row(shapes, resolution, pair, options), nodes, pair }
    }

    /// The names of the columns; `None` if the data are not records.
    pub fn columns(&self) -> Option<impl Iterator<Item = &str>> {
        self.row.as_ref().map(|row| row.columns.iter().map(|column| column.name.as_str()))
    }

    /// Appends the next datum as JSON.
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
                Origin::Written { pair, path, .. } => {
                    self.nodes.column(*pair, path, reader, scratch, TextStyle::Plain)?
                }
                Origin::Default(default) => default.put(scratch, TextStyle::Plain),
                Origin::Missing => return Err(row.missing(column)),
            };
            take(index, cell, scratch);
            index += 1;
            Ok(())
        })
    }
}
