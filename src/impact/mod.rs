//! Finds who is hit by a change of a schema that others refer to: each version that uses it is compared with what it would be with
//! the newest text of that schema in place of the one that it sees.

mod routes;
mod target;

use std::cmp::Reverse;
use std::sync::Arc;

use avro_resolve::limits::FOUND;
use avro_resolve::resolution::{PairId, Resolution, Verdict};
use avro_resolve::schema::link::{Library, Links};
use avro_resolve::schema::model::FileId;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};
use rustc_hash::FxHashMap;

use crate::history::{History, LinkedSubject, Subject, SubjectVersion, unversioned};
use crate::model::input::{Input, Past, Problem};
use crate::model::level::{Direction, Level};
use crate::model::text::grouped;
use crate::model::threads::*;
use crate::model::version::{Version, WORKING_TREE};
use crate::pair::{Found, PairFinder};
use crate::policy::Policy;
use crate::policy::judgement::{Judge, SubjectJudge, Where};
use crate::rule::{Rule, Severity};
pub(crate) use routes::{Route, Routes};
use target::ImpactTarget;
pub(crate) use target::WantedSchema;

/// Who is hit in one place: a directory or a registry.
#[derive(Debug)]
pub(crate) struct ImpactReport {
    /// Where the users are.
    pub(crate) origin: String,
    pub(crate) impact: Impact,
}

/// Who uses a schema, and what its newest text does to them.
#[derive(Debug)]
pub(crate) struct Impact {
    pub(crate) changed: ChangedSchema,
    /// Those that use it, by name.
    pub(crate) users: Vec<SchemaUser>,
    /// What could not be looked at.
    pub(crate) problems: Vec<Problem>,
    pub(crate) notes: Vec<String>,
}

/// A schema that others refer to.
#[derive(Debug)]
pub(crate) struct ChangedSchema {
    pub(crate) subject: String,
    /// The file with its newest text.
    pub(crate) file: String,
    /// The full names of the types that it defines.
    pub(crate) types: Vec<String>,
    /// The version of its newest text; empty if it has none.
    pub(crate) version: String,
    /// The other versions of it, from old to new.
    pub(crate) older: Vec<String>,
    /// The revision that was looked at for them, if one was.
    pub(crate) compared_with: Option<String>,
}

/// A subject that uses it.
#[derive(Debug)]
pub(crate) struct SchemaUser {
    pub(crate) subject: String,
    pub(crate) level: Level,
    /// From old to new.
    pub(crate) versions: Vec<UserVersions>,
}

/// Versions in a row that are hit alike.
#[derive(Debug)]
pub(crate) struct UserVersions {
    pub(crate) labels: Vec<String>,
    /// The versions of the changed schema that they see.
    pub(crate) sees: Vec<String>,
    /// How they come to use it.
    pub(crate) routes: Routes,
    pub(crate) effect: ImpactEffect,
}

/// What the newest text does to a version.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum ImpactEffect {
    /// Nothing: what it sees is the same already.
    Current,
    /// The version is compared with itself with the newest text.
    Compared {
        /// With the newest text, data of the version are read so.
        backward: Verdict,
        /// The version reads data that were written with the newest text so.
        forward: Verdict,
        findings: Vec<ImpactFinding>,
        /// How many findings were left out.
        more: usize,
    },
    /// With the newest text it would not be a schema, for this reason.
    Unlinked(String),
}

/// A breaking or dangerous finding.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct ImpactFinding {
    pub(crate) rule: &'static Rule,
    /// The place in the user's schema, by names.
    pub(crate) place: String,
    pub(crate) direction: Direction,
    pub(crate) severity: Severity,
    /// Whether the level of the subject is about this direction.
    pub(crate) is_gated: bool,
}

/// So many findings of a version are kept in each direction.
const MOST_FINDINGS: usize = 100;

impl ImpactEffect {
    /// The directions in which the level forbids the change.
    pub(crate) fn breaks(&self) -> Vec<Direction> {
        let ImpactEffect::Compared { findings, .. } = self else { return Vec::new() };
        let is_broken = |direction: &Direction| {
            let mut breaking = findings.iter().filter(|finding| finding.severity == Severity::Breaking);
            breaking.any(|finding| finding.is_gated && finding.direction == *direction)
        };
        [Direction::Backward, Direction::Forward].into_iter().filter(is_broken).collect()
    }

