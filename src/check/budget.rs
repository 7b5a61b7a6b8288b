//! Counts what all subjects of a run take together. Whether that is too much does not depend on the order in which they are
//! checked.

use std::sync::atomic::{AtomicU64, Ordering};

use avro_resolve::limits::Limit;
use avro_resolve::schema::source::Sources;

use crate::model::input::Problem;
use crate::model::limits;
use crate::model::text::grouped;

/// What the subjects of a run may take, and have taken.
pub(super) struct RunBudget {
    /// Bytes of tables of resolutions.
    pub(super) tables: Spending,
    /// Findings that are kept.
    pub(super) findings: Spending,
}

/// What may be spent, and how much of it was.
pub(super) struct Spending {
    what: &'static str,
    limit: &'static Limit,
    per_byte: &'static str,
    most: u64,
    spent: AtomicU64,
}

impl RunBudget {
    /// For a run about these files.
    pub(super) fn of(sources: &Sources) -> RunBudget {
        let bytes: u64 = (0..sources.len()).map(|file| sources[file as u32].text.len() as u64).sum();
        RunBudget {
            tables: Spending {
                what: "bytes of tables of what each reader does",
                limit: &limits::TABLES,
                per_byte: "320 for each byte",
                most: limits::TABLES.most + limits::TABLES_A_BYTE.most * bytes,
                spent: AtomicU64::new(0),
            },
            findings: Spending {
                what: "findings",
                limit: &limits::ALL_FINDINGS,
                per_byte: "one for every 8 bytes",
                most: limits::ALL_FINDINGS.most + bytes / limits::BYTES_A_FINDING.most,
                spent: AtomicU64::new(0),
            },
        }
    }

    /// Why nothing can be said about the run, if it took too much.
    pub(super) fn problem(&self) -> Option<Problem> {
        let too_much = [&self.tables, &self.findings].into_iter().find(|spending| spending.left().is_none())?;
        let Spending { what, limit, per_byte, .. } = too_much;
        Some(Problem::of_run(format!(
            "the schemas come to more than {} {}, and {per_byte} of schemas; check fewer subjects at a time, or move old \
             versions out of the directory of schemas; see docs/limits.md",
            grouped(limit.most),
            what,
        )))
    }
}

impl Spending {
    /// What is left; `None` if more was spent than there was.
    pub(super) fn left(&self) -> Option<u64> {
        self.most.checked_sub(self.spent.load(Ordering::Relaxed))
    }

    pub(super) fn spend(&self, amount: u64) {
        // Each addition is far below the largest number, and after the first that is too much there are few.
        self.spent.fetch_add(amount, Ordering::Relaxed);
    }
}
