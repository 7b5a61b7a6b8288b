//! All kinds of messages are read as they were written.

use kafka_batches::{Batch, Consumer, Event, Settings};

use crate::kafka::{Broker, Port};
use crate::reading::{SOON, event, read};
use crate::topics::Topic;

/// A reader of all partitions of a topic, from the beginning.
fn reader(address: &str, name: &str, partitions: i32) -> Consumer {
    let mut consumer = Consumer::alone(&Settings::new(address), name).expect("good settings");
    assert_eq!(consumer.partitions(SOON).expect("it answers").len(), partitions as usize);
    consumer.start(&(0..partitions).map(|partition| (partition, 0)).collect::<Vec<_>>()).expect("they are there");
    consumer
}

#[test]
fn messages_come_whatever_they_are_compressed_with() {
    let address = Broker::shared().address(Port::Plain);
    let codecs = ["none", "gzip", "snappy", "lz4", "zstd"];
    let topic = Topic::new(&address, "codecs", 5);
    for (partition, codec) in (0..).zip(codecs) {
        topic.write(
            &[("compression.type", codec), ("linger.ms", "50")],
            (0..500).map(|line| (partition, format!("{codec} {line}"))),
        );
    }
    let found = read(&mut reader(&address, "codecs", 5), &mut Batch::with_capacity(300), 5);
    assert_eq!(found.len(), 2500);
    for (partition, offset, value) in found {
        assert_eq!(String::from_utf8_lossy(&value), format!("{} {offset}", codecs[partition as usize]));
    }
}

#[test]
fn what_a_transaction_has_taken_back_is_not_seen() {
    let address = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&address, "transactions", 1);
    topic.write_transactions(&[(true, &["a", "b"]), (false, &["never"]), (true, &["c"]), (false, &["nor this"])]);
    let mut consumer = reader(&address, "transactions", 1);
    let mut batch = Batch::with_capacity(10);
    let (mut found, mut end) = (Vec::new(), None);
    while end.is_none() {
        match consumer.next(&mut batch, SOON) {
            Event::Messages => {
                found.extend(batch.iter().map(|message| (message.offset, message.value.map(<[u8]>::to_vec))))
            }
            Event::End { offset, .. } => end = Some(offset),
            other => panic!("{other:?}"),
        }
    }
    // Each transaction ends with a mark of its own.
    let value = |text: &str| Some(text.as_bytes().to_vec());
    assert_eq!(found, [(0, value("a")), (1, value("b")), (5, value("c"))]);
    assert_eq!(consumer.watermarks(0, SOON).expect("it answers"), 0..9);
    assert_eq!(end, Some(9));
}

#[test]
fn large_messages_come_whole() {
    let address = Broker::shared().address(Port::Plain);
    let topic = Topic::with(&address, "large", 1, &[("max.message.bytes", "20000000")]);
    let large = |byte, megabytes: usize| (0, vec![byte; megabytes << 20]);
    let limit = ("message.max.bytes", "20000000");
    topic.write(&[limit], [large(b'a', 1), large(b'b', 9), large(b'c', 3)]);
    topic.write(&[limit, ("compression.type", "zstd")], [large(b'd', 9)]);
    let found = read(&mut reader(&address, "large", 1), &mut Batch::with_capacity(10), 1);
    let sizes: Vec<(u8, usize)> = found.iter().map(|(_, _, value)| (value[0], value.len() >> 20)).collect();
    assert_eq!(sizes, [(b'a', 1), (b'b', 9), (b'c', 3), (b'd', 9)]);
}

#[test]
fn a_time_is_an_offset() {
    let address = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&address, "times", 2);
    topic.write(&[], [(0, "old"), (1, "old")]);
    std::thread::sleep(std::time::Duration::from_millis(50));
    topic.write(&[], [(0, "new")]);
    let mut consumer = reader(&address, "times", 2);
    let mut batch = Batch::with_capacity(10);
    let mut newest = 0;
    while newest == 0 {
        event(&mut consumer, &mut batch, |event| *event == Event::Messages);
        newest = batch
            .iter()
            .filter(|message| message.offset == 1)
            .filter_map(|message| message.timestamp_ms)
            .max()
            .unwrap_or(0);
    }
    assert_eq!(consumer.offsets_at(&[0, 1], newest, SOON).expect("it answers"), [Some(1), None]);
    assert_eq!(consumer.offsets_at(&[1, 0], 0, SOON).expect("it answers"), [Some(0), Some(0)]);
}
