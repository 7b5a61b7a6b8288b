//! The report as GitLab's code quality report, which shows findings beside the lines of a merge request.

use rustc_hash::FxHashSet;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::cause::{CauseGroup, CauseGrouping, Weight};
use crate::model::input::Problem;
use crate::model::json;
use crate::model::text::{count, hex};
use crate::render::cause::located;
use crate::render::cause::notes::message_and_notes;
use crate::render::format::View;
use crate::render::location::Root;
use crate::render::problem::hosted;
use crate::render::text::style::Look;
use crate::report::CompatReport;
use crate::rule::Severity;

/// No more entries, each of about a kilobyte: GitLab has been seen to fail on reports of 23 MB.
const MOST: usize = 10_000;

/// What is not about a file is shown at this one.
const NO_FILE: &str = "avrocheck.toml";

#[derive(Serialize)]
struct GitlabIssue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: GitlabLocation,
}

#[derive(Serialize)]
struct GitlabLocation {
    path: String,
    lines: GitlabLines,
}

#[derive(Serialize)]
struct GitlabLines {
    begin: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<u32>,
}

/// Writes the report as a JSON array, which is empty if there is nothing to say.
pub fn render(report: &CompatReport, view: &View<'_>, root: &Root) -> String {
    let causes = view.causes(report, CauseGrouping::ByPlace);
    let problems = report.problems.iter().map(|problem| of_problem(problem, root));
    let all = problems.chain(causes.iter().map(|cause| of_cause(cause, report, view.look, root)));
    let mut entries: Vec<GitlabIssue> = all.take(MOST).collect();
    tell_apart(&mut entries);
    let missing = report.problems.len() + causes.len() - entries.len();
    if missing > 0 {
        let message = format!("{} not listed here; --format json lists all", count(missing, "more finding"));
        entries.push(of_problem(&Problem { file: None, position: None, message }, root));
    }
    json::pretty(&entries)
}

/// GitLab shows one entry of each fingerprint: those of one cause in several files get another, by their file.
fn tell_apart(entries: &mut [GitlabIssue]) {
    let mut known = FxHashSet::default();
    for entry in entries {
        let mut number = 0;
        let own = entry.fingerprint.clone();
        while !known.insert(entry.fingerprint.clone()) {
            entry.fingerprint = digest(&format!("{own}\n{}\n{number}", entry.location.path));
            number += 1;
        }
    }
}

fn of_cause(cause: &CauseGroup<'_>, report: &CompatReport, look: Look, root: &Root) -> GitlabIssue {
    let (path, begin, end) = match cause.place() {
        Some(place) => {
            let (source, [start, end]) = located(&report.sources, place);
            (root.path(&source.name), start.line, Some(end.line))
        }
        None => (root.path(NO_FILE), 1, None),
    };
    GitlabIssue {
        description: format!("{}: {}", cause.finding().rule.id, message_and_notes(cause, report, look)),
        check_name: cause.finding().rule.id,
        fingerprint: cause.finding().fingerprint.to_string(),
        severity: match (cause.weight, cause.judged.severity) {
            (Weight::Fails, Severity::Breaking) => "critical",
            (Weight::Fails, Severity::Dangerous | Severity::Safe) => "major",
            (Weight::Tolerated, _) => "minor",
            (Weight::Remark | Weight::Waived | Weight::Known, _) => "info",
        },
        location: GitlabLocation { path, lines: GitlabLines { begin, end } },
    }
}

fn of_problem(problem: &Problem, root: &Root) -> GitlabIssue {
    let path = root.path(problem.file.as_deref().unwrap_or(NO_FILE));
    let begin = problem.position.map_or(1, |(line, _)| line);
    GitlabIssue {
        description: hosted(problem, root),
        check_name: "not-checked",
        fingerprint: digest(&format!("{path}\n{}", problem.message)),
        severity: "blocker",
        location: GitlabLocation { path, lines: GitlabLines { begin, end: None } },
    }
}

/// The first 12 hexadecimal digits of a text's SHA-256.
fn digest(text: &str) -> String {
    hex(&Sha256::digest(text)[..6])
}
