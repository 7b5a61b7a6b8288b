//! Runs the scripts of the GitLab job in a shell as a runner does: merge requests, other pipelines, and where it cannot check.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use super::release::Releases;
use super::repository::{Repository, schema};
use super::tools::{assert_code, said, yaml};

/// Serves releases on this machine until it is dropped.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn of(releases: &Releases) -> Server {
        let directory = releases.url().replacen("file://", "", 1);
        let mut command = Command::new("python3");
        command.args(["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory"]).arg(directory);
        let mut process =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("Python has a server for files");
        let mut line = String::new();
        let out = process.stdout.as_mut().expect("it is read");
        BufReader::new(out).read_line(&mut line).expect("it says where it is");
        let port = line.split_whitespace().skip_while(|word| *word != "port").nth(1).and_then(|port| port.parse().ok());
        Server { process, port: port.unwrap_or_else(|| panic!("no port in {line}")) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already needs no end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs the job with these variables beside its own.
fn run(repository: &Repository, releases: &Releases, variables: &[(&str, &str)]) -> Output {
    let server = Server::of(releases);
    let template = yaml("ci/gitlab.yml");
    let job = &template["avrocheck"];
    let lines = |name: &str| -> Vec<String> {
        let commands = job[name].as_array().unwrap_or_else(|| panic!("the job has no {name}")).iter();
        commands.map(|command| command.as_str().expect("a command").to_owned()).collect()
    };
    let script = [lines("before_script"), lines("script")].concat().join("\n");
    let mut shell = repository.command("sh");
    shell.args(["-e", "-c", &script]);
    for (name, value) in job["variables"].as_object().expect("it has variables") {
        shell.env(name, value.as_str().expect("variables are texts"));
    }
    // A server for https would need a certificate that somebody trusts: what is asked of this mirror goes to the server.
    let tools = tempfile::tempdir().expect("a directory for the test");
    let path = std::env::var("PATH").expect("there is one");
    let wget = format!(
        "#!/bin/sh\nfor word; do shift; set -- \"$@\" \"$(echo \"$word\" | sed s,^https://mirror.example.org,http://127.0.0.1:{},)\"; done\nPATH='{path}' exec wget \"$@\"\n",
        server.port
    );
    fs::write(tools.path().join("wget"), wget).expect("a new file");
    fs::set_permissions(tools.path().join("wget"), fs::Permissions::from_mode(0o755)).expect("it was just made");
    shell.env("PATH", format!("{}:{path}", tools.path().display())).env("no_proxy", "127.0.0.1");
    shell.env("AVROCHECK_DOWNLOAD_URL", "https://mirror.example.org");
    shell.envs(variables.iter().copied()).output().expect("a shell runs")
}

const MERGE_REQUEST: (&str, &str) = ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main");

#[test]
fn a_merge_request_that_breaks_fails_with_reports() {
    let repository = Repository::broken();
    let output = run(&repository, &Releases::new(), &[MERGE_REQUEST]);
    assert_code(&output, 1);
    assert!(said(&output).contains("error[AVC102]"), "{}", said(&output));
    let job = &yaml("ci/gitlab.yml")["avrocheck"]["artifacts"]["reports"];
    let report = |kind: &str| {
        let file = job[kind].as_str().unwrap_or_else(|| panic!("there is no report {kind}"));
        fs::read_to_string(repository.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    };
    let quality: Value = serde_json::from_str(&report("codequality")).expect("it is JSON");
    assert_eq!(quality[0]["location"]["path"], "schemas/user.avsc");
    assert_eq!(quality[0]["check_name"], "AVC102");
    assert!(report("junit").contains("type=\"AVC102\""), "{}", report("junit"));
}

#[test]
fn a_merge_request_that_breaks_nothing_passes() {
    let repository = Repository::broken();
    repository.write("schemas/user.avsc", &schema("\"long\""));
    assert_code(&run(&repository, &Releases::new(), &[MERGE_REQUEST]), 0);
}

#[test]
fn elsewhere_versions_alone_are_compared() {
    let repository = Repository::rewritten();
    assert_code(&run(&repository, &Releases::new(), &[]), 0);
    assert_code(&run(&repository, &Releases::new(), &[MERGE_REQUEST]), 1);
}

#[test]
fn variables_say_what_else_holds() {
    let repository = Repository::rewritten();
    let releases = Releases::new();
    assert_code(&run(&repository, &releases, &[("AVROCHECK_LEVEL", "NONE"), MERGE_REQUEST]), 1);
    assert_code(&run(&repository, &releases, &[("AVROCHECK_ARGS", "--fail-on never"), MERGE_REQUEST]), 0);
    assert_code(&run(&repository, &releases, &[("AVROCHECK_ARGS", "$(touch evil) --quiet"), MERGE_REQUEST]), 2);
    assert!(!repository.path("evil").exists());
}

#[test]
fn what_keeps_it_from_checking_ends_with_2() {
    let repository = Repository::broken();
    let tampered = Releases::new();
    tampered.tamper();
    let unlisted = Releases::new();
    fs::write(unlisted.sums(), "").expect("it can be written");
    for (releases, variable, message) in [
        (tampered, MERGE_REQUEST, "is not what the release lists"),
        (unlisted, MERGE_REQUEST, "SHA256SUMS has no line for"),
        (Releases::new(), ("AVROCHECK_VERSION", "9.9.9"), "cannot be downloaded"),
        (Releases::new(), ("AVROCHECK_DOWNLOAD_URL", "http://127.0.0.1"), "does not begin with https://"),
        (Releases::new(), ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "nobody"), "no revision is called `origin/nobody`"),
    ] {
        let output = run(&repository, &releases, &[variable]);
        assert_code(&output, 2);
        assert!(said(&output).contains(message), "{message}: {}", said(&output));
    }
}

#[test]
fn the_whole_history_is_there() {
    let job = &yaml("ci/gitlab.yml")["avrocheck"];
    assert_eq!(job["variables"]["GIT_DEPTH"], "0");
    assert_eq!(job["artifacts"]["when"], "always", "reports matter most where the job fails");
}
