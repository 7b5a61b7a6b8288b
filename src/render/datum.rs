//! Shows data that were executed: as JSON for machines, shortened to one line for people.

use serde::ser::{Serialize, Serializer};

use crate::judged::JudgedPair;
use crate::model::json;
use crate::model::text::shorten;
use crate::render::text::style::Look;
use crate::report::SubjectReport;
use avro_resolve::data::json::Written;
use avro_resolve::proof::{Absence, Witness};
use avro_resolve::schema::shape::{ShapeId, Shapes};

/// Whose data these are.
#[derive(Clone, Copy)]
pub(crate) struct WriterShape<'a> {
    shapes: &'a Shapes,
    shape: ShapeId,
}

impl<'a> WriterShape<'a> {
    pub(crate) fn new(subject: &'a SubjectReport, pair: &JudgedPair) -> WriterShape<'a> {
        WriterShape { shapes: &subject.shapes, shape: subject.versions[pair.writer].shape }
    }
}

/// A datum in the writer's encoding; serialized, it is in Avro's JSON encoding.
pub(crate) struct Executed<'a> {
    pub(crate) writer: WriterShape<'a>,
    pub(crate) bytes: &'a [u8],
}

impl Serialize for Executed<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let WriterShape { shapes, shape } = self.writer;
        Written { shapes, shape, bytes: self.bytes }.serialize(out)
    }
}

/// The datum, or why there is none. JSON has no blanks to break at: it is cut where the terminal ends.
pub(crate) fn line(witness: &Witness, writer: WriterShape<'_>, look: Look) -> String {
    const MOST: usize = 160;
    const BEFORE: usize = 18;
    let room = look.width.map_or(MOST, |room| room.saturating_sub(BEFORE).min(MOST));
    match witness {
        Witness::Datum(bytes) => shorten(&json::line(&Executed { writer, bytes }), room, look.ellipsis()),
        Witness::Absent(Absence::NoFiniteDatum) => "none: no finite record gets there".to_owned(),
        Witness::Absent(Absence::BoundReached) => {
            "none: a bound was reached (the record is too large, or the pair needs too many)".to_owned()
        }
    }
}
