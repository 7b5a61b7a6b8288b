//! Runs the GitHub Action step by step as a runner does: on pull requests and pushes, and where it cannot check.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::comments::{Comment, CommentsApi, Token};
use super::release::{Releases, VERSION};
use super::repository::{Repository, schema};
use super::tools::{assert_code, package, said, yaml};

/// A runner with a tool cache of its own.
pub struct Runner {
    pub directory: TempDir,
    pub releases: Releases,
    variables: BTreeMap<String, String>,
    /// The commit that a merge queue adds to, if it is one.
    queue_base: String,
    /// The number of the pull request, if it is one.
    pull_request: &'static str,
}

impl Runner {
    /// For a pull request to `main`.
    pub fn on_pull_request() -> Runner {
        let mut runner = Runner::on_push();
        runner.set("GITHUB_BASE_REF", "main");
        runner.pull_request = "7";
        runner
    }

    /// The same, where comments go to an API that plays GitHub's.
    pub fn with_comments(token: Token, comments: Vec<Comment>) -> (Runner, CommentsApi) {
        let (mut runner, api) = (Runner::on_pull_request(), CommentsApi::new(token, comments));
        runner.set("GITHUB_API_URL", &api.url);
        (runner, api)
    }

    pub fn on_push() -> Runner {
        let directory = tempfile::tempdir().expect("a directory for the test");
        let path = |name: &str| directory.path().join(name).display().to_string();
        let architecture = if cfg!(target_arch = "aarch64") { "ARM64" } else { "X64" };
        let variables = [
            ("RUNNER_OS", "Linux".to_owned()),
            ("RUNNER_ARCH", architecture.to_owned()),
            ("RUNNER_TOOL_CACHE", path("tools")),
            ("RUNNER_TEMP", path("temp")),
            ("GITHUB_PATH", path("path")),
            ("GITHUB_STEP_SUMMARY", path("summary")),
            ("GITHUB_ACTION_PATH", package().display().to_string()),
            ("GITHUB_BASE_REF", String::new()),
            ("GITHUB_REPOSITORY", "ada/shop".to_owned()),
            ("GITHUB_API_URL", "http://127.0.0.1:9".to_owned()),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        fs::create_dir(directory.path().join("temp")).expect("a new directory");
        Runner { directory, releases: Releases::new(), variables, queue_base: String::new(), pull_request: "" }
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    /// A program that the steps find before others.
    pub fn add_tool(&mut self, name: &str, script: &str) {
        let tools = self.directory.path().join("bin");
        fs::create_dir_all(&tools).expect("a new directory");
        let tool = tools.join(name);
        fs::write(&tool, format!("#!/bin/sh\n{script}\n")).expect("a new file");
        fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).expect("it was just made");
        let path = std::env::var("PATH").expect("there is one");
        self.set("PATH", &format!("{}:{path}", tools.display()));
    }

    /// Where the tool cache keeps the archive.
    pub fn cached(&self) -> PathBuf {
        let archive = self.releases.archive();
        let name = archive.file_name().expect("a file");
        self.directory.path().join("tools/avrocheck").join(VERSION).join(name)
    }

    /// What a step wrote to one of the runner's files.
    pub fn written(&self, name: &str) -> String {
        fs::read_to_string(self.directory.path().join(name)).unwrap_or_default()
    }

    /// Runs the steps of the action with these inputs, and the defaults of the others.
    pub fn run(&self, repository: &Repository, inputs: &[(&str, &str)]) -> Output {
        let action = yaml("action.yml");
        let mut values: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, input) in action["inputs"].as_object().expect("it has inputs") {
            values.insert(name, input["default"].as_str().expect("every input has a default"));
        }
        let url = self.releases.url();
        for (name, value) in [("download-url", url.as_str())].iter().chain(inputs) {
            assert!(values.insert(name, value).is_some(), "the action has no input {name}");
        }
        let mut known: BTreeMap<String, &str> =
            values.iter().map(|(name, value)| (format!("${{{{ inputs.{name} }}}}"), *value)).collect();
        known.insert("${{ github.event.merge_group.base_sha }}".to_owned(), &self.queue_base);
        known.insert("${{ github.event.pull_request.number }}".to_owned(), self.pull_request);
        let steps = action["runs"]["steps"].as_array().expect("it has steps");
        assert_eq!(steps.len(), 1, "the test knows how to run one step");
        let (step, mut shell) = (&steps[0], repository.command("bash"));
        assert_eq!(step["shell"], "bash");
        shell
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c"])
            .arg(step["run"].as_str().expect("a script"));
        shell.envs(&self.variables).env("GITHUB_WORKSPACE", repository.path(""));
        for (name, value) in step["env"].as_object().expect("inputs travel in variables") {
            let expression = value.as_str().expect("a text");
            shell.env(name, known.get(expression).unwrap_or_else(|| panic!("{expression} is not one value alone")));
        }
        shell.output().expect("bash runs")
    }
}

