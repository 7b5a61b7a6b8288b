//! Brokers go away and come back, and topics, too.

use std::time::{Duration, Instant};

use kafka_batches::{Batch, CommitFault, Consumer, Event, Settings, Trouble};

use crate::kafka::{Broker, Port};
use crate::reading::{SOON, assigned, event, read};
use crate::topics::Topic;

#[test]
fn a_member_goes_on_when_the_broker_comes_back() {
    let mut broker = Broker::start();
    let address = broker.address(Port::Plain);
    let topic = Topic::new(&address, "comes-back", 1);
    topic.write(&[], [(0, "before")]);
    let mut batch = Batch::with_capacity(10);
    let mut member = Consumer::join(&Settings::new(&address), "group", "comes-back").expect("good settings");
    assigned(&mut member, &mut batch);
    assert_eq!(read(&mut member, &mut batch, 1).len(), 1);
    broker.kill();
    let trouble = event(&mut member, &mut batch, |event| matches!(event, Event::Trouble(_)));
    assert!(matches!(&trouble, Event::Trouble(Trouble::Unreachable { .. })), "{trouble:?}");
    let start = Instant::now();
    let fault = member.commit(&[(0, 1)], Duration::from_secs(1)).expect_err("nobody answers");
    assert!(matches!(fault, CommitFault::Late(_)) && start.elapsed() < Duration::from_secs(3), "{fault:?}");
    broker.restart();
    topic.write(&[], [(0, "after")]);
    let end = Instant::now() + 3 * SOON;
    let mut found = Vec::new();
    while found != ["after"] {
        assert!(Instant::now() < end, "{found:?}");
        match member.next(&mut batch, Duration::from_secs(1)) {
            Event::Messages => found.extend(
                batch.iter().map(|message| String::from_utf8_lossy(message.value.expect("it has one")).into_owned()),
            ),
            Event::Revoked { partitions, .. } => member.release(&partitions).expect("asked"),
            Event::Assigned(_) => member.start(&[(0, 1)]).expect("asked"),
            Event::Trouble(trouble) => assert!(trouble.goes_on(), "{trouble}"),
            Event::Nothing | Event::End { .. } => {}
        }
    }
    let end = Instant::now() + 3 * SOON;
    while let Err(fault) = member.commit(&[(0, 2)], SOON) {
        assert!(Instant::now() < end, "{fault}");
        drop(member.next(&mut batch, Duration::from_millis(100)));
    }
    assert_eq!(topic.committed("group", 1), [Some(2)]);
}

#[test]
fn a_member_leaves_although_the_broker_is_gone() {
    let mut broker = Broker::start();
    let address = broker.address(Port::Plain);
    Topic::new(&address, "gone", 1);
    let mut member = Consumer::join(&Settings::new(&address), "group", "gone").expect("good settings");
    let mut batch = Batch::with_capacity(10);
    assigned(&mut member, &mut batch);
    broker.kill();
    drop(member.commit(&[(0, 0)], Duration::from_millis(100)));
    let start = Instant::now();
    drop(member);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn a_broker_that_comes_later_is_found() {
    let mut broker = Broker::start();
    let address = broker.address(Port::Plain);
    Topic::new(&address, "later", 1).write(&[], [(0, "line")]);
    broker.kill();
    let mut member = Consumer::join(&Settings::new(&address), "group", "later").expect("good settings");
    let mut batch = Batch::with_capacity(10);
    event(&mut member, &mut batch, |event| matches!(event, Event::Trouble(Trouble::Unreachable { .. })));
    broker.restart();
    event(&mut member, &mut batch, |event| *event == Event::Assigned(vec![0]));
    member.start(&[(0, 0)]).expect("asked");
    event(&mut member, &mut batch, |event| *event == Event::Messages);
}

#[test]
fn a_topic_that_is_deleted_is_named() {
    let address = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&address, "short-lived", 1);
    let mut settings = Settings::new(&address);
    settings.set("topic.metadata.refresh.interval.ms", "500").expect("there is one");
    settings.set("topic.metadata.propagation.max.ms", "500").expect("there is one");
    let mut consumer = Consumer::join(&settings, "group", "short-lived").expect("good settings");
    let mut batch = Batch::with_capacity(10);
    assigned(&mut consumer, &mut batch);
    event(&mut consumer, &mut batch, |event| matches!(event, Event::End { .. }));
    topic.delete();
    let missing = Trouble::NoTopic { topic: "short-lived".to_owned() };
    event(&mut consumer, &mut batch, |event| *event == Event::Trouble(missing.clone()));
}
