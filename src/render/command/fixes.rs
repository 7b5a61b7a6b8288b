//! What fixes make of files, as JSON, a versioned contract: what these structs say changes only together with `SCHEMA_VERSION`, unless a key is added.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::diff;
use crate::model::json;
use crate::render::contract::Contract;
use crate::render::text::style::Look;
use crate::repair::Repaired;

/// The version of the contract.
const SCHEMA_VERSION: u32 = 1;

/// Whether files were written, or only what would be in them is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FixesAre {
    Written,
    Proposed,
}

/// Writes the files that are fixed and the report of what is left, which is JSON already, as one JSON value and a line feed.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(repaired: &[Repaired], are: FixesAre, report: Value, out: &mut impl Write) -> io::Result<()> {
    let files = repaired.iter().map(FixedFileJson::from).collect();
    let fixes = FixesJson { applied: are == FixesAre::Written, files, report };
    json::write(&Contract::new(SCHEMA_VERSION, fixes), out)
}

#[derive(Serialize)]
struct FixesJson<'a> {
    applied: bool,
    files: Vec<FixedFileJson<'a>>,
    report: Value,
}

#[derive(Serialize)]
struct FixedFileJson<'a> {
    file: &'a str,
    diff: String,
    text: &'a str,
}

impl<'a> From<&'a Repaired> for FixedFileJson<'a> {
    fn from(Repaired { name, before, after }: &'a Repaired) -> FixedFileJson<'a> {
        FixedFileJson { file: name, diff: diff::of_texts(name, before, after, Look::PLAIN), text: after }
    }
}
