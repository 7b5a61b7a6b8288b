//! Checks the archives of a release: their content, that equal content gives equal bytes, and what a tag releases.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::release::{VERSION, archive, pack, program, target};
use super::tools::{assert_code, package, said, text};
use crate::python::run;

/// The names in an archive of either kind, with their modes, and whether the program is the one that was packed.
const LIST: &str = "
import sys, tarfile, zipfile
archive, program = sys.argv[1:]
if archive.endswith('.zip'):
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            print(oct(entry.external_attr >> 16 & 0o777), entry.filename)
            if entry.filename.endswith('/avrocheck.exe'):
                assert opened.read(entry) == open(program, 'rb').read()
else:
    with tarfile.open(archive) as opened:
        for entry in opened:
            print(oct(entry.mode), entry.name)
            assert entry.isfile() and entry.uid == 0 and entry.mtime == 1700000000, entry
            if entry.name.endswith('/avrocheck'):
                assert opened.extractfile(entry).read() == open(program, 'rb').read()
";

#[test]
fn an_archive_has_what_its_users_need() {
    for (target, file, ending) in
        [(&*target(), "avrocheck", "tar.gz"), ("x86_64-pc-windows-msvc", "avrocheck.exe", "zip")]
    {
        let (archive, name) = (archive(target), format!("avrocheck-v{VERSION}-{target}"));
        assert!(archive.ends_with(format!("{name}.{ending}")), "{}", archive.display());
        let mut list = Command::new("python3");
        let listed = run(list.args(["-c", LIST]).arg(&archive).arg(program()));
        let listed: BTreeSet<&str> = listed.lines().collect();
        let plain = ["LICENSE", "README.md", "CHANGELOG.md", "man/avrocheck.1", "man/avrocheck-compat.1"];
        let completions = ["avrocheck.bash", "_avrocheck", "avrocheck.fish", "_avrocheck.ps1", "avrocheck.elv"];
        let expected = plain.map(|file| format!("0o644 {name}/{file}")).into_iter();
        let expected = expected.chain(completions.map(|file| format!("0o644 {name}/completions/{file}")));
        for entry in expected.chain([format!("0o755 {name}/{file}")]) {
            assert!(listed.contains(&*entry), "{entry} is not in {listed:#?}");
        }
    }
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let out = tempfile::tempdir().expect("a directory for the test");
    for target in [&*target(), "x86_64-pc-windows-msvc"] {
        let [first, second] =
            [archive(target), pack(target, out.path())].map(|file| fs::read(file).expect("it was packed"));
        assert!(first == second, "{target}");
    }
}

#[test]
fn a_program_of_another_version_is_not_packed() {
    let out = tempfile::tempdir().expect("a directory for the test");
    let mut script = Command::new("python3");
    script.arg(package().join("ci/package.py")).args(["9.9.9", "x"]).arg(program()).arg(out.path());
    let output = script.output().expect("Python runs");
    assert_code(&output, 1);
    assert!(said(&output).contains("which is not version 9.9.9"), "{}", said(&output));
}

#[test]
fn the_program_passes_its_smoke_test_and_another_does_not() {
    let smoke = |program: &Path| {
        let mut script = Command::new("python3");
        script.arg(package().join("ci/smoke.py")).arg(program).output().expect("Python runs")
    };
    assert_code(&smoke(program()), 0);
    assert_code(&smoke(Path::new("/bin/true")), 1);
}

/// What `ci/release.py` answers in a copy of this package whose changelog is this.
fn release(arguments: [&str; 2], changelog: &str) -> (Option<i32>, String) {
    let copy = tempfile::tempdir().expect("a directory for the test");
    let files = [("ci/release.py", text("ci/release.py")), ("Cargo.toml", text("Cargo.toml"))];
    fs::create_dir(copy.path().join("ci")).expect("a new directory");
    for (file, content) in files.into_iter().chain([("CHANGELOG.md", changelog.to_owned())]) {
        fs::write(copy.path().join(file), content).expect("a new file");
    }
    let mut script = Command::new("python3");
    let output = script.arg(copy.path().join("ci/release.py")).args(arguments).output().expect("Python runs");
    (output.status.code(), said(&output).trim().to_owned())
}

#[test]
fn only_the_tag_of_a_dated_version_is_released() {
    let tag = format!("v{VERSION}");
    let dated = format!("# Changelog\n\n## [{VERSION}] - 2026-12-01\n\nNew.\n\n## [0.0.1] - 2026-01-01\n\nOld.\n");
    let undated = dated.replace("2026-12-01", "unreleased");
    assert_eq!(release(["version", &tag], &dated), (Some(0), VERSION.to_owned()));
    assert_eq!(release(["notes", VERSION], &dated), (Some(0), "New.".to_owned()));
    for (arguments, changelog, message) in [
        (["version", "v9.9.9"], &dated, "the tag is v9.9.9, and Cargo.toml has version"),
        (["version", VERSION], &dated, "the tag is 0."),
        (["version", &*tag], &undated, "put the day of the release behind the version"),
        (["version", &*tag], &String::new(), "CHANGELOG.md has no section"),
        (["notes", "9.9.9"], &dated, "CHANGELOG.md has no section"),
        (["notes", VERSION], &dated.replace("New.", ""), "says nothing below"),
    ] {
        let (code, said) = release(arguments, changelog);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(message), "{message}: {said}");
    }
}

#[test]
fn the_changelog_has_notes_for_this_version() {
    let (code, notes) = release(["notes", VERSION], &text("CHANGELOG.md"));
    assert_eq!(code, Some(0), "{notes}");
    assert!(notes.contains("### Added") && !notes.contains("releases/tag"), "{notes}");
}
