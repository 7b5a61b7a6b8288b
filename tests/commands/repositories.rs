//! Checks repositories as they are: with files that git ignores, links, broken revisions, and a configured base.

use std::fs;
use std::os::unix::fs::symlink;

use crate::gate_bypasses::{ID, TEXT_ID, assert_found, assert_refused, user};
use crate::repository::Repository;
use crate::sandbox::{Sandbox, record};

const AGAINST_MAIN: &str = "against = \"main\"\n";

/// On `main` a schema with this configuration; on the branch `feature`, which is checked out, a break and another one.
fn branch(before: &str, after: &str) -> Repository {
    let repository = Repository::of([("schemas/user.avsc", &user(ID)), ("avrocheck.toml", before)]);
    repository.branch("feature");
    repository.write("avrocheck.toml", after);
    repository.write("schemas/user.avsc", user(TEXT_ID));
    repository.commit();
    repository.write("schemas/other.avsc", record("Other", &[ID]));
    repository.commit();
    repository
}

#[test]
fn a_branch_does_not_choose_what_it_is_compared_with() {
    assert_found(&branch(AGAINST_MAIN, AGAINST_MAIN).run("compat"));
    for after in ["against = \"HEAD~1\"\n", "level = \"BACKWARD\"\n", "against = \"feature~1\"\n"] {
        let run = branch(AGAINST_MAIN, after).run("compat");
        assert_found(&run);
        assert!(run.stderr.contains("and main at main@"), "{run}");
    }
    // Where the base says nothing, the branch does.
    assert_found(&branch("level = \"FULL\"\n", AGAINST_MAIN).run("compat"));
    // A person who types is not a branch.
    let typed = branch(AGAINST_MAIN, AGAINST_MAIN);
    assert_eq!(typed.run("compat --against HEAD~1").code, 0);
    assert_eq!(typed.run("compat --last 1 --level BACKWARD").code, 0);
}

