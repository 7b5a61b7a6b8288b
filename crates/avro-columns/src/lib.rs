//! Arrow record batches, and Parquet and Arrow files, from Avro data.
//!
//! [`Columns`] says which columns a reader's schema has, [`Rows`] are values of these columns in Arrow's buffers, and a
//! [`RowReader`] appends a writer's binary data to them, as the resolution of both schemas says, without a value in between. A
//! [`ColumnFile`] writes batches of rows.
//!
//! ```
//! use avro_columns::{ColumnFile, Columns, FileOptions, Form, RowReader, Rows};
//! use avro_resolve::data::binary::Reader;
//! use avro_resolve::resolution::Resolution;
//! use avro_resolve::schema::LinkedSchema;
//! use avro_resolve::schema::shape::Shapes;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = r#"{"type": "record", "name": "Watch", "fields": [
//!     {"name": "movie", "type": "string"},
//!     {"name": "minute", "type": ["null", "int"]}
//! ]}"#;
//! let mut shapes = Shapes::default();
//! let schema = LinkedSchema::parse("watch.avsc", text, &mut shapes).map_err(|_| "no schema")?;
//! let shape = schema.root_shape();
//! let mut resolution = Resolution::default();
//! let pair = resolution.resolve_shapes(&shapes, shape, shape);
//!
//! let columns = Columns::new(&shapes, shape, Form::Parquet, None)?;
//! let mut rows = Rows::new(&columns);
//! let reader = RowReader::new(&shapes, &resolution, pair);
//! let mut data = Reader::new(b"\x06Ran\x00\x08Jaws\x02\x54"); // Ran, null; Jaws, 42
//! while data.left() > 0 {
//!     reader.append(&mut data, &mut rows)?;
//! }
//! let batch = rows.finish()?;
//! assert_eq!((batch.num_rows(), batch.column(1).null_count()), (2, 1));
//!
//! let mut file = ColumnFile::new(Vec::new(), &columns, &FileOptions::new(Form::Parquet), &[])?;
//! file.write(batch)?;
//! assert!(file.finish()?.starts_with(b"PAR1"));
//! # Ok(())
//! # }
//! ```
//!
//! # Types
//!
//! | Avro | Arrow | Parquet |
//! |---|---|---|
//! | null | Null | a column of nulls |
//! | boolean, int, long, float, double | Boolean, Int32, Int64, Float32, Float64 | the same |
//! | bytes, string | Binary, Utf8 | BYTE_ARRAY, with STRING for string |
//! | fixed | FixedSizeBinary; Binary if its size is 0 or beyond 2³¹ | FIXED_LEN_BYTE_ARRAY |
//! | enum | Dictionary(Int32, Utf8) | STRING |
//! | record, array, map | Struct, List, Map | group, LIST, MAP |
//! | union of null and one type | this type, nullable | optional |
//! | any other union | dense Union, whose fields have the names of the branches | a group of optional fields `member0`, `member1`, …, one for each branch other than null; null is an absent group |
//! | decimal | Decimal128 to 38 digits, Decimal256 to 76, then Binary | DECIMAL, then BYTE_ARRAY |
//! | big-decimal | Binary | BYTE_ARRAY |
//! | uuid | FixedSizeBinary(16) with the extension `arrow.uuid` | UUID |
//! | date | Date32 | DATE |
//! | time-millis, time-micros | Time32(ms), Time64(µs) | TIME |
//! | timestamp-* | Timestamp of this unit, in UTC | TIMESTAMP, adjusted to UTC |
//! | local-timestamp-* | Timestamp of this unit, without a zone | TIMESTAMP, not adjusted |
//! | duration | Interval(MonthDayNano) | FIXED_LEN_BYTE_ARRAY(12), as it is in Avro |
//!
//! The names of a union's fields in Parquet are those that the converters of Avro for Java and Spark use. Data that are no record are
//! one column, `value`. Types that contain themselves have no columns. The schema's text can be kept in a file's metadata, as `avro.schema`.
//!
//! The crate opens no path and prints nothing.

mod append;
mod builder;
mod columns;
mod error;
mod file;
mod kind;
pub mod limits;
mod sort;
mod value;

pub use append::RowReader;
pub use builder::Rows;
pub use columns::Columns;
pub use error::{AppendError, ColumnsError, ValueError};
pub use file::{ColumnCodec, ColumnFile, FileOptions};
pub use kind::Form;

/// Errors of files that are written.
pub use parquet::errors::ParquetError;
