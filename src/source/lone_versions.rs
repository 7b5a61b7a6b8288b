//! Finds directories of versions in which no subject has two: nothing would be compared.

use std::collections::{BTreeMap, BTreeSet};

use super::config::Renaming;
use crate::model::input::{Input, Problem, SchemaText, VersionPlace};
use crate::model::version::Version;

/// A problem, if versions are directories, there are several, and every subject has one. A subject that the configuration names is
/// what the configuration says.
pub(crate) fn problem(input: &Input, renamings: &[Renaming]) -> Option<Problem> {
    if !input.problems.is_empty() || input.past.as_ref().is_some_and(|past| !past.versions_are_releases) {
        return None;
    }
    let mut subjects: BTreeMap<&str, &SchemaText> = BTreeMap::new();
    let mut versions: BTreeMap<&str, BTreeSet<&Version>> = BTreeMap::new();
    for schema in &input.schemas {
        match &schema.place {
            VersionPlace::Shared { group, version } => {
                if subjects.insert(&schema.subject, schema).is_some() {
                    return None;
                }
                versions.entry(group).or_default().insert(version);
            }
            // Those that count their own versions are looked at elsewhere.
            VersionPlace::Own(_) | VersionPlace::Beside(_) => return None,
            VersionPlace::Unversioned => {}
        }
    }
    let is_late = |schema: &&SchemaText| match &schema.place {
        VersionPlace::Shared { group, version } => versions[group.as_str()].first() != Some(&version),
        VersionPlace::Own(_) | VersionPlace::Beside(_) | VersionPlace::Unversioned => false,
    };
    let is_named = |subject: &str| renamings.iter().any(|renaming| renaming.name.value == subject);
    let late = subjects.values().copied().find(|schema| is_late(schema) && !is_named(&schema.subject))?;
    let group = |schema: &SchemaText| {
        let VersionPlace::Shared { group, .. } = &schema.place else { return None };
        Some(group.clone())
    };
    let same_group = |schema: &&SchemaText| group(schema) == group(late);
    let early = subjects.values().copied().filter(same_group).min_by_key(|schema| schema.place.version())?;
    let message = format!(
        "is the only version of `{new}`, and no subject here has two, so that nothing would be compared; if `{old}` ({file}) goes \
         on here: [[subject]] name = \"{new}\", former = [\"{old}\"] in avrocheck.toml, or a `layout` that says what in a path is \
         the subject; if they are two subjects: [[subject]] name = \"{new}\", former = []",
        new = late.subject,
        old = early.subject,
        file = early.name,
    );
    Some(Problem::of(&late.name, message))
}
