//! Messages come once, in order, with what they were written with.

use std::time::{Duration, Instant};

use kafka_batches::{Batch, Consumer, Event, Message, Producer};

use crate::cluster::{cluster, settings};
use crate::reading::{SOON, event, produce, read};

#[test]
fn a_topic_is_read_without_a_group() {
    let cluster = cluster(2);
    let settings = settings(&cluster);
    produce(&settings, "lines", (0..1000).map(|line| format!("line {line}")));
    let mut consumer = Consumer::alone(&settings, "lines").expect("good settings");
    let mut batch = Batch::with_capacity(64);
    let partitions = consumer.partitions(SOON).expect("there is a broker");
    assert_eq!(partitions, [0, 1]);
    consumer.start(&[(0, 0), (1, 0)]).expect("both are there");
    let messages = read(&mut consumer, &mut batch, 2);
    assert_eq!(messages.len(), 1000);
    for partition in partitions {
        let offsets: Vec<i64> =
            messages.iter().filter(|message| message.0 == partition).map(|message| message.1).collect();
        let range = consumer.watermarks(partition, SOON).expect("there is a broker");
        assert_eq!(offsets, range.collect::<Vec<_>>());
    }
    consumer.release(&[0]).expect("it is read");
}

#[test]
fn a_message_is_as_it_was_written() {
    let cluster = cluster(1);
    let settings = settings(&cluster);
    let mut producer = Producer::new(&settings).expect("good settings");
    let written =
        [(None, Some(&b"\0\xff"[..])), (Some(&b"key"[..]), None), (Some(b""), Some(b"")), (Some(b"k"), Some(b"v"))];
    for (key, value) in written {
        producer.send("lines", key, value).expect("there is room");
    }
    producer.flush(SOON).expect("the broker takes them");
    let mut consumer = Consumer::alone(&settings, "lines").expect("good settings");
    consumer.start(&[(0, 0)]).expect("it is there");
    let (mut batch, mut all) = (Batch::with_capacity(1), Vec::new());
    while all.len() < written.len() {
        event(&mut consumer, &mut batch, |event| *event == Event::Messages);
        for Message { partition, offset, timestamp_ms, key, value } in batch.iter() {
            assert!(partition == 0 && timestamp_ms > Some(1_700_000_000_000));
            all.push((offset, key.map(<[u8]>::to_vec), value.map(<[u8]>::to_vec)));
        }
    }
    let expected = written.map(|(key, value)| (key.map(<[u8]>::to_vec), value.map(<[u8]>::to_vec)));
    assert_eq!(all, (0..).zip(expected).map(|(offset, (key, value))| (offset, key, value)).collect::<Vec<_>>());
}

#[test]
fn after_a_seek_nothing_comes_that_was_read_ahead() {
    let cluster = cluster(1);
    let settings = settings(&cluster);
    produce(&settings, "lines", (0..5000).map(|line| line.to_string()));
    let mut consumer = Consumer::alone(&settings, "lines").expect("good settings");
    consumer.start(&[(0, 0)]).expect("it is there");
    let mut batch = Batch::with_capacity(10);
    for offset in [4000, 17, 2500, 2500, 0] {
        event(&mut consumer, &mut batch, |event| *event == Event::Messages);
        consumer.seek(0, offset, SOON).expect("it is read");
        event(&mut consumer, &mut batch, |event| *event == Event::Messages);
        let offsets: Vec<i64> = batch.iter().map(|message| message.offset).collect();
        assert_eq!(offsets, (offset..offset + 10).collect::<Vec<_>>());
    }
}

#[test]
fn a_batch_stays_when_its_consumer_is_gone() {
    let cluster = cluster(1);
    let settings = settings(&cluster);
    produce(&settings, "lines", ["first", "second"]);
    let mut consumer = Consumer::alone(&settings, "lines").expect("good settings");
    consumer.start(&[(0, 0)]).expect("it is there");
    let mut batch = Batch::with_capacity(10);
    event(&mut consumer, &mut batch, |event| *event == Event::Messages);
    drop(consumer);
    assert_eq!(batch.iter().next().and_then(|message| message.value), Some(&b"first"[..]));
    let other_thread = std::thread::spawn(move || drop(batch));
    other_thread.join().expect("nothing fails");
}

#[test]
fn waiting_ends_in_time() {
    let cluster = cluster(1);
    let mut consumer = Consumer::alone(&settings(&cluster), "lines").expect("good settings");
    let (mut batch, start) = (Batch::with_capacity(10), Instant::now());
    assert_eq!(consumer.next(&mut batch, Duration::from_millis(300)), Event::Nothing);
    assert!((Duration::from_millis(300)..Duration::from_secs(5)).contains(&start.elapsed()), "{:?}", start.elapsed());
}

#[test]
fn a_time_is_an_offset() {
    let cluster = cluster(1);
    let settings = settings(&cluster);
    produce(&settings, "lines", ["now"]);
    let consumer = Consumer::alone(&settings, "lines").expect("good settings");
    assert_eq!(consumer.offsets_at(&[0], i64::MAX / 2, SOON).expect("there is a broker"), [None]);
}
