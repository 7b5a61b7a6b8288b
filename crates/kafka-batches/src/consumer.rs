//! Reads the partitions of a topic, in a group or alone.

use std::collections::BTreeMap;
use std::ffi::CString;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use rdkafka::consumer::Consumer as _;
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::types::RDKafkaErrorCode as Code;
use rdkafka::{Offset, TopicPartitionList};

use super::batch::Batch;
use super::error::{CommitFault, Error};
use super::event::Event;
use super::handle::{Handle, LEAVING};
use super::queue::Queue;
use super::settings::Settings;
use super::topic::Topic;

/// The values that this package needs: whoever uses it commits what is safe, and nothing is skipped in silence.
const NEEDED: [(&str, &str); 4] = [
    ("enable.auto.commit", "false"),
    ("enable.auto.offset.store", "false"),
    ("enable.partition.eof", "true"),
    ("auto.offset.reset", "error"),
];

/// How much is read ahead, unless a user wants more. A response is kept in memory as a whole, and is larger when it is decompressed.
/// It takes milliseconds to read that much, so fetching goes on as soon.
const DEFAULTS: [(&str, &str); 5] = [
    ("queued.min.messages", "20000"),
    ("fetch.queue.backoff.ms", "10"),
    ("queued.max.messages.kbytes", "8192"),
    ("fetch.max.bytes", "2097152"),
    ("fetch.message.max.bytes", "524288"),
];

/// Batches wait for more messages no longer than this, and a member of a group sees what the group asks as soon.
const PAUSE: Duration = Duration::from_millis(100);

/// A member of a consumer group, or a reader of a topic by itself. When it is dropped, it leaves the group.
pub struct Consumer {
    // Before the queue, since it stops what goes there.
    alone: Option<Topic>,
    queue: Queue,
    handle: Arc<Handle>,
    topic: CString,
    /// Where partitions have ended, which was reported.
    ends: BTreeMap<i32, i64>,
}

impl Consumer {
    /// Joins a group. What the group asks comes as events; nothing is read before [`start`](Consumer::start).
    ///
    /// It fails if the settings do not go together. Whether there is a broker, and a topic, is not known yet.
    pub fn join(settings: &Settings, group: &str, topic: &str) -> Result<Consumer, Error> {
        let mut defaults = DEFAULTS.to_vec();
        // The other protocol lets the group choose.
        if settings.get("group.protocol").is_none_or(|protocol| protocol == "classic") {
            defaults.push(("partition.assignment.strategy", "cooperative-sticky"));
        }
        let needed = [&[("group.id", group)], &NEEDED[..]].concat();
        let consumer = Consumer::new(settings, &needed, &defaults, topic)?;
        let subscribed = consumer.handle.subscribe(&[topic]);
        subscribed.map_err(|error| consumer.failed("to join the group", &error.to_string()))?;
        Ok(consumer)
    }

    /// Reads partitions without a group, from [`start`](Consumer::start) on.
    ///
    /// It fails if the settings do not go together. Whether there is a broker, and a topic, is not known yet.
    pub fn alone(settings: &Settings, topic: &str) -> Result<Consumer, Error> {
        let mut consumer = Consumer::new(settings, &NEEDED, &DEFAULTS, topic)?;
        let read = Topic::new(&consumer.handle, &consumer.topic);
        consumer.alone =
            Some(read.ok_or_else(|| consumer.failed("to read the topic", "it cannot be the name of one"))?);
        Ok(consumer)
    }

    fn new(
        settings: &Settings,
        needed: &[(&str, &str)],
        defaults: &[(&str, &str)],
        topic: &str,
    ) -> Result<Consumer, Error> {
        let name =
            CString::new(topic).map_err(|_| Error::Client("a name of a topic contains no null character".into()))?;
        let handle = Handle::new(&settings.client(needed, defaults), settings, topic)?;
        Ok(Consumer { alone: None, queue: Queue::new(&handle), handle, topic: name, ends: BTreeMap::new() })
    }

    /// Waits for what comes next. The batch is emptied first; it has messages if that is the event.
    ///
    /// It must be called more often than `max.poll.interval.ms` says (five minutes), or the group gives the partitions to others.
    pub fn next(&mut self, batch: &mut Batch, wait: Duration) -> Event {
        batch.clear();
        let end = Instant::now() + wait;
        loop {
            self.look();
            if let Some(event) = self.handle.recorder().take() {
                return event;
            }
            let left = end.saturating_duration_since(Instant::now());
            for (partition, offset) in batch.fill(&self.handle, &self.queue, left.min(PAUSE)) {
                self.ended(partition, offset);
            }
            if !batch.is_empty() {
                return Event::Messages;
            }
            if left.is_zero() {
                return self.handle.recorder().take().unwrap_or(Event::Nothing);
            }
        }
    }

