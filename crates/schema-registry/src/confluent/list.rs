//! Reads lists to their end, or says that they may be cut.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::Confluent;
use super::names;
use crate::error::Error;
use crate::limits;
use crate::remark::Remark;

/// What most servers cut a list at.
const PAGE: usize = 1_000;

impl Confluent {
    /// A list, sorted and each entry once. One that has as many entries as servers cut lists at is read on; if the server ignores
    /// that, a remark says that it may be cut.
    pub(crate) fn list<T: DeserializeOwned + Ord>(&self, path: &str, what: &str) -> Result<Vec<T>, Error> {
        // Some servers answer `null` for an empty list.
        let first: Option<Vec<T>> = self.get(path)?;
        let mut all = BTreeSet::from_iter(first.unwrap_or_default());
        if all.len() == PAGE - 1 || !all.is_empty() && all.len().is_multiple_of(PAGE) {
            self.read_on(path, what, &mut all)?;
        }
        Ok(all.into_iter().collect())
    }

    /// Reads the pages behind the entries that are there.
    fn read_on<T: DeserializeOwned + Ord>(&self, path: &str, what: &str, all: &mut BTreeSet<T>) -> Result<(), Error> {
        let and = if path.contains('?') { '&' } else { '?' };
        loop {
            let before = all.len();
            let page: Option<Vec<T>> = self.get(&format!("{path}{and}offset={before}&limit={PAGE}"))?;
            let page = page.unwrap_or_default();
            if page.is_empty() {
                return Ok(());
            }
            all.extend(page);
            if all.len() == before || all.len() > limits::LIST_ENTRIES {
                self.remarks.add(Remark::ListMayBeCut { list: what.to_owned(), entries: all.len() });
                return Ok(());
            }
        }
    }

    /// The versions of a subject. Once in a run it is looked at whether the server tells deleted ones from the others.
    pub(crate) fn list_versions(&self, subject: &str) -> Result<Vec<u32>, Error> {
        let path = format!("/subjects/{}/versions", self.subject(subject));
        let versions: Vec<u32> = self.list(&path, &format!("the versions of `{subject}`"))?;
        if !versions.is_empty() {
            let tells_deleted = self.tells_deleted.get_or_init(|| {
                let deleted: Result<Option<Vec<u32>>, Error> = self.get(&format!("{path}?deletedOnly=true"));
                // No version is both. A server that refuses the question has answered nothing.
                !deleted.is_ok_and(|deleted| deleted.is_some_and(|all| all.iter().any(|one| versions.contains(one))))
            });
            if !tells_deleted {
                self.remarks.add(Remark::DeletedMayBeListed);
            }
        }
        Ok(versions)
    }

    /// Apicurio Registry cuts the list of subjects first and takes the deleted ones out of it then, so that any number may be left.
    /// With them its length tells.
    fn look_for_a_cut_before_deleted_ones(&self, what: &str) -> Result<(), Error> {
        match self.list::<String>("/subjects?deleted=true", what) {
            Ok(_) => Ok(()),
            // A server that refuses the question has none of them in its list.
            Err(
                Error::NoEndpoint { .. }
                | Error::NoSubject { .. }
                | Error::Forbidden { .. }
                | Error::Unprocessable { .. }
                | Error::Status { .. },
            ) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// All subjects: of the context of the settings, without its name, or of all contexts.
    pub(crate) fn list_subjects(&self) -> Result<Vec<String>, Error> {
        const WHAT: &str = "the list of subjects";
        let Some(context) = &self.context else {
            let mut subjects: Vec<String> = self.list("/subjects", WHAT)?;
            if (1..PAGE - 1).contains(&subjects.len()) {
                self.look_for_a_cut_before_deleted_ones(WHAT)?;
            }
            // A context that has settings is listed by some servers, as if it were a subject.
            subjects.retain(|subject| names::context_of(subject) != Some(subject.as_str()));
            return Ok(subjects);
        };
        // The prefix may be ignored, so the names decide.
        let all: Vec<String> =
            self.list(&format!("/subjects?subjectPrefix={}", names::escaped(context.prefix())), WHAT)?;
        let within = |subject: &String| subject.strip_prefix(context.prefix()).map(str::to_owned);
        let mut subjects: Vec<String> = all.iter().filter_map(within).collect();
        if subjects.is_empty() {
            // Servers that know contexts only by the path name the subjects without them.
            let path = format!("/contexts/{}/subjects", names::escaped(context.name()));
            let all: Vec<String> = match self.list(&path, WHAT) {
                Ok(all) => all,
                Err(Error::NoEndpoint { .. } | Error::NoSubject { .. }) => Vec::new(),
                Err(error) => return Err(error),
            };
            let unnamed = |subject: &String| match names::context_of(subject) {
                None => Some(subject.clone()),
                Some(_) => within(subject),
            };
            subjects = all.iter().filter_map(unnamed).collect();
        }
        subjects.retain(|subject| !subject.is_empty());
        subjects.sort();
        if subjects.is_empty() {
            self.remarks.add(Remark::EmptyContext { context: context.prefix().to_owned() });
        }
        Ok(subjects)
    }
}
