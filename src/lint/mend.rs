//! Makes the fixes of single schemas that need no decision: each leaves the schema as it was understood, or lets a default count
//! that its author wrote.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::lint;
use crate::finding::fingerprint::Fingerprint;
use crate::finding::{Finding, FindingKind};
use crate::model::input::Input;
use crate::model::limits;
use crate::policy::Policy;
use crate::repair::Repaired;
use crate::report::CompatReport;
use crate::rule::Rule;
use avro_resolve::schema::edit::{self, Edit, EditableText};
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::model::FileId;

/// What a lint looks at, beside its input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LintScope<'a> {
    pub(crate) only: Option<&'a BTreeSet<String>>,
    pub(crate) enabled: &'a [&'a Rule],
    pub(crate) policy: &'a Policy,
}

/// One fix may make another possible.
const ROUNDS: usize = 8;

/// A finding in a file.
type Mistake = (Fingerprint, String);

/// Schemas after fixes.
pub(crate) struct Mended {
    pub(crate) report: CompatReport,
    /// The files that are not as they were.
    pub(crate) files: Vec<Repaired>,
}

/// Makes the fixes, as long as each leaves fewer findings and no new one; `None` if there is none. `report` is that of the input.
pub(crate) fn mend(input: &Input, report: &CompatReport, scope: LintScope<'_>) -> Option<Mended> {
    let size: u64 = input.schemas.iter().map(|schema| schema.text.len() as u64).sum();
    let mut attempts_left = limits::REPAIRS.most / size.max(1) + 2;
    let mut mended: Option<(Input, CompatReport)> = None;
    for _ in 0..ROUNDS {
        let (input, report) = mended.as_ref().map_or((input, report), |(input, report)| (input, report));
        let edits = proposals(report);
        let one_by_one = edits.iter().map(std::slice::from_ref);
        let attempts = std::iter::once(&edits[..]).chain(one_by_one).filter(|edits| !edits.is_empty());
        let better = attempts.into_iter().find_map(|edits| {
            attempts_left = attempts_left.checked_sub(1)?;
            let amended = amended(input, report, edits)?;
            let after = lint(amended.clone(), scope.only, scope.enabled, scope.policy);
            let (before, now) = (mistakes(report), mistakes(&after));
            (after.problems.is_empty() && now.len() < before.len() && now.is_subset(&before))
                .then_some((amended, after))
        });
        let Some(better) = better else { break };
        mended = Some(better);
    }
    mended.map(|(mended, report)| Mended { report, files: Repaired::between(input.clone(), &mended) })
}

/// The findings of a report that another one of the same schemas has no more, each with its file.
pub(crate) fn gone(before: &CompatReport, after: &CompatReport) -> BTreeSet<(Fingerprint, FileId)> {
    let left = mistakes(after);
    let places =
        before.findings.iter().filter_map(|judged| Some((judged.finding.fingerprint, judged.finding.place()?.file)));
    places.filter(|(finding, file)| !left.contains(&(*finding, before.sources[*file].name.clone()))).collect()
}

fn mistakes(report: &CompatReport) -> BTreeSet<Mistake> {
    let file =
        |finding: &Finding| finding.place().map_or(String::new(), |place| report.sources[place.file].name.clone());
    report.findings.iter().map(|judged| (judged.finding.fingerprint, file(&judged.finding))).collect()
}

/// What could be done about the findings that nobody has excused, in files that can still be changed.
fn proposals(report: &CompatReport) -> Vec<(FileId, Vec<Edit>)> {
    let open = report.findings.iter().filter(|judged| !judged.disposition.is_excused() && !judged.finding.is_released);
    open.filter_map(|judged| proposal(report, &judged.finding)).filter(|_| report.problems.is_empty()).collect()
}

fn proposal(report: &CompatReport, finding: &Finding) -> Option<(FileId, Vec<Edit>)> {
    let (FindingKind::Fault(kind), Some(place)) = (&finding.kind, &finding.reader) else { return None };
    let source = &report.sources[place.file];
    let text = || EditableText::open(&source.text);
    let edits = match kind {
        FaultKind::InvalidDefault { .. } => {
            vec![Edit { span: place.span, text: unquoted(source.slice(place.span))? }]
        }
        FaultKind::RepeatedDefinition { name } => {
            vec![Edit { span: text()?.span(&place.pointer)?, text: format!("\"{name}\"") }]
        }
        FaultKind::DuplicateAttribute { attribute } => text()?.remove_repeated(&place.pointer, attribute)?,
        _ => return None,
    };
    Some((place.file, edits))
}

/// A number, a truth value or null that was written as text.
fn unquoted(default: &str) -> Option<String> {
    let inner: String = serde_json::from_str(default).ok()?;
    let value: Value = serde_json::from_str(&inner).ok()?;
    (value.is_number() || value.is_boolean() || value.is_null()).then(|| inner.trim().to_owned())
}

