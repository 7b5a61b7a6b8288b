//! Reads container files as Arrow record batches.

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, ThreadId};

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, SchemaRef};
use avro_columns::{AppendError, Columns, Form, RowReader, Rows};
use avro_resolve::data::translate::TranslateError;
use avro_resolve::file::container::{Block, Blocks};
use avro_resolve::foreign::foreign;
use avro_resolve::resolution::{PairId, Resolution};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;
use avrocheck::{DataInput, Problem, container_files, open_container};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::error::Exception;

/// A batch has so many rows at the most, and about so many bytes.
const ROWS: usize = 1 << 16;
const BYTES: usize = 16 << 20;

/// The records of container files. They are read anew by everyone who asks for their stream.
#[pyclass(frozen, module = "avrocheck._native")]
pub(crate) struct Records {
    request: Arc<Request>,
    columns: Columns,
}

/// What is to be read.
struct Request {
    /// Never empty.
    files: Vec<PathBuf>,
    /// Without one, the writer's schema is the reader's.
    reader: Option<String>,
    chosen: Option<Vec<String>>,
    form: Form,
}

#[pymethods]
impl Records {
    #[new]
    fn new(
        py: Python<'_>,
        paths: Vec<PathBuf>,
        reader: Option<&str>,
        columns: Option<Vec<String>>,
        unions: &str,
    ) -> PyResult<Records> {
        let form = match unions {
            "dense" => Form::Arrow,
            "struct" => Form::Parquet,
            other => return Err(PyValueError::new_err(format!("unions are \"dense\" or \"struct\", not {other:?}"))),
        };
        let first = py.detach(|| {
            let files = container_files(&paths)?;
            let request = Arc::new(Request { files, reader: reader.map(ToOwned::to_owned), chosen: columns, form });
            let first = request.files.first().ok_or_else(|| vec![Problem::of_run("there are no files to read")])?;
            let columns = OpenFile::open(first, &request).map_err(|problem| vec![problem])?.columns;
            Ok((request, columns))
        });
        let (request, columns) = first.map_err(|problems: Vec<Problem>| Exception::File.of_problems(py, &problems))?;
        Ok(Records { request, columns })
    }

    /// The columns, as the Arrow C data interface has them.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.columns.schema().as_ref()).map_err(invalid)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The batches, as the Arrow C stream interface has them.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface lets a producer answer with its own types.
        drop(requested_schema);
        let batches = Batches {
            request: Arc::clone(&self.request),
            columns: self.columns.clone(),
            next: 0,
            open: None,
            thread: thread::current().id(),
            is_over: false,
        };
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), c"arrow_array_stream")
    }
}

