//! Finds the versions that `avrocheck registry check` compares.

use std::path::PathBuf;

use schema_registry::SubjectVersion;

use super::level::RegistryDemands;
use super::open::{OpenRegistry, problem};
use super::schema::subject_version;
use crate::model::input::Problem;

/// Versions in a registry, and what the registry demands of the newest of them.
#[derive(Debug)]
pub(crate) struct ChosenVersions {
    /// As a user writes them, oldest first.
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) demands: RegistryDemands,
}

/// The versions that were given; of one alone, those before it, too.
///
/// # Errors
/// What was given is no version, or the registry could not be read.
pub(crate) fn chosen(registry: &OpenRegistry, given: &[String]) -> Result<ChosenVersions, Problem> {
    let parsed = given.iter().map(|text| {
        let message =
            "is not SUBJECT@VERSION, such as orders-value@3 or orders-value@latest; a `/` in a subject is written %2F";
        subject_version(text).ok_or_else(|| Problem::of(text, message))
    });
    let mut chosen = Vec::new();
    for (subject, version) in parsed.collect::<Result<Vec<_>, _>>()? {
        let version = match version {
            Some(version) => version,
            None => registry.newest(&subject)?,
        };
        chosen.push(SubjectVersion::new(subject, version));
    }
    let newest = chosen.last().cloned().ok_or_else(|| Problem::of_run("no version is given"))?;
    let level = registry.level(&newest.subject)?;
    if let [only] = &chosen[..] {
        chosen = with_older(registry, only, level.group.as_deref())?;
    }
    let paths = chosen.iter().map(|of| PathBuf::from(registry.file_name(of))).collect();
    Ok(ChosenVersions { paths, demands: RegistryDemands { levels: vec![level], hints: registry.hints() } })
}

/// A version, after those before it in its group.
fn with_older(
    registry: &OpenRegistry,
    only: &SubjectVersion,
    group: Option<&str>,
) -> Result<Vec<SubjectVersion>, Problem> {
    let reader = &registry.reader;
    let mut versions = registry.versions(&only.subject)?;
    versions.retain(|version| *version < only.version);
    let older: Vec<SubjectVersion> =
        versions.into_iter().map(|version| SubjectVersion::new(&only.subject, version)).collect();
    let Some(group) = group else { return Ok([older, vec![only.clone()]].concat()) };
    let own = reader.schema(only).map_err(problem)?;
    let read = reader.each(&older, |of| reader.schema(of)).map_err(problem)?;
    let is_in_group = |other: &schema_registry::Registered| other.properties.get(group) == own.properties.get(group);
    let same = read.into_iter().filter(|other| is_in_group(other)).map(|other| other.of.clone());
    Ok(same.chain([only.clone()]).collect())
}
