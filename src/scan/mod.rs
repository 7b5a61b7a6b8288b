//! Says which container files a reader can read.
//!
//! Files that were written with the same schema text share one resolution. By headers alone a verdict is about all data that a
//! writer can write; by records the scan counts those that fail, and says where and why.

mod records;
mod row;
#[cfg(feature = "kafka")]
pub(crate) mod topic;
mod writer;

pub(crate) use records::{FailingPlace, Offender};
pub(crate) use row::FileRow;
#[cfg(feature = "parquet")]
pub(crate) use row::ROW_SCHEMA;
pub(crate) use writer::{Answer, ReaderFor, ReaderText, Writer};

use std::io::{BufReader, Read};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::history::known::KnownVersions;
use crate::inspect::Trouble;
use crate::model::data_input::DataInput;
use crate::model::input::Problem;
use crate::model::text::{and_more, count};
use avro_resolve::file::container::{Blocks, ContainerCause, ContainerError, Header, follow_blocks, read_header};
use avro_resolve::file::records::Lost;
use avro_resolve::resolution::Verdict;
use records::FailureTally;

/// How far to look into files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Depth {
    /// The schema in the header, and where blocks begin and end.
    Headers,
    /// Every record of the files for which the schemas alone do not decide, and headers of the others.
    DataDependent,
    /// Every record.
    Records,
}

impl Depth {
    /// As the machine formats have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Depth::Headers => "headers",
            Depth::DataDependent => "data-dependent",
            Depth::Records => "records",
        }
    }

    /// Whether the records of files are decoded whose schema has this verdict.
    fn decodes(self, verdict: Verdict) -> bool {
        match self {
            Depth::Headers => false,
            Depth::DataDependent => verdict == Verdict::DataDependent,
            Depth::Records => true,
        }
    }
}

/// Looks at files, from as many threads as there are.
pub(crate) struct Scanner<'a> {
    reader: &'a ReaderFor<'a>,
    known: &'a KnownVersions,
    depth: Depth,
    /// The writers so far, by the text of their schema.
    writers: Mutex<FxHashMap<String, Arc<OnceLock<Writer>>>>,
}

/// The scan of one file.
#[derive(Debug)]
pub(crate) struct FileScan {
    file: String,
    writer: Option<Arc<OnceLock<Writer>>>,
    tally: FailureTally,
    troubles: Vec<Trouble>,
    /// Whether it has no bytes at all.
    is_empty: bool,
}

/// The result of a scan.
#[derive(Debug)]
pub(crate) struct ScanReport {
    /// How far it looked.
    pub depth: Depth,
    /// How many files it looked at.
    pub files: usize,
    /// The different writers' schemas, in the order of their first files.
    pub writers: Vec<WriterReport>,
    /// Files without a byte: no reader reads them.
    pub empty: Vec<String>,
    /// Files that are damaged, and what could not be looked at.
    pub troubles: Vec<Trouble>,
}

/// One writer's schema and the files that were written with it.
#[derive(Debug)]
pub(crate) struct WriterReport {
    writer: Arc<OnceLock<Writer>>,
    pub files: Vec<ScannedFile>,
    /// Whether their records are decoded.
    pub is_decoded: bool,
    /// How many undamaged records they hold; 0 where only headers are read.
    pub records: u64,
    /// How many of them the reader cannot read.
    pub failed: u64,
    /// How many of their strings are not UTF-8.
    pub broken_texts: u64,
    /// Where they fail, the most frequent place first.
    pub places: Vec<FailingPlace>,
}

/// A file of a writer.
#[derive(Debug)]
pub(crate) struct ScannedFile {
    pub name: String,
    /// How many undamaged records it holds; 0 where only headers are read.
    pub records: u64,
    /// How many of them the reader cannot read.
    pub failed: u64,
}

