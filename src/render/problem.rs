//! Says what could not be checked.

use crate::model::input::Problem;
use crate::model::text::count;
use crate::render::location::Root;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::wrap;
use crate::render::text::style::Look;
use crate::report::CompatReport;

/// The most problems that are listed; the count of the others follows.
const MOST: usize = 50;

/// Each problem on a line: `error: file:line:column: message`.
pub(crate) fn list(report: &CompatReport, look: Look) -> String {
    let mut text: String = report.problems.iter().take(MOST).map(|problem| line(problem, look)).collect();
    if report.problems.len() > MOST {
        let more = count(report.problems.len() - MOST, "more error");
        text.push_str(&format!("and {more} (--format json lists all)\n"));
    }
    text
}

/// One problem, with the end of its line.
pub(crate) fn line(problem: &Problem, look: Look) -> String {
    let line = format!("{} {}", look.alarm("error:"), sentence(problem));
    wrap(&line, look.width, 2) + "\n"
}

/// The same without colours, for formats of one line each.
pub(crate) fn plain_line(problem: &Problem) -> String {
    format!("{}error: {}", place(problem), foreign(&problem.message))
}

/// A problem with its place, without the word that says that it is one.
pub(crate) fn sentence(problem: &Problem) -> String {
    format!("{}{}", place(problem), foreign(&problem.message))
}

/// The message, for hosts that show only the path of a file: of a file at a revision, it names the revision.
pub(crate) fn hosted(problem: &Problem, root: &Root) -> String {
    let message = foreign(&problem.message);
    match problem.file.as_deref().and_then(|file| root.at_revision(file)) {
        Some((revision, _)) => format!("in {}: {message}", foreign(revision)),
        None => message.into_owned(),
    }
}

/// `file:line:column: `, as far as it is known.
fn place(problem: &Problem) -> String {
    let file = problem.file.as_deref().map(foreign);
    match (file, problem.position) {
        (Some(file), Some((line, column))) => format!("{file}:{line}:{column}: "),
        (Some(file), None) => format!("{file}: "),
        (None, _) => String::new(),
    }
}
