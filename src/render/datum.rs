//! Shows data that were executed: as JSON for machines, shortened to one line for people.

use serde::ser::{Error, Serialize, Serializer};

use crate::finding::Finding;
use crate::judged::JudgedPair;
use crate::model::json;
use crate::model::message_part::MessagePart;
use crate::model::text::shorten;
use crate::render::text::style::Look;
use crate::report::SubjectReport;
use avro_resolve::data::binary::{self, Reader};
use avro_resolve::data::json::Written;
use avro_resolve::proof::{Absence, Witness};
use avro_resolve::schema::shape::{Form, ShapeId, Shapes};

/// Whose data these are.
#[derive(Clone, Copy)]
pub(crate) struct WriterShape<'a> {
    shapes: &'a Shapes,
    shape: ShapeId,
    /// The only part of a message to show.
    part: Option<MessagePart>,
}

impl<'a> WriterShape<'a> {
    pub(crate) fn new(subject: &'a SubjectReport, pair: &JudgedPair) -> WriterShape<'a> {
        WriterShape { shapes: &subject.shapes, shape: subject.versions[pair.writer].shape, part: None }
    }

    /// The same for data that show a finding: of a message they are shown as far as the part goes that the finding is in.
    pub(crate) fn showing(self, finding: &Finding) -> WriterShape<'a> {
        WriterShape { part: finding.message_part, ..self }
    }
}

/// A datum in the writer's encoding; serialized, it is in Avro's JSON encoding.
pub(crate) struct Executed<'a> {
    pub(crate) writer: WriterShape<'a>,
    pub(crate) bytes: &'a [u8],
}

impl Serialize for Executed<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let WriterShape { shapes, shape, part } = self.writer;
        let (shape, bytes) = match (part, &shapes.get(shape).form) {
            (Some(part), Form::Record(message)) => {
                let mut reader = Reader::new(self.bytes);
                let mut start = 0;
                for field in &message.fields[..=part as usize] {
                    start = reader.position();
                    binary::skip(shapes, field.shape, &mut reader).map_err(S::Error::custom)?;
                }
                (message.fields[part as usize].shape, reader.since(start))
            }
            _ => (shape, self.bytes),
        };
        Written { shapes, shape, bytes }.serialize(out)
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
