//! Looks at each schema by itself: for the mistakes that a check reports too, and for advice, which only a lint gives.

mod advice;
#[cfg(feature = "cli")]
pub(crate) mod mend;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::fault::{Fault, FaultKind, FileFault};
use avro_resolve::schema::link::{Definition, Library, Links, conflicting_definitions};
use avro_resolve::schema::model::{FileId, NodeRef};
use avro_resolve::schema::shape::Shapes;
use rustc_hash::FxHashSet;

use crate::check::each_once;
use crate::engine;
use crate::finding::{Finding, fault};
use crate::fix::Fixes;
use crate::history::{History, LinkedSubject, Subject, SubjectVersion};
use crate::judged::Judged;
use crate::model::effort::Effort;
use crate::model::input::{Input, Problem};
use crate::model::level::{Direction, Level, Reach};
use crate::model::threads::*;
use crate::model::version::Version;
use crate::policy::Policy;
use crate::policy::judgement::Judge;
use crate::policy::origin::{SettingOrigin, Stated};
use crate::report::counts::SubjectCounts;
use crate::report::{CompatReport, ReportScope, SubjectReport, VersionReport};
use crate::rule::Rule;

/// Looks at every schema, or only at the files of some names; the others are there to be referred to. Mistakes in files that
/// only older versions reach are safe, as in a check, and get no advice: what was released cannot be changed any more.
/// `enabled` are rules that are off unless somebody asks for them. Of the policy, only severities, waivers and the baseline
/// matter, because no pair is checked.
pub fn lint(input: Input, only: Option<&BTreeSet<String>>, enabled: &[&Rule], policy: &Policy) -> CompatReport {
    let Input { schemas, mut problems, notes, only_referred_to, types, .. } = input;
    let mut history = History::with_types(schemas, types);
    if let Some(problem) = history.is_too_much_together() {
        problems.push(problem);
        history = History::new(Vec::new());
    }
    let history = history;
    let library = Arc::new(history.whole_library());
    let is_named = |name: &String| only.is_none_or(|only| only.contains(name)) && !only_referred_to.contains(name);
    let is_meant = |file: FileId| is_named(&history.sources[file].name);
    let is_concern = |problem: &Problem| problem.file.as_ref().is_none_or(is_named);
    problems.extend(history.unreadable(&library).into_iter().filter(is_concern));
    let is_looked_at = |subject: &&Subject| history.own_files(subject).any(is_meant);
    let subjects: Vec<(LinkedSubject, Vec<Problem>)> =
        history.subjects.par_iter().filter(is_looked_at).map(|subject| history.link(subject, &library)).collect();
    let (mut reports, mut findings) = (Vec::with_capacity(subjects.len()), Vec::new());
    let judge = Judge::new(policy);
    let (advised, reached) = (FxHashSet::default(), FxHashSet::default());
    let mut seen = Seen { history: &history, library: &library, judge: &judge, enabled, advised, reached };
    for (linked, unlinked) in subjects {
        problems.extend(unlinked);
        findings.extend(seen.findings(&linked));
        reports.push(report(linked));
    }
    let unversioned: Vec<FileId> = history.unversioned.clone().filter(|file| is_meant(*file)).collect();
    findings.extend(seen.unused(&unversioned));
    for file in unversioned.into_iter().filter(|file| library.file(*file).is_some()) {
        if seen.advised.contains(&file) {
            continue;
        }
        match alone(&library, file) {
            Ok(linked) => findings.extend(seen.findings(&linked)),
            Err(faults) => problems.extend(faults.iter().map(|fault| history.problem(fault.file, &fault.fault))),
        }
    }
    let of_path = |subjects: &[Subject]| history.definitions(history.own_files(&subjects[0]), &library);
    let definitions: Vec<Definition> = history.subjects_by_path().flat_map(of_path).collect();
    let conflicts = conflicting_definitions(&history.sources, &definitions);
    findings.extend(conflicts.iter().filter_map(|conflict| seen.judged(fault::of_conflict(conflict))));
    findings.retain(|judged: &Judged| judged.finding.reader.as_ref().is_none_or(|place| is_meant(place.file)));
    each_once(&history, &mut findings);
    Problem::each_unknown_type_once(&mut problems);
    let level = Stated { value: NOTHING, origin: SettingOrigin::Default };
    let policy = Policy { level, ..policy.clone() };
    let (scope, sources, effort) = (ReportScope::SingleSchemas, history.sources, Effort::default());
    CompatReport {
        scope,
        sources,
        let_go: BTreeSet::new(),
        fixable: BTreeSet::new(),
        lint_fixes: BTreeMap::new(),
        policy,
        against: None,
        subjects: reports,
        findings,
        problems,
        notes,
        effort,
        arguments: String::new(),
        fixed_in: OnceLock::new(),
    }
}

