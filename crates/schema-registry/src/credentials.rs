//! Credentials, and the one host that gets them.

use std::path::PathBuf;

use super::address::{Address, Host};
use super::secret::Secret;

/// What proves to a registry who asks. It is bound to one host: a request to another host gets nothing of it.
///
/// `host` is what the person who runs the program named, not what a file in a repository says: a changed address in such a file
/// then gets no credential.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The only host that gets them, usually [`Settings::host`](super::Settings::host) of an address that the person named.
    pub host: Host,
    /// The `Authorization` header, or the signature.
    pub authorization: Option<Authorization>,
    /// The client certificate for TLS.
    pub client_certificate: Option<ClientCertificate>,
    /// Further headers, such as the key of a gateway.
    pub headers: Vec<(String, Secret)>,
}

impl Credentials {
    /// Credentials without anything, for a host.
    pub fn new(host: Host) -> Credentials {
        Credentials { host, authorization: None, client_certificate: None, headers: Vec::new() }
    }
}

/// How a request is authorized.
#[derive(Clone, Debug)]
pub enum Authorization {
    /// HTTP Basic: `user:password`, or `key:secret` of Confluent Cloud.
    Basic(Secret),
    /// A bearer token.
    Bearer(Secret),
    /// Bearer tokens of an OAuth server, by client credentials.
    OAuth(OAuth),
    /// Signatures of AWS, version 4.
    Aws(AwsKeys),
}

/// OAuth client credentials (RFC 6749, 4.4). A token is kept until shortly before it expires.
#[derive(Clone, Debug)]
pub struct OAuth {
    /// The token endpoint, which gets the client's id and secret by HTTP Basic.
    pub token_endpoint: Address,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: Secret,
    /// The scope to ask for.
    pub scope: Option<String>,
}

/// A client certificate for TLS.
#[derive(Clone, Debug)]
pub struct ClientCertificate {
    /// A PEM file with the certificate, and those that issued it.
    pub certificate: PathBuf,
    /// A PEM file with the private key.
    pub key: PathBuf,
}

/// The keys of AWS.
#[derive(Clone, Debug)]
pub struct AwsKeys {
    /// The access key's id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: Secret,
    /// The token of a session, for temporary keys.
    pub session_token: Option<Secret>,
}

impl AwsKeys {
    /// The keys in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; `None` if one of the first two is missing.
    ///
    /// `variable` gives the value of an environment variable: `|name| std::env::var(name).ok()`.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Option<AwsKeys> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        Some(AwsKeys {
            access_key_id: set("AWS_ACCESS_KEY_ID")?,
            secret_access_key: Secret::new(set("AWS_SECRET_ACCESS_KEY")?),
            session_token: set("AWS_SESSION_TOKEN").map(Secret::new),
        })
    }
}
