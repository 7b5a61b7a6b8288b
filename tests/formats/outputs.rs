//! Checks where reports are written: several at once, each complete or not at all.

use std::fs;
use std::process::Output;

use crate::repository::Repository;

fn errors_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn one_format_goes_to_standard_output_and_others_to_files() {
    let repository = Repository::broken();
    let output = repository.check(&["--format", "sarif=a.sarif", "--format", "concise", "--format", "junit=b.xml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("schemas/v2/"));
    assert!(repository.path("a.sarif").exists() && repository.path("b.xml").exists());
}

#[test]
fn whoever_writes_files_alone_still_sees_how_it_went() {
    let repository = Repository::broken();
    let output = repository.check(&["--format=sarif=a.sarif"]);
    assert_eq!(errors_of(&output), "✗ 4 breaking · 3 subjects · 2 of 6 gated pairs compatible\n");
    assert_eq!(errors_of(&repository.check(&["--format=sarif=a.sarif", "-q"])), "");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let repository = Repository::clean();
    for (arguments, message) in [
        (&["--format=json", "--format=sarif"][..], "both json and sarif would go to standard output"),
        (&["--format=json", "--format=sarif=-"], "both json and sarif would go to standard output"),
        (&["--format=json=a", "--format=sarif=a"], "both json and sarif would go to a"),
        (&["--format=json=a", "--format=sarif=./a"], "both json and sarif would go to a"),
        (&["--format=json=schemas/../b", "--format=html=b"], "both json and html would go to schemas/../b"),
        (&["--format=sraif"], "unknown format; did you mean sarif?"),
        (&["--format=SARIF"], "unknown format"),
        (&["--format=sarif="], "the file name after sarif= is missing"),
    ] {
        let output = repository.check(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(errors_of(&output).contains(message), "{arguments:?}: {}", errors_of(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    assert!(!repository.path("a").exists());
}

#[test]
fn a_file_that_cannot_be_written_fails_the_run_and_no_other_file() {
    let repository = Repository::clean();
    let output = repository.check(&["--format=sarif=no/where.sarif", "--format=junit=here.xml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors_of(&output).contains("cannot write no/where.sarif"), "{}", errors_of(&output));
    assert!(repository.path("here.xml").exists());
}

#[test]
fn a_file_is_replaced_whole() {
    let repository = Repository::clean();
    repository.write("out/report.html", "what was there before");
    assert_eq!(repository.check(&["--format=html=out/report.html"]).status.code(), Some(0));
    let text = fs::read_to_string(repository.path("out/report.html")).expect("it is there");
    assert!(text.starts_with("<!DOCTYPE html>") && text.ends_with("</html>\n"));
    assert_eq!(fs::read_dir(repository.path("out")).expect("it is there").count(), 1, "nothing else is left");
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_devices_stay_devices() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    let repository = Repository::clean();
    repository.write("real.json", "");
    symlink("real.json", repository.path("link.json")).expect("a link");
    let output = repository.check(&["--format=json=link.json", "--format=html=/dev/null"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors_of(&output));
    assert!(fs::symlink_metadata(repository.path("link.json")).expect("it is there").is_symlink());
    assert!(fs::read_to_string(repository.path("real.json")).expect("it is there").starts_with('{'));
    assert!(fs::metadata("/dev/null").expect("it is there").file_type().is_char_device());
}

#[test]
fn paths_start_at_the_repository_in_any_directory() {
    let repository = Repository::broken();
    let mut program = repository.program();
    program.current_dir(repository.path("schemas/v2")).args(["compat", "..", "--format", "github"]);
    let output = program.output().expect("the program runs");
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(report.contains("::error file=schemas/v2/movie_watch_event.avsc,"), "{report}");
}