/// The input with edits; `None` if they do not go together.
fn amended(input: &Input, report: &CompatReport, edits: &[(FileId, Vec<Edit>)]) -> Option<Input> {
    let mut by_file: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for (file, edits) in edits {
        by_file.entry(*file).or_default().extend(edits.iter().cloned());
    }
    let mut amended = input.clone();
    for (file, mut edits) in by_file {
        edits.sort_by_key(|edit| edit.span);
        edits.dedup();
        if !edit::are_apart(&edits) {
            return None;
        }
        let name = &report.sources[file].name;
        let text = &mut amended.schemas.iter_mut().find(|schema| schema.name == *name)?.text;
        let mark = text.len() - text.trim_start_matches('\u{feff}').len();
        let edited = edit::apply(&text[mark..], &edits);
        text.replace_range(mark.., &edited);
    }
    Some(amended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::level::Level;
    use crate::source::config::Settings;
    use crate::source::files::SourceTree;
    use crate::source::memory::input_of;

    /// The newest version after all fixes, and which rules are left.
    fn mended(versions: &[&str]) -> (String, Vec<&'static str>) {
        let names: Vec<String> = (1..=versions.len()).map(|version| format!("v{version}/user.avsc")).collect();
        let files = names.iter().map(String::as_str).zip(versions.iter().copied());
        let input = input_of(SourceTree::in_memory("schemas", files), None, &Settings::default());
        let policy = Policy::at(Level::DEFAULT);
        let scope = LintScope { only: None, enabled: &[], policy: &policy };
        let report = lint(input.clone(), None, &[], &policy);
        let mended = mend(&input, &report, scope);
        let report = mended.as_ref().map_or(&report, |mended| &mended.report);
        let rules = report.findings.iter().map(|judged| judged.finding.rule.id).filter(|id| *id < "AVC414").collect();
        let changed = mended.iter().flat_map(|mended| &mended.files);
        let changed: Vec<&Repaired> = changed.collect();
        assert!(changed.iter().all(|file| file.name.ends_with(names.last().expect("a version"))), "{changed:?}");
        (changed.first().map_or(versions[versions.len() - 1].to_owned(), |file| file.after.clone()), rules)
    }

    fn record(field: &str) -> String {
        format!(r#"{{"type": "record", "name": "User", "fields": [{{"name": "a", {field}}}]}}"#)
    }

    #[test]
    fn defaults_that_were_written_as_text_count() {
        for (before, after) in [
            (r#""type": "int", "default": "3""#, r#""type": "int", "default": 3"#),
            (r#""type": "double", "default": "-1e3""#, r#""type": "double", "default": -1e3"#),
            (r#""type": "boolean", "default": " false ""#, r#""type": "boolean", "default": false"#),
            (r#""type": ["null", "int"], "default": "null""#, r#""type": ["null", "int"], "default": null"#),
        ] {
            assert_eq!(mended(&[&record(before)]), (record(after), vec![]), "{before}");
        }
    }

    #[test]
    fn what_needs_a_decision_stays() {
        for field in [
            r#""type": "int", "default": "three""#,
            r#""type": "int", "default": "3000000000""#,
            r#""type": "int", "default": "1.5""#,
            r#""type": "boolean", "default": "1""#,
            r#""type": "int", "default": "[1]""#,
            r#""type": "int", "doc": "one", "doc": "two""#,
            r#""type": {"type": "enum", "name": "E", "symbols": ["A", "A"]}"#,
        ] {
            let (text, rules) = mended(&[&record(field)]);
            assert_eq!((text, rules.len()), (record(field), 1), "{field}");
        }
    }

    #[test]
    fn released_versions_stay() {
        let [old, new] = [r#""type": "int", "default": "3""#, r#""type": "long", "default": "4""#].map(record);
        let (text, rules) = mended(&[&old, &new]);
        assert_eq!((text, rules), (new.replace("\"4\"", "4"), vec!["AVC401"]));
    }

    #[test]
    fn what_is_there_twice_goes_once() {
        let twice = record(r#""doc": "d", "type": "int", "doc": "d""#);
        assert_eq!(mended(&[&twice]), (record(r#""type": "int", "doc": "d""#), vec![]));
        let part = r#"{"type": "fixed", "name": "Part", "namespace": "shop", "size": 2}"#;
        let repeated = record(&format!(r#""type": [{part}, {{"type": "array", "items": {part}}}]"#));
        let once = record(&format!(r#""type": [{part}, {{"type": "array", "items": "shop.Part"}}]"#));
        assert_eq!(mended(&[&repeated]), (once, vec![]));
    }
}
