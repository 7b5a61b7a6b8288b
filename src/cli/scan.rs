//! `avrocheck scan`: says whether a reader's schema can read container files.

use std::io::BufReader;

use rayon::prelude::*;

use crate::history::known::KnownVersions;
use crate::render::command::scan as report;
use crate::scan::{Depth, FileScan, ReaderText, ScanReport, Scanner};
use crate::source::config::Layer;
use crate::source::data_files::{DataFile, containers};
use crate::source::lookup::archive::Whose;
use crate::source::lookup::resolve;

use super::args::{Global, ScanArgs};
use super::gate;
use super::output::{Status, bytes_bar, complain, files_bar, look, print_as, use_threads};

pub(crate) fn run(args: &ScanArgs, global: &Global) -> Status {
    use_threads(args.threads);
    let archive = gate::archive(args.schemas.as_deref(), &Layer::default(), global);
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
    let scans = scan(&scanner, &files, depth, global);
    let report = ScanReport::new(depth, scans, problems);
    let status = match (report.is_whole() && report.files > 0, report.failing_files()) {
        (false, _) => Status::NotChecked,
        (true, 0) => Status::Passed,
        (true, _) => Status::Failed,
    };
    let human = || report::render(&report, look(global));
    print_as(args.format, status, human, |mut out| report::write(&report, &mut out))
}

fn scan(scanner: &Scanner<'_>, files: &[DataFile], depth: Depth, global: &Global) -> Vec<FileScan> {
    let bar = match depth {
        Depth::Headers => files_bar(files.len(), global),
        Depth::Records => bytes_bar(files.iter().map(DataFile::size).sum(), global),
    };
    let one = |file: &DataFile| match (file.open(), depth) {
        (Ok(input), Depth::Headers) => scanner.file(&file.name, input),
        (Ok(input), Depth::Records) => scanner.file(&file.name, BufReader::new(bar.wrap_read(input))),
        (Err(problem), _) => FileScan::unopened(&file.name, problem),
    };
    let counted = |file: &DataFile| {
        let scan = one(file);
        if depth == Depth::Headers {
            bar.inc(1);
        }
        scan
    };
    let scans = files.par_iter().map(counted).collect();
    bar.finish_and_clear();
    scans
}
