//! What there is to choose from, and the rules, for the page that explains them.

use avrocheck::{Implementation, Level, RULES, Rule};
use serde::Serialize;

/// All that can be chosen.
#[derive(Serialize)]
pub(crate) struct Catalogue {
    version: &'static str,
    levels: Vec<&'static str>,
    /// Whose readers may matter.
    readers: Vec<&'static str>,
    rules: Vec<RuleJson>,
}

/// A rule and its example.
#[derive(Serialize)]
struct RuleJson {
    rule: &'static str,
    name: &'static str,
    severity: &'static str,
    /// The implementations whose readers it concerns; empty for everybody's.
    concerns: Vec<&'static str>,
    summary: &'static str,
    why: &'static str,
    remedy: &'static str,
    example: Vec<ExampleJson>,
}

/// A file of an example.
#[derive(Serialize)]
struct ExampleJson {
    path: &'static str,
    text: &'static str,
}

pub(crate) fn all() -> Catalogue {
    Catalogue {
        version: env!("CARGO_PKG_VERSION"),
        levels: Level::ALL.map(Level::name).to_vec(),
        readers: Implementation::ALL.map(Implementation::name).to_vec(),
        rules: RULES.iter().map(|rule| RuleJson::from(*rule)).collect(),
    }
}

impl From<&'static Rule> for RuleJson {
    fn from(rule: &'static Rule) -> RuleJson {
        RuleJson {
            rule: rule.id,
            name: rule.name,
            severity: rule.default_severity().name(),
            concerns: rule.concerns.iter().copied().map(Implementation::name).collect(),
            summary: rule.summary,
            why: rule.why,
            remedy: rule.remedy,
            example: rule.example.files.iter().map(|file| ExampleJson { path: file.path, text: file.text }).collect(),
        }
    }
}
