//! The report as a SARIF 2.1.0 log, which code scanning and editors read.

mod contract;

use contract::*;

use crate::cause::{CauseGroup, CauseGrouping, Weight, causes};
use crate::fix::Fix;
use crate::model::input::Problem;
use crate::model::json;
use crate::model::text::count;
use crate::render::cause::notes::{fixes, message_and_notes};
use crate::render::cause::{located, other_label, trail};
use crate::render::format::View;
use crate::render::location::Root;
use crate::render::problem::hosted;
use crate::render::rule_page;
use crate::render::summary::last_line::verdict;
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::render::words::remedy;
use crate::report::CompatReport;
use crate::rule::{RULES, Rule, Severity};
use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::edit::Edit;
use avro_resolve::schema::source::{Position, Source};

/// GitHub refuses runs of more results. It shows 5,000 of them, by their levels.
const MOST_RESULTS: usize = 25_000;

/// What the results of files that could not be checked are called.
const NOT_CHECKED: &str = "not-checked";

const TAGS: [&str; 2] = ["avro", "compatibility"];

/// What paths of files are relative to.
const BASE: &str = "SRCROOT";
const ROOT: &str = "The repository, or else where the check was started.";

/// Writes the report as JSON.
pub fn render(report: &CompatReport, view: &View<'_>, root: &Root) -> String {
    let mut notifications = notifications(report);
    let is_wanted = |weight| weight == Weight::Waived || view.look.detail.shows(weight);
    let found = causes(report, CauseGrouping::ByPlace, is_wanted);
    let problems = report.problems.iter().filter_map(|problem| of_problem(problem, root));
    let results = found.iter().map(|cause| of_cause(cause, report, view.look, root));
    let results: Vec<SarifResult> = problems.chain(results).take(MOST_RESULTS).collect();
    let placed = report.problems.iter().filter(|problem| problem.file.is_some()).count();
    let missing = placed + found.len() - results.len();
    if missing > 0 {
        let more = count(missing, "more result");
        let text = format!("{more} not listed: hosts take {MOST_RESULTS}; --format json lists all");
        notifications.push(SarifNotification { level: "warning", message: SarifText { text } });
    }
    let log = SarifLog {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [SarifRun {
            tool: SarifTool {
                driver: SarifDriver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: rule_page::HOME,
                    rules: RULES.iter().map(|rule| of_rule(rule)).chain([of_problems()]).collect(),
                },
            },
            invocations: [SarifInvocation {
                execution_successful: report.problems.is_empty(),
                tool_execution_notifications: notifications,
            }],
            original_uri_base_ids: [(BASE, [("description", text(ROOT))].into())].into(),
            column_kind: "unicodeCodePoints",
            results,
            properties: SarifRunProperties {
                compatibility_level: report.policy.level.value.to_string(),
                summary: verdict(report, &view.without_terminal()).trim_end().to_owned(),
            },
        }],
    };
    json::pretty(&log)
}

/// What results cannot say, as they need a place: problems of no file, and notes.
fn notifications(report: &CompatReport) -> Vec<SarifNotification> {
    let notification = |level, message: &str| SarifNotification { level, message: literal(&foreign(message)) };
    let problems = report.problems.iter().filter(|problem| problem.file.is_none());
    let problems = problems.map(|problem| notification("error", &problem.message));
    problems.chain(report.notes.iter().map(|note| notification("note", note))).collect()
}

fn text(text: &str) -> SarifText {
    SarifText { text: text.to_owned() }
}

fn of_rule(rule: &'static Rule) -> SarifRule {
    SarifRule {
        id: rule.id,
        name: rule.name,
        short_description: text(rule.summary),
        full_description: text(&format!("{} {}", rule.summary, rule.why)),
        help: SarifHelp {
            text: format!("{}\n\nWhat to do: {}", rule.why, rule.remedy),
            markdown: rule_page::markdown_of(rule),
        },
        help_uri: rule_page::uri(rule),
        default_configuration: SarifConfiguration {
            level: match rule.default_severity() {
                Severity::Breaking => "error",
                Severity::Dangerous => "warning",
                Severity::Safe => "note",
            },
        },
        properties: SarifRuleProperties { precision: "very-high", tags: TAGS },
    }
}