    /// Whether the change is one that the level forbids, or that leaves no schema.
    pub(crate) fn is_break(&self) -> bool {
        matches!(self, ImpactEffect::Unlinked(_)) || !self.breaks().is_empty()
    }
}

/// Finds who uses a schema among an input, and what its newest text does to them. The level of each subject is the policy's.
///
/// # Errors
/// There is no such schema, or the schemas are too large together.
pub(crate) fn impact(input: Input, wanted: &WantedSchema, policy: &Policy) -> Result<Impact, Vec<Problem>> {
    let Input { mut schemas, mut problems, mut notes, only_referred_to, mut past, .. } = input;
    notes.extend(unversioned::settle(&mut schemas, past.as_mut()));
    if let Some(Past { label, .. }) = past.as_ref().filter(|past| past.versions_are_releases) {
        notes
            .push(format!("the paths name versions, so that these are compared with each other, and not with {label}"));
    }
    let compared_with = past.as_ref().map(|past| past.label.clone());
    let history = History::with_past(schemas, &past.unwrap_or_default());
    if let Some(problem) = history.is_too_much_together() {
        return Err(vec![problem]);
    }
    let library = Arc::new(history.whole_library());
    let target = match ImpactTarget::find(&history, &library, wanted) {
        Ok(target) => target,
        // What could not be read may be what was meant.
        Err(_) if !problems.is_empty() => return Err(problems),
        Err(problem) => return Err(vec![problem]),
    };
    let changed = changed(&target, &history, &library, compared_with);
    problems.extend(history.unreadable(&library));
    let names = subject_names(&history);
    let judge = Judge::new(policy);
    let search = ImpactSearch { history: &history, library: &library, target: &target, names: &names, judge: &judge };
    let is_user = |subject: &&Subject| {
        let is_asked = |file: FileId| !only_referred_to.contains(&history.sources[file].name);
        subject.name != changed.subject && history.own_files(subject).any(is_asked)
    };
    let found: Vec<(Option<SchemaUser>, Vec<Problem>)> =
        history.subjects.par_iter().filter(is_user).map(|subject| search.user(subject)).collect();
    let mut users = Vec::new();
    for (user, of_user) in found {
        users.extend(user);
        problems.extend(of_user);
    }
    problems.sort();
    problems.dedup();
    Ok(Impact { changed, users, problems, notes })
}

/// The schema that was found, for the report.
fn changed(
    target: &ImpactTarget,
    history: &History,
    library: &Library,
    compared_with: Option<String>,
) -> ChangedSchema {
    let names = library.document(target.newest).definitions.keys();
    let mut types: Vec<String> = names.map(|name| name.full().to_owned()).collect();
    types.sort();
    ChangedSchema {
        subject: target.subject.clone(),
        file: history.sources[target.newest].name.clone(),
        types,
        version: target.label(target.newest).to_owned(),
        older: target.older.iter().map(|file| target.label(*file).to_owned()).collect(),
        compared_with,
    }
}

/// The subject of each file that has one.
fn subject_names(history: &History) -> FxHashMap<FileId, &str> {
    let of_subject = |subject| history.own_files(subject).map(|file| (file, &*subject.name));
    history.subjects.iter().flat_map(of_subject).collect()
}

/// What the search in each subject shares.
struct ImpactSearch<'a> {
    history: &'a History,
    library: &'a Arc<Library>,
    target: &'a ImpactTarget,
    /// The subject of each file.
    names: &'a FxHashMap<FileId, &'a str>,
    judge: &'a Judge<'a>,
}

