//! `avrocheck deserialize`: container files in, records as text out.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use avrocheck::avro::binary as record;
use avrocheck::avro::container::Blocks;
use avrocheck::avro::records::{Damage, Lost, Next, each_record};
use avrocheck::avro::single::{Envelope, SingleError, open};
use avrocheck::avro::transcode::Transcoder;
use avrocheck::report::records::{Form, Printer, PrinterError};
use avrocheck::resolution::Resolution;
use avrocheck::schema::shape::Shapes;
use avrocheck::schema::{ReaderSchema, Schema, WriterSchema};
use avrocheck::source::argument::{NamedText, names_revision, schema_text};
use avrocheck::source::log_schemas;

use super::args::{DeserializeArgs, Global, OutputFormat, Raw};
use super::output::{Status, print, remark};
use super::serialize::{one, told};

pub(crate) fn run(args: &DeserializeArgs, _global: &Global) -> Status {
    let mut status = Status::Passed;
    let printed = print(Status::Passed, |out| {
        let mut left = args.limit.unwrap_or(u64::MAX);
        let mut header = None;
        for path in &args.files {
            match file(args, path, &mut left, &mut header, out) {
                Ok(lost) => {
                    if let Some(first) = &lost.first {
                        let Lost { places, bytes, records, .. } = lost;
                        let amount = format!("{bytes} bytes and {records} records in {places} places");
                        remark("warning", &format!("{}: lost {amount}; the first: {first}", path.display()));
                        status = status.max(Status::Failed);
                    }
                }
                Err(Broken::Output(error)) => return Err(error),
                Err(Broken::Input(messages)) => {
                    messages.iter().for_each(|message| remark("error", message));
                    status = Status::NotChecked;
                }
            }
        }
        Ok(())
    });
    status.max(printed)
}

enum Broken {
    Input(Vec<String>),
    Output(io::Error),
}

impl From<Vec<String>> for Broken {
    fn from(messages: Vec<String>) -> Broken {
        Broken::Input(messages)
    }
}

/// Records are written when there are about so many bytes of them.
const PART: usize = 1 << 16;

fn file(
    args: &DeserializeArgs,
    path: &Path,
    left: &mut u64,
    header: &mut Option<Vec<String>>,
    out: &mut dyn Write,
) -> Result<Lost, Broken> {
    let name = path.display().to_string();
    let named = |message: &dyn ToString| vec![format!("{name}: {}", message.to_string())];
    let mut input: Box<dyn Read> = match path.as_os_str() == "-" {
        true => Box::new(io::stdin().lock()),
        false => Box::new(File::open(path).map_err(|error| named(&format!("cannot be read: {error}")))?),
    };
    let mut shapes = Shapes::default();
    let (writer, mut data) = match (args.raw, &args.writer) {
        (Some(raw), Some(schema)) => {
            let writer = schema_file(schema, &mut shapes)?;
            let mut bytes = Vec::new();
            input.read_to_end(&mut bytes).map_err(|error| named(&format!("cannot be read: {error}")))?;
            let datum = datum(raw, &bytes, &writer, &shapes).map_err(|message| named(&message))?;
            (writer, Data::Single(datum.to_vec()))
        }
        (Some(_), None) | (None, _) => {
            let blocks = Blocks::new(BufReader::new(input)).map_err(|error| named(&error))?;
            (
                blocks.header().schema("schema", &mut shapes).map_err(|error| named(&error))?,
                Data::File(Box::new(blocks)),
            )
        }
    };
    let reader = match &args.reader {
        Some(wanted) => Some(reader_schema(args, wanted, &writer, &mut shapes)?),
        None => None,
    };
    let reader = reader.as_ref().unwrap_or(&writer);
    let mut resolution = Resolution::default();
    let pair = resolution.resolve(&shapes, WriterSchema(&writer), ReaderSchema(reader));
    let transcoder = Transcoder::new(&shapes, &resolution, pair);
    let form = match args.to {
        OutputFormat::Jsonl => Form::JsonLines,
        OutputFormat::Csv => Form::Csv,
        OutputFormat::Log => Form::Log,
    };
    let mut printer = Printer::new(&shapes, reader.root_shape(), transcoder, form, args.fields.as_deref())
        .map_err(|error| named(&error))?;
    let mut text = Vec::with_capacity(2 * PART);
    if let Some(columns) = printer.header() {
        match header {
            None => printer.put_header(&mut text),
            Some(first) if *first == columns => {}
            Some(_) => Err(named(&"its columns are others than those of the files before; choose some with --fields"))?,
        }
        *header = Some(columns);
    }
    let damage = if args.recover { Damage::IsSkipped } else { Damage::Stops };
    let mut output = Ok(());
    let each = |record: &mut record::Reader<'_>| {
        if *left == 0 {
            return Ok(Next::Enough);
        }
        let start = text.len();
        printer.put(record, &mut text).inspect_err(|_| text.truncate(start))?;
        *left -= 1;
        if text.len() >= PART {
            output = out.write_all(&text);
            text.clear();
        }
        Ok::<_, PrinterError>(if output.is_ok() { Next::GoOn } else { Next::Enough })
    };
    let read = match &mut data {
        Data::File(blocks) => each_record(blocks, damage, each).map_err(|error| named(&error)),
        Data::Single(datum) => single(datum, each).map_err(|message| named(&message)),
    };
    output.and_then(|()| out.write_all(&text)).map_err(Broken::Output)?;
    Ok(read?)
}

