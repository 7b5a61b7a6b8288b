//! Checks that nothing a repository names is read or written outside of it, and that what it names has an end.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::sandbox::record;

/// What stands in the files outside, and must never be printed.
const SECRET: &str = "dG9wOnNlY3JldA";

/// A repository, and the home of somebody beside it.
struct Neighbours(tempfile::TempDir);

impl Neighbours {
    fn new() -> Neighbours {
        let all = Neighbours(tempfile::tempdir().expect("a directory for the test"));
        all.directory("repo/.git");
        let user = record("User", &[r#"{"name": "auths", "type": {"type": "map", "values": "int"}}"#]);
        all.write("repo/schemas/v1/user.avsc", &user);
        all.write("repo/schemas/v2/user.avsc", &user);
        let secret = format!("{{\"auths\": {{\"ghcr.io\": \"{SECRET}\"}}}}\n");
        all.write("home/config.json", &secret);
        all.write("home/schemas/v1/user.avsc", &format!("{{\"type\": \"{SECRET}\"}}\n"));
        all.write("home/fixtures/v1/user.jsonl", &secret);
        all.write("home/avrocheck.toml", &format!("level = \"{SECRET}\"\n"));
        all.write("repo/.git/config", &format!("{{\"type\": \"{SECRET}\"}}\n"));
        all
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.0.path().join(relative)
    }

    fn directory(&self, relative: &str) {
        fs::create_dir_all(self.path(relative)).expect("a new directory");
    }

    fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("it is in the directory")).expect("a new directory");
        fs::write(path, text).expect("a new file");
    }

    /// Makes a link, in the place of what was there.
    fn link(&self, relative: &str, target: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("it is in the directory")).expect("a new directory");
        let _ = fs::remove_dir_all(&path);
        let _ = fs::remove_file(&path);
        symlink(target, path).expect("a new link");
    }

    fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).expect("it is there")
    }

    /// Runs the program in a directory, with MOVIES for this repository's schemas, and without more memory than a gate should need.
    fn run_in(&self, directory: &str, line: &str) -> Output {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -v 8000000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_avrocheck")]);
        let movies = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas");
        let words = line.split_whitespace().map(|word| if word == "MOVIES" { movies } else { word });
        command.args(words).current_dir(self.path(directory)).stdin(Stdio::null());
        command.env_remove("AVROCHECK_CONFIG").output().expect("the program can be started")
    }

    fn run(&self, line: &str) -> Output {
        self.run_in("repo", line)
    }
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A way in which a repository can name something outside: its name, the files and links that are made, and the command that
/// meets them.
type WayOut = (&'static str, Vec<(&'static str, String)>, &'static str);