#[test]
fn a_pull_request_is_annotated_where_it_breaks() {
    let (runner, repository) = (Runner::on_pull_request(), Repository::broken());
    let output = runner.run(&repository, &[("sarif", "report.sarif")]);
    assert_code(&output, 1);
    let log = said(&output);
    assert!(log.contains("::error file=schemas/user.avsc,line=5,endLine=5,col="), "{log}");
    assert!(log.contains("title=AVC102 type-mismatch"), "{log}");
    assert!(runner.written("summary").contains("AVC102"), "{}", runner.written("summary"));
    let sarif = fs::read_to_string(repository.path("report.sarif")).expect("it was asked for");
    assert!(sarif.contains("schemas/user.avsc"), "{sarif}");
    // Later steps find the program.
    let directory = runner.written("path");
    let version = Command::new(format!("{}/avrocheck", directory.trim_end())).arg("--version").output();
    assert_eq!(said(&version.expect("it was installed")), format!("avrocheck {VERSION}\n"));
}

#[test]
fn a_pull_request_that_mends_it_passes() {
    let (runner, repository) = (Runner::on_pull_request(), Repository::broken());
    repository.write("schemas/user.avsc", &schema("\"long\""));
    repository.write("avrocheck.toml", "version = 1\n");
    repository.commit();
    assert_code(&runner.run(&repository, &[]), 0);
}

#[test]
fn only_a_pull_request_has_something_to_compare_with() {
    let repository = Repository::rewritten();
    let output = Runner::on_pull_request().run(&repository, &[]);
    assert_code(&output, 1);
    assert!(said(&output).contains("AVC501"), "{}", said(&output));
    assert_code(&Runner::on_push().run(&repository, &[]), 0);
    assert_code(&Runner::on_push().run(&repository, &[("against", "origin/main")]), 1);
}

#[test]
fn a_merge_queue_is_compared_with_what_it_adds_to() {
    let repository = Repository::broken();
    let mut runner = Runner::on_push();
    runner.queue_base = repository.git(&["rev-parse", "origin/main"]);
    let output = runner.run(&repository, &[]);
    assert_code(&output, 1);
    assert!(said(&output).contains("AVC102"), "{}", said(&output));
}

const COMMENT: [(&str, &str); 2] = [("comment", "true"), ("token", "a-token")];

#[test]
fn the_report_is_a_comment_that_later_runs_update() {
    let (runner, api) = Runner::with_comments(Token::Job, vec![Comment::new("ada", "Looks good?")]);
    let repository = Repository::broken();
    let output = runner.run(&repository, &COMMENT);
    assert_code(&output, 1);
    assert!(said(&output).contains("::error file=schemas/user.avsc,"), "{}", said(&output));
    assert!(!said(&output).contains("a-token"), "{}", said(&output));
    let [_, written] = &api.comments()[..] else { panic!("{:?}", api.comments()) };
    assert!(written.body.starts_with("<!-- avrocheck -->\n### ❌ Avro schemas break compatibility\n"), "{written:?}");
    assert!(written.body.contains("AVC102"), "{written:?}");

    repository.write("schemas/user.avsc", &schema("\"long\""));
    repository.commit();
    assert_code(&runner.run(&repository, &COMMENT), 0);
    let [first, written] = &api.comments()[..] else { panic!("{:?}", api.comments()) };
    assert_eq!(first.body, "Looks good?");
    assert!(written.body.starts_with("<!-- avrocheck -->\n### ✅ "), "{written:?}");
}

