//! Tries what a pull request could do to be judged by other rules, or not at all: docs/security.md promises that none of it works.

use std::fs;

use crate::gate_bypasses::{ID, TEXT_ID, assert_found, assert_refused, user};
use crate::repository::Repository;
use crate::sandbox::record;

#[test]
fn a_rename_does_not_choose_the_rules() {
    let in_place = [
        "[[override]]\nsubjects = [\"exp/*\"]\nlevel = \"NONE\"",
        "[[override]]\npaths = [\"schemas/exp/**\"]\nfail_on = \"never\"",
        "[[override]]\nsubjects = [\"exp/*\"]\nrules = { AVC102 = \"safe\" }",
        "[[subject]]\nname = \"draft\"\npaths = [\"schemas/exp/*\"]\n[[override]]\nsubjects = [\"draft\"]\nlevel = \"NONE\"",
    ];
    for configuration in in_place {
        let repository = Repository::of([("schemas/user.avsc", &user(ID)), ("avrocheck.toml", configuration)]);
        repository.branch("feature");
        repository.remove("schemas/user.avsc");
        repository.write("schemas/exp/user.avsc", user(TEXT_ID));
        repository.commit();
        for line in ["compat --against main --config main:avrocheck.toml", "compat --against main", "compat --last 3"] {
            assert_refused(&repository.run(line), "has other settings for its new name");
        }
    }
    // Where the settings are the same, a rename is a rename.
    let repository = Repository::of([("schemas/user.avsc", &user(ID)), ("avrocheck.toml", in_place[0])]);
    repository.branch("feature");
    repository.remove("schemas/user.avsc");
    repository.write("schemas/users.avsc", user(TEXT_ID));
    repository.commit();
    assert_found(&repository.run("compat --against main"));

    let versioned = [
        "[[override]]\nsubjects = [\"exp/*\"]\nsince = \"v3\"",
        "[[retired]]\nversions = [\"v1\", \"v2\"]\nsubjects = [\"exp/*\"]\nreason = \"drafts\"",
    ];
    for configuration in versioned {
        let repository = Repository::of([
            ("schemas/v1/user.avsc", &user(ID)),
            ("schemas/v2/user.avsc", &user(ID)),
            ("avrocheck.toml", configuration),
        ]);
        repository.branch("feature");
        for version in ["v1", "v2"] {
            repository.remove(&format!("schemas/{version}/user.avsc"));
            repository.write(&format!("schemas/{version}/exp/user.avsc"), user(ID));
        }
        repository.write("schemas/v3/exp/user.avsc", user(TEXT_ID));
        repository.commit();
        let run = repository.run("compat --against main --config main:avrocheck.toml");
        assert_refused(&run, "has other settings for its new name");
    }
}

#[test]
fn a_configuration_that_names_another_directory_hides_nothing() {
    let files =
        [("avrocheck.toml", "schemas = [\"avro\"]\n"), ("avro/user.avsc", &*user(ID)), ("avro/b.avsc", "\"int\"")];
    let broken = |configuration: &str| {
        let repository = Repository::of(files);
        repository.branch("feature");
        repository.write("avrocheck.toml", configuration);
        repository.write("avro/user.avsc", user(TEXT_ID));
        for directory in ["new", "schemas"] {
            repository.write(&format!("{directory}/other.avsc"), record("Other", &[ID]));
        }
        repository.commit();
        repository
    };
    for configuration in ["schemas = [\"new\"]\n", "", "level = \"NONE\"\n"] {
        let repository = broken(configuration);
        for line in ["compat --against main", "compat --against main --changed"] {
            assert_refused(
                &repository.run(line),
                "where the configuration names avro, so that nothing would be compared",
            );
        }
        assert_found(&repository.run("compat --against main --config main:avrocheck.toml --no-round-trip"));
    }
    // Another directory beside it is checked, and what is left out is named.
    let repository = broken("schemas = [\"new\"]\n");
    repository.name("heads/main", &repository.head());
    repository.write("avrocheck.toml", "schemas = [\"new\", \"schemas\"]\n");
    repository.commit();
    repository.name("heads/main", &repository.head());
    repository.write("avrocheck.toml", "schemas = [\"new\"]\n");
    repository.commit();
    let run = repository.run("compat --against main");
    assert!(run.code == 0 && run.stderr.contains("schemas has schemas at main@"), "{run}");
    // A directory that was renamed as it was goes on, and so does one that a user types.
    let repository = Repository::of(files);
    repository.branch("feature");
    fs::rename(repository.path("avro"), repository.path("moved")).expect("a directory of the test");
    repository.write("avrocheck.toml", "schemas = [\"moved\"]\n");
    repository.commit();
    let run = repository.run("compat --against main");
    assert!(run.code == 0 && run.stderr.contains("moved was avro at main@"), "{run}");
    repository.write("typed/x.avsc", "\"int\"");
    assert_eq!(repository.run("compat typed --against main").code, 0);
}

