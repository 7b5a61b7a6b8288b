//! Checks symbolic links at named revisions: what is refused on a disk is refused there.

use crate::gate_bypasses::{ID, assert_refused, user};
use crate::repository::Repository;

const WAYS_OUT: [&str; 3] = ["/etc/passwd", "../../elsewhere/user.avsc", "../.."];

/// Each way to name the branch `feature`.
const LINES: [&str; 8] = [
    "compat main:schemas feature:schemas",
    "compat feature:schemas main:schemas",
    "compat feature:schemas --against main",
    "compat feature:schemas --against feature",
    "compat feature:schemas --last 2",
    "lint feature:schemas",
    "diff main:schemas feature:schemas",
    "diff feature: main:",
];

#[test]
fn links_out_of_a_named_revision_are_refused_as_on_a_disk() {
    for (target, name) in WAYS_OUT.into_iter().flat_map(|target| [(target, "other.avsc"), (target, "more")]) {
        let repository = Repository::of([("schemas/user.avsc", &user(ID))]);
        repository.branch("feature");
        repository.link(&format!("schemas/{name}"), target);
        repository.commit();
        for line in LINES {
            assert_refused(&repository.run(line), "this symbolic link leads out of the repository");
        }
        // The same on the disk.
        assert_eq!(repository.run("compat schemas --against main").code, 2);
        // Where the other side alone has it, too, and in a directory that is a link inside.
        repository.link("more", "schemas");
        repository.commit();
        assert_refused(&repository.run("compat main:schemas feature:more"), "leads out of the repository");
    }
}

#[test]
fn fixtures_of_a_named_revision_are_inside() {
    let repository = Repository::of([("schemas/v1/user.avsc", &user(ID)), ("avrocheck.toml", "")]);
    repository.write("fixtures/v1/user.jsonl", "{\"id\": 1}\n");
    repository.link("fixtures/v1/more.jsonl", "/etc/passwd");
    repository.commit();
    assert_refused(
        &repository.run("compat --config main:avrocheck.toml"),
        "main:fixtures/v1/more.jsonl: this symbolic link",
    );
}

#[test]
fn links_to_nothing_are_refused_in_the_place_of_schemas_alone() {
    let repository = Repository::of([("schemas/user.avsc", &user(ID))]);
    repository.branch("feature");
    for name in ["current", "README.md", ".lock", "data.json"] {
        repository.link(&format!("schemas/{name}"), "nothing");
    }
    repository.commit();
    for line in
        ["compat schemas --against main", "compat main:schemas feature:schemas", "lint schemas", "lint feature:schemas"]
    {
        let run = repository.run(line);
        assert_eq!(run.code, 0, "{run}");
        assert!(run.stderr.contains("current is"), "{run}");
    }
    repository.link("schemas/order.avsc", "nothing");
    repository.commit();
    for line in
        ["compat schemas --against main", "compat main:schemas feature:schemas", "lint schemas", "lint feature:schemas"]
    {
        assert_refused(&repository.run(line), "schemas/order.avsc: this symbolic link leads nowhere");
    }
    // A directory of schemas that a link to nothing takes the place of is gone.
    let repository = Repository::of([("schemas/shop/user.avsc", &user(ID)), ("schemas/a.avsc", "\"int\"")]);
    repository.branch("feature");
    repository.remove("schemas/shop");
    repository.link("schemas/shop", "nothing");
    repository.commit();
    let run = repository.run("compat --against main");
    assert!(run.code == 1 && run.stdout.contains("AVC505"), "{run}");
}
