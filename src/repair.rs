//! Makes every automatic fix in the input of a check.

use std::collections::BTreeSet;

use crate::check::{Options, check};
use crate::finding::fingerprint::Fingerprint;
use crate::fix::Fix;
use crate::fix::search::together;
use crate::model::input::Input;
use crate::model::limits;
use crate::report::CompatReport;
use crate::rule::Severity;
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
            .map(|(before, after)| Repaired { name: before.name, before: before.text, after: after.text.clone() })
            .collect()
    }
}

/// One fix may make another possible. A schema that needs more rounds than this needs a human.
const ROUNDS: usize = 16;

/// Makes the automatic fixes, as long as there are any and each round leaves fewer breaking findings. An input that cannot be
/// checked stays as it is.
pub fn repair(input: &mut Input, options: &Options) -> Vec<Repaired> {
    let options = Options { round_trips: false, ..options.clone() };
    let released = input.clone();
    let mut report = check(input.clone(), &options);
    let size: u64 = input.schemas.iter().map(|schema| schema.text.len() as u64).sum();
    let mut attempts_left = limits::REPAIRS.most / size.max(1) + 2;
    for _ in 0..ROUNDS {
        if !report.problems.is_empty() {
            break;
        }
        let fixes = automatic(&report);
        let one_by_one = fixes.iter().map(std::slice::from_ref);
        let attempts = std::iter::once(&fixes[..]).chain(one_by_one).filter(|fixes| !fixes.is_empty());
        let better = attempts.into_iter().find_map(|fixes| {
            attempts_left = attempts_left.checked_sub(1)?;
            let amended = amended(input, &report, fixes)?;
            let after = check(amended.clone(), &options);
            is_better(&report, &after).then_some((amended, after))
        });
        let Some((amended, after)) = better else { break };
        (*input, report) = (amended, after);
    }
    Repaired::between(released, input)
}

/// The automatic fixes of all subjects, as far as they can be made together.
fn automatic(report: &CompatReport) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = Vec::new();
    for fix in report.subjects.iter().flat_map(|subject| subject.fixes.automatic()) {
        if together(fixes.iter().chain([fix])).is_some() {
            fixes.push(fix.clone());
        }
    }
    fixes
}

fn amended(input: &Input, report: &CompatReport, fixes: &[Fix]) -> Option<Input> {
    let mut amended = input.clone();
    for (file, edits) in together(fixes.iter())? {
        let name = &report.sources[file].name;
        let text = &mut amended.schemas.iter_mut().find(|schema| schema.name == *name)?.text;
        let mark = text.len() - text.trim_start_matches('\u{feff}').len();
        let edited = edit::apply(&text[mark..], &edits);
        text.replace_range(mark.., &edited);
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