#[test]
fn an_exclusion_of_a_branch_is_said() {
    let layouts = [("avro/user.avsc", "avro/other.avsc"), ("avro/v1/user.avsc", "avro/v2/other.avsc")];
    for (user_file, other) in layouts {
        let repository = Repository::of([("avrocheck.toml", "schemas = [\"avro\"]\n"), (user_file, &user(ID))]);
        let exclude =
            |glob: &str| repository.write("avrocheck.toml", format!("schemas = [\"avro\"]\nexclude = [\"{glob}\"]\n"));
        repository.branch("feature");
        exclude("**/u*.avsc");
        repository.write(user_file, user(TEXT_ID));
        repository.write(other, record("Other", &[ID]));
        repository.commit();
        for line in ["compat --against main", "compat --against main -q", "compat avro --against main --changed"] {
            assert_refused(&repository.run(line), "newly leaves out all that main@");
        }
        // What was excluded before is nothing new.
        repository.name("heads/main", &repository.head());
        repository.write(other, record("Other", &[ID]));
        exclude("**/[u]*.avsc");
        repository.commit();
        let run = repository.run("compat --against main");
        assert!(run.code == 0 && !run.stderr.contains("newly leaves out"), "{run}");
        // Beside others it is a note, which nothing keeps back.
        exclude("**/[u]*.avsc");
        repository.write(&other.replace("other", "third"), record("Third", &[ID]));
        repository.commit();
        repository.name("heads/main", &repository.head());
        exclude("**/[ut]*.avsc");
        repository.commit();
        let run = repository.run("compat --against main -q");
        assert!(run.code == 0 && run.stderr.contains("it is not compared: avro/"), "{run}");
    }
}

#[test]
fn the_root_of_a_repository_has_a_name_in_messages() {
    let repository = Repository::of([
        ("avrocheck.toml", "schemas = [\".\"]\n"),
        ("user.avsc", &*user(ID)),
        ("a/order.avsc", "\"int\""),
    ]);
    repository.branch("feature");
    repository.write("avrocheck.toml", "schemas = [\"new\"]\n");
    repository.write("new/other.avsc", record("Other", &[ID]));
    repository.commit();
    assert_refused(
        &repository.run("compat --against main"),
        "where the configuration names the root of the repository, so",
    );
    let rename = |from: &str, to: &str| {
        fs::rename(repository.path(from), repository.path(to)).expect("a file of the test");
        repository.commit();
    };
    rename("a/order.avsc", "new/order.avsc");
    let run = repository.run("compat --against main -q");
    assert!(run.stderr.contains("note: the root of the repository has schemas at main@"), "{run}");
    rename("new/order.avsc", "a/order.avsc");
    rename("user.avsc", "new/user.avsc");
    let run = repository.run("compat --against main");
    assert!(run.stderr.contains("new was the root of the repository at main@"), "{run}");
}

/// A branch with a break, and the fingerprint of its finding.
fn branch_with_finding(files: &[(&str, &str)]) -> (Repository, String) {
    let repository = Repository::of([("schemas/user.avsc", &user(ID))]);
    files.iter().for_each(|(path, text)| repository.write(path, text));
    repository.write("none.toml", "");
    repository.commit();
    repository.branch("feature");
    repository.write("schemas/user.avsc", user(TEXT_ID));
    repository.commit();
    let report = repository.json("compat schemas --against main --format json --no-round-trip --config ./none.toml");
    let fingerprint = report["subjects"][0]["pairs"][0]["findings"][0]["fingerprint"].as_str().expect("a finding");
    (repository, fingerprint.to_owned())
}

