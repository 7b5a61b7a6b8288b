//! The registry as callers read it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::address::{Address, Location};
use super::closure;
use super::confluent::Confluent;
use super::credentials::Authorization;
use super::error::Error;
use super::glue::Glue;
use super::hex::sha256;
use super::model::{Configured, Registered, SchemaId, SchemaText, SubjectVersion};
use super::parallel;
use super::remark::{Remark, Remarks};
use super::settings::Settings;
use super::source::Source;

/// A registry that is read, and never written to. It can be used by several threads.
///
/// Every method asks the server, except that a version's schema is asked for once in a run. With a cache, earlier versions of a
/// subject whose versions were listed are asked for once at all, as long as its newest version is the same.
pub struct Registry {
    source: Box<dyn Source>,
    address: Address,
    concurrency: usize,
    remarks: Remarks,
    /// What earlier versions of subjects are kept with.
    states: Mutex<BTreeMap<String, SubjectState>>,
    read: Mutex<HashMap<SubjectVersion, Arc<Registered>>>,
}

/// A subject as it was listed last.
struct SubjectState {
    /// Its versions but the newest.
    earlier: Vec<u32>,
    /// What tells its newest version from others: a subject that was deleted for good and registered anew has another one, unless
    /// that is the same again.
    newest: String,
}

impl Registry {
    /// Prepares to read a registry; nothing is asked yet.
    ///
    /// # Errors
    ///
    /// A setting that cannot be used: a file of certificates, the proxy's URL, the context, or credentials of another kind.
    pub fn new(settings: &Settings) -> Result<Registry, Error> {
        let (remarks, host) = (Remarks::default(), settings.host());
        let granted = settings.credentials.as_ref().filter(|credentials| credentials.host == host);
        match (&settings.credentials, granted) {
            (Some(credentials), None) => {
                let bound_to = credentials.host.clone();
                remarks.add(Remark::CredentialsWithheld { host: host.clone(), bound_to });
            }
            (_, Some(credentials)) => {
                let also = match &credentials.authorization {
                    Some(Authorization::OAuth(oauth)) => Some(&oauth.token_endpoint),
                    _ => None,
                };
                for address in also.into_iter().chain([settings.endpoint()]) {
                    let host = address.host();
                    if address.origin().starts_with("http:") && !host.is_loopback() {
                        remarks.add(Remark::Unencrypted { host });
                    }
                }
            }
            (None, None) => {}
        }
        let source: Box<dyn Source> = match settings.address.location() {
            Location::Http { .. } => Box::new(Confluent::new(settings, granted, remarks.clone())?),
            Location::Glue { region, registry } => {
                Box::new(Glue::new(settings, granted, (region, registry), remarks.clone())?)
            }
        };
        Ok(Registry {
            source,
            address: settings.address.clone(),
            concurrency: settings.concurrency,
            remarks,
            states: Mutex::default(),
            read: Mutex::default(),
        })
    }

    /// Where the registry is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// All subjects, sorted.
    ///
    /// # Errors
    ///
    /// The registry could not be read.
    pub fn subjects(&self) -> Result<Vec<String>, Error> {
        self.source.subjects()
    }

    /// The versions of a subject, in ascending order, without those that are deleted.
    ///
    /// # Errors
    ///
    /// The registry could not be read; [`Error::NoSubject`] if there is no such subject.
    pub fn versions(&self, subject: &str) -> Result<Vec<u32>, Error> {
        let versions = self.source.versions(subject)?;
        if let ([earlier @ .., newest], true) = (&versions[..], self.source.is_kept()) {
            // If it is not there any more, that is said to who asks for it.
            let newest = self.schema(&SubjectVersion::new(subject, *newest)).ok();
            let newest = newest.map(|newest| sha256(format!("{} {}", newest.id, newest.schema.text).as_bytes()));
            let state = newest.map(|newest| SubjectState { earlier: earlier.to_vec(), newest });
            let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
            states.extend(state.map(|state| (subject.to_owned(), state)));
        }
        Ok(versions)
    }

    /// A version of a subject.
    ///
    /// # Errors
    ///
    /// The registry could not be read; [`Error::NoSubject`] or [`Error::NoVersion`] if there is no such version.
    pub fn schema(&self, of: &SubjectVersion) -> Result<Arc<Registered>, Error> {
        let known = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(of).cloned();
        if let Some(registered) = known {
            return Ok(registered);
        }
        let registered = Arc::new(self.source.schema(of, self.state(of).as_deref())?);
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(of.clone(), Arc::clone(&registered));
        Ok(registered)
    }

