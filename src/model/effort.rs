//! Adds up the time that the parts of a check take, over all threads.

use std::array;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A part of a check that can take its time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // the names say it
pub enum Work {
    /// Which files changed since an earlier state, and which may depend on them.
    Comparing,
    Parsing,
    Proofs,
    RoundTrips,
    Fixes,
    /// Which files define the same name differently.
    Conflicts,
}

impl Work {
    /// All there are, in the order of a check.
    pub const ALL: [Work; 6] =
        [Work::Comparing, Work::Parsing, Work::Proofs, Work::RoundTrips, Work::Fixes, Work::Conflicts];
}

/// The time that the parts of a check took, added up over all threads.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Effort([Duration; Work::ALL.len()]);

impl Effort {
    /// The time that this part took.
    pub fn of(&self, work: Work) -> Duration {
        self.0[work as usize]
    }
}

/// A clock for each part of a check, which many threads may start at once.
#[derive(Default, Debug)]
pub(crate) struct Clocks([AtomicU64; Work::ALL.len()]);

impl Clocks {
    /// Does the work on its clock.
    pub(crate) fn time<T>(&self, work: Work, run: impl FnOnce() -> T) -> T {
        // A browser has no such clock, and asking for one would panic there.
        let started = (!cfg!(target_family = "wasm")).then(Instant::now);
        let result = run();
        let spent = started.map_or(0, |started| u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX));
        self.0[work as usize].fetch_add(spent, Ordering::Relaxed);
        result
    }

    /// The times so far.
    pub(crate) fn read(&self) -> Effort {
        Effort(array::from_fn(|at| Duration::from_nanos(self.0[at].load(Ordering::Relaxed))))
    }
}