#[test]
fn with_a_configuration_of_a_revision_all_that_judges_is_of_it() {
    let baseline = "{\"baseline_version\": 1, \"findings\": []}";
    let (repository, _) =
        branch_with_finding(&[("avrocheck.toml", "baseline = \"known.json\"\n"), ("known.json", baseline)]);
    let line = "compat --against main --no-round-trip";
    assert_eq!(repository.run("baseline write --against main").code, 0);
    repository.commit();
    let run = repository.run(line);
    assert!(run.code == 0 && run.stderr.contains("note: known.json is not what it was at main@"), "{run}");
    assert_found(&repository.run(&format!("{line} --config main:avrocheck.toml")));
    // A baseline that the user names is the user's.
    let run = repository.run(&format!("{line} --config main:avrocheck.toml --baseline known.json"));
    assert!(run.code == 0 && run.last_line().contains("in the baseline"), "{run}");
    // The revision's own baseline counts, whatever the branch has in its place.
    let known = fs::read_to_string(repository.path("known.json")).expect("a baseline");
    let configuration = ("avrocheck.toml", "baseline = \"known.json\"\n");
    let (repository, _) = branch_with_finding(&[configuration, ("known.json", &known)]);
    repository.write("known.json", baseline);
    repository.commit();
    assert_found(&repository.run(line));
    let run = repository.run(&format!("{line} --config main:avrocheck.toml"));
    assert!(run.code == 0 && run.last_line().contains("in the baseline"), "{run}");

    // Waivers, levels and rules.
    let (repository, fingerprint) = branch_with_finding(&[("avrocheck.toml", "level = \"FULL\"\n")]);
    for change in [
        format!("[[waive]]\nfingerprint = \"{fingerprint}\"\nreason = \"mine\"\n"),
        "level = \"NONE\"\n".to_owned(),
        "[rules]\nAVC102 = \"off\"\n".to_owned(),
        "fail_on = \"never\"\n".to_owned(),
    ] {
        repository.write("avrocheck.toml", change);
        repository.commit();
        let run = repository.run(line);
        assert!(run.code == 0 && run.stderr.contains("note: avrocheck.toml is not what it was at main@"), "{run}");
        assert_found(&repository.run(&format!("{line} --config main:avrocheck.toml")));
    }
    // One nearer to the schemas.
    repository.write("avrocheck.toml", "level = \"FULL\"\n");
    repository.write("schemas/avrocheck.toml", "level = \"NONE\"\n");
    repository.commit();
    let run = repository.run(line);
    assert!(run.code == 0 && run.stderr.contains("note: schemas/avrocheck.toml is new since main@"), "{run}");
    assert_found(&repository.run(&format!("{line} --config main:avrocheck.toml")));
}

