//! Writes records into files of columns: one file, or one for each partition.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::ops::ControlFlow;

use avro_columns::{AppendError, ColumnCodec, ColumnFile, Columns, FileOptions, Form, ParquetError, RowReader, Rows};
use avro_resolve::data::binary::Reader;
use avro_resolve::data::transcode::Transcoder;
use avro_resolve::file::container::Blocks;
use avro_resolve::file::records::Lost;
use avro_resolve::foreign::foreign;
use avro_resolve::schema::print::{Style, print};
use avro_resolve::schema::shape::Form as Type;

use super::args::{ColumnCodecWord, DeserializeArgs, PartitionKey};
use super::output::sentence_of;
use super::output_file::Failure;
use super::partition::Partitioner;
use super::record_filter::{ChosenRecords, RecordFilter};
use super::record_output::RecordSink;
use super::record_reader::RecordReader;
use crate::model::limits::PARTITION_FILES;
use crate::render::command::records::PrinterError;
use crate::sink::tree::NewTree;

/// The records of all files as rows.
pub(super) struct ColumnOutput<'o> {
    args: &'o DeserializeArgs,
    form: Form,
    place: ColumnsPlace<'o>,
    chosen: ChosenRecords,
    /// What the records of the first file said.
    layout: Option<TableLayout>,
    /// The files that are open.
    open: Vec<OpenFile<'o>>,
    /// The one of the last record: most often it is that of the next.
    current: usize,
    /// How many files each partition has, of those that were closed.
    closed: HashMap<String, u32>,
    files: usize,
    /// How many records may still be written.
    left: u64,
    broken_texts: u64,
    outcome: io::Result<()>,
}

/// Where files are made.
pub(super) enum ColumnsPlace<'o> {
    /// The only one.
    File(Option<&'o mut (dyn Write + Send)>),
    Tree(NewTree),
}

/// What all files have in common.
struct TableLayout {
    columns: Columns,
    options: FileOptions,
    metadata: Vec<(String, String)>,
    /// The file that said so first.
    of: String,
}

/// A file that is being written.
struct OpenFile<'o> {
    /// The directories that it is in.
    path: String,
    rows: Rows,
    file: ColumnFile<OpenFileTarget<'o>>,
}

enum OpenFileTarget<'o> {
    Only(&'o mut (dyn Write + Send)),
    OfTree(BufWriter<File>),
}

/// So many files are open at the same time.
const MOST_OPEN: usize = 64;

/// The rows that are not in files yet have about so many bytes, in all parts together.
const ROWS_BYTES: usize = 16 << 20;

/// So many rows a batch has at the most: few enough for the caches of a processor, where they become pages at once, and more
/// where each batch is one of a file.
fn batch_rows(form: Form) -> usize {
    match form {
        Form::Parquet => 1 << 13,
        Form::Arrow => 1 << 16,
    }
}

/// What files keep in memory, all together, before the fullest writes its group.
const FILES_BYTES: usize = 256 << 20;

