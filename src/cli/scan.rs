//! `avrocheck scan`: container files and a reader's schema in, whether it can read them out.

use std::io::BufReader;

use rayon::prelude::*;

use avrocheck::history::known::KnownVersions;
use avrocheck::render::command::scan as report;
use avrocheck::render::problem::sentence;
use avrocheck::scan::{Depth, FileScan, ReaderText, ScanReport, Scanner};
use avrocheck::source::config::Layer;
use avrocheck::source::containers::{self, ContainerFile};
use avrocheck::source::home::Home;
use avrocheck::source::schema_choice::Choice;

use super::args::{Format, Global, ScanArgs};
use super::gate;
use super::output::{Status, bytes_bar, files_bar, look, print, remark, use_threads};

pub(crate) fn run(args: &ScanArgs, global: &Global) -> Status {
    use_threads(args.threads);
    let home = gate::home(args.schemas.as_deref(), &Layer::default(), global);
    let choice = Choice::new(home.clone());
    if let Err(problems) = choice.check(&args.reader) {
        problems.iter().for_each(|problem| remark("error", &sentence(problem)));
        return Status::NotChecked;
    }
    let known = known(&home);
    let depth = if args.records { Depth::Records } else { Depth::Headers };
    let (files, problems) = containers::find(&args.files);
    let reader = |own: &str| {
        let chosen = choice.find(&args.reader, Some(own))?;
        Ok(ReaderText { name: chosen.name, text: chosen.text })
    };
    let scanner = Scanner::new(&reader, &known, depth);
    let scans = scan(&scanner, &files, depth, global);
    let report = ScanReport::new(depth, scans, problems);
    let status = match (report.is_whole() && report.files > 0, report.failing_files()) {
        (false, _) => Status::NotChecked,
        (true, 0) => Status::Passed,
        (true, _) => Status::Failed,
    };
    print(status, |mut out| match args.format {
        Format::Json => report::write(&report, &mut out),
        Format::Human => out.write_all(report::render(&report, look(global)).as_bytes()),
    })
}

fn scan(scanner: &Scanner<'_>, files: &[ContainerFile], depth: Depth, global: &Global) -> Vec<FileScan> {
    let bar = match depth {
        Depth::Headers => files_bar(files.len(), global),
        Depth::Records => bytes_bar(files.iter().map(ContainerFile::size).sum(), global),
    };
    let one = |file: &ContainerFile| match (file.open(), depth) {
        (Ok(input), Depth::Headers) => scanner.file(&file.name, input),
        (Ok(input), Depth::Records) => scanner.file(&file.name, BufReader::new(bar.wrap_read(input))),
        (Err(problem), _) => FileScan::unopened(&file.name, problem),
    };
    let counted = |file: &ContainerFile| {
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

/// The versions of the schemas, as far as they can be understood: they give writers a name, and nothing depends on them.
fn known(home: &Home) -> KnownVersions {
    KnownVersions::new(home.read().schemas).0
}
