//! Finds who is hit by a change of a schema that others refer to: each version that uses it is compared with what it would be with
//! the newest text of that schema in place of the one that it sees.

mod routes;
mod target;

use std::cell::RefCell;
use std::cmp::Reverse;
use std::sync::Arc;

use avro_resolve::limits::FOUND;
use avro_resolve::resolution::{PairId, Resolution, Verdict};
use avro_resolve::schema::link::{Library, Links, Replacement};
use avro_resolve::schema::model::FileId;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};
use rustc_hash::FxHashMap;

use crate::history::{History, LinkedSubject, Subject, SubjectVersion, unversioned};
use crate::model::input::{Input, Problem};
use crate::model::level::{Direction, Level};
use crate::model::text::grouped;
use crate::model::threads::*;
use crate::model::version::{Version, WORKING_TREE};
use crate::pair::{Found, PairFinder};
use crate::policy::Policy;
use crate::policy::judgement::{Judge, SubjectJudge, Where};
use crate::rule::{Rule, Severity};
pub(crate) use routes::{Route, Routes};
pub(crate) use target::{ChangedSchema, WantedSchema};
use target::{ImpactTarget, TargetSearch};

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
    let Input { mut schemas, mut problems, mut notes, only_referred_to, mut past, types, .. } = input;
    notes.extend(unversioned::settle(&mut schemas, past.as_mut()));
    let past = past.unwrap_or_default();
    let history = History::with_past(schemas, &past, types);
    if let Some(problem) = history.is_too_much_together() {
        return Err(vec![problem]);
    }
    let library = Arc::new(history.whole_library());
    if let Some(problem) = history.uses_too_much(&library) {
        return Err(vec![problem]);
    }
    let target = match (TargetSearch { history: &history, library: &library, past: &past }).find(wanted) {
        Ok(target) => target,
        // What could not be read may be what was meant.
        Err(_) if !problems.is_empty() => return Err(problems),
        Err(problem) => return Err(vec![problem]),
    };
    problems.extend(history.unreadable(&library));
    let names = subject_names(&history);
    let judge = Judge::new(policy);
    let search = ImpactSearch { history: &history, library: &library, target: &target, names: &names, judge: &judge };
    let is_user = |subject: &&Subject| {
        let is_asked = |file: FileId| !only_referred_to.contains(&history.sources[file].name);
        subject.name != target.changed.subject && history.own_files(subject).any(is_asked)
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
    Ok(Impact { changed: target.changed, users, problems, notes })
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
            // What moved from its root is the same schema under another name.
            if self.target.has(links.root) {
                continue;
            }
            let (routes, seen) = Routes::of(links, |at| self.target.has(at), self.names);
            if seen.is_empty() {
                continue;
            }
            let mut sees: Vec<String> = seen.iter().map(|at| self.target.label(*at).to_owned()).collect();
            sees.dedup();
            let label = linked.versions[at].version.label().to_owned();
            let effect = if seen.iter().all(|at| self.target.is_current(*at)) {
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
        let mut with = |replacement: &Replacement| {
            let SubjectVersion { schema, edition, .. } = &linked.versions[at];
            let root = schema.links.root;
            let links = Links::replaced(self.library, root.file, *edition, Some(replacement))?;
            LinkedSchema::of(links.about_node(root.node), &mut linked.shapes)
        };
        let before = if self.target.before.definitions.is_empty() { None } else { Some(with(&self.target.before)) };
        let before = match before.transpose() {
            Ok(before) => before,
            Err(faults) => {
                problems.extend(faults.iter().map(|fault| self.history.problem(fault.file, &fault.fault)));
                return ImpactEffect::Current;
            }
        };
        let after = match with(&self.target.after) {
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
        let kept = linked.versions.len();
        let SubjectVersion { version, edition, schema } = &linked.versions[at];
        let (version, edition) = (version.clone(), *edition);
        if after.root_shape() == before.as_ref().unwrap_or(schema).root_shape() {
            return ImpactEffect::Current;
        }
        let before = before.map_or(at, |schema| {
            linked.versions.push(SubjectVersion { version, edition, schema });
            kept
        });
        let version = Version::ranked(WORKING_TREE, u64::MAX);
        linked.versions.push(SubjectVersion { version, edition, schema: after });
        let after = linked.versions.len() - 1;
        let (mut findings, mut more, mut is_cut) = (Vec::new(), 0, false);
        let [backward, forward] = [(before, after, Direction::Backward), (after, before, Direction::Forward)].map(
            |(writer, reader, direction)| {
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
            },
        );
        linked.versions.truncate(kept);
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
    (id, PairFinder::new(linked, resolution, &RefCell::default()).find((writer, reader), id))
}

impl UserVersions {
    fn is_hit_like(&self, other: &UserVersions) -> bool {
        self.sees == other.sees && self.routes == other.routes && self.effect == other.effect
    }
}
