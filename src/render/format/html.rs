//! The report as one page that needs nothing else: findings, matrices, changes, diffs and what became of records.

mod contents;
mod findings;
mod records;
mod section;
mod subject;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::cause::CauseGrouping;
use crate::render::format::View;
use crate::render::format::html::findings::by_rule;
use crate::render::format::html::section::Section;
use crate::render::problem::plain_line;
use crate::render::summary::header::header;
use crate::render::summary::last_line::verdict;
use crate::render::summary::outcome::RunOutcome;
use crate::render::text::foreign::foreign;
use crate::render::waiver;
use crate::report::{CompatReport, ReportScope};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");
const LEGEND: &str = include_str!("html/legend.html");

/// The most causes on a page; a browser shows more only slowly.
const MOST_CAUSES: usize = 2_000;

/// Writes the report as a page. It asks for nothing from elsewhere, and is dark where the reader's desktop is.
pub fn render(report: &CompatReport, view: &View<'_>) -> String {
    let (state, headline) = match RunOutcome::of(report) {
        RunOutcome::Unchecked => ("unchecked", "Not everything could be checked"),
        RunOutcome::Nothing => ("unchecked", "No pair was compared"),
        RunOutcome::Ungated => ("unchecked", "Compared, and nothing is gated"),
        RunOutcome::Compatible => ("passed", "Compatible"),
        RunOutcome::Excused => ("passed", "Passed, but not all that is gated is compatible"),
        RunOutcome::Failed => ("failed", "Incompatible"),
        RunOutcome::Sound => ("passed", "No mistakes that fail the run"),
        RunOutcome::Faulty => ("failed", "Mistakes found"),
    };
    let plain = view.without_terminal();
    let causes = view.causes(report, CauseGrouping::Everywhere);
    let missing = causes.len().saturating_sub(MOST_CAUSES);
    let groups = by_rule(&causes[..causes.len() - missing]);
    let subjects = if report.scope == ReportScope::Pairs { &report.subjects[..] } else { &[] };
    let problems: Vec<String> = report.problems.iter().map(plain_line).collect();
    let notes: Vec<String> = report.notes.iter().map(|note| foreign(note).into_owned()).collect();
    let waived = waiver::waived(report);
    let sections = [
        (Section::PROBLEMS, problems.len()),
        (Section::FINDINGS, causes.len()),
        (Section::WAIVED, waived.len()),
        (Section::NOTES, notes.len()),
        (Section::SUBJECTS, subjects.len()),
    ];
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("avrocheck ", env!("CARGO_PKG_VERSION")));
                title { (headline) " - " (foreign(view.target)) " - avrocheck" }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                header class=(state) {
                    p.brand { "avrocheck" }
                    h1 { (headline) }
                    p.last { (verdict(report, &plain).trim_end()) }
                    p.scope { (header(report, &plain)) }
                }
                main {
                    @if !causes.is_empty() || !subjects.is_empty() { (contents::filter(&causes)) }
                    (contents::contents(&sections, &groups, subjects))
                    (list(Section::PROBLEMS, &problems))
                    (findings::findings(report, &groups, missing, view.look))
                    (list(Section::WAIVED, &waived))
                    (list(Section::NOTES, &notes))
                    @if !subjects.is_empty() {
                        (Section::SUBJECTS.heading("subject"))
                        @for (at, subject) in subjects.iter().enumerate() { (subject::card(report, (at, subject))) }
                    }
                }
                @if !subjects.is_empty() { (PreEscaped(LEGEND.trim_end())) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string() + "\n"
}

/// Lines below a heading; nothing if there are none.
fn list(section: Section, lines: &[String]) -> Markup {
    html! {
        @if !lines.is_empty() {
            h2 id=(section.id) { (section.title) }
            section.card.problems { ul { @for line in lines { li { (line) } } } }
        }
    }
}
