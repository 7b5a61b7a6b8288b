//! Every rule as data: what it is called, how bad it is, why it matters, what to do, and an example that raises it.
//!
//! A new rule is four edits: an entry here, the place that raises it, and a case directory with its snapshot.

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
    /// A pair that raises it.
    pub example: Example,
}

/// A pair of schemas, one of the case directories under `tests/cases`.
#[derive(Debug)]
pub struct Example {
    /// The older schema.
    pub writer: &'static str,
    /// The newer schema.
    pub reader: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

/// Reads an example from its case directory.
macro_rules! example {
    ($case:literal) => {
        Example {
            writer: include_str!(concat!("../../tests/cases/", $case, "/writer.avsc")),
            reader: include_str!(concat!("../../tests/cases/", $case, "/reader.avsc")),
        }
    };
}

macro_rules! rules {
    ($($(#[$doc:meta])* $constant:ident = $rule:expr;)*) => {
        $($(#[$doc])* pub static $constant: Rule = $rule;)*
        /// Every rule, by id.
        pub static RULES: &[&Rule] = &[$(&$constant),*];
    };
}

rules! {
    /// AVC101.
    MISSING_DEFAULT = Rule {
        id: "AVC101",
        name: "missing-default",
        severity: Severity::Breaking,
        summary: "The reader has a field that the writer lacks, and the field has no default.",
        why: "A reader fills a field that was not written with its default. Without one it cannot read a single datum of \
              that record: consumers that upgrade stop at the first old message.",
        remedy: "Give the field a default of its type, or make it nullable: \"type\": [\"null\", …], \"default\": null. If the \
                 field was renamed, name the old one in \"aliases\". A default that does not fit its type counts as absent.",
        example: example!("AVC101-missing-default/order-gains-currency"),
    };
}

/// The rule with this id or name.
pub fn find(id_or_name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(id_or_name) || rule.name == id_or_name)
}

/// The rule whose id or name comes nearest.
pub fn nearest(id_or_name: &str) -> &'static Rule {
    let closeness = |rule: &Rule| {
        let to = |known: &str| strsim::normalized_damerau_levenshtein(&known.to_lowercase(), &id_or_name.to_lowercase());
        to(rule.id).max(to(rule.name))
    };
    RULES.iter().copied().max_by(|a, b| closeness(a).total_cmp(&closeness(b))).expect("there are rules")
}
