//! The report as a SARIF 2.1.0 log, which code scanning and editors read.

mod contract;

use contract::*;

use crate::cause::{CauseGroup, CauseGrouping, Weight, causes};
use crate::model::input::Problem;
use crate::model::text::count;
use crate::policy::judgement::Disposition;
use crate::render::cause::notes::{as_lines, notes};
use crate::render::cause::{message, other_label, trail};
use crate::render::contract::pretty;
use crate::render::format::View;
use crate::render::location::Root;
use crate::render::problem::hosted;
use crate::render::rule_page;
use crate::render::summary::last_line::verdict;
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::report::CompatReport;
use crate::rule::{RULES, Rule, Severity};
use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::source::Sources;

/// GitHub refuses runs of more results. It shows 5,000 of them, by their levels.
const MOST_RESULTS: usize = 25_000;

/// What the results of files that could not be checked are called.
const NOT_CHECKED: &str = "not-checked";

const TAGS: [&str; 2] = ["avro", "compatibility"];

/// Where names of files count from.
const BASE: &str = "SRCROOT";

/// Writes the report as JSON.
pub fn render(report: &CompatReport, view: &View<'_>, root: &Root) -> String {
    let waived = causes(report, CauseGrouping::ByPlace, |weight| weight == Weight::Waived);
    let found: Vec<CauseGroup<'_>> = view.causes(report, CauseGrouping::ByPlace).into_iter().chain(waived).collect();
    let problems = report.problems.iter().filter_map(|problem| of_problem(problem, root));
    let results = found.iter().map(|cause| of_cause(cause, report, view.look, root));
    let results: Vec<SarifResult> = problems.chain(results).take(MOST_RESULTS).collect();
    let placed = report.problems.iter().filter(|problem| problem.file.is_some()).count();
    let missing = placed + found.len() - results.len();
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
                tool_execution_notifications: notifications(report, missing),
            }],
            original_uri_base_ids: SarifBaseIds {
                root: SarifBaseId {
                    description: SarifText { text: "The repository, or else where the check was started.".to_owned() },
                },
            },
            column_kind: "unicodeCodePoints",
            results,
            properties: SarifRunProperties {
                compatibility_level: report.policy.level.value.to_string(),
                summary: verdict(report, &view.without_terminal()).trim_end().to_owned(),
            },
        }],
    };
    pretty(&log)
}

/// What the results leave out: problems of no place, remarks, and how much there was no room for.
fn notifications(report: &CompatReport, missing: usize) -> Vec<SarifNotification> {
    let notification = |level, text: String| SarifNotification { level, message: SarifText { text } };
    let problems = report.problems.iter().filter(|problem| problem.file.is_none());
    let problems = problems.map(|problem| notification("error", foreign(&problem.message).into_owned()));
    let notes = report.notes.iter().map(|note| notification("note", foreign(note).into_owned()));
    let rest = (missing > 0).then(|| {
        let more = count(missing, "more result");
        notification("warning", format!("{more} not listed: hosts take {MOST_RESULTS}; --format json lists all"))
    });
    problems.chain(notes).chain(rest).collect()
}

fn of_rule(rule: &'static Rule) -> SarifRule {
    SarifRule {
        id: rule.id,
        name: rule.name,
        short_description: SarifText { text: rule.summary.to_owned() },
        full_description: SarifText { text: format!("{} {}", rule.summary, rule.why) },
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
    let physical = |place: &Place| physical(place, &report.sources, root);
    let other = cause.other_place().map(|place| SarifLocation {
        id: Some(1),
        physical_location: Some(physical(place)),
        logical_locations: Vec::new(),
        message: Some(SarifText { text: literal(&other_label(cause)) }),
    });
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
        message: SarifText { text: literal(&format!("{}\n{}", message(cause), as_lines(&notes(cause, report, look)))) },
        locations: vec![SarifLocation {
            id: None,
            physical_location: cause.place().map(physical),
            logical_locations: vec![SarifLogicalLocation { fully_qualified_name: trail(cause) }],
            message: None,
        }],
        related_locations: other.into_iter().collect(),
        partial_fingerprints: Some(SarifFingerprints { avrocheck: cause.finding().fingerprint.to_string() }),
        suppressions: justification(&cause.judged.disposition).map(suppression).into_iter().collect(),
    }
}

/// A message in which nothing is a link: SARIF has them in plain text, too (section 3.11.6).
fn literal(text: &str) -> String {
    text.replace("](", "]\\(")
}

/// Why a finding is waived: nobody can say so yet.
fn justification(disposition: &Disposition) -> Option<String> {
    match disposition {
        Disposition::Waived(waiver) => Some(waiver.value.reason.clone()),
        Disposition::Fails | Disposition::Expired(_) | Disposition::Tolerated | Disposition::Known => None,
    }
}

fn suppression(justification: String) -> SarifSuppression {
    SarifSuppression { kind: "external", status: "accepted", justification }
}

/// What could not be checked falls under no rule, but code scanning wants one.
fn of_problems() -> SarifRule {
    let text = "Something could not be checked, so that nothing is known about it.";
    let remedy = "Mend what the message says. The run fails until everything can be checked.";
    SarifRule {
        id: NOT_CHECKED,
        name: NOT_CHECKED,
        short_description: SarifText { text: text.to_owned() },
        full_description: SarifText { text: text.to_owned() },
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
    let region = problem.position.map(|(line, column)| SarifRegion {
        start_line: line,
        start_column: column,
        end_line: None,
        end_column: None,
    });
    let artifact_location = SarifArtifactLocation { uri: root.uri(file), uri_base_id: BASE };
    Some(SarifResult {
        rule_id: NOT_CHECKED,
        rule_index: Some(RULES.len()),
        level: "error",
        message: SarifText { text: literal(&hosted(problem)) },
        locations: vec![SarifLocation {
            id: None,
            physical_location: Some(SarifPhysicalLocation { artifact_location, region }),
            logical_locations: Vec::new(),
            message: None,
        }],
        related_locations: Vec::new(),
        partial_fingerprints: None,
        suppressions: Vec::new(),
    })
}

fn physical(place: &Place, sources: &Sources, root: &Root) -> SarifPhysicalLocation {
    let source = &sources[place.file];
    let (start, end) = (source.position(place.span.start), source.position(place.span.end));
    SarifPhysicalLocation {
        artifact_location: SarifArtifactLocation { uri: root.uri(&source.name), uri_base_id: BASE },
        region: Some(SarifRegion {
            start_line: start.line,
            start_column: start.column,
            end_line: Some(end.line),
            end_column: Some(end.column),
        }),
    }
}
