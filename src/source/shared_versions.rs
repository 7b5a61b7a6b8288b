//! Counts the versions of two directories together where a schema in one needs them: it uses a type that is defined in several
//! versions of the other, and the version of its own directory says which is meant.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::history::defined::{definitions, names_of_outside_types, outside_names};
use crate::model::input::{Input, Past, SchemaText, VersionPlace};
use crate::model::threads::*;
use crate::model::version::Version;
use avro_resolve::schema::name::Name;
use avro_resolve::schema::parse::parse_as;
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
            VersionPlace::Shared { group, .. } => {
                Some((group.as_str(), outside_names(&schema.name, &schema.text.fresh())))
            }
            VersionPlace::Own(_) | VersionPlace::Beside(_) | VersionPlace::Unversioned => None,
        })
        .filter(|(_, used)| !used.is_empty())
        .collect();
    if users.is_empty() {
        return HashMap::new();
    }
    let known = KnownTypes::of(schemas);
    let mut users_of: BTreeMap<&Name, BTreeSet<&str>> = BTreeMap::new();
    for (group, used) in &users {
        let ambiguous = used.iter().filter_map(|names| known.defined_differently(names));
        for (name, _) in ambiguous.filter(|(_, definers)| !definers.groups.contains(group)) {
            users_of.entry(name).or_default().insert(group);
        }
    }
    let mut joined: HashMap<String, String> = HashMap::new();
    for (name, users) in users_of {
        let mut by_version: BTreeMap<&Version, [BTreeSet<&str>; 2]> = BTreeMap::new();
        for (side, groups) in [&users, &known.versioned[name].groups].into_iter().enumerate() {
            for group in groups {
                for version in &versions[group] {
                    by_version.entry(version).or_default()[side].insert(group);
                }
            }
        }
        for [users, definers] in by_version.into_values().filter(|sides| sides.iter().all(|side| !side.is_empty())) {
            let mut all = users.union(&definers);
            let first = all.next().copied().unwrap_or_default();
            all.for_each(|other| join(&mut joined, first, other));
        }
    }
    joined
}

fn join(joined: &mut HashMap<String, String>, one: &str, other: &str) {
    let last = |group: &str| {
        let mut group = group.to_owned();
        while let Some(other) = joined.get(&group) {
            group.clone_from(other);
        }
        group
    };
    let (one, other) = (last(one), last(other));
    if one != other {
        joined.insert(one.clone().max(other.clone()), one.min(other));
    }
}

/// The version directories that define a type.
struct Definers<'a> {
    groups: BTreeSet<&'a str>,
    /// The first definition.
    text: String,
    /// Whether there is another one, or one of a type that it uses.
    differ: bool,
}

/// The types of one file.
struct FileTypes {
    defined: Vec<Name>,
    /// The names that each type can have which it does not define.
    used: Vec<Vec<Name>>,
}

/// The types that files define.
struct KnownTypes<'a> {
    /// Those of version directories.
    versioned: HashMap<Name, Definers<'a>>,
    /// Those of files without a version, which are meant before those of other directories.
    unversioned: HashSet<Name>,
}

impl<'a> KnownTypes<'a> {
    fn of(schemas: &'a [SchemaText]) -> KnownTypes<'a> {
        let mut known = KnownTypes { versioned: HashMap::new(), unversioned: HashSet::new() };
        let mut files = Vec::new();
        for schema in schemas {
            match &schema.place {
                VersionPlace::Shared { group, .. } => {
                    let source = Source::new(&*schema.name, schema.text.fresh());
                    let Ok(document) = parse_as(&source.text, source.syntax()) else { continue };
                    let defined = document.definitions.keys().cloned().collect();
                    files.push(FileTypes { defined, used: names_of_outside_types(&document) });
                    for (name, node) in document.definitions {
                        let text = source.slice(document.nodes[node as usize].span);
                        let definers = known.versioned.entry(name).or_insert_with(|| Definers {
                            groups: BTreeSet::new(),
                            text: text.to_owned(),
                            differ: false,
                        });
                        definers.groups.insert(group);
                        definers.differ |= definers.text != text;
                    }
                }
                VersionPlace::Unversioned => known.unversioned.extend(definitions(&schema.name, &schema.text.fresh())),
                VersionPlace::Own(_) | VersionPlace::Beside(_) => {}
            }
        }
        known.spread_differences(files);
        known
    }

    /// Who defines a type, if version directories do so, differently.
    fn defined_differently(&self, names: &[Name]) -> Option<(&Name, &Definers<'a>)> {
        self.meant(names).filter(|(_, definers)| definers.differ)
    }

    /// The type of version directories that is meant: the one with the first of the names that there is.
    fn meant(&self, names: &[Name]) -> Option<(&Name, &Definers<'a>)> {
        let is_known = |name: &&Name| self.versioned.contains_key(name) || self.unversioned.contains(name);
        let name = names.iter().find(is_known).filter(|name| !self.unversioned.contains(name))?;
        self.versioned.get_key_value(name)
    }

    /// A type is another one, too, where a type that it uses is.
    fn spread_differences(&mut self, mut files: Vec<FileTypes>) {
        let mut users: HashMap<Name, Vec<usize>> = HashMap::new();
        for (at, file) in files.iter().enumerate() {
            for (name, _) in file.used.iter().filter_map(|names| self.meant(names)) {
                users.entry(name.clone()).or_default().push(at);
            }
        }
        let differing = self.versioned.iter().filter(|(_, definers)| definers.differ);
        let mut open: Vec<Name> = differing.map(|(name, _)| name.clone()).collect();
        while let Some(name) = open.pop() {
            for at in users.remove(&name).unwrap_or_default() {
                for user in std::mem::take(&mut files[at].defined) {
                    let Some(definers) = self.versioned.get_mut(&user).filter(|definers| !definers.differ) else {
                        continue;
                    };
                    definers.differ = true;
                    open.push(user);
                }
            }
        }
    }
}
