//! Remarks: what a caller has to know about answers that are no errors.

use std::collections::{BTreeMap, BTreeSet};
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
    #[error("new versions are not accepted, because the mode is {}: {}", foreign(mode), quoted(subjects))]
    ReadOnly { mode: String, subjects: BTreeSet<String> },
    #[error(
        "the server answers NONE also for subjects without a level of their own, so that its global level {} is used; where NONE \
         is meant, set the level in the configuration: {}",
        foreign(global),
        quoted(subjects)
    )]
    NoneMayBeGlobal { global: String, subjects: BTreeSet<String> },
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

/// The first of some subjects, and how many there are beyond them.
fn quoted(subjects: &BTreeSet<String>) -> String {
    const MOST: usize = 5;
    let first: Vec<String> = subjects.iter().take(MOST).map(|subject| format!("`{}`", foreign(subject))).collect();
    let more = subjects.len().saturating_sub(MOST);
    first.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
}

impl Remark {
    /// The subjects that it is about, if it can be about several.
    fn subjects(&mut self) -> Option<&mut BTreeSet<String>> {
        match self {
            Remark::ReadOnly { subjects, .. } | Remark::NoneMayBeGlobal { subjects, .. } => Some(subjects),
            Remark::ListMayBeCut { .. }
            | Remark::EndpointMissing { .. }
            | Remark::DeletedMayBeListed
            | Remark::CredentialsWithheld { .. }
            | Remark::Unencrypted { .. }
            | Remark::EmptyContext { .. }
            | Remark::NotAvailable { .. }
            | Remark::CacheFailed { .. } => None,
        }
    }

    /// The same about no subject, and those that it is about.
    fn split(mut self) -> (Remark, BTreeSet<String>) {
        let subjects = self.subjects().map(std::mem::take).unwrap_or_default();
        (self, subjects)
    }
}

fn numbers(versions: &[u32]) -> String {
    versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Collects the remarks of one registry, from several threads: each once, with all subjects that it is about.
#[derive(Clone, Default)]
pub(crate) struct Remarks(Arc<Mutex<BTreeMap<Remark, BTreeSet<String>>>>);

impl Remarks {
    pub(crate) fn add(&self, remark: Remark) {
        let (remark, subjects) = remark.split();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(remark).or_default().extend(subjects);
    }

    /// All of them, in a fixed order.
    pub(crate) fn all(&self) -> Vec<Remark> {
        let whole = |(remark, about): (&Remark, &BTreeSet<String>)| {
            let mut remark = remark.clone();
            if let Some(subjects) = remark.subjects() {
                subjects.clone_from(about);
            }
            remark
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().map(whole).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_many_subjects_is_said_once() {
        let remarks = Remarks::default();
        for subject in 0..8 {
            let subjects = [format!("s{subject}")].into();
            remarks.add(Remark::ReadOnly { mode: "READONLY".to_owned(), subjects });
        }
        remarks.add(Remark::DeletedMayBeListed);
        remarks.add(Remark::DeletedMayBeListed);
        let said: Vec<String> = remarks.all().iter().map(ToString::to_string).collect();
        let read_only =
            "new versions are not accepted, because the mode is READONLY: `s0`, `s1`, `s2`, `s3`, `s4` and 3 more";
        assert!(said.len() == 2 && said.contains(&read_only.to_owned()), "{said:?}");
    }
}
