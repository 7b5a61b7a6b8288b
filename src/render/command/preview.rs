//! What `avrocheck preview` prints: records side by side, as they were written and as they are read.

mod json;
mod table;
mod view;

pub(crate) use json::write;
pub(crate) use view::{DataWord, PreviewView};

use crate::evidence::preview::data::{Preview, Totals};
use crate::evidence::preview::{PreviewedRecord, ResolvedPair};
use crate::model::text::count;
use crate::render::command::with_trail;
use crate::render::problem;
use crate::render::record::{Line, LineMaker};
use crate::render::summary::last_line::last_line;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::wrap;
use crate::render::text::style::{Detail, Look};
use crate::render::words::Sides;
use table::Table;

/// The columns of a table that is written to no terminal.
const ELSEWHERE: usize = 100;

/// Each record side by side as it was written and as it is read, then a line that sums up.
pub(crate) fn render(resolved: &ResolvedPair<'_>, preview: &Preview, view: &PreviewView<'_>) -> String {
    let mut text = String::new();
    if view.look.detail != Detail::Quiet && preview.totals.records > 0 {
        text.push_str(&title(resolved, preview, view));
    }
    records(resolved, preview, view, &mut text);
    if !preview.problems.is_empty() {
        preview.problems.iter().for_each(|problem| text.push_str(&problem::line(problem, view.look)));
        text.push('\n');
    }
    text.push_str(&totals(resolved, preview, view));
    text
}

fn title(resolved: &ResolvedPair<'_>, preview: &Preview, view: &PreviewView<'_>) -> String {
    let dot = view.look.dot();
    let subject = view.subject.map(|subject| format!("{}{dot}", view.look.bold(&foreign(subject)))).unwrap_or_default();
    let data = match view.data {
        DataWord::Fixtures => count(preview.totals.records, "fixture record"),
        DataWord::Given(name) => format!("{} of {}", count(preview.totals.records, "record"), foreign(name)),
        DataWord::Generated => {
            format!("{} made from the schema (--data gives others)", count(preview.totals.records, "record"))
        }
    };
    let (mark, verdict) = (view.look.verdict(resolved.verdict()), resolved.verdict().name());
    let (writer, arrow, reader) = (foreign(view.writer), view.look.arrow(), foreign(view.reader));
    let title = format!("{subject}{writer} {arrow} {reader}{dot}{mark} {verdict}{dot}{data}");
    wrap(&title, view.look.width, 2) + "\n\n"
}

fn records(resolved: &ResolvedPair<'_>, preview: &Preview, view: &PreviewView<'_>, text: &mut String) {
    let maker = LineMaker {
        shapes: resolved.shapes,
        look: view.look,
        goes_back: false,
        rules: &|at| resolved.findings[at].rule,
    };
    let shown = preview.records.iter().filter(|record| view.look.detail != Detail::Quiet || record.read.is_err());
    let lines_of = |record: &PreviewedRecord| {
        let maker = LineMaker { goes_back: record.came_back(), ..maker };
        record.parts.as_ref().map(|part| maker.lines(part)).unwrap_or_default()
    };
    let drawn: Vec<(&PreviewedRecord, Vec<Line>)> = shown.map(|record| (record, lines_of(record))).collect();
    let heads = heads(resolved, view);
    let lines: Vec<&Line> = drawn.iter().flat_map(|(_, lines)| lines).collect();
    let table = Table::new(view.look, view.look.width.unwrap_or(ELSEWHERE), &heads, &lines);
    for (record, lines) in &drawn {
        text.push_str(&format!("{}{}\n", view.look.bold(&foreign(&record.name)), outcome(record, view.look)));
        if record.parts.is_err() {
            text.push_str("  it has too many parts to show each\n");
        } else {
            text.push_str(&table.draw(lines));
        }
        text.push_str(&reasons(resolved, record, view));
        text.push('\n');
    }
    let more = preview.totals.records - preview.records.len();
    if more > 0 && view.look.detail != Detail::Quiet {
        text.push_str(&format!("{} {} (--limit shows more)\n\n", view.look.ellipsis(), count(more, "more record")));
    }
}

