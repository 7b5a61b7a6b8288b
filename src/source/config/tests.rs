use std::path::Path;

use super::find::{find, from_here};
use super::{Layer, SettingKey, Settings, Sources, settings};
use crate::model::date::Date;
use crate::policy::FailOn;
use crate::policy::judgement::Judge;
use crate::policy::origin::{SettingOrigin, SettingValue};
use crate::rule::Severity;
use crate::source::test_tree::{TestTree, sentence};

fn set(explicit: Option<&Path>, start: &Path, flags: &Layer, variables: &[(&str, &str)]) -> Settings {
    let variables: Vec<(String, String)> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    settings(&Sources { explicit, start, flags, variables: &variables })
}

fn read(tree: &TestTree, text: &str) -> Settings {
    tree.write("avrocheck.toml", text.as_bytes());
    set(Some(&tree.path("avrocheck.toml")), Path::new("schemas"), &Layer::default(), &[])
}

fn complaints(tree: &TestTree, settings: &Settings) -> String {
    let text = settings.problems.iter().map(sentence).collect::<Vec<_>>().join("\n");
    // What was found is named from the current directory, which may be near.
    let found = from_here(&tree.path("avrocheck.toml")).display().to_string();
    tree.relative(&text.replace(&found, "avrocheck.toml"))
}

/// What the configuration says of the level, or what is wrong with it.
fn verdict(text: &str) -> String {
    let tree = TestTree::new("");
    let settings = read(&tree, text);
    match &settings.plain.level {
        _ if !settings.problems.is_empty() => complaints(&tree, &settings),
        Some(level) => level.value.name().to_owned(),
        None => "silent".to_owned(),
    }
}

#[test]
fn settings_are_read() {
    assert_eq!(verdict(""), "silent");
    assert_eq!(verdict("version = 1\nlevel = \"FULL_TRANSITIVE\"\n"), "FULL_TRANSITIVE");
    assert_eq!(verdict("\u{feff}level = \"forward-transitive\" # why not\r\n"), "FORWARD_TRANSITIVE");
}

#[test]
fn an_unknown_key_is_refused_at_every_depth() {
    insta::assert_snapshot!(verdict("version = 1\n  levl = \"FULL\"\n"), @"avrocheck.toml:2:3: unknown key `levl`; did you mean `level`? The keys are version, schemas, exclude, import_path, fixtures, layout, against, level, fail_on, assume, since, group, baseline, rules, override, retired, subject, waive, registry");
    insta::assert_snapshot!(verdict("colour = true\n"), @"avrocheck.toml:1:1: unknown key `colour`; the keys here are version, schemas, exclude, import_path, fixtures, layout, against, level, fail_on, assume, since, group, baseline, rules, override, retired, subject, waive, registry");
    insta::assert_snapshot!(verdict("[[override]]\nsubject = [\"a\"]\n"), @"avrocheck.toml:2:1: unknown key `subject`; did you mean `subjects`? The keys are subjects, paths, level, fail_on, since, rules");
    insta::assert_snapshot!(verdict("[[retired]]\nversion = [\"v1\"]\nreason = \"x\"\n"), @"avrocheck.toml:2:1: unknown key `version`; did you mean `versions`? The keys are versions, reason, subjects, paths");
    insta::assert_snapshot!(verdict("[[subject]]\nname = \"a\"\nformer_names = [\"b\"]\n"), @"avrocheck.toml:3:1: unknown key `former_names`; the keys here are name, paths, type, former");
    insta::assert_snapshot!(verdict("[[waive]]\nfingerprint = \"9c1e04ab77d2\"\nreason = \"x\"\nexpire = 2030-01-01\n"), @"avrocheck.toml:4:1: unknown key `expire`; did you mean `expires`? The keys are fingerprint, reason, expires, subject");
}

