//! Tries what a pull request could do to get a break past the gate: docs/security.md promises that none of it works.

use std::fs;

use crate::repository::Repository;
use crate::sandbox::{Run, record};

pub(crate) const ID: &str = r#"{"name": "id", "type": "long"}"#;
pub(crate) const TEXT_ID: &str = r#"{"name": "id", "type": "string"}"#;

pub(crate) fn user(field: &str) -> String {
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

pub(crate) fn assert_found(run: &Run) {
    assert!(run.code == 1 && run.stdout.contains("AVC102"), "{run}");
}

pub(crate) fn assert_refused(run: &Run, part: &str) {
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

/// Who calls a schema new hides nothing: under its path it is compared all the same, and under another the old one is gone.
#[test]
fn a_changed_schema_cannot_be_called_new() {
    let repository = Repository::of([("schemas/user.avsc", &*user(ID))]);
    repository.branch("feature");
    repository.write("schemas/user.avsc", user(TEXT_ID));
    repository.write("avrocheck.toml", "[[subject]]\nname = \"user\"\nformer = []\n");
    let run = repository.run("compat --against main");
    assert!(run.code == 1 && run.stdout.contains("AVC102"), "{run}");
    repository.remove("schemas/user.avsc");
    repository.write("schemas/person.avsc", user(TEXT_ID));
    let run = repository.run("compat --against main");
    assert!(run.code == 1 && run.stdout.contains("AVC102"), "{run}");
    repository.write("avrocheck.toml", "[[subject]]\nname = \"person\"\nformer = []\n");
    let run = repository.run("compat --against main");
    assert!(run.code == 1 && run.stdout.contains("AVC505") && !run.stdout.contains("AVC102"), "{run}");
}
