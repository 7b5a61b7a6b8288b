//! Draws a cause with its source lines, what is wrong beside them, and its notes below.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use memchr::{memchr, memrchr};

use crate::cause::CauseGroup;
use crate::finding::FindingKind;
use crate::model::threads::*;
use crate::render::cause::notes::notes;
use crate::render::cause::{position, sides, trail};
use crate::render::rule_page;
use crate::render::text::foreign::{foreign, masked};
use crate::render::text::layout::{width, wrap};
use crate::render::text::style::{Colour, Look};
use crate::render::words;
use crate::render::words::remedy::Note;
use crate::report::CompatReport;
use crate::rule::Severity;
use avro_resolve::foreign::units;
use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::source::Sources;

/// Draws each cause, followed by an empty line.
pub(crate) fn of_all(report: &CompatReport, causes: &[CauseGroup<'_>], look: Look) -> String {
    let drawn: Vec<String> = causes.par_iter().map(|cause| with_notes(report, cause, look) + "\n\n").collect();
    drawn.concat()
}

/// Draws a cause with all its notes.
pub(crate) fn with_notes(report: &CompatReport, cause: &CauseGroup<'_>, look: Look) -> String {
    frame(&report.sources, cause, &notes(cause, report, look), look)
}

/// Draws a cause: a title, the reader's line, the writer's line where it helps, and `notes`.
pub(crate) fn frame(sources: &Sources, cause: &CauseGroup<'_>, notes: &[Note], look: Look) -> String {
    let finding = cause.finding();
    let sides = sides(cause);
    let level = match cause.judged.severity {
        Severity::Breaking => Level::ERROR,
        Severity::Dangerous => Level::WARNING,
        Severity::Safe => Level::INFO.with_name("note"),
    };
    let place = trail(cause);
    let title = if place.is_empty() { finding.rule.name.to_owned() } else { format!("{}: {place}", finding.rule.name) };
    let title = wrap(&title, look.width.map(|room| room.saturating_sub(TITLE)), 0);
    let title = level.primary_title(title).id(finding.rule.id);
    let title = if look.hyperlinks { title.id_url(rule_page::uri(finding.rule)) } else { title };
    let mut drawing = Drawing {
        group: title.elements(Vec::<Snippet<'_, Annotation<'_>>>::new()),
        sources,
        look,
        positions: Vec::new(),
        last_line: 0,
        ends_in_line: false,
    };
    let has_one_side = matches!(finding.kind, FindingKind::SecondOpinion { .. });
    drawing = match finding.reader.as_ref().filter(|_| !has_one_side) {
        Some(place) => drawing.place(place, AnnotationKind::Primary, words::reader_label(finding, sides)),
        None => drawing.line(&words::message(finding, sides), 0),
    };
    if let (Some(place), Some(label)) = (&finding.writer, words::writer_label(finding, sides)) {
        drawing = drawing.place(place, AnnotationKind::Context, label);
    }
    let (margin, needs_bar) = (drawing.margin(), !drawing.ends_in_line && !notes.is_empty());
    let mut drawn = drawing.finish();
    if needs_bar {
        drawn.extend(["\n", &margin, &look.gutter("|")]);
    }
    let (mark, no_mark) = (look.gutter("= "), "  ");
    for (word, text) in notes {
        let space = " ".repeat(8usize.saturating_sub(word.len()).max(1));
        let line = [word, ":", &space, text].concat();
        // A command is pasted in one piece.
        let room = look.width.filter(|_| !text.starts_with("avrocheck "));
        let line = wrap(&line, room.map(|room| room.saturating_sub(GUTTER + 3)), 9);
        for (number, part) in line.lines().enumerate() {
            drawn.extend(["\n", &margin, if number == 0 { &mark } else { no_mark }, part]);
        }
    }
    drawn
}

/// What is drawn so far.
struct Drawing<'a> {
    group: Group<'a>,
    sources: &'a Sources,
    look: Look,
    /// Positions as the renderer writes them, which counts columns from the beginning of what it is given, and as they
    /// really are.
    positions: Vec<[String; 2]>,
    /// The largest number of a source line.
    last_line: u32,
    /// Whether a line of text is the last so far, and not one of a source.
    ends_in_line: bool,
}

