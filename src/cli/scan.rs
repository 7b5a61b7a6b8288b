//! `avrocheck scan`: says whether a reader's schema can read container files.

use rayon::prelude::*;

use crate::history::known::KnownVersions;
use crate::model::data_input::DataInput;
use crate::render::command::scan as report;
use crate::scan::{Depth, FileScan, ReaderText, ScanReport, Scanner};
use crate::source::config::Layer;
use crate::source::data_files::{DataFile, containers};
use crate::source::lookup::archive::Whose;
use crate::source::lookup::resolve;

use super::args::{Global, ScanArgs};
use super::gate;
use super::output::{Status, bytes_bar, complain, files_bar, look, print_as, use_threads, with_threads};

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
    let (files, problems) = containers(&args.files);
    let reader = |own: &str| {
        let named = resolve::schema(&args.reader, &archive, Whose::Type(own))?;
        Ok(ReaderText { text: named.whole_text()?, name: named.file })
    };
    let scanner = Scanner::new(&reader, &known, depth);
    let scans = scan(&scanner, &files, depth, args.threads, global);
    let report = ScanReport::new(depth, scans, problems);
    let status = match (report.is_whole() && report.files > 0, report.failing_files()) {
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

fn scan(
    scanner: &Scanner<'_>,
    files: &[DataFile],
    depth: Depth,
    threads: Option<u16>,
    global: &Global,
) -> Vec<FileScan> {
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
    let scans = || files.par_iter().map(counted).collect();
    let scans = match requests.filter(|_| files.iter().any(DataFile::is_stored_elsewhere)) {
        Some(requests) => with_threads(requests, scans),
        None => scans(),
    };
    bar.finish_and_clear();
    scans
}
