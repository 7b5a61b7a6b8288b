//! Entries of a baseline in, the file that keeps them out: sorted, a key a line, for people who read its diffs.

use serde::Serialize;

use crate::policy::baseline::Entry;
use crate::render::part::phrase::count;

/// The version of the file's form.
const BASELINE_VERSION: u32 = 1;

#[derive(Serialize)]
struct File<'a> {
    baseline_version: u32,
    findings: Vec<Known<'a>>,
}

#[derive(Serialize)]
struct Known<'a> {
    fingerprint: String,
    rule: &'a str,
    subject: Option<&'a str>,
    path: &'a str,
}

/// The text of the file.
pub fn render(entries: &[Entry]) -> String {
    let findings = entries.iter().map(|entry| Known {
        fingerprint: entry.fingerprint.to_string(),
        rule: &entry.rule,
        subject: entry.subject.as_deref(),
        path: &entry.path,
    });
    let file = File { baseline_version: BASELINE_VERSION, findings: findings.collect() };
    let mut text = serde_json::to_string_pretty(&file).expect("words and numbers are JSON");
    text.push('\n');
    text
}

/// What became of the file.
pub fn written(file: &str, entries: &[Entry]) -> String {
    format!(
        "{file}: {} written; `avrocheck compat --baseline {file}` reports what is new, and so does every run with \
         `baseline = \"{file}\"` in avrocheck.toml\n",
        count(entries.len(), "finding")
    )
}
