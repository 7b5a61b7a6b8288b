//! Counts what all subjects of a run take together. Whether that is too much does not depend on the order in which they are
//! checked.

use std::sync::atomic::{AtomicU64, Ordering};

use avro_resolve::limits::Limit;
use avro_resolve::schema::source::Sources;

use crate::model::input::Problem;
use crate::model::limits;
use crate::model::text::grouped;

/// What a pair counts for beside the tables of its types: its verdict, and its places in what is kept of all pairs. In 21 subjects of
/// 590 versions it took 207 bytes; the rest is for the time that it takes.
const BYTES_OF_A_PAIR: u64 = 400;

/// What the subjects of a run may take, and have taken.
pub(super) struct RunBudget {
    /// Bytes of tables of resolutions, and of pairs.
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

    /// Spends what the pairs of so many versions take, each read by each other.
    pub(super) fn spend_pairs(&self, versions: u64) {
        self.tables.spend(versions * versions.saturating_sub(1) * BYTES_OF_A_PAIR);
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

#[cfg(test)]
mod tests {
    use avro_resolve::schema::source::Source;

    use super::*;

    /// Whether so many subjects of so many versions, with so many bytes of text in all, can be checked.
    fn has_room(subjects: usize, versions: u64, bytes: usize) -> bool {
        let budget = RunBudget::of(&Sources::new(vec![Source::new("x.avsc", " ".repeat(bytes))]));
        (0..subjects).for_each(|_| budget.spend_pairs(versions));
        budget.problem().is_none()
    }

    #[test]
    fn pairs_are_bounded_even_where_their_types_are_small() {
        assert!(has_room(10, 600, 10 * 600 * 1_000));
        assert!(has_room(1, 600, 600 * 50));
        assert!(!has_room(21, 590, 1_100_000));
    }
}
