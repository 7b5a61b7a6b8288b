use crate::model::level::Level;
use crate::model::version::Version;
use crate::policy::Grouping;
use crate::policy::gate::VersionRanks;
use crate::policy::globs::Selection;
use crate::policy::judgement::Judge;
use crate::policy::origin::{SettingOrigin, Stated};
use crate::policy::{Policy, Retired};

fn stated<T>(value: T) -> Stated<T> {
    Stated { value, origin: SettingOrigin::Default }
}

fn version(label: &str) -> Version {
    Version::parse(label).expect("a version")
}

fn retired(versions: &[&str]) -> Vec<Stated<Retired>> {
    let versions = versions.iter().map(|label| version(label)).collect();
    vec![stated(Retired { selection: Selection::All, versions, reason: "a reason".to_owned() })]
}

/// The gated pairs of these versions, writer first, and why the others are not gated.
fn gated(level: &str, policy: impl FnOnce(Policy) -> Policy, labels: &str) -> (String, Vec<&'static str>) {
    let level: Level = level.parse().expect("a level");
    let policy = policy(Policy::at(level));
    let versions: Vec<Version> = labels.split(' ').map(version).collect();
    let judge = Judge::new(&policy);
    let versions: Vec<&Version> = versions.iter().collect();
    let ranks = VersionRanks::new(&judge.of(Some("user"), "user.avsc"), &versions, None);
    let (mut pairs, mut reasons) = (Vec::new(), Vec::new());
    for later in 0..versions.len() {
        for earlier in 0..later {
            for (writer, reader) in [(earlier, later), (later, earlier)] {
                match ranks.exemption(writer, reader) {
                    None => pairs.push(format!("{}>{}", versions[writer], versions[reader])),
                    Some(exemption) => reasons.push(exemption.name()),
                }
            }
        }
    }
    reasons.sort_unstable();
    reasons.dedup();
    (pairs.join(" "), reasons)
}

#[test]
fn a_level_alone_gates_the_newest_version() {
    let (pairs, reasons) = gated("BACKWARD_TRANSITIVE", |policy| policy, "v1 v2 v3");
    assert_eq!((pairs.as_str(), reasons), ("v1>v3 v2>v3", vec!["level"]));
}

#[test]
fn a_retired_version_does_not_count() {
    let retire = |policy| Policy { retired: retired(&["v2"]), ..policy };
    assert_eq!(gated("BACKWARD", retire, "v1 v2 v3").0, "v1>v3");
    assert_eq!(gated("FULL_TRANSITIVE", retire, "v1 v2 v3").0, "v1>v3 v3>v1");
    assert!(gated("FULL", retire, "v1 v2 v3").1.contains(&"retired"));
}

#[test]
fn the_newest_version_counts_whatever_a_policy_says() {
    let retire = |policy| Policy { retired: retired(&["v3"]), ..policy };
    assert_eq!(gated("BACKWARD_TRANSITIVE", retire, "v1 v2 v3").0, "v1>v3 v2>v3");
    let since = |policy| Policy { since: Some(stated(version("v9"))), ..policy };
    assert_eq!(gated("FULL_TRANSITIVE", since, "v1 v2 v3").0, "");
}

#[test]
fn versions_before_since_do_not_count() {
    let since = |policy| Policy { since: Some(stated(version("v2"))), ..policy };
    let (pairs, reasons) = gated("BACKWARD_TRANSITIVE", since, "v1 v2 v3");
    assert_eq!((pairs.as_str(), reasons), ("v2>v3", vec!["level", "since"]));
}

#[test]
fn every_group_has_a_newest_version() {
    let group = |grouping| move |policy| Policy { grouping, ..policy };
    let versions = "1.0 1.1 1.2 2.0 2.1 3.0";
    let (pairs, reasons) = gated("BACKWARD_TRANSITIVE", group(Grouping::Major), versions);
    assert_eq!((pairs.as_str(), reasons), ("1.0>1.2 1.1>1.2 2.0>2.1", vec!["group", "level"]));
    assert_eq!(gated("FULL", group(Grouping::Minor), "1.0.0 1.0.1 1.1.0").0, "1.0.0>1.0.1 1.0.1>1.0.0");
    let both = |policy| Policy { grouping: Grouping::Major, retired: retired(&["1.1"]), ..policy };
    assert_eq!(gated("BACKWARD", both, versions).0, "1.0>1.2 2.0>2.1");
}

#[test]
fn versions_that_were_given_one_by_one_all_count() {
    let policy = Policy {
        grouping: Grouping::Major,
        since: Some(stated(version("v9"))),
        retired: retired(&["v0"]),
        ..Policy::at(Level::DEFAULT)
    };
    let judge = Judge::new(&policy);
    let (old, new) = (Version::ranked("old.avsc", 0), Version::ranked("new.avsc", 1));
    let ranks = VersionRanks::new(&judge.of(Some("user"), "new.avsc"), &[&old, &new], None);
    assert_eq!(ranks.exemption(0, 1), None);
    assert!(policy.gates_nothing_before(&new).is_empty());
}
