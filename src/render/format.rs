//! The formats of the gate's report: one file for each.

pub mod concise;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod sarif;

#[cfg(test)]
mod tests;

use crate::cause::{CauseGroup, CauseGrouping, causes};
use crate::render::text::style::Look;
use crate::report::CompatReport;

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
}

impl View<'_> {
    /// The same for output that is not a terminal.
    pub(crate) fn without_terminal(&self) -> Self {
        View { look: self.look.without_terminal(), ..*self }
    }

    /// The causes that the user wants to see.
    pub(crate) fn causes<'r>(&self, report: &'r CompatReport, grouping: CauseGrouping) -> Vec<CauseGroup<'r>> {
        causes(report, grouping, |weight| self.look.detail.shows(weight))
    }
}
