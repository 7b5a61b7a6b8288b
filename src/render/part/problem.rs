//! What could not be checked in, a list of it out.

use colored::Colorize;

use crate::model::input::Problem;
use crate::render::part::address::of_revision;
use crate::report::CompatReport;

/// The most problems that are listed; the count of the others follows.
const MOST: usize = 50;

/// Each problem on a line: `error: file:line:column: message`.
pub(crate) fn list(report: &CompatReport) -> String {
    let mut text: String = report.problems.iter().take(MOST).map(line).collect();
    if report.problems.len() > MOST {
        text.push_str(&format!("and {} more errors (--format json lists all)\n", report.problems.len() - MOST));
    }
    text
}

/// One problem.
pub(crate) fn line(problem: &Problem) -> String {
    format!("{} {}\n", "error:".red().bold(), sentence(problem))
}

/// A problem with its place, without the word that says that it is one.
pub fn sentence(problem: &Problem) -> String {
    format!("{}{}", place(problem), problem.message)
}

/// The message, for hosts that show only the path of a file: one that lies in a revision says so.
pub(crate) fn hosted(problem: &Problem) -> String {
    match problem.file.as_deref().and_then(of_revision) {
        Some((revision, _)) => format!("in {revision}: {}", problem.message),
        None => problem.message.clone(),
    }
}

/// `file:line:column: `, as far as it is known.
pub(crate) fn place(problem: &Problem) -> String {
    match (&problem.file, problem.position) {
        (Some(file), Some((line, column))) => format!("{file}:{line}:{column}: "),
        (Some(file), None) => format!("{file}: "),
        (None, _) => String::new(),
    }
}