impl<'a> Scanner<'a> {
    /// Prepares to look at files.
    pub(crate) fn new(reader: &'a ReaderFor<'a>, known: &'a KnownVersions, depth: Depth) -> Scanner<'a> {
        Scanner { reader, known, depth, writers: Mutex::default() }
    }

    /// Looks at one file. Damage is reported, and the records after it count.
    pub(crate) fn file(&self, file: &str, input: DataInput<'_>) -> FileScan {
        let mut scan = FileScan::new(file);
        match self.look(input, &mut scan) {
            Ok(()) => {}
            Err(ContainerError { cause: ContainerCause::Empty, .. }) => scan.is_empty = true,
            Err(error) => scan.troubles.push(Trouble::of_container(&scan.file, &error)),
        }
        scan
    }

    fn look(&self, input: DataInput<'_>, scan: &mut FileScan) -> Result<(), ContainerError> {
        match self.depth {
            Depth::Headers => self.headers(input, scan),
            Depth::DataDependent => self.header_and_records(input, scan),
            Depth::Records => self.records(input.blocks()?, scan),
        }
    }

    /// Looks at the header, and goes on with the records if the schemas do not decide.
    fn header_and_records(&self, input: DataInput<'_>, scan: &mut FileScan) -> Result<(), ContainerError> {
        match input {
            // It can be started again.
            DataInput::File(mut file) => {
                self.headers(DataInput::File(Box::new(&mut file)), scan)?;
                if self.decodes(scan) {
                    let at_start = |error| ContainerError { block: None, offset: 0, cause: ContainerCause::Io(error) };
                    file.rewind().map_err(at_start)?;
                    self.records(DataInput::File(file).blocks()?, scan)?;
                }
                Ok(())
            }
            DataInput::Stream(_) | DataInput::Decompressed { .. } => {
                let blocks = input.blocks()?;
                scan.writer = Some(self.writer(blocks.header())?);
                if self.decodes(scan) { self.records(blocks, scan) } else { Ok(()) }
            }
        }
    }

    fn decodes(&self, scan: &FileScan) -> bool {
        scan.answer().is_some_and(|answer| self.depth.decodes(answer.verdict()))
    }

    /// Looks at the header. Where one can go to any place in the file, follows its blocks as well, without reading their data.
    fn headers(&self, mut input: DataInput<'_>, scan: &mut FileScan) -> Result<(), ContainerError> {
        let header = read_header(&mut BufReader::new(&mut input))?;
        scan.writer = Some(self.writer(&header)?);
        let DataInput::File(file) = input else { return Ok(()) };
        match follow_blocks(file, &header) {
            Err(ContainerError { cause: ContainerCause::AnotherFile, .. }) => {
                scan.troubles.push(another_file(&scan.file, None));
                Ok(())
            }
            followed => followed,
        }
    }

    fn records<R: Read>(&self, mut blocks: Blocks<R>, scan: &mut FileScan) -> Result<(), ContainerError> {
        let shared = scan.writer.insert(self.writer(blocks.header())?);
        let Ok(answer) = &shared.get().expect("it was just made").answer else { return Ok(()) };
        let (lost, counted) = records::count(&mut blocks, answer, &scan.file, &mut scan.tally);
        let damage = damage(&scan.file, &lost);
        if blocks.is_at_another_file() {
            scan.troubles.push(another_file(&scan.file, damage));
        } else {
            scan.troubles.extend(damage);
        }
        counted
    }

    /// The writer's schema of a file, resolved once for all files that have it.
    fn writer(&self, header: &Header) -> Result<Arc<OnceLock<Writer>>, ContainerError> {
        let shared = self.shared(&without_spaces(&header.schema_text));
        if shared.get().is_none() {
            // Of two threads that get here at once, one's work is thrown away.
            let writer = Writer::new(header, self.reader, self.known)?;
            shared.get_or_init(|| writer);
        }
        Ok(shared)
    }

    fn shared(&self, schema_text: &str) -> Arc<OnceLock<Writer>> {
        // A thread that panicked while it held the lock left the table as it was.
        let mut writers = self.writers.lock().unwrap_or_else(PoisonError::into_inner);
        match writers.get(schema_text) {
            Some(shared) => Arc::clone(shared),
            None => Arc::clone(writers.entry(schema_text.to_owned()).or_default()),
        }
    }
}

/// The damaged parts of a file, which were skipped.
fn damage(file: &str, lost: &Lost) -> Option<Trouble> {
    let first = lost.first.as_ref()?;
    let others = if lost.places == 1 { String::new() } else { and_more(lost.places - 1) + " damages" };
    let message = format!("{first}; this{others} cost {}", amount(lost));
    let (block, offset) = lost.first_at.unzip();
    Some(Trouble { problem: Problem::of(file, message), block, offset })
}

/// Another container file behind this one.
fn another_file(file: &str, damage: Option<Trouble>) -> Trouble {
    let cause = ContainerCause::AnotherFile;
    let what = "what follows was not looked at";
    match damage {
        None => Problem::of(file, format!("behind the last block, {cause}; {what}")).into(),
        Some(Trouble { problem, block, offset }) => {
            let message = format!("{}; behind the last block, {cause}; {what}", problem.message);
            Trouble { problem: Problem { message, ..problem }, block, offset }
        }
    }
}

/// How much was lost: `20 bytes and 3 records`.
pub(crate) fn amount(lost: &Lost) -> String {
    let (bytes, records) = (count(lost.bytes, "byte"), count(lost.records, "record"));
    match lost.uncounted {
        0 => format!("{bytes} and {records}"),
        places if places == lost.places => format!("{bytes} and an unknown number of records"),
        _ => format!("{bytes}, {records} and an unknown number of others"),
    }
}

/// A text of JSON without what separates its parts: schemas that differ in nothing else are one. Lines matter to comments.
fn without_spaces(text: &str) -> String {
    if text.contains("//") || text.contains("/*") {
        return text.to_owned();
    }
    let (mut is_quoted, mut is_escaped) = (false, false);
    let is_kept = |character: &char| {
        let is_space = matches!(character, ' ' | '\t' | '\n' | '\r');
        let is_kept = is_quoted || !is_space;
        is_quoted ^= *character == '"' && !is_escaped;
        is_escaped = is_quoted && *character == '\\' && !is_escaped;
        is_kept
    };
    text.chars().filter(is_kept).collect()
}

impl FileScan {
    fn new(file: &str) -> FileScan {
        let tally = FailureTally::default();
        FileScan { file: file.to_owned(), writer: None, tally, troubles: Vec::new(), is_empty: false }
    }

