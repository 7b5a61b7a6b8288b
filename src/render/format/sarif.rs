//! A report in, a SARIF 2.1.0 log out: what code scanning and editors read.

mod contract;

use contract::*;

use crate::model::input::Problem;
use crate::policy::judgement::Disposition;
use crate::render::command::explain;
use crate::render::part::address::Root;
use crate::render::part::last_line::verdict;
use crate::render::part::phrase::count;
use crate::render::part::problem::hosted;
use crate::render::part::told::{Cause, Once, Weight, causes, waived_causes};
use crate::render::part::view::View;
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
    let once = Once::AtEachPlace;
    let told: Vec<Cause<'_>> =
        causes(report, view, once).into_iter().chain(waived_causes(report, view, once)).collect();
    let problems = report.problems.iter().filter_map(|problem| of_problem(problem, root));
    let causes = told.iter().map(|cause| of_cause(cause, &report.sources, root));
    let results: Vec<Outcome> = problems.chain(causes).take(MOST_RESULTS).collect();
    let placed = report.problems.iter().filter(|problem| problem.file.is_some()).count();
    let missing = placed + told.len() - results.len();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: explain::HOME,
                    rules: RULES.iter().map(|rule| of_rule(rule)).chain([of_problems()]).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: report.problems.is_empty(),
                tool_execution_notifications: notifications(report, missing),
            }],
            original_uri_base_ids: BaseIds {
                root: BaseId {
                    description: Text { text: "The repository, or else where the check was started.".to_owned() },
                },
            },
            column_kind: "unicodeCodePoints",
            results,
            properties: RunProperties {
                compatibility_level: report.policy.level.value.to_string(),
                summary: verdict(report, &view.without_colour()).trim_end().to_owned(),
            },
        }],
    };
    let mut text = serde_json::to_string_pretty(&log).expect("structs of texts and numbers are JSON");
    text.push('\n');
    text
}

/// What the results leave out: problems of no place, remarks, and how much there was no room for.
fn notifications(report: &CompatReport, missing: usize) -> Vec<Notification> {
    let notification = |level, text: String| Notification { level, message: Text { text } };
    let problems = report.problems.iter().filter(|problem| problem.file.is_none());
    let problems = problems.map(|problem| notification("error", problem.message.clone()));
    let notes = report.notes.iter().map(|note| notification("note", note.clone()));
    let rest = (missing > 0).then(|| {
        let more = count(missing, "more result");
        notification("warning", format!("{more} not listed: hosts take {MOST_RESULTS}; --format json lists all"))
    });
    problems.chain(notes).chain(rest).collect()
}

fn of_rule(rule: &'static Rule) -> Descriptor {
    Descriptor {
        id: rule.id,
        name: rule.name,
        short_description: Text { text: rule.summary.to_owned() },
        full_description: Text { text: format!("{} {}", rule.summary, rule.why) },
        help: Help {
            text: format!("{}\n\nWhat to do: {}", rule.why, rule.remedy),
            markdown: explain::markdown_of(rule),
        },
        help_uri: explain::uri(rule),
        default_configuration: Configuration {
            level: match rule.default_severity() {
                Severity::Breaking => "error",
                Severity::Dangerous => "warning",
                Severity::Safe => "note",
            },
        },
        properties: RuleProperties { precision: "very-high", tags: TAGS },
    }
}

fn of_cause(cause: &Cause<'_>, sources: &Sources, root: &Root) -> Outcome {
    let physical = |place: &Place| physical(place, sources, root);
    let other = cause.other_place().map(|(place, text)| Location {
        id: Some(1),
        physical_location: Some(physical(place)),
        logical_locations: Vec::new(),
        message: Some(Text { text }),
    });
    Outcome {
        rule_id: cause.finding.rule.id,
        rule_index: RULES.iter().position(|rule| **rule == *cause.finding.rule),
        level: match cause.weight {
            Weight::Fails => "error",
            Weight::Tolerated => "warning",
            // Waived: what it would be, and the suppression beside it.
            Weight::Waived => "error",
            Weight::Remark | Weight::Known => "note",
        },
        message: Text { text: format!("{}\n{}", cause.message(), cause.notes_as_lines()) },
        locations: vec![Location {
            id: None,
            physical_location: cause.place().map(physical),
            logical_locations: vec![LogicalLocation { fully_qualified_name: cause.trail() }],
            message: None,
        }],
        related_locations: other.into_iter().collect(),
        partial_fingerprints: Some(Fingerprints { avrocheck: cause.finding.fingerprint.to_string() }),
        suppressions: justification(&cause.judged.disposition).map(suppression).into_iter().collect(),
    }
}

/// Why a finding is waived: nobody can say so yet.
fn justification(disposition: &Disposition) -> Option<String> {
    match disposition {
        Disposition::Waived(waiver) => Some(waiver.value.reason.clone()),
        Disposition::Fails | Disposition::Expired(_) | Disposition::Tolerated | Disposition::Known => None,
    }
}

fn suppression(justification: String) -> Suppression {
    Suppression { kind: "external", status: "accepted", justification }
}

/// What could not be checked falls under no rule, but code scanning wants one.
fn of_problems() -> Descriptor {
    let text = "Something could not be checked, so that nothing is known about it.";
    let remedy = "Mend what the message says. The run fails until everything can be checked.";
    Descriptor {
        id: NOT_CHECKED,
        name: NOT_CHECKED,
        short_description: Text { text: text.to_owned() },
        full_description: Text { text: text.to_owned() },
        help: Help { text: remedy.to_owned(), markdown: remedy.to_owned() },
        help_uri: explain::page("docs/formats.md#sarif"),
        default_configuration: Configuration { level: "error" },
        properties: RuleProperties { precision: "very-high", tags: TAGS },
    }
}

/// Code scanning shows results, not notifications, and none without a place: what could not be checked at a place is a
/// result there.
fn of_problem(problem: &Problem, root: &Root) -> Option<Outcome> {
    let file = problem.file.as_ref()?;
    let region = problem.position.map(|(line, column)| Region {
        start_line: line,
        start_column: column,
        end_line: None,
        end_column: None,
    });
    let artifact_location = ArtifactLocation { uri: root.uri(file), uri_base_id: BASE };
    Some(Outcome {
        rule_id: NOT_CHECKED,
        rule_index: Some(RULES.len()),
        level: "error",
        message: Text { text: hosted(problem) },
        locations: vec![Location {
            id: None,
            physical_location: Some(PhysicalLocation { artifact_location, region }),
            logical_locations: Vec::new(),
            message: None,
        }],
        related_locations: Vec::new(),
        partial_fingerprints: None,
        suppressions: Vec::new(),
    })
}

fn physical(place: &Place, sources: &Sources, root: &Root) -> PhysicalLocation {
    let source = &sources[place.file];
    let (start, end) = (source.position(place.span.start), source.position(place.span.end));
    PhysicalLocation {
        artifact_location: ArtifactLocation { uri: root.uri(&source.name), uri_base_id: BASE },
        region: Some(Region {
            start_line: start.line,
            start_column: start.column,
            end_line: Some(end.line),
            end_column: Some(end.column),
        }),
    }
}