#[test]
fn the_default_branch_of_the_remote_says_what_counts() {
    let repository = branch(AGAINST_MAIN, "against = \"HEAD~1\"\n");
    let main = fs::read_to_string(repository.path(".git/refs/heads/main")).expect("the branch is there");
    repository.name("remotes/origin/trunk", main.trim());
    repository.write(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/trunk\n");
    repository.write(".git/config", "[core]\n\trepositoryformatversion = 0\n[remote \"origin\"]\n\turl = x\n");
    let run = repository.run("compat");
    assert_found(&run);
    assert!(run.stderr.contains("and main at origin/trunk@"), "{run}");
}

#[test]
fn a_base_that_has_everything_compares_nothing() {
    let repository = Repository::of([("schemas/user.avsc", &user(ID)), ("avrocheck.toml", AGAINST_MAIN)]);
    for line in ["compat", "baseline write", "waive 000000000000 --reason no"] {
        assert_refused(&repository.run(line), "nothing would be compared");
    }
    repository.write("schemas/user.avsc", user(TEXT_ID));
    assert_refused(&repository.run("compat"), "--against HEAD");
    assert_found(&repository.run("compat --against HEAD"));
    repository.write("avrocheck.toml", "against = \"nowhere\"\n");
    assert_eq!(repository.run("compat").code, 2);
}

#[test]
fn what_git_ignores_is_not_read() {
    let repository = Repository::of([
        ("schemas/v1/user.avsc", &user(ID)),
        (".gitignore", "build/\n*.tmp.avsc\n!kept.tmp.avsc\n"),
        ("schemas/.gitignore", "/generated\n"),
    ]);
    for ignored in ["schemas/build/odd.avsc", "schemas/v1/x.tmp.avsc", "schemas/generated/v1/user.avsc"] {
        repository.write(ignored, "{");
    }
    repository.write("schemas/v1/kept.tmp.avsc", record("Kept", &[ID]));
    repository.write("schemas/v2/user.avsc", user(TEXT_ID));
    let run = repository.run("compat --format concise");
    assert!(run.code == 1 && run.stdout.contains("2 subjects"), "{run}");
    assert!(run.stderr.contains("not read, because git ignores it: schemas/build/odd.avsc"), "{run}");
    assert!(run.stderr.contains("schemas/generated/v1/user.avsc"), "{run}");
    let lint = repository.run("lint");
    assert!(lint.code == 0 && !lint.stdout.contains("x.tmp"), "{lint}");
    // Whoever names an ignored directory means what is in it.
    repository.write("schemas/generated/v2/user.avsc", user(ID));
    assert_refused(&repository.run("compat schemas/generated"), "schemas/generated/v1/user.avsc:1:1");
}

#[test]
fn what_is_committed_is_read_although_it_is_ignored() {
    let repository = Repository::of([("schemas/user.avsc", &user(ID))]);
    repository.branch("feature");
    repository.write(".gitignore", "*.avsc\n");
    repository.write("schemas/user.avsc", user(TEXT_ID));
    repository.commit();
    assert_found(&repository.run("compat --against main"));
    assert_found(&repository.run("compat --against main --changed"));
}

#[test]
fn what_is_moved_out_of_sight_is_missed() {
    for configuration in ["exclude = [\"schemas/old/**\"]\n", "exclude = [\"**/old\"]\n"] {
        let repository = Repository::of([("schemas/user.avsc", &user(ID)), ("avrocheck.toml", configuration)]);
        repository.branch("feature");
        repository.remove("schemas/user.avsc");
        repository.write("schemas/old/user.avsc", user(TEXT_ID));
        repository.write("schemas/other.avsc", record("Other", &[r#"{"name": "a", "type": "bytes"}"#]));
        repository.commit();
        let run = repository.run("compat --against main --format concise");
        assert!(run.code == 1 && run.stdout.contains("AVC505"), "{run}");
    }
}

#[test]
fn one_real_file_is_one_schema() {
    let sandbox = Sandbox::of([
        ("pkg/schema/v1/user.avsc", &user(ID)),
        ("pkg/schema/v2/user.avsc", &user(TEXT_ID)),
        ("tree/v1/user.avsc", &user(ID)),
        ("tree/v2/user.avsc", &user(TEXT_ID)),
    ]);
    symlink("pkg/schema", sandbox.path("schema")).expect("a new link");
    symlink("v2", sandbox.path("tree/latest")).expect("a new link");
    symlink("v1", sandbox.path("tree/v3")).expect("a new link");
    sandbox.write("avrocheck.toml", "schemas = [\".\"]\nexclude = [\"tree\"]\n");
    let run = sandbox.run("compat --format concise");
    assert!(run.code == 1 && run.stdout.contains("1 subject"), "{run}");
    assert!(run.stderr.contains("`schema/user` is `pkg/schema/user`"), "{run}");
    assert!(sandbox.run("lint").stdout.contains("1 subject, 2 versions"));
    // Also beside it, in some of its versions, and where both are given as versions of each other.
    sandbox.write("avrocheck.toml", "schemas = [\"pkg\"]\n");
    symlink("user.avsc", sandbox.path("pkg/schema/v2/person.avsc")).expect("a new link");
    let run = sandbox.run("compat --format concise");
    assert!(run.code == 1 && run.stdout.contains("1 subject"), "{run}");
    assert!(run.stderr.contains("`schema/person` is `schema/user`"), "{run}");
    sandbox.write("avrocheck.toml", "");
    for pair in ["schema pkg/schema", "pkg/schema/v2/user.avsc schema/v2/person.avsc", "tree/v1 tree/v3"] {
        assert_refused(&sandbox.run(&format!("compat {pair}")), "under another name: a version always agrees");
    }
    // A link in the place of a version is that version: here the break is taken back.
    sandbox.write("avrocheck.toml", "");
    let versions = sandbox.run("compat tree --level BACKWARD --format concise");
    assert!(versions.code == 1 && versions.stdout.contains("tree/v3/user.avsc"), "{versions}");
    assert!(versions.stdout.contains("1 subject"), "{versions}");
}

#[test]
fn an_old_revision_that_cannot_be_parsed_is_a_note() {
    let repository = Repository::of([("schemas/user.avsc", &user(ID)), ("schemas/team.avsc", &record("Team", &[ID]))]);
    repository.write("schemas/user.avsc", "{");
    let broken = repository.commit();
    repository.write("schemas/user.avsc", user(TEXT_ID));
    repository.commit();
    for line in ["compat --last 5", "compat --against HEAD --last 5"] {
        let run = repository.run(line);
        assert_found(&run);
        assert!(run.stderr.contains("is an old version that cannot be understood, and is left out"), "{run}");
    }
    assert_refused(&repository.run(&format!("compat --against {broken}")), "schemas/user.avsc:1:1");
    repository.write("schemas/user.avsc", "[");
    assert_refused(&repository.run("compat --last 5"), "schemas/user.avsc:1:1");
    // A version of another subject that needs a type out of it is left out, too.
    let user_of = |ty: &str| record("Holder", &[&format!(r#"{{"name": "what", "type": "{ty}"}}"#)]);
    let shared = Repository::of([("schemas/a.avsc", &user_of("User")), ("schemas/user.avsc", "{")]);
    shared.write("schemas/user.avsc", user(ID));
    shared.commit();
    assert_eq!(shared.run("compat --last 5").code, 0);
}

#[test]
fn a_base_and_its_history_are_compared_in_one_run() {
    let age = r#"{"name": "age", "type": "int"}"#;
    let repository = Repository::of([("schemas/user.avsc", &user(ID))]);
    for fields in [&[ID, age][..], &[ID][..]] {
        repository.write("schemas/user.avsc", record("User", fields));
        repository.commit();
    }
    repository.name("tags/v1", &repository.head());
    repository.branch("feature");
    // Fine for the newest version of main, and a break for one before.
    repository.write("schemas/user.avsc", record("User", &[ID, r#"{"name": "age", "type": "string", "default": ""}"#]));
    repository.commit();
    assert_eq!(repository.run("compat --against main").code, 0);
    let run = repository.run("compat --against main --last 10");
    assert_found(&run);
    assert!(run.stdout.contains("main@") && run.stdout.contains("--against main --last 10"), "{run}");
    assert_eq!(repository.run("compat --against main --last 1").code, 0);
    assert_eq!(repository.run("compat --against main --tags v* -q").code, 0);
    // Paths that name versions have all of them.
    let versions = Repository::of([("schemas/v1/user.avsc", &user(ID))]);
    assert_refused(&versions.run("compat --against HEAD --last 2"), "the paths here name versions");
}

#[test]
fn a_base_and_its_history_are_those_of_every_directory() {
    let user_of = |ty: &str| record("User", &[&format!(r#"{{"name": "id", "type": "{ty}"}}"#)]);
    let order = record("Order", &[r#"{"name": "user", "type": "User"}"#]);
    let repository = Repository::of([
        ("avrocheck.toml", "schemas = [\"orders\", \"users\"]\n"),
        ("orders/order.avsc", &order),
        ("users/user.avsc", &user_of("string")),
    ]);
    for text in ["{".to_owned(), user_of("int")] {
        repository.write("users/user.avsc", text);
        repository.commit();
    }
    repository.branch("feature");
    repository.write("users/user.avsc", user_of("long"));
    repository.commit();
    assert_eq!(repository.run("compat --against main").code, 0);
    let run = repository.run("compat --against main --last 10");
    assert_found(&run);
    assert!(run.stdout.contains("orders/order") && run.stderr.contains("cannot be understood"), "{run}");
}

#[test]
fn a_directory_that_a_glob_meant_is_missed() {
    let repository = Repository::of([
        ("avrocheck.toml", "schemas = [\"*/avro\"]\nagainst = \"main\"\n"),
        ("orders/avro/user.avsc", &user(ID)),
        ("billing/avro/user.avsc", &user(ID)),
    ]);
    repository.branch("feature");
    repository.remove("billing/avro/user.avsc");
    fs::remove_dir(repository.path("billing/avro")).expect("it is empty");
    // It is not like the one that is gone, which would go on in it.
    let text = r#"{"type": "enum", "name": "Folder", "symbols": ["INBOX", "DRAFTS", "SENT", "TRASH", "ARCHIVE"]}"#;
    repository.write("mail/avro/mail.avsc", text);
    repository.commit();
    let run = repository.run("compat --format concise");
    assert!(run.code == 1 && run.stdout.contains("AVC505") && run.stdout.contains("3 subjects"), "{run}");
    // One that is left is called as if there were several.
    repository.remove("mail/avro/mail.avsc");
    fs::remove_dir(repository.path("mail/avro")).expect("it is empty");
    assert!(repository.run("compat --against HEAD").stdout.contains("orders/avro/user"));
}