    /// What a table says of the file, which has this size and version.
    pub(crate) fn row(&self, depth: Depth, size: Option<u64>, version: Option<String>) -> FileRow {
        let writer = self.writer.as_ref().and_then(|writer| writer.get());
        let answer = self.answer();
        let first = self.tally.first();
        let mut errors: Vec<String> = self.troubles.iter().map(|trouble| trouble.problem.message.clone()).collect();
        let unanswered = writer.and_then(|writer| writer.answer.as_ref().err()).into_iter().flatten();
        errors.extend(unanswered.map(|problem| problem.message.clone()));
        errors.extend(self.is_empty.then(|| "is empty: not written to the end".to_owned()));
        let fails = |answer: &Answer| match depth.decodes(answer.verdict()) {
            true => self.tally.failed > 0,
            false => answer.may_fail(),
        };
        FileRow {
            file: self.file.clone(),
            size,
            version,
            depth: depth.name().to_owned(),
            schema: writer.map(|writer| writer.name.clone()),
            schema_fingerprint: writer.and_then(|writer| writer.fingerprint.clone()),
            reader: answer.map(|answer| answer.reader.clone()),
            reader_digest: answer.map(|answer| answer.reader_digest.clone()),
            verdict: answer.map(|answer| answer.verdict().name().to_owned()),
            fails: answer.is_some_and(fails) || self.is_empty,
            block: first.map(|first| first.block),
            record: first.map(|first| first.record),
            error: (!errors.is_empty()).then(|| errors.join("; ")),
        }
    }

