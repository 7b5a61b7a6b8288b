//! The settings of a client, as librdkafka names them, and which of them are secrets.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use avro_resolve::foreign::foreign;
use rdkafka::ClientConfig;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;

use super::error::Error;

/// How to reach the brokers: the settings of librdkafka. `Debug` shows no passwords and keys.
///
/// ```
/// let mut settings = kafka_batches::Settings::new("localhost:9092");
/// settings.set("sasl.password", "hunter2")?;
/// assert!(!format!("{settings:?}").contains("hunter2"));
/// assert!(settings.set("fetch.min.bytes", "some").unwrap_err().to_string().contains("fetch.min.bytes"));
/// # Ok::<(), kafka_batches::Error>(())
/// ```
#[derive(Clone)]
pub struct Settings(BTreeMap<String, String>);

/// Settings that are not for users, and why.
const RESERVED: [(&str, &str); 15] = [
    ("bootstrap.servers", "the brokers are named elsewhere"),
    ("metadata.broker.list", "the brokers are named elsewhere"),
    ("group.id", "the group is named elsewhere"),
    ("enable.auto.commit", "an offset is committed when what was read is safe"),
    ("enable.auto.offset.store", "an offset is committed when what was read is safe"),
    ("auto.offset.reset", "messages are never skipped in silence"),
    ("enable.partition.eof", "the ends of partitions are always reported"),
    ("partition.assignment.strategy", "partitions come and go one by one, which is cooperative-sticky"),
    ("enable.idempotence", "each message is sent once and in order"),
    ("transactional.id", "messages are sent without transactions"),
    ("plugin.library.paths", "a setting must not load code"),
    ("ssl.engine.location", "a setting must not load code"),
    ("enabled_events", "this program chooses its events"),
    ("debug", "lines of librdkafka's log are not shown"),
    ("statistics.interval.ms", "statistics of librdkafka are not shown"),
];

impl Settings {
    /// The brokers are addresses, as `host:port`, with commas between.
    pub fn new(brokers: &str) -> Settings {
        let values = [
            ("bootstrap.servers", brokers),
            // Nothing about this program is sent but what the protocol needs.
            ("enable.metrics.push", "false"),
            ("log_level", "0"),
        ];
        Settings(values.map(|(key, value)| (key.to_owned(), value.to_owned())).into())
    }

    /// Sets one of librdkafka's settings. It is an error if librdkafka does not know it or its value, or if it is not for users.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        // Text of another form may have a password in it, and is not shown.
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
        {
            return Err(Error::NoProperty);
        }
        if let Some((_, reason)) = RESERVED.iter().find(|(reserved, _)| *reserved == key) {
            return Err(Error::Reserved { key: foreign(key).into_owned(), reason });
        }
        if let Err(error) = ClientConfig::new().set(key, value).create_native_config() {
            let words = match error {
                KafkaError::ClientConfig(_, words, _, _) => words,
                error => error.to_string(),
            };
            let mut failed = Settings(BTreeMap::new());
            failed.0.insert(key.to_owned(), value.to_owned());
            return Err(Error::Setting { key: foreign(key).into_owned(), cause: failed.shown(&words) });
        }
        self.0.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    /// Sets what a file of properties contains: `key=value` on each line, comments behind `#`. The file is named in errors, with the line.
    pub fn set_properties(&mut self, text: &str, file: &Path) -> Result<(), Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (line, text) in (1..).zip(text.lines()) {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let set = match text.split_once('=') {
                Some((key, value)) => self.set(key.trim(), value.trim()),
                None => Err(Error::NoProperty),
            };
            set.map_err(|error| Error::Property { file: file.to_owned(), line, error: Box::new(error) })?;
        }
        Ok(())
    }

    /// The settings for a client: the values that it needs, those of the user, and its own where the user has none.
    pub(crate) fn client(&self, needed: &[(&str, &str)], defaults: &[(&str, &str)]) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set_log_level(RDKafkaLogLevel::Emerg);
        for (key, value) in defaults {
            config.set(*key, *value);
        }
        for (key, value) in &self.0 {
            config.set(key, value);
        }
        for (key, value) in needed {
            config.set(*key, *value);
        }
        config
    }

    /// The value that was set.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// A text of librdkafka as it can be shown: without the secrets, on one line.
    pub(crate) fn shown(&self, text: &str) -> String {
        let secrets = self.0.iter().filter(|(key, value)| is_secret(key) && !value.is_empty());
        let hidden = secrets.fold(text.to_owned(), |text, (_, value)| text.replace(value, "(secret)"));
        foreign(hidden.trim()).into_owned()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().map(|(key, value)| (key, if is_secret(key) { "(secret)" } else { value }));
        out.debug_map().entries(shown).finish()
    }
}

/// By its name, so that settings of later versions of librdkafka are hidden, too.
fn is_secret(key: &str) -> bool {
    ["password", "secret", "passphrase", "key.pem", "oauthbearer.config"].iter().any(|word| key.contains(word))
}
