//! Compares with git revisions, where a case directory with `before` and `after` has too little history.

use std::fmt::Write;
use std::fs;

use crate::repository::Repository;
use crate::sandbox::{package, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const NAME: &str = r#"{"name": "name", "type": "string"}"#;

fn user(fields: &[&str]) -> String {
    record("User", fields)
}

/// A branch on which a user has got a mail address without a default, while `main` went on.
fn diverged() -> Repository {
    let repository = Repository::of([("schemas/user.avsc", &user(&[ID]))]);
    let base = repository.head();
    repository.write("schemas/user.avsc", user(&[ID, NAME]));
    repository.commit();
    repository.name("heads/feature", &base);
    repository.switch("feature");
    repository.write("schemas/user.avsc", user(&[ID, r#"{"name": "mail", "type": "string"}"#]));
    repository.commit();
    repository
}

#[test]
fn a_branch_is_compared_with_where_it_began() {
    let repository = diverged();
    let run = repository.run("compat --against main --no-round-trip");
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stdout.contains("working tree   +mail (no default)"), "{run}");
    let tip = repository.run("compat --against main --no-merge-base --no-round-trip");
    assert_eq!(tip.code, 1, "{tip}");
    assert!(tip.stdout.contains("-name, +mail (no default)"), "{tip}");
    repository.write("schemas/user.avsc", user(&[ID]));
    let run = repository.run("compat --against main");
    assert!(run.code == 0 && run.last_line().starts_with("✓ nothing changed since main@"), "{run}");
}

#[test]
fn revisions_have_many_names() {
    let repository = diverged();
    let tip = repository.head();
    repository.name("tags/v1", &tip);
    repository.name("remotes/origin/main", &tip);
    let short = tip[..9].to_owned();
    for name in ["HEAD", "v1", "origin/main", "feature", "refs/heads/feature", &tip, &short, "@"] {
        let run = repository.run(&format!("compat --against {name}"));
        assert!(run.code == 0 && run.last_line().starts_with("✓ nothing changed since "), "{run}");
    }
    for name in ["HEAD~1", "HEAD^", "v1~", "main~1"] {
        let run = repository.run(&format!("compat --against {name} -q"));
        assert_eq!(run.code, 1, "{run}");
    }
}

#[test]
fn from_a_directory_below_and_for_a_part() {
    let repository = Repository::of([
        ("avro/schemas/a/user.avsc", &user(&[ID])),
        ("avro/schemas/b/user.avsc", &record("Other", &[ID])),
        ("avro/schemas/b/deep/x.avsc", "\"int\""),
    ]);
    repository.write("avro/schemas/b/user.avsc", record("Other", &[ID, NAME]));
    for arguments in ["avro/schemas --against HEAD -q", "avro/schemas/b --against HEAD -q"] {
        let run = repository.run(&format!("compat {arguments}"));
        assert!(run.code == 1 && run.stdout.contains("--> avro/schemas/b/user.avsc:3:3"), "{run}");
    }
    assert_eq!(repository.run("compat avro/schemas/a --against HEAD").code, 0);
    let mut command = repository.command("compat .. --against HEAD -q");
    let output = command.current_dir(repository.path("avro/schemas/b")).output().expect("the program can be started");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.code() == Some(1) && text.contains("--> ../b/user.avsc:3:3"), "{text}");
}

#[test]
fn in_a_linked_work_tree() {
    let repository = diverged();
    let tree = repository.path("elsewhere");
    repository.write(".git/worktrees/elsewhere/HEAD", "ref: refs/heads/feature\n");
    repository.write(".git/worktrees/elsewhere/commondir", "../..\n");
    repository.write(".git/worktrees/elsewhere/gitdir", format!("{}/.git\n", tree.display()));
    repository.write("elsewhere/.git", format!("gitdir: {}\n", repository.path(".git/worktrees/elsewhere").display()));
    repository.write("elsewhere/schemas/user.avsc", user(&[ID, r#"{"name": "age", "type": "int"}"#]));
    let mut command = repository.command("compat --against main -q");
    let output = command.current_dir(&tree).output().expect("the program can be started");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.code() == Some(1) && text.contains("--> schemas/user.avsc:3:3"), "{text}");
    // A run has one repository.
    let run = repository.run("compat elsewhere/schemas --against main -q");
    assert!(run.code == 2 && run.stdout.contains("lies in another repository than this run, at elsewhere"), "{run}");
}

#[test]
fn packed_objects_and_references() {
    let repository = Repository::new();
    repository.remove(".git");
    repository.copy(&package().join("tests/commands/packed-repository"), ".git");
    repository.write("schemas/user.avsc", user(&[ID, NAME]));
    let run = repository.run("compat --against v1 --no-round-trip");
    assert!(run.code == 1 && run.stdout.contains("+name (no default)"), "{run}");
    let run = repository.run("compat --tags v* -q");
    assert!(run.code == 1 && run.stdout.contains("v1 → working tree, v2 → working tree"), "{run}");
}

#[test]
fn shallow_clones_say_what_to_fetch() {
    let repository = diverged();
    let tip = repository.head();
    let root = repository.parent_of(&tip);
    let main = fs::read_to_string(repository.path(".git/refs/heads/main")).expect("a branch").trim().to_owned();
    repository.write(".git/config", "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = https://example.org/x.git\n");
    repository.write(".git/shallow", format!("{tip}\n{main}\n"));
    repository.forget(&root);
    repository.name("remotes/origin/main", &main);
    let answers: Vec<String> = ["origin/main", "main", "HEAD~1", "origin/other", "other", &root, "v9"]
        .iter()
        .map(|name| repository.run(&format!("compat --against {name}")).errors())
        .collect();
    let last = repository.run("compat --last 5").errors();
    insta::assert_snapshot!(format!("{}\n{last}", answers.join("\n")));
    assert_eq!(repository.run("compat --against origin/main --no-merge-base -q").code, 1);
}

#[test]
fn several_revisions() {
    let repository = Repository::of([("schemas/user.avsc", &user(&[ID]))]);
    repository.name("tags/v1.0", &repository.head());
    repository.write("README.md", "Changes nothing here.");
    repository.commit();
    repository.write("schemas/user.avsc", user(&[ID, r#"{"name": "name", "type": "string", "default": ""}"#]));
    repository.commit();
    repository.name("tags/v1.10", &repository.head());
    repository.write("schemas/user.avsc", user(&[ID, r#"{"name": "plan", "type": "string", "default": ""}"#]));
    repository.commit();
    repository.name("tags/v1.9", &repository.head());
    repository.name("tags/other", &repository.head());
    repository.write("schemas/user.avsc", user(&[ID, r#"{"name": "name", "type": "int"}"#]));
    let mut text = String::new();
    for line in ["--last 2", "--last 9", "--tags v1.*", "--tags v1.10"] {
        let run = repository.run(&format!("compat {line} --no-round-trip --fail-on never"));
        writeln!(text, "{line}\n{run}").expect("strings take all");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn what_reaches_a_changed_file_is_checked_again() {
    let address = |ty: &str| record("Address", &[&format!("{{\"name\": \"street\", \"type\": \"{ty}\"}}")]);
    let to = |name: &str| record(name, &[r#"{"name": "to", "type": "Address"}"#]);
    let repository = Repository::of([
        ("schemas/address.avsc", &address("string")),
        ("schemas/order.avsc", &to("Order")),
        ("schemas/invoice.avsc", &to("Invoice")),
        ("schemas/parcel.avsc", &record("Parcel", &[r#"{"name": "order", "type": "Ord\u0065r"}"#])),
        ("schemas/user.avsc", &user(&[ID])),
    ]);
    let since = format!("HEAD@{}", &repository.head()[..7]);
    let run = repository.run("compat --against HEAD --changed");
    assert_eq!(run.last_line(), format!("✓ nothing changed since {since}: 5 subjects"));
    repository.write("schemas/address.avsc", address("int"));
    let report = repository.json("compat --against HEAD --changed --format json");
    let subjects = report["subjects"].as_array().expect("a list").iter();
    let subjects: Vec<String> =
        subjects.map(|subject| format!("{} {}", subject["subject"], subject["standing"])).collect();
    assert_eq!(
        subjects,
        [r#""address" "changed""#, r#""invoice" "changed""#, r#""order" "changed""#, r#""parcel" "changed""#]
    );
    assert_eq!(report["against"], serde_json::json!({"label": since, "left_out": 1}));
    assert_eq!(repository.run("compat --against HEAD --changed").code, 1);
}

/// Most files are not parsed when only what changed is checked again: that a reference is spelt oddly must not hide it.
#[test]
fn whatever_refers_to_a_changed_type_is_checked_again() {
    let address = |ty: &str| {
        format!(r#"{{"type": "record", "name": "a.Address", "fields": [{{"name": "street", "type": "{ty}"}}]}}"#)
    };
    let holder = |name: &str, ty: &str| record(name, &[&format!("{{\"name\": \"to\", \"type\": {ty}}}")]);
    let other = r#"{"type": "enum", "name": "b.Address", "symbols": ["X"]}"#;
    let both = format!("[{other}, \"a.Address\"]");
    let comment = "// \"name\":\n\"a.Address\"";
    let block = "/* \"name\": */ \"a.Address\"";
    let in_namespace = r#"{"type": "record", "name": "a.Within", "fields": [{"name": "to", "type": "Address"}]}"#;
    let repository = Repository::of([
        ("schemas/address.avsc", address("string").as_str()),
        ("schemas/block.avsc", &holder("Block", block)),
        ("schemas/both.avsc", &holder("Both", &both)),
        ("schemas/comment.avsc", &holder("Comment", comment)),
        (
            "schemas/doc.avsc",
            r#"{"type": "enum", "name": "Doc", "doc": "\"a.Address\" is elsewhere", "symbols": ["A"]}"#,
        ),
        ("schemas/further.avsc", &holder("Further", r#"["null", "a.Within"]"#)),
        ("schemas/items.avsc", r#"{"type": "array", "items": "a.Address"}"#),
        ("schemas/own.avsc", &holder("Own", other)),
        ("schemas/within.avsc", in_namespace),
    ]);
    repository.write("schemas/address.avsc", address("int"));
    let changed = |scope: &str| -> Vec<String> {
        let report = repository.json(&format!("compat --against HEAD {scope} --format json"));
        let subjects = report["subjects"].as_array().expect("a list").iter();
        let changed = subjects.filter(|subject| subject["standing"] != "unchanged");
        changed.map(|subject| subject["subject"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(changed("--changed"), ["address", "block", "both", "comment", "further", "items", "within"]);
    assert_eq!(changed("--changed"), changed(""));
}

#[test]
fn a_removed_shared_type_is_missed() {
    let repository = Repository::of([
        ("schemas/address.avsc", &record("Address", &[ID])),
        ("schemas/order.avsc", &record("Order", &[r#"{"name": "to", "type": "Address"}"#])),
    ]);
    repository.remove("schemas/address.avsc");
    for scope in ["", "--changed"] {
        let run = repository.run(&format!("compat --against HEAD {scope}"));
        assert!(
            run.code == 2 && run.stdout.contains("error: schemas/order.avsc:2:26: unknown type \"Address\"; define it"),
            "{run}"
        );
    }
}

#[test]
fn renamed_files_go_on() {
    let repository = Repository::of([
        ("schemas/user.avsc", &user(&[ID])),
        ("schemas/order.avsc", &record("Order", &[ID])),
        ("schemas/gone.avsc", "\"int\""),
    ]);
    repository.remove("schemas");
    repository.write("schemas/people/user.avsc", user(&[ID]));
    repository.write("schemas/purchase.avsc", record("Order", &[ID, NAME]));
    insta::assert_snapshot!(repository.run("compat --against HEAD --no-round-trip"));
}

#[test]
fn revisions_stand_wherever_schemas_do() {
    let repository = diverged();
    let run = repository.run("compat main:schemas/user.avsc schemas/user.avsc -q");
    assert!(run.code == 1 && run.stdout.contains("--> schemas/user.avsc:3:3"), "{run}");
    let run = repository.run("compat main:schemas feature:schemas -q");
    assert!(run.code == 1 && run.stdout.contains("--> feature:schemas/user.avsc:3:3"), "{run}");
    let run = repository.run("compat feature:schemas --against main --no-round-trip -q");
    assert!(run.code == 1 && run.stdout.contains("--> feature:schemas/user.avsc:3:3"), "{run}");
    let run = repository.run("diff main:schemas/user.avsc schemas/user.avsc");
    assert!(run.code == 0 && run.stdout.contains("--- main:schemas/user.avsc"), "{run}");
    let run = repository.run("inspect HEAD~1:schemas/user.avsc");
    assert!(run.code == 0 && run.stdout.contains("HEAD~1:schemas/user.avsc"), "{run}");
    let mut command = repository.command("inspect main:./user.avsc");
    let output = command.current_dir(repository.path("schemas")).output().expect("the program can be started");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn fixtures_of_a_revision_are_its_own() {
    let repository =
        Repository::of([("schemas/user.avsc", &user(&[ID])), ("fixtures/user.jsonl", "{\"id\": 1}\n{\"id\": 2}\n")]);
    repository.write("schemas/user.avsc", user(&[ID, r#"{"name": "name", "type": "string", "default": ""}"#]));
    repository.write("fixtures/user.jsonl", "{\"id\": 1, \"name\": \"Ada\"}\n");
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 0 && run.last_line().contains("3 fixture records round-tripped"), "{run}");
    // Today's change is not to blame for what did not fit before.
    repository.write("fixtures/user.jsonl", "{\"nonsense\": 1}\n");
    repository.commit();
    repository.write("fixtures/user.jsonl", "{\"id\": 1, \"name\": \"Ada\"}\n");
    repository.write("schemas/user.avsc", user(&[ID]));
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 2 && run.stdout.contains("error: fixtures/user.jsonl"), "{run}");
    repository.write("fixtures/user.jsonl", "{\"id\": 1}\n");
    let run = repository.run("compat --against HEAD");
    assert_eq!(run.code, 0, "{run}");
}

#[test]
fn links_inside_of_the_repository_are_followed() {
    let repository = Repository::of([("schemas/v1/user.avsc", &user(&[ID])), ("shared/v2/user.avsc", &user(&[ID]))]);
    repository.link("schemas/v2", "../shared/v2");
    repository.commit();
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 0 && run.stdout.contains("user  v1 ✓ v2   unchanged"), "{run}");
}

#[test]
fn first_schemas_of_a_repository_pass_and_say_so() {
    let repository = Repository::of([("README.md", "Nothing yet.")]);
    repository.write("schemas/user.avsc", user(&[ID]));
    repository.write("versions/v1/user.avsc", user(&[ID]));
    insta::assert_snapshot!(format!(
        "{}\n{}",
        repository.run("compat --against HEAD"),
        repository.run("compat versions --against HEAD")
    ));
}

#[test]
fn whatever_cannot_be_compared_ends_with_2() {
    let repository = diverged();
    repository.write("versions/v1/user.avsc", user(&[ID]));
    repository.directory("empty");
    repository.name("heads/gone", "1234567890123456789012345678901234567890");
    let lines = [
        "compat --against mian",
        "compat --against nonsense",
        "compat --against HEAD~9",
        "compat --against 0123456789",
        "compat --against main:schemas",
        "compat --against gone",
        "compat --against=-x",
        "compat --against=",
        "compat --against main a b",
        "compat --against main nowhere",
        "compat --against main empty",
        "compat --against main schemas/user.avsc",
        "compat versions --last 3",
        "compat versions --tags v*",
        "compat --tags v*",
        "compat --changed",
        "compat main:nowhere schemas",
        "compat main:schemas/usr.avsc schemas/user.avsc",
        "compat main:schemas schemas/user.avsc",
        "compat mian:schemas schemas",
        "inspect main:schemas/usr.avsc",
    ];
    let answers: Vec<String> = lines
        .iter()
        .map(|line| {
            let run = repository.run(line);
            assert_eq!(run.code, 2, "{run}");
            format!("{line}\n{}", run.errors())
        })
        .collect();
    insta::assert_snapshot!(answers.join("\n"));
    for line in ["--against main --tags v", "--last 0", "--no-merge-base", "--last 2 --tags v"] {
        assert_eq!(repository.run(&format!("compat {line}")).code, 2, "{line}");
    }
}

#[test]
fn unreadable_repositories_end_with_2() {
    let sandbox = crate::sandbox::Sandbox::of([("schemas/user.avsc", &user(&[ID]))]);
    let broken = sandbox.run("compat --against main");
    sandbox.write(".git/HEAD", "nonsense");
    let nonsense = sandbox.run("compat --against main");
    fs::remove_dir_all(sandbox.path(".git")).expect("a directory of the test");
    let none = sandbox.run("compat --against main");
    let empty = Repository::new();
    empty.write("schemas/user.avsc", user(&[ID]));
    let unborn = empty.run("compat --against HEAD");
    for run in [&broken, &nonsense, &none, &unborn] {
        assert_eq!(run.code, 2, "{run}");
    }
    assert!(none.stdout.contains("is not in a git repository"), "{none}");
    assert!(unborn.stdout.contains("there is no commit in this repository yet"), "{unborn}");

    // A content that is missing: a partial clone, or a damaged repository.
    let repository = Repository::of([("schemas/user.avsc", &user(&[ID]))]);
    repository.write("schemas/user.avsc", user(&[ID, NAME]));
    let blob = repository.number_of_file(&user(&[ID]));
    repository.forget(&blob);
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 2 && run.stdout.contains("check the repository: `git fsck`"), "{run}");
}

#[test]
fn a_schema_that_parses_on_one_side_only() {
    let repository = Repository::of([("schemas/user.avsc", &user(&[ID])), ("schemas/order.avsc", "{\"type\": ")]);
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 2 && run.stdout.contains("error: schemas/order.avsc:1:10"), "{run}");
    repository.write("schemas/order.avsc", record("Order", &[ID]));
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 2 && run.stdout.contains("error: HEAD:schemas/order.avsc:1:10"), "{run}");
    repository.commit();
    repository.write("schemas/user.avsc", "[");
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 2 && run.stdout.contains("error: schemas/user.avsc:1:"), "{run}");
}

#[test]
fn a_preview_reads_a_schema_of_a_revision() {
    let repository = diverged();
    let run = repository.run("preview main:schemas/user.avsc schemas/user.avsc");
    assert!(run.code == 1 && run.stdout.contains("mail"), "{run}");
    let run = repository.run("preview main:schemas/users.avsc schemas/user.avsc");
    assert!(run.code == 2 && run.stderr.contains("main:schemas/user.avsc"), "{run}");
}

#[test]
fn what_happened_to_released_versions_is_judged_by_the_configuration() {
    let repository = Repository::of([("schemas/v1/user.avsc", &user(&[ID])), ("schemas/v2/user.avsc", &user(&[ID]))]);
    repository.branch("feature");
    repository.write("schemas/v1/user.avsc", user(&[NAME]));
    repository.commit();
    let run = repository.run("compat --against main --no-round-trip -q");
    assert!(run.code == 1 && run.stdout.contains("AVC501"), "{run}");
    repository.write("avrocheck.toml", "fail_on = \"never\"\n[rules]\nAVC501 = \"off\"\n");
    let run = repository.run("compat --against main --no-round-trip");
    assert!(run.code == 0 && !run.stdout.contains("AVC501"), "{run}");
}
