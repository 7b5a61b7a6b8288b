//! A report in, one page out that needs nothing else: findings, matrices, changes, diffs and what became of records.

mod records;
mod subject;

use crate::render::part::frame;
use crate::render::part::header::header;
use crate::render::part::last_line::verdict;
use crate::render::part::line::problem_line;
use crate::render::part::look::{Look, plain};
use crate::render::part::markup::escape;
use crate::render::part::phrase::count;
use crate::render::part::standing::Outcome;
use crate::render::part::told::{Cause, Once, Weight, causes};
use crate::render::part::view::View;
use crate::render::part::waived;
use crate::report::CompatReport;

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The most causes on a page; a browser shows more only slowly.
const MOST_CAUSES: usize = 2_000;

/// Writes the report as a page. It asks for nothing from elsewhere, and is dark where the reader's desktop is.
pub fn render(report: &CompatReport, view: &View<'_>) -> String {
    let (state, news) = match Outcome::of(report) {
        Outcome::Unchecked => ("unchecked", "Not everything could be checked"),
        Outcome::Nothing => ("unchecked", "No pair was compared"),
        Outcome::Ungated => ("unchecked", "Compared, and nothing is gated"),
        Outcome::Compatible => ("passed", "Compatible"),
        Outcome::Excused => ("passed", "Passed, but not all that is gated is compatible"),
        Outcome::Failed => ("failed", "Incompatible"),
    };
    let last = verdict(report, &view.without_colour());
    let subjects: String = report.subjects.iter().map(|subject| subject::card(report, subject)).collect();
    let subjects = section("Subjects", "subject", &subjects);
    let parts = [
        ("{generator}", concat!("avrocheck ", env!("CARGO_PKG_VERSION")).to_owned()),
        ("{title}", escape(&format!("{news} - {} - avrocheck", view.target))),
        ("{style}", STYLE.to_owned()),
        ("{state}", state.to_owned()),
        ("{verdict}", news.to_owned()),
        ("{last}", escape(last.trim_end())),
        ("{scope}", escape(&plain(header(report, view)))),
        ("{problems}", problems(report)),
        ("{findings}", findings(report, view)),
        ("{remarks}", remarks(report)),
        ("{subjects}", subjects),
        ("{script}", SCRIPT.to_owned()),
    ];
    fill(PAGE, &parts)
}

/// Puts each part in its place, which is there once, in their order.
fn fill(template: &str, parts: &[(&str, String)]) -> String {
    let mut page = String::new();
    let mut rest = template;
    for (place, part) in parts {
        let (before, behind) = rest.split_once(place).expect("the template has a place for each part");
        page.push_str(before);
        page.push_str(part);
        rest = behind;
    }
    page.push_str(rest);
    page
}

/// Cards of a class under a heading that goes when all of them are hidden.
fn section(title: &str, class: &str, cards: &str) -> String {
    if cards.is_empty() { String::new() } else { format!("<h2 data-heads=\"{class}\">{title}</h2>\n{cards}") }
}

fn problems(report: &CompatReport) -> String {
    list("What could not be checked", report.problems.iter().map(problem_line))
}

/// What is waived, and what else there is to say.
fn remarks(report: &CompatReport) -> String {
    let waived = plain(waived::lines(report));
    let waived = list("What is waived", waived.lines().filter(|line| !line.is_empty()).map(str::to_owned));
    format!("{waived}{}", list("Notes", report.notes.iter().cloned()))
}

/// Lines below a heading; nothing if there are none.
fn list(title: &str, lines: impl Iterator<Item = String>) -> String {
    let items: String = lines.map(|line| format!("<li>{}</li>\n", escape(&line))).collect();
    if items.is_empty() {
        return items;
    }
    format!("<h2>{title}</h2>\n<section class=\"card problems\"><ul>\n{items}</ul></section>\n")
}

fn findings(report: &CompatReport, view: &View<'_>) -> String {
    let causes = causes(report, view, Once::Anywhere);
    let shown = causes.iter().take(MOST_CAUSES);
    let mut cards: String = shown.map(|cause| finding(report, cause)).collect();
    if causes.len() > MOST_CAUSES {
        let missing = count(causes.len() - MOST_CAUSES, "more finding");
        cards.push_str(&format!("<p class=\"faint\">{missing} not shown; --format json lists all.</p>\n"));
    }
    section("Findings", "finding", &cards)
}

/// A cause: what, where, and every note.
fn finding(report: &CompatReport, cause: &Cause<'_>) -> String {
    let (class, open) = match cause.weight {
        Weight::Fails => ("fails", " open"),
        Weight::Tolerated => ("tolerated", ""),
        Weight::Remark | Weight::Waived | Weight::Known => ("remark", ""),
    };
    let badge = match cause.weight {
        Weight::Fails => "bad",
        Weight::Tolerated => "some",
        Weight::Remark | Weight::Waived | Weight::Known => "",
    };
    let mut subjects: Vec<&str> = cause.hits.iter().map(|hit| hit.subject).collect();
    subjects.dedup();
    let fails = if cause.weight == Weight::Fails { "yes" } else { "no" };
    let rule = cause.finding.rule;
    let drawn = frame::frame(
        &report.sources,
        cause.finding,
        cause.judged.severity,
        cause.subject,
        cause.sides,
        &[],
        Look::PLAIN,
    );
    // The title is told above.
    let drawn = drawn.split_once('\n').map_or("", |(_, rest)| rest);
    let notes: String = cause
        .notes
        .iter()
        .map(|(word, text)| format!("<dt>{word}</dt><dd{}>{}</dd>\n", style(text), escape(text)))
        .collect();
    format!(
        "<details class=\"card finding {class}\" data-subjects=\"{}\" data-fails=\"{fails}\"{open}>\n\
         <summary><span class=\"rule\" title=\"{}\">{}</span> <span class=\"name\">{}</span> <span class=\"faint\">{}</span> \
         <span class=\"badge push {badge}\">{}</span></summary>\n\
         <div class=\"inside\"><p class=\"message\">{}</p>\n<pre>{}</pre>\n<dl>\n{notes}</dl></div>\n</details>\n",
        escape(&subjects.join("\n")),
        escape(rule.summary),
        rule.id,
        escape(&cause.trail()),
        rule.name,
        cause.judged.severity.name(),
        escape(&cause.message()),
        escape(drawn),
    )
}

/// Commands, data and schemas are shown letter by letter.
fn style(text: &str) -> &'static str {
    let is_literal = text.starts_with(['{', '[', '"']) || text.starts_with("avrocheck ");
    if is_literal { " class=\"literal\"" } else { "" }
}
