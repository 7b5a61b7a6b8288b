//! Compares with revisions that describe more than any machine holds: the limits of docs/limits.md end each run with 2.
//!
//! Without the limits these runs would need terabytes or years.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::repository::Repository;
use crate::sandbox::package;

const FILE: &str = "100644";
const DIRECTORY: &str = "40000";
const LINK: &str = "120000";

/// A schema, and a branch that is checked out; the revision `hostile` is up to the test.
fn repository() -> Repository {
    let repository = Repository::of([("schemas/user.avsc", "\"int\"")]);
    repository.branch("feature");
    repository.write("schemas/user.avsc", "\"double\"");
    repository
}

/// Makes a commit whose directory `schemas` is this tree, a branch `hostile` there, and a commit after it that is harmless.
fn hide(repository: &Repository, schemas: &str) {
    let tree = repository.tree_of(&[(DIRECTORY, "schemas", schemas)]);
    let hostile = repository.commit_tree("hostile", &tree);
    repository.name("tags/v1", &hostile);
    repository.name("heads/feature", &hostile);
    repository.commit();
}

/// Each way to read the revision.
const LINES: [&str; 5] = [
    "compat --against hostile",
    "compat --last 3",
    "compat --tags v*",
    "compat hostile:schemas schemas",
    "lint hostile:schemas",
];

/// Each command ends with 2 and this.
fn assert_limited(repository: &Repository, lines: &[&str], part: &str) {
    for line in lines {
        let run = repository.run(line);
        assert!(run.code == 2 && run.errors().contains(part), "expected {part:?}:\n{run}");
    }
}

#[test]
fn ten_thousand_million_files() {
    let repository = repository();
    let file = repository.number_of_file("\"int\"");
    let names: Vec<String> = (0..10).map(|number| number.to_string()).collect();
    let files: Vec<String> = names.iter().map(|name| format!("{name}.avsc")).collect();
    let mut tree = repository.tree_of(&files.iter().map(|name| (FILE, name.as_str(), &*file)).collect::<Vec<_>>());
    for _ in 0..9 {
        tree = repository.tree_of(&names.iter().map(|name| (DIRECTORY, name.as_str(), &*tree)).collect::<Vec<_>>());
    }
    hide(&repository, &tree);
    // Where a directory is looked for that was another one before, too.
    repository.write("new/user.avsc", "\"int\"");
    let lines = ["compat --against hostile", "compat new --against hostile", "init --dry-run schemas"];
    assert_limited(&repository, &lines, "the limit is 2000000 entries of directories");
}

#[test]
fn links_that_multiply() {
    let repository = repository();
    let file = repository.number_of_file("\"int\"");
    let names: Vec<String> = (10..40).map(|number| number.to_string()).collect();
    let mut rows = Vec::new();
    for depth in 0..8 {
        let link = repository.number_of_file(&format!("../d{}", depth + 1));
        rows.push(repository.tree_of(&names.iter().map(|name| (LINK, name.as_str(), &*link)).collect::<Vec<_>>()));
    }
    rows.push(repository.tree_of(&[(FILE, "user.avsc", &file)]));
    let names: Vec<String> = (0..9).map(|depth| format!("d{depth}")).collect();
    let rows: Vec<_> = names.iter().zip(&rows).map(|(name, tree)| (DIRECTORY, name.as_str(), tree.as_str())).collect();
    hide(&repository, &repository.tree_of(&rows));
    assert_limited(&repository, &LINES, "the limit is 10000 symbolic links");
}

#[test]
fn a_link_in_a_circle_and_one_to_itself_end() {
    let repository = Repository::of([("schemas/a/user.avsc", "\"int\""), ("schemas/b/user.avsc", "\"int\"")]);
    repository.link("schemas/a/b", "../b");
    repository.link("schemas/b/a", "../a");
    repository.link("schemas/a/self", ".");
    repository.commit();
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 0 && run.last_line().starts_with("✓ nothing changed since"), "{run}");
    assert!(run.stderr.contains("is not followed: it leads back to"), "{run}");
}

#[test]
fn directories_inside_each_other() {
    let repository = repository();
    let mut tree = repository.tree_of(&[(FILE, "user.avsc", &repository.number_of_file("\"int\""))]);
    for _ in 0..5_000 {
        tree = repository.tree_of(&[(DIRECTORY, "d", &tree)]);
    }
    hide(&repository, &tree);
    assert_limited(&repository, &LINES, "the limit is 100 directories inside each other");
}