#[test]
fn an_unknown_level_is_refused() {
    insta::assert_snapshot!(verdict("level = \"BACKWARDS\"\n"), @r#"avrocheck.toml:1:9: "BACKWARDS" is not a level; did you mean BACKWARD? The levels are NONE, BACKWARD, BACKWARD_TRANSITIVE, FORWARD, FORWARD_TRANSITIVE, FULL, FULL_TRANSITIVE"#);
}

#[test]
fn a_wrong_type_is_refused() {
    insta::assert_snapshot!(verdict("level = 3\n"), @"avrocheck.toml:1:9: invalid type: integer `3`, expected a string");
    insta::assert_snapshot!(verdict("version = \"1\"\n"), @r#"avrocheck.toml:1:11: invalid type: string "1", expected a whole number"#);
    insta::assert_snapshot!(verdict("\nlevel = [\"FULL\"]\n"), @"avrocheck.toml:2:9: invalid type: sequence, expected a string");
}

#[test]
fn what_says_nothing_is_refused() {
    insta::assert_snapshot!(verdict("schemas = \"a\"\n"), @r#"avrocheck.toml:1:11: invalid type: string "a", expected a sequence; write it in brackets: ["…"]"#);
    insta::assert_snapshot!(verdict("[override]\nsubjects = [\"a\"]\n"), @"avrocheck.toml:1:1: this is one table, and there can be several; write it with two brackets: [[…]]");
    insta::assert_snapshot!(verdict("assume = []\n"), @"avrocheck.toml:1:10: this list is empty; leave it out, or write something into it");
    insta::assert_snapshot!(verdict("schemas = [\"\"]\n"), @"avrocheck.toml:1:11: a word of this list is empty; leave it out");
    insta::assert_snapshot!(verdict("[[retired]]\nversions = [\"v1\"]\nreason = \"x\"\nsubjects = []\n"), @"avrocheck.toml:4:12: this list is empty; leave it out, or write something into it");
    insta::assert_snapshot!(verdict("baseline = \"\"\n"), @"avrocheck.toml:1:12: this names no path; leave it out, or name one");
}

#[test]
fn another_version_is_refused_before_its_keys_are_judged() {
    insta::assert_snapshot!(verdict("gate = \"FULL\"\nversion = 2\n"), @"avrocheck.toml:2:11: `version = 2` was made for a newer avrocheck; this one knows version 1: update it");
    insta::assert_snapshot!(verdict("version = 0\n"), @"avrocheck.toml:1:11: there is no `version = 0`; write `version = 1`");
}

#[test]
fn what_is_no_toml_is_refused() {
    insta::assert_snapshot!(verdict("level: FULL\n"), @"avrocheck.toml:1:8: this is not valid TOML: key with no value, expected `=`");
    insta::assert_snapshot!(verdict("# größer\n\"größe\" FULL\n"), @"avrocheck.toml:2:9: this is not valid TOML: key with no value, expected `=`");
    insta::assert_snapshot!(verdict("level = \"FULL\"\nlevel = \"NONE\"\n"), @"avrocheck.toml:2:1: this is not valid TOML: duplicate key");
}

#[test]
fn a_file_that_was_named_must_exist() {
    let tree = TestTree::new("avrocheck.toml");
    let settings = set(Some(&tree.path("avrochek.toml")), &tree.path(""), &Layer::default(), &[]);
    insta::assert_snapshot!(complaints(&tree, &settings), @"avrochek.toml: no such file or directory; did you mean `avrocheck.toml`?");
}

#[test]
fn a_file_that_is_not_text_is_refused() {
    let tree = TestTree::new("");
    tree.write("avrocheck.toml", b"\xff\xfel\0");
    let settings = set(None, &tree.path(""), &Layer::default(), &[]);
    insta::assert_snapshot!(complaints(&tree, &settings), @"avrocheck.toml: is UTF-16, but has to be UTF-8; convert it: `iconv -f UTF-16 -t UTF-8`");
}

#[test]
fn every_mistake_is_told_with_its_place_and_a_remedy() {
    insta::assert_snapshot!(verdict("level = \"FUL\"\nfail_on = \"braking\"\nassume = [\"java\", \"pyton\"]\nsince = \"newest\"\ngroup = \"{mayor}\"\nlayout = \"{subject}.avsc\"\n\n[rules]\nAVC999 = \"off\"\nmissing-default = \"warn\"\nAVC102 = \"safe\"\ntype-mismatch = \"off\"\n"), @r#"
    avrocheck.toml:1:9: "FUL" is not a level; did you mean FULL? The levels are NONE, BACKWARD, BACKWARD_TRANSITIVE, FORWARD, FORWARD_TRANSITIVE, FULL, FULL_TRANSITIVE
    avrocheck.toml:2:11: "braking" is not one of breaking, dangerous, safe, never; did you mean breaking?
    avrocheck.toml:3:19: "pyton" is not one of java, confluent, rust, python, spark, sail, duckdb, polars, go; did you mean python?
    avrocheck.toml:4:9: "newest" is no version; write it as in paths, such as v3 or 1.2
    avrocheck.toml:5:9: "{mayor}" is not one of {major}, {major}.{minor}
    avrocheck.toml:6:10: the version is missing: write `{version}`, or `{major}` and what belongs to it
    avrocheck.toml:9:1: unknown rule `AVC999`; did you mean AVC209 (key-encoding-changed)? `avrocheck explain` lists all
    avrocheck.toml:10:19: "warn" is not one of breaking, dangerous, safe, off
    avrocheck.toml:12:1: AVC102 is set twice, by its id and by its name; keep one
    "#);
    insta::assert_snapshot!(verdict("[[override]]\nlevel = \"NONE\"\n\n[[override]]\nsubjects = [\"a/{b\"]\nrules = {\"AVC101\" = \"of\"}\nsince = \"x\"\n"), @r#"
    avrocheck.toml:1:1: this is about nothing; give `subjects` or `paths`
    avrocheck.toml:5:13: "a/{b" is not a glob: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?); `*` means a part of a path, `**` for any number of parts
    avrocheck.toml:6:21: "of" is not one of breaking, dangerous, safe, off; did you mean off?
    avrocheck.toml:7:9: "x" is no version; write it as in paths, such as v3 or 1.2
    "#);
    insta::assert_snapshot!(verdict("[[retired]]\nversions = [\"v1\", \"first\"]\nreason = \" \"\n\n[[retired]]\nversions = [\"v1\"]\n"), @"avrocheck.toml:5:1: `reason` is missing here; add it");
    insta::assert_snapshot!(verdict("[[retired]]\nversions = [\"v1\", \"first\"]\nreason = \" \"\n\n[[subject]]\nname = \"a\"\n"), @r#"
    avrocheck.toml:2:19: "first" is no version; write it as in paths, such as v3 or 1.2
    avrocheck.toml:3:10: the reason says nothing; those who come later will want to know
    avrocheck.toml:5:1: this names nothing; give `paths`, or `former` names, of which a new schema has none: []
    "#);
    insta::assert_snapshot!(verdict("[[waive]]\nfingerprint = \"9c1e\"\nreason = \"\"\nexpires = \"soon\"\n\n[[waive]]\nfingerprint = \"9c1e04ab77d2\"\nreason = \"x\"\nexpires = 2027-03-31T10:00:00Z\n\n[[waive]]\nfingerprint = \"9C1E04AB77D2\"\nreason = \"y\"\n"), @r#"
    avrocheck.toml:2:15: "9c1e" is not a fingerprint (the 12 hexadecimal digits that reports show with each finding)
    avrocheck.toml:3:10: the reason says nothing; those who come later will want to know
    avrocheck.toml:4:11: "soon" is not a date; write year, month and day, such as 2027-03-31
    avrocheck.toml:9:11: 2027-03-31T10:00:00Z is not a date; write year, month and day, such as 2027-03-31
    avrocheck.toml:12:15: this is waived twice; keep one of the two
    "#);
    insta::assert_snapshot!(verdict("[[waive]]\nfingerprint = \"9c1e04ab77d2\"\n"), @"avrocheck.toml:1:1: `reason` is missing here; add it");
}

#[test]
fn patterns_have_a_limit() {
    let overrides = |count: usize| "[[override]]\nsubjects = [\"a\", \"b\"]\nlevel = \"NONE\"\n".repeat(count);
    assert!(!verdict(&overrides(2_000)).contains("patterns"));
    insta::assert_snapshot!(verdict(&overrides(6_000)), @"avrocheck.toml:6002:13: the configuration has more than 4,000 patterns, which is the limit; write fewer, as in \"{a,b}/**\"");
    let many: String = (0..3_000).map(|at| format!("missing-default{at} = \"off\"\n")).collect();
    assert_eq!(verdict(&format!("[rules]\n{many}")).matches("did you mean").count(), 50);
}

#[test]
fn everything_can_be_said() {
    let tree = TestTree::new("");
    let settings = read(&tree, include_str!("tests/everything.toml"));
    assert_eq!(complaints(&tree, &settings), "");
    let policy = settings.policy(Date::EARLIEST, None);
    assert_eq!(policy.level.value.name(), "FULL_TRANSITIVE");
    assert_eq!((policy.overrides.len(), policy.retired.len(), policy.waivers.len()), (2, 1, 2));
    let judge = Judge::new(&policy);
    let effective = judge.of(Some("experimental/a"), "schemas/experimental/v1/a.avsc").effective;
    assert_eq!((effective.level.name(), effective.fail_on), ("NONE", FailOn::Never));
    let effective = judge.of(Some("legacy"), "schemas/legacy/v3.avsc").effective;
    assert_eq!((effective.level.name(), effective.fail_on), ("FULL_TRANSITIVE", FailOn::Severity(Severity::Dangerous)));
    insta::assert_snapshot!(tree.relative(&crate::source::test_tree::rows(&settings.rows)));
}

#[test]
fn flags_come_before_variables_and_variables_before_the_file() {
    let tree = TestTree::new("a.avsc\n avrocheck.toml = level = \"NONE\"");
    let flags = Layer::default().with_flag(SettingKey::Level, "--level", Some("FULL".to_owned()));
    let level = |flags: &Layer, variables: &[(&str, &str)]| {
        let settings = set(None, &tree.path("a.avsc"), flags, variables);
        assert_eq!(complaints(&tree, &settings), "");
        let level = settings.plain.level.expect("somebody says it");
        let row = settings.rows.into_iter().find(|row| row.key == "level").expect("each key has a row");
        assert_eq!((row.value, row.origin), (SettingValue::Word(level.value.name().to_owned()), level.origin.clone()));
        (level.value.name(), level.origin)
    };
    let variables = [("AVROCHECK_LEVEL", "FORWARD")];
    assert_eq!(level(&flags, &variables), ("FULL", SettingOrigin::Flag("--level")));
    assert_eq!(
        level(&Layer::default(), &variables),
        ("FORWARD", SettingOrigin::Variable("AVROCHECK_LEVEL".to_owned()))
    );
    let (of_file, origin) = level(&Layer::default(), &[("AVROCHECK_LEVEL", "")]);
    assert_eq!(of_file, "NONE");
    assert!(matches!(origin, SettingOrigin::File(place) if (place.line, place.column) == (1, 9)));
}

#[test]
fn a_flag_and_a_variable_hold_for_every_subject() {
    let tree = TestTree::new("a.avsc");
    tree.write("avrocheck.toml", b"[[override]]\nsubjects = [\"a\"]\nlevel = \"NONE\"\nfail_on = \"never\"\n");
    let terms = |flags: &Layer, variables: &[(&str, &str)]| {
        let settings = set(None, &tree.path("a.avsc"), flags, variables);
        let policy = settings.policy(Date::EARLIEST, None);
        let effective = Judge::new(&policy).of(Some("a"), "a.avsc").effective;
        (effective.level.name(), effective.fail_on.name())
    };
    assert_eq!(terms(&Layer::default(), &[]), ("NONE", "never"));
    let flags = Layer::default().with_flag(SettingKey::Level, "--level", Some("FULL".to_owned()));
    assert_eq!(terms(&flags, &[("AVROCHECK_FAIL_ON", "safe")]), ("FULL", "safe"));
}

#[test]
fn variables_are_judged_like_the_file() {
    let tree = TestTree::new("a.avsc");
    let said =
        |variables: &[(&str, &str)]| complaints(&tree, &set(None, &tree.path("a.avsc"), &Layer::default(), variables));
    insta::assert_snapshot!(said(&[("AVROCHECK_LEVEL", "FUL")]), @r#"avrocheck: AVROCHECK_LEVEL: "FUL" is not a level; did you mean FULL? The levels are NONE, BACKWARD, BACKWARD_TRANSITIVE, FORWARD, FORWARD_TRANSITIVE, FULL, FULL_TRANSITIVE"#);
    insta::assert_snapshot!(said(&[("AVROCHECK_LEVLE", "FULL")]), @"avrocheck: AVROCHECK_LEVLE: there is no such setting; did you mean AVROCHECK_LEVEL?");
    insta::assert_snapshot!(said(&[("AVROCHECK_ASSUME", "java, ruby")]), @r#"avrocheck: AVROCHECK_ASSUME: "ruby" is not one of java, confluent, rust, python, spark, sail, duckdb, polars, go"#);
    assert_eq!(said(&[("AVROCHECK_VERSION", "0.1.0"), ("AVROCHECK_TODAY", "2026-01-01"), ("AVROCHECK_SINCE", "")]), "");
}

#[test]
fn where_something_is_wrong_only_flags_are_in_force() {
    let tree = TestTree::new("a.avsc\n avrocheck.toml = level = 3");
    let flags = Layer::default().with_flag(SettingKey::FailOn, "--fail-on", Some("safe".to_owned()));
    let policy = set(None, &tree.path("a.avsc"), &flags, &[]).policy(Date::EARLIEST, None);
    assert_eq!(policy.level.origin, SettingOrigin::Unreadable);
    assert_eq!(policy.fail_on.origin, SettingOrigin::Flag("--fail-on"));
}

#[test]
fn the_file_is_found_upwards_to_the_root_of_the_repository() {
    let found = |description: &str| {
        let tree = TestTree::new(description);
        let found = find(&tree.path("outer/repository/schemas"))?;
        Some(tree.relative(found.to_str().expect("a plain path")))
    };
    let own = "outer/repository/schemas/avrocheck.toml";
    let root = "outer/repository/avrocheck.toml";
    let outer = "outer/avrocheck.toml";
    assert_eq!(found(&[own, root, outer, "outer/repository/.git/"].join("\n")).as_deref(), Some(own));
    assert_eq!(found(&["outer/repository/schemas/", root, outer].join("\n")).as_deref(), Some(root));
    assert_eq!(found(&["outer/repository/schemas/", outer].join("\n")).as_deref(), Some(outer));
    assert_eq!(found(&["outer/repository/schemas/", outer, "outer/repository/.git/"].join("\n")), None);
    assert_eq!(found(&["outer/repository/schemas/", outer, "outer/repository/.git = gitdir: x"].join("\n")), None);
    assert_eq!(found(&[root, "outer/repository/schemas -> ../../a.avsc", "a.avsc"].join("\n")), None);
}

#[test]
fn a_schema_file_has_the_configuration_of_its_directory() {
    let tree = TestTree::new("a/user.avsc\n a/avrocheck.toml = level = \"NONE\"");
    let settings = set(None, &tree.path("a/user.avsc"), &Layer::default(), &[]);
    assert_eq!(settings.plain.level.map(|level| level.value.name()), Some("NONE"));
    assert!(settings.file.is_some_and(|(_, name)| name.ends_with("a/avrocheck.toml")));
}

#[test]
fn the_origin_is_named_as_seen_from_here() {
    let here = std::env::current_dir().expect("tests run in a directory");
    let above = here.parent().expect("the package does not lie at the top");
    assert_eq!(from_here(&here.join("avrocheck.toml")), Path::new("avrocheck.toml"));
    assert_eq!(from_here(&here.join("a/avrocheck.toml")), Path::new("a/avrocheck.toml"));
    assert_eq!(from_here(&above.join("avrocheck.toml")), Path::new("../avrocheck.toml"));
    assert_eq!(from_here(Path::new("/no/such/avrocheck.toml")), Path::new("/no/such/avrocheck.toml"));
}
