//! What a client meets while it runs, with its cause and remedy.

use rdkafka::types::RDKafkaErrorCode as Code;

/// What went wrong beside the messages. After those that [go on](Trouble::goes_on), the client tries again by itself.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum Trouble {
    #[error(
        "the brokers cannot be reached: {cause}; check their addresses, that they run, and the setting security.protocol \
         (a port for TLS, or one that asks for a client certificate, closes other connections without a reason)"
    )]
    Unreachable { cause: String },
    #[error(
        "no TLS connection: {cause}; check ssl.ca.location, and ssl.certificate.location and ssl.key.location where the brokers ask for a client certificate"
    )]
    Tls { cause: String },
    #[error("authentication failed: {cause}; check sasl.mechanism, sasl.username and sasl.password")]
    Authentication { cause: String },
    #[error("access denied: {cause}; ask for the right to use the topic, and to read as a member of the group")]
    Authorization { cause: String },
    #[error("there is no topic {topic}; check its name, or create it")]
    NoTopic { topic: String },
    /// The partition is not read until a seek, also if it was reported before and there was one since: librdkafka may have asked twice.
    #[error("partition {partition} has no message at the offset that was asked for: it was deleted, or never written")]
    OutOfRange { partition: i32 },
    #[error(
        "more than max.poll.interval.ms passed between two reads, so the group has given the partitions to others; raise it, or make what is done between them shorter"
    )]
    PollExceeded,
    #[error("the client cannot go on: {cause}")]
    Fatal { cause: String },
    #[error("{cause}")]
    Other { cause: String },
}

impl Trouble {
    /// Whether the client tries again by itself, with hope: a broker is away, and may come back. All others stay until
    /// something is changed.
    pub fn goes_on(&self) -> bool {
        match self {
            Trouble::Unreachable { .. } | Trouble::PollExceeded | Trouble::Other { .. } => true,
            Trouble::Tls { .. }
            | Trouble::Authentication { .. }
            | Trouble::Authorization { .. }
            | Trouble::NoTopic { .. }
            | Trouble::OutOfRange { .. }
            | Trouble::Fatal { .. } => false,
        }
    }

    /// What a code means. `cause` is what librdkafka says, without secrets.
    pub(crate) fn new(code: Code, mut cause: String, topic: &str, partition: i32) -> Trouble {
        // How long it took, and how often it was the same.
        cause.truncate(cause.rfind(" (after ").unwrap_or(cause.len()));
        match code {
            // A broker that does not take a certificate says so when the connection is made already.
            Code::BrokerTransportFailure if cause.contains("SSL alert") => Trouble::Tls { cause },
            Code::AllBrokersDown => Trouble::Unreachable { cause: "there is no connection to any of them".to_owned() },
            Code::BrokerTransportFailure
            | Code::Resolve
            | Code::OperationTimedOut
            | Code::RequestTimedOut
            | Code::NetworkException => Trouble::Unreachable { cause },
            Code::SSL => Trouble::Tls { cause },
            Code::Authentication | Code::SaslAuthenticationFailed | Code::UnsupportedSASLMechanism => {
                Trouble::Authentication { cause }
            }
            Code::TopicAuthorizationFailed | Code::GroupAuthorizationFailed | Code::ClusterAuthorizationFailed => {
                Trouble::Authorization { cause }
            }
            Code::UnknownTopic | Code::UnknownTopicOrPartition | Code::UnknownPartition | Code::UnknownTopicId => {
                Trouble::NoTopic { topic: topic.to_owned() }
            }
            Code::AutoOffsetReset | Code::OffsetOutOfRange => Trouble::OutOfRange { partition },
            Code::PollExceeded => Trouble::PollExceeded,
            Code::Fatal => Trouble::Fatal { cause },
            _ => Trouble::Other { cause },
        }
    }
}