    /// Notes that a partition has ended, and reports it once.
    fn ended(&mut self, partition: i32, offset: i64) {
        // librdkafka counts the end as if a message had been read there: when it goes on after a rebalance, that message would be
        // skipped. Only this makes it forget that. It then reports the end again and again.
        if self.alone.is_none() {
            // It fails only if the partition is not read any more.
            drop(self.handle.seek_partitions(self.list([(partition, offset)]), Duration::ZERO));
        }
        if self.ends.insert(partition, offset) != Some(offset) {
            self.handle.recorder().record(Event::End { partition, offset });
        }
    }

    /// Begins to read partitions, each from an offset on: in a group the answer to [`Event::Assigned`], with all its partitions.
    pub fn start(&mut self, positions: &[(i32, i64)]) -> Result<(), Error> {
        self.ends.retain(|ended, _| !positions.iter().any(|(partition, _)| partition == ended));
        let started = match &mut self.alone {
            Some(topic) => {
                let mut positions = positions.iter();
                positions
                    .try_for_each(|(partition, offset)| topic.start(*partition, *offset, &self.queue))
                    .map_err(|code| code.to_string())
            }
            None => {
                let receive = |(partition, _): &(i32, i64)| self.queue.receive(&self.topic, *partition);
                // Before, so that no message goes elsewhere; and after, since a stop of before, which has ended by then, undoes it.
                positions.iter().for_each(receive);
                let assigned = self.handle.incremental_assign(&self.list(positions.iter().copied()));
                positions.iter().for_each(receive);
                assigned.map_err(|error| error.to_string())
            }
        };
        started.map_err(|cause| self.failed("to start partitions", &cause))
    }

    /// Stops reading partitions: in a group the answer to [`Event::Revoked`], with all its partitions. What was read ahead is forgotten.
    pub fn release(&mut self, partitions: &[i32]) -> Result<(), Error> {
        let released = match &mut self.alone {
            Some(topic) => {
                partitions.iter().try_for_each(|partition| topic.stop(*partition)).map_err(|code| code.to_string())
            }
            None => {
                let list = self.list(partitions.iter().map(|partition| (*partition, 0)));
                self.handle.incremental_unassign(&list).map_err(|error| error.to_string())
            }
        };
        released.map_err(|cause| self.failed("to release partitions", &cause))
    }

    /// Goes on reading a partition at another offset. No message that was read ahead comes afterwards.
    pub fn seek(&mut self, partition: i32, offset: i64, within: Duration) -> Result<(), Error> {
        self.ends.remove(&partition);
        let what = "to go to an offset";
        let list = self.handle.seek_partitions(self.list([(partition, offset)]), within);
        let list = list.map_err(|error| self.error(what, within, &error))?;
        match list.elements()[0].error() {
            Ok(()) => Ok(()),
            // It has stopped, since it was out of range.
            Err(error) if error.rdkafka_error_code() == Some(Code::State) => {
                self.release(&[partition])?;
                self.start(&[(partition, offset)])
            }
            Err(error) => Err(self.error(what, within, &error)),
        }
    }

    /// The partitions of the topic.
    pub fn partitions(&self, within: Duration) -> Result<Vec<i32>, Error> {
        let what = "to list the partitions";
        let metadata = self.handle.fetch_metadata(Some(&self.topic.to_string_lossy()), within);
        let metadata = metadata.map_err(|error| self.error(what, within, &error))?;
        let topic = metadata.topics().first().ok_or_else(|| self.failed(what, "the broker named none"))?;
        match topic.error() {
            None => Ok(topic.partitions().iter().map(|partition| partition.id()).collect()),
            Some(code) => Err(self.trouble(code.into()).into()),
        }
    }

    /// The id of the topic, as Kafka writes it; a topic that is deleted and made anew has another one. `None` if the brokers give topics
    /// no ids, as those before Kafka 2.8.
    pub fn topic_id(&self, within: Duration) -> Result<Option<String>, Error> {
        let id = Queue::new(&self.handle).topic_id(&self.topic, within);
        id.or_else(|code| match code {
            Code::UnsupportedVersion | Code::UnsupportedFeature => Ok(None),
            code => Err(self.error("to read the id of the topic", within, &KafkaError::MetadataFetch(code))),
        })
    }

    /// The offsets that the group has committed, for each partition: where its next message is, or none.
    pub fn committed(&self, partitions: &[i32], within: Duration) -> Result<Vec<Option<i64>>, Error> {
        let list = self.list_without_offsets(partitions);
        self.offsets("to read the committed offsets", within, self.handle.committed_offsets(list, within))
    }

    /// Commits offsets for the group: where the next message of each partition is.
    pub fn commit(&self, positions: &[(i32, i64)], within: Duration) -> Result<(), CommitFault> {
        // A queue of its own, since the result of an earlier commit may still come.
        let code = Queue::new(&self.handle).commit(&self.list(positions.iter().copied()), within);
        match code {
            None => Err(CommitFault::Late(format!("no answer within {} s", within.as_secs_f64()))),
            Some(Code::NoError) => Ok(()),
            Some(
                code @ (Code::UnknownMemberId
                | Code::IllegalGeneration
                | Code::RebalanceInProgress
                | Code::FencedInstanceId
                | Code::FencedMemberEpoch
                | Code::StaleMemberEpoch
                | Code::AssignmentLost),
            ) => Err(CommitFault::MovedOn(code.to_string())),
            Some(
                code @ (Code::OperationTimedOut
                | Code::RequestTimedOut
                | Code::BrokerTransportFailure
                | Code::AllBrokersDown
                | Code::NetworkException
                | Code::WaitingForCoordinator
                | Code::CoordinatorLoadInProgress
                | Code::CoordinatorNotAvailable
                | Code::NotCoordinator),
            ) => Err(CommitFault::Late(code.to_string())),
            Some(code) => Err(CommitFault::Other(self.trouble(code).into())),
        }
    }

