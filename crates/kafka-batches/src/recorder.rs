//! Keeps what librdkafka reports until the consumer asks for it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rdkafka::TopicPartitionList;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::types::{RDKafkaErrorCode, RDKafkaRespErr};

use super::event::Event;
use super::settings::Settings;
use super::trouble::Trouble;

/// What is kept at the most: whoever does not ask for it has enough of the first.
const MOST: usize = 64;

/// The callbacks of a consumer. They record, and decide nothing.
pub(crate) struct Recorder {
    settings: Settings,
    topic: String,
    events: Mutex<VecDeque<Event>>,
    is_closing: AtomicBool,
}

impl Recorder {
    pub(crate) fn new(settings: &Settings, topic: &str) -> Recorder {
        Recorder {
            settings: settings.clone(),
            topic: topic.to_owned(),
            events: Mutex::default(),
            is_closing: AtomicBool::new(false),
        }
    }

    /// The oldest event, which is forgotten.
    pub(crate) fn take(&self) -> Option<Event> {
        self.events().pop_front()
    }

    /// The newest trouble that is not yet taken. One that stays says more than that nothing answers.
    pub(crate) fn take_trouble(&self) -> Option<Trouble> {
        let mut events = self.events();
        let find = |is_meant: fn(&Trouble) -> bool| {
            events.iter().rposition(|event| matches!(event, Event::Trouble(trouble) if is_meant(trouble)))
        };
        let at = find(|trouble| !trouble.goes_on()).or_else(|| find(|_| true))?;
        let found = events.remove(at)?;
        if let Event::Trouble(trouble) = found { Some(trouble) } else { None }
    }

    pub(crate) fn record(&self, event: Event) {
        let mut events = self.events();
        if matches!(event, Event::Trouble(_)) && (events.len() >= MOST || events.contains(&event)) {
            return;
        }
        events.push_back(event);
    }

    /// What a code means, with librdkafka's words for it.
    pub(crate) fn trouble(&self, code: RDKafkaErrorCode, words: &str, partition: i32) -> Trouble {
        Trouble::new(code, self.settings.shown(words), &self.settings.shown(&self.topic), partition)
    }

    /// From now on partitions are given back at once, since nobody will answer.
    pub(crate) fn close(&self) {
        self.is_closing.store(true, Ordering::SeqCst);
    }

    fn events(&self) -> MutexGuard<'_, VecDeque<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientContext for Recorder {
    // What matters of librdkafka's log comes as an error, too.
    fn log(&self, _: RDKafkaLogLevel, _: &str, _: &str) {}

    fn stats_raw(&self, _: &[u8]) {}

    fn error(&self, error: KafkaError, words: &str) {
        let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Fail);
        // It comes behind the reason why the last of them is down.
        if code == RDKafkaErrorCode::AllBrokersDown
            && self.events().iter().any(|event| matches!(event, Event::Trouble(_)))
        {
            return;
        }
        self.record(Event::Trouble(self.trouble(code, words, -1)));
    }
}

impl ConsumerContext for Recorder {
    fn rebalance(&self, consumer: &BaseConsumer<Recorder>, asked: RDKafkaRespErr, list: &mut TopicPartitionList) {
        if self.is_closing.load(Ordering::SeqCst) {
            // It fails only where there is nothing to give back. When the group is left, nobody would answer it.
            if !consumer.closed() {
                drop(consumer.unassign());
            }
            return;
        }
        let partitions = list.elements().iter().map(|element| element.partition()).collect();
        self.record(if asked == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
            Event::Assigned(partitions)
        } else {
            Event::Revoked { partitions, is_lost: consumer.assignment_lost() }
        });
    }
}