#[test]
fn a_schema_of_three_thousand_million_bytes() {
    let repository = repository();
    // Its header says so; nobody may find out.
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(b"blob 3221225472\0").expect("memory takes all");
    zlib.write_all(&vec![b' '; 1 << 20]).expect("memory takes all");
    let id = "1234567890123456789012345678901234567890";
    repository.write(&format!(".git/objects/{}/{}", &id[..2], &id[2..]), zlib.finish().expect("memory takes all"));
    hide(&repository, &repository.tree_of(&[(FILE, "user.avsc", id)]));
    assert_limited(&repository, &LINES, "is too large: the limit is 33554432 bytes of one object in git");
}

/// The pack `delta-bomb` has 8 MiB of spaces, 2 GiB as a difference to these (256 copies), and `"long"` as a difference to that;
/// and `"int"` as a difference to the 8 MiB.
#[test]
fn a_small_schema_that_is_kept_as_a_difference_to_a_huge_one() {
    let bomb = package().join("tests/commands/delta-bomb");
    let of = |id: &str| {
        let repository = repository();
        repository.copy(&bomb, ".git/objects/pack");
        hide(&repository, &repository.tree_of(&[(FILE, "user.avsc", id)]));
        repository
    };
    let small = of("f08c4dfdee0b5089ae42e8ae3d2525ef7c1a4f41").run("compat --against hostile");
    assert!(small.code == 0 && small.stdout.contains("user  hostile@"), "{small}");
    let part = "is too large: the limit is 33554432 bytes of one object in git";
    assert_limited(&of("9f4e86f39cfdd8d5b93796b80c86f3ff154cb585"), &LINES, part);
    assert_limited(&of("6dec4e1ae02af811ab364476974662f281d27d9d"), &LINES, part);
}

#[test]
fn one_schema_under_many_names() {
    let repository = repository();
    let large = format!("\"int\"{}", " ".repeat(1 << 20));
    let file = repository.number_of_file(&large);
    let names: Vec<String> = (1_000..2_000).map(|number| format!("{number}.avsc")).collect();
    let files: Vec<_> = names.iter().map(|name| (FILE, name.as_str(), &*file)).collect();
    hide(&repository, &repository.tree_of(&files));
    let run = repository.run("compat --against hostile");
    assert!(run.code == 2 && run.errors().contains("the limit is 268435456 bytes of files and paths"), "{run}");
}

#[test]
fn more_tags_than_are_compared() {
    let repository = repository();
    let head = repository.head();
    let tags: String = (0..1_001).map(|number| format!("{head} refs/tags/v{number:04}\n")).collect();
    repository.write(".git/packed-refs", format!("# pack-refs with: peeled fully-peeled sorted \n{tags}"));
    let run = repository.run("compat --tags v*");
    assert!(run.code == 2 && run.errors().contains("the limit is 1000 tags"), "{run}");
    assert_eq!(repository.run("compat --tags v00*").code, 0);
}

#[test]
fn merges_of_merges_have_a_base() {
    let repository = repository();
    let base = repository.head();
    // Two branches that were merged into each other: the ways back double with each merge.
    let (mut ours, mut theirs) = (base.clone(), base.clone());
    for _ in 0..1_000 {
        let parents = [ours.clone(), theirs.clone()];
        repository.write("README.md", "Theirs.");
        theirs = repository.commit_on(&parents);
        repository.write("README.md", "Ours.");
        ours = repository.commit_on(&[parents[1].clone(), parents[0].clone()]);
    }
    repository.name("heads/main", &theirs);
    let run = repository.run("compat --against main");
    assert!(run.code == 0 && run.stderr.contains("their branches began in several places"), "{run}");
}

#[test]
fn a_shallow_clone_with_very_many_ends_is_walked_through_once() {
    let repository = repository();
    let mut tip = repository.head();
    let mut ends = String::new();
    let mut merge = |tip: &String, number: u32| {
        // A commit that was cut off, and one that merges it.
        let side = repository.commit_on(&[format!("{number:040x}")]);
        ends += &format!("{side}\n");
        repository.write(".git/shallow", &ends);
        repository.commit_on(&[tip.clone(), side])
    };
    (0..1_500).for_each(|number| tip = merge(&tip, number));
    repository.write("README.md", "Of main.");
    repository.name("heads/main", &repository.commit_on(std::slice::from_ref(&tip)));
    repository.write("README.md", "Of the branch.");
    tip = repository.commit_on(&[tip]);
    // What ends before both is before the base, too.
    let run = repository.run("compat --against main");
    assert_eq!(run.code, 0, "{run}");
    (1_500..1_600).for_each(|number| tip = merge(&tip, number));
    let run = repository.run("compat --against main");
    assert!(run.code == 2 && run.errors().contains("this clone is shallow, and HEAD may have left it later"), "{run}");
}
