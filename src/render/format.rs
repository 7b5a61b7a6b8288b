//! The formats of the gate's report: one file for each.

pub mod azure;
pub mod concise;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod rdjson;
pub mod sarif;
#[cfg(feature = "cli")]
pub(crate) mod spool;

#[cfg(test)]
mod tests;

use crate::cause::{CauseGroup, CauseGrouping, Weight, causes};
use crate::judged::Judged;
use crate::policy::judgement::Disposition;
use crate::render::text::style::{Detail, Look};
use crate::report::{CompatReport, ReportScope};
use crate::rule::{Activation, Severity};

/// What is shown of a report.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What was checked, as the user named it.
    pub target: &'a str,
    /// How it looks.
    pub look: Look,
    /// Whether to draw the matrix of every subject that is listed, not only of those that fail.
    pub all_matrices: bool,
    /// Whether to add text diffs of each version against the one before.
    pub diffs: bool,
    /// Whether to count the findings of each rule instead of showing them.
    pub statistics: bool,
}

impl View<'_> {
    /// The same for output that is not a terminal.
    pub(crate) fn without_terminal(&self) -> Self {
        View { look: self.look.without_terminal(), ..*self }
    }

    /// The causes that the user wants to see.
    pub(crate) fn causes<'r>(&self, report: &'r CompatReport, grouping: CauseGrouping) -> Vec<CauseGroup<'r>> {
        let mut causes = causes(report, grouping, |weight| self.shows(report, weight));
        causes.retain(|cause| self.look.detail == Detail::Verbose || !is_hint(cause.judged));
        causes
    }

    /// Whether causes that mean so much for the run are shown.
    pub(crate) fn shows(&self, report: &CompatReport, weight: Weight) -> bool {
        let detail = self.look.detail;
        // What is safe in a single schema is all that most schemas have.
        let is_single = report.scope == ReportScope::SingleSchemas && detail == Detail::Normal;
        detail.shows(weight) || is_single && weight == Weight::Remark
    }
}

/// Whether a finding is advice that most schemas need not follow. There is so much of it that only `-v` shows it.
pub(crate) fn is_hint(Judged { finding, severity, disposition, .. }: &Judged) -> bool {
    finding.rule.activation == Activation::Advice
        && (*severity, disposition) == (Severity::Safe, &Disposition::Tolerated)
}
