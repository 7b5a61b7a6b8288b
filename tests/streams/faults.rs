//! Each fault at the brokers is named with its cause and remedy, and no secret is shown.

use std::time::{Duration, Instant};

use kafka_batches::{Batch, Consumer, Event, Producer, Settings, Trouble};

use crate::kafka::{Broker, Port, USER};
use crate::reading::{SOON, assigned, event, read};
use crate::topics::Topic;

/// How a client comes to a port: the protocol, and settings.
fn settings(broker: &Broker, port: Port, protocol: &str, more: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::new(&broker.address(port));
    for (key, value) in [("security.protocol", protocol)].iter().chain(more) {
        let value = if value.ends_with(".pem") { broker.file(value) } else { (*value).to_owned() };
        settings.set(key, &value).expect("there is one");
    }
    settings
}

const CA: (&str, &str) = ("ssl.ca.location", "ca.pem");
const CLIENT: [(&str, &str); 3] =
    [CA, ("ssl.certificate.location", "client.pem"), ("ssl.key.location", "client-key.pem")];

fn password(mechanism: &'static str, password: &'static str) -> [(&'static str, &'static str); 4] {
    [CA, ("sasl.mechanism", mechanism), ("sasl.username", USER[0]), ("sasl.password", password)]
}

#[test]
fn each_way_in_leads_to_the_topic() {
    let broker = Broker::shared();
    let topic = Topic::new(&broker.address(Port::Plain), "ways", 1);
    topic.write(&[], [(0, "line")]);
    let ways = [
        (Port::Plain, "plaintext", &[][..]),
        (Port::Tls, "ssl", &[CA]),
        (Port::Mutual, "ssl", &CLIENT),
        (Port::Password, "sasl_plaintext", &password("PLAIN", USER[1])[1..]),
        (Port::Password, "sasl_plaintext", &password("SCRAM-SHA-256", USER[1])[1..]),
        (Port::Both, "sasl_ssl", &password("PLAIN", USER[1])),
        (Port::Both, "sasl_ssl", &password("SCRAM-SHA-512", USER[1])),
    ];
    for (port, protocol, more) in ways {
        let settings = settings(broker, port, protocol, more);
        let mut producer = Producer::new(&settings).expect("good settings");
        producer.send("ways", None, Some(b"line")).expect("there is room");
        producer.flush(SOON).unwrap_or_else(|error| panic!("{port:?}: {error}"));
        let mut consumer = Consumer::alone(&settings, "ways").expect("good settings");
        consumer.partitions(SOON).unwrap_or_else(|error| panic!("{port:?}: {error}"));
        consumer.start(&[(0, 0)]).expect("it is there");
        assert!(!read(&mut consumer, &mut Batch::with_capacity(10), 1).is_empty());
    }
}

#[test]
fn who_cannot_come_in_is_told_why() {
    let broker = Broker::shared();
    let topic = Topic::new(&broker.address(Port::Plain), "closed", 1);
    let refused = [
        ("wrong authority", Port::Tls, "ssl", &[("ssl.ca.location", "other-ca.pem")][..]),
        ("no certificate", Port::Mutual, "ssl", &[CA]),
        (
            "certificate of another authority",
            Port::Mutual,
            "ssl",
            &[CA, ("ssl.certificate.location", "other-client.pem"), ("ssl.key.location", "other-client-key.pem")],
        ),
        ("wrong password", Port::Password, "sasl_plaintext", &password("PLAIN", "hunter2")[1..]),
        ("wrong password", Port::Both, "sasl_ssl", &password("SCRAM-SHA-256", "hunter2")),
        ("plain text to TLS", Port::Tls, "plaintext", &[]),
        ("TLS to plain text", Port::Plain, "ssl", &[CA]),
        ("no password", Port::Password, "plaintext", &[]),
    ];
    let mut messages = String::new();
    for (what, port, protocol, more) in refused {
        let settings = settings(broker, port, protocol, more);
        let consumer = Consumer::alone(&settings, &topic.name).expect("good settings");
        let error = cause(&consumer.partitions(Duration::from_secs(4)).expect_err("it is refused").to_string());
        let mut producer = Producer::new(&settings).expect("good settings");
        producer.send(&topic.name, None, Some(b"line")).expect("there is room");
        let undelivered = producer.flush(Duration::from_secs(4)).expect_err("it is refused").to_string();
        let undelivered = undelivered.strip_prefix("1 message was not delivered: ").expect(&undelivered);
        assert_eq!(cause(undelivered), error);
        messages += &format!("{what} ({port:?}, {protocol}): {error}\n");
    }
    assert!(!messages.contains("hunter2"), "{messages}");
    insta::assert_snapshot!(plain(broker, &messages));
}

