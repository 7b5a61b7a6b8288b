//! A lint reports the same mistakes as a check, in the same words and as severe, and advice besides. It takes whatever parses.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::support::made_up;
use super::support::strategies::cases;
use super::support::{directories, root};
use crate::check::{Options, check};
use crate::finding::FindingKind;
use crate::judged::Judged;
use crate::lint::lint;
use crate::model::input::{Input, SchemaText, VersionPlace};
use crate::model::level::Level;
use crate::model::version::Version;
use crate::policy::Policy;
use crate::render;
use crate::render::format::View;
use crate::render::text::style::{Detail, Look};
use crate::report::CompatReport;
use crate::rule::{Activation, MISSING_DOC, RULES};
use crate::source::config::Settings;
use crate::source::layout::Layout;
use crate::source::{lint_input, roots};
use proptest::collection::vec;
use proptest::prelude::*;

/// Rule, severity, fingerprint and place of each mistake.
fn mistakes(report: &CompatReport) -> BTreeSet<(&'static str, &'static str, String, String)> {
    // A lint looks at no versions.
    let is_mistake = |judged: &&Judged| {
        judged.finding.rule.activation == Activation::Always && !matches!(judged.finding.kind, FindingKind::Event(_))
    };
    let mistakes = report.findings.iter().filter(is_mistake).map(|Judged { finding, severity, .. }| {
        let place = finding.reader.as_ref().map(|place| (&report.sources[place.file].name, place.span));
        (finding.rule.id, severity.name(), finding.fingerprint.to_string(), format!("{place:?}"))
    });
    mistakes.collect()
}

#[test]
fn mistakes_are_reported_as_in_a_check() {
    let mut found = 0;
    for tree in directories(&root().join("tests/cases")).iter().flat_map(|group| directories(group)) {
        let schemas = tree.join("schemas");
        let input = roots::read_directory(&schemas, &Layout::default());
        // A check needs versions.
        if !schemas.is_dir() || !input.problems.is_empty() {
            continue;
        }
        let checked = mistakes(&check(
            input.clone(),
            &Options {
                run_proofs: false,
                round_trips: false,
                gated_pairs_only: true,
                ..Options::new(Policy::at(Level::DEFAULT))
            },
        ));
        let (input, only) = lint_input::read(std::slice::from_ref(&schemas), &Settings::default());
        let linted = mistakes(&lint(input, only.as_ref(), &[], &Policy::at(Level::DEFAULT)));
        assert_eq!(checked, linted, "{}", tree.display());
        found += checked.len();
    }
    assert!(found > 5, "the trees hold mistakes");
}

#[test]
fn what_is_off_is_reported_on_demand_alone() {
    let paths = [PathBuf::from(root()).join("schemas")];
    let rules = |enabled: &[_]| -> BTreeSet<&'static str> {
        let (input, only) = lint_input::read(&paths, &Settings::default());
        lint(input, only.as_ref(), enabled, &Policy::at(Level::DEFAULT))
            .findings
            .iter()
            .map(|judged| judged.finding.rule.id)
            .collect()
    };
    assert!(!rules(&[]).contains(MISSING_DOC.id));
    assert!(rules(&[&MISSING_DOC]).contains(MISSING_DOC.id));
    let on_demand: Vec<&str> =
        RULES.iter().filter(|rule| rule.activation == Activation::OnDemand).map(|rule| rule.id).collect();
    assert_eq!(on_demand, [MISSING_DOC.id]);
}

proptest! {
    #![proptest_config(cases(500))]

    /// Every place is one of the text, no finding is reported twice, and every report can be written.
    #[test]
    fn made_up_schemas_are_linted(choices in vec(any::<u8>(), 0..160)) {
        let (first, second) = made_up::pair(&choices);
        let text = |(schema, label): (&serde_json::Value, &str)| SchemaText {
            name: format!("{label}.avsc"),
            text: schema.to_string().into(),
            subject: "subject".to_owned(),
            place: VersionPlace::Own(Version::parse(label).expect("a version")),
            references: Vec::new(),
        };
        let input = Input { schemas: [(&first, "v1"), (&second, "v2")].map(text).into(), ..Input::default() };
        let checked = mistakes(&check(input.clone(), &Options { run_proofs: false, round_trips: false, gated_pairs_only: true, ..Options::new(Policy::at(Level::DEFAULT)) }));
        let report = lint(input, None, &[&MISSING_DOC], &Policy::at(Level::DEFAULT));
        let empty_unions = report.findings.iter().filter(|judged| judged.finding.rule.id == "AVC405").count();
        let linted = mistakes(&report);
        prop_assert!(checked.is_subset(&linted), "{first}\n{second}");
        prop_assert!(linted.len() <= checked.len() + empty_unions);
        let mut seen = BTreeSet::new();
        for Judged { finding, .. } in &report.findings {
            let place = finding.reader.as_ref().expect("a fault has a place");
            let source = &report.sources[place.file];
            prop_assert!(place.span.start <= place.span.end && (place.span.end as usize) <= source.text.len());
            let json: serde_json::Value = serde_json::from_str(&source.text).expect("made-up schemas are JSON");
            prop_assert!(json.pointer(&place.pointer).is_some(), "{} in {json}", place.pointer);
            prop_assert!(seen.insert((finding.fingerprint, place.file, place.span)), "{} twice in {json}", finding.rule.id);
        }
        let look = Look { detail: Detail::Verbose, ..Look::PLAIN };
        let view = View { target: "schemas", look, all_matrices: false, diffs: false, statistics: false };
        prop_assert!(!render::command::lint::render(&report, &view).is_empty());
        let mut json = Vec::new();
        render::format::json::write(&report, &mut json).expect("memory takes everything");
    }
}
