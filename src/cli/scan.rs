//! `avrocheck scan`: says whether a reader's schema can read container files.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::history::known::KnownVersions;
use crate::model::data_input::DataInput;
use crate::model::path::has_extension;
use crate::model::text::{count, grouped};
use crate::render::command::scan as report;
use crate::scan::{Depth, FileRow, FileScan, ReaderFor, ReaderText, ScanReport, Scanner};
#[cfg(feature = "parquet")]
use crate::sink::file::Existing;
#[cfg(feature = "parquet")]
use crate::sink::scan_columns;
use crate::sink::scan_table::ScanTable;
use crate::source::config::Layer;
use crate::source::data_files::{DataFile, containers};
use crate::source::lookup::archive::Whose;
use crate::source::lookup::resolve;
use crate::store;

use super::args::{Global, RecordsWord, ScanArgs};
use super::gate;
use super::output::{
    Status, bytes_bar, complain, files_bar, look, print_as, refuse_all, remark, use_threads, with_threads,
};
#[cfg(feature = "parquet")]
use super::output_file::{Failure, to_file};
use super::record_output::at;

pub(crate) fn run(args: &ScanArgs, global: &Global) -> Status {
    use_threads(args.threads);
    let archive = gate::archive(args.schemas.as_deref(), &Layer::default(), global);
    #[cfg(feature = "kafka")]
    if let Some(brokers) = &args.topic.kafka {
        return super::scan_topic::run(args, brokers, &archive, global);
    }
    if let Err(problems) = resolve::check(&args.reader, &archive) {
        return complain(&problems);
    }
    // The versions give writers a name, as far as they can be understood; nothing depends on them.
    let known = KnownVersions::new(archive.read().schemas).0;
    let depth = match args.records {
        None => Depth::Headers,
        Some(RecordsWord::DataDependent) => Depth::DataDependent,
        Some(RecordsWord::All) => Depth::Records,
    };
    let (mut files, problems) = containers(&args.files);
    let reader = |own: &str| {
        let named = resolve::schema(&args.reader, &archive, Whose::Type(own))?;
        Ok(ReaderText { text: named.whole_text()?, name: named.file })
    };
    let question = Question { scanner: Scanner::new(&reader, &known, depth), depth, threads: args.threads };
    let mut earlier = EarlierRows::default();
    let scanned = match &args.table {
        None => Ok(question.scan(&files, None, global).expect("nothing is written")),
        Some(path) if is_of_columns(path) => into_columns(args, path, &question, &files, global),
        Some(path) => open_table(args, path, &files, &reader, depth).and_then(|mut table| {
            earlier = EarlierRows::of(&table.earlier);
            files.retain(|file| !table.earlier.contains_key(&file.name));
            let scanned = question.scan(&files, Some(&mut |rows| table.add(&rows)), global);
            scanned.map_err(|error| at(&store::named(path), format!("cannot be written: {error}")))
        }),
    };
    let scans = match scanned {
        Ok(scans) => scans,
        Err(messages) => return refuse_all(&messages),
    };
    earlier.remark(global);
    let report = ScanReport::new(depth, scans, problems);
    let is_looked_at = report.files + earlier.files > 0;
    let status = match (report.is_whole() && is_looked_at, report.failing_files() + earlier.failing) {
        (false, _) => Status::NotChecked,
        (true, 0) => Status::Passed,
        (true, _) => Status::Failed,
    };
    let human = || report::render(&report, look(global));
    let status = gate::with_hints(&archive, global, status);
    print_as(args.format, status, human, |mut out| report::write(&report, &mut out))
}

/// How many requests wait for a store at once, if the user does not say how many threads there are.
const REQUESTS: u16 = 32;

/// After so many files their rows are in the table.
const ROWS: usize = 1_000;

/// What earlier runs found.
#[derive(Clone, Copy, Default)]
struct EarlierRows {
    files: usize,
    failing: usize,
}

impl EarlierRows {
    fn of(rows: &BTreeMap<String, FileRow>) -> EarlierRows {
        EarlierRows { files: rows.len(), failing: rows.values().filter(|row| row.fails).count() }
    }

    fn remark(self, global: &Global) {
        if self.files > 0 && !global.quiet {
            let files = count(self.files, "file");
            let failing = grouped(self.failing as u64);
            remark(
                "note",
                &format!(
                    "{files}, of which the reader may fail on {failing}, were in the table already; not read again"
                ),
            );
        }
    }
}