fn heads(resolved: &ResolvedPair<'_>, view: &PreviewView<'_>) -> Vec<String> {
    let (writer, reader) = (foreign(view.writer), foreign(view.reader));
    let mut heads = vec![format!("as {writer} wrote it"), format!("as {reader} reads it")];
    if resolved.goes_back {
        heads.push(format!("as {writer} reads it back"));
    }
    heads
}

/// What there is to say beside the record's name.
fn outcome(record: &PreviewedRecord, look: Look) -> String {
    let (mark, text) = match (&record.read, &record.back) {
        (Err(_), _) => (look.bad(), look.red("cannot be read")),
        (Ok(_), Some(Err(_))) => (look.bad(), look.red("cannot be read back")),
        (Ok(_), Some(Ok(_))) if record.has_returned() => (look.good(), look.green("comes back as it was")),
        (Ok(_), Some(Ok(_))) => (look.yellow("!"), look.yellow("comes back changed")),
        (Ok(_), None) => return String::new(),
    };
    format!("  {mark} {text}")
}

/// Why a record fails, each cause on a line.
fn reasons(resolved: &ResolvedPair<'_>, record: &PreviewedRecord, view: &PreviewView<'_>) -> String {
    let sides = Sides::between(view.writer, view.reader);
    let mut causes: Vec<usize> = Vec::new();
    if let Ok(part) = &record.parts {
        part.for_each_leaf(&mut |leaf| {
            let finding = leaf.fate.failed().and_then(|failed| failed.finding);
            causes.extend(finding.filter(|at| !causes.contains(at)));
        });
    }
    let look = view.look;
    let found = causes.into_iter().map(|at| &resolved.findings[at]).map(|finding| {
        let rule = look.red(&format!("{} {}", finding.rule.id, finding.rule.name));
        let kind = finding.failure_kind().map(|kind| format!(" ({})", kind.java_name())).unwrap_or_default();
        format!("{rule}: {}{kind}", with_trail(finding, sides))
    });
    let back = record.back.as_ref().and_then(|back| back.as_ref().err()).map(|failure| {
        let place = if failure.path.is_empty() { "/" } else { &failure.path };
        let text = format!("{} cannot read it back: {} at {place}", view.writer, failure.kind.java_name());
        foreign(&text).into_owned()
    });
    let line = |text: String| wrap(&format!("  {} {text}", look.bad()), look.width, 2) + "\n";
    found.chain(back).map(line).collect()
}

fn totals(resolved: &ResolvedPair<'_>, preview: &Preview, view: &PreviewView<'_>) -> String {
    let totals = &preview.totals;
    let mut parts = Vec::new();
    if !preview.problems.is_empty() {
        parts.push(view.look.alarm(&count(preview.problems.len(), "error")));
    }
    if totals.failed > 0 {
        let text = format!("{} of {} cannot be read", totals.failed, count(totals.records, "record"));
        parts.push(view.look.alarm(&text));
    } else if totals.records > 0 {
        parts.push(format!("{} read", count(totals.records, "record")));
    }
    parts.extend(values(totals));
    if totals.too_large > 0 {
        parts.push(format!("the parts of {} not counted", count(totals.too_large, "record")));
    }
    if resolved.goes_back && totals.records > 0 {
        let lost = if totals.lost > 0 { format!(", {} lost", count(totals.lost, "value")) } else { String::new() };
        parts.push(format!("{} of {} came back as they were{lost}", totals.returned, totals.records));
        if totals.stranded > 0 {
            parts.push(view.look.alarm(&format!("{} cannot be read back", totals.stranded)));
        }
    }
    let is_well = preview.problems.is_empty() && totals.failed + totals.stranded == 0;
    let mark = if is_well { view.look.good() } else { view.look.bad() };
    last_line(&mark, &parts, view.look)
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
