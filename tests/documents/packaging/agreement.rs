//! Checks that files agree on the version, the repository, the compiler, the targets and their archives.

use std::collections::BTreeSet;
use std::fs;

use toml::Table;
use walkdir::WalkDir;

use super::release::VERSION;
use super::tools::{package, text, yaml};

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
const RUST: &str = env!("CARGO_PKG_RUST_VERSION");

/// The texts that are not code of tests: each with its name.
fn texts() -> Vec<(String, String)> {
    let skipped = [".git", "target", "out", "tests", "bench", "benches", "fixtures", "schemas", "Cargo.lock"];
    let walk = WalkDir::new(package()).into_iter().filter_entry(|entry| {
        entry.depth() != 1 || entry.file_name().to_str().is_some_and(|name| !skipped.contains(&name))
    });
    let files = walk.map(|entry| entry.expect("this package can be read")).filter(|entry| entry.file_type().is_file());
    let texts = files.filter_map(|entry| {
        let name = entry.path().strip_prefix(package()).expect("it lies in the package").display().to_string();
        Some((name, fs::read_to_string(entry.path()).ok()?))
    });
    texts.collect()
}

/// The text after each `start`, as long as its characters are of a kind.
fn behind<'a>(text: &'a str, start: &str, of_kind: impl Fn(char) -> bool + Copy) -> Vec<&'a str> {
    let parts = text.split(start).skip(1);
    parts.map(|rest| rest.split(|c: char| !of_kind(c)).next().unwrap_or_default()).collect()
}

#[test]
fn every_file_names_this_version() {
    let mut seen = BTreeSet::new();
    for (file, text) in texts() {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for start in [
            "avrocheck-v",
            "avrocheck/avrocheck@v",
            "avrocheck/avrocheck rev: v",
            "avrocheck/avrocheck/raw/v",
            "ghcr.io/avrocheck/avrocheck:",
            "AVROCHECK_VERSION: \"",
            "\"avrocheck==",
        ] {
            for version in behind(&text, start, |c| c.is_ascii_digit() || c == '.') {
                // Where code puts the version in, there is none to read.
                if version.contains('.') {
                    assert_eq!(version.trim_end_matches('.'), VERSION, "{file}: `{start}`");
                    seen.insert(file.clone());
                }
            }
        }
    }
    for file in ["ci/gitlab.yml", "pyproject.toml"] {
        assert!(seen.contains(file), "{file} is not among {seen:?}");
    }
    assert_eq!(yaml("action.yml")["inputs"]["version"]["default"], VERSION);
    let hook: Table = text("pyproject.toml").parse().expect("it is TOML");
    assert_eq!(hook["project"]["version"].as_str(), Some(VERSION));
    let wheel: Table = text("bindings/python/pyproject.toml").parse().expect("it is TOML");
    let dynamic = wheel["project"]["dynamic"].as_array().expect("a list");
    assert!(dynamic.iter().any(|key| key.as_str() == Some("version")), "the wheel's version is that of Cargo.toml");
    assert!(text("CHANGELOG.md").contains(&format!("[{VERSION}]: {REPOSITORY}/releases/tag/v{VERSION}\n")));
}

#[test]
fn the_book_names_the_versions_of_the_registries_that_the_tests_start() {
    let page = text("docs/registries.md");
    for (file, start, shown) in [
        ("tests/support/apicurio/pom.xml", "<version>2", "Apicurio Registry, below `/apis/ccompat/v7` | 2"),
        ("tests/support/srfake/go.mod", "franz-go/pkg/sr v", "srfake of franz-go, a fake | sr v"),
        ("tests/support/moto/requirements.txt", "moto==", "the tests' own | "),
    ] {
        let version = |text: &str, start: &str| {
            let versions = behind(text, start, |c| c.is_ascii_digit() || c == '.');
            versions.first().map(|version| version.trim_end_matches('.').to_owned())
        };
        let pinned = version(&text(file), start);
        assert!(pinned.is_some() && pinned == version(&page, shown), "{file}: {pinned:?}");
    }
}

