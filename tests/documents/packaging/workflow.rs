//! Runs those steps of the release workflow that need no host, as they are written there.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use super::release::{VERSION, archive, program};
use super::tools::{assert_code, package, said, text, yaml};

/// Runs the script of a step in a directory.
fn step(job: &str, name: &str, directory: &Path) -> Output {
    let workflow = yaml(".github/workflows/release.yml");
    let steps = workflow["jobs"][job]["steps"].as_array().expect("the job has steps");
    let step = steps.iter().find(|step| step["name"] == name).unwrap_or_else(|| panic!("{job} has no step {name}"));
    let mut shell = Command::new("bash");
    shell.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c"]).arg(step["run"].as_str().expect("a script"));
    shell.current_dir(directory).env("VERSION", VERSION).env("GITHUB_REF_NAME", format!("v{VERSION}"));
    shell.env("GITHUB_OUTPUT", directory.join("output")).output().expect("bash runs")
}

#[test]
fn the_image_is_made_of_the_programs_in_the_archives() {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let archives = directory.path().join("archives");
    fs::create_dir(&archives).expect("a new directory");
    for processor in ["x86_64", "aarch64"] {
        let archive = archive(&format!("{processor}-unknown-linux-musl"));
        fs::copy(&archive, archives.join(archive.file_name().expect("a file"))).expect("a new file");
    }
    assert_code(&step("image", "The programs", directory.path()), 0);
    for architecture in ["amd64", "arm64"] {
        // Where the Dockerfile copies from, whatever stage is there.
        let image = directory.path().join("programs/image").join(architecture);
        let mode = |path: &str| {
            let path = image.join(path);
            let metadata = fs::metadata(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            metadata.permissions().mode() & 0o7777
        };
        assert_eq!((mode("usr/bin/avrocheck"), mode("tmp")), (0o755, 0o1777));
        let is_program = fs::read(image.join("usr/bin/avrocheck")).expect("it is there")
            == fs::read(program()).expect("it was built");
        assert!(is_program, "{architecture}");
    }
    let dockerfile = text("Dockerfile");
    assert!(dockerfile.contains("COPY --from=build /image/$TARGETARCH/ /\n"), "{dockerfile}");
    assert!(dockerfile.contains("ENTRYPOINT [\"/usr/bin/avrocheck\"]\n"), "{dockerfile}");
}

#[test]
fn a_release_lists_all_its_archives_or_is_none() {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let archives = directory.path().join("archives");
    fs::create_dir(&archives).expect("a new directory");
    for count in 1..=6 {
        fs::write(archives.join(format!("avrocheck-v{VERSION}-{count}.tar.gz")), "").expect("a new file");
        let output = step("github", "The list that installers check", directory.path());
        assert_code(&output, i32::from(count != 6));
    }
    let sums = fs::read_to_string(archives.join("SHA256SUMS")).expect("it was written");
    assert_eq!(sums.lines().count(), 6);
    assert!(sums.lines().all(|line| line[64..].starts_with("  avrocheck-v")), "{sums}");
}

#[test]
fn a_tag_that_is_not_the_version_stops_the_release() {
    let directory = tempfile::tempdir().expect("a directory for the test");
    fs::create_dir(directory.path().join("ci")).expect("a new directory");
    fs::write(directory.path().join("ci/release.py"), text("ci/release.py")).expect("a new file");
    let dated = format!("## [{VERSION}] - 2026-12-01\n\nNew.\n");
    fs::write(directory.path().join("CHANGELOG.md"), dated).expect("a new file");
    let output = directory.path().join("output");

    let other = text("Cargo.toml").replacen(&format!("version = \"{VERSION}\""), "version = \"9.9.9\"", 1);
    fs::write(directory.path().join("Cargo.toml"), other).expect("a new file");
    let refused = step("version", "The version of the tag", directory.path());
    assert_code(&refused, 1);
    assert!(said(&refused).contains("the tag is v"), "{}", said(&refused));
    assert!(!output.exists());

    fs::write(directory.path().join("Cargo.toml"), text("Cargo.toml")).expect("a new file");
    assert_code(&step("version", "The version of the tag", directory.path()), 0);
    assert_eq!(fs::read_to_string(output).expect("it was written"), format!("version={VERSION}\n"));
    assert_eq!(fs::read_to_string(directory.path().join("notes.md")).expect("it was written"), "New.\n");
}

/// Nothing is published before every target is built, and nobody has rights that the work does not need.
#[test]
fn publishing_waits_and_has_no_secrets() {
    let workflow = yaml(".github/workflows/release.yml");
    assert_eq!(workflow["permissions"], serde_json::json!({"contents": "read"}));
    for job in ["github", "pypi", "crate", "image"] {
        let needs = workflow["jobs"][job]["needs"].to_string();
        assert!(needs.contains("\"build\""), "{job} needs {needs}");
    }
    assert!(!text(".github/workflows/release.yml").contains("secrets."), "publishing is by trust in this workflow");
}

/// What is published goes through an environment, where a maintainer approves it; and nothing that a stranger's pull request brings
/// runs with rights.
#[test]
fn rights_are_behind_an_environment() {
    let directory = package().join(".github/workflows");
    for file in fs::read_dir(directory).expect("there are workflows").map(|file| file.expect("it can be listed")) {
        let name = format!(".github/workflows/{}", file.file_name().to_string_lossy());
        let workflow = yaml(&name);
        assert_eq!(workflow["permissions"], serde_json::json!({"contents": "read"}), "{name}");
        let source = text(&name);
        for risk in ["pull_request_target", "workflow_run", "secrets."] {
            assert!(!source.contains(risk), "{name} has {risk}");
        }
        for (job, content) in workflow["jobs"].as_object().expect("it has jobs") {
            let permissions = content["permissions"].as_object().into_iter().flatten();
            let may_write = permissions.into_iter().any(|(_, right)| right == "write");
            assert_eq!(may_write, content["environment"].is_string(), "{name}: {job}");
        }
    }
}

/// Whoever moves a tag of an action, or of what builds the image, does not get into a release.
#[test]
fn what_is_used_is_fixed() {
    for name in ["ci.yml", "dependencies.yml", "fuzz.yml", "release.yml"] {
        for line in text(&format!(".github/workflows/{name}")).lines().filter_map(|line| line.split_once("uses: ")) {
            let used = line.1.split_whitespace().next().expect("an action");
            let is_own = used.starts_with("./");
            let commit = used.split_once('@').map_or("", |(_, commit)| commit);
            let is_commit = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_own || is_commit, "{name}: {used}");
        }
    }
    let image = text(".github/workflows/release.yml");
    assert!(image.contains("--driver-opt \"image=$builder\""), "the builder is named by its digest");
    let dockerfile = text("Dockerfile");
    assert!(!dockerfile.contains("# syntax="), "what reads the Dockerfile is part of the builder");
    let last = dockerfile.lines().rfind(|line| line.starts_with("FROM "));
    assert_eq!(last, Some("FROM scratch"), "the image has no base");
}
