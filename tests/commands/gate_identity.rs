//! Tries to put other revisions in the place of those that are meant: by names, by submodules, and by files beside.

use crate::gate_bypasses::{ID, TEXT_ID, assert_found, assert_refused, user};
use crate::repository::Repository;
use crate::sandbox::{Run, record};

/// Runs in a directory of a repository.
fn run_in(repository: &Repository, directory: &str, line: &str) -> Run {
    let output = repository.command(line).current_dir(repository.path(directory)).output();
    let output = output.expect("the program can be started");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("all that the program prints is UTF-8");
    let code = output.status.code().expect("it ends by itself");
    Run { line: line.to_owned(), code, stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A schema on `main`, and a break of it on the branch `feature`, which is checked out.
fn broken_branch() -> (Repository, String) {
    let repository = Repository::of([("schemas/user.avsc", &user(ID))]);
    let base = repository.head();
    repository.branch("feature");
    repository.write("schemas/user.avsc", user(TEXT_ID));
    repository.commit();
    (repository, base)
}

#[test]
fn a_name_like_the_number_of_a_commit_is_refused() {
    for kind in ["tags", "heads", "remotes"] {
        for digits in [4, 7, 12] {
            let (repository, base) = broken_branch();
            let short = &base[..digits];
            assert_found(&repository.run(&format!("compat --against {short}")));
            repository.name(&format!("{kind}/{short}"), &repository.head());
            for line in [
                format!("compat --against {short}"),
                format!("compat --against {short}~0"),
                format!("compat {short}:schemas schemas"),
                format!("compat {short}^0:schemas/user.avsc schemas/user.avsc"),
                format!("lint {short}:schemas"),
                format!("compat --config {short}:avrocheck.toml --against main"),
            ] {
                let part = format!("the beginning of another commit's number; write `refs/{kind}/{short}` or `{base}`");
                assert_refused(&repository.run(&line), &part);
            }
            assert_found(&repository.run(&format!("compat --against {base}")));
            // A file of that name does not answer either.
            repository.write(&format!("{short}:schemas/user.avsc"), user(TEXT_ID));
            assert_refused(&repository.run(&format!("compat {short}:schemas schemas")), "another commit's number");
        }
    }
}

#[test]
fn a_name_like_a_described_commit_is_refused() {
    let (repository, base) = broken_branch();
    let described = format!("v1.0-3-g{}", &base[..7]);
    repository.name(&format!("tags/{described}"), &repository.head());
    assert_refused(&repository.run(&format!("compat --against {described}")), "another commit's number");
}

#[test]
fn a_name_of_digits_that_begin_no_other_commit_is_a_name() {
    let (repository, base) = broken_branch();
    repository.name("tags/20240501", &base);
    repository.name(&format!("tags/{}", &base[..7]), &base);
    assert_found(&repository.run("compat --against 20240501"));
    assert_found(&repository.run(&format!("compat --against {}", &base[..7])));
}

/// A repository that lies about `main`: it has the broken schema there.
fn lie(repository: &Repository, place: &str) {
    let lie = Repository::of([("user.avsc", &user(TEXT_ID)), ("avrocheck.toml", "schemas = [\".\"]\n")]);
    lie.name("remotes/origin/main", &lie.head());
    repository.remove(place);
    repository.copy(&lie.path(""), place);
}

#[test]
fn a_submodule_in_the_place_of_schemas_answers_for_nothing() {
    for inside in ["schemas", "avro/schemas"] {
        let repository = Repository::of([("schemas/user.avsc", &user(ID)), ("avro/schemas/user.avsc", &user(ID))]);
        repository.name("remotes/origin/main", &repository.head());
        repository.branch("feature");
        lie(&repository, inside);
        repository.commit();
        let part = "where the repository around it has something else at";
        for line in [
            "compat . --against origin/main",
            "compat . --against main",
            "compat . --last 2",
            "compat --against origin/main --config origin/main:avrocheck.toml",
            "compat origin/main:. .",
            "lint origin/main:.",
        ] {
            assert_refused(&run_in(&repository, inside, line), part);
        }
        // Whoever names it means it, and at the root of the clone all is compared.
        let named = run_in(&repository, inside, "GIT_DIR=.git compat . --against origin/main");
        assert_eq!(named.code, 0, "{named}");
        assert_found(&repository.run(&format!("compat {inside} --against origin/main --no-round-trip")));
    }
}

#[test]
fn a_submodule_from_elsewhere_answers_for_nothing() {
    let modules = |url: &str| format!("[submodule \"schemas\"]\n\tpath = schemas\n\turl = https://example.org/{url}\n");
    let repository = Repository::of([(".gitmodules", &modules("ours"))]);
    let ours = Repository::of([("user.avsc", &user(ID))]);
    ours.name("remotes/origin/main", &ours.head());
    repository.copy(&ours.path(""), "schemas");
    repository.commit();
    repository.name("heads/main", &repository.head());
    repository.branch("feature");
    // In a submodule that is what it was, its own revisions are meant.
    let run = run_in(&repository, "schemas", "compat . --against origin/main");
    assert_eq!(run.code, 0, "{run}");
    repository.write(".gitmodules", modules("theirs"));
    repository.commit();
    let run = run_in(&repository, "schemas", "compat . --against origin/main");
    assert_refused(&run, "the repository around it has something else at main@");
}

#[test]
fn commands_that_are_printed_are_words_of_a_shell() {
    let odd = "$(touch x) it's";
    let repository = Repository::of([("README.md", "")]);
    let vendored = Repository::of([("user.avsc", &user(ID))]);
    repository.copy(&vendored.path(""), odd);
    repository.commit();
    repository.branch("feature");
    repository.remove(odd);
    repository.write("schemas/user.avsc", user(ID));
    repository.commit();
    let mut command = repository.command("compat --against main");
    let output = command.arg(odd).output().expect("the program can be started");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(text.contains(r"`git submodule update --init '$(touch x) it'\''s'`"), "{text}");
    // A name with a space in a configuration.
    let repository =
        Repository::of([("a b/avrocheck.toml", "level = \"NONE\"\n"), ("a b/schemas/user.avsc", &user(ID))]);
    repository.write("a b/avrocheck.toml", "level = \"FULL\"\n");
    let run = run_in(&repository, "a b", "compat --against main");
    assert!(run.stderr.contains("`--config 'main:a b/avrocheck.toml'` obeys the old"), "{run}");
    let run = run_in(&repository, "a b", "baseline write --against main --out $(x).json");
    assert!(run.stdout.contains("compat --baseline '$(x).json'"), "{run}");
}

/// A break that goes on in another group of versions, or under an alias.
#[test]
fn a_new_subject_of_a_known_type_is_noticed() {
    let alias = |name: &str, alias: &str, field: &str| {
        record(name, &[field]).replacen("\"fields\"", &format!("\"aliases\": [\"{alias}\"], \"fields\""), 1)
    };
    let repository = Repository::of([("schemas/one/v1/user.avsc", &user(ID)), ("schemas/one/v2/user.avsc", &user(ID))]);
    repository.branch("feature");
    repository.write("schemas/two/v3/user.avsc", user(TEXT_ID));
    repository.commit();
    for line in ["compat", "compat --against main"] {
        assert_refused(&repository.run(line), "`one/user` has no file from here on");
    }
    repository.remove("schemas/two");
    repository.write("schemas/one/v3/person.avsc", alias("Person", "User", TEXT_ID));
    for line in ["compat", "compat --against main"] {
        assert_refused(
            &repository.run(line),
            "defines Person with the alias User, which schemas/one/v2/user.avsc defines",
        );
    }
    // In a group that there was.
    repository.remove("schemas/one/v3");
    let other = Repository::of([("schemas/one/v1/user.avsc", &user(ID)), ("schemas/two/v1/b.avsc", "\"int\"")]);
    other.branch("feature");
    other.write("schemas/two/v2/x.avsc", user(TEXT_ID));
    assert_refused(&other.run("compat --against main"), "`one/user` has no file from here on");
    other.write("avrocheck.toml", "[[subject]]\nname = \"two/x\"\npaths = [\"schemas/two/v2/x.avsc\"]\n");
    assert_eq!(other.run("compat --against main").code, 0);
    // What may as well be new is only named.
    repository.write("schemas/two/v1/user.avsc", user(TEXT_ID));
    let run = repository.run("compat --against main");
    assert!(
        run.code == 0 && run.stderr.contains("defines User, which schemas/one/v2/user.avsc defines otherwise"),
        "{run}"
    );
    assert!(run.stderr.contains("`two/user` counts as new"), "{run}");
    repository.write("avrocheck.toml", "[[subject]]\nname = \"one/user\"\nformer = [\"two/user\"]\n");
    assert!(!repository.run("compat --against main").stderr.contains("counts as new"));
}