/// One of each way.
fn ways_out(all: &Neighbours) -> Vec<WayOut> {
    let home = all.path("home").display().to_string();
    let link = |path: &'static str, target: &str| (path, format!("-> {target}"));
    let file = |path: &'static str, text: &str| (path, text.to_owned());
    vec![
        ("a fixture", vec![link("fixtures/v1/user.jsonl", "../../../home/config.json")], "compat"),
        ("an absolute link", vec![link("fixtures/v1/user.jsonl", &format!("{home}/config.json"))], "compat"),
        ("a directory of fixtures", vec![link("fixtures/v1", "../../home/fixtures/v1")], "compat"),
        ("all fixtures", vec![link("fixtures", "../home/fixtures")], "compat"),
        (
            "a link of a link of a link",
            vec![
                link("fixtures/v1/user.jsonl", "../../a"),
                link("a", "b/config.json"),
                link("b", "c"),
                link("c", "../home"),
            ],
            "compat",
        ),
        (
            "over a directory and back",
            vec![link("fixtures/v1/user.jsonl", "../../schemas/../../home/config.json")],
            "compat",
        ),
        ("configured fixtures", vec![file("avrocheck.toml", "fixtures = \"../home/fixtures\"\n")], "compat"),
        (
            "absolute configured fixtures",
            vec![file("avrocheck.toml", &format!("fixtures = \"{home}/fixtures\"\n"))],
            "compat",
        ),
        (
            "configured fixtures over a link",
            vec![file("avrocheck.toml", "fixtures = \"a/fixtures\"\n"), link("a", "../home")],
            "compat",
        ),
        ("a configured baseline", vec![file("avrocheck.toml", "baseline = \"../home/config.json\"\n")], "compat"),
        (
            "a configured baseline over a link",
            vec![file("avrocheck.toml", "baseline = \"b.json\"\n"), link("b.json", "../home/config.json")],
            "compat",
        ),
        (
            "configured schemas",
            vec![file("avrocheck.toml", "schemas = [\"schemas\", \"../home/schemas\"]\n")],
            "compat",
        ),
        ("configured schemas in lint", vec![file("avrocheck.toml", "schemas = [\"../home/schemas\"]\n")], "lint"),
        ("the configuration", vec![link("avrocheck.toml", "../home/avrocheck.toml")], "compat"),
        ("all schemas", vec![link("schemas", "../home/schemas")], "compat schemas"),
        ("the whole disk", vec![link("schemas", "/")], "compat schemas"),
        ("a version", vec![link("schemas/v3", "../../home/schemas/v1")], "compat"),
        ("a schema", vec![link("schemas/v2/user.avsc", "../../../home/schemas/v1/user.avsc")], "compat"),
        ("a schema that is not there", vec![link("schemas/v2/user.avsc", "../../../home/nothing.avsc")], "compat"),
        ("a schema in lint", vec![link("schemas/v2/user.avsc", "../../../home/schemas/v1/user.avsc")], "lint schemas"),
        ("one that is named", vec![link("a.avsc", "../home/schemas/v1/user.avsc")], "inspect a.avsc"),
        (
            "one that is named as a version",
            vec![link("a.avsc", "../home/config.json")],
            "compat a.avsc schemas/v1/user.avsc",
        ),
        ("one that is compared", vec![link("a.avsc", "../home/config.json")], "diff schemas/v1/user.avsc a.avsc"),
        ("below a link", vec![link("a", "../home/schemas/v1")], "lint a/user.avsc"),
        ("below a link, misspelt", vec![link("a", "../home/schemas/v1")], "lint a/usre.avsc"),
        ("data", vec![link("a.json", "../home/config.json")], "preview v1/user v2/user --data a.json"),
        ("data to read", vec![link("a.avro", "../home/config.json")], "deserialize a.avro"),
        ("data to scan", vec![link("data/a.avro", "../../home/config.json")], "scan data --reader v1/user"),
        ("logs", vec![link("logs/a.log", "../../home/config.json")], "serialize logs --out out --schemas MOVIES"),
        ("a log", vec![link("a.log", "../home/config.json")], "serialize a.log --out out --schemas MOVIES"),
        (
            "records",
            vec![link("a.jsonl", "../home/config.json")],
            "serialize a.jsonl --raw datum --writer v1/user --out a.bin",
        ),
        ("the repository's own secrets", vec![link("fixtures/v1/user.jsonl", "../../.git/config")], "compat"),
        ("the same by configuration", vec![file("avrocheck.toml", "baseline = \".git/config\"\n")], "compat"),
    ]
}

#[test]
fn nothing_that_a_repository_names_outside_is_read() {
    for at in 0..ways_out(&Neighbours::new()).len() {
        let all = Neighbours::new();
        let (name, made, line) = ways_out(&all).swap_remove(at);
        for (path, content) in &made {
            match content.strip_prefix("-> ") {
                Some(target) => all.link(&format!("repo/{path}"), target),
                None => all.write(&format!("repo/{path}"), content),
            }
        }
        let output = all.run(line);
        let text = text(&output);
        assert!(output.status.code() == Some(2) && text.contains(" leads out of the repository"), "{name}: {text}");
        assert!(!text.contains(SECRET) && !text.contains("user.avsc`?"), "{name}: {text}");
    }
}

