//! Describes causes: a sentence and a place each, for every format; the notes and the source lines, where there is room.

pub(crate) mod frame;
pub(crate) mod notes;

use crate::cause::{CauseGroup, PairSide};
use crate::render::text::foreign::foreign;
use crate::render::words::{self, Sides};
use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::source::{Position, Source, Sources};

/// What the versions of the pair are called.
pub(crate) fn sides<'a>(cause: &CauseGroup<'a>) -> Sides<'a> {
    cause.pair.map_or(Sides::NONE, |of| Sides::of_pair(of.subject, of.pair))
}

/// What is wrong and why, in one sentence.
pub(crate) fn message(cause: &CauseGroup<'_>) -> String {
    words::message(cause.finding(), sides(cause))
}

/// The subject and the way from there by names.
pub(crate) fn trail(cause: &CauseGroup<'_>) -> String {
    words::place(cause.finding(), cause.subject())
}

/// What is at the place in the older version.
pub(crate) fn other_label(cause: &CauseGroup<'_>) -> String {
    let (finding, sides) = (cause.finding(), sides(cause));
    match (cause.newer(), cause.pair) {
        (PairSide::Writer, _) | (PairSide::Reader, None) => words::reader_label(finding, sides),
        (PairSide::Reader, Some(pair)) => words::writer_label(finding, sides).unwrap_or_else(|| {
            foreign(&format!("{}, which {} has to read", pair.writer(), pair.reader())).into_owned()
        }),
    }
}

/// One line: `schemas/v2/user.avsc:3:5: AVC101 message`.
pub(crate) fn line(sources: &Sources, cause: &CauseGroup<'_>) -> String {
    let place = cause.place().map_or_else(String::new, |place| format!("{}: ", position(sources, place)));
    format!("{place}{} {}", cause.finding().rule.id, message(cause))
}

/// The file of a place, and the positions of its beginning and its end.
pub(crate) fn located<'a>(sources: &'a Sources, place: &Place) -> (&'a Source, [Position; 2]) {
    let source = &sources[place.file];
    (source, source.positions(place.span))
}

/// `file:line:column` of the beginning of a place.
pub(crate) fn position(sources: &Sources, place: &Place) -> String {
    let (source, [start, _]) = located(sources, place);
    format!("{}:{}:{}", foreign(&source.name), start.line, start.column)
}
