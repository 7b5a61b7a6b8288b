//! Asks the apache-avro crate how it reads the records of pairs.

use std::cell::OnceCell;
use std::collections::VecDeque;

use avro_resolve::data::translate::Batch;
use avro_resolve::second_opinion::{Answer, Party, Question, differs};

use super::records::VersionRecords;
use crate::finding::{Finding, FindingKind};
use crate::history::LinkedSubject;
use crate::pair::VersionPair;

/// How the apache-avro crate reads the records of a subject's versions.
pub(crate) struct Opinions<'a> {
    linked: &'a LinkedSubject,
    records: &'a [VersionRecords],
    /// Of each version: its schema, if the crate was asked and understands it.
    parties: Vec<OnceCell<Result<Party<'a>, String>>>,
    /// The versions whose records the crate has read; those that were asked about first come first.
    remembered: VecDeque<usize>,
}

/// What the crate read is kept of so many versions: it takes much room, and is of use for neighbours.
const REMEMBERED: usize = 32;

impl<'a> Opinions<'a> {
    pub(crate) fn new(linked: &'a LinkedSubject, records: &'a [VersionRecords]) -> Opinions<'a> {
        let parties = records.iter().map(|_| OnceCell::new()).collect();
        Opinions { linked, records, parties, remembered: VecDeque::new() }
    }

    /// The finding of a pair, if the crate reads some of the writer's records differently than they are in `read`.
    pub(crate) fn finding(&mut self, versions: VersionPair, read: &Batch) -> Option<Finding> {
        self.remember(versions.0);
        let [writer, reader] = [versions.0, versions.1].map(|version| &self.linked.versions[version].schema);
        let (shapes, shape) = (&self.linked.shapes, reader.root_shape());
        let written = &self.records[versions.0];
        let both = self.party(versions.0).and_then(|writer| Ok(Question::new(writer, self.party(versions.1)?)));
        let agreed = match &both {
            Ok(question) => question.agreed(shapes, &written.data, read),
            Err(_) => vec![false; written.records.len()],
        };
        let (mut first, mut records, mut asked) = (None, 0, 0);
        for (number, is_agreed) in agreed.into_iter().enumerate() {
            let ours = if is_agreed { None } else { read.encoded(number) };
            let ours = ours.as_deref();
            let difference = match &both {
                _ if is_agreed => None,
                Err(reason) => ours.map(|_| reason.clone()),
                Ok(question) => match (ours, question.ask(shapes, &written.encoded(number), ours)) {
                    (_, Answer::TooExpensive) => continue,
                    (Some(ours), answer) => differs(shapes, shape, ours, &answer),
                    (None, Answer::Expected | Answer::Read(_)) => {
                        Some("reads data that the specification refuses".to_owned())
                    }
                    (None, Answer::Refused(_)) => None,
                },
            };
            asked += 1;
            if let Some(difference) = difference {
                records += 1;
                first.get_or_insert(difference);
            }
        }
        let kind = FindingKind::SecondOpinion { difference: first?, records, asked };
        Some(Finding::of_second_opinion(writer, reader, kind))
    }

    fn remember(&mut self, writer: usize) {
        if self.remembered.contains(&writer) {
            return;
        }
        let oldest = if self.remembered.len() < REMEMBERED { None } else { self.remembered.pop_front() };
        if let Some(Ok(party)) = oldest.and_then(|oldest| self.parties[oldest].get()) {
            party.forget();
        }
        self.remembered.push_back(writer);
    }

    fn party(&self, version: usize) -> Result<&Party<'a>, String> {
        let shape = self.linked.versions[version].schema.root_shape();
        let opinion = || self.records[version].opinion(&self.linked.shapes, shape).and_then(Party::new);
        self.parties[version].get_or_init(opinion).as_ref().map_err(Clone::clone)
    }
}
