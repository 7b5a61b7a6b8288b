//! What a group asks comes as events, and commits say what became of them.

use std::time::{Duration, Instant};

use kafka_batches::{Batch, CommitFault, Consumer, Event};
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use crate::cluster::{cluster, settings};
use crate::reading::{SOON, assigned, event, produce, read};

#[test]
fn a_member_reads_and_commits() {
    let cluster = cluster(2);
    let settings = settings(&cluster);
    produce(&settings, "lines", (0..100).map(|line| line.to_string()));
    let mut batch = Batch::with_capacity(64);
    let mut member = Consumer::join(&settings, "group", "lines").expect("good settings");
    assert_eq!(assigned(&mut member, &mut batch), [0, 1]);
    assert_eq!(read(&mut member, &mut batch, 2).len(), 100);
    assert_eq!(member.committed(&[0, 1], SOON).expect("there is a broker"), [None, None]);
    member.commit(&[(1, 7)], SOON).expect("it is a member");
    assert_eq!(member.committed(&[0, 1], SOON).expect("there is a broker"), [None, Some(7)]);
}

#[test]
fn whoever_has_not_answered_can_leave() {
    let cluster = cluster(1);
    let settings = settings(&cluster);
    let mut batch = Batch::with_capacity(1);
    let mut consumer = Consumer::join(&settings, "group", "lines").expect("good settings");
    event(&mut consumer, &mut batch, |event| matches!(event, Event::Assigned(_)));
    let start = Instant::now();
    drop(consumer);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn a_commit_says_that_the_group_has_moved_on() {
    let cluster = cluster(1);
    let settings = settings(&cluster);
    let mut batch = Batch::with_capacity(1);
    let mut consumer = Consumer::join(&settings, "group", "lines").expect("good settings");
    assigned(&mut consumer, &mut batch);
    for error in [
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS,
    ] {
        cluster.request_errors(RDKafkaApiKey::OffsetCommit, &[error]);
        let result = consumer.commit(&[(0, 1)], SOON);
        assert!(matches!(result, Err(CommitFault::MovedOn(_))), "{error:?}: {result:?}");
    }
    cluster
        .request_errors(RDKafkaApiKey::OffsetCommit, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED]);
    let Err(CommitFault::Other(error)) = consumer.commit(&[(0, 1)], SOON) else { panic!("it is refused") };
    assert!(error.to_string().starts_with("access denied"), "{error}");
}

#[test]
fn a_commit_without_an_answer_ends_in_time_and_nothing_hangs() {
    let cluster = cluster(1);
    let settings = settings(&cluster);
    let mut batch = Batch::with_capacity(1);
    let mut consumer = Consumer::join(&settings, "group", "lines").expect("good settings");
    assigned(&mut consumer, &mut batch);
    cluster.broker_round_trip_time(1, Duration::from_secs(12)).expect("there is one");
    let start = Instant::now();
    let result = consumer.commit(&[(0, 1)], Duration::from_millis(200));
    assert!(matches!(result, Err(CommitFault::Late(_))), "{result:?}");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    let start = Instant::now();
    drop(consumer);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}
