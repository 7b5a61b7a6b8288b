//! The JSON contract: what these structs say changes only together with `SCHEMA_VERSION`, unless a key is added.

use serde::Serialize;

use crate::report::part::tool::Tool;

use crate::report::part::witness::Executed;

/// The version of the contract.
pub(super) const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
pub(super) struct Report<'a, S: Serialize, F: Serialize, E: Serialize> {
    pub(super) schema_version: u32,
    pub(super) tool: Tool,
    pub(super) level: &'static str,
    /// Only where there is an earlier state to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) against: Option<Against<'a>>,
    pub(super) summary: Summary,
    pub(super) subjects: S,
    pub(super) findings: F,
    pub(super) errors: E,
    pub(super) notes: &'a [String],
}

#[derive(Serialize)]
pub(super) struct Against<'a> {
    pub(super) label: &'a str,
    pub(super) left_out: usize,
}

#[derive(Serialize)]
pub(super) struct Summary {
    pub(super) subjects: usize,
    pub(super) pairs: usize,
    pub(super) compatible: usize,
    pub(super) data_dependent: usize,
    pub(super) incompatible: usize,
    pub(super) gated_failures: usize,
    pub(super) records: usize,
    pub(super) generated_records: usize,
    pub(super) waived: usize,
    pub(super) known: usize,
}

#[derive(Serialize)]
pub(super) struct Subject<'a> {
    pub(super) subject: &'a str,
    pub(super) level: &'static str,
    pub(super) versions: Vec<&'a str>,
    /// Only where there is an earlier state to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) standing: Option<&'static str>,
    pub(super) pairs: Vec<Pair<'a>>,
    pub(super) changes: Vec<Change<'a>>,
    pub(super) fixes_cut_short: bool,
}

#[derive(Serialize)]
pub(super) struct Pair<'a> {
    pub(super) writer: &'a str,
    pub(super) reader: &'a str,
    pub(super) direction: &'static str,
    pub(super) gated: bool,
    pub(super) ungated_because: Option<&'static str>,
    pub(super) verdict: &'static str,
    pub(super) findings: Vec<Finding<'a>>,
    pub(super) proof: Option<Proof<'a>>,
    pub(super) round_trip: Option<Journey<'a>>,
    pub(super) as_confluent: Option<AsConfluent<'a>>,
}

#[derive(Serialize)]
pub(super) struct AsConfluent<'a> {
    pub(super) compatible: bool,
    pub(super) incompatibilities: Vec<Complaint<'a>>,
    pub(super) exception: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Complaint<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) location: &'a str,
    pub(super) message: &'a str,
}

#[derive(Serialize)]
pub(super) struct Finding<'a> {
    pub(super) rule: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: Option<&'static str>,
    pub(super) severity: &'static str,
    pub(super) message: String,
    pub(super) path: &'a str,
    pub(super) writer: Option<Location<'a>>,
    pub(super) reader: Option<Location<'a>>,
    pub(super) witness: Option<Datum<'a>>,
    pub(super) witness_absent: Option<&'static str>,
    pub(super) fixture_hits: Option<usize>,
    pub(super) fixes: Vec<Fix<'a>>,
    pub(super) example: Option<Example<'a>>,
    pub(super) fingerprint: String,
    pub(super) waived_by: Option<WaivedBy<'a>>,
    pub(super) standing: &'static str,
}

#[derive(Serialize)]
pub(super) struct WaivedBy<'a> {
    pub(super) reason: &'a str,
    pub(super) expires: Option<String>,
}

/// A datum of the writer's, in Avro's JSON encoding.
#[derive(Serialize)]
pub(super) struct Datum<'a> {
    pub(super) datum: Executed<'a>,
}

/// What was executed to show a pair's verdict.
#[derive(Serialize)]
pub(super) struct Proof<'a> {
    pub(super) data: u32,
    pub(super) success: Option<Datum<'a>>,
    pub(super) success_absent: Option<&'static str>,
    pub(super) bound_reached: bool,
}

/// Edits of one file.
#[derive(Serialize)]
pub(super) struct Fix<'a> {
    pub(super) file: &'a str,
    pub(super) edits: Vec<Edit<'a>>,
    pub(super) title: String,
    pub(super) applicability: &'static str,
}

/// Bytes to replace, counted from 0.
#[derive(Serialize)]
pub(super) struct Edit<'a> {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) text: &'a str,
}

#[derive(Serialize)]
pub(super) struct Example<'a> {
    pub(super) before: &'a str,
    pub(super) after: &'a str,
}

#[derive(Serialize)]
pub(super) struct Location<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
    pub(super) pointer: &'a str,
}

#[derive(Serialize)]
pub(super) struct Journey<'a> {
    pub(super) records: usize,
    pub(super) preserved: usize,
    pub(super) generated: usize,
    pub(super) generated_preserved: usize,
    pub(super) defaulted: &'a [String],
    pub(super) dropped: &'a [String],
    pub(super) changed: Vec<Changed<'a>>,
    pub(super) failed: Vec<Failed<'a>>,
    pub(super) back: Back<'a>,
}

/// The way back, from the reader to the writer.
#[derive(Serialize)]
pub(super) struct Back<'a> {
    pub(super) defaulted: &'a [String],
    pub(super) dropped: &'a [String],
    pub(super) changed: Vec<Changed<'a>>,
    pub(super) failed: Vec<Failed<'a>>,
}

#[derive(Serialize)]
pub(super) struct Changed<'a> {
    pub(super) path: &'a str,
    pub(super) before: &'a str,
    pub(super) after: &'a str,
    pub(super) count: u64,
}

#[derive(Serialize)]
pub(super) struct Failed<'a> {
    pub(super) record: &'a str,
    pub(super) path: &'a str,
    pub(super) kind: &'static str,
}

#[derive(Serialize)]
pub(super) struct Change<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) kind: &'static str,
    pub(super) path: &'a str,
    pub(super) before: Option<&'a str>,
    pub(super) after: Option<&'a str>,
    pub(super) breaks_backward: bool,
    pub(super) breaks_forward: bool,
}

#[derive(Serialize)]
pub(super) struct Error<'a> {
    pub(super) file: Option<&'a str>,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
    pub(super) message: &'a str,
}
