//! Sends messages to topics.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use rdkafka::producer::{BaseProducer, BaseRecord, DeliveryResult, Producer as _, ProducerContext};
use rdkafka::types::RDKafkaErrorCode as Code;

use super::error::Error;
use super::settings::Settings;
use super::trouble::Trouble;

/// Each message once and in order, and only to topics that are there.
const NEEDED: [(&str, &str); 2] = [("enable.idempotence", "true"), ("allow.auto.create.topics", "false")];

/// How much waits to be sent, unless a user wants more.
const DEFAULTS: [(&str, &str); 2] =
    [("queue.buffering.max.kbytes", "16384"), ("queue.buffering.max.messages", "50000")];

/// How long to wait for room. By then a message would have failed (`message.timeout.ms`), which makes room.
const PATIENCE: Duration = Duration::from_secs(310);

/// After so many messages it is asked what became of those before.
const LOOK_EACH: u32 = 256;

/// Sends messages, each once and in order for each partition.
pub struct Producer {
    producer: BaseProducer<Deliveries>,
    sent: u32,
}

impl Producer {
    /// It fails if the settings do not go together. Whether there is a broker, and a topic, is not known yet.
    pub fn new(settings: &Settings) -> Result<Producer, Error> {
        let deliveries = Deliveries { settings: settings.clone(), failures: Mutex::default() };
        let producer = settings.client(&NEEDED, &DEFAULTS).create_with_context(deliveries);
        let producer = producer.map_err(|error| Error::Client(settings.shown(&error.to_string())))?;
        Ok(Producer { producer, sent: 0 })
    }

    /// Hands a message over; messages of one key go to one partition. It waits while too many are under way.
    ///
    /// That it succeeds does not say that the message has arrived: [`flush`](Producer::flush) does. It fails if a message before it
    /// could not be delivered.
    pub fn send(&mut self, topic: &str, key: Option<&[u8]>, value: Option<&[u8]>) -> Result<(), Error> {
        let mut record = BaseRecord::to(topic);
        record.key = key;
        record.payload = value;
        self.sent = self.sent.wrapping_add(1);
        if self.sent.is_multiple_of(LOOK_EACH) {
            self.producer.poll(Duration::ZERO);
            self.check()?;
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let (error, back) = match self.producer.send(record) {
                Ok(()) => return Ok(()),
                Err(failed) => failed,
            };
            match error.rdkafka_error_code() {
                Some(Code::QueueFull) if Instant::now() < end => {
                    self.producer.poll(Duration::from_millis(10));
                    self.check()?;
                    record = back;
                }
                Some(Code::MessageSizeTooLarge) => return Err(Error::TooLarge { bytes: value.map_or(0, <[u8]>::len) }),
                code => {
                    let words = error.to_string();
                    return Err(self.producer.context().trouble(code.unwrap_or(Code::Fail), &words, topic).into());
                }
            }
        }
    }

    /// Waits until all messages have arrived.
    ///
    /// It fails if some did not, or not within this time; these are no longer tried.
    pub fn flush(&mut self, within: Duration) -> Result<(), Error> {
        // Whether it succeeds is in what is left.
        drop(self.producer.flush(within));
        self.check()?;
        let left = self.producer.in_flight_count();
        if left == 0 {
            return Ok(());
        }
        let count = u64::try_from(left).unwrap_or(0);
        let met = self.producer.context().failures().met.take();
        let cause = met.map_or_else(|| Error::NoAnswer { within }.to_string(), |trouble| trouble.to_string());
        self.producer.purge(rdkafka::producer::PurgeConfig::default().queue().inflight());
        Err(Error::NotDelivered { count, cause })
    }

    /// Fails if messages could not be delivered.
    fn check(&self) -> Result<(), Error> {
        let failures = self.producer.context().failures();
        match &failures.first {
            None => Ok(()),
            Some(trouble) => Err(Error::NotDelivered { count: failures.count, cause: trouble.to_string() }),
        }
    }
}

impl fmt::Debug for Producer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Producer").finish_non_exhaustive()
    }
}

/// What became of messages.
struct Deliveries {
    settings: Settings,
    failures: Mutex<Failures>,
}

#[derive(Default)]
struct Failures {
    count: u64,
    first: Option<Trouble>,
    /// The newest trouble of the client.
    met: Option<Trouble>,
}

impl Deliveries {
    fn trouble(&self, code: Code, words: &str, topic: &str) -> Trouble {
        Trouble::new(code, self.settings.shown(words), &self.settings.shown(topic), -1)
    }

    fn failures(&self) -> MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientContext for Deliveries {
    fn log(&self, _: RDKafkaLogLevel, _: &str, _: &str) {}

    fn stats_raw(&self, _: &[u8]) {}

    fn error(&self, error: KafkaError, words: &str) {
        let code = error.rdkafka_error_code().unwrap_or(Code::Fail);
        let trouble = self.trouble(code, words, "");
        let mut failures = self.failures();
        // That nobody answers says less than why.
        let is_less = |met: &Trouble| code == Code::AllBrokersDown || !met.goes_on() && trouble.goes_on();
        if !failures.met.as_ref().is_some_and(is_less) {
            failures.met = Some(trouble);
        }
    }
}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let Err((error, message)) = result else { return };
        let code = error.rdkafka_error_code().unwrap_or(Code::Fail);
        let mut failures = self.failures();
        failures.count += 1;
        if failures.first.is_none() {
            // That the time was over says less than what was met meanwhile.
            let met = if code == Code::MessageTimedOut { failures.met.take() } else { None };
            failures.first =
                Some(met.unwrap_or_else(|| self.trouble(code, &code.to_string(), rdkafka::Message::topic(message))));
        }
    }
}
