//! Why a registry could not be read: each error names the URL, the cause and what to try.
//!
//! No field contains a secret: URLs have no user information, and known secrets in a server's answer are replaced before.

use std::path::PathBuf;
use std::time::Duration;

use avro_resolve::foreign::foreign;

use super::model::SubjectVersion;

/// Why a registry could not be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum Error {
    #[error("{setting} cannot be used: {}", foreign(cause))]
    Setting { setting: &'static str, cause: String },
    #[error("{} cannot be used: {}", foreign(&path.to_string_lossy()), foreign(cause))]
    File { path: PathBuf, cause: String },

    #[error("{url}: the server cannot be reached: {}; check the address, the network and the proxy", foreign(cause))]
    Unreachable { url: String, cause: String },
    #[error("{url}: {waited_for} took longer than {}; check that the server answers, or set a longer timeout", seconds(*limit))]
    Timeout { url: String, waited_for: &'static str, limit: Duration },
    #[error("{url}: no TLS connection: {}; {remedy}", foreign(cause))]
    Tls { url: String, cause: String, remedy: String },
    #[error(
        "{url}: the answer cannot be read: {}; check the scheme (http or https), the port, and the proxy between",
        foreign(cause)
    )]
    Unreadable { url: String, cause: String },
    #[error("{url}: the connection ended before the answer was complete ({}); try again, or check the proxy between", counted(*attempts))]
    Incomplete { url: String, attempts: u32 },

    #[error("{url}: authentication failed (status {status}{answer}); {remedy}")]
    Unauthorized { url: String, status: u16, answer: Answer, remedy: String },
    #[error(
        "{url}: access denied (status {status}{answer}); {remedy}, and ask for the right to read subjects, versions and levels"
    )]
    Forbidden { url: String, status: u16, answer: Answer, remedy: String },
    #[error("{url}: there is no such registry{answer}; check its name and the region")]
    NoRegistry { url: String, answer: Answer },
    #[error("{url}: there is no such subject{answer}; check the subject's name and the context")]
    NoSubject { url: String, answer: Answer },
    #[error("{url}: the subject has no such version{answer}; it may have been deleted")]
    NoVersion { url: String, answer: Answer },
    #[error(
        "{url}: there is no schema with this id{answer}; check that the data were written with this registry and context"
    )]
    NoSchema { url: String, answer: Answer },
    #[error("{url}: the subject has no setting of its own{answer}")]
    NoSetting { url: String, answer: Answer },
    #[error(
        "{url}: the server has no such endpoint (status {status}{answer}); check the address: \
         Apicurio Registry answers below /apis/ccompat/v7"
    )]
    NoEndpoint { url: String, status: u16, answer: Answer },
    #[error("{url}: the server reports a conflict (status 409{answer}); try again, or ask who runs the registry")]
    Conflict { url: String, answer: Answer },
    #[error(
        "{url}: the server does not accept the request (status 422{answer}); check the subject, the version and the context"
    )]
    Unprocessable { url: String, answer: Answer },
    #[error(
        "{url}: too many requests (status 429, {}{}); try later, or with a lower concurrency",
        counted(*attempts), asked(*retry_after)
    )]
    TooManyRequests { url: String, attempts: u32, retry_after: Option<Duration> },
    #[error("{url}: the server failed (status {status}, {}{answer}); try later, or look into its log", counted(*attempts))]
    Server { url: String, status: u16, attempts: u32, answer: Answer },
    #[error("{url}: the status {status} was not expected{answer}; check the address and its scheme")]
    Status { url: String, status: u16, answer: Answer },
    #[error(
        "{url}: the server redirects to {}; a request is sent to no other host, port or scheme; \
         if that is the registry, use its address",
        foreign(target)
    )]
    RedirectElsewhere { url: String, target: String },
    #[error("{url}: more than {most} redirects, the last to {}; check the address", foreign(target))]
    TooManyRedirects { url: String, most: u32, target: String },

    #[error("{url}: the answer is not JSON: {}{answer}; check that the address is that of a registry", foreign(cause))]
    NotJson { url: String, cause: String, answer: Answer },
    #[error("{url}: the answer ends within its JSON, after {length} bytes; try again, or check the proxy between")]
    CutJson { url: String, length: usize },
    #[error("{url}: the answer is JSON, but not what was asked for: {}; check the address", foreign(cause))]
    WrongAnswer { url: String, cause: String },
    #[error("{url}: the answer is larger than {}, the limit for one answer", bytes(*limit))]
    TooLarge { url: String, limit: u64 },

    #[error("the references form a cycle: {}; register a version without it", chain(path))]
    ReferenceCycle { path: Vec<SubjectVersion> },
    #[error("{of} refers to more than {most} schemas, the limit")]
    TooManyReferences { of: SubjectVersion, most: usize },
    #[error("{of} refers to schemas over more than {most} levels, the limit")]
    TooDeepReferences { of: SubjectVersion, most: usize },
}

impl Error {
    /// Whether the registry answered that what was asked for is not there: a subject, a version, or a schema.
    pub fn is_missing(&self) -> bool {
        matches!(self, Error::NoSubject { .. } | Error::NoVersion { .. } | Error::NoSchema { .. })
    }
}

/// What the server said: its code and message, shortened, with control characters escaped and known secrets replaced.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// Confluent's `error_code`.
    pub code: Option<i64>,
    /// The message, or the beginning of the body. It is escaped.
    pub message: Option<String>,
}

impl std::fmt::Display for Answer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(code) = self.code {
            write!(out, ", code {code}")?;
        }
        match &self.message {
            Some(message) => write!(out, ", the server says \"{message}\""),
            None => Ok(()),
        }
    }
}

fn counted(attempts: u32) -> String {
    format!("{attempts} attempt{}", if attempts == 1 { "" } else { "s" })
}

fn seconds(limit: Duration) -> String {
    match limit.subsec_millis() {
        0 => format!("{} s", limit.as_secs()),
        _ => format!("{} ms", limit.as_millis()),
    }
}

fn bytes(limit: u64) -> String {
    match limit >> 20 {
        mebibytes if mebibytes << 20 == limit && limit > 0 => format!("{mebibytes} MiB"),
        _ => format!("{limit} bytes"),
    }
}

fn asked(retry_after: Option<Duration>) -> String {
    retry_after.map_or_else(String::new, |wait| format!(", it asks to wait for {}", seconds(wait)))
}

fn chain(path: &[SubjectVersion]) -> String {
    path.iter().map(ToString::to_string).collect::<Vec<_>>().join(" refers to ")
}
