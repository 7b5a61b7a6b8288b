//! `avrocheck baseline write`: writes a file of all that is found now.

use std::io::Write;
use std::path::PathBuf;

use crate::render::command::baseline::{render, written};
use crate::sink::texts::write_whole;
use crate::source::baseline;
use crate::source::boundary::LinkOutside;

use super::args::again::arguments;
use super::args::{BaselineCommand, Global};
use super::gate::{self, Request};
use super::output::{Status, complain, print_text, refuse};

/// The file where nothing else is said.
const DEFAULT: &str = "avrocheck-baseline.json";

pub(crate) fn run(command: &BaselineCommand, global: &Global) -> Status {
    let BaselineCommand::Write(args) = command;
    let request = Request::of_findings(&args.paths, &args.flags, &args.earlier);
    let gate = gate::check(Request { ignore_baseline: true, ..request }, global);
    // What could not be checked would be missing, and seem new later.
    if !gate.report.problems.is_empty() {
        return complain(&gate.report.problems);
    }
    let configured = gate.settings.plain.baseline.as_ref().map(|file| file.value.clone());
    let file = args.out.clone().or(configured).unwrap_or_else(|| PathBuf::from(DEFAULT));
    let before = match baseline::replaceable(&file) {
        Ok(before) => before,
        Err(problem) => return complain(&[problem]),
    };
    let entries = gate.report.baseline_entries();
    let write = |out: &mut dyn Write| out.write_all(render(&entries).as_bytes());
    if let Err(error) = write_whole(&file, LinkOutside::Refuse, write) {
        return refuse(format!("{}: cannot be written: {error}", file.display()));
    }
    // Its own flag would name another baseline.
    let flags = args.flags.without_baseline();
    let again = arguments(global, &flags, &args.earlier, &args.paths);
    print_text(&written(&file.display().to_string(), &entries, before.as_ref(), &again))
}
