//! Checks that every offered fix works: made by other code and checked from scratch, it removes its finding from the newest
//! version and breaks nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::support::made_up;
use super::support::strategies::cases;
use super::support::{assert_none, read, root};
use crate::check::{Options, check};
use crate::finding::fingerprint::Fingerprint;
use crate::fix::{Fix, Remedy};
use crate::lint::lint;
use crate::model::input::{Input, SchemaText, VersionPlace};
use crate::model::level::{Direction, Level, Reach};
use crate::model::version::Version;
use crate::policy::Policy;
use crate::repair::{Agreed, repair};
use crate::report::CompatReport;
use crate::rule::Severity;
use avro_resolve::resolution::Verdict;
use avro_resolve::schema::edit::Edit;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value as Json;

const FULL: Level = Level { direction: Direction::Full, reach: Reach::Transitive };
fn options() -> Options {
    Options { round_trips: false, ..Options::new(Policy::at(FULL)) }
}

/// Consecutive versions of one subject.
fn history(versions: &[String]) -> Input {
    let version = |(number, text): (usize, &String)| {
        let label = format!("v{}", number + 1);
        SchemaText {
            name: format!("{label}.avsc"),
            text: text.as_str().into(),
            subject: "subject".to_owned(),
            place: VersionPlace::Own(Version::parse(&label).expect("a version")),
            references: Vec::new(),
        }
    };
    Input { schemas: versions.iter().enumerate().map(version).collect(), ..Input::default() }
}

/// Makes edits from the last to the first, each on its own.
fn with_edits(text: &str, edits: &[Edit]) -> String {
    let mut text = text.to_owned();
    for Edit { span, text: new } in edits.iter().rev() {
        text.replace_range(span.start as usize..span.end as usize, new);
    }
    text
}

/// The verdicts of the pairs with the newest version, and the breaking findings of those that are gated.
fn pairs_of_newest(report: &CompatReport) -> Vec<(Verdict, BTreeSet<Fingerprint>)> {
    let subject = &report.subjects[0];
    let newest = subject.versions.len() - 1;
    let of_newest = subject.pairs.iter().filter(|pair| pair.writer.max(pair.reader) == newest);
    let breaking = of_newest.map(|pair| {
        let breaking = pair.findings.iter().filter(|finding| finding.severity == Severity::Breaking && pair.is_gated());
        (pair.verdict, breaking.map(|judged| judged.finding.fingerprint).collect())
    });
    breaking.collect()
}

/// What is wrong with the newest version after some fixes that were to mend these findings.
fn complaint(versions: &[String], before: &CompatReport, fixes: &[&Fix], mended: &[Fingerprint]) -> Option<String> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut seen: Vec<&Fix> = Vec::new();
    for fix in fixes {
        if before.sources[fix.file].name != format!("v{}.avsc", versions.len()) {
            return Some(format!("{} is released", before.sources[fix.file].name));
        }
        if seen.iter().all(|other| other.edits != fix.edits) {
            edits.extend(fix.edits.iter().cloned());
            seen.push(fix);
        }
    }
    edits.sort_by_key(|edit| edit.span);
    if edits.is_empty() || edits.windows(2).any(|pair| pair[0].span.end > pair[1].span.start) {
        return Some(format!("edits in each other's way: {edits:?}"));
    }
    let mut versions = versions.to_vec();
    let newest = versions.last_mut().expect("there are versions");
    *newest = with_edits(newest, &edits);
    let newest = newest.clone();
    if is_clear_alone(&before.sources[fixes[0].file].text) && !is_clear_alone(&newest) {
        return Some(format!("the newest version cannot be understood alone: {newest}"));
    }
    let after = check(history(&versions), &options());
    if let Some(problem) = after.problems.first() {
        return Some(format!("{problem:?} in {newest}"));
    }
    for ((verdict, known), (now, found)) in pairs_of_newest(before).iter().zip(pairs_of_newest(&after)) {
        if now > *verdict || !found.is_subset(known) || mended.iter().any(|mended| found.contains(mended)) {
            return Some(format!("{verdict:?} {known:?} became {now:?} {found:?} with {fixes:?} in\n{newest}"));
        }
    }
    None
}