/// A message without its cause, where that depends on which end is faster to hang up.
fn cause(message: &str) -> String {
    let (fault, cause) = message.split_once(": ").expect("it has a cause");
    let (_, remedy) = cause.split_once("; ").expect("it has a remedy");
    if fault == "the brokers cannot be reached" { format!("{fault}: …; {remedy}") } else { message.to_owned() }
}

/// With names in place of addresses.
fn plain(broker: &Broker, messages: &str) -> String {
    let ports = [Port::Plain, Port::Tls, Port::Mutual, Port::Password, Port::Both];
    ports.iter().fold(messages.to_owned(), |text, port| {
        text.replace(&broker.address(*port), &format!("{port:?}.example").to_lowercase())
    })
}

#[test]
fn a_topic_is_missing_for_members_and_writers() {
    let mut settings = Settings::new(&Broker::shared().address(Port::Plain));
    // A topic may be so new that not every broker knows it; that is waited for.
    settings.set("topic.metadata.propagation.max.ms", "1000").expect("there is one");
    let mut member = Consumer::join(&settings, "missing", "missing").expect("good settings");
    let missing = Trouble::NoTopic { topic: "missing".to_owned() };
    event(&mut member, &mut Batch::with_capacity(1), |event| *event == Event::Trouble(missing.clone()));
    let error = member.partitions(SOON).expect_err("it is missing").to_string();
    assert_eq!(error, missing.to_string());
    let mut producer = Producer::new(&settings).expect("good settings");
    producer.send("missing", None, Some(b"line")).expect("there is room");
    let error = producer.flush(3 * SOON).expect_err("it is missing").to_string();
    assert_eq!(error, format!("1 message was not delivered: {missing}"));
}

#[test]
fn what_retention_has_deleted_is_out_of_range() {
    let address = Broker::shared().address(Port::Plain);
    let topic = Topic::new(&address, "deleted", 2);
    topic.write(&[], (0..20).map(|line| (line % 2, line.to_string())));
    topic.delete_before(1, 6);
    let settings = Settings::new(&address);
    let mut batch = Batch::with_capacity(10);
    let mut member = Consumer::join(&settings, "deleted", "deleted").expect("good settings");
    assigned(&mut member, &mut batch);
    let (end, mut offsets) = (Instant::now() + SOON, Vec::new());
    while offsets.len() < 4 {
        assert!(Instant::now() < end, "{offsets:?}");
        match member.next(&mut batch, Duration::from_millis(50)) {
            Event::Messages => {
                let of_second = batch.iter().filter(|message| message.partition == 1);
                offsets.extend(of_second.map(|message| message.offset));
            }
            // It may come twice, and each time the partition has to be set going again.
            Event::Trouble(trouble) => {
                assert_eq!(trouble, Trouble::OutOfRange { partition: 1 });
                assert_eq!(member.watermarks(1, SOON).expect("it answers"), 6..10);
                member.seek(1, 6, SOON).expect("it is read");
            }
            Event::Nothing | Event::End { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(offsets, [6, 7, 8, 9]);
}
