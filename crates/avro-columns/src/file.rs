//! Writes batches of rows into Parquet and Arrow files.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions};
use arrow_schema::{Schema, SchemaRef};
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::arrow::{ArrowSchemaConverter, ArrowWriter};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::WriterProperties;

use crate::columns::Columns;
use crate::kind::Form;
use crate::sort::sorted;

/// How a file is written.
#[derive(Clone, Debug)]
pub struct FileOptions {
    /// Which kind of file it is.
    pub form: Form,
    /// How its pages or buffers are compressed.
    pub codec: ColumnCodec,
    /// Columns by which the rows of each group are sorted, the most important first.
    pub sort_by: Vec<String>,
    /// How many rows a group of Parquet, or a sorted batch of Arrow, has at the most.
    pub group_rows: usize,
    /// How many bytes they take in memory, about, before they are written.
    pub group_bytes: usize,
}

impl FileOptions {
    /// Groups of 1,048,576 rows or 128 MiB, not sorted; Zstandard in Parquet, no compression in Arrow.
    pub fn new(form: Form) -> FileOptions {
        let codec = match form {
            Form::Parquet => ColumnCodec::Zstandard,
            Form::Arrow => ColumnCodec::None,
        };
        FileOptions { form, codec, sort_by: Vec::new(), group_rows: 1 << 20, group_bytes: 128 << 20 }
    }
}

/// How columns are compressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnCodec {
    /// Not at all.
    None,
    /// Snappy; not in Arrow files.
    Snappy,
    /// Zstandard, at level 1.
    Zstandard,
}

/// A file that is being written. Without [`finish`](ColumnFile::finish) it is incomplete.
pub struct ColumnFile<W: Write + Send> {
    writer: FileKind<W>,
    options: FileOptions,
    /// The columns that rows are sorted by.
    sort_columns: Vec<usize>,
    /// Rows that are to be sorted.
    unsorted: Vec<RecordBatch>,
}

enum FileKind<W: Write + Send> {
    Parquet(Box<ArrowWriter<W>>),
    Arrow(Box<FileWriter<W>>),
}

impl<W: Write + Send> ColumnFile<W> {
    /// Starts a file, with entries in its metadata, such as `avro.schema`.
    ///
    /// # Errors
    /// If the first bytes cannot be written, or rows are not sorted by such columns.
    pub fn new(
        out: W,
        columns: &Columns,
        options: &FileOptions,
        metadata: &[(String, String)],
    ) -> Result<ColumnFile<W>, ParquetError> {
        let schema = columns.schema();
        let sort_columns = options.sort_by.iter().map(|name| columns.demand_scalar(name));
        let sort_columns: Result<Vec<usize>, _> = sort_columns.collect();
        let sort_columns = sort_columns.map_err(|error| ParquetError::External(Box::new(error)))?;
        let metadata: HashMap<String, String> = metadata.iter().cloned().collect();
        let schema = Arc::new(Schema::new_with_metadata(schema.fields().clone(), metadata));
        let writer = match options.form {
            Form::Parquet => FileKind::Parquet(Box::new(parquet(out, schema, options)?)),
            Form::Arrow => {
                let compression = match options.codec {
                    ColumnCodec::Zstandard => Some(CompressionType::ZSTD),
                    ColumnCodec::None | ColumnCodec::Snappy => None,
                };
                let options = IpcWriteOptions::default().try_with_compression(compression)?;
                FileKind::Arrow(Box::new(FileWriter::try_new_with_options(out, &schema, options)?))
            }
        };
        Ok(ColumnFile { writer, options: options.clone(), sort_columns, unsorted: Vec::new() })
    }

    /// Writes rows, or keeps them until a group is complete.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, batch: RecordBatch) -> Result<(), ParquetError> {
        if self.sort_columns.is_empty() {
            return self.write_now(&batch);
        }
        self.unsorted.push(batch);
        let rows: usize = self.unsorted.iter().map(RecordBatch::num_rows).sum();
        if rows >= self.options.group_rows || self.unsorted_bytes() >= self.options.group_bytes {
            self.flush()?;
        }
        Ok(())
    }

    /// About how many bytes it keeps in memory.
    pub fn memory(&self) -> usize {
        let kept = match &self.writer {
            FileKind::Parquet(writer) => writer.memory_size(),
            FileKind::Arrow(_) => 0,
        };
        kept + self.unsorted_bytes()
    }

    /// Writes all rows that are kept in memory, as a group of their own.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn flush(&mut self) -> Result<(), ParquetError> {
        let unsorted = std::mem::take(&mut self.unsorted);
        if !unsorted.is_empty() {
            self.write_now(&sorted(&unsorted, &self.sort_columns)?)?;
        }
        match &mut self.writer {
            FileKind::Parquet(writer) => writer.flush(),
            FileKind::Arrow(_) => Ok(()),
        }
    }

    /// Writes what is left, and the end of the file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> Result<W, ParquetError> {
        self.flush()?;
        match self.writer {
            FileKind::Parquet(writer) => writer.into_inner(),
            FileKind::Arrow(mut writer) => {
                writer.finish()?;
                Ok(writer.into_inner()?)
            }
        }
    }

    fn write_now(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        match &mut self.writer {
            FileKind::Parquet(writer) => writer.write(batch),
            FileKind::Arrow(writer) => Ok(writer.write(batch)?),
        }
    }

    fn unsorted_bytes(&self) -> usize {
        self.unsorted.iter().map(RecordBatch::get_array_memory_size).sum()
    }
}

fn parquet<W: Write + Send>(out: W, schema: SchemaRef, options: &FileOptions) -> Result<ArrowWriter<W>, ParquetError> {
    let compression = match options.codec {
        ColumnCodec::None => Compression::UNCOMPRESSED,
        ColumnCodec::Snappy => Compression::SNAPPY,
        ColumnCodec::Zstandard => Compression::ZSTD(ZstdLevel::try_new(1)?),
    };
    // Parquet numbers the columns that have values, also those within others.
    let leaves = ArrowSchemaConverter::new().convert(&schema)?;
    let leaf =
        |name: &String| leaves.columns().iter().position(|leaf| leaf.path().parts() == std::slice::from_ref(name));
    let sorting =
        |column_idx: usize| SortingColumn { column_idx: column_idx as i32, descending: false, nulls_first: true };
    let sorting: Vec<SortingColumn> = options.sort_by.iter().filter_map(leaf).map(sorting).collect();
    let metadata = schema.metadata().iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_created_by(concat!("avro-columns ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(metadata.collect()))
        .set_max_row_group_row_count(Some(options.group_rows))
        .set_max_row_group_bytes(Some(options.group_bytes))
        .set_sorting_columns((!sorting.is_empty()).then_some(sorting))
        .build();
    ArrowWriter::try_new_with_options(out, schema, ArrowWriterOptions::new().with_properties(properties))
}
