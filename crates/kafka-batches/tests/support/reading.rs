//! How tests read and write topics.

#![allow(dead_code)] // each test uses a part

use std::time::{Duration, Instant};

use kafka_batches::{Batch, Consumer, Event, Producer, Settings};

/// Long enough for a machine that is busy.
pub const SOON: Duration = Duration::from_secs(20);

/// Writes messages with these values, each with its index as key.
pub fn produce(settings: &Settings, topic: &str, values: impl IntoIterator<Item = impl AsRef<[u8]>>) {
    let mut producer = Producer::new(settings).expect("good settings");
    for (index, value) in values.into_iter().enumerate() {
        producer.send(topic, Some(index.to_string().as_bytes()), Some(value.as_ref())).expect("there is room");
    }
    producer.flush(SOON).expect("the broker takes them");
}

/// Waits for an event that is none of those that come in between.
pub fn event(consumer: &mut Consumer, batch: &mut Batch, is_meant: impl Fn(&Event) -> bool) -> Event {
    let end = Instant::now() + SOON;
    while Instant::now() < end {
        let event = consumer.next(batch, Duration::from_millis(50));
        if is_meant(&event) {
            return event;
        }
    }
    panic!("it did not come")
}

/// Waits until the group gives partitions, which are then read from their beginnings.
pub fn assigned(consumer: &mut Consumer, batch: &mut Batch) -> Vec<i32> {
    let Event::Assigned(partitions) = event(consumer, batch, |event| matches!(event, Event::Assigned(_))) else {
        unreachable!()
    };
    consumer
        .start(&partitions.iter().map(|partition| (*partition, 0)).collect::<Vec<_>>())
        .expect("the answer is asked for");
    partitions
}

/// Reads until `ends` partitions are at their ends: partition, offset and value of each message.
pub fn read(consumer: &mut Consumer, batch: &mut Batch, mut ends: usize) -> Vec<(i32, i64, Vec<u8>)> {
    let (end, mut read) = (Instant::now() + SOON, Vec::new());
    while ends > 0 {
        assert!(Instant::now() < end, "{ends} ends are missing after {} messages", read.len());
        match consumer.next(batch, Duration::from_millis(50)) {
            Event::Messages => read.extend(
                batch
                    .iter()
                    .map(|message| (message.partition, message.offset, message.value.expect("it has one").to_vec())),
            ),
            Event::End { .. } => ends -= 1,
            Event::Nothing => {}
            other => panic!("{other:?}"),
        }
    }
    read
}
