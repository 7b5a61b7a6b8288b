//! The text of a baseline file: sorted, a key a line, for people who read its diffs.

use serde::Serialize;

use crate::model::json;
use crate::model::text::count;
use crate::policy::baseline::Entry;
use crate::render::text::foreign::foreign;
use crate::render::text::shell::quoted;

/// The version of the file's form.
const BASELINE_VERSION: u32 = 1;

#[derive(Serialize)]
struct BaselineJson<'a> {
    baseline_version: u32,
    findings: Vec<KnownFindingJson<'a>>,
}

#[derive(Serialize)]
struct KnownFindingJson<'a> {
    fingerprint: String,
    rule: &'a str,
    subject: Option<&'a str>,
    path: &'a str,
}

/// The text of the file.
pub(crate) fn render(entries: &[Entry]) -> String {
    let findings = entries.iter().map(|entry| KnownFindingJson {
        fingerprint: entry.fingerprint.to_string(),
        rule: &entry.rule,
        subject: entry.subject.as_deref(),
        path: &entry.path,
    });
    let file = BaselineJson { baseline_version: BASELINE_VERSION, findings: findings.collect() };
    json::pretty(&file)
}

/// What became of the file.
pub(crate) fn written(file: &str, entries: &[Entry], arguments: &str) -> String {
    let (file, word) = (foreign(file), quoted(file));
    format!(
        "{file}: {} written; `avrocheck compat --baseline {word}{arguments}` reports what is new, and so does every run with \
         `baseline = \"{file}\"` in avrocheck.toml\n",
        count(entries.len(), "finding")
    )
}
