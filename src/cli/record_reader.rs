//! Resolves the schema of records with the one that they are to be read with.

use std::cell::OnceCell;
use std::io::Read;
use std::ops::ControlFlow;

use crate::model::limits;
use crate::render::command::records::{Form, Printer, PrinterError};
use crate::source::lookup::archive::{Archive, Whose};
use crate::source::lookup::resolve;
use avro_resolve::data::binary::Reader;
#[cfg(feature = "kafka")]
use avro_resolve::data::binary::{self, DecodeError};
use avro_resolve::data::transcode::{TextOptions, Transcoder};
use avro_resolve::file::container::{Blocks, Header};
use avro_resolve::file::records::{Damage, Lost, each_record};
use avro_resolve::proof::Subject;
use avro_resolve::resolution::locate::{Located, locate};
use avro_resolve::resolution::{PairId, Resolution};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};
use movie_logs::zone::{TIMEZONE, Zone};

use super::args::{DeserializeArgs, JsonForm, LogicalForm, OutputFormat};
use super::output::sentences;

/// What records go through: the writer's schema, the reader's, and what the one makes of the other.
pub(super) struct RecordReader {
    pub(super) shapes: Shapes,
    pub(super) writer: LinkedSchema,
    pub(super) reader: LinkedSchema,
    pub(super) resolution: Resolution,
    pub(super) pair: PairId,
    /// Where the reader cannot read what the writer may write, once a record is such: there may be millions of them.
    located: OnceCell<Located>,
    /// The time zone of log lines.
    zone: Zone,
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
        let zone = args.timezone.clone().unwrap_or_else(Zone::utc);
        Ok(RecordReader { shapes, writer, reader, resolution, pair, located: OnceCell::new(), zone })
    }

    /// The same for the records of a file, whose header may say the time zone of its lines.
    ///
    /// # Errors
    /// If that is none, or not the one that the user says.
    pub(super) fn of_file(self, args: &DeserializeArgs, header: &Header) -> Result<RecordReader, String> {
        let stated = header.metadata.iter().find(|(name, _)| name == TIMEZONE);
        let Some((_, stated)) = stated.filter(|_| args.to == OutputFormat::Log) else { return Ok(self) };
        let zone: Zone = String::from_utf8_lossy(stated).parse().map_err(|error| format!("{TIMEZONE}: {error}"))?;
        match &args.timezone {
            Some(given) if *given != zone => {
                Err(format!("its lines are in the time zone {zone}, as {TIMEZONE} says; leave out --timezone {given}"))
            }
            Some(_) | None => Ok(RecordReader { zone, ..self }),
        }
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
        let fields = args.fields.as_deref();
        match args.to {
            OutputFormat::Jsonl => Printer::new(transcoder, Form::JsonLines, fields),
            OutputFormat::Csv => Printer::new(transcoder, Form::Csv, fields),
            OutputFormat::Log if fields.is_some() => Err(PrinterError::FieldsOfLog),
            OutputFormat::Log => Printer::log(&self.reader, &self.shapes, transcoder, &self.zone),
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet | OutputFormat::Arrow => unreachable!("{NO_TEXT}"),
        }
    }

    /// Passes over a datum.
    ///
    /// # Errors
    /// If the bytes are none.
    #[cfg(feature = "kafka")]
    pub(super) fn skip(&self, datum: &mut Reader<'_>) -> Result<(), DecodeError> {
        binary::skip(&self.shapes, self.writer.root_shape(), datum)
    }

    /// Hands on each record of a file. What is lost is added to `lost`.
    ///
    /// # Errors
    /// The file is damaged, or a record cannot be handed on, and why.
    pub(super) fn each_record<R: Read>(
        &self,
        blocks: &mut Blocks<R>,
        args: &DeserializeArgs,
        lost: &mut Lost,
        mut each: impl FnMut(&mut Reader<'_>) -> Result<ControlFlow<()>, PrinterError>,
    ) -> Result<(), String> {
        let damage = if args.recover { Damage::IsSkipped } else { Damage::Stops };
        let each = |_, record: &mut Reader<'_>| each(record).map_err(|error| self.explained(error));
        let (lost_here, read) = each_record(blocks, damage, each);
        lost.absorb(lost_here);
        read.map_err(|error| error.with_advice())
    }

    /// Says of data that the reader cannot read why that is so.
    pub(super) fn explained(&self, error: PrinterError) -> PrinterError {
        let (writer, reader) = (WriterSchema(&self.writer), ReaderSchema(&self.reader));
        let subject = Subject { shapes: &self.shapes, resolution: &self.resolution };
        let locate = || locate(&self.shapes, &self.resolution, self.pair, writer, reader);
        error.explained(subject, || self.located.get_or_init(locate))
    }
}

#[cfg(feature = "parquet")]
const NO_TEXT: &str = "columns are not printed";