    /// The offsets of the messages that a partition has: of its first, and of the next that will be written.
    pub fn watermarks(&self, partition: i32, within: Duration) -> Result<Range<i64>, Error> {
        let found = self.handle.fetch_watermarks(&self.topic.to_string_lossy(), partition, within);
        found
            .map(|(first, next)| first..next)
            .map_err(|error| self.error("to read the ends of a partition", within, &error))
    }

    /// The offset of the next message that will be written to a partition, as the last answer with messages of it said; none before.
    /// It costs nothing to ask.
    pub fn known_end(&self, partition: i32) -> Option<i64> {
        self.handle.known_end(&self.topic, partition)
    }

    /// The offset of the first message of each partition that was written at a time or later, in milliseconds since 1970; none if
    /// there is no such message.
    pub fn offsets_at(
        &self,
        partitions: &[i32],
        timestamp_ms: i64,
        within: Duration,
    ) -> Result<Vec<Option<i64>>, Error> {
        let list = self.list(partitions.iter().map(|partition| (*partition, timestamp_ms)));
        self.offsets("to look for a time", within, self.handle.offsets_for_times(list, within))
    }

    /// Lets librdkafka report what has happened: the group's questions and errors.
    fn look(&self) {
        // What it returns are errors, which are recorded. Messages do not come this way.
        while self.handle.poll(Duration::ZERO).is_some() {}
    }

    fn list(&self, positions: impl IntoIterator<Item = (i32, i64)>) -> TopicPartitionList {
        let topic = self.topic.to_string_lossy();
        let mut list = TopicPartitionList::new();
        for (partition, offset) in positions {
            list.add_partition_offset(&topic, partition, Offset::Offset(offset))
                .expect("an offset of a list can be set");
        }
        list
    }

    fn list_without_offsets(&self, partitions: &[i32]) -> TopicPartitionList {
        let topic = self.topic.to_string_lossy();
        let mut list = TopicPartitionList::new();
        for partition in partitions {
            list.add_partition(&topic, *partition);
        }
        list
    }

    /// The offsets of an answer, in the order of its question; none where the broker has none.
    fn offsets(
        &self,
        what: &'static str,
        within: Duration,
        list: KafkaResult<TopicPartitionList>,
    ) -> Result<Vec<Option<i64>>, Error> {
        let list = list.map_err(|error| self.error(what, within, &error))?;
        let offset = |element: &rdkafka::topic_partition_list::TopicPartitionListElem<'_>| {
            element.error().map_err(|error| self.error(what, within, &error))?;
            Ok(match element.offset() {
                Offset::Offset(offset) => Some(offset),
                Offset::Beginning | Offset::End | Offset::Stored | Offset::Invalid | Offset::OffsetTail(_) => None,
            })
        };
        list.elements().iter().map(offset).collect()
    }

    /// Why a question has no answer. What the client has met meanwhile says more than that the time is over.
    fn error(&self, what: &'static str, within: Duration, error: &KafkaError) -> Error {
        self.look();
        let code = match error {
            KafkaError::Seek(words) => return self.failed(what, words),
            error => error.rdkafka_error_code().unwrap_or(Code::Fail),
        };
        match code {
            Code::OperationTimedOut
            | Code::BrokerTransportFailure
            | Code::WaitingForCoordinator
            | Code::AllBrokersDown => {
                let met = self.handle.recorder().take_trouble();
                met.map_or(Error::NoAnswer { within }, Error::Trouble)
            }
            code => self.trouble(code).into(),
        }
    }

    fn trouble(&self, code: Code) -> super::Trouble {
        self.handle.recorder().trouble(code, &code.to_string(), -1)
    }

    fn failed(&self, what: &'static str, cause: &str) -> Error {
        Error::Failed { what, cause: avro_resolve::foreign::foreign(cause).into_owned() }
    }
}

impl Drop for Consumer {
    fn drop(&mut self) {
        // What the client answers within may still wait for ever, if it has left in that moment. Then it is left to itself.
        let (handle, (left, has_left)) = (Arc::clone(&self.handle), mpsc::channel());
        thread::spawn(move || {
            handle.leave();
            drop(handle);
            // Nobody may be waiting any more.
            let _ = left.send(());
        });
        let _ = has_left.recv_timeout(LEAVING + Duration::from_secs(1));
    }
}

impl fmt::Debug for Consumer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Consumer").field("topic", &self.topic).finish_non_exhaustive()
    }
}
