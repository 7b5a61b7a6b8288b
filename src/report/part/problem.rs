//! What could not be checked in, a list of it out.

use colored::Colorize;

use crate::compat::check::CompatReport;
use crate::compat::input::Problem;

/// The most problems that are listed; the count of the others follows.
const MOST: usize = 50;

/// Each problem on a line: `error: file:line:column: message`.
pub(in crate::report) fn list(report: &CompatReport) -> String {
    let mut text: String = report.problems.iter().take(MOST).map(line).collect();
    if report.problems.len() > MOST {
        text.push_str(&format!("and {} more errors (--format json lists all)\n", report.problems.len() - MOST));
    }
    text
}

/// One problem.
pub(in crate::report) fn line(problem: &Problem) -> String {
    format!("{} {}\n", "error:".red().bold(), sentence(problem))
}

/// A problem with its place, without the word that says that it is one.
pub fn sentence(problem: &Problem) -> String {
    format!("{}{}", place(problem), problem.message)
}

/// `file:line:column: `, as far as it is known.
pub(in crate::report) fn place(problem: &Problem) -> String {
    match (&problem.file, problem.position) {
        (Some(file), Some((line, column))) => format!("{file}:{line}:{column}: "),
        (Some(file), None) => format!("{file}: "),
        (None, _) => String::new(),
    }
}
