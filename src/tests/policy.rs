//! Tests laws of policies: they never change a verdict, and a waiver or a baseline changes only the findings that it names.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::check::{Options, check};
use crate::finding::fingerprint::Fingerprint;
use crate::model::input::{Input, SchemaText, VersionPlace};
use crate::model::level::{Direction, Level, Reach};
use crate::model::version::Version;
use crate::policy::Waiver;
use crate::policy::baseline::Baseline;
use crate::policy::origin::{SettingOrigin, Stated};
use crate::policy::{FailOn, Policy, RuleSetting};
use crate::report::CompatReport;
use crate::report::unused::unused;
use crate::rule::{RULES, Severity};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::support::made_up;
use super::support::strategies::cases;

fn report(schemas: &[Json], policy: Policy) -> CompatReport {
    let text = |(at, schema): (usize, &Json)| SchemaText {
        name: format!("v{at}.avsc"),
        text: schema.to_string().into(),
        subject: "subject".to_owned(),
        place: VersionPlace::Own(Version::parse(&format!("v{at}")).expect("a version")),
        references: Vec::new(),
    };
    let input = Input { schemas: schemas.iter().enumerate().map(text).collect(), ..Input::default() };
    check(input, &Options { round_trips: false, ..Options::new(policy) })
}

fn verdicts(report: &CompatReport) -> Vec<(usize, usize, &'static str)> {
    let pairs = report.subjects.iter().flat_map(|subject| &subject.pairs);
    pairs.map(|pair| (pair.writer, pair.reader, pair.verdict.name())).collect()
}

fn failures(report: &CompatReport) -> BTreeSet<Fingerprint> {
    report.failures().map(|judged| judged.finding.fingerprint).collect()
}

fn full() -> Policy {
    let fail_on = Stated { value: FailOn::Severity(Severity::Safe), origin: SettingOrigin::Default };
    Policy { fail_on, ..Policy::at(Level { direction: Direction::Full, reach: Reach::Transitive }) }
}

fn waiver(fingerprint: Fingerprint, expires: Option<&str>) -> Arc<Stated<Waiver>> {
    let expires = expires.map(|day| day.parse().expect("a day"));
    let value = Waiver { fingerprint, reason: "a reason".to_owned(), expires, subject: None };
    Arc::new(Stated { value, origin: SettingOrigin::Default })
}

fn treatments() -> impl Strategy<Value = Vec<RuleSetting>> {
    let one = prop_oneof![
        Just(RuleSetting::Off),
        Just(RuleSetting::As(Severity::Safe)),
        Just(RuleSetting::As(Severity::Dangerous)),
        Just(RuleSetting::As(Severity::Breaking)),
    ];
    proptest::collection::vec(one, RULES.len())
}

fn histories() -> impl Strategy<Value = Vec<Json>> {
    let choices = || proptest::collection::vec(any::<u8>(), 0..160);
    (choices(), choices()).prop_map(|(pair, third)| {
        let (first, second) = made_up::pair(&pair);
        vec![first, second, made_up::schema(&third)]
    })
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn a_policy_changes_no_verdict(schemas in histories(), treatments in treatments()) {
        let rule_settings = RULES.iter().copied().zip(treatments).collect();
        let plain = report(&schemas, full());
        let treated = report(&schemas, Policy { rule_settings, ..full() });
        prop_assert_eq!(verdicts(&plain), verdicts(&treated));
    }

    #[test]
    fn a_waiver_lets_its_own_finding_pass_and_no_other(schemas in histories(), choice in any::<prop::sample::Index>()) {
        let plain = report(&schemas, full());
        let failing = failures(&plain);
        prop_assume!(!failing.is_empty());
        let waived = *choice.get(&failing.iter().copied().collect::<Vec<_>>());
        let excused = report(&schemas, Policy { waivers: vec![waiver(waived, None)], ..full() });
        let mut others = failing.clone();
        others.remove(&waived);
        prop_assert_eq!(failures(&excused), others);
        prop_assert_eq!(verdicts(&excused), verdicts(&plain));
        // Once it has expired, it is as if it had never been.
        let today = "2027-01-01".parse().expect("a day");
        let expired = Policy { waivers: vec![waiver(waived, Some("2026-12-31"))], today, ..full() };
        prop_assert_eq!(failures(&report(&schemas, expired)), failing);
    }

    #[test]
    fn after_a_baseline_nothing_is_new_and_nothing_stale(schemas in histories()) {
        let plain = report(&schemas, full());
        let baseline = Arc::new(Baseline::new("baseline".to_owned(), plain.baseline_entries()));
        let known = report(&schemas, Policy { baseline: Some(Arc::clone(&baseline)), ..full() });
        prop_assert_eq!(failures(&known), BTreeSet::new());
        prop_assert!(unused(&known).stale.is_empty());
        prop_assert_eq!(verdicts(&known), verdicts(&plain));
    }
}
