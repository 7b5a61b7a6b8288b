//! Records and what became of them in, text for people or a versioned JSON contract out.

mod json;
mod moment;
pub(crate) mod table;
pub(crate) mod tree;
mod value;

pub use json::write;

use colored::Colorize;

use crate::evidence::preview::{Circle, Fate, Preview, PreviewedRecord, ResolvedPair, Totals};
use crate::render::part::look::{Detail, Look};
use crate::render::part::phrase::count;
use crate::render::part::problem;
use crate::render::words::{self, Sides};
use table::Table;
use tree::{Drawing, Line};

/// What the report shows beside the records.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The subject, where there is one.
    pub subject: Option<&'a str>,
    /// What the writer's schema is called.
    pub writer: &'a str,
    /// What the reader's schema is called.
    pub reader: &'a str,
    /// Where the records come from, in a few words.
    pub data: DataWord<'a>,
    /// How it looks.
    pub look: Look,
    /// Columns of the terminal.
    pub width: usize,
}

/// Where records come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DataWord<'a> {
    /// The fixtures of the writer's version.
    Fixtures,
    /// A file, or standard input.
    Given(&'a str),
    /// They are made from the writer's schema.
    Generated,
}

/// Each record side by side as it was written and as it is read, then a line that sums up.
pub fn render(crossing: &ResolvedPair<'_>, preview: &Preview, view: &View<'_>) -> String {
    let mut text = String::new();
    if view.look.detail != Detail::Quiet && preview.totals.records > 0 {
        text.push_str(&title(crossing, preview, view));
    }
    records(crossing, preview, view, &mut text);
    if !preview.problems.is_empty() {
        preview.problems.iter().for_each(|problem| text.push_str(&problem::line(problem)));
        text.push('\n');
    }
    text.push_str(&last_line(crossing, preview, view));
    text
}

fn title(crossing: &ResolvedPair<'_>, preview: &Preview, view: &View<'_>) -> String {
    let dot = view.look.dot();
    let subject = view.subject.map(|subject| format!("{}{dot}", subject.bold())).unwrap_or_default();
    let data = match view.data {
        DataWord::Fixtures => count(preview.totals.records, "fixture record"),
        DataWord::Given(name) => format!("{} of {name}", count(preview.totals.records, "record")),
        DataWord::Generated => {
            format!("{} made from the schema (--data gives others)", count(preview.totals.records, "record"))
        }
    };
    let (mark, verdict) = (view.look.verdict(crossing.verdict()), crossing.verdict().name());
    format!("{subject}{} {} {}{dot}{mark} {verdict}{dot}{data}\n\n", view.writer, view.look.arrow(), view.reader)
}

fn records(crossing: &ResolvedPair<'_>, preview: &Preview, view: &View<'_>, text: &mut String) {
    let drawing = Drawing {
        shapes: crossing.shapes,
        look: view.look,
        circle: Circle::Half,
        rules: &|at| crossing.findings[at].rule,
    };
    let shown = preview.records.iter().filter(|record| view.look.detail != Detail::Quiet || record.read.is_err());
    let drawn: Vec<(&PreviewedRecord, Vec<Line>)> = shown
        .map(|record| (record, record.parts.as_ref().map(|part| drawing.lines(part)).unwrap_or_default()))
        .collect();
    let heads = heads(crossing.circle(), view);
    let lines: Vec<&Line> = drawn.iter().flat_map(|(_, lines)| lines).collect();
    let table = Table::new(view.look, view.width, &heads, &lines);
    for (record, lines) in &drawn {
        text.push_str(&format!("{}{}\n", record.name.bold(), fortune(record, view.look)));
        if record.parts.is_err() {
            text.push_str("  it has too many parts to show each\n");
        } else {
            text.push_str(&table.draw(lines));
        }
        text.push_str(&reasons(crossing, record, view));
        text.push('\n');
    }
    let more = preview.totals.records - preview.records.len();
    if more > 0 && view.look.detail != Detail::Quiet {
        text.push_str(&format!("{} {} (--limit shows more)\n\n", view.look.ellipsis(), count(more, "more record")));
    }
}

fn heads(circle: Circle, view: &View<'_>) -> Vec<String> {
    let mut heads = vec![format!("as {} wrote it", view.writer), format!("as {} reads it", view.reader)];
    if circle == Circle::Full {
        heads.push(format!("as {} reads it back", view.writer));
    }
    heads
}