/// Whether a text needs no other, and has no mistake that a lint calls breaking.
fn is_clear_alone(text: &str) -> bool {
    let report = lint(history(&[text.to_owned()]), None, &[], &Policy::at(FULL));
    report.problems.is_empty() && report.findings.iter().all(|judged| judged.severity != Severity::Breaking)
}

/// The edits of a subject's patch, of which all are in the newest version.
fn patch(report: &CompatReport) -> Option<(Fix, Vec<Fingerprint>)> {
    let patch = report.subjects.first()?.fixes.patch.as_ref()?;
    let (&file, edits) = patch.edits.first_key_value()?;
    let remedy = Remedy::Several(patch.remedies.clone());
    Some((Fix { file, edits: edits.clone(), remedy, is_automatic: false }, patch.mends.iter().copied().collect()))
}

/// What is wrong with any fix offered for these versions.
fn complaints(versions: &[String]) -> Vec<String> {
    let report = check(history(versions), &options());
    let fixes = &report.subjects[0].fixes;
    let of_one = fixes.by_finding.iter().flat_map(|(finding, fixes)| fixes.iter().map(move |fix| (finding, fix)));
    let mut complaints: Vec<String> =
        of_one.filter_map(|(finding, fix)| complaint(versions, &report, &[fix], &[*finding])).collect();
    let best = fixes.by_finding.iter().filter_map(|(finding, fixes)| Some((*finding, fixes.first()?)));
    let automatic = best.filter(|(_, fix)| fix.is_automatic);
    let (mended, together): (Vec<Fingerprint>, Vec<&Fix>) = automatic.unzip();
    if let Some((fix, mends)) = patch(&report) {
        complaints.extend(complaint(versions, &report, &[&fix], &mends));
    }
    if !together.is_empty() {
        complaints.extend(complaint(versions, &report, &together, &mended));
    }
    complaints
}

/// A schema's text in one of several layouts.
fn laid_out(schema: &Json, layout: u8) -> String {
    let pretty = serde_json::to_string_pretty(schema).expect("JSON");
    match layout % 5 {
        0 => schema.to_string(),
        1 => pretty,
        2 => pretty.replace('\n', "\r\n"),
        3 => format!("// top\n{}\n", pretty.replace("  ", "\t").replace('\n', " // end\n")),
        _ => schema.to_string().replace("\":", "\": ").replace(",\"", ", \""),
    }
}

fn pairs() -> impl Strategy<Value = (Json, Json)> {
    vec(any::<u8>(), 0..200).prop_map(|choices| made_up::pair(&choices))
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn every_fix_fixes((old, new) in pairs(), layouts in any::<[u8; 2]>()) {
        let versions = [laid_out(&old, layouts[0]), laid_out(&new, layouts[1])];
        let complaints = complaints(&versions);
        prop_assert!(complaints.is_empty(), "{}\n{}\n{}", complaints.join("\n"), versions[0], versions[1]);
    }

    #[test]
    fn every_fix_fixes_for_all_older_versions((first, second) in pairs(), (third, fourth) in pairs(), layout: u8) {
        let (one, two, three) = if layout % 2 == 0 { (&first, &second, &third) } else { (&second, &third, &fourth) };
        let versions = [one, two, three].map(|schema| laid_out(schema, layout));
        let complaints = complaints(&versions);
        prop_assert!(complaints.is_empty(), "{}\n{}", complaints.join("\n"), versions.join("\n"));
    }

    /// `--fix` leaves nothing that fails which did not before, and nothing automatic.
    #[test]
    fn repairs_are_whole((old, new) in pairs(), layout: u8) {
        let versions = [laid_out(&old, layout), laid_out(&new, layout)];
        let mut input = history(&versions);
        let before = check(input.clone(), &options());
        let repaired = repair(&mut input, &options(), &Agreed::default());
        let after = check(input.clone(), &options());
        prop_assert_eq!(&*input.schemas[0].text, &versions[0]);
        prop_assert!(repaired.len() <= 1 && repaired.iter().all(|file| file.after == *input.schemas[1].text));
        prop_assert_eq!(before.subjects[0].fixes.automatic().next().is_some(), !repaired.is_empty());
        prop_assert_eq!(after.subjects[0].fixes.automatic().next(), None, "{}", versions.join("\n"));
        for ((verdict, known), (now, found)) in pairs_of_newest(&before).iter().zip(pairs_of_newest(&after)) {
            prop_assert!(now <= *verdict && found.is_subset(known), "{}", versions.join("\n"));
        }
    }
}

