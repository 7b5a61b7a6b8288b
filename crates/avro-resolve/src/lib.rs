//! Tells whether data that were written with one Avro schema (the writer's) can be read with another (the reader's), and if not,
//! why not.
//!
//! Two schemas in, a verdict with its reasons out:
//!
//! ```
//! use avro_resolve::{FailureKind, Schema, Verdict, resolve};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let old = r#"{"type": "enum", "name": "State", "symbols": ["OPEN", "PAID", "VOID"]}"#;
//! let new = r#"{"type": "enum", "name": "State", "symbols": ["OPEN", "PAID"]}"#;
//!
//! let (writer, reader) = (Schema::parse(old)?, Schema::parse(new)?);
//! let resolved = resolve(&writer, &reader);
//! assert_eq!(resolved.verdict(), Verdict::DataDependent);
//!
//! let finding = &resolved.findings()[0];
//! assert_eq!(finding.message, "the reader does not know the symbol \"VOID\", and its enum has no default");
//! assert_eq!(finding.kind, Some(FailureKind::MissingEnumSymbols));
//! assert_eq!((finding.writer.line, finding.writer.column), (1, 63));
//! assert_eq!(finding.writer.pointer, "/symbols/2");
//! # Ok(())
//! # }
//! ```
//!
//! | [`Verdict`] | what the reader can read |
//! |---|---|
//! | `Compatible` | all data of the writer |
//! | `DataDependent` | some of them |
//! | `Incompatible` | none |
//!
//! The verdict is the answer. [`findings`](Resolved::findings) say what is worth knowing, and are not always failures: data of
//! compatible schemas may be read with another meaning. Such a finding has no `kind`.
//!
//! A witness is a smallest datum that cannot be read. Other data are read as JSON, whose unions do not name their branches:
//!
//! ```
//! # use avro_resolve::{Schema, resolve};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let resolved = resolve(&Schema::parse(r#"["null", "int"]"#)?, &Schema::parse(r#""long""#)?);
//! let witness = resolved.witness().expect("the reader does not accept null");
//! assert_eq!((witness.json.as_str(), &witness.bytes[..]), ("null", &[0][..]));
//! assert!(resolved.read(&witness.bytes).is_err());
//!
//! // Branch 1 of the union, then 27, each as a zigzag varint.
//! assert_eq!(resolved.read(&[2, 54])?, "27");
//! // The same datum in Avro's JSON encoding. The plain form, `27`, is accepted too.
//! assert_eq!(resolved.read_json(r#"{"int": 27}"#)?, "27");
//! # Ok(())
//! # }
//! ```
//!
//! A container file contains its writer's schema. Reading ends at the first error; [`file::records`] can skip damaged blocks:
//!
//! ```
//! use avro_resolve::{Schema, read_container};
//!
//! # use avro_resolve::file::container::{BlockWriter, Codec, write_header};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (sync, mut file) = ([7; 16], Vec::new());
//! # write_header(r#"{"type": "record", "name": "Point", "fields": [{"name": "x", "type": "int"}]}"#, &Codec::Null, sync, &mut file);
//! # BlockWriter::new(&Codec::Null).block(2, &[2, 4], &sync, &mut file)?;
//! # let bytes = &file[..];
//! let file = bytes; // or `std::fs::File::open("points.avro")?`, or any other `std::io::Read`
//! let newer = Schema::parse(
//!     r#"{"type": "record", "name": "Point", "fields": [
//!         {"name": "x", "type": "long"},
//!         {"name": "y", "type": "long", "default": 0}
//!     ]}"#,
//! )?;
//! let records: Vec<String> = read_container(file, &newer)?.collect::<Result<_, _>>()?;
//! assert_eq!(records, [r#"{"x":1,"y":0}"#, r#"{"x":2,"y":0}"#]);
//! # Ok(())
//! # }
//! ```
//!
//! [`Schema::parse`] takes one text that defines all its types. Several files that use each other's types are linked by
//! [`schema`]. [`data::translate`] gives values instead of JSON.
//!
//! # How it works
//!
//! Resolving a writer's schema against a reader's yields one table: what the reader does with each part of a datum. The verdict
//! reads it, findings are its failing and its lossy entries, a witness is a way to a failing one, and reading data runs it. So
//! a verdict and a reader cannot disagree.
//!
//! The crate opens no path and prints nothing: it takes text, [`Read`](std::io::Read) and [`Write`](std::io::Write). Nothing that
//! schemas and data claim is trusted: memory grows with the bytes that arrive, never with a number that claims them.
//!
//! # Modules
//!
//! The items at the root are a thin layer over these, which tools with many versions and files use directly.
//!
//! | module | what it is for |
//! |---|---|
//! | [`schema`] | schema texts, types with the place of every part, names across files, canonical form, printing, editing |
//! | [`resolution`] | the table of actions, verdicts, and the places of notable actions in both texts; Java's own answer |
//! | [`data`] | values, their binary and JSON encodings, translation from writer to reader, made-up data |
//! | [`file`](mod@file) | container files, single objects and streams of them |
//! | [`foreign`] | text that others chose, escaped for messages |
//! | [`likeness`] | which of many words was meant |
//! | [`limits`] | what is spent on one input at the most, and why |
//! | [`proof`] | smallest data that fail at a place, and data that together use every part of a pair |
//! | [`second_opinion`] | what the crate apache-avro reads out of the same bytes |
//! | [`depth`] | recursion that does not overflow the stack |
//!
//! # Cargo features
//!
//! All are on by default. Without them nothing of C or assembly is compiled, and the crate builds for `wasm32-unknown-unknown`.
//!
//! | feature | what it adds |
//! |---|---|
//! | `deflate` | the codec deflate, by libdeflate (C) |
//! | `snappy` | the codec snappy, by the crate snap |
//! | `bzip2` | the codec bzip2, by libbz2-rs |
//! | `xz` | the codec xz, by liblzma (C) |
//! | `zstandard` | the codec zstandard, by libzstd (C) |
//! | `zlib` | compressed messages of AWS Glue Schema Registry, by the crate zlib-rs |
//! | `stack` | a stack that grows with deep schemas and data, by the crate stacker (assembly): without it more than 256 levels are refused |
//! | `second-opinion` | the module [`second_opinion`]; it needs `stack` |
//!
//! Without C, with one codec: `default-features = false, features = ["snappy"]`.

mod api;
pub mod data;
pub mod depth;
pub mod file;
pub mod foreign;
pub mod likeness;
pub mod limits;
pub mod proof;
pub mod resolution;
pub mod schema;
#[cfg(feature = "second-opinion")]
pub mod second_opinion;

pub use api::{
    Datum, Finding, Location, ReadError, Records, Resolved, Schema, SchemaError, SchemaFault, read_container, resolve,
};
pub use resolution::{FailureKind, Verdict};
