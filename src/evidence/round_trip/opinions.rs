//! Asks the apache-avro crate how it reads the records of a pair.

use super::records::VersionRecords;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::value::Value;
use avro_resolve::second_opinion::{self, Answer, Question};

use crate::finding::FindingKind;

/// How the apache-avro crate reads the records of a pair.
pub(crate) struct Opinions<'a> {
    question: Result<Question<'a>, String>,
    difference: Option<String>,
    different: usize,
    asked: usize,
}

impl<'a> Opinions<'a> {
    pub(crate) fn new(writer: &'a VersionRecords, reader: &'a VersionRecords) -> Opinions<'a> {
        let opinion = |records: &'a VersionRecords| {
            let opinion = records.opinion.as_ref().expect("the crate was given every version that has records");
            opinion.as_ref().map_err(Clone::clone)
        };
        let both = opinion(writer).and_then(|writer| Ok((writer, opinion(reader)?)));
        let question = both.and_then(|(writer, reader)| Question::new(writer, reader));
        Opinions { question, difference: None, different: 0, asked: 0 }
    }

    /// Asks about one record; `ours` is what it reads as, if it can be read.
    pub(crate) fn ask(&mut self, shapes: &Shapes, reader: ShapeId, bytes: &[u8], ours: Option<&Value>) {
        let difference = match &self.question {
            Err(reason) => ours.map(|_| reason.clone()),
            Ok(question) => match (ours, question.ask(shapes, bytes)) {
                (_, Answer::TooExpensive) => return,
                (Some(ours), answer) => second_opinion::differs(shapes, reader, ours, &answer),
                (None, Answer::Read(_)) => Some("reads data that the specification refuses".to_owned()),
                (None, Answer::Refused(_)) => None,
            },
        };
        self.asked += 1;
        if let Some(difference) = difference {
            self.different += 1;
            self.difference.get_or_insert(difference);
        }
    }

    /// The finding, if the crate reads some records differently.
    pub(crate) fn finding_kind(self) -> Option<FindingKind> {
        let Opinions { difference, different, asked, .. } = self;
        difference.map(|difference| FindingKind::SecondOpinion { difference, records: different, asked })
    }
}
