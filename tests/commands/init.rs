//! Runs `avrocheck init` in repositories: what it prints, what it writes, and that the gate then runs.

use std::fmt::Write;
use std::fs;
use std::process::Command;

use crate::python::{python, run};
use crate::repository::Repository;
use crate::sandbox::{Run, Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const MAIL: &str = r#"{"name": "mail", "type": ["null", "string"], "default": null}"#;
const AGE: &str = r#"{"name": "age", "type": "int"}"#;

const PIPELINES: [&str; 3] = [".github/workflows/avrocheck.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml"];

/// The output of a run, and the files that are in the repository's root afterwards.
fn run_and_files(sandbox: &Sandbox, run: &Run) -> String {
    let mut text = run.to_string();
    for file in ["avrocheck.toml"].iter().chain(&PIPELINES) {
        if let Ok(content) = fs::read_to_string(sandbox.path(file)) {
            writeln!(text, "--- {file}\n{content}").expect("strings take all");
        }
    }
    text
}

/// Fails unless what was written is in force, and the gate passes with it.
#[track_caller]
fn assert_works(sandbox: &Sandbox, gate: &str) {
    for line in ["config show", gate] {
        let run = sandbox.run(line);
        assert_eq!(run.code, 0, "{run}");
    }
}

fn shows(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn every_way_to_say_versions_is_found() {
    let (old, new) = (record("User", &[ID]), record("User", &[ID, MAIL]));
    let ways = [
        ("schemas/v1/user.avsc", "schemas/v2/user.avsc"),
        ("schemas/user/v1.avsc", "schemas/user/v2.avsc"),
        ("schemas/user-v1.avsc", "schemas/user-v2.avsc"),
        ("events/2024-05-01/user.avsc", "events/2024-06-01/user.avsc"),
        ("schema/7/4/user.avsc", "schema/7/5/user.avsc"),
        ("schemas/user-1.0.avsc", "schemas/user-1.1.avsc"),
        ("schemas/v1/v0/user.avsc", "schemas/v1/v1/user.avsc"),
        ("v1/user.avsc", "v2/user.avsc"),
        ("user/v1.avsc", "user/v2.avsc"),
        ("src/main/avro/com/acme/user-v1.avsc", "src/main/avro/com/acme/user-v2.avsc"),
    ];
    let mut text = String::new();
    for (first, second) in ways {
        let sandbox = Sandbox::of([(first, &old), (second, &new)]);
        let run = sandbox.run("init");
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run}");
        assert_works(&sandbox, "compat");
        let written = fs::read_to_string(sandbox.path("avrocheck.toml")).expect("it is written");
        let keys: Vec<&str> =
            written.lines().filter(|line| line.contains(" = ") && !line.starts_with("version")).collect();
        writeln!(text, "{first}\n{second}\n  {}", keys.join("\n  ")).expect("strings take all");
    }
    shows("every_way_to_say_versions_is_found", &text);
}

#[test]
fn a_repository_of_versions_gets_the_strictest_level_that_passes() {
    let repository = Repository::of([
        ("schemas/v1/user.avsc", &record("User", &[ID, AGE])),
        ("schemas/v2/user.avsc", &record("User", &[ID])),
        ("fixtures/v1/user.jsonl", "{\"id\": 1, \"age\": 2}\n{\"id\": 2, \"age\": 3}\n"),
        ("tests/schemas/odd.avsc", &record("Odd", &[])),
        ("target/classes/user.avsc", &record("User", &[])),
        ("generated/user.avsc", &record("User", &[])),
        (".gitignore", "/generated\n"),
    ]);
    shows("versions", &run_and_files(&repository, &repository.run("init --ci github")));
    assert_works(&repository, "compat");
    assert_works(&repository, "compat --against main");
}

#[test]
fn schemas_that_are_edited_in_place_are_compared_with_git() {
    let repository = Repository::of([("src/main/avro/User.avsc", &record("User", &[ID]))]);
    repository.write("src/main/avro/User.avsc", record("User", &[ID, MAIL]));
    repository.commit();
    repository.name("remotes/origin/trunk", &repository.head());
    repository.write(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/trunk\n");
    repository.write(".git/config", "[core]\n\trepositoryformatversion = 0\n[remote \"origin\"]\n\turl = x\n");
    shows("in-place", &run_and_files(&repository, &repository.run("init --ci github")));
    assert_works(&repository, "compat --against origin/trunk");
    // On the default branch itself nothing would be compared.
    assert_eq!(repository.run("compat").code, 2);
    shows("in-place-gitlab", &run_and_files(&repository, &repository.run("init --ci gitlab")));
    repository.write("src/main/avro/User.avsc", record("User", &[ID, AGE]));
    assert_eq!(repository.run("compat --against origin/trunk -q").code, 1);
}

#[test]
fn what_was_broken_long_ago_or_not_committed_yet_leaves_the_default() {
    let repository = Repository::of([("schemas/user.avsc", &record("User", &[ID]))]);
    repository.write("schemas/user.avsc", record("User", &[ID, AGE]));
    repository.commit();
    let broken = repository.run("init --dry-run");
    let new = Repository::new();
    new.write("schemas/user.avsc", record("User", &[ID]));
    let unreadable = Repository::of([("schemas/user.avsc", "{")]);
    unreadable.write("schemas/user.avsc", record("User", &[ID]));
    unreadable.commit();
    unreadable.write("schemas/user.avsc", record("User", &[ID, MAIL]));
    unreadable.commit();
    let runs = [broken, new.run("init --dry-run"), unreadable.run("init --dry-run")];
    shows("the-default", &runs.map(|run| run.to_string()).join("\n"));
}

#[test]
fn a_monorepo_gets_several_roots_that_a_pipeline_can_compare() {
    let (old, new) = (record("User", &[ID]), record("User", &[ID, MAIL]));
    let repository = Repository::of([
        ("orders/schemas/v1/user.avsc", &old),
        ("orders/schemas/v2/user.avsc", &new),
        ("billing/schemas/v1/user.avsc", &old),
        ("legacy/l.avsc", &old),
        ("docs/readme.md", "Where the schemas are"),
    ]);
    let run = repository.command("init").current_dir(repository.path("docs")).output().expect("the program runs");
    let text = String::from_utf8(run.stdout).expect("it prints UTF-8");
    shows(
        "monorepo",
        &format!("{text}\n{}", fs::read_to_string(repository.path("avrocheck.toml")).expect("it is written")),
    );
    assert_works(&repository, "compat");
    repository.write("billing/schemas/v2/user.avsc", record("User", &[ID, AGE]));
    let gate = repository.run("compat --against main --level BACKWARD");
    assert!(gate.code == 1 && gate.stdout.contains("billing/schemas/user.age"), "{gate}");
    repository.write("orders/schemas/v1/user.avsc", &new);
    let gate = repository.run("compat --against main --format concise");
    assert!(gate.stdout.contains("orders/schemas/v1/user.avsc:3:3: AVC501"), "{gate}");
    assert_eq!(repository.run("compat --last 2").code, 2);
}

#[test]
fn roots_that_are_edited_in_place_are_compared_together() {
    let repository = Repository::of([
        ("orders/src/main/avro/User.avsc", &record("User", &[ID])),
        ("billing/src/main/avro/User.avsc", &record("User", &[ID])),
        ("billing/src/main/avro/Old.avsc", &record("Old", &[ID])),
    ]);
    assert_eq!(repository.run("init").code, 0);
    assert_works(&repository, "compat --against main");
    repository.write("orders/src/main/avro/User.avsc", record("User", &[ID, AGE]));
    repository.remove("billing/src/main/avro/Old.avsc");
    shows("roots-in-place", &repository.run("compat --against main --format concise").to_string());
    // One kind is compared in one way.
    repository.write("avrocheck.toml", "schemas = [\"orders/src/main/avro\", \"more\"]\n");
    repository.write("more/v1/user.avsc", record("User", &[ID]));
    let mixed = repository.run("compat --against main");
    assert!(mixed.code == 2 && mixed.stdout.contains("more: the paths here name versions"), "{mixed}");
}

#[test]
fn directories_that_are_given_are_the_only_ones() {
    let sandbox = Sandbox::of([
        ("a/schemas/v1/user.avsc", &record("User", &[ID])),
        ("tests/v1/user.avsc", &record("User", &[ID])),
    ]);
    assert_eq!(sandbox.run("init tests").code, 0);
    let rows = sandbox.run("config show").stdout;
    assert!(rows.starts_with("schemas      [\"tests\"]"), "{rows}");
}

#[test]
fn nothing_is_written_where_nothing_could_be_checked() {
    let nothing = Sandbox::of([("readme.md", "")]);
    let idl = Sandbox::of([("src/user.avdl", "")]);
    let bad = Sandbox::of([("schemas/v1/a.avsc", "{"), ("schemas/v1/b.avsc", "\"nonsense\"")]);
    let misfit = Sandbox::of([("schemas/v1/a.avsc", "\"int\""), ("fixtures/v1/b.jsonl", "1")]);
    let mixed = Sandbox::of([("schemas/v1/a.avsc", "\"int\""), ("schemas/a-v2.avsc", "\"int\"")]);
    let no_git = tempfile::tempdir().expect("a directory for the test");
    fs::create_dir(no_git.path().join("schemas")).expect("a new directory");
    fs::write(no_git.path().join("schemas/a.avsc"), "\"int\"").expect("a new file");
    let outside = Sandbox::of([("schemas/v1/a.avsc", "\"int\"")]);
    let runs = [
        nothing.run("init"),
        nothing.run("init schema"),
        nothing.run("init readme.md"),
        nothing.run("init --config other.toml"),
        nothing.run("init --ci travis"),
        idl.run("init"),
        bad.run("init --ci github"),
        misfit.run("init"),
        mixed.run("init"),
    ];
    let mut text: String = runs.iter().map(|run| format!("$ {}\n{}\n", run.line, run.refusal())).collect();
    let without_git = outside.command("init").current_dir(no_git.path()).output().expect("the program runs");
    assert_eq!(without_git.status.code(), Some(2));
    writeln!(text, "without git:\n{}", String::from_utf8_lossy(&without_git.stderr)).expect("strings take all");
    shows("nothing-written", &text);
    for sandbox in [nothing, idl, bad, misfit, mixed] {
        assert!(!sandbox.path("avrocheck.toml").exists() && !sandbox.path(".github").exists());
    }
}

#[test]
fn a_directory_without_git_gets_its_configuration() {
    let elsewhere = Sandbox::new();
    let directory = tempfile::tempdir().expect("a directory for the test");
    fs::create_dir_all(directory.path().join("schemas/v1")).expect("a new directory");
    fs::write(directory.path().join("schemas/v1/a.avsc"), "\"int\"").expect("a new file");
    for line in ["init --ci pre-commit", "compat"] {
        let run = elsewhere.command(line).current_dir(directory.path()).output().expect("the program runs");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    }
}

#[test]
fn where_no_level_passes_the_default_is_written_with_a_way_out() {
    let sandbox = Sandbox::of([
        ("schemas/v1/user.avsc", &record("User", &[ID])),
        ("schemas/v2/user.avsc", &record("User", &[r#"{"name": "id", "type": "string"}"#])),
        ("schemas/v1/order.avsc", &record("Order", &[ID])),
        ("schemas/v2/order.avsc", &record("Order", &[r#"{"name": "id", "type": "boolean"}"#])),
    ]);
    shows("no-level-passes", &run_and_files(&sandbox, &sandbox.run("init")));
    assert_eq!(sandbox.run("compat").code, 1);
    assert_eq!(sandbox.run("baseline write").code, 0);
    assert_works(&sandbox, "compat --baseline avrocheck-baseline.json");
}

#[test]
fn what_is_there_stays() {
    let hooks = "# Ours\nrepos:\n-   repo: https://example.org/hooks\n    rev: v1\n    hooks:\n    -   id: x\n\nci:\n  skip: [x]\n";
    let sandbox = Sandbox::of([
        ("schemas/v1/user.avsc", &record("User", &[ID])),
        ("avrocheck.toml", "# Ours\nschemas = [\"schemas\"]\n"),
        (".gitlab-ci.yml", "stages: [test]\n"),
        (".pre-commit-config.yaml", hooks),
        (".github/readme.md", ""),
    ]);
    let lines = [
        "init",
        "init --ci gitlab",
        "init --ci pre-commit",
        "init --ci pre-commit",
        "init --ci github",
        "init --ci github",
    ];
    let runs: String = lines.iter().map(|line| format!("{}\n", sandbox.run(line))).collect();
    shows(
        "what-is-there-stays",
        &run_and_files(&sandbox, &sandbox.run("init")).replace("$ init\n", &format!("{runs}$ init\n")),
    );
    sandbox.write("avrocheck.toml", "levle = \"FULL\"\n");
    let run = sandbox.run("init --ci github");
    assert!(run.code == 2 && run.stderr.contains("did you mean `level`?"), "{run}");
}

#[test]
fn pipelines_are_valid_by_their_published_schemas() {
    let versions = Repository::of([("schemas/v1/user.avsc", &record("User", &[ID]))]);
    let in_place = Repository::of([("schemas/user.avsc", &record("User", &[ID]))]);
    in_place.branch("odd#branch'name");
    fs::remove_file(in_place.path(".git/refs/heads/main")).expect("it was there");
    let hooks = Sandbox::of([
        ("schemas/v1/user.avsc", &record("User", &[ID])),
        (
            ".pre-commit-config.yaml",
            "repos:\n  - repo: https://example.org/hooks\n    rev: v1\n    hooks:\n      - id: x\n",
        ),
    ]);
    assert_eq!(hooks.run("init --ci pre-commit").code, 0);
    for repository in [&versions, &in_place] {
        for ci in ["github", "gitlab", "pre-commit"] {
            let run = repository.run(&format!("init --ci {ci}"));
            assert_eq!(run.code, 0, "{run}");
        }
    }
    let [github, gitlab, pre_commit] = PIPELINES;
    let both = |file: &str| [versions.path(file), in_place.path(file)];
    for (schema, file) in [("vendor.github-workflows", github), ("vendor.gitlab-ci", gitlab)] {
        let mut check = Command::new(python("commands"));
        run(check.args(["-m", "check_jsonschema", "--builtin-schema", schema]).args(both(file)));
    }
    let mut check = Command::new(python("commands"));
    let check = check.args(["-m", "pre_commit", "validate-config"]).args(both(pre_commit));
    run(check.arg(hooks.path(pre_commit)));
}

#[test]
fn a_dry_run_writes_nothing() {
    let sandbox = Sandbox::of([("schemas/v1/user.avsc", &record("User", &[ID]))]);
    shows("dry-run", &run_and_files(&sandbox, &sandbox.run("init --ci github --dry-run")));
}

/// The lines of the configuration that `init` writes, without those of every one.
fn keys(sandbox: &Sandbox, line: &str) -> String {
    let run = sandbox.run(line);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run}");
    let written = fs::read_to_string(sandbox.path("avrocheck.toml")).expect("it is written");
    fs::remove_file(sandbox.path("avrocheck.toml")).expect("it was there");
    let lines =
        written.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', 'v']) && !line.starts_with("level"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_cannot_be_understood_is_excluded_with_its_reason() {
    let repository = Repository::of([
        ("schemas/user.avsc", &record("User", &[ID])),
        ("schemas/broken.avsc", "{"),
        ("schemas/odd/unknown.avsc", &record("Odd", &[r#"{"name": "x", "type": "Nobody"}"#])),
        ("schemas/testdata/a.avsc", "{"),
        ("schemas/testdata/deep/b.avsc", &record("B", &[ID])),
        ("src/test/avro/c.avsc", "not even JSON"),
    ]);
    shows("excluded", &run_and_files(&repository, &repository.run("init")));
    assert_works(&repository, "compat --against HEAD");
    let all = Repository::of([("schemas/a.avsc", "{"), ("schemas/b.avsc", "[")]);
    let run = all.run("init");
    assert!(run.code == 2 && run.stderr.contains("schemas/b.avsc:1:"), "{run}");
}

#[test]
fn types_of_other_directories_are_looked_for_around() {
    let total = r#"{"name": "total", "type": "Money"}"#;
    let repository = Repository::of([
        ("services/orders/src/main/avro/Order.avsc", &record("Order", &[total])),
        ("services/common/src/main/avro/Money.avsc", &record("Money", &[ID])),
        ("services/common/src/test/avro/Money.avsc", "{"),
        ("services/mail/src/main/avro/Mail.avsc", &record("Mail", &[ID])),
        ("readme.avsc", "{"),
    ]);
    let written = keys(&repository, "init");
    // Directories that are configured together share their types.
    assert_eq!(written, "schemas = [\"services/*/src/main/avro\"]\nagainst = \"main\"");
    let alone = keys(&repository, "init services/orders");
    assert!(alone.starts_with("schemas = [\"services\"]\nexclude = ["), "{alone}");
    assert!(alone.contains("\"services/common/src/test/**\""), "{alone}");
}

#[test]
fn neither_few_files_nor_numbers_decide_the_layout() {
    let minority = Repository::of([
        ("a/schemas/x.avsc", &record("X", &[ID])),
        ("a/schemas/y.avsc", &record("Y", &[ID])),
        ("a/schemas/z.avsc", &record("Z", &[ID])),
        ("b/schemas/v1/w.avsc", &record("W", &[ID])),
    ]);
    assert_eq!(keys(&minority, "init"), "schemas = [\"a/schemas\"]\nagainst = \"main\"");
    let majority = Repository::of([
        ("schemas/v1/x.avsc", &record("X", &[ID])),
        ("schemas/v2/x.avsc", &record("X", &[ID])),
        ("schemas/y-v1.avsc", &record("Y", &[ID])),
    ]);
    assert!(keys(&majority, "init").contains("way than those of most\n  \"schemas/y-v1.avsc\""));
    let numbers = Repository::of([
        ("schemas/part-1.avsc", &record("First", &[ID])),
        ("schemas/part-2.avsc", &record("Second", &[ID])),
        ("schemas/order/1.avsc", &record("Third", &[ID])),
        ("schemas/order/2.avsc", &record("Fourth", &[ID])),
    ]);
    let written = keys(&numbers, "init");
    assert!(written.contains("\"schemas/order/2.avsc\"") && written.contains("against"), "{written}");
    assert!(!written.contains("layout") && !written.contains("part"), "{written}");
    let alone = [1, 2, 3].map(|n| (format!("m/migrations/{n}.avsc"), record(&format!("M{n}"), &[ID])));
    let repository = Repository::of(alone.each_ref().map(|(path, text)| (path.as_str(), text.as_str())));
    let run = repository.run("init");
    assert!(
        run.code == 2 && run.stderr.contains("error: m/migrations/1.avsc: names of files here are numbers"),
        "{run}"
    );
    repository.write("other/Order.avsc", record("Order", &[ID]));
    assert_eq!(keys(&repository, "init"), "schemas = [\"other\"]\nagainst = \"main\"");
    let versions = Repository::of([
        ("schemas/part-1.avsc", &record("Part", &[ID])),
        ("schemas/part-2.avsc", &record("Part2", &[ID])),
    ]);
    assert!(keys(&versions, "init").contains("layout = \"schemas/{subject}-{version}.avsc\""));
}

#[test]
fn packages_are_sources_whatever_they_are_called() {
    let of =
        |namespace: &str| format!(r#"{{"type": "record", "name": "A", "namespace": "{namespace}", "fields": []}}"#);
    let repository = Repository::of([
        ("app/src/main/avro/com/acme/examples/A.avsc", &of("x")),
        ("lib/com/acme/test/A.avsc", &of("com.acme.test")),
        ("v10/test/one/A.avsc", &of("y")),
        ("v10/examples/com/acme/A.avsc", &of("com.acme")),
    ]);
    let run = repository.run("init");
    assert!(
        run.stdout.contains("left out  v10/examples: of tests") && run.stdout.contains("left out  v10/test:"),
        "{run}"
    );
    let rows = repository.run("config show").stdout;
    assert!(rows.starts_with("schemas      [\"app/src/main/avro\", \"lib/com/acme/test\"]"), "{rows}");
}

#[test]
fn many_directories_of_one_kind_become_a_glob() {
    let user = record("User", &[ID]);
    let repository = Repository::of([
        ("a/src/main/avro/User.avsc", &user),
        ("b/src/main/avro/User.avsc", &user),
        ("c/src/main/avro/User.avsc", &user),
    ]);
    assert_eq!(keys(&repository, "init"), "schemas = [\"*/src/main/avro\"]\nagainst = \"main\"");
    repository.write("d/src/main/avro/other/x.txt", "protocol P {}");
    assert!(keys(&repository, "init").starts_with("schemas = [\"a/src/main/avro\", \"b/"));
}

#[test]
fn a_quiet_run_says_nothing() {
    let sandbox =
        Sandbox::of([("schemas/v1/user.avsc", &record("User", &[ID])), (".gitlab-ci.yml", "stages: [test]\n")]);
    let run = sandbox.run("init -q");
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    assert!(sandbox.run("init -q --ci gitlab").stdout.starts_with("\nadd to .gitlab-ci.yml"));
}

/// From outside of the repository, the next commands name the configuration that was written.
#[test]
fn the_next_commands_work_where_init_ran() {
    let outside = Sandbox::of([("unused", "")]);
    let directory = tempfile::tempdir().expect("a directory for the test");
    let shop = directory.path().join("our shop");
    for (path, text) in [("schemas/v1/user.avsc", [ID].as_slice()), ("schemas/v2/user.avsc", &[ID, MAIL])] {
        let path = shop.join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("new directories");
        fs::write(path, record("User", text)).expect("a new file");
    }
    for sign in [".git", ".github"] {
        fs::create_dir(shop.join(sign)).expect("a new directory");
    }
    let run = |arguments: &[&str]| {
        let mut command = outside.command(arguments[0]);
        let output = command.args(&arguments[1..]).current_dir(directory.path()).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let text = run(&["init", "our shop/schemas"]);
    assert!(text.contains("avrocheck compat --config 'our shop/avrocheck.toml'  "), "{text}");
    assert!(text.contains("avrocheck init --ci github 'our shop/schemas'  "), "{text}");
    assert!(run(&["compat", "--config", "our shop/avrocheck.toml"]).contains("2 versions"));
    run(&["init", "--ci", "github", "our shop/schemas"]);
    assert!(shop.join(PIPELINES[0]).exists());
}
