//! Makes topics, and changes what is in them, as those do who run Kafka.

#![allow(dead_code)] // each test uses a part

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};
use std::time::Duration;

use kafka_batches::rdkafka::admin::{AdminClient, AdminOptions, NewPartitions, NewTopic, TopicReplication};
use kafka_batches::rdkafka::client::DefaultClientContext;
use kafka_batches::rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use kafka_batches::rdkafka::error::KafkaError;
use kafka_batches::rdkafka::message::Message;
use kafka_batches::rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use kafka_batches::rdkafka::{ClientConfig, Offset, TopicPartitionList};

const SOON: Duration = Duration::from_secs(30);

/// A topic of a test.
pub struct Topic {
    brokers: String,
    pub name: String,
}

impl Topic {
    /// A new one.
    pub fn new(brokers: &str, name: &str, partitions: i32) -> Topic {
        Topic::with(brokers, name, partitions, &[])
    }

    /// A new one with settings of its own.
    pub fn with(brokers: &str, name: &str, partitions: i32, settings: &[(&str, &str)]) -> Topic {
        let topic = NewTopic::new(name, partitions, TopicReplication::Fixed(1));
        let topic = settings.iter().fold(topic, |topic, (key, value)| topic.set(key, value));
        let made = wait(admin(brokers).create_topics([&topic], &options()));
        assert_eq!(made.expect("the broker answers"), [Ok(name.to_owned())]);
        Topic { brokers: brokers.to_owned(), name: name.to_owned() }
    }

    /// It has so many partitions from now on.
    pub fn grow(&self, partitions: usize) {
        let grown =
            wait(admin(&self.brokers).create_partitions([&NewPartitions::new(&self.name, partitions)], &options()));
        assert_eq!(grown.expect("the broker answers"), [Ok(self.name.clone())]);
    }

    /// Its messages before an offset are deleted.
    pub fn delete_before(&self, partition: i32, offset: i64) {
        let deleted = wait(admin(&self.brokers).delete_records(&self.list([(partition, offset)]), &options()));
        deleted.expect("the broker answers").elements()[0].error().expect("it can be deleted");
    }

    /// It is deleted.
    pub fn delete(&self) {
        let deleted = wait(admin(&self.brokers).delete_topics(&[&self.name], &options()));
        assert_eq!(deleted.expect("the broker answers"), [Ok(self.name.clone())]);
    }

    /// Writes messages, each to its partition, with settings of a producer.
    pub fn write<V: AsRef<[u8]>>(&self, settings: &[(&str, &str)], messages: impl IntoIterator<Item = (i32, V)>) {
        // Each once, also where a broker is slow to answer.
        let settings = [&[("enable.idempotence", "true")], settings].concat();
        let producer: BaseProducer = self.config(&settings).create().expect("good settings");
        for (partition, value) in messages {
            let mut record = BaseRecord::<[u8], [u8]>::to(&self.name).partition(partition).payload(value.as_ref());
            while let Err((_, back)) = producer.send(record) {
                producer.poll(Duration::from_millis(5));
                record = back;
            }
        }
        producer.flush(SOON).expect("the broker takes them");
    }

    /// Writes a message that has a key and no value.
    pub fn tombstone(&self, partition: i32, key: &str) {
        let producer: BaseProducer = self.config(&[]).create().expect("good settings");
        let record = BaseRecord::<str, [u8]>::to(&self.name).partition(partition).key(key);
        producer.send(record).map_err(|(error, _)| error).expect("there is room");
        producer.flush(SOON).expect("the broker takes it");
    }

    /// Writes values to the first partition in transactions: whether each is committed, and what it has.
    pub fn write_transactions(&self, transactions: &[(bool, &[&str])]) {
        let settings = [("transactional.id", self.name.as_str())];
        let producer: BaseProducer = self.config(&settings).create().expect("good settings");
        producer.init_transactions(SOON).expect("the broker answers");
        for (is_committed, values) in transactions {
            producer.begin_transaction().expect("there is none");
            for value in *values {
                let record = BaseRecord::<[u8], str>::to(&self.name).partition(0).payload(value);
                producer.send(record).map_err(|(error, _)| error).expect("there is room");
            }
            producer.flush(SOON).expect("the broker takes them");
            let ended =
                if *is_committed { producer.commit_transaction(SOON) } else { producer.abort_transaction(SOON) };
            ended.expect("the broker answers");
        }
    }

    /// What a group has committed.
    pub fn committed(&self, group: &str, partitions: i32) -> Vec<Option<i64>> {
        let consumer: BaseConsumer = self.config(&[("group.id", group)]).create().expect("good settings");
        let mut list = TopicPartitionList::new();
        list.add_partition_range(&self.name, 0, partitions - 1);
        let committed = consumer.committed_offsets(list, SOON).expect("the broker answers");
        let offset = |offset| if let Offset::Offset(offset) = offset { Some(offset) } else { None };
        committed.elements().iter().map(|element| offset(element.offset())).collect()
    }

    /// Commits offsets for a group without members.
    pub fn commit(&self, group: &str, positions: &[(i32, i64)]) {
        let consumer: BaseConsumer = self.config(&[("group.id", group)]).create().expect("good settings");
        let mut list = TopicPartitionList::new();
        for (partition, offset) in positions {
            list.add_partition_offset(&self.name, *partition, Offset::Offset(*offset)).expect("an offset");
        }
        consumer.commit(&list, CommitMode::Sync).expect("the broker answers");
    }

    /// The keys and values of all messages of the first partition, as text.
    pub fn read_all(&self) -> Vec<(String, String)> {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        self.read_both().into_iter().map(|(key, value)| (text(key), text(value))).collect()
    }

    /// The values of all messages of the first partition.
    pub fn read_bytes(&self) -> Vec<Vec<u8>> {
        self.read_both().into_iter().map(|(_, value)| value).collect()
    }

    fn read_both(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let settings = [("group.id", "reads-all"), ("enable.partition.eof", "true"), ("enable.auto.commit", "false")];
        let consumer: BaseConsumer = self.config(&settings).create().expect("good settings");
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(&self.name, 0, Offset::Beginning).expect("an offset");
        consumer.assign(&list).expect("there is one");
        let mut found = Vec::new();
        loop {
            match consumer.poll(SOON).expect("the broker answers") {
                Ok(message) => {
                    let bytes = |bytes: Option<&[u8]>| bytes.unwrap_or_default().to_vec();
                    found.push((bytes(message.key()), bytes(message.payload())));
                }
                Err(KafkaError::PartitionEOF(_)) => return found,
                Err(error) => panic!("{error}"),
            }
        }
    }

    fn config(&self, settings: &[(&str, &str)]) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.brokers);
        settings.iter().fold(&mut config, |config, (key, value)| config.set(*key, *value)).clone()
    }

    fn list<const N: usize>(&self, positions: [(i32, i64); N]) -> TopicPartitionList {
        let mut list = TopicPartitionList::new();
        for (partition, offset) in positions {
            list.add_partition_offset(&self.name, partition, Offset::Offset(offset)).expect("an offset");
        }
        list
    }
}

fn admin(brokers: &str) -> AdminClient<DefaultClientContext> {
    ClientConfig::new().set("bootstrap.servers", brokers).create().expect("good settings")
}

fn options() -> AdminOptions {
    AdminOptions::new().operation_timeout(Some(SOON))
}

/// What comes of it, for which this thread waits.
fn wait<T>(future: impl Future<Output = T>) -> T {
    struct Waker(Thread);
    impl Wake for Waker {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Waker(thread::current())).into();
    let (mut context, mut future) = (Context::from_waker(&waker), pin!(future));
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