/// What there is to say beside the record's name.
fn fortune(record: &PreviewedRecord, look: Look) -> String {
    let text = match (&record.read, &record.back) {
        (Err(_), _) => format!("{} cannot be read", look.bad()).red().to_string(),
        (Ok(_), Some(Err(_))) => format!("{} cannot be read back", look.bad()).red().to_string(),
        (Ok(_), Some(Ok(_))) if record.has_returned() => {
            format!("{} comes back as it was", look.good()).green().to_string()
        }
        (Ok(_), Some(Ok(_))) => format!("{} comes back changed", "!".yellow()).yellow().to_string(),
        (Ok(_), None) => return String::new(),
    };
    format!("  {text}")
}

/// Why a record fails, each cause on a line.
fn reasons(crossing: &ResolvedPair<'_>, record: &PreviewedRecord, view: &View<'_>) -> String {
    let sides = Sides::between(view.writer, view.reader);
    let mut causes: Vec<usize> = Vec::new();
    if let Ok(part) = &record.parts {
        part.for_each_leaf(&mut |leaf| match leaf.fate {
            Fate::Failed(failed) => causes.extend(failed.finding.filter(|at| !causes.contains(at))),
            Fate::Kept
            | Fate::Promoted
            | Fate::Changed
            | Fate::Recast
            | Fate::Masked
            | Fate::Defaulted
            | Fate::Dropped => {}
        });
    }
    let mut text = String::new();
    for finding in causes.into_iter().map(|at| &crossing.findings[at]) {
        let place = if finding.trail.is_empty() { String::new() } else { format!("{}: ", finding.trail) };
        let rule = format!("{} {}", finding.rule.id, finding.rule.name).red();
        let kind = finding.failure_kind().map(|kind| format!(" ({})", kind.java_name())).unwrap_or_default();
        let message = words::finding(finding, sides).message;
        text.push_str(&format!("  {} {rule}: {place}{message}{kind}\n", view.look.bad()));
    }
    if let Some(Err(failure)) = &record.back {
        let place = if failure.path.is_empty() { "/" } else { &failure.path };
        text.push_str(&format!(
            "  {} {} cannot read it back: {} at {place}\n",
            view.look.bad(),
            view.writer,
            failure.kind.java_name()
        ));
    }
    text
}

fn last_line(crossing: &ResolvedPair<'_>, preview: &Preview, view: &View<'_>) -> String {
    let totals = &preview.totals;
    let mut parts = Vec::new();
    if !preview.problems.is_empty() {
        parts.push(count(preview.problems.len(), "error").red().bold().to_string());
    }
    if totals.failed > 0 {
        let text = format!("{} of {} cannot be read", totals.failed, count(totals.records, "record"));
        parts.push(text.red().bold().to_string());
    } else if totals.records > 0 {
        parts.push(format!("{} read", count(totals.records, "record")));
    }
    parts.extend(values(totals));
    if totals.too_large > 0 {
        parts.push(format!("the parts of {} not counted", count(totals.too_large, "record")));
    }
    if crossing.circle() == Circle::Full && totals.records > 0 {
        let lost = if totals.lost > 0 { format!(", {} lost", count(totals.lost, "value")) } else { String::new() };
        parts.push(format!("{} of {} came back as they were{lost}", totals.returned, totals.records));
        if totals.stranded > 0 {
            parts.push(format!("{} cannot be read back", totals.stranded).red().bold().to_string());
        }
    }
    let is_well = preview.problems.is_empty() && totals.failed + totals.stranded == 0;
    let mark = if is_well { view.look.good() } else { view.look.bad() };
    format!("{mark} {}\n", parts.join(view.look.dot()))
}

/// `12 values kept, 3 defaulted`.
fn values(totals: &Totals) -> Option<String> {
    let order = ["kept", "promoted", "defaulted", "dropped", "changed", "recast", "masked", "failed"];
    let counted = order.into_iter().filter_map(|fate| Some((fate, *totals.fates.get(fate)?)));
    let words = counted.enumerate().map(|(at, (fate, number))| match at {
        0 => format!("{} {fate}", count(number, "value")),
        _ => format!("{number} {fate}"),
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}
