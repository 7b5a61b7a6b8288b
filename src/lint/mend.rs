//! Makes the fixes of single schemas: those that leave the schema as it was understood, or let a default count that its author
//! wrote, and those that a human has agreed to.

use std::collections::{BTreeMap, BTreeSet};

use super::lint;
use crate::finding::fingerprint::Fingerprint;
use crate::finding::{Finding, FindingKind};
use crate::fix::propose::slip::{Slip, meant};
use crate::fix::search::edits_of;
use crate::fix::{EditsByFile, Fix};
use crate::judged::Judged;
use crate::model::input::Input;
use crate::model::limits;
use crate::policy::Policy;
use crate::repair::{Agreed, Repaired, amended};
use crate::report::CompatReport;
use crate::rule::{Activation, Rule};
use avro_resolve::schema::edit::EditableText;
use avro_resolve::schema::model::FileId;

/// What a lint looks at, beside its input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LintScope<'a> {
    pub(crate) only: Option<&'a BTreeSet<String>>,
    pub(crate) enabled: &'a [&'a Rule],
    pub(crate) policy: &'a Policy,
}

/// One fix may make another possible.
const ROUNDS: usize = 8;

/// A finding in a file.
type Mistake = (Fingerprint, String);

/// Schemas after fixes.
pub(crate) struct Mended {
    pub(crate) input: Input,
    pub(crate) report: CompatReport,
    /// The files that are not as they were.
    pub(crate) files: Vec<Repaired>,
}

/// Makes the automatic fixes and those that are agreed to, as long as each leaves fewer findings and no new one; `None` if there is
/// none. `report` is that of the input.
pub(crate) fn mend(input: &Input, report: &CompatReport, scope: LintScope<'_>, agreed: &Agreed) -> Option<Mended> {
    let size: u64 = input.schemas.iter().map(|schema| schema.text.len() as u64).sum();
    let mut attempts_left = limits::REPAIRS.most / size.max(1) + 2;
    let mut mended: Option<(Input, CompatReport)> = None;
    for _ in 0..ROUNDS {
        let (input, report) = mended.as_ref().map_or((input, report), |(input, report)| (input, report));
        let is_wanted = |(finding, fix): &(&Finding, Fix)| {
            fix.is_automatic || agreed.includes(finding.fingerprint, Some(finding.rule))
        };
        let wanted = proposals(report).into_iter().filter(is_wanted);
        let wanted: Vec<EditsByFile> = wanted.map(|(_, fix)| edits_of(&fix)).collect();
        let mut round = Round { input, report, scope, attempts_left, made: Vec::new(), best: None };
        round.make(&wanted);
        attempts_left = round.attempts_left;
        let Some(better) = round.best else { break };
        mended = Some(better);
    }
    mended.map(|(mended, report)| {
        let files = Repaired::between(input.clone(), &mended);
        Mended { input: mended, report, files }
    })
}

/// Fixes that are tried together.
struct Round<'a> {
    input: &'a Input,
    report: &'a CompatReport,
    scope: LintScope<'a>,
    attempts_left: u64,
    /// Those that hold.
    made: Vec<EditsByFile>,
    /// What they make of the input.
    best: Option<(Input, CompatReport)>,
}

impl Round<'_> {
    /// Makes these fixes, too; if not all hold, each half as far as it does.
    fn make(&mut self, fixes: &[EditsByFile]) {
        if fixes.is_empty() || self.attempts_left == 0 {
            return;
        }
        self.attempts_left -= 1;
        let all = [&self.made[..], fixes].concat();
        if let Some(better) = self.attempt(&all) {
            (self.made, self.best) = (all, Some(better));
        } else if fixes.len() > 1 {
            let (some, others) = fixes.split_at(fixes.len() / 2);
            self.make(some);
            self.make(others);
        }
    }

    fn attempt(&self, fixes: &[EditsByFile]) -> Option<(Input, CompatReport)> {
        let amended = amended(self.input, self.report, fixes.iter().cloned())?;
        let after = lint(amended.clone(), self.scope.only, self.scope.enabled, self.scope.policy);
        let best = self.best.as_ref().map_or(self.report, |(_, report)| report);
        let (before, now) = (mistakes(best), mistakes(&after));
        (after.problems.is_empty() && now.len() < before.len() && now.is_subset(&before)).then_some((amended, after))
    }
}

