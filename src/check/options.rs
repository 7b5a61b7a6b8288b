//! Defines the options of a check.

use crate::policy::Policy;

/// The options of a check.
#[derive(Clone, Debug)]
pub struct Options {
    /// The severities, levels and exceptions.
    pub policy: Policy,
    /// Leaves out the pairs that the run does not depend on.
    pub gated_pairs_only: bool,
    /// Sends records through every pair: fixtures where there are any, records made from the schema elsewhere.
    pub round_trips: bool,
    /// Asks the apache-avro crate about every pair, and not only about gated pairs and versions that follow each other.
    pub all_second_opinions: bool,
    /// Shows verdicts with data, and offers fixes that were tried.
    pub run_proofs: bool,
    /// Says for every pair what the Confluent registry would say.
    pub as_confluent: bool,
    /// Shows what the newest step makes of records.
    pub previews: bool,
}

impl Options {
    /// The options of a run without flags.
    pub fn new(policy: Policy) -> Options {
        Options {
            policy,
            gated_pairs_only: false,
            round_trips: true,
            all_second_opinions: false,
            run_proofs: true,
            as_confluent: false,
            previews: false,
        }
    }
}
