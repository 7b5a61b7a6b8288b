//! The report as logging commands, which Azure Pipelines turns into issues of the run.

use crate::cause::{CauseGroup, CauseGrouping, Weight};
use crate::model::input::Problem;
use crate::render::cause::notes::message_and_notes;
use crate::render::cause::{self, located};
use crate::render::format::View;
use crate::render::location::Root;
use crate::render::problem::hosted;
use crate::render::summary::last_line::verdict;
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::report::CompatReport;

/// Writes the report as issues, those first that fail the run. Azure knows errors and warnings; the rest are lines of the log.
pub fn render(report: &CompatReport, view: &View<'_>, root: &Root) -> String {
    let problems = report.problems.iter().map(|problem| of_problem(problem, root));
    let causes = view.causes(report, CauseGrouping::ByPlace);
    let causes = causes.iter().map(|cause| of_cause(cause, report, view.look, root));
    problems.chain(causes).chain([verdict(report, &view.without_terminal())]).collect()
}

fn of_cause(cause: &CauseGroup<'_>, report: &CompatReport, look: Look, root: &Root) -> String {
    let kind = match cause.weight {
        Weight::Fails => "error",
        Weight::Tolerated => "warning",
        Weight::Remark | Weight::Waived | Weight::Known => return cause::line(&report.sources, cause) + "\n",
    };
    let place = cause.place().map(|place| {
        let (source, [start, _]) = located(&report.sources, place);
        (root.path(&source.name), Some((start.line, start.column)))
    });
    issue(kind, place, Some(cause.finding().rule.id), &message_and_notes(cause, report, look))
}

fn of_problem(problem: &Problem, root: &Root) -> String {
    let place = problem.file.as_ref().map(|file| (root.path(file), problem.position));
    issue("error", place, None, &hosted(problem, root))
}

/// One command. Its properties are in an order of our own; Azure knows them by name.
fn issue(kind: &str, place: Option<(String, Option<(u32, u32)>)>, code: Option<&str>, message: &str) -> String {
    let mut properties = format!("type={kind};");
    if let Some((path, position)) = place {
        properties.push_str(&format!("sourcepath={};", property(&foreign(&path))));
        if let Some((line, column)) = position {
            properties.push_str(&format!("linenumber={line};columnnumber={column};"));
        }
    }
    properties.extend(code.map(|code| format!("code={code};")));
    format!("##vso[task.logissue {properties}]{}\n", data(message))
}

/// A message as Azure's agent takes it.
fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value as Azure's agent takes it.
fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

#[test]
fn what_has_a_meaning_is_escaped() {
    assert_eq!(data("100%\r\n;]"), "100%AZP25%0D%0A;]");
    assert_eq!(property("a;b]c%\n"), "a%3Bb%5Dc%AZP25%0A");
}