fn of_cause(cause: &CauseGroup<'_>, report: &CompatReport, look: Look, root: &Root) -> SarifResult {
    let physical = |place: &Place| {
        let (source, [start, end]) = located(&report.sources, place);
        physical(root, &source.name, Some(region(start, Some(end))))
    };
    let other = cause.other_place().map(|place| SarifLocation {
        id: Some(1),
        physical_location: Some(physical(place)),
        message: Some(literal(&other_label(cause))),
        ..SarifLocation::default()
    });
    let waiver = cause.judged.disposition.waiver().filter(|_| cause.weight == Weight::Waived);
    SarifResult {
        rule_id: cause.finding().rule.id,
        rule_index: RULES.iter().position(|rule| **rule == *cause.finding().rule),
        level: match cause.weight {
            Weight::Fails => "error",
            Weight::Tolerated => "warning",
            // Waived: what it would be, and the suppression beside it.
            Weight::Waived => "error",
            Weight::Remark | Weight::Known => "note",
        },
        message: literal(&message_and_notes(cause, report, look)),
        locations: vec![SarifLocation {
            physical_location: cause.place().map(physical),
            logical_locations: vec![SarifLogicalLocation { fully_qualified_name: trail(cause) }],
            ..SarifLocation::default()
        }],
        related_locations: other.into_iter().collect(),
        partial_fingerprints: [("avrocheck/v1", cause.finding().fingerprint.to_string())].into(),
        suppressions: waiver.into_iter().map(|waiver| suppression(&waiver.value.reason)).collect(),
        fixes: fixes(cause, report).iter().map(|fix| of_fix(&report.sources[fix.file], fix, root)).collect(),
    }
}

fn of_fix(source: &Source, fix: &Fix, root: &Root) -> SarifFix {
    let replacement = |Edit { span, text: new }: &Edit| SarifReplacement {
        deleted_region: region(source.position(span.start), Some(source.position(span.end))),
        inserted_content: text(new),
    };
    SarifFix {
        description: literal(&foreign(&remedy::title(&fix.remedy))),
        artifact_changes: [SarifArtifactChange {
            artifact_location: artifact(root, &source.name),
            replacements: fix.edits.iter().map(replacement).collect(),
        }],
    }
}

/// A message in which nothing is a link: SARIF has them in plain text, too (section 3.11.6). Other brackets stay: schemas and
/// records have many, and not every viewer takes escapes off.
fn literal(message: &str) -> SarifText {
    text(&message.replace("](", "]\\("))
}

fn suppression(reason: &str) -> SarifSuppression {
    SarifSuppression { kind: "external", status: "accepted", justification: reason.to_owned() }
}

/// What could not be checked falls under no rule, but code scanning wants one.
fn of_problems() -> SarifRule {
    let summary = "Something could not be checked, so that nothing is known about it.";
    let remedy = "Mend what the message says. The run fails until everything can be checked.";
    SarifRule {
        id: NOT_CHECKED,
        name: NOT_CHECKED,
        short_description: text(summary),
        full_description: text(summary),
        help: SarifHelp { text: remedy.to_owned(), markdown: remedy.to_owned() },
        help_uri: rule_page::page("docs/formats.md#sarif"),
        default_configuration: SarifConfiguration { level: "error" },
        properties: SarifRuleProperties { precision: "very-high", tags: TAGS },
    }
}

/// Code scanning shows results, not notifications, and none without a place: what could not be checked at a place is a
/// result there.
fn of_problem(problem: &Problem, root: &Root) -> Option<SarifResult> {
    let file = problem.file.as_ref()?;
    let region = problem.position.map(|(line, column)| region(Position { line, column }, None));
    Some(SarifResult {
        rule_id: NOT_CHECKED,
        rule_index: Some(RULES.len()),
        level: "error",
        message: literal(&hosted(problem, root)),
        locations: vec![SarifLocation {
            physical_location: Some(physical(root, file, region)),
            ..SarifLocation::default()
        }],
        ..SarifResult::default()
    })
}

fn physical(root: &Root, file: &str, region: Option<SarifRegion>) -> SarifPhysicalLocation {
    SarifPhysicalLocation { artifact_location: artifact(root, file), region }
}

fn artifact(root: &Root, file: &str) -> SarifArtifactLocation {
    SarifArtifactLocation { uri: root.uri(file), uri_base_id: BASE }
}

fn region(start: Position, end: Option<Position>) -> SarifRegion {
    SarifRegion {
        start_line: start.line,
        start_column: start.column,
        end_line: end.map(|end| end.line),
        end_column: end.map(|end| end.column),
    }
}
