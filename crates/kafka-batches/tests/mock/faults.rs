//! Each fault is named, with its remedy.

use std::time::Duration;

use kafka_batches::{Batch, Consumer, Error, Event, Settings, Trouble};
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use crate::cluster::{cluster, settings};
use crate::reading::{SOON, event, produce};

fn trouble(consumer: &mut Consumer) -> Trouble {
    let found = event(consumer, &mut Batch::with_capacity(8), |event| matches!(event, Event::Trouble(_)));
    if let Event::Trouble(trouble) = found { trouble } else { unreachable!() }
}

#[test]
fn nobody_listens() {
    let settings = Settings::new("127.0.0.1:9");
    let consumer = Consumer::alone(&settings, "lines").expect("good settings");
    let Err(error) = consumer.partitions(Duration::from_millis(1500)) else { panic!("nobody answers") };
    assert!(matches!(error, Error::Trouble(Trouble::Unreachable { .. })), "{error}");
    assert!(error.to_string().contains("Connection refused"), "{error}");
}

#[test]
fn a_topic_is_missing() {
    let cluster = cluster(1);
    let mut settings = settings(&cluster);
    settings.set("allow.auto.create.topics", "false").expect("there is one");
    cluster.topic_error("none", RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART).expect("it makes one");
    let consumer = Consumer::alone(&settings, "none").expect("good settings");
    let error = consumer.partitions(SOON).expect_err("it is missing");
    assert_eq!(error.to_string(), "there is no topic none; check its name, or create it");
}

#[test]
fn an_offset_is_out_of_range() {
    let cluster = cluster(1);
    let settings = settings(&cluster);
    produce(&settings, "lines", ["one"]);
    let mut consumer = Consumer::alone(&settings, "lines").expect("good settings");
    consumer.start(&[(0, 700)]).expect("it is there");
    assert_eq!(trouble(&mut consumer), Trouble::OutOfRange { partition: 0 });
}

#[test]
fn access_is_denied() {
    let cluster = cluster(1);
    cluster.request_errors(
        RDKafkaApiKey::FindCoordinator,
        &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED; 3],
    );
    let mut consumer = Consumer::join(&settings(&cluster), "group", "lines").expect("good settings");
    let trouble = trouble(&mut consumer);
    assert!(matches!(trouble, Trouble::Authorization { .. }), "{trouble}");
    assert!(!trouble.goes_on());
}