#[test]
fn only_the_own_comment_is_updated() {
    let marked = "<!-- avrocheck -->\n### ✅ says who?";
    // Behind more than a page of others; a person and, for a person's token, a bot wrote the same line before.
    let mut comments = vec![Comment::new("mallory", marked); 120];
    comments.push(Comment::new("github-actions[bot]", marked));
    comments.push(Comment::new("ada", marked));
    for (token, own) in [(Token::Job, 120), (Token::Of("ada"), 121)] {
        let (runner, api) = Runner::with_comments(token, comments.clone());
        assert_code(&runner.run(&Repository::broken(), &COMMENT), 1);
        let after = api.comments();
        assert_eq!(after.len(), comments.len(), "{token:?}");
        let changed: Vec<usize> = (0..after.len()).filter(|at| after[*at] != comments[*at]).collect();
        assert_eq!(changed, [own], "{token:?}");
    }
    let (runner, api) = Runner::with_comments(Token::Job, comments[..120].to_vec());
    assert_code(&runner.run(&Repository::broken(), &COMMENT), 1);
    assert_eq!(api.comments().len(), 121, "what others wrote stays, and the own comment is new");
}

#[test]
fn without_a_comment_the_check_is_what_it_is() {
    let (repository, note) = (Repository::broken(), "there is no comment on the pull request");
    // A fork's token can only read.
    let (runner, api) = Runner::with_comments(Token::ReadOnly, Vec::new());
    let output = runner.run(&repository, &COMMENT);
    assert_code(&output, 1);
    assert!(
        said(&output).contains(&format!(
            "::notice title=avrocheck::{note}: the token may not write it. On a pull request from a fork"
        )),
        "{}",
        said(&output)
    );
    assert_eq!(api.comments(), []);
    // Nobody answers; the token is wrong.
    let output = Runner::on_pull_request().run(&repository, &COMMENT);
    assert_code(&output, 1);
    assert!(said(&output).contains(&format!("::warning title=avrocheck::{note}: GitHub's API")), "{}", said(&output));
    let (runner, _) = Runner::with_comments(Token::Job, Vec::new());
    assert!(said(&runner.run(&repository, &[("comment", "true"), ("token", "no-token")])).contains(note));
    // Nobody asked, or there is no pull request.
    let (mut runner, api) = Runner::with_comments(Token::Job, Vec::new());
    assert_code(&runner.run(&repository, &[("token", "a-token")]), 1);
    runner.pull_request = "";
    assert_code(&runner.run(&repository, &COMMENT), 1);
    assert_eq!(api.requests(), Vec::<String>::new());
    let output = runner.run(&repository, &[("comment", "yes")]);
    assert_code(&output, 2);
    assert!(said(&output).contains("comment: \"yes\" is neither true nor false"), "{}", said(&output));
}

#[test]
fn flags_may_name_revisions_themselves() {
    let (runner, repository) = (Runner::on_pull_request(), Repository::broken());
    for args in ["--last 2", "--last=2 --level FULL", "--level NONE\n--against=HEAD~1"] {
        let output = runner.run(&repository, &[("args", args)]);
        assert_code(&output, i32::from(!args.contains("NONE")));
    }
}