#[test]
fn the_person_who_runs_can_allow_more() {
    let all = Neighbours::new();
    all.write("shared/fixtures/v1/user.jsonl", "{\"auths\": {\"a\": 1}}\n");
    all.write("shared/v3/user.avsc", &all.read("repo/schemas/v1/user.avsc"));
    all.link("repo/fixtures", "../shared/fixtures");
    all.link("repo/schemas/v3", "../../shared/v3");
    let refused = all.run("compat");
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
    let allowed = all.run("compat --allow-outside ../shared");
    assert!(allowed.status.code() == Some(0) && text(&allowed).contains("1 fixture record"), "{}", text(&allowed));
    let parts = all.run("compat --allow-outside ../shared/v3 --allow-outside ../shared/fixtures");
    assert_eq!(parts.status.code(), Some(0), "{}", text(&parts));
    let missing = all.run("compat --allow-outside ../shard");
    assert!(
        missing.status.code() == Some(2) && text(&missing).contains("did you mean `../shared`?"),
        "{}",
        text(&missing)
    );
}

#[test]
fn what_a_person_names_may_be_anywhere() {
    let all = Neighbours::new();
    all.write("other/schemas/v1/user.avsc", &all.read("repo/schemas/v1/user.avsc"));
    all.write("other/fixtures/v1/user.jsonl", "{\"auths\": {\"a\": 1}}\n");
    all.link("links/to-other", "../other");
    let other = all.path("other/schemas").display().to_string();
    for line in [
        "compat ../other/schemas",
        &format!("compat {other}"),
        "compat ../links/to-other/schemas",
        "compat schemas --fixtures ../other/fixtures",
        "lint ../other/schemas/v1/user.avsc",
    ] {
        let output = all.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}: {}", text(&output));
    }
}

#[test]
fn without_a_repository_what_was_typed_is_the_boundary() {
    let all = Neighbours::new();
    let schema = all.read("repo/schemas/v1/user.avsc");
    all.write("plain/schemas/v1/user.avsc", &schema);
    all.write("plain/archive/v0/user.avsc", &schema);
    all.link("plain/schemas/v2", "v1");
    assert_eq!(all.run_in("plain", "compat schemas").status.code(), Some(0));
    all.link("plain/schemas/v0", "../archive/v0");
    let output = all.run_in("plain", "compat schemas");
    let text = text(&output);
    let is_refused = output.status.code() == Some(2) && text.contains("leads out of the directory that was given");
    assert!(is_refused, "{text}");
    // A configuration says what belongs together.
    all.write("plain/avrocheck.toml", "version = 1\n");
    assert_eq!(all.run_in("plain", "compat schemas").status.code(), Some(0));
    all.link("plain/schemas/v3", "../../home/schemas/v1");
    assert_eq!(all.run_in("plain", "compat schemas").status.code(), Some(2));
    all.link("plain/schemas/v3", "v1");
    all.link("plain/fixtures", "../home/fixtures");
    assert_eq!(all.run_in("plain", "compat schemas").status.code(), Some(2));
}

