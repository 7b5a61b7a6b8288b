//! What the newest step makes of records in, tables out: each record as it was written and, beside it, as it is read.

use crate::evidence::preview::{Circle, Fate, PreviewedRecord, StepPreview};
use crate::render::command::preview::table::{mark, word};
use crate::render::command::preview::tree::{Drawing, Line};
use crate::render::part::look::Look;
use crate::render::part::markup::escape;
use crate::render::part::phrase::count;
use crate::report::SubjectReport;

/// Of larger records only the first lines are shown.
const MOST_LINES: usize = 100;

/// The previews of a subject, each under a heading.
pub(crate) fn previews(subject: &SubjectReport) -> String {
    subject.previews.iter().map(|preview| of_step(subject, preview)).collect()
}

fn of_step(subject: &SubjectReport, preview: &StepPreview) -> String {
    let label = |at: usize| escape(&subject.versions[at].label);
    let (writer, reader) = (label(preview.writer), label(preview.reader));
    let drawing = Drawing {
        shapes: &subject.shapes,
        look: Look::PLAIN,
        circle: Circle::Half,
        rules: &|at| preview.findings[at].rule,
    };
    let records: String = preview.records.iter().map(|record| of_record(drawing, record, (&writer, &reader))).collect();
    format!("<h3>Preview {writer} → {reader}</h3>\n{records}")
}

fn of_record(drawing: Drawing<'_>, record: &PreviewedRecord, (writer, reader): (&str, &str)) -> String {
    let (class, fortune) = match &record.read {
        Ok(_) => ("good", "can be read"),
        Err(_) => ("bad", "cannot be read"),
    };
    let name = escape(&record.name);
    let title = format!("<p class=\"record\">{name} <span class=\"badge {class}\">{fortune}</span></p>\n");
    let Ok(parts) = &record.parts else {
        return format!("{title}<p class=\"faint\">It has too many parts to show each.</p>\n");
    };
    let lines = drawing.lines(parts);
    let heads = [format!("as {writer} wrote it"), format!("as {reader} reads it")];
    let rows: String = lines.iter().take(MOST_LINES).map(|line| row(line, &heads)).collect();
    let more = lines.len().saturating_sub(MOST_LINES);
    let rest = if more > 0 {
        format!("<p class=\"faint\">{} not shown.</p>\n", count(more, "more line"))
    } else {
        String::new()
    };
    format!(
        "{title}<table class=\"preview\"><thead><tr><th></th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n\
         <tbody>\n{rows}</tbody></table>\n{rest}",
        heads[0], heads[1],
    )
}

/// A part of the record; its head names the column where the window is too narrow for two.
fn row(line: &Line, heads: &[String; 2]) -> String {
    let class = line.fate.as_ref().map_or("", Fate::name);
    let fate = match (&line.fate, word(line)) {
        (None, _) | (_, "") => String::new(),
        (Some(fate), word) => format!("{} {word}", mark(fate, Look::PLAIN)),
    };
    let cell = |at: usize| format!("<td data-as=\"{}\">{}</td>", heads[at], escape(&line.cells[at]));
    format!("<tr class=\"{class}\"><td>{fate}</td>{}{}</tr>\n", cell(0), cell(1))
}