impl ImpactSearch<'_> {
    /// What the newest text does to a subject, if that uses the schema in one of its versions.
    fn user(&self, subject: &Subject) -> (Option<SchemaUser>, Vec<Problem>) {
        let (mut linked, mut problems) = self.history.link(subject, self.library);
        let Some(newest) = linked.versions.last() else { return (None, problems) };
        let file = newest.schema.source(newest.schema.links.root.file).name.clone();
        let judge = self.judge.of(Some(&subject.name), &file);
        let mut resolution = Resolution::default();
        let mut versions: Vec<UserVersions> = Vec::new();
        for at in 0..linked.versions.len() {
            let links = &linked.versions[at].schema.links;
            let seen: Vec<FileId> = links.files.iter().copied().filter(|file| self.target.has(*file)).collect();
            if seen.is_empty() {
                continue;
            }
            let routes = Routes::of(links, &seen, self.names);
            let sees = seen.iter().map(|file| self.target.label(*file).to_owned()).collect();
            let label = linked.versions[at].version.label().to_owned();
            let effect = if seen == [self.target.newest] {
                ImpactEffect::Current
            } else {
                self.effect(&mut linked, at, &mut resolution, &judge, &mut problems)
            };
            let next = UserVersions { labels: vec![label], sees, routes, effect };
            match versions.last_mut().filter(|last| last.is_hit_like(&next)) {
                Some(last) => last.labels.extend(next.labels),
                None => versions.push(next),
            }
        }
        if resolution.exceeds_limit() {
            let message = "has versions that differ too much to be compared; see docs/limits.md";
            problems.push(Problem::of(&file, message));
        }
        let level = judge.effective.level;
        let user = SchemaUser { subject: subject.name.clone(), level, versions };
        (Some(user).filter(|user| !user.versions.is_empty()), problems)
    }

    /// What the newest text does to a version of a subject.
    fn effect(
        &self,
        linked: &mut LinkedSubject,
        at: usize,
        resolution: &mut Resolution,
        judge: &SubjectJudge<'_>,
        problems: &mut Vec<Problem>,
    ) -> ImpactEffect {
        let SubjectVersion { schema, edition, .. } = &linked.versions[at];
        let (root, edition) = (schema.links.root.file, *edition);
        let links = Links::replaced(self.library, root, edition, Some(&self.target.replacement));
        let schema = match links.and_then(|links| LinkedSchema::of(links, &mut linked.shapes)) {
            Ok(schema) => schema,
            Err(faults) => {
                let first = faults.first().map(|fault| self.history.problem(fault.file, &fault.fault));
                let reason = first.map(|problem| match problem.unknown_type() {
                    Some(name) => format!("nothing defines \"{name}\""),
                    None => problem.message,
                });
                return ImpactEffect::Unlinked(reason.unwrap_or_default());
            }
        };
        if schema.root_shape() == linked.versions[at].schema.root_shape() {
            return ImpactEffect::Current;
        }
        linked.versions.push(SubjectVersion { version: Version::ranked(WORKING_TREE, u64::MAX), edition, schema });
        let after = linked.versions.len() - 1;
        let (mut findings, mut more, mut is_cut) = (Vec::new(), 0, false);
        let [backward, forward] =
            [(at, after, Direction::Backward), (after, at, Direction::Forward)].map(|(writer, reader, direction)| {
                let (id, found) = found(linked, resolution, (writer, reader));
                is_cut |= found.exceeds_limit;
                let demanded = judge.effective.level.direction;
                let is_gated = demanded == direction || demanded == Direction::Full;
                let place = if is_gated { Where::GatedPair } else { Where::OtherPair };
                let notable = found.findings.into_iter().filter_map(|finding| {
                    let severity = judge.judge(&finding, place)?.severity;
                    let (rule, place) = (finding.rule, finding.trail.to_string());
                    (severity != Severity::Safe).then_some(ImpactFinding { rule, place, direction, severity, is_gated })
                });
                // The worst stay: they decide what is broken.
                let mut notable: Vec<ImpactFinding> = notable.collect();
                notable.sort_by_key(|finding| Reverse(finding.severity));
                more += notable.len().saturating_sub(MOST_FINDINGS);
                notable.truncate(MOST_FINDINGS);
                findings.extend(notable);
                resolution.verdict(id)
            });
        linked.versions.pop();
        if is_cut {
            problems.push(Problem::of_run(format!(
                "{}: more than {} findings in one version; see docs/limits.md",
                linked.name,
                grouped(FOUND.most)
            )));
        }
        ImpactEffect::Compared { backward, forward, findings, more }
    }
}

/// The pair of a writer's and a reader's version, and what there is to find in it.
fn found(linked: &LinkedSubject, resolution: &mut Resolution, (writer, reader): (usize, usize)) -> (PairId, Found) {
    let schema = |at: usize| &linked.versions[at].schema;
    let id = resolution.resolve(&linked.shapes, WriterSchema(schema(writer)), ReaderSchema(schema(reader)));
    (id, PairFinder::new(linked, resolution).find((writer, reader), id))
}

impl UserVersions {
    fn is_hit_like(&self, other: &UserVersions) -> bool {
        self.sees == other.sees && self.routes == other.routes && self.effect == other.effect
    }
}