/// Over the pairs that Java's answers were recorded for: how many breaking findings have a fix, by kind and direction.
#[test]
fn fixes_of_recorded_pairs() {
    let mut found: BTreeMap<(&str, &str), [usize; 3]> = BTreeMap::new();
    let mut failures = Vec::new();
    let lines = ["generated", "edge"].map(|name| read(&root().join(format!("tests/conformance/{name}.jsonl"))));
    for (number, line) in lines.iter().flat_map(|lines| lines.lines()).enumerate() {
        let case: Json = serde_json::from_str(line).expect("each line is JSON");
        let versions = [case["writer"].to_string(), case["reader"].to_string()];
        let report = check(history(&versions), &options());
        let Some(subject) = report.subjects.first().filter(|subject| subject.versions.len() == 2) else { continue };
        for pair in &subject.pairs {
            for finding in pair.findings.iter().filter(|finding| finding.severity == Severity::Breaking) {
                let direction = if pair.is_backward() { "backward" } else { "forward" };
                let [all, automatic, suggested] = found.entry((finding.finding.rule.name, direction)).or_default();
                *all += 1;
                let best = subject.fixes.of(finding.finding.fingerprint).first();
                match best.map(|fix| fix.is_automatic) {
                    Some(true) => *automatic += 1,
                    Some(false) => *suggested += 1,
                    None => {}
                }
            }
        }
        // To check each fix again from scratch takes time.
        if number % 4 == 0 {
            failures.extend(complaints(&versions));
        }
    }
    assert_none("fixes that do not fix", &failures);
    let mut table =
        format!("{:<24}{:<10}{:>8}{:>11}{:>11}\n", "finding", "direction", "count", "automatic", "suggested");
    for ((rule, direction), [all, automatic, suggested]) in found {
        writeln!(table, "{rule:<24}{direction:<10}{all:>8}{automatic:>11}{suggested:>11}").expect("strings take all");
    }
    insta::assert_snapshot!(table);
}

/// The newest of some versions with its fixes made: the automatic ones, and those that are agreed to.
fn repaired(versions: &[&str], agreed: &Agreed) -> String {
    let versions: Vec<String> = versions.iter().map(|text| (*text).to_owned()).collect();
    let mut input = history(&versions);
    let backward = Level { direction: Direction::Backward, reach: Reach::Transitive };
    repair(&mut input, &Options { round_trips: false, ..Options::new(Policy::at(backward)) }, agreed);
    input.schemas.pop().expect("there are versions").text.into_string()
}

