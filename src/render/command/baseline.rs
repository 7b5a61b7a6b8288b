//! The text of a baseline file: sorted, a key a line, for people who read its diffs.

use serde::Serialize;

use crate::model::json;
use crate::model::shell::shell_word;
use crate::model::text::count;
use crate::policy::baseline::{Baseline, Entry};
use crate::render::text::foreign::foreign;

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

/// What became of the file, and what is in it that was not `before`: a baseline, and words for since when.
pub(crate) fn written(file: &str, entries: &[Entry], before: Option<&(Baseline, String)>, arguments: &str) -> String {
    const MOST: usize = 10;
    let (file, word) = (foreign(file), shell_word(file));
    let new: Vec<&Entry> =
        before.map_or_else(Vec::new, |(before, _)| entries.iter().filter(|entry| !before.has_entry(entry)).collect());
    let how_new = match before {
        Some(_) if new.is_empty() => ", none of them new".to_owned(),
        Some((_, since)) => format!(", {} of them new {}", new.len(), foreign(since)),
        None => String::new(),
    };
    let line = |entry: &&Entry| {
        let subject = entry.subject.as_deref().map_or_else(String::new, |subject| format!("{}: ", foreign(subject)));
        format!("  new: {} {} {subject}{}\n", entry.fingerprint, entry.rule, foreign(&entry.path))
    };
    let mut lines: String = new.iter().take(MOST).map(line).collect();
    if new.len() > MOST {
        lines.push_str(&format!("  and {} more\n", new.len() - MOST));
    }
    format!(
        "{file}: {} written{how_new}; `avrocheck compat --baseline {word}{arguments}` reports what is new, and so does every run with \
         `baseline = \"{file}\"` in avrocheck.toml\n{lines}",
        count(entries.len(), "finding")
    )
}
