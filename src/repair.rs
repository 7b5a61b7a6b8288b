//! Makes fixes in the input of a check: the automatic ones, and those that a human has agreed to.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::{Options, check};
use crate::finding::fingerprint::Fingerprint;
use crate::fix::EditsByFile;
use crate::fix::search::together;
use crate::model::input::Input;
use crate::model::limits;
use crate::report::{CompatReport, SubjectReport};
use crate::rule::{Rule, Severity};
use avro_resolve::schema::edit;

/// A file that was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repaired {
    /// Its name.
    pub name: String,
    /// Its text before.
    pub before: String,
    /// Its text now.
    pub after: String,
}

impl Repaired {
    /// The schemas whose texts are not as they were.
    pub(crate) fn between(before: Input, after: &Input) -> Vec<Repaired> {
        let changed =
            before.schemas.into_iter().zip(&after.schemas).filter(|(before, after)| before.text != after.text);
        changed
            .map(|(before, after)| Repaired {
                name: before.name,
                before: before.text.into_string(),
                after: after.text.to_string(),
            })
            .collect()
    }
}

/// The fixes that a human has agreed to, beside the automatic ones.
#[derive(Clone, Default, Debug)]
pub struct Agreed {
    /// Those of any finding.
    pub all: bool,
    /// Those of the findings of these rules.
    pub rules: Vec<&'static Rule>,
    /// Those of these findings.
    pub findings: Vec<Fingerprint>,
}

impl Agreed {
    pub(crate) fn includes(&self, finding: Fingerprint, rule: Option<&'static Rule>) -> bool {
        self.all || self.findings.contains(&finding) || rule.is_some_and(|rule| self.rules.contains(&rule))
    }

    /// A remark for each finding that is named and that the report does not have: a fingerprint that was mistyped, or whose finding
    /// is gone.
    pub(crate) fn remarks(&self, report: &CompatReport) -> Vec<String> {
        if self.findings.is_empty() {
            return Vec::new();
        }
        let there: FxHashSet<Fingerprint> =
            report.all_findings().map(|(_, judged)| judged.finding.fingerprint).collect();
        let absent = self.findings.iter().filter(|finding| !there.contains(finding));
        absent.map(|finding| format!("--unsafe-fixes names {finding}, and no finding has this fingerprint")).collect()
    }
}

/// One fix may make another possible. A schema that needs more rounds than this needs a human.
const ROUNDS: usize = 16;

/// Makes the automatic fixes and those that are agreed to, as long as there are any and each round leaves fewer breaking findings.
/// An input that cannot be checked stays as it is.
pub fn repair(input: &mut Input, options: &Options, agreed: &Agreed) -> Vec<Repaired> {
    let options = Options { round_trips: false, ..options.clone() };
    let released = input.clone();
    let mut report = check(input.clone(), &options);
    input.notes.extend(agreed.remarks(&report));
    let size: u64 = input.schemas.iter().map(|schema| schema.text.len() as u64).sum();
    let mut attempts_left = limits::REPAIRS.most / size.max(1) + 2;
    for _ in 0..ROUNDS {
        if !report.problems.is_empty() {
            break;
        }
        let fixes = wanted(&report, agreed);
        let one_by_one = fixes.iter().map(std::slice::from_ref);
        let attempts = std::iter::once(&fixes[..]).chain(one_by_one).filter(|fixes| !fixes.is_empty());
        let better = attempts.into_iter().find_map(|fixes| {
            attempts_left = attempts_left.checked_sub(1)?;
            let amended = amended(input, &report, fixes.iter().cloned())?;
            let after = check(amended.clone(), &options);
            is_better(&report, &after).then_some((amended, after))
        });
        let Some((amended, after)) = better else { break };
        (*input, report) = (amended, after);
    }
    Repaired::between(released, input)
}

/// The best fix of each finding, if it is automatic or agreed to; all edits of a patch, if that is so for each of them. Those that
/// cannot be made together with others before them are left out.
fn wanted(report: &CompatReport, agreed: &Agreed) -> Vec<EditsByFile> {
    let mut wanted: Vec<EditsByFile> = Vec::new();
    for edits in report.subjects.iter().flat_map(|subject| wanted_of(report, subject, agreed)) {
        if together(wanted.iter().cloned().chain([edits.clone()])).is_some() {
            wanted.push(edits);
        }
    }
    wanted
}

fn wanted_of(report: &CompatReport, subject: &SubjectReport, agreed: &Agreed) -> Vec<EditsByFile> {
    let findings = subject.pairs.iter().flat_map(|pair| &pair.findings).chain(&report.findings);
    let findings = findings.map(|judged| &judged.finding);
    let rules: FxHashMap<Fingerprint, &'static Rule> =
        findings.map(|finding| (finding.fingerprint, finding.rule)).collect();
    let is_agreed = |finding: &Fingerprint| agreed.includes(*finding, rules.get(finding).copied());
    if let Some(patch) = &subject.fixes.patch
        && patch.to_decide.iter().all(is_agreed)
    {
        return vec![patch.edits.clone()];
    }
    let best = subject.fixes.by_finding.iter().filter_map(|(finding, fixes)| Some((finding, fixes.first()?)));
    let best = best.filter(|(finding, fix)| fix.is_automatic || is_agreed(finding));
    best.map(|(_, fix)| EditsByFile::from([(fix.file, fix.edits.clone())])).collect()
}

/// The input of a report with edits made; `None` if some are in the way of others.
pub(crate) fn amended(input: &Input, report: &CompatReport, edits: impl Iterator<Item = EditsByFile>) -> Option<Input> {
    let mut amended = input.clone();
    for (file, edits) in together(edits)? {
        let name = &report.sources[file].name;
        let text = &mut amended.schemas.iter_mut().find(|schema| schema.name == *name)?.text;
        let mark = text.len() - text.trim_start_matches('\u{feff}').len();
        let edited = edit::apply(&text[mark..], &edits);
        *text = format!("{}{edited}", &text[..mark]).into();
    }
    Some(amended)
}

/// Whether less is breaking than before, and nothing else.
fn is_better(before: &CompatReport, after: &CompatReport) -> bool {
    let (before, now) = (breaking(before), breaking(after));
    after.problems.is_empty() && now.len() < before.len() && now.is_subset(&before)
}

/// The breaking findings of gated pairs and of single files, whether they fail the run or not.
fn breaking(report: &CompatReport) -> BTreeSet<Fingerprint> {
    let gated = report.subjects.iter().flat_map(|subject| &subject.pairs).filter(|pair| pair.is_gated());
    let findings = gated.flat_map(|pair| &pair.findings).chain(&report.findings);
    let breaking = findings.filter(|judged| judged.severity == Severity::Breaking);
    breaking.map(|judged| judged.finding.fingerprint).collect()
}
