//! Describes causes: a sentence and a place each, for every format; the notes and the source lines, where there is room.

pub(crate) mod frame;
pub(crate) mod notes;

use crate::cause::{CauseGroup, Side};
use crate::render::part::phrase::{self, Sides};
use crate::render::text::foreign::foreign;
use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::source::Sources;

/// What the versions of the pair are called.
pub(crate) fn sides<'a>(cause: &CauseGroup<'a>) -> Sides<'a> {
    cause.pair.map_or(Sides::NONE, |pair| Sides { writer: pair.writer(), reader: pair.reader() })
}

/// What is wrong and why, in one sentence.
pub(crate) fn message(cause: &CauseGroup<'_>) -> String {
    phrase::message(cause.finding, sides(cause))
}

/// The subject and the way from there by names.
pub(crate) fn trail(cause: &CauseGroup<'_>) -> String {
    phrase::place(cause.finding, cause.subject())
}

/// What is at the place in the older version.
pub(crate) fn other_label(cause: &CauseGroup<'_>) -> String {
    let sides = sides(cause);
    match cause.newer() {
        Side::Writer => phrase::label(cause.finding, sides),
        Side::Reader => phrase::writer_label(cause.finding, sides)
            .unwrap_or_else(|| foreign(&format!("{}, which {} has to read", sides.writer, sides.reader)).into_owned()),
    }
}

/// One line: `schemas/v2/user.avsc:3:5: AVC101 message`.
pub(crate) fn line(sources: &Sources, cause: &CauseGroup<'_>) -> String {
    let place = cause.place().map_or_else(String::new, |place| format!("{}: ", position(sources, place)));
    format!("{place}{} {}", cause.finding.rule.id, message(cause))
}

/// `file:line:column` of the beginning of a place.
pub(crate) fn position(sources: &Sources, place: &Place) -> String {
    let source = &sources[place.file];
    let start = source.position(place.span.start);
    format!("{}:{}:{}", foreign(&source.name), start.line, start.column)
}
