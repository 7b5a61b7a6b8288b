//! Runs the GitHub Action where somebody tampered with the tool cache, the release or the way to it.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::action::Runner;
use super::release::{VERSION, target};
use super::repository::Repository;
use super::tools::{assert_code, said};
use crate::python::run;

/// An archive as of a release, whose program says this version and leaves a trace where it runs.
fn evil_archive() -> Vec<u8> {
    packed("add(NAME + '/avrocheck', b'#!/bin/sh\\ntouch evil\\necho avrocheck VERSION\\n')")
}

/// An archive that Python packs, by lines with `add(name, content)` and `link(name, to)`.
fn packed(lines: &str) -> Vec<u8> {
    let out = tempfile::NamedTempFile::new().expect("a file for the test");
    let lines = lines.replace("NAME", &format!("'avrocheck-v{VERSION}-{}'", target())).replace("VERSION", VERSION);
    let script = format!(
        "import io, sys, tarfile
out = tarfile.open(sys.argv[1], 'w:gz')
def add(name, content):
    entry = tarfile.TarInfo(name)
    entry.mode, entry.size = 0o755, len(content)
    out.addfile(entry, io.BytesIO(content))
def link(name, to):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = tarfile.SYMTYPE, to
    out.addfile(entry)
{lines}
out.close()
"
    );
    run(Command::new("python3").args(["-c", &script]).arg(out.path()));
    fs::read(out.path()).expect("it was packed")
}

/// Where releases are on GitHub.
const GITHUB: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/releases/download");

const NOWHERE: (&str, &str) = ("download-url", "file:///no/where");

/// The archive is kept, and the list of the release is asked for in each run.
#[test]
fn an_archive_in_the_tool_cache_is_not_downloaded_again() {
    let (runner, repository) = (Runner::on_pull_request(), Repository::broken());
    assert_code(&runner.run(&repository, &[]), 1);
    fs::remove_file(runner.releases.archive()).expect("it is there");
    assert_code(&runner.run(&repository, &[]), 1);
    // Without the list nobody knows what the archive should be, unless the workflow says so.
    assert_code(&runner.run(&repository, &[NOWHERE]), 2);
    let sum = run(Command::new("sha256sum").arg(runner.cached()))[..64].to_uppercase();
    assert_code(&runner.run(&repository, &[NOWHERE, ("sha256", &sum)]), 1);
    fs::remove_file(runner.cached()).expect("it is there");
    assert_code(&runner.run(&repository, &[NOWHERE, ("sha256", &sum)]), 2);
}

/// Whatever other jobs left in the tool cache, the released program runs and the cache is mended.
#[test]
fn a_poisoned_tool_cache_is_not_run() {
    type Poison = fn(&Runner);
    let poisons: [(&str, Poison); 6] = [
        ("another archive", |runner| fs::write(runner.cached(), evil_archive()).expect("a new file")),
        ("a part of it", |runner| {
            let bytes = fs::read(runner.releases.archive()).expect("it was packed");
            fs::write(runner.cached(), &bytes[..bytes.len() / 2]).expect("a new file");
        }),
        ("nothing", |runner| fs::write(runner.cached(), "").expect("a new file")),
        ("a link to an endless file", |runner| symlink("/dev/zero", runner.cached()).expect("a new link")),
        ("a link to nowhere", |runner| symlink("/no/where", runner.cached()).expect("a new link")),
        ("an unpacked program, as other versions kept it", |runner| {
            let old = runner.cached().with_file_name(target());
            fs::create_dir(&old).expect("a new directory");
            fs::write(old.join("avrocheck"), "#!/bin/sh\ntouch evil\n").expect("a new file");
        }),
    ];
    let repository = Repository::broken();
    for (what, poison) in poisons {
        let runner = Runner::on_pull_request();
        fs::create_dir_all(runner.cached().parent().expect("it is in a directory")).expect("a new directory");
        poison(&runner);
        let output = runner.run(&repository, &[]);
        assert_code(&output, 1);
        assert!(!repository.path("evil").exists(), "{what}: {}", said(&output));
        let mended = fs::read(runner.cached()).expect("it is kept");
        assert!(mended == fs::read(runner.releases.archive()).expect("it was packed"), "{what}");
    }
    // Where the cache cannot be mended, the run goes on without it.
    let runner = Runner::on_pull_request();
    fs::create_dir_all(runner.cached()).expect("a new directory");
    assert_code(&runner.run(&repository, &[]), 1);
}

#[test]
fn an_archive_whose_digest_is_another_is_not_run() {
    let (runner, repository) = (Runner::on_pull_request(), Repository::broken());
    let released = runner.releases.sha256();
    // Who can exchange the release can exchange its list, too; a workflow that states the digest sees it.
    runner.releases.replace(&evil_archive());
    for (sha256, message) in
        [(&*released, "is not what release"), ("0", "\"0\" is not a SHA-256"), (&released[1..], "is not a SHA-256")]
    {
        let output = runner.run(&repository, &[("sha256", sha256)]);
        assert_code(&output, 2);
        assert!(said(&output).contains(message), "{}", said(&output));
        assert!(!repository.path("evil").exists() && !runner.cached().exists(), "{}", said(&output));
    }
}

