//! Why something could not be done: each error says the cause and what to try, and none contains a secret.

use std::path::PathBuf;
use std::time::Duration;

use avro_resolve::foreign::foreign;

use super::trouble::Trouble;

/// Why something could not be done.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum Error {
    #[error("the setting {key} cannot be used: {cause}")]
    Setting { key: String, cause: String },
    #[error("the setting {key} cannot be changed: {reason}")]
    Reserved { key: String, reason: &'static str },
    #[error("it is not of the form key=value")]
    NoProperty,
    #[error("{}:{line}: {error}", foreign(&file.to_string_lossy()))]
    Property { file: PathBuf, line: usize, error: Box<Error> },
    #[error("no Kafka client can be made of the settings: {0}")]
    Client(String),

    #[error(transparent)]
    Trouble(#[from] Trouble),
    #[error("the brokers did not answer within {} s; check their addresses, that they run, and the setting security.protocol", within.as_secs_f64())]
    NoAnswer { within: Duration },
    #[error("{what} failed: {cause}")]
    Failed { what: &'static str, cause: String },

    #[error("{count} message{} not delivered: {cause}", if *count == 1 { " was" } else { "s were" })]
    NotDelivered { count: u64, cause: String },
    #[error(
        "a message of {bytes} bytes is larger than the setting message.max.bytes allows; raise it, and the limit of the topic"
    )]
    TooLarge { bytes: usize },
}

/// Why offsets were not committed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CommitFault {
    /// The group goes on without this member, or with its partitions elsewhere. What follows is [`Event::Revoked`](crate::Event::Revoked);
    /// whoever has the partition now reads from the offset that was committed before.
    #[error("the group has moved on: {0}")]
    MovedOn(String),
    /// There is no answer yet, so it may or may not be committed. To commit it again does no harm.
    #[error("the commit was not confirmed: {0}")]
    Late(String),
    /// It is not committed, and will not be without a change.
    #[error(transparent)]
    Other(Error),
}
