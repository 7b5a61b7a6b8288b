//! Checks that new versions of an Apache Avro schema stay compatible with the old ones. For each problem it shows the line, a
//! record that cannot be read, and a fix.
//!
//! The command line `avrocheck` is built on this library. Its main function is [`check`], which takes an [`Input`] and returns a
//! [`CompatReport`]. Files on disk, which [`read_input`] reads, and texts in memory, such as what an editor has not saved,
//! become the same input:
//!
//! ```
//! use avrocheck::{Level, Options, Policy, Settings, SourceTree, check, input_of};
//!
//! let mut schemas = SourceTree::in_memory("schemas", [("v1/id.avsc", "\"int\""), ("v2/id.avsc", "\"long\"")]);
//! let options = Options::new(Policy::at(Level::DEFAULT));
//! let report = check(input_of(schemas.clone(), None, &Settings::default()), &options);
//! assert!(report.problems.is_empty(), "everything could be read");
//! assert_eq!(report.failures().count(), 0);
//!
//! schemas.put("v2/id.avsc", "\"string\"");
//! let report = check(input_of(schemas, None, &Settings::default()), &options);
//! let failure = report.failures().next().expect("an int cannot be read as a string");
//! assert_eq!((failure.finding.rule.id, failure.severity.name()), ("AVC102", "breaking"));
//! ```
//!
//! What could not be checked, such as a file that is not JSON, is among the report's `problems`. A report with problems has not
//! passed, even if it has no failures.
//!
//! A [`Finding`] is a fact. [`Judged`] is what the [`Policy`] makes of it, with the [`Evidence`] that was executed for it. The
//! report is plain data; [`format`](mod@format) writes it as text.
//!
//! For two schemas alone, without versions, files or a policy, there is [`avro_resolve`].
//!
//! # Modules
//!
//! All are private; what is public is listed below. Each module uses only those above it. The interface may change before 1.0.
//!
//! | module | what it does |
//! |---|---|
//! | `model` | small data that every module may use |
//! | `rule` | the table of rules |
//! | `change` | what changed between two versions |
//! | `history` | subjects and their versions |
//! | `finding` | facts: what is wrong, where, and under which rule |
//! | `pair` | what is in one pair of versions |
//! | `engine` | what engines refuse, or read otherwise |
//! | `evidence` | data that were executed for findings and pairs |
//! | `policy` | what a finding means for a repository |
//! | `judged` | findings and pairs, judged |
//! | `fix` | edits that were tried |
//! | `released` | what became of released versions |
//! | `report` | the report as data |
//! | `cause` | the findings of a report, grouped by cause |
//! | `check`, `repair`, `lint`, `inspect`, `scan`, `adopt` | the work of the commands |
//! | `source`, `sink` | what is read, and what is written |
//! | `collect` | lines of inputs without end, made into units of files |
//! | `render` | text for people and for programs |
//! | `cli` | the command line |
//! | `fuzzing` | what a fuzzer feeds |
//!
//! # Cargo features
//!
//! | feature | what it adds |
//! |---|---|
//! | `cli` | the command line, and what it reads and writes: directories, git revisions, schema registries, logs |
//! | `threads` | checks subjects in parallel |
//! | `allocator` | mimalloc, for the program |
//! | `lsp` | the language server for editors |
//! | `fuzzing` | the module `fuzzing`, for the directory `fuzz` of the repository |
//!
//! All but the last are on by default. Without them the library works on texts in memory and builds for `wasm32-unknown-unknown`.

#[cfg(feature = "cli")]
mod adopt;
mod cause;
mod change;
mod check;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
#[cfg_attr(not(feature = "kafka"), expect(dead_code, reason = "logs need a part of it, topics all"))]
mod collect;
mod engine;
mod evidence;
mod finding;
mod fix;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod history;
#[cfg(feature = "cli")]
mod impact;
#[cfg(feature = "cli")]
mod inspect;
mod judged;
mod lint;
mod model;
mod pair;
mod policy;
mod released;
mod render;
mod repair;
mod report;
mod rule;
#[cfg(feature = "cli")]
mod scan;
#[cfg(feature = "cli")]
mod sink;
mod source;
#[cfg(feature = "cli")]
mod store;
#[cfg(test)]
mod tests;

pub use change::{Change, ChangeKind, Effect};
pub use check::{Options, check};
#[cfg(feature = "cli")]
pub use cli::{run, run_with};
pub use evidence::proof::Proof;
pub use evidence::round_trip::RoundTrip;
pub use evidence::{Evidence, Example, FixtureHits};
pub use finding::engine::{Construct, EngineDifference, EngineFault};
pub use finding::event::Event;
pub use finding::fingerprint::Fingerprint;
pub use finding::{Finding, FindingKind};
pub use fix::{EditsByFile, Fix, Fixes, Patch, Remedy};
pub use judged::{Judged, JudgedPair};
pub use lint::lint;
#[cfg(feature = "cli")]
pub use model::data_input::DataInput;
pub use model::input::{Input, Problem};
pub use model::level::Level;
pub use policy::Policy;
pub use policy::judgement::Disposition;
pub use policy::origin::{SettingOrigin, Stated};
pub use render::format;
pub use render::text::style::Look;
pub use repair::{Agreed, Repaired, repair};
pub use report::{CompatReport, ReportScope, SubjectReport, VersionReport, VersionStep};
pub use rule::{Activation, Family, Implementation, RULES, Rule, RuleExample, Severity};
#[cfg(feature = "cli")]
pub use source::check_input::read_input;
pub use source::config::Settings;
#[cfg(feature = "cli")]
pub use source::data_files::{container_files, open_container};
pub use source::files::SourceTree;
pub use source::memory::input_of;
