//! avrocheck checks that every version of an Apache Avro schema can read the data of every other, and shows why not.
//!
//! One idea carries it: resolving a writer's schema against a reader's yields one table of
//! [`Action`](avro_resolve::resolution::Action)s, and everything else is a use of that table. The verdict asks whether a failing action can be
//! reached, findings are failing actions with their places, a round trip runs the table on a record. Checker and decoder cannot
//! disagree, because they are the same table; that the table is *right* is shown from outside: by the bytes that Java
//! recorded, by the apache-avro crate, and by a plain interpreter of the specification that lives in the tests.
//!
//! # The house
//!
//! Each floor uses only floors below it; rooms on one floor do not know each other.
//!
//! | floor | room | what goes in, what comes out |
//! |---|---|---|
//! | 5 | `cli` (in the binary) | arguments in, an exit code out: wiring and printing alone |
//! | 4 | [`source`] | files and directories in, the input of a check out |
//! | 4 | [`sink`] | what was converted in, files out that are complete or absent |
//! | 4 | [`render`] | a report in, text out: one file for each format |
//! | 3 | [`check`] | versions of schemas in, who can read whom out: history, pairs, findings, proofs, round trips, changes |
//! | 3 | [`movie_logs`] | log lines in, blocks of container files out, and back |
//! | 2 | [`avro_resolve::data`] | data and shapes in, bytes, JSON and container files out, and back; and a second opinion |
//! | 1 | [`avro_resolve::resolution`] | a writer's shape and a reader's in, what the reader does with each part out; verdicts; places |
//! | 0 | [`avro_resolve::schema`] | schema texts in, a graph of types that knows where each part stands out |
//!
//! Start at [`avro_resolve::resolution`] for the heart, and at [`check::check`] for the flow:
//!
//! ```text
//! arguments -> source -> History -> (subject) link -> pairs -> resolve -> findings, proofs, round trips, changes -> report -> exit code
//! logs      -> source -> cut -> parse, encode -> blocks -> sink
//! blocks    -> resolve -> transcode -> JSON lines, CSV, log lines
//! JSON      -> data that travel alone -> (fingerprint) resolve -> transcode -> JSON lines, CSV, log lines
//! ```
//!
//! # What always holds
//!
//! 1. Only `source`, `sink` and `cli` open files; the other rooms take text, and `Write`.
//! 2. Only `cli` prints. Findings are data; `report` makes the sentences (faults of a schema text, which are errors too, bring
//!    their own).
//! 3. Only `avro_resolve::second_opinion` names the apache-avro crate: it is a second opinion, never the truth of a verdict.
//! 4. Only `source::git` names the gix crate, and it only reads: no command is run, no hook, and nothing is fetched.
//! 5. Resolution is total: any two parsed schemas resolve; where the specification signals an error, the action is to fail.
//! 6. The same input gives the same bytes, whatever the number of threads: everything is sorted before it is printed.
//!
//! A test reads the source and holds the floors and these rules.
//!
//! # As a library
//!
//! ```
//! use avro_resolve::resolution::{Resolution, Verdict};
//! use avro_resolve::schema::shape::Shapes;
//! use avro_resolve::schema::{ReaderSchema, LinkedSchema, WriterSchema};
//!
//! let mut shapes = Shapes::default();
//! let old = LinkedSchema::parse("old.avsc", r#"["null", "int"]"#, &mut shapes).expect("it is a schema");
//! let new = LinkedSchema::parse("new.avsc", r#""long""#, &mut shapes).expect("it is a schema");
//! let mut resolution = Resolution::default();
//! let pair = resolution.resolve(&shapes, WriterSchema(&old), ReaderSchema(&new));
//! assert_eq!(resolution.verdict(pair), Verdict::DataDependent); // ints can be read, null cannot
//! ```

pub mod adopt;
mod cause;
pub mod change;
pub mod check;
pub mod evidence;
pub mod finding;
pub mod fix;
pub mod history;
pub mod inspect;
pub mod judged;
pub mod lint;
pub mod model;
pub mod pair;
pub mod policy;
pub mod released;
pub mod render;
pub mod repair;
pub mod report;
pub mod rule;
pub mod scan;
pub mod sink;
pub mod source;