/// Notes in a report which of its findings `--fix` mends, and the edits of each finding that has some.
pub(crate) fn offer(input: &Input, report: &mut CompatReport, scope: LintScope<'_>) {
    let gone = |agreed: &Agreed| {
        mend(input, report, scope, agreed).map_or_else(BTreeSet::new, |mended| gone(report, &mended.report))
    };
    let proposals = proposals(report);
    let fixable = gone(&Agreed::default());
    let is_automatic = proposals.iter().all(|(_, fix)| fix.is_automatic);
    let of_all = if is_automatic { fixable.clone() } else { gone(&Agreed { all: true, ..Agreed::default() }) };
    let holds = |finding: Fingerprint, fix: &Fix| {
        if fix.is_automatic { &fixable } else { &of_all }.contains(&(finding, fix.file))
    };
    let fixes = proposals.into_iter().map(|(finding, fix)| (finding.fingerprint, fix));
    // To show an edit, the whole text is read again. What is not shown is made all the same.
    let mut left = limits::FIXES_OF_ALL.size();
    let mut is_shown = |fix: &Fix| {
        left = left.saturating_sub(report.sources[fix.file].text.len());
        left > 0
    };
    let fixes = fixes.filter(|(finding, fix)| holds(*finding, fix));
    let fixes = fixes.filter(|(_, fix)| is_shown(fix));
    let fixes: BTreeMap<(Fingerprint, FileId), Fix> = fixes.map(|(finding, fix)| ((finding, fix.file), fix)).collect();
    (report.fixable, report.lint_fixes) = (fixable, fixes);
}

/// The mistakes of a report that another one of the same schemas has no more, each with its file.
fn gone(before: &CompatReport, after: &CompatReport) -> BTreeSet<(Fingerprint, FileId)> {
    let left = mistakes(after);
    let places = without_advice(before).filter_map(|finding| Some((finding.fingerprint, finding.place()?.file)));
    places.filter(|(finding, file)| !left.contains(&(*finding, before.sources[*file].name.clone()))).collect()
}

fn mistakes(report: &CompatReport) -> BTreeSet<Mistake> {
    let file =
        |finding: &Finding| finding.place().map_or(String::new(), |place| report.sources[place.file].name.clone());
    without_advice(report).map(|finding| (finding.fingerprint, file(finding))).collect()
}

/// The findings but for advice: a default that a field gets changes what there is to advise about others.
fn without_advice(report: &CompatReport) -> impl Iterator<Item = &Finding> {
    let findings = report.findings.iter().map(|judged| &judged.finding);
    findings.filter(|finding| finding.rule.activation != Activation::Advice)
}

/// What could be done about the findings that nobody has excused, in files that can still be changed.
fn proposals<'r>(report: &'r CompatReport) -> Vec<(&'r Finding, Fix)> {
    let mut pages: BTreeMap<FileId, Option<EditableText<'_>>> = BTreeMap::new();
    let open = report.findings.iter().filter(|judged| !judged.disposition.is_excused() && !judged.finding.is_released);
    let proposal = |judged: &'r Judged| {
        let finding = &judged.finding;
        let (FindingKind::Fault(kind), Some(place)) = (&finding.kind, &finding.reader) else { return None };
        let source = &report.sources[place.file];
        let page = pages.entry(place.file).or_insert_with(|| EditableText::open_as(&source.text, source.syntax()));
        let slip = Slip { kind, file: place.file, span: place.span, pointer: &place.pointer };
        Some((finding, meant(slip, page.as_ref()?)?))
    };
    open.filter(|_| report.problems.is_empty()).filter_map(proposal).collect()
}

#[cfg(test)]
mod tests;