fn invalid(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// The batches of all files.
struct Batches {
    request: Arc<Request>,
    columns: Columns,
    /// The next file to open.
    next: usize,
    open: Option<OpenFile>,
    /// Who asked for the stream. A thread of another program must not wait for Python.
    thread: ThreadId,
    is_over: bool,
}

/// A file that is being read.
struct OpenFile {
    name: String,
    blocks: Blocks<BufReader<DataInput<'static>>>,
    shapes: Shapes,
    resolution: Resolution,
    pair: PairId,
    columns: Columns,
    /// The block at hand, how many of its records were read, and how many of its bytes.
    block: Option<(Block, u64, usize)>,
}

impl OpenFile {
    fn open(path: &Path, request: &Request) -> Result<OpenFile, Problem> {
        OpenFile::of_blocks(path.display().to_string(), open_container(path)?, request)
    }

    fn of_blocks(
        name: String,
        blocks: Blocks<BufReader<DataInput<'static>>>,
        request: &Request,
    ) -> Result<OpenFile, Problem> {
        let at = |message: String| Problem::of(&name, message);
        let mut shapes = Shapes::default();
        let writer = blocks.schema("schema", &mut shapes).map_err(|error| at(error.to_string()))?.root_shape();
        let reader = match &request.reader {
            // It was parsed before.
            Some(text) => LinkedSchema::parse("reader", text, &mut shapes)
                .map_err(|_| at("the reader's schema cannot be understood".to_owned()))?
                .root_shape(),
            None => writer,
        };
        let mut resolution = Resolution::default();
        let pair = resolution.resolve_shapes(&shapes, writer, reader);
        if resolution.exceeds_limit() {
            return Err(at("its schema and the reader's have types that meet too often to be resolved".to_owned()));
        }
        let columns = Columns::new(&shapes, reader, request.form, request.chosen.as_deref())
            .map_err(|error| at(format!("{error}; name the columns to read")))?;
        Ok(OpenFile { name, blocks, shapes, resolution, pair, columns, block: None })
    }

    /// Reads rows until there are enough for a batch, or the file is at its end.
    fn fill(&mut self, rows: &mut Rows) -> Result<(), String> {
        let reader = RowReader::new(&self.shapes, &self.resolution, self.pair);
        while rows.count() < ROWS && rows.bytes() < BYTES {
            let (block, mut done, position) = match self.block.take() {
                Some(block) => block,
                None => match self.blocks.next() {
                    Some(block) => (block.map_err(|error| error.to_string())?, 0, 0),
                    None => return Ok(()),
                },
            };
            let at = |done: u64, error: &dyn ToString| {
                format!("block {} at byte {}, record {done}: {}", block.index, block.offset, error.to_string())
            };
            let mut data = self.blocks.reader(&block);
            data.go_back(position);
            while done < block.count && rows.count() < ROWS && rows.bytes() < BYTES {
                reader.append(&mut data, rows).map_err(|error| at(done, &explained(&error)))?;
                done += 1;
            }
            let position = data.position();
            if done < block.count {
                self.block = Some((block, done, position));
            } else {
                data.finish().map_err(|error| at(done, &error))?;
                self.blocks.recycle(block);
            }
        }
        Ok(())
    }
}

/// Why a record cannot be read.
fn explained(error: &AppendError) -> String {
    match error {
        AppendError::Translate(TranslateError::Decode(_)) => {
            format!("{error}; the file is damaged, or was written with another schema")
        }
        AppendError::Translate(TranslateError::Fails(_)) | AppendError::Value { .. } | AppendError::TooLarge => {
            error.to_string()
        }
    }
}

impl Batches {
    fn batch(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        self.check_signals()?;
        let mut rows = Rows::new(&self.columns);
        loop {
            let mut file = match self.open.take() {
                Some(file) => file,
                None => match self.request.files.get(self.next) {
                    Some(path) => {
                        self.next += 1;
                        self.begin(OpenFile::open(path, &self.request).map_err(|problem| failed(&problem))?)?
                    }
                    None => break,
                },
            };
            if file.columns != self.columns {
                // The same columns, of other fields.
                self.columns = file.columns.clone();
                if rows.count() > 0 {
                    self.open = Some(file);
                    break;
                }
                rows = Rows::new(&self.columns);
            }
            file.fill(&mut rows).map_err(|message| failed(&Problem::of(&file.name, message)))?;
            let is_full = rows.count() >= ROWS || rows.bytes() >= BYTES;
            if is_full {
                self.open = Some(file);
                break;
            }
            if file.blocks.is_at_another_file() {
                let next =
                    file.blocks.next_file().map_err(|error| failed(&Problem::of(&file.name, error.to_string())))?;
                let next = OpenFile::of_blocks(file.name, next, &self.request).map_err(|problem| failed(&problem))?;
                self.open = Some(self.begin(next)?);
            }
        }
        if rows.count() == 0 { Ok(None) } else { rows.finish().map(Some) }
    }

    /// A file whose columns are those of the first.
    fn begin(&self, file: OpenFile) -> Result<OpenFile, ArrowError> {
        let Some(column) = self.columns.difference(&file.columns) else { return Ok(file) };
        let message = format!(
            "its column \"{}\" is not as in {}, and a table has one schema; name the schema that all are to be read with, reader=…",
            foreign(column),
            foreign(&self.request.files[0].display().to_string())
        );
        Err(failed(&Problem::of(file.name, message)))
    }

    /// Lets Python act on Ctrl+C, between batches and in the thread that asked for them. Whoever takes the stream makes an
    /// exception of its own of the error, so that the signal is sent again for Python's.
    fn check_signals(&self) -> Result<(), ArrowError> {
        if thread::current().id() != self.thread {
            return Ok(());
        }
        Python::attach(|py| {
            let Err(error) = py.check_signals() else { return Ok(()) };
            let message = format!("the reading was interrupted: {error}");
            let again = py.import("_thread").and_then(|module| module.call_method0("interrupt_main"));
            drop(again.map_err(|error| error.print(py)));
            Err(ArrowError::ComputeError(message))
        })
    }
}

fn failed(problem: &Problem) -> ArrowError {
    let file = problem.file.as_deref().map(|file| format!("{}: ", foreign(file))).unwrap_or_default();
    ArrowError::ComputeError(format!("{file}{}", foreign(&problem.message)))
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Result<RecordBatch, ArrowError>> {
        if self.is_over {
            return None;
        }
        let batch = self.batch().transpose();
        self.is_over = !matches!(batch, Some(Ok(_)));
        batch
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.columns.schema())
    }
}
