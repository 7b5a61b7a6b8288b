//! Findings in, whether the run fails out.

use super::finding::Finding;
use super::rule::Severity;

/// From which severity on a finding fails the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailOn {
    /// From this severity on.
    Severity(Severity),
    /// Whatever is found.
    Never,
}

impl FailOn {
    /// Without configuration: what cannot be read, or is read wrongly.
    pub const DEFAULT: FailOn = FailOn::Severity(Severity::Breaking);

    /// Whether this finding, in a place that counts, fails the run.
    pub fn is_reached_by(self, finding: &Finding) -> bool {
        match self {
            FailOn::Severity(severity) => finding.severity >= severity,
            FailOn::Never => false,
        }
    }
}
