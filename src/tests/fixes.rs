//! Checks that every offered fix works: made by other code and checked from scratch, it removes its finding from the newest
//! version and breaks nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::support::made_up;
use super::support::strategies::cases;
use super::support::{assert_none, read, root};
use crate::check::{Options, check};
use crate::finding::fingerprint::Fingerprint;
use crate::fix::Fix;
use crate::model::input::{Input, SchemaText, VersionPlace};
use crate::model::level::{Direction, Level, Reach};
use crate::model::version::Version;
use crate::policy::Policy;
use crate::repair::repair;
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
            text: text.clone(),
            subject: "subject".to_owned(),
            place: VersionPlace::Own(Version::parse(&label).expect("a version")),
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
        let repaired = repair(&mut input, &options());
        let after = check(input.clone(), &options());
        prop_assert_eq!(&input.schemas[0].text, &versions[0]);
        prop_assert!(repaired.len() <= 1 && repaired.iter().all(|file| file.after == input.schemas[1].text));
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
    for line in read(&root().join("tests/conformance/generated.jsonl")).lines() {
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
                let complaint =
                    best.and_then(|fix| complaint(&versions, &report, &[fix], &[finding.finding.fingerprint]));
                failures.extend(complaint);
            }
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
