//! Writes a writer's data as text of the reader's records, without a value in between.
//!
//! The table is compiled once into a tree and, for the record itself, a list of columns; each record is then read in one pass.

mod leaf;
mod node;
mod path;
mod row;
mod text;

use super::binary::Reader;
use super::translate::TranslateError;
use crate::resolution::{PairId, Resolution};
use crate::schema::shape::Shapes;
use node::{Nodes, default_part};
use path::demand_path;
use row::{Origin, Row};
use text::TextStyle;

pub use path::ColumnError;
pub use text::{Cell, TextOptions, put_decimal};

/// How a writer's records become a reader's, column by column.
#[derive(Debug)]
pub struct Transcoder<'a> {
    nodes: Nodes<'a>,
    pair: PairId,
    /// The columns, if the data are records.
    row: Option<Row<'a>>,
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
        Transcoder { row: nodes.row(pair), nodes, pair }
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

impl Transcoder<'_> {
    /// Only these columns, in this order. A field of a record in a field is named with both names and a point between them; where
    /// a union's value is no such record, its value is null.
    ///
    /// # Errors
    /// If the data are not records, or have no such column.
    pub fn choose(&mut self, names: &[impl AsRef<str>]) -> Result<(), ColumnError> {
        let row = self.row.as_ref().ok_or(ColumnError::NoRecord)?;
        let column = |name: &str| Ok((name.to_owned(), self.column(row, name)?));
        let chosen: Result<Vec<(String, Origin)>, ColumnError> =
            names.iter().map(|name| column(name.as_ref())).collect();
        self.row = Some(Row::new(row.written, chosen?, row.pair));
        Ok(())
    }

    fn column(&self, row: &Row<'_>, name: &str) -> Result<Origin, ColumnError> {
        let shapes = self.nodes.shapes;
        if let Some(column) = row.columns.iter().find(|column| column.name == name) {
            return Ok(column.origin.clone());
        }
        let path: Vec<String> = name.split('.').map(str::to_owned).collect();
        let known = || row.columns.iter().map(|column| column.name.clone()).collect();
        let outer = row.columns.iter().position(|column| column.name == path[0]).filter(|_| path.len() > 1);
        let outer = outer.ok_or_else(|| ColumnError::Unknown { name: name.to_owned(), known: known() })?;
        let field = self.nodes.reader_field(row.pair, outer);
        demand_path(shapes, field.shape, name, &path)?;
        Ok(match &row.columns[outer].origin {
            Origin::Written { field, pair, .. } => {
                Origin::Written { field: *field, pair: *pair, path: path[1..].into(), leaf: None }
            }
            Origin::Default(_) => Origin::Default(default_part(shapes, field, &path[1..], self.nodes.options)),
            Origin::Missing => Origin::Missing,
        })
    }
}
