//! Every rule as data: what it is called, how bad it is, why it matters, what to do, and an example that raises it.
//!
//! One file holds the rules of one hundred: `resolution` (AVC1xx), `hazard` (AVC2xx), `portability` (AVC3xx), `lint` and `advice`
//! (AVC4xx), `history` (AVC5xx). A new rule is
//! four edits: an entry there, the place that raises it, a case directory with its snapshot, and `docs/rules.md`, which
//! the tests write.

use std::sync::LazyLock;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Worth knowing.
    Safe,
    /// Readable, but the data may not mean the same.
    Dangerous,
    /// Some data cannot be read, or are read wrongly.
    Breaking,
}

impl Severity {
    /// The word of reports and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Safe => "safe",
            Severity::Dangerous => "dangerous",
            Severity::Breaking => "breaking",
        }
    }
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// `AVC` and a number that never changes its meaning.
    pub id: &'static str,
    /// The same in words.
    pub name: &'static str,
    /// How bad it is by default. Mistakes inside one schema (AVC4xx) are at most [`Severity::Safe`] in versions that are
    /// not the newest: what was released cannot be mended any more.
    pub severity: Severity,
    /// One sentence: when it is raised.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Two schemas that raise it.
    pub example: RuleExample,
}

/// Who raises a rule, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Activation {
    /// Every command that looks at the place.
    Always,
    /// Only `avrocheck lint`: it is advice.
    Lint,
    /// Only `avrocheck lint`, if it is asked for the rule.
    OnDemand,
}

/// Two schemas that raise a rule, as files of the tests.
#[derive(Debug)]
pub enum RuleExample {
    /// Two versions: a case directory under `tests/cases`.
    Versions {
        /// The older schema.
        writer: &'static str,
        /// The newer schema. A mistake inside one schema is in this one.
        reader: &'static str,
    },
    /// Two files of one version: a case directory under `tests/cases`.
    Files([ExampleFile; 2]),
    /// Files before and after a change: a case directory under `tests/cases`.
    Since(&'static [ExampleFile]),
}

/// A file of an example.
#[derive(Debug)]
pub struct ExampleFile {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub text: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

/// Declares rules and lists them.
macro_rules! rules {
    ($($(#[$doc:meta])* $constant:ident = $rule:expr;)*) => {
        $($(#[$doc])* pub static $constant: Rule = $rule;)*
        /// The rules of this file, by id.
        pub(crate) static RULES: &[&Rule] = &[$(&$constant),*];
    };
}

/// Reads the example from a case directory.
macro_rules! example {
    ($case:literal) => {
        RuleExample::Versions {
            writer: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/", $case, "/writer.avsc")),
            reader: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/", $case, "/reader.avsc")),
        }
    };
}

mod advice;
mod hazard;
mod history;
mod lint;
mod portability;
mod resolution;

pub use advice::*;
pub use hazard::*;
pub use history::*;
pub use lint::*;
pub use portability::*;
pub use resolution::*;

/// Every rule, by id.
pub static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let all = [resolution::RULES, hazard::RULES, portability::RULES, lint::RULES, advice::RULES, history::RULES];
    all.concat()
});

/// The rule with this id or name.
pub fn find(id_or_name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(id_or_name) || rule.name == id_or_name)
}

/// The rules about what became of released schemas.
pub fn history() -> impl Iterator<Item = &'static Rule> {
    history::RULES.iter().copied()
}

/// The rule whose id or name comes nearest, if one comes near; ids of the same beginning do.
pub fn nearest(id_or_name: &str) -> Option<&'static Rule> {
    /// What is further off was not meant.
    const NEAR_ENOUGH: f64 = 0.8;
    let wanted = id_or_name.to_lowercase();
    let closeness = |rule: &&Rule| {
        let to = |known: &str| strsim::jaro_winkler(&known.to_lowercase(), &wanted);
        to(rule.id).max(to(rule.name))
    };
    if let Some(rule) = RULES.iter().find(|rule| rule.id.strip_prefix("AVC") == Some(wanted.as_str())) {
        return Some(rule);
    }
    // The first of the nearest ones.
    let nearer = |a: &'static Rule, b: &'static Rule| if closeness(&b) > closeness(&a) { b } else { a };
    RULES.iter().copied().reduce(nearer).filter(|rule| closeness(rule) >= NEAR_ENOUGH)
}
