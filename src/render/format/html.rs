//! The report as one page that needs nothing else: findings, matrices, changes, diffs and what became of records.

mod records;
mod subject;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::cause::{CauseGroup, CauseGrouping, Weight};
use crate::model::text::count;
use crate::render::cause::notes::notes;
use crate::render::cause::{frame, message, trail};
use crate::render::format::View;
use crate::render::problem::plain_line;
use crate::render::summary::header::header;
use crate::render::summary::last_line::verdict;
use crate::render::summary::outcome::RunOutcome;
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::render::text::{SentencePart, parts_of};
use crate::render::waiver;
use crate::report::CompatReport;

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");
const FILTER: &str = include_str!("html/filter.html");
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
    };
    let plain = view.without_terminal();
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
                    (PreEscaped(FILTER.trim_end()))
                    (list("What could not be checked", report.problems.iter().map(plain_line)))
                    (findings(report, view))
                    (list("What is waived", waiver::waived(report).into_iter()))
                    (list("Notes", report.notes.iter().map(|note| foreign(note).into_owned())))
                    @if !report.subjects.is_empty() {
                        (heading("Subjects", "subject"))
                        @for subject in &report.subjects { (subject::card(report, subject)) }
                    }
                }
                (PreEscaped(LEGEND.trim_end()))
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string() + "\n"
}

/// A heading that goes when all cards of its class are hidden.
fn heading(title: &str, class: &str) -> Markup {
    html! { h2 data-heads=(class) { (title) } }
}

/// Lines below a heading; nothing if there are none.
fn list(title: &str, lines: impl Iterator<Item = String>) -> Markup {
    let mut lines = lines.peekable();
    html! {
        @if lines.peek().is_some() {
            h2 { (title) }
            section.card.problems { ul { @for line in lines { li { (line) } } } }
        }
    }
}

fn findings(report: &CompatReport, view: &View<'_>) -> Markup {
    let causes = view.causes(report, CauseGrouping::Everywhere);
    let missing = causes.len().saturating_sub(MOST_CAUSES);
    html! {
        @if !causes.is_empty() { (heading("Findings", "finding")) }
        @for cause in causes.iter().take(MOST_CAUSES) { (finding(report, cause, view.look)) }
        @if missing > 0 {
            p.faint { (count(missing, "more finding")) " not shown; --format json lists all." }
        }
    }
}

/// A cause: what, where, and every note.
fn finding(report: &CompatReport, cause: &CauseGroup<'_>, look: Look) -> Markup {
    let (class, badge, fails) = match cause.weight {
        Weight::Fails => ("fails", "bad", "yes"),
        Weight::Tolerated => ("tolerated", "some", "no"),
        Weight::Remark | Weight::Waived | Weight::Known => ("remark", "", "no"),
    };
    let mut subjects: Vec<_> = cause.hits.iter().map(|hit| foreign(&hit.subject.subject)).collect();
    subjects.dedup();
    let rule = cause.finding().rule;
    let drawn = frame::frame(&report.sources, cause, &[], Look::PLAIN);
    // The title is in the summary.
    let drawn = drawn.split_once('\n').map_or("", |(_, rest)| rest);
    html! {
        details .card.finding.(class) data-subjects=(subjects.join("\n")) data-fails=(fails) open[cause.weight == Weight::Fails] {
            summary {
                span.rule title=(rule.summary) { (rule.id) } " "
                span.name { (trail(cause)) } " "
                span.faint { (rule.name) } " "
                span .badge.push.(badge) { (cause.judged.severity.name()) }
            }
            .inside {
                p.message {
                    @for piece in parts_of(&message(cause)) {
                        @match piece {
                            SentencePart::Text(text) => (text),
                            SentencePart::Code(text) => code { (text) },
                        }
                    }
                }
                pre { (drawn) }
                dl {
                    @for (word, text) in notes(cause, report, look) {
                        dt { (word) }
                        dd .literal[is_literal(&text)] { (text) }
                    }
                }
            }
        }
    }
}

/// Commands, data and schemas are shown letter by letter.
fn is_literal(text: &str) -> bool {
    text.starts_with(['{', '[', '"']) || text.starts_with("avrocheck ")
}
