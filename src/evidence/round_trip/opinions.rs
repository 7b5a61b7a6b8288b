//! Asks the apache-avro crate how it reads the records of a pair.

use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::second_opinion::{self, Answer, Opinion, Question};

use crate::finding::FindingKind;

/// How the apache-avro crate reads the records of a pair.
pub(crate) struct Opinions<'a> {
    question: Result<Question<'a>, String>,
    difference: Option<String>,
    different: usize,
    asked: usize,
}

impl<'a> Opinions<'a> {
    /// Prepares to ask about records of a writer, if the crate understands both schemas.
    pub(crate) fn new(writer: Result<&'a Opinion, String>, reader: Result<&'a Opinion, String>) -> Opinions<'a> {
        let both = writer.and_then(|writer| Ok((writer, reader?)));
        let question = both.and_then(|(writer, reader)| Question::new(writer, reader));
        Opinions { question, difference: None, different: 0, asked: 0 }
    }

    /// Asks about one record; `ours` is how it reads, encoded for the reader, if it can be read.
    pub(crate) fn ask(&mut self, shapes: &Shapes, reader: ShapeId, bytes: &[u8], ours: Option<&[u8]>) {
        let difference = match &self.question {
            Err(reason) => ours.map(|_| reason.clone()),
            Ok(question) => match (ours, question.ask(shapes, bytes, ours)) {
                (_, Answer::TooExpensive) => return,
                (Some(ours), answer) => second_opinion::differs(shapes, reader, ours, &answer),
                (None, Answer::Expected | Answer::Read(_)) => Some("reads data that the specification refuses".to_owned()),
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
