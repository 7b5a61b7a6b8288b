use super::Template;
use crate::model::input::VersionPlace;

fn located(template: &str, path: &str) -> String {
    let template: Template = template.parse().expect("a template");
    match template.locate(path) {
        None => "does not fit".to_owned(),
        Some((subject, VersionPlace::Shared { group, version })) => {
            format!("{subject} {version} {:?} in {group:?}", version.numbers().unwrap_or_default())
        }
        Some((subject, VersionPlace::Own(version))) => {
            format!("{subject} {version} {:?}", version.numbers().unwrap_or_default())
        }
        Some((_, VersionPlace::Beside(_) | VersionPlace::Unversioned)) => unreachable!("what fits has a version"),
    }
}

#[test]
fn paths_say_subject_and_version() {
    let numbered = "schema/{major}/{minor}/{subject}.avsc";
    assert_eq!(located(numbered, "schema/7/4/user"), r#"user 7/4 [7, 4] in "schema""#);
    assert_eq!(located(numbered, "schema/7/4/billing/invoice"), r#"billing/invoice 7/4 [7, 4] in "schema""#);
    assert_eq!(located(numbered, "schema/7/user"), "does not fit");
    assert_eq!(located(numbered, "schemas/7/4/user"), "does not fit");
    assert_eq!(located("{subject}/v{major}.{minor}.avsc", "a/b/v1.10"), "a/b v1.10 [1, 10]");
    assert_eq!(located("{subject}-{version}.avsc", "sha-256-2024-05-01"), "sha-256-2024-05 01 [1]");
    assert_eq!(located("{subject}@{version}.avsc", "user@2024-05-01"), "user 2024-05-01 [2024, 5, 1]");
    assert_eq!(located("{subject}/rel-{version}/schema.avsc", "a/rel-3/schema"), r#"a 3 [3] in "a/rel-""#);
    assert_eq!(located("größe/{version}/{subject}.avsc", "größe/v2/maß"), r#"maß v2 [2] in "größe""#);
    assert_eq!(located("{subject}{version}.avsc", "a/User10"), "a/User 10 [10]");
    assert_eq!(located("{subject}{version}.avsc", "sha256User1.2"), "sha256User 1.2 [1, 2]");
    assert_eq!(located("{subject}{major}.avsc", "User"), "does not fit");
    assert_eq!(located("v{version}/{subject}{version}.avsc", "v2/User2"), r#"User v2 [2] in """#);
    assert_eq!(located("{major}/{subject}.avsc", "99999999999999999999/user"), "does not fit");
}

#[test]
fn a_repeated_placeholder_means_the_same_each_time() {
    let repeated = "schema/{major}/{minor}/org.v{major}_{minor}.{subject}.avsc";
    assert_eq!(located(repeated, "schema/1/0/org.v1_0.alert"), r#"alert 1/0 [1, 0] in "schema""#);
    assert_eq!(located(repeated, "schema/1/0/org.v01_0.alert"), r#"alert 1/0 [1, 0] in "schema""#);
    assert_eq!(located(repeated, "schema/1/0/org.v1_1.alert"), "does not fit");
    assert_eq!(located("{version}/{subject}-{version}.avsc", "v2/user-2"), r#"user v2 [2] in """#);
    assert_eq!(located("{subject}/{version}/{subject}.avsc", "a/b/v2/a/b"), r#"a/b v2 [2] in "a/b""#);
    assert_eq!(located("{subject}/{version}/{subject}.avsc", "a/v2/b"), "does not fit");
}

#[test]
fn what_says_too_little_is_no_template() {
    let refusal = |text: &str| text.parse::<Template>().expect_err("it is none").to_string();
    assert_eq!(
        refusal("{major}/{subjct}.avsc"),
        "`{subjct}` is not a placeholder; there are {subject}, {version}, {major}, {minor} and {patch}"
    );
    assert_eq!(
        refusal("{subject}.avsc"),
        "the version is missing: write `{version}`, or `{major}` and what belongs to it"
    );
    assert_eq!(refusal("{version}/x.avsc"), "`{subject}` is missing: nothing would say what a file's schema is called");
    assert_eq!(refusal("{version}/{subject}"), "a template ends in .avsc");
    assert_eq!(
        refusal("{version/{subject}.avsc"),
        "`{version/{subject}` is not a placeholder; there are {subject}, {version}, {major}, {minor} and {patch}"
    );
    assert_eq!(refusal("{version.avsc"), "a brace is not closed");
    let touching =
        "two parts in braces need something between them, such as a slash; only a version may follow {subject} at once";
    for text in ["{version}{subject}.avsc", "{subject}{subject}/{version}.avsc", "{subject}/{major}{minor}.avsc"] {
        assert_eq!(refusal(text), touching);
    }
}