#[test]
fn fixtures_of_a_branch_judge_nothing_where_the_configuration_is_of_a_revision() {
    let repository = Repository::of([
        ("schemas/v1/user.avsc", &user(ID)),
        ("fixtures/v1/user.jsonl", "{\"id\": 1}\n{\"id\": 2}\n"),
        ("fixtures/v1/other.jsonl", "{}\n"),
        ("schemas/v1/other.avsc", &record("Other", &[])),
        ("avrocheck.toml", ""),
    ]);
    repository.branch("feature");
    repository.write("schemas/v2/user.avsc", user(r#"{"name": "id", "type": ["null", "long"]}"#));
    repository.write("fixtures/v1/user.jsonl", "{\"id\": \"nonsense\"}\n");
    repository.remove("fixtures/v1/other.jsonl");
    repository.commit();
    let run = repository.run("compat --against main");
    assert_refused(&run, "error: fixtures/v1/user.jsonl:1");
    let notes = "note: fixtures are not what they were at main@";
    assert!(run.stderr.contains(notes), "{run}");
    assert!(run.stderr.contains("fixtures/v1/user.jsonl was changed, fixtures/v1/other.jsonl was removed"), "{run}");
    let run = repository.run("compat --against main --config main:avrocheck.toml");
    assert!(run.code == 0 && run.last_line().contains("2 fixture records"), "{run}");
    assert!(!run.stderr.contains(notes), "{run}");
    let run = repository.run("compat --config main:avrocheck.toml");
    assert!(run.code == 0 && run.last_line().contains("2 fixture records"), "{run}");
    assert_refused(
        &repository.run("compat --config main:avrocheck.toml --fixtures fixtures"),
        "fixtures/v1/user.jsonl:1",
    );
}

#[test]
fn a_deleted_subject_fails_and_can_be_waived() {
    let repository =
        Repository::of([("schemas/user.avsc", &user(ID)), ("schemas/order.avsc", &record("Order", &[ID]))]);
    repository.branch("feature");
    let failing = |repository: &Repository, line: &str, rule: &str| {
        let run = repository.run(line);
        assert!(run.code == 1 && run.stdout.contains(rule), "{run}");
        let waive = run.stdout.lines().find_map(|line| line.trim().strip_prefix("= waive:   avrocheck "));
        waive.expect("a command that waives it").replace("--reason … --expires …", "--reason drained")
    };
    repository.remove("schemas/order.avsc");
    for scope in ["", "--changed"] {
        let waive = failing(&repository, &format!("compat --against main {scope}"), "AVC505");
        assert_eq!(repository.run(&waive).code, 0, "{waive}");
        let run = repository.run(&format!("compat --against main {scope}"));
        assert!(run.code == 0 && run.stdout.contains("1 waived"), "{run}");
        repository.remove("avrocheck.toml");
    }
    // The last schema, and the directory with it.
    for what in ["schemas/user.avsc", "schemas"] {
        repository.remove(what);
        for scope in ["", "--changed"] {
            let run = repository.run(&format!("compat schemas --against main {scope}"));
            assert!(run.code == 1 && run.stdout.matches("error[AVC505]").count() == 2, "{run}");
        }
    }
    let waive = failing(&repository, "compat schemas --against main", "AVC505");
    assert_eq!(repository.run(&waive).code, 0);
    assert!(repository.run("compat schemas --against main").stdout.contains("1 waived"));
    assert_eq!(repository.run("compat nowhere --against main").code, 2);
    assert_eq!(repository.run("compat schemas").code, 2);

    // All versions.
    let repository = Repository::of([("schemas/v1/user.avsc", &user(ID)), ("schemas/v2/user.avsc", &user(ID))]);
    repository.branch("feature");
    repository.remove("schemas");
    for scope in ["", "--changed"] {
        let run = repository.run(&format!("compat schemas --against main {scope}"));
        assert!(run.code == 1 && run.stdout.matches("error[AVC502]").count() == 2, "{run}");
    }
}

#[test]
fn a_changed_file_that_cannot_be_parsed_ends_with_2() {
    let repository = Repository::of([
        ("schemas/v1/user.avsc", &user(ID)),
        ("schemas/common.avsc", &record("Common", &[ID])),
        ("flat/user.avsc", &user(ID)),
    ]);
    repository.write("schemas/v1/order.avsc", record("Order", &[r#"{"name": "common", "type": "Common"}"#]));
    repository.commit();
    repository.branch("feature");
    repository.write("schemas/common.avsc", "{\"type\": ");
    repository.remove("schemas/v1/order.avsc");
    repository.write("schemas/v1/order.avsc", record("Order", &[ID]));
    for scope in ["", "--changed"] {
        assert_refused(&repository.run(&format!("compat --against main {scope}")), "error: schemas/common.avsc:1:10");
    }
    // Only a revision in between has it: that is a remark.
    repository.write("flat/user.avsc", "[");
    repository.commit();
    repository.write("flat/user.avsc", user(TEXT_ID));
    repository.commit();
    for scope in ["", "--changed"] {
        let run = repository.run(&format!("compat flat --last 3 {scope}"));
        assert!(run.code == 1 && run.stderr.contains(":flat/user.avsc:1 is an old version"), "{run}");
    }
}