/// Where records are.
enum Data {
    /// In a container file.
    File(Box<Blocks<BufReader<Box<dyn Read>>>>),
    /// There is one, and these are its bytes.
    Single(Vec<u8>),
}

/// Takes the datum out of what stands in front of it.
fn datum<'b>(raw: Raw, bytes: &'b [u8], writer: &Schema, shapes: &Shapes) -> Result<&'b [u8], String> {
    let envelope = match raw {
        Raw::Datum => return Ok(bytes),
        Raw::SingleObject => Envelope::single_object(shapes, writer.root_shape()).map_err(|error| error.to_string())?,
    };
    let (found, datum) = open(bytes).map_err(|error| error.to_string())?;
    match envelope {
        Envelope::SingleObject { fingerprint: expected } if found != expected => {
            Err(SingleError::OtherSchema { found, expected }.to_string())
        }
        Envelope::SingleObject { .. } | Envelope::Raw => Ok(datum),
    }
}

fn single(
    datum: &[u8],
    mut each: impl FnMut(&mut record::Reader<'_>) -> Result<Next, PrinterError>,
) -> Result<Lost, String> {
    let mut reader = record::Reader::new(datum);
    match each(&mut reader).map_err(|error| error.to_string())? {
        Next::GoOn => reader.finish().map_err(|error| error.to_string())?,
        Next::Enough => {}
    }
    Ok(Lost::default())
}

fn schema_file(path: &Path, shapes: &mut Shapes) -> Result<Schema, Vec<String>> {
    let NamedText { name, text } = schema_text(path).map_err(|problem| one(told(&problem)))?;
    parsed(&name, &text, shapes)
}

fn parsed(name: &str, text: &str, shapes: &mut Shapes) -> Result<Schema, Vec<String>> {
    Schema::parse(name, text, shapes)
        .map_err(|faults| faults.iter().map(|fault| format!("{name}: {}", fault.kind)).collect())
}

/// The schema in a file, or that of the writer's name in a version of the schemas.
fn reader_schema(
    args: &DeserializeArgs,
    wanted: &str,
    writer: &Schema,
    shapes: &mut Shapes,
) -> Result<Schema, Vec<String>> {
    let path = Path::new(wanted);
    if path.is_file() || names_revision(path) {
        return schema_file(path, shapes);
    }
    let schemas = log_schemas::read(&args.schemas).map_err(|problems| problems.iter().map(told).collect::<Vec<_>>())?;
    let own = shapes.get(writer.root_shape()).name().map_or("", |name| name.short());
    let known = schemas.named(own, Some(wanted)).map_err(|problem| vec![told(&problem)])?;
    let text = log_schemas::header_text(known).map_err(|problem| vec![told(&problem)])?;
    parsed(wanted, &text, shapes)
}