impl<'a> Drawing<'a> {
    /// Adds the first line of a place. Only that line is handed on: a schema file can be large.
    fn place(mut self, place: &Place, kind: AnnotationKind, label: String) -> Drawing<'a> {
        let source = &self.sources[place.file];
        let (start, end) = (place.span.start as usize, place.span.end as usize);
        let (from, to) = window(&source.text, start);
        let marked = start.min(to) - from..end.min(to).max(start.min(to)) - from;
        let line = source.position(place.span.start).line;
        (self.last_line, self.ends_in_line) = (self.last_line.max(line), false);
        let name = foreign(&source.name);
        let drawn = format!("{name}:{line}:{}", source.text[from..start].chars().count() + 1);
        self.positions.push([drawn, position(self.sources, place)]);
        let text = masked(&source.text[from..to]);
        // Beside the marks, or below if the terminal is too narrow for it there.
        let before = GUTTER + line.to_string().len() + width(&text[..marked.end]) + 1;
        let fits = self.look.width.is_none_or(|room| before + width(&label) <= room);
        let annotation = kind.span(marked);
        let annotation = if fits { annotation.label(label.clone()) } else { annotation };
        let snippet = Snippet::source(text).path(name).line_start(line as usize).annotation(annotation);
        self.group = self.group.element(snippet);
        if fits { self } else { self.line(&label, 0) }
    }

    /// Adds a line below the source, broken where the terminal ends.
    fn line(mut self, text: &str, hang: usize) -> Drawing<'a> {
        let room = self.look.width.map(|room| room.saturating_sub(GUTTER + 3));
        self.ends_in_line = true;
        self.group = self.group.element(Level::NOTE.with_name(None::<&str>).message(wrap(text, room, hang)));
        self
    }

    /// The space before the bar beside source lines.
    fn margin(&self) -> String {
        " ".repeat(if self.last_line == 0 { 1 } else { self.last_line.to_string().len() + 1 })
    }

    fn finish(self) -> String {
        let renderer = match self.look.colour {
            Colour::On => Renderer::styled().hyperlink(self.look.hyperlinks),
            Colour::Off => Renderer::plain(),
        };
        let renderer = match self.look.width {
            Some(room) => renderer.term_width(room),
            None => renderer,
        };
        let text = renderer.decor_style(DecorStyle::Ascii).render(&[self.group]);
        self.positions.iter().fold(
            text,
            |text, [drawn, real]| {
                if drawn == real { text } else { text.replacen(drawn, real, 1) }
            },
        )
    }
}

/// The columns before a title: `warning[AVC203]: `.
const TITLE: usize = 17;

/// The columns of the bar before source lines, without those of line numbers.
const GUTTER: usize = 3;

/// Lines longer than this many bytes are cut around the place.
const LONG_LINE: usize = 160;

/// The line around a place without its end, or, of a schema on one long line, what is around the place.
fn window(text: &str, place: usize) -> (usize, usize) {
    // Nothing further away is looked at: a long line can have thousands of places.
    let (first, last) = (place.saturating_sub(LONG_LINE + 2), (place + LONG_LINE + 2).min(text.len()));
    let bytes = text.as_bytes();
    let line_start = memrchr(b'\n', &bytes[first..place]).map(|newline| first + newline + 1);
    let line_start = line_start.unwrap_or_else(|| outside_of_escape(text, text.floor_char_boundary(first)));
    let line_end = memchr(b'\n', &bytes[place..last]).map(|newline| place + newline);
    let line_end = line_end.unwrap_or_else(|| text.floor_char_boundary(last));
    let line_end = if bytes[line_start..line_end].ends_with(b"\r") { line_end - 1 } else { line_end };
    if line_end - line_start <= LONG_LINE {
        return (line_start, line_end);
    }
    let line = &text[line_start..line_end];
    let from = line_start + whole(line, place.saturating_sub(LONG_LINE / 4).max(line_start) - line_start);
    (from, line_start + whole(line, (from + LONG_LINE).min(line_end) - line_start))
}

/// The place itself, or the next one if it is between two backslashes that are one escape.
fn outside_of_escape(text: &str, place: usize) -> usize {
    let before = text.as_bytes()[..place].iter().rev().take(LONGEST_RUN).take_while(|byte| **byte == b'\\').count();
    if before % 2 == 1 && text[place..].starts_with('\\') { place + 1 } else { place }
}

/// So many backslashes are looked at for whether the first of them is one that begins an escape.
const LONGEST_RUN: usize = 1 << 12;

/// The last place up to this one at which a line can be cut: not in a character, and not in an escape.
fn whole(line: &str, most: usize) -> usize {
    let mut end = 0;
    units(line)
        .map(str::len)
        .take_while(|length| {
            end += length;
            end <= most
        })
        .sum()
}

#[test]
fn no_escape_is_cut() {
    let escapes: [(&str, usize); 4] = [("\\u00e9", 6), ("\\\\", 2), ("\\n", 2), ("\u{65e5}", 3)];
    for (escape, length) in escapes {
        for shift in 0..length {
            let before = format!("{{\"doc\": \"{}{}", "a".repeat(shift), escape.repeat(200));
            let text = format!("{before}\", \"name\": \"x\", \"doc\": \"{}\"}}", escape.repeat(200));
            let (from, to) = window(&text, before.len() + 3);
            let (start, end) = (text[..from].find(escape), &text[from..to]);
            let start = start.expect("escapes come before");
            assert_eq!((from - start) % length, 0, "{end}");
            assert!(end.ends_with(escape), "{end}");
        }
    }
}
