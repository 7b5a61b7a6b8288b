//! The topic that the page about streams reads.

use std::fs;
use std::path::Path;

use super::package;
use crate::kafka::{Broker, Port};
use crate::topics::Topic;

/// What the page calls the broker.
const SHOWN: &str = "kafka.example.com:9092";

/// A broker for a page, if it reads one: with the lines of the sample log that are good, by turns in four partitions.
pub fn broker_of(page: &Path) -> Option<String> {
    (page.to_str() == Some("docs/streams.md")).then(|| {
        let address = Broker::shared().address(Port::Plain);
        let log = fs::read_to_string(package().join("examples/logs/sample.log")).expect("a file of this package");
        let good = log.lines().filter(|line| line.starts_with("20") && movie_logs::line::parse(line).is_ok());
        Topic::new(&address, "views", 4).write(&[], good.zip(0..).map(|(line, number)| (number % 4, line.to_owned())));
        Topic::new(&address, "events", 1);
        address
    })
}

/// A text with what the page calls the broker in place of its address.
pub fn as_shown(broker: Option<&str>, text: String) -> String {
    match broker {
        Some(address) => text.replace(address, SHOWN),
        None => text,
    }
}
