//! Versions of schemas in, a report of who can read whom out.
//!
//! [`check`](check::check) is the whole flow: [`history`] sorts files into subjects and versions, the resolution of each ordered pair
//! becomes [`finding`]s, [`round_trip`] puts records through it, [`change`] says what changed from version to version.
//! [`inspection`] says what a single file is, and [`known`] which version.

pub mod change;
pub mod check;
pub mod finding;
pub mod fingerprint;
mod fixture;
pub mod history;
pub mod input;
pub mod inspection;
pub mod known;
pub mod level;
pub mod policy;
pub mod round_trip;
pub mod rule;
pub mod since;
pub mod version;
