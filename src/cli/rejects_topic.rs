//! Sends what is turned away to a topic.

use std::io;

use kafka_batches::{Consumer, Error, Producer, Settings};

use crate::collect::Elsewhere;
use crate::model::unit::Origin;
use crate::sink::rejects::{Numbers, RejectedLine, record};

use super::kafka::WITHIN;

/// A topic of rejects. Their keys say where they are from, so that what is sent twice can be seen.
pub(super) struct RejectsTopic {
    producer: Producer,
    topic: String,
}

impl RejectsTopic {
    /// Finds the topic, which has to be there.
    pub(super) fn new(settings: &Settings, topic: &str) -> Result<RejectsTopic, Error> {
        Consumer::alone(settings, topic)?.partitions(WITHIN)?;
        Ok(RejectsTopic { producer: Producer::new(settings)?, topic: topic.to_owned() })
    }
}

impl Elsewhere for RejectsTopic {
    fn take(&mut self, origin: &Origin, reject: &RejectedLine<'_>, line: &[u8]) -> io::Result<bool> {
        let Origin::Kafka { topic, partition, .. } = origin else {
            unreachable!("rejects of logs go to files");
        };
        let key = format!("{topic}-{partition}-{}", reject.number);
        let numbers = Numbers::Offsets { topic: topic.clone(), partition: *partition };
        let value = record(&numbers, reject, line);
        match self.producer.send(&self.topic, Some(key.as_bytes()), Some(&value)) {
            Ok(()) => Ok(true),
            Err(Error::TooLarge { .. }) => Ok(false),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.producer.flush(WITHIN).map_err(io::Error::other)
    }
}
