//! Compares with git revisions in difficult repositories: files that moved, are left out, or are links.

use std::fs;

use crate::repository::Repository;
use crate::sandbox::{Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const TEXT_ID: &str = r#"{"name": "id", "type": "string"}"#;
const NAME: &str = r#"{"name": "name", "type": "string", "default": ""}"#;

fn user(fields: &[&str]) -> String {
    record("User", fields)
}

/// What an answer has to be: the exit code, and a part of what is printed.
fn assert_answers(repository: &Sandbox, cases: &[(&str, i32, &str)]) {
    for (line, code, part) in cases {
        let run = repository.run(line);
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(run.code == *code && all.contains(part), "expected {code} and {part:?}:\n{run}");
    }
}

#[test]
fn a_directory_that_was_renamed_is_followed() {
    let repository = Repository::of([
        ("schemas/user.avsc", &user(&[ID])),
        ("schemas/order.avsc", &record("Order", &[ID])),
        ("old/v1/user.avsc", &user(&[ID])),
        ("fixtures/user.jsonl", "{\"id\": 7}\n"),
    ]);
    let base = repository.head();
    fs::rename(repository.path("schemas"), repository.path("avro")).expect("a directory of the test");
    fs::rename(repository.path("old"), repository.path("new")).expect("a directory of the test");
    repository.commit();
    repository.write("avro/user.avsc", user(&[TEXT_ID]));
    repository.write("new/v1/user.avsc", user(&[TEXT_ID]));
    repository.name("tags/v1", &base);
    repository.remove("fixtures");
    assert_answers(
        &repository,
        &[
            ("compat avro --against HEAD~1", 1, "seen in: 1 of 1 fixture record of `HEAD~1@"),
            ("compat avro --against HEAD~1", 1, "note: avro was schemas at HEAD~1@"),
            ("compat avro --last 5", 1, ":schemas/user.avsc:2:26"),
            ("compat avro --tags v1", 1, "v1:schemas/user.avsc:2:26"),
            ("compat new --against HEAD~1", 1, "AVC501"),
        ],
    );
    // A copy is new: what it was copied from is still there.
    repository.write("copy/user.avsc", user(&[ID]));
    repository.write("avro/user.avsc", user(&[ID]));
    assert_answers(&repository, &[("compat copy --against HEAD", 0, "1 subject new")]);
}

/// What git's index says of a file is believed as git believes it: not if another file was put in its place.
#[cfg(unix)]
#[test]
fn a_change_that_keeps_size_and_time_is_noticed() {
    let repository = Repository::of([("schemas/user.avsc", &user(&[ID]))]);
    let age = || {
        let file = fs::File::options().append(true).open(repository.path("schemas/user.avsc"));
        let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_600_000_000);
        file.and_then(|file| file.set_modified(long_ago)).expect("a file of the test");
    };
    age();
    repository.note_in_index();
    assert_answers(&repository, &[("compat schemas --against HEAD", 0, "nothing changed")]);
    repository.write("schemas/user.avsc", user(&[&ID.replace("long", "null")]));
    age();
    assert_answers(&repository, &[("compat schemas --against HEAD", 1, "error[AVC102]")]);
}

/// What the disk refuses is refused where it is history, too: a name that cannot be shown is not passed over.
#[cfg(unix)]
#[test]
fn names_at_a_revision_are_refused_as_those_on_disk() {
    use std::os::unix::ffi::OsStrExt;
    let repository = Repository::of([("schemas/v1/user.avsc", &user(&[ID])), ("schemas/v1/bell\u{7}.avsc", "\"int\"")]);
    let not_utf8 = repository.path("schemas/v1").join(std::ffi::OsStr::from_bytes(b"g\xf6.avsc"));
    fs::write(&not_utf8, "\"int\"").expect("a new file");
    repository.commit();
    let controls = "main:schemas/v1/bell\\u{7}.avsc: the name has control characters; rename it";
    let others = "main:schemas/v1/g�.avsc: the name is not UTF-8; rename it";
    assert_answers(&repository, &[("compat main:schemas", 2, controls), ("compat main:schemas", 2, others)]);
    // A branch that removes them is still compared with them.
    repository.branch("feature");
    repository.remove("schemas/v1/bell\u{7}.avsc");
    fs::remove_file(&not_utf8).expect("a file of the test");
    repository.commit();
    let gate = "compat schemas --against main";
    assert_answers(&repository, &[("compat schemas", 0, ""), (gate, 2, controls), (gate, 2, others)]);
    assert_answers(&repository, &[("diff main:schemas schemas", 2, controls)]);
}

