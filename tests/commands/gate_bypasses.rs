//! Tries what a pull request could do to get a break past the gate: docs/security.md promises that none of it works.

use std::fs;

use crate::repository::Repository;
use crate::sandbox::{Run, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const TEXT_ID: &str = r#"{"name": "id", "type": "string"}"#;

fn user(field: &str) -> String {
    record("User", &[field])
}

/// On `main`, and as `origin/main`, a schema; on the branch `feature`, which is checked out, a break of it.
fn broken_branch() -> Repository {
    let repository = Repository::of([("schemas/user.avsc", &user(ID)), ("avro/schemas/user.avsc", &user(ID))]);
    repository.name("remotes/origin/main", &repository.head());
    repository.branch("feature");
    repository.write("schemas/user.avsc", user(TEXT_ID));
    repository.write("avro/schemas/user.avsc", user(TEXT_ID));
    repository.commit();
    repository
}

/// The files of a repository whose `main` and `origin/main` have the broken schema.
fn lying_repository() -> Repository {
    let lie = Repository::of([("schemas/user.avsc", &user(TEXT_ID)), ("avro/schemas/user.avsc", &user(TEXT_ID))]);
    lie.name("remotes/origin/main", &lie.head());
    lie.write(".git/config", "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n");
    lie
}

fn assert_found(run: &Run) {
    assert!(run.code == 1 && run.stdout.contains("AVC102"), "{run}");
}

fn assert_refused(run: &Run, part: &str) {
    assert!(run.code == 2 && format!("{}{}", run.stdout, run.stderr).contains(part), "expected {part:?}:\n{run}");
}

#[test]
fn an_embedded_repository_answers_for_no_revision() {
    let lie = lying_repository();
    for place in ["schemas", "avro", "avro/schemas", "."] {
        let repository = broken_branch();
        let directory = if place == "." { String::new() } else { place.to_owned() };
        repository.copy(&lie.path(".git"), &directory);
        repository.write("avrocheck.toml", "schemas = [\"avro/schemas\"]\n");
        repository.commit();
        for line in [
            "compat schemas --against origin/main",
            "compat avro/schemas --against origin/main",
            "compat --against origin/main",
            "compat --against origin/main --config origin/main:schemas/../avrocheck.toml schemas",
            "compat origin/main:schemas schemas",
            "compat origin/main:avro/schemas avro/schemas --config ./avrocheck.toml",
            "compat schemas --last 4",
        ] {
            let run = repository.run(&format!("{line} --no-round-trip"));
            if line.contains("--config origin") {
                assert_refused(&run, "no such file or directory at origin/main@");
            } else {
                assert_found(&run);
            }
        }
        // In the directory itself, too.
        let mut command = repository.command("compat . --against origin/main --no-round-trip");
        let output = command.current_dir(repository.path("schemas")).output().expect("the program can be started");
        assert_eq!(output.status.code(), Some(1), "{place}: {output:?}");
    }
}

#[test]
fn a_git_file_that_points_into_the_files_is_refused() {
    let lie = lying_repository();
    let repository = broken_branch();
    repository.copy(&lie.path(".git"), "hidden/repository");
    repository.remove(".git");
    repository.write(".git", "gitdir: hidden/repository\n");
    assert_refused(
        &repository.run("compat schemas --against origin/main"),
        "names hidden/repository as the repository, which lies among the files themselves",
    );
    // A repository below the one of the run answers for nothing.
    let repository = broken_branch();
    repository.copy(&lie.path(".git"), "hidden/repository");
    repository.write("schemas/.git", "gitdir: ../hidden/repository\n");
    assert_found(&repository.run("compat schemas --against origin/main"));
    repository.remove("schemas/.git");
    repository.copy(&lie.path(".git"), "schemas/.git");
    assert_found(&repository.run("compat schemas --against origin/main"));
    repository.copy(&repository.path("schemas"), "other");
    assert_refused(&repository.run("compat other --against origin/main"), "lies in another repository than this run");
}

#[test]
fn a_bare_repository_is_read_only_if_it_is_named() {
    let repository = broken_branch();
    fs::rename(repository.path(".git"), repository.path("bare")).expect("a directory of the test");
    let run = |variables: &str| {
        let line = format!("{variables} compat origin/main:schemas feature:schemas --no-round-trip");
        let output = repository.command(line.trim()).current_dir(repository.path("bare")).output();
        let output = output.expect("the program can be started");
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let (code, text) = run("");
    assert!(code == Some(2) && text.contains("if this directory is a bare repository, name it: GIT_DIR=."), "{text}");
    let (code, text) = run("GIT_DIR=.");
    assert!(code == Some(1) && text.contains("AVC102"), "{text}");
}

#[test]
fn the_repository_is_that_of_the_typed_path_where_the_current_directory_is_in_none() {
    let repository = broken_branch();
    let clone = repository.path("clone");
    fs::create_dir(&clone).expect("a new directory");
    for name in [".git", "schemas"] {
        fs::rename(repository.path(name), clone.join(name)).expect("a directory of the test");
    }
    let run = repository.run("compat clone/schemas --against origin/main --no-round-trip");
    assert_found(&run);
    repository.write("clone/avrocheck.toml", "level = \"NONE\"\n");
    let run = repository.run("compat clone/schemas --against origin/main --config origin/main:avrocheck.toml");
    assert_refused(&run, "no such file or directory at origin/main@");
}

#[test]
fn a_file_named_like_a_revision_answers_for_none() {
    let repository = broken_branch();
    repository.write("origin/main:schemas/user.avsc", user(TEXT_ID));
    repository.write("origin/main:avrocheck.toml", "level = \"NONE\"\n");
    repository.write("gone:avrocheck.toml", "level = \"NONE\"\n");
    repository.write("avrocheck.toml", "");
    repository.commit();
    assert_found(&repository.run("compat origin/main:schemas schemas"));
    assert_found(&repository.run("compat origin/main:schemas/user.avsc schemas/user.avsc"));
    assert_refused(
        &repository.run("compat schemas --config origin/main:avrocheck.toml"),
        "no such file or directory at origin/main@",
    );
    assert_refused(
        &repository.run("compat schemas --config gone:avrocheck.toml"),
        "`gone` is no revision of this clone",
    );
    let run = repository.run("compat schemas --against main --config ./gone:avrocheck.toml");
    assert!(run.code == 0 && run.stdout.contains("NONE (from gone:avrocheck.toml"), "{run}");
}

#[test]
fn a_tag_or_a_branch_in_the_name_of_another_is_refused() {
    for name in ["tags/origin/main", "heads/origin/main"] {
        let repository = broken_branch();
        repository.name(name, &repository.head());
        assert_refused(
            &repository.run("compat --against origin/main"),
            &format!(
                "origin/main: is the name of two different commits; write `refs/{name}` or `refs/remotes/origin/main`"
            ),
        );
        assert_refused(&repository.run("compat origin/main~0:schemas schemas"), "two different commits");
        assert_found(&repository.run("compat --against refs/remotes/origin/main"));
    }
}

#[test]
fn a_link_in_the_place_of_schemas_hides_nothing() {
    type Change = fn(&Repository);
    let breaks: [(&str, Change); 5] = [
        ("compat schemas", |repository| {
            repository.remove("schemas");
            repository.write("real/user.avsc", user(TEXT_ID));
            repository.link("schemas", "real");
        }),
        ("compat schemas", |repository| {
            // Through another link, and to a directory that there was before.
            repository.remove("schemas");
            repository.link("schemas", "one");
            repository.link("one", "avro/schemas");
        }),
        ("compat avro/schemas", |repository| {
            // The directory above.
            repository.remove("avro");
            repository.write("elsewhere/schemas/user.avsc", user(TEXT_ID));
            repository.link("avro", "elsewhere");
        }),
        ("compat ./avro/../schemas", |repository| {
            repository.remove("schemas");
            repository.write("real/user.avsc", user(TEXT_ID));
            repository.link("schemas", "real");
        }),
        ("compat", |repository| {
            repository.remove("schemas");
            repository.write("real/user.avsc", user(TEXT_ID));
            repository.link("schemas", "real");
        }),
    ];
    for (line, change) in breaks {
        let repository = broken_branch();
        change(&repository);
        repository.commit();
        for flags in ["", "--changed", "--no-merge-base"] {
            assert_found(&repository.run(&format!("{line} --against origin/main --no-round-trip {flags}")));
        }
        repository.name("tags/v1", &repository.parent_of(&repository.head()));
        assert_found(&repository.run(&format!("{line} --last 3 --no-round-trip")));
    }
}

#[test]
fn a_link_that_a_pipeline_has_gone_into_hides_nothing() {
    let repository = broken_branch();
    repository.remove("schemas");
    repository.write("real/user.avsc", record("Renamed", &[TEXT_ID]));
    repository.link("schemas", "real");
    repository.commit();
    for (directory, line) in [("schemas", "compat ."), (".", "compat real"), ("avro", "compat ../real")] {
        let mut command = repository.command(&format!("{line} --against main --no-round-trip"));
        let output = command.current_dir(repository.path(directory)).output().expect("the program can be started");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(output.status.code() == Some(1) && text.contains("AVC104"), "{directory}: {text}");
    }
}

#[test]
fn links_of_the_revision_are_followed_there() {
    let repository = Repository::of([("real/user.avsc", &user(ID))]);
    repository.link("schemas", "real");
    repository.commit();
    repository.branch("feature");
    // The link becomes a directory.
    repository.remove("schemas");
    repository.write("schemas/user.avsc", user(TEXT_ID));
    repository.commit();
    assert_found(&repository.run("compat --against main --no-round-trip"));
    // A change behind a link is one of the last revisions.
    repository.remove("schemas");
    repository.link("schemas", "real");
    repository.write("real/user.avsc", user(TEXT_ID));
    repository.commit();
    assert_found(&repository.run("compat --last 4 --no-round-trip"));
    assert_found(&repository.run("compat --against main --no-round-trip"));
}

#[test]
fn what_a_revision_hides_is_not_taken_for_nothing() {
    // A link out of the repository.
    let repository = Repository::of([("README.md", "")]);
    repository.link("schemas", "/somewhere/else");
    repository.commit();
    repository.branch("feature");
    repository.remove("schemas");
    repository.write("schemas/user.avsc", user(TEXT_ID));
    repository.commit();
    assert_refused(&repository.run("compat --against main"), "the symbolic link schemas leads out of the repository");

    // A submodule that is not checked out, as a whole and inside.
    let vendored = Repository::of([("user.avsc", &user(ID))]);
    for (place, part) in
        [("schemas", "the submodule schemas is not checked out"), ("schemas/vendored", "is not in this clone")]
    {
        let repository = Repository::of([("README.md", "")]);
        if place != "schemas" {
            repository.write("schemas/other.avsc", "\"int\"");
        }
        repository.copy(&vendored.path(""), place);
        repository.commit();
        repository.branch("feature");
        repository.remove(place);
        repository.write(&format!("{place}/user.avsc"), user(TEXT_ID));
        repository.commit();
        assert_refused(&repository.run("compat --against main"), part);
    }
}

#[test]
fn a_submodule_that_is_moved_or_removed_hides_nothing() {
    let vendored = Repository::of([("user.avsc", &user(ID))]);
    for more in ["", "schemas/other.avsc"] {
        let repository = Repository::of([("README.md", "")]);
        if !more.is_empty() {
            repository.write(more, "\"int\"");
        }
        repository.copy(&vendored.path(""), "schemas/vendored");
        repository.commit();
        repository.branch("feature");
        repository.remove("schemas/vendored");
        repository.write("schemas/elsewhere/user.avsc", user(TEXT_ID));
        repository.commit();
        for scope in ["", "--changed"] {
            let run = repository.run(&format!("compat schemas --against main {scope}"));
            assert_refused(&run, "main:schemas/vendored: is not what it was");
        }
        repository.remove("schemas/elsewhere");
        repository.write("schemas/new.avsc", "\"int\"");
        repository.commit();
        assert_refused(&repository.run("compat schemas --against main"), "main:schemas/vendored: is not what it was");
    }
}

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
fn schemas_that_become_something_else_are_not_new() {
    // A file.
    let repository = broken_branch();
    repository.remove("schemas");
    repository.write("schemas", "\"int\"");
    repository.commit();
    assert_refused(&repository.run("compat --against main"), "schemas: is a file");

    // A submodule.
    let repository = broken_branch();
    repository.remove("schemas");
    let vendored = Repository::of([("user.avsc", &user(TEXT_ID))]);
    repository.copy(&vendored.path(""), "schemas");
    repository.commit();
    assert_found(&repository.run("compat --against main --no-round-trip"));

    // Versions, of which none is what there was.
    let repository = broken_branch();
    repository.remove("schemas");
    repository.write("schemas/v1/user.avsc", user(TEXT_ID));
    repository.commit();
    assert_refused(&repository.run("compat --against main"), "no version of `user` has this content");
    repository.write("schemas/v1/user.avsc", user(ID));
    repository.write("schemas/v2/user.avsc", user(TEXT_ID));
    repository.commit();
    assert_found(&repository.run("compat --against main --no-round-trip"));
    repository.write("schemas/v1/user.avsc", user(TEXT_ID));
    repository.write("schemas/v1/former.avsc", user(ID));
    repository.commit();
    assert_refused(&repository.run("compat --against main"), "no version of `user` has this content");
    repository.remove("schemas/v1");
    repository.remove("schemas/v2");
    repository.write("schemas/v1/user.avsc", user(ID));
    repository.commit();
    assert_eq!(repository.run("compat --against main").code, 0);

    // And back.
    let repository = Repository::of([("schemas/v1/user.avsc", &user(ID)), ("schemas/v2/user.avsc", &user(ID))]);
    repository.branch("feature");
    repository.remove("schemas");
    repository.write("schemas/user.avsc", user(TEXT_ID));
    repository.commit();
    assert_eq!(repository.run("compat --against main --no-round-trip").code, 1);
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
    assert_eq!(repository.run(&format!("{waive} schemas")).code, 0);
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
    // Only a revision in between has it.
    repository.write("flat/user.avsc", "[");
    repository.commit();
    repository.write("flat/user.avsc", user(TEXT_ID));
    repository.commit();
    for scope in ["", "--changed"] {
        let run = repository.run(&format!("compat flat --last 3 {scope}"));
        assert!(run.code == 2 && run.errors().contains(":flat/user.avsc:1:"), "{run}");
    }
}
