//! The part of SARIF 2.1.0 that reports use, by its own names. The crates for it generate the whole of the standard, fifty
//! types of optional fields, and leave it to us all the same which of them hosts read.

use std::collections::BTreeMap;

use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct SarifLog {
    #[serde(rename = "$schema")]
    pub(crate) schema: &'static str,
    pub(crate) version: &'static str,
    pub(crate) runs: [SarifRun; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifRun {
    pub(crate) tool: SarifTool,
    pub(crate) invocations: [SarifInvocation; 1],
    pub(crate) original_uri_base_ids: BTreeMap<&'static str, BTreeMap<&'static str, SarifText>>,
    pub(crate) column_kind: &'static str,
    pub(crate) results: Vec<SarifResult>,
    pub(crate) properties: SarifRunProperties,
}

#[derive(Serialize)]
pub(crate) struct SarifTool {
    pub(crate) driver: SarifDriver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifDriver {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    pub(crate) semantic_version: &'static str,
    pub(crate) information_uri: &'static str,
    pub(crate) rules: Vec<SarifRule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifRule {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) short_description: SarifText,
    pub(crate) full_description: SarifText,
    pub(crate) help: SarifHelp,
    pub(crate) help_uri: String,
    pub(crate) default_configuration: SarifConfiguration,
    pub(crate) properties: SarifRuleProperties,
}

#[derive(Default, Serialize)]
pub(crate) struct SarifText {
    pub(crate) text: String,
}

#[derive(Serialize)]
pub(crate) struct SarifHelp {
    pub(crate) text: String,
    pub(crate) markdown: String,
}

#[derive(Serialize)]
pub(crate) struct SarifConfiguration {
    pub(crate) level: &'static str,
}

#[derive(Serialize)]
pub(crate) struct SarifRuleProperties {
    pub(crate) precision: &'static str,
    pub(crate) tags: [&'static str; 2],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifInvocation {
    pub(crate) execution_successful: bool,
    pub(crate) tool_execution_notifications: Vec<SarifNotification>,
}

#[derive(Serialize)]
pub(crate) struct SarifNotification {
    pub(crate) level: &'static str,
    pub(crate) message: SarifText,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifRunProperties {
    pub(crate) compatibility_level: String,
    pub(crate) summary: String,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifResult {
    pub(crate) rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule_index: Option<usize>,
    pub(crate) level: &'static str,
    pub(crate) message: SarifText,
    pub(crate) locations: Vec<SarifLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) related_locations: Vec<SarifLocation>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) suppressions: Vec<SarifSuppression>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fixes: Vec<SarifFix>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifFix {
    pub(crate) description: SarifText,
    pub(crate) artifact_changes: [SarifArtifactChange; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifArtifactChange {
    pub(crate) artifact_location: SarifArtifactLocation,
    pub(crate) replacements: Vec<SarifReplacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifReplacement {
    pub(crate) deleted_region: SarifRegion,
    pub(crate) inserted_content: SarifText,
}

#[derive(Serialize)]
pub(crate) struct SarifSuppression {
    pub(crate) kind: &'static str,
    pub(crate) status: &'static str,
    pub(crate) justification: String,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifLocation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) physical_location: Option<SarifPhysicalLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) logical_locations: Vec<SarifLogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<SarifText>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifPhysicalLocation {
    pub(crate) artifact_location: SarifArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<SarifRegion>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifArtifactLocation {
    pub(crate) uri: String,
    pub(crate) uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifRegion {
    pub(crate) start_line: u32,
    pub(crate) start_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end_column: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifLogicalLocation {
    pub(crate) fully_qualified_name: String,
}