#[test]
fn renamed_files_of_one_type_name_are_matched_by_file_name() {
    let value = |ty: &str| record("Value", &[&format!("{{\"name\": \"id\", \"type\": \"{ty}\"}}")]);
    let repository = Repository::of([
        ("schemas/orders/value.avsc", &value("long")),
        ("schemas/users/user-value.avsc", &value("int")),
        ("schemas/users/case.avsc", &value("long")),
        ("schemas/users/Twin.avsc", &value("long")),
    ]);
    repository.remove("schemas");
    repository.write("schemas/sales/orders/value.avsc", value("string"));
    repository.write("schemas/people/user-value.avsc", value("string"));
    repository.write("schemas/users/Case.avsc", value("long"));
    repository.write("schemas/users/twin.avsc", value("long"));
    let run = repository.run("compat --against HEAD --no-round-trip -q");
    assert!(run.code == 1 && run.last_line().starts_with("✗ 2 breaking · 4 subjects · 0 of 2 gated pairs"), "{run}");
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_not_removed() {
    let repository = Repository::of([
        ("schemas/a/user.avsc", &user(&[ID])),
        ("schemas/b/order.avsc", &record("Order", &[ID])),
        ("versions/v1/user.avsc", &user(&[ID])),
        ("versions/v2/user.avsc", &user(&[ID, NAME])),
    ]);
    repository.leave_out("schemas/b/order.avsc");
    repository.leave_out("versions/v1/user.avsc");
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 0 && run.last_line().starts_with("✓ nothing changed"), "{run}");
    assert_answers(&repository, &[("compat versions --against HEAD", 0, "user  v1 ✓ v2")]);
    // Whether it changed cannot be said without its content.
    repository.write("schemas/b/order.avsc", record("Order", &[TEXT_ID]));
    repository.write("versions/v1/user.avsc", user(&[ID]));
    repository.commit();
    repository.leave_out("schemas/b/order.avsc");
    assert_answers(&repository, &[("compat --against HEAD~1", 1, "b/order  HEAD~1@")]);
    repository.forget(&repository.number_of_file(&record("Order", &[TEXT_ID])));
    assert_answers(&repository, &[("compat --against HEAD~1", 2, "left out by the sparse checkout")]);
}

#[test]
fn submodules_are_compared_at_their_commits() {
    let vendored = Repository::of([("user.avsc", &user(&[ID]))]);
    let repository = Repository::of([("schemas/order.avsc", &record("Order", &[ID]))]);
    repository.copy(&vendored.path(""), "schemas/vendored");
    repository.commit();
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 0 && run.last_line().ends_with("2 subjects"), "{run}");
    repository.write("schemas/vendored/user.avsc", user(&[TEXT_ID]));
    assert_answers(
        &repository,
        &[
            ("compat --against HEAD -q", 1, "HEAD:schemas/vendored/user.avsc:2:26"),
            ("compat HEAD:schemas/vendored schemas/vendored", 1, "AVC102"),
        ],
    );
    repository.remove("schemas/vendored/.git");
    repository.remove("schemas/vendored/user.avsc");
    assert_answers(&repository, &[("compat --against HEAD", 0, "is a submodule that is not checked out")]);
}

#[test]
fn a_repository_elsewhere_is_named_by_the_environment() {
    let repository = Repository::of([("schemas/user.avsc", &user(&[ID]))]);
    repository.write("schemas/user.avsc", user(&[TEXT_ID]));
    fs::rename(repository.path(".git"), repository.path("elsewhere.git")).expect("a directory of the test");
    assert_answers(
        &repository,
        &[
            ("compat --against HEAD", 2, "is not in a git repository"),
            ("GIT_DIR=elsewhere.git compat --against HEAD", 1, "AVC102"),
            ("GIT_DIR=elsewhere.git GIT_WORK_TREE=. compat --against HEAD", 1, "AVC102"),
            ("GIT_DIR=nowhere.git compat --against HEAD", 2, "GIT_DIR names no git repository"),
        ],
    );
}

#[test]
fn revisions_that_name_nothing_are_explained() {
    let repository = Repository::of([("schemas/user.avsc", &user(&[ID]))]);
    let root = repository.head();
    repository.name("tags/main", &root);
    repository.branch("feature");
    assert_answers(
        &repository,
        &[
            ("compat --against main", 0, "note: `main` is a tag and a branch, and the tag is taken"),
            ("compat --against HEAD^2", 2, "that commit has fewer parents"),
            ("compat --against main..feature", 2, "is a range, and one revision is needed: `main` or `feature`"),
            ("compat --against feature@{u}", 2, "the branch `feature` follows no other"),
            ("compat HEAD:schemas\\user.avsc schemas/user.avsc", 2, "are separated by `/`"),
            ("compat HEAD:schemas/../schemas/user.avsc schemas/user.avsc -q", 0, "compatible"),
        ],
    );
    repository.write(".git/config", "[branch \"feature\"]\n\tremote = .\n\tmerge = refs/heads/main\n");
    assert_answers(&repository, &[("compat --against @{u}", 0, "nothing changed since @{u}@")]);
    repository.switch("unborn");
    assert_answers(&repository, &[("compat --against main", 2, "has no commit yet; compare with the tip of another")]);
    repository.write(".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n");
    assert_answers(&repository, &[("compat --against main", 2, "git refs migrate --ref-format=files")]);
}

