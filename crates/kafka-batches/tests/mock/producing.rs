//! Messages arrive once and in order, or it is said that they did not.

use std::time::Duration;

use kafka_batches::{Batch, Consumer, Error, Producer, Settings};

use crate::cluster::{cluster, settings};
use crate::reading::{SOON, produce, read};

#[test]
fn more_messages_than_there_is_room_for_arrive_in_order() {
    let cluster = cluster(1);
    let mut settings = settings(&cluster);
    settings.set("queue.buffering.max.messages", "10").expect("there is one");
    produce(&settings, "lines", (0..2000).map(|line| line.to_string()));
    let mut consumer = Consumer::alone(&settings, "lines").expect("good settings");
    consumer.start(&[(0, 0)]).expect("it is there");
    let read = read(&mut consumer, &mut Batch::with_capacity(300), 1);
    assert_eq!(read, (0..2000).map(|line| (0, line, line.to_string().into_bytes())).collect::<Vec<_>>());
}

#[test]
fn messages_that_did_not_arrive_are_counted() {
    let mut producer = Producer::new(&Settings::new("127.0.0.1:9")).expect("good settings");
    for _ in 0..3 {
        producer.send("lines", None, Some(b"line")).expect("there is room");
    }
    let error = producer.flush(Duration::from_millis(1500)).expect_err("nobody listens").to_string();
    assert!(error.starts_with("3 messages were not delivered: the brokers cannot be reached"), "{error}");
}

#[test]
fn a_message_is_too_large() {
    let cluster = cluster(1);
    let mut producer = Producer::new(&settings(&cluster)).expect("good settings");
    let error = producer.send("lines", None, Some(&vec![0; 1 << 20])).expect_err("the limit is a million");
    assert_eq!(error, Error::TooLarge { bytes: 1 << 20 });
    producer.flush(SOON).expect("nothing is under way");
}
