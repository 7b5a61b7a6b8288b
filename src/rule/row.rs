//! Defines a rule as a row of the table, and the values of its columns.

use avro_resolve::resolution::FailureKind;

/// A rule: one row of the table.
#[derive(Debug)]
pub struct Rule {
    /// `AVC` and a number that never changes its meaning.
    pub id: &'static str,
    /// The same in words.
    pub name: &'static str,
    /// What it is about.
    pub family: Family,
    /// The kinds of incompatibility that its findings can have, in the words of Java's checker; none where data can be read.
    pub kinds: &'static [FailureKind],
    /// How bad it is, where the readers that it concerns matter.
    pub(super) severity: Severity,
    /// Whose readers it concerns; empty for everybody's.
    pub concerns: &'static [Implementation],
    /// Which commands raise it.
    pub activation: Activation,
    /// One sentence: when it is raised.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do; its first sentence alone is shown with findings.
    pub remedy: &'static str,
    /// Schemas that raise it.
    pub example: RuleExample,
}

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

/// The subject of the rules whose ids have the same first digit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // `summary` says it
pub enum Family {
    Resolution,
    Meaning,
    Portability,
    Schema,
    History,
    Message,
}

/// An implementation whose readers may matter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // the names say it
pub enum Implementation {
    Java,
    /// The registry, whose checker is Java's, and the readers of its platform, which are Java's too.
    Confluent,
    /// The crate apache-avro.
    Rust,
    /// fastavro.
    Python,
    /// Apache Spark, with spark-avro.
    Spark,
    /// Sail, by Spark Connect.
    Sail,
    /// DuckDB, with its extension avro.
    DuckDb,
    Polars,
    /// hamba/avro.
    Go,
}

/// Which commands raise a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Activation {
    /// Every command that looks at the place.
    Always,
    /// The same, if `assume` names one of the implementations that it concerns.
    Assumed,
    /// Only `avrocheck lint`: it is advice.
    Lint,
    /// Only `avrocheck lint`, which prints it with `-v`: nearly every schema raises it.
    Advice,
    /// Only `avrocheck lint`, if it is asked for the rule.
    OnDemand,
}

/// Schemas that raise a rule: files of a case directory of the tests.
#[derive(Debug)]
pub struct RuleExample {
    /// How the case is arranged.
    pub layout: CaseLayout,
    /// Its files, as far as they are shown.
    pub files: &'static [ExampleFile],
}

/// How a case directory is arranged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CaseLayout {
    /// Two versions, `writer.avsc` and then `reader.avsc`. A mistake inside one schema is in the second.
    Versions,
    /// A tree of files of one version.
    Files,
    /// A tree `before` and `after` a change.
    Revisions,
}

/// A file of an example.
#[derive(Debug)]
pub struct ExampleFile {
    /// Its path in the case directory.
    pub path: &'static str,
    /// A remark for readers; empty for most.
    pub note: &'static str,
    /// Its text.
    pub text: &'static str,
}

impl Rule {
    /// The values of the columns that a row leaves out.
    pub(super) const fn of_family(family: Family) -> Rule {
        Rule {
            id: "",
            name: "",
            family,
            kinds: &[],
            severity: Severity::Safe,
            concerns: &[],
            activation: Activation::Always,
            summary: "",
            why: "",
            remedy: "",
            example: RuleExample { layout: CaseLayout::Versions, files: &[] },
        }
    }

    /// How bad a finding of the rule is where these implementations read: what concerns others alone is safe.
    pub fn severity_for(&self, readers: &[Implementation]) -> Severity {
        let is_concerned = self.concerns.is_empty() || self.concerns.iter().any(|one| readers.contains(one));
        if is_concerned { self.severity } else { Severity::Safe }
    }

    /// How bad a finding of the rule is without settings of whose readers matter.
    pub fn default_severity(&self) -> Severity {
        self.severity_for(&Implementation::DEFAULT)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

impl Family {
    /// All of them, in the order of their ids.
    pub const ALL: [Family; 6] =
        [Family::Resolution, Family::Meaning, Family::Portability, Family::Schema, Family::History, Family::Message];

    /// The ids, and what the rules are about.
    pub fn summary(self) -> (&'static str, &'static str) {
        match self {
            Family::Resolution => ("AVC1xx", "some data cannot be read"),
            Family::Meaning => ("AVC2xx", "the data can be read, but may not mean the same"),
            Family::Portability => ("AVC3xx", "implementations read the data differently"),
            Family::Schema => (
                "AVC4xx",
                "mistakes inside one schema; safe in versions that are not the newest, because what was released cannot be corrected",
            ),
            Family::History => ("AVC5xx", "what happens to versions after their release"),
            Family::Message => ("AVC6xx", "clients and servers of a protocol cannot call each other"),
        }
    }
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

impl Implementation {
    /// All of them.
    pub const ALL: [Implementation; 9] = [
        Implementation::Java,
        Implementation::Confluent,
        Implementation::Rust,
        Implementation::Python,
        Implementation::Spark,
        Implementation::Sail,
        Implementation::DuckDb,
        Implementation::Polars,
        Implementation::Go,
    ];

    /// Those whose readers matter without settings.
    pub const DEFAULT: [Implementation; 2] = [Implementation::Java, Implementation::Confluent];

    /// The word of the command line and of configurations.
    pub fn name(self) -> &'static str {
        match self {
            Implementation::Java => "java",
            Implementation::Confluent => "confluent",
            Implementation::Rust => "rust",
            Implementation::Python => "python",
            Implementation::Spark => "spark",
            Implementation::Sail => "sail",
            Implementation::DuckDb => "duckdb",
            Implementation::Polars => "polars",
            Implementation::Go => "go",
        }
    }

    /// What was measured: its name and version.
    pub fn release(self) -> &'static str {
        match self {
            Implementation::Java | Implementation::Confluent => "Java 1.12.1",
            Implementation::Rust => "apache-avro 0.22.0",
            Implementation::Python => "fastavro 1.13.1",
            Implementation::Spark => "Spark 4.2.0",
            Implementation::Sail => "Sail 0.7.2",
            Implementation::DuckDb => "DuckDB 1.5.5",
            Implementation::Polars => "polars 2.1.0",
            Implementation::Go => "hamba/avro 2.31.0",
        }
    }
}
