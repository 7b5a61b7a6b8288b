//! `avrocheck scan`: says whether a reader's schema can read container files.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::history::known::KnownVersions;
use crate::model::data_input::DataInput;
use crate::model::path::{has_extension, typed};
use crate::model::text::{count, grouped};
use crate::render::command::scan as report;
use crate::scan::{Depth, FileRow, FileScan, ReaderFor, ReaderText, ScanReport, Scanner};
use crate::sink::scan_table::ScanTable;
use crate::source::config::Layer;
use crate::source::data_files::{DataFile, containers};
use crate::source::lookup::archive::Whose;
use crate::source::lookup::resolve;

use super::args::{Global, ScanArgs};
use super::gate;
use super::output::{
    Status, bytes_bar, complain, files_bar, look, print_as, refuse, remark, use_threads, with_threads,
};

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
    let depth = if args.records { Depth::Records } else { Depth::Headers };
    let (mut files, problems) = containers(&args.files);
    let reader = |own: &str| {
        let named = resolve::schema(&args.reader, &archive, Whose::Type(own))?;
        Ok(ReaderText { text: named.whole_text()?, name: named.file })
    };
    let opened = args.table.as_deref().map(|path| open_table(path, &files, &reader, depth)).transpose();
    let mut table = match opened {
        Ok(table) => table,
        Err(message) => return refuse(message),
    };
    let earlier = table.as_ref().map_or(EarlierRows::default(), |table| EarlierRows::of(&table.earlier));
    if let Some(table) = &table {
        files.retain(|file| !table.earlier.contains_key(&file.name));
    }
    let scanner = Scanner::new(&reader, &known, depth);
    let scans = match scan(&scanner, &files, (depth, args.threads), table.as_mut(), global) {
        Ok(scans) => scans,
        Err(error) => return refuse(format!("the table cannot be written: {error}")),
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
fn open_table(path: &Path, files: &[DataFile], reader: &ReaderFor<'_>, depth: Depth) -> Result<ScanTable, String> {
    if !has_extension(&typed(path), "jsonl") {
        return Err(format!("{}: a table is lines of JSON; give it a name that ends in .jsonl", typed(path)));
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
    ScanTable::open(path, is_kept).map_err(|error| format!("{}: {error}", typed(path)))
}

fn scan(
    scanner: &Scanner<'_>,
    files: &[DataFile],
    (depth, threads): (Depth, Option<u16>),
    mut table: Option<&mut ScanTable>,
    global: &Global,
) -> io::Result<Vec<FileScan>> {
    let requests = threads.is_none().then_some(REQUESTS);
    let bar = match depth {
        Depth::Headers => files_bar(files.len(), global),
        Depth::Records => bytes_bar(files.iter().map(DataFile::size).sum(), global),
    };
    let counted = |file: &DataFile| {
        let (input, read) = match (file.open(), depth) {
            (Err(problem), _) => return FileScan::unopened(&file.name, problem),
            (Ok(input), Depth::Headers) => (input, 1),
            // Its bytes are others than those that the file has.
            (Ok(input @ DataInput::Decompressed { .. }), Depth::Records) => (input, file.size().unwrap_or_default()),
            (Ok(input), Depth::Records) => (DataInput::Stream(Box::new(bar.wrap_read(input))), 0),
        };
        let scan = scanner.file(&file.name, input);
        bar.inc(read);
        scan
    };
    let mut each_part = || {
        let mut scans: Vec<FileScan> = Vec::with_capacity(files.len());
        for part in files.chunks(if table.is_some() { ROWS } else { usize::MAX }) {
            let before = scans.len();
            scans.par_extend(part.par_iter().map(counted));
            if let Some(table) = &mut table {
                let looked_at = scans[before..].iter().zip(part);
                let row = |(scan, file): (&FileScan, &DataFile)| scan.row(depth, file.size(), file.version());
                table.add(&looked_at.map(row).collect::<Vec<_>>())?;
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
