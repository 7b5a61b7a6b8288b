//! Prints records as the user wants to read them.

use std::cell::OnceCell;
use std::io::{self, IsTerminal, Read, Write};
use std::ops::ControlFlow;

use crate::model::limits;
use crate::render::command::records::{Form, Printer, PrinterError};
use crate::render::text::foreign::foreign_line;
use crate::source::lookup::archive::{Archive, Whose};
use crate::source::lookup::resolve;
use avro_resolve::data::binary::Reader;
#[cfg(feature = "kafka")]
use avro_resolve::data::binary::{self, DecodeError};
use avro_resolve::data::transcode::{TextOptions, Transcoder};
use avro_resolve::file::container::Blocks;
use avro_resolve::file::records::{Damage, Lost, each_record};
use avro_resolve::proof::Subject;
use avro_resolve::resolution::locate::{Located, locate};
use avro_resolve::resolution::{PairId, Resolution};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};

use super::args::{DeserializeArgs, JsonForm, LogicalForm, OutputFormat};
use super::deserialize::RecordSink;
use super::output::sentences;
#[cfg(feature = "parquet")]
use super::record_filter::{ChosenRecords, RecordFilter};

/// What records go through: the writer's schema, the reader's, and what the one makes of the other.
pub(super) struct RecordReader {
    pub(super) shapes: Shapes,
    pub(super) writer: LinkedSchema,
    pub(super) reader: LinkedSchema,
    pub(super) resolution: Resolution,
    pub(super) pair: PairId,
    /// Where the reader cannot read what the writer may write, once a record is such: there may be millions of them.
    located: OnceCell<Located>,
}

impl RecordReader {
    /// From the writer's schema to the one that `--reader` asks for, or to itself.
    pub(super) fn new(
        args: &DeserializeArgs,
        archive: &Archive,
        writer: LinkedSchema,
        mut shapes: Shapes,
    ) -> Result<RecordReader, Vec<String>> {
        let reader = match &args.reader {
            Some(wanted) => {
                let own_name = shapes.get(writer.root_shape()).name().map_or("", |name| name.short());
                let reader = resolve::schema(wanted, archive, Whose::Type(own_name)).map_err(sentences)?;
                reader.parse(&mut shapes).map_err(sentences)?
            }
            None => writer.clone(),
        };
        let mut resolution = Resolution::default();
        let pair = resolution.resolve(&shapes, WriterSchema(&writer), ReaderSchema(&reader));
        if resolution.exceeds_limit() {
            return Err(vec![limits::NOT_RESOLVED.to_owned()]);
        }
        Ok(RecordReader { shapes, writer, reader, resolution, pair, located: OnceCell::new() })
    }

    pub(super) fn printer(&self, args: &DeserializeArgs) -> Result<Printer<'_>, PrinterError> {
        let logical = args.logical.unwrap_or(match args.to {
            OutputFormat::Csv => LogicalForm::Text,
            OutputFormat::Jsonl | OutputFormat::Log => LogicalForm::Number,
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet | OutputFormat::Arrow => unreachable!("{NO_TEXT}"),
        });
        let options = TextOptions {
            tags_unions: args.json == Some(JsonForm::Tagged),
            shows_logical_types: logical == LogicalForm::Text,
        };
        let transcoder = Transcoder::with_options(&self.shapes, &self.resolution, self.pair, options);
        let form = match args.to {
            OutputFormat::Jsonl => Form::JsonLines,
            OutputFormat::Csv => Form::Csv,
            OutputFormat::Log => Form::Log,
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet | OutputFormat::Arrow => unreachable!("{NO_TEXT}"),
        };
        Printer::new(&self.shapes, self.reader.root_shape(), transcoder, form, args.fields.as_deref())
    }

    /// Passes over a datum.
    ///
    /// # Errors
    /// If the bytes are none.
    #[cfg(feature = "kafka")]
    pub(super) fn skip(&self, datum: &mut Reader<'_>) -> Result<(), DecodeError> {
        binary::skip(&self.shapes, self.writer.root_shape(), datum)
    }

    /// Says of data that the reader cannot read why that is so.
    pub(super) fn explained(&self, error: PrinterError) -> PrinterError {
        let (writer, reader) = (WriterSchema(&self.writer), ReaderSchema(&self.reader));
        let subject = Subject { shapes: &self.shapes, resolution: &self.resolution };
        let locate = || locate(&self.shapes, &self.resolution, self.pair, writer, reader);
        error.explained(subject, || self.located.get_or_init(locate))
    }
}

/// Where records are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordTarget {
    /// Where nothing may act: what cannot be shown is escaped.
    Terminal,
    /// A file or a program: byte for byte.
    Elsewhere,
}

impl RecordTarget {
    pub(super) fn of_standard_output() -> RecordTarget {
        if io::stdout().is_terminal() { RecordTarget::Terminal } else { RecordTarget::Elsewhere }
    }
}