/// A record with a field beside the first.
fn with_field(field: &str) -> String {
    format!(r#"{{"type":"record","name":"R","fields":[{{"name":"id","type":"int"}},{field}]}}"#)
}

#[test]
fn the_value_of_the_author_is_kept() {
    let old = r#"{"type":"record","name":"R","fields":[{"name":"id","type":"int"}]}"#;
    for (field, fixed) in [
        (
            r#"{"name":"a","type":{"type":"string","default":"EUR"}}"#,
            r#"{"name":"a","type":{"type":"string"},"default":"EUR"}"#,
        ),
        (
            r#"{"name":"a","type":{"type":"map","values":"string","default":{"k":"v"}}}"#,
            r#"{"name":"a","type":{"type":"map","values":"string"},"default":{"k":"v"}}"#,
        ),
        (
            r#"{"name":"a","type":{"default":["1"],"type":"array","items":"int"}}"#,
            r#"{"name":"a","type":{"type":"array","items":"int"},"default":[1]}"#,
        ),
        (r#"{"name":"a","type":"int","default":"3"}"#, r#"{"name":"a","type":"int","default":3}"#),
        (r#"{"name":"a","type":"long","default":3.0}"#, r#"{"name":"a","type":"long","default":3}"#),
        (r#"{"name":"a","type":"double","default":"2.5"}"#, r#"{"name":"a","type":"double","default":2.5}"#),
        (r#"{"name":"a","type":"boolean","default":"True"}"#, r#"{"name":"a","type":"boolean","default":true}"#),
        (r#"{"name":"a","type":"string","default":7}"#, r#"{"name":"a","type":"string","default":"7"}"#),
        (
            r#"{"name":"a","type":["null","int"],"default":"null"}"#,
            r#"{"name":"a","type":["null","int"],"default":null}"#,
        ),
        (
            r#"{"name":"a","type":{"type":"array","items":"int"},"default":"[]"}"#,
            r#"{"name":"a","type":{"type":"array","items":"int"},"default":[]}"#,
        ),
        (
            r#"{"name":"a","type":{"type":"enum","name":"E","symbols":["A","B"]},"default":"a"}"#,
            r#"{"name":"a","type":{"type":"enum","name":"E","symbols":["A","B"]},"default":"A"}"#,
        ),
    ] {
        assert_eq!(repaired(&[old, &with_field(field)], &Agreed::default()), with_field(fixed));
    }
    // The same where the field is not new, and the default is all that is wrong.
    let both = with_field(r#"{"name":"a","type":"int"}"#);
    let wrong = with_field(r#"{"name":"a","type":"int","default":"3"}"#);
    assert_eq!(repaired(&[&both, &wrong], &Agreed::default()), wrong.replace(r#""3""#, "3"));
    // Two symbols may be meant, an int cannot be so large, an enum's own default is for other symbols.
    for field in [
        r#"{"name":"a","type":{"type":"enum","name":"E","symbols":["a","A"]},"default":"Á"}"#,
        r#"{"name":"a","type":{"type":"enum","name":"E","symbols":["Aa","AA"]},"default":"aa"}"#,
        r#"{"name":"a","type":"int","default":"3000000000"}"#,
        r#"{"name":"a","type":{"type":"enum","name":"E","symbols":["A"],"default":"A"}}"#,
    ] {
        assert_eq!(repaired(&[old, &with_field(field)], &Agreed::default()), with_field(field));
    }
}

/// What each version says about the one before is enough for all versions.
#[test]
fn chains_of_aliases_are_completed() {
    let one = r#"{"type":"record","name":"n.A","fields":[{"name":"x","type":"int"}]}"#;
    let two = r#"{"type":"record","name":"n.B","aliases":["A"],"fields":[{"name":"y","aliases":["x"],"type":"int"}]}"#;
    let three =
        r#"{"type":"record","name":"n.C","aliases":["B"],"fields":[{"name":"z","aliases":["y"],"type":"int"}]}"#;
    let four =
        r#"{"type":"record","name":"n.D","aliases":["n.C"],"fields":[{"name":"w","aliases":["z"],"type":"int"}]}"#;
    assert_eq!(
        repaired(&[one, two, three], &Agreed::default()),
        three.replace(r#"["B"]"#, r#"["B","A"]"#).replace(r#"["y"]"#, r#"["y","x"]"#)
    );
    let mended = repaired(&[one, two, three, four], &Agreed::default());
    for alias in [r#""n.A""#, r#""n.B""#, r#""x""#, r#""y""#] {
        assert!(mended.contains(alias), "{alias} is missing in {mended}");
    }
}

/// A type that only the old version defines comes along, under the name that the newest version has for it.
#[test]
fn no_name_is_borrowed() {
    let old = r#"{"type":"record","name":"Money","fields":[{"name":"meta","type":["null","Money"]}]}"#;
    let new = r#"{"type":"record","name":"Kind","aliases":["Money"],"fields":[{"name":"meta","type":["null"]}]}"#;
    assert_eq!(repaired(&[old, new], &Agreed::default()), new.replace(r#"["null"]"#, r#"["null","Kind"]"#));
    let old = r#"{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"fixed","name":"F","size":2}},{"name":"b","type":["null","F"]}]}"#;
    let new = r#"{"type":"record","name":"R","fields":[{"name":"b","type":["null"]}]}"#;
    let mended = repaired(&[old, new], &Agreed { all: true, ..Agreed::default() });
    assert!(mended.contains(r#""name":"F""#) && is_clear_alone(&mended), "{mended}");
}

/// A type in an object that is only around it is refused by others; that is mended without an older version.
#[test]
fn wrappers_go() {
    let old = with_field(r#"{"name":"a","type":"int"}"#);
    let wrapped = with_field(r#"{"name":"a","type":{"type":{"type":["int"]}}}"#);
    assert_eq!(repaired(&[&old, &wrapped], &Agreed::default()), with_field(r#"{"name":"a","type":["int"]}"#));
    let old = with_field(r#"{"name":"b","type":"int"}"#);
    let wrapped = with_field(r#"{"name":"a","type":{"type":["null","int"],"default":null}}"#);
    let meant = with_field(r#"{"name":"a","type":["null","int"],"default":null}"#);
    assert_eq!(repaired(&[&old, &wrapped], &Agreed::default()), meant);
    let worded = with_field(r#"{"name":"a","type":{"type":["int"],"doc":"d"},"default":1}"#);
    assert_eq!(repaired(&[&old, &worded], &Agreed::default()), worded);
    let rule = Agreed { rules: crate::rule::find("AVC421").into_iter().collect(), ..Agreed::default() };
    assert_eq!(repaired(&[&old, &worded], &rule), with_field(r#"{"name":"a","type":["int"],"default":1}"#));
}

/// However many findings there are, something is left to mend them together.
#[test]
fn a_patch_is_found_where_single_fixes_cost_too_much() {
    let fields = |count: usize| {
        let fields: Vec<String> = (0..count).map(|at| format!(r#"{{"name":"field_{at:04}","type":"int"}}"#)).collect();
        format!(r#"{{"type":"record","name":"R","fields":[{}]}}"#, fields.join(","))
    };
    let versions = [fields(1), fields(1_000)];
    let report = check(history(&versions), &options());
    let fixes = &report.subjects[0].fixes;
    assert!(fixes.is_cut_short && fixes.by_finding.len() < 900, "{} fixes", fixes.by_finding.len());
    let patch = fixes.patch.as_ref().expect("a patch");
    assert_eq!(patch.findings, 999);
    assert!(patch.mends.len() > fixes.by_finding.len(), "{} of {}", patch.mends.len(), fixes.by_finding.len());
    let (fix, mends) = self::patch(&report).expect("a patch");
    assert_eq!(complaint(&versions, &report, &[&fix], &mends), None);
}

#[test]
fn a_rename_is_offered_before_a_default() {
    let report = |old: &str, new: &str| {
        let report = check(history(&[with_field(old), with_field(new)]), &options());
        let finding = report.subjects[0].pairs.iter().filter(|pair| pair.is_backward()).flat_map(|pair| &pair.findings);
        let missing =
            finding.filter(|judged| judged.finding.rule.id == "AVC101").map(|judged| judged.finding.fingerprint);
        let fixes: Vec<Remedy> =
            missing.flat_map(|finding| report.subjects[0].fixes.of(finding)).map(|fix| fix.remedy.clone()).collect();
        fixes
    };
    let is_alias = |remedy: Option<&Remedy>| matches!(remedy, Some(Remedy::AddFieldAlias { .. }));
    let backward = |old: &str, new: &str| is_alias(report(old, new).first());
    assert!(backward(r#"{"name":"user_name","type":"string"}"#, r#"{"name":"userName","type":"string"}"#));
    assert!(backward(r#"{"name":"user_name","type":"int"}"#, r#"{"name":"userName","type":"long"}"#));
    assert!(!backward(r#"{"name":"user_name","type":"string"}"#, r#"{"name":"count","type":"string"}"#));
    let two = r#"{"name":"name1","type":"string"},{"name":"name2","type":"string"}"#;
    assert!(!backward(two, r#"{"name":"name3","type":"string"}"#));
}
