//! Feeds the engine and the logs with any bytes, and fails where something does not hold.
//!
//! Each target is a function that takes bytes and panics where a promise is broken. A fuzzer searches for such bytes (`ci/fuzz`),
//! and tests feed the committed corpora and fixed mutations of them. The targets of the gate are in the library avrocheck, which
//! has access to all of itself.

mod container;
#[cfg(test)]
mod corpus;
mod data;
mod idl;
mod log;
mod pair;
mod schema;

/// A function that panics where a promise is broken.
pub type Target = fn(&[u8]);

/// The targets by name, which is also that of the directory of their corpus.
pub const TARGETS: [(&str, Target); 7] = [
    ("schema", schema::schema),
    ("idl", idl::idl),
    ("pair", pair::pair),
    ("data", data::data),
    ("records", data::records),
    ("container", container::container),
    ("log", log::log),
];

/// The target that the variable `FUZZ_TARGET` names.
///
/// # Panics
/// If it names none of these.
pub fn named(targets: &[(&str, Target)]) -> Target {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let names: Vec<&str> = targets.iter().map(|(name, _)| *name).collect();
    let found = targets.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("FUZZ_TARGET is \"{name}\"; the targets here are {}", names.join(", "))).1
}

/// What separates the parts of an input that has several.
const SEPARATOR: &[u8] = b"\n---\n";

/// The two parts of an input.
fn halves(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = data.windows(SEPARATOR.len()).position(|bytes| bytes == SEPARATOR)?;
    Some((&data[..at], &data[at + SEPARATOR.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replay(name: &str, mutations: usize) {
        let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("there is such a target");
        corpus::replay(name, *target, mutations);
    }

    #[test]
    fn schema() {
        replay("schema", 10_000);
    }

    #[test]
    fn idl() {
        replay("idl", 10_000);
    }

    #[test]
    fn pair() {
        replay("pair", 10_000);
    }

    #[test]
    fn data() {
        replay("data", 10_000);
    }

    #[test]
    fn records() {
        replay("records", 10_000);
    }

    #[test]
    fn container() {
        replay("container", 10_000);
    }

    #[test]
    fn log() {
        replay("log", 4_000);
    }
}