#[test]
fn a_file_beside_is_not_looked_for_outside() {
    let all = Neighbours::new();
    all.write("home/b.avsc", &format!("{{\"type\": \"enum\", \"name\": \"B\", \"symbols\": [\"{SECRET}\"]}}"));
    all.write("repo/flat/a.avsc", r#"{"type": "record", "name": "A", "fields": [{"name": "b", "type": "B"}]}"#);
    all.link("repo/flat/b.avsc", "../../home/b.avsc");
    let output = all.run("inspect flat/a.avsc --format json");
    assert!(output.status.code() == Some(2) && !text(&output).contains(SECRET), "{}", text(&output));
    let output = all.run("inspect flat/a.avsc --format json --allow-outside ../home");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
}

#[test]
fn endless_files_are_not_read() {
    for target in ["/dev/zero", "/proc/self/pagemap", "../../pipe", "../../huge"] {
        let all = Neighbours::new();
        assert!(Command::new("mkfifo").arg(all.path("repo/pipe")).status().expect("every Unix has it").success());
        // Of no size on the disk, as a git object of a few megabytes would be.
        fs::File::create(all.path("repo/huge")).and_then(|file| file.set_len(3 << 30)).expect("a sparse file");
        all.link("repo/schemas/v2/user.avsc", target);
        for line in
            ["compat", "lint", "inspect schemas/v2/user.avsc", "compat schemas/v1/user.avsc schemas/v2/user.avsc"]
        {
            let output = all.run(line);
            let text = text(&output);
            let reasons =
                ["leads out of the repository", "is a pipe, a socket or a device", "more than 33,554,432 bytes"];
            let is_refused = output.status.code() == Some(2) && reasons.iter().any(|reason| text.contains(reason));
            assert!(is_refused, "{target}, {line}: {text}");
        }
    }
}

#[test]
fn what_git_ignores_is_not_read_without_end() {
    for (place, target) in [(".gitignore", "/dev/zero"), ("schemas/.gitignore", "../pipe"), (".ignore", "huge")] {
        let all = Neighbours::new();
        assert!(Command::new("mkfifo").arg(all.path("repo/pipe")).status().expect("every Unix has it").success());
        fs::File::create(all.path("repo/huge")).and_then(|file| file.set_len(3 << 30)).expect("a sparse file");
        all.link(&format!("repo/{place}"), target);
        let output = all.run("init");
        let text = text(&output);
        assert!(output.status.code() == Some(2) && text.contains(&format!("{place}: is not a file of")), "{text}");
    }
}

/// 48 links that make 2 to the 24th directories, the last of which hold a schema.
fn fan(all: &Neighbours, top: &str, file: &str) {
    for level in 0..25 {
        all.directory(&format!("repo/{top}/d{level}"));
    }
    for level in 0..24 {
        for name in ["a", "b"] {
            all.link(&format!("repo/{top}/d{level}/{name}"), &format!("../d{}", level + 1));
        }
    }
    all.write(&format!("repo/{top}/d24/{file}"), &all.read("repo/schemas/v1/user.avsc"));
}

#[test]
fn links_make_no_more_directories_than_can_be_walked() {
    for (top, file, line) in [
        ("schemas/v2", "x.avsc", "compat"),
        ("schemas/v2", "x.avsc", "lint schemas"),
        ("fixtures/v1", "user.jsonl", "compat"),
        ("data", "x.avro", "scan data --reader v1/user"),
        ("logs", "x.log", "serialize logs --out out --schemas MOVIES"),
    ] {
        let all = Neighbours::new();
        fan(&all, top, file);
        let output = all.run(line);
        let text = text(&output);
        let is_refused = output.status.code() == Some(2) && text.contains("more than 10,000 files and directories");
        assert!(is_refused, "{top}, {line}: {text}");
    }
}

#[test]
fn links_to_one_large_file_are_as_many_files() {
    let all = Neighbours::new();
    let doc = "x".repeat(1 << 20);
    all.write("repo/large.json", &format!("{{\"type\": \"fixed\", \"size\": 1, \"name\": \"F\", \"doc\": \"{doc}\"}}"));
    for version in 3..40 {
        all.link(&format!("repo/schemas/v{version}/f.avsc"), "../../large.json");
    }
    let output = all.run("compat");
    let text = text(&output);
    assert!(output.status.code() == Some(2) && text.contains("more than 16,777,216 bytes"), "{text}");
}

#[test]
fn a_directory_may_be_reached_over_several_links() {
    let all = Neighbours::new();
    all.write("repo/schemas/v1/common/id.avsc", r#"{"type": "fixed", "size": 8, "name": "Id"}"#);
    all.link("repo/schemas/v2/common", "../v1/common");
    all.write("repo/fixtures/v1/user.jsonl", "{\"auths\": {\"a\": 1}}\n");
    all.link("repo/fixtures/v2", "v1");
    let output = all.run("compat");
    let text = text(&output);
    assert!(output.status.code() == Some(0) && text.contains("2 subjects"), "{text}");
    assert!(text.contains("2 fixture records") || text.contains("fixture records round-tripped"), "{text}");
}

#[test]
fn a_directory_that_is_configured_again_is_read_once() {
    let all = Neighbours::new();
    all.link("repo/again", "schemas");
    let many: Vec<String> = ["schemas", "./schemas", "schemas/v1", "again", "schemas/../schemas"]
        .iter()
        .cycle()
        .take(2_000)
        .map(|name| format!("\"{name}\""))
        .collect();
    all.write("repo/avrocheck.toml", &format!("schemas = [{}]\n", many.join(", ")));
    let output = all.run("compat");
    let text = text(&output);
    assert!(output.status.code() == Some(0) && text.contains("1 subject · 2 versions"), "{text}");
    assert!(text.contains("each is read once"), "{text}");
}

/// A place in the repository, what is put there, and the command that would write there.
const OUTWARDS: [(&str, &str, &str); 12] = [
    ("report.html", "../home/config.json", "compat --format html=report.html"),
    ("report.json", "a", "compat --format json=report.json"),
    ("report.json", "../home/new.json", "compat --format json=report.json"),
    ("report.json", ".git/hooks/pre-commit", "compat --format json=report.json"),
    ("reports", "../home", "compat --format json=reports/config.json"),
    ("known.json", "../home/config.json", "baseline write --out known.json"),
    ("known.json", "../home/new.json", "baseline write --baseline known.json"),
    ("out", "../home", "serialize log --out out --force --schemas MOVIES"),
    ("out", "../home/new", "serialize log --out out --force --schemas MOVIES"),
    ("data.bin", "../home/config.json", "serialize --raw datum --writer v1/user log --out data.bin --force"),
    (".github", "../home", "init --ci github"),
    (".gitlab-ci.yml", "../home/config.json", "init --ci gitlab"),
];

#[test]
fn nothing_is_written_outside() {
    for (link, target, line) in OUTWARDS {
        let all = Neighbours::new();
        all.directory("repo/.git/hooks");
        all.write("repo/.git/hooks/pre-commit", "theirs");
        all.link("repo/a", "../home/config.json");
        all.write("repo/log", "{\"auths\": {}}\n");
        all.link(&format!("repo/{link}"), target);
        let before = (all.read("home/config.json"), fs::read_dir(all.path("home")).expect("it is there").count());
        let output = all.run(line);
        let text = text(&output);
        let after = (all.read("home/config.json"), fs::read_dir(all.path("home")).expect("it is there").count());
        assert_eq!(after, before, "{line}: {text}");
        assert_eq!(all.read("repo/.git/hooks/pre-commit"), "theirs", "{line}: {text}");
        assert!(!text.contains(SECRET), "{line}: {text}");
        let is_replaced = link.starts_with("report.");
        assert_eq!(output.status.code(), Some(if is_replaced { 0 } else { 2 }), "{line}: {text}");
        let is_link = fs::symlink_metadata(all.path(&format!("repo/{link}"))).expect("it is there").is_symlink();
        assert_eq!(is_link, !is_replaced, "{line}: {text}");
    }
}

#[test]
fn a_report_never_goes_into_a_device_by_a_link_of_the_repository() {
    let all = Neighbours::new();
    all.link("repo/report.json", "/dev/null");
    assert_eq!(all.run("compat --format json=report.json").status.code(), Some(0));
    assert!(all.read("repo/report.json").starts_with('{'));
    let output = all.run("compat --format json=/dev/stdout");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with('{'), "{}", text(&output));
}

#[test]
fn links_that_stay_inside_are_kept() {
    let all = Neighbours::new();
    all.directory("repo/reports");
    for (link, target, line) in [
        ("report.json", "reports/real.json", "compat --format json=report.json"),
        ("known.json", "reports/known.json", "baseline write --out known.json"),
        ("out", "reports/out", "serialize log --out out --schemas MOVIES"),
    ] {
        all.write("repo/log", "2024-03-08T23:06:10,1,GET /rate/a=1\n");
        all.link(&format!("repo/{link}"), target);
        let output = all.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}: {}", text(&output));
        let is_link = fs::symlink_metadata(all.path(&format!("repo/{link}"))).expect("it is there").is_symlink();
        assert!(is_link && all.path(&format!("repo/{target}")).exists(), "{line}");
    }
    assert_eq!(fs::read_dir(all.path("repo/reports/out")).expect("it is there").count(), 4);
}

#[test]
fn a_fix_through_a_link_outside_is_refused_even_where_reading_is_allowed() {
    let all = Neighbours::new();
    all.write("shared/suit.avsc", r#"{"type":"enum","name":"Suit","symbols":["B"]}"#);
    all.write("repo/schemas/v1/suit.avsc", r#"{"type":"enum","name":"Suit","symbols":["A","B"]}"#);
    all.link("repo/schemas/v2/suit.avsc", "../../../shared/suit.avsc");
    for line in ["compat --fix", "compat --fix --allow-outside ../shared"] {
        let output = all.run(line);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert_eq!(all.read("shared/suit.avsc"), r#"{"type":"enum","name":"Suit","symbols":["B"]}"#);
    }
}
