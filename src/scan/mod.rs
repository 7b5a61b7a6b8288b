//! Says which container files a reader can read.
//!
//! Files that were written with the same schema text share one resolution. By headers alone a verdict is about all data that a
//! writer can write; by records the scan counts those that fail, and says where and why.

mod records;
mod writer;

pub(crate) use records::{FailingPlace, Offender};
pub(crate) use writer::{Answer, ReaderFor, ReaderText, Writer};

use std::io::Read;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::history::known::KnownVersions;
use crate::inspect::Trouble;
use crate::model::input::Problem;
use crate::model::text::and_more;
use avro_resolve::file::container::{Blocks, ContainerError};
use avro_resolve::file::records::Lost;
use avro_resolve::resolution::Verdict;
use records::FailureTally;

/// How far to look into files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Depth {
    /// The schema in the header.
    Headers,
    /// Every record.
    Records,
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
    trouble: Option<Trouble>,
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
    /// Files that are damaged, and what could not be looked at.
    pub troubles: Vec<Trouble>,
}

/// One writer's schema and the files that were written with it.
#[derive(Debug)]
pub(crate) struct WriterReport {
    writer: Arc<OnceLock<Writer>>,
    pub files: Vec<String>,
    /// How many undamaged records they hold; 0 where only headers are read.
    pub records: u64,
    /// How many of them the reader cannot read.
    pub failed: u64,
    /// Where they fail, the most frequent place first.
    pub places: Vec<FailingPlace>,
}

impl<'a> Scanner<'a> {
    /// Prepares to look at files.
    pub(crate) fn new(reader: &'a ReaderFor<'a>, known: &'a KnownVersions, depth: Depth) -> Scanner<'a> {
        Scanner { reader, known, depth, writers: Mutex::default() }
    }

    /// Looks at one file. Damage is reported, and the records after it count.
    pub(crate) fn file(&self, file: &str, input: impl Read) -> FileScan {
        let mut scan = FileScan { file: file.to_owned(), writer: None, tally: FailureTally::default(), trouble: None };
        if let Err(error) = self.look(input, &mut scan) {
            scan.trouble = Some(Trouble::of_container(&scan.file, &error));
        }
        scan
    }

    fn look(&self, input: impl Read, scan: &mut FileScan) -> Result<(), ContainerError> {
        let mut blocks = Blocks::new(input)?;
        let shared = self.shared(&blocks.header().schema_text);
        let known = shared.get();
        let writer = match known {
            Some(writer) => writer,
            None => {
                // Of two threads that get here at once, one's work is thrown away.
                let writer = Writer::new(blocks.header(), self.reader, self.known)?;
                shared.get_or_init(|| writer)
            }
        };
        if let (Depth::Records, Ok(answer)) = (self.depth, &writer.answer) {
            let lost = records::count(&mut blocks, answer, &scan.file, &mut scan.tally)?;
            scan.trouble = damage(&scan.file, &lost);
        }
        scan.writer = Some(shared);
        Ok(())
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
    let Lost { places, bytes, records, .. } = lost;
    let others = if *places == 1 { String::new() } else { and_more(places - 1) + " damages" };
    let message = format!("{first}; this{others} cost {bytes} bytes and {records} records");
    let (block, offset) = lost.first_at.unzip();
    Some(Trouble { problem: Problem::of(file, message), block, offset })
}

impl FileScan {
    /// A file that could not be opened.
    pub(crate) fn unopened(file: &str, problem: Problem) -> FileScan {
        FileScan { file: file.to_owned(), writer: None, tally: FailureTally::default(), trouble: Some(problem.into()) }
    }
}

impl ScanReport {
    /// Sums up the files in their order, and adds the problems of those that could not be read.
    pub(crate) fn new(depth: Depth, files: Vec<FileScan>, problems: Vec<Problem>) -> ScanReport {
        let count = files.len();
        let mut troubles: Vec<Trouble> = problems.into_iter().map(Trouble::from).collect();
        let mut writers: Vec<(Arc<OnceLock<Writer>>, Vec<String>, FailureTally)> = Vec::new();
        let mut numbers: FxHashMap<*const OnceLock<Writer>, usize> = FxHashMap::default();
        for scan in files {
            troubles.extend(scan.trouble);
            let Some(writer) = scan.writer else { continue };
            let number = *numbers.entry(Arc::as_ptr(&writer)).or_insert_with(|| {
                writers.push((writer, Vec::new(), FailureTally::default()));
                writers.len() - 1
            });
            let (_, files, tally) = &mut writers[number];
            files.push(scan.file);
            tally.absorb(scan.tally);
        }
        let report = |(writer, files, tally): (_, _, FailureTally)| {
            let (records, failed) = (tally.records, tally.failed);
            WriterReport { writer, files, records, failed, places: tally.places() }
        };
        ScanReport { depth, files: count, writers: writers.into_iter().map(report).collect(), troubles }
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
        files.filter(|file| damaged.contains(file.as_str())).count()
    }

    /// For how many files there is a reader.
    pub(crate) fn answered_files(&self) -> usize {
        let answered = self.writers.iter().filter(|writer| writer.writer().answer.is_ok());
        answered.map(|writer| writer.files.len()).sum()
    }

    /// How many files the reader cannot read, or not for sure.
    pub(crate) fn failing_files(&self) -> usize {
        self.writers.iter().filter(|writer| writer.fails(self.depth)).map(|writer| writer.files.len()).sum()
    }
}

impl WriterReport {
    /// The writer's schema and what the reader makes of it.
    pub(crate) fn writer(&self) -> &Writer {
        self.writer.get().expect("a file names its writer when the writer is known")
    }

    /// Whether the reader fails on these files: by headers alone if it may, by records if it does.
    pub(crate) fn fails(&self, depth: Depth) -> bool {
        match (&self.writer().answer, depth) {
            (Ok(answer), Depth::Headers) => answer.verdict() != Verdict::Compatible,
            (Ok(_), Depth::Records) => self.failed > 0,
            (Err(_), _) => false,
        }
    }
}
