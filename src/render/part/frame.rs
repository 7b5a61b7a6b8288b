//! A finding in, its source lines with what is wrong beside them out.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Level, Renderer, Snippet};
use memchr::{memchr, memrchr};

use crate::finding::{Finding, FindingKind};
use crate::render::part::look::{Colour, Look};
use crate::render::part::told::{Cause, Note, Once, causes};
use crate::render::part::view::View;
use crate::render::words::{self, Sides, Words};
use crate::report::CompatReport;
use crate::rule::Severity;
use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::source::Sources;

/// Draws every cause that the user wants to be told, with an empty line behind each.
pub(crate) fn of_all(report: &CompatReport, view: &View<'_>) -> String {
    causes(report, view, Once::Anywhere)
        .iter()
        .map(|cause| format!("{}\n\n", of_cause(&report.sources, cause, view.look)))
        .collect()
}

/// Draws the frame of a cause with all its notes.
pub(crate) fn of_cause(sources: &Sources, cause: &Cause<'_>, look: Look) -> String {
    frame(sources, cause.finding, cause.judged.severity, cause.subject, cause.sides, &cause.notes, look)
}

/// Draws the frame of a finding: a title, the reader's line, the writer's line where it helps, and `notes`, each a word and
/// a text.
pub(crate) fn frame(
    sources: &Sources,
    finding: &Finding,
    severity: Severity,
    subject: &str,
    sides: Sides<'_>,
    notes: &[Note],
    look: Look,
) -> String {
    let level = match severity {
        Severity::Breaking => Level::ERROR,
        Severity::Dangerous => Level::WARNING,
        Severity::Safe => Level::INFO.with_name("note"),
    };
    let place = words::place(finding, subject);
    let title = if place.is_empty() { finding.rule.name.to_owned() } else { format!("{}: {place}", finding.rule.name) };
    let mut group = level.primary_title(title).id(finding.rule.id).elements(Vec::<Snippet<'_, Annotation<'_>>>::new());
    let Words { message, reader_label, writer_label, .. } = words::finding(finding, sides);
    let mut origins = Vec::new();
    let has_one_side = matches!(finding.kind, FindingKind::SecondOpinion { .. });
    if let Some(place) = finding.reader.as_ref().filter(|_| !has_one_side) {
        let (snippet, origin) = snippet(sources, place, AnnotationKind::Primary, reader_label);
        group = group.element(snippet);
        origins.push(origin);
    } else {
        group = group.element(Level::NOTE.no_name().message(message));
    }
    if let (Some(place), Some(label)) = (&finding.writer, writer_label) {
        let (snippet, origin) = snippet(sources, place, AnnotationKind::Context, label);
        group = group.element(snippet);
        origins.push(origin);
    }
    for (word, text) in notes {
        let word = format!("{word}:{}", " ".repeat(7usize.saturating_sub(word.len())));
        group = group.element(Level::NOTE.with_name(None::<&str>).message(format!("{word} {text}")));
    }
    let renderer = match look.colour {
        Colour::On => Renderer::styled(),
        Colour::Off => Renderer::plain(),
    };
    let text = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    origins.iter().fold(text, |text, Origin { drawn, real }| match drawn == real {
        true => text,
        false => text.replacen(drawn, real, 1),
    })
}

/// A place as the renderer writes it, who counts columns from the beginning of what it is given, and as it really is.
struct Origin {
    drawn: String,
    real: String,
}

/// The first line of a place. Only that line is handed on: a schema file can be large.
fn snippet<'a>(
    sources: &'a Sources,
    place: &Place,
    kind: AnnotationKind,
    label: String,
) -> (Snippet<'a, Annotation<'a>>, Origin) {
    let source = &sources[place.file];
    let (start, end) = (place.span.start as usize, place.span.end as usize);
    let (from, to) = window(&source.text, start);
    let marked = start.min(to) - from..end.min(to).max(start.min(to)) - from;
    let position = source.position(place.span.start);
    let drawn_column = source.text[from..start].chars().count() + 1;
    let origin = |column: usize| format!("{}:{}:{column}", source.name, position.line);
    let origin = Origin { drawn: origin(drawn_column), real: origin(position.column as usize) };
    let annotation = kind.span(marked).label(label);
    let snippet = Snippet::source(&source.text[from..to]).path(source.name.as_str());
    (snippet.line_start(position.line as usize).annotation(annotation), origin)
}

/// Lines longer than this many bytes are cut around the place.
const LONG_LINE: usize = 160;

/// The line around a place without its end, or, of a schema on one long line, the context_at of the place.
fn window(text: &str, place: usize) -> (usize, usize) {
    // Nothing further away is looked at: a long line can have thousands of places.
    let (first, last) = (place.saturating_sub(LONG_LINE + 2), (place + LONG_LINE + 2).min(text.len()));
    let bytes = text.as_bytes();
    let line_start = memrchr(b'\n', &bytes[first..place]).map(|newline| first + newline + 1);
    let line_start = line_start.unwrap_or(first);
    let line_end = memchr(b'\n', &bytes[place..last]).map_or(last, |newline| place + newline);
    let line_end = if bytes[line_start..line_end].ends_with(b"\r") { line_end - 1 } else { line_end };
    if line_end - line_start <= LONG_LINE {
        return (line_start, line_end);
    }
    let from = floor_char(text, place.saturating_sub(LONG_LINE / 4).max(line_start));
    (from, floor_char(text, (from + LONG_LINE).min(line_end)))
}

fn floor_char(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