impl<'o> ColumnOutput<'o> {
    pub(super) fn new(args: &'o DeserializeArgs, form: Form, place: ColumnsPlace<'o>) -> ColumnOutput<'o> {
        ColumnOutput {
            args,
            form,
            place,
            chosen: ChosenRecords::default(),
            layout: None,
            open: Vec::new(),
            current: 0,
            closed: HashMap::new(),
            files: 0,
            left: args.limit.unwrap_or(u64::MAX),
            broken_texts: 0,
            outcome: Ok(()),
        }
    }

    /// Whether the output does not take more.
    pub(super) fn has_failed(&self) -> bool {
        self.outcome.is_err()
    }

    /// Completes all files.
    ///
    /// # Errors
    /// If they cannot be written.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        std::mem::replace(&mut self.outcome, Ok(())).map_err(Failure::Output)?;
        if matches!(self.place, ColumnsPlace::File(_)) && self.open.is_empty() && self.layout.is_some() {
            self.start(String::new()).map_err(Failure::Output)?;
        }
        self.chosen.report();
        self.open.drain(..).try_for_each(OpenFile::finish).map_err(Failure::Output)?;
        match self.place {
            ColumnsPlace::File(_) => Ok(()),
            ColumnsPlace::Tree(tree) => tree.publish().map_err(|problem| Failure::Messages(sentence_of(problem))),
        }
    }

    /// Compares the columns of a file with those of the files before it; the first has none to compare with.
    fn begin(&mut self, reader: &RecordReader, name: &str) -> Result<(), String> {
        let columns = self.columns(reader)?;
        match &mut self.layout {
            None => {
                let schema = print(&reader.shapes, reader.reader.root_shape(), Style::Full);
                let metadata = schema.map(|text| ("avro.schema".to_owned(), text)).into_iter().collect();
                let mut options = FileOptions::new(self.form);
                options.sort_by = self.args.columns.sort_by.clone();
                if let Some(codec) = self.args.columns.codec {
                    options.codec = codec_of(codec);
                }
                self.layout = Some(TableLayout { columns, options, metadata, of: name.to_owned() });
                Ok(())
            }
            Some(layout) => match layout.columns.difference(&columns) {
                None if layout.columns == columns => Ok(()),
                // The same columns, of other fields.
                None => {
                    let renew = |file: &mut OpenFile| {
                        file.write()?;
                        file.rows = Rows::new(&columns);
                        Ok(())
                    };
                    self.outcome = self.open.iter_mut().try_for_each(renew);
                    layout.columns = columns;
                    Ok(())
                }
                Some(column) => Err(format!(
                    "its column \"{}\" is not as in {}, and a table has one schema; name the schema that all are to be read with, \
                     --reader SCHEMA",
                    foreign(column),
                    layout.of
                )),
            },
        }
    }

    /// The columns of a file's records, once all that is asked of them was looked at.
    fn columns(&self, reader: &RecordReader) -> Result<Columns, String> {
        let (shapes, shape) = (&reader.shapes, reader.reader.root_shape());
        let keys = &self.args.columns.partition_by;
        let columns = |chosen: Option<&[String]>| {
            Columns::new(shapes, shape, self.form, chosen).map_err(|error| format!("{error}; {REMEDY}"))
        };
        let parted_by: Vec<String> = keys.iter().map(|key| key.field().to_owned()).collect();
        if parted_by.is_empty() {
            let columns = columns(self.args.fields.as_deref())?;
            check_scalars(&columns, &self.args.columns.sort_by)?;
            return Ok(columns);
        }
        check_scalars(&columns(Some(&parted_by))?, &parted_by)?;
        let all: Vec<String> = match (&self.args.fields, &shapes.get(shape).form) {
            (Some(fields), _) => fields.clone(),
            (None, Type::Record(record)) => record.fields.iter().map(|field| field.name.to_string()).collect(),
            (None, _) => Vec::new(),
        };
        let is_key = |field: &String| keys.contains(&PartitionKey::Field(field.clone()));
        let (known, others): (Vec<String>, Vec<String>) = all.into_iter().partition(is_key);
        if others.is_empty() {
            return Err("no columns are left beside those that the files are parted by".to_owned());
        }
        if let Some(key) = keys.iter().find(|key| others.iter().chain(&known).any(|field| is_shadowed(key, field))) {
            let name = key.name();
            return Err(format!(
                "there is a field \"{name}\", and {name}(…) makes a column of this name; choose others with --fields"
            ));
        }
        if let Some(field) = self.args.columns.sort_by.iter().find(|field| is_key(field)) {
            return Err(format!("all rows of a file have the same \"{}\": leave it out of --sort-by", foreign(field)));
        }
        let columns = columns(Some(&others))?;
        check_scalars(&columns, &self.args.columns.sort_by)?;
        Ok(columns)
    }

    /// Appends a record to its part.
    fn put(
        &mut self,
        rows: &RowReader<'_>,
        record: &mut Reader<'_>,
        path: &str,
    ) -> Result<ControlFlow<()>, PrinterError> {
        if !self.find(path) {
            if self.files == PARTITION_FILES.size() {
                return Err(PrinterError::Value(format!(
                    "the directory would get more than {} files; part by a field with fewer values, or sort the records before",
                    PARTITION_FILES.most
                )));
            }
            if let Err(error) = self.start(path.to_owned()) {
                self.outcome = Err(error);
                return Ok(ControlFlow::Break(()));
            }
        }
        let most_bytes = ROWS_BYTES / self.open.len();
        let file = &mut self.open[self.current];
        rows.append(record, &mut file.rows).map_err(|error| match error {
            AppendError::Translate(error) => PrinterError::Translate(error),
            error @ (AppendError::Value { .. } | AppendError::TooLarge) => PrinterError::Value(error.to_string()),
        })?;
        self.left -= 1;
        if file.rows.count() >= batch_rows(self.form) || file.rows.bytes() >= most_bytes {
            self.outcome = file.write().and_then(|()| self.flush_fullest());
        }
        Ok(if self.outcome.is_ok() && self.left > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    }

    /// Whether the file of a path is open; it is the current one then.
    fn find(&mut self, path: &str) -> bool {
        // Without partitions there is one file, and nothing to compare.
        let is_current = |file: &OpenFile| path.is_empty() || file.path == path;
        if self.open.get(self.current).is_some_and(is_current) {
            return true;
        }
        let found = self.open.iter().position(|file| file.path == path);
        self.current = found.unwrap_or(self.current);
        found.is_some()
    }

    /// Starts a file, which is the current one then; if there are too many, the fullest is completed.
    fn start(&mut self, path: String) -> io::Result<()> {
        if self.open.len() == MOST_OPEN {
            let fullest = (0..MOST_OPEN).max_by_key(|&at| self.open[at].memory()).expect("there are some");
            let file = self.open.swap_remove(fullest);
            *self.closed.entry(file.path.clone()).or_default() += 1;
            file.finish()?;
        }
        let layout = self.layout.as_ref().expect("a file was begun");
        let file = match &mut self.place {
            ColumnsPlace::File(file) => OpenFileTarget::Only(file.take().expect("there is only one")),
            ColumnsPlace::Tree(tree) => {
                let number = self.closed.get(&path).copied().unwrap_or(0);
                let extension = match self.form {
                    Form::Parquet => "parquet",
                    Form::Arrow => "arrow",
                };
                OpenFileTarget::OfTree(BufWriter::new(tree.file(&path, &format!("part-{number}.{extension}"))?))
            }
        };
        let file = ColumnFile::new(file, &layout.columns, &layout.options, &layout.metadata).map_err(io_error)?;
        self.current = self.open.len();
        self.open.push(OpenFile { path, rows: Rows::new(&layout.columns), file });
        self.files += 1;
        Ok(())
    }

    fn flush_fullest(&mut self) -> io::Result<()> {
        while self.open.iter().map(|open| open.file.memory()).sum::<usize>() > FILES_BYTES {
            let fullest = self.open.iter_mut().max_by_key(|open| open.file.memory()).expect("some have memory");
            fullest.file.flush().map_err(io_error)?;
        }
        Ok(())
    }
}

