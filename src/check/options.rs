//! What a user wants to know in, how far a check goes out.

use crate::evidence::preview::Previews;
use crate::evidence::proof::Proofs;
use crate::policy::Policy;
use crate::policy::assume::Assumed;

/// What to check.
#[derive(Clone, Debug)]
pub struct Options {
    /// What counts.
    pub policy: Policy,
    /// Which pairs to look at.
    pub pairs: PairChoice,
    /// Whether records are put through every pair.
    pub round_trips: RoundTrips,
    /// Whether verdicts show data.
    pub proofs: Proofs,
    /// Whose readers matter.
    pub assumed: Assumed,
    /// Whether to say what the Confluent registry would.
    pub as_confluent: AsConfluent,
    /// Whether to show what the newest step makes of records.
    pub previews: Previews,
}

impl Options {
    /// Those of a run without flags.
    pub fn new(policy: Policy, pairs: PairChoice, round_trips: RoundTrips) -> Options {
        let (assumed, as_confluent) = (Assumed::default(), AsConfluent::NotAsked);
        Options { policy, pairs, round_trips, proofs: Proofs::Run, assumed, as_confluent, previews: Previews::Skip }
    }
}

/// Which pairs to look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PairChoice {
    /// Every ordered pair.
    All,
    /// Those that the run depends on.
    Gated,
}

/// Whether records are put through every pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoundTrips {
    /// Fixtures where there are any, records made from the schema elsewhere.
    Run,
    /// None.
    Skip,
}

/// Whether to say beside our verdict what the Confluent registry would.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AsConfluent {
    /// For every pair.
    Asked,
    /// No.
    NotAsked,
}
