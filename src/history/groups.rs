//! Groups the version directories that belong together, and lists the versions of each subject in its group.

use std::collections::{BTreeMap, BTreeSet};

use super::subject::Moment;
use crate::model::input::VersionPlace;
use crate::model::version::Version;
use avro_resolve::schema::link::{Edition, FileScope, Library};

/// The version directories of each group, in order.
#[derive(Debug)]
pub(crate) struct Groups {
    ranks: BTreeMap<String, usize>,
    versions: Vec<Vec<Version>>,
}

impl Groups {
    pub(crate) fn new<'a>(places: impl Iterator<Item = &'a VersionPlace>) -> Groups {
        let mut sets: BTreeMap<String, BTreeSet<Version>> = BTreeMap::new();
        for place in places {
            if let Some((group, version)) = shared(place) {
                sets.entry(group.to_owned()).or_default().insert(version.clone());
            }
        }
        let ranks = sets.keys().cloned().zip(0..).collect();
        Groups { ranks, versions: sets.into_values().map(|set| set.into_iter().collect()).collect() }
    }

    pub(crate) fn scope(&self, place: &VersionPlace) -> FileScope {
        if let Some((group, version)) = shared(place) {
            let rank = self.ranks[group];
            let number = self.versions[rank].binary_search(version).expect("every version was entered");
            return FileScope::Edition(Edition { group: rank as u32, number: number as u32 });
        }
        match place {
            VersionPlace::Own(_) => FileScope::OwnVersions,
            VersionPlace::Shared { .. } | VersionPlace::Beside(_) | VersionPlace::Unversioned => FileScope::Unversioned,
        }
    }

    pub(crate) fn is_newest(&self, place: &VersionPlace) -> bool {
        let is_last = |edition: Edition| self.versions[edition.group as usize].len() == edition.number as usize + 1;
        edition(self.scope(place)).is_some_and(is_last)
    }

    /// Adds the versions of the group in which the subject has no file of its own, if a change in another file can affect it.
    pub(crate) fn with_unedited_versions(&self, library: &Library, own: Vec<Moment>) -> Vec<Moment> {
        let Some(Edition { group, number: first }) = own.first().and_then(|moment| moment.edition) else { return own };
        if own.iter().all(|moment| library.document(moment.file).outside.is_empty()) {
            return own;
        }
        let versions = &self.versions[group as usize];
        let mut moments = Vec::with_capacity(versions.len());
        for (number, version) in (first..).zip(&versions[first as usize..]) {
            let in_force = |moment: &&Moment| moment.edition.is_some_and(|edition| edition.number <= number);
            let latest = own.iter().rfind(in_force).expect("the first version is the subject's own");
            if latest.end.is_some_and(|end| end <= number) {
                continue;
            }
            let is_own = latest.edition.is_some_and(|edition| edition.number == number);
            let edition = Some(Edition { group, number });
            moments.push(Moment { version: version.clone(), edition, is_own, ..latest.clone() });
        }
        moments
    }
}

/// The edition of a file that is versioned together with others.
pub(super) fn edition(scope: FileScope) -> Option<Edition> {
    if let FileScope::Edition(edition) = scope { Some(edition) } else { None }
}

/// The group and the version that a file is in together with others. Files beside those that were given alone are in the group
/// of versions that are given one by one, which has no name.
fn shared(place: &VersionPlace) -> Option<(&str, &Version)> {
    match place {
        VersionPlace::Shared { group, version } => Some((group, version)),
        VersionPlace::Beside(version) => Some(("", version)),
        VersionPlace::Own(_) | VersionPlace::Unversioned => None,
    }
}
