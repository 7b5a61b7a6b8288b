//! The arguments that name a topic, and how to reach its brokers.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use jiff::Timestamp;
use jiff::civil::Date;

#[derive(Args, Debug)]
pub(crate) struct TopicArgs {
    /// Read the messages of a topic instead of files: the brokers, as host:port, with commas between
    #[arg(long, value_name = "BROKERS", requires = "topic")]
    pub(crate) kafka: Option<String>,
    /// The topic
    #[arg(long, requires = "kafka", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) topic: Option<String>,
    /// Where to start in partitions where nothing says it: earliest, latest, a time such as 2024-03-08T23:06:09Z, or a file
    /// with lines such as "3 1000": a partition and an offset [default: earliest]
    #[arg(long, value_name = "PLACE", requires = "kafka")]
    pub(crate) from: Option<StartPlace>,
}

#[derive(Args, Debug)]
pub(crate) struct OutputTopicArgs {
    /// Send messages to a topic instead of writing files: the brokers, as host:port, with commas between
    #[arg(long, value_name = "BROKERS", requires = "out_topic")]
    pub(crate) kafka_out: Option<String>,
    /// The topic to send to
    #[arg(long, value_name = "TOPIC", requires = "kafka_out", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) out_topic: Option<String>,
    /// With --messages confluent or glue, the id of the schema of an event type: movie_watches=17; given for each of them. An id that
    /// `avrocheck registry pull` wrote beside the schemas need not be given
    #[arg(long, value_name = "EVENTS=ID", requires = "kafka_out")]
    pub(crate) event_id: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct KafkaSettings {
    /// A setting of librdkafka, such as security.protocol=SSL; may be given several times. Secrets belong into a file
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) kafka_set: Vec<String>,
    /// A file of such settings, one on each line
    #[arg(long, value_name = "FILE")]
    pub(crate) kafka_config: Option<PathBuf>,
}

/// Where to start in a partition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum StartPlace {
    Earliest,
    Latest,
    /// With the first message of this time or later.
    Time(Timestamp),
    /// As the file says.
    File(PathBuf),
}

impl FromStr for StartPlace {
    type Err = String;

    fn from_str(text: &str) -> Result<StartPlace, String> {
        Ok(match text {
            "earliest" => StartPlace::Earliest,
            "latest" => StartPlace::Latest,
            _ => match (text.parse::<Timestamp>(), text.parse::<Date>()) {
                (Ok(time), _) => StartPlace::Time(time),
                (Err(_), Ok(day)) => {
                    let midnight = day.to_zoned(jiff::tz::TimeZone::UTC);
                    StartPlace::Time(midnight.map_err(|error| error.to_string())?.timestamp())
                }
                (Err(_), Err(_)) => StartPlace::File(PathBuf::from(text)),
            },
        })
    }
}