#[test]
fn every_file_names_this_repository() {
    let home = REPOSITORY.strip_prefix("https://github.com/").expect("it lies there");
    let mut count = 0;
    for (file, text) in texts() {
        for path in behind(&text, "github.com/", |c| c.is_ascii_alphanumeric() || "-_./".contains(c)) {
            let mut parts = path.split('/');
            if let (Some(owner), Some(name @ "avrocheck")) = (parts.next(), parts.next()) {
                assert_eq!(format!("{owner}/{name}"), home, "{file}");
                count += 1;
            }
        }
        for image in behind(&text, "ghcr.io/", |c| c.is_ascii_alphanumeric() || c == '/') {
            assert_eq!(image, home, "{file}");
        }
    }
    assert!(count > 5, "{count}");
}

#[test]
fn every_build_takes_the_same_compiler() {
    for (file, start) in [
        ("Dockerfile", "BASE=rust:"),
        (".github/workflows/ci.yml", "container: rust:"),
        (".github/workflows/ci.yml", "rustup toolchain install "),
        (".github/workflows/ci.yml", "cargo +"),
        (".github/workflows/release.yml", "rustup toolchain install "),
        (".github/workflows/release.yml", "rustup default "),
        (".github/workflows/release.yml", "cargo +"),
    ] {
        let text = text(file);
        let named = behind(&text, start, |c| c.is_ascii_digit() || c == '.');
        assert!(!named.is_empty() && named.iter().all(|version| *version == RUST), "{file}: {start}{named:?}");
    }
}

/// The targets that the release workflow builds.
fn targets() -> BTreeSet<String> {
    let workflow = yaml(".github/workflows/release.yml");
    let rows = workflow["jobs"]["build"]["strategy"]["matrix"]["include"].as_array().expect("rows").clone();
    rows.iter().map(|row| row["target"].as_str().expect("each has a target").to_owned()).collect()
}

#[test]
fn binstall_looks_for_the_archives_of_the_release() {
    let manifest: Table = text("Cargo.toml").parse().expect("it is TOML");
    let rules = manifest["package"]["metadata"]["binstall"].as_table().expect("a table");
    for target in targets() {
        let own = rules["overrides"].get(&target);
        let rule = |key: &str| own.and_then(|own| own.get(key)).unwrap_or(&rules[key]).as_str().expect("a text");
        let is_windows = target.contains("windows");
        let filled = |key: &str| {
            let known = [
                ("name", "avrocheck"),
                ("bin", "avrocheck"),
                ("repo", REPOSITORY),
                ("version", VERSION),
                ("target", &target),
                ("binary-ext", if is_windows { ".exe" } else { "" }),
            ];
            let fill = |text: String, (name, value): (&str, &str)| text.replace(&format!("{{ {name} }}"), value);
            known.into_iter().fold(rule(key).to_owned(), fill)
        };
        // As ci/package.py names and fills them; tests/documents/packaging/archives.rs looks at one of each kind.
        let name = format!("avrocheck-v{VERSION}-{target}");
        let (ending, format, program) =
            if is_windows { ("zip", "zip", "avrocheck.exe") } else { ("tar.gz", "tgz", "avrocheck") };
        assert_eq!(filled("pkg-url"), format!("{REPOSITORY}/releases/download/v{VERSION}/{name}.{ending}"));
        assert_eq!(filled("bin-dir"), format!("{name}/{program}"));
        assert_eq!(rule("pkg-fmt"), format);
    }
    let known = targets();
    let overridden = rules["overrides"].as_table().expect("a table");
    assert!(overridden.keys().all(|target| known.contains(target)), "{overridden:?}");
}

#[test]
fn installers_know_the_targets_of_the_release() {
    let script = text("ci/action.sh");
    let named = behind(&script, "target=", |c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let named: BTreeSet<String> = named.into_iter().filter(|name| name.contains('-')).map(str::to_owned).collect();
    assert_eq!(named, targets());
    // GitLab's template puts the processor in front, and the image is made of both.
    let linux: BTreeSet<&str> = ["x86_64-unknown-linux-musl", "aarch64-unknown-linux-musl"].into();
    assert!(linux.iter().all(|target| named.contains(*target)), "{named:?}");
    assert!(text("ci/gitlab.yml").contains("-unknown-linux-musl\"\n"));
    assert_eq!(named.len(), 5, "the release workflow counts as many archives");
}
