//! Reads from a registry what refers to a subject, directly or through others, with the local schema as the newest of its versions.

use std::collections::{BTreeMap, BTreeSet};

use schema_registry::{SchemaKind, SubjectVersion};

use super::against::{Building, KnownSubject, known};
use super::level::RegistryLevel;
use super::local;
use super::naming::names;
use super::open::{OpenRegistry, problem};
use crate::model::input::{Input, Problem};
use crate::model::text::listed;
use crate::model::version::Version;

/// So many versions may refer to a subject.
const MOST_USERS: usize = 1 << 16;

/// What a registry has of a subject and of those that refer to it.
#[derive(Debug)]
pub(crate) struct UsersInRegistry {
    pub(crate) input: Input,
    pub(crate) levels: Vec<RegistryLevel>,
}

/// Reads what refers to the subject of a local file. The result has no schemas if the registry does not have the subject.
///
/// # Errors
/// The registry could not be read to the end, or the local schemas could not.
pub(crate) fn read(registry: &OpenRegistry, input: Input, file: &str) -> Result<UsersInRegistry, Vec<Problem>> {
    let one = |problem: Problem| vec![problem];
    let local = local::newest(input, Some(&BTreeSet::from([file.to_owned()])));
    if !local.problems.is_empty() {
        return Err(local.problems);
    }
    let Some(subject) = local.subjects.first() else {
        return Err(one(Problem::of(file, "is of no subject, and so no registry can have it")));
    };
    let names = names(registry.naming.as_ref(), &subject.name, subject.record.as_ref());
    let names = names.map_err(|message| one(Problem::of(file, message)))?;
    let mut building = Building::new(registry);
    let Some((name, level, versions)) = known(registry, &names).map_err(one)? else {
        let name = names.last().cloned().unwrap_or_default();
        building.input.notes.push(format!("new, because {} has no such subject: `{name}`", registry.name));
        return Ok(UsersInRegistry { input: with_hints(registry, building.input), levels: Vec::new() });
    };
    let twins = registry.reader.each(&versions, |of| registry.reader.twins(of)).map_err(|error| one(problem(error)))?;
    for (of, twins) in versions.iter().zip(twins) {
        building.twins.extend(twins.into_iter().map(|twin| (twin, of.clone())));
    }
    building.input.notes.extend(other_subjects(&name, &building.twins));
    let with_twins: Vec<SubjectVersion> = versions.iter().chain(building.twins.keys()).cloned().collect();
    let mut users = users(registry, &with_twins).map_err(one)?;
    users.retain(|user| user.subject != name);
    let mut levels = vec![level.clone()];
    building.add(&KnownSubject { local: subject, name, level, versions }, &local).map_err(one)?;
    let users: Vec<&SubjectVersion> = users.iter().collect();
    let read = registry.reader.each(&users, |of| registry.reader.schema(of)).map_err(|error| one(problem(error)))?;
    let mut subjects = BTreeSet::new();
    for registered in &read {
        let SubjectVersion { subject, version } = &registered.of;
        if registered.schema.kind != SchemaKind::Avro {
            building
                .input
                .notes
                .push(format!("{} is {}, not Avro, and is left out", registered.of, registered.schema.kind));
            continue;
        }
        subjects.insert(subject);
        building.enter(registered, subject, Version::numbered(&format!("v{version}"), vec![u64::from(*version)]));
    }
    let subjects: Vec<&String> = subjects.into_iter().collect();
    levels.extend(registry.reader.each(&subjects, |subject| registry.level(subject)).map_err(one)?);
    building.add_referenced(&local).map_err(one)?;
    building.input.schemas.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(UsersInRegistry { input: with_hints(registry, building.input), levels })
}

fn with_hints(registry: &OpenRegistry, mut input: Input) -> Input {
    let hints = registry.hints();
    input.notes.extend(hints.notes);
    input.problems.extend(hints.problems);
    input
}

/// A note about the other subjects that have a schema of this one.
fn other_subjects(name: &str, twins: &BTreeMap<SubjectVersion, SubjectVersion>) -> Option<String> {
    let others: BTreeSet<String> = twins.keys().map(|twin| format!("`{}`", twin.subject)).collect();
    let others: Vec<String> = others.into_iter().collect();
    (!others.is_empty()).then(|| {
        format!(
            "who refers to {} uses `{name}`, too, because they have schemas of it under the same ids",
            listed(&others, 5, ", ")
        )
    })
}

/// The versions that refer to some versions, over all steps, without these.
fn users(registry: &OpenRegistry, of: &[SubjectVersion]) -> Result<BTreeSet<SubjectVersion>, Problem> {
    let reader = &registry.reader;
    let mut seen: BTreeSet<SubjectVersion> = of.iter().cloned().collect();
    let mut next: Vec<SubjectVersion> = of.to_vec();
    while !next.is_empty() {
        let found = reader.each(&next, |of| reader.referenced_by(of)).map_err(problem)?;
        next = found.into_iter().flatten().filter(|user| seen.insert(user.clone())).collect();
        if seen.len() > MOST_USERS {
            let message = format!("{}: more than {MOST_USERS} versions refer to one subject", registry.name);
            return Err(Problem::of_run(message));
        }
    }
    of.iter().for_each(|own| {
        seen.remove(own);
    });
    Ok(seen)
}