/// A lint compares no versions.
const NOTHING: Level = Level { direction: Direction::None, reach: Reach::Previous };

fn report(linked: LinkedSubject) -> SubjectReport {
    SubjectReport {
        subject: linked.name,
        is_message: linked.is_message,
        shapes: linked.shapes,
        level: NOTHING,
        versions: linked.versions.iter().map(|version| VersionReport::new(version, 0)).collect(),
        pairs: Vec::new(),
        steps: Vec::new(),
        previews: Vec::new(),
        fixes: Fixes::default(),
        change: None,
        counts: SubjectCounts::default(),
    }
}

/// A file without a version as a schema of its own.
fn alone(library: &Arc<Library>, file: FileId) -> Result<LinkedSubject, Vec<FileFault>> {
    let mut shapes = Shapes::default();
    let schema = LinkedSchema::of(Links::new(library, file, None)?, &mut shapes)?;
    let versions = vec![SubjectVersion { version: Version::ranked("no version", 0), edition: None, schema }];
    let (name, left_out) = (String::new(), Vec::new());
    Ok(LinkedSubject { name, is_message: false, versions_without: 0, shapes, versions, left_out })
}

/// The files and types that were looked at so far.
struct Seen<'a> {
    history: &'a History,
    library: &'a Library,
    judge: &'a Judge<'a>,
    enabled: &'a [&'a Rule],
    /// Files that got advice.
    advised: FxHashSet<FileId>,
    /// Definitions that some version of some subject uses.
    reached: FxHashSet<NodeRef>,
}

impl Seen<'_> {
    fn findings(&mut self, linked: &LinkedSubject) -> Vec<Judged> {
        linked.versions.iter().for_each(|version| self.reach(&version.schema.links));
        let newest = linked.versions.last();
        let name = newest.map_or("", |version| &self.library.source(version.schema.links.root.file).name);
        let mut findings = fault::of_subject(linked, self.library, |_| false);
        if !linked.is_message {
            findings.extend(engine::of_subject(linked, self.library, self.judge.readers()));
        }
        for &file in newest.iter().flat_map(|version| &version.schema.links.files) {
            if self.advised.insert(file) {
                let faults = advice::advice(self.library.document(file), self.enabled);
                findings.extend(faults.into_iter().map(|fault| self.finding(file, fault)));
            }
        }
        let judge = self.judge.of(Some(&linked.name), name);
        findings.into_iter().filter_map(|finding| Judged::of_file(finding, &judge)).collect()
    }

    fn finding(&self, file: FileId, fault: Fault) -> Finding {
        fault::of_fault(self.library, &FileFault { file, fault })
    }

    fn judged(&self, finding: Finding) -> Option<Judged> {
        Judged::of_shared_file(finding, self.judge, &self.history.sources)
    }

    /// Notes all that the schema is made of.
    fn reach(&mut self, links: &Links) {
        let mut pending = vec![links.follow(links.root)];
        while let Some(at) = pending.pop() {
            if self.reached.insert(at) {
                pending.extend(links.parts(at));
            }
        }
    }

    /// The types in the files without a version that nobody uses.
    fn unused(&self, files: &[FileId]) -> Vec<Judged> {
        let files = files.iter().filter_map(|&file| Some((file, &self.library.file(file)?.document)));
        let definitions = files.flat_map(|(file, document)| {
            document.definitions.iter().map(move |(name, &node)| (NodeRef { file, node }, name, document))
        });
        let unused = definitions.filter(|(at, ..)| !self.reached.contains(at)).filter_map(|(at, name, document)| {
            let kind = FaultKind::UnusedDefinition { name: name.to_string() };
            let finding = self.finding(at.file, Fault { kind, span: document.nodes[at.node as usize].mark() });
            self.judged(finding)
        });
        unused.collect()
    }
}