    /// What the reader makes of the writer's schema.
    fn answer(&self) -> Option<&Answer> {
        self.writer.as_ref()?.get()?.answer.as_ref().ok()
    }

    /// A file that could not be opened.
    pub(crate) fn unopened(file: &str, problem: Problem) -> FileScan {
        FileScan { troubles: vec![problem.into()], ..FileScan::new(file) }
    }
}

impl ScanReport {
    /// Sums up the files in their order, and adds the problems of those that could not be read.
    pub(crate) fn new(depth: Depth, files: Vec<FileScan>, problems: Vec<Problem>) -> ScanReport {
        let count = files.len();
        let mut troubles: Vec<Trouble> = problems.into_iter().map(Trouble::from).collect();
        let mut empty = Vec::new();
        let mut writers: Vec<(Arc<OnceLock<Writer>>, Vec<ScannedFile>, FailureTally)> = Vec::new();
        let mut numbers: FxHashMap<*const OnceLock<Writer>, usize> = FxHashMap::default();
        for scan in files {
            troubles.extend(scan.troubles);
            if scan.is_empty {
                empty.push(scan.file);
                continue;
            }
            let Some(writer) = scan.writer else { continue };
            let number = *numbers.entry(Arc::as_ptr(&writer)).or_insert_with(|| {
                writers.push((writer, Vec::new(), FailureTally::default()));
                writers.len() - 1
            });
            let (_, files, tally) = &mut writers[number];
            files.push(ScannedFile { name: scan.file, records: scan.tally.records, failed: scan.tally.failed });
            tally.absorb(scan.tally);
        }
        let report = |(writer, files, tally): (Arc<OnceLock<Writer>>, _, FailureTally)| {
            let answer = writer.get().and_then(|writer| writer.answer.as_ref().ok());
            let is_decoded = answer.is_some_and(|answer| depth.decodes(answer.verdict()));
            let (records, failed, broken_texts) = (tally.records, tally.failed, tally.broken_texts);
            WriterReport { writer, files, is_decoded, records, failed, broken_texts, places: tally.places() }
        };
        ScanReport { depth, files: count, writers: writers.into_iter().map(report).collect(), empty, troubles }
    }

    /// Whether everything was looked at.
    pub(crate) fn is_whole(&self) -> bool {
        self.troubles.is_empty() && self.writers.iter().all(|writer| writer.writer().answer.is_ok())
    }

    /// How many of the files for which there is a reader are damaged.
    pub(crate) fn damaged_files(&self) -> usize {
        let damaged: FxHashSet<&str> =
            self.troubles.iter().filter_map(|trouble| trouble.problem.file.as_deref()).collect();
        let files = self.writers.iter().flat_map(|writer| &writer.files);
        files.filter(|file| damaged.contains(file.name.as_str())).count()
    }

    /// For how many files there is a reader.
    pub(crate) fn answered_files(&self) -> usize {
        let answered = self.writers.iter().filter(|writer| writer.writer().answer.is_ok());
        answered.map(|writer| writer.files.len()).sum()
    }

    /// How many files the reader cannot read, or not for sure.
    pub(crate) fn failing_files(&self) -> usize {
        let failing = self.writers.iter().map(|writer| writer.failing_files().count()).sum::<usize>();
        failing + self.empty.len()
    }
}

impl WriterReport {
    /// The files that the reader cannot read, or not for sure.
    pub(crate) fn failing_files(&self) -> impl Iterator<Item = &ScannedFile> {
        let fails = self.fails();
        self.files.iter().filter(move |file| fails && (!self.is_decoded || file.failed > 0))
    }

    /// The writer's schema and what the reader makes of it.
    pub(crate) fn writer(&self) -> &Writer {
        self.writer.get().expect("a file names its writer when the writer is known")
    }

    /// Whether the reader fails on these files: by headers alone if it may, by records if it does.
    pub(crate) fn fails(&self) -> bool {
        match &self.writer().answer {
            Ok(_) if self.is_decoded => self.failed > 0,
            Ok(answer) => answer.may_fail(),
            Err(_) => false,
        }
    }
}