/// Even an archive that the release lists is unpacked to nowhere else.
#[test]
fn an_archive_cannot_write_outside() {
    let repository = Repository::broken();
    for (lines, code) in [
        (
            "add('../evil', b'x')\nadd('/tmp/avrocheck-evil', b'x')\nadd(NAME + '/avrocheck', b'#!/bin/sh\\nexit 7\\n')",
            2,
        ),
        ("link(NAME + '/avrocheck', '/bin/true')", 2),
        ("link(NAME, '/bin')\nlink(NAME + '/avrocheck', '../sh')", 2),
        ("add('avrocheck', b'#!/bin/sh\\ntouch evil\\n')", 2),
    ] {
        let runner = Runner::on_pull_request();
        runner.releases.replace(&packed(lines));
        let output = runner.run(&repository, &[]);
        assert_code(&output, code);
        assert!(said(&output).starts_with("::error title=avrocheck%3A not checked::"), "{}", said(&output));
        let written = fs::read_dir(runner.directory.path().join("temp")).expect("it is there");
        for entry in written.map(|entry| entry.expect("it can be listed")) {
            let is_own = entry.file_name().to_string_lossy().starts_with("avrocheck.");
            assert!(is_own && entry.path().is_dir(), "{lines}: {}", entry.path().display());
        }
        assert!(!fs::exists("/tmp/avrocheck-evil").expect("it can be looked for"), "{lines}");
        assert!(!repository.path("evil").exists(), "{lines}");
    }
}

#[test]
fn releases_come_over_https() {
    let (runner, repository) = (Runner::on_pull_request(), Repository::broken());
    for url in ["http://releases.example.org", "ftp://releases.example.org", "", "releases", "https://", "HTTP://x"] {
        let output = runner.run(&repository, &[("download-url", url)]);
        assert_code(&output, 2);
        assert!(said(&output).contains("does not begin with https://"), "{url}: {}", said(&output));
    }
}

/// A runner of GitHub's, with releases that seem to come from there, and `gh`, which answers so.
fn on_github(gh: &str) -> Runner {
    let mut runner = Runner::on_pull_request();
    runner.set("GITHUB_SERVER_URL", "https://github.com");
    let releases = runner.releases.url().replacen("file://", "", 1);
    runner.add_tool(
        "curl",
        &format!(
            "while [ $# -gt 1 ]; do case $1 in --output) out=$2; shift ;; esac; shift; done
path=${{1#file://{releases}/}}
cp \"{releases}/${{path#{GITHUB}/}}\" \"$out\""
        ),
    );
    let asked = runner.directory.path().join("asked");
    runner.add_tool("gh", &format!("printf '%s\\n' \"$*\" \"$GH_TOKEN\" >> {}\n{gh}", asked.display()));
    runner
}

#[test]
fn the_provenance_is_verified_where_it_can_be() {
    let github = ("download-url", GITHUB);
    let repository = Repository::broken();
    let verified = "echo '[{\"verificationResult\": {}}]'";
    for (gh, inputs, code, is_asked) in [
        (verified, vec![github], 1, true),
        ("echo '[]'", vec![github], 2, true),
        ("echo 'no attestations found' >&2; exit 1", vec![github], 2, true),
        ("exit 4", vec![github], 2, true),
        ("exit 1", vec![github, ("provenance", "off")], 1, false),
        (verified, vec![github, ("provenance", "of")], 2, false),
        // The statement is about releases of github.com.
        ("exit 1", vec![], 1, false),
    ] {
        let runner = on_github(gh);
        let output = runner.run(&repository, &[&inputs[..], &[("token", "secret")]].concat());
        assert_code(&output, code);
        let asked = runner.written("asked");
        assert_eq!(!asked.is_empty(), is_asked, "{gh}: {asked}");
        if is_asked {
            let workflow = "--signer-workflow avrocheck/avrocheck/.github/workflows/release.yml";
            assert!(asked.contains("--repo avrocheck/avrocheck") && asked.contains(workflow), "{asked}");
            assert!(asked.ends_with("secret\n"), "{asked}");
        }
        assert_eq!(
            code == 2,
            said(&output).starts_with("::error title=avrocheck%3A not checked::"),
            "{}",
            said(&output)
        );
    }
    let mut elsewhere = on_github("exit 1");
    elsewhere.set("GITHUB_SERVER_URL", "https://github.example.org");
    assert_code(&elsewhere.run(&repository, &[github]), 1);
}

/// What installs itself and runs has no need of the token.
#[test]
fn the_program_does_not_get_the_token() {
    let (runner, repository) = (Runner::on_pull_request(), Repository::broken());
    let program = "add(NAME + '/avrocheck', b'#!/bin/sh\\nenv > environment\\necho avrocheck VERSION\\n')";
    runner.releases.replace(&packed(program));
    assert_code(&runner.run(&repository, &[("token", "secret")]), 0);
    let environment = fs::read_to_string(repository.path("environment")).expect("the program ran");
    assert!(environment.contains("GITHUB_PATH") && !environment.contains("secret"), "{environment}");
}