/// The records of all files as they are printed.
pub(super) struct RecordOutput<'o> {
    out: &'o mut dyn Write,
    target: RecordTarget,
    text: Vec<u8>,
    /// How many records may still be printed.
    left: u64,
    /// The names above the records, once they stand there.
    columns: Option<Vec<String>>,
    /// Strings that were not UTF-8, in the file at hand.
    broken_texts: u64,
    outcome: io::Result<()>,
    args: &'o DeserializeArgs,
    #[cfg(feature = "parquet")]
    pub(super) chosen: ChosenRecords,
}

#[cfg(feature = "parquet")]
const NO_TEXT: &str = "columns are not printed";

/// Records are written when there are about so many bytes of them.
const PART: usize = 1 << 16;

impl<'o> RecordOutput<'o> {
    pub(super) fn new(out: &'o mut dyn Write, args: &'o DeserializeArgs, target: RecordTarget) -> RecordOutput<'o> {
        let text = Vec::with_capacity(2 * PART);
        RecordOutput {
            out,
            target,
            text,
            left: args.limit.unwrap_or(u64::MAX),
            columns: None,
            broken_texts: 0,
            outcome: Ok(()),
            args,
            #[cfg(feature = "parquet")]
            chosen: ChosenRecords::default(),
        }
    }

    /// Prepares for the records of a printer.
    pub(super) fn begin(&mut self, printer: &Printer<'_>) -> Result<(), String> {
        let Some(columns) = printer.header() else { return Ok(()) };
        match &self.columns {
            None => printer.put_header(&mut self.text),
            Some(first) if *first == columns => {}
            Some(_) => {
                return Err("its columns are others than those of the records before; choose some with --fields".into());
            }
        }
        self.columns = Some(columns);
        Ok(())
    }

    /// Prints a record, unless there are enough.
    pub(super) fn put(
        &mut self,
        printer: &mut Printer<'_>,
        record: &mut Reader<'_>,
    ) -> Result<ControlFlow<()>, PrinterError> {
        if self.left == 0 {
            return Ok(ControlFlow::Break(()));
        }
        let start = self.text.len();
        let broken_before = record.broken_texts();
        printer.put(record, &mut self.text).inspect_err(|_| self.text.truncate(start))?;
        self.broken_texts += record.broken_texts() - broken_before;
        self.left -= 1;
        if self.text.len() >= PART {
            self.write();
        }
        Ok(if self.outcome.is_ok() && self.left > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    }

    /// Writes what has been printed so far, to its end.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.write();
        std::mem::replace(&mut self.outcome, Ok(())).and_then(|()| self.out.flush())
    }

    fn write(&mut self) {
        if self.outcome.is_ok() {
            self.outcome = match self.target {
                RecordTarget::Terminal => self.out.write_all(shown(&self.text).as_bytes()),
                RecordTarget::Elsewhere => self.out.write_all(&self.text),
            };
        }
        self.text.clear();
    }
}

impl RecordSink for RecordOutput<'_> {
    fn take<R: Read>(
        &mut self,
        _name: &str,
        reader: &RecordReader,
        blocks: &mut Blocks<R>,
        lost: &mut Lost,
    ) -> Result<(), String> {
        let args = self.args;
        let mut printer = reader.printer(args).map_err(|error| error.to_string())?;
        self.begin(&printer)?;
        #[cfg(feature = "parquet")]
        let mut filter = RecordFilter::new(&args.selection, reader).map_err(|error| error.to_string())?;
        let mut each = |record: &mut Reader<'_>| {
            #[cfg(feature = "parquet")]
            if !filter.chooses(&mut self.chosen, record)? {
                return Ok(ControlFlow::Continue(()));
            }
            self.put(&mut printer, record)
        };
        let damage = if args.recover { Damage::IsSkipped } else { Damage::Stops };
        let (lost_here, read) =
            each_record(blocks, damage, |_, record| each(record).map_err(|error| reader.explained(error)));
        lost.absorb(lost_here);
        read.map_err(|error| error.with_advice())
    }

    fn take_broken_texts(&mut self) -> u64 {
        std::mem::take(&mut self.broken_texts)
    }
}

/// Whole lines as a terminal can show them.
fn shown(lines: &[u8]) -> String {
    String::from_utf8_lossy(lines).lines().map(|line| foreign_line(line) + "\n").collect()
}

/// What each message about a file begins with.
pub(super) fn at(file: &str, message: impl ToString) -> Vec<String> {
    vec![format!("{file}: {}", message.to_string())]
}

#[test]
fn records_are_exact_but_on_a_terminal() {
    use super::args::{Cli, Command};
    use clap::Parser;
    let print = |target| {
        let mut out = Vec::new();
        let Command::Deserialize(args) = Cli::parse_from(["avrocheck", "deserialize", "-"]).command else {
            unreachable!("it is this command")
        };
        let mut output = RecordOutput::new(&mut out, &args, target);
        output.text.extend_from_slice("{\"a\":\"\u{9b}\"}\nx\t\u{1b}[2J\n".as_bytes());
        output.flush().expect("memory takes everything");
        String::from_utf8_lossy(&out).into_owned()
    };
    assert_eq!(print(RecordTarget::Elsewhere), "{\"a\":\"\u{9b}\"}\nx\t\u{1b}[2J\n");
    assert_eq!(print(RecordTarget::Terminal), "{\"a\":\"\\u{9b}\"}\nx    \\u{1b}[2J\n");
}