#[test]
fn of_several_merge_bases_one_is_taken_and_named() {
    let repository = Repository::of([("schemas/user.avsc", &user(&[ID]))]);
    let root = repository.head();
    let ours = repository.commit_on(std::slice::from_ref(&root));
    repository.write("README.md", "Theirs.");
    let theirs = repository.commit_on(&[root]);
    let main = repository.commit_on(&[theirs.clone(), ours.clone()]);
    repository.name("heads/feature", &main);
    repository.switch("feature");
    repository.commit_on(&[ours, theirs]);
    assert_answers(&repository, &[("compat --against main", 0, "their branches began in several places")]);
}

#[test]
fn tags_that_are_no_versions_are_left_out() {
    let repository = Repository::of([("schemas/user.avsc", &user(&[ID]))]);
    let first = repository.head();
    repository.name("tags/v1", &first);
    repository.name("tags/vendor", &first);
    repository.name("tags/v0", &repository.number_of_file("a file"));
    repository.write("schemas/user.avsc", user(&[TEXT_ID]));
    assert_answers(
        &repository,
        &[
            ("compat --tags v*", 1, "user  v1 ✗ working tree"),
            ("compat --tags v*", 1, "note: the tag vendor names no version"),
            ("compat --tags v*", 1, "note: the tag v0 is of files and not of a commit"),
        ],
    );
}

#[test]
fn the_last_revisions_are_all_a_part_of_what_changed() {
    let repository = Repository::of([("schemas/user.avsc", &user(&[ID])), ("schemas/b.avsc", "\"int\"")]);
    repository.write("schemas/user.avsc", user(&[TEXT_ID]));
    repository.commit();
    assert_answers(&repository, &[("compat --last 2 --changed", 1, "schemas · 1 subject · 2 versions")]);
}

#[test]
fn a_changed_configuration_is_reported_and_the_old_one_can_be_used() {
    let repository = Repository::of([
        ("avrocheck.toml", "level = \"BACKWARD\"\n"),
        ("schemas/user.avsc", &user(&[ID])),
        ("schemas/order.avsc", &record("Order", &[ID])),
    ]);
    repository.branch("feature");
    repository.write("schemas/user.avsc", user(&[TEXT_ID]));
    repository.write("avrocheck.toml", "level = \"NONE\"\n");
    repository.commit();
    assert_answers(
        &repository,
        &[
            ("compat --against main", 0, "note: avrocheck.toml is not what it was at main@"),
            ("compat --against main --changed", 0, "2 subjects"),
            ("compat --against main --config main:avrocheck.toml", 1, "BACKWARD (from main:avrocheck.toml)"),
            ("compat --against main --config main:nothing.toml", 2, "no such file or directory at main@"),
        ],
    );
    repository.remove("avrocheck.toml");
    assert_answers(&repository, &[("compat --against main", 1, "note: avrocheck.toml is gone since main@")]);
    repository.directory("avrocheck.toml");
    assert_answers(&repository, &[("compat --against main", 2, "error: avrocheck.toml")]);
}

#[test]
fn fixtures_that_changed_are_tried_again() {
    let repository = Repository::of([
        ("schemas/v1/user.avsc", &user(&[ID])),
        ("schemas/v1/order.avsc", &record("Order", &[ID])),
        ("fixtures/v1/user.jsonl", "{\"id\": 1}\n"),
    ]);
    assert_answers(&repository, &[("compat --against HEAD --changed", 0, "nothing changed")]);
    repository.write("fixtures/v1/user.jsonl", "{\"id\": \"one\"}\n");
    assert_answers(&repository, &[("compat --against HEAD --changed", 2, "error: fixtures/v1/user.jsonl:1:1")]);
}

#[test]
fn versions_that_are_retired_may_go() {
    let repository =
        Repository::of([("schemas/v1/user.avsc", &user(&[ID])), ("schemas/v2/user.avsc", &user(&[ID, NAME]))]);
    repository.remove("schemas/v1");
    assert_answers(&repository, &[("compat --against HEAD", 1, "AVC502")]);
    repository.write("avrocheck.toml", "[[retired]]\nversions = [\"v1\"]\nreason = \"archive rewritten\"\n");
    assert_answers(&repository, &[("compat --against HEAD", 0, "v2")]);
    repository.write("avrocheck.toml", "since = \"v2\"\n");
    assert_answers(&repository, &[("compat --against HEAD", 0, "v2")]);
}

