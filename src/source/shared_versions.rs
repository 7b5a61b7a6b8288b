//! Counts the versions of two directories together where a schema in one needs them: it uses a type that is defined in several
//! versions of the other, and the version of its own directory says which is meant.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::history::defined::{definitions, outside_names};
use crate::model::input::{Input, Past, SchemaText, VersionPlace};
use crate::model::threads::*;
use crate::model::version::Version;
use avro_resolve::schema::name::Name;
use avro_resolve::schema::parse::parse;
use avro_resolve::schema::source::Source;

/// Joins such directories, if they have a version in common.
pub(super) fn share(input: &mut Input) {
    let versions = versions_of_groups(&input.schemas);
    if versions.len() < 2 {
        return;
    }
    let joined = joined_groups(&input.schemas, &versions);
    let rename = |place: &mut VersionPlace| {
        if let VersionPlace::Shared { group, .. } = place {
            while let Some(other) = joined.get(group.as_str()) {
                group.clone_from(other);
            }
        }
    };
    input.schemas.iter_mut().for_each(|schema| rename(&mut schema.place));
    if let Some(Past { removals, released, .. }) = &mut input.past {
        removals.iter_mut().for_each(|removal| rename(&mut removal.place));
        released.iter_mut().for_each(|released| rename(&mut released.before.place));
    }
}

fn versions_of_groups(schemas: &[SchemaText]) -> BTreeMap<&str, BTreeSet<&Version>> {
    let mut versions: BTreeMap<&str, BTreeSet<&Version>> = BTreeMap::new();
    for schema in schemas {
        if let VersionPlace::Shared { group, version } = &schema.place {
            versions.entry(group).or_default().insert(version);
        }
    }
    versions
}

/// The name that each group gets which is joined with an earlier one.
fn joined_groups(schemas: &[SchemaText], versions: &BTreeMap<&str, BTreeSet<&Version>>) -> HashMap<String, String> {
    let users: Vec<(&str, Vec<Vec<Name>>)> = schemas
        .par_iter()
        .filter_map(|schema| match &schema.place {
            VersionPlace::Shared { group, .. } => Some((group.as_str(), outside_names(&schema.text))),
            VersionPlace::Own(_) | VersionPlace::Beside(_) | VersionPlace::Unversioned => None,
        })
        .filter(|(_, used)| !used.is_empty())
        .collect();
    if users.is_empty() {
        return HashMap::new();
    }
    let known = KnownTypes::of(schemas);
    let mut joined: HashMap<String, String> = HashMap::new();
    let last = |joined: &HashMap<String, String>, group: &str| {
        let mut group = group.to_owned();
        while let Some(other) = joined.get(&group) {
            group.clone_from(other);
        }
        group
    };
    for (group, used) in users {
        for other in used.iter().flat_map(|names| known.groups_of_versions(names, group)) {
            let (one, two) = (last(&joined, group), last(&joined, other));
            if one != two && !versions[group].is_disjoint(&versions[other]) {
                joined.insert(one.clone().max(two.clone()), one.min(two));
            }
        }
    }
    joined
}

/// The types that files define.
struct KnownTypes<'a> {
    /// Those of version directories, with the groups of these and the texts of the definitions.
    versioned: HashMap<Name, Vec<(&'a str, String)>>,
    /// Those of files without a version, which are meant before those of other directories.
    unversioned: HashSet<Name>,
}

impl<'a> KnownTypes<'a> {
    fn of(schemas: &'a [SchemaText]) -> KnownTypes<'a> {
        let mut known = KnownTypes { versioned: HashMap::new(), unversioned: HashSet::new() };
        for schema in schemas {
            match &schema.place {
                VersionPlace::Shared { group, .. } => {
                    let Ok(document) = parse(&schema.text) else { continue };
                    let source = Source::new(&*schema.name, &*schema.text);
                    for (name, node) in document.definitions {
                        let text = source.slice(document.nodes[node as usize].span).to_owned();
                        known.versioned.entry(name).or_default().push((group, text));
                    }
                }
                VersionPlace::Unversioned => known.unversioned.extend(definitions(&schema.text)),
                VersionPlace::Own(_) | VersionPlace::Beside(_) => {}
            }
        }
        known
    }

    /// The other groups that define a type in several versions, differently. The type has the first of the names that there is.
    fn groups_of_versions(&self, names: &[Name], group: &str) -> Vec<&'a str> {
        let is_known = |name: &&Name| self.versioned.contains_key(name) || self.unversioned.contains(name);
        let Some(name) = names.iter().find(is_known).filter(|name| !self.unversioned.contains(name)) else {
            return Vec::new();
        };
        let definers = &self.versioned[name];
        let is_here = definers.iter().any(|(of, _)| *of == group);
        let is_clear = definers.iter().all(|(_, text)| *text == definers[0].1);
        if is_here || is_clear { Vec::new() } else { definers.iter().map(|(of, _)| *of).collect() }
    }
}