    /// The state of a version's subject, if the version is an earlier one in its list.
    fn state(&self, of: &SubjectVersion) -> Option<String> {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let state = states.get(&of.subject).filter(|state| state.earlier.contains(&of.version));
        state.map(|state| state.newest.clone())
    }

    /// The schema of an id, as framed data has it.
    ///
    /// # Errors
    ///
    /// The registry could not be read; [`Error::NoSchema`] if there is no such id.
    pub fn schema_by_id(&self, id: &SchemaId) -> Result<SchemaText, Error> {
        self.source.schema_by_id(id)
    }

    /// The versions that have the schema of an id, sorted.
    ///
    /// # Errors
    ///
    /// The registry could not be read; [`Error::NoSchema`] if there is no such id.
    pub fn subject_versions_of(&self, id: &SchemaId) -> Result<Vec<SubjectVersion>, Error> {
        self.source.subject_versions_of(id)
    }

    /// The level that holds for a subject, also for one that is not there yet, and what goes with it.
    ///
    /// # Errors
    ///
    /// The registry could not be read.
    pub fn level(&self, subject: &str) -> Result<Configured, Error> {
        self.source.level(subject)
    }

    /// The mode of a subject, such as `READWRITE`; `None` if the registry has no modes. A read-only one is a remark.
    ///
    /// # Errors
    ///
    /// The registry could not be read.
    pub fn mode(&self, subject: &str) -> Result<Option<String>, Error> {
        self.source.mode(subject)
    }

    /// The versions whose schemas refer to a version directly, sorted.
    ///
    /// # Errors
    ///
    /// The registry could not be read.
    pub fn referenced_by(&self, of: &SubjectVersion) -> Result<Vec<SubjectVersion>, Error> {
        let ids = self.source.referencing(of)?;
        let versions = self.each(&ids, |id| self.source.subject_versions_of(id))?;
        Ok(versions.into_iter().flatten().collect::<BTreeSet<_>>().into_iter().collect())
    }

    /// The versions of other subjects that have the schema of a version, by its id, sorted. None where the server cannot say, which is a
    /// remark.
    ///
    /// # Errors
    ///
    /// The registry could not be read.
    pub fn twins(&self, of: &SubjectVersion) -> Result<Vec<SubjectVersion>, Error> {
        let registered = self.schema(of)?;
        // In AWS Glue an id is of one version.
        let SchemaId::Number(_) = registered.id else { return Ok(Vec::new()) };
        match self.source.subject_versions_of(&registered.id) {
            Ok(all) => Ok(all.into_iter().filter(|other| other.subject != of.subject).collect()),
            Err(Error::NoEndpoint { .. }) => {
                let meaning = "who refers to a schema through another subject that has it, too, is not known";
                self.remarks.add(Remark::EndpointMissing { endpoint: "/schemas/ids/N/versions", meaning });
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }

    /// Everything that a schema refers to, over all levels, each once and after what it refers to itself.
    ///
    /// # Errors
    ///
    /// The registry could not be read, or the references form a cycle, or there are too many.
    pub fn closure(&self, of: &Registered) -> Result<Vec<Arc<Registered>>, Error> {
        closure::closure(Some(&of.of), &of.schema.references, |target| self.schema(target))
    }

    /// The same of a schema that is known by its id, whose versions may all be deleted.
    ///
    /// # Errors
    ///
    /// Those of [`Registry::closure`].
    pub fn closure_of_text(&self, text: &SchemaText) -> Result<Vec<Arc<Registered>>, Error> {
        closure::closure(None, &text.references, |target| self.schema(target))
    }

    /// Reads something for each item, with as many threads as the settings allow. The results are in the order of the items.
    ///
    /// # Errors
    ///
    /// The first error of `read`; after it no further item is begun. What is not an error, such as a subject that is missing, is
    /// a value for `read` to return.
    pub fn each<T: Sync, R: Send, E: Send>(
        &self,
        items: &[T],
        read: impl Fn(&T) -> Result<R, E> + Sync,
    ) -> Result<Vec<R>, E> {
        parallel::each(items, self.concurrency, read)
    }

    /// What is worth knowing about the answers so far, each once and in a fixed order.
    pub fn remarks(&self) -> Vec<Remark> {
        self.remarks.all()
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Registry({})", self.address)
    }
}
