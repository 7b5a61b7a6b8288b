//! `--fix` of `avrocheck compat` and `avrocheck lint`: makes fixes in the files and in what is checked, or only shows them.

use std::path::Path;

use crate::check::Options;
use crate::model::input::{Input, Problem};
use crate::render::command::diff;
use crate::render::text::style::Look;
use crate::repair::{Agreed, Repaired, repair};
use crate::sink::texts;

use super::args::FixFlags;
use super::args::destination::{Destination, ReportFormat};
use super::output::{Status, print, remark};

/// Which fixes to make, and where.
pub(crate) struct FixRequest {
    /// Those that a human has agreed to, beside the automatic ones.
    pub(crate) agreed: Agreed,
    /// Whether only to show them.
    pub(crate) dry_run: bool,
}

/// Makes fixes, in the files and in the input. All files are as they were if one of them has been
/// changed since it was read.
pub(super) fn run(input: &mut Input, options: &Options, wanted: &FixRequest) -> Vec<Repaired> {
    if wanted.dry_run {
        let mut mended = input.clone();
        let repaired = repair(&mut mended, options, &wanted.agreed);
        input.notes = mended.notes;
        return repaired;
    }
    let as_read = input.clone();
    let repaired = repair(input, options, &wanted.agreed);
    let (written, problems) = write(repaired);
    if !problems.is_empty() {
        // What is checked is what is on the disk.
        *input = Input { notes: std::mem::take(&mut input.notes), ..as_read };
        for file in &written {
            let schema = input.schemas.iter_mut().find(|schema| schema.name == file.name);
            schema.into_iter().for_each(|schema| schema.text = file.after.as_str().into());
        }
        input.problems.extend(problems);
    }
    written
}

/// Writes files that were mended, unless one of them has been changed since it was read. Also returns why not all were written.
pub(super) fn write(repaired: Vec<Repaired>) -> (Vec<Repaired>, Vec<Problem>) {
    let changed = |file: &Repaired| {
        texts::demand_unchanged(Path::new(&file.name), &file.before).err().map(|error| problem(file, &error))
    };
    let mut problems: Vec<Problem> = repaired.iter().filter_map(changed).collect();
    let mut written = Vec::new();
    for file in repaired {
        if problems.is_empty() {
            match texts::replace(Path::new(&file.name), &file.before, &file.after) {
                Ok(()) => written.push(file),
                Err(error) => problems.push(problem(&file, &error)),
            }
        }
    }
    (written, problems)
}

/// Says that nothing was fixed.
pub(super) const NOTHING: &str = "no fix could be made: none is needed, or what is left needs a decision of yours (--unsafe-fixes) or an edit by hand";

/// What is said of a file whose fixes are shown.
pub(super) fn verb(flags: &FixFlags) -> &'static str {
    if flags.dry_run { "would fix" } else { "fixed" }
}

/// Why `--fix` has nothing to write to.
pub(super) const NO_FILE: &str = "--fix edits files, and standard input is none; save it, and name the file";

/// Shows what was changed before a report for people; where none goes to standard output, the files are named beside it.
pub(super) fn tell(repaired: &[Repaired], verb: &str, reports: &[Destination], look: Look, status: Status) -> Status {
    let human = Destination { format: ReportFormat::Human, file: None };
    if !reports.contains(&human) {
        repaired.iter().for_each(|file| remark(verb, &file.name));
        return status;
    }
    let diff = |file: &Repaired| diff::of_texts(&file.name, &file.before, &file.after, look);
    print(status, |out| repaired.iter().try_for_each(|file| writeln!(out, "{}", diff(file))))
}

fn problem(file: &Repaired, error: &std::io::Error) -> Problem {
    Problem::of(&file.name, format!("is not fixed: {error}"))
}
