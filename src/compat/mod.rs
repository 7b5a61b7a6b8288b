//! Versions of schemas in, a report of who can read whom out.
//!
//! [`check`](check::check) is the whole flow: [`history`] sorts files into subjects and versions, the resolution of each ordered pair
//! becomes [`finding`]s, [`proof`] shows it with data, [`fix`] says what would mend it, [`round_trip`] puts records through
//! it, [`change`] says what changed from version to version. [`preview`](mod@preview) shows what becomes of a record part by part, [`inspection`] says what a single
//! file is, [`known`] which version, and [`scan`] whether a reader can read files that exist; [`lint`](mod@lint) looks at each
//! schema by itself; [`adoption`] says what a gate can ask of them from now on.

pub mod adoption;
pub mod assume;
pub mod change;
pub mod check;
pub mod date;
pub mod example;
pub mod finding;
pub mod fingerprint;
pub mod fix;
mod fixture;
mod hazard;
pub mod history;
pub mod input;
pub mod inspection;
pub mod known;
pub mod level;
pub mod lint;
pub mod policy;
pub mod preview;
pub mod proof;
pub mod round_trip;
pub mod rule;
pub mod scan;
pub mod since;
pub mod version;
