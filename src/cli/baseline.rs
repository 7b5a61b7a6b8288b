//! `avrocheck baseline write`: writes a file of all that is found now.

use std::path::PathBuf;

use avrocheck::render::command::baseline::{render, written};
use avrocheck::sink::texts::write_report;

use super::args::{BaselineCommand, BaselineWriteArgs, Global};
use super::gate::{self, Baselines, Request};
use super::output::{Status, complain, print, remark};

/// The file where nothing else is said.
const DEFAULT: &str = "avrocheck-baseline.json";

pub(crate) fn run(command: &BaselineCommand, global: &Global) -> Status {
    match command {
        BaselineCommand::Write(args) => write(args, global),
    }
}

fn write(args: &BaselineWriteArgs, global: &Global) -> Status {
    let gate = gate::check(&Request::of_findings(&args.paths, &args.flags, &args.earlier, Baselines::Ignored), global);
    // What could not be checked would be missing, and seem new later.
    if !gate.report.problems.is_empty() {
        return complain(&gate.report.problems);
    }
    let configured = gate.settings.plain.baseline.as_ref().map(|file| file.value.clone());
    let file = args.out.clone().or(configured).unwrap_or_else(|| PathBuf::from(DEFAULT));
    let entries = gate.report.baseline_entries();
    if let Err(error) = write_report(&file, |out| out.write_all(render(&entries).as_bytes())) {
        remark("error", &format!("{}: cannot be written: {error}", file.display()));
        return Status::NotChecked;
    }
    print(Status::Passed, |out| out.write_all(written(&file.display().to_string(), &entries).as_bytes()))
}
