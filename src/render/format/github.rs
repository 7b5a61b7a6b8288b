//! The report as workflow commands, which GitHub turns into annotations beside the lines of a pull request.

use rustc_hash::FxHashSet;

use crate::cause::{CauseGroup, CauseGrouping, Weight};
use crate::model::input::Problem;
use crate::model::text::grouped;
use crate::render::cause::notes::message_and_notes;
use crate::render::cause::{self, located, trail};
use crate::render::format::View;
use crate::render::location::Root;
use crate::render::problem::{hosted, plain_line};
use crate::render::summary::last_line::verdict;
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::report::CompatReport;

/// GitHub shows so many errors, warnings and notices of a step each; it drops the others without a word.
const MOST: usize = 10;

/// The commands that make annotations, the worst first.
const COMMANDS: [&str; 3] = ["error", "warning", "notice"];

/// Something to say at a place.
struct Annotation {
    /// One of [`COMMANDS`].
    command: &'static str,
    /// Each with a name, in order.
    properties: Vec<(&'static str, String)>,
    message: String,
    /// The same for the log.
    log: String,
}

/// Writes the report as annotations, those first that fail the run; what GitHub would drop is in the log instead.
pub fn render(report: &CompatReport, view: &View<'_>, root: &Root) -> String {
    let mut all: Vec<Annotation> = report.problems.iter().map(|problem| of_problem(problem, root)).collect();
    let causes = view.causes(report, CauseGrouping::ByPlace);
    all.extend(causes.iter().map(|cause| of_cause(cause, report, view.look, root)));
    let mut known = FxHashSet::default();
    all.retain(|annotation| known.insert(line(annotation)));

    let mut text = String::new();
    let mut log = Vec::new();
    for command in COMMANDS {
        let alike: Vec<&Annotation> = all.iter().filter(|annotation| annotation.command == command).collect();
        // The last one that is shown says how many are not.
        let shown = if alike.len() > MOST { MOST - 1 } else { alike.len() };
        text.extend(alike[..shown].iter().map(|annotation| line(annotation)));
        let missing = &alike[shown..];
        if !missing.is_empty() {
            let message = format!(
                "{} more like these: they are in the log and in the job's summary",
                grouped(missing.len() as u64)
            );
            text.push_str(&format!("::{command} title=avrocheck::{}\n", data(&message)));
            log.extend(missing.iter().map(|annotation| annotation.log.clone()));
        }
    }
    text.extend(log.into_iter().map(|line| line + "\n"));
    text + &verdict(report, &view.without_terminal())
}

fn of_cause(cause: &CauseGroup<'_>, report: &CompatReport, look: Look, root: &Root) -> Annotation {
    let mut properties = Vec::new();
    if let Some(place) = cause.place() {
        let (source, [start, end]) = located(&report.sources, place);
        properties.push(("file", foreign(&root.path(&source.name)).into_owned()));
        properties.push(("line", start.line.to_string()));
        properties.push(("endLine", end.line.to_string()));
        // Columns mean something to GitHub on one line only.
        if start.line == end.line {
            properties.push(("col", start.column.to_string()));
            properties.push(("endColumn", end.column.to_string()));
        }
    }
    let rule = cause.finding().rule;
    properties.push(("title", format!("{} {}: {}", rule.id, rule.name, trail(cause))));
    Annotation {
        command: match cause.weight {
            Weight::Fails => "error",
            Weight::Tolerated => "warning",
            Weight::Remark | Weight::Waived | Weight::Known => "notice",
        },
        properties,
        message: message_and_notes(cause, report, look),
        log: cause::line(&report.sources, cause),
    }
}

fn of_problem(problem: &Problem, root: &Root) -> Annotation {
    let mut properties = Vec::new();
    properties.extend(problem.file.as_ref().map(|file| ("file", foreign(&root.path(file)).into_owned())));
    if let Some((line, column)) = problem.position {
        properties.extend([("line", line.to_string()), ("col", column.to_string())]);
    }
    properties.push(("title", "avrocheck: not checked".to_owned()));
    Annotation { command: "error", properties, message: hosted(problem, root), log: plain_line(problem) }
}

fn line(annotation: &Annotation) -> String {
    let properties: Vec<String> =
        annotation.properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{} {}::{}\n", annotation.command, properties.join(","), data(&annotation.message))
}

/// A message as GitHub's runner takes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value as GitHub's runner takes it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_is_escaped() {
        assert_eq!(data("100%\r\n::x,"), "100%25%0D%0A::x,");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
    }
}
