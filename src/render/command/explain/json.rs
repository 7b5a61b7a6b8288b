//! What rules mean as JSON, a versioned contract: what these structs say changes only together with `SCHEMA_VERSION`, unless a key is added.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::json;
use crate::render::contract::Contract;
use crate::render::rule_page::{example, uri};
use crate::rule::Rule;

/// The version of the contract.
const SCHEMA_VERSION: u32 = 1;

/// Writes rules as one JSON value and a line feed.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(rules: &[&Rule], out: &mut impl Write) -> io::Result<()> {
    let report = RulesJson { rules: rules.iter().map(|rule| RuleJson::from(*rule)).collect() };
    json::write(&Contract::new(SCHEMA_VERSION, report), out)
}

#[derive(Serialize)]
struct RulesJson {
    rules: Vec<RuleJson>,
}

#[derive(Serialize)]
struct RuleJson {
    rule: &'static str,
    name: &'static str,
    severity: &'static str,
    summary: &'static str,
    why: &'static str,
    remedy: &'static str,
    example: Vec<ExampleFileJson>,
    documentation: String,
}

#[derive(Serialize)]
struct ExampleFileJson {
    heading: String,
    text: &'static str,
}

impl From<&Rule> for RuleJson {
    fn from(rule: &Rule) -> RuleJson {
        RuleJson {
            rule: rule.id,
            name: rule.name,
            severity: rule.default_severity().name(),
            summary: rule.summary,
            why: rule.why,
            remedy: rule.remedy,
            example: example(rule).into_iter().map(|(heading, text)| ExampleFileJson { heading, text }).collect(),
            documentation: uri(rule),
        }
    }
}
