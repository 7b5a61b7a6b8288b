//! Checks configurations with several directories of schemas: they share types and revisions, and files go from one to another.

use crate::repository::Repository;
use crate::sandbox::{Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const TEXT_ID: &str = r#"{"name": "id", "type": "string"}"#;
const PRICE: &str = r#"{"name": "price", "type": "Money"}"#;

const ROOTS: &str = "schemas = [\"common\", \"shop/avro\"]\n";

fn money(field: &str) -> String {
    record("Money", &[field])
}

fn assert_answers(repository: &Sandbox, cases: &[(&str, i32, &str)]) {
    for (line, code, part) in cases {
        let run = repository.run(line);
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(run.code == *code && all.contains(part), "expected {code} and {part:?}:\n{run}");
    }
}

/// A type in one root, and its user in another.
fn roots() -> Repository {
    let repository = Repository::of([
        ("avrocheck.toml", ROOTS),
        ("common/money.avsc", &money(ID)),
        ("shop/avro/order.avsc", &record("Order", &[PRICE])),
    ]);
    repository.branch("feature");
    repository
}

#[test]
fn a_type_of_another_root_is_that_of_the_same_revision() {
    let repository = roots();
    repository.write("common/money.avsc", money(r#"{"name": "id", "type": "double"}"#));
    assert_answers(
        &repository,
        &[
            ("compat --against main --no-round-trip", 0, "✓ 2 of 2 gated pairs compatible"),
            ("compat --against main --no-round-trip --changed", 0, "✓ 2 of 2 gated pairs compatible"),
            ("lint", 0, "2 subjects"),
        ],
    );
    repository.write("common/money.avsc", money(TEXT_ID));
    for line in ["compat --against main", "compat --against main --changed", "compat --last 2"] {
        let report = repository.json(&format!("{line} --no-round-trip --format json"));
        let incompatible = report["summary"]["incompatible"].as_u64();
        assert!(incompatible >= Some(2), "{line}: {incompatible:?}");
        assert_eq!(report["errors"].as_array().map(Vec::len), Some(0), "{line}: {}", report["errors"]);
    }
    // Also from below, where names of files start elsewhere.
    let mut command = repository.command("compat --against main --no-round-trip --format json");
    let output = command.current_dir(repository.path("shop/avro")).output().expect("the program can be started");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.code() == Some(1) && text.contains("\"shop/avro/order\""), "{text}");
}

#[test]
fn versions_are_shared_by_roots_that_begin_with_the_same() {
    let sandbox = Sandbox::of([
        ("avrocheck.toml", ROOTS),
        ("common/v1/money.avsc", &money(ID)),
        ("common/v2/money.avsc", &money(TEXT_ID)),
        ("shop/avro/v1/order.avsc", &record("Order", &[PRICE])),
        ("shop/avro/v3/other.avsc", &record("Other", &[ID])),
    ]);
    assert_answers(
        &sandbox,
        &[
            ("compat --no-round-trip", 1, "shop/avro/order  v1 ✗ v2"),
            ("preview v1/shop/avro/order v1/shop/avro/order", 0, "shop/avro/order · v1 → v1"),
        ],
    );
}

#[test]
fn the_nearest_definition_is_meant() {
    let order = record("Order", &[PRICE]);
    let repository = Repository::of([
        ("avrocheck.toml", "schemas = [\"a\", \"b\"]\n"),
        ("a/money.avsc", &money(ID)),
        ("a/x/order.avsc", &order),
        ("b/money.avsc", &money(TEXT_ID)),
        ("b/order.avsc", &order.replace("Order", "OtherOrder")),
    ]);
    repository.branch("feature");
    assert_answers(&repository, &[("compat --against main", 0, "4 subjects")]);
    // Each keeps its own when the other changes.
    repository.write("b/money.avsc", money(r#"{"name": "id", "type": "int"}"#));
    for directory in [".", "a/x"] {
        let mut command = repository.command("compat --against main --format json --no-round-trip");
        let output = command.current_dir(repository.path(directory)).output().expect("the program can be started");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let subjects = report["subjects"].as_array().expect("a list").iter();
        let changed = subjects.filter(|subject| subject["standing"] == "changed");
        let changed: Vec<&str> = changed.filter_map(|subject| subject["subject"].as_str()).collect();
        assert_eq!((output.status.code(), &changed[..]), (Some(1), &["b/money", "b/order"][..]), "{directory}");
    }
    // Of two that are as near, nobody knows.
    repository.write("a/x/y/money.avsc", money(TEXT_ID));
    assert_answers(
        &repository,
        &[("compat --against main", 2, "\"Money\" could be the type of a/money.avsc or a/x/y/money.avsc")],
    );
    repository.write("a/x/money.avsc", money(TEXT_ID));
    assert_answers(&repository, &[("compat --against main", 1, "a/x/order")]);
}

#[test]
fn a_file_goes_on_in_another_root() {
    let repository = roots();
    let order = record("Order", &[PRICE]);
    repository.remove("shop/avro/order.avsc");
    repository.write("common/order.avsc", &order);
    repository.write("shop/avro/other.avsc", "\"int\"");
    repository.commit();
    let note = "common/order.avsc was shop/avro/order.avsc, and goes on under its new name";
    assert_answers(&repository, &[("compat --against main", 0, note), ("compat --last 3", 0, note)]);
    // A break on the way is found.
    repository.write("common/order.avsc", order.replace("price", "cost"));
    assert_answers(&repository, &[("compat --against main --no-round-trip", 1, "AVC101")]);
    // Nobody chooses the rules by it.
    repository.write("common/order.avsc", &order);
    repository.write("avrocheck.toml", format!("{ROOTS}[[override]]\npaths = [\"common/**\"]\nlevel = \"NONE\"\n"));
    assert_answers(
        &repository,
        &[(
            "compat --against main",
            2,
            "common/order.avsc: was shop/avro/order.avsc, and the configuration has other settings",
        )],
    );
}

#[test]
fn released_files_go_on_in_another_root() {
    let repository = Repository::of([
        ("avrocheck.toml", ROOTS),
        ("common/v1/money.avsc", &money(ID)),
        ("shop/avro/v1/order.avsc", &record("Order", &[ID])),
        ("shop/avro/v1/other.avsc", "\"int\""),
    ]);
    repository.branch("feature");
    repository.remove("shop/avro/v1/order.avsc");
    repository.write("common/v1/order.avsc", record("Order", &[ID]));
    assert_answers(
        &repository,
        &[(
            "compat --against main",
            0,
            "common/v1/order.avsc was shop/avro/v1/order.avsc, and goes on under its new name",
        )],
    );
    repository.write("common/v1/order.avsc", record("Order", &[TEXT_ID]));
    assert_answers(&repository, &[("compat --against main", 1, "AVC501")]);
}

#[test]
fn revisions_are_those_that_changed_any_root() {
    let repository = roots();
    repository.name("tags/v1", &repository.head());
    repository
        .write("shop/avro/order.avsc", record("Order", &[PRICE, r#"{"name": "n", "type": "int", "default": 0}"#]));
    repository.commit();
    repository.write("README.md", "Changes no schema.");
    repository.commit();
    repository.write("common/money.avsc", money(r#"{"name": "id", "type": "double"}"#));
    repository.commit();
    repository.name("tags/v2", &repository.head());
    repository.write("shop/avro/order.avsc", record("Order", &[PRICE, r#"{"name": "n", "type": "string"}"#]));
    for (line, versions) in [("--last 1", 2), ("--last 2", 3), ("--last 9", 4), ("--tags v*", 3), ("--tags v1", 2)] {
        let report = repository.json(&format!("compat {line} --no-round-trip --format json"));
        let subjects = report["subjects"].as_array().expect("a list");
        let order = subjects.iter().find(|subject| subject["subject"] == "shop/avro/order").expect("it is there");
        assert_eq!(order["versions"].as_array().map(Vec::len), Some(versions), "{line}: {order}");
        assert_eq!(repository.run(&format!("compat {line} --no-round-trip")).code, 1, "{line}");
    }
    // A root that came later.
    repository.write("avrocheck.toml", "schemas = [\"common\", \"shop/avro\", \"late\"]\n");
    repository.write("late/new.avsc", record("New", &[ID]));
    repository.commit();
    assert_answers(
        &repository,
        &[("compat --last 9 --no-round-trip", 1, "late/new"), ("compat --tags v* --no-round-trip", 1, "late/new")],
    );
}

#[test]
fn directories_that_are_given_together_are_compared_with_revisions() {
    let repository = roots();
    repository.write("avrocheck.toml", "");
    repository.commit();
    repository.name("tags/v1", &repository.head());
    repository.write("common/money.avsc", money(TEXT_ID));
    repository.commit();
    repository.write("late/new.avsc", record("New", &[ID]));
    let both = "0 of 2 gated pairs compatible";
    assert_answers(
        &repository,
        &[
            ("compat common shop/avro --last 2 --no-round-trip", 1, both),
            ("compat common shop/avro --against main --no-round-trip", 1, both),
            ("compat common shop/avro late --tags v* --no-round-trip", 1, "late/new"),
            ("compat common ./common shop shop/avro --last 2 --no-round-trip", 1, both),
            ("compat common shop/avro/order.avsc --last 1", 2, "shop/avro/order.avsc is none; give directories"),
            ("compat common HEAD:shop --against main", 2, "HEAD:shop is none"),
        ],
    );
    // One that is gone was there.
    repository.remove("shop");
    assert_answers(&repository, &[("compat common shop/avro --against main --no-round-trip", 1, "AVC505")]);
}

#[test]
fn a_part_of_the_configured_directories_sees_the_types_of_all() {
    let repository = roots();
    repository.write("common/money.avsc", money(TEXT_ID));
    repository.write("other/Lost.avsc", record("Lost", &[PRICE]));
    let is_order_alone = "1 subject · 0 of 1 gated pair compatible";
    assert_answers(
        &repository,
        &[
            ("compat shop/avro --against main --no-round-trip", 1, is_order_alone),
            ("compat shop/avro --last 1 --no-round-trip", 1, is_order_alone),
            ("compat HEAD:shop/avro/order.avsc shop/avro/order.avsc --no-round-trip", 1, is_order_alone),
            ("compat ./shop/../shop/avro --against main --no-round-trip", 1, is_order_alone),
            ("diff main:shop/avro/order.avsc shop/avro/order.avsc", 0, "price.id"),
            ("lint HEAD:shop/avro/order.avsc", 0, "1 subject"),
            ("lint shop/avro", 0, "1 subject"),
            ("lint other/Lost.avsc", 2, "common/money.avsc defines it, and is known with schemas = [\".\"]"),
        ],
    );
    // What is wrong elsewhere is not said of the part, and what is removed elsewhere is not missed.
    repository.write("common/broken.avsc", "{");
    assert_answers(&repository, &[("lint shop/avro", 0, "1 subject")]);
    repository.write("common/broken.avsc", record("Fine", &[ID]));
    repository.commit();
    repository.name("heads/main", &repository.head());
    repository.remove("common/broken.avsc");
    assert_answers(
        &repository,
        &[("compat shop/avro --against main", 0, "nothing changed"), ("compat common --against main", 1, "AVC505")],
    );
    let mut command = repository.command("lint HEAD:shop/avro/order.avsc order.avsc");
    let output = command.current_dir(repository.path("shop/avro")).output().expect("the program can be started");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// `former = []` is about the name that reports show, in trees with versions and without, and from root to root.
#[test]
fn new_schemas_do_not_go_on_from_others() {
    let new = |name: &str| format!("{ROOTS}[[subject]]\nname = \"{name}\"\nformer = []\n");
    let repository = roots();
    repository.remove("common/money.avsc");
    repository.write("shop/avro/money.avsc", money(TEXT_ID));
    let goes_on = ("compat --against main --no-round-trip", 1, "money.avsc was common/money.avsc");
    let is_new = ("compat --against main --no-round-trip", 1, "AVC505");
    assert_answers(&repository, &[goes_on]);
    repository.write("avrocheck.toml", new("shop/avro/money"));
    assert_answers(&repository, &[is_new]);

    let repository = Repository::of([
        ("avrocheck.toml", ROOTS),
        ("common/v1/money.avsc", &money(ID)),
        ("common/v1/user.avsc", &record("User", &[TEXT_ID])),
        ("shop/avro/v1/order.avsc", &record("Order", &[ID])),
    ]);
    repository.branch("feature");
    repository.remove("common/v1/money.avsc");
    for target in ["common/v1/coins.avsc", "shop/avro/v1/coins.avsc"] {
        repository.write(target, money(ID));
        let subject = target.replace("/v1", "").replace(".avsc", "");
        repository.write("avrocheck.toml", ROOTS);
        assert_answers(&repository, &[("compat --against main --no-round-trip", 0, "goes on under its new name")]);
        repository.write("avrocheck.toml", new(&subject));
        assert_answers(&repository, &[("compat --against main --no-round-trip", 1, "AVC502")]);
        repository.remove(target);
    }
}

/// A directory goes on from another one with what is gone there, and with no file of a directory that is compared itself.
#[test]
fn what_moves_into_a_new_directory_leaves_the_rest_where_it_is() {
    let globs = "version = 1\nschemas = [\"*/avro\"]\n";
    let schema = |name: &str| record(name, &[ID]);
    let start = || {
        let files = ["U", "V", "W"].map(|name| (format!("a/avro/{name}.avsc"), schema(name)));
        let repository = Repository::of([("avrocheck.toml", globs)]);
        files.iter().for_each(|(path, text)| repository.write(path, text));
        repository.commit();
        repository.branch("feature");
        repository
    };
    let commands = ["compat --against main", "compat a b --against main", "compat . --against main"];

    let repository = start();
    repository.remove("a/avro/U.avsc");
    repository.write("b/avro/U.avsc", schema("U"));
    for command in commands {
        assert_answers(&repository, &[(command, 0, "nothing changed")]);
        assert!(!repository.run(command).stderr.contains("every subject is new"));
    }

    let repository = start();
    for name in ["U", "V", "W"] {
        repository.remove(&format!("a/avro/{name}.avsc"));
        repository.write(&format!("b/avro/{name}.avsc"), schema(name));
    }
    assert_answers(&repository, &commands.map(|command| (command, 0, "nothing changed")));
    assert_answers(&repository, &[("compat a b --against main", 0, "3 schemas of a go on in b under the same paths")]);
    repository.remove("b/avro/W.avsc");
    assert_answers(&repository, &commands.map(|command| (command, 1, "W.avsc")));
}
