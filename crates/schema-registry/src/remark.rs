//! Remarks: what a caller has to know about answers that are no errors.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use avro_resolve::foreign::foreign;

use super::address::Host;

/// What is worth knowing about answers that are no errors. Each is a sentence by `Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum Remark {
    #[error(
        "{} may be cut at {entries} entries: the server ignores `offset` and `limit`; what is behind them was not read",
        foreign(list)
    )]
    ListMayBeCut { list: String, entries: usize },
    #[error("the server has no endpoint {endpoint}: {meaning}")]
    EndpointMissing { endpoint: &'static str, meaning: &'static str },
    #[error("`{}` accepts no new versions: its mode is {}", foreign(subject), foreign(mode))]
    ReadOnly { subject: String, mode: String },
    #[error(
        "the server answers NONE for `{}`, also if a subject has no level of its own; its global level {} is used; \
         for NONE, set the level of the subject in the configuration",
        foreign(subject),
        foreign(global)
    )]
    NoneMayBeGlobal { subject: String, global: String },
    #[error(
        "the server does not say which versions are deleted, since it ignores `deletedOnly`; deleted ones may be among those \
         that were read, as Apicurio Registry lists them"
    )]
    DeletedMayBeListed,
    #[error("{host} gets no credentials: they are bound to {bound_to}; name {host} as their host if it may have them")]
    CredentialsWithheld { host: Host, bound_to: Host },
    #[error("{host} gets the credentials unencrypted; use https")]
    Unencrypted { host: Host },
    #[error("the context {} has no subjects; check its name, and whether the server has contexts", foreign(context))]
    EmptyContext { context: String },
    #[error("of `{}`, versions whose status is not AVAILABLE are left out: {}", foreign(subject), numbers(versions))]
    NotAvailable { subject: String, versions: Vec<u32> },
    #[error("the cache {} was not used: {}; check the directory, or delete it", foreign(&directory.to_string_lossy()), foreign(cause))]
    CacheFailed { directory: PathBuf, cause: String },
}

fn numbers(versions: &[u32]) -> String {
    versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Collects the remarks of one registry, from several threads.
#[derive(Clone, Default)]
pub(crate) struct Remarks(Arc<Mutex<BTreeSet<Remark>>>);

impl Remarks {
    pub(crate) fn add(&self, remark: Remark) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(remark);
    }

    /// All of them, each once, in a fixed order.
    pub(crate) fn all(&self) -> Vec<Remark> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
