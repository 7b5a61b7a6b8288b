//! The report in reviewdog's diagnostic format, which reviewdog turns into comments on any host.

use memchr::memrchr;
use serde::Serialize;

use crate::cause::{CauseGroup, CauseGrouping, Weight};
use crate::fix::Fix;
use crate::model::input::Problem;
use crate::model::json;
use crate::render::cause::located;
use crate::render::cause::notes::{fixes, message_and_notes};
use crate::render::format::View;
use crate::render::location::Root;
use crate::render::problem::hosted;
use crate::render::rule_page;
use crate::render::text::style::Look;
use crate::report::CompatReport;
use avro_resolve::schema::edit;
use avro_resolve::schema::source::{Source, Span};

/// What is not about a file is shown at this one.
const NO_FILE: &str = "avrocheck.toml";

#[derive(Serialize)]
struct RdjsonReport {
    source: RdjsonSource,
    severity: &'static str,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct RdjsonSource {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: RdjsonLocation,
    severity: &'static str,
    code: RdjsonCode,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<RdjsonSuggestion>,
}

/// What to write in the place of a part of the file.
#[derive(Serialize)]
struct RdjsonSuggestion {
    range: RdjsonRange,
    text: String,
}

#[derive(Serialize)]
struct RdjsonLocation {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<RdjsonRange>,
}

#[derive(Serialize)]
struct RdjsonRange {
    start: RdjsonPosition,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<RdjsonPosition>,
}

#[derive(Serialize)]
struct RdjsonPosition {
    line: u32,
    /// Counted in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

#[derive(Serialize)]
struct RdjsonCode {
    value: &'static str,
    url: String,
}

/// Writes the report as JSON; its severity is that of the worst diagnostic.
pub fn render(report: &CompatReport, view: &View<'_>, root: &Root) -> String {
    let problems = report.problems.iter().map(|problem| of_problem(problem, root));
    let causes = view.causes(report, CauseGrouping::ByPlace);
    let causes = causes.iter().map(|cause| of_cause(cause, report, view.look, root));
    let diagnostics: Vec<Diagnostic> = problems.chain(causes).collect();
    json::pretty(&RdjsonReport {
        source: RdjsonSource { name: env!("CARGO_PKG_NAME"), url: rule_page::HOME },
        // What fails the run comes first.
        severity: diagnostics.first().map_or("INFO", |first| first.severity),
        diagnostics,
    })
}

fn of_cause(cause: &CauseGroup<'_>, report: &CompatReport, look: Look, root: &Root) -> Diagnostic {
    let location = cause.place().map(|place| {
        let (source, _) = located(&report.sources, place);
        RdjsonLocation { path: root.path(&source.name), range: Some(range(source, place.span)) }
    });
    let fix = fixes(cause, report).first().filter(|fix| cause.place().is_some_and(|place| place.file == fix.file));
    let rule = cause.finding().rule;
    Diagnostic {
        message: message_and_notes(cause, report, look),
        location: location.unwrap_or_else(|| RdjsonLocation { path: root.path(NO_FILE), range: None }),
        severity: match cause.weight {
            Weight::Fails => "ERROR",
            Weight::Tolerated => "WARNING",
            Weight::Remark | Weight::Waived | Weight::Known => "INFO",
        },
        code: RdjsonCode { value: rule.id, url: rule_page::uri(rule) },
        suggestions: fix.and_then(|fix| suggestion(&report.sources[fix.file], fix)).into_iter().collect(),
    }
}

/// The best fix as one replacement: a host shows each suggestion by itself, and one of several edits alone is wrong.
fn suggestion(source: &Source, fix: &Fix) -> Option<RdjsonSuggestion> {
    let (first, last) = (fix.edits.first()?, fix.edits.last()?);
    let span = Span { start: first.span.start, end: last.span.end };
    let mut text = edit::apply(&source.text[..span.end as usize], &fix.edits);
    text.drain(..span.start as usize);
    Some(RdjsonSuggestion { range: range(source, span), text })
}

fn range(source: &Source, span: Span) -> RdjsonRange {
    let [start, end] = [span.start, span.end].map(|offset| in_bytes(source, offset));
    RdjsonRange { start, end: Some(end) }
}

fn of_problem(problem: &Problem, root: &Root) -> Diagnostic {
    // Its column counts characters.
    let start = problem.position.map(|(line, _)| RdjsonPosition { line, column: None });
    Diagnostic {
        message: hosted(problem, root),
        location: RdjsonLocation {
            path: root.path(problem.file.as_deref().unwrap_or(NO_FILE)),
            range: start.map(|start| RdjsonRange { start, end: None }),
        },
        severity: "ERROR",
        code: RdjsonCode { value: "not-checked", url: rule_page::page("docs/formats.md#rdjson") },
        suggestions: Vec::new(),
    }
}

/// The position of a byte, with a column in bytes.
fn in_bytes(source: &Source, offset: u32) -> RdjsonPosition {
    let line_start = memrchr(b'\n', &source.text.as_bytes()[..offset as usize]).map_or(0, |newline| newline + 1);
    RdjsonPosition { line: source.position(offset).line, column: Some(offset as usize - line_start + 1) }
}

#[test]
fn columns_count_bytes() {
    let source = Source::new("a", "x\na\u{10400}b");
    let position = |offset| (in_bytes(&source, offset).line, in_bytes(&source, offset).column);
    assert_eq!([0, 2, 3, 7].map(position), [(1, Some(1)), (2, Some(1)), (2, Some(2)), (2, Some(6))]);
}
