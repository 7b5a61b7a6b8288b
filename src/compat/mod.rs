//! Versions of schemas in, a report of who can read whom out.
//!
//! [`check`](check::check) is the whole flow: [`history`] sorts files into subjects and versions, the resolution of each ordered pair
//! becomes [`finding`]s, [`round_trip`] puts records through it, [`change`] says what changed from version to version,
//! [`fix`] what would mend a finding.
//! [`inspection`] says what a single file is, and [`known`] which version.

pub mod change;
pub mod check;
pub mod finding;
pub mod fingerprint;
pub mod fix;
mod fixture;
pub mod history;
pub mod input;
pub mod inspection;
pub mod known;
pub mod level;
pub mod policy;
pub mod round_trip;
pub mod rule;
pub mod version;