impl RecordSink for ColumnOutput<'_> {
    fn take<R: Read>(
        &mut self,
        name: &str,
        reader: &RecordReader,
        blocks: &mut Blocks<R>,
        lost: &mut Lost,
    ) -> Result<(), String> {
        self.begin(reader, name)?;
        let args = self.args;
        let mut filter = RecordFilter::new(&args.selection, reader).map_err(|error| error.to_string())?;
        let mut partitioner =
            Partitioner::new(&args.columns.partition_by, reader).map_err(|error| error.to_string())?;
        let rows = RowReader::new(&reader.shapes, &reader.resolution, reader.pair);
        // A record that turns out to be damaged has left something in the rows.
        let check = args.recover.then(|| Transcoder::new(&reader.shapes, &reader.resolution, reader.pair));
        let (mut path, mut text) = (String::new(), Vec::new());
        let each = |record: &mut Reader<'_>| {
            if self.left == 0 || self.outcome.is_err() {
                return Ok(ControlFlow::Break(()));
            }
            if let Some(check) = &check {
                text.clear();
                check.json(&mut record.clone(), &mut text)?;
            }
            if !filter.chooses(&mut self.chosen, record)? {
                return Ok(ControlFlow::Continue(()));
            }
            partitioner.put_path(record, &mut path)?;
            let before = record.broken_texts();
            let next = self.put(&rows, record, &path)?;
            self.broken_texts += record.broken_texts() - before;
            Ok(next)
        };
        reader.each_record(blocks, args, lost, each)
    }

    fn take_broken_texts(&mut self) -> u64 {
        std::mem::take(&mut self.broken_texts)
    }
}

/// What to do about records that make no columns.
const REMEDY: &str = "choose the fields with --fields, or write --to jsonl";

impl OpenFile<'_> {
    /// Hands the rows to the file.
    fn write(&mut self) -> io::Result<()> {
        if self.rows.count() == 0 {
            return Ok(());
        }
        let batch = self.rows.finish().map_err(io::Error::other)?;
        self.file.write(batch).map_err(io_error)
    }

    fn finish(mut self) -> io::Result<()> {
        self.write()?;
        match self.file.finish().map_err(io_error)? {
            OpenFileTarget::Only(file) => file.flush(),
            OpenFileTarget::OfTree(mut file) => file.flush(),
        }
    }

    fn memory(&self) -> usize {
        self.rows.bytes() + self.file.memory()
    }
}

impl Write for OpenFileTarget<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            OpenFileTarget::Only(file) => file.write(bytes),
            OpenFileTarget::OfTree(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            OpenFileTarget::Only(file) => file.flush(),
            OpenFileTarget::OfTree(file) => file.flush(),
        }
    }
}

fn codec_of(word: ColumnCodecWord) -> ColumnCodec {
    match word {
        ColumnCodecWord::Zstd => ColumnCodec::Zstandard,
        ColumnCodecWord::Snappy => ColumnCodec::Snappy,
        ColumnCodecWord::None => ColumnCodec::None,
    }
}

fn check_scalars(columns: &Columns, names: &[String]) -> Result<(), String> {
    names.iter().try_for_each(|name| columns.demand_scalar(name).map(|_| ()).map_err(|error| error.to_string()))
}

/// Whether a field has the name that a key gives to the values which it makes.
fn is_shadowed(key: &PartitionKey, field: &str) -> bool {
    match key {
        PartitionKey::Field(_) => false,
        PartitionKey::Date(_) | PartitionKey::Hour(_) => key.name() == field,
    }
}

/// What a file could not be written for.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(cause) => io::Error::other(cause),
        },
        other => io::Error::other(other),
    }
}
