//! What the commands print: one file for each, and what several of them write.

pub(crate) mod baseline;
pub(crate) mod compat;
pub(crate) mod diff;
pub(crate) mod explain;
#[cfg(feature = "mcp")]
pub(crate) mod fixes;
pub(crate) mod impact;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod lint;
pub(crate) mod manual;
pub(crate) mod preview;
pub(crate) mod records;
pub(crate) mod registry;
pub(crate) mod scan;
pub(crate) mod serialize;
pub(crate) mod settings;
pub(crate) mod waive;

use serde::Serialize;

use crate::finding::Finding;
use crate::history::known::KnownVersion;
use crate::render::text::foreign::foreign;
use crate::render::words::{self, Sides};

/// A version of the repository's schemas.
#[derive(Serialize)]
pub(crate) struct VersionJson<'a> {
    subject: &'a str,
    version: &'a str,
}

impl<'a> From<&'a KnownVersion> for VersionJson<'a> {
    fn from(known: &'a KnownVersion) -> VersionJson<'a> {
        VersionJson { subject: &known.subject, version: &known.version }
    }
}

/// What is wrong with a finding, after its place inside the schema: `address.street: ...`.
pub(crate) fn with_trail(finding: &Finding, sides: Sides<'_>) -> String {
    let message = words::message(finding, sides);
    if finding.trail.is_empty() { message } else { format!("{}: {message}", foreign(&finding.trail)) }
}
