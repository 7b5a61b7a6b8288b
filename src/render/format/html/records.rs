//! What the newest step makes of records, as tables: each record as it was written and, beside it, as it is read.

use maud::{Markup, html};

use crate::evidence::preview::{Fate, PreviewedRecord, StepPreview};
use crate::model::text::count;
use crate::render::record::{Line, LineMaker, mark, word};
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::report::SubjectReport;

/// The previews of a subject, each under a heading.
pub(crate) fn previews(subject: &SubjectReport) -> Markup {
    html! { @for preview in &subject.previews { (of_step(subject, preview)) } }
}

fn of_step(subject: &SubjectReport, preview: &StepPreview) -> Markup {
    let (writer, reader) = (foreign(subject.label(preview.writer)), foreign(subject.label(preview.reader)));
    let heads = [format!("as {writer} wrote it"), format!("as {reader} reads it")];
    let maker = LineMaker {
        shapes: &subject.shapes,
        look: Look::PLAIN,
        goes_back: false,
        rules: &|at| preview.findings[at].rule,
    };
    html! {
        h3 { "Preview " bdi { (writer) } " → " bdi { (reader) } }
        @for record in &preview.records { (of_record(maker, record, &heads)) }
    }
}

fn of_record(maker: LineMaker<'_>, record: &PreviewedRecord, heads: &[String; 2]) -> Markup {
    const MOST_LINES: usize = 100;
    let (class, readable) = match &record.read {
        Ok(_) => ("good", "can be read"),
        Err(_) => ("bad", "cannot be read"),
    };
    let lines = record.parts.as_ref().map(|parts| maker.lines(parts));
    html! {
        p.record { bdi { (foreign(&record.name)) } " " span .badge.(class) { (readable) } }
        @match lines {
            Err(_) => p.faint { "It has too many parts to show each." },
            Ok(lines) => {
                table.preview {
                    thead { tr { th {} @for head in heads { th scope="col" { (head) } } } }
                    tbody { @for line in lines.iter().take(MOST_LINES) { (row(line, heads)) } }
                }
                @if lines.len() > MOST_LINES {
                    p.faint { (count(lines.len() - MOST_LINES, "more line")) " not shown." }
                }
            }
        }
    }
}

/// A part of the record; its head names the column where the window is too narrow for two.
fn row(line: &Line, heads: &[String; 2]) -> Markup {
    let fate = match (&line.fate, word(line)) {
        (None, _) | (_, "") => String::new(),
        (Some(fate), word) => format!("{} {word}", mark(fate, Look::PLAIN)),
    };
    html! {
        tr class=(line.fate.as_ref().map_or("", Fate::name)) {
            td { (fate) }
            @for (head, cell) in heads.iter().zip(&line.cells) { td data-as=(head) { (cell) } }
        }
    }
}
