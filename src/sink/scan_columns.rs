//! Writes the table of a scan as columns.

use std::io::{self, Write};

use avro_columns::{ColumnFile, Columns, FileOptions, Form, RowReader, Rows};
use avro_resolve::data::binary::{Reader, encoded};
use avro_resolve::data::json::from_json;
use avro_resolve::resolution::Resolution;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;

use crate::scan::{FileRow, ROW_SCHEMA};

/// So many rows become columns at once.
const BATCH: usize = 1 << 13;

/// Writes a Parquet file, whose columns are the fields of the rows.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(rows: &[FileRow], out: &mut (dyn Write + Send)) -> io::Result<()> {
    let mut shapes = Shapes::default();
    let schema = LinkedSchema::parse("row.avsc", ROW_SCHEMA, &mut shapes).expect("it is a schema");
    let shape = schema.root_shape();
    let mut resolution = Resolution::default();
    let pair = resolution.resolve_shapes(&shapes, shape, shape);
    let columns = Columns::new(&shapes, shape, Form::Parquet, None).expect("all its types have columns");
    let options = FileOptions::new(Form::Parquet);
    let mut file = ColumnFile::new(out, &columns, &options, &[]).map_err(io::Error::other)?;
    let (mut batch, reader) = (Rows::new(&columns), RowReader::new(&shapes, &resolution, pair));
    for part in rows.chunks(BATCH) {
        for row in part {
            let json = serde_json::to_value(row).expect("a row is JSON");
            let value = from_json(&shapes, shape, &json).expect("a row has the fields of its schema");
            let data = encoded(&shapes, shape, &value);
            reader.append(&mut Reader::new(&data), &mut batch).map_err(io::Error::other)?;
        }
        file.write(batch.finish().map_err(io::Error::other)?).map_err(io::Error::other)?;
    }
    file.finish().map_err(io::Error::other)?.flush()
}
