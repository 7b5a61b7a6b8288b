//! Writes a report in each format that the user wants, to its place.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crate::render::command::lint;
use crate::render::format::{View, azure, concise, github, gitlab, html, human, json, junit, markdown, rdjson, sarif};
use crate::render::location::Root;
use crate::render::summary::last_line::verdict;
use crate::render::summary::statistics;
use crate::render::text::style::{Detail, Look, Marks};
use crate::report::{CompatReport, ReportScope, ReportedSubject};
use crate::sink::texts;
use crate::source::boundary::{LinkOutside, real};
use crate::source::config::find::repository;
use crate::source::location::names_revision;

use super::args::destination::{Destination, ReportFormat};
use super::output::{Status, print, remark, remark_line};

/// Writes every report. One that cannot be written, or would take the place of a file that the run has read, means that the run
/// has not answered; the others are written all the same.
pub(crate) fn deliver(
    report: &CompatReport,
    view: &View<'_>,
    to: &[Destination],
    (schemas, inputs): (&Path, &[String]),
    status: Status,
) -> Status {
    let root = root(report, schemas);
    let write_one = |format, shown: &View<'_>, out: &mut dyn Write| write(format, report, shown, &root, out);
    let is_github = to.iter().any(|destination| destination.format == ReportFormat::Github);
    let status = deliver_with(report, view, to, inputs, status, write_one);
    if is_github { status.max(summary(report, view, status)) } else { status }
}

/// Writes a report to each of its places, whatever writes it.
pub(crate) fn deliver_with<S: ReportedSubject>(
    report: &CompatReport<S>,
    view: &View<'_>,
    to: &[Destination],
    inputs: &[String],
    status: Status,
    write: impl Fn(ReportFormat, &View<'_>, &mut dyn Write) -> io::Result<()>,
) -> Status {
    let mut status = status;
    if view.look.detail != Detail::Quiet && to.iter().all(|destination| destination.file.is_some()) {
        // Whoever started the run wants to know how it went without opening a file.
        remark_line(&verdict(report, view));
    }
    for Destination { format, file } in to {
        let look = match file {
            None => view.look,
            // A terminal's looks are not for files.
            Some(_) => Look { marks: Marks::Unicode, ..view.look.without_terminal() },
        };
        let shown = View { look, ..*view };
        let write = |out: &mut dyn Write| write(*format, &shown, out);
        let written = match file {
            None => print(status, write),
            Some(file) => {
                let wrote = demand_other_than(file, inputs)
                    .and_then(|()| texts::write_whole(file, LinkOutside::Replace, write));
                or_not_checked(wrote, &file.display().to_string(), status)
            }
        };
        status = status.max(written);
    }
    status
}

/// Fails for a report that would replace an input.
fn demand_other_than(file: &Path, inputs: &[String]) -> io::Result<()> {
    let target = real(file);
    let is_input = |input: &String| real(Path::new(input)) == target;
    match file.is_file() && inputs.iter().any(is_input) {
        true => Err(io::Error::other("it is an input of this run, and stays as it is; name another file")),
        false => Ok(()),
    }
}

fn write(
    format: ReportFormat,
    report: &CompatReport,
    view: &View<'_>,
    root: &Root,
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = match format {
        ReportFormat::Json => return json::write(report, &mut &mut *out),
        ReportFormat::Human if view.statistics => statistics::render(report, view),
        ReportFormat::Human => match report.scope {
            ReportScope::Pairs => human::render(report, view),
            ReportScope::SingleSchemas => lint::render(report, view),
        },
        ReportFormat::Concise => concise::render(report, view),
        ReportFormat::Sarif => sarif::render(report, view, root),
        ReportFormat::Junit => junit::render(report),
        ReportFormat::Github => github::render(report, view, root),
        ReportFormat::Gitlab => gitlab::render(report, view, root),
        ReportFormat::Azure => azure::render(report, view, root),
        ReportFormat::Rdjson => rdjson::render(report, view, root),
        ReportFormat::Markdown => markdown::render(report, view, markdown::COMMENT),
        ReportFormat::Html => html::render(report, view),
    };
    out.write_all(text.as_bytes())
}

/// Adds to the summary of the workflow's step, if there is one. What other commands of the step wrote counts, too.
fn summary(report: &CompatReport, view: &View<'_>, status: Status) -> Status {
    let Some(file) = env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) else { return status };
    let append = || -> io::Result<()> {
        let mut file = OpenOptions::new().append(true).create(true).open(&file)?;
        let taken = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
        let room = markdown::SUMMARY.saturating_sub(taken);
        if room < markdown::LEAST {
            remark("note", "the step summary is full: this report is not in it");
            return Ok(());
        }
        let text = markdown::render(report, view, room);
        file.write_all(text.as_bytes())
    };
    or_not_checked(append(), "the step summary", status)
}

fn or_not_checked(written: io::Result<()>, what: &str, status: Status) -> Status {
    match written {
        Ok(()) => status,
        Err(error) => {
            remark("error", &format!("cannot write {what}: {error}"));
            Status::NotChecked
        }
    }
}

/// The repository of the schemas; where there is none, the current directory.
fn root(report: &CompatReport, schemas: &Path) -> Root {
    let current = env::current_dir().unwrap_or_default();
    let root = repository(schemas).or_else(|| repository(&current));
    let names = (0..report.sources.len() as u32).map(|file| &report.sources[file].name);
    let names = names.chain(report.problems.iter().filter_map(|problem| problem.file.as_ref()));
    let at_revisions = names.filter(|name| names_revision(Path::new(name))).cloned();
    Root::new(&current, root.as_deref().unwrap_or(&current)).with_revisions(at_revisions)
}