#[test]
fn paths_are_one_a_line_and_begin_in_the_working_directory() {
    let repository = Repository::of(&[("a team/one dir/v1/user.avsc", &schema("\"int\""))]);
    repository.write("a team/one dir/v2/user.avsc", &schema("\"string\""));
    repository.write("a team/other/v1/user.avsc", &schema("\"int\""));
    repository.commit();
    let runner = Runner::on_push();
    for (paths, code) in [("one dir", 1), ("other\n", 0), ("one dir/v1/user.avsc\none dir/v2/user.avsc\n", 1)] {
        assert_code(&runner.run(&repository, &[("working-directory", "a team"), ("paths", paths)]), code);
    }
    let output = runner.run(&repository, &[("working-directory", "a team"), ("paths", "one dir")]);
    assert!(said(&output).contains("::error file=a team/one dir/v2/user.avsc,line=5"), "{}", said(&output));
}

/// As far as a system that is not Windows can tell: the archive is another, and paths go through `cygpath`.
#[test]
fn windows_has_an_archive_of_its_own() {
    let (mut runner, repository) = (Runner::on_pull_request(), Repository::broken());
    runner.add_tool("cygpath", "echo \"$2\"");
    runner.set("RUNNER_OS", "Windows");
    runner.releases.add("x86_64-pc-windows-msvc");
    assert_code(&runner.run(&repository, &[]), 1);
    assert!(fs::exists(format!("{}/avrocheck.exe", runner.written("path").trim_end())).expect("it can be looked at"));
}

#[test]
fn what_is_not_the_released_archive_is_not_run() {
    let (runner, repository) = (Runner::on_pull_request(), Repository::broken());
    runner.releases.tamper();
    let output = runner.run(&repository, &[]);
    assert_code(&output, 2);
    let log = said(&output);
    assert!(log.starts_with("::error title=avrocheck%3A not checked::"), "{log}");
    assert!(log.contains(&format!("is not what release v{VERSION} lists")), "{log}");
    assert_eq!(runner.written("path"), "");
}

#[test]
fn what_keeps_it_from_checking_is_reported_and_ends_with_2() {
    let repository = Repository::broken();
    type Change = fn(&mut Runner);
    type Inputs = &'static [(&'static str, &'static str)];
    let cases: [(Change, Inputs, &str); 8] = [
        (|_| (), &[("version", "9.9.9")], "/v9.9.9/"),
        (|_| (), &[("version", "../../evil")], "\"../../evil\" is no version"),
        (|_| (), &[("version", "latest")], "\"latest\" is no version"),
        (|_| (), &[("working-directory", "no/where")], "\"no/where\" is no directory of the workspace"),
        (|_| (), &[("against", "origin/nobody")], "no revision is called `origin/nobody`"),
        (|_| (), &[("args", "--levle FULL")], "--levle"),
        (|runner| runner.set("RUNNER_ARCH", "ARM"), &[], "there is no avrocheck for this runner (Linux, ARM)"),
        (|runner| fs::write(runner.releases.sums(), "").expect("a file"), &[], "SHA256SUMS of release"),
    ];
    for (change, inputs, message) in cases {
        let mut runner = Runner::on_pull_request();
        change(&mut runner);
        let output = runner.run(&repository, inputs);
        assert_code(&output, 2);
        assert!(said(&output).contains(message), "{message}: {}", said(&output));
    }
}

#[test]
fn a_clone_without_the_base_cannot_check() {
    let (runner, repository) = (Runner::on_pull_request(), Repository::broken());
    repository.git(&["update-ref", "-d", "refs/remotes/origin/main"]);
    let output = runner.run(&repository, &[]);
    assert_code(&output, 2);
    assert!(said(&output).contains("origin/main"), "{}", said(&output));
}

#[test]
fn nothing_in_an_input_is_run() {
    let (runner, repository) = (Runner::on_pull_request(), Repository::broken());
    let evil = "$(touch evil) `touch evil`; touch evil; \"; touch evil; \" *";
    for input in [
        "version",
        "paths",
        "against",
        "args",
        "working-directory",
        "sarif",
        "download-url",
        "sha256",
        "provenance",
        "comment",
        "token",
    ] {
        let output = runner.run(&repository, &[(input, evil)]);
        assert!(!repository.path("evil").exists(), "{input}: {}", said(&output));
        assert_ne!(output.status.code(), Some(0), "{input}: {}", said(&output));
    }
}
