//! Feeds logs, raw and as CSV: each line becomes an event that prints as the very line, or a reject that holds its bytes.

use std::io::{self, Cursor};
use std::sync::{Arc, LazyLock};

use avro_resolve::data::binary::DecodeError;
use avro_resolve::data::transcode::Transcoder;
use avro_resolve::data::translate::TranslateError;
use avro_resolve::file::container::{Blocks, Codec};
use avro_resolve::file::records::{Blame, Damage, each_record};
use avro_resolve::resolution::{PairId, Resolution};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;
use movie_logs::convert::{COMMA, Destination, Input, InputForm, Job, Reject, Totals, convert};
use movie_logs::event::Kind;
use movie_logs::line;
use movie_logs::plan::Plan;
use movie_logs::restore::{RestoreError, Restorer};
use movie_logs::zone::Zone;

const HEADER: &[u8] = b"Type,Log Entry\n";

pub(crate) fn log(data: &[u8]) {
    for text in data.split(|&byte| byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok()) {
        if let Ok(event) = line::parse(text) {
            let mut printed = Vec::new();
            event.print(&mut printed);
            assert_eq!(printed, text.as_bytes(), "an event prints as its line");
        }
    }
    PLANS.iter().for_each(|plans| is_kept(data, plans));
}

/// Each line is in the data that are made of it, or among the rejects.
fn is_kept(data: &[u8], plans: &Plans) {
    let (raw, totals) = converted(data, InputForm::Raw, plans);
    // A byte order mark is no part of the first line.
    let data = data.strip_prefix("\u{feff}".as_bytes()).unwrap_or(data);
    let mut lines: Vec<&[u8]> = data.split(|&byte| byte == b'\n').collect();
    lines.pop_if(|line| line.is_empty());
    assert_eq!(totals.lines, lines.len() as u64);
    is_complete(&totals, &raw);
    // Together they are the lines of the input. A carriage return at the end of a line belongs to the end.
    let plain = |line: &[u8]| line.strip_suffix(b"\r").unwrap_or(line).to_vec();
    let mut before: Vec<Vec<u8>> = lines.iter().map(|line| plain(line)).collect();
    let mut after = raw.rejects.clone();
    after.extend(Kind::ALL.into_iter().flat_map(|kind| restored(kind, &raw.files[kind.index()], plans)));
    before.sort();
    after.sort();
    assert_eq!(before, after, "events and rejects together are the lines of the input");

    let (csv, totals) = converted(&[HEADER, data].concat(), InputForm::Csv, plans);
    is_complete(&totals, &csv);
}

fn is_complete(totals: &Totals, kept: &Kept) {
    assert_eq!(totals.lines, totals.rejects + totals.events.iter().sum::<u64>());
    assert_eq!(totals.rejects, kept.rejects.len() as u64);
}

/// How lines of each kind become data, and data lines.
struct Plans {
    plans: [Plan; 3],
    texts: [String; 3],
    shapes: Shapes,
    schemas: [LinkedSchema; 3],
    resolution: Resolution,
    pairs: [PairId; 3],
}

/// Of a schema that keeps every text, and of one that has times, numbers and lists instead.
static PLANS: LazyLock<[Plans; 2]> = LazyLock::new(|| {
    let kept = [
        include_str!("../../schemas/v3/recommendation_request.avsc"),
        include_str!("../../schemas/v3/movie_watch_event.avsc"),
        include_str!("../../schemas/v3/movie_rating_event.avsc"),
    ];
    let typed = [
        include_str!("../../examples/typed/schemas/v2/recommendation_request.avsc"),
        include_str!("../../examples/typed/schemas/v2/movie_watch_event.avsc"),
        include_str!("../../examples/typed/schemas/v2/movie_rating_event.avsc"),
    ];
    [kept, typed].map(|texts| {
        let mut shapes = Shapes::default();
        let schemas = texts.map(|text| LinkedSchema::parse("schema", text, &mut shapes).expect("it is a schema"));
        let mut resolution = Resolution::default();
        let roots = schemas.each_ref().map(LinkedSchema::root_shape);
        let pairs = roots.map(|root| resolution.resolve_shapes(&shapes, root, root));
        let plan = |kind: Kind| Plan::in_zone(kind, &schemas[kind.index()], &shapes, &ZONE).expect("a line fills it");
        let plans = Kind::ALL.map(plan);
        Plans { plans, texts: texts.map(str::to_owned), shapes, schemas, resolution, pairs }
    })
});

/// Its clocks are put forward and back.
static ZONE: LazyLock<Zone> = LazyLock::new(|| "Europe/Berlin".parse().expect("it is a time zone"));

/// Keeps what was made of an input.
#[derive(Default)]
struct Kept {
    rejects: Vec<Vec<u8>>,
    long: Vec<u8>,
    files: [Vec<u8>; 3],
}

impl Destination for Kept {
    fn write(&mut self, kind: Kind, bytes: &[u8]) -> io::Result<()> {
        self.files[kind.index()].extend_from_slice(bytes);
        Ok(())
    }

    fn reject(&mut self, _: &Reject<'_>, line: &[u8]) -> io::Result<()> {
        self.long.extend_from_slice(line);
        self.rejects.push(std::mem::take(&mut self.long));
        Ok(())
    }

    fn long_part(&mut self, _: &Reject<'_>, part: &[u8]) -> io::Result<()> {
        self.long.extend_from_slice(part);
        Ok(())
    }

    fn ignored_columns(&mut self, _: &str, _: &[String]) {}

    fn progress(&mut self, _: &Totals) {}
}

fn converted(bytes: &[u8], form: InputForm, plans: &Plans) -> (Kept, Totals) {
    let Plans { plans, texts, .. } = plans;
    let (codec, most_rejects) = (Codec::Null, None);
    let job = Job { plans, schema_texts: texts, codec, block_size: 1 << 12, threads: 1, most_rejects };
    let bytes = Box::new(Cursor::new(bytes.to_vec()));
    let input = Input { name: Arc::from("log"), bytes, form: Some(form), delimiter: COMMA };
    convert([Ok(input)].into_iter(), &job, Kept::default()).expect("memory can be read")
}

/// Why a record is no line.
struct NoLine(RestoreError);

impl Blame for NoLine {
    fn damage(&self) -> Option<&DecodeError> {
        match &self.0 {
            RestoreError::Translate(TranslateError::Decode(error)) => Some(error),
            _ => None,
        }
    }
}

impl std::fmt::Display for NoLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

fn restored(kind: Kind, file: &[u8], plans: &Plans) -> Vec<Vec<u8>> {
    let Plans { shapes, schemas, resolution, pairs, .. } = plans;
    let (schema, pair) = (&schemas[kind.index()], pairs[kind.index()]);
    let transcoder = Transcoder::new(shapes, resolution, pair);
    let mut restorer = Restorer::new(schema, shapes, transcoder, &ZONE).expect("it is the schema of an event");
    let mut lines = Vec::new();
    let mut blocks = Blocks::new(file).expect("it was just written");
    let (_, read) = each_record(&mut blocks, Damage::Stops, |_, reader| {
        let mut line = Vec::new();
        restorer.line(reader, &mut line).map_err(NoLine)?;
        lines.push(line);
        Ok::<_, NoLine>(std::ops::ControlFlow::Continue(()))
    });
    read.unwrap_or_else(|error| panic!("what was just written is read: {error}"));
    lines
}
