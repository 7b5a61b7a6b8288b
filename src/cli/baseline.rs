//! `avrocheck baseline write`: writes a file of all that is found now.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::model::input::Problem;
use crate::policy::baseline::Baseline;
use crate::render::command::baseline::{render, written};
use crate::sink::texts::write_whole;
use crate::source::against::Earlier;
use crate::source::baseline;
use crate::source::boundary::LinkOutside;
use crate::source::git::Repository;

use super::args::again::arguments;
use super::args::{BaselineCommand, Global};
use super::gate::{self, Gate, Request};
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
    let before = match before(&file, &gate) {
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

/// The baseline before, and since when: that of the revision that the schemas are compared with, else the one that is replaced.
fn before(file: &Path, gate: &Gate) -> Result<Option<(Baseline, String)>, Problem> {
    let replaced = baseline::replaceable(file)?.map(|baseline| (baseline, "here".to_owned()));
    let Some(Earlier::Revision { name, merge_base }) = &gate.earlier else { return Ok(replaced) };
    let repository = Repository::open(gate.settings.repository.as_deref(), &gate.first)?;
    let at_base = baseline::at_base(&repository, file, (name, *merge_base))?;
    Ok(at_base.map(|(baseline, label)| (baseline, format!("since {label}"))).or(replaced))
}
