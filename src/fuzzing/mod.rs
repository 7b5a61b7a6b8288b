//! Feeds the gate with any bytes, and fails where something does not hold: what the directory `fuzz` runs.
//!
//! Each target is a function that takes bytes and panics where a promise is broken. A fuzzer searches for such bytes, and the tests
//! of this module feed the committed corpora and fixed mutations of them.

mod git;
mod paths;
mod reports;
mod settings;
mod texts;

#[cfg(test)]
#[path = "../../fuzz/src/corpus.rs"]
mod corpus;

/// A function that panics where a promise is broken.
pub type Target = fn(&[u8]);

/// The targets by name, which is also that of the directory of their corpus.
pub const TARGETS: [(&str, Target); 5] = [
    ("reports", reports::reports),
    ("settings", settings::settings),
    ("baseline", settings::baseline),
    ("paths", paths::paths),
    ("git", git::git),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn replay(name: &str, mutations: usize) {
        let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("there is such a target");
        corpus::replay(name, *target, mutations);
    }

    #[test]
    fn reports() {
        replay("reports", 1_000);
    }

    #[test]
    fn settings() {
        replay("settings", 5_000);
    }

    #[test]
    fn baseline() {
        replay("baseline", 3_000);
    }

    #[test]
    fn paths() {
        replay("paths", 1_000);
    }

    #[test]
    fn git() {
        replay("git", 1_500);
    }
}