#[test]
fn a_released_file_that_cannot_be_read_on_one_side_is_not_checked() {
    let repository = Repository::of([("schemas/v1/user.avsc", "{\"type\": ")]);
    repository.write("schemas/v1/user.avsc", user(&[ID]));
    assert_answers(&repository, &[("compat --against HEAD", 2, "error: HEAD:schemas/v1/user.avsc:1:10")]);
    let repository = Repository::of([("schemas/v1/user.avsc", &user(&[ID])), ("flat/user.avsc", &user(&[ID]))]);
    for path in ["schemas/v1/user.avsc", "flat/user.avsc"] {
        repository.write(path, b"\xff\xfe{\0");
    }
    for directory in ["schemas", "flat"] {
        let run = repository.run(&format!("compat {directory} --against HEAD"));
        assert!(run.code == 2 && !run.stdout.contains("removed"), "{run}");
    }
}

#[test]
fn a_pointer_of_git_lfs_is_no_schema() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 123\n";
    let repository = Repository::of([("schemas/v1/user.avsc", pointer)]);
    assert_answers(&repository, &[("compat", 2, "error: schemas/v1/user.avsc: is a Git LFS pointer")]);
    repository.write("schemas/v1/user.avsc", user(&[ID]));
    assert_answers(
        &repository,
        &[("compat --against HEAD", 2, "error: HEAD:schemas/v1/user.avsc: is a Git LFS pointer")],
    );
}

#[test]
fn subjects_keep_the_names_of_the_configuration_through_revisions() {
    let repository =
        Repository::of([("schemas/user.avsc", &user(&[ID])), ("schemas/order_event.avsc", &record("Order", &[ID]))]);
    repository.write(
        "avrocheck.toml",
        "[[subject]]\nname = \"people-value\"\npaths = [\"schemas/user.avsc\"]\n\n\
         [[subject]]\nname = \"orders-value\"\npaths = [\"schemas/purchase.avsc\"]\nformer = [\"order_event\"]\n",
    );
    repository.commit();
    repository.write("schemas/user.avsc", user(&[TEXT_ID]));
    repository.remove("schemas/order_event.avsc");
    repository.write("schemas/purchase.avsc", record("Purchase", &[ID]));
    let run = repository.run("compat --against HEAD --no-round-trip");
    assert!(run.code == 1 && run.stdout.contains("  people-value  HEAD@"), "{run}");
    assert!(run.stdout.contains("AVC104") && !run.stdout.contains("AVC505"), "{run}");
}

#[test]
fn a_finding_against_a_revision_can_be_waived() {
    let repository = Repository::of([("schemas/user.avsc", &user(&[ID]))]);
    repository.write("schemas/user.avsc", user(&[TEXT_ID]));
    let report = repository.json("compat --against HEAD --format json");
    let fingerprint = report["subjects"][0]["pairs"][0]["findings"][0]["fingerprint"].as_str().expect("a finding");
    let run = repository.run(&format!("waive {fingerprint} --reason drained --against HEAD"));
    assert_eq!(run.code, 0, "{run}");
    assert_eq!(repository.run("compat --against HEAD").code, 0);
    repository.remove("avrocheck.toml");
    assert_eq!(repository.run("baseline write --against HEAD").code, 0);
    assert_eq!(repository.run("compat --against HEAD --baseline avrocheck-baseline.json").code, 0);
}

/// A file that is still there has another text now, and no version sees the old one.
#[test]
fn a_type_that_a_file_does_not_define_any_more_is_unknown() {
    let inner = r#"{"name": "inner", "type": {"type": "record", "name": "I", "fields": []}}"#;
    let user = record("U", &[r#"{"name": "i", "type": "I"}"#]);
    let repository = Repository::of([("schemas/n.avsc", &record("N", &[inner])), ("schemas/u.avsc", &user)]);
    let renamed = inner.replace(r#""I""#, r#""J", "aliases": ["I"]"#);
    repository.write("schemas/n.avsc", record("N", &[&renamed]));
    for line in ["compat --against HEAD", "compat --last 1", "impact n --against HEAD"] {
        let run = repository.run(line);
        assert!(run.code == 2 && format!("{}{}", run.stdout, run.stderr).contains("unknown type \"I\""), "{run}");
    }
    // It may be in another file.
    repository.write("schemas/n.avsc", record("N", &[r#"{"name": "inner", "type": "I"}"#]));
    repository.write("schemas/i.avsc", record("I", &[]));
    assert_eq!(repository.run("compat --against HEAD").code, 0);
    let moved = repository.run("impact n --against HEAD");
    assert!(moved.code == 0 && moved.stdout.contains("have the same already"), "{moved}");
}