/// Opens a table. Of an earlier run the rows stay of files that are to be scanned, have not changed and had no error, if the question
/// was the same.
fn open_table(
    args: &ScanArgs,
    path: &Path,
    files: &[DataFile],
    reader: &ReaderFor<'_>,
    depth: Depth,
) -> Result<ScanTable, Vec<String>> {
    let name = store::named(path);
    if !has_extension(&name, "jsonl") {
        return Err(at(&name, "a table has a name that ends in .jsonl or .parquet"));
    }
    if store::url(path).is_some() {
        return Err(at(
            &name,
            "a table of lines grows as the scan goes, which objects cannot; name a .parquet or a file",
        ));
    }
    if args.force {
        return ScanTable::start(path).map_err(|error| at(&name, error));
    }
    let files: HashMap<&str, &DataFile> = files.iter().map(|file| (file.name.as_str(), file)).collect();
    let digests = RefCell::new(HashMap::new());
    let is_kept = |row: &FileRow| {
        let own = row.schema.as_deref().unwrap_or_default().rsplit('.').next().unwrap_or_default();
        let mut digests = digests.borrow_mut();
        let digest = digests.entry(own.to_owned()).or_insert_with(|| reader(own).ok().map(|reader| reader.digest()));
        let is_same = |file: &&DataFile| {
            row.version.is_some() && (file.size(), file.version()) == (row.size, row.version.clone())
        };
        row.error.is_none()
            && row.depth == depth.name()
            && row.reader_digest == *digest
            && files.get(row.file.as_str()).is_some_and(is_same)
    };
    ScanTable::open(path, is_kept).map_err(|error| at(&name, error))
}

fn is_of_columns(path: &Path) -> bool {
    has_extension(&store::named(path), "parquet")
}

/// Writes a table in columns, which is there when it is complete.
#[cfg(feature = "parquet")]
fn into_columns(
    args: &ScanArgs,
    path: &Path,
    question: &Question<'_>,
    files: &[DataFile],
    global: &Global,
) -> Result<Vec<FileScan>, Vec<String>> {
    let existing = if args.force { Existing::Replace } else { Existing::Refuse };
    let mut scans = Vec::new();
    to_file(path, existing, |out| {
        let mut rows = Vec::with_capacity(files.len());
        let add = &mut |more| {
            rows.extend(more);
            Ok(())
        };
        scans = question.scan(files, Some(add), global).map_err(Failure::Output)?;
        scan_columns::write(&rows, out).map_err(Failure::Output)
    })?;
    Ok(scans)
}

#[cfg(not(feature = "parquet"))]
fn into_columns(
    _: &ScanArgs,
    path: &Path,
    _: &Question<'_>,
    _: &[DataFile],
    _: &Global,
) -> Result<Vec<FileScan>, Vec<String>> {
    Err(at(&store::named(path), "this program was built without the feature parquet; give a name that ends in .jsonl"))
}

/// What is asked of files.
struct Question<'q> {
    scanner: Scanner<'q>,
    depth: Depth,
    threads: Option<u16>,
}

/// Takes the rows of files that were looked at.
type AddRows<'t> = dyn FnMut(Vec<FileRow>) -> io::Result<()> + Send + 't;

impl Question<'_> {
    /// Looks at files, and hands on their rows as it goes.
    fn scan(
        &self,
        files: &[DataFile],
        mut add: Option<&mut AddRows<'_>>,
        global: &Global,
    ) -> io::Result<Vec<FileScan>> {
        let Question { scanner, depth, threads } = self;
        let depth = *depth;
        let requests = threads.is_none().then_some(REQUESTS);
        let bar = match depth {
            Depth::Headers | Depth::DataDependent => files_bar(files.len(), global),
            Depth::Records => bytes_bar(files.iter().map(DataFile::size).sum(), global),
        };
        let counted = |file: &DataFile| {
            let (input, read) = match (file.open(), depth) {
                (Err(problem), _) => return FileScan::unopened(&file.name, problem),
                (Ok(input), Depth::Headers | Depth::DataDependent) => (input, 1),
                // Its bytes are others than those that the file has.
                (Ok(input @ DataInput::Decompressed { .. }), Depth::Records) => {
                    (input, file.size().unwrap_or_default())
                }
                (Ok(input), Depth::Records) => (DataInput::Stream(Box::new(bar.wrap_read(input))), 0),
            };
            let scan = scanner.file(&file.name, input);
            bar.inc(read);
            scan
        };
        let mut each_part = || {
            let mut scans: Vec<FileScan> = Vec::with_capacity(files.len());
            for part in files.chunks(if add.is_some() { ROWS } else { usize::MAX }) {
                let before = scans.len();
                scans.par_extend(part.par_iter().map(counted));
                if let Some(add) = &mut add {
                    let looked_at = scans[before..].iter().zip(part);
                    let row = |(scan, file): (&FileScan, &DataFile)| scan.row(depth, file.size(), file.version());
                    add(looked_at.map(row).collect())?;
                }
            }
            Ok(scans)
        };
        let scans = match requests.filter(|_| files.iter().any(DataFile::is_stored_elsewhere)) {
            Some(requests) => with_threads(requests, each_part),
            None => each_part(),
        };
        bar.finish_and_clear();
        scans
    }
}
