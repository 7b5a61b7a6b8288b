//! What `avrocheck registry drift` says as JSON, a versioned contract: what these structs say changes only together with `SCHEMA_VERSION`,
//! unless a key is added.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::json;
use crate::render::contract::{Contract, ErrorJson};
use crate::source::registry::drift::{DriftKind, RegistryDifference, RegistryDrift};

/// The version of the contract.
const SCHEMA_VERSION: u32 = 1;

/// Writes what differs between a directory and a registry as one JSON value and a line feed.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(directory: &str, registry: &str, drift: &RegistryDrift, out: &mut dyn Write) -> io::Result<()> {
    let RegistryDrift { subjects, versions, differences, notes, problems } = drift;
    let report = DriftJson {
        directory,
        registry,
        subjects: *subjects,
        versions: *versions,
        differences: differences.iter().map(difference_of).collect(),
        errors: problems.iter().map(ErrorJson::from).collect(),
        notes,
    };
    json::write(&Contract::new(SCHEMA_VERSION, report), out)
}

#[derive(Serialize)]
struct DriftJson<'a> {
    directory: &'a str,
    registry: &'a str,
    subjects: usize,
    versions: usize,
    differences: Vec<RegistryDifferenceJson<'a>>,
    errors: Vec<ErrorJson<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct RegistryDifferenceJson<'a> {
    subject: &'a str,
    version: Option<u32>,
    kind: &'static str,
    /// The levels, where these differ.
    here: Option<&'static str>,
    there: Option<&'static str>,
}

fn difference_of(RegistryDifference { subject, version, kind }: &RegistryDifference) -> RegistryDifferenceJson<'_> {
    let (kind, levels) = match *kind {
        DriftKind::OnlyInRegistry => ("only_in_registry", None),
        DriftKind::OnlyHere => ("only_here", None),
        DriftKind::OtherText => ("other_text", None),
        DriftKind::OtherMeaning => ("other_meaning", None),
        DriftKind::OtherLevel { here, there } => ("other_level", Some((here, there))),
    };
    let (here, there) = levels.unzip();
    RegistryDifferenceJson { subject, version: *version, kind, here, there }
}
