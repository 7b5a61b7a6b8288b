//! The JSON contract. What these structs say changes only together with `SCHEMA_VERSION`, unless a key is added.

use serde::Serialize;

use crate::render::datum::Executed;

/// The version of the contract.
pub(crate) const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
pub(crate) struct ReportJson<'a, S: Serialize, F: Serialize, E: Serialize> {
    pub(crate) level: &'static str,
    /// Only where there is an earlier state to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) against: Option<AgainstJson<'a>>,
    pub(crate) summary: SummaryJson,
    pub(crate) subjects: S,
    pub(crate) findings: F,
    pub(crate) errors: E,
    pub(crate) notes: &'a [String],
}

#[derive(Serialize)]
pub(crate) struct AgainstJson<'a> {
    pub(crate) label: &'a str,
    pub(crate) left_out: usize,
}

#[derive(Serialize)]
pub(crate) struct SummaryJson {
    pub(crate) subjects: usize,
    pub(crate) pairs: usize,
    pub(crate) compatible: usize,
    pub(crate) data_dependent: usize,
    pub(crate) incompatible: usize,
    pub(crate) gated_failures: usize,
    pub(crate) records: usize,
    pub(crate) generated_records: usize,
    pub(crate) waived: usize,
    pub(crate) known: usize,
}

#[derive(Serialize)]
pub(crate) struct SubjectJson<'a> {
    pub(crate) subject: &'a str,
    pub(crate) level: &'static str,
    pub(crate) versions: Vec<&'a str>,
    /// Only where there is an earlier state to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) standing: Option<&'static str>,
    pub(crate) pairs: Vec<PairJson<'a>>,
    pub(crate) changes: Vec<ChangeJson<'a>>,
    pub(crate) fixes_cut_short: bool,
    /// Where one mends several findings.
    pub(crate) patch: Option<PatchJson<'a>>,
}

/// Edits that mend several findings of a subject together.
#[derive(Serialize)]
pub(crate) struct PatchJson<'a> {
    pub(crate) title: String,
    pub(crate) remedies: Vec<String>,
    pub(crate) files: Vec<PatchedFileJson<'a>>,
    pub(crate) mends: Vec<String>,
    pub(crate) to_decide: Vec<String>,
}

#[derive(Serialize)]
pub(crate) struct PatchedFileJson<'a> {
    pub(crate) file: &'a str,
    pub(crate) edits: Vec<EditJson<'a>>,
}

#[derive(Serialize)]
pub(crate) struct PairJson<'a> {
    pub(crate) writer: &'a str,
    pub(crate) reader: &'a str,
    pub(crate) direction: &'static str,
    pub(crate) gated: bool,
    pub(crate) ungated_because: Option<&'static str>,
    pub(crate) verdict: &'static str,
    pub(crate) findings: Vec<FindingJson<'a>>,
    pub(crate) proof: Option<ProofJson<'a>>,
    pub(crate) round_trip: Option<RoundTripJson<'a>>,
    pub(crate) as_confluent: Option<AsConfluentJson<'a>>,
}

#[derive(Serialize)]
pub(crate) struct AsConfluentJson<'a> {
    pub(crate) compatible: bool,
    pub(crate) incompatibilities: Vec<ComplaintJson<'a>>,
    pub(crate) exception: Option<&'a str>,
}

#[derive(Serialize)]
pub(crate) struct ComplaintJson<'a> {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) location: &'a str,
    pub(crate) message: &'a str,
}

#[derive(Serialize)]
pub(crate) struct FindingJson<'a> {
    // As in the other contracts. (To flatten them takes long, and there are many findings.)
    pub(crate) rule: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: Option<&'static str>,
    pub(crate) severity: &'static str,
    pub(crate) message: String,
    pub(crate) path: &'a str,
    pub(crate) writer: Option<LocationJson<'a>>,
    pub(crate) reader: Option<LocationJson<'a>>,
    pub(crate) witness: Option<DatumJson<'a>>,
    pub(crate) witness_absent: Option<&'static str>,
    pub(crate) fixture_hits: Option<usize>,
    pub(crate) fixes: Vec<FixJson<'a>>,
    pub(crate) example: Option<ExampleJson<'a>>,
    pub(crate) fingerprint: String,
    pub(crate) waived_by: Option<WaivedByJson<'a>>,
    pub(crate) standing: &'static str,
}

#[derive(Serialize)]
pub(crate) struct WaivedByJson<'a> {
    pub(crate) reason: &'a str,
    pub(crate) expires: Option<String>,
}

/// A datum of the writer's, in Avro's JSON encoding.
#[derive(Serialize)]
pub(crate) struct DatumJson<'a> {
    pub(crate) datum: Executed<'a>,
}

/// What was executed to show a pair's verdict.
#[derive(Serialize)]
pub(crate) struct ProofJson<'a> {
    pub(crate) data: u32,
    pub(crate) success: Option<DatumJson<'a>>,
    pub(crate) success_absent: Option<&'static str>,
    pub(crate) bound_reached: bool,
}

/// Edits of one file.
#[derive(Serialize)]
pub(crate) struct FixJson<'a> {
    pub(crate) file: &'a str,
    pub(crate) edits: Vec<EditJson<'a>>,
    pub(crate) title: String,
    pub(crate) applicability: &'static str,
}

/// Bytes to replace, counted from 0.
#[derive(Serialize)]
pub(crate) struct EditJson<'a> {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) text: &'a str,
}

#[derive(Serialize)]
pub(crate) struct ExampleJson<'a> {
    pub(crate) before: &'a str,
    pub(crate) after: &'a str,
}

#[derive(Serialize)]
pub(crate) struct LocationJson<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) end_line: u32,
    pub(crate) end_column: u32,
    pub(crate) pointer: &'a str,
}

#[derive(Serialize)]
pub(crate) struct RoundTripJson<'a> {
    pub(crate) records: usize,
    pub(crate) preserved: usize,
    pub(crate) generated: usize,
    pub(crate) generated_preserved: usize,
    pub(crate) second_opinion: bool,
    #[serde(flatten)]
    pub(crate) there: WayJson<'a>,
    pub(crate) back: WayJson<'a>,
}

/// From the writer to the reader, or back.
#[derive(Serialize)]
pub(crate) struct WayJson<'a> {
    pub(crate) defaulted: &'a [String],
    pub(crate) dropped: &'a [String],
    pub(crate) changed: Vec<ChangedJson<'a>>,
    pub(crate) failed: Vec<FailedJson<'a>>,
}

#[derive(Serialize)]
pub(crate) struct ChangedJson<'a> {
    pub(crate) path: &'a str,
    pub(crate) before: &'a str,
    pub(crate) after: &'a str,
    pub(crate) count: u64,
}

#[derive(Serialize)]
pub(crate) struct FailedJson<'a> {
    pub(crate) record: &'a str,
    pub(crate) path: &'a str,
    pub(crate) kind: &'static str,
}

#[derive(Serialize)]
pub(crate) struct ChangeJson<'a> {
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    pub(crate) kind: &'static str,
    pub(crate) path: &'a str,
    pub(crate) before: Option<&'a str>,
    pub(crate) after: Option<&'a str>,
    pub(crate) breaks_backward: bool,
    pub(crate) breaks_forward: bool,
    pub(crate) changes_meaning: bool,
}
